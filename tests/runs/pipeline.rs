//! From an experiment file to its report, in seconds; interrupted, damaged, shared and repeated.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use barrington::analysis::pool::pool;
use barrington::experiment::plan::{Context, Plan};
use barrington::experiment::record::Status;
use barrington::experiment::store::{Store, read_record};
use barrington::figure::{FIGURES, draw, report};

use crate::counter::Counter;
use crate::plans::{TINY, complete, go, plan, results};

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
    let groups = pool(&records).unwrap();
    for figure in FIGURES {
        let drawing = figure.draw(&groups).unwrap();
        assert!(drawing.svg.starts_with("<svg") || drawing.svg.starts_with("<?xml"));
        assert_eq!(drawing.png[..8], *b"\x89PNG\r\n\x1a\n");
        assert_eq!(drawing, figure.draw(&groups).unwrap());
    }
    let page = report::html(
        &plan.title,
        &plan.question,
        "the command",
        &draw(&["minimum-depth".to_owned()], &groups).unwrap(),
        &groups,
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
