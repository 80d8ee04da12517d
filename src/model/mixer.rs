//! What a mixer is: the part of a model that lets positions see each other. And all that a mixer says of itself.

use std::ops::Range;

pub use crate::model::layer::positions::Positions;
use crate::model::parameters::Parameters;
use crate::model::{Block, Marker, ModelError};
use crate::tensor::{Real, Signal, Tape, Var};
use crate::theory::Transition;

/// Where a mixer stands in a model.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Width of its input, D.
    pub d_model: usize,
    /// Mixers that a token passes through, L.
    pub layers: usize,
}

/// Defaults of the backbone around a mixer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Defaults {
    /// Where residual and norm stand.
    pub block: Block,
    /// Hidden width of the feed-forward network after it; 0 = none.
    pub feed_forward: usize,
    /// Standard deviation of the initial embedding.
    pub embedding_std: f64,
}

/// The configuration of a mixer, `Deserialize` with unknown keys refused, and everything that is said of the mixer anywhere:
/// its name stands in the table of [`crate::model::mixers`].
pub trait Recipe: Sized {
    /// One line for `barrington list`.
    const ABOUT: &'static str;

    /// Its letter in patterns; one without is written `<name>`.
    const LETTER: Option<char>;

    /// What tells it from the other members of its class in figures.
    const MARKER: Marker;

    /// Options that its tests try beside the defaults, each a TOML table.
    const TRIED: &'static [&'static str];

    /// Whether what it gives at a position depends on that position and those before it alone.
    const CAUSAL: bool = true;

    /// Where residual and norm stand around it, if nothing else is said.
    const BLOCK: Block;

    /// Hidden width of the feed-forward network after it, in widths of the model, if nothing else is said; 0 = none.
    const FEED_FORWARD: usize = 0;

    /// Standard deviation of the initial embedding, if nothing else is said.
    const EMBEDDING_STD: f64 = 1.0;

    /// Sequences that a micro-batch should have at least. A recurrence multiplies one row of each sequence at a time, and
    /// products of fewer rows leave the registers idle.
    const LEAST_SEQUENCES: usize = 8;

    /// What the backbone adds to the embedding.
    fn positions(&self) -> Positions {
        Positions::None
    }

    /// What theory sees of it: how a step moves its state. A test measures it.
    fn transition(&self) -> Transition;

    /// What `barrington bench` measures of it: other options than these, and another block than its own, where its peer
    /// has them.
    fn for_bench(self) -> (Self, Option<Block>) {
        (self, None)
    }

    /// Makes the parameters of one mixer (names relative to the layer) and the mixer over them. Values the
    /// architecture cannot take are faults of a key.
    fn build<F: Real>(&self, place: Place, parameters: &mut Parameters) -> Built<F>;
}

/// A mixer over its parameters.
pub type Built<F> = Result<Box<dyn Sequence<F>>, ModelError>;

/// A map of sequences, `[B, T, D]` to `[B, T, E]`.
pub trait Sequence<F: Real>: Send + Sync {
    /// Width of the output, E; equals D unless the block is plain.
    fn width(&self) -> usize;

    /// The whole sequence at once, recorded on the tape.
    fn forward(&self, tape: &mut Tape<F>, x: Signal) -> Var;

    /// The same map one position at a time, where there is one.
    fn recurrent(&self) -> Option<&dyn Recurrent<F>>;
}

/// A map of sequences that can be made one position at a time, and so is a [`Sequence`].
pub trait Recurrent<F: Real>: Send + Sync {
    /// See [`Sequence::width`].
    fn width(&self) -> usize;

    /// See [`Sequence::forward`].
    fn forward(&self, tape: &mut Tape<F>, x: Signal) -> Var;

    /// One position: reads `x` `[D]`, returns `[E]`. `state` is empty before the first position and belongs to the
    /// mixer. Written from the definition, without the kernels of `forward`: a test holds the two together.
    fn step(&self, params: &[F], state: &mut Vec<F>, x: &[F]) -> Vec<F>;

    /// Which of the `len` numbers of the state the declared transition moves; the others hold past inputs, as those of
    /// a short convolution.
    fn recurrence(&self, len: usize) -> Range<usize> {
        0..len
    }
}

impl<F: Real, M: Recurrent<F>> Sequence<F> for M {
    fn width(&self) -> usize {
        Recurrent::width(self)
    }

    fn forward(&self, tape: &mut Tape<F>, x: Signal) -> Var {
        Recurrent::forward(self, tape, x)
    }

    fn recurrent(&self) -> Option<&dyn Recurrent<F>> {
        Some(self)
    }
}
