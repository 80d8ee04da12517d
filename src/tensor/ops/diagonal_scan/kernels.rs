//! The kernels of the diagonal scan: sixteen channels side by side, a mode at a time.

use super::Shape;
use crate::kernel;
use crate::tensor::Real;
use crate::tensor::ops::channels::{Block, LANES, add, fma, load, store};
use crate::tensor::ops::discretise::{
    Discretisation, Number, discretise, discretise_backward, mul, mul_conj, scale,
};

/// A complex number for each channel of a block.
type Complex<F> = [Block<F>; 2];

/// Blocks in pairs.
#[inline(always)]
fn pairs<F>(blocks: &[Block<F>]) -> &[Complex<F>] {
    blocks.as_chunks::<2>().0
}

/// Blocks in pairs, to write.
#[inline(always)]
fn pairs_mut<F>(blocks: &mut [Block<F>]) -> &mut [Complex<F>] {
    blocks.as_chunks_mut::<2>().0
}

/// The number of channel `i`.
#[inline(always)]
fn lane<F: Real>(z: &Complex<F>, i: usize) -> Number<F> {
    (z[0][i], z[1][i])
}

/// a b in every channel.
#[inline(always)]
fn product<F: Real>(a: &Complex<F>, b: &Complex<F>) -> Complex<F> {
    let mut out = *a;
    for i in 0..LANES {
        (out[0][i], out[1][i]) = mul(lane(a, i), lane(b, i));
    }
    out
}

/// acc += conj(z) s for real s.
#[inline(always)]
fn add_conj<F: Real>(acc: &mut Complex<F>, s: &Block<F>, z: &Complex<F>) {
    for i in 0..LANES {
        acc[0][i] = s[i].mul_add(z[0][i], acc[0][i]);
        acc[1][i] = (-s[i]).mul_add(z[1][i], acc[1][i]);
    }
}

/// acc += z s for real s.
#[inline(always)]
fn add_scaled<F: Real>(acc: &mut Complex<F>, s: &Block<F>, z: &Complex<F>) {
    fma(&mut acc[0], s, &z[0]);
    fma(&mut acc[1], s, &z[1]);
}

/// a^0, ..., a^L into `powers`.
#[inline(always)]
fn raise<F: Real>(a: &Complex<F>, powers: &mut [Complex<F>]) {
    let mut power = [[F::ONE; LANES], [F::ZERO; LANES]];
    for out in powers {
        *out = power;
        power = product(a, &power);
    }
}

/// One group of channels of `x` `[B, T, E]`, position after position.
#[inline(always)]
fn gather<F: Real>(x: &[F], width: usize, e: usize, group: &mut [Block<F>]) {
    for (x, block) in x.chunks_exact(width).zip(group) {
        *block = load(x, e);
    }
}

/// acc += Re(a b).
#[inline(always)]
fn add_real<F: Real>(acc: &mut Block<F>, a: &Complex<F>, b: &Complex<F>) {
    for i in 0..LANES {
        acc[i] = a[0][i].mul_add(b[0][i], (-a[1][i]).mul_add(b[1][i], acc[i]));
    }
}

/// acc += conj(a) b.
#[inline(always)]
fn add_conj_product<F: Real>(acc: &mut Complex<F>, a: &Complex<F>, b: &Complex<F>) {
    for i in 0..LANES {
        let z = mul_conj(lane(a, i), lane(b, i));
        acc[0][i] += z.0;
        acc[1][i] += z.1;
    }
}

/// Column `m` of the parameter `[E, M]` for the channels from `e`.
#[inline(always)]
fn column<F: Real>(parameter: &[F], modes: usize, e: usize, m: usize) -> Block<F> {
    let mut block = [F::ZERO; LANES];
    for (x, row) in block
        .iter_mut()
        .zip(parameter[e * modes..].chunks_exact(modes))
    {
        *x = row[m];
    }
    block
}

/// Adds to column `m` of the parameter `[E, M]` for the channels from `e`.
#[inline(always)]
fn add_column<F: Real>(parameter: &mut [F], modes: usize, e: usize, m: usize, block: &Block<F>) {
    for (x, row) in block
        .iter()
        .zip(parameter[e * modes..].chunks_exact_mut(modes))
    {
        row[m] += *x;
    }
}

kernel! {
    /// Writes `y` and what is kept. `params` are those of [`super::Modes`] in order.
    pub(super) fn forward<'a, F: Real>(
        shape: Shape,
        rule: Discretisation,
        u: &'a [F],
        params: [&'a [F]; 6],
        y: &'a mut [F],
        saved: &'a mut [Block<F>],
        scratch: &'a mut [Block<F>],
    ) {
        let Shape { time, width, modes, .. } = shape;
        let [log_dt, log_a_real, a_imag, c_re, c_im, d] = params;
        let (u_group, scratch) = scratch.split_at_mut(shape.positions());
        let (y_group, powers) = scratch.split_at_mut(shape.positions());
        let powers = pairs_mut(powers);
        let last = shape.chunk();
        for (group, saved) in saved.chunks_exact_mut(shape.saved()).enumerate() {
            let e = group * LANES;
            let (ac, saved) = saved.split_at_mut(4 * modes);
            let (k, states) = saved.split_at_mut(last);
            let states = pairs_mut(states);
            gather(u, width, e, u_group);
            y_group.fill([F::ZERO; LANES]);
            k.fill([F::ZERO; LANES]);
            let log_dt = load(log_dt, e);
            for (m, ac) in pairs_mut(ac).chunks_exact_mut(2).enumerate() {
                let (rate_re, rate_im) = (column(log_a_real, modes, e, m), column(a_imag, modes, e, m));
                let (re, im) = (column(c_re, modes, e, m), column(c_im, modes, e, m));
                let (mut a, mut c) = ([[F::ZERO; LANES]; 2], [[F::ZERO; LANES]; 2]);
                for i in 0..LANES {
                    let (_, [_, ia, ib]) = discretise(rule, log_dt[i], rate_re[i], rate_im[i]);
                    (a[0][i], a[1][i]) = ia;
                    (c[0][i], c[1][i]) = scale(F::of(2.0), mul((re[i], im[i]), ib));
                }
                (ac[0], ac[1]) = (a, c);
                raise(&a, powers);
                for (k, power) in k.iter_mut().zip(&*powers) {
                    add_real(k, &c, power);
                }
                if shape.kept() == 0 {
                    continue;
                }
                let states = &mut states[m * shape.batch * shape.kept()..][..shape.batch * shape.kept()];
                let words = u_group.chunks_exact(time).zip(y_group.chunks_exact_mut(time));
                for ((u, y), states) in words.zip(states.chunks_exact_mut(shape.kept())) {
                    let mut x = [[F::ZERO; LANES]; 2];
                    let chunks = u.chunks(last).zip(y.chunks_mut(last).skip(1));
                    for ((u, y), state) in chunks.zip(states) {
                        x = product(&powers[last], &x);
                        for (u, power) in u.iter().zip(powers[..last].iter().rev()) {
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
            let d = load(d, e);
            for (u, y) in u_group.chunks_exact(time).zip(y_group.chunks_exact_mut(time)) {
                for (u, y) in u.chunks(last).zip(y.chunks_mut(last)) {
                    for (j, y) in y.iter_mut().enumerate() {
                        // the sum stays in a register: as a running update of all later y the loop over
                        // positions would be made vector code in place of the loop over channels
                        let mut sum = *y;
                        fma(&mut sum, &d, &u[j]);
                        for (u, k) in u[..=j].iter().rev().zip(&*k) {
                            fma(&mut sum, k, u);
                        }
                        *y = sum;
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
    /// Backward of [`forward`]. Adds to `du` and `dparams`.
    pub(super) fn backward<'a, F: Real>(
        shape: Shape,
        rule: Discretisation,
        u: &'a [F],
        params: [&'a [F]; 6],
        saved: &'a [Block<F>],
        dy: &'a [F],
        du: &'a mut [F],
        dparams: [&'a mut [F]; 6],
        scratch: &'a mut [Block<F>],
    ) {
        let Shape { time, width, modes, .. } = shape;
        let [log_dt, log_a_real, a_imag, c_re, c_im, d] = params;
        let [dlog_dt, dlog_a_real, da_imag, dc_re, dc_im, dd] = dparams;
        let (u_group, scratch) = scratch.split_at_mut(shape.positions());
        let (du_group, scratch) = scratch.split_at_mut(shape.positions());
        let (dy_group, scratch) = scratch.split_at_mut(shape.positions());
        let last = shape.chunk();
        let (dk, scratch) = scratch.split_at_mut(last);
        let (powers, dpowers) = scratch.split_at_mut(2 * (last + 1));
        let (powers, dpowers) = (pairs_mut(powers), pairs_mut(dpowers));
        let zero = [[F::ZERO; LANES]; 2];
        for (group, saved) in saved.chunks_exact(shape.saved()).enumerate() {
            let e = group * LANES;
            let (ac, saved) = saved.split_at(4 * modes);
            let (k, states) = saved.split_at(last);
            let states = pairs(states);
            gather(u, width, e, u_group);
            gather(dy, width, e, dy_group);
            du_group.fill(zero[0]);
            dk.fill(zero[0]);
            let (d, mut dd_block) = (load(d, e), zero[0]);
            let words = u_group.chunks_exact(time).zip(du_group.chunks_exact_mut(time));
            for ((u, du), dy) in words.zip(dy_group.chunks_exact(time)) {
                let chunks = u.chunks(last).zip(du.chunks_mut(last));
                for ((u, du), dy) in chunks.zip(dy.chunks(last)) {
                    for (j, dy) in dy.iter().enumerate() {
                        // forward: y[j] += D u[j] + Σ_l k[l] u[j-l]
                        fma(&mut dd_block, dy, &u[j]);
                        fma(&mut du[j], dy, &d);
                        let past = u[..=j].iter().rev().zip(du[..=j].iter_mut().rev());
                        for ((u, du), (k, dk)) in past.zip(k.iter().zip(&mut *dk)) {
                            fma(du, dy, k);
                            fma(dk, dy, u);
                        }
                    }
                }
            }
            add(dd, e, &dd_block);
            let (log_dt, mut dlog_dt_block) = (load(log_dt, e), zero[0]);
            for (m, ac) in pairs(ac).chunks_exact(2).enumerate() {
                let [a, c] = [ac[0], ac[1]];
                let mut dc = zero;
                raise(&a, powers);
                dpowers.fill(zero);
                for ((dk, power), dpower) in dk.iter().zip(&*powers).zip(&mut *dpowers) {
                    // forward: k[l] += Re(c a^l)
                    add_conj(&mut dc, dk, power);
                    add_conj(dpower, dk, &c);
                }
                if shape.kept() > 0 {
                    let states = &states[m * shape.batch * shape.kept()..][..shape.batch * shape.kept()];
                    let words = u_group.chunks_exact(time).zip(du_group.chunks_exact_mut(time));
                    let words = words.zip(dy_group.chunks_exact(time));
                    for (((u, du), dy), states) in words.zip(states.chunks_exact(shape.kept())) {
                        let mut dx = zero;
                        let chunks = u.chunks(last).zip(du.chunks_mut(last));
                        let chunks = chunks.zip(dy.chunks(last).skip(1)).enumerate();
                        for (chunk, ((u, du), dy)) in chunks.rev() {
                            let x = states[chunk];
                            // forward: x'' = a^L x' + ... in the chunk after
                            add_conj_product(&mut dpowers[last], &x, &dx);
                            let dnext = dx;
                            dx = zero;
                            add_conj_product(&mut dx, &powers[last], &dnext);
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
                            let powers = powers[..last].iter().rev().zip(dpowers[..last].iter_mut().rev());
                            for ((u, du), (power, dpower)) in u.iter().zip(du).zip(powers) {
                                fma(du, &power[0], &dx[0]);
                                fma(du, &power[1], &dx[1]);
                                add_scaled(dpower, u, &dx);
                            }
                        }
                    }
                }
                // forward: a^l = a a^{l-1}
                let (mut da, mut dpower) = (zero, zero);
                for l in (1..=last).rev() {
                    let after = dpower;
                    dpower = dpowers[l];
                    add_conj_product(&mut dpower, &a, &after);
                    add_conj_product(&mut da, &powers[l - 1], &dpower);
                }
                let (rate_re, rate_im) = (column(log_a_real, modes, e, m), column(a_imag, modes, e, m));
                let (re, im) = (column(c_re, modes, e, m), column(c_im, modes, e, m));
                let (mut drate, mut dc_param) = (zero, zero);
                for i in 0..LANES {
                    let mode = discretise(rule, log_dt[i], rate_re[i], rate_im[i]);
                    // forward: c = 2 C b
                    let two_dc = scale(F::of(2.0), lane(&dc, i));
                    let db = mul_conj((re[i], im[i]), two_dc);
                    (dc_param[0][i], dc_param[1][i]) = mul_conj(mode.1[2], two_dc);
                    let [ddt, dre, dim] = discretise_backward(rule, mode, lane(&da, i), db);
                    dlog_dt_block[i] += ddt;
                    (drate[0][i], drate[1][i]) = (dre, dim);
                }
                add_column(dlog_a_real, modes, e, m, &drate[0]);
                add_column(da_imag, modes, e, m, &drate[1]);
                add_column(dc_re, modes, e, m, &dc_param[0]);
                add_column(dc_im, modes, e, m, &dc_param[1]);
            }
            add(dlog_dt, e, &dlog_dt_block);
            for (du, block) in du.chunks_exact_mut(width).zip(&*du_group) {
                add(du, e, block);
            }
        }
    }
}
