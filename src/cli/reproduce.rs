//! `barrington reproduce`: an experiment from its runs to its report.

use std::path::PathBuf;

use anyhow::Result;

use crate::cli::run::{How, make};
use crate::cli::{Answer, figure, places, report, say};
use crate::experiment::store::records_of;

/// What `reproduce` takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Ctrl-C finishes the present steps and saves; the same command continues.\n\nExample:\n  barrington reproduce --experiment parity"
)]
pub struct Options {
    /// The experiment: a name, or the path of a .toml file
    #[arg(long, value_name = "NAME", default_value = "illusion-quick")]
    experiment: String,
    /// Directory of the figures; they go to DIR/EXPERIMENT
    #[arg(long, value_name = "DIR", default_value = "figures")]
    out: PathBuf,
    /// The report
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    report: PathBuf,
    #[command(flatten)]
    how: How,
}

/// Runs what is missing, draws the figures, writes the report, and says where everything is.
pub fn reproduce(options: &Options) -> Result<Answer> {
    let plan = places::plan(&options.experiment)?;
    // a place that cannot be written is told before the work, not after it
    places::make_directory(&options.out.join(&plan.name))?;
    places::make_parent(&options.report)?;
    make(&plan, &options.how)?;
    let directory = records_of(&options.how.runs.join(&plan.name));
    let records = places::finished(&plan, &directory)?;
    let figures = figure::draw(&figure::names(&plan), &plan, &records, &options.out)?;
    report::write(&plan, &options.experiment, &records, &options.report)?;
    say(&format!(
        "records\n{}\nfigures\n{}\nreport\n{}",
        directory.display(),
        figure::listed(&figures),
        options.report.display()
    ))?;
    Ok(Answer::Done)
}
