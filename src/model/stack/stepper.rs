//! A model one token at a time, the plain way: written from the definition, and held to the whole sequence by a test.

use crate::model::layer::norm::Norm;
use crate::model::stack::block::{Inside, step};
use crate::model::stack::{Node, Rounds};
use crate::model::{Model, ModelError};
use crate::tensor::Real;

/// A model in the middle of a sequence.
pub struct Stepper<'a, F> {
    model: &'a Model<F>,
    layers: Vec<(Option<&'a Norm>, &'a Inside<F>)>,
    /// What each layer remembers.
    states: Vec<Vec<F>>,
    position: usize,
}

impl<F: Real> Model<F> {
    /// The model before the first token. A fault if how deep it is depends on the length, or a mixer is not causal.
    pub fn stepper(&self) -> Result<Stepper<'_, F>, ModelError> {
        let key = if self.config.pattern.is_some() {
            "pattern"
        } else {
            "mixer"
        };
        let fault = |reason: &str| {
            let value = format!("\"{}\"", self.config.name());
            Err(ModelError::value(key, value, reason))
        };
        if self.is_logarithmic() {
            return fault(
                "repeats a part as often as the length asks, which is not known one token at a time",
            );
        }
        if !self.causal {
            return fault("has a mixer that reads the whole sequence at once");
        }
        let mut layers = Vec::new();
        Node::walk(&self.layers, &Rounds::at_least, &mut |layer| {
            layers.push((layer.norm.as_ref(), &layer.inside));
        });
        Ok(Stepper {
            model: self,
            states: vec![Vec::new(); layers.len()],
            layers,
            position: 0,
        })
    }
}

impl<F: Real> Stepper<'_, F> {
    /// The logits `[K]` after one more token.
    pub fn step(&mut self, params: &[F], token: u32) -> Vec<F> {
        let model = self.model;
        let mut x = model.embedding.step(params, token);
        model.positions.step(params, &mut x, self.position);
        self.position += 1;
        for ((norm, layer), state) in self.layers.iter().zip(&mut self.states) {
            x = step((*norm, model.block), params, &x, |x| match layer {
                Inside::Mixer(mixer) => mixer.step(params, state, x),
                Inside::FeedForward(network) => network.step(params, x),
            });
        }
        if let Some(norm) = &model.last_norm {
            x = norm.step(params, &x);
        }
        model.head.step(params, &x)
    }
}
