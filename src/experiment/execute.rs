//! Runs made on this machine.
//!
//! Some threads, the jobs, take runs from one queue; each trains its run on the one pool they share. An
//! error in one run does not end the others. An interruption ends every run after its present step, with a
//! checkpoint; the next execution goes on from there, to the same bits.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::experiment::executor::{End, Executor, Made, RunError, Watcher};
use crate::experiment::plan::Planned;
use crate::experiment::record::{FORMAT, Machine, Record, Status};
use crate::experiment::store::Store;
use crate::train::{self, Observer, Progress, TrainError, Trainer};

/// Why there is no pool: the threads cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("cannot start {threads} threads: {error}; give fewer with --threads")]
pub struct PoolError {
    threads: usize,
    error: rayon::ThreadPoolBuildError,
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
}

impl Executor for Local {
    fn make(&self, todo: &[&Planned], store: &Store, watcher: &dyn Watcher) -> Made {
        let next = AtomicUsize::new(0);
        let made = Mutex::new(Made::default());
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
                    End::Recorded(_) => made.records += 1,
                    End::Interrupted => {}
                    End::Failed(error) => made.failures.push((planned.clone(), error)),
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
        Trainer::resume(checkpoint, run.job())?
    } else {
        Trainer::new(run.job())?
    };
    watcher.begins(job, planned, trainer.state().step);
    let mut observer = Watched {
        job,
        planned,
        checkpoint,
        watcher,
    };
    let ending = trainer.train(pool, &mut observer)?;
    trainer.save(checkpoint)?;
    let Some(outcome) = ending else {
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
        curve: trainer.state().curve.clone(),
        evaluation,
        machine: Machine {
            simd: train::simd().to_owned(),
            threads: pool.current_num_threads(),
            wall_s: trainer.state().wall_s,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        code: trainer.state().code.clone(),
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
    fn step(&mut self, progress: &Progress) {
        self.watcher.step(self.job, self.planned, progress);
    }

    fn interrupted(&self) -> bool {
        self.watcher.interrupted()
    }

    fn checkpoint(&self, trainer: &Trainer) -> Result<(), TrainError> {
        trainer.save(self.checkpoint)
    }
}
