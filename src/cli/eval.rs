//! `barrington eval`: accuracy of a checkpoint at every length.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::Result;

use crate::analysis::accuracy::{Measure, count};
use crate::analysis::interval::{CONFIDENCE, wilson};
use crate::cli::table::{table, text};
use crate::cli::{Answer, places, say};
use crate::experiment::execute::pool;
use crate::experiment::record::Evaluation;
use crate::train::Trainer;

/// What `eval` takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  barrington eval runs/train/first/checkpoint.safetensors --length 20 --words 256"
)]
pub struct Options {
    /// A checkpoint, as `train` leaves it
    checkpoint: PathBuf,
    /// Letters of a word; without it as many as in training
    #[arg(long)]
    length: Option<NonZeroUsize>,
    /// Fresh words
    #[arg(long, default_value = "1024")]
    words: NonZeroUsize,
    /// Threads; without it SLURM_CPUS_PER_TASK, else all of the machine
    #[arg(long)]
    threads: Option<NonZeroUsize>,
}

/// Evaluates a checkpoint on fresh words.
pub fn eval(options: &Options) -> Result<Answer> {
    let mut trainer = Trainer::load(&options.checkpoint)?;
    let pool = pool(places::threads(options.threads)?)?;
    let job = trainer.job();
    let trained = job.train.length;
    let heading = format!(
        "{}, {}, trained for {} steps on words up to length {trained}, seed {}",
        job.problem.name,
        job.model.mixer.name(),
        trainer.steps(),
        job.seed
    );
    let length = options.length.map_or(trained, NonZeroUsize::get);
    let evaluation = trainer.evaluate(&pool, length, options.words.get())?;
    say(&format!("{heading}\n\n{}", by_length(&evaluation)))?;
    Ok(Answer::Done)
}

/// A table of accuracies by length, of at most 24 lengths.
pub fn by_length(evaluation: &Evaluation) -> String {
    let mut table = table(
        &[
            "length",
            "sequence",
            "95 % interval",
            "position",
            "95 % interval",
            "token",
        ],
        true,
    );
    let longest = evaluation.prefix_correct.len();
    let rows = longest.min(24);
    for k in 1..=rows {
        let n = k * longest / rows;
        let (mut row, mut token) = (vec![n.to_string()], String::new());
        for measure in [Measure::Sequence, Measure::Position] {
            let Some(count) = count(evaluation, measure, n) else {
                continue;
            };
            let interval = wilson(count, CONFIDENCE);
            row.push(percent(count.rate().unwrap_or(0.0)));
            row.push(format!(
                "{} - {}",
                percent(interval.low),
                percent(interval.high)
            ));
        }
        if let Some(rate) = count(evaluation, Measure::Token, n).and_then(|c| c.rate()) {
            token = percent(rate);
        }
        row.push(token);
        table.add_row(row);
    }
    format!(
        "{}\n\n{} words; % right: all labels up to the length, the label at it, all labels together",
        text(&table),
        evaluation.sequences
    )
}

fn percent(rate: f64) -> String {
    format!("{:.1}", 100.0 * rate)
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
        };
        let table = by_length(&evaluation);
        let last = table.lines().rfind(|l| l.contains("80.0")).unwrap();
        assert!(last.trim_start().starts_with("100 "), "{table}");
        assert!(table.contains("49.0 - 94.3"), "{table}");
    }
}
