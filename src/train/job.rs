//! What is trained: problem, model, how, and the seed of every random stream.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::canonical::canonical;
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

impl Job {
    /// Its id: the first 16 hexadecimal digits of the BLAKE3 hash of its [`canonical`] form, JSON without spaces, keys
    /// sorted, numbers in the shortest form that reads back to the same bits.
    ///
    /// What it is called and how it is evaluated is no part of it, nor how often it saves.
    pub fn id(&self) -> String {
        let usual = TrainConfig::default();
        let mut job = self.resolved();
        job.problem.name.clear();
        job.problem.title.clear();
        job.train.evaluation = usual.evaluation;
        job.train.checkpoint_every = usual.checkpoint_every;
        let full = serde_json::to_value(&job).expect("a job is plain data with text keys");
        let mut form = canonical(full, |thin| {
            Self::deserialize(thin).is_ok_and(|read| read.resolved() == job)
        });
        if let Some(Value::Object(problem)) = form.get_mut("problem") {
            problem.retain(|key, _| key != "name" && key != "title");
        }
        // a JSON value keeps its keys in a sorted map
        let hash = blake3::hash(form.to_string().as_bytes());
        hash.to_hex()[..16].to_owned()
    }

    /// Every optional key written out.
    fn resolved(&self) -> Self {
        Self {
            // a model that cannot be built has no defaults
            model: self.model.resolved().unwrap_or_else(|_| self.model.clone()),
            ..self.clone()
        }
    }
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
        if let Data::Fixed { sequences } = self.data {
            if sequences == 0 {
                faults.push(TrainError::value(
                    "data.fixed.sequences",
                    sequences,
                    "must be at least 1",
                ));
            }
            if self.lengths != Lengths::Fixed {
                faults.push(TrainError::value(
                    "lengths",
                    "not fixed",
                    "needs data = \"online\": sequences of a fixed data set all have the full length",
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
