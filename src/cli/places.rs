//! Where the verbs find things: problems, experiments, threads.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::base::files::write_atomic;
use crate::cli::remark;
use crate::experiment::library;
use crate::experiment::plan::{self, Plan};
use crate::experiment::record::Record;
use crate::experiment::store::{StoreError, read_records, records_of};
use crate::figure::FIGURES;

/// Directory of problem files.
pub fn problems() -> &'static Path {
    Path::new("problems")
}

/// Directory of experiment files.
pub fn experiments() -> &'static Path {
    Path::new("experiments")
}

/// The experiment called `name`, or in the file `name`.
pub fn plan(name: &str) -> Result<Plan> {
    let (path, text) = library::find(experiments(), name)?;
    let figures: Vec<&str> = FIGURES.iter().map(|figure| figure.name).collect();
    let context = plan::Context {
        problems: problems(),
        figures: &figures,
    };
    Ok(Plan::read(&path, &text, context)?)
}

/// Threads to use: `given`, else what Slurm allots to the task, else all of the machine.
pub fn threads(given: Option<NonZeroUsize>) -> Result<usize> {
    const SLURM: &str = "SLURM_CPUS_PER_TASK";
    let threads = match (given, std::env::var(SLURM)) {
        (Some(threads), _) => threads,
        (None, Ok(text)) => text.parse().with_context(|| {
            format!("{SLURM} is `{text}`, which is no number of threads; give --threads")
        })?,
        (None, Err(_)) => std::thread::available_parallelism()
            .context("cannot count the processors; give --threads")?,
    };
    Ok(threads.get())
}

/// Writes `bytes` to `path`, all or nothing, and makes the directory it is in.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    make_parent(path)?;
    let refused = |error| StoreError::Write {
        path: path.to_owned(),
        error,
    };
    Ok(write_atomic(path, bytes).map_err(refused)?)
}

/// Makes the directory that `path` is in.
pub fn make_parent(path: &Path) -> Result<()> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => make_directory(parent),
        _ => Ok(()),
    }
}

/// Makes the directory `path` and those above it.
pub fn make_directory(path: &Path) -> Result<()> {
    let refused = |error| StoreError::Write {
        path: path.to_owned(),
        error,
    };
    Ok(fs::create_dir_all(path).map_err(refused)?)
}

/// Where the records of an experiment are read from.
#[derive(Debug, clap::Args)]
pub struct Records {
    /// Directory of the runs; runs if left out
    #[arg(long, value_name = "DIR")]
    runs: Option<PathBuf>,
    /// Directory of the records themselves, such as experiments/results/NAME
    #[arg(long, value_name = "DIR", conflicts_with = "runs")]
    records: Option<PathBuf>,
}

impl Records {
    /// The directory for the experiment `name`.
    pub fn directory(&self, name: &str) -> PathBuf {
        let records = || records_of(&self.runs(name));
        self.records.clone().unwrap_or_else(records)
    }

    /// The directory of the runs of the experiment `name`.
    pub fn runs(&self, name: &str) -> PathBuf {
        let runs = self.runs.as_deref().unwrap_or(Path::new("runs"));
        runs.join(name)
    }

    /// Whether neither option is given.
    pub fn is_default(&self) -> bool {
        self.runs.is_none() && self.records.is_none()
    }

    /// The records of `plan`, in its order; remarks on runs that have none.
    pub fn read(&self, plan: &Plan) -> Result<Vec<Record>> {
        finished(plan, &self.directory(&plan.name))
    }
}

/// The records of `plan` in `directory`, in its order; remarks on runs that have none.
pub fn finished(plan: &Plan, directory: &Path) -> Result<Vec<Record>> {
    let records = read_records(directory, plan)?;
    let records: Vec<Record> = records.into_iter().flatten().collect();
    let (found, all) = (records.len(), plan.runs.len());
    if found == 0 {
        bail!(
            "{}: no record of `{}` there; make them with `barrington run {}`",
            directory.display(),
            plan.name,
            plan.name
        );
    }
    if found < all {
        remark(&format!(
            "{found} of {all} runs have a record; `barrington run {}` makes the others",
            plan.name
        ));
    }
    Ok(records)
}
