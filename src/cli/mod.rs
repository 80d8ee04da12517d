//! The command line: one file per verb; the only place that prints.
//!
//! Results go to the standard output, progress and errors to the standard error. The exit status is 0 if
//! all was done, 1 if a check said no, 2 if something could not be done. Problems and experiments are looked
//! for in `problems/` and `experiments/` of the working directory, then among those inside the binary.

#![expect(
    clippy::print_stderr,
    reason = "a command line prints; nothing else does"
)]

pub mod architecture;
pub mod atlas;
pub mod bench;
pub mod choice;
pub mod classify;
pub mod dataset;
pub mod eval;
pub mod explain;
pub mod figure;
pub mod import;
pub mod interrupt;
pub mod list;
pub mod pictures;
pub mod places;
pub mod progress;
pub mod reading;
pub mod report;
pub mod reproduce;
pub mod run;
pub mod sample;
pub mod show;
pub mod status;
pub mod table;
pub mod train;
pub mod verdicts;

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

use crate::base::code;

/// What sequence models can, provably cannot, and do learn to track.
#[derive(Debug, Parser)]
#[command(
    name = "barrington",
    version,
    long_version = code::VERSION,
    after_help = "Start with `barrington list`, then `barrington show a5`; `barrington reproduce` makes the figures."
)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Name the problems, architectures, experiments and figures there are
    List(list::Options),
    /// Show the algebra of a problem, and what theory says of it
    Show(show::Options),
    /// Classify a language, a group or a monoid that is in no file
    Classify(classify::Options),
    /// Print what theory predicts for every problem and architecture
    Atlas(atlas::Options),
    /// Draw inputs of a problem with their answers, to read or as a data set
    Sample(sample::Options),
    /// Train one model on one problem
    Train(train::Options),
    /// Train one model on a data set made elsewhere
    Import(import::Options),
    /// Evaluate a checkpoint at every length
    Eval(eval::Options),
    /// Make the runs of an experiment that have no record yet
    Run(run::Options),
    /// Show which runs of an experiment are done
    Status(status::Options),
    /// Draw the figures of an experiment from its records
    Figure(figure::Options),
    /// Write the report of an experiment from its records
    Report(report::Options),
    /// Make an experiment, its figures and its report in one go
    Reproduce(reproduce::Options),
    /// Measure how fast a training step is on this machine
    Bench(bench::Options),
}

/// What a verb that ran to its end says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// All was done.
    Done,
    /// A check said no.
    No,
}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let answer = match &Arguments::parse().verb {
        Verb::List(options) => list::list(options),
        Verb::Show(options) => show::show(options),
        Verb::Classify(options) => classify::classify(options),
        Verb::Atlas(options) => atlas::atlas(options),
        Verb::Sample(options) => sample::sample(options),
        Verb::Train(options) => train::train(options),
        Verb::Import(options) => import::import(options),
        Verb::Eval(options) => eval::eval(options),
        Verb::Run(options) => run::run(options),
        Verb::Status(options) => status::status(options),
        Verb::Figure(options) => figure::figure(options),
        Verb::Report(options) => report::report(options),
        Verb::Reproduce(options) => reproduce::reproduce(options),
        Verb::Bench(options) => bench::bench(options),
    };
    match answer {
        Ok(Answer::Done) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {}", sentence(&error));
            ExitCode::from(2)
        }
    }
}

/// An error and its causes in one sentence; a cause that is part of what stands before it is left out.
fn sentence(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |text, cause| {
        let cause = cause.to_string();
        match text.as_str() {
            "" => cause,
            before if before.contains(&cause) => text,
            before => format!("{before}: {cause}"),
        }
    })
}

/// Writes `text` and a line end to the standard output.
fn say(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let said = writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush());
    unless_gone(said).context("cannot write to the standard output")
}

/// That a reader has gone away is no error: it wants no more.
fn unless_gone(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| match error.kind() {
        ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    })
}

/// Writes a remark to the standard error.
fn remark(text: &str) {
    eprintln!("{text}");
}
