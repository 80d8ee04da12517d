//! The models that tests try, and what they read.

use barrington::base::rng::{below, normal, stream};
use barrington::model::layer::linear;
use barrington::model::mixers::Architecture;
use barrington::model::{ARCHITECTURES, Block, Model, ModelConfig, NormKind};
use barrington::tensor::{Lane, Real, Tape};

pub(crate) const VOCABULARY: usize = 3;

pub(crate) const LABELS: usize = 5;

/// Hybrids, loops, depth by length, letters with options, feed-forward networks alone.
const PATTERNS: &[&str] = &[
    "pattern = \"M(*M)2\"",
    "pattern = \"{M}2\"",
    "pattern = \"(*-)2\"",
    "pattern = \"{-S}2\"",
    "pattern = \"M{*-}log\"",
    "pattern = \"{-}log{G}log<rnn>\"",
    "pattern = \"-\"",
    "pattern = \"({W-}2M)1\"\nletter.W.mamba = { d_state = 3, d_conv = 2 }\nmixer.mamba = { expand = 1 }",
    "pattern = \"-{A-}2\"\nfeed_forward = 6\nletter.A.attention = { heads = 2, positions = \"learned\" }",
];

/// A model of the table, and what is to be said of it.
pub(crate) fn read(text: &str) -> ModelConfig {
    toml::from_str(&format!("d_model = 8\n{text}"))
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Every architecture with its defaults in each kind of block, and with the options it wants to be tried with; patterns in
/// each kind of block; every kind of linear map. While one is edited, `MIXER=gru` leaves those that name it.
pub(crate) fn variants() -> Vec<(String, ModelConfig)> {
    let mut variants = Vec::new();
    let blocks = [Block::Pre, Block::Post, Block::Plain].map(Some);
    for Architecture {
        name,
        default,
        tried,
        ..
    } in ARCHITECTURES
    {
        let plain = ModelConfig::new(default(), 8, 2);
        for block in blocks {
            let config = ModelConfig {
                block,
                ..plain.clone()
            };
            variants.push((format!("{name}, {block:?}"), config));
        }
        let config = ModelConfig {
            norm: Some(NormKind::Rms),
            feed_forward: Some(6),
            ..plain
        };
        variants.push((format!("{name}, rms norm and feed-forward"), config));
        for options in *tried {
            let text = format!("layers = 1\nmixer.{name} = {options}");
            variants.push((text.clone(), read(&text)));
        }
    }
    for pattern in PATTERNS {
        for block in blocks {
            let config = ModelConfig {
                block,
                ..read(pattern)
            };
            variants.push((format!("{pattern}, {block:?}"), config));
        }
    }
    for (name, kind) in linear::kinds() {
        let mut config = read("pattern = \"M*R-\"");
        config.linear.insert("all".to_owned(), kind);
        variants.push((format!("{name} maps"), config));
    }
    if let Ok(only) = std::env::var("MIXER") {
        variants.retain(|(name, _)| name.contains(&only));
        assert!(!variants.is_empty(), "MIXER={only} is named by no variant");
    }
    variants
}

/// Whether what a model gives at a position depends on that position and those before it alone.
pub(crate) fn is_causal(config: &ModelConfig) -> bool {
    let stack = config.stack().unwrap();
    stack.mixers().iter().all(|m| m.architecture().causal)
}

pub(crate) fn word(batch: usize, time: usize, seed: u64) -> Vec<u32> {
    let mut rng = stream(seed, "word", 0);
    (0..batch * time)
        .map(|_| below(&mut rng, VOCABULARY as u32))
        .collect()
}

pub(crate) fn logits<F: Real>(
    model: &Model<F>,
    params: &[F],
    tokens: &[u32],
    batch: usize,
) -> Vec<F> {
    let mut lane = Lane::new(params.len());
    let mut tape = Tape::begin(params, &mut lane, tokens, batch);
    let y = model.forward(&mut tape);
    tape.value(y).to_vec()
}

/// Initial parameters, moved a little so that nothing sits at a special point (zero biases, unit norms).
pub(crate) fn shaken<F: Real>(params: Vec<F>) -> Vec<F> {
    let mut rng = stream(9, "shake", 0);
    params
        .into_iter()
        .map(|x| x + F::of(0.05 * normal(&mut rng)))
        .collect()
}
