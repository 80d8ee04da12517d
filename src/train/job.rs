//! What is trained: problem, model, how, and the seed of every random stream.

use std::collections::BTreeSet;
use std::fmt::Display;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::canonical::canonical;
use crate::base::wrong::Wrong;
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
    /// What it is called and how it is evaluated is no part of it, nor how often it saves, nor which of several spellings of a
    /// model is used: [`ModelConfig::canonical`].
    pub fn id(&self) -> String {
        let job = self.spelled();
        let full = job.plain();
        let mut form = canonical(full, |thin| {
            Self::deserialize(thin).is_ok_and(|read| read.spelled() == job)
        });
        if let Some(Value::Object(problem)) = form.get_mut("problem") {
            problem.retain(|key, _| key != "name" && key != "title");
        }
        // a JSON value keeps its keys in a sorted map
        let hash = blake3::hash(form.to_string().as_bytes());
        hash.to_hex()[..16].to_owned()
    }

    /// The first key of what makes the id that `other` has otherwise, with both values.
    pub fn difference(&self, other: &Self) -> [String; 3] {
        let (ours, others) = (self.spelled().plain(), other.spelled().plain());
        let same = || ["job".to_owned(), self.id(), other.id()];
        differing(&ours, &others, "").unwrap_or_else(same)
    }

    fn plain(&self) -> Value {
        serde_json::to_value(self).expect("a job is plain data with text keys")
    }

    /// The same with the model in its one spelling, every optional key written out, and without what is no part of the
    /// id.
    fn spelled(&self) -> Self {
        let usual = TrainConfig::default();
        let mut job = self.clone();
        job.problem.name.clear();
        job.problem.title.clear();
        job.train.evaluation = usual.evaluation;
        job.train.checkpoint_every = usual.checkpoint_every;
        // a model that cannot be built has none
        if let Ok(model) = self.model.canonical() {
            job.model = model;
        }
        job
    }
}

/// The first key below `path` at which two values differ, and both.
fn differing(a: &Value, b: &Value, path: &str) -> Option<[String; 3]> {
    if let (Value::Object(ours), Value::Object(others)) = (a, b) {
        let keys: BTreeSet<&String> = ours.keys().chain(others.keys()).collect();
        return keys.into_iter().find_map(|key| {
            let dot = if path.is_empty() { "" } else { "." };
            differing(&a[key], &b[key], &format!("{path}{dot}{key}"))
        });
    }
    let told = |value: &Value| match value {
        Value::Null => "nothing".to_owned(),
        _ => value.to_string(),
    };
    (a != b).then(|| [path.to_owned(), told(a), told(b)])
}

impl TrainConfig {
    /// Every fault of the options, in the order of the struct.
    pub fn faults(&self) -> Wrong {
        let mut faults = Wrong::default();
        let mut must = |holds: bool, key: &str, value: &dyn Display, reason: &str| {
            faults.add_if(!holds, key, TrainError::value(key, value, reason));
        };
        let at_least_one = "must be at least 1";
        let positive = [
            ("length", self.length as u64),
            ("batch", self.batch as u64),
            ("micro_batch", self.micro_batch as u64),
            ("lanes", self.lanes as u64),
            ("validation", self.validation as u64),
            ("evaluation", self.evaluation as u64),
            ("steps", self.steps),
            ("validate_every", self.validate_every),
        ];
        for (key, value) in positive {
            must(value > 0, key, &value, at_least_one);
        }
        let is_share = |value: f64| (0.0..=1.0).contains(&value);
        let accuracy = "is an accuracy; it must lie in 0..=1";
        must(is_share(self.stop_at), "stop_at", &self.stop_at, accuracy);
        let fits = |length: usize| (1..=self.length).contains(&length);
        let within = format!("must lie in 1..={}", self.length);
        match self.lengths {
            Lengths::Fixed => {}
            Lengths::Uniform { min } => must(fits(min), "lengths.uniform.min", &min, &within),
            Lengths::Doubling { from, at } => {
                must(fits(from), "lengths.doubling.from", &from, &within);
                must(is_share(at), "lengths.doubling.at", &at, accuracy);
            }
        }
        if let Data::Fixed { sequences: n } = self.data {
            must(n > 0, "data.fixed.sequences", &n, at_least_one);
            let fixed = self.lengths == Lengths::Fixed;
            let reason =
                "needs data = \"online\": sequences of a fixed data set all have the full length";
            must(fixed, "lengths", &"not fixed", reason);
        }
        let o = &self.optimiser;
        let (key, rate) = ("optimiser.learning_rate", o.learning_rate);
        let positive = rate > 0.0 && rate.is_finite();
        must(positive, key, &rate, "must be a positive number");
        let decays = o.betas.iter().all(|beta| (0.0..1.0).contains(beta));
        let betas = format!("{:?}", o.betas);
        must(decays, "optimiser.betas", &betas, "must lie in 0..1");
        for (key, value) in [
            ("optimiser.epsilon", o.epsilon),
            ("optimiser.weight_decay", o.weight_decay),
            ("optimiser.clip", o.clip),
        ] {
            let reason = "must not be negative";
            must(value >= 0.0 && value.is_finite(), key, &value, reason);
        }
        if let Schedule::Cosine { floor, .. } = self.schedule {
            let reason = "is a fraction; it must lie in 0..=1";
            must(is_share(floor), "schedule.cosine.floor", &floor, reason);
        }
        faults
    }
}
