//! The table of architectures: one line each.

use serde::{Deserialize, Serialize};

use crate::model::ModelError;
use crate::model::mixer::{Defaults, Mixer, Place, Positions, Recipe};
use crate::model::parameters::Parameters;
use crate::tensor::Real;
use crate::theory::Transition;

macro_rules! architectures {
    ($($module:ident :: $config:ident = $name:literal),* $(,)?) => {
        $(pub mod $module;)*

        /// A mixer and its options, written `mixer.NAME = { ... }`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "each variant is documented where it is defined")]
        pub enum MixerConfig {
            $(#[serde(rename = $name)] $config($module::$config)),*
        }

        /// All architectures, in the order of tables and legends.
        pub const ARCHITECTURES: &[Architecture] = &[
            $(Architecture {
                name: $name,
                about: <$module::$config as Recipe>::ABOUT,
                default: || MixerConfig::$config($module::$config::default()),
            }),*
        ];

        impl MixerConfig {
            /// Its name in the table.
            pub fn name(&self) -> &'static str {
                match *self {
                    $(MixerConfig::$config(_) => $name),*
                }
            }

            /// See [`Recipe::defaults`].
            pub fn defaults(&self, d_model: usize) -> Defaults {
                match *self {
                    $(MixerConfig::$config(ref c) => c.defaults(d_model)),*
                }
            }

            /// See [`Recipe::positions`].
            pub fn positions(&self) -> Positions {
                match *self {
                    $(MixerConfig::$config(ref c) => c.positions()),*
                }
            }

            /// See [`Recipe::least_words`].
            pub fn least_words(&self) -> usize {
                match *self {
                    $(MixerConfig::$config(ref c) => c.least_words()),*
                }
            }

            /// See [`Recipe::transition`].
            pub fn transition(&self) -> Transition {
                match *self {
                    $(MixerConfig::$config(ref c) => c.transition()),*
                }
            }

            /// See [`Recipe::build`].
            pub fn build<F: Real>(&self, place: Place, parameters: &mut Parameters) -> Result<Box<dyn Mixer<F>>, ModelError> {
                match *self {
                    $(MixerConfig::$config(ref c) => c.build(place, parameters)),*
                }
            }
        }
    };
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Architecture {
    /// Its key under `mixer`.
    pub name: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// The mixer with every option at its default.
    pub default: fn() -> MixerConfig,
}

pub mod gates;

architectures! {
    transformer::TransformerConfig = "transformer",
    rnn::RnnConfig = "rnn",
    gru::GruConfig = "gru",
    lstm::LstmConfig = "lstm",
    s4d::S4dConfig = "s4d",
    mamba::MambaConfig = "mamba",
    ids4::Ids4Config = "ids4",
}

/// The default mixer called `name`.
pub fn by_name(name: &str) -> Option<MixerConfig> {
    ARCHITECTURES
        .iter()
        .find(|a| a.name == name)
        .map(|a| (a.default)())
}
