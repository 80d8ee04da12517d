//! Models: parameters, the backbone, one file per mixer.
//!
//! ```text
//! tokens -> embedding -> L blocks around a mixer -> (norm) -> linear read-out -> logits [B, T, K]
//! ```
//!
//! To add an architecture: a file in [`mixers`] with a configuration, its forward pass on a tape and its
//! plain `step`, and a line in the table of [`mixers`]. Gradient, causality and step-equals-scan tests run
//! over the table.
//!
//! What it leaves out: dropout, weight tying, caches for decoding beyond `step`.

pub mod backbone;
pub mod config;
pub mod embedding;
pub mod mixer;
pub mod mixers;
pub mod parameters;

pub use backbone::{Model, Sizes};
pub use config::{Block, ModelConfig, NormKind};
pub use mixer::{Mixer, Place, Recipe};
pub use mixers::{ARCHITECTURES, MixerConfig};
pub use parameters::{Init, Parameters};

/// Why a model cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// A value that the architecture cannot take.
    #[error("{key} = {value} {reason}")]
    Value {
        /// The configuration key, as written under `[[model]]`.
        key: String,
        /// What was given.
        value: String,
        /// Why not, and what would do.
        reason: String,
    },
}

impl ModelError {
    /// A fault of one key.
    pub fn value(key: &str, value: impl ToString, reason: impl ToString) -> Self {
        Self::Value {
            key: key.into(),
            value: value.to_string(),
            reason: reason.to_string(),
        }
    }
}
