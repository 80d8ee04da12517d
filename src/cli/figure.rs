//! `barrington figure`: figures from records, and whether the ones on disk are those.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::cli::places::{self, Chosen, Records};
use crate::cli::say;
use crate::experiment::plan::Plan;
use crate::experiment::record::Record;
use crate::figure;

/// Draw the figures of an experiment from its records
#[derive(Debug, clap::Args)]
#[command(
    after_help = "With --verify nothing is written: the figures are drawn again and compared, byte for byte, with the files there; without --runs and --records from experiments/results/EXPERIMENT.\n\nExample:\n  barrington figure parity minimum-depth"
)]
pub struct Options {
    #[command(flatten)]
    chosen: Chosen,
    /// The figure; without it all of the experiment
    figure: Option<String>,
    /// Directory of the figures; they go to DIR/EXPERIMENT/FIGURE.svg and .png
    #[arg(long, value_name = "DIR", default_value = "figures")]
    out: PathBuf,
    /// Compare with the files instead of writing them
    #[arg(long)]
    verify: bool,
    #[command(flatten)]
    records: Records,
}

/// Draws figures, or compares them.
pub fn figure(options: &Options) -> Result<ExitCode> {
    let plan = options.chosen.plan()?;
    let records = if options.verify && options.records.is_default() {
        let directory = Path::new("experiments/results").join(&plan.name);
        places::finished(&plan, &directory, &options.chosen.typed())?
    } else {
        options.records.read(&plan, &options.chosen)?
    };
    let names = match &options.figure {
        Some(name) => vec![name.as_str()],
        None => names(&plan, &records)?,
    };
    if options.verify {
        return verify(&names, &records, &options.out.join(&plan.name));
    }
    let written = draw(&names, &plan, &records, &options.out)?;
    say(&listed(&written))?;
    Ok(ExitCode::SUCCESS)
}

/// The figures an experiment asks for; if it names none, those that have something to show of `records`.
pub fn names<'p>(plan: &'p Plan, records: &[Record]) -> Result<Vec<&'p str>> {
    Ok(match plan.figures.as_slice() {
        [] => figure::fitting(records)?,
        named => named.iter().map(String::as_str).collect(),
    })
}

/// Draws the figures `names` into `out/EXPERIMENT`; the files written.
pub fn draw(names: &[&str], plan: &Plan, records: &[Record], out: &Path) -> Result<Vec<PathBuf>> {
    let directory = out.join(&plan.name);
    places::make_directory(&directory)?;
    let mut written = Vec::new();
    for name in names {
        for (path, bytes) in files(name, records, &directory)? {
            places::write(&path, &bytes)?;
            written.push(path);
        }
    }
    Ok(written)
}

/// One path a line.
pub fn listed(paths: &[PathBuf]) -> String {
    let lines: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
    lines.join("\n")
}

fn verify(names: &[&str], records: &[Record], directory: &Path) -> Result<ExitCode> {
    let mut lines = Vec::new();
    let mut code = ExitCode::SUCCESS;
    for name in names {
        for (path, bytes) in files(name, records, directory)? {
            let there = path.display();
            let refused = || format!("cannot read {there}; draw it without --verify first");
            let verdict = if fs::read(&path).with_context(refused)? == bytes {
                "same"
            } else {
                code = ExitCode::FAILURE;
                "differs"
            };
            lines.push(format!("{verdict:8}{there}"));
        }
    }
    say(&lines.join("\n"))?;
    Ok(code)
}

/// The files of one figure: their paths and bytes.
fn files(name: &str, records: &[Record], directory: &Path) -> Result<[(PathBuf, Vec<u8>); 2]> {
    let drawing = figure::find(name)?.draw(records)?;
    let path = |extension: &str| directory.join(format!("{name}.{extension}"));
    Ok([
        (path("svg"), drawing.svg.into_bytes()),
        (path("png"), drawing.png),
    ])
}
