//! `barrington figure`: figures from records, and whether the ones on disk are those.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::slice;

use anyhow::{Context, Result};
use itertools::Itertools;

use crate::analysis::pool::pool;
use crate::cli::places::{self, Chosen, Records};
use crate::cli::say;
use crate::figure::{Drawn, draw};

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
        Some(name) => slice::from_ref(name),
        None => &plan.figures,
    };
    let drawn = draw(names, &pool(&records)?)?;
    let directory = options.out.join(&plan.name);
    if options.verify {
        return verify(&drawn, &directory);
    }
    say(&write(&drawn, &directory)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes figures into `directory`; the files, one a line.
pub fn write(drawn: &[Drawn], directory: &Path) -> Result<String> {
    let written = files(drawn, directory).map(|(path, bytes)| {
        places::write(&path, bytes)?;
        Ok(path.display().to_string())
    });
    written.process_results(|mut paths| paths.join("\n"))
}

fn verify(drawn: &[Drawn], directory: &Path) -> Result<ExitCode> {
    let mut lines = Vec::new();
    let mut code = ExitCode::SUCCESS;
    for (path, bytes) in files(drawn, directory) {
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
    say(&lines.join("\n"))?;
    Ok(code)
}

/// The files of figures: their paths and bytes.
fn files<'a>(drawn: &'a [Drawn], directory: &'a Path) -> impl Iterator<Item = (PathBuf, &'a [u8])> {
    drawn.iter().flat_map(move |(figure, drawing)| {
        let path = |extension: &str| directory.join(format!("{}.{extension}", figure.name));
        let svg = (path("svg"), drawing.svg.as_bytes());
        [svg, (path("png"), drawing.png.as_slice())]
    })
}
