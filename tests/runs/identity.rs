//! What makes two runs the same: names, evaluations and code, and which runs an executor is asked for.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use barrington::base::code::Code;
use barrington::experiment::executor::{Executor, Made, Watcher, execute};
use barrington::experiment::plan::{Plan, Planned};
use barrington::experiment::store::{Found, Store, find_records, read_record, write_record};

use crate::counter::Counter;
use crate::plans::{TINY, complete, go, plan, remake, results, smallest};

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
