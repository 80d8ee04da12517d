//! The Elman recurrence.
//!
//! ```text
//! hₜ = f(xₜ + hₜ₋₁ U + c)          f = tanh or relu, h₋₁ = 0
//! ```
//! Source: Elman 1990; biases and functions as in `torch.nn.RNN`, whose input projection x W + b happens
//! before. Shapes: input `[B, T, H]` or by token `[V, H]`, `U` `[H, H]`, `c` `[H]`, output `[B, T, H]`.
//! What it leaves out: an initial state other than zero.

use serde::{Deserialize, Serialize};

use crate::kernel;
use crate::tensor::ops::Operation;
use crate::tensor::ops::recurrent::{
    Step, check_shapes, load, load_backward, step_product, step_product_backward, weight_gradients,
};
use crate::tensor::tape::{Replay, Saved};
use crate::tensor::{Param, Real, Signal, Tape, Var};

/// The function of an Elman recurrence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Nonlinearity {
    #[default]
    Tanh,
    Relu,
}

/// A recorded Elman recurrence.
#[derive(Clone, Copy, Debug)]
pub struct Elman {
    function: Nonlinearity,
    x: Signal,
    weight: Param,
    bias: Param,
    /// `[T + 1, B, H]`.
    states: Saved,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// hₜ = f(xₜ + hₜ₋₁ U + c): `x` of width H, `weight` U `[H, H]`, `bias` c `[1, H]`. Returns `[B, T, H]`.
    pub fn elman(&mut self, function: Nonlinearity, x: Signal, weight: Param, bias: Param) -> Var {
        let hidden = check_shapes(x, weight, bias, 1);
        let (batch, time, tokens) = (self.batch, self.time, self.tokens);
        let c = self.param(bias);
        let block = batch * hidden;
        let states = self.save((time + 1) * block);
        let y = self.output(batch * time, hidden);
        let (before, [out], saved, u) = self.split_packed([y], weight);
        let input = &before[x.rows().range()];
        let (mut past, mut rest) = saved[states.range()].split_at_mut(block);
        past.fill(F::ZERO);
        for t in 0..time {
            let step = Step {
                input: x,
                tokens,
                time,
                t,
            };
            let (h, after) = rest.split_at_mut(block);
            load(step, input, c, h);
            if t > 0 {
                step_product(h, past, u, batch);
            }
            forward(function, step, hidden, h, out);
            (past, rest) = (h, after);
        }
        self.record(Elman {
            function,
            x,
            weight,
            bias,
            states,
            y,
        });
        y
    }
}

impl Operation for Elman {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let Elman {
            function,
            x,
            weight,
            bias,
            states,
            y,
        } = *self;
        let (batch, time, tokens) = (replay.batch, replay.time, replay.tokens);
        let hidden = weight.rows;
        let block = batch * hidden;
        let states = &replay.saved[states.range()];
        let [da, dh] = replay.scratch.rooms([time * block, block]);
        let (dy, [dx]) = replay.grads.split(y, [x.rows()]);
        let u_t = replay.packs.transposed(replay.params, weight);
        dh.fill(F::ZERO);
        for t in (0..time).rev() {
            let step = Step {
                input: x,
                tokens,
                time,
                t,
            };
            let h = &states[(t + 1) * block..(t + 2) * block];
            let da = &mut da[t * block..(t + 1) * block];
            backward(function, step, hidden, h, dy, dh, da);
            load_backward(step, da, hidden, dx);
            if t > 0 {
                // forward: aₜ = xₜ + hₜ₋₁ U + c
                step_product_backward(dh, da, u_t, batch);
            }
        }
        weight_gradients(states, da, batch, (weight, bias), replay.dparams);
    }
}

kernel! {
    /// h = f(h) for one step, `h` `[B, H]`, and its copy in `y` `[B, T, H]`.
    fn forward<'a, F: Real>(function: Nonlinearity, step: Step<'a>, hidden: usize, h: &'a mut [F], y: &'a mut [F]) {
        match function {
            Nonlinearity::Tanh => {
                for h in h.iter_mut() {
                    *h = h.tanh();
                }
            }
            Nonlinearity::Relu => {
                for h in h.iter_mut() {
                    *h = h.at_least(F::ZERO);
                }
            }
        }
        for (b, h) in h.chunks_exact(hidden).enumerate() {
            y[step.position(b) * hidden..][..hidden].copy_from_slice(h);
        }
    }
}

kernel! {
    /// Backward of [`forward`] for one step: `da` `[B, H]` from `dh` `[B, H]`, the gradient that comes back
    /// from the next step, and `dy` `[B, T, H]`.
    fn backward<'a, F: Real>(
        function: Nonlinearity,
        step: Step<'a>,
        hidden: usize,
        h: &'a [F],
        dy: &'a [F],
        dh: &'a [F],
        da: &'a mut [F],
    ) {
        for (b, da) in da.chunks_exact_mut(hidden).enumerate() {
            let (h, dh) = (&h[b * hidden..][..hidden], &dh[b * hidden..][..hidden]);
            let dy = &dy[step.position(b) * hidden..][..hidden];
            let all = da.iter_mut().zip(h).zip(dh.iter().zip(dy));
            match function {
                // forward: h = tanh(a)
                Nonlinearity::Tanh => {
                    for ((da, h), (dh, dy)) in all {
                        *da = (*dh + *dy) * (F::ONE - *h * *h);
                    }
                }
                // forward: h = max(a, 0)
                Nonlinearity::Relu => {
                    for ((da, h), (dh, dy)) in all {
                        *da = if *h > F::ZERO { *dh + *dy } else { F::ZERO };
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::ops::recurrent::tests::{
        Sample, assert_close, check_causality, check_gradients, product,
    };

    fn tanh(tape: &mut Tape<f64>, x: Signal, u: Param, c: Param) -> Var {
        tape.elman(Nonlinearity::Tanh, x, u, c)
    }

    fn relu(tape: &mut Tape<f64>, x: Signal, u: Param, c: Param) -> Var {
        tape.elman(Nonlinearity::Relu, x, u, c)
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
