//! Causal multi-head attention, the mixer of a Transformer: `layers = k` with a feed-forward network, `(*-)k`.
//!
//! ```text
//! [q, k, v] = x W + b          y = attention(q, k, v) V + c          W [D, 3D]   V [D, D]
//! ```
//! Source: Vaswani et al. 2017, as the attention of `torch.nn.TransformerEncoderLayer` under a causal mask:
//! W Xavier-uniform, V uniform within ±1/√D, both biases 0. The feed-forward network is the backbone's; its
//! defaults here (post-norm, hidden width 4D, embeddings of variance 1) are those of that layer in the
//! classifiers of Merrill, Petty and Sabharwal 2024. What it leaves out: dropout, and the accident of the
//! released code by which all positions of a sequence receive the same encoding (`positions = "none"` is the
//! model that it amounts to).

use serde::{Deserialize, Serialize};

use crate::model::layer::{Bias, Linear, Start};
use crate::model::mixer::{Built, Place, Positions, Recipe, Recurrent};
use crate::model::parameters::{Init, Parameters};
use crate::model::{Block, Marker, ModelError};
use crate::tensor::ops::attention::Relative;
use crate::tensor::{Real, Signal, Tape, Var};
use crate::theory::{Attention, Transition};

/// `mixer.attention`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AttentionConfig {
    /// Heads, H; divides `d_model`.
    pub heads: usize,
    /// How a position is known.
    pub positions: PositionalEncoding,
}

/// How a position is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PositionalEncoding {
    /// Through the causal mask alone.
    None,
    /// Sines and cosines added to the embedding.
    Sinusoidal,
    /// A trained row added to the embedding; sequences cannot be longer than in training.
    Learned,
    /// Queries and keys turned by angles that grow with the position.
    Rotary,
    /// Scores that fall linearly with the distance.
    Alibi,
}

impl PositionalEncoding {
    /// What is added to the embedding, what happens to the scores, and what theory sees of the two.
    fn parts(self) -> (Positions, Relative, Attention) {
        use Attention::{SoftAlibi, SoftRotary, SoftWithPositions, SoftWithoutPositions};
        match self {
            Self::None => (Positions::None, Relative::None, SoftWithoutPositions),
            Self::Sinusoidal => (Positions::Sinusoidal, Relative::None, SoftWithPositions),
            Self::Learned => (Positions::Learned, Relative::None, SoftWithPositions),
            Self::Rotary => (Positions::None, Relative::Rotary, SoftRotary),
            Self::Alibi => (Positions::None, Relative::Alibi, SoftAlibi),
        }
    }
}

/// Attention between two projections.
#[derive(Clone, Debug)]
pub struct SelfAttention {
    heads: usize,
    relative: Relative,
    in_proj: Linear,
    out_proj: Linear,
}

impl Default for AttentionConfig {
    fn default() -> Self {
        Self {
            heads: 8,
            positions: PositionalEncoding::Sinusoidal,
        }
    }
}

impl Recipe for AttentionConfig {
    const ABOUT: &'static str = "causal multi-head attention";
    const LETTER: Option<char> = Some('*');
    const MARKER: Marker = Marker::TriangleUp;
    const BLOCK: Block = Block::Post;
    const FEED_FORWARD: usize = 4;
    const LEAST_SEQUENCES: usize = 1;
    const TRIED: &'static [&'static str] = &[
        "{ heads = 2, positions = \"none\" }",
        "{ heads = 2, positions = \"learned\" }",
        "{ heads = 2, positions = \"rotary\" }",
        "{ heads = 2, positions = \"alibi\" }",
    ];

    fn positions(&self) -> Positions {
        self.positions.parts().0
    }

    /// In the block of the peer.
    fn for_bench(self) -> (Self, Option<Block>) {
        (self, Some(Block::Pre))
    }

    fn transition(&self) -> Transition {
        Transition::Attention(self.positions.parts().2)
    }

    fn build<F: Real>(&self, place: Place, p: &mut Parameters) -> Built<F> {
        let (d, heads) = (place.d_model, self.heads);
        if heads == 0 || !d.is_multiple_of(heads) {
            let reason = format!("does not divide d_model = {d}");
            return Err(ModelError::value("mixer.attention.heads", heads, reason));
        }
        let relative = self.positions.parts().1;
        let size = d / heads;
        if relative == Relative::Rotary && !size.is_multiple_of(2) {
            let (key, value) = ("mixer.attention.positions", "\"rotary\"");
            let reason = format!(
                "turns pairs of numbers, but a head has {size}; use another number of heads"
            );
            return Err(ModelError::value(key, value, reason));
        }
        let start = |bound| Start {
            weight: Init::Uniform(bound),
            bias: Bias::New(Init::Constant(0.0)),
        };
        let xavier = (6.0 / (d + 3 * d) as f64).sqrt();
        Ok(Box::new(SelfAttention {
            heads,
            relative,
            in_proj: Linear::with(p, "in_proj", [d, 3 * d], start(xavier))?,
            out_proj: Linear::with(p, "out_proj", [d, d], start(1.0 / (d as f64).sqrt()))?,
        }))
    }
}

impl<F: Real> Recurrent<F> for SelfAttention {
    fn width(&self) -> usize {
        self.out_proj.outputs()
    }

    fn forward(&self, tape: &mut Tape<F>, x: Signal) -> Var {
        let qkv = self.in_proj.forward(tape, x).spread(tape);
        let y = tape.attention(qkv, self.heads, self.relative);
        self.out_proj.of(tape, y)
    }

    fn step(&self, params: &[F], state: &mut Vec<F>, x: &[F]) -> Vec<F> {
        let d = x.len();
        let size = d / self.heads;
        // the state is the keys and values of all positions so far, `[t, 2D]`
        let t = state.len() / (2 * d);
        let mut qkv = self.in_proj.step(params, x);
        if self.relative == Relative::Rotary {
            for (i, pair) in qkv[..2 * d].chunks_exact_mut(2).enumerate() {
                let even = 2 * i % size;
                let angle = t as f64 * libm::pow(10_000.0, -(even as f64) / size as f64);
                let (cos, sin) = (F::of(libm::cos(angle)), F::of(libm::sin(angle)));
                let (a, b) = (pair[0], pair[1]);
                (pair[0], pair[1]) = (a * cos - b * sin, a * sin + b * cos);
            }
        }
        state.extend_from_slice(&qkv[d..]);
        let scale = F::ONE / F::of(size as f64).sqrt();
        let mut y = vec![F::ZERO; d];
        for (head, y) in y.chunks_exact_mut(size).enumerate() {
            let slope = self.relative.slope(head, self.heads);
            let at = head * size;
            let weight = |(u, past): (usize, &[F])| {
                let products = qkv[at..at + size].iter().zip(&past[at..]);
                let score = products.fold(F::ZERO, |sum, (q, k)| sum + *q * *k);
                score * scale - F::of(slope * (t - u) as f64)
            };
            let weights: Vec<F> = state.chunks_exact(2 * d).enumerate().map(weight).collect();
            let most = weights.iter().fold(weights[t], |m, w| m.at_least(*w));
            let shares = weights.iter().map(|w| (*w - most).exp());
            let total = shares.fold(F::ZERO, |sum, share| sum + share);
            for (past, w) in state.chunks_exact(2 * d).zip(&weights) {
                let p = (*w - most).exp() / total;
                for (y, v) in y.iter_mut().zip(&past[d + at..]) {
                    *y += p * *v;
                }
            }
        }
        self.out_proj.step(params, &y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MixerConfig, Model, ModelConfig};

    fn model(config: AttentionConfig, d: usize, layers: usize) -> Result<Model<f32>, ModelError> {
        let config = ModelConfig::new(MixerConfig::AttentionConfig(config), d, layers);
        Model::new(&config, 67, 67, 20, 0).map(|(model, _)| model)
    }

    #[test]
    fn counts_are_those_of_the_released_classifier() {
        let count = |layers| {
            model(AttentionConfig::default(), 512, layers)
                .unwrap()
                .count()
        };
        assert_eq!(count(1), 3_221_059);
        assert_eq!(count(2) - count(1), 3_152_384);
    }

    #[test]
    fn heads_that_do_not_divide_the_width_are_refused() {
        let fault = |heads, positions| {
            let config = AttentionConfig { heads, positions };
            model(config, 18, 1).err().unwrap().to_string()
        };
        assert_eq!(
            fault(4, PositionalEncoding::None),
            "mixer.attention.heads = 4 does not divide d_model = 18"
        );
        assert_eq!(
            fault(0, PositionalEncoding::None),
            "mixer.attention.heads = 0 does not divide d_model = 18"
        );
        assert_eq!(
            fault(2, PositionalEncoding::Rotary),
            "mixer.attention.positions = \"rotary\" turns pairs of numbers, but a head has 9; use another number of heads"
        );
    }
}
