//! What is trained: problem, model, how, and the seed of every random stream.

use serde::{Deserialize, Serialize};

use crate::model::ModelConfig;
use crate::problem::ProblemConfig;
use crate::train::TrainError;
use crate::train::config::{Data, Lengths, Schedule, TrainConfig};

/// A training, completely described: it can be run again from itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// The problem.
    pub problem: ProblemConfig,
    /// The model.
    pub model: ModelConfig,
    /// How it is trained and evaluated.
    pub train: TrainConfig,
    /// Seed of all random streams.
    pub seed: u64,
}

impl TrainConfig {
    /// Every fault of the options, in the order of the struct.
    pub fn faults(&self) -> Vec<TrainError> {
        let mut faults = Vec::new();
        let positive = [
            ("length", self.length),
            ("batch", self.batch),
            ("micro_batch", self.micro_batch),
            ("lanes", self.lanes),
            ("validation", self.validation),
            ("evaluation", self.evaluation),
        ];
        for (key, value) in positive {
            if value == 0 {
                faults.push(TrainError::value(key, value, "must be at least 1"));
            }
        }
        for (key, value) in [
            ("steps", self.steps),
            ("validate_every", self.validate_every),
        ] {
            if value == 0 {
                faults.push(TrainError::value(key, value, "must be at least 1"));
            }
        }
        if !(0.0..=1.0).contains(&self.stop_at) {
            faults.push(TrainError::value(
                "stop_at",
                self.stop_at,
                "is an accuracy; it must lie in 0..=1",
            ));
        }
        match self.lengths {
            Lengths::Fixed => {}
            Lengths::Uniform { min } if min == 0 || min > self.length => {
                faults.push(TrainError::value(
                    "lengths.uniform.min",
                    min,
                    format!("must lie in 1..={}", self.length),
                ));
            }
            Lengths::Uniform { .. } => {}
            Lengths::Doubling { from, at } => {
                if from == 0 || from > self.length {
                    faults.push(TrainError::value(
                        "lengths.doubling.from",
                        from,
                        format!("must lie in 1..={}", self.length),
                    ));
                }
                if !(0.0..=1.0).contains(&at) {
                    faults.push(TrainError::value(
                        "lengths.doubling.at",
                        at,
                        "is an accuracy; it must lie in 0..=1",
                    ));
                }
            }
        }
        if let Data::Fixed { words } = self.data {
            if words == 0 {
                faults.push(TrainError::value(
                    "data.fixed.words",
                    words,
                    "must be at least 1",
                ));
            }
            if self.lengths != Lengths::Fixed {
                faults.push(TrainError::value(
                    "lengths",
                    "not fixed",
                    "needs data = \"online\": words of a fixed data set all have the full length",
                ));
            }
        }
        let o = &self.optimiser;
        if !(o.learning_rate > 0.0 && o.learning_rate.is_finite()) {
            faults.push(TrainError::value(
                "optimiser.learning_rate",
                o.learning_rate,
                "must be a positive number",
            ));
        }
        if !o.betas.iter().all(|b| (0.0..1.0).contains(b)) {
            faults.push(TrainError::value(
                "optimiser.betas",
                format!("{:?}", o.betas),
                "must lie in 0..1",
            ));
        }
        for (key, value) in [
            ("optimiser.epsilon", o.epsilon),
            ("optimiser.weight_decay", o.weight_decay),
            ("optimiser.clip", o.clip),
        ] {
            if !(value >= 0.0 && value.is_finite()) {
                faults.push(TrainError::value(key, value, "must not be negative"));
            }
        }
        if let Schedule::Cosine { floor, .. } = self.schedule
            && !(0.0..=1.0).contains(&floor)
        {
            faults.push(TrainError::value(
                "schedule.cosine.floor",
                floor,
                "is a fraction; it must lie in 0..=1",
            ));
        }
        faults
    }
}
