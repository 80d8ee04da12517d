//! What the recurrent mixers share: input and recurrent weights, each with a bias, for g gates.
//!
//! ```text
//! a = x W + b          u = h U + c          W [D, gH]   U [H, gH]   b, c [gH]
//! ```
//! All begin uniform within ±1/√H, as in PyTorch; the second bias is redundant except in the GRU, and kept
//! so that weights and counts can be exchanged with PyTorch, whose recurrent classifiers have no residual, no norm and no
//! feed-forward network.

use crate::model::layer::linear::dense::Dense;
use crate::model::layer::linear::{Bias, Kind, Linear, Start};
use crate::model::mixer::{Built, Place, Recipe, Recurrent};
use crate::model::parameters::{Init, Parameters};
use crate::model::{Block, Marker, ModelError};
use crate::tensor::ops::recurrent::AnyCell;
use crate::tensor::{Real, Signal, Tape, Var};
use crate::theory::Transition;

/// What a recurrent mixer makes of its gates, and what is said of it as of every [`Recipe`].
pub trait Gated: Clone + Send + Sync + 'static {
    /// Its name in messages.
    const NAME: &'static str;

    /// See [`Recipe::ABOUT`].
    const ABOUT: &'static str;

    /// See [`Recipe::LETTER`].
    const LETTER: char;

    /// See [`Recipe::MARKER`].
    const MARKER: Marker;

    /// See [`Recipe::TRIED`].
    const TRIED: &'static [&'static str] = &["{ hidden = 5 }"];

    /// Gates, g.
    const GATES: usize;

    /// Numbers of the state for each of h.
    const STATES: usize = 1;

    /// Width of the state, D if not given.
    fn hidden(&self) -> Option<usize>;

    /// Its kernel.
    fn kernel(&self) -> AnyCell;

    /// One step, the plain way: `a` is x W + b and `u` is h U + c; the state begins with h.
    fn step<F: Real>(&self, a: &[F], u: &[F], state: &mut [F]);
}

/// A recurrent mixer.
struct Gates<C> {
    cell: C,
    /// W and b.
    input: Linear,
    /// U and c, which the kernel reads itself.
    recurrent: Dense,
    /// Width of the state, H.
    hidden: usize,
}

impl<C: Gated> Recipe for C {
    const ABOUT: &'static str = C::ABOUT;
    const LETTER: Option<char> = Some(C::LETTER);
    const MARKER: Marker = C::MARKER;
    const BLOCK: Block = Block::Plain;
    const TRIED: &'static [&'static str] = C::TRIED;

    fn transition(&self) -> Transition {
        Transition::NonLinear
    }

    fn build<F: Real>(&self, place: Place, parameters: &mut Parameters) -> Built<F> {
        let hidden = self.hidden().unwrap_or(place.d_model);
        if hidden == 0 {
            let key = format!("mixer.{}.hidden", C::NAME);
            return Err(ModelError::value(&key, hidden, "must be at least 1"));
        }
        let init = Init::Uniform(1.0 / (hidden as f64).sqrt());
        let start = Start {
            weight: init.clone(),
            bias: Bias::New(init),
        };
        let [input, recurrent] = [place.d_model, hidden].map(|width| [width, C::GATES * hidden]);
        Ok(Box::new(Gates {
            cell: self.clone(),
            input: Linear::with(parameters, "input", input, start.clone())?,
            recurrent: Dense::new(parameters, "recurrent", recurrent, start),
            hidden,
        }))
    }
}

impl<F: Real, C: Gated> Recurrent<F> for Gates<C> {
    fn width(&self) -> usize {
        self.hidden
    }

    fn forward(&self, tape: &mut Tape<F>, x: Signal) -> Var {
        let a = self.input.forward(tape, x);
        let (weight, bias) = self.recurrent.affine();
        tape.recurrence(self.cell.kernel(), a, Some([weight, bias]))
    }

    fn step(&self, params: &[F], state: &mut Vec<F>, x: &[F]) -> Vec<F> {
        state.resize(C::STATES * self.hidden, F::ZERO);
        let a = self.input.step(params, x);
        let u = self.recurrent.step(params, &state[..self.hidden]);
        self.cell.step(&a, &u, state);
        state[..self.hidden].to_vec()
    }
}

#[cfg(test)]
mod tests {
    use crate::model::ModelError;
    use crate::model::mixer::{Place, Recipe, Sequence};
    use crate::model::mixers::gru::GruConfig;
    use crate::model::mixers::lstm::LstmConfig;
    use crate::model::mixers::rnn::RnnConfig;
    use crate::model::parameters::Parameters;
    use crate::tensor::ops::elman::Nonlinearity;
    use crate::tensor::{Lane, Param, Tape};

    const PLACE: Place = Place {
        d_model: 5,
        layers: 1,
    };

    fn build(
        recipe: &impl Recipe,
    ) -> Result<(Box<dyn Sequence<f64>>, Param, Parameters), ModelError> {
        let mut parameters = Parameters::new(1);
        let mixer = recipe.build(PLACE, &mut parameters)?;
        let init = crate::model::Init::Normal(1.0);
        let x = parameters.plain("x", 4, PLACE.d_model, init);
        Ok((mixer, x, parameters))
    }

    /// Largest difference between `forward` and `step` over random sequences.
    fn difference(recipe: &impl Recipe) -> f64 {
        let (mixer, table, parameters) = build(recipe).expect("a valid configuration");
        let params = parameters.values::<f64>();
        let tokens = [0, 3, 1, 1, 2, 0, 2, 2, 3, 1, 0, 3];
        let mut lane = Lane::new(params.len());
        let mut tape = Tape::begin(&params, &mut lane, &tokens, 2);
        let x = tape.embed(table);
        let y = mixer.forward(&mut tape, x);
        assert_eq!((y.rows, y.cols), (tokens.len(), mixer.width()));
        let mut worst = 0.0f64;
        let (mut state, recurrent) = (Vec::new(), mixer.recurrent().unwrap());
        for (t, (token, y)) in tokens.iter().zip(tape.value(y).chunks(y.cols)).enumerate() {
            if t % 6 == 0 {
                state.clear();
            }
            let row = &params[table.range()][*token as usize * PLACE.d_model..][..PLACE.d_model];
            for (a, b) in recurrent.step(&params, &mut state, row).iter().zip(y) {
                worst = worst.max((a - b).abs());
            }
        }
        worst
    }

    #[test]
    fn step_equals_scan_for_every_recurrent_mixer() {
        for hidden in [None, Some(7)] {
            for activation in [Nonlinearity::Tanh, Nonlinearity::Relu] {
                assert!(difference(&RnnConfig { hidden, activation }) < 1e-12);
            }
            assert!(difference(&GruConfig { hidden }) < 1e-12);
            assert!(difference(&LstmConfig { hidden }) < 1e-12);
        }
    }

    #[test]
    fn a_state_without_numbers_is_refused_by_key() {
        let Err(error) = build(&GruConfig { hidden: Some(0) }) else {
            panic!("a width of 0 was accepted");
        };
        assert_eq!(error.to_string(), "mixer.gru.hidden = 0 must be at least 1");
    }
}
