//! S4D: a time-invariant diagonal state-space model in every channel, then a gated linear map.
//!
//! ```text
//! y = gelu(ssm(x))     out = a ⊙ σ(b),  [a, b] = y W + c
//! ```
//! Source: Gu, Gupta, Goel and Ré 2022; the block around it is that of S4 (Gu, Goel and Ré 2022). Every
//! mode begins with real part -1/2; imaginary parts, n = 0 .. N/2 - 1:
//!
//! ```text
//! lin   π n          inv   (N/π) (N/(2n+1) - 1)
//! legs  those of the eigenvalues of the normal part of HiPPO-LegS, rising
//! ```
//! What it leaves out: the low-rank part of S4, a trained B, bidirectional scans, dropout.

use std::f64::consts::PI;

use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use crate::model::layer::Linear;
use crate::model::mixer::{Built, Place, Recipe, Recurrent};
use crate::model::parameters::{Init, Parameters};
use crate::model::{Block, Marker, ModelError};
use crate::tensor::ops::activation::Activation;
use crate::tensor::ops::diagonal_scan::Modes;
use crate::tensor::ops::discretise::Discretisation;
use crate::tensor::{Param, Real, Signal, Tape, Var};
use crate::theory::Transition;

/// `mixer.s4d`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct S4dConfig {
    /// Real states of a channel, N; half as many complex modes.
    pub d_state: usize,
    /// Imaginary parts at the start.
    pub init: Frequencies,
    /// How the continuous model becomes a recurrence.
    pub discretisation: Discretisation,
}

/// Imaginary parts of the modes at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the module names each of them")]
pub enum Frequencies {
    #[default]
    Lin,
    Inv,
    Legs,
}

impl Default for S4dConfig {
    fn default() -> Self {
        Self {
            d_state: 64,
            init: Frequencies::Lin,
            discretisation: Discretisation::Zoh,
        }
    }
}

/// An S4D mixer.
#[derive(Clone, Debug)]
pub struct S4d {
    rule: Discretisation,
    modes: Modes,
    out: Linear,
}

/// Smallest and largest step size at the start.
const STEP: [f64; 2] = [1e-3, 0.1];

impl Recipe for S4dConfig {
    const ABOUT: &'static str = "time-invariant diagonal state-space model with a gated linear map";
    const LETTER: Option<char> = Some('S');
    const MARKER: Marker = Marker::TriangleDown;
    const BLOCK: Block = Block::Post;
    const LEAST_SEQUENCES: usize = 1;
    const TRIED: &'static [&'static str] = &[
        "{ d_state = 6, init = \"legs\", discretisation = \"bilinear\" }",
        "{ d_state = 6, init = \"inv\" }",
    ];

    fn transition(&self) -> Transition {
        Transition::TimeInvariant
    }

    fn build<F: Real>(&self, place: Place, p: &mut Parameters) -> Built<F> {
        if self.d_state == 0 || !self.d_state.is_multiple_of(2) {
            let reason = "must be even and at least 2: modes come in conjugate pairs";
            return Err(ModelError::value("mixer.s4d.d_state", self.d_state, reason));
        }
        let (width, modes) = (place.d_model, self.d_state / 2);
        let log_dt = Init::Values(p.log_uniform("log_dt", width, STEP));
        let frequencies = self.init.values(modes);
        let a_imag = (0..width).flat_map(|_| frequencies.iter().copied());
        let a_imag = Init::Values(a_imag.collect());
        let real = Init::Constant(libm::log(0.5));
        // a complex normal number of variance one
        let c = Init::Normal(0.5f64.sqrt());
        let modes = Modes {
            log_dt: p.plain("log_dt", 1, width, log_dt),
            log_a_real: p.plain("log_a_real", width, modes, real),
            a_imag: p.plain("a_imag", width, modes, a_imag),
            c_re: p.plain("c.re", width, modes, c.clone()),
            c_im: p.plain("c.im", width, modes, c),
            d: p.plain("d", 1, width, Init::Normal(1.0)),
        };
        Ok(Box::new(S4d {
            rule: self.discretisation,
            modes,
            out: Linear::new(p, "out", [width, 2 * width], true)?,
        }))
    }
}

impl Frequencies {
    /// Imaginary parts of `modes` modes.
    fn values(self, modes: usize) -> Vec<f64> {
        let n = (2 * modes) as f64;
        match self {
            Frequencies::Lin => (0..modes).map(|i| PI * i as f64).collect(),
            Frequencies::Inv => (0..modes)
                .map(|i| n / PI * (n / (2 * i + 1) as f64 - 1.0))
                .collect(),
            Frequencies::Legs => legs(2 * modes),
        }
    }
}

/// The positive imaginary parts of the eigenvalues of the normal part of HiPPO-LegS, rising. The matrix is
/// -1/2 plus the skew-symmetric S with S\[i,j\] = -√((2i+1)(2j+1))/2 below the diagonal; the eigenvalues ±iμ
/// of S make twice each μ² an eigenvalue of the symmetric SᵀS.
fn legs(n: usize) -> Vec<f64> {
    let root = |i: usize| ((2 * i + 1) as f64).sqrt();
    let skew = |i: usize, j: usize| match i.cmp(&j) {
        std::cmp::Ordering::Greater => -0.5 * root(i) * root(j),
        std::cmp::Ordering::Equal => 0.0,
        std::cmp::Ordering::Less => 0.5 * root(i) * root(j),
    };
    let mut gram: Vec<f64> = (0..n * n)
        .map(|at| (0..n).map(|k| skew(k, at / n) * skew(k, at % n)).sum())
        .collect();
    let mut squares = eigenvalues(n, &mut gram);
    squares.sort_by(f64::total_cmp);
    let pairs = squares.chunks_exact(2);
    pairs.map(|p| (0.5 * (p[0] + p[1])).sqrt()).collect()
}

/// The eigenvalues of the symmetric matrix `a` `[n, n]` by Jacobi's rotations; destroys it.
fn eigenvalues(n: usize, a: &mut [f64]) -> Vec<f64> {
    // convergence is quadratic: a dozen sweeps are ample for any size used here
    for _ in 0..16 {
        for p in 0..n {
            for q in p + 1..n {
                let off = a[p * n + q];
                if off.abs() < 1e-300 {
                    continue;
                }
                let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * off);
                let tan = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cos = 1.0 / (tan * tan + 1.0).sqrt();
                let sin = tan * cos;
                for k in 0..n {
                    let (x, y) = (a[k * n + p], a[k * n + q]);
                    (a[k * n + p], a[k * n + q]) = (cos * x - sin * y, sin * x + cos * y);
                }
                for k in 0..n {
                    let (x, y) = (a[p * n + k], a[q * n + k]);
                    (a[p * n + k], a[q * n + k]) = (cos * x - sin * y, sin * x + cos * y);
                }
            }
        }
    }
    (0..n).map(|i| a[i * n + i]).collect()
}

impl<F: Real> Recurrent<F> for S4d {
    fn width(&self) -> usize {
        self.modes.d.cols
    }

    fn forward(&self, tape: &mut Tape<F>, x: Signal) -> Var {
        let u = x.spread(tape);
        let y = tape.diagonal_scan(u, self.rule, self.modes);
        let active = tape.activation(Activation::Gelu, y);
        let both = self.out.of(tape, active);
        tape.glu(both)
    }

    fn step(&self, params: &[F], state: &mut Vec<F>, x: &[F]) -> Vec<F> {
        let (width, modes) = (self.modes.d.cols, self.modes.a_imag.cols);
        let get = |p: Param, i: usize| params[p.range()][i].to_f64();
        state.resize(2 * width * modes, F::ZERO);
        let active: Vec<F> = (0..width)
            .map(|e| {
                let (u, dt) = (x[e].to_f64(), get(self.modes.log_dt, e).exp());
                let mut y = get(self.modes.d, e) * u;
                for i in e * modes..(e + 1) * modes {
                    let complex = |re, im| Complex64::new(get(re, i), get(im, i));
                    let log_rate = complex(self.modes.log_a_real, self.modes.a_imag);
                    let rate = Complex64::new(-log_rate.re.exp(), log_rate.im);
                    let (a, b) = discrete(self.rule, dt, rate);
                    let h = Complex64::new(state[2 * i].to_f64(), state[2 * i + 1].to_f64());
                    let h = a * h + b * u;
                    (state[2 * i], state[2 * i + 1]) = (F::of(h.re), F::of(h.im));
                    y += 2.0 * (complex(self.modes.c_re, self.modes.c_im) * h).re;
                }
                F::of(0.5 * y * (1.0 + libm::erf(y / 2f64.sqrt())))
            })
            .collect();
        let both = self.out.step(params, &active);
        let (a, b) = both.split_at(width);
        a.iter().zip(b).map(|(a, b)| *a * b.sigmoid()).collect()
    }
}

/// The factors of state and input of one mode, from the definition.
fn discrete(rule: Discretisation, dt: f64, rate: Complex64) -> (Complex64, Complex64) {
    let z = rate * dt;
    match rule {
        Discretisation::Zoh => {
            let a = z.exp();
            (a, (a - 1.0) / rate)
        }
        Discretisation::Bilinear => {
            let below = 1.0 - 0.5 * z;
            ((1.0 + 0.5 * z) / below, dt / below)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MixerConfig, Model, ModelConfig};

    #[test]
    fn parameters_of_a_layer_are_counted_by_hand() {
        let model = |layers| {
            let mixer = MixerConfig::S4dConfig(S4dConfig::default());
            let (model, _) = Model::<f32>::new(&ModelConfig::new(mixer, 48, layers), 5, 7, 21, 1)
                .expect("the default is a model");
            model.count()
        };
        // dt, D, norm: 4 a channel; A, C: 4 x 32 a channel; read-out of the block 48 x 96 + 96
        assert_eq!(model(2) - model(1), 48 * (4 + 128) + 48 * 96 + 96);
        assert_eq!(model(1) - (model(2) - model(1)), 5 * 48 + 48 * 7 + 7);
    }

    #[test]
    fn frequencies_of_legs_have_the_moments_of_their_matrix() {
        let n = 64;
        let mu = legs(n);
        let root = |i: usize, j: usize| 0.25 * ((2 * i + 1) * (2 * j + 1)) as f64;
        let norm: f64 = (0..n)
            .flat_map(|i| (0..n).filter(move |&j| j != i).map(move |j| root(i, j)))
            .sum();
        let sum: f64 = mu.iter().map(|m| 2.0 * m * m).sum();
        assert!((sum / norm - 1.0).abs() < 1e-12);
        // |det S| of a skew-symmetric matrix with entries ±r_i r_j is Π r_i² = Π (2i+1)/2
        let log_det: f64 = (0..n).map(|i| ((2 * i + 1) as f64 / 2.0).ln()).sum();
        let log_product: f64 = mu.iter().map(|m| 2.0 * m.ln()).sum();
        assert!((log_det - log_product).abs() < 1e-8);
        assert!(mu.len() == n / 2 && mu.is_sorted());
    }
}
