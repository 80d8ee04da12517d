//! `barrington reproduce`: an experiment from its runs to its report.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::analysis::pool::pool;
use crate::cli::places::{self, Part};
use crate::cli::run::{How, make};
use crate::cli::{figure, report, say};
use crate::experiment::plan::Plan;
use crate::experiment::store::records_of;
use crate::figure::draw;

/// Make an experiment, its figures and its report in one go
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Ctrl-C finishes the present steps and saves; the same command continues.\n\nExample:\n  barrington reproduce --experiment parity"
)]
pub struct Options {
    /// The experiment: a name, or the path of a .toml file; without it both that follow "The Illusion of State"
    #[arg(long, value_name = "NAME")]
    experiment: Option<String>,
    /// Directory of the figures; they go to DIR/EXPERIMENT
    #[arg(long, value_name = "DIR", default_value = "figures")]
    out: PathBuf,
    /// The report; of a second experiment, beside it with the experiment's name
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    report: PathBuf,
    #[command(flatten)]
    part: Part,
    #[command(flatten)]
    how: How,
}

/// What is reproduced if nothing is named: how many layers state takes as sequences grow (Figure 3), and whether it is as
/// hard to follow in chess, code and narratives (Figure 1).
const DEFAULT: [&str; 2] = ["illusion-quick", "illusion-renderings"];

/// Runs what is missing, draws the figures, writes the reports, and says where everything is.
pub fn reproduce(options: &Options) -> Result<()> {
    let named = match &options.experiment {
        Some(name) => vec![name.as_str()],
        None => DEFAULT.to_vec(),
    };
    let plans = named.iter().map(|name| options.part.plan(name));
    let plans: Vec<Plan> = plans.collect::<Result<_>>()?;
    let reports = (0..plans.len()).map(|i| page(&options.report, &plans, i));
    let reports: Vec<PathBuf> = reports.collect();
    // a place that cannot be written is told before the work, not after it
    for (plan, report) in plans.iter().zip(&reports) {
        places::make_directory(&options.out.join(&plan.name))?;
        places::make_parent(report)?;
    }
    for ((plan, name), page) in plans.iter().zip(&named).zip(&reports) {
        make(plan, &options.how)?;
        let directory = records_of(&options.how.runs.join(&plan.name));
        let typed = options.part.typed(name);
        let command = places::with_runs(typed.clone(), &options.how.runs);
        let records = places::finished(plan, &directory, &command)?;
        let groups = pool(&records)?;
        let drawn = draw(&plan.figures, &groups)?;
        let figures = figure::write(&drawn, &options.out.join(&plan.name))?;
        report::write(plan, &typed, &drawn, &groups, page)?;
        say(&format!(
            "records\n{}\nfigures\n{figures}\nreport\n{}",
            directory.display(),
            page.display()
        ))?;
    }
    Ok(())
}

/// Where the report on plan `index` goes: the first where it is asked for, `report-NAME.html` beside `report.html`
/// for the others.
fn page(first: &Path, plans: &[Plan], index: usize) -> PathBuf {
    if index == 0 {
        return first.to_owned();
    }
    let part = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, extension) = (part(first.file_stem()), part(first.extension()));
    let dot = if extension.is_empty() { "" } else { "." };
    first.with_file_name(format!("{stem}-{}{dot}{extension}", plans[index].name))
}
