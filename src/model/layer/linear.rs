//! Linear maps, x W + b, and the table of their kinds: what W may be.
//!
//! Every linear map of a model is a [`Linear`]; which kind it is of is chosen by its name in `linear.NAME = { KIND = { ... } }`,
//! where `NAME` is `all`, or the end of the map's name, such as `in_u`, `"feed_forward.up"` or `head`; of several that
//! fit, the longest counts. What nobody chooses is dense.
//!
//! To add a kind: a file in `linear/` with its options and its [`Kind`], and a line in the table. Gradient, causality and
//! step-equals-scan tests run over the table.
//!
//! What it leaves out: weights that a kernel reads itself, as the recurrent ones of a GRU, which are
//! [`dense`].

use serde::{Deserialize, Serialize};

use crate::model::ModelError;
use crate::model::parameters::{Init, Parameters};
use crate::tensor::{Param, Real, Signal, Tape, Var};

/// How the numbers of a map begin.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// Those of W, or of what takes its place.
    pub weight: Init,
    /// Those of b.
    pub bias: Bias,
}

impl Start {
    /// As PyTorch begins a map of `inputs` numbers: weight and bias uniform within ±1/√inputs.
    pub fn uniform(inputs: usize, bias: bool) -> Self {
        let init = Init::Uniform(1.0 / (inputs as f64).sqrt());
        Self {
            weight: init.clone(),
            bias: if bias { Bias::New(init) } else { Bias::None },
        }
    }
}

/// Where a map has its bias from.
#[derive(Clone, Debug, PartialEq)]
pub enum Bias {
    /// It has none.
    None,
    /// It makes `NAME.bias` `[1, outputs]` after its weights.
    New(Init),
    /// This, which was made before.
    Made(Param),
}

/// What a kind of linear map is: its options, and its tensors.
pub trait Kind: Sized {
    /// One line for `barrington list`.
    const ABOUT: &'static str;

    /// What is written under its name.
    type Config;

    /// The map `name` from `inputs` to `outputs` numbers. Options that do not fit the sizes are faults.
    fn build(
        options: &Self::Config,
        parameters: &mut Parameters,
        name: &str,
        sizes: [usize; 2],
        start: Start,
    ) -> Result<Self, ModelError>;

    /// Numbers it gives.
    fn outputs(&self) -> usize;

    /// x W + b of `x` `[B, T, inputs]`, by token if x is.
    fn forward<F: Real>(&self, tape: &mut Tape<F>, x: Signal) -> Signal;

    /// x W + b of one row `[inputs]`, the plain way.
    fn step<F: Real>(&self, params: &[F], x: &[F]) -> Vec<F>;
}

macro_rules! linear_kinds {
    ($($module:ident :: $kind:ident = $name:literal),* $(,)?) => {
        $(pub mod $module;)*

        /// A kind and its options, written `linear.NAME = { KIND = { ... } }`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "each variant is documented where it is defined")]
        pub enum LinearConfig {
            $(#[serde(rename = $name)] $kind(<$module::$kind as Kind>::Config)),*
        }

        /// A linear map of some kind.
        #[derive(Clone, Debug)]
        #[expect(missing_docs, reason = "each variant is documented where it is defined")]
        pub enum Linear {
            $($kind($module::$kind)),*
        }

        /// Every kind with its options at their defaults, and its name.
        pub fn kinds() -> Vec<(&'static str, LinearConfig)> {
            vec![$(($name, LinearConfig::$kind(Default::default()))),*]
        }

        /// The name of every kind, and a line about it.
        pub const ABOUT: &[(&str, &str)] = &[$(($name, <$module::$kind as Kind>::ABOUT)),*];

        impl Linear {
            /// The map `name` of the kind that the model has chosen for it.
            pub fn with(
                parameters: &mut Parameters,
                name: &str,
                sizes: [usize; 2],
                start: Start,
            ) -> Result<Self, ModelError> {
                match parameters.kind_of(name) {
                    $(LinearConfig::$kind(options) => {
                        Kind::build(&options, parameters, name, sizes, start).map(Self::$kind)
                    }),*
                }
            }

            /// Numbers it gives.
            pub fn outputs(&self) -> usize {
                match self {
                    $(Self::$kind(map) => map.outputs()),*
                }
            }

            /// x W + b of `x` `[B, T, inputs]`, by token if x is.
            pub fn forward<F: Real>(&self, tape: &mut Tape<F>, x: Signal) -> Signal {
                match self {
                    $(Self::$kind(map) => map.forward(tape, x)),*
                }
            }

            /// x W + b of one row `[inputs]`, the plain way.
            pub fn step<F: Real>(&self, params: &[F], x: &[F]) -> Vec<F> {
                match self {
                    $(Self::$kind(map) => map.step(params, x)),*
                }
            }
        }
    };
}

linear_kinds! {
    dense::Dense = "dense",
}

impl Default for LinearConfig {
    fn default() -> Self {
        Self::Dense(dense::DenseConfig::default())
    }
}

impl Linear {
    /// A map that begins as PyTorch's: [`Start::uniform`].
    pub fn new(
        parameters: &mut Parameters,
        name: &str,
        sizes: [usize; 2],
        bias: bool,
    ) -> Result<Self, ModelError> {
        Self::with(parameters, name, sizes, Start::uniform(sizes[0], bias))
    }

    /// The map of an activation that stands at every position, `[B, T, inputs]`.
    pub fn of<F: Real>(&self, tape: &mut Tape<F>, x: Var) -> Var {
        self.forward(tape, Signal::ByPosition(x)).spread(tape)
    }
}
