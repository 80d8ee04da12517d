//! Words of training, validation and evaluation.
//!
//! Online, word `i` of step `s` comes from stream `(seed, "train", s * batch + i)`. A fixed data set is
//! drawn once: `words + validation` distinct words, the first ones for training, read in a new order every
//! epoch. Validation and evaluation words come from streams of their own.
//!
//! With a beginning-of-word token (id = size of the alphabet) the model sees T + 1 tokens, and the label
//! under it is not scored.

use std::collections::HashSet;

use crate::base::rng::{below, stream};
use crate::problem::Problem;
use crate::tensor::ops::cross_entropy::IGNORE;
use crate::train::TrainError;
use crate::train::config::{Data, TrainConfig};

/// Where the words of one job come from.
#[derive(Debug)]
pub struct Source {
    seed: u64,
    batch: usize,
    bos: Option<u32>,
    fixed: Option<Fixed>,
}

/// A fixed data set: `[words, T]` for training, `[validation, T]` disjoint from it.
#[derive(Debug)]
struct Fixed {
    length: usize,
    train: Vec<u32>,
    validation: Vec<u32>,
    /// The order of the epoch that was asked for last.
    epoch: Option<u64>,
    order: Vec<u32>,
}

/// Words ready for a model: tokens and labels `[B, T]`, or `[B, T + 1]` with a beginning-of-word token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Words, B.
    pub words: usize,
    /// Tokens.
    pub tokens: Vec<u32>,
    /// Labels; [`IGNORE`] is not scored.
    pub labels: Vec<u32>,
    word: Vec<u32>,
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
    pub fn new(problem: &dyn Problem, config: &TrainConfig, seed: u64) -> Result<Self, TrainError> {
        let fixed = match config.data {
            Data::Online => None,
            Data::Fixed { words } => Some(Fixed::draw(problem, config, words, seed)?),
        };
        let bos = config.bos.then(|| problem.alphabet().len() as u32);
        Ok(Self {
            seed,
            batch: config.batch,
            bos,
            fixed,
        })
    }

    /// Tokens the model must know: the alphabet, and the beginning-of-word token if there is one.
    pub fn vocabulary(&self, problem: &dyn Problem) -> usize {
        problem.alphabet().len() + usize::from(self.bos.is_some())
    }

    /// Tokens of a word of `length` letters, T.
    pub fn time(&self, length: usize) -> usize {
        length + usize::from(self.bos.is_some())
    }

    /// Prepares what [`Source::fill`] needs for the words of `step`.
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

    /// Fills `batch` with the words `first..first + words` of `purpose`, `length` letters each.
    pub fn fill(
        &self,
        problem: &dyn Problem,
        purpose: Purpose,
        first: usize,
        words: usize,
        length: usize,
        batch: &mut Batch,
    ) {
        let time = self.time(length);
        batch.words = words;
        batch.tokens.clear();
        batch.labels.clear();
        batch.labels.resize(words * time, IGNORE);
        for (i, labels) in batch.labels.chunks_exact_mut(time).enumerate() {
            batch.word.resize(length, 0);
            self.word(problem, purpose, first + i, &mut batch.word);
            batch.tokens.extend(self.bos);
            batch.tokens.extend_from_slice(&batch.word);
            problem.solve(&batch.word, &mut labels[time - length..]);
        }
    }

    fn word(&self, problem: &dyn Problem, purpose: Purpose, index: usize, word: &mut [u32]) {
        let (name, at) = match purpose {
            Purpose::Train(step) => {
                if let Some(fixed) = &self.fixed {
                    return word.copy_from_slice(fixed.training_word(step, index, self.batch));
                }
                ("train", step * self.batch as u64 + index as u64)
            }
            Purpose::Validation => {
                if let Some(fixed) = &self.fixed {
                    return word
                        .copy_from_slice(&fixed.validation[index * fixed.length..][..word.len()]);
                }
                ("validation", index as u64)
            }
            Purpose::Evaluation => ("evaluation", index as u64),
        };
        problem.draw(&mut stream(self.seed, name, at), word);
    }
}

impl Fixed {
    fn draw(
        problem: &dyn Problem,
        config: &TrainConfig,
        words: usize,
        seed: u64,
    ) -> Result<Self, TrainError> {
        let wanted = words + config.validation;
        let letters = problem.alphabet().len() as f64;
        let available = letters.powi(config.length as i32);
        if available < wanted as f64 {
            let reason = format!(
                "and validation = {} ask for {wanted} distinct words, but there are only {available} of length {}",
                config.validation, config.length
            );
            return Err(TrainError::value("data.fixed.words", words, reason));
        }
        let mut seen = HashSet::with_capacity(wanted);
        let mut all = Vec::with_capacity(wanted * config.length);
        let mut word = vec![0; config.length];
        let mut index = 0;
        while seen.len() < wanted {
            problem.draw(&mut stream(seed, "data", index), &mut word);
            index += 1;
            if seen.insert(word.clone()) {
                all.extend_from_slice(&word);
            }
        }
        let validation = all.split_off(words * config.length);
        let order = (0..words as u32).collect();
        Ok(Self {
            length: config.length,
            train: all,
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

    fn training_word(&self, step: u64, index: usize, batch: usize) -> &[u32] {
        let per_epoch = (self.order.len() / batch).max(1) as u64;
        let at = ((step % per_epoch) as usize * batch + index) % self.order.len();
        &self.train[self.order[at] as usize * self.length..][..self.length]
    }
}
