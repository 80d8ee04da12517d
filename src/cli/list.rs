//! `barrington list`: what there is.

use anyhow::Result;
use clap::ValueEnum;

use crate::cli::places::{experiments, plan, problems};
use crate::cli::table::{table, text};
use crate::cli::{Answer, say};
use crate::experiment::library;
use crate::figure::FIGURES;
use crate::model::ARCHITECTURES;
use crate::problem;

/// What `list` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  barrington list architectures")]
pub struct Options {
    /// What to list; everything if left out
    what: Option<What>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    Problems,
    Architectures,
    Experiments,
    Figures,
}

/// Lists names, each with a line about it.
pub fn list(options: &Options) -> Result<Answer> {
    let mut parts = Vec::new();
    for (what, heading, rows) in [
        (
            What::Problems,
            "problem",
            problem_rows as fn() -> Result<Rows>,
        ),
        (What::Architectures, "architecture", architecture_rows),
        (What::Experiments, "experiment", experiment_rows),
        (What::Figures, "figure", figure_rows),
    ] {
        if options.what.is_none_or(|wanted| wanted == what) {
            let mut table = table(&[heading, "what it is"], false);
            for (name, about) in rows()? {
                table.add_row([name, about]);
            }
            parts.push(text(&table));
        }
    }
    say(&parts.join("\n\n"))?;
    Ok(Answer::Done)
}

/// Names, each with a line about it.
type Rows = Vec<(String, String)>;

/// A faulty file is listed with its fault: the others are still there.
fn problem_rows() -> Result<Rows> {
    let names = problem::list(problems())?;
    let row = |name: String| {
        let about = match problem::load(problems(), &name) {
            Ok(file) => file.config.title,
            Err(error) => format!("cannot be read: {error}"),
        };
        (name, about)
    };
    Ok(names.into_iter().map(row).collect())
}

fn architecture_rows() -> Result<Rows> {
    let row = |a: &crate::model::mixers::Architecture| {
        let symbol = a
            .letter
            .map_or_else(|| format!("<{}>", a.name), String::from);
        (
            a.name.to_owned(),
            format!("{} ({symbol} in patterns)", a.about),
        )
    };
    Ok(ARCHITECTURES.iter().map(row).collect())
}

fn experiment_rows() -> Result<Rows> {
    let row = |name: String| {
        let about = match plan(&name) {
            Ok(plan) => format!("{} ({} runs)", plan.title, plan.runs.len()),
            Err(error) => format!("cannot be read: {error:#}"),
        };
        (name, about)
    };
    Ok(library::list(experiments())?.into_iter().map(row).collect())
}

fn figure_rows() -> Result<Rows> {
    let row = |f: &crate::figure::Figure| (f.name.to_owned(), f.about.to_owned());
    Ok(FIGURES.iter().map(row).collect())
}
