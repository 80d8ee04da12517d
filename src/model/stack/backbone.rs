//! The backbone: embedding, layers in blocks, read-out.
//!
//! ```text
//! tokens -> embedding (+ positions) -> layers of the stack -> (norm, if pre) -> x W + b -> logits [B, T, K]
//! ```
//! A mixer is followed by the feed-forward network right after it, if there is one: the two are `layers.i` in the names of
//! tensors, which begin as these names say.

use crate::model::layer::Linear;
use crate::model::layer::embedding::Embedding;
use crate::model::layer::feed_forward::FeedForward;
use crate::model::layer::norm::Norm;
use crate::model::layer::positions::Added;
use crate::model::mixer::{Place, Sequence};
use crate::model::parameters::{Parameters, Tensor};
use crate::model::stack::block::{Inside, Layer, Stream};
use crate::model::stack::{Node, Part, Rounds, logarithm};
use crate::model::{Block, ModelConfig, ModelError, NormKind};
use crate::tensor::ops::activation::Activation;
use crate::tensor::{Lane, Real, Tape, Var};

/// A model: what to compute from which parameters. The numbers themselves are kept by whoever trains it.
pub struct Model<F> {
    /// Its configuration, every key written out.
    pub config: ModelConfig,
    /// Its tensors.
    pub tensors: Vec<Tensor>,
    pub(super) embedding: Embedding<F>,
    pub(super) positions: Added,
    pub(super) layers: Vec<Node<Layer<F>>>,
    pub(super) block: Block,
    pub(super) last_norm: Option<Norm>,
    pub(super) head: Linear,
    pub(super) causal: bool,
}

/// What a model must have room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Tokens there are, V.
    pub vocabulary: usize,
    /// Labels there are, K.
    pub labels: usize,
    /// Tokens of a sequence at most, T.
    pub length: usize,
}

impl<F: Real> Model<F> {
    /// Builds a model for `vocabulary` tokens, `labels` labels and sequences of at most `length` tokens, and its
    /// initial parameters under `seed`.
    pub fn new(
        config: &ModelConfig,
        vocabulary: usize,
        labels: usize,
        length: usize,
        seed: u64,
    ) -> Result<(Self, Vec<F>), ModelError> {
        let sizes = Sizes {
            vocabulary,
            labels,
            length,
        };
        Self::with_features(config, sizes, None, seed)
    }

    /// [`Model::new`] for tokens that have features: their table `[V, F]`, and F. The last token may have none.
    pub fn with_features(
        config: &ModelConfig,
        sizes: Sizes,
        features: Option<(&[f32], usize)>,
        seed: u64,
    ) -> Result<(Self, Vec<F>), ModelError> {
        if config.d_model == 0 {
            return Err(ModelError::value("d_model", 0, "must be at least 1"));
        }
        let config = config.resolved()?;
        let stack = config.stack()?;
        let missing = "resolved() writes every key";
        let block = config.block.expect(missing);
        let norm = (
            config.norm.expect(missing),
            config.norm_epsilon.expect(missing),
        );
        let std = config.embedding_std.expect(missing);
        let width = config.d_model;
        let mut p = Parameters::new(seed).with_kinds(config.linear.clone());
        let embedding = Embedding::new(&mut p, sizes.vocabulary, features, width, std);
        let positions = Added::new(&mut p, stack.positions()?, [sizes.length, width], std);
        let mut builder = Builder {
            p: &mut p,
            block,
            norm,
            hidden: config.feed_forward.expect(missing),
            activation: config.activation.expect(missing),
            d_model: width,
            // those in a `{ }log` count once
            mixers: config.layer_count().at(2),
            width,
            layers: 0,
            joined: None,
        };
        let layers = builder.nodes(stack.nodes())?;
        let width = builder.width;
        let last_norm = (block == Block::Pre).then(|| Norm::new(&mut p, "norm", norm, width));
        let head = Linear::new(&mut p, "head", [width, sizes.labels], true)?;
        p.check_kinds()?;
        let values = p.values();
        let model = Self {
            causal: stack
                .mixers()
                .iter()
                .all(|mixer| mixer.architecture().causal),
            config,
            tensors: p.tensors().to_vec(),
            embedding,
            positions,
            layers,
            block,
            last_norm,
            head,
        };
        Ok((model, values))
    }

    /// A lane for this model, with room for the work that its micro-batches share.
    pub fn lane(&self, params: &[F]) -> Lane<F> {
        let mut lane = Lane::new(params.len());
        self.measure_shared(params, &mut lane, 0);
        lane
    }

    /// Does the work in `lane` that micro-batches of `count` sequences of `time` tokens in all share, on `threads`
    /// threads of the pool.
    pub fn share(
        &self,
        params: &[F],
        lane: &mut Lane<F>,
        [count, time]: [usize; 2],
        threads: usize,
    ) {
        let added = !matches!(self.positions, Added::None);
        let places = added && lane.lacks_places(self.embedding.vocabulary, [count, time]);
        // how much work is shared may depend on the length
        if places || self.is_logarithmic() {
            self.measure_shared(params, lane, time);
        }
        self.forward(&mut Tape::make_shared(params, lane, [count, time], threads));
    }

    /// Makes room in `lane` for shared work, by place for sequences of up to `time` tokens.
    fn measure_shared(&self, params: &[F], lane: &mut Lane<F>, time: usize) {
        self.forward(&mut Tape::begin(params, lane, &[0], 1).sharing_all(time));
        lane.reserve_shared();
    }

    /// Trained numbers.
    pub fn count(&self) -> usize {
        self.tensors.iter().map(|t| t.param.len()).sum()
    }

    /// The longest sequence the model can read, if its positions are learned.
    pub fn longest(&self) -> Option<usize> {
        self.positions.longest()
    }

    /// Whether a part is repeated as often as the length asks.
    pub fn is_logarithmic(&self) -> bool {
        self.config.is_logarithmic()
    }

    /// Whether what the model gives at a position is what it would give at the end of the sequence that stops there.
    pub fn reads_prefixes(&self) -> bool {
        self.causal && !self.is_logarithmic()
    }

    /// What sequences must have in common to be filled up to the same length: the answers before its end are those of
    /// the sequence alone. The model is run for each by itself.
    pub fn company(&self, tokens: usize) -> usize {
        company(self.causal, self.is_logarithmic(), tokens)
    }

    /// The logits `[B, T, K]` of the tape's tokens.
    pub fn forward(&self, tape: &mut Tape<F>) -> Var {
        let x = self.embedding.forward(tape);
        let x = self.positions.forward(tape, x);
        let mut stream = Stream { x, added: None };
        let tokens = tape.length();
        Node::walk(&self.layers, &|rounds| rounds.of(tokens), &mut |layer| {
            layer.forward(self.block, tape, &mut stream);
        });
        let x = match &self.last_norm {
            Some(norm) => stream.norm(tape, norm),
            None => stream.x,
        };
        self.head.forward(tape, x).spread(tape)
    }
}

/// See [`Model::company`].
fn company(causal: bool, logarithmic: bool, tokens: usize) -> usize {
    match (causal, logarithmic) {
        (false, _) => tokens,
        (true, true) => logarithm(tokens),
        (true, false) => 0,
    }
}

/// The layers of a model while they are made.
struct Builder<'a> {
    p: &'a mut Parameters,
    block: Block,
    norm: (NormKind, f64),
    hidden: usize,
    activation: Activation,
    d_model: usize,
    mixers: usize,
    /// Width of the stream at this point.
    width: usize,
    /// Numbers given to layers so far.
    layers: usize,
    /// The layer that a feed-forward network belongs to: that of the mixer right before it.
    joined: Option<usize>,
}

impl Builder<'_> {
    fn nodes<F: Real>(&mut self, nodes: &[Node<Part>]) -> Result<Vec<Node<Layer<F>>>, ModelError> {
        let one = |node: &Node<Part>| match node {
            Node::Layer(part) => self.layer(part).map(Node::Layer),
            Node::Loop { rounds, body } => {
                let width = self.width;
                let body = self.nodes(body)?;
                if self.width != width && *rounds != Rounds::Fixed(1) {
                    let value = format!("\"{}\"", self.block.name());
                    let reason = format!(
                        "makes the stream {} wide where it was {width}, so the same weights cannot be used again",
                        self.width
                    );
                    return Err(ModelError::value("block", value, reason));
                }
                Ok(Node::Loop {
                    rounds: *rounds,
                    body,
                })
            }
        };
        nodes.iter().map(one).collect()
    }

    /// One layer, whose tensors have its number in their names.
    fn layer<F: Real>(&mut self, part: &Part) -> Result<Layer<F>, ModelError> {
        let joined = self.joined.take().filter(|_| *part == Part::FeedForward);
        let index = joined.unwrap_or(self.layers);
        self.layers = self.layers.max(index + 1);
        if let Part::Mixer(..) = part {
            self.joined = Some(index);
        }
        let (block, norm, width, d_model) = (self.block, self.norm, self.width, self.d_model);
        let sizes = [width, self.hidden];
        let (activation, layers) = (self.activation, self.mixers);
        let layer = self.p.scope(&format!("layers.{index}"), |p| {
            let name = if *part == Part::FeedForward {
                "norm2"
            } else {
                "norm1"
            };
            let norm = (block != Block::Plain).then(|| Norm::new(p, name, norm, width));
            let inside = match part {
                Part::FeedForward => Inside::FeedForward(FeedForward::new(p, sizes, activation)?),
                Part::Mixer(mixer, letter) => {
                    let place = Place {
                        d_model: width,
                        layers,
                    };
                    let mixer = p.scope("mixer", |p| mixer.build(place, p));
                    let mixer = mixer.map_err(|error| error.under(*letter))?;
                    fits(&*mixer, block, [width, d_model])?;
                    Inside::Mixer(mixer)
                }
            };
            Ok(Layer { norm, inside })
        })?;
        if let Inside::Mixer(mixer) = &layer.inside {
            self.width = mixer.width();
        }
        Ok(layer)
    }
}

/// A fault if the mixer is not as wide as the stream, and the block adds the two.
fn fits<F: Real>(
    mixer: &dyn Sequence<F>,
    block: Block,
    [width, d_model]: [usize; 2],
) -> Result<(), ModelError> {
    if block == Block::Plain || mixer.width() == width {
        return Ok(());
    }
    let value = format!("\"{}\"", block.name());
    let reason = format!(
        "needs a mixer as wide as the stream, but it gives {} for d_model = {d_model}; use block = \"plain\"",
        mixer.width()
    );
    Err(ModelError::value("block", value, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_filled_up_only_where_that_changes_nothing() {
        let lengths = [1, 2, 3, 4, 5];
        assert_eq!(lengths.map(|t| company(true, false, t)), [0; 5]);
        assert_eq!(lengths.map(|t| company(true, true, t)), [0, 1, 2, 2, 3]);
        assert_eq!(lengths.map(|t| company(false, false, t)), lengths);
        assert_eq!(lengths.map(|t| company(false, true, t)), lengths);
    }
}
