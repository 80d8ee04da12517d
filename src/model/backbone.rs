//! The backbone: embedding, blocks around a mixer, read-out.
//!
//! ```text
//! pre    x <- x + mixer(norm(x));   x <- x + ff(norm(x));   logits = norm(x) W + b
//! post   x <- norm(x + mixer(x));   x <- norm(x + ff(x));   logits = x W + b
//! plain  x <- mixer(x);             x <- ff(x);             logits = x W + b
//! ff(x) = act(x W1 + b1) W2 + b2, left out if its width is 0
//! ```

use crate::model::ModelError;
use crate::model::config::{Block, ModelConfig, NormKind};
use crate::model::embedding::Embedding;
use crate::model::mixer::{Mixer, Place, Positions, affine};
use crate::model::parameters::{Init, Parameters, Tensor};
use crate::tensor::ops::activation::Activation;
use crate::tensor::{Lane, Param, Real, Signal, Tape, Var};

/// A model: what to compute from which parameters. The numbers themselves are kept by whoever trains it.
pub struct Model<F> {
    /// Its configuration, every key written out.
    pub config: ModelConfig,
    /// Its tensors.
    pub tensors: Vec<Tensor>,
    embedding: Embedding<F>,
    learned_positions: Option<Param>,
    positions: Positions,
    layers: Vec<Layer<F>>,
    last_norm: Option<Norm>,
    head: (Param, Option<Param>),
}

/// What a model must have room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Tokens there are, V.
    pub vocabulary: usize,
    /// Labels there are, K.
    pub labels: usize,
    /// Tokens of a word at most, T.
    pub length: usize,
}

struct Layer<F> {
    mixer: Box<dyn Mixer<F>>,
    mixer_norm: Option<Norm>,
    feed_forward: Option<FeedForward>,
}

struct FeedForward {
    norm: Option<Norm>,
    up: (Param, Option<Param>),
    down: (Param, Option<Param>),
    activation: Activation,
}

#[derive(Clone, Copy)]
struct Norm {
    kind: NormKind,
    epsilon: f64,
    weight: Param,
    bias: Option<Param>,
}

/// What a word has left behind at the position before: for [`Model::step`].
#[derive(Clone, Debug, Default)]
pub struct State<F> {
    position: usize,
    mixers: Vec<Vec<F>>,
}

impl<F: Real> Model<F> {
    /// Builds a model for `vocabulary` tokens, `labels` labels and words of at most `length` tokens, and its
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
        let config = config.resolved();
        let missing = "resolved() writes every key";
        let block = config.block.expect(missing);
        let kind = config.norm.expect(missing);
        let epsilon = config.norm_epsilon.expect(missing);
        let hidden = config.feed_forward.expect(missing);
        let activation = config.activation.expect(missing);
        let std = config.embedding_std.expect(missing);
        for (key, value) in [("d_model", config.d_model), ("layers", config.layers)] {
            if value == 0 {
                return Err(ModelError::value(key, value, "must be at least 1"));
            }
        }
        let mut p = Parameters::new(seed);
        let mut width = config.d_model;
        let embedding = Embedding::new(&mut p, sizes.vocabulary, features, width, std);
        let positions = config.mixer.positions();
        let learned_positions = (positions == Positions::Learned)
            .then(|| p.weight("positions.weight", sizes.length, width, Init::Normal(std)));
        let mut layers = Vec::with_capacity(config.layers);
        for index in 0..config.layers {
            let layer = p.scope(&format!("layers.{index}"), |p| {
                let place = Place { d_model: width, layers: config.layers };
                let mixer_norm = (block != Block::Plain).then(|| Norm::new(p, "norm1", kind, epsilon, width));
                let mixer = p.scope("mixer", |p| config.mixer.build::<F>(place, p))?;
                if block != Block::Plain && mixer.width() != width {
                    return Err(ModelError::value(
                        "block",
                        if block == Block::Pre { "\"pre\"" } else { "\"post\"" },
                        format!("needs a mixer as wide as the stream, but it gives {} for d_model = {width}; use block = \"plain\"", mixer.width()),
                    ));
                }
                width = mixer.width();
                let feed_forward = (hidden > 0).then(|| FeedForward {
                    norm: (block != Block::Plain).then(|| Norm::new(p, "norm2", kind, epsilon, width)),
                    up: p.linear("feed_forward.up", width, hidden, true),
                    down: p.linear("feed_forward.down", hidden, width, true),
                    activation,
                });
                Ok(Layer { mixer, mixer_norm, feed_forward })
            })?;
            layers.push(layer);
        }
        let last_norm =
            (block == Block::Pre).then(|| Norm::new(&mut p, "norm", kind, epsilon, width));
        let head = p.linear("head", width, sizes.labels, true);
        let values = p.values();
        let tensors = p.tensors().to_vec();
        Ok((
            Self {
                config,
                tensors,
                embedding,
                learned_positions,
                positions,
                layers,
                last_norm,
                head,
            },
            values,
        ))
    }

    /// A lane for this model, with room for the work that its micro-batches share.
    pub fn lane(&self, params: &[F]) -> Lane<F> {
        let mut lane = Lane::new(params.len());
        self.measure_shared(params, &mut lane, 0);
        lane
    }

    /// Does the work in `lane` that micro-batches of `words` words of `time` tokens in all share, on `threads`
    /// threads of the pool.
    pub fn share(
        &self,
        params: &[F],
        lane: &mut Lane<F>,
        [words, time]: [usize; 2],
        threads: usize,
    ) {
        let added = self.positions != Positions::None;
        if added && lane.lacks_places(self.embedding.vocabulary, [words, time]) {
            self.measure_shared(params, lane, time);
        }
        self.forward(&mut Tape::make_shared(params, lane, [words, time], threads));
    }

    /// Makes room in `lane` for shared work, by place for words of up to `time` tokens.
    fn measure_shared(&self, params: &[F], lane: &mut Lane<F>, time: usize) {
        self.forward(&mut Tape::begin(params, lane, &[0], 1).sharing_all(time));
        lane.reserve_shared();
    }

    /// Trained numbers.
    pub fn count(&self) -> usize {
        self.tensors.iter().map(|t| t.param.len()).sum()
    }

    /// The longest word the model can read, if its positions are learned.
    pub fn longest(&self) -> Option<usize> {
        self.learned_positions.map(|table| table.rows)
    }

    /// The logits `[B, T, K]` of the tape's tokens.
    pub fn forward(&self, tape: &mut Tape<F>) -> Var {
        let mut x = self.embedding.forward(tape);
        if self.positions != Positions::None {
            x = tape.add_positions(x, self.learned_positions);
        }
        let mut stream = Stream { x, added: None };
        for layer in &self.layers {
            self.sublayer(tape, &mut stream, layer.mixer_norm, |tape, x| {
                Signal::ByPosition(layer.mixer.forward(tape, x))
            });
            if let Some(ff) = &layer.feed_forward {
                self.sublayer(tape, &mut stream, ff.norm, |tape, x| {
                    let up = x.linear(tape, ff.up.0, ff.up.1);
                    let active = up.map(tape, |tape, u| tape.activation(ff.activation, u));
                    active.linear(tape, ff.down.0, ff.down.1)
                });
            }
        }
        let x = match self.last_norm {
            Some(norm) => stream.norm(tape, norm),
            None => stream.x,
        };
        x.linear(tape, self.head.0, self.head.1).spread(tape)
    }

    fn sublayer(
        &self,
        tape: &mut Tape<F>,
        stream: &mut Stream,
        norm: Option<Norm>,
        f: impl FnOnce(&mut Tape<F>, Signal) -> Signal,
    ) {
        match (norm, self.config.block) {
            (Some(norm), Some(Block::Pre)) => {
                let x = stream.norm(tape, norm);
                stream.added = Some(f(tape, x));
            }
            (Some(norm), _) => {
                stream.added = Some(f(tape, stream.x));
                stream.x = stream.norm(tape, norm);
            }
            (None, _) => stream.x = f(tape, stream.x),
        }
    }

    /// The logits `[K]` after one more token, the plain way. `state` starts as `State::default()`.
    pub fn step(&self, params: &[F], state: &mut State<F>, token: u32) -> Vec<F> {
        state.mixers.resize(self.layers.len(), Vec::new());
        let mut x = self.embedding.step(params, token);
        let width = x.len();
        match (self.positions, self.learned_positions) {
            (Positions::Learned, Some(table)) => {
                let row = &params[table.range()][state.position * width..][..width];
                x.iter_mut().zip(row).for_each(|(x, p)| *x += *p);
            }
            (Positions::Sinusoidal, _) => {
                for (i, x) in x.iter_mut().enumerate() {
                    let omega = libm::pow(10_000.0, -((i / 2 * 2) as f64) / width as f64);
                    let angle = state.position as f64 * omega;
                    *x += F::of(if i % 2 == 0 {
                        libm::sin(angle)
                    } else {
                        libm::cos(angle)
                    });
                }
            }
            _ => {}
        }
        for (layer, memory) in self.layers.iter().zip(&mut state.mixers) {
            x = self.substep(params, x, layer.mixer_norm, |x| {
                layer.mixer.step(params, memory, x)
            });
            if let Some(ff) = &layer.feed_forward {
                x = self.substep(params, x, ff.norm, |x| {
                    let up = affine(params, ff.up.0, ff.up.1, x);
                    let mut active = vec![F::ZERO; up.len()];
                    crate::tensor::ops::activation::forward(ff.activation, &up, &mut active);
                    affine(params, ff.down.0, ff.down.1, &active)
                });
            }
        }
        state.position += 1;
        if let Some(norm) = self.last_norm {
            x = norm.step(params, &x);
        }
        affine(params, self.head.0, self.head.1, &x)
    }

    fn substep(
        &self,
        params: &[F],
        x: Vec<F>,
        norm: Option<Norm>,
        f: impl FnOnce(&[F]) -> Vec<F>,
    ) -> Vec<F> {
        let sum = |x: &[F], y: Vec<F>| x.iter().zip(y).map(|(x, y)| *x + y).collect::<Vec<F>>();
        match (norm, self.config.block) {
            (Some(norm), Some(Block::Pre)) => sum(&x, f(&norm.step(params, &x))),
            (Some(norm), _) => norm.step(params, &sum(&x, f(&x))),
            (None, _) => f(&x),
        }
    }
}

/// The residual stream. What a sublayer gives waits for the next norm, which adds it on the way: every sum of a
/// block is followed by one.
struct Stream {
    x: Signal,
    added: Option<Signal>,
}

impl Stream {
    /// The norm of the stream, to which what waits is added.
    fn norm<F: Real>(&mut self, tape: &mut Tape<F>, norm: Norm) -> Signal {
        let Norm {
            weight,
            bias,
            epsilon,
            ..
        } = norm;
        let Some(added) = self.added.take() else {
            return self
                .x
                .map(tape, |tape, x| tape.norm(x, weight, bias, epsilon));
        };
        let [sum, normed] = self.x.both(tape, added, |tape, x, y| {
            tape.add_norm(x, y, weight, bias, epsilon)
        });
        self.x = sum;
        normed
    }
}

impl Norm {
    fn new(p: &mut Parameters, name: &str, kind: NormKind, epsilon: f64, width: usize) -> Self {
        let weight = p.plain(&format!("{name}.weight"), 1, width, Init::Constant(1.0));
        let bias = (kind == NormKind::Layer)
            .then(|| p.plain(&format!("{name}.bias"), 1, width, Init::Constant(0.0)));
        Self {
            kind,
            epsilon,
            weight,
            bias,
        }
    }

    fn step<F: Real>(self, params: &[F], x: &[F]) -> Vec<F> {
        let n = F::of(x.len() as f64);
        let total = |f: &dyn Fn(F) -> F| x.iter().fold(F::ZERO, |sum, x| sum + f(*x));
        let mean = if self.kind == NormKind::Layer {
            total(&|x| x) / n
        } else {
            F::ZERO
        };
        let scale = F::ONE / (total(&|x| (x - mean) * (x - mean)) / n + F::of(self.epsilon)).sqrt();
        let w = &params[self.weight.range()];
        let b = |i: usize| self.bias.map_or(F::ZERO, |b| params[b.range()][i]);
        x.iter()
            .enumerate()
            .map(|(i, x)| (*x - mean) * scale * w[i] + b(i))
            .collect()
    }
}
