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

use crate::tensor::Real;
use crate::tensor::ops::recurrent::{Cell, Now};

/// The cell of a GRU.
#[derive(Clone, Copy, Debug)]
pub struct Gru;

/// Saved are r, z, n and u_n; carried is the gradient of the state through z.
impl Cell<3, 4, 0, 1> for Gru {
    const APART: bool = true;

    #[inline(always)]
    fn forward<F: Real>(
        self,
        [x_r, x_z, x_n]: [F; 3],
        [u_r, u_z, u_n]: [F; 3],
        past: F,
        _: [F; 0],
    ) -> (F, [F; 0], [F; 4]) {
        let r = (x_r + u_r).sigmoid();
        let z = (x_z + u_z).sigmoid();
        let n = r.mul_add(u_n, x_n).tanh();
        let h = z.mul_add(past - n, n);
        (h, [], [r, z, n, u_n])
    }

    #[inline(always)]
    fn backward<F: Real>(self, now: &mut Now<F, 4, 0, 1>) -> ([F; 3], [F; 3]) {
        let [r, z, n, u_n] = now.saved;
        let dh = now.dh + now.carry[0] + now.dy;
        // forward: h = (1 - z) n + z hₜ₋₁, z = σ(x_z + u_z)
        now.carry = [dh * z];
        let dz = dh * (now.past - n) * z * (F::ONE - z);
        // forward: n = tanh(x_n + r u_n), r = σ(x_r + u_r)
        let dinner = dh * (F::ONE - z) * (F::ONE - n * n);
        let dr = dinner * u_n * r * (F::ONE - r);
        ([dr, dz, dinner * r], [dr, dz, dinner])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::ops::recurrent::tests::{
        Sample, assert_close, check_causality, check_gradients, product,
    };
    use crate::tensor::{Param, Signal, Tape, Var};

    fn gru(tape: &mut Tape<f64>, x: Signal, u: Param, c: Param) -> Var {
        tape.recurrence(Gru, x, Some([u, c]))
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
