//! The long short-term memory recurrence.
//!
//! ```text
//! [i, f, g, o] = xₜ + hₜ₋₁ U + c               i, f, o through σ, g through tanh
//! cₜ = f ⊙ cₜ₋₁ + i ⊙ g          hₜ = o ⊙ tanh(cₜ)          h₋₁ = c₋₁ = 0
//! ```
//! Source: Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000; gates in the order of
//! `torch.nn.LSTM`, whose input projection x W + b happens before. Shapes: input `[B, T, 4H]` or by token
//! `[V, 4H]`, `U` `[H, 4H]`, `c` `[4H]`, output `[B, T, H]`. What it leaves out: peepholes, projections, an
//! initial state other than zero.

use crate::kernel;
use crate::tensor::ops::Operation;
use crate::tensor::ops::recurrent::{
    Step, check_shapes, load, load_backward, step_product, step_product_backward, weight_gradients,
};
use crate::tensor::tape::{Replay, Saved};
use crate::tensor::{Param, Real, Signal, Tape, Var};

/// A recorded LSTM recurrence.
#[derive(Clone, Copy, Debug)]
pub struct Lstm {
    x: Signal,
    weight: Param,
    bias: Param,
    /// `[T, B, 4H]`: i, f, g, o.
    gates: Saved,
    /// `[T + 1, B, H]`.
    cells: Saved,
    /// `[T + 1, B, H]`.
    states: Saved,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// The LSTM recurrence: `x` of width 4H, `weight` U `[H, 4H]`, `bias` c `[1, 4H]`. Returns the states
    /// hₜ, `[B, T, H]`.
    pub fn lstm(&mut self, x: Signal, weight: Param, bias: Param) -> Var {
        let hidden = check_shapes(x, weight, bias, 4);
        let (batch, time, tokens) = (self.batch, self.time, self.tokens);
        let c = self.param(bias);
        let block = batch * hidden;
        let gates = self.save(time * 4 * block);
        let cells = self.save((time + 1) * block);
        let states = self.save((time + 1) * block);
        let y = self.output(batch * time, hidden);
        let (before, [out], saved, u) = self.split_packed([y], weight);
        let input = &before[x.rows().range()];
        let [all_gates, all_cells, all_states] = saved
            .get_disjoint_mut([gates.range(), cells.range(), states.range()])
            .expect("saved blocks are disjoint");
        all_cells[..block].fill(F::ZERO);
        all_states[..block].fill(F::ZERO);
        for (t, a) in all_gates.chunks_exact_mut(4 * block).enumerate() {
            let step = Step {
                input: x,
                tokens,
                time,
                t,
            };
            let (past, now) = all_states.split_at_mut((t + 1) * block);
            load(step, input, c, a);
            if t > 0 {
                step_product(a, &past[t * block..], u, batch);
            }
            let (old, new) = all_cells.split_at_mut((t + 1) * block);
            forward(
                step,
                hidden,
                a,
                &old[t * block..],
                &mut new[..block],
                &mut now[..block],
                out,
            );
        }
        self.record(Lstm {
            x,
            weight,
            bias,
            gates,
            cells,
            states,
            y,
        });
        y
    }
}

impl Operation for Lstm {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let Lstm {
            x,
            weight,
            bias,
            gates,
            cells,
            states,
            y,
        } = *self;
        let (batch, time, tokens) = (replay.batch, replay.time, replay.tokens);
        let hidden = weight.rows;
        let block = batch * hidden;
        let [gates, cells, states] = [gates, cells, states].map(|s| &replay.saved[s.range()]);
        let [da, dh, dc] = replay.scratch.rooms([time * 4 * block, block, block]);
        let (dy, [dx]) = replay.grads.split(y, [x.rows()]);
        let u_t = replay.packs.transposed(replay.params, weight);
        dh.fill(F::ZERO);
        dc.fill(F::ZERO);
        for t in (0..time).rev() {
            let step = Step {
                input: x,
                tokens,
                time,
                t,
            };
            let span = t * 4 * block..(t + 1) * 4 * block;
            let (old, new) = cells[t * block..(t + 2) * block].split_at(block);
            let da = &mut da[span.clone()];
            backward(step, hidden, &gates[span], old, new, dy, dh, dc, da);
            load_backward(step, da, 4 * hidden, dx);
            if t > 0 {
                // forward: aₜ = xₜ + hₜ₋₁ U + c
                step_product_backward(dh, da, u_t, batch);
            }
        }
        weight_gradients(states, da, batch, (weight, bias), replay.dparams);
    }
}

kernel! {
    /// One step: `a` `[B, 4H]` goes through the gate functions, the cells `old` become `new`, and the states
    /// go to `h` `[B, H]` and to `y` `[B, T, H]`.
    fn forward<'a, F: Real>(
        step: Step<'a>,
        hidden: usize,
        a: &'a mut [F],
        old: &'a [F],
        new: &'a mut [F],
        h: &'a mut [F],
        y: &'a mut [F],
    ) {
        for (b, a) in a.chunks_exact_mut(4 * hidden).enumerate() {
            let row = b * hidden..(b + 1) * hidden;
            let (input_forget, cell_output) = a.split_at_mut(2 * hidden);
            let (i, f) = input_forget.split_at_mut(hidden);
            let (g, o) = cell_output.split_at_mut(hidden);
            cell(i, f, g, o, &old[row.clone()], &mut new[row.clone()], &mut h[row.clone()]);
            y[step.position(b) * hidden..][..hidden].copy_from_slice(&h[row]);
        }
    }
}

/// The gate functions, cells and states of one word; all `[H]`.
#[inline(always)]
fn cell<F: Real>(
    i: &mut [F],
    f: &mut [F],
    g: &mut [F],
    o: &mut [F],
    old: &[F],
    new: &mut [F],
    h: &mut [F],
) {
    let n = h.len();
    let (i, f, g, o) = (&mut i[..n], &mut f[..n], &mut g[..n], &mut o[..n]);
    let (old, new) = (&old[..n], &mut new[..n]);
    for j in 0..n {
        i[j] = i[j].sigmoid();
        f[j] = f[j].sigmoid();
        g[j] = g[j].tanh();
        o[j] = o[j].sigmoid();
        new[j] = f[j].mul_add(old[j], i[j] * g[j]);
        h[j] = o[j] * new[j].tanh();
    }
}

kernel! {
    /// Backward of [`forward`] for one step: `da` `[B, 4H]` from `dy` `[B, T, H]` and from `dh`, `dc`
    /// `[B, H]`, which come back from the next step; `dc` becomes the gradient of the old cells.
    fn backward<'a, F: Real>(
        step: Step<'a>,
        hidden: usize,
        gates: &'a [F],
        old: &'a [F],
        new: &'a [F],
        dy: &'a [F],
        dh: &'a [F],
        dc: &'a mut [F],
        da: &'a mut [F],
    ) {
        for (b, da) in da.chunks_exact_mut(4 * hidden).enumerate() {
            let row = b * hidden..(b + 1) * hidden;
            let (di_df, dg_do) = da.split_at_mut(2 * hidden);
            let (di, df) = di_df.split_at_mut(hidden);
            let (dg, d_o) = dg_do.split_at_mut(hidden);
            cell_backward(
                &gates[b * 4 * hidden..][..4 * hidden],
                &old[row.clone()],
                &new[row.clone()],
                &dy[step.position(b) * hidden..][..hidden],
                &dh[row.clone()],
                &mut dc[row],
                di,
                df,
                dg,
                d_o,
            );
        }
    }
}

/// Backward of [`cell`]; `gates` `[4H]`, all others `[H]`.
#[inline(always)]
fn cell_backward<F: Real>(
    gates: &[F],
    old: &[F],
    new: &[F],
    dy: &[F],
    dh: &[F],
    dc: &mut [F],
    di: &mut [F],
    df: &mut [F],
    dg: &mut [F],
    d_o: &mut [F],
) {
    let n = dc.len();
    let (i, rest) = gates.split_at(n);
    let (f, rest) = rest.split_at(n);
    let (g, o) = rest.split_at(n);
    let (i, f, g, o) = (&i[..n], &f[..n], &g[..n], &o[..n]);
    let (old, new, dy, dh) = (&old[..n], &new[..n], &dy[..n], &dh[..n]);
    let (di, df, dg, d_o) = (&mut di[..n], &mut df[..n], &mut dg[..n], &mut d_o[..n]);
    for j in 0..n {
        let dh = dh[j] + dy[j];
        // forward: h = o tanh(c), o = σ(·)
        let squashed = new[j].tanh();
        d_o[j] = dh * squashed * o[j] * (F::ONE - o[j]);
        let dcell = (dh * o[j]).mul_add(F::ONE - squashed * squashed, dc[j]);
        // forward: c = f cₜ₋₁ + i g, i and f = σ(·), g = tanh(·)
        di[j] = dcell * g[j] * i[j] * (F::ONE - i[j]);
        df[j] = dcell * old[j] * f[j] * (F::ONE - f[j]);
        dg[j] = dcell * i[j] * (F::ONE - g[j] * g[j]);
        dc[j] = dcell * f[j];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::ops::recurrent::tests::{
        Sample, assert_close, check_causality, check_gradients, product,
    };

    fn lstm(tape: &mut Tape<f64>, x: Signal, u: Param, c: Param) -> Var {
        tape.lstm(x, u, c)
    }

    #[test]
    fn backward_matches_central_differences() {
        check_gradients(4, lstm);
    }

    #[test]
    fn the_scan_equals_a_loop_over_words_and_steps() {
        let sample = Sample::new(4);
        let naive = sample.naive(12, |x, u, c, memory| {
            let n = memory.len() / 2;
            let (h, cells) = memory.split_at_mut(n);
            let a: Vec<f64> = (0..4 * n)
                .map(|j| x[j] + product(h, u, 4 * n, j) + c[j])
                .collect();
            let sigmoid = |a: f64| 1.0 / (1.0 + (-a).exp());
            for j in 0..n {
                cells[j] = sigmoid(a[n + j]) * cells[j] + sigmoid(a[j]) * a[2 * n + j].tanh();
                h[j] = sigmoid(a[3 * n + j]) * cells[j].tanh();
            }
        });
        assert_close(&sample.run(lstm), &naive);
    }

    #[test]
    fn the_future_does_not_touch_the_past() {
        check_causality(4, lstm);
    }
}
