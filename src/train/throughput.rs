//! How fast a training step is: the measure of the engine.
//!
//! A step is what training does: sequences, forward, loss, backward, sum of the lanes, clipping, AdamW. The
//! first steps (arenas grow, caches fill) are not counted; the median of the others is.
//!
//! Arithmetic is counted as a dense model without any sharing would do it, 6 operations for each matrix
//! weight and token (2 forward, 4 backward; Kaplan et al. 2020) without the embedding, so a kernel that
//! shares work between equal tokens can exceed the rate of the machine. The rate of the machine is that of a
//! square product in every thread at once.

use std::time::{Duration, Instant};

use rayon::ThreadPool;

use crate::tensor::matmul::{Mat, MatMut, matmul};
use crate::train::{Job, Observer, Progress, TrainError, Trainer};

/// Steps before the count begins.
const WARM_UP: usize = 3;

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Throughput {
    /// Steps counted.
    pub steps: usize,
    /// Median time of a step.
    pub step_s: f64,
    /// Tokens of a step.
    pub tokens: usize,
    /// Trained numbers.
    pub parameters: u64,
    /// Floating-point operations of a step, counted as the module says.
    pub operations: f64,
    /// Bytes held for activations, their gradients and what is saved.
    pub activation_bytes: usize,
    /// What a lane needs of that, and of room for intermediate numbers, for each token of a micro-batch.
    pub bytes_per_token: f64,
    /// Heap allocations during the counted steps.
    pub allocations: usize,
}

/// Watches the clock and stops the training when the time is over.
struct Clock {
    seconds: f64,
    count: fn() -> usize,
    /// Room for all of them is there before the first step, so that noting one allocates nothing.
    steps: Vec<Duration>,
    last: Instant,
    begun: Instant,
    allocations_before: usize,
    allocations: usize,
}

/// Trains `job` for some `seconds` and at least five steps more than the warm-up. `allocations` counts the
/// heap allocations of the process so far.
pub fn measure(
    job: Job,
    pool: &ThreadPool,
    seconds: f64,
    allocations: fn() -> usize,
) -> Result<Throughput, TrainError> {
    let length = job.train.length;
    let tokens = job.train.batch * length;
    let micro_batch = job.train.micro_batch.min(job.train.batch) * length;
    let mut trainer = Trainer::new(job)?;
    let now = Instant::now();
    let mut clock = Clock {
        seconds,
        count: allocations,
        steps: Vec::with_capacity(1 << 20),
        last: now,
        begun: now,
        allocations_before: 0,
        allocations: 0,
    };
    // called from outside, the pool's queue would ask for memory every few steps
    let ending = pool.install(|| trainer.train(pool, &mut clock))?;
    if let Some(outcome) = ending {
        let reason = format!(
            "ends the training at step {}, before it could be measured (the loss may be no finite number); give shorter words",
            outcome.steps
        );
        return Err(TrainError::value("length", length, reason));
    }
    let steps = clock.steps[WARM_UP..].iter();
    let mut steps: Vec<f64> = steps.map(Duration::as_secs_f64).collect();
    steps.sort_by(f64::total_cmp);
    Ok(Throughput {
        steps: steps.len(),
        step_s: steps[steps.len() / 2],
        tokens,
        parameters: trainer.parameters(),
        operations: 6.0 * trainer.matrix_weights() as f64 * tokens as f64,
        activation_bytes: trainer.lanes.bytes(),
        bytes_per_token: trainer.lanes.micro_batch_bytes() as f64 / micro_batch as f64,
        allocations: clock.allocations - clock.allocations_before,
    })
}

impl Observer for Clock {
    fn step(&mut self, _: &Progress) {
        let now = Instant::now();
        self.steps.push(now - self.last);
        self.allocations = (self.count)();
        if self.steps.len() <= WARM_UP {
            self.allocations_before = self.allocations;
            self.begun = now;
        }
        self.last = now;
    }

    fn interrupted(&self) -> bool {
        let counted = (self.last - self.begun).as_secs_f64();
        let enough = self.steps.len() >= WARM_UP + 5 && counted >= self.seconds;
        enough || self.steps.len() == self.steps.capacity()
    }
}

/// Floating-point operations a second of `f32` matrix products of 512 x 512 in every thread of `pool` at once.
pub fn matrix_rate(pool: &ThreadPool, seconds: f64) -> f64 {
    const N: usize = 512;
    let rates = pool.broadcast(|_| {
        let a = vec![0.5f32; N * N];
        let b = vec![0.25f32; N * N];
        let mut c = vec![0.0f32; N * N];
        let mut best = f64::INFINITY;
        let begun = Instant::now();
        while begun.elapsed().as_secs_f64() < seconds {
            let start = Instant::now();
            let (a, b) = (Mat::new(&a, N, N), Mat::new(&b, N, N));
            matmul(MatMut::new(&mut c, N, N), a, b);
            best = best.min(start.elapsed().as_secs_f64());
        }
        2.0 * (N * N * N) as f64 / best
    });
    rates.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ModelConfig;
    use crate::model::mixers::{ARCHITECTURES, MixerConfig, by_name};
    use crate::train::config::TrainConfig;

    /// `words` words of `length` letters in one micro-batch.
    fn job(mixer: MixerConfig, width: usize, length: usize, words: usize) -> Job {
        Job {
            problem: crate::problem::load(std::path::Path::new("problems"), "z3")
                .unwrap()
                .config,
            model: ModelConfig::new(mixer, width, 1),
            train: TrainConfig {
                length,
                batch: words,
                micro_batch: words,
                steps: 1000,
                ..TrainConfig::default()
            },
            seed: 0,
        }
    }

    fn measured(job: Job) -> Result<Throughput, TrainError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap();
        measure(job, &pool, 0.0, || 0)
    }

    #[test]
    fn operations_count_six_for_every_matrix_weight_and_token() {
        let measured = measured(job(by_name("gru").unwrap(), 8, 4, 2)).unwrap();
        // input and recurrent weights of three gates, and the read-out of three labels
        let weights = 2 * 3 * 8 * 8 + 8 * 3;
        assert_eq!(
            measured.operations.to_bits(),
            f64::from(6 * weights * 8).to_bits()
        );
        assert!(measured.steps >= 5 && measured.step_s > 0.0);
    }

    #[test]
    fn memory_is_linear_in_the_length_of_the_words() {
        for architecture in ARCHITECTURES {
            // so many words that what is kept once for each letter of the alphabet hardly counts
            let bytes = |length| {
                let job = job((architecture.default)(), 16, length, 32);
                measured(job).unwrap().bytes_per_token * length as f64
            };
            let growth = bytes(512) / bytes(128);
            assert!(
                (growth / 4.0 - 1.0).abs() < 0.1,
                "{}: {growth}",
                architecture.name
            );
        }
    }

    #[test]
    fn a_training_that_is_over_too_early_is_not_measured() {
        let mut job = job(by_name("rnn").unwrap(), 8, 4, 2);
        job.train.steps = 2;
        let error = measured(job).unwrap_err().to_string();
        assert!(
            error.starts_with("train.length = 4 ends the training at step 2"),
            "{error}"
        );
    }
}
