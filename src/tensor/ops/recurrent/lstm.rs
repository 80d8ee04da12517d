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

use crate::tensor::Real;
use crate::tensor::ops::recurrent::{Cell, Now};

/// The cell of an LSTM.
#[derive(Clone, Copy, Debug)]
pub struct Lstm;

/// Saved are i, f, g and o; memory is c, and its gradient is what is carried back.
impl Cell<4, 4, 1, 1> for Lstm {
    #[inline(always)]
    fn forward<F: Real>(
        self,
        _: [F; 4],
        [i, f, g, o]: [F; 4],
        _: F,
        [old]: [F; 1],
    ) -> (F, [F; 1], [F; 4]) {
        let (i, f, g, o) = (i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid());
        let c = f.mul_add(old, i * g);
        (o * c.tanh(), [c], [i, f, g, o])
    }

    #[inline(always)]
    fn backward<F: Real>(self, now: &mut Now<F, 4, 1, 1>) -> ([F; 4], [F; 4]) {
        let ([i, f, g, o], [old], [c]) = (now.saved, now.old, now.new);
        let dh = now.dh + now.dy;
        // forward: h = o tanh(c), o = σ(·)
        let squashed = c.tanh();
        let d_o = dh * squashed * o * (F::ONE - o);
        let dc = (dh * o).mul_add(F::ONE - squashed * squashed, now.carry[0]);
        // forward: c = f cₜ₋₁ + i g, i and f = σ(·), g = tanh(·)
        let di = dc * g * i * (F::ONE - i);
        let df = dc * old * f * (F::ONE - f);
        let dg = dc * i * (F::ONE - g * g);
        now.carry = [dc * f];
        ([di, df, dg, d_o], [di, df, dg, d_o])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::ops::recurrent::tests::{
        Sample, assert_close, check_causality, check_gradients, product,
    };
    use crate::tensor::{Param, Signal, Tape, Var};

    fn lstm(tape: &mut Tape<f64>, x: Signal, u: Param, c: Param) -> Var {
        tape.recurrence(Lstm, x, Some([u, c]))
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
