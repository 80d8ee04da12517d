//! The matrix-state scan: a linear recurrence of a matrix for each head, for every kind of transition.
//!
//! ```text
//! S[t] = A[t] S[t-1] + k[t] v[t]ᵀ        y[t] = S[t]ᵀ q[t]        S[-1] = 0
//! ```
//! S is `[K, V]`: a row for each of the K numbers of a key, a column for each of the V numbers of a value; A acts from the
//! left, on keys. This is the convention of DeltaNet and of the kernels of flash-linear-attention (Yang and Zhang 2024). It
//! leaves scaling and gating to what makes q, k and v.
//!
//! | A | a kind of | the recurrence of |
//! |---|---|---|
//! | a | [`scalar::Scalar`] | RetNet, Mamba-2, mLSTM without its norm |
//! | diag(a) | [`diagonal::Diagonal`] | GLA, RWKV-6 |
//! | Π (I - β w wᵀ) | [`householder::Householder`] | DeltaNet, DeltaProduct; with a factor in a, Gated DeltaNet |
//! | diag(a) + b cᵀ | [`rank_one::RankOne`] | RWKV-7 |
//! | any matrix | [`dense::Dense`] | input-dependent recurrences of Merrill et al. 2024 |
//!
//! A token may write several times: with R keys and values for each head and n = R m transitions, the scan takes m
//! transitions and writes, R times, and then reads. So DeltaProduct of n reflections is R = n with w = k and v times β; a
//! product of n reflections and one write is R = 1. A new kind is a file with its two functions beside each other and a
//! line in the table below.
//!
//! Rows are, heads slowest: q `[.., H, K]`, k `[.., H, R, K]`, v `[.., H, R, V]`, inputs of the transition `[.., H, n, ·]`,
//! y `[B, T, H, V]`. The same activation may be several of them.
//!
//! Memory: the state is kept once every [`CHUNK`] tokens, B T H K V / 16 numbers; the backward pass runs each chunk forward
//! again. What it leaves out: an initial state, the parallel form over the tokens of a chunk.

use std::fmt::Debug;
use std::marker::PhantomData;
use std::ops::Range;

use crate::tensor::gradients::Gradients;
use crate::tensor::ops::Operation;
use crate::tensor::signal::Rows;
use crate::tensor::simd::axpy;
use crate::tensor::tape::{Replay, Saved};
use crate::tensor::{Real, Signal, Tape, Var};

use kernels::{Chunk, backward, forward};

mod kernels;

/// Tokens from one kept state to the next.
pub const CHUNK: usize = 16;

/// A kind of transition, which has N inputs.
pub trait StateTransition<const N: usize>: Copy + Debug {
    /// The inputs, and how many numbers of each one transition of a head with `keys` keys reads.
    fn inputs(self, keys: usize) -> [(Signal, usize); N];

    /// S = A S for `s` `[K, V]`; `room` for S and two rows of it. Must be `#[inline(always)]`.
    fn forward<F: Real>(inputs: [&[F]; N], values: usize, s: &mut [F], room: &mut [F]);

    /// Backward of [`StateTransition::forward`]: `s` is S before, `ds` the gradient of A S, to become that of S; adds to
    /// `dinputs`. Must be `#[inline(always)]`.
    fn backward<F: Real>(
        inputs: [&[F]; N],
        values: usize,
        s: &[F],
        ds: &mut [F],
        dinputs: [&mut [F]; N],
        room: &mut [F],
    );
}

/// A recorded matrix scan.
#[derive(Clone, Copy, Debug)]
pub struct MatrixScan {
    transition: AnyTransition,
    /// q, k, v.
    qkv: [Signal; 3],
    heads: usize,
    y: Var,
    /// The states before the second and later chunks, `[B, H, chunks - 1, K, V]`.
    states: Saved,
}

macro_rules! transitions {
    ($($module:ident :: $name:ident),* $(,)?) => {
        $(pub mod $module;)*

        /// One of the kinds.
        #[derive(Clone, Copy, Debug, derive_more::From)]
        #[expect(missing_docs, reason = "each variant is documented where it is defined")]
        pub enum AnyTransition {
            $($name($module::$name)),*
        }

        impl<F: Real> Tape<'_, F> {
            /// The read-outs `[B, T, H V]` of the scan of q, k and v with `heads` heads.
            pub fn matrix_scan(&mut self, transition: impl Into<AnyTransition>, qkv: [Signal; 3], heads: usize) -> Var {
                match transition.into() {
                    $(AnyTransition::$name(transition) => self.scan_with(transition, qkv, heads)),*
                }
            }
        }

        impl Operation for MatrixScan {
            fn backward<F: Real>(&self, replay: &mut Replay<F>) {
                match self.transition {
                    $(AnyTransition::$name(transition) => self.replay(transition, replay)),*
                }
            }
        }
    };
}

transitions! {
    scalar::Scalar,
    diagonal::Diagonal,
    householder::Householder,
    rank_one::RankOne,
    dense::Dense,
}

/// Some inputs of a scan, of which a head reads some numbers at each token.
#[derive(Clone, Copy, Debug)]
struct Inputs<'a, const M: usize> {
    signals: [Signal; M],
    rows: [Rows<'a>; M],
    parts: [usize; M],
    heads: usize,
}

/// A chunk of a sequence, seen by one head.
#[derive(Clone, Copy, Debug)]
struct Place {
    head: usize,
    /// First position.
    first: usize,
    /// Tokens.
    len: usize,
}

impl Place {
    /// Chunk `chunk` of scan `scan` of those of all sequences and heads.
    fn new(scan: usize, heads: usize, chunk: usize, time: usize) -> Self {
        let start = chunk * CHUNK;
        Self {
            head: scan % heads,
            first: scan / heads * time + start,
            len: CHUNK.min(time - start),
        }
    }
}

impl<'a, const M: usize> Inputs<'a, M> {
    fn new(
        signals: [Signal; M],
        parts: [usize; M],
        heads: usize,
        tokens: &'a [u32],
        time: usize,
    ) -> Self {
        assert_eq!(
            signals.map(Signal::width),
            parts.map(|part| heads * part),
            "inputs of a matrix scan of {heads} heads"
        );
        let rows = signals.map(|x| x.rows_of(tokens, time));
        Self {
            signals,
            rows,
            parts,
            heads,
        }
    }

    /// Numbers of a chunk.
    fn room(&self) -> usize {
        self.parts.iter().sum::<usize>() * CHUNK
    }

    /// Where the numbers of each token of a chunk are in the rows of input `i`.
    fn ranges(&self, i: usize, place: Place) -> impl Iterator<Item = Range<usize>> {
        let (rows, part, heads) = (self.rows[i], self.parts[i], self.heads);
        (place.first..place.first + place.len).map(move |position| {
            let start = (rows.at(position) * heads + place.head) * part;
            start..start + part
        })
    }

    /// The numbers of a chunk, of each input token after token, copied to `room`.
    fn gather<'r, F: Real>(&self, values: &[F], place: Place, room: &'r mut [F]) -> [&'r [F]; M] {
        let mut rooms = self.cut(room);
        for (i, room) in rooms.iter_mut().enumerate() {
            let x = &values[self.signals[i].rows().range()];
            let tokens = room.chunks_exact_mut(self.parts[i]);
            for (to, range) in tokens.zip(self.ranges(i, place)) {
                to.copy_from_slice(&x[range]);
            }
        }
        rooms.map(|room| &*room)
    }

    /// Adds the gradients of what [`Inputs::gather`] reads.
    fn scatter<F: Real>(&self, grads: &mut Gradients<F>, place: Place, room: &mut [F]) {
        for (i, room) in self.cut(room).into_iter().enumerate() {
            let dx = grads.of(self.signals[i].rows());
            let tokens = room.chunks_exact(self.parts[i]);
            for (from, range) in tokens.zip(self.ranges(i, place)) {
                axpy(F::ONE, from, &mut dx[range]);
            }
        }
    }

    /// The room of each input.
    fn cut<'r, F>(&self, mut room: &'r mut [F]) -> [&'r mut [F]; M] {
        self.parts.map(|part| {
            let (first, rest) = std::mem::take(&mut room).split_at_mut(part * CHUNK);
            room = rest;
            first
        })
    }
}

/// Sizes of the scan of one head.
#[derive(Clone, Copy, Debug)]
struct MatrixShape {
    /// V.
    values: usize,
    /// Numbers of a state, K V.
    state: usize,
    /// Transitions of a token, n.
    transitions: usize,
    /// Transitions from one write to the next, n / R.
    stride: usize,
}

impl MatrixShape {
    /// The shape, and the inputs of a scan: q, k and v, and those of the transition.
    fn of<'a, T: StateTransition<N>, const N: usize>(
        transition: T,
        qkv: [Signal; 3],
        heads: usize,
        tokens: &'a [u32],
        time: usize,
    ) -> (Self, Inputs<'a, 3>, Inputs<'a, N>) {
        let [q, k, v] = qkv.map(Signal::width);
        let (keys, writes) = (q / heads, k / q);
        let values = v / (heads * writes);
        let inputs = transition.inputs(keys);
        let transitions = inputs[0].0.width() / (heads * inputs[0].1);
        assert!(
            transitions > 0 && transitions.is_multiple_of(writes),
            "{transitions} transitions and {writes} writes a token in a matrix scan of {heads} heads"
        );
        let shape = Self {
            values,
            state: keys * values,
            transitions,
            stride: transitions / writes,
        };
        let parts = [keys, writes * keys, writes * values];
        let widths = inputs.map(|(_, width)| transitions * width);
        (
            shape,
            Inputs::new(qkv, parts, heads, tokens, time),
            Inputs::new(inputs.map(|(x, _)| x), widths, heads, tokens, time),
        )
    }

    /// K.
    #[inline(always)]
    fn keys(self) -> usize {
        self.state / self.values
    }

    /// Numbers that a transition has for itself.
    fn room(self) -> usize {
        self.state + 2 * self.values
    }
}

impl<F: Real> Tape<'_, F> {
    fn scan_with<T, const N: usize>(&mut self, transition: T, qkv: [Signal; 3], heads: usize) -> Var
    where
        T: StateTransition<N> + Into<AnyTransition>,
    {
        let (batch, time) = (self.batch, self.time);
        let (shape, reads, through) = MatrixShape::of(transition, qkv, heads, self.tokens, time);
        let y = self.output(batch * time, heads * shape.values);
        let outputs = [Signal::ByPosition(y)];
        let outputs = Inputs::new(outputs, [shape.values], heads, self.tokens, time);
        let count = time.div_ceil(CHUNK);
        let states = self.save(batch * heads * (count - 1) * shape.state);
        let (before, [out], saved, scratch, _) = self.split([y]);
        let mut kept = saved[states.range()].chunks_exact_mut(shape.state);
        let [s, room, qkv_room, through_room, y_room] = scratch.rooms([
            shape.state,
            shape.room(),
            reads.room(),
            through.room(),
            outputs.room(),
        ]);
        for scan in 0..batch * heads {
            s.fill(F::ZERO);
            for chunk in 0..count {
                if let Some(kept) = (chunk > 0).then(|| kept.next()).flatten() {
                    kept.copy_from_slice(s);
                }
                let place = Place::new(scan, heads, chunk, time);
                let chunk = Chunk {
                    kind: PhantomData::<T>,
                    shape,
                    len: place.len,
                    qkv: reads.gather(before, place, qkv_room),
                    widths: through.parts.map(|part| part / shape.transitions),
                    inputs: through.gather(before, place, through_room),
                };
                forward(chunk, s, y_room, room);
                let tokens = y_room.chunks_exact(shape.values);
                for (from, range) in tokens.zip(outputs.ranges(0, place)) {
                    out[range].copy_from_slice(from);
                }
            }
        }
        self.record(MatrixScan {
            transition: transition.into(),
            qkv,
            heads,
            y,
            states,
        });
        y
    }
}

impl MatrixScan {
    fn replay<F: Real, T: StateTransition<N>, const N: usize>(
        &self,
        transition: T,
        replay: &mut Replay<F>,
    ) {
        let (heads, y, time) = (self.heads, self.y, replay.time);
        let (shape, reads, through) =
            MatrixShape::of(transition, self.qkv, heads, replay.tokens, time);
        let outputs = [Signal::ByPosition(y)];
        let outputs = Inputs::new(outputs, [shape.values], heads, replay.tokens, time);
        let count = time.div_ceil(CHUNK);
        let kept = (count - 1) * shape.state;
        let states = &replay.saved[self.states.range()];
        let [s, ds, room] = [
            (CHUNK * shape.transitions + 1) * shape.state,
            shape.state,
            shape.room(),
        ];
        let (qkv, inputs) = (reads.room(), through.room());
        let [s, ds, room, dy, qkv, inputs, dqkv, dinputs] =
            replay
                .scratch
                .rooms([s, ds, room, outputs.room(), qkv, inputs, qkv, inputs]);
        for scan in 0..replay.batch * heads {
            let states = &states[scan * kept..][..kept];
            ds.fill(F::ZERO);
            for chunk in (0..count).rev() {
                let place = Place::new(scan, heads, chunk, time);
                match chunk {
                    0 => s[..shape.state].fill(F::ZERO),
                    _ => s[..shape.state]
                        .copy_from_slice(&states[(chunk - 1) * shape.state..][..shape.state]),
                }
                let all_dy = replay.grads.of(y);
                let tokens = dy.chunks_exact_mut(shape.values);
                for (to, range) in tokens.zip(outputs.ranges(0, place)) {
                    to.copy_from_slice(&all_dy[range]);
                }
                dqkv.fill(F::ZERO);
                dinputs.fill(F::ZERO);
                let chunk = Chunk {
                    kind: PhantomData::<T>,
                    shape,
                    len: place.len,
                    qkv: reads.gather(replay.values, place, qkv),
                    widths: through.parts.map(|part| part / shape.transitions),
                    inputs: through.gather(replay.values, place, inputs),
                };
                let gradients = (reads.cut(dqkv), through.cut(dinputs));
                backward(chunk, s, ds, dy, gradients.0, gradients.1, room);
                reads.scatter(replay.grads, place, dqkv);
                through.scatter(replay.grads, place, dinputs);
            }
        }
    }
}

#[cfg(test)]
mod tests;
