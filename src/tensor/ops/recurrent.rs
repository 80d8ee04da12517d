//! Non-linear recurrences: one loop over time for every [`Cell`].
//!
//! ```text
//! aₜ = hₜ₋₁ U + c        hₜ, mₜ = cell(xₜ, aₜ, hₜ₋₁, mₜ₋₁)        h₋₁ = m₋₁ = 0
//! ```
//! The input projection x W + b happens before. A cell says what happens in one state, forward beside backward; a new
//! one is a file with these two functions and a line in the table below.
//!
//! States come in heads of E numbers, H in all, that do not see one another: U `[H, g E]` has E rows for each head, c is
//! `[1, g H]`. A row of the input has g parts of E numbers for each head, one for each of the g gates, heads slowest.
//! One head is the usual recurrence. Without U and c the gates depend on the input alone.
//!
//! The loop works through time one step for all words of the micro-batch, so what it keeps is
//! time-major: the B rows of one step lie together, `[T, B, H]`, and a step is one matrix product with B
//! rows. States and memories carry a block of zeros before the first step, `[T + 1, B, H]`, so that h₋₁ needs no special
//! case. Gradients of the recurrent weights are one product over all T B rows after the loop,
//!
//! ```text
//! dU += Σₜ hₜ₋₁ᵀ daₜ = [h₀; …; h_T-2]ᵀ [da₁; …; da_T-1]
//! ```
//!
//! and both loops multiply by a packed U or Uᵀ, made once per update: a product with few rows would pay more for
//! packing than for itself. What it leaves out: an initial state other than zero.

use std::fmt::Debug;

use crate::tensor::matmul::{Mat, MatMut, matmul_add, matmul_packed, matmul_packed_add};
use crate::tensor::ops::Operation;
use crate::tensor::ops::linear::sum_rows;
use crate::tensor::simd::dispatch;
use crate::tensor::tape::{Replay, Saved};
use crate::tensor::{Param, Real, Signal, Tape, Var};

use kernels::{Backward, Forward, load};

mod kernels;

/// What happens in one state at one step. Of each state there are G gates, S numbers that the backward pass wants, M
/// numbers of memory beside h, and C gradients that go back to the step before other than through U.
pub trait Cell<const G: usize, const S: usize, const M: usize, const C: usize>:
    Copy + Debug
{
    /// True if a gate reads the input and the recurrent part apart; otherwise `a` is their sum and `x` undefined.
    const APART: bool = false;

    /// From the input, the recurrent part, and the state and the memory of the step before: the state, the memory, and
    /// what is saved. Must be `#[inline(always)]`.
    fn forward<F: Real>(self, x: [F; G], a: [F; G], past: F, memory: [F; M])
    -> (F, [F; M], [F; S]);

    /// Backward of [`Cell::forward`]: the gradients of `a` and of `x`, which are the same where they are summed, and of
    /// what goes back otherwise, in `now.carry`. Must be `#[inline(always)]`.
    fn backward<F: Real>(self, now: &mut Now<F, S, M, C>) -> ([F; G], [F; G]);
}

/// A state in the backward pass.
#[derive(Clone, Copy, Debug)]
pub struct Now<F, const S: usize, const M: usize, const C: usize> {
    /// State of the step before.
    pub past: F,
    /// State of this step.
    pub h: F,
    /// Memory of the step before.
    pub old: [F; M],
    /// Memory of this step.
    pub new: [F; M],
    /// What the forward pass saved.
    pub saved: [F; S],
    /// Gradient of the output.
    pub dy: F,
    /// Gradient of the state that comes back from the next step through U.
    pub dh: F,
    /// Gradients that come back from the next step otherwise; to become those of the step before.
    pub carry: [F; C],
}

/// A recorded recurrence.
#[derive(Clone, Copy, Debug)]
pub struct Recurrence {
    cell: AnyCell,
    x: Signal,
    recurrent: Option<[Param; 2]>,
    /// `[T, B, max(G, S) H]`; empty if nothing is saved.
    gates: Saved,
    /// `[T + 1, B, M H]`.
    memories: Saved,
    /// `[T + 1, B, H]`.
    states: Saved,
    y: Var,
}

macro_rules! cells {
    ($($(#[$meta:meta])* $module:ident :: $name:ident),* $(,)?) => {
        $($(#[$meta])* pub mod $module;)*

        /// One of the cells.
        #[derive(Clone, Copy, Debug)]
        #[expect(missing_docs, reason = "each variant is documented where it is defined")]
        pub enum AnyCell {
            $($(#[$meta])* $name($module::$name)),*
        }

        $($(#[$meta])* impl From<$module::$name> for AnyCell {
            fn from(cell: $module::$name) -> AnyCell {
                AnyCell::$name(cell)
            }
        })*

        impl Operation for Recurrence {
            fn backward<F: Real>(&self, replay: &mut Replay<F>) {
                match self.cell {
                    $($(#[$meta])* AnyCell::$name(cell) => self.replay(cell, replay)),*
                }
            }
        }
    };
}

cells! {
    elman::Elman,
    gru::Gru,
    lstm::Lstm,
    #[cfg(test)]
    exponential::Exponential,
}

/// One step of the micro-batch: where the rows of its words are.
#[derive(Clone, Copy, Debug)]
struct Step<'a> {
    input: Signal,
    /// `[B, T]`.
    tokens: &'a [u32],
    /// Tokens a word, T.
    time: usize,
    /// Which step.
    t: usize,
    heads: usize,
    /// States of a head, E.
    state: usize,
}

impl Step<'_> {
    /// Row of word `b` in `[B, T, ·]`.
    #[inline(always)]
    fn position(&self, b: usize) -> usize {
        b * self.time + self.t
    }

    /// Row of word `b` in the input.
    #[inline(always)]
    fn row(&self, b: usize) -> usize {
        self.input.row(self.tokens, self.time, self.position(b))
    }
}

/// Heads, and states of one: E is said by the recurrent weights `[H, g E]`.
fn heads(input: Signal, recurrent: Option<[Param; 2]>, gates: usize) -> [usize; 2] {
    let hidden = input.width() / gates;
    let Some([weight, bias]) = recurrent else {
        return [1, hidden];
    };
    let state = weight.cols / gates;
    assert_eq!(
        (input.width(), weight.rows, weight.cols, bias.len()),
        (
            gates * hidden,
            hidden / state * state,
            gates * state,
            gates * hidden
        ),
        "input, recurrent weights and recurrent bias of a recurrence with {hidden} states and {gates} gates"
    );
    [hidden / state, state]
}

/// The recurrent weights `[E, g E]` of head `k`.
fn of_head(weight: Param, k: usize, state: usize) -> Param {
    Param::new(
        weight.range().start + k * state * weight.cols,
        state,
        weight.cols,
    )
}

impl<F: Real> Tape<'_, F> {
    /// The states hₜ `[B, T, H]` of a recurrence: `x` of width g H, `recurrent` are U `[H, g E]` and c `[1, g H]`.
    pub fn recurrence<T, const G: usize, const S: usize, const M: usize, const C: usize>(
        &mut self,
        cell: T,
        x: Signal,
        recurrent: Option<[Param; 2]>,
    ) -> Var
    where
        T: Cell<G, S, M, C> + Into<AnyCell>,
    {
        assert!(
            recurrent.is_some() || !T::APART,
            "a cell that reads the recurrent part has one"
        );
        let [heads, state] = heads(x, recurrent, G);
        let (batch, time, tokens, params) = (self.batch, self.time, self.tokens, self.params);
        let block = batch * heads * state;
        let width = G.max(S) * state;
        let wide = batch * heads * width;
        let gates = self.save(if S > 0 { time * wide } else { 0 });
        let memories = self.save((time + 1) * M * block);
        let states = self.save((time + 1) * block);
        let y = self.output(batch * time, heads * state);
        let (before, [out], saved, scratch, packs) = self.split_packed([y]);
        let input = &before[x.rows().range()];
        let c = recurrent.map(|[_, bias]| &params[bias.range()]);
        let [kept, memories_of, states_of] = saved
            .get_disjoint_mut([gates.range(), memories.range(), states.range()])
            .expect("saved blocks are disjoint");
        let room = scratch.room(if S > 0 { 0 } else { wide });
        memories_of[..M * block].fill(F::ZERO);
        states_of[..block].fill(F::ZERO);
        for t in 0..time {
            let step = Step {
                input: x,
                tokens,
                time,
                t,
                heads,
                state,
            };
            let a = match S {
                0 => &mut *room,
                _ => &mut kept[t * wide..(t + 1) * wide],
            };
            let (past, now) = states_of.split_at_mut((t + 1) * block);
            let past = &past[t * block..];
            let (old, new) = memories_of.split_at_mut((t + 1) * M * block);
            load(step, (!T::APART).then_some(input), c, [G * state, width], a);
            if let Some([weight, _]) = recurrent.filter(|_| t > 0) {
                for k in 0..heads {
                    let u = packs.weight(params, of_head(weight, k, state));
                    let a = &mut a[k * width..];
                    let a = MatMut::strided(a, batch, G * state, heads * width);
                    let h = Mat::strided(&past[k * state..], batch, state, heads * state);
                    matmul_packed_add(a, h, u);
                }
            }
            dispatch(Forward {
                cell,
                step,
                x: input,
                gates: a,
                old: &old[t * M * block..],
                new: &mut new[..M * block],
                past,
                h: &mut now[..block],
                y: out,
            });
        }
        self.record(Recurrence {
            cell: cell.into(),
            x,
            recurrent,
            gates,
            memories,
            states,
            y,
        });
        y
    }
}

impl Recurrence {
    fn replay<F, T, const G: usize, const S: usize, const M: usize, const C: usize>(
        &self,
        cell: T,
        replay: &mut Replay<F>,
    ) where
        F: Real,
        T: Cell<G, S, M, C>,
    {
        let Recurrence {
            x,
            recurrent,
            gates,
            memories,
            states,
            y,
            ..
        } = *self;
        let [heads, state] = heads(x, recurrent, G);
        let (batch, time, tokens) = (replay.batch, replay.time, replay.tokens);
        let (block, part) = (batch * heads * state, G * state);
        let wide = batch * heads * G.max(S) * state;
        let [gates, memories, states] = [gates, memories, states].map(|s| &replay.saved[s.range()]);
        let sizes = [time * G * block, block, C * block];
        let [da, dh, carry] = replay.scratch.rooms(sizes);
        let (dy, [dx]) = replay.grads.split(y, [x.rows()]);
        dh.fill(F::ZERO);
        carry.fill(F::ZERO);
        for t in (0..time).rev() {
            let step = Step {
                input: x,
                tokens,
                time,
                t,
                heads,
                state,
            };
            let (old, new) = memories[t * M * block..][..2 * M * block].split_at(M * block);
            let (past, h) = states[t * block..][..2 * block].split_at(block);
            let da = &mut da[t * G * block..][..G * block];
            dispatch(Backward {
                cell,
                step,
                gates: if S > 0 { &gates[t * wide..] } else { gates },
                old,
                new,
                past,
                h,
                dy,
                dh,
                carry,
                da,
                dx,
            });
            if let Some([weight, _]) = recurrent.filter(|_| t > 0) {
                for k in 0..heads {
                    // forward: aₜ = hₜ₋₁ U + c
                    let weight = of_head(weight, k, state);
                    let u_t = replay.packs.transposed(replay.params, weight);
                    let dh = MatMut::strided(&mut dh[k * state..], batch, state, heads * state);
                    let da = Mat::strided(&da[k * part..], batch, part, heads * part);
                    matmul_packed(dh, da, u_t, None);
                }
            }
        }
        let Some([weight, bias]) = recurrent else {
            return;
        };
        // forward: aₜ = hₜ₋₁ U + c, and h₋₁ = 0
        sum_rows(da, &mut replay.dparams[bias.range()]);
        let rows = (time - 1) * batch;
        for k in (0..heads).filter(|_| rows > 0) {
            let weight = of_head(weight, k, state);
            let (h, da) = (&states[block + k * state..], &da[G * block + k * part..]);
            matmul_add(
                MatMut::new(&mut replay.dparams[weight.range()], state, part),
                Mat::strided(h, rows, state, heads * state).t(),
                Mat::strided(da, rows, part, heads * part),
            );
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::base::rng::{below, normal, stream};
    use crate::tensor::gradcheck::{Setup, check};
    use crate::tensor::{Lane, Tape, Var};

    /// A recurrence under test: records it with input, recurrent weights and bias.
    pub(crate) type Record<F> = fn(&mut Tape<F>, Signal, Param, Param) -> Var;

    /// Gradients of a recurrence with `gates` gates, by position and by token, at several shapes.
    pub(crate) fn check_gradients(gates: usize, record: Record<f64>) {
        for (batch, time, hidden) in [(1, 1, 2), (2, 3, 5), (3, 5, 4), (1, 6, 17)] {
            let width = gates * hidden;
            let recurrent = [(hidden, width), (1, width)];
            let shapes = |rows| [&[(rows, width)], &recurrent[..]].concat();
            let setup = Setup::new(batch, time, 3, &shapes(batch * time));
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                record(tape, Signal::ByPosition(x), p[1], p[2])
            });
            let setup = Setup::new(batch, time, 3, &shapes(3));
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                record(tape, Signal::ByToken(x), p[1], p[2])
            });
        }
    }

    /// A random recurrence of V = 4 input rows, run by token on random words.
    pub(crate) struct Sample {
        pub(crate) batch: usize,
        pub(crate) time: usize,
        pub(crate) hidden: usize,
        pub(crate) tokens: Vec<u32>,
        pub(crate) params: Vec<f64>,
        pub(crate) parts: [Param; 3],
    }

    impl Sample {
        pub(crate) fn new(gates: usize) -> Self {
            let (batch, time, hidden, width) = (3, 9, 6, gates * 6);
            let mut rng = stream(5, "recurrence", gates as u64);
            let parts = [
                Param::new(0, 4, width),
                Param::new(4 * width, hidden, width),
                Param::new((4 + hidden) * width, 1, width),
            ];
            Self {
                batch,
                time,
                hidden,
                tokens: (0..batch * time).map(|_| below(&mut rng, 4)).collect(),
                params: (0..(5 + hidden) * width)
                    .map(|_| 0.6 * normal(&mut rng))
                    .collect(),
                parts,
            }
        }

        pub(crate) fn run(&self, record: Record<f64>) -> Vec<f64> {
            let mut lane = Lane::new(self.params.len());
            let mut tape = Tape::begin(&self.params, &mut lane, &self.tokens, self.batch);
            let x = tape.rows(self.parts[0]);
            let y = record(&mut tape, Signal::ByToken(x), self.parts[1], self.parts[2]);
            tape.value(y).to_vec()
        }

        /// Input row of a position, recurrent weights and bias.
        pub(crate) fn pieces(&self, position: usize) -> (&[f64], &[f64], &[f64]) {
            let [x, u, c] = self.parts.map(|p| &self.params[p.range()]);
            let width = c.len();
            let row = self.tokens[position] as usize * width;
            (&x[row..row + width], u, c)
        }

        /// The recurrence word by word and step by step: `step` takes input row, U, c and the state.
        pub(crate) fn naive(
            &self,
            state: usize,
            step: fn(&[f64], &[f64], &[f64], &mut [f64]),
        ) -> Vec<f64> {
            let mut y = Vec::new();
            for b in 0..self.batch {
                let mut memory = vec![0.0; state];
                for t in 0..self.time {
                    let (x, u, c) = self.pieces(b * self.time + t);
                    step(x, u, c, &mut memory);
                    y.extend_from_slice(&memory[..self.hidden]);
                }
            }
            y
        }
    }

    /// Element j of h U.
    pub(crate) fn product(h: &[f64], u: &[f64], width: usize, j: usize) -> f64 {
        h.iter()
            .enumerate()
            .map(|(i, h)| h * u[i * width + j])
            .sum()
    }

    pub(crate) fn assert_close(a: &[f64], b: &[f64]) {
        assert_eq!(a.len(), b.len());
        for (a, b) in a.iter().zip(b) {
            assert!((a - b).abs() < 1e-12, "{a} {b}");
        }
    }

    /// Changing the token at t leaves every output before t, and every other word, equal to the bit.
    pub(crate) fn check_causality(gates: usize, record: Record<f64>) {
        let mut sample = Sample::new(gates);
        let before = sample.run(record);
        let (b, t) = (1, 4);
        let changed = b * sample.time + t;
        sample.tokens[changed] = (sample.tokens[changed] + 1) % 4;
        let after = sample.run(record);
        let rows = before
            .chunks(sample.hidden)
            .zip(after.chunks(sample.hidden));
        for (position, (before, after)) in rows.enumerate() {
            let same = before
                .iter()
                .zip(after)
                .all(|(x, y)| x.to_bits() == y.to_bits());
            let reached = (changed..(b + 1) * sample.time).contains(&position);
            assert_eq!(same, !reached, "position {position}");
        }
    }
}
