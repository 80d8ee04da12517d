//! `barrington train`: one model on one problem.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::cli::architecture::Architecture;
use crate::cli::progress::Reporter;
use crate::cli::reading::Reading;
use crate::cli::{eval, interrupt, places, say};
use crate::experiment::execute::{carry_out, pool};
use crate::experiment::executor::{End, Had, Watcher};
use crate::experiment::plan::Planned;
use crate::experiment::record::Record;
use crate::experiment::run::Run;
use crate::experiment::store::write_record;
use crate::problem::ProblemConfig;
use crate::train::config::{Lengths, TrainConfig};

/// Train one model on one problem
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Ctrl-C finishes the step and saves; --resume goes on from there.\n\nExamples:\n  barrington train a5 --model gru --steps 20 --out runs/train/first\n  barrington train s3 --pattern \"M(*M)2\" --steps 5 --out runs/train/hybrid"
)]
pub struct Options {
    /// The problem
    problem: String,
    #[command(flatten)]
    reading: Reading,
    /// Operations of a sequence
    #[arg(long, default_value = "16")]
    length: NonZeroUsize,
    #[command(flatten)]
    training: Training,
}

/// How a model is trained, as options.
#[derive(Debug, clap::Args)]
pub struct Training {
    #[command(flatten)]
    architecture: Architecture,
    /// Width of the model
    #[arg(long, default_value = "64")]
    d_model: NonZeroUsize,
    /// Optimiser steps
    #[arg(long, default_value = "2000")]
    steps: NonZeroU64,
    /// Sequences a step
    #[arg(long, default_value = "64")]
    batch: NonZeroUsize,
    /// Learning rate
    #[arg(long, default_value_t = 1e-3)]
    learning_rate: f64,
    /// Stop once this fraction of the validation sequences is right; 0 = never
    #[arg(long, default_value_t = 0.0)]
    stop_at: f64,
    /// Seed of all random numbers
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Directory of the checkpoint and the record; without it one under runs/train
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Go on from the checkpoint in the directory
    #[arg(long)]
    resume: bool,
    /// Threads; without it SLURM_CPUS_PER_TASK, else all of the machine
    #[arg(long)]
    threads: Option<NonZeroUsize>,
}

/// Trains one model; leaves a checkpoint and a record.
pub fn train(options: &Options) -> Result<()> {
    let problem = options.reading.problem(&options.problem)?;
    let lengths = (options.length.get(), Lengths::Fixed);
    train_on(problem, lengths, &options.training)
}

/// Trains one model on sequences of these lengths, of which the first is the longest.
pub fn train_on(
    problem: ProblemConfig,
    lengths: (usize, Lengths),
    options: &Training,
) -> Result<()> {
    let planned = Planned::new(resolve(problem, lengths, options)?);
    let directory = directory(options, &planned);
    let checkpoint = directory.join("checkpoint.safetensors");
    prepare(&directory, &checkpoint, options.resume)?;
    let pool = pool(places::threads(options.threads)?)?;
    interrupt::listen()?;
    let reporter = Reporter::default();
    reporter.starts(&[&planned], &Had::default());
    let run = || carry_out(0, &planned, &checkpoint, &pool, &reporter);
    let Some(record) = pool.install(run)? else {
        reporter.ends(0, &planned, &End::Interrupted);
        bail!(
            "interrupted; the same command with --resume continues from {}",
            checkpoint.display()
        );
    };
    let path = directory.join("record.json");
    write_record(&path, &record)?;
    let table = summary(&record);
    reporter.ends(0, &planned, &End::Recorded(Box::new(record)));
    say(&format!(
        "{table}\n\ncheckpoint  {}\nrecord      {}",
        checkpoint.display(),
        path.display()
    ))
}

fn resolve(
    problem: ProblemConfig,
    (length, lengths): (usize, Lengths),
    options: &Training,
) -> Result<Run> {
    let model = options.architecture.model(options.d_model, None)?;
    let mut train = TrainConfig {
        length,
        lengths,
        batch: options.batch.get(),
        steps: options.steps.get(),
        stop_at: options.stop_at,
        checkpoint_every: 500,
        ..TrainConfig::default()
    };
    train.optimiser.learning_rate = options.learning_rate;
    Ok(Run {
        experiment: "train".to_owned(),
        problem,
        label: model.name(),
        model: model.resolved()?,
        train,
        seed: options.seed,
    })
}

fn directory(options: &Training, planned: &Planned) -> PathBuf {
    options.out.clone().unwrap_or_else(|| {
        let run = &planned.run;
        // of a pattern its digest: a file is not called by brackets and stars
        let model = match run.model.pattern {
            Some(_) => format!("pattern-{}", &planned.id[..8]),
            None => run.label.clone(),
        };
        let layers = run.model.layer_count().at(2);
        let name = format!("{}-{model}-{layers}-{}", run.problem.name, run.seed);
        Path::new("runs").join("train").join(name)
    })
}

/// Makes the directory; a checkpoint in it is for `--resume` only, so that nothing finished is lost.
fn prepare(directory: &Path, checkpoint: &Path, resume: bool) -> Result<()> {
    let there = checkpoint.display();
    match (resume, checkpoint.exists()) {
        (true, false) => bail!("{there}: no checkpoint to go on from; leave --resume out"),
        (false, true) => bail!(
            "{there} exists; go on from it with --resume, or give another directory with --out"
        ),
        _ => places::make_directory(directory),
    }
}

fn summary(record: &Record) -> String {
    let steps = record.outcome.steps;
    let diverged = || format!("the training diverged at step {steps}; try a lower --learning-rate");
    let evaluation = record.evaluation.as_ref();
    evaluation.map_or_else(diverged, eval::by_length)
}
