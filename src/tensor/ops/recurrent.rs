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
//! The loop works through time one step for all sequences of the micro-batch, so what it keeps is
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
use crate::tensor::signal::Rows;
use crate::tensor::tape::{Replay, Saved};
use crate::tensor::{Param, Real, Signal, Tape, Var};

use kernels::{backward, forward, load};

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
    ($($module:ident { $($name:ident),* })*) => {
        $(pub mod $module;)*

        /// One of the cells.
        #[derive(Clone, Copy, Debug, derive_more::From)]
        #[expect(missing_docs, reason = "each variant is documented where it is defined")]
        pub enum AnyCell {
            $($($name($module::$name),)*)*
            #[cfg(test)]
            Exponential(tests::exponential::Exponential),
        }

        impl<F: Real> Tape<'_, F> {
            /// The states hₜ `[B, T, H]` of a recurrence: `x` of width g H, `recurrent` are U `[H, g E]` and c `[1, g H]`.
            pub fn recurrence(&mut self, cell: impl Into<AnyCell>, x: Signal, recurrent: Option<[Param; 2]>) -> Var {
                match cell.into() {
                    $($(AnyCell::$name(cell) => self.recurrence_of(cell, x, recurrent),)*)*
                    #[cfg(test)]
                    AnyCell::Exponential(cell) => self.recurrence_of(cell, x, recurrent),
                }
            }
        }

        impl Operation for Recurrence {
            fn backward<F: Real>(&self, replay: &mut Replay<F>) {
                match self.cell {
                    $($(AnyCell::$name(cell) => self.replay(cell, replay),)*)*
                    #[cfg(test)]
                    AnyCell::Exponential(cell) => self.replay(cell, replay),
                }
            }
        }
    };
}

cells! {
    elman { Tanh, Relu }
    gru { Gru }
    lstm { Lstm }
}

/// One step of the micro-batch.
#[derive(Clone, Copy, Debug)]
struct Step<'a> {
    /// Rows of the input.
    input: Rows<'a>,
    /// Which step.
    t: usize,
    heads: usize,
    /// States of a head, E.
    state: usize,
}

impl Step<'_> {
    /// Row of sequence `b` in `[B, T, ·]`.
    #[inline(always)]
    fn position(&self, b: usize) -> usize {
        b * self.input.time() + self.t
    }

    /// Row of sequence `b` in the input.
    #[inline(always)]
    fn row(&self, b: usize) -> usize {
        self.input.at(self.position(b))
    }
}

/// The first step: E is said by the recurrent weights `[H, g E]`.
fn first_step<'a>(
    input: Rows<'a>,
    width: usize,
    recurrent: Option<[Param; 2]>,
    gates: usize,
) -> Step<'a> {
    let hidden = width / gates;
    let state = recurrent.map_or(hidden, |[weight, _]| weight.cols / gates);
    if let Some([weight, bias]) = recurrent {
        assert_eq!(
            (width, weight.rows, weight.cols, bias.len()),
            (
                gates * hidden,
                hidden / state * state,
                gates * state,
                gates * hidden
            ),
            "input, recurrent weights and recurrent bias of a recurrence with {hidden} states and {gates} gates"
        );
    }
    Step {
        input,
        t: 0,
        heads: hidden / state,
        state,
    }
}

impl<F: Real> Tape<'_, F> {
    fn recurrence_of<T, const G: usize, const S: usize, const M: usize, const C: usize>(
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
        let (batch, time, params) = (self.batch, self.time, self.params);
        let first = first_step(x.rows_of(self.tokens, time), x.width(), recurrent, G);
        let Step { heads, state, .. } = first;
        let block = batch * heads * state;
        let width = G.max(S) * state;
        let wide = batch * heads * width;
        let gates = self.save(if S > 0 { time * wide } else { 0 });
        let memories = self.save((time + 1) * M * block);
        let states = self.save((time + 1) * block);
        let y = self.output(batch * time, heads * state);
        let (before, [out], saved, scratch, packs) = self.split([y]);
        let input = &before[x.rows().range()];
        let c = recurrent.map(|[_, bias]| &params[bias.range()]);
        let u = recurrent.map(|[weight, _]| packs.parts(params, weight, heads, false));
        let [kept, memories_of, states_of] = saved
            .get_disjoint_mut([gates.range(), memories.range(), states.range()])
            .expect("saved blocks are disjoint");
        let room = scratch.room(if S > 0 { 0 } else { wide });
        memories_of[..M * block].fill(F::ZERO);
        states_of[..block].fill(F::ZERO);
        for t in 0..time {
            let step = Step { t, ..first };
            let a = match S {
                0 => &mut *room,
                _ => &mut kept[t * wide..(t + 1) * wide],
            };
            let (past, now) = states_of.split_at_mut((t + 1) * block);
            let past = &past[t * block..];
            let (old, new) = memories_of.split_at_mut((t + 1) * M * block);
            load(step, (!T::APART).then_some(input), c, [G * state, width], a);
            if let Some(u) = u.filter(|_| t > 0) {
                for k in 0..heads {
                    let a = &mut a[k * width..];
                    let a = MatMut::strided(a, batch, G * state, heads * width);
                    let h = Mat::strided(&past[k * state..], batch, state, heads * state);
                    matmul_packed_add(a, h, u.part(k));
                }
            }
            let (old, new) = (&old[t * M * block..], &mut new[..M * block]);
            forward(cell, step, input, a, old, new, past, &mut now[..block], out);
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
        let (x, recurrent) = (self.x, self.recurrent);
        let (batch, time) = (replay.batch, replay.time);
        let first = first_step(x.rows_of(replay.tokens, time), x.width(), recurrent, G);
        let Step { heads, state, .. } = first;
        let (block, part) = (batch * heads * state, G * state);
        let wide = batch * heads * G.max(S) * state;
        let saved = [self.gates, self.memories, self.states];
        let [gates, memories, states] = saved.map(|s| &replay.saved[s.range()]);
        let sizes = [time * G * block, block, C * block];
        let [da, dh, carry] = replay.scratch.rooms(sizes);
        let (dy, [dx]) = replay.grads.split(self.y, [x.rows()]);
        let u_t = recurrent.map(|[u, _]| replay.packs.parts(replay.params, u, heads, true));
        dh.fill(F::ZERO);
        carry.fill(F::ZERO);
        for t in (0..time).rev() {
            let step = Step { t, ..first };
            let (at, memory) = (t * block, M * block);
            let memories = [0, memory].map(|next| &memories[t * memory + next..][..memory]);
            let states = [0, block].map(|next| &states[at + next..][..block]);
            let gates = if S > 0 { &gates[t * wide..] } else { gates };
            let da = &mut da[G * at..][..G * block];
            backward(cell, step, gates, memories, states, dy, dh, carry, da, dx);
            if let Some(u_t) = u_t.filter(|_| t > 0) {
                for k in 0..heads {
                    // forward: aₜ = hₜ₋₁ U + c
                    let dh = MatMut::strided(&mut dh[k * state..], batch, state, heads * state);
                    let da = Mat::strided(&da[k * part..], batch, part, heads * part);
                    matmul_packed(dh, da, u_t.part(k), None);
                }
            }
        }
        let Some([weight, bias]) = recurrent else {
            return;
        };
        // forward: aₜ = hₜ₋₁ U + c, and h₋₁ = 0
        sum_rows(da, &mut replay.dparams[bias.range()]);
        let count = (time - 1) * batch;
        let du = replay.dparams[weight.range()].chunks_exact_mut(state * part);
        for (k, du) in du.enumerate().filter(|_| count > 0) {
            let (h, da) = (&states[block + k * state..], &da[G * block + k * part..]);
            matmul_add(
                MatMut::new(du, state, part),
                Mat::strided(h, count, state, heads * state).t(),
                Mat::strided(da, count, part, heads * part),
            );
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
