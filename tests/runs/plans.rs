//! Small experiments, and the whole way from their plan to their records.

use std::path::Path;

use barrington::experiment::execute::Local;
use barrington::experiment::executor::{Summary, execute};
use barrington::experiment::plan::{Context, Plan};
use barrington::experiment::record::Record;
use barrington::experiment::store::{Store, find_records};
use barrington::figure::FIGURES;

use crate::counter::Counter;

/// Two problems, one model of two depths, two seeds: eight runs of 30 steps.
pub(crate) const TINY: &str = r#"
title = "tiny"
question = "does it run?"
seeds = [0, 1]
figures = ["minimum-depth", "accuracy-by-length"]

[train]
length = 6
batch = 16
micro_batch = 4
lanes = 4
steps = 30
validate_every = 7
validation = 32
evaluation = 64

[train.lengths.doubling]
from = 3
at = 0.1

[[problem]]
name = "z2"

[[problem]]
name = "s3"
alphabet = "generators"

[[model]]
label = "GRU"
layers = [1, 2]
d_model = 16
mixer.gru = {}
"#;

pub(crate) fn plan(text: &str) -> Plan {
    let figures: Vec<&str> = FIGURES.iter().map(|f| f.name).collect();
    let context = Context {
        problems: Path::new("no such directory"),
        figures: &figures,
        set: &[],
    };
    Plan::read(Path::new("tiny.toml"), text, context).unwrap()
}

pub(crate) fn go(
    plan: &Plan,
    root: &Path,
    threads: usize,
    jobs: usize,
    counter: &Counter,
) -> Summary {
    let store = Store::open(root, &plan.name).unwrap();
    let local = Local::new(threads, jobs).unwrap();
    execute(plan, &store, &local, counter, false).unwrap()
}

/// The same with `--remake`.
pub(crate) fn remake(plan: &Plan, root: &Path, counter: &Counter) -> Summary {
    let store = Store::open(root, &plan.name).unwrap();
    execute(plan, &store, &Local::new(2, 2).unwrap(), counter, true).unwrap()
}

/// The records of a finished experiment without what may differ: where and how long it ran.
pub(crate) fn results(plan: &Plan, root: &Path) -> Vec<Record> {
    let found = find_records(&root.join(&plan.name).join("records"), plan).unwrap();
    let records = found.into_iter().map(|found| found.fits().unwrap());
    let mut records: Vec<Record> = records.collect();
    for record in &mut records {
        record.machine.wall_s = 0.0;
        record.machine.threads = 0;
    }
    records
}

pub(crate) fn complete(plan: &Plan, threads: usize, jobs: usize) -> Vec<Record> {
    let root = tempfile::tempdir().unwrap();
    go(
        plan,
        root.path(),
        threads,
        jobs,
        &Counter::stopping_after(u64::MAX),
    );
    results(plan, root.path())
}

/// One problem, one model, one seed.
pub(crate) fn smallest() -> String {
    TINY.replace("layers = [1, 2]", "layers = 1")
        .replace("seeds = [0, 1]", "seeds = [0]")
        .replace("[[problem]]\nname = \"z2\"", "")
}
