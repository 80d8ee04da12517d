//! Work that is the same in every micro-batch under the same parameters.
//!
//! Between two updates the lanes run the same model over many micro-batches. What depends on the parameters
//! alone, or on the parameters and the token ([`Signal::ByToken`]) or the token and its place in the sequence
//! ([`Signal::ByPlace`]), is computed before the first of them
//! ([`Tape::make_shared`]) in one lane, on all threads, and copied to the others ([`Lane::copy_shared`]); its
//! gradient is summed over all micro-batches and lanes ([`Lane::add_shared_gradients`]) and replayed once at
//! the end ([`Lane::replay_shared`]). Shared activations lie below all others, so the operations that read
//! them need not know.
//!
//! [`Signal::ByToken`]: crate::tensor::Signal::ByToken
//! [`Signal::ByPlace`]: crate::tensor::Signal::ByPlace

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
    /// Tokens a sequence for which there is room for work by place.
    places: usize,
    results: Vec<Var>,
    /// Which result is asked for next.
    next: usize,
    /// Operations of the shared work.
    pub(super) ops: Vec<Op>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// Every micro-batch does all of its work.
    #[default]
    Off,
    /// Shared work is being done.
    Making,
    /// In a micro-batch after it.
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
        self.phase = if on { Phase::Making } else { Phase::Off };
        self.used = [0; 2];
        self.results.clear();
        self.ops.clear();
    }

    /// A micro-batch begins.
    pub(super) fn begin(&mut self) {
        self.next = 0;
        if self.phase == Phase::Making {
            self.phase = Phase::Made;
        }
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
        self.shared.places = self.time;
    }

    /// True if micro-batches of `sequences` sequences of `time` tokens in all want work for each of `vocabulary` tokens at each
    /// place of a sequence, and there is no room for it yet.
    pub fn lacks_places(&mut self, vocabulary: usize, [sequences, time]: [usize; 2]) -> bool {
        (self.positions, self.time) = (sequences * time, time);
        self.places_pay(vocabulary) && time > self.shared.places
    }

    /// Takes the shared work of `other`, and the weights that it has packed, for micro-batches of the same model
    /// under the same parameters. What `other` needs to replay it stays there.
    pub fn copy_shared(&mut self, other: &Self) {
        (self.positions, self.time) = (other.positions, other.time);
        self.shared.reserved = other.shared.reserved;
        self.packs.copy(&other.packs);
        self.shared.clear(true);
        self.shared.results.extend_from_slice(&other.shared.results);
        self.clear_shared();
        let used = other.shared.used[Kind::Value as usize];
        self.values.all_mut()[..used].copy_from_slice(&other.values.all()[..used]);
    }

    /// Makes room for shared work without gradients.
    fn clear_shared(&mut self) {
        let reserved = self.shared.reserved(Kind::Value);
        self.values.clear_from(reserved);
        self.grads.clear(0, reserved);
    }

    /// Adds the gradients that the micro-batches of `other` left for shared work to those of this lane;
    /// `add(x, y)` is y += x.
    pub fn add_shared_gradients(&mut self, other: &mut Self, add: impl Fn(&[F], &mut [F])) {
        for result in &self.shared.results {
            if other.grads.has(*result) {
                add(other.grads.of(*result), self.grads.of(*result));
            }
        }
    }

    /// Replays the shared work that was made in this lane after the last micro-batch under these parameters, on
    /// `threads` threads of the pool.
    pub fn replay_shared(&mut self, params: &[F], threads: usize) {
        self.use_threads(threads);
        self.replay(params, &[], 0, true);
    }
}

impl<'a, F: Real> Tape<'a, F> {
    /// Begins the shared work under new parameters, on `threads` threads of the pool: the model is to be run on
    /// this tape of one token. There will be micro-batches of `sequences` sequences of `time` tokens in all lanes together,
    /// and [`Tape::next`] begins each of them.
    pub fn make_shared(
        params: &'a [F],
        lane: &'a mut Lane<F>,
        [sequences, time]: [usize; 2],
        threads: usize,
    ) -> Self {
        lane.packs.clear();
        lane.shared.clear(true);
        lane.clear_shared();
        (lane.positions, lane.time) = (sequences * time, time);
        lane.use_threads(threads);
        Self::start(params, lane, &[0], 1)
    }

    /// Takes every form by token that a model may take, and by place those for sequences of `time` tokens, to measure
    /// the shared work.
    pub fn sharing_all(self, time: usize) -> Self {
        (self.lane.positions, self.lane.time) = (usize::MAX, time);
        self
    }

    /// Tokens of the sequences that the work under these parameters is for, T: also where shared work is made, on a tape
    /// of one token.
    pub fn length(&self) -> usize {
        self.lane.time
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
