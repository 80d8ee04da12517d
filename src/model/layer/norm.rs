//! Layer norm and root-mean-square norm over the width of the stream.
//!
//! ```text
//! layer  y = w ⊙ (x - mean(x)) / √(var(x) + ε) + b          rms  y = w ⊙ x / √(mean(x²) + ε)
//! ```
//! Source: Ba, Kiros and Hinton 2016; Zhang and Sennrich 2019.

use serde::{Deserialize, Serialize};

use crate::model::parameters::{Init, Parameters};
use crate::tensor::{Param, Real, Signal, Tape};

/// Which norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NormKind {
    /// Mean and variance, weight and bias.
    Layer,
    /// Root mean square, weight only.
    Rms,
}

/// A norm.
#[derive(Clone, Copy, Debug)]
pub struct Norm {
    kind: NormKind,
    epsilon: f64,
    weight: Param,
    bias: Option<Param>,
}

impl Norm {
    /// A norm of `width` numbers that begins as weight 1 and bias 0; `epsilon` is added inside the root.
    pub fn new(
        parameters: &mut Parameters,
        name: &str,
        (kind, epsilon): (NormKind, f64),
        width: usize,
    ) -> Self {
        let mut plain = |what: &str, value| {
            parameters.plain(&format!("{name}.{what}"), 1, width, Init::Constant(value))
        };
        let weight = plain("weight", 1.0);
        let bias = (kind == NormKind::Layer).then(|| plain("bias", 0.0));
        Self {
            kind,
            epsilon,
            weight,
            bias,
        }
    }

    /// The norm of `x` `[B, T, D]`.
    pub fn forward<F: Real>(&self, tape: &mut Tape<F>, x: Signal) -> Signal {
        x.map(tape, |tape, x| {
            tape.norm(x, self.weight, self.bias, self.epsilon)
        })
    }

    /// x + y, `[B, T, D]` each, and the norm of it.
    pub fn forward_sum<F: Real>(&self, tape: &mut Tape<F>, x: Signal, y: Signal) -> [Signal; 2] {
        x.both(tape, y, |tape, x, y| {
            tape.add_norm(x, y, self.weight, self.bias, self.epsilon)
        })
    }

    /// The norm of one row `[D]`.
    pub fn step<F: Real>(&self, params: &[F], x: &[F]) -> Vec<F> {
        let n = F::of(x.len() as f64);
        let total = |f: &dyn Fn(F) -> F| x.iter().fold(F::ZERO, |sum, x| sum + f(*x));
        let mean = match self.kind {
            NormKind::Layer => total(&|x| x) / n,
            NormKind::Rms => F::ZERO,
        };
        let scale = F::ONE / (total(&|x| (x - mean) * (x - mean)) / n + F::of(self.epsilon)).sqrt();
        let w = &params[self.weight.range()];
        let b = |i: usize| self.bias.map_or(F::ZERO, |b| params[b.range()][i]);
        x.iter()
            .enumerate()
            .map(|(i, x)| (*x - mean) * scale * w[i] + b(i))
            .collect()
    }
}
