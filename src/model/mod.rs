//! Models: parameters, layers, stacks of them, one file per mixer.
//!
//! ```text
//! tokens -> embedding -> layers of a pattern, each in a block -> (norm) -> linear read-out -> logits [B, T, K]
//! ```
//!
//! To add a mixer: a file in [`mixers`] with a configuration that says everything of it ([`Recipe`]), its forward pass on
//! a tape and its plain step ([`Recurrent`]; a [`Sequence`] alone where it has none), and a line in the table of [`mixers`].
//! Gradient, causality and step-equals-scan tests run over the table, and its transition is measured.
//!
//! What it leaves out: dropout, weight tying, caches for decoding beyond [`stack::stepper`].

pub mod config;
pub mod layer;
pub mod look;
pub mod mixer;
pub mod mixers;
pub mod parameters;
pub mod stack;

pub use config::{Block, ModelConfig, NormKind};
pub use look::{Look, Marker};
pub use mixer::{Place, Recipe, Recurrent, Sequence};
pub use mixers::{ARCHITECTURES, MixerConfig};
pub use parameters::{Init, Parameters};
pub use stack::backbone::{Model, Sizes};
pub use stack::layer_count::LayerCount;

/// Why a model cannot be built: a value that the architecture cannot take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}{} {reason}", if value.is_empty() { String::new() } else { format!(" = {value}") })]
pub struct ModelError {
    /// The configuration key, as written under `[[model]]`.
    pub key: String,
    /// What was given; empty if that says nothing.
    pub value: String,
    /// Why not, and what would do.
    pub reason: String,
}

impl ModelError {
    /// A fault of one key.
    pub fn value(key: &str, value: impl ToString, reason: impl ToString) -> Self {
        Self {
            key: key.into(),
            value: value.to_string(),
            reason: reason.to_string(),
        }
    }

    /// The fault of a mixer whose options stand under a letter, if there is one.
    pub(crate) fn under(mut self, letter: Option<char>) -> Self {
        if let (Some(letter), Some(rest)) = (letter, self.key.strip_prefix("mixer.")) {
            self.key = format!("letter.{letter}.{rest}");
        }
        self
    }
}
