//! Lanes: the fixed pieces of work that a step or an evaluation is cut into.
//!
//! Lane `l` of `n` takes the micro-batches `l, l + n, l + 2n, ...` one after another. How many lanes there
//! are is part of the job, how many threads run them is not. What all micro-batches share is made before them
//! and replayed after them in the first lane, on all threads.
//!
//! Sequences of a micro-batch are filled up to one length. Where that would change what the model answers, as in one that
//! is as deep as the length asks, they are sorted into groups ([`Model::company`]) that are worked through one by one.

use std::ops::Range;

use rayon::ThreadPool;
use rayon::prelude::*;

use crate::kernel;
use crate::model::Model;
use crate::tensor::simd::axpy;
use crate::tensor::{Lane, Tape};
use crate::train::batch::{Batch, Purpose, Sequences, Source};
use crate::train::counts::Evaluation;
use crate::train::optimiser::{BLOCK, SEQUENTIAL};
use crate::train::tally::Tally;

/// Tokens of an evaluation that are held at once.
const HELD: usize = 1 << 22;

/// The lanes of one job.
#[derive(Debug)]
pub struct Lanes {
    lanes: Vec<Worker>,
    micro_batch: usize,
    groups: Vec<Group>,
}

/// Sequences of all lanes that may be filled up to the same length.
#[derive(Clone, Copy, Debug)]
struct Group {
    /// What they have in common.
    company: usize,
    /// How many they are.
    count: usize,
    /// Tokens of the longest, T.
    time: usize,
}

/// One lane: its memory, the sequences at hand, and its counts.
#[derive(Debug, Default)]
struct Worker {
    lane: Lane<f32>,
    sequences: Sequences,
    /// Those of `sequences` that are in the group at hand.
    members: Vec<usize>,
    batch: Batch,
    guesses: Vec<u32>,
    loss: f64,
    counts: Tally,
}

/// What the lanes work on.
pub struct Work {
    /// Where the sequences come from.
    pub source: Source,
    /// The model.
    pub model: Model<f32>,
    /// Its parameters.
    pub params: Vec<f32>,
}

impl Work {
    /// Whether one input is scored at every length up to its own.
    pub fn reads_prefixes(&self) -> bool {
        self.source.problem.reads_prefixes() && self.model.reads_prefixes()
    }
}

impl Lanes {
    /// `count` lanes for a model, micro-batches of `micro_batch` sequences.
    pub fn new(count: usize, micro_batch: usize, work: &Work) -> Self {
        let worker = || Worker {
            lane: work.model.lane(&work.params),
            ..Worker::default()
        };
        Self {
            lanes: (0..count).map(|_| worker()).collect(),
            micro_batch,
            groups: Vec::new(),
        }
    }

    /// Loss (mean over labels, nats), gradient and number of tokens of `count` training sequences of `length`
    /// operations at `step`.
    pub fn gradient(
        &mut self,
        pool: &ThreadPool,
        work: &Work,
        step: u64,
        count: usize,
        length: usize,
    ) -> (f64, &[f32], usize) {
        self.draw(pool, work, Purpose::Train(step), 0..count, length);
        let total = |number: fn(&Sequences) -> usize| -> usize {
            self.lanes.iter().map(|w| number(&w.sequences)).sum()
        };
        let scored = total(Sequences::scored).max(1);
        let tokens = total(Sequences::tokens) - count * work.source.beginning();
        let weight = 1.0 / scored as f32;
        let micro_batch = |worker: &mut Worker, _| {
            let (lane, batch) = (&mut worker.lane, &worker.batch);
            let mut tape = Tape::next(&work.params, lane, &batch.tokens, batch.sequences);
            let logits = work.model.forward(&mut tape);
            tape.clear_grads();
            worker.loss += tape.cross_entropy(logits, &batch.labels, weight);
            tape.replay();
        };
        let threads = pool.current_num_threads();
        let sum = |from: &[f32], to: &mut [f32]| add_on(threads, from, to);
        let groups = self.groups.len();
        for group in 0..groups {
            self.each(pool, work, self.groups[group], micro_batch);
            pool.install(|| {
                self.pairwise(|to, from| to.add_shared_gradients(from, sum));
                if group + 1 == groups {
                    self.pairwise(|to, from| sum(&from.gradient, &mut to.gradient));
                }
                self.lanes[0].lane.replay_shared(&work.params, threads);
            });
        }
        let loss = self.lanes.iter().map(|w| w.loss).sum::<f64>() / scored as f64;
        (loss, &self.lanes[0].lane.gradient, tokens)
    }

    /// Counts of `count` sequences of `length` operations, read at every prefix if problem and model can be.
    pub fn evaluate(
        &mut self,
        pool: &ThreadPool,
        work: &Work,
        purpose: Purpose,
        count: usize,
        length: usize,
    ) -> Evaluation {
        for worker in &mut self.lanes {
            worker.counts = Tally::default();
        }
        // so many at once that they can be held
        let share = self.lanes.len() * self.micro_batch;
        let longest = work.source.longest(length).max(1);
        let at_once = (HELD / longest / share).max(1) * share;
        for first in (0..count).step_by(at_once) {
            let range = first..(first + at_once).min(count);
            self.draw(pool, work, purpose, range, length);
            let micro_batch = |worker: &mut Worker, first| {
                let (lane, batch) = (&mut worker.lane, &worker.batch);
                let mut tape = Tape::next(&work.params, lane, &batch.tokens, batch.sequences);
                let logits = work.model.forward(&mut tape);
                worker.guesses.resize(batch.labels.len(), 0);
                tape.argmax(logits, &mut worker.guesses);
                worker.count(first);
            };
            for group in 0..self.groups.len() {
                self.each(pool, work, self.groups[group], micro_batch);
            }
        }
        let mut total = Tally::default();
        self.lanes.iter().for_each(|w| total.add(&w.counts));
        total.evaluation(count, (!work.reads_prefixes()).then_some(length))
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

    /// Begins all lanes anew: draws the sequences of each, those of its own micro-batches, and sorts them into groups.
    fn draw(
        &mut self,
        pool: &ThreadPool,
        work: &Work,
        purpose: Purpose,
        range: Range<usize>,
        length: usize,
    ) {
        let (count, size) = (self.lanes.len(), self.micro_batch);
        let draw = |(lane, worker): (usize, &mut Worker)| {
            worker.loss = 0.0;
            worker.lane.gradient.fill(0.0);
            let sequences = &mut worker.sequences;
            sequences.clear();
            for first in (range.start + lane * size..range.end).step_by(count * size) {
                for index in first..(first + size).min(range.end) {
                    work.source.draw(purpose, index, length, sequences);
                }
            }
        };
        let lanes = &mut self.lanes;
        pool.install(|| lanes.par_iter_mut().enumerate().for_each(draw));
        self.groups.clear();
        for Worker { sequences, .. } in &self.lanes {
            for tokens in (0..sequences.count()).map(|index| sequences.length(index)) {
                let company = work.model.company(tokens);
                match self.groups.iter_mut().find(|g| g.company == company) {
                    Some(group) => {
                        group.count += 1;
                        group.time = group.time.max(tokens);
                    }
                    None => self.groups.push(Group {
                        company,
                        count: 1,
                        time: tokens,
                    }),
                }
            }
        }
        self.groups.sort_unstable_by_key(|group| group.company);
    }

    /// Runs `micro_batch(worker, its first sequence)` for each micro-batch of the group in every lane, which stands in
    /// `worker.batch`; the sequence is counted among `worker.members`.
    fn each(
        &mut self,
        pool: &ThreadPool,
        work: &Work,
        group: Group,
        micro_batch: impl Fn(&mut Worker, usize) + Sync,
    ) {
        let size = self.micro_batch;
        let run = |worker: &mut Worker| {
            let sequences = &worker.sequences;
            let company = |index: usize| work.model.company(sequences.length(index));
            worker.members.clear();
            let members = (0..sequences.count()).filter(|&i| company(i) == group.company);
            worker.members.extend(members);
            for first in (0..worker.members.len()).step_by(size) {
                let last = worker.members.len().min(first + size);
                let members = &worker.members[first..last];
                let (from, batch) = (&worker.sequences, &mut worker.batch);
                from.batch(members, group.time, batch);
                micro_batch(worker, first);
            }
        };
        pool.install(|| {
            let (first, others) = self.lanes.split_at_mut(1);
            let (first, threads) = (&mut first[0].lane, pool.current_num_threads());
            let size = [group.count, group.time];
            work.model.share(&work.params, first, size, threads);
            let copy = |other: &mut Worker| other.lane.copy_shared(first);
            others.par_iter_mut().for_each(copy);
            self.lanes.par_iter_mut().for_each(run);
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
    /// Adds the sequences at hand, the first of which is member `first`, to the counts; labels that are not scored are
    /// passed over.
    fn count(&mut self, first: usize) {
        let time = self.batch.labels.len() / self.batch.sequences;
        let labels = self.batch.labels.chunks_exact(time);
        for (i, (labels, guesses)) in labels.zip(self.guesses.chunks_exact(time)).enumerate() {
            let changed = self.sequences.changed(self.members[first + i]);
            self.counts.sequence(labels, guesses, changed);
        }
    }
}
