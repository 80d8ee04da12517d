//! The Elman recurrence.
//!
//! ```text
//! hₜ = f(xₜ + hₜ₋₁ U + c)          f = tanh or relu, h₋₁ = 0
//! ```
//! Source: Elman 1990; biases and functions as in `torch.nn.RNN`, whose input projection x W + b happens
//! before. Shapes: input `[B, T, H]` or by token `[V, H]`, `U` `[H, H]`, `c` `[H]`, output `[B, T, H]`.
//! What it leaves out: an initial state other than zero.

use serde::{Deserialize, Serialize};

use crate::tensor::Real;
use crate::tensor::ops::recurrent::{Cell, Now};

/// The function of an Elman recurrence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Nonlinearity {
    #[default]
    Tanh,
    Relu,
}

/// The cell with tanh.
#[derive(Clone, Copy, Debug)]
pub struct Tanh;

/// The cell with relu.
#[derive(Clone, Copy, Debug)]
pub struct Relu;

impl Cell<1, 0, 0, 0> for Tanh {
    #[inline(always)]
    fn forward<F: Real>(self, _: [F; 1], [a]: [F; 1], _: F, _: [F; 0]) -> (F, [F; 0], [F; 0]) {
        (a.tanh(), [], [])
    }

    #[inline(always)]
    fn backward<F: Real>(self, now: &mut Now<F, 0, 0, 0>) -> ([F; 1], [F; 1]) {
        // forward: h = tanh(a)
        let da = (now.dh + now.dy) * (F::ONE - now.h * now.h);
        ([da], [da])
    }
}

impl Cell<1, 0, 0, 0> for Relu {
    #[inline(always)]
    fn forward<F: Real>(self, _: [F; 1], [a]: [F; 1], _: F, _: [F; 0]) -> (F, [F; 0], [F; 0]) {
        (a.at_least(F::ZERO), [], [])
    }

    #[inline(always)]
    fn backward<F: Real>(self, now: &mut Now<F, 0, 0, 0>) -> ([F; 1], [F; 1]) {
        // forward: h = max(a, 0)
        let da = if now.h > F::ZERO {
            now.dh + now.dy
        } else {
            F::ZERO
        };
        ([da], [da])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::ops::recurrent::tests::{
        Sample, assert_close, check_causality, check_gradients, product,
    };
    use crate::tensor::{Param, Signal, Tape, Var};

    fn tanh(tape: &mut Tape<f64>, x: Signal, u: Param, c: Param) -> Var {
        tape.recurrence(Tanh, x, Some([u, c]))
    }

    fn relu(tape: &mut Tape<f64>, x: Signal, u: Param, c: Param) -> Var {
        tape.recurrence(Relu, x, Some([u, c]))
    }

    fn naive_step(x: &[f64], u: &[f64], c: &[f64], h: &mut [f64], f: fn(f64) -> f64) {
        let new: Vec<f64> = (0..x.len())
            .map(|j| f(x[j] + product(h, u, x.len(), j) + c[j]))
            .collect();
        h.copy_from_slice(&new);
    }

    #[test]
    fn backward_matches_central_differences() {
        check_gradients(1, tanh);
        check_gradients(1, relu);
    }

    #[test]
    fn the_scan_equals_a_loop_over_words_and_steps() {
        let sample = Sample::new(1);
        let naive = sample.naive(6, |x, u, c, h| naive_step(x, u, c, h, f64::tanh));
        assert_close(&sample.run(tanh), &naive);
        let naive = sample.naive(6, |x, u, c, h| naive_step(x, u, c, h, |a| a.max(0.0)));
        assert_close(&sample.run(relu), &naive);
    }

    #[test]
    fn the_future_does_not_touch_the_past() {
        check_causality(1, tanh);
    }
}
