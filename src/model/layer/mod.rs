//! Layers: the maps that mixers and the backbone are made of, each forward on the tape beside its plain one-row `step`.
//!
//! | file | what it holds |
//! |---|---|
//! | [`linear`] | x W + b, and the kinds of W there are |
//! | [`norm`] | layer norm and root-mean-square norm |
//! | [`feed_forward`] | two linear maps with an activation between them |
//! | [`embedding`] | from tokens, or their features, to vectors |
//! | [`positions`] | what is added to the embedding |
//! | [`convolution`] | a short causal convolution in every channel |
//!
//! A `step` is written from the definition, without the kernels of `forward`: tests hold the two together.

pub mod convolution;
pub mod embedding;
pub mod feed_forward;
pub mod linear;
pub mod norm;
pub mod positions;

pub use convolution::Convolution;
pub use linear::{Bias, Linear, LinearConfig, Start};
