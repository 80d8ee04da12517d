//! Training: optimiser, schedule, the one loop, checkpoints, evaluation.
//!
//! ```text
//! Job (problem, model, how, seed) -> Trainer -> train() -> counts
//!                                       ^  |
//!                                 load  |  v  save
//!                                  checkpoint.safetensors
//! ```
//!
//! A step cuts its batch into micro-batches, deals them to a fixed number of lanes, and adds the lanes'
//! gradients pairwise in a fixed order; every sequence has a random stream of its own. So the same job gives
//! the same bits for any number of threads and for any interruption.

pub mod batch;
pub mod checkpoint;
pub mod config;
pub mod counts;
pub mod job;
pub mod lanes;
pub mod optimiser;
pub mod schedule;
mod tally;
pub mod throughput;
pub mod trainer;
pub mod upgrade;

use std::fmt::Display;
use std::path::PathBuf;

pub use job::Job;
pub use trainer::{Observer, Progress, Trainer};

use crate::model::ModelError;
use crate::problem::ProblemError;

/// Instruction set of the element-wise kernels on this machine, as records name it.
pub fn simd() -> &'static str {
    crate::tensor::simd::level().name()
}

/// Why training cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A training option that cannot be.
    #[error("{0}")]
    Value(String),
    /// The model cannot be built.
    #[error("model: {0}")]
    Model(#[from] ModelError),
    /// The problem cannot be built.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// A checkpoint that cannot be read.
    #[error("{}: not a usable checkpoint: {reason}; delete it to start the run again", path.display())]
    Checkpoint {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A checkpoint of another job.
    #[error("{}: the checkpoint has {key} = {there}, this command {key} = {here}; give the same as the command that began it, or delete it to start again", path.display())]
    OtherJob {
        /// The file.
        path: PathBuf,
        /// The first key that differs, from the job on.
        key: String,
        /// What the checkpoint has there.
        there: String,
        /// What was asked for.
        here: String,
    },
    /// A file that cannot be read or written.
    #[error("cannot read or write {}: {error}; check the path, its permissions and the disk", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

impl TrainError {
    /// A fault of one training option: the key under `[train]`, what was given, and why not and what would do.
    pub fn value(key: &str, value: impl Display, reason: impl Display) -> Self {
        Self::Value(format!("train.{key} = {value} {reason}"))
    }
}
