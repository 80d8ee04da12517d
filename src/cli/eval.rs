//! `barrington eval`: accuracy of a checkpoint at every length.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::Result;
use itertools::Itertools;

use crate::analysis::accuracy::{Measure, changed, count};
use crate::analysis::interval::{CONFIDENCE, Count, percent, wilson};
use crate::cli::table::{table, text};
use crate::cli::{places, say};
use crate::experiment::execute::pool;
use crate::experiment::record::Evaluation;
use crate::train::Trainer;

/// Evaluate a checkpoint at every length
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  barrington eval runs/train/first/checkpoint.safetensors --length 20 --sequences 256"
)]
pub struct Options {
    /// A checkpoint, as `train` leaves it
    checkpoint: PathBuf,
    /// Operations of a sequence; without it as many as in training
    #[arg(long)]
    length: Option<NonZeroUsize>,
    /// Fresh sequences
    #[arg(long, default_value = "1024")]
    sequences: NonZeroUsize,
    /// Threads; without it SLURM_CPUS_PER_TASK, else all of the machine
    #[arg(long)]
    threads: Option<NonZeroUsize>,
}

/// Evaluates a checkpoint on fresh sequences.
pub fn eval(options: &Options) -> Result<()> {
    let mut trainer = Trainer::load(&options.checkpoint)?;
    let pool = pool(places::threads(options.threads)?)?;
    let job = trainer.job();
    let trained = job.train.length;
    let heading = format!(
        "{}, {}, trained for {} steps on sequences up to length {trained}, seed {}",
        job.problem.name,
        job.model.name(),
        trainer.state().step,
        job.seed
    );
    let length = options.length.map_or(trained, NonZeroUsize::get);
    let evaluation = trainer.evaluate(&pool, length, options.sequences.get())?;
    say(&format!("{heading}\n\n{}", by_length(&evaluation)))
}

/// A table of accuracies by length, of at most 24 lengths.
pub fn by_length(evaluation: &Evaluation) -> String {
    let mut columns = vec![
        "length",
        "sequence",
        "95 % interval",
        "position",
        "95 % interval",
        "token",
    ];
    let changes = evaluation.changed.is_some();
    if changes {
        columns.push("changed");
    }
    let mut table = table(&columns, true);
    let lengths = evaluation.evaluated();
    let rows = lengths.len().min(24);
    for k in 1..=rows {
        let n = lengths[k * lengths.len() / rows - 1];
        let mut row = vec![n.to_string()];
        for measure in [Measure::Sequence, Measure::Position] {
            let cells = count(evaluation, measure, n).map(|count| {
                let interval = wilson(count, CONFIDENCE);
                let (low, high) = (percent(interval.low), percent(interval.high));
                let rate = percent(count.rate().unwrap_or(0.0));
                [rate, format!("{low} - {high}")]
            });
            row.extend(cells.unwrap_or_default());
        }
        let rate = |count: Option<Count>| {
            let rate = count.and_then(Count::rate);
            rate.map_or_else(String::new, percent)
        };
        row.push(rate(count(evaluation, Measure::Token, n)));
        if changes {
            row.push(rate(changed(evaluation, n)));
        }
        table.add_row(row);
    }
    let sequences = match evaluation.sequences_each.iter().minmax().into_option() {
        Some((least, most)) if least < most => format!("{least} to {most}"),
        _ => evaluation.sequences.to_string(),
    };
    let alone = if evaluation.lengths.is_empty() {
        "sequences; % right: all labels up to the length, the label at it, all labels together"
    } else {
        "sequences of each length; % right: all labels of a sequence, its one label, all labels together"
    };
    let changed = match changes {
        true => "; labels whose answer is no longer that of the beginning",
        false => "",
    };
    format!("{}\n\n{sequences} {alone}{changed}", text(&table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_length_is_always_in_the_table() {
        let evaluation = Evaluation {
            sequences: 10,
            position_correct: vec![9; 100],
            prefix_correct: vec![8; 100],
            ..Evaluation::default()
        };
        let table = by_length(&evaluation);
        let last = table.lines().rfind(|l| l.contains("80.0")).unwrap();
        assert!(last.trim_start().starts_with("100 "), "{table}");
        assert!(table.contains("49.0 - 94.3"), "{table}");
    }
}
