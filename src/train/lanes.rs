//! Lanes: the fixed pieces of work that a step or an evaluation is cut into.
//!
//! Lane `l` of `n` takes the micro-batches `l, l + n, l + 2n, ...` one after another. How many lanes there
//! are is part of the job, how many threads run them is not. What all micro-batches share is made before them
//! and replayed after them in the first lane, on all threads.

use rayon::ThreadPool;
use rayon::prelude::*;

use crate::kernel;
use crate::model::Model;
use crate::problem::Problem;
use crate::tensor::ops::cross_entropy::IGNORE;
use crate::tensor::simd::axpy;
use crate::tensor::{Lane, Tape};
use crate::train::batch::{Batch, Purpose, Source};
use crate::train::counts::Evaluation;
use crate::train::optimiser::{BLOCK, SEQUENTIAL};

/// The lanes of one job.
#[derive(Debug)]
pub struct Lanes {
    lanes: Vec<Worker>,
    micro_batch: usize,
}

/// One lane: its memory, the words at hand, and its counts.
#[derive(Debug)]
struct Worker {
    lane: Lane<f32>,
    batch: Batch,
    guesses: Vec<u32>,
    loss: f64,
    position_correct: Vec<u64>,
    prefix_correct: Vec<u64>,
}

/// What every lane needs to know.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// The pool that runs the lanes.
    pub pool: &'a ThreadPool,
    /// The problem.
    pub problem: &'a dyn Problem,
    /// Its words.
    pub source: &'a Source,
    /// The model.
    pub model: &'a Model<f32>,
    /// Its parameters.
    pub params: &'a [f32],
}

impl Lanes {
    /// `count` lanes for a model, micro-batches of `micro_batch` words.
    pub fn new(count: usize, micro_batch: usize, model: &Model<f32>, params: &[f32]) -> Self {
        let worker = || Worker {
            lane: model.lane(params),
            batch: Batch::default(),
            guesses: Vec::new(),
            loss: 0.0,
            position_correct: Vec::new(),
            prefix_correct: Vec::new(),
        };
        Self {
            lanes: (0..count).map(|_| worker()).collect(),
            micro_batch,
        }
    }

    /// Loss (mean over labels, nats) and gradient of `words` training words of `length` letters at `step`.
    pub fn gradient(
        &mut self,
        work: Work,
        step: u64,
        words: usize,
        length: usize,
    ) -> (f64, &[f32]) {
        let weight = 1.0 / (words * length) as f32;
        let begin = |worker: &mut Worker| worker.lane.gradient.fill(0.0);
        let micro_batch = |worker: &mut Worker, first, count| {
            work.source.fill(
                work.problem,
                Purpose::Train(step),
                first,
                count,
                length,
                &mut worker.batch,
            );
            let mut tape = Tape::next(work.params, &mut worker.lane, &worker.batch.tokens, count);
            let logits = work.model.forward(&mut tape);
            tape.clear_grads();
            worker.loss += tape.cross_entropy(logits, &worker.batch.labels, weight);
            tape.replay();
        };
        self.each(work, [words, length], begin, micro_batch);
        let loss = self.lanes.iter().map(|w| w.loss).sum::<f64>() / (words * length) as f64;
        let threads = work.pool.current_num_threads();
        let sum = |from: &[f32], to: &mut [f32]| add_on(threads, from, to);
        work.pool.install(|| {
            self.pairwise(|to, from| to.add_shared_gradients(from, sum));
            self.pairwise(|to, from| sum(&from.gradient, &mut to.gradient));
            self.lanes[0].lane.replay_shared(work.params, threads);
        });
        (loss, &self.lanes[0].lane.gradient)
    }

    /// Counts of `words` words of `length` letters.
    pub fn evaluate(
        &mut self,
        work: Work,
        purpose: Purpose,
        words: usize,
        length: usize,
    ) -> Evaluation {
        let micro_batch = |worker: &mut Worker, first, count| {
            worker.position_correct.resize(length, 0);
            worker.prefix_correct.resize(length, 0);
            work.source.fill(
                work.problem,
                purpose,
                first,
                count,
                length,
                &mut worker.batch,
            );
            let mut tape = Tape::next(work.params, &mut worker.lane, &worker.batch.tokens, count);
            let logits = work.model.forward(&mut tape);
            worker.guesses.resize(worker.batch.labels.len(), 0);
            tape.argmax(logits, &mut worker.guesses);
            worker.count(length);
        };
        self.each(work, [words, length], |_| {}, micro_batch);
        let mut total = Evaluation {
            sequences: words as u64,
            position_correct: vec![0; length],
            prefix_correct: vec![0; length],
        };
        for worker in &self.lanes {
            for (sum, n) in total
                .position_correct
                .iter_mut()
                .zip(&worker.position_correct)
            {
                *sum += n;
            }
            for (sum, n) in total.prefix_correct.iter_mut().zip(&worker.prefix_correct) {
                *sum += n;
            }
        }
        total
    }

    /// Bytes held by the lanes.
    pub fn bytes(&self) -> usize {
        self.lanes.iter().map(|w| w.lane.bytes()).sum()
    }

    /// Bytes that the largest micro-batch so far needed.
    pub fn micro_batch_bytes(&self) -> usize {
        let needed = self.lanes.iter().map(|w| w.lane.peak_bytes());
        needed.max().unwrap_or(0)
    }

    /// Clears the counts of every lane and runs `begin` and `micro_batch(worker, first word, words)` for each of
    /// its micro-batches.
    fn each(
        &mut self,
        work: Work,
        [words, length]: [usize; 2],
        begin: impl Fn(&mut Worker) + Sync,
        micro_batch: impl Fn(&mut Worker, usize, usize) + Sync,
    ) {
        let (count, size) = (self.lanes.len(), self.micro_batch);
        let run = |(index, worker): (usize, &mut Worker)| {
            worker.clear();
            begin(worker);
            for first in (index * size..words).step_by(count * size) {
                micro_batch(worker, first, size.min(words - first));
            }
        };
        work.pool.install(|| {
            let (first, others) = self.lanes.split_at_mut(1);
            let (first, threads) = (&mut first[0].lane, work.pool.current_num_threads());
            let shape = [words, work.source.time(length)];
            work.model.share(work.params, first, shape, threads);
            let copy = |other: &mut Worker| other.lane.copy_shared(first);
            others.par_iter_mut().for_each(copy);
            self.lanes.par_iter_mut().enumerate().for_each(run);
        });
    }

    /// Adds lane to lane, pairwise, until the first holds the sum: `add(to, from)`.
    fn pairwise(&mut self, add: impl Fn(&mut Lane<f32>, &mut Lane<f32>)) {
        let count = self.lanes.len();
        let mut stride = 1;
        while stride < count {
            for first in (0..count - stride).step_by(2 * stride) {
                let (left, right) = self.lanes.split_at_mut(first + stride);
                add(&mut left[first].lane, &mut right[0].lane);
            }
            stride *= 2;
        }
    }
}

/// y += x with `threads` threads of the pool.
fn add_on(threads: usize, x: &[f32], y: &mut [f32]) {
    if threads == 1 || y.len() <= SEQUENTIAL {
        add(x, y);
    } else {
        let blocks = y.par_chunks_mut(BLOCK).zip(x.par_chunks(BLOCK));
        blocks.for_each(|(y, x)| add(x, y));
    }
}

kernel! {
    /// y += x.
    fn add<'a, F: Real>(x: &'a [F], y: &'a mut [F]) {
        axpy(F::ONE, x, y);
    }
}

impl Worker {
    fn clear(&mut self) {
        self.loss = 0.0;
        self.position_correct.clear();
        self.prefix_correct.clear();
    }

    /// Adds the words at hand to the counts; unscored labels (the beginning of a word) are passed over.
    fn count(&mut self, length: usize) {
        let time = self.batch.labels.len() / self.batch.words;
        for (labels, guesses) in self
            .batch
            .labels
            .chunks_exact(time)
            .zip(self.guesses.chunks_exact(time))
        {
            let mut all_right = true;
            let scored = labels
                .iter()
                .zip(guesses)
                .filter(|(label, _)| **label != IGNORE);
            for (t, (label, guess)) in scored.enumerate().take(length) {
                let right = label == guess;
                all_right &= right;
                self.position_correct[t] += u64::from(right);
                self.prefix_correct[t] += u64::from(all_right);
            }
        }
    }
}
