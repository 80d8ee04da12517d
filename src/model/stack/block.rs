//! Residual and norm around one layer.
//!
//! ```text
//! pre    x <- x + f(norm(x))        post   x <- norm(x + f(x))        plain   x <- f(x)
//! ```
//! f is a mixer or a feed-forward network.

use serde::{Deserialize, Serialize};

use crate::model::layer::feed_forward::FeedForward;
use crate::model::layer::norm::Norm;
use crate::model::mixer::Sequence;
use crate::tensor::{Real, Signal, Tape};

/// Where residual and norm stand in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// x + f(norm(x)), and one more norm before the read-out.
    Pre,
    /// norm(x + f(x)).
    Post,
    /// f(x): no residual, no norm; the width of the stream becomes that of the mixer's output.
    Plain,
}

impl Block {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pre => "pre",
            Self::Post => "post",
            Self::Plain => "plain",
        }
    }
}

/// A layer with its norm.
pub(super) struct Layer<F> {
    /// Before it or after it; none where it stands alone.
    pub norm: Option<Norm>,
    pub inside: Inside<F>,
}

/// What a layer does.
pub(super) enum Inside<F> {
    Mixer(Box<dyn Sequence<F>>),
    FeedForward(FeedForward),
}

/// The residual stream. What a layer gives waits for the next norm, which adds it on the way: every sum of a
/// block is followed by one.
pub(super) struct Stream {
    pub x: Signal,
    pub added: Option<Signal>,
}

impl Stream {
    /// The norm of the stream, to which what waits is added.
    pub(super) fn norm<F: Real>(&mut self, tape: &mut Tape<F>, norm: &Norm) -> Signal {
        let Some(added) = self.added.take() else {
            return norm.forward(tape, self.x);
        };
        let [sum, normed] = norm.forward_sum(tape, self.x, added);
        self.x = sum;
        normed
    }
}

impl<F: Real> Inside<F> {
    fn forward(&self, tape: &mut Tape<F>, x: Signal) -> Signal {
        match self {
            Self::Mixer(mixer) => Signal::ByPosition(mixer.forward(tape, x)),
            Self::FeedForward(network) => network.forward(tape, x),
        }
    }
}

impl<F: Real> Layer<F> {
    pub(super) fn forward(&self, block: Block, tape: &mut Tape<F>, stream: &mut Stream) {
        match (&self.norm, block) {
            (Some(norm), Block::Pre) => {
                let x = stream.norm(tape, norm);
                stream.added = Some(self.inside.forward(tape, x));
            }
            (Some(norm), _) => {
                stream.added = Some(self.inside.forward(tape, stream.x));
                stream.x = stream.norm(tape, norm);
            }
            (None, _) => stream.x = self.inside.forward(tape, stream.x),
        }
    }
}

/// One position of a block around `f`.
pub(super) fn step<F: Real>(
    (norm, block): (Option<&Norm>, Block),
    params: &[F],
    x: &[F],
    f: impl FnOnce(&[F]) -> Vec<F>,
) -> Vec<F> {
    let sum = |y: Vec<F>| x.iter().zip(y).map(|(x, y)| *x + y).collect::<Vec<F>>();
    match (norm, block) {
        (Some(norm), Block::Pre) => sum(f(&norm.step(params, x))),
        (Some(norm), _) => norm.step(params, &sum(f(x))),
        (None, _) => f(x),
    }
}
