//! The kernels of the diagonal scan: sixteen channels side by side.

use super::states::{Chunks, Side, over_boundaries, over_modes, over_time};
use super::{CHUNK, Shape};
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

/// One group of channels of `x` `[B, T, E]`, position after position.
#[inline(always)]
fn gather<F: Real>(x: &[F], width: usize, e: usize, group: &mut [Block<F>]) {
    for (x, block) in x.chunks_exact(width).zip(group) {
        *block = load(x, e);
    }
}

kernel! {
    /// Writes `y` and the states that are kept. `ac` and `k` are those of
    /// [`crate::tensor::ops::diagonal_modes`], `d` `[E]`; `work` is scratch for the powers and one number a
    /// state.
    pub(super) fn forward<'a, F: Real>(
        shape: Shape,
        u: &'a [F],
        ac: &'a [Complex<F>],
        k: &'a [Block<F>],
        d: &'a [F],
        y: &'a mut [F],
        states: &'a mut [Complex<F>],
        groups: &'a mut [Block<F>],
        work: &'a mut [Complex<F>],
    ) {
        let Shape { time, width, modes, .. } = shape;
        let (u_group, y_group) = groups.split_at_mut(shape.positions());
        let (powers, outputs) = work.split_at_mut(shape.powers());
        for (group, (ac, k)) in ac.chunks_exact(2 * modes).zip(k.chunks_exact(CHUNK)).enumerate() {
            let e = group * LANES;
            gather(u, width, e, u_group);
            let d = load(d, e);
            for (y, u) in y_group.iter_mut().zip(&*u_group) {
                *y = [F::ZERO; LANES];
                fma(y, &d, u);
            }
            for (u, y) in u_group.chunks_exact(time).zip(y_group.chunks_exact_mut(time)) {
                for (u, y) in u.chunks(CHUNK).zip(y.chunks_mut(CHUNK)) {
                    convolve(y, u, k);
                }
            }
            if shape.kept() > 0 {
                let states = &mut states[group * shape.states()..][..shape.states()];
                raise(ac, powers);
                // x' = a^L x + Σ_i a^{L-1-i} u[i]
                let before = Chunks::new(Side::Before, (shape.batch, time), shape.kept(), modes);
                over_time(before, u_group, powers.as_flattened(), states.as_flattened_mut());
                let whole = &powers[CHUNK * modes..];
                for word in states.chunks_exact_mut(shape.kept() * modes) {
                    for at in modes..word.len() {
                        let carried = product(&whole[at % modes], &word[at - modes]);
                        add_to(&mut word[at], &carried);
                    }
                }
                // y[j] += Re(a^{j+1} (c x)), and Re(z w) is the product of (Re z, -Im z) and (Re w, Im w)
                for (at, (out, x)) in outputs.iter_mut().zip(&*states).enumerate() {
                    *out = conjugate(&product(&ac[2 * (at % modes) + 1], x));
                }
                let after = Chunks::new(Side::After, (shape.batch, time), shape.kept(), modes);
                over_modes(after, outputs.as_flattened(), powers.as_flattened(), y_group);
            }
            for (y, block) in y.chunks_exact_mut(width).zip(&*y_group) {
                store(y, e, block);
            }
        }
    }
}

kernel! {
    /// Backward of [`forward`]. Adds to `du`, `dac`, `dk` and `dd`; `groups` is scratch for three groups,
    /// `work` for the powers, their gradients and one number a state.
    pub(super) fn backward<'a, F: Real>(
        shape: Shape,
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
        let Shape { time, width, modes, .. } = shape;
        let (u_group, rest) = groups.split_at_mut(shape.positions());
        let (du_group, dy_group) = rest.split_at_mut(shape.positions());
        let (powers, work) = work.split_at_mut(shape.powers());
        let (dpowers, outputs) = work.split_at_mut(shape.powers());
        let zero = [[F::ZERO; LANES]; 2];
        let convolutions = k.chunks_exact(CHUNK).zip(dk.chunks_exact_mut(CHUNK));
        for (group, (k, dk)) in convolutions.enumerate() {
            let e = group * LANES;
            gather(u, width, e, u_group);
            gather(dy, width, e, dy_group);
            let (d, mut dd_block) = (load(d, e), zero[0]);
            for ((du, u), dy) in du_group.iter_mut().zip(&*u_group).zip(&*dy_group) {
                // forward: y[j] = D u[j] + ...
                *du = zero[0];
                fma(du, dy, &d);
                fma(&mut dd_block, dy, u);
            }
            add(dd, e, &dd_block);
            let words = u_group.chunks_exact(time).zip(du_group.chunks_exact_mut(time));
            for ((u, du), dy) in words.zip(dy_group.chunks_exact(time)) {
                let chunks = u.chunks(CHUNK).zip(du.chunks_mut(CHUNK));
                for ((u, du), dy) in chunks.zip(dy.chunks(CHUNK)) {
                    // forward: y[j] += Σ_l k[l] u[j-l]
                    correlate(du, dy, k);
                    correlate(&mut dk[..dy.len()], dy, u);
                }
            }
            if shape.kept() > 0 {
                let states = &states[group * shape.states()..][..shape.states()];
                let (ac, dac) = (&ac[group * 2 * modes..][..2 * modes], &mut dac[group * 2 * modes..][..2 * modes]);
                raise(ac, powers);
                dpowers.fill(zero);
                // forward: y[j] += Re(a^{j+1} (c x))
                for (at, (out, x)) in outputs.iter_mut().zip(states).enumerate() {
                    *out = conjugate(&product(&ac[2 * (at % modes) + 1], x));
                }
                let after = Chunks::new(Side::After, (shape.batch, time), shape.kept(), modes);
                over_boundaries(after, dy_group, outputs.as_flattened(), dpowers.as_flattened_mut());
                over_time(after, dy_group, powers.as_flattened(), outputs.as_flattened_mut());
                for (at, (d, x)) in outputs.iter_mut().zip(states).enumerate() {
                    let (dcx, m) = (conjugate(d), at % modes);
                    add_conj_product(&mut dac[2 * m + 1], x, &dcx);
                    *d = zero;
                    add_conj_product(d, &ac[2 * m + 1], &dcx);
                }
                // forward: x' = a^L x + ..., from the last boundary of a word to its first
                let span = shape.kept() * modes;
                let (whole, dwhole) = (&powers[CHUNK * modes..], &mut dpowers[CHUNK * modes..]);
                for (dx, x) in outputs.chunks_exact_mut(span).zip(states.chunks_exact(span)) {
                    for at in (modes..span).rev() {
                        let (m, dnext) = (at % modes, dx[at]);
                        add_conj_product(&mut dwhole[m], &x[at - modes], &dnext);
                        add_conj_product(&mut dx[at - modes], &whole[m], &dnext);
                    }
                }
                // forward: x' += a^{L-1-i} u[i]
                let before = Chunks::new(Side::Before, (shape.batch, time), shape.kept(), modes);
                over_boundaries(before, u_group, outputs.as_flattened(), dpowers.as_flattened_mut());
                over_modes(before, outputs.as_flattened(), powers.as_flattened(), du_group);
                lower(ac, powers, dpowers, dac);
            }
            for (du, block) in du.chunks_exact_mut(width).zip(&*du_group) {
                add(du, e, block);
            }
        }
    }
}
