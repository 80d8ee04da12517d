//! Long short-term memory.
//!
//! ```text
//! [i, f, g, o] = xₜ W + b + hₜ₋₁ U + c
//! cₜ = σ(f) ⊙ cₜ₋₁ + σ(i) ⊙ tanh(g)          hₜ = σ(o) ⊙ tanh(cₜ)          y = h
//! ```
//! Source: Hochreiter and Schmidhuber 1997, as `torch.nn.LSTM` with one layer. What it leaves out: peepholes,
//! projections, more than one direction, dropout, a forget bias other than PyTorch's.

use serde::{Deserialize, Serialize};

use crate::model::Marker;
use crate::model::mixers::gates::Gated;
use crate::tensor::Real;
use crate::tensor::ops::recurrent::AnyCell;
use crate::tensor::ops::recurrent::lstm::Lstm;

/// `mixer.lstm`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LstmConfig {
    /// Width of the state, H; `d_model` if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden: Option<usize>,
}

impl Gated for LstmConfig {
    const NAME: &'static str = "lstm";
    const ABOUT: &'static str = "long short-term memory";
    const LETTER: char = 'L';
    const MARKER: Marker = Marker::Diamond;
    const GATES: usize = 4;
    const STATES: usize = 2;

    fn hidden(&self) -> Option<usize> {
        self.hidden
    }

    fn kernel(&self) -> AnyCell {
        Lstm.into()
    }

    fn step<F: Real>(&self, a: &[F], u: &[F], state: &mut [F]) {
        let n = state.len() / 2;
        let (h, cell) = state.split_at_mut(n);
        let sum = |gate: usize, j: usize| a[gate * n + j] + u[gate * n + j];
        for j in 0..n {
            cell[j] = sum(1, j).sigmoid() * cell[j] + sum(0, j).sigmoid() * sum(2, j).tanh();
            h[j] = sum(3, j).sigmoid() * cell[j].tanh();
        }
    }
}
