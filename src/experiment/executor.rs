//! Making the runs of a plan that have no record yet: which they are, and who may make them.
//!
//! What it leaves out: printing, which is the [`Watcher`]'s, and how a run is made, which is the [`Executor`]'s.

use std::collections::HashSet;

use crate::base::code::Code;
use crate::experiment::plan::{Plan, Planned};
use crate::experiment::record::Record;
use crate::experiment::store::{Found, Store, StoreError, find_records};
use crate::train::{Progress, TrainError, checkpoint};

/// Something that makes runs: [`Local`](crate::experiment::execute::Local) on this machine.
pub trait Executor {
    /// Makes the runs `todo`, in this order as far as it can, and keeps their records in `store`. Ends early if the
    /// watcher says so.
    fn make(&self, todo: &[&Planned], store: &Store, watcher: &dyn Watcher) -> Made;
}

/// What an executor came to.
#[derive(Debug, Default)]
pub struct Made {
    /// Runs that have their record now.
    pub records: usize,
    /// Those that could not be made, and why.
    pub failures: Vec<(Planned, RunError)>,
}

/// Somebody who watches runs and may stop them.
pub trait Watcher: Sync {
    /// `todo` is about to be made, beside the records there are.
    fn starts(&self, todo: &[&Planned], had: &Had);
    /// A run begins in `job`, at `step` of its training.
    fn begins(&self, job: usize, planned: &Planned, step: u64);
    /// A step was made.
    fn step(&self, job: usize, planned: &Planned, progress: &Progress);
    /// A run ends.
    fn ends(&self, job: usize, planned: &Planned, end: &End);
    /// Asked after every step; true ends all runs.
    fn interrupted(&self) -> bool;
}

/// The records there were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Had {
    /// Runs whose record stays.
    pub records: usize,
    /// The code that made those of them that this code did not make, one entry each.
    pub other_code: Vec<Code>,
    /// Runs that are made again because their record counts another number of sequences than is asked for.
    pub other_evaluation: usize,
    /// Runs that are made again because other code made their record.
    pub remade: usize,
}

/// How a run ends.
#[derive(Debug)]
pub enum End {
    /// It has its record now.
    Recorded(Box<Record>),
    /// It was interrupted and has a checkpoint.
    Interrupted,
    /// It could not be made.
    Failed(RunError),
}

/// Why a run could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Training refused.
    #[error(transparent)]
    Train(#[from] TrainError),
    /// Its record or checkpoint could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What an execution came to. The numbers are runs.
#[derive(Debug, Default)]
pub struct Summary {
    /// Those whose record stayed.
    pub had: usize,
    /// Those that have a new one.
    pub made: usize,
    /// Those that still have none, or none that stays.
    pub left: usize,
    /// Those that could not be made, and why.
    pub failures: Vec<(Planned, RunError)>,
}

/// Makes the runs of `plan` that have no record in `store` that answers them; with `remake` also those whose record
/// other code made. A record is replaced only by its successor.
pub fn execute(
    plan: &Plan,
    store: &Store,
    executor: &dyn Executor,
    watcher: &dyn Watcher,
    remake: bool,
) -> Result<Summary, StoreError> {
    let found = find_records(&store.records(), plan)?;
    let (mut todo, mut ids, mut had) = (Vec::new(), HashSet::new(), Had::default());
    for (planned, found) in plan.runs.iter().zip(&found) {
        match found {
            Found::Fits(record) if record.is_of_this_code() || !remake => {
                // a process killed between record and checkpoint leaves both
                store.drop_checkpoint(&planned.id)?;
                had.records += 1;
                had.other_code.extend(other_code(record).cloned());
                continue;
            }
            Found::Fits(_) => had.remade += 1,
            Found::OtherEvaluation => had.other_evaluation += 1,
            Found::Nothing => {}
        }
        if remake {
            drop_other_code(store, planned)?;
        }
        // a problem of two names has one record
        if ids.insert(&planned.id) {
            todo.push(planned);
        }
    }
    watcher.starts(&todo, &had);
    let Made { records, failures } = executor.make(&todo, store, watcher);
    Ok(Summary {
        had: had.records,
        made: records,
        left: todo.len() - records,
        failures,
    })
}

/// The code that made `record`, where it is not the code of this program.
pub fn other_code(record: &Record) -> Option<&Code> {
    record.code.iter().find(|code| !code.is_here())
}

/// Drops a checkpoint that other code began. One that cannot be read is left for the run to complain of.
fn drop_other_code(store: &Store, planned: &Planned) -> Result<(), StoreError> {
    match checkpoint::open(&store.checkpoint(&planned.id)) {
        Ok(begun) if !begun.state.code.iter().all(Code::is_here) => {
            store.drop_checkpoint(&planned.id)
        }
        _ => Ok(()),
    }
}
