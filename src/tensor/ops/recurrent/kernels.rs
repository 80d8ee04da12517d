//! The kernels of a recurrence: sixteen states side by side, one step of all sequences.

use crate::kernel;
use crate::tensor::Real;
use crate::tensor::ops::channels::{
    Block, LANES, add_parts, at, at_mut, load as block, parts, store, store_parts,
};
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

/// The numbers of lane `i`.
#[inline(always)]
fn lane<F: Real, const N: usize>(blocks: &[Block<F>; N], i: usize) -> [F; N] {
    let mut numbers = [F::ZERO; N];
    for (to, from) in numbers.iter_mut().zip(blocks) {
        *to = from[i];
    }
    numbers
}

/// Writes what [`lane`] reads.
#[inline(always)]
fn set_lane<F: Real, const N: usize>(blocks: &mut [Block<F>; N], i: usize, numbers: [F; N]) {
    for (to, from) in blocks.iter_mut().zip(numbers) {
        to[i] = from;
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
        for (row, gates) in gates.chunks_exact_mut(G.max(S) * state).enumerate() {
            let (b, k) = (row / heads, row % heads);
            let x = at(x, step.row(b) * heads + k, G * state);
            let (old, new) = (at(old, row, M * state), at_mut(new, row, M * state));
            let (past, h) = (at(past, row, state), at_mut(h, row, state));
            let y = at_mut(y, step.position(b) * heads + k, state);
            for e in (0..state).step_by(LANES) {
                let inputs = if T::APART { parts(x, state, e) } else { [[F::ZERO; LANES]; G] };
                let (a, past) = (parts(gates, state, e), block(past, e));
                let mut memory = parts(old, state, e);
                let (mut h_block, mut saved) = ([F::ZERO; LANES], [[F::ZERO; LANES]; S]);
                for i in 0..LANES {
                    let (x, a) = (lane(&inputs, i), lane(&a, i));
                    let (h, m, s) = cell.forward(x, a, past[i], lane(&memory, i));
                    h_block[i] = h;
                    set_lane(&mut memory, i, m);
                    set_lane(&mut saved, i, s);
                }
                store_parts(gates, state, e, &saved);
                store_parts(new, state, e, &memory);
                store(h, e, &h_block);
                store(y, e, &h_block);
            }
        }
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
        // what is saved, if anything is, stands in the room of the gates
        let width = if S > 0 { G.max(S) * state } else { 0 };
        for (row, da) in da.chunks_exact_mut(G * state).enumerate() {
            let (b, k) = (row / heads, row % heads);
            let gates = at(gates, row, width);
            let [old, new] = memories.map(|m| at(m, row, M * state));
            let [past, h] = states.map(|h| at(h, row, state));
            let (dy, dh) = (at(dy, step.position(b) * heads + k, state), at(dh, row, state));
            let carry = at_mut(carry, row, C * state);
            let dx = at_mut(dx, step.row(b) * heads + k, G * state);
            for e in (0..state).step_by(LANES) {
                let (saved, mut carries) = (parts(gates, state, e), parts(carry, state, e));
                let (old, new) = (parts(old, state, e), parts(new, state, e));
                let [past, h, dy, dh] = [past, h, dy, dh].map(|row| block(row, e));
                let (mut da_blocks, mut dx_blocks) = ([[F::ZERO; LANES]; G], [[F::ZERO; LANES]; G]);
                for i in 0..LANES {
                    let mut now = Now {
                        past: past[i],
                        h: h[i],
                        old: lane(&old, i),
                        new: lane(&new, i),
                        saved: lane(&saved, i),
                        dy: dy[i],
                        dh: dh[i],
                        carry: lane(&carries, i),
                    };
                    let (da, dx) = cell.backward(&mut now);
                    set_lane(&mut da_blocks, i, da);
                    set_lane(&mut dx_blocks, i, dx);
                    set_lane(&mut carries, i, now.carry);
                }
                store_parts(da, state, e, &da_blocks);
                store_parts(carry, state, e, &carries);
                add_parts(dx, state, e, &dx_blocks);
            }
        }
    }
}
