//! The kernels of a recurrence: sixteen states side by side, one step of all sequences; states that are no whole block of
//! sixteen come last, one by one.
//!
//! Numbers are read where they lie and gathered in arrays of a lane each before they are written: so no loop has to ask
//! whether what it writes is what it reads next. The number of lanes is one that the compiler does not know: a loop of a
//! known length would be unrolled before it is made of vectors, and numbers then written one by one.

use crate::kernel;
use crate::tensor::Real;
use crate::tensor::ops::channels::{LANES, at, at_mut};
use crate::tensor::ops::recurrent::{Cell, Now, Step};

kernel! {
    /// Every row of `a` `[B, heads, width]` becomes the input of its sequence, if it is to be added, plus the bias
    /// `c` `[heads, part]`, if there is one: the first `part` numbers of it.
    pub(super) fn load<'a, F: Real>(
        step: Step<'a>,
        x: Option<&'a [F]>,
        c: Option<&'a [F]>,
        part_and_width: [usize; 2],
        a: &'a mut [F],
    ) {
        let [part, width] = part_and_width;
        for (b, a) in a.chunks_exact_mut(step.heads * width).enumerate() {
            let x = x.map(|x| &x[step.row(b) * step.heads * part..][..step.heads * part]);
            for (k, a) in a.chunks_exact_mut(width).enumerate() {
                let [x, c] = [x, c].map(|row| row.map(|row| &row[k * part..][..part]));
                let a = &mut a[..part];
                match (x, c) {
                    (Some(x), Some(c)) => {
                        for ((a, x), c) in a.iter_mut().zip(x).zip(c) {
                            *a = *x + *c;
                        }
                    }
                    (Some(row), None) | (None, Some(row)) => a.copy_from_slice(row),
                    (None, None) => a.fill(F::ZERO),
                }
            }
        }
    }
}

/// Numbers `e..e + L` of each of the first N parts of `row` `[.., E]`, E = `width`, where they lie. `none` is not read.
#[inline(always)]
fn parts<'a, F: Real, const N: usize, const L: usize>(
    row: &'a [F],
    width: usize,
    e: usize,
    none: &'a [F; L],
) -> [&'a [F; L]; N] {
    let mut parts = [none; N];
    for (n, part) in parts.iter_mut().enumerate() {
        *part = whole(&row[n * width..][..width], e);
    }
    parts
}

/// Numbers `e..e + L` of `row`.
#[inline(always)]
fn whole<F: Real, const L: usize>(row: &[F], e: usize) -> &[F; L] {
    row[e..].first_chunk().expect("a whole block")
}

/// As [`whole`], to write.
#[inline(always)]
fn whole_mut<F: Real, const L: usize>(row: &mut [F], e: usize) -> &mut [F; L] {
    row[e..].first_chunk_mut().expect("a whole block")
}

/// Writes what [`parts`] reads.
#[inline(always)]
fn store<F: Real, const N: usize, const L: usize>(
    row: &mut [F],
    width: usize,
    e: usize,
    blocks: &[[F; L]; N],
) {
    for (n, from) in blocks.iter().enumerate() {
        *whole_mut(&mut row[n * width..][..width], e) = *from;
    }
}

/// The numbers of lane `i`.
#[inline(always)]
fn lane<F: Real, const N: usize, const L: usize>(blocks: &[&[F; L]; N], i: usize) -> [F; N] {
    let mut numbers = [F::ZERO; N];
    for (to, from) in numbers.iter_mut().zip(blocks) {
        *to = from[i];
    }
    numbers
}

/// Writes `numbers` to lane `i`.
#[inline(always)]
fn set_lane<F: Real, const N: usize, const L: usize>(
    blocks: &mut [[F; L]; N],
    i: usize,
    numbers: [F; N],
) {
    for (to, from) in blocks.iter_mut().zip(numbers) {
        to[i] = from;
    }
}

/// What [`forward`] reads and writes of one head of one sequence: E = `state` numbers in a row, or that many for each of
/// the numbers of a state.
struct Forward<'a, F> {
    state: usize,
    x: &'a [F],
    gates: &'a mut [F],
    old: &'a [F],
    new: &'a mut [F],
    past: &'a [F],
    h: &'a mut [F],
    y: &'a mut [F],
}

impl<F: Real> Forward<'_, F> {
    /// States `e..e + L`, side by side.
    #[inline(always)]
    fn states<T, const L: usize, const G: usize, const S: usize, const M: usize, const C: usize>(
        &mut self,
        cell: T,
        e: usize,
    ) where
        T: Cell<G, S, M, C>,
    {
        let zero = [F::ZERO; L];
        let state = self.state;
        // where they are summed, the input is in the gates
        let inputs = parts::<F, G, L>(if T::APART { self.x } else { self.gates }, state, e, &zero);
        let a = parts::<F, G, L>(self.gates, state, e, &zero);
        let old = parts::<F, M, L>(self.old, state, e, &zero);
        let past = whole::<F, L>(self.past, e);
        let (mut h_block, mut saved, mut memory) = (zero, [zero; S], [zero; M]);
        for i in 0..L.min(state - e) {
            let (x, a) = (lane(&inputs, i), lane(&a, i));
            let (h, m, s) = cell.forward(x, a, past[i], lane(&old, i));
            h_block[i] = h;
            set_lane(&mut memory, i, m);
            set_lane(&mut saved, i, s);
        }
        store(self.gates, state, e, &saved);
        store(self.new, state, e, &memory);
        *whole_mut(self.h, e) = h_block;
        *whole_mut(self.y, e) = h_block;
    }
}

kernel! {
    /// One step: `gates` `[B, max(G, S) H]`, the recurrent part, become what is saved; `old` and `new` `[B, M H]` are the
    /// memories before and after, `past` and `h` `[B, H]` the states, which go to `y` `[B, T, H]` too. `x` are the rows of
    /// the input.
    pub(super) fn forward<'a, F: Real; const G, const S, const M, const C; T: Cell<G, S, M, C>>(
        cell: T, step: Step<'a>, x: &'a [F], gates: &'a mut [F],
        old: &'a [F], new: &'a mut [F], past: &'a [F], h: &'a mut [F], y: &'a mut [F],
    ) {
        let Step { heads, state, .. } = step;
        let even = state - state % LANES;
        for (row, gates) in gates.chunks_exact_mut(G.max(S) * state).enumerate() {
            let (b, k) = (row / heads, row % heads);
            let mut rows = Forward {
                state,
                x: at(x, step.row(b) * heads + k, G * state),
                gates,
                old: at(old, row, M * state),
                new: at_mut(new, row, M * state),
                past: at(past, row, state),
                h: at_mut(h, row, state),
                y: at_mut(y, step.position(b) * heads + k, state),
            };
            for e in (0..even).step_by(LANES) {
                rows.states::<T, LANES, G, S, M, C>(cell, e);
            }
            for e in even..state {
                rows.states::<T, 1, G, S, M, C>(cell, e);
            }
        }
    }
}

/// What [`backward`] reads and writes, as in [`Forward`].
struct Backward<'a, F> {
    state: usize,
    gates: &'a [F],
    old: &'a [F],
    new: &'a [F],
    past: &'a [F],
    h: &'a [F],
    dy: &'a [F],
    dh: &'a [F],
    carry: &'a mut [F],
    da: &'a mut [F],
    dx: &'a mut [F],
}

impl<F: Real> Backward<'_, F> {
    /// Backward of [`Forward::states`].
    #[inline(always)]
    fn states<const L: usize, const G: usize, const S: usize, const M: usize, const C: usize>(
        &mut self,
        cell: impl Cell<G, S, M, C>,
        e: usize,
    ) {
        let zero = [F::ZERO; L];
        let state = self.state;
        let saved = parts::<F, S, L>(self.gates, state, e, &zero);
        let carry = parts::<F, C, L>(self.carry, state, e, &zero);
        let old = parts::<F, M, L>(self.old, state, e, &zero);
        let new = parts::<F, M, L>(self.new, state, e, &zero);
        let sums = parts::<F, G, L>(self.dx, state, e, &zero);
        let (past, h) = (whole::<F, L>(self.past, e), whole::<F, L>(self.h, e));
        let (dy, dh) = (whole::<F, L>(self.dy, e), whole::<F, L>(self.dh, e));
        let (mut da_blocks, mut dx_blocks) = ([zero; G], [zero; G]);
        let mut carried = [zero; C];
        for i in 0..L.min(state - e) {
            let mut now = Now {
                past: past[i],
                h: h[i],
                old: lane(&old, i),
                new: lane(&new, i),
                saved: lane(&saved, i),
                dy: dy[i],
                dh: dh[i],
                carry: lane(&carry, i),
            };
            let (da, mut dx) = cell.backward(&mut now);
            for (dx, sum) in dx.iter_mut().zip(lane(&sums, i)) {
                *dx += sum;
            }
            set_lane(&mut da_blocks, i, da);
            set_lane(&mut dx_blocks, i, dx);
            set_lane(&mut carried, i, now.carry);
        }
        store(self.da, state, e, &da_blocks);
        store(self.carry, state, e, &carried);
        store(self.dx, state, e, &dx_blocks);
    }
}

kernel! {
    /// Backward of [`forward`], of whose arguments it has `gates`, `old`, `new`, `past` and `h`. From the gradients `dy`
    /// `[B, T, H]` and, through U, `dh` `[B, H]` it makes `da` `[B, G H]`, adds to the rows of the input in `dx`, and
    /// `carry` `[B, C H]`, the gradients that come back otherwise, become those of the step before.
    pub(super) fn backward<'a, F: Real; const G, const S, const M, const C; T: Cell<G, S, M, C>>(
        cell: T, step: Step<'a>, gates: &'a [F], memories: [&'a [F]; 2], states: [&'a [F]; 2],
        dy: &'a [F], dh: &'a [F], carry: &'a mut [F], da: &'a mut [F], dx: &'a mut [F],
    ) {
        let Step { heads, state, .. } = step;
        let even = state - state % LANES;
        // what is saved, if anything is, stands in the room of the gates
        let width = if S > 0 { G.max(S) * state } else { 0 };
        let ([old, new], [past, h]) = (memories, states);
        for (row, da) in da.chunks_exact_mut(G * state).enumerate() {
            let (b, k) = (row / heads, row % heads);
            let mut rows = Backward {
                state,
                gates: at(gates, row, width),
                old: at(old, row, M * state),
                new: at(new, row, M * state),
                past: at(past, row, state),
                h: at(h, row, state),
                dy: at(dy, step.position(b) * heads + k, state),
                dh: at(dh, row, state),
                carry: at_mut(carry, row, C * state),
                da,
                dx: at_mut(dx, step.row(b) * heads + k, G * state),
            };
            for e in (0..even).step_by(LANES) {
                rows.states::<LANES, G, S, M, C>(cell, e);
            }
            for e in even..state {
                rows.states::<1, G, S, M, C>(cell, e);
            }
        }
    }
}
