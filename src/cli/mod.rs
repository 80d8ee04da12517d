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
use std::process::{ExitCode, Termination};

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

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    match &Arguments::parse().verb {
        Verb::List(options) => exit_code(list::list(options)),
        Verb::Show(options) => exit_code(show::show(options)),
        Verb::Classify(options) => exit_code(classify::classify(options)),
        Verb::Atlas(options) => exit_code(atlas::atlas(options)),
        Verb::Sample(options) => exit_code(sample::sample(options)),
        Verb::Train(options) => exit_code(train::train(options)),
        Verb::Import(options) => exit_code(import::import(options)),
        Verb::Eval(options) => exit_code(eval::eval(options)),
        Verb::Run(options) => exit_code(run::run(options)),
        Verb::Status(options) => exit_code(status::status(options)),
        Verb::Figure(options) => exit_code(figure::figure(options)),
        Verb::Report(options) => exit_code(report::report(options)),
        Verb::Reproduce(options) => exit_code(reproduce::reproduce(options)),
        Verb::Bench(options) => exit_code(bench::bench(options)),
    }
}

/// The exit status of a verb: what it says itself if it is a check, otherwise 0, and 2 if it could not be done.
fn exit_code(done: Result<impl Termination>) -> ExitCode {
    done.map_or_else(
        |error| {
            eprintln!("error: {}", sentence(&error));
            ExitCode::from(2)
        },
        Termination::report,
    )
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
