//! How a model is trained and evaluated.

use derive_more::Display;
use serde::{Deserialize, Serialize};

/// Everything about training and evaluation but the seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TrainConfig {
    /// Operations of the longest sequences of training, and of the evaluation.
    pub length: usize,
    /// How the length of a batch is chosen.
    pub lengths: Lengths,
    /// Sequences a step.
    pub batch: usize,
    /// Sequences a micro-batch, which stays in the cache. Part of the result: it fixes the order of sums.
    pub micro_batch: usize,
    /// Lanes a step is cut into. Part of the result; independent of the number of threads.
    pub lanes: usize,
    /// Optimiser steps at most.
    pub steps: u64,
    /// Sequences drawn once, or fresh ones at every step.
    pub data: Data,
    /// Whether every sequence is preceded by a token that marks its beginning, whose label is not scored.
    pub bos: bool,
    /// The AdamW optimiser.
    pub optimiser: Optimiser,
    /// How the learning rate moves.
    pub schedule: Schedule,
    /// Validation every so many steps.
    pub validate_every: u64,
    /// Validation sequences each time.
    pub validation: usize,
    /// Stop as soon as this fraction of the validation sequences of the full length is all right; 0 = never.
    pub stop_at: f64,
    /// A checkpoint every so many steps; 0 = only at the end or when interrupted. Not part of a run's id either.
    pub checkpoint_every: u64,
    /// Fresh sequences of the evaluation after training. Not part of a run's id: it changes nothing that is trained.
    pub evaluation: usize,
}

/// How the length of the sequences of a step is chosen; displayed in words, for reports.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Display)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Lengths {
    /// Always the full length.
    #[display("every word of full length")]
    Fixed,
    /// Uniform in `min..=length`, one length a step.
    #[display("lengths uniform from {min}")]
    Uniform {
        /// Shortest.
        min: usize,
    },
    /// Starts at `from` and doubles, up to the full length, whenever a validation at the present
    /// length reaches `at` sequence accuracy.
    #[display("lengths doubling from {from}, each at {} % of the validation words", at * 100.0)]
    Doubling {
        /// First length.
        from: usize,
        /// Sequence accuracy that doubles the length.
        at: f64,
    },
}

/// Where the training sequences come from; displayed in words, for reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Data {
    /// Fresh sequences at every step.
    #[display("fresh words at every step")]
    Online,
    /// `sequences` distinct ones, drawn once and read in a new order every epoch; validation sequences are
    /// distinct from all of them.
    #[display("{sequences} distinct words; validation words are distinct from them")]
    Fixed {
        /// Distinct training sequences.
        sequences: usize,
    },
}

/// The AdamW optimiser.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Optimiser {
    /// Learning rate at its highest.
    pub learning_rate: f64,
    /// Decay of the first and second moments.
    pub betas: [f64; 2],
    /// Added to the root of the second moment.
    pub epsilon: f64,
    /// Decoupled weight decay.
    pub weight_decay: f64,
    /// Which parameters decay.
    pub decay: Decay,
    /// Norm that the gradient is clipped to; 0 = no clipping.
    pub clip: f64,
}

/// Which parameters the weight decay is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decay {
    /// Weight matrices and embeddings; not biases, norms and dynamics.
    Weights,
    /// Every parameter, as an optimiser with a single parameter group does.
    All,
}

/// How the learning rate moves over the steps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Schedule {
    /// Linear warm-up, then constant.
    Constant {
        /// Steps of warm-up.
        warm_up: u64,
    },
    /// Linear warm-up, then half a cosine down to `floor` times the learning rate at the last step.
    Cosine {
        /// Steps of warm-up.
        warm_up: u64,
        /// Fraction left at the end.
        floor: f64,
    },
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            length: 16,
            lengths: Lengths::Fixed,
            batch: 64,
            micro_batch: 16,
            lanes: 2,
            steps: 2000,
            data: Data::Online,
            bos: false,
            optimiser: Optimiser::default(),
            schedule: Schedule::Constant { warm_up: 100 },
            validate_every: 100,
            validation: 256,
            stop_at: 0.0,
            checkpoint_every: 0,
            evaluation: 1024,
        }
    }
}

impl Default for Optimiser {
    fn default() -> Self {
        Self {
            learning_rate: 1e-3,
            betas: [0.9, 0.999],
            epsilon: 1e-8,
            weight_decay: 0.01,
            decay: Decay::Weights,
            clip: 1.0,
        }
    }
}
