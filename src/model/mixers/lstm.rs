//! Long short-term memory.
//!
//! ```text
//! [i, f, g, o] = xₜ W + b + hₜ₋₁ U + c
//! cₜ = σ(f) ⊙ cₜ₋₁ + σ(i) ⊙ tanh(g)          hₜ = σ(o) ⊙ tanh(cₜ)          y = h
//! ```
//! Source: Hochreiter and Schmidhuber 1997, as `torch.nn.LSTM` with one layer. What it leaves out: peepholes,
//! projections, more than one direction, dropout, a forget bias other than PyTorch's.

use serde::{Deserialize, Serialize};

use crate::model::mixer::{Built, Place, Recipe, Recurrent, Sequence};
use crate::model::mixers::gates::Gates;
use crate::model::parameters::Parameters;
use crate::model::{Block, Marker};
use crate::tensor::{Real, Signal, Tape, Var};
use crate::theory::Transition;

/// `mixer.lstm`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LstmConfig {
    /// Width of the state, H; `d_model` if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden: Option<usize>,
}

/// An LSTM.
#[derive(Clone, Debug)]
pub struct Lstm {
    gates: Gates,
}

impl Recipe for LstmConfig {
    const ABOUT: &'static str = "long short-term memory";
    const LETTER: Option<char> = Some('L');
    const MARKER: Marker = Marker::Diamond;
    const BLOCK: Block = Block::Plain;
    const TRIED: &'static [&'static str] = &["{ hidden = 5 }"];

    fn transition(&self) -> Transition {
        Transition::NonLinear
    }

    fn build<F: Real>(&self, place: Place, parameters: &mut Parameters) -> Built<F> {
        let gates = Gates::new(place, parameters, "lstm", self.hidden, 4)?;
        Ok(Box::new(Lstm { gates }))
    }
}

impl<F: Real> Sequence<F> for Lstm {
    fn width(&self) -> usize {
        self.gates.hidden
    }

    fn forward(&self, tape: &mut Tape<F>, x: Signal) -> Var {
        let a = self.gates.input.forward(tape, x);
        let (weight, bias) = self.gates.recurrent.affine();
        tape.lstm(a, weight, bias)
    }

    fn recurrent(&self) -> Option<&dyn Recurrent<F>> {
        Some(self)
    }
}

impl<F: Real> Recurrent<F> for Lstm {
    fn step(&self, params: &[F], state: &mut Vec<F>, x: &[F]) -> Vec<F> {
        let n = self.gates.hidden;
        state.resize(2 * n, F::ZERO);
        let (h, cell) = state.split_at_mut(n);
        let (a, u) = self.gates.step(params, x, h);
        let sum = |gate: usize, j: usize| a[gate * n + j] + u[gate * n + j];
        for j in 0..n {
            cell[j] = sum(1, j).sigmoid() * cell[j] + sum(0, j).sigmoid() * sum(2, j).tanh();
            h[j] = sum(3, j).sigmoid() * cell[j].tanh();
        }
        h.to_vec()
    }
}
