//! From an experiment file to its report, in seconds; interrupted, killed, shared and repeated.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use barrington::experiment::execute::{End, Summary, Watcher, execute, pool};
use barrington::experiment::plan::{Context, Plan, Planned};
use barrington::experiment::record::{Record, Status};
use barrington::experiment::store::{Store, read_record, read_records};
use barrington::figure::{FIGURES, report};
use barrington::train::Progress;

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
    };
    Plan::read(Path::new("tiny.toml"), text, context).unwrap()
}

/// Counts what happens, and interrupts after so many steps.
struct Counter {
    todo: AtomicU64,
    steps: AtomicU64,
    most: u64,
}

impl Counter {
    fn stopping_after(most: u64) -> Self {
        Self {
            todo: AtomicU64::new(0),
            steps: AtomicU64::new(0),
            most,
        }
    }
}

impl Watcher for Counter {
    fn starts(&self, todo: &[&Planned], _: usize) {
        self.todo.store(todo.len() as u64, Ordering::SeqCst);
    }
    fn begins(&self, _: usize, _: &Planned, _: u64) {}
    fn step(&self, _: usize, _: &Planned, _: &Progress) {
        self.steps.fetch_add(1, Ordering::SeqCst);
    }
    fn ends(&self, _: usize, _: &Planned, _: &End) {}
    fn interrupted(&self) -> bool {
        self.steps.load(Ordering::SeqCst) >= self.most
    }
}

fn go(plan: &Plan, root: &Path, threads: usize, jobs: usize, counter: &Counter) -> Summary {
    let store = Store::open(root, &plan.name).unwrap();
    execute(plan, &store, &pool(threads).unwrap(), jobs, counter).unwrap()
}

/// The records of a finished experiment without what may differ: where and how long it ran.
fn results(plan: &Plan, root: &Path) -> Vec<Record> {
    let records = read_records(&root.join(&plan.name).join("records"), plan).unwrap();
    let mut records: Vec<Record> = records.into_iter().map(Option::unwrap).collect();
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
        let drawing = (figure.draw)(&records).unwrap();
        assert!(drawing.svg.starts_with("<svg") || drawing.svg.starts_with("<?xml"));
        assert_eq!(drawing.png[..8], *b"\x89PNG\r\n\x1a\n");
        assert_eq!(drawing, (figure.draw)(&records).unwrap());
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
            "layers = [1]\ntrain = { learning_rate = 1e30, clip = 0.0 }",
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
            text.replace("\"format\":1", "\"format\":2"),
            "its format is 2, this program reads format 1",
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

#[test]
fn every_experiment_of_the_repository_can_be_planned() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let figures: Vec<&str> = FIGURES.iter().map(|f| f.name).collect();
    let context = Context {
        problems: &root.join("problems"),
        figures: &figures,
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
