//! The gated recurrent unit.
//!
//! ```text
//! [a_r, a_z, a_n] = xₜ W + b          [u_r, u_z, u_n] = hₜ₋₁ U + c
//! r = σ(a_r + u_r)     z = σ(a_z + u_z)     n = tanh(a_n + r ⊙ u_n)
//! hₜ = (1 - z) ⊙ n + z ⊙ hₜ₋₁               y = h
//! ```
//! Source: Cho et al. 2014, in the form of `torch.nn.GRU` with one layer. What it leaves out: more than one
//! direction, dropout.

use serde::{Deserialize, Serialize};

use crate::model::Marker;
use crate::model::mixers::gates::Gated;
use crate::tensor::Real;
use crate::tensor::ops::recurrent::AnyCell;
use crate::tensor::ops::recurrent::gru::Gru;

/// `mixer.gru`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GruConfig {
    /// Width of the state, H; `d_model` if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden: Option<usize>,
}

impl Gated for GruConfig {
    const NAME: &'static str = "gru";
    const ABOUT: &'static str = "gated recurrent unit";
    const LETTER: char = 'G';
    const MARKER: Marker = Marker::Pentagon;
    const GATES: usize = 3;

    fn hidden(&self) -> Option<usize> {
        self.hidden
    }

    fn kernel(&self) -> AnyCell {
        Gru.into()
    }

    fn step<F: Real>(&self, a: &[F], u: &[F], state: &mut [F]) {
        let n = state.len();
        for (j, h) in state.iter_mut().enumerate() {
            let r = (a[j] + u[j]).sigmoid();
            let z = (a[n + j] + u[n + j]).sigmoid();
            let new = (a[2 * n + j] + r * u[2 * n + j]).tanh();
            *h = (F::ONE - z) * new + z * *h;
        }
    }
}
