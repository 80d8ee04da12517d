//! A short causal convolution in every channel, then SiLU: `y[t] = silu(b + Σ_k w[k] x[t - K + 1 + k])`, K taps.

use crate::model::parameters::{Init, Parameters};
use crate::tensor::{Param, Real, Tape, Var};

/// The convolution of a mixer.
#[derive(Clone, Copy, Debug)]
pub struct Convolution {
    weight: Param,
    bias: Param,
}

impl Convolution {
    /// `taps` taps in each of `width` channels, weight `[taps, width]` and bias uniform within ±1/√taps.
    pub fn new(p: &mut Parameters, name: &str, [taps, width]: [usize; 2]) -> Self {
        let init = Init::Uniform(1.0 / (taps as f64).sqrt());
        Self {
            weight: p.weight(&format!("{name}.weight"), taps, width, init.clone()),
            bias: p.plain(&format!("{name}.bias"), 1, width, init),
        }
    }

    /// Of `x` `[B, T, E]`.
    pub fn forward<F: Real>(&self, tape: &mut Tape<F>, x: Var) -> Var {
        tape.causal_conv_silu(x, self.weight, self.bias)
    }

    /// Numbers of the past inputs that [`Convolution::step`] remembers.
    pub fn memory(&self) -> usize {
        self.weight.len()
    }

    /// Of one more row `x` `[E]`; `past` `[taps, E]` holds the last inputs, oldest first, and zeros before the first.
    pub fn step<F: Real>(&self, params: &[F], past: &mut [F], x: &[F]) -> Vec<F> {
        let Param {
            rows: taps,
            cols: width,
            ..
        } = self.weight;
        past.copy_within(width.., 0);
        past[(taps - 1) * width..].copy_from_slice(x);
        let (w, b) = (&params[self.weight.range()], &params[self.bias.range()]);
        (0..width)
            .map(|e| {
                let products = (0..taps).map(|k| past[k * width + e] * w[k * width + e]);
                let sum = products.fold(b[e], |sum, product| sum + product);
                sum * sum.sigmoid()
            })
            .collect()
    }
}
