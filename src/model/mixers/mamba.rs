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

use serde::{Deserialize, Serialize};

use crate::base::rng::uniform;
use crate::model::mixer::{Defaults, Mixer, Place, Recipe, affine};
use crate::model::parameters::{Init, Parameters};
use crate::model::{Block, ModelError};
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
#[derive(Clone, Copy, Debug)]
pub struct Mamba {
    in_u: Param,
    in_z: Param,
    conv: (Param, Param),
    delta: Param,
    b: Param,
    c: Param,
    step: (Param, Param),
    a_log: Param,
    d: Param,
    out: Param,
}

/// Smallest and largest step size at the start, and the floor under both.
const STEP: (f64, f64, f64) = (1e-3, 0.1, 1e-4);

impl Recipe for MambaConfig {
    const ABOUT: &'static str = "selective diagonal state-space model with convolution and gate";

    fn defaults(&self, _: usize) -> Defaults {
        Defaults {
            block: Block::Pre,
            feed_forward: 0,
            embedding_std: 0.02,
        }
    }

    fn transition(&self) -> Transition {
        Transition::DiagonalNonNegative
    }

    fn build<F: Real>(
        &self,
        place: Place,
        p: &mut Parameters,
    ) -> Result<Box<dyn Mixer<F>>, ModelError> {
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
        let within = |inputs: usize| Init::Uniform(1.0 / (inputs as f64).sqrt());
        // softplus of the bias is log-uniform: ln(e^Δ - 1) inverts softplus
        let mut rng = p.stream("step.bias");
        let bias = (0..width)
            .map(|_| {
                let (low, high, floor) = STEP;
                let step = (libm::log(low) + uniform(&mut rng) * libm::log(high / low)).exp();
                libm::log(libm::expm1(step.max(floor)))
            })
            .collect();
        let a_log = (0..width * n).map(|i| libm::log((i % n + 1) as f64));
        let a_log = Init::Values(a_log.collect());
        let bound = 1.0 / ((width * place.layers) as f64).sqrt();
        Ok(Box::new(Mamba {
            in_u: p.linear("in_u", place.d_model, width, false).0,
            in_z: p.linear("in_z", place.d_model, width, false).0,
            conv: (
                p.weight("conv.weight", self.d_conv, width, within(self.d_conv)),
                p.plain("conv.bias", 1, width, within(self.d_conv)),
            ),
            delta: p.linear("delta", width, rank, false).0,
            b: p.linear("b", width, n, false).0,
            c: p.linear("c", width, n, false).0,
            step: (
                p.weight("step.weight", rank, width, within(rank)),
                p.plain("step.bias", 1, width, Init::Values(bias)),
            ),
            a_log: p.plain("a_log", width, n, a_log),
            d: p.plain("d", 1, width, Init::Constant(1.0)),
            out: p.weight(
                "out.weight",
                width,
                place.d_model,
                Init::Uniform(bound),
            ),
        }))
    }
}

impl<F: Real> Mixer<F> for Mamba {
    fn width(&self) -> usize {
        self.out.cols
    }

    fn forward(&self, tape: &mut Tape<F>, x: Signal) -> Var {
        let u = x.linear(tape, self.in_u, None).spread(tape);
        let z = x.linear(tape, self.in_z, None).spread(tape);
        let u = tape.causal_conv_silu(u, self.conv.0, self.conv.1);
        let delta = tape.linear(u, self.delta, None);
        let step = tape.linear(delta, self.step.0, Some(self.step.1));
        let b = tape.linear(u, self.b, None);
        let c = tape.linear(u, self.c, None);
        let y = tape.selective_scan(u, step, b, c, self.a_log, self.d);
        let gated = tape.gated_silu(y, z);
        tape.linear(gated, self.out, None)
    }

    fn step(&self, params: &[F], state: &mut Vec<F>, x: &[F]) -> Vec<F> {
        let (taps, width, n) = (self.conv.0.rows, self.d.cols, self.a_log.cols);
        let get = |p: Param, i: usize| params[p.range()][i];
        let silu = |x: F| x * x.sigmoid();
        state.resize(taps * width + width * n, F::ZERO);
        // the last inputs of the convolution, oldest first, then h
        let (past, h) = state.split_at_mut(taps * width);
        past.copy_within(width.., 0);
        past[(taps - 1) * width..].copy_from_slice(&affine(params, self.in_u, None, x));
        let u: Vec<F> = (0..width)
            .map(|e| {
                let bias = get(self.conv.1, e);
                silu((0..taps).fold(bias, |sum, k| {
                    sum + past[k * width + e] * get(self.conv.0, k * width + e)
                }))
            })
            .collect();
        let delta = affine(params, self.delta, None, &u);
        let step = affine(params, self.step.0, Some(self.step.1), &delta);
        let (b, c) = (
            affine(params, self.b, None, &u),
            affine(params, self.c, None, &u),
        );
        let z = affine(params, self.in_z, None, x);
        let y: Vec<F> = (0..width)
            .map(|e| {
                let step = step[e].softplus();
                let mut y = get(self.d, e) * u[e];
                for i in 0..n {
                    let decay = (-step * get(self.a_log, e * n + i).exp()).exp();
                    h[e * n + i] = decay * h[e * n + i] + step * b[i] * u[e];
                    y += c[i] * h[e * n + i];
                }
                y * silu(z[e])
            })
            .collect();
        affine(params, self.out, None, &y)
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
