//! Figures, drawn from made-up records with known answers.

use barrington::analysis::accuracy::Measure;
use barrington::analysis::depth::{Rule, minimum_depth};
use barrington::analysis::interval::Count;
use barrington::analysis::pool::{PoolError, pool};
use barrington::experiment::record::{
    CurvePoint, Evaluation, FORMAT, Machine, Outcome, Record, Status,
};
use barrington::experiment::run::Run;
use barrington::figure::{FIGURES, Figure, draw, report, table};
use barrington::model::config::ModelConfig;
use barrington::model::mixers::by_name;
use barrington::problem::families::word::Alphabet;
use barrington::train::config::TrainConfig;
use std::path::Path;

/// A record whose sequence accuracy falls through one half at `horizon`, over about `width` positions.
pub(crate) fn record(
    problem: &str,
    label: &str,
    layers: usize,
    seed: u64,
    horizon: f64,
    width: f64,
) -> Record {
    let length = 32;
    let sequences = 512;
    let prefix_correct: Vec<u64> = (1..=length)
        .map(|n| (512.0 / (1.0 + ((n as f64 - horizon) / width).exp())).round() as u64)
        .collect();
    let position_correct: Vec<u64> = prefix_correct.iter().map(|&c| c + (512 - c) / 8).collect();
    let mut named = barrington::problem::load(Path::new("problems"), "a5")
        .unwrap()
        .config;
    named.name = problem.to_owned();
    let architecture = label.to_lowercase();
    let architecture = architecture.replace("transformer", "attention");
    let known = by_name(&architecture);
    let mixer = known.or_else(|| by_name("attention")).unwrap();
    let run = Run {
        experiment: "synthetic".to_owned(),
        problem: named.with_alphabet(Alphabet::Generators).unwrap(),
        label: label.to_owned(),
        model: ModelConfig::new(mixer, 64, layers),
        train: TrainConfig {
            length,
            evaluation: sequences as usize,
            ..TrainConfig::default()
        },
        seed,
    };
    Record {
        format: FORMAT,
        id: format!("{problem}-{label}-{layers}-{seed}")
            .to_lowercase()
            .replace(' ', "-"),
        run,
        labels: match problem {
            "s3" => 6,
            "a4" => 12,
            _ => 60,
        },
        parameters: 50_000 * layers as u64,
        outcome: Outcome {
            status: Status::Finished,
            steps: 2000,
            tokens: 4_096_000,
        },
        curve: vec![CurvePoint {
            step: 2000,
            length: length as u64,
            loss: 0.1,
            tokens_correct: 8000,
            tokens_scored: 8192,
            sequences_correct: 200,
            sequences_scored: 256,
        }],
        evaluation: Some(Evaluation {
            sequences,
            position_correct,
            prefix_correct,
            ..Evaluation::default()
        }),
        machine: Machine {
            simd: "v3".to_owned(),
            threads: 2,
            wall_s: 12.5,
            version: "0.1.0".to_owned(),
        },
        code: Vec::new(),
    }
}

/// Three groups, seven models, three depths, three seeds; one run diverged.
pub(crate) fn records() -> Vec<Record> {
    let horizon = |problem: &str, label: &str, layers: usize| -> f64 {
        let easy = match problem {
            "a5" => 0.0,
            "a4" => 2.0,
            _ => 8.0,
        };
        let depth = layers as f64;
        match label {
            "RNN" | "IDS4" | "LSTM" => 90.0,
            "GRU" => 60.0,
            "Transformer" => 7.0 + 2.5 * depth + easy,
            "Mamba" => 6.0 + 3.5 * depth + easy,
            _ => 5.0 + 3.0 * depth + easy,
        }
    };
    let mut records = Vec::new();
    for problem in ["s3", "a4", "a5"] {
        for label in ["Transformer", "S4D", "Mamba", "RNN", "GRU", "LSTM", "IDS4"] {
            let depths: &[usize] = match label {
                "Transformer" | "S4D" | "Mamba" => &[1, 2, 4],
                _ => &[1],
            };
            for &layers in depths {
                for seed in 1..=3 {
                    let at = horizon(problem, label, layers) * (0.92 + 0.04 * seed as f64);
                    records.push(record(problem, label, layers, seed, at, 1.4));
                }
            }
        }
    }
    let lost = records.iter_mut().find(|r| r.id == "a5-mamba-4-3").unwrap();
    lost.outcome.status = Status::Diverged;
    lost.evaluation = None;
    records
}

#[test]
fn names_of_figures_are_unique() {
    let mut names: Vec<&str> = FIGURES.iter().map(|f| f.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), FIGURES.len());
}

#[test]
fn a_figure_drawn_again_has_the_same_bytes() {
    let records = records();
    let mut shuffled = records.clone();
    shuffled.reverse();
    let draw = |figure: &Figure, records| figure.draw(&pool(records).unwrap()).unwrap();
    for figure in FIGURES {
        let once = draw(figure, &records);
        assert!(once == draw(figure, &records), "{}", figure.name);
        assert!(
            once == draw(figure, &shuffled),
            "{}: order of records",
            figure.name
        );
    }
}

/// The report on `records`, with the same texts around it everywhere.
pub(crate) fn page(records: &[Record]) -> String {
    let names: Vec<String> = FIGURES.iter().map(|f| f.name.to_owned()).collect();
    let groups = pool(records).unwrap();
    report::html(
        "A title",
        "A question?",
        "barrington reproduce",
        &draw(&names, &groups).unwrap(),
        &groups,
    )
    .unwrap()
}

#[test]
fn what_was_not_reached_is_drawn_as_a_bound() {
    let figure = barrington::figure::find("minimum-depth").unwrap();
    let drawing = figure.draw(&pool(&records()).unwrap()).unwrap();
    assert!(drawing.svg.contains("&gt; 4"), "the strip names the bound");
    assert!(drawing.caption.contains("not a number"));
}

#[test]
fn both_backends_give_the_sizes_of_the_same_drawing() {
    for figure in FIGURES {
        let drawing = figure.draw(&pool(&records()).unwrap()).unwrap();
        let side = |at: usize| u32::from_be_bytes(drawing.png[at..at + 4].try_into().unwrap());
        let view_box = format!("viewBox=\"0 0 {} {}\"", 5 * side(16), 5 * side(20));
        assert!(
            drawing.svg.contains(&view_box),
            "{}: {view_box}",
            figure.name
        );
        assert!(drawing.svg.contains("DejaVu Sans, Verdana, sans-serif"));
    }
}

#[test]
fn no_record_is_a_clear_error() {
    let error = pool(&[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no records to read: run the experiment first"
    );
    assert!(matches!(error, PoolError::Empty));
}

#[test]
fn another_record_format_is_refused_with_its_number() {
    let mut mixed = records();
    mixed[3].format = 99;
    let error = pool(&mixed).unwrap_err().to_string();
    assert!(
        error.contains(&mixed[3].id) && error.contains("99"),
        "{error}"
    );
}

#[test]
fn a_run_given_twice_is_refused() {
    let twice = [
        record("a5", "RNN", 1, 1, 9.0, 1.0),
        record("a5", "RNN", 1, 1, 9.0, 1.0),
    ];
    assert!(matches!(
        pool(&twice),
        Err(PoolError::Twice { seed: 1, .. })
    ));
}

#[test]
fn configurations_that_differ_in_more_than_the_seed_are_not_pooled() {
    let mut two = [
        record("a5", "RNN", 1, 1, 9.0, 1.0),
        record("a5", "RNN", 1, 2, 9.0, 1.0),
    ];
    two[1].run.train.batch += 1;
    assert!(matches!(pool(&two), Err(PoolError::Mixed { .. })));
}

#[test]
fn impossible_counts_are_refused() {
    let mut damaged = record("a5", "RNN", 1, 1, 9.0, 1.0);
    damaged.evaluation.as_mut().unwrap().prefix_correct[5] = 600;
    assert!(matches!(pool(&[damaged]), Err(PoolError::Counts { .. })));
    let mut lost = record("a5", "RNN", 1, 1, 9.0, 1.0);
    lost.evaluation = None;
    assert!(matches!(pool(&[lost]), Err(PoolError::Counts { .. })));
}

#[test]
fn a_diverged_run_counts_as_all_wrong() {
    let mut two = [
        record("a5", "RNN", 1, 1, 90.0, 1.0),
        record("a5", "RNN", 1, 2, 90.0, 1.0),
    ];
    two[1].outcome.status = Status::Diverged;
    two[1].evaluation = None;
    let groups = pool(&two).unwrap();
    let pooled = groups[0].pooled(Measure::Sequence, 8).unwrap();
    assert_eq!(
        pooled.count,
        Count {
            correct: 512,
            scored: 1024
        }
    );
    assert_eq!(pooled.diverged, 1);
    assert_eq!(pooled.rates, [1.0, 0.0]);
}

#[test]
fn lengths_trained_on_their_own_answer_for_themselves() {
    let mut short = record("a5", "RNN", 1, 1, 90.0, 1.0);
    short.run.train.length = 8;
    let evaluation = short.evaluation.as_mut().unwrap();
    evaluation.position_correct.truncate(8);
    evaluation.prefix_correct.truncate(8);
    let both = [short, record("a5", "RNN", 1, 1, 4.0, 1.0)];
    let groups = pool(&both).unwrap();
    let rate = |n| groups[0].pooled(Measure::Sequence, n).unwrap().rate();
    assert!(rate(8) > 0.99 && rate(9) < 0.01, "{} {}", rate(8), rate(9));
}

#[test]
fn the_table_of_minimum_depths_is_as_pinned() {
    let all = records();
    let lines = minimum_depth(&pool(&all).unwrap(), Rule::SEQUENCE);
    let pinned = "\
S3  GRU          1 layer at every length up to 32\n\
S3  IDS4         1 layer at every length up to 32\n\
S3  LSTM         1 layer at every length up to 32\n\
S3  Mamba        1 layer up to length 14, 2 layers up to length 17, 4 layers up to length 24, not reached with 4 layers from length 25\n\
S3  RNN          1 layer at every length up to 32\n\
S3  S4D          1 layer up to length 12, 2 layers up to length 15, 4 layers up to length 21, not reached with 4 layers from length 22\n\
S3  Transformer  1 layer up to length 14, 2 layers up to length 16, 4 layers up to length 21, not reached with 4 layers from length 22\n\
A4  GRU          1 layer at every length up to 32\n\
A4  IDS4         1 layer at every length up to 32\n\
A4  LSTM         1 layer at every length up to 32\n\
A4  Mamba        1 layer up to length 8, 2 layers up to length 11, 4 layers up to length 18, not reached with 4 layers from length 19\n\
A4  RNN          1 layer at every length up to 32\n\
A4  S4D          1 layer up to length 6, 2 layers up to length 9, 4 layers up to length 15, not reached with 4 layers from length 16\n\
A4  Transformer  1 layer up to length 8, 2 layers up to length 10, 4 layers up to length 15, not reached with 4 layers from length 16\n\
A5  GRU          1 layer at every length up to 32\n\
A5  IDS4         1 layer at every length up to 32\n\
A5  LSTM         1 layer at every length up to 32\n\
A5  Mamba        1 layer up to length 6, 2 layers up to length 9, 4 layers up to length 16, not reached with 4 layers from length 17\n\
A5  RNN          1 layer at every length up to 32\n\
A5  S4D          1 layer up to length 4, 2 layers up to length 7, 4 layers up to length 13, not reached with 4 layers from length 14\n\
A5  Transformer  1 layer up to length 6, 2 layers up to length 8, 4 layers up to length 13, not reached with 4 layers from length 14\n\
";
    assert_eq!(table::depth_text(&lines), pinned);
}

#[test]
fn the_csv_has_a_full_row_for_every_number() {
    let csv = table::csv(&pool(&records()).unwrap());
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let columns = table::COLUMNS.split(',').count();
    assert!(rows.iter().all(|row| row.len() == columns));
    // 3 problems, 3 deep models with 3 depths and 4 shallow ones, 3 measures, 32 lengths
    assert_eq!(rows.len() - 1, 3 * (3 * 3 + 4) * 3 * 32);
}
