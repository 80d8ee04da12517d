//! Variables, recording and replay.
//!
//! A [`Lane`] owns the memory of one thread of work: activations, their gradients, what the backward pass
//! needs to remember, and its own sum of parameter gradients. A [`Tape`] is a lane at work on one
//! micro-batch: the forward pass appends operations, [`Tape::replay`] replays them in reverse. All memory
//! is kept between micro-batches; after the first step of a run nothing is allocated.

use std::ops::Range;

use crate::tensor::Real;
use crate::tensor::arena::Arena;
use crate::tensor::gradients::Gradients;
use crate::tensor::ops::Op;
use crate::tensor::packs::Packs;
use crate::tensor::scratch::Scratch;
use crate::tensor::shared::{Kind, Shared};

/// An activation: `rows * cols` numbers of a lane, row-major. A sequence `[B, T, D]` has `B T` rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Var {
    pub(crate) start: usize,
    /// Rows.
    pub rows: usize,
    /// Numbers in a row.
    pub cols: usize,
}

/// A parameter tensor: `rows * cols` numbers of the shared parameters, row-major.
#[derive(Clone, Copy, Debug, PartialEq, Eq, derive_more::Constructor)]
pub struct Param {
    pub(crate) start: usize,
    /// Rows; a weight matrix has one for each input.
    pub rows: usize,
    /// Numbers in a row; a weight matrix has one for each output.
    pub cols: usize,
}

/// Numbers that the forward pass leaves for the backward pass; they have no gradient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    start: usize,
    len: usize,
}

macro_rules! matrices {
    ($($name:ident),*) => {$(
        impl $name {
            /// Numbers in it.
            pub fn len(self) -> usize {
                self.rows * self.cols
            }
            /// True if it holds nothing.
            pub fn is_empty(self) -> bool {
                self.len() == 0
            }
            /// Where it is.
            pub fn range(self) -> Range<usize> {
                self.start..self.start + self.len()
            }
        }
    )*};
}

matrices!(Var, Param);

impl Saved {
    /// Where it is.
    pub fn range(self) -> Range<usize> {
        self.start..self.start + self.len
    }
}

/// The memory of one lane.
#[derive(Debug, Default)]
pub struct Lane<F> {
    pub(crate) values: Arena<F>,
    pub(crate) grads: Gradients<F>,
    pub(crate) saved: Arena<F>,
    pub(crate) scratch: Scratch<F>,
    pub(crate) packs: Packs<F>,
    pub(super) shared: Shared,
    /// Positions of all micro-batches under the same parameters, in all lanes.
    pub(super) positions: usize,
    /// Tokens of each of their sequences, T.
    pub(super) time: usize,
    /// Threads of the pool that an operation may use: more than one where lanes share its result.
    threads: usize,
    pub(crate) ops: Vec<Op>,
    /// Sum of the parameter gradients of the micro-batches replayed since it was last cleared.
    pub gradient: Vec<F>,
}

impl<F: Real> Lane<F> {
    /// A lane for `parameters` shared numbers.
    pub fn new(parameters: usize) -> Self {
        Self {
            packs: Packs::new(),
            threads: 1,
            gradient: vec![F::ZERO; parameters],
            ..Self::default()
        }
    }

    /// Sets how many threads of the pool an operation may use.
    pub(super) fn use_threads(&mut self, threads: usize) {
        self.threads = threads;
        self.packs.threads = threads;
    }

    /// Bytes held for activations, their gradients and what is saved.
    pub fn bytes(&self) -> usize {
        self.values.bytes() + self.grads.arena().bytes() + self.saved.bytes()
    }

    /// Bytes that the largest micro-batch so far needed: activations, their gradients, what is saved, and the
    /// room for intermediate numbers. The room that the arenas hold in reserve does not count.
    pub fn peak_bytes(&self) -> usize {
        let arenas = [&self.values, self.grads.arena(), &self.saved];
        arenas.map(Arena::peak_bytes).iter().sum::<usize>() + self.scratch.bytes()
    }
}

/// A lane at work on one micro-batch of `batch` sequences of `time` tokens.
#[derive(Debug)]
pub struct Tape<'a, F> {
    /// The shared parameters.
    pub params: &'a [F],
    /// `[B, T]`: the tokens of the micro-batch.
    pub tokens: &'a [u32],
    /// Sequences, B.
    pub batch: usize,
    /// Tokens a sequence, T.
    pub time: usize,
    pub(crate) lane: &'a mut Lane<F>,
}

/// What an operation sees when it is replayed.
#[derive(Debug)]
pub struct Replay<'a, F> {
    /// The shared parameters.
    pub params: &'a [F],
    /// `[B, T]`: the tokens of the micro-batch.
    pub tokens: &'a [u32],
    /// Sequences, B.
    pub batch: usize,
    /// Tokens a sequence, T.
    pub time: usize,
    /// Activations of the forward pass.
    pub values: &'a [F],
    /// What the forward pass saved.
    pub saved: &'a [F],
    /// Gradients of the activations, at the places of the activations.
    pub grads: &'a mut Gradients<F>,
    /// Gradients of the parameters, at the places of the parameters.
    pub dparams: &'a mut [F],
    /// Room for intermediate numbers; contents undefined.
    pub scratch: &'a mut Scratch<F>,
    /// Weights packed under these parameters.
    pub packs: &'a mut Packs<F>,
    /// Threads of the pool that an operation may use.
    pub threads: usize,
}

/// The gradients `dparams` of different parameters, to add to.
pub fn gradients<F, const N: usize>(dparams: &mut [F], params: [Param; N]) -> [&mut [F]; N] {
    dparams
        .get_disjoint_mut(params.map(Param::range))
        .expect("the parameters of an operation are different")
}

impl<'a, F> Replay<'a, F> {
    /// The numbers of an activation.
    pub fn value(&self, x: Var) -> &'a [F] {
        &self.values[x.range()]
    }

    /// The numbers of a parameter.
    pub fn param(&self, w: Param) -> &'a [F] {
        &self.params[w.range()]
    }

    /// What the forward pass saved.
    pub fn kept(&self, x: Saved) -> &'a [F] {
        &self.saved[x.range()]
    }
}

impl<'a, F: Real> Tape<'a, F> {
    /// Starts the only micro-batch under some parameters: `tokens` is `[B, T]` with B = `batch`. Forgets the
    /// one before.
    pub fn begin(params: &'a [F], lane: &'a mut Lane<F>, tokens: &'a [u32], batch: usize) -> Self {
        lane.packs.clear();
        lane.shared.clear(false);
        lane.positions = tokens.len();
        lane.time = tokens.len() / batch.max(1);
        Self::next(params, lane, tokens, batch)
    }

    /// Starts a micro-batch after [`Tape::make_shared`] under the same parameters.
    pub fn next(params: &'a [F], lane: &'a mut Lane<F>, tokens: &'a [u32], batch: usize) -> Self {
        lane.use_threads(1);
        lane.shared.begin();
        let tape = Self::start(params, lane, tokens, batch);
        assert_eq!(
            tape.time, tape.lane.time,
            "sequences of the length that the shared work is for"
        );
        tape
    }

    /// A tape over `tokens`, nothing recorded.
    pub(super) fn start(
        params: &'a [F],
        lane: &'a mut Lane<F>,
        tokens: &'a [u32],
        batch: usize,
    ) -> Self {
        assert!(
            batch > 0 && tokens.len().is_multiple_of(batch),
            "{} tokens in {batch} sequences",
            tokens.len()
        );
        lane.values.clear_from(lane.shared.reserved(Kind::Value));
        lane.saved.clear_from(lane.shared.reserved(Kind::Saved));
        lane.ops.clear();
        Self {
            params,
            tokens,
            batch,
            time: tokens.len() / batch,
            lane,
        }
    }

    /// Room for an output of `rows * cols`; the caller writes all of it.
    pub fn output(&mut self, rows: usize, cols: usize) -> Var {
        let len = rows * cols;
        let shared = self.lane.shared.place::<F>(Kind::Value, len);
        let start = shared.unwrap_or_else(|| self.lane.values.alloc(len).start);
        Var { start, rows, cols }
    }

    /// Room for `len` numbers that the backward pass will want.
    pub fn save(&mut self, len: usize) -> Saved {
        let shared = self.lane.shared.place::<F>(Kind::Saved, len);
        let start = shared.unwrap_or_else(|| self.lane.saved.alloc(len).start);
        Saved { start, len }
    }

    /// Threads of the pool that an operation may use.
    pub(crate) fn threads(&self) -> usize {
        self.lane.threads
    }

    /// The numbers of an activation.
    pub fn value(&self, x: Var) -> &[F] {
        &self.lane.values.all()[x.range()]
    }

    /// The numbers of a parameter.
    pub fn param(&self, w: Param) -> &'a [F] {
        &self.params[w.range()]
    }

    /// Splits the lane for a kernel: the activations that came before the outputs, the outputs to write, the saved numbers,
    /// scratch room and packed weights.
    pub fn split<const M: usize>(
        &mut self,
        outputs: [Var; M],
    ) -> (
        &[F],
        [&mut [F]; M],
        &mut [F],
        &mut Scratch<F>,
        &mut Packs<F>,
    ) {
        let lane = &mut *self.lane;
        let first = outputs.iter().map(|y| y.start).min().unwrap_or(0);
        let (before, after) = lane.values.all_mut().split_at_mut(first);
        let outputs = after
            .get_disjoint_mut(outputs.map(|y| y.start - first..y.range().end - first))
            .expect("outputs of an operation are different variables");
        let saved = lane.saved.all_mut();
        (before, outputs, saved, &mut lane.scratch, &mut lane.packs)
    }

    /// Appends an operation to be replayed.
    pub fn record(&mut self, op: impl Into<Op>) {
        let op = op.into();
        if !self.lane.shared.record(op) {
            self.lane.ops.push(op);
        }
    }

    /// Replays everything in reverse from the gradient `seed` of `output`; parameter gradients are added to
    /// the lane's.
    pub fn backward_from(&mut self, output: Var, seed: &[F]) {
        self.clear_grads();
        self.lane.grads.of(output).copy_from_slice(seed);
        self.replay();
    }

    /// Gives every activation of this micro-batch a gradient of zero. Must come before an operation that
    /// seeds gradients.
    pub fn clear_grads(&mut self) {
        let len = self.lane.values.top();
        self.lane.grads.clear(self.lane.shared.fresh(), len);
    }

    /// Replays everything in reverse from the gradients as they stand (seeded by the loss).
    pub fn replay(&mut self) {
        self.lane
            .replay(self.params, self.tokens, self.batch, false);
    }
}

impl<F: Real> Lane<F> {
    /// Replays in reverse the operations of a micro-batch, or of the work shared by all.
    pub(super) fn replay(&mut self, params: &[F], tokens: &[u32], batch: usize, shared: bool) {
        let ops = if shared { &self.shared.ops } else { &self.ops };
        let mut replay = Replay {
            params,
            tokens,
            batch,
            time: tokens.len() / batch.max(1),
            values: self.values.all(),
            saved: self.saved.all(),
            grads: &mut self.grads,
            dparams: &mut self.gradient,
            scratch: &mut self.scratch,
            packs: &mut self.packs,
            threads: self.threads,
        };
        for op in ops.iter().rev() {
            op.backward(&mut replay);
        }
    }
}
