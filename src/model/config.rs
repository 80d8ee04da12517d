//! What a model is made of, as written in an experiment.

use serde::{Deserialize, Serialize};

use crate::model::mixers::MixerConfig;
pub use crate::tensor::ops::activation::Activation;

/// A model: an embedding, `layers` blocks around a mixer, a linear read-out.
///
/// The optional keys have defaults that depend on the mixer; [`ModelConfig::resolved`] writes them out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// Width of the residual stream, D.
    pub d_model: usize,
    /// Blocks, L.
    pub layers: usize,
    /// The mixer and its options, for example `mixer.mamba = { d_state = 16 }`.
    pub mixer: MixerConfig,
    /// Where residual and norm stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<Block>,
    /// Layer norm or root-mean-square norm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norm: Option<NormKind>,
    /// Added to the variance inside the root of a norm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norm_epsilon: Option<f64>,
    /// Hidden width of a feed-forward network after each mixer; 0 = none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed_forward: Option<usize>,
    /// Activation of the feed-forward network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation: Option<Activation>,
    /// Standard deviation of the initial embedding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedding_std: Option<f64>,
}

/// Where residual and norm stand in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// x + f(norm(x)), and one more norm before the read-out.
    Pre,
    /// norm(x + f(x)).
    Post,
    /// f(x): no residual, no norm; the width of the stream becomes that of the mixer's output.
    Plain,
}

/// Which norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NormKind {
    /// Mean and variance, weight and bias.
    Layer,
    /// Root mean square, weight only.
    Rms,
}

impl ModelConfig {
    /// A model with every optional key at its default.
    pub fn new(mixer: MixerConfig, d_model: usize, layers: usize) -> Self {
        Self {
            d_model,
            layers,
            mixer,
            block: None,
            norm: None,
            norm_epsilon: None,
            feed_forward: None,
            activation: None,
            embedding_std: None,
        }
    }

    /// Every optional key written out.
    pub fn resolved(&self) -> Self {
        let defaults = self.mixer.defaults(self.d_model);
        Self {
            block: self.block.or(Some(defaults.block)),
            norm: self.norm.or(Some(NormKind::Layer)),
            norm_epsilon: self.norm_epsilon.or(Some(1e-5)),
            feed_forward: self.feed_forward.or(Some(defaults.feed_forward)),
            activation: self.activation.or(Some(Activation::Gelu)),
            embedding_std: self.embedding_std.or(Some(defaults.embedding_std)),
            ..self.clone()
        }
    }
}
