//! The table of mixers: one line each.

use serde::{Deserialize, Serialize};

use crate::base::near::did_you_mean;
use crate::model::mixer::{Built, Defaults, Place, Positions, Recipe};
use crate::model::parameters::Parameters;
use crate::model::{Block, Marker};
use crate::tensor::Real;
use crate::theory::Transition;

macro_rules! architectures {
    ($($module:ident :: $config:ident = $name:literal),* $(,)?) => {
        $(pub mod $module;)*

        /// A mixer and its options, written `NAME = { ... }`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "each variant is documented where it is defined")]
        pub enum MixerConfig {
            $(#[serde(rename = $name)] $config($module::$config)),*
        }

        /// Options of mixers by name, written `mixer.NAME = { ... }`.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(missing_docs, reason = "each field is documented where it is defined")]
        pub struct Mixers {
            $(#[serde(rename = $name, skip_serializing_if = "Option::is_none")]
            pub $module: Option<$module::$config>),*
        }

        /// All mixers, in the order of tables and legends.
        pub const ARCHITECTURES: &[Architecture] = &[
            $(Architecture {
                name: $name,
                about: <$module::$config as Recipe>::ABOUT,
                letter: <$module::$config as Recipe>::LETTER,
                marker: <$module::$config as Recipe>::MARKER,
                tried: <$module::$config as Recipe>::TRIED,
                causal: <$module::$config as Recipe>::CAUSAL,
                least_sequences: <$module::$config as Recipe>::LEAST_SEQUENCES,
                defaults: Defaults {
                    block: <$module::$config as Recipe>::BLOCK,
                    feed_forward: <$module::$config as Recipe>::FEED_FORWARD,
                    embedding_std: <$module::$config as Recipe>::EMBEDDING_STD,
                },
                default: || MixerConfig::$config($module::$config::default()),
            }),*
        ];

        impl Mixers {
            /// Those that are given, in the order of the table.
            pub fn given(&self) -> Vec<MixerConfig> {
                let given = [$(self.$module.clone().map(MixerConfig::$config)),*];
                given.into_iter().flatten().collect()
            }
        }

        impl FromIterator<MixerConfig> for Mixers {
            fn from_iter<I: IntoIterator<Item = MixerConfig>>(mixers: I) -> Self {
                let mut all = Self::default();
                for mixer in mixers {
                    match mixer {
                        $(MixerConfig::$config(c) => all.$module = Some(c)),*
                    }
                }
                all
            }
        }

        impl MixerConfig {
            /// Its name in the table.
            pub fn name(&self) -> &'static str {
                match *self {
                    $(MixerConfig::$config(_) => $name),*
                }
            }

            /// See [`Recipe::positions`].
            pub fn positions(&self) -> Positions {
                match *self {
                    $(MixerConfig::$config(ref c) => c.positions()),*
                }
            }

            /// See [`Recipe::transition`].
            pub fn transition(&self) -> Transition {
                match *self {
                    $(MixerConfig::$config(ref c) => c.transition()),*
                }
            }

            /// See [`Recipe::for_bench`].
            pub fn for_bench(self) -> (Self, Option<Block>) {
                match self {
                    $(MixerConfig::$config(c) => {
                        let (c, block) = c.for_bench();
                        (MixerConfig::$config(c), block)
                    }),*
                }
            }

            /// See [`Recipe::build`].
            pub fn build<F: Real>(&self, place: Place, parameters: &mut Parameters) -> Built<F> {
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
    /// See [`Recipe::ABOUT`].
    pub about: &'static str,
    /// See [`Recipe::LETTER`].
    pub letter: Option<char>,
    /// See [`Recipe::MARKER`].
    pub marker: Marker,
    /// See [`Recipe::TRIED`].
    pub tried: &'static [&'static str],
    /// See [`Recipe::CAUSAL`].
    pub causal: bool,
    /// See [`Recipe::LEAST_SEQUENCES`].
    pub least_sequences: usize,
    /// Of the backbone for a model of width 1.
    defaults: Defaults,
    /// The mixer with every option at its default.
    pub default: fn() -> MixerConfig,
}

pub mod gates;

architectures! {
    rnn::RnnConfig = "rnn",
    gru::GruConfig = "gru",
    lstm::LstmConfig = "lstm",
    ids4::Ids4Config = "ids4",
    s4d::S4dConfig = "s4d",
    mamba::MambaConfig = "mamba",
    attention::AttentionConfig = "attention",
}

impl MixerConfig {
    /// Its line of the table.
    pub fn architecture(&self) -> &'static Architecture {
        let line = ARCHITECTURES.iter().find(|a| a.name == self.name());
        line.expect("every mixer has a line")
    }

    /// Defaults of the backbone around it for width `d_model`.
    pub fn defaults(&self, d_model: usize) -> Defaults {
        let mut defaults = self.architecture().defaults;
        defaults.feed_forward *= d_model;
        defaults
    }
}

impl From<MixerConfig> for Mixers {
    fn from(mixer: MixerConfig) -> Self {
        Self::from_iter([mixer])
    }
}

impl Mixers {
    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The default mixer called `name`, or a sentence that says which there are.
pub fn named(name: &str) -> Result<MixerConfig, String> {
    by_name(name).ok_or_else(|| {
        let known: Vec<&str> = ARCHITECTURES.iter().map(|a| a.name).collect();
        let mut hint = did_you_mean(name, known.iter().copied());
        if hint.is_empty() && name == "transformer" {
            hint = "; a Transformer is `attention` with its feed-forward networks".to_owned();
        }
        let known = known.join(", ");
        format!("there is no architecture `{name}`{hint} (known: {known})")
    })
}

/// The default mixer called `name`.
pub fn by_name(name: &str) -> Option<MixerConfig> {
    let line = ARCHITECTURES.iter().find(|a| a.name == name);
    line.map(|a| (a.default)())
}
