//! IDS4: a linear recurrence whose dense transition matrix depends on the token.
//!
//! ```text
//! paper      h[t] = h[t-1] A(x_t) + x_t B     A(x) = A_0 + Σ_m x[m] A_m     y = h C + c + x D + d
//! released   P[t] = P[t-1] gelu(Σ_m x_t[m] A_m)     y = (P p + b) C + c + x D + d
//! ```
//! States are rows, so `A(x)` here is the transpose of the paper's; nothing else depends on it.
//! Source: Merrill, Petty and Sabharwal 2024, section 5 (paper), and the code they released (released): no
//! input to the state, a GELU on every entry, the running product itself in place of a state. There the
//! products leave the range of `f32` after some twelve tokens at the start of training.
//!
//! The paper's form begins at A_0 = I, entries of A_m normal with standard deviation `scale` / √(D N), so
//! that for x of unit entries A(x) is I plus a matrix of spectral radius about `scale`. With `normalise`
//! the state is divided by its norm after every token and begins at a trained h[-1] instead of zero; that
//! is not in the paper, and it trains on long sequences where the plain state grows or dies out.
//!
//! Matrices are made once for each token where the input depends on the token alone.

use serde::{Deserialize, Serialize};

use crate::base::rng::normal;
use crate::model::layer::linear::dense::Dense;
use crate::model::layer::linear::{Bias, Kind, Linear, Start};
use crate::model::mixer::{Built, Place, Recipe, Recurrent};
use crate::model::parameters::{Init, Parameters};
use crate::model::{Block, Marker, ModelError};
use crate::tensor::ops::activation::Activation;
use crate::tensor::{Param, Real, Signal, Tape, Var};
use crate::theory::Transition;

/// `mixer.ids4`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ids4Config {
    /// Size of the matrices, N.
    pub d_state: usize,
    /// The definition in the text or the one in the released code.
    pub form: Form,
    /// Divides the state by its norm after every token; only for the paper's form.
    pub normalise: bool,
    /// Size of the part of A(x) that depends on x at the start; only for the paper's form.
    pub scale: f64,
}

/// Which definition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the module gives the equations of each")]
pub enum Form {
    #[default]
    Paper,
    Released,
}

impl Default for Ids4Config {
    fn default() -> Self {
        Self {
            d_state: 64,
            form: Form::Paper,
            normalise: false,
            scale: 0.3,
        }
    }
}

/// What becomes of the matrices.
#[derive(Clone, Debug)]
enum Dynamics {
    /// The paper's form: the state is driven by `input`; a normalised one begins at `initial`.
    State {
        input: Linear,
        initial: Option<Param>,
    },
    /// The released form: products, read by the p and b which a kernel reads itself.
    Products { read: Dense },
}

/// An IDS4 mixer.
#[derive(Clone, Debug)]
pub struct Ids4 {
    n: usize,
    a: Linear,
    dynamics: Dynamics,
    c: Linear,
    d: Linear,
}

impl Recipe for Ids4Config {
    const ABOUT: &'static str = "dense linear recurrence with an input-dependent transition matrix";
    const LETTER: Option<char> = Some('I');
    const MARKER: Marker = Marker::Hexagon;
    const BLOCK: Block = Block::Post;
    const TRIED: &'static [&'static str] = &[
        "{ d_state = 5, normalise = true }",
        "{ d_state = 5, form = \"released\" }",
    ];

    fn transition(&self) -> Transition {
        if self.normalise {
            // division by a norm is not affine
            Transition::NonLinear
        } else {
            Transition::Dense
        }
    }

    /// The plain state leaves the range of f32 on long sequences; the norm makes a step no cheaper.
    fn for_bench(self) -> (Self, Option<Block>) {
        let normalise = true;
        (Self { normalise, ..self }, None)
    }

    fn build<F: Real>(&self, place: Place, p: &mut Parameters) -> Built<F> {
        let (n, width) = (self.d_state, place.d_model);
        let at_least_one = "must be at least 1";
        if n == 0 {
            return Err(ModelError::value("mixer.ids4.d_state", n, at_least_one));
        }
        if self.normalise && self.form == Form::Released {
            return Err(ModelError::value(
                "mixer.ids4.normalise",
                true,
                "is for form = \"paper\"; the released form has no state to divide",
            ));
        }
        if !(self.scale.is_finite() && self.scale > 0.0) {
            let reason = "must be a positive number";
            return Err(ModelError::value("mixer.ids4.scale", self.scale, reason));
        }
        let diagonal = |at: usize| if at / n == at % n { 1.0 } else { 0.0 };
        let sizes = [width, n * n];
        let (a, dynamics) = match self.form {
            Form::Paper => {
                let std = self.scale / ((width * n) as f64).sqrt();
                let identity = (0..n * n).map(diagonal).collect();
                let bias = p.plain("a.bias", 1, n * n, Init::Values(identity));
                let input = Linear::new(p, "b", [width, n], false)?;
                let initial = self.normalise.then(|| {
                    let std = 1.0 / (n as f64).sqrt();
                    p.plain("initial", 1, n, Init::Normal(std))
                });
                let start = Start {
                    weight: Init::Normal(std),
                    bias: Bias::Made(bias),
                };
                let a = Linear::with(p, "a", sizes, start)?;
                (a, Dynamics::State { input, initial })
            }
            Form::Released => {
                let mut rng = p.stream("a.weight");
                let std = 1.0 / (n as f64).sqrt();
                let slices = (0..width).flat_map(|_| 0..n * n);
                let slices = slices.map(|at| diagonal(at) + std * normal(&mut rng));
                let start = Start {
                    weight: Init::Values(slices.collect()),
                    bias: Bias::None,
                };
                let a = Linear::with(p, "a", sizes, start)?;
                let read = Dense::new(p, "read", [n, 1], Start::uniform(n, true));
                (a, Dynamics::Products { read })
            }
        };
        Ok(Box::new(Ids4 {
            n,
            a,
            dynamics,
            c: Linear::new(p, "c", [n, width], true)?,
            d: Linear::new(p, "d", [width, width], true)?,
        }))
    }
}

impl<F: Real> Recurrent<F> for Ids4 {
    fn width(&self) -> usize {
        self.d.outputs()
    }

    fn forward(&self, tape: &mut Tape<F>, x: Signal) -> Var {
        let m = self.a.forward(tape, x);
        let states = match &self.dynamics {
            Dynamics::State { input, initial } => {
                let v = input.forward(tape, x);
                tape.dense_scan(m, v, *initial, initial.is_some())
            }
            Dynamics::Products { read } => {
                let m = m.map(tape, |tape, m| tape.activation(Activation::Gelu, m));
                let (weight, bias) = read.affine();
                tape.product_scan(m, weight, bias)
            }
        };
        let y = self.c.of(tape, states);
        let skip = self.d.forward(tape, x).spread(tape);
        tape.add(y, skip)
    }

    fn step(&self, params: &[F], state: &mut Vec<F>, x: &[F]) -> Vec<F> {
        let n = self.n;
        let fresh = state.is_empty();
        let m = self.a.step(params, x);
        let seen: Vec<F> = match &self.dynamics {
            Dynamics::State { input, initial } => {
                if fresh {
                    *state = match initial {
                        Some(h) => params[h.range()].to_vec(),
                        None => vec![F::ZERO; n],
                    };
                }
                let v = input.step(params, x);
                let moved = times(state, &m, n).into_iter();
                *state = moved.zip(v).map(|(h, v)| h + v).collect();
                if initial.is_some() {
                    let norm = state.iter().fold(F::ZERO, |sum, h| sum + *h * *h).sqrt();
                    state.iter_mut().for_each(|h| *h /= norm);
                }
                state.clone()
            }
            Dynamics::Products { read } => {
                let m: Vec<F> = m.into_iter().map(|x| x * x.normal_cdf()).collect();
                *state = if fresh { m } else { times(state, &m, n) };
                let rows = state.chunks_exact(n);
                rows.map(|row| read.step(params, row)[0]).collect()
            }
        };
        let y = self.c.step(params, &seen);
        let skip = self.d.step(params, x);
        y.into_iter().zip(skip).map(|(y, s)| y + s).collect()
    }
}

/// Rows of `h` times the matrix `m` `[n, n]`.
fn times<F: Real>(h: &[F], m: &[F], n: usize) -> Vec<F> {
    let entry = |row: &[F], i| (0..n).fold(F::ZERO, |sum, j| sum + row[j] * m[j * n + i]);
    let rows = h.chunks_exact(n);
    rows.flat_map(|row| (0..n).map(move |i| entry(row, i)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MixerConfig, Model, ModelConfig};

    fn model(config: Ids4Config, d_model: usize) -> Result<Model<f32>, ModelError> {
        let config = ModelConfig::new(MixerConfig::Ids4Config(config), d_model, 1);
        Model::new(&config, 67, 67, 21, 1).map(|(model, _)| model)
    }

    #[test]
    fn the_released_model_has_its_number_of_parameters() {
        let config = Ids4Config {
            d_state: 110,
            form: Form::Released,
            ..Ids4Config::default()
        };
        let model = model(config, 255).expect("the published sizes are a model");
        assert_eq!(model.count(), 3_213_943);
    }

    #[test]
    fn options_of_the_other_form_are_refused() {
        let config = Ids4Config {
            form: Form::Released,
            normalise: true,
            ..Ids4Config::default()
        };
        let error = model(config, 8).err().expect("there is no state to divide");
        assert_eq!(
            error.to_string(),
            "mixer.ids4.normalise = true is for form = \"paper\"; the released form has no state to divide"
        );
    }
}
