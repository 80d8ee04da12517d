//! What a model is made of, as written in an experiment.

use std::collections::BTreeMap;

use itertools::Itertools;

use serde::{Deserialize, Serialize};

use crate::model::ModelError;
use crate::model::layer::LinearConfig;
pub use crate::model::layer::norm::NormKind;
use crate::model::look::Look;
use crate::model::mixers::{ARCHITECTURES, Architecture, MixerConfig, Mixers};
pub use crate::model::stack::block::Block;
use crate::model::stack::layer_count::LayerCount;
use crate::model::stack::pattern::Pattern;
pub use crate::tensor::ops::activation::Activation;
use crate::theory::{Class, Depth, Transition};

/// A model: an embedding, the layers of a pattern, a linear read-out.
///
/// The optional keys have defaults that depend on the mixers; [`ModelConfig::resolved`] writes them out. Without any key
/// it has no layers, and cannot be built.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// Width of the residual stream, D.
    pub d_model: usize,
    /// Blocks, L, of the one mixer there is: short for the pattern `(X-)L`, or `(X)L` without feed-forward networks.
    pub layers: Option<usize>,
    /// The layers, such as `M(*M)2`, in place of `layers`.
    pub pattern: Option<Pattern>,
    /// Mixers and their options, for example `mixer.mamba = { d_state = 16 }`.
    #[serde(default, skip_serializing_if = "Mixers::is_empty")]
    pub mixer: Mixers,
    /// Letters of the pattern that are a mixer with options of their own, for example `letter.W.mamba = { d_state = 32 }`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub letter: BTreeMap<char, MixerConfig>,
    /// Which kind linear maps are of, by name: see [`crate::model::layer::linear`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub linear: BTreeMap<String, LinearConfig>,
    /// Where residual and norm stand.
    pub block: Option<Block>,
    /// Layer norm or root-mean-square norm.
    pub norm: Option<NormKind>,
    /// Added to the variance inside the root of a norm.
    pub norm_epsilon: Option<f64>,
    /// Hidden width of the feed-forward networks; 0 = none.
    pub feed_forward: Option<usize>,
    /// Activation of the feed-forward networks.
    pub activation: Option<Activation>,
    /// Standard deviation of the initial embedding.
    pub embedding_std: Option<f64>,
}

impl ModelConfig {
    /// `layers` blocks around a mixer, every optional key at its default.
    pub fn new(mixer: MixerConfig, d_model: usize, layers: usize) -> Self {
        Self {
            layers: Some(layers),
            mixer: mixer.into(),
            d_model,
            ..Self::default()
        }
    }

    /// The layers of a pattern, every optional key at its default.
    ///
    /// ```
    /// use barrington::model::ModelConfig;
    /// let hybrid = ModelConfig::of("M(*M)2".parse().unwrap(), 64);
    /// assert_eq!(hybrid.layer_count().at(1), 5);
    /// ```
    pub fn of(pattern: Pattern, d_model: usize) -> Self {
        Self {
            pattern: Some(pattern),
            d_model,
            ..Self::default()
        }
    }

    /// What `barrington bench` measures of it: of one mixer what that says, a pattern as it is.
    pub fn for_bench(self) -> Self {
        let Some(mixer) = self.only_mixer() else {
            return self;
        };
        let (mixer, block) = mixer.for_bench();
        Self {
            mixer: mixer.into(),
            block,
            ..self
        }
    }

    /// The mixer, where there is one and no pattern.
    fn only_mixer(&self) -> Option<MixerConfig> {
        let given = self.mixer.given();
        (self.pattern.is_none() && given.len() == 1).then(|| given[0].clone())
    }

    /// Every optional key written out. A fault if the layers are none.
    pub fn resolved(&self) -> Result<Self, ModelError> {
        let stack = self.stack()?;
        let defaults = stack.defaults();
        Ok(Self {
            mixer: stack.under_their_name().into_iter().collect(),
            block: self.block.or(Some(defaults.block)),
            norm: self.norm.or(Some(NormKind::Layer)),
            norm_epsilon: self.norm_epsilon.or(Some(1e-5)),
            feed_forward: self.feed_forward.or(Some(defaults.feed_forward)),
            activation: self.activation.or(Some(Activation::Gelu)),
            embedding_std: self.embedding_std.or(Some(defaults.embedding_std)),
            ..self.clone()
        })
    }

    /// What it is called by: the name of its mixer, or its pattern.
    pub fn name(&self) -> String {
        match &self.pattern {
            Some(pattern) => pattern.to_string(),
            None => {
                let given = self.mixer.given();
                given.iter().map(MixerConfig::name).join(", ")
            }
        }
    }

    /// Mixers that a token passes through, L.
    pub fn layer_count(&self) -> LayerCount {
        let of_pattern = self.pattern.as_ref().map(Pattern::layer_count);
        of_pattern.unwrap_or_else(|| LayerCount::of(self.layers.unwrap_or(0)))
    }

    /// Whether a part is repeated as often as the length asks.
    pub fn is_logarithmic(&self) -> bool {
        self.pattern.as_ref().is_some_and(Pattern::is_logarithmic)
    }

    /// How each mixer that a token passes through moves its state, in order; those in a `{ }log` once. Empty if there are
    /// feed-forward networks alone.
    pub fn transitions(&self) -> Result<Vec<Transition>, ModelError> {
        Ok(self.stack()?.transitions())
    }

    /// How deep it is.
    pub fn depth(&self) -> Depth {
        if self.is_logarithmic() {
            Depth::Logarithmic
        } else {
            Depth::Layers(self.layer_count().always)
        }
    }

    /// Sequences that a micro-batch should have at least.
    pub fn least_sequences(&self) -> Result<usize, ModelError> {
        let stack = self.stack()?;
        let mixers = stack.mixers().into_iter();
        let least = mixers.map(|m| m.architecture().least_sequences);
        Ok(least.max().unwrap_or(1))
    }

    /// How it looks in figures.
    pub fn look(&self) -> Look {
        let own = self.only_mixer().map(|mixer| mixer.architecture());
        let is_own = |a: &Architecture| own.is_some_and(|own| own.name == a.name);
        let place = ARCHITECTURES.iter().position(is_own);
        Look {
            class: Class::of_layers(&self.transitions().unwrap_or_default()),
            marker: own.map(|own| own.marker),
            rank: place.unwrap_or(ARCHITECTURES.len()),
        }
    }
}
