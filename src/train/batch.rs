//! Words of training, validation and evaluation.
//!
//! Online, word `i` of step `s` comes from stream `(seed, "train", s * batch + i)`. A fixed data set is
//! drawn once: `words + validation` distinct words, the first ones for training, read in a new order every
//! epoch. Validation and evaluation words come from streams of their own.
//!
//! Words may differ in their number of tokens. They are drawn before the first of them is read, so that a step knows
//! how many labels it scores; a micro-batch is then as long as the longest word at hand, and shorter words are filled
//! up behind their end, where a causal model has already answered.
//!
//! With a beginning-of-word token (id = size of the vocabulary) every word has one token more, and no label under it.

use std::collections::HashSet;

use crate::base::rng::{below, stream};
use crate::problem::answer::UNANSWERED;
use crate::problem::encoding::{Encoded, Sequence, Wanted};
use crate::tensor::ops::cross_entropy::IGNORE;
use crate::train::TrainError;
use crate::train::config::{Data, TrainConfig};

/// Words in a row that may be known already before a fixed data set of `wanted` words is said to ask for more than
/// there are. Were there just as many, all equally likely, the last would be missed so often once in e^64 times.
fn patience(wanted: usize) -> u64 {
    (64 * wanted as u64).max(100_000)
}

/// Where the words of one job come from.
#[derive(Debug)]
pub struct Source {
    seed: u64,
    batch: usize,
    bos: Option<u32>,
    fixed: Option<Fixed>,
}

const _: () = assert!(UNANSWERED == IGNORE, "what has no answer is not scored");

/// A fixed data set: inputs for training, and inputs for validation that are none of them.
#[derive(Debug)]
struct Fixed {
    train: Inputs,
    validation: Inputs,
    /// The order of the epoch that was asked for last.
    epoch: Option<u64>,
    order: Vec<u32>,
}

/// Inputs one after another.
#[derive(Debug, Default)]
struct Inputs {
    symbols: Vec<u32>,
    ends: Vec<usize>,
}

/// Words as they were drawn, one after another.
#[derive(Clone, Debug, Default)]
pub struct Words {
    tokens: Vec<u32>,
    labels: Vec<u32>,
    changed: Vec<bool>,
    ends: Vec<End>,
    sequence: Sequence,
}

/// Where a word ends.
#[derive(Clone, Copy, Debug, Default)]
struct End {
    token: usize,
    changed: usize,
}

/// Words ready for a model: tokens and labels `[B, T]`, T being the same for all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Words, B.
    pub words: usize,
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
    /// Fresh words after training.
    Evaluation,
}

impl Source {
    /// The words of a job. Draws the fixed data set if there is one.
    pub fn new(problem: &Encoded, config: &TrainConfig, seed: u64) -> Result<Self, TrainError> {
        let fixed = match config.data {
            Data::Online => None,
            Data::Fixed { sequences } => Some(Fixed::draw(problem, config, sequences, seed)?),
        };
        let bos = config.bos.then(|| problem.vocabulary() as u32);
        Ok(Self {
            seed,
            batch: config.batch,
            bos,
            fixed,
        })
    }

    /// Tokens the model must know: those of the problem, and the beginning-of-word token if there is one.
    pub fn vocabulary(&self, problem: &Encoded) -> usize {
        problem.vocabulary() + usize::from(self.bos.is_some())
    }

    /// Whether every word has a beginning-of-word token.
    pub fn has_beginning(&self) -> bool {
        self.bos.is_some()
    }

    /// Tokens of a word of `length` operations at most, T.
    pub fn longest(&self, problem: &Encoded, length: usize) -> usize {
        problem.longest(length) + usize::from(self.bos.is_some())
    }

    /// Prepares what [`Source::draw`] needs for the words of `step`.
    pub fn prepare(&mut self, step: u64) {
        let (seed, batch) = (self.seed, self.batch as u64);
        if let Some(fixed) = &mut self.fixed {
            let per_epoch = (fixed.order.len() as u64 / batch).max(1);
            let epoch = step / per_epoch;
            if fixed.epoch != Some(epoch) {
                fixed.shuffle(seed, epoch);
            }
        }
    }

    /// Appends word `index` of `purpose`, of `length` operations, to `words`.
    pub fn draw(
        &self,
        problem: &Encoded,
        purpose: Purpose,
        index: usize,
        length: usize,
        words: &mut Words,
    ) {
        let wanted = match purpose {
            Purpose::Train(_) => Wanted::Learned,
            Purpose::Validation | Purpose::Evaluation => Wanted::Scored,
        };
        let (name, at) = match purpose {
            Purpose::Train(step) => ("train", step * self.batch as u64 + index as u64),
            Purpose::Validation => ("validation", index as u64),
            Purpose::Evaluation => ("evaluation", index as u64),
        };
        let known = self.fixed.as_ref().and_then(|fixed| match purpose {
            Purpose::Train(step) => Some(fixed.training_input(step, index, self.batch)),
            Purpose::Validation => Some(fixed.validation.get(index)),
            Purpose::Evaluation => None,
        });
        let sequence = &mut words.sequence;
        if let Some(input) = known {
            sequence.input.clear();
            sequence.input.extend_from_slice(input);
            problem.read(wanted, sequence);
        } else {
            let mut rng = stream(self.seed, name, at);
            problem.draw(&mut rng, index, length, wanted, sequence);
        }
        words.tokens.extend(self.bos);
        words.tokens.extend_from_slice(&sequence.tokens);
        words.labels.extend(self.bos.map(|_| IGNORE));
        words.labels.extend_from_slice(&sequence.labels);
        words.changed.extend_from_slice(&sequence.changed);
        words.ends.push(End {
            token: words.tokens.len(),
            changed: words.changed.len(),
        });
    }
}

impl Words {
    /// Forgets all words.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.labels.clear();
        self.changed.clear();
        self.ends.clear();
    }

    /// Words there are.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// Tokens of all words.
    pub fn tokens(&self) -> usize {
        self.tokens.len()
    }

    /// Tokens of word `index`.
    pub fn length(&self, index: usize) -> usize {
        self.end(index).token - self.start(index).token
    }

    /// Labels that are scored.
    pub fn scored(&self) -> usize {
        self.labels.iter().filter(|label| **label != IGNORE).count()
    }

    /// Of each scored label of word `index`, in order, whether what it says has changed since the beginning.
    pub fn changed(&self, index: usize) -> &[bool] {
        &self.changed[self.start(index).changed..self.end(index).changed]
    }

    /// Makes a batch of `time` tokens a word of these words.
    pub fn batch(&self, indices: &[usize], time: usize, batch: &mut Batch) {
        batch.words = indices.len();
        batch.tokens.clear();
        batch.labels.clear();
        for (place, &index) in indices.iter().enumerate() {
            let word = self.start(index).token..self.end(index).token;
            batch.tokens.extend_from_slice(&self.tokens[word.clone()]);
            batch.labels.extend_from_slice(&self.labels[word]);
            let end = (place + 1) * time;
            batch.tokens.resize(end, 0);
            batch.labels.resize(end, IGNORE);
        }
    }

    fn start(&self, index: usize) -> End {
        index
            .checked_sub(1)
            .map_or(End::default(), |i| self.ends[i])
    }

    fn end(&self, index: usize) -> End {
        self.ends[index]
    }
}

impl Inputs {
    fn push(&mut self, input: &[u32]) {
        self.symbols.extend_from_slice(input);
        self.ends.push(self.symbols.len());
    }

    fn get(&self, index: usize) -> &[u32] {
        let start = index.checked_sub(1).map_or(0, |i| self.ends[i]);
        &self.symbols[start..self.ends[index]]
    }
}

impl Fixed {
    fn draw(
        problem: &Encoded,
        config: &TrainConfig,
        words: usize,
        seed: u64,
    ) -> Result<Self, TrainError> {
        let wanted = words + config.validation;
        let patience = patience(wanted);
        let mut seen = HashSet::with_capacity(wanted);
        let (mut train, mut validation) = (Inputs::default(), Inputs::default());
        let (mut input, mut index, mut found_at) = (Vec::new(), 0u64, 0u64);
        while seen.len() < wanted {
            input.clear();
            let mut rng = stream(seed, "data", index);
            problem.problem().draw(&mut rng, config.length, &mut input);
            index += 1;
            if seen.contains(&input) {
                if index - found_at > patience {
                    let reason = format!(
                        "and validation = {} ask for {wanted} distinct sequences of length {}, but after {} of them {patience} more in a row brought nothing new; give fewer or longer sequences",
                        config.validation,
                        config.length,
                        seen.len()
                    );
                    return Err(TrainError::value("data.fixed.sequences", words, reason));
                }
                continue;
            }
            found_at = index;
            let to = if seen.len() < words {
                &mut train
            } else {
                &mut validation
            };
            to.push(&input);
            seen.insert(input.clone());
        }
        let order = (0..words as u32).collect();
        Ok(Self {
            train,
            validation,
            epoch: None,
            order,
        })
    }

    /// Fisher-Yates from the stream of the epoch, always starting from the order of drawing.
    fn shuffle(&mut self, seed: u64, epoch: u64) {
        let mut rng = stream(seed, "epoch", epoch);
        self.order
            .iter_mut()
            .enumerate()
            .for_each(|(i, x)| *x = i as u32);
        for i in (1..self.order.len()).rev() {
            self.order.swap(i, below(&mut rng, i as u32 + 1) as usize);
        }
        self.epoch = Some(epoch);
    }

    fn training_input(&self, step: u64, index: usize, batch: usize) -> &[u32] {
        let per_epoch = (self.order.len() / batch).max(1) as u64;
        let at = ((step % per_epoch) as usize * batch + index) % self.order.len();
        self.train.get(self.order[at] as usize)
    }
}
