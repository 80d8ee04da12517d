//! Sequences of training, validation and evaluation.
//!
//! Online, sequence `i` of step `s` comes from stream `(seed, "train", s * batch + i)`. A fixed data set is
//! drawn once: `sequences + validation` distinct ones, the first for training, read in a new order every
//! epoch. Validation and evaluation sequences come from streams of their own.
//!
//! Sequences may differ in their number of tokens. They are drawn before the first of them is read, so that a step knows
//! how many labels it scores; a micro-batch is then as long as the longest sequence at hand, and shorter ones are filled
//! up behind their end, where a causal model has already answered.
//!
//! With a beginning-of-sequence token (id = size of the vocabulary) every sequence has one token more, and no label under it.

use std::collections::HashSet;
use std::ops::Range;

use crate::base::rng::{below, stream};
use crate::problem::answer::UNANSWERED;
use crate::problem::encoding::{Encoded, Sequence, Wanted};
use crate::tensor::ops::cross_entropy::IGNORE;
use crate::train::TrainError;
use crate::train::config::{Data, TrainConfig};

/// Where the sequences of one job come from.
pub struct Source {
    /// The problem as the model reads it.
    pub problem: Encoded,
    seed: u64,
    batch: usize,
    bos: Option<u32>,
    fixed: Option<Fixed>,
}

const _: () = assert!(UNANSWERED == IGNORE, "what has no answer is not scored");

/// A fixed data set.
struct Fixed {
    /// Different inputs: those for training, then those for validation.
    inputs: Vec<Vec<u32>>,
    /// The epoch that was asked for last.
    epoch: Option<u64>,
    /// The order of the inputs for training in it.
    order: Vec<u32>,
}

/// Sequences as they were drawn, one after another.
#[derive(Clone, Debug, Default)]
pub struct Sequences {
    tokens: Vec<u32>,
    labels: Vec<u32>,
    changed: Vec<bool>,
    /// Where the tokens of each sequence are, and what has changed of its scored labels.
    places: Vec<(Range<usize>, Range<usize>)>,
    buffer: Sequence,
}

/// Sequences ready for a model: tokens and labels `[B, T]`, T being the same for all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Sequences, B.
    pub sequences: usize,
    /// Tokens.
    pub tokens: Vec<u32>,
    /// Labels; [`IGNORE`] is not scored.
    pub labels: Vec<u32>,
}

/// What a batch is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Step `.0` of training.
    Train(u64),
    /// Validation while training.
    Validation,
    /// Fresh sequences after training.
    Evaluation,
}

impl Source {
    /// The sequences of a job. Draws the fixed data set if there is one.
    pub fn new(problem: Encoded, config: &TrainConfig, seed: u64) -> Result<Self, TrainError> {
        Ok(Self {
            fixed: match config.data {
                Data::Online => None,
                Data::Fixed { sequences } => Some(Fixed::draw(&problem, config, sequences, seed)?),
            },
            seed,
            batch: config.batch,
            bos: config.bos.then(|| problem.vocabulary() as u32),
            problem,
        })
    }

    /// Tokens the model must know: those of the problem, and the beginning-of-sequence token if there is one.
    pub fn vocabulary(&self) -> usize {
        self.problem.vocabulary() + self.beginning()
    }

    /// Beginning-of-sequence tokens of a sequence, 0 or 1.
    pub fn beginning(&self) -> usize {
        usize::from(self.bos.is_some())
    }

    /// Tokens of a sequence of `length` operations at most, T.
    pub fn longest(&self, length: usize) -> usize {
        self.problem.longest(length) + self.beginning()
    }

    /// Prepares what [`Source::draw`] needs for the sequences of `step`.
    pub fn prepare(&mut self, step: u64) {
        if let Some(fixed) = &mut self.fixed {
            let epoch = step / fixed.steps(self.batch);
            if fixed.epoch != Some(epoch) {
                fixed.shuffle(self.seed, epoch);
            }
        }
    }

    /// Appends sequence `index` of `purpose`, of `length` operations, to `to`.
    pub fn draw(&self, purpose: Purpose, index: usize, length: usize, to: &mut Sequences) {
        let fixed = self.fixed.as_ref();
        let (wanted, name, at, known) = match purpose {
            Purpose::Train(step) => {
                let known = fixed.map(|fixed| fixed.training(step, index, self.batch));
                let at = step * self.batch as u64 + index as u64;
                (Wanted::Learned, "train", at, known)
            }
            Purpose::Validation => {
                let known = fixed.map(|fixed| &fixed.inputs[fixed.order.len() + index]);
                (Wanted::Scored, "validation", index as u64, known)
            }
            Purpose::Evaluation => (Wanted::Scored, "evaluation", index as u64, None),
        };
        let drawn = &mut to.buffer;
        if let Some(input) = known {
            drawn.input.clone_from(input);
            self.problem.read(wanted, drawn);
        } else {
            let mut rng = stream(self.seed, name, at);
            self.problem.draw(&mut rng, index, length, wanted, drawn);
        }
        let (token, changed) = (to.tokens.len(), to.changed.len());
        to.tokens.extend(self.bos);
        to.tokens.extend_from_slice(&drawn.tokens);
        to.labels.extend(self.bos.map(|_| IGNORE));
        to.labels.extend_from_slice(&drawn.labels);
        to.changed.extend_from_slice(&drawn.changed);
        to.places
            .push((token..to.tokens.len(), changed..to.changed.len()));
    }
}

impl Sequences {
    /// Forgets all sequences.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.labels.clear();
        self.changed.clear();
        self.places.clear();
    }

    /// Sequences there are.
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// Tokens of all sequences.
    pub fn tokens(&self) -> usize {
        self.tokens.len()
    }

    /// Tokens of sequence `index`.
    pub fn length(&self, index: usize) -> usize {
        self.places[index].0.len()
    }

    /// Labels that are scored.
    pub fn scored(&self) -> usize {
        self.labels.iter().filter(|label| **label != IGNORE).count()
    }

    /// Of each scored label of sequence `index`, in order, whether what it says has changed since the beginning.
    pub fn changed(&self, index: usize) -> &[bool] {
        &self.changed[self.places[index].1.clone()]
    }

    /// Makes a batch of `time` tokens a sequence of these sequences.
    pub fn batch(&self, indices: &[usize], time: usize, batch: &mut Batch) {
        batch.sequences = indices.len();
        batch.tokens.clear();
        batch.labels.clear();
        for (place, &index) in indices.iter().enumerate() {
            let tokens = self.places[index].0.clone();
            batch.tokens.extend_from_slice(&self.tokens[tokens.clone()]);
            batch.labels.extend_from_slice(&self.labels[tokens]);
            let end = (place + 1) * time;
            batch.tokens.resize(end, 0);
            batch.labels.resize(end, IGNORE);
        }
    }
}

impl Fixed {
    fn draw(
        problem: &Encoded,
        config: &TrainConfig,
        sequences: usize,
        seed: u64,
    ) -> Result<Self, TrainError> {
        let wanted = sequences + config.validation;
        // Inputs in a row that may be known already before the data set is said to ask for more than there are. Were
        // there just as many, all equally likely, the last would be missed so often once in e^64 times.
        let patience = (64 * wanted as u64).max(100_000);
        let mut seen = HashSet::with_capacity(wanted);
        let mut inputs = Vec::with_capacity(wanted);
        let (mut index, mut found_at) = (0u64, 0u64);
        while inputs.len() < wanted {
            let mut input = Vec::new();
            let mut rng = stream(seed, "data", index);
            problem.problem.draw(&mut rng, config.length, &mut input);
            index += 1;
            if seen.insert(input.clone()) {
                found_at = index;
                inputs.push(input);
            } else if index - found_at > patience {
                let reason = format!(
                    "and validation = {} ask for {wanted} distinct sequences of length {}, but after {} of them {patience} more in a row brought nothing new; give fewer or longer sequences",
                    config.validation,
                    config.length,
                    inputs.len()
                );
                return Err(TrainError::value("data.fixed.sequences", sequences, reason));
            }
        }
        Ok(Self {
            inputs,
            epoch: None,
            order: (0..sequences as u32).collect(),
        })
    }

    /// Steps of an epoch.
    fn steps(&self, batch: usize) -> u64 {
        (self.order.len() / batch).max(1) as u64
    }

    /// Fisher-Yates from the stream of the epoch, always starting from the order of drawing.
    fn shuffle(&mut self, seed: u64, epoch: u64) {
        let mut rng = stream(seed, "epoch", epoch);
        self.order.sort_unstable();
        for i in (1..self.order.len()).rev() {
            self.order.swap(i, below(&mut rng, i as u32 + 1) as usize);
        }
        self.epoch = Some(epoch);
    }

    /// Input `index` of a step of training.
    fn training(&self, step: u64, index: usize, batch: usize) -> &Vec<u32> {
        let at = (step % self.steps(batch)) as usize * batch + index;
        &self.inputs[self.order[at % self.order.len()] as usize]
    }
}
