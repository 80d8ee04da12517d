//! The kernels of the diagonal scan: sixteen channels side by side.

use super::{CHUNK, Shape};
use crate::kernel;
use crate::tensor::Real;
use crate::tensor::ops::channels::{Block, LANES, add, fma, load, store};
use crate::tensor::ops::complex::{
    Complex, add_conj, add_conj_product, add_real, add_scaled, lower, product, raise,
};

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

/// One group of channels of `x` `[B, T, E]`, position after position.
#[inline(always)]
fn gather<F: Real>(x: &[F], width: usize, e: usize, group: &mut [Block<F>]) {
    for (x, block) in x.chunks_exact(width).zip(group) {
        *block = load(x, e);
    }
}

kernel! {
    /// Writes `y` and the states that are kept. `ac` and `k` are those of
    /// [`crate::tensor::ops::diagonal_modes`], `d` `[E]`; `powers` is scratch for CHUNK + 1.
    pub(super) fn forward<'a, F: Real>(
        shape: Shape,
        u: &'a [F],
        ac: &'a [Complex<F>],
        k: &'a [Block<F>],
        d: &'a [F],
        y: &'a mut [F],
        states: &'a mut [Complex<F>],
        groups: &'a mut [Block<F>],
        powers: &'a mut [Complex<F>],
    ) {
        let Shape { time, width, modes, .. } = shape;
        let (u_group, y_group) = groups.split_at_mut(shape.positions());
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
            for (m, ac) in ac.chunks_exact(2).enumerate() {
                if shape.kept() == 0 {
                    break;
                }
                let [a, c] = [ac[0], ac[1]];
                raise(&a, powers);
                let states = &mut states[(group * modes + m) * shape.batch * shape.kept()..][..shape.batch * shape.kept()];
                let words = u_group.chunks_exact(time).zip(y_group.chunks_exact_mut(time));
                for ((u, y), states) in words.zip(states.chunks_exact_mut(shape.kept())) {
                    let mut x = [[F::ZERO; LANES]; 2];
                    let chunks = u.chunks(CHUNK).zip(y.chunks_mut(CHUNK).skip(1));
                    for ((u, y), state) in chunks.zip(states) {
                        x = product(&powers[CHUNK], &x);
                        for (u, power) in u.iter().zip(powers[..CHUNK].iter().rev()) {
                            add_scaled(&mut x, u, power);
                        }
                        *state = x;
                        let cx = product(&c, &x);
                        for (y, power) in y.iter_mut().zip(&powers[1..]) {
                            add_real(y, &cx, power);
                        }
                    }
                }
            }
            for (y, block) in y.chunks_exact_mut(width).zip(&*y_group) {
                store(y, e, block);
            }
        }
    }
}

kernel! {
    /// Backward of [`forward`]. Adds to `du`, `dac`, `dk` and `dd`; `groups` is scratch for three groups,
    /// `powers` for 2 (CHUNK + 1).
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
        powers: &'a mut [Complex<F>],
    ) {
        let Shape { time, width, modes, .. } = shape;
        let (u_group, rest) = groups.split_at_mut(shape.positions());
        let (du_group, dy_group) = rest.split_at_mut(shape.positions());
        let (powers, dpowers) = powers.split_at_mut(CHUNK + 1);
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
            for m in 0..modes {
                if shape.kept() == 0 {
                    break;
                }
                let at = 2 * (group * modes + m);
                let [a, c] = [ac[at], ac[at + 1]];
                let mut dc = zero;
                raise(&a, powers);
                dpowers.fill(zero);
                let states = &states[(group * modes + m) * shape.batch * shape.kept()..][..shape.batch * shape.kept()];
                let words = u_group.chunks_exact(time).zip(du_group.chunks_exact_mut(time));
                let words = words.zip(dy_group.chunks_exact(time));
                for (((u, du), dy), states) in words.zip(states.chunks_exact(shape.kept())) {
                    let mut dx = zero;
                    let chunks = u.chunks(CHUNK).zip(du.chunks_mut(CHUNK));
                    let chunks = chunks.zip(dy.chunks(CHUNK).skip(1)).enumerate();
                    for (chunk, ((u, du), dy)) in chunks.rev() {
                        let x = states[chunk];
                        // forward: x'' = a^L x' + ... in the chunk after
                        add_conj_product(&mut dpowers[CHUNK], &x, &dx);
                        let dnext = dx;
                        dx = zero;
                        add_conj_product(&mut dx, &powers[CHUNK], &dnext);
                        // forward: y[j] += Re(a^{j+1} (c x'))
                        let cx = product(&c, &x);
                        let mut dcx = zero;
                        for (dy, (power, dpower)) in dy.iter().zip(powers.iter().zip(&mut *dpowers).skip(1)) {
                            add_conj(&mut dcx, dy, power);
                            add_conj(dpower, dy, &cx);
                        }
                        add_conj_product(&mut dc, &x, &dcx);
                        add_conj_product(&mut dx, &c, &dcx);
                        // forward: x' += a^{L-1-i} u[i]
                        let powers = powers[..CHUNK].iter().rev().zip(dpowers[..CHUNK].iter_mut().rev());
                        for ((u, du), (power, dpower)) in u.iter().zip(du).zip(powers) {
                            fma(du, &power[0], &dx[0]);
                            fma(du, &power[1], &dx[1]);
                            add_scaled(dpower, u, &dx);
                        }
                    }
                }
                let mut da = zero;
                lower(&a, powers, dpowers, &mut da);
                for i in 0..LANES {
                    for part in 0..2 {
                        dac[at][part][i] += da[part][i];
                        dac[at + 1][part][i] += dc[part][i];
                    }
                }
            }
            for (du, block) in du.chunks_exact_mut(width).zip(&*du_group) {
                add(du, e, block);
            }
        }
    }
}
