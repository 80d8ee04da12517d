//! Work that is the same in every micro-batch under the same parameters.
//!
//! Between two updates a lane runs the same model over many micro-batches. What depends on the parameters
//! alone, or on the parameters and the token ([`Signal::ByToken`]), is computed in the first of them and
//! kept; its gradient is summed over all of them and replayed once at the end ([`Lane::replay_shared`]).
//! Shared activations lie below all others, so the operations that read them need not know.
//!
//! [`Signal::ByToken`]: crate::tensor::Signal::ByToken

use crate::tensor::arena::round_up;
use crate::tensor::ops::Op;
use crate::tensor::{Lane, Real, Tape, Var};

/// The shared work of a lane.
#[derive(Debug, Default)]
pub(super) struct Shared {
    phase: Phase,
    /// True while shared work is being done.
    inside: bool,
    /// Numbers used by activations and by what is saved, since the parameters changed.
    used: [usize; 2],
    /// Numbers kept free below all others for them.
    reserved: [usize; 2],
    results: Vec<Var>,
    /// Which result is asked for next.
    next: usize,
    ops: Vec<Op>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// Every micro-batch does all of its work.
    #[default]
    Off,
    /// The parameters are new.
    Empty,
    /// In the first micro-batch.
    Making,
    /// After it.
    Made,
}

/// Which arena a block comes from.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Value = 0,
    Saved = 1,
}

impl Shared {
    /// The parameters have changed; work is shared from now on if there is room for it.
    pub(super) fn clear(&mut self, on: bool) {
        self.phase = if on { Phase::Empty } else { Phase::Off };
        self.used = [0; 2];
        self.results.clear();
        self.ops.clear();
    }

    /// A micro-batch begins.
    pub(super) fn begin(&mut self) {
        self.next = 0;
        self.phase = match self.phase {
            Phase::Off => Phase::Off,
            Phase::Empty => Phase::Making,
            Phase::Making | Phase::Made => Phase::Made,
        };
    }

    /// Where the activations or saved numbers of a micro-batch begin.
    pub(super) fn reserved(&self, kind: Kind) -> usize {
        match self.phase {
            Phase::Off => 0,
            _ => self.reserved[kind as usize],
        }
    }

    /// Where gradients begin that no earlier micro-batch has added to.
    pub(super) fn fresh(&self) -> usize {
        match self.phase {
            Phase::Made => self.reserved[Kind::Value as usize],
            _ => 0,
        }
    }

    /// The place of a block of `len` numbers if it is shared.
    pub(super) fn place<F>(&mut self, kind: Kind, len: usize) -> Option<usize> {
        if !self.inside {
            return None;
        }
        let start = self.used[kind as usize];
        self.used[kind as usize] += round_up::<F>(len);
        if self.phase == Phase::Off {
            return None;
        }
        assert!(
            self.used[kind as usize] <= self.reserved[kind as usize],
            "shared work grew since it was measured"
        );
        Some(start)
    }

    /// Keeps an operation of shared work; false if it belongs to the micro-batch.
    pub(super) fn record(&mut self, op: Op) -> bool {
        let shared = self.inside && self.phase != Phase::Off;
        if shared {
            self.ops.push(op);
        }
        shared
    }
}

impl<F: Real> Lane<F> {
    /// Keeps room for the shared work of the model whose forward pass has just run under [`Tape::begin`].
    pub fn reserve_shared(&mut self) {
        self.shared.reserved = self.shared.used;
    }

    /// Replays the shared work after the last micro-batch under these parameters.
    pub fn replay_shared(&mut self, params: &[F]) {
        let ops = std::mem::take(&mut self.shared.ops);
        self.replay(params, &[], 0, 0, &ops);
        self.shared.ops = ops;
    }
}

impl<F: Real> Tape<'_, F> {
    /// Takes every form by token that a model may take, to measure the shared work.
    pub fn sharing_all(self) -> Self {
        self.lane.positions = usize::MAX;
        self
    }

    /// The results of `f`, which may depend on nothing but parameters and results of other shared work.
    pub fn once<const N: usize>(&mut self, f: impl FnOnce(&mut Self) -> [Var; N]) -> [Var; N] {
        let shared = &mut self.lane.shared;
        if shared.phase == Phase::Made {
            let results = &shared.results[shared.next..shared.next + N];
            shared.next += N;
            return std::array::from_fn(|i| results[i]);
        }
        assert!(!shared.inside, "shared work does not nest");
        shared.inside = true;
        let results = f(self);
        let shared = &mut self.lane.shared;
        shared.inside = false;
        shared.results.extend(results);
        results
    }
}
