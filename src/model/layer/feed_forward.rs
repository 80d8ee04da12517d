//! A feed-forward network at every position by itself: act(x W1 + b1) W2 + b2.

use crate::model::ModelError;
use crate::model::layer::Linear;
use crate::model::parameters::Parameters;
use crate::tensor::ops::activation::{self, Activation};
use crate::tensor::{Real, Signal, Tape};

/// Two linear maps with an activation between them.
#[derive(Clone, Debug)]
pub struct FeedForward {
    up: Linear,
    down: Linear,
    activation: Activation,
}

impl FeedForward {
    /// A network from `width` numbers over `hidden` ones to `width`.
    pub fn new(
        parameters: &mut Parameters,
        [width, hidden]: [usize; 2],
        activation: Activation,
    ) -> Result<Self, ModelError> {
        parameters.scope("feed_forward", |p| {
            Ok(Self {
                up: Linear::new(p, "up", [width, hidden], true)?,
                down: Linear::new(p, "down", [hidden, width], true)?,
                activation,
            })
        })
    }

    /// Of `x` `[B, T, D]`.
    pub fn forward<F: Real>(&self, tape: &mut Tape<F>, x: Signal) -> Signal {
        let up = self.up.forward(tape, x);
        let active = up.map(tape, |tape, u| tape.activation(self.activation, u));
        self.down.forward(tape, active)
    }

    /// Of one row `[D]`.
    pub fn step<F: Real>(&self, params: &[F], x: &[F]) -> Vec<F> {
        let up = self.up.step(params, x);
        let mut active = vec![F::ZERO; up.len()];
        activation::forward(self.activation, &up, &mut active);
        self.down.step(params, &active)
    }
}
