//! Making the runs of a plan that have no record yet: which they are, and how they are made on this machine.
//!
//! Some threads, the jobs, take runs from one queue; each trains its run on the one pool they share. An
//! error in one run does not end the others. An interruption ends every run after its present step, with a
//! checkpoint; the next execution goes on from there, to the same bits.
//!
//! What it leaves out: printing, which is the [`Watcher`]'s.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::base::code::Code;
use crate::experiment::plan::{Plan, Planned};
use crate::experiment::record::{FORMAT, Machine, Record, Status};
use crate::experiment::store::{Found, Store, StoreError, find_records};
use crate::train::{self, Ending, Observer, Progress, TrainError, Trainer, checkpoint};

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
    /// A checkpoint with the name of this run holds another one.
    #[error("{}: the checkpoint is of another configuration; delete it to start the run again", .0.display())]
    OtherJob(PathBuf),
}

/// Why there is no pool: the threads cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("cannot start {threads} threads: {error}; give fewer with --threads")]
pub struct PoolError {
    threads: usize,
    error: rayon::ThreadPoolBuildError,
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

/// This machine: a pool of threads, and how many runs share it.
#[derive(Debug)]
pub struct Local {
    pool: ThreadPool,
    jobs: usize,
}

/// A pool of `threads` threads.
pub fn pool(threads: usize) -> Result<ThreadPool, PoolError> {
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| PoolError { threads, error })
}

impl Local {
    /// A pool of `threads` threads for `jobs` runs at a time.
    pub fn new(threads: usize, jobs: usize) -> Result<Self, PoolError> {
        pool(threads).map(|pool| Self { pool, jobs })
    }

    /// Makes the runs `todo` and keeps their records in `store`: how many have one now, and those that could not be made.
    fn make(
        &self,
        todo: &[&Planned],
        store: &Store,
        watcher: &dyn Watcher,
    ) -> (usize, Vec<(Planned, RunError)>) {
        let next = AtomicUsize::new(0);
        let made = Mutex::new((0, Vec::new()));
        let make = |job: usize, planned: &Planned| {
            let checkpoint = store.checkpoint(&planned.id);
            let Some(record) = carry_out(job, planned, &checkpoint, &self.pool, watcher)? else {
                return Ok(End::Interrupted);
            };
            store.keep(&record)?;
            Ok(End::Recorded(Box::new(record)))
        };
        let work = |job: usize| {
            while !watcher.interrupted()
                && let Some(&planned) = todo.get(next.fetch_add(1, Ordering::Relaxed))
            {
                let end = make(job, planned).unwrap_or_else(End::Failed);
                watcher.ends(job, planned, &end);
                let mut made = made.lock().expect("no job panics with this lock");
                match end {
                    End::Recorded(_) => made.0 += 1,
                    End::Interrupted => {}
                    End::Failed(error) => made.1.push((planned.clone(), error)),
                }
            }
        };
        match self.jobs.min(todo.len()) {
            // inside the pool a step need not wake it; several jobs there would wait for each other
            0 | 1 => self.pool.install(|| work(0)),
            jobs => std::thread::scope(|scope| {
                for job in 0..jobs {
                    let work = &work;
                    scope.spawn(move || work(job));
                }
            }),
        }
        made.into_inner().expect("no job panics with this lock")
    }
}

/// Trains and evaluates one run, from its checkpoint if there is one. `None` if it was interrupted; it has
/// a checkpoint then, and also when it is done.
pub fn carry_out(
    job: usize,
    planned: &Planned,
    checkpoint: &Path,
    pool: &ThreadPool,
    watcher: &dyn Watcher,
) -> Result<Option<Record>, RunError> {
    let run = &planned.run;
    let mut trainer = if checkpoint.exists() {
        let trainer = Trainer::resume(checkpoint, run.job())?;
        trainer.ok_or_else(|| RunError::OtherJob(checkpoint.to_owned()))?
    } else {
        Trainer::new(run.job())?
    };
    watcher.begins(job, planned, trainer.steps());
    let observer = Watched {
        job,
        planned,
        checkpoint,
        watcher,
    };
    let ending = trainer.train(pool, &observer)?;
    trainer.save(checkpoint)?;
    let Ending::Done(outcome) = ending else {
        return Ok(None);
    };
    let is_evaluated = outcome.status != Status::Diverged;
    let evaluate = || trainer.evaluate(pool, run.train.length, run.train.evaluation);
    let evaluation = is_evaluated.then(evaluate).transpose()?;
    Ok(Some(Record {
        format: FORMAT,
        id: planned.id.clone(),
        run: run.clone(),
        labels: trainer.labels(),
        parameters: trainer.parameters(),
        outcome,
        curve: trainer.curve().to_vec(),
        evaluation,
        machine: Machine {
            simd: train::simd().to_owned(),
            threads: pool.current_num_threads(),
            wall_s: trainer.wall_s(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        code: trainer.code().to_vec(),
    }))
}

/// A [`Watcher`] as the trainer sees it.
struct Watched<'a> {
    job: usize,
    planned: &'a Planned,
    checkpoint: &'a Path,
    watcher: &'a dyn Watcher,
}

impl Observer for Watched<'_> {
    fn step(&self, progress: &Progress) {
        self.watcher.step(self.job, self.planned, progress);
    }

    fn interrupted(&self) -> bool {
        self.watcher.interrupted()
    }

    fn checkpoint(&self, trainer: &Trainer) -> Result<(), TrainError> {
        trainer.save(self.checkpoint)
    }
}

/// Makes the runs of `plan` that have no record in `store` that answers them; with `remake` also those whose record
/// other code made. A record is replaced only by its successor.
pub fn execute(
    plan: &Plan,
    store: &Store,
    local: &Local,
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
    let (made, failures) = local.make(&todo, store, watcher);
    Ok(Summary {
        had: had.records,
        made,
        left: todo.len() - made,
        failures,
    })
}

/// The code that made `record`, where it is not the code of this program.
pub fn other_code(record: &Record) -> Option<&Code> {
    record.code.iter().find(|code| !code.is_here())
}

/// Drops a checkpoint that other code began. One that cannot be read is left for the run to complain of.
fn drop_other_code(store: &Store, planned: &Planned) -> Result<(), StoreError> {
    let path = store.checkpoint(&planned.id);
    let header = checkpoint::bytes(&path).and_then(|bytes| checkpoint::header(&path, &bytes));
    match header {
        Ok(header) if !header.state.code.iter().all(Code::is_here) => {
            store.drop_checkpoint(&planned.id)
        }
        _ => Ok(()),
    }
}
