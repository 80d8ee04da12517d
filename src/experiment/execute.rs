//! Making the runs of a plan that have no record yet.
//!
//! Some threads, the jobs, take runs from one queue; each trains its run on the one pool they share. An
//! error in one run does not end the others. An interruption ends every run after its present step, with a
//! checkpoint; the next execution goes on from there, to the same bits.
//!
//! What it leaves out: printing, which is the [`Watcher`]'s, and other machines.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::experiment::plan::{Plan, Planned};
use crate::experiment::record::{FORMAT, Machine, Record, Status};
use crate::experiment::store::{Store, StoreError, read_records};
use crate::train::{self, Ending, Observer, Progress, TrainError, Trainer};

/// Somebody who watches runs and may stop them.
pub trait Watcher: Sync {
    /// `todo` is about to be made; `had` other runs have their records.
    fn starts(&self, todo: &[&Planned], had: usize);
    /// A run begins in `job`, at `step` of its training.
    fn begins(&self, job: usize, planned: &Planned, step: u64);
    /// A step was made.
    fn step(&self, job: usize, planned: &Planned, progress: &Progress);
    /// A run ends.
    fn ends(&self, job: usize, planned: &Planned, end: &End);
    /// Asked after every step; true ends all runs.
    fn interrupted(&self) -> bool;
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
    OtherJob(std::path::PathBuf),
}

/// Why nothing could be executed.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// Records cannot be read or kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The threads cannot be made.
    #[error("cannot start {threads} threads: {error}; give fewer with --threads")]
    Pool {
        /// Threads asked for.
        threads: usize,
        /// What the system says.
        error: rayon::ThreadPoolBuildError,
    },
}

/// What an execution came to. The numbers are runs.
#[derive(Debug, Default)]
pub struct Summary {
    /// Those that had a record before.
    pub had: usize,
    /// Those that have one now and had none before.
    pub made: usize,
    /// Those that still have none.
    pub left: usize,
    /// Those that could not be made, and why.
    pub failures: Vec<(Planned, RunError)>,
}

/// A pool of `threads` threads for [`execute`] and [`carry_out`].
pub fn pool(threads: usize) -> Result<ThreadPool, ExecuteError> {
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| ExecuteError::Pool { threads, error })
}

/// Makes the runs of `plan` that have no record in `store`, `jobs` at a time.
pub fn execute(
    plan: &Plan,
    store: &Store,
    pool: &ThreadPool,
    jobs: usize,
    watcher: &dyn Watcher,
) -> Result<Summary, ExecuteError> {
    let records = read_records(&store.records(), plan)?;
    let mut todo = Vec::new();
    for (planned, record) in plan.runs.iter().zip(&records) {
        match record {
            // a process killed between record and checkpoint leaves both
            Some(_) => store.drop_checkpoint(&planned.id)?,
            None => todo.push(planned),
        }
    }
    let had = plan.runs.len() - todo.len();
    watcher.starts(&todo, had);
    let next = AtomicUsize::new(0);
    let made = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let work = |job: usize| {
        while !watcher.interrupted() {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(planned) = todo.get(place) else {
                break;
            };
            let end = make(job, planned, store, pool, watcher);
            watcher.ends(job, planned, &end);
            match end {
                End::Recorded(_) => {
                    made.fetch_add(1, Ordering::Relaxed);
                }
                End::Interrupted => {}
                End::Failed(error) => {
                    let mut failures = failures.lock().expect("no job panics with this lock");
                    failures.push(((*planned).clone(), error));
                }
            }
        }
    };
    match jobs.min(todo.len()) {
        // inside the pool a step need not wake it; several jobs there would wait for each other
        0 | 1 => pool.install(|| work(0)),
        jobs => std::thread::scope(|scope| {
            for job in 0..jobs {
                let work = &work;
                scope.spawn(move || work(job));
            }
        }),
    }
    let made = made.into_inner();
    Ok(Summary {
        had,
        made,
        left: todo.len() - made,
        failures: failures.into_inner().expect("no job panics with this lock"),
    })
}

fn make(
    job: usize,
    planned: &Planned,
    store: &Store,
    pool: &ThreadPool,
    watcher: &dyn Watcher,
) -> End {
    let checkpoint = store.checkpoint(&planned.id);
    let kept = carry_out(job, planned, &checkpoint, pool, watcher).and_then(|record| {
        if let Some(record) = &record {
            store.keep(record)?;
        }
        Ok(record)
    });
    match kept {
        Ok(Some(record)) => End::Recorded(Box::new(record)),
        Ok(None) => End::Interrupted,
        Err(error) => End::Failed(error),
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
        let trainer = Trainer::load(checkpoint)?;
        if *trainer.job() != run.job() {
            return Err(RunError::OtherJob(checkpoint.to_owned()));
        }
        trainer
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
    let evaluation = match outcome.status {
        Status::Diverged => None,
        Status::Reached | Status::Finished => {
            Some(trainer.evaluate(pool, run.train.length, run.train.evaluation)?)
        }
    };
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
