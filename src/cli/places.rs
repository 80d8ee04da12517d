//! Where the verbs find things: problems, experiments, threads.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use crate::base::files::write_atomic;
use crate::cli::remark;
use crate::experiment::library;
use crate::experiment::migrate::{Migrated, migrate};
use crate::experiment::plan::{self, Plan};
use crate::experiment::record::Record;
use crate::experiment::run::counted;
use crate::experiment::store::{Found, StoreError, checkpoints_of, find_records, records_of};
use crate::figure;

/// Directory of problem files.
pub fn problems() -> &'static Path {
    Path::new("problems")
}

/// Directory of experiment files.
pub fn experiments() -> &'static Path {
    Path::new("experiments")
}

/// An experiment, and what of it.
#[derive(Debug, clap::Args)]
pub struct Chosen {
    /// The experiment: a name, or the path of a .toml file
    experiment: String,
    /// What of it.
    #[command(flatten)]
    part: Part,
}

impl Chosen {
    /// What is typed behind a verb to choose it.
    pub fn typed(&self) -> String {
        self.part.typed(&self.experiment)
    }

    /// The same with the directory of the runs.
    pub fn typed_with(&self, runs: &Path) -> String {
        with_runs(self.typed(), runs)
    }

    /// The plan of what is chosen.
    pub fn plan(&self) -> Result<Plan> {
        self.part.plan(&self.experiment)
    }
}

/// What of an experiment, and with which changes.
#[derive(Debug, Default, clap::Args)]
pub struct Part {
    /// Change a key of every run, such as train.steps=500 or `model.d_model=[16,32]`; more than once for more keys
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Only the runs of which all of this is true, such as 'model=Mamba|GRU,seed=0'; more than once for more runs
    #[arg(long, value_name = "KEY=VALUE,...")]
    only: Vec<String>,
}

impl Part {
    /// This part of the experiment called `name`, or in the file `name`.
    pub fn plan(&self, name: &str) -> Result<Plan> {
        let (path, text) = library::find(experiments(), name)?;
        let context = plan::Context {
            problems: problems(),
            figures: &figure::names(),
            set: &self.set,
        };
        let mut plan = Plan::read(&path, &text, context)?;
        plan.select(&self.only)?;
        Ok(plan)
    }

    /// `name` and these options, to be typed behind a verb.
    pub fn typed(&self, name: &str) -> String {
        let set = self.set.iter().map(|value| ("--set", value));
        let only = self.only.iter().map(|value| ("--only", value));
        set.chain(only).fold(shell(name), |typed, (option, value)| {
            format!("{typed} {option} {}", shell(value))
        })
    }
}

/// What is typed behind a verb, with the directory of the runs unless that is the usual one.
pub fn with_runs(typed: String, runs: &Path) -> String {
    match runs.to_str() {
        Some("runs") => typed,
        _ => format!("{typed} --runs {}", shell(&runs.to_string_lossy())),
    }
}

/// A word as a shell reads it.
fn shell(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,:+@%".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// Says what was converted in `directory`, if anything.
pub fn remark_on(migrated: &Migrated, directory: &Path) {
    let counts = [
        (migrated.records, "record"),
        (migrated.checkpoints, "checkpoint"),
    ];
    let counts = counts.into_iter().filter(|(n, _)| *n > 0);
    let counts: Vec<String> = counts.map(|(n, what)| counted(n, what)).collect();
    if !counts.is_empty() {
        remark(&format!(
            "{}: converted {} of format 1; no count has changed",
            directory.display(),
            counts.join(" and ")
        ));
    }
    for (path, reason) in &migrated.left {
        remark(&format!(
            "{}: cannot be converted and is left as it is: {reason}",
            path.display()
        ));
    }
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
    Ok(write_atomic(path, bytes).map_err(StoreError::write(path))?)
}

/// That `path` cannot be written, and what to do about it.
pub fn refused(path: &Path, advice: &str) -> impl Fn(std::io::Error) -> anyhow::Error {
    move |error| anyhow!("{}: {error}; {advice}", path.display())
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
    Ok(fs::create_dir_all(path).map_err(StoreError::write(path))?)
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
        self.all_runs().join(name)
    }

    /// The directory of the runs of all experiments.
    pub fn all_runs(&self) -> &Path {
        self.runs.as_deref().unwrap_or(Path::new("runs"))
    }

    /// Whether neither option is given.
    pub fn is_default(&self) -> bool {
        self.runs.is_none() && self.records.is_none()
    }

    /// Converts what is there of older formats.
    pub fn migrate(&self, plan: &Plan) -> Result<()> {
        let (runs, directory) = (self.runs(&plan.name), self.directory(&plan.name));
        let checkpoints = checkpoints_of(&runs);
        let (checkpoints, place) = match self.records {
            Some(_) => (None, &directory),
            None => (Some(checkpoints.as_path()), &runs),
        };
        remark_on(&migrate(&directory, checkpoints)?, place);
        Ok(())
    }

    /// The records of `plan`, in its order; remarks on runs that have none.
    pub fn read(&self, plan: &Plan, chosen: &Chosen) -> Result<Vec<Record>> {
        self.migrate(plan)?;
        let typed = chosen.typed_with(self.all_runs());
        finished(plan, &self.directory(&plan.name), &typed)
    }
}

/// The records of `plan` in `directory`, in its order; remarks on runs that have none, which `run TYPED` makes.
pub fn finished(plan: &Plan, directory: &Path, typed: &str) -> Result<Vec<Record>> {
    let records = find_records(directory, plan)?;
    let other = |found: &&Found| **found == Found::OtherEvaluation;
    let otherwise = records.iter().filter(other).count();
    if otherwise > 0 {
        remark(&format!(
            "{otherwise} records count another number of sequences than train.evaluation says; they are left out"
        ));
    }
    let records: Vec<Record> = records.into_iter().filter_map(Found::fits).collect();
    let (found, all, name) = (records.len(), plan.runs.len(), &plan.name);
    if found == 0 {
        bail!(
            "{}: no record of `{name}` there; make them with `barrington run {typed}`",
            directory.display()
        );
    }
    if found < all {
        remark(&format!(
            "{found} of {all} runs have a record; `barrington run {typed}` makes the others"
        ));
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_repeated_as_it_was_given() {
        let given = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        let chosen = Chosen {
            experiment: "my dir/t.toml".to_owned(),
            part: Part {
                set: given(&["train.steps=5", "model.d_model=[8, 16]"]),
                only: given(&["model=it's|GRU"]),
            },
        };
        insta::assert_snapshot!(chosen.typed_with(Path::new("other")), @r#"'my dir/t.toml' --set train.steps=5 --set 'model.d_model=[8, 16]' --only 'model=it'\''s|GRU' --runs other"#);
        assert_eq!(chosen.typed_with(Path::new("runs")), chosen.typed());
        let records = Records {
            runs: Some("no such".into()),
            records: None,
        };
        let chosen = Chosen {
            experiment: "parity".to_owned(),
            part: Part {
                only: given(&["seed=0"]),
                ..Part::default()
            },
        };
        let refused = records.read(&chosen.plan().unwrap(), &chosen);
        insta::assert_snapshot!(refused.unwrap_err(), @"no such/parity/records: no record of `parity` there; make them with `barrington run parity --only seed=0 --runs 'no such'`");
    }
}
