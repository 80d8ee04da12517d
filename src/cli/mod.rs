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
pub mod choice;
pub mod dataset;
pub mod explain;
pub mod interrupt;
pub mod pictures;
pub mod places;
pub mod progress;
pub mod reading;
pub mod table;
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

/// The table of verbs: a verb is a file with its `Options`, whose first line of documentation says what it does, and a
/// function of its name.
macro_rules! verbs {
    ($($module:ident = $verb:ident),* $(,)?) => {
        $(pub mod $module;)*

        #[derive(Debug, Subcommand)]
        enum Verb {
            $($verb($module::Options)),*
        }

        impl Verb {
            fn done(&self) -> ExitCode {
                match self {
                    $(Self::$verb(options) => exit_code($module::$module(options))),*
                }
            }
        }
    };
}

verbs! {
    list = List,
    show = Show,
    classify = Classify,
    atlas = Atlas,
    sample = Sample,
    train = Train,
    import = Import,
    eval = Eval,
    run = Run,
    status = Status,
    figure = Figure,
    report = Report,
    reproduce = Reproduce,
    bench = Bench,
}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let arguments = Arguments::try_parse().unwrap_or_else(|error| {
        let told = error.to_string();
        let zero = "number would be zero for non-zero type";
        if told.contains(zero) {
            let told = told.replace(zero, "give a whole number of at least 1");
            eprint!("{told}");
            std::process::exit(error.exit_code());
        }
        error.exit()
    });
    arguments.verb.done()
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
