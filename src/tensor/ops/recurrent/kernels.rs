//! The kernels of a recurrence: sixteen states side by side, one step of all words.

use crate::kernel;
use crate::tensor::Real;
use crate::tensor::ops::channels::{Block, LANES, add, load as block, store};
use crate::tensor::ops::recurrent::{Cell, Now, Step};

kernel! {
    /// Every row of `a` `[B, heads, width]` becomes the input of its word, if it is to be added, plus the bias
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

/// Numbers `at..at + 16` of each of the N parts of `row` `[N E]`.
#[inline(always)]
fn parts<F: Real, const N: usize>(row: &[F], state: usize, at: usize) -> [Block<F>; N] {
    let mut blocks = [[F::ZERO; LANES]; N];
    for (n, to) in blocks.iter_mut().enumerate() {
        *to = block(&row[n * state..][..state], at);
    }
    blocks
}

/// Writes what [`parts`] reads.
#[inline(always)]
fn store_parts<F: Real, const N: usize>(
    row: &mut [F],
    state: usize,
    at: usize,
    blocks: &[Block<F>; N],
) {
    for (n, from) in blocks.iter().enumerate() {
        store(&mut row[n * state..][..state], at, from);
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

/// One step forward.
pub(super) struct Forward<'a, F, T, const G: usize, const S: usize, const M: usize, const C: usize>
{
    pub(super) cell: T,
    pub(super) step: Step<'a>,
    /// The rows of the input.
    pub(super) x: &'a [F],
    /// `[B, max(G, S) H]`: the recurrent part, to become what is saved.
    pub(super) gates: &'a mut [F],
    /// `[B, M H]`: the memory of the step before.
    pub(super) old: &'a [F],
    /// `[B, M H]`, to write.
    pub(super) new: &'a mut [F],
    /// `[B, H]`: the state of the step before.
    pub(super) past: &'a [F],
    /// `[B, H]`, to write.
    pub(super) h: &'a mut [F],
    /// `[B, T, H]`, to write.
    pub(super) y: &'a mut [F],
}

impl<F, T, const G: usize, const S: usize, const M: usize, const C: usize> pulp::NullaryFnOnce
    for Forward<'_, F, T, G, S, M, C>
where
    F: Real,
    T: Cell<G, S, M, C>,
{
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Step { heads, state, .. } = self.step;
        let width = G.max(S) * state;
        for (row, gates) in self.gates.chunks_exact_mut(width).enumerate() {
            let (b, k) = (row / heads, row % heads);
            let x = &self.x[(self.step.row(b) * heads + k) * G * state..][..G * state];
            let old = &self.old[row * M * state..][..M * state];
            let new = &mut self.new[row * M * state..][..M * state];
            let past = &self.past[row * state..][..state];
            let h = &mut self.h[row * state..][..state];
            let y = &mut self.y[(self.step.position(b) * heads + k) * state..][..state];
            for at in (0..state).step_by(LANES) {
                let inputs = match T::APART {
                    true => parts(x, state, at),
                    false => [[F::ZERO; LANES]; G],
                };
                let a = parts(gates, state, at);
                let past = block(past, at);
                let mut memory = parts(old, state, at);
                let (mut h_block, mut saved) = ([F::ZERO; LANES], [[F::ZERO; LANES]; S]);
                for i in 0..LANES {
                    let (x, a) = (lane(&inputs, i), lane(&a, i));
                    let (h, m, s) = self.cell.forward(x, a, past[i], lane(&memory, i));
                    h_block[i] = h;
                    set_lane(&mut memory, i, m);
                    set_lane(&mut saved, i, s);
                }
                store_parts(gates, state, at, &saved);
                store_parts(new, state, at, &memory);
                store(h, at, &h_block);
                store(y, at, &h_block);
            }
        }
    }
}

/// One step backward.
pub(super) struct Backward<'a, F, T, const G: usize, const S: usize, const M: usize, const C: usize>
{
    pub(super) cell: T,
    pub(super) step: Step<'a>,
    /// `[B, max(G, S) H]`.
    pub(super) gates: &'a [F],
    /// `[B, M H]`: the memory of the step before.
    pub(super) old: &'a [F],
    /// `[B, M H]`.
    pub(super) new: &'a [F],
    /// `[B, H]`: the state of the step before.
    pub(super) past: &'a [F],
    /// `[B, H]`.
    pub(super) h: &'a [F],
    /// `[B, T, H]`.
    pub(super) dy: &'a [F],
    /// `[B, H]`: the gradient that comes back through U.
    pub(super) dh: &'a [F],
    /// `[B, C H]`: the gradients that come back otherwise, to become those of the step before.
    pub(super) carry: &'a mut [F],
    /// `[B, G H]`, to write.
    pub(super) da: &'a mut [F],
    /// The rows of the gradient of the input, to add to.
    pub(super) dx: &'a mut [F],
}

impl<F, T, const G: usize, const S: usize, const M: usize, const C: usize> pulp::NullaryFnOnce
    for Backward<'_, F, T, G, S, M, C>
where
    F: Real,
    T: Cell<G, S, M, C>,
{
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Step { heads, state, .. } = self.step;
        let width = G.max(S) * state;
        for (row, da) in self.da.chunks_exact_mut(G * state).enumerate() {
            let (b, k) = (row / heads, row % heads);
            let gates = match S {
                0 => &[][..],
                _ => &self.gates[row * width..][..width],
            };
            let old = &self.old[row * M * state..][..M * state];
            let new = &self.new[row * M * state..][..M * state];
            let past = &self.past[row * state..][..state];
            let h = &self.h[row * state..][..state];
            let dy = &self.dy[(self.step.position(b) * heads + k) * state..][..state];
            let dh = &self.dh[row * state..][..state];
            let carry = &mut self.carry[row * C * state..][..C * state];
            let dx = &mut self.dx[(self.step.row(b) * heads + k) * G * state..][..G * state];
            for at in (0..state).step_by(LANES) {
                let saved = parts(gates, state, at);
                let (old, new) = (parts(old, state, at), parts(new, state, at));
                let (past, h) = (block(past, at), block(h, at));
                let (dy, dh) = (block(dy, at), block(dh, at));
                let mut carries = parts(carry, state, at);
                let mut da_blocks = [[F::ZERO; LANES]; G];
                let mut dx_blocks = [[F::ZERO; LANES]; G];
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
                    let (da, dx) = self.cell.backward(&mut now);
                    set_lane(&mut da_blocks, i, da);
                    set_lane(&mut dx_blocks, i, dx);
                    set_lane(&mut carries, i, now.carry);
                }
                store_parts(da, state, at, &da_blocks);
                store_parts(carry, state, at, &carries);
                for (g, dx_block) in dx_blocks.iter().enumerate() {
                    add(&mut dx[g * state..][..state], at, dx_block);
                }
            }
        }
    }
}
