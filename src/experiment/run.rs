//! A run: one problem, one model, one seed, everything resolved.

use serde::{Deserialize, Serialize};

use crate::model::config::ModelConfig;
use crate::problem::ProblemConfig;
use crate::train::config::TrainConfig;
use crate::train::job::Job;

/// One run with every value resolved: nothing is looked up or defaulted any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, derive_more::Display)]
#[serde(deny_unknown_fields)]
#[display("{}, {label}, {}, seed {seed}", problem.name, model.layer_count().told())]
pub struct Run {
    /// Name of the experiment.
    pub experiment: String,
    /// The problem, with its generators: the file it came from may change, this does not.
    pub problem: ProblemConfig,
    /// Name of the model in tables and legends.
    pub label: String,
    /// The model.
    pub model: ModelConfig,
    /// How it is trained and evaluated.
    pub train: TrainConfig,
    /// Seed of all its random streams.
    pub seed: u64,
}

impl Run {
    /// What the trainer needs of it.
    pub fn job(&self) -> Job {
        Job {
            problem: self.problem.clone(),
            model: self.model.clone(),
            train: self.train.clone(),
            seed: self.seed,
        }
    }

    /// [`Job::id`]: what it is called is no part of it.
    pub fn id(&self) -> String {
        self.job().id()
    }

    /// A guess at the relative cost of training it to the last step: multiplications of a dense model.
    pub fn cost(&self) -> f64 {
        let tokens = self.train.steps as f64 * self.train.batch as f64 * self.train.length as f64;
        let layers = self.model.layer_count().at(self.train.length);
        tokens * layers as f64 * (self.model.d_model as f64).powi(2)
    }
}

/// `1 layer`, `2 layers`.
pub fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
