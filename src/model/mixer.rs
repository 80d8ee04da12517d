//! What a mixer is: the part of a block that lets positions see each other.

use crate::model::parameters::Parameters;
use crate::model::{Block, ModelError};
use crate::tensor::{Param, Real, Signal, Tape, Var};
use crate::theory::Transition;

/// Where a mixer stands in a model.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Width of its input, D.
    pub d_model: usize,
    /// Blocks of the model, L.
    pub layers: usize,
}

/// Position information that the backbone adds to the embedding for a mixer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Positions {
    /// Nothing is added.
    None,
    /// Sines and cosines.
    Sinusoidal,
    /// A trained row per position.
    Learned,
}

/// Defaults of the backbone around a mixer.
#[derive(Clone, Copy, Debug)]
pub struct Defaults {
    /// Where residual and norm stand.
    pub block: Block,
    /// Hidden width of the feed-forward network after it; 0 = none.
    pub feed_forward: usize,
    /// Standard deviation of the initial embedding.
    pub embedding_std: f64,
}

/// The configuration of a mixer: `Deserialize` with unknown keys refused, and the way to build it.
pub trait Recipe {
    /// One line for `barrington list`.
    const ABOUT: &'static str;

    /// Defaults of the backbone around it for width `d_model`.
    fn defaults(&self, d_model: usize) -> Defaults;

    /// What the backbone adds to the embedding.
    fn positions(&self) -> Positions {
        Positions::None
    }

    /// Words that a micro-batch should have at least. A recurrence multiplies one row of each word at a time, and
    /// products of fewer rows leave the registers idle.
    fn least_words(&self) -> usize {
        8
    }

    /// What theory sees of it: how a step moves its state.
    fn transition(&self) -> Transition;

    /// Makes the parameters of one mixer (names relative to the layer) and the mixer over them. Values the
    /// architecture cannot take are faults of a key.
    fn build<F: Real>(
        &self,
        place: Place,
        parameters: &mut Parameters,
    ) -> Result<Box<dyn Mixer<F>>, ModelError>;
}

/// A causal map of sequences, `[B, T, D]` to `[B, T, E]`.
pub trait Mixer<F: Real>: Send + Sync {
    /// Width of the output, E; equals D unless the block is plain.
    fn width(&self) -> usize;

    /// The whole sequence at once, recorded on the tape.
    fn forward(&self, tape: &mut Tape<F>, x: Signal) -> Var;

    /// One position at a time: reads `x` `[D]`, returns `[E]`. `state` is empty before the first position
    /// and belongs to the mixer. Written from the definition, without the kernels of `forward`: a test
    /// holds the two together.
    fn step(&self, params: &[F], state: &mut Vec<F>, x: &[F]) -> Vec<F>;
}

/// x W + b for one row, the plain way: for [`Mixer::step`].
pub fn affine<F: Real>(params: &[F], weight: Param, bias: Option<Param>, x: &[F]) -> Vec<F> {
    assert_eq!(x.len(), weight.rows, "inputs of a linear map");
    let w = &params[weight.range()];
    (0..weight.cols)
        .map(|j| {
            let start = bias.map_or(F::ZERO, |b| params[b.range()][j]);
            (0..weight.rows).fold(start, |sum, i| sum + x[i] * w[i * weight.cols + j])
        })
        .collect()
}
