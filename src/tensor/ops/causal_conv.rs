//! Depthwise causal convolution over time with SiLU, as it stands before a selective scan.
//!
//! ```text
//! p[b,t,e] = bias[e] + Σ_k W[k,e] x[b, t+k-(K-1), e]     y = p σ(p)
//! ```
//! Tokens before the first are zero; row K-1 of the `[K, E]` weight multiplies the present token.
//! Source: Gu and Dao 2023, figure 3. The backward pass computes p again instead of keeping it.
//!
//! What it leaves out: strides, dilation, mixing of channels.

use crate::kernel;
use crate::tensor::ops::Operation;
use crate::tensor::simd::axpy;
use crate::tensor::tape::{Replay, gradients};
use crate::tensor::{Param, Real, Tape, Var};

/// A recorded convolution.
#[derive(Clone, Copy, Debug)]
pub struct CausalConv {
    x: Var,
    weight: Param,
    bias: Param,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// silu of the causal convolution of every channel of `x` `[B, T, E]` with its column of `weight`
    /// `[K, E]`, plus `bias` `[1, E]`. Returns `[B, T, E]`.
    pub fn causal_conv_silu(&mut self, x: Var, weight: Param, bias: Param) -> Var {
        assert_eq!(
            (x.rows, x.cols),
            (self.tokens.len(), weight.cols),
            "rows and channels of a convolution"
        );
        assert_eq!(weight.cols, bias.len(), "channels of a convolution");
        let y = self.output(x.rows, x.cols);
        let (time, w, b) = (self.time, self.param(weight), self.param(bias));
        let (before, [out], ..) = self.split([y]);
        forward(time, &before[x.range()], w, b, out);
        self.record(CausalConv { x, weight, bias, y });
        y
    }
}

impl Operation for CausalConv {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let (time, x) = (replay.time, replay.value(self.x));
        let (w, b) = (replay.param(self.weight), replay.param(self.bias));
        let (dy, [dx]) = replay.grads.split(self.y, [self.x]);
        let [dw, db] = gradients(replay.dparams, [self.weight, self.bias]);
        let dp = replay.scratch.room(self.y.cols);
        backward(time, x, w, b, dy, dx, dw, db, dp);
    }
}

/// First row of the weight that meets a token at step `t`, and the token it meets.
#[inline(always)]
fn first_tap(t: usize, taps: usize) -> (usize, usize) {
    let k = taps.saturating_sub(t + 1);
    (k, t + k + 1 - taps)
}

/// `p` `[E]`: the convolution at step `t` of the sequence `x` `[T, E]`.
#[inline(always)]
fn convolve<F: Real>(t: usize, x: &[F], weight: &[F], bias: &[F], p: &mut [F]) {
    let width = bias.len();
    let (k, s) = first_tap(t, weight.len() / width);
    p.copy_from_slice(bias);
    let taps = weight[k * width..].chunks_exact(width);
    for (w, x) in taps.zip(x[s * width..].chunks_exact(width)) {
        for ((p, w), x) in p.iter_mut().zip(w).zip(x) {
            *p = w.mul_add(*x, *p);
        }
    }
}

kernel! {
    /// `y` = silu of the convolution of `x`, both `[B, T, E]`, with `weight` `[K, E]` and `bias` `[E]`.
    pub fn forward<'a, F: Real>(time: usize, x: &'a [F], weight: &'a [F], bias: &'a [F], y: &'a mut [F]) {
        let sequence = time * bias.len();
        for (x, y) in x.chunks_exact(sequence).zip(y.chunks_exact_mut(sequence)) {
            for (t, y) in y.chunks_exact_mut(bias.len()).enumerate() {
                convolve(t, x, weight, bias, y);
                for y in y {
                    *y *= y.sigmoid();
                }
            }
        }
    }
}

kernel! {
    /// Backward of [`forward`]. Adds to `dx`, `dweight` and `dbias`; `dp` `[E]` is scratch.
    pub fn backward<'a, F: Real>(
        time: usize,
        x: &'a [F],
        weight: &'a [F],
        bias: &'a [F],
        dy: &'a [F],
        dx: &'a mut [F],
        dweight: &'a mut [F],
        dbias: &'a mut [F],
        dp: &'a mut [F],
    ) {
        let width = bias.len();
        let sequence = time * width;
        let sequences = x.chunks_exact(sequence).zip(dx.chunks_exact_mut(sequence));
        for ((x, dx), dy) in sequences.zip(dy.chunks_exact(sequence)) {
            for (t, dy) in dy.chunks_exact(width).enumerate() {
                convolve(t, x, weight, bias, dp);
                // forward: y = p σ(p)
                for (dp, dy) in dp.iter_mut().zip(dy) {
                    let s = dp.sigmoid();
                    *dp = *dy * s * (*dp).mul_add(F::ONE - s, F::ONE);
                }
                // forward: p = bias + ...
                axpy(F::ONE, dp, dbias);
                let (k, s) = first_tap(t, weight.len() / width);
                let taps = weight[k * width..].chunks_exact(width);
                let taps = taps.zip(dweight[k * width..].chunks_exact_mut(width));
                let past = x[s * width..].chunks_exact(width);
                let past = past.zip(dx[s * width..].chunks_exact_mut(width));
                for ((w, dw), (x, dx)) in taps.zip(past) {
                    // forward: p[t] += W[k] x[t+k-(K-1)]
                    for (((w, dw), (x, dx)), dp) in w.iter().zip(dw).zip(x.iter().zip(dx)).zip(&*dp) {
                        *dw = dp.mul_add(*x, *dw);
                        *dx = dp.mul_add(*w, *dx);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::{normal, stream};
    use crate::tensor::gradcheck::{Setup, check};

    #[test]
    fn backward_matches_central_differences() {
        for (batch, time, width, taps) in [(1, 1, 3, 4), (2, 5, 17, 4), (3, 2, 4, 3)] {
            let shapes = [(batch * time, width), (taps, width), (1, width)];
            check(&Setup::new(batch, time, 2, &shapes), 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                tape.causal_conv_silu(x, p[1], p[2])
            });
        }
    }

    #[test]
    fn the_last_row_of_the_weight_multiplies_the_present_token() {
        let (batch, time, width, taps) = (2, 6, 5, 4);
        let mut rng = stream(3, "test", 0);
        let mut draw = |n: usize| (0..n).map(|_| normal(&mut rng)).collect::<Vec<f64>>();
        let (x, w, b) = (draw(batch * time * width), draw(taps * width), draw(width));
        let mut y = vec![0.0; x.len()];
        forward(time, &x, &w, &b, &mut y);
        for sequence in 0..batch {
            for t in 0..time {
                for e in 0..width {
                    let mut p = b[e];
                    for back in 0..taps.min(t + 1) {
                        p += w[(taps - 1 - back) * width + e]
                            * x[(sequence * time + t - back) * width + e];
                    }
                    let expected = p / (1.0 + (-p).exp());
                    assert!((y[(sequence * time + t) * width + e] - expected).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn a_later_token_changes_no_bit_of_an_earlier_output() {
        let (time, width) = (7, 19);
        let mut x: Vec<f32> = (0..time * width).map(|i| (i as f32).sin()).collect();
        let (w, b) = (vec![0.3f32; 4 * width], vec![0.1f32; width]);
        let mut before = vec![0.0; x.len()];
        forward(time, &x, &w, &b, &mut before);
        x[4 * width..].fill(9.0);
        let mut after = vec![0.0; x.len()];
        forward(time, &x, &w, &b, &mut after);
        let same = |t: usize| {
            (t * width..(t + 1) * width).all(|i| before[i].to_bits() == after[i].to_bits())
        };
        assert!((0..4).all(same) && !same(4));
    }
}
