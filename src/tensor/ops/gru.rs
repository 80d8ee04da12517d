//! The gated recurrent unit.
//!
//! ```text
//! [u_r, u_z, u_n] = hₜ₋₁ U + c          r = σ(x_r + u_r)     z = σ(x_z + u_z)     n = tanh(x_n + r ⊙ u_n)
//! hₜ = (1 - z) ⊙ n + z ⊙ hₜ₋₁           h₋₁ = 0
//! ```
//! Source: Cho et al. 2014 in the form of `torch.nn.GRU`: the reset gate acts after the recurrent product
//! and its bias. The input projection x W + b happens before. Shapes: input `[B, T, 3H]` or by token
//! `[V, 3H]`, `U` `[H, 3H]`, `c` `[3H]`, output `[B, T, H]`. What it leaves out: the form of the paper with
//! the reset gate before the product, an initial state other than zero.

use crate::kernel;
use crate::tensor::ops::Operation;
use crate::tensor::ops::linear::repeat_row;
use crate::tensor::ops::recurrent::{
    Step, check_shapes, step_product, step_product_backward, weight_gradients,
};
use crate::tensor::tape::{Replay, Saved};
use crate::tensor::{Param, Real, Signal, Tape, Var};

/// A recorded GRU recurrence.
#[derive(Clone, Copy, Debug)]
pub struct Gru {
    x: Signal,
    weight: Param,
    bias: Param,
    /// `[T, B, 3H]`: r, z, n.
    gates: Saved,
    /// `[T, B, H]`: u_n, the recurrent part of the candidate before the reset gate.
    candidates: Saved,
    /// `[T + 1, B, H]`.
    states: Saved,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// The GRU recurrence: `x` of width 3H, `weight` U `[H, 3H]`, `bias` c `[1, 3H]`. Returns the states
    /// hₜ, `[B, T, H]`.
    pub fn gru(&mut self, x: Signal, weight: Param, bias: Param) -> Var {
        let hidden = check_shapes(x, weight, bias, 3);
        let (batch, time, tokens) = (self.batch, self.time, self.tokens);
        let c = self.param(bias);
        let block = batch * hidden;
        let gates = self.save(time * 3 * block);
        let candidates = self.save(time * block);
        let states = self.save((time + 1) * block);
        let y = self.output(batch * time, hidden);
        let (before, [out], saved, u) = self.split_packed([y], weight);
        let input = &before[x.rows().range()];
        let [all_gates, all_candidates, all_states] = saved
            .get_disjoint_mut([gates.range(), candidates.range(), states.range()])
            .expect("saved blocks are disjoint");
        all_states[..block].fill(F::ZERO);
        let steps = all_gates
            .chunks_exact_mut(3 * block)
            .zip(all_candidates.chunks_exact_mut(block));
        for (t, (a, candidate)) in steps.enumerate() {
            let step = Step {
                input: x,
                tokens,
                time,
                t,
            };
            let (past, now) = all_states.split_at_mut((t + 1) * block);
            let past = &past[t * block..];
            repeat_row(c, a);
            if t > 0 {
                step_product(a, past, u, batch);
            }
            forward(
                step,
                hidden,
                input,
                a,
                candidate,
                past,
                &mut now[..block],
                out,
            );
        }
        self.record(Gru {
            x,
            weight,
            bias,
            gates,
            candidates,
            states,
            y,
        });
        y
    }
}

impl Operation for Gru {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let Gru {
            x,
            weight,
            bias,
            gates,
            candidates,
            states,
            y,
        } = *self;
        let (batch, time, tokens) = (replay.batch, replay.time, replay.tokens);
        let hidden = weight.rows;
        let block = batch * hidden;
        let [gates, candidates, states] =
            [gates, candidates, states].map(|s| &replay.saved[s.range()]);
        let [da, dh, direct] = replay.scratch.rooms([time * 3 * block, block, block]);
        let (dy, [dx]) = replay.grads.split(y, [x.rows()]);
        let u_t = replay.packs.transposed(replay.params, weight);
        dh.fill(F::ZERO);
        direct.fill(F::ZERO);
        for t in (0..time).rev() {
            let step = Step {
                input: x,
                tokens,
                time,
                t,
            };
            let (span, wide) = (
                t * block..(t + 1) * block,
                t * 3 * block..(t + 1) * 3 * block,
            );
            let da = &mut da[wide.clone()];
            backward(
                step,
                hidden,
                &gates[wide],
                &candidates[span.clone()],
                &states[span],
                dy,
                dh,
                direct,
                da,
                dx,
            );
            if t > 0 {
                // forward: [u_r, u_z, u_n] = hₜ₋₁ U + c
                step_product_backward(dh, da, u_t, batch);
            }
        }
        weight_gradients(states, da, batch, (weight, bias), replay.dparams);
    }
}

kernel! {
    /// One step: `a` `[B, 3H]` holds the recurrent parts and becomes the gates r, z, n; u_n goes to
    /// `candidate` `[B, H]`, the states to `h` `[B, H]` and to `y` `[B, T, H]`.
    fn forward<'a, F: Real>(
        step: Step<'a>,
        hidden: usize,
        x: &'a [F],
        a: &'a mut [F],
        candidate: &'a mut [F],
        past: &'a [F],
        h: &'a mut [F],
        y: &'a mut [F],
    ) {
        for (b, a) in a.chunks_exact_mut(3 * hidden).enumerate() {
            let row = b * hidden..(b + 1) * hidden;
            let x = &x[step.row(b) * 3 * hidden..][..3 * hidden];
            let (r, z_n) = a.split_at_mut(hidden);
            let (z, n) = z_n.split_at_mut(hidden);
            cell(x, r, z, n, &mut candidate[row.clone()], &past[row.clone()], &mut h[row.clone()]);
            y[step.position(b) * hidden..][..hidden].copy_from_slice(&h[row]);
        }
    }
}

/// The gates and states of one word; `x` `[3H]`, all others `[H]`.
#[inline(always)]
fn cell<F: Real>(
    x: &[F],
    r: &mut [F],
    z: &mut [F],
    n: &mut [F],
    candidate: &mut [F],
    past: &[F],
    h: &mut [F],
) {
    let len = h.len();
    let (x_r, x_z_n) = x.split_at(len);
    let (x_z, x_n) = x_z_n.split_at(len);
    let (x_r, x_z, x_n, past) = (&x_r[..len], &x_z[..len], &x_n[..len], &past[..len]);
    let (r, z, n) = (&mut r[..len], &mut z[..len], &mut n[..len]);
    let candidate = &mut candidate[..len];
    for j in 0..len {
        candidate[j] = n[j];
        r[j] = (x_r[j] + r[j]).sigmoid();
        z[j] = (x_z[j] + z[j]).sigmoid();
        n[j] = r[j].mul_add(candidate[j], x_n[j]).tanh();
        h[j] = z[j].mul_add(past[j] - n[j], n[j]);
    }
}

kernel! {
    /// Backward of [`forward`] for one step: `da` `[B, 3H]`, the gradient of the recurrent parts, and the
    /// gradient added to the input rows in `dx`. The gradient of the states is `dh` (through U) plus
    /// `direct` (through z), both `[B, H]` and of the next step, plus `dy` `[B, T, H]`; `direct` becomes that
    /// of this step.
    fn backward<'a, F: Real>(
        step: Step<'a>,
        hidden: usize,
        gates: &'a [F],
        candidate: &'a [F],
        past: &'a [F],
        dy: &'a [F],
        dh: &'a [F],
        direct: &'a mut [F],
        da: &'a mut [F],
        dx: &'a mut [F],
    ) {
        for (b, da) in da.chunks_exact_mut(3 * hidden).enumerate() {
            let row = b * hidden..(b + 1) * hidden;
            let dx = &mut dx[step.row(b) * 3 * hidden..][..3 * hidden];
            let (dr, dz_dn) = da.split_at_mut(hidden);
            let (dz, dn) = dz_dn.split_at_mut(hidden);
            cell_backward(
                &gates[b * 3 * hidden..][..3 * hidden],
                &candidate[row.clone()],
                &past[row.clone()],
                &dy[step.position(b) * hidden..][..hidden],
                &dh[row.clone()],
                &mut direct[row],
                dr,
                dz,
                dn,
                dx,
            );
        }
    }
}

/// Backward of [`cell`]; `gates` and `dx` `[3H]`, all others `[H]`.
#[inline(always)]
fn cell_backward<F: Real>(
    gates: &[F],
    candidate: &[F],
    past: &[F],
    dy: &[F],
    dh: &[F],
    direct: &mut [F],
    dr: &mut [F],
    dz: &mut [F],
    dn: &mut [F],
    dx: &mut [F],
) {
    let len = direct.len();
    let (r, z_n) = gates.split_at(len);
    let (z, n) = z_n.split_at(len);
    let (dx_r, dx_z_n) = dx.split_at_mut(len);
    let (dx_z, dx_n) = dx_z_n.split_at_mut(len);
    let (r, z, n, candidate) = (&r[..len], &z[..len], &n[..len], &candidate[..len]);
    let (past, dy, dh) = (&past[..len], &dy[..len], &dh[..len]);
    let (dr, dz, dn) = (&mut dr[..len], &mut dz[..len], &mut dn[..len]);
    let (dx_r, dx_z, dx_n) = (&mut dx_r[..len], &mut dx_z[..len], &mut dx_n[..len]);
    for j in 0..len {
        let dh = dh[j] + direct[j] + dy[j];
        // forward: h = (1 - z) n + z hₜ₋₁, z = σ(x_z + u_z)
        direct[j] = dh * z[j];
        dz[j] = dh * (past[j] - n[j]) * z[j] * (F::ONE - z[j]);
        // forward: n = tanh(x_n + r u_n), r = σ(x_r + u_r)
        let dinner = dh * (F::ONE - z[j]) * (F::ONE - n[j] * n[j]);
        dn[j] = dinner * r[j];
        dr[j] = dinner * candidate[j] * r[j] * (F::ONE - r[j]);
        dx_r[j] += dr[j];
        dx_z[j] += dz[j];
        dx_n[j] += dinner;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::ops::recurrent::tests::{
        Sample, assert_close, check_causality, check_gradients, product,
    };

    fn gru(tape: &mut Tape<f64>, x: Signal, u: Param, c: Param) -> Var {
        tape.gru(x, u, c)
    }

    #[test]
    fn backward_matches_central_differences() {
        check_gradients(3, gru);
    }

    #[test]
    fn the_scan_equals_a_loop_over_words_and_steps() {
        let sample = Sample::new(3);
        let naive = sample.naive(6, |x, u, c, h| {
            let n = h.len();
            let a: Vec<f64> = (0..3 * n).map(|j| product(h, u, 3 * n, j) + c[j]).collect();
            let sigmoid = |a: f64| 1.0 / (1.0 + (-a).exp());
            for j in 0..n {
                let (r, z) = (sigmoid(x[j] + a[j]), sigmoid(x[n + j] + a[n + j]));
                let new = (x[2 * n + j] + r * a[2 * n + j]).tanh();
                h[j] = (1.0 - z) * new + z * h[j];
            }
        });
        assert_close(&sample.run(gru), &naive);
    }

    #[test]
    fn the_future_does_not_touch_the_past() {
        check_causality(3, gru);
    }
}
