//! An experiment as typed: one TOML file, one question.
//!
//! ```toml
//! title = "The illusion of state, in miniature"
//! question = "How many layers does each architecture need as words grow?"
//! source = "the paper it follows, with the table or figure"
//! seeds = [0, 1, 2]
//! figures = ["minimum-depth", "accuracy-by-length"]
//!
//! [train]                     # everything of TrainConfig; what is left out has its default
//! length = 24
//!
//! [[problem]]
//! name = "a5"
//! alphabet = "generators"     # optional, as are encoding, supervision, label and train
//!
//! [[model]]
//! label = "Mamba"
//! layers = [1, 2, 4]          # one run per problem, number of layers and seed
//! d_model = 64
//! mixer.mamba = { d_state = 16 }
//! train = { learning_rate = 2e-3 }   # over that of the problem, which is over [train]
//! ```
//!
//! What it leaves out: meaning. Whether the names exist and the numbers fit is [`crate::experiment::plan`]'s.

use serde::Deserialize;

use crate::model::config::{Activation, Block, ModelConfig, NormKind};
use crate::model::mixers::MixerConfig;
use crate::problem::answer::Supervision;
use crate::problem::encoding::Encoding;
use crate::problem::word::Alphabet;
use crate::train::config::{Lengths, Schedule, TrainConfig};

/// An experiment file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Heading of the report.
    pub title: String,
    /// What it asks, in a sentence.
    pub question: String,
    /// The paper it follows.
    #[serde(default)]
    pub source: String,
    /// Each run is made once per seed.
    pub seeds: Vec<u64>,
    /// Figures to draw, in this order; all if there are none here.
    #[serde(default)]
    pub figures: Vec<String>,
    /// How every model is trained.
    #[serde(default)]
    pub train: TrainConfig,
    /// The problems.
    pub problem: Vec<ProblemEntry>,
    /// The models.
    pub model: Vec<ModelEntry>,
}

/// A problem of an experiment.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemEntry {
    /// A problem file or a built-in problem.
    pub name: String,
    /// Another alphabet than the problem's own.
    pub alphabet: Option<Alphabet>,
    /// Another encoding than the problem's own.
    pub encoding: Option<Encoding>,
    /// Another supervision than the problem's own.
    pub supervision: Option<Supervision>,
    /// Its name in records and figures, where it is not `name`: a problem that is there twice, read
    /// differently, needs two.
    pub label: Option<String>,
    /// What is trained differently on it.
    #[serde(default)]
    pub train: TrainChanges,
}

/// A model of an experiment, at every depth.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelEntry {
    /// Its name in records and figures.
    pub label: String,
    /// Each number of blocks to try.
    pub layers: Vec<usize>,
    /// As in [`ModelConfig`].
    pub d_model: usize,
    /// As in [`ModelConfig`].
    pub mixer: MixerConfig,
    /// As in [`ModelConfig`].
    pub block: Option<Block>,
    /// As in [`ModelConfig`].
    pub norm: Option<NormKind>,
    /// As in [`ModelConfig`].
    pub norm_epsilon: Option<f64>,
    /// As in [`ModelConfig`].
    pub feed_forward: Option<usize>,
    /// As in [`ModelConfig`].
    pub activation: Option<Activation>,
    /// As in [`ModelConfig`].
    pub embedding_std: Option<f64>,
    /// What is trained differently about it.
    #[serde(default)]
    pub train: TrainChanges,
}

impl ModelEntry {
    /// The model with `layers` blocks.
    pub fn with_layers(&self, layers: usize) -> ModelConfig {
        ModelConfig {
            block: self.block,
            norm: self.norm,
            norm_epsilon: self.norm_epsilon,
            feed_forward: self.feed_forward,
            activation: self.activation,
            embedding_std: self.embedding_std,
            ..ModelConfig::new(self.mixer.clone(), self.d_model, layers)
        }
    }
}

/// What a problem or a model changes in `[train]`; keys as there, those of the optimiser without its name.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainChanges {
    /// Longest words.
    pub length: Option<usize>,
    /// How the length of a batch is chosen.
    pub lengths: Option<Lengths>,
    /// Words a step.
    pub batch: Option<usize>,
    /// Optimiser steps at most.
    pub steps: Option<u64>,
    /// How the learning rate moves.
    pub schedule: Option<Schedule>,
    /// Validation every so many steps.
    pub validate_every: Option<u64>,
    /// Accuracy that ends the training.
    pub stop_at: Option<f64>,
    /// Learning rate at its highest.
    pub learning_rate: Option<f64>,
    /// Decoupled weight decay.
    pub weight_decay: Option<f64>,
    /// Norm the gradient is clipped to.
    pub clip: Option<f64>,
}

impl TrainChanges {
    /// `base` with these changes.
    pub fn applied(&self, base: &TrainConfig) -> TrainConfig {
        let mut train = base.clone();
        let Self {
            length,
            lengths,
            batch,
            steps,
            schedule,
            validate_every,
            stop_at,
            learning_rate,
            weight_decay,
            clip,
        } = self.clone();
        set(&mut train.length, length);
        set(&mut train.lengths, lengths);
        set(&mut train.batch, batch);
        set(&mut train.steps, steps);
        set(&mut train.schedule, schedule);
        set(&mut train.validate_every, validate_every);
        set(&mut train.stop_at, stop_at);
        set(&mut train.optimiser.learning_rate, learning_rate);
        set(&mut train.optimiser.weight_decay, weight_decay);
        set(&mut train.optimiser.clip, clip);
        train
    }
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_change_what_they_name_and_nothing_else() {
        let base = TrainConfig::default();
        assert_eq!(TrainChanges::default().applied(&base), base);
        let changes = TrainChanges {
            steps: Some(7),
            learning_rate: Some(0.5),
            ..TrainChanges::default()
        };
        let mut expected = base.clone();
        expected.steps = 7;
        expected.optimiser.learning_rate = 0.5;
        assert_eq!(changes.applied(&base), expected);
    }
}
