//! Mamba: the selective state-space model (S6) between a causal convolution and a gate.
//!
//! ```text
//! u = silu(conv(x W_u))     z = x W_z
//! Δ = softplus(u W_δ W_Δ + b_Δ)     B = u W_B     C = u W_C
//! h[t] = exp(Δ A) h[t-1] + Δ B u     y = C h + D u          per channel, N states each
//! out = (y ⊙ silu(z)) W_o
//! ```
//! Source: Gu and Dao 2023 and the initialisation of their released code. What `in_proj` and `x_proj` are
//! there are two and three matrices here, side by side in that order: (u, z) and (δ, B, C).
//!
//! What it leaves out: Mamba-2's heads, biases of the projections in and out, dropout.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::model::layer::{Bias, Convolution, Linear, Start};
use crate::model::mixer::{Built, Place, Recipe, Recurrent};
use crate::model::parameters::{Init, Parameters};
use crate::model::{Block, Marker, ModelError};
use crate::tensor::{Param, Real, Signal, Tape, Var};
use crate::theory::Transition;

/// `mixer.mamba`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MambaConfig {
    /// States of a channel, N.
    pub d_state: usize,
    /// Channels for each unit of `d_model`: E = expand D.
    pub expand: usize,
    /// Tokens the convolution sees.
    pub d_conv: usize,
    /// Width of δ; `d_model` / 16, rounded up, if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dt_rank: Option<usize>,
}

impl Default for MambaConfig {
    fn default() -> Self {
        Self {
            d_state: 16,
            expand: 2,
            d_conv: 4,
            dt_rank: None,
        }
    }
}

/// A Mamba mixer.
#[derive(Clone, Debug)]
pub struct Mamba {
    in_u: Linear,
    in_z: Linear,
    conv: Convolution,
    delta: Linear,
    b: Linear,
    c: Linear,
    step: Linear,
    a_log: Param,
    d: Param,
    out: Linear,
}

/// Smallest and largest step size at the start, and the floor under both.
const STEP: (f64, f64, f64) = (1e-3, 0.1, 1e-4);

impl Recipe for MambaConfig {
    const ABOUT: &'static str = "selective diagonal state-space model with convolution and gate";
    const LETTER: Option<char> = Some('M');
    const MARKER: Marker = Marker::Square;
    const BLOCK: Block = Block::Pre;
    const EMBEDDING_STD: f64 = 0.02;
    const TRIED: &'static [&'static str] =
        &["{ d_state = 3, expand = 3, d_conv = 2, dt_rank = 2 }"];

    fn transition(&self) -> Transition {
        Transition::DiagonalNonNegative
    }

    fn build<F: Real>(&self, place: Place, p: &mut Parameters) -> Built<F> {
        let rank = self.dt_rank.unwrap_or(place.d_model.div_ceil(16));
        for (key, value) in [
            ("mixer.mamba.d_state", self.d_state),
            ("mixer.mamba.expand", self.expand),
            ("mixer.mamba.d_conv", self.d_conv),
            ("mixer.mamba.dt_rank", rank),
        ] {
            if value == 0 {
                return Err(ModelError::value(key, value, "must be at least 1"));
            }
        }
        let (width, n) = (self.expand * place.d_model, self.d_state);
        // softplus of the bias is log-uniform: ln(e^Δ - 1) inverts softplus
        let (low, high, floor) = STEP;
        let steps = p.log_uniform("step.bias", width, [low, high]).into_iter();
        let bias = steps.map(|log| libm::log(libm::expm1(log.exp().max(floor))));
        let step = Start {
            bias: Bias::New(Init::Values(bias.collect())),
            ..Start::uniform(rank, false)
        };
        let a_log = (0..width * n).map(|i| libm::log((i % n + 1) as f64));
        let a_log = Init::Values(a_log.collect());
        // the sum of the layers is no larger for more of them
        let out = Start::uniform(width * place.layers, false);
        Ok(Box::new(Mamba {
            in_u: Linear::new(p, "in_u", [place.d_model, width], false)?,
            in_z: Linear::new(p, "in_z", [place.d_model, width], false)?,
            conv: Convolution::new(p, "conv", [self.d_conv, width]),
            delta: Linear::new(p, "delta", [width, rank], false)?,
            b: Linear::new(p, "b", [width, n], false)?,
            c: Linear::new(p, "c", [width, n], false)?,
            step: Linear::with(p, "step", [rank, width], step)?,
            a_log: p.plain("a_log", width, n, a_log),
            d: p.plain("d", 1, width, Init::Constant(1.0)),
            out: Linear::with(p, "out", [width, place.d_model], out)?,
        }))
    }
}

impl<F: Real> Recurrent<F> for Mamba {
    fn width(&self) -> usize {
        self.out.outputs()
    }

    fn forward(&self, tape: &mut Tape<F>, x: Signal) -> Var {
        let u = self.in_u.forward(tape, x).spread(tape);
        let z = self.in_z.forward(tape, x).spread(tape);
        let u = self.conv.forward(tape, u);
        let delta = self.delta.of(tape, u);
        let step = self.step.of(tape, delta);
        let b = self.b.of(tape, u);
        let c = self.c.of(tape, u);
        let y = tape.selective_scan([u, step, b, c], self.a_log, self.d);
        let gated = tape.gated_silu(y, z);
        self.out.of(tape, gated)
    }

    fn step(&self, params: &[F], state: &mut Vec<F>, x: &[F]) -> Vec<F> {
        let (width, n) = (self.d.cols, self.a_log.cols);
        let get = |p: Param, i: usize| params[p.range()][i];
        let memory = self.conv.memory();
        state.resize(memory + width * n, F::ZERO);
        // the last inputs of the convolution, then h
        let (past, h) = state.split_at_mut(memory);
        let u = self.conv.step(params, past, &self.in_u.step(params, x));
        let step = self.step.step(params, &self.delta.step(params, &u));
        let (b, c) = (self.b.step(params, &u), self.c.step(params, &u));
        let z = self.in_z.step(params, x);
        let y: Vec<F> = (0..width)
            .map(|e| {
                let step = step[e].softplus();
                let mut y = get(self.d, e) * u[e];
                for i in 0..n {
                    let decay = (-step * get(self.a_log, e * n + i).exp()).exp();
                    h[e * n + i] = decay * h[e * n + i] + step * b[i] * u[e];
                    y += c[i] * h[e * n + i];
                }
                y * z[e] * z[e].sigmoid()
            })
            .collect();
        self.out.step(params, &y)
    }

    fn recurrence(&self, len: usize) -> Range<usize> {
        self.conv.memory()..len
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MixerConfig, Model, ModelConfig};

    fn model(d_model: usize, layers: usize) -> (Model<f64>, Vec<f64>) {
        let mixer = MixerConfig::MambaConfig(MambaConfig::default());
        Model::new(&ModelConfig::new(mixer, d_model, layers), 67, 67, 21, 1)
            .expect("the default is a model")
    }

    #[test]
    fn the_model_of_the_illusion_paper_has_its_number_of_parameters() {
        assert_eq!(model(698, 1).0.count(), 3_219_243);
        assert_eq!(model(698, 2).0.count() - model(698, 1).0.count(), 3_124_248);
    }

    #[test]
    fn initial_step_sizes_lie_in_the_published_range() {
        let (model, values) = model(32, 1);
        let tensor = model.tensors.iter().find(|t| t.name.ends_with("step.bias"));
        let range = tensor.expect("a Mamba layer has step sizes").param.range();
        let steps: Vec<f64> = values[range].iter().map(|b| b.softplus()).collect();
        assert!(steps.iter().all(|s| (1e-3 - 1e-9..0.1 + 1e-9).contains(s)));
        let geometric = steps.iter().map(|s| s.ln()).sum::<f64>() / steps.len() as f64;
        assert!((geometric.exp() - 1e-2).abs() < 5e-3);
    }
}
