//! `barrington list`: what there is.

use anyhow::Result;
use clap::ValueEnum;

use crate::cli::places::{Part, experiments, problems};
use crate::cli::say;
use crate::cli::table::{table, text};
use crate::experiment::library;
use crate::figure::{FIGURES, Figure};
use crate::model::ARCHITECTURES;
use crate::model::mixers::Architecture;
use crate::problem;

/// Name the problems, architectures, experiments and figures there are
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
pub fn list(options: &Options) -> Result<()> {
    let all = What::value_variants().iter().copied();
    let wanted = all.filter(|what| options.what.is_none_or(|wanted| wanted == *what));
    let parts = wanted.map(|what| {
        let (heading, rows) = rows(what)?;
        let mut table = table(&[heading, "what it is"], false);
        table.add_rows(rows.into_iter().map(|(name, about)| [name, about]));
        Ok(text(&table))
    });
    say(&parts.collect::<Result<Vec<_>>>()?.join("\n\n"))
}

/// What one of them is called, and names, each with a line about it. A faulty file is listed with its fault: the others
/// are still there.
fn rows(what: What) -> Result<(&'static str, Vec<(String, String)>)> {
    let problem = |name: String| {
        let about = match problem::load(problems(), &name) {
            Ok(file) => file.config.title,
            Err(error) => format!("cannot be read: {error}"),
        };
        (name, about)
    };
    let architecture = |a: &Architecture| {
        let named = || format!("<{}>", a.name);
        let symbol = a.letter.map_or_else(named, String::from);
        let about = format!("{} ({symbol} in patterns)", a.about);
        (a.name.to_owned(), about)
    };
    let experiment = |name: String| {
        let about = match Part::default().plan(&name) {
            Ok(plan) => format!("{} ({} runs)", plan.title, plan.runs.len()),
            Err(error) => format!("cannot be read: {error:#}"),
        };
        (name, about)
    };
    let figure = |f: &Figure| (f.name.to_owned(), f.about.to_owned());
    Ok(match what {
        What::Problems => {
            let names = problem::list(problems())?.into_iter();
            ("problem", names.map(problem).collect())
        }
        What::Architectures => {
            let rows = ARCHITECTURES.iter().map(architecture);
            ("architecture", rows.collect())
        }
        What::Experiments => {
            let names = library::list(experiments())?.into_iter();
            ("experiment", names.map(experiment).collect())
        }
        What::Figures => ("figure", FIGURES.iter().map(figure).collect()),
    })
}
