//! Figures of models whose depth grows with the sequence, and what is drawn unasked.

use std::path::Path;

use barrington::analysis::depth::{Rule, minimum_depth};
use barrington::analysis::pool::pool;
use barrington::experiment::record::{Evaluation, Record};
use barrington::figure::table;
use barrington::model::config::ModelConfig;

use crate::figures::{page, record};

/// A record of `{R*}log` on S3, evaluated at each length by itself: only on one letter, where no layer is run, it fails.
fn looped(seed: u64) -> Record {
    let mut looped = record("s3", "Loop", 1, seed, 90.0, 1.0);
    looped.run.model = ModelConfig::of("{R*}log".parse().unwrap(), 64);
    looped.run.train.length = 16;
    looped.run.train.evaluation = 8;
    looped.evaluation = Some(Evaluation {
        sequences: 8,
        position_correct: (1..=16).map(|n| if n == 1 { 0 } else { 8 * n }).collect(),
        prefix_correct: (1..=16).map(|n| if n == 1 { 0 } else { 8 }).collect(),
        lengths: (1..=16).collect(),
        sequences_each: vec![8; 16],
        labels: (1..=16).map(|n| 8 * n).collect(),
        changed: None,
    });
    looped
}

#[test]
fn a_stack_that_grows_stands_at_the_layers_that_it_runs_at_each_length() {
    let both = [looped(1), record("s3", "RNN", 1, 1, 90.0, 1.0)];
    let lines = minimum_depth(&pool(&both).unwrap(), Rule::SEQUENCE);
    assert_eq!(
        lines[0].to_string(),
        "2 layers at length 2, 4 layers up to length 4, 6 layers up to length 8, 8 layers from length 9"
    );
    assert!(lines[0].monotone);
    // a beginning of its own is a token more
    let mut begun = looped(1);
    begun.run.train.bos = true;
    let lines = minimum_depth(&pool(&[begun]).unwrap(), Rule::SEQUENCE);
    assert!(
        lines[0].to_string().ends_with("10 layers from length 16"),
        "{}",
        lines[0]
    );
    let html = page(&both);
    assert!(html.contains("S3, Loop, 2⌈log₂ T⌉ layers"));
    assert!(!html.contains("Loop</b>: 1 layer"));
    // the length at which no layer is run does not end what is passed
    let row = "<td>Loop</td><td>–</td><td>≥ 16</td>";
    assert!(html.contains(row), "the longest length passed");
}

#[test]
fn captions_say_where_the_numbers_at_shorter_lengths_come_from() {
    let caption = |records: &[Record]| {
        let figure = barrington::figure::find("minimum-depth").unwrap();
        figure.draw(&pool(records).unwrap()).unwrap().caption
    };
    let prefixes = caption(&[record("s3", "RNN", 1, 1, 9.0, 1.0)]);
    assert!(
        prefixes.contains("shorter lengths are prefixes of the same sequences"),
        "{prefixes}"
    );
    assert!(
        prefixes.contains("as it has to where one run answers"),
        "{prefixes}"
    );
    let mut falling = looped(1);
    falling.run.model = ModelConfig::of("R*".parse().unwrap(), 64);
    let alone = caption(&[falling.clone()]);
    assert!(
        alone.contains("every length has sequences of its own;"),
        "{alone}"
    );
    assert!(
        alone.contains("The depth falls somewhere for Loop on S3."),
        "{alone}"
    );
    let both = caption(&[falling, record("s3", "RNN", 1, 1, 9.0, 1.0)]);
    assert!(
        both.contains("of its own where prefixes are none"),
        "{both}"
    );
}

#[test]
fn what_was_not_counted_has_no_row() {
    let csv = table::csv(&pool(&[looped(1), looped(2)]).unwrap());
    let rows = |measure: &str| csv.lines().filter(|l| l.contains(measure)).count();
    assert_eq!((rows(",token,"), rows(",position,")), (16, 1));
}

#[test]
fn renderings_are_drawn_by_default_only_of_one_word_problem_and_what_tells_it() {
    let of = |problem: &str| {
        let mut one = record(problem, "RNN", 1, 1, 9.0, 1.0);
        one.run.problem = barrington::problem::load(Path::new("problems"), problem)
            .unwrap()
            .config;
        one.labels = one.run.problem.build().unwrap().labels().len() as u64;
        one
    };
    let drawn = |problems: &[&str]| {
        let records: Vec<Record> = problems.iter().map(|problem| of(problem)).collect();
        let figures = barrington::figure::fitting(&pool(&records).unwrap());
        figures.iter().any(|figure| figure.name == "renderings")
    };
    assert!(drawn(&["s5-track", "chess", "code", "entity"]));
    for others in [
        &["s5-track"][..],
        &["first-letter", "last-letter"],
        &["s3", "a5"],
        &["a5", "chess"],
    ] {
        assert!(!drawn(others), "{others:?}");
    }
}
