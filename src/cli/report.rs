//! `barrington report`: one self-contained HTML page from records.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::analysis::depth::{Rule, minimum_depth};
use crate::analysis::pool::{Group, pool};
use crate::cli::places::{self, Chosen, Records};
use crate::cli::say;
use crate::experiment::plan::Plan;
use crate::figure::{self, Drawn, report, table};

/// Write the report of an experiment from its records
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  barrington report parity --out parity.html")]
pub struct Options {
    #[command(flatten)]
    chosen: Chosen,
    /// The page
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    out: PathBuf,
    /// Every accuracy with its intervals as CSV into this file, too
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    records: Records,
}

/// Writes the report, and says the minimum depths and where it is.
pub fn report(options: &Options) -> Result<()> {
    let plan = options.chosen.plan()?;
    let records = options.records.read(&plan, &options.chosen)?;
    let groups = pool(&records)?;
    let drawn = figure::draw(&plan.figures, &groups)?;
    let typed = options.chosen.typed();
    write(&plan, &typed, &drawn, &groups, &options.out)?;
    if let Some(path) = &options.csv {
        places::write(path, table::csv(&groups).as_bytes())?;
    }
    let depths = table::depth_text(&minimum_depth(&groups, Rule::SEQUENCE));
    say(&format!("{depths}{}", options.out.display()))
}

/// Writes the report on `groups` with what was `drawn` of them to `path`; `experiment` is the plan as the user typed it.
pub fn write(
    plan: &Plan,
    experiment: &str,
    drawn: &[Drawn],
    groups: &[Group<'_>],
    path: &Path,
) -> Result<()> {
    let command = format!("barrington reproduce --experiment {experiment}");
    let page = report::html(&plan.title, &plan.question, &command, drawn, groups)?;
    places::write(path, page.as_bytes())
}
