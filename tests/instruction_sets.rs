//! Every instruction set gives the same bits, in kernels, products and whole trainings, and the record names the one that
//! was used.
//!
//! The choice is one for the whole process, so everything stands in one test, and that test alone in this
//! file. A machine without an instruction set runs its best one in its place.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use barrington::experiment::execute::Local;
use barrington::experiment::executor::{End, Had, Watcher, execute};
use barrington::experiment::plan::{Context, Plan, Planned};
use barrington::experiment::store::{Store, find_records};
use barrington::model::ModelConfig;
use barrington::model::mixers::{ARCHITECTURES, MixerConfig};
use barrington::problem;
use barrington::tensor::matmul::{Mat, MatMut, matmul_add};
use barrington::tensor::simd::{self, Level};
use barrington::train::config::TrainConfig;
use barrington::train::trainer::Unwatched;
use barrington::train::{Job, Progress, Trainer};

/// What a training leaves behind.
#[derive(Debug, PartialEq)]
struct Trained {
    /// Names, shapes and bits of weights and moments.
    numbers: Vec<(String, Vec<usize>, Vec<u8>)>,
    /// Bits of the training losses, step by step.
    losses: Vec<u64>,
}

/// Trains a small model of that mixer.
fn trained(mixer: MixerConfig, pool: &rayon::ThreadPool) -> Trained {
    let job = Job {
        problem: problem::load(Path::new("problems"), "s3").unwrap().config,
        model: ModelConfig::new(mixer, 16, 2),
        train: TrainConfig {
            length: 8,
            steps: 4,
            batch: 8,
            micro_batch: 4,
            lanes: 2,
            validate_every: 1,
            validation: 8,
            evaluation: 8,
            ..TrainConfig::default()
        },
        seed: 1,
    };
    let mut trainer = Trainer::new(job).unwrap();
    let ending = trainer.train(pool, &mut Unwatched).unwrap();
    assert!(ending.is_some());
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("end.safetensors");
    trainer.save(&path).unwrap();
    let bytes = std::fs::read(path).unwrap();
    let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let mut numbers: Vec<_> = file
        .tensors()
        .into_iter()
        .map(|(name, t)| (name, t.shape().to_vec(), t.data().to_vec()))
        .collect();
    numbers.sort();
    Trained {
        numbers,
        losses: trainer
            .state()
            .curve
            .iter()
            .map(|p| p.loss.to_bits())
            .collect(),
    }
}

/// Lets every run be.
struct Silent;

impl Watcher for Silent {
    fn starts(&self, _: &[&Planned], _: &Had) {}
    fn begins(&self, _: usize, _: &Planned, _: u64) {}
    fn step(&self, _: usize, _: &Planned, _: &Progress) {}
    fn ends(&self, _: usize, _: &Planned, _: &End) {}
    fn interrupted(&self) -> bool {
        false
    }
}

/// The instruction set in the record of an experiment of one run.
fn recorded() -> String {
    let text = r#"
        title = "one run"
        question = "what was used?"
        seeds = [0]
        train = { length = 4, batch = 4, micro_batch = 2, lanes = 2, steps = 1, validation = 4, evaluation = 4 }
        problem = [{ name = "z2" }]
        model = [{ label = "RNN", layers = [1], d_model = 16, mixer.rnn = {} }]
    "#;
    let context = Context {
        problems: Path::new("problems"),
        figures: &[],
        set: &[],
    };
    let plan = Plan::read(Path::new("one.toml"), text, context).unwrap();
    let root = tempfile::tempdir().unwrap();
    let store = Store::open(root.path(), &plan.name).unwrap();
    let local = Local::new(2, 1).unwrap();
    let summary = execute(&plan, &store, &local, &Silent, false).unwrap();
    assert_eq!(summary.made, 1);
    let mut records = find_records(&store.records(), &plan).unwrap();
    records.remove(0).fits().unwrap().machine.simd
}

barrington::kernel! {
    /// Σ tanh(x[i]) x[i].
    fn probe<'a, F: Real>(x: &'a [F], y: &'a mut [F]) -> F {
        for (x, y) in x.iter().zip(y.iter_mut()) {
            *y = x.tanh();
        }
        simd::dot(x, y)
    }
}

/// Bits of a kernel's result.
fn probed() -> u32 {
    let x: Vec<f32> = (0..1001).map(|i| (i as f32 - 500.0) * 0.01).collect();
    probe(&x, &mut vec![0.0; x.len()]).to_bits()
}

/// Products of every height of a tile and every width of a panel, with and without padding, of one block and several,
/// have the bits of one fused sum of 512 terms at a time.
fn products() {
    let bits = |x: &[f32]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    for (m, k, n) in [
        (1, 1, 1),
        (3, 5, 7),
        (16, 64, 33),
        (65, 17, 20),
        (23, 9, 48),
        (14, 3, 64),
        (6, 1025, 40),
        (2, 512, 100),
        (9, 0, 5),
    ] {
        let number = |i: usize| ((i * 7919 + 13) % 1009) as f32 / 504.0 - 1.0;
        let a: Vec<f32> = (0..m * k).map(number).collect();
        let b: Vec<f32> = (0..k * n).map(|i| number(3 * i + 1)).collect();
        let mut expected = vec![0.5f32; m * n];
        for (i, row) in expected.chunks_mut(n).enumerate() {
            for (j, c) in row.iter_mut().enumerate() {
                for first in (0..k).step_by(512) {
                    let terms = first..k.min(first + 512);
                    *c += terms.fold(0.0, |sum, l| a[i * k + l].mul_add(b[l * n + j], sum));
                }
            }
        }
        let mut c = vec![0.5f32; m * n];
        matmul_add(
            MatMut::new(&mut c, m, n),
            Mat::new(&a, m, k),
            Mat::new(&b, k, n),
        );
        assert_eq!(
            bits(&c),
            bits(&expected),
            "{m} x {k} x {n}, {:?}",
            simd::level()
        );
    }
}

#[test]
fn every_instruction_set_trains_to_the_same_bits_and_is_named_in_the_record() {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build()
        .unwrap();
    let mut first: Vec<Trained> = Vec::new();
    let mut probes = None;
    for level in [Level::Scalar, Level::V3, Level::V4] {
        let used = simd::force(level);
        assert_eq!(used, level.min(simd::best()));
        assert_eq!(simd::level(), used);
        assert_eq!(recorded(), used.name());
        products();
        assert_eq!(*probes.get_or_insert_with(probed), probed());
        for (i, architecture) in ARCHITECTURES.iter().enumerate() {
            let result = trained((architecture.default)(), &pool);
            assert_eq!(result.losses.len(), 4);
            assert!(result.numbers.len() > 10);
            if level == Level::Scalar {
                first.push(result);
            } else {
                let name = architecture.name;
                assert!(result == first[i], "{name}: other bits with {used:?}");
            }
        }
    }
}
