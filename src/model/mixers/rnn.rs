//! The Elman network.
//!
//! ```text
//! hₜ = f(xₜ W + b + hₜ₋₁ U + c)          f = tanh or relu, y = h
//! ```
//! Source: Elman 1990, as `torch.nn.RNN` with one layer. The released code of "The Illusion of State" takes
//! relu. What it leaves out: more than one direction, dropout.

use serde::{Deserialize, Serialize};

use crate::model::Marker;
use crate::model::mixers::gates::Gated;
use crate::tensor::Real;
use crate::tensor::ops::elman::{Nonlinearity, Relu, Tanh};
use crate::tensor::ops::recurrent::AnyCell;

/// `mixer.rnn`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RnnConfig {
    /// Width of the state, H; `d_model` if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden: Option<usize>,
    /// The function f.
    pub activation: Nonlinearity,
}

impl Gated for RnnConfig {
    const NAME: &'static str = "rnn";
    const ABOUT: &'static str = "Elman network, tanh or relu";
    const LETTER: char = 'R';
    const MARKER: Marker = Marker::Circle;
    const TRIED: &'static [&'static str] = &["{ hidden = 5, activation = \"relu\" }"];
    const GATES: usize = 1;

    fn hidden(&self) -> Option<usize> {
        self.hidden
    }

    fn kernel(&self) -> AnyCell {
        match self.activation {
            Nonlinearity::Tanh => Tanh.into(),
            Nonlinearity::Relu => Relu.into(),
        }
    }

    fn step<F: Real>(&self, a: &[F], u: &[F], state: &mut [F]) {
        for (j, h) in state.iter_mut().enumerate() {
            let sum = a[j] + u[j];
            *h = match self.activation {
                Nonlinearity::Tanh => sum.tanh(),
                Nonlinearity::Relu => sum.at_least(F::ZERO),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MixerConfig, Model, ModelConfig};

    #[test]
    fn the_model_of_the_illusion_paper_has_its_number_of_parameters() {
        let rnn = RnnConfig {
            hidden: Some(2048),
            activation: Nonlinearity::Relu,
        };
        let config = ModelConfig::new(MixerConfig::RnnConfig(rnn), 512, 1);
        let (model, _) = Model::<f32>::new(&config, 67, 67, 21, 1).expect("a valid configuration");
        assert_eq!(model.count(), 5_418_563);
    }
}
