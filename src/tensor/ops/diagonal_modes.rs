//! The modes of a diagonal state-space model as what its scan needs: a and c of every mode, and the
//! convolution k.
//!
//! ```text
//! a, b = the discretised mode ([`crate::tensor::ops::discretise`])     c = 2 C b
//! k[l] = Re Σ_m c_m a_m^l     for l < CHUNK
//! ```
//! Source: Gu, Gupta, Goel and Ré 2022. B is one; b is taken into c, as in their code.
//!
//! This depends on the parameters alone, so all micro-batches of a step share it. What it leaves out: k
//! beyond a chunk, which the scan does not read.

use rayon::prelude::*;

use crate::kernel;
use crate::tensor::ops::Operation;
use crate::tensor::ops::channels::{Block, LANES, add, blocks, blocks_mut, load};
use crate::tensor::ops::complex::{
    Complex, add_conj, add_real, lane, lower, pairs, pairs_mut, raise,
};
use crate::tensor::ops::diagonal_scan::{CHUNK, Modes};
use crate::tensor::ops::discretise::{
    Discretisation, discretise, discretise_backward, mul, mul_conj, scale,
};
use crate::tensor::tape::{Replay, gradients};
use crate::tensor::{Real, Tape, Var};

/// Powers of a mode that are needed at once.
const POWERS: usize = CHUNK + 1;

/// Recorded modes.
#[derive(Clone, Copy, Debug)]
pub struct DiagonalModes {
    rule: Discretisation,
    modes: Modes,
    /// a and c, `[E/16, M, 4, 16]`.
    ac: Var,
    /// `[E/16, CHUNK, 16]`.
    k: Var,
}

impl<F: Real> Tape<'_, F> {
    /// a and c of every mode, `[E/16, M, 4, 16]`, and the convolution, `[E/16, CHUNK, 16]`; channels are in
    /// blocks of sixteen, the last one padded.
    pub(super) fn diagonal_modes(&mut self, rule: Discretisation, modes: Modes) -> [Var; 2] {
        let groups = modes.d.len().div_ceil(LANES);
        let ac = self.output(groups, modes.a_imag.cols * 4 * LANES);
        let k = self.output(groups, CHUNK * LANES);
        let params = modes.dynamics().map(|p| self.param(p));
        let (threads, modes_of) = (self.threads(), modes.a_imag.cols);
        let (_, [ac_out, k_out], _, scratch, _) = self.split([ac, k]);
        let (ac_out, k_out) = (pairs_mut(blocks_mut(ac_out)), blocks_mut(k_out));
        let powers = pairs_mut(blocks_mut(scratch.room(threads * 2 * POWERS * LANES)));
        let share = groups.div_ceil(threads);
        if share == groups {
            forward(rule, modes_of, params, ac_out, k_out, powers);
        } else {
            let outputs = ac_out.par_chunks_mut(share * 2 * modes_of);
            let outputs = outputs.zip(k_out.par_chunks_mut(share * CHUNK));
            let shares = outputs.zip(powers.par_chunks_mut(POWERS)).enumerate();
            shares.for_each(|(i, ((ac, k), powers))| {
                let params = from_group(&params, i * share, modes_of);
                forward(rule, modes_of, params, ac, k, powers);
            });
        }
        self.record(DiagonalModes { rule, modes, ac, k });
        [ac, k]
    }
}

impl Operation for DiagonalModes {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let DiagonalModes { rule, modes, ac, k } = *self;
        let (threads, modes_of) = (replay.threads, modes.a_imag.cols);
        let params = modes.dynamics().map(|p| replay.param(p));
        let ac_of = pairs(blocks(replay.value(ac)));
        let (dk, [dac]) = replay.grads.split(k, [ac]);
        let (dk, dac) = (blocks(dk), pairs(blocks(dac)));
        let dparams = gradients(replay.dparams, modes.dynamics());
        let powers = replay.scratch.room(threads * 4 * POWERS * LANES);
        let powers = pairs_mut(blocks_mut(powers));
        let share = k.rows.div_ceil(threads);
        if share == k.rows {
            return backward(rule, modes_of, params, ac_of, dk, dac, dparams, powers);
        }
        let [dt, a_real, a_imag, c_re, c_im] = dparams;
        let (pairs_of, wide) = (share * 2 * modes_of, share * LANES * modes_of);
        let shares = (
            (ac_of.par_chunks(pairs_of), dac.par_chunks(pairs_of)),
            dk.par_chunks(share * CHUNK),
            dt.par_chunks_mut(share * LANES),
            (a_real.par_chunks_mut(wide), a_imag.par_chunks_mut(wide)),
            (c_re.par_chunks_mut(wide), c_im.par_chunks_mut(wide)),
            powers.par_chunks_mut(2 * POWERS),
        );
        let shares = shares.into_par_iter().enumerate();
        shares.for_each(
            |(i, ((ac, dac), dk, dt, (a_real, a_imag), (c_re, c_im), powers))| {
                let params = from_group(&params, i * share, modes_of);
                let dparams = [dt, a_real, a_imag, c_re, c_im];
                backward(rule, modes_of, params, ac, dk, dac, dparams, powers);
            },
        );
    }
}

/// The parameters, log dt `[E]` and the others `[E, M]`, from group `group` on.
fn from_group<'a, F>(params: &[&'a [F]; 5], group: usize, modes: usize) -> [&'a [F]; 5] {
    let cols = [1, modes, modes, modes, modes];
    std::array::from_fn(|i| &params[i][group * LANES * cols[i]..])
}

/// Column `m` of the parameter `[E, M]` for the channels from `e`.
#[inline(always)]
fn column<F: Real>(parameter: &[F], modes: usize, e: usize, m: usize) -> Block<F> {
    let mut block = [F::ZERO; LANES];
    let rows = parameter[e * modes..].chunks_exact(modes);
    for (x, row) in block.iter_mut().zip(rows) {
        *x = row[m];
    }
    block
}

/// Adds to column `m` of the parameter `[E, M]` for the channels from `e`.
#[inline(always)]
fn add_column<F: Real>(parameter: &mut [F], modes: usize, e: usize, m: usize, block: &Block<F>) {
    let rows = parameter[e * modes..].chunks_exact_mut(modes);
    for (x, row) in block.iter().zip(rows) {
        row[m] += *x;
    }
}

kernel! {
    /// Writes `ac` and `k`. `params` are log dt, log -Re A, Im A, Re C, Im C; `powers` is scratch for [`POWERS`].
    fn forward<'a, F: Real>(
        rule: Discretisation,
        modes: usize,
        params: [&'a [F]; 5],
        ac: &'a mut [Complex<F>],
        k: &'a mut [Block<F>],
        powers: &'a mut [Complex<F>],
    ) {
        let [log_dt, log_a_real, a_imag, c_re, c_im] = params;
        let groups = ac.chunks_exact_mut(2 * modes).zip(k.chunks_exact_mut(CHUNK));
        for (group, (ac, k)) in groups.enumerate() {
            let e = group * LANES;
            k.fill([F::ZERO; LANES]);
            let log_dt = load(log_dt, e);
            for (m, ac) in ac.chunks_exact_mut(2).enumerate() {
                let (rate_re, rate_im) = (column(log_a_real, modes, e, m), column(a_imag, modes, e, m));
                let (re, im) = (column(c_re, modes, e, m), column(c_im, modes, e, m));
                let (mut a, mut c) = ([[F::ZERO; LANES]; 2], [[F::ZERO; LANES]; 2]);
                for i in 0..LANES {
                    let (_, [_, ia, ib]) = discretise(rule, log_dt[i], rate_re[i], rate_im[i]);
                    (a[0][i], a[1][i]) = ia;
                    (c[0][i], c[1][i]) = scale(F::of(2.0), mul((re[i], im[i]), ib));
                }
                (ac[0], ac[1]) = (a, c);
                raise(ac, 1, powers);
                for (k, power) in k.iter_mut().zip(&*powers) {
                    add_real(k, &c, power);
                }
            }
        }
    }
}

kernel! {
    /// Backward of [`forward`]. Adds to `dparams`; `scratch` is room for 2 [`POWERS`].
    fn backward<'a, F: Real>(
        rule: Discretisation,
        modes: usize,
        params: [&'a [F]; 5],
        ac: &'a [Complex<F>],
        dk: &'a [Block<F>],
        dac: &'a [Complex<F>],
        dparams: [&'a mut [F]; 5],
        scratch: &'a mut [Complex<F>],
    ) {
        let [log_dt, log_a_real, a_imag, c_re, c_im] = params;
        let [dlog_dt, dlog_a_real, da_imag, dc_re, dc_im] = dparams;
        let (powers, dpowers) = scratch.split_at_mut(POWERS);
        let zero = [[F::ZERO; LANES]; 2];
        let groups = ac.chunks_exact(2 * modes).zip(dac.chunks_exact(2 * modes));
        for (group, ((ac, dac), dk)) in groups.zip(dk.chunks_exact(CHUNK)).enumerate() {
            let e = group * LANES;
            let (log_dt, mut dlog_dt_block) = (load(log_dt, e), zero[0]);
            for (m, (ac, dac)) in ac.chunks_exact(2).zip(dac.chunks_exact(2)).enumerate() {
                let mut dac = [dac[0], dac[1]];
                raise(ac, 1, powers);
                dpowers.fill(zero);
                for ((dk, power), dpower) in dk.iter().zip(&*powers).zip(&mut *dpowers) {
                    // forward: k[l] += Re(c a^l)
                    add_conj(&mut dac[1], dk, power);
                    add_conj(dpower, dk, &ac[1]);
                }
                lower(ac, 1, powers, dpowers, &mut dac);
                let [da, dc] = dac;
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
        }
    }
}
