//! From an experiment file to its report, in seconds; interrupted, killed, shared and repeated.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use barrington::base::code::Code;
use barrington::experiment::execute::Local;
use barrington::experiment::executor::{Executor, Made, Summary, Watcher, execute};
use barrington::experiment::plan::{Context, Plan, Planned};
use barrington::experiment::record::{Record, Status};
use barrington::experiment::store::{Found, Store, find_records, read_record, write_record};
use barrington::figure::{FIGURES, report};

use crate::counter::Counter;

/// Two problems, one model of two depths, two seeds: eight runs of 30 steps.
const TINY: &str = r#"
title = "tiny"
question = "does it run?"
seeds = [0, 1]
figures = ["minimum-depth", "accuracy-by-length"]

[train]
length = 6
batch = 16
micro_batch = 4
lanes = 4
steps = 30
validate_every = 7
validation = 32
evaluation = 64

[train.lengths.doubling]
from = 3
at = 0.1

[[problem]]
name = "z2"

[[problem]]
name = "s3"
alphabet = "generators"

[[model]]
label = "GRU"
layers = [1, 2]
d_model = 16
mixer.gru = {}
"#;

fn plan(text: &str) -> Plan {
    let figures: Vec<&str> = FIGURES.iter().map(|f| f.name).collect();
    let context = Context {
        problems: Path::new("no such directory"),
        figures: &figures,
        set: &[],
    };
    Plan::read(Path::new("tiny.toml"), text, context).unwrap()
}

fn go(plan: &Plan, root: &Path, threads: usize, jobs: usize, counter: &Counter) -> Summary {
    let store = Store::open(root, &plan.name).unwrap();
    let local = Local::new(threads, jobs).unwrap();
    execute(plan, &store, &local, counter, false).unwrap()
}

/// The same with `--remake`.
fn remake(plan: &Plan, root: &Path, counter: &Counter) -> Summary {
    let store = Store::open(root, &plan.name).unwrap();
    execute(plan, &store, &Local::new(2, 2).unwrap(), counter, true).unwrap()
}

/// The records of a finished experiment without what may differ: where and how long it ran.
fn results(plan: &Plan, root: &Path) -> Vec<Record> {
    let found = find_records(&root.join(&plan.name).join("records"), plan).unwrap();
    let records = found.into_iter().map(|found| found.fits().unwrap());
    let mut records: Vec<Record> = records.collect();
    for record in &mut records {
        record.machine.wall_s = 0.0;
        record.machine.threads = 0;
    }
    records
}

fn complete(plan: &Plan, threads: usize, jobs: usize) -> Vec<Record> {
    let root = tempfile::tempdir().unwrap();
    go(
        plan,
        root.path(),
        threads,
        jobs,
        &Counter::stopping_after(u64::MAX),
    );
    results(plan, root.path())
}

#[test]
fn an_experiment_becomes_records_figures_and_a_report() {
    let plan = plan(TINY);
    assert_eq!(plan.runs.len(), 8);
    let root = tempfile::tempdir().unwrap();
    let counter = Counter::stopping_after(u64::MAX);
    let summary = go(&plan, root.path(), 2, 2, &counter);
    assert_eq!((summary.had, summary.made, summary.left), (0, 8, 0));
    let records = results(&plan, root.path());
    for (planned, record) in plan.runs.iter().zip(&records) {
        assert_eq!(record.run, planned.run);
        assert_eq!(record.outcome.status, Status::Finished);
        assert_eq!(record.outcome.steps, 30);
        assert_eq!(record.curve.len(), 5);
        let evaluation = record.evaluation.as_ref().unwrap();
        assert_eq!(evaluation.sequences, 64);
        assert_eq!(evaluation.prefix_correct.len(), 6);
        assert!(evaluation.prefix_correct.is_sorted_by(|a, b| a >= b));
        assert_eq!(evaluation.prefix_correct[0], evaluation.position_correct[0]);
    }
    for figure in FIGURES {
        let drawing = figure.draw(&records).unwrap();
        assert!(drawing.svg.starts_with("<svg") || drawing.svg.starts_with("<?xml"));
        assert_eq!(drawing.png[..8], *b"\x89PNG\r\n\x1a\n");
        assert_eq!(drawing, figure.draw(&records).unwrap());
    }
    let page = report::html(
        &plan.title,
        &plan.question,
        "the command",
        &["minimum-depth"],
        &records,
    )
    .unwrap();
    assert!(page.contains("<svg") && page.contains("does it run?"));
    let left: Vec<_> = fs::read_dir(root.path().join("tiny/checkpoints"))
        .unwrap()
        .collect();
    assert!(left.is_empty(), "checkpoints of finished runs: {left:?}");

    // the second time there is nothing to do
    let again = Counter::stopping_after(u64::MAX);
    let summary = go(&plan, root.path(), 2, 2, &again);
    assert_eq!((summary.had, summary.made, summary.left), (8, 0, 0));
    assert_eq!(again.todo.into_inner(), 0);
    assert_eq!(again.steps.into_inner(), 0);
}

#[test]
fn the_number_of_threads_and_jobs_changes_no_bit() {
    let plan = plan(TINY);
    let one = complete(&plan, 1, 1);
    assert_eq!(one, complete(&plan, 2, 2));
    assert_eq!(one, complete(&plan, 3, 1));
}

#[test]
fn interrupted_after_any_number_of_steps_the_bits_are_the_same() {
    let plan = plan(TINY);
    let whole = complete(&plan, 2, 1);
    let root = tempfile::tempdir().unwrap();
    let mut calls = 0;
    // 13 steps a call: every run is cut at other places
    while go(&plan, root.path(), 2, 2, &Counter::stopping_after(13)).left > 0 {
        calls += 1;
        assert!(calls < 100, "it does not come to an end");
    }
    assert!(calls > 8, "only {calls} interruptions");
    assert_eq!(results(&plan, root.path()), whole);
}

#[test]
fn a_run_that_fails_does_not_lose_the_others() {
    let plan = plan(TINY);
    let root = tempfile::tempdir().unwrap();
    let broken = &plan.runs[3];
    let path = Store::open(root.path(), "tiny")
        .unwrap()
        .checkpoint(&broken.id);
    fs::write(&path, "no checkpoint").unwrap();
    let summary = go(&plan, root.path(), 2, 2, &Counter::stopping_after(u64::MAX));
    assert_eq!(
        (summary.made, summary.left, summary.failures.len()),
        (7, 1, 1)
    );
    assert_eq!(&summary.failures[0].0, broken);
    let message = summary.failures[0].1.to_string();
    assert!(message.starts_with(path.to_str().unwrap()), "{message}");
    assert!(
        message.contains("delete it to start the run again"),
        "{message}"
    );
    fs::remove_file(&path).unwrap();
    let summary = go(&plan, root.path(), 2, 2, &Counter::stopping_after(u64::MAX));
    assert_eq!((summary.had, summary.made, summary.left), (7, 1, 0));
}

#[test]
fn a_run_that_diverges_has_a_record_that_says_so() {
    let text = TINY
        .replace(
            "layers = [1, 2]",
            "layers = [1]\ntrain.optimiser = { learning_rate = 1e30, clip = 0.0 }",
        )
        .replace("seeds = [0, 1]", "seeds = [0]");
    for record in complete(&plan(&text), 2, 2) {
        assert_eq!(record.outcome.status, Status::Diverged);
        assert!(record.outcome.steps < 30);
        assert_eq!(record.evaluation, None);
    }
}

#[test]
fn a_damaged_record_is_named_and_how_to_repeat_it() {
    let plan = plan(TINY);
    let root = tempfile::tempdir().unwrap();
    go(&plan, root.path(), 2, 2, &Counter::stopping_after(u64::MAX));
    let directory = root.path().join("tiny/records");
    let path = directory.join(format!("{}.json", plan.runs[0].id));
    let text = fs::read_to_string(&path).unwrap();
    for (change, expected) in [
        (text[..text.len() / 2].to_owned(), "EOF while parsing"),
        (
            text.replace("\"format\":2", "\"format\":3"),
            "its format is 3, this program reads format 2",
        ),
        (
            text.replace("\"seed\":0", "\"seed\":9"),
            "but its configuration has",
        ),
        (
            text.replace("\"parameters\":", "\"colour\":1,\"parameters\":"),
            "unknown field `colour`",
        ),
    ] {
        assert_ne!(change, text);
        fs::write(&path, change).unwrap();
        let message = read_record(&path).unwrap_err().to_string();
        assert!(message.starts_with(path.to_str().unwrap()), "{message}");
        assert!(message.contains(expected), "{message}");
        assert!(
            message.contains("delete it and run the experiment again"),
            "{message}"
        );
    }
}

/// Makes nothing; notes what it was asked for.
#[derive(Default)]
struct Recording(Mutex<Vec<String>>);

impl Executor for Recording {
    fn make(&self, todo: &[&Planned], _: &Store, _: &dyn Watcher) -> Made {
        self.0
            .lock()
            .unwrap()
            .extend(todo.iter().map(|p| p.run.to_string()));
        Made::default()
    }
}

/// What would be run in `root`, in this order.
fn asked(plan: &Plan, root: &Path, remake: bool) -> Vec<String> {
    let (recording, counter) = (Recording::default(), Counter::stopping_after(0));
    let store = Store::open(root, &plan.name).unwrap();
    let summary = execute(plan, &store, &recording, &counter, remake).unwrap();
    let asked = recording.0.into_inner().unwrap();
    assert_eq!((summary.made, summary.left), (0, asked.len()));
    asked
}

#[test]
fn an_executor_is_asked_for_the_runs_that_are_missing_in_the_order_of_the_plan() {
    let plan = plan(TINY);
    let root = tempfile::tempdir().unwrap();
    let all: Vec<String> = plan.runs.iter().map(|p| p.run.to_string()).collect();
    assert_eq!(asked(&plan, root.path(), false), all);
    let mut some = plan.clone();
    some.select(&["problem=z2,layers=1".to_owned()]).unwrap();
    go(&some, root.path(), 2, 2, &Counter::stopping_after(u64::MAX));
    let left: Vec<String> = all
        .iter()
        .filter(|run| !run.starts_with("z2, GRU, 1 layer,"))
        .cloned()
        .collect();
    assert_eq!(left.len(), 6);
    assert_eq!(asked(&plan, root.path(), false), left);
}

/// One problem, one model, one seed.
fn smallest() -> String {
    TINY.replace("layers = [1, 2]", "layers = 1")
        .replace("seeds = [0, 1]", "seeds = [0]")
        .replace("[[problem]]\nname = \"z2\"", "")
}

#[test]
fn a_record_answers_a_run_of_another_name_and_is_called_like_it() {
    let root = tempfile::tempdir().unwrap();
    go(
        &plan(&smallest()),
        root.path(),
        2,
        2,
        &Counter::stopping_after(u64::MAX),
    );
    let text = smallest()
        .replace("\"GRU\"", "\"GRU one\"")
        .replace("name = \"s3\"", "name = \"s3\"\nlabel = \"triangle\"");
    let renamed = plan(&text);
    let records = results(&renamed, root.path());
    assert_eq!(records[0].run.label, "GRU one");
    assert_eq!(records[0].run, renamed.runs[0].run);
    assert!(asked(&renamed, root.path(), false).is_empty());
}

#[test]
fn a_problem_of_two_names_is_run_once_and_read_twice() {
    let again =
        "[[problem]]\nname = \"s3\"\nalphabet = \"generators\"\nlabel = \"twin\"\n\n[[model]]";
    let plan = plan(&smallest().replace("[[model]]", again));
    assert_eq!(plan.runs.len(), 2);
    let root = tempfile::tempdir().unwrap();
    let counter = Counter::stopping_after(u64::MAX);
    let summary = go(&plan, root.path(), 2, 2, &counter);
    assert_eq!((summary.made, summary.left), (1, 0));
    let names: Vec<String> = results(&plan, root.path())
        .into_iter()
        .map(|record| record.run.problem.name)
        .collect();
    assert_eq!(names, ["s3", "twin"]);
}

#[test]
fn a_record_of_another_evaluation_is_not_used_and_made_again() {
    let root = tempfile::tempdir().unwrap();
    let first = plan(&smallest());
    go(
        &first,
        root.path(),
        2,
        2,
        &Counter::stopping_after(u64::MAX),
    );
    let more = plan(&smallest().replace("evaluation = 64", "evaluation = 96"));
    assert_eq!(more.runs[0].id, first.runs[0].id);
    let directory = root.path().join("tiny/records");
    assert!(matches!(
        find_records(&directory, &more).unwrap()[..],
        [Found::OtherEvaluation]
    ));
    let counter = Counter::stopping_after(u64::MAX);
    let summary = go(&more, root.path(), 2, 2, &counter);
    assert_eq!((summary.had, summary.made), (0, 1));
    assert_eq!(counter.had.into_inner().unwrap().other_evaluation, 1);
    let record = results(&more, root.path()).remove(0);
    assert_eq!(record.evaluation.unwrap().sequences, 96);
}

#[test]
fn a_checkpoint_goes_on_under_another_name_evaluation_and_pace_of_saving() {
    let whole = complete(&plan(&smallest()), 2, 1).remove(0);
    let root = tempfile::tempdir().unwrap();
    go(
        &plan(&smallest()),
        root.path(),
        2,
        1,
        &Counter::stopping_after(13),
    );
    let text = smallest()
        .replace("\"GRU\"", "\"other\"")
        .replace("evaluation = 64", "evaluation = 32\ncheckpoint_every = 4");
    let other = plan(&text);
    let counter = Counter::stopping_after(u64::MAX);
    go(&other, root.path(), 2, 1, &counter);
    assert_eq!(counter.steps.into_inner(), 30 - 13);
    let record = results(&other, root.path()).remove(0);
    assert_eq!(record.curve, whole.curve);
    assert_eq!(record.evaluation.unwrap().sequences, 32);
}

/// Some code that is not this one.
fn other_code() -> Code {
    Code {
        commit: Some("0123456789ab".to_owned()),
        fingerprint: Some("f".repeat(32)),
        converted_from: None,
    }
}

#[test]
fn records_of_other_code_stay_are_told_and_are_made_again_if_asked() {
    let plan = plan(&TINY.replace("layers = [1, 2]", "layers = 1"));
    let root = tempfile::tempdir().unwrap();
    go(&plan, root.path(), 2, 2, &Counter::stopping_after(u64::MAX));
    let own = results(&plan, root.path());
    assert!(own.iter().all(|record| record.code == [Code::here()]));
    let directory = root.path().join("tiny/records");
    let path = directory.join(format!("{}.json", plan.runs[2].id));
    let mut record = read_record(&path).unwrap();
    record.code = vec![other_code()];
    record.parameters = 1;
    write_record(&path, &record).unwrap();

    let counter = Counter::stopping_after(u64::MAX);
    assert_eq!(go(&plan, root.path(), 2, 2, &counter).had, 4);
    let had = counter.had.into_inner().unwrap();
    assert_eq!((had.records, had.other_code), (4, vec![other_code()]));
    assert_eq!(
        asked(&plan, root.path(), true),
        [plan.runs[2].run.to_string()]
    );
    // until it is made again it stays
    assert_eq!(read_record(&path).unwrap(), record);

    let counter = Counter::stopping_after(u64::MAX);
    let summary = remake(&plan, root.path(), &counter);
    assert_eq!((summary.had, summary.made, summary.left), (3, 1, 0));
    assert_eq!(counter.had.into_inner().unwrap().remade, 1);
    assert_eq!(results(&plan, root.path()), own);
    assert!(asked(&plan, root.path(), true).is_empty());
}

#[test]
fn who_goes_on_from_a_checkpoint_of_other_code_is_named_beside_it() {
    let plan = plan(&smallest());
    let whole = complete(&plan, 2, 1).remove(0);
    let root = tempfile::tempdir().unwrap();
    let begin = || {
        go(&plan, root.path(), 2, 1, &Counter::stopping_after(13));
        let checkpoints = root.path().join("tiny/checkpoints");
        let path = checkpoints.join(format!("{}.safetensors", plan.runs[0].id));
        let text = fs::read(&path).unwrap();
        let here = Code::here().fingerprint.unwrap();
        let at = text.windows(32).position(|w| w == here.as_bytes()).unwrap();
        let mut text = text;
        text[at..at + 32].fill(b'f');
        fs::write(&path, text).unwrap();
    };
    begin();
    go(&plan, root.path(), 2, 1, &Counter::stopping_after(u64::MAX));
    let mixed = results(&plan, root.path()).remove(0);
    assert_eq!(mixed.code.len(), 2);
    assert_eq!(mixed.code[0].fingerprint, other_code().fingerprint);
    assert_eq!(mixed.code[1], Code::here());
    assert!(!mixed.is_of_this_code());

    // who wants it from this code alone begins again
    let counter = Counter::stopping_after(u64::MAX);
    remake(&plan, root.path(), &counter);
    assert_eq!(counter.steps.into_inner(), 30);
    assert_eq!(results(&plan, root.path()), [whole]);
}

#[test]
fn every_experiment_of_the_repository_can_be_planned() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let figures: Vec<&str> = FIGURES.iter().map(|f| f.name).collect();
    let context = Context {
        problems: &root.join("problems"),
        figures: &figures,
        set: &[],
    };
    let mut count = 0;
    for entry in fs::read_dir(root.join("experiments")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "toml") {
            let text = fs::read_to_string(&path).unwrap();
            let plan =
                Plan::read(&path, &text, context).unwrap_or_else(|faults| panic!("{faults}"));
            let ids: BTreeSet<&str> = plan.runs.iter().map(|p| p.id.as_str()).collect();
            assert_eq!(ids.len(), plan.runs.len(), "ids are unique");
            assert!(!plan.figures.is_empty());
            count += 1;
        }
    }
    assert!(count >= 2);
}

/// The binary on an experiment long enough to be hit while it runs.
struct Program {
    root: tempfile::TempDir,
}

impl Program {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let text = TINY
            .replace("steps = 30", "steps = 1500\ncheckpoint_every = 20")
            .replace("seeds = [0, 1]", "seeds = [0]");
        fs::write(root.path().join("tiny.toml"), text).unwrap();
        Self { root }
    }

    fn plan(&self) -> Plan {
        plan(&fs::read_to_string(self.root.path().join("tiny.toml")).unwrap())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("barrington"));
        command.current_dir(self.root.path());
        command.args(["run", "tiny.toml", "--threads", "2"]);
        command
    }

    /// Starts it, waits for the first run to begin, sends a signal; what it says then and its status.
    fn hit(&self, signal: &str) -> (String, Option<i32>) {
        let mut child = self.command().stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        while !lines.next().unwrap().unwrap().contains("begins") {}
        std::thread::sleep(std::time::Duration::from_millis(30));
        let id = child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        let said: Vec<String> = lines.map(Result::unwrap).collect();
        (said.join("\n"), child.wait().unwrap().code())
    }

    fn finish(&self) -> Vec<Record> {
        let output = self.command().output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        results(&self.plan(), &self.root.path().join("runs"))
    }
}

#[cfg(unix)]
#[test]
fn after_ctrl_c_or_a_kill_the_same_command_continues_to_the_same_bits() {
    let whole = Program::new().finish();
    let program = Program::new();
    let (said, status) = program.hit("-INT");
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("interrupted, saved"), "{said}");
    assert!(
        said.contains("error: interrupted with 0 of 4 runs done; the same command continues"),
        "{said}"
    );
    let (said, status) = program.hit("-TERM");
    assert_eq!(status, Some(2), "{said}");
    // no handler sees this one
    let (_, status) = program.hit("-KILL");
    assert_eq!(status, None);
    assert_eq!(program.finish(), whole);
}

#[test]
fn a_second_process_in_the_same_directory_is_refused() {
    let program = Program::new();
    let runs: PathBuf = program.root.path().join("runs");
    let held = Store::open(&runs, "tiny").unwrap();
    let output = program.command().output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "error: runs/tiny is in use by process {}; wait for it to end, or give another directory\n",
            std::process::id()
        )
    );
    drop(held);
    // a lock file without a living holder locks nothing
    assert!(runs.join("tiny/lock").exists());
    Store::open(&runs, "tiny").unwrap();
}
