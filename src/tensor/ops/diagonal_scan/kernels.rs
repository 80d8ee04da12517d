//! The kernels of the diagonal scan: sixteen channels side by side.

use super::states::{Chunks, Side, over_boundaries, over_modes, over_time};
use super::{CHUNK, DiagonalShape};
use crate::kernel;
use crate::tensor::Real;
use crate::tensor::ops::channels::{Block, LANES, add, fma, load, store};
use crate::tensor::ops::complex::{Complex, add_conj_product, lower, product, raise};

/// Sums held in registers together.
const ROWS: usize = 4;

/// y\[j\] += Σ_{i<=j} k\[j-i\] u\[i\].
// Sums stay in registers: as running updates of all y the loop over positions would be made vector code in
// place of the loop over channels.
#[inline(always)]
fn convolve<F: Real>(y: &mut [Block<F>], u: &[Block<F>], k: &[Block<F>]) {
    let whole = y.len() / ROWS * ROWS;
    for first in (0..whole).step_by(ROWS) {
        let mut sums: [Block<F>; ROWS] = std::array::from_fn(|r| y[first + r]);
        for i in (first + 1..first + ROWS).rev() {
            for r in i - first..ROWS {
                fma(&mut sums[r], &k[first + r - i], &u[i]);
            }
        }
        for i in (0..=first).rev() {
            let (u, k) = (&u[i], &k[first - i..][..ROWS]);
            for r in 0..ROWS {
                fma(&mut sums[r], &k[r], u);
            }
        }
        y[first..first + ROWS].copy_from_slice(&sums);
    }
    for j in whole..y.len() {
        let mut sum = y[j];
        for (u, k) in u[..=j].iter().rev().zip(k) {
            fma(&mut sum, k, u);
        }
        y[j] = sum;
    }
}

/// out\[i\] += Σ_l w\[l\] dy\[i+l\]: both gradients of [`convolve`].
#[inline(always)]
fn correlate<F: Real>(out: &mut [Block<F>], dy: &[Block<F>], w: &[Block<F>]) {
    let len = dy.len();
    let whole = len / ROWS * ROWS;
    for first in (0..whole).step_by(ROWS) {
        let mut sums: [Block<F>; ROWS] = std::array::from_fn(|r| out[first + r]);
        let all = len - first - (ROWS - 1);
        for (l, w) in w[..all].iter().enumerate() {
            let dy = &dy[first + l..][..ROWS];
            for r in 0..ROWS {
                fma(&mut sums[r], w, &dy[r]);
            }
        }
        for l in all..len - first {
            for r in 0..len - first - l {
                fma(&mut sums[r], &w[l], &dy[first + r + l]);
            }
        }
        out[first..first + ROWS].copy_from_slice(&sums);
    }
    for i in whole..len {
        let mut sum = out[i];
        for (dy, w) in dy[i..].iter().zip(w) {
            fma(&mut sum, w, dy);
        }
        out[i] = sum;
    }
}

/// z += w.
#[inline(always)]
fn add_to<F: Real>(z: &mut Complex<F>, w: &Complex<F>) {
    for part in 0..2 {
        for i in 0..LANES {
            z[part][i] += w[part][i];
        }
    }
}

/// The complex conjugate.
#[inline(always)]
fn conjugate<F: Real>(z: &Complex<F>) -> Complex<F> {
    let mut out = *z;
    for x in &mut out[1] {
        *x = -*x;
    }
    out
}

/// The channels from `e` of `x` `[B, T, E]`, position after position and chunk after chunk; zeros between them.
#[inline(always)]
fn gather<F: Real>(shape: DiagonalShape, x: &[F], e: usize, group: &mut [Block<F>]) {
    let (width, stride) = (shape.width, shape.stride());
    let sequences = x.chunks_exact(shape.time * width);
    for (x, group) in sequences.zip(group.chunks_exact_mut(shape.chunks() * stride)) {
        for (x, group) in x.chunks(CHUNK * width).zip(group.chunks_exact_mut(stride)) {
            let (blocks, rest) = group.split_at_mut(x.len() / width);
            for (x, block) in x.chunks_exact(width).zip(blocks) {
                *block = load(x, e);
            }
            rest.fill([F::ZERO; LANES]);
        }
    }
}

/// conj(c x) of every state x: Re(c x w) is the product of it and (Re w, Im w).
#[inline(always)]
fn write_outputs<F: Real>(
    ac: &[Complex<F>],
    states: &[Complex<F>],
    row: usize,
    outputs: &mut [Complex<F>],
) {
    let modes = ac.len() / 2;
    for (out, x) in outputs.chunks_exact_mut(row).zip(states.chunks_exact(row)) {
        for m in 0..modes {
            out[m] = conjugate(&product(&ac[2 * m + 1], &x[m]));
        }
    }
}

kernel! {
    /// Writes `y` and the states that are kept. `ac` and `k` are those of
    /// [`crate::tensor::ops::diagonal_modes`], `d` `[E]`; `work` is scratch for the powers and one number a
    /// state.
    pub(super) fn forward<'a, F: Real>(
        shape: DiagonalShape,
        u: &'a [F],
        ac: &'a [Complex<F>],
        k: &'a [Block<F>],
        d: &'a [F],
        y: &'a mut [F],
        states: &'a mut [Complex<F>],
        groups: &'a mut [Block<F>],
        work: &'a mut [Complex<F>],
    ) {
        let DiagonalShape { time, width, modes, batch } = shape;
        let (chunks, stride, row) = (shape.chunks(), shape.stride(), shape.row());
        let (u_group, y_group) = groups.split_at_mut(shape.group());
        let (powers, outputs) = work.split_at_mut(shape.powers());
        for (group, (ac, k)) in ac.chunks_exact(2 * modes).zip(k.chunks_exact(CHUNK)).enumerate() {
            let e = group * LANES;
            gather(shape, u, e, u_group);
            let d = load(d, e);
            for (y, u) in y_group.iter_mut().zip(&*u_group) {
                *y = [F::ZERO; LANES];
                fma(y, &d, u);
            }
            let rows = u_group.chunks_exact(stride).zip(y_group.chunks_exact_mut(stride));
            for (chunk, (u, y)) in rows.enumerate() {
                let len = shape.len(chunk);
                convolve(&mut y[..len], &u[..len], k);
            }
            if shape.kept() > 0 {
                let states = &mut states[group * shape.states()..][..shape.states()];
                raise(ac, row, powers);
                // x' = a^L x + Σ_i a^{L-1-i} u[i]
                let before = Chunks::new(Side::Before, batch, chunks, modes);
                over_time(before, u_group, powers.as_flattened(), states.as_flattened_mut());
                let whole = &powers[CHUNK * row..];
                for sequence in states.chunks_exact_mut(shape.kept() * row) {
                    for at in (row..sequence.len()).step_by(row) {
                        for m in 0..modes {
                            let carried = product(&whole[m], &sequence[at + m - row]);
                            add_to(&mut sequence[at + m], &carried);
                        }
                    }
                }
                // y[j] += Re(a^{j+1} (c x))
                write_outputs(ac, states, row, outputs);
                let after = Chunks::new(Side::After, batch, chunks, modes);
                over_modes(after, outputs.as_flattened(), powers.as_flattened(), y_group);
            }
            let chunks = y.chunks_mut(time * width).flat_map(|sequence| sequence.chunks_mut(CHUNK * width));
            for (y, blocks) in chunks.zip(y_group.chunks_exact(stride)) {
                for (y, block) in y.chunks_exact_mut(width).zip(blocks) {
                    store(y, e, block);
                }
            }
        }
    }
}

kernel! {
    /// Backward of [`forward`]. Adds to `du`, `dac`, `dk` and `dd`; `groups` is scratch for three groups,
    /// `work` for the powers, their gradients and one number a state.
    pub(super) fn backward<'a, F: Real>(
        shape: DiagonalShape,
        u: &'a [F],
        ac: &'a [Complex<F>],
        k: &'a [Block<F>],
        d: &'a [F],
        states: &'a [Complex<F>],
        dy: &'a [F],
        du: &'a mut [F],
        dac: &'a mut [Complex<F>],
        dk: &'a mut [Block<F>],
        dd: &'a mut [F],
        groups: &'a mut [Block<F>],
        work: &'a mut [Complex<F>],
    ) {
        let DiagonalShape { time, width, modes, batch } = shape;
        let (chunks, stride, row) = (shape.chunks(), shape.stride(), shape.row());
        let (u_group, rest) = groups.split_at_mut(shape.group());
        let (du_group, dy_group) = rest.split_at_mut(shape.group());
        let (powers, work) = work.split_at_mut(shape.powers());
        let (dpowers, outputs) = work.split_at_mut(shape.powers());
        let zero = [[F::ZERO; LANES]; 2];
        let convolutions = k.chunks_exact(CHUNK).zip(dk.chunks_exact_mut(CHUNK));
        for (group, (k, dk)) in convolutions.enumerate() {
            let e = group * LANES;
            gather(shape, u, e, u_group);
            gather(shape, dy, e, dy_group);
            let (d, mut dd_block) = (load(d, e), zero[0]);
            for ((du, u), dy) in du_group.iter_mut().zip(&*u_group).zip(&*dy_group) {
                // forward: y[j] = D u[j] + ...
                *du = zero[0];
                fma(du, dy, &d);
                fma(&mut dd_block, dy, u);
            }
            add(dd, e, &dd_block);
            let rows = u_group.chunks_exact(stride).zip(du_group.chunks_exact_mut(stride));
            for (chunk, ((u, du), dy)) in rows.zip(dy_group.chunks_exact(stride)).enumerate() {
                let len = shape.len(chunk);
                let (u, du, dy) = (&u[..len], &mut du[..len], &dy[..len]);
                // forward: y[j] += Σ_l k[l] u[j-l]
                correlate(du, dy, k);
                correlate(&mut dk[..len], dy, u);
            }
            if shape.kept() > 0 {
                let states = &states[group * shape.states()..][..shape.states()];
                let (ac, dac) = (&ac[group * 2 * modes..][..2 * modes], &mut dac[group * 2 * modes..][..2 * modes]);
                raise(ac, row, powers);
                dpowers.fill(zero);
                // forward: y[j] += Re(a^{j+1} (c x))
                write_outputs(ac, states, row, outputs);
                let after = Chunks::new(Side::After, batch, chunks, modes);
                over_boundaries(after, dy_group, outputs.as_flattened(), dpowers.as_flattened_mut());
                over_time(after, dy_group, powers.as_flattened(), outputs.as_flattened_mut());
                for (d, x) in outputs.chunks_exact_mut(row).zip(states.chunks_exact(row)) {
                    for m in 0..modes {
                        let dcx = conjugate(&d[m]);
                        add_conj_product(&mut dac[2 * m + 1], &x[m], &dcx);
                        d[m] = zero;
                        add_conj_product(&mut d[m], &ac[2 * m + 1], &dcx);
                    }
                }
                // forward: x' = a^L x + ..., from the last boundary of a sequence to its first
                let span = shape.kept() * row;
                let (whole, dwhole) = (&powers[CHUNK * row..], &mut dpowers[CHUNK * row..]);
                for (dx, x) in outputs.chunks_exact_mut(span).zip(states.chunks_exact(span)) {
                    for at in (row..span).step_by(row).rev() {
                        for m in 0..modes {
                            let dnext = dx[at + m];
                            add_conj_product(&mut dwhole[m], &x[at + m - row], &dnext);
                            add_conj_product(&mut dx[at + m - row], &whole[m], &dnext);
                        }
                    }
                }
                // forward: x' += a^{L-1-i} u[i]
                let before = Chunks::new(Side::Before, batch, chunks, modes);
                over_boundaries(before, u_group, outputs.as_flattened(), dpowers.as_flattened_mut());
                over_modes(before, outputs.as_flattened(), powers.as_flattened(), du_group);
                lower(ac, row, powers, dpowers, dac);
            }
            let chunks = du.chunks_mut(time * width).flat_map(|sequence| sequence.chunks_mut(CHUNK * width));
            for (du, blocks) in chunks.zip(du_group.chunks_exact(stride)) {
                for (du, block) in du.chunks_exact_mut(width).zip(blocks) {
                    add(du, e, block);
                }
            }
        }
    }
}
