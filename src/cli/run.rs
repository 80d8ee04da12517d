//! `barrington run`: the runs of an experiment.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::cli::places::{self, Chosen};
use crate::cli::progress::Reporter;
use crate::cli::{interrupt, remark};
use crate::experiment::execute::Local;
use crate::experiment::executor::{RunError, execute};
use crate::experiment::plan::{Plan, Planned};
use crate::experiment::store::{Store, records_of};

/// Make the runs of an experiment that have no record yet
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A run that has its record is not made again; an interrupted one is continued.\n\nExamples:\n  barrington run parity\n  barrington run parity --only 'model=GRU,seed=0' --set train.steps=500"
)]
pub struct Options {
    #[command(flatten)]
    chosen: Chosen,
    #[command(flatten)]
    how: How,
}

/// Where and with what runs are made.
#[derive(Debug, clap::Args)]
pub struct How {
    /// Directory of the runs
    #[arg(long, value_name = "DIR", default_value = "runs")]
    pub runs: PathBuf,
    /// Threads; without it SLURM_CPUS_PER_TASK, else all of the machine
    #[arg(long)]
    pub threads: Option<NonZeroUsize>,
    /// Runs made at the same time; without it as many as threads
    #[arg(long)]
    pub jobs: Option<NonZeroUsize>,
    /// Make also the runs again whose record other code made
    #[arg(long)]
    pub remake: bool,
}

/// Makes the runs that have no record.
pub fn run(options: &Options) -> Result<()> {
    let plan = options.chosen.plan()?;
    make(&plan, &options.how)?;
    let records = records_of(&options.how.runs.join(&plan.name));
    remark(&format!(
        "all {} runs have their record in {}; `barrington figure {}` draws them",
        plan.runs.len(),
        records.display(),
        options.chosen.typed_with(&options.how.runs)
    ));
    Ok(())
}

/// Makes the runs of `plan` that have no record; an error unless all have one then.
pub fn make(plan: &Plan, how: &How) -> Result<()> {
    let threads = places::threads(how.threads)?;
    let store = Store::open(&how.runs, &plan.name)?;
    places::remark_on(&store.migrated, &how.runs.join(&plan.name));
    let jobs = how.jobs.map_or(threads, NonZeroUsize::get);
    let local = Local::new(threads, jobs)?;
    interrupt::listen()?;
    let summary = execute(plan, &store, &local, &Reporter::default(), how.remake)?;
    let all = plan.runs.len();
    if summary.left == 0 {
        return Ok(());
    }
    let failed = |(planned, error): &(Planned, RunError)| format!("\n  {}: {error}", planned.run);
    let failures: String = summary.failures.iter().map(failed).collect();
    if interrupt::asked() {
        let done = summary.had + summary.made;
        bail!("interrupted with {done} of {all} runs done; the same command continues{failures}");
    }
    let failed = summary.failures.len();
    bail!("{failed} of {all} runs could not be made; the same command tries them again{failures}")
}
