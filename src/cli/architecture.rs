//! Options that say which model: one mixer in some blocks, or a pattern of layers.

use std::num::NonZeroUsize;

use anyhow::{Result, bail};

use crate::model::ModelConfig;
use crate::model::mixers::named;
use crate::model::stack::pattern::Pattern;

/// Which layers a model has.
#[derive(Debug, clap::Args)]
pub struct Architecture {
    /// The architecture: one mixer
    #[arg(long, value_name = "NAME", conflicts_with = "pattern")]
    model: Option<String>,
    /// Blocks of the mixer; without it 1
    #[arg(long, conflicts_with = "pattern")]
    layers: Option<NonZeroUsize>,
    /// In place of both the layers in a line, such as "M(*M)2": a letter for a mixer (`list architectures`), - for a
    /// feed-forward network, ( )k for k times, { }k with the same weights, { }log as often as the length's logarithm
    #[arg(long)]
    pattern: Option<Pattern>,
}

impl Architecture {
    /// The model of width `d_model` with all else at its default; of `otherwise` if none is named.
    pub fn model(&self, d_model: NonZeroUsize, otherwise: Option<&str>) -> Result<ModelConfig> {
        if let Some(pattern) = &self.pattern {
            return Ok(ModelConfig::of(pattern.clone(), d_model.get()));
        }
        let Some(name) = self.model.as_deref().or(otherwise) else {
            bail!("no model is named; give --model NAME or --pattern PATTERN");
        };
        let mixer = named(name).map_err(anyhow::Error::msg)?;
        let layers = self.layers.map_or(1, NonZeroUsize::get);
        Ok(ModelConfig::new(mixer, d_model.get(), layers))
    }
}
