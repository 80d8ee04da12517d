//! The first ten training steps against PyTorch: same weights, same batches, same losses.
//!
//! `tests/golden/losses.py` wrote the weights, the batches and PyTorch's losses in f64; this test needs no
//! Python. The first loss is also computed in f64, where only the order of sums may differ. The ten losses
//! of training are in f32: a loss is off by some 1e-8 at first, and AdamW, which divides a gradient by its own
//! size, makes 2e-7 of the rounding of small gradients; the tolerance is ten times that.

#![allow(clippy::unwrap_used)]

use barrington::model::{Model, ModelConfig};
use barrington::tensor::{Lane, Real, Tape};
use barrington::train::config::{Decay, Optimiser};
use barrington::train::optimiser::AdamW;
use safetensors::SafeTensors;
use std::collections::BTreeMap;
use std::path::Path;

const LABELS: usize = 7;

/// The golden file of one architecture.
struct Golden {
    bytes: Vec<u8>,
    losses: Vec<f64>,
}

/// Tokens and targets of one step, `[words, letters]`.
struct Batch {
    tokens: Vec<u32>,
    targets: Vec<u32>,
    words: usize,
}

impl Golden {
    fn read(name: &str) -> Self {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        let losses = std::fs::read_to_string(golden.join("losses.json")).unwrap();
        let mut losses: BTreeMap<String, Vec<f64>> = serde_json::from_str(&losses).unwrap();
        Self {
            bytes: std::fs::read(golden.join(format!("{name}.safetensors"))).unwrap(),
            losses: losses.remove(name).unwrap(),
        }
    }

    /// Shape and 32-bit words of a tensor.
    fn tensor(&self, name: &str) -> (Vec<usize>, Vec<[u8; 4]>) {
        let file = SafeTensors::deserialize(&self.bytes).unwrap();
        let view = file
            .tensor(name)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        (
            view.shape().to_vec(),
            view.data().as_chunks::<4>().0.to_vec(),
        )
    }

    /// The model with the golden weights.
    fn model<F: Real>(&self, config: &str) -> (Model<F>, Vec<F>) {
        let config: ModelConfig = toml::from_str(config).unwrap();
        let vocabulary = self.tensor("embedding.weight").0[0];
        let length = self.tensor("tokens").0[2];
        let (model, mut params) = Model::<F>::new(&config, vocabulary, LABELS, length, 0).unwrap();
        for tensor in &model.tensors {
            let (shape, numbers) = self.tensor(&tensor.name);
            let wanted = [tensor.param.rows, tensor.param.cols];
            assert_eq!(shape, wanted, "{}", tensor.name);
            for (x, bytes) in params[tensor.param.range()].iter_mut().zip(numbers) {
                *x = F::of(f64::from(f32::from_le_bytes(bytes)));
            }
        }
        let batches = ["tokens", "targets"];
        let file = SafeTensors::deserialize(&self.bytes).unwrap();
        assert_eq!(file.len(), model.tensors.len() + batches.len());
        (model, params)
    }

    fn batch(&self, step: usize) -> Batch {
        let integers = |name| {
            let (shape, numbers) = self.tensor(name);
            let size = shape[1] * shape[2];
            let part = &numbers[step * size..(step + 1) * size];
            (
                part.iter().map(|b| u32::from_le_bytes(*b)).collect(),
                shape[1],
            )
        };
        let (tokens, words) = integers("tokens");
        let (targets, _) = integers("targets");
        Batch {
            tokens,
            targets,
            words,
        }
    }
}

/// Mean loss of a batch; its gradient is left in the lane.
fn loss<F: Real>(model: &Model<F>, params: &[F], lane: &mut Lane<F>, batch: &Batch) -> f64 {
    let labelled = batch.targets.iter().filter(|&&t| t != u32::MAX).count() as f64;
    lane.gradient.fill(F::ZERO);
    let mut tape = Tape::begin(params, lane, &batch.tokens, batch.words);
    let logits = model.forward(&mut tape);
    tape.clear_grads();
    let sum = tape.cross_entropy(logits, &batch.targets, F::of(1.0 / labelled));
    tape.replay();
    sum / labelled
}

fn assert_near(ours: f64, golden: f64, tolerance: f64, what: &str) {
    let error = (ours - golden).abs() / golden;
    assert!(
        error <= tolerance,
        "{what}: {ours} here, {golden} in PyTorch (relative error {error:.1e})"
    );
}

fn check(name: &str, config: &str) {
    let golden = Golden::read(name);
    let (model, params) = golden.model::<f64>(config);
    let first = loss(
        &model,
        &params,
        &mut Lane::new(params.len()),
        &golden.batch(0),
    );
    assert_near(first, golden.losses[0], 1e-14, "first loss in f64");

    let (model, mut params) = golden.model::<f32>(config);
    let mut lane = Lane::new(params.len());
    let options = Optimiser {
        learning_rate: 1e-3,
        betas: [0.9, 0.999],
        epsilon: 1e-8,
        weight_decay: 0.01,
        decay: Decay::All,
        clip: 0.0,
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let mut optimiser = AdamW::new(options, &model.tensors, params.len());
    for (step, expected) in golden.losses.iter().enumerate() {
        let ours = loss(&model, &params, &mut lane, &golden.batch(step));
        assert_near(ours, *expected, 2e-6, &format!("loss of step {step}"));
        optimiser.step(&pool, &mut params, &lane.gradient, options.learning_rate);
    }
}

#[test]
fn the_lstm_trains_as_in_pytorch() {
    check("lstm", "d_model = 32\nlayers = 1\nmixer.lstm = {}");
}

#[test]
fn mamba_trains_as_in_mambapy() {
    check(
        "mamba",
        "d_model = 32\nlayers = 2\nnorm = \"rms\"\nmixer.mamba = {}",
    );
}

#[test]
fn the_transformer_trains_as_in_pytorch() {
    check(
        "transformer",
        "d_model = 32\nlayers = 2\nblock = \"pre\"\nfeed_forward = 128\n\
         mixer.attention = { heads = 4, positions = \"learned\" }",
    );
}

#[test]
fn s4d_trains_as_in_the_peer() {
    check(
        "s4d",
        "d_model = 32\nlayers = 2\nmixer.s4d = { d_state = 16 }",
    );
}
