//! `barrington bench`: how fast a training step is on this machine.

use std::num::NonZeroUsize;

use anyhow::{Result, bail};
use serde_json::json;

use crate::algebra::transformation::Transformation;
use crate::cli::architecture::Architecture;
use crate::cli::{places, say};
use crate::experiment::execute::pool;
use crate::experiment::run::counted;
use crate::model::LayerCount;
use crate::problem::families::word::{Alphabet, Product, WordConfig};
use crate::problem::{Family, ProblemConfig};
use crate::tensor::simd;
use crate::train::Job;
use crate::train::config::TrainConfig;
use crate::train::throughput::{Throughput, matrix_rate, measure};

/// Tokens and labels of the sequences, as in the peers' script.
const VOCABULARY: u16 = 64;

/// Tokens of a micro-batch: their activations stay in the cache.
const MICRO_BATCH: usize = 512;

/// Measure how fast a training step is on this machine
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The inputs are sums modulo 64; without --model attention is measured. The rate is that of whole training steps.\n\nExample:\n  barrington bench --model gru --seconds 0.2"
)]
pub struct Options {
    #[command(flatten)]
    architecture: Architecture,
    /// Width of the model
    #[arg(long, default_value = "128")]
    d_model: NonZeroUsize,
    /// Tokens of a sequence
    #[arg(long, default_value = "32")]
    seq_len: NonZeroUsize,
    /// Sequences a step
    #[arg(long, default_value = "256")]
    batch: NonZeroUsize,
    /// Sequences of a micro-batch; without it about 512 tokens, and eight sequences for a recurrence
    #[arg(long, value_name = "SEQUENCES")]
    micro_batch: Option<NonZeroUsize>,
    /// Threads; without it SLURM_CPUS_PER_TASK, else all of the machine
    #[arg(long)]
    threads: Option<NonZeroUsize>,
    /// Seconds of counted steps
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// As one line of JSON
    #[arg(long)]
    json: bool,
}

/// Measures and prints.
pub fn bench(options: &Options) -> Result<()> {
    if !(options.seconds >= 0.0 && options.seconds.is_finite()) {
        bail!(
            "--seconds {} is no length of time; give 0 or more",
            options.seconds
        );
    }
    let threads = places::threads(options.threads)?;
    let pool = pool(threads)?;
    let machine = matrix_rate(&pool, 0.3);
    let job = job(options, threads)?;
    let model = (job.model.name(), job.model.layer_count());
    let measured = measure(job, &pool, options.seconds, allocations)?;
    say(&told(options, model, threads, &measured, machine))
}

fn job(options: &Options, threads: usize) -> Result<Job> {
    let rotation: Vec<u16> = (0..VOCABULARY).map(|i| (i + 1) % VOCABULARY).collect();
    let word = WordConfig {
        generators: vec![Transformation::from_images(&rotation)?],
        alphabet: Alphabet::Elements,
        neutral: false,
        product: Product::LeftFirst,
        limit: usize::from(VOCABULARY),
        track: None,
    };
    let (length, batch) = (options.seq_len.get(), options.batch.get());
    let architecture = &options.architecture;
    let model = architecture.model(options.d_model, Some("attention"))?;
    let model = model.for_bench();
    let fitting = (MICRO_BATCH / length)
        .max(model.least_sequences()?)
        .min(batch.div_ceil(threads));
    Ok(Job {
        problem: ProblemConfig::of("bench", "sums modulo 64", Family::Word(word)),
        model,
        train: TrainConfig {
            length,
            batch,
            micro_batch: options.micro_batch.map_or(fitting, NonZeroUsize::get),
            lanes: threads,
            steps: u64::MAX,
            validate_every: u64::MAX,
            ..TrainConfig::default()
        },
        seed: 0,
    })
}

/// Heap allocations of the process so far.
fn allocations() -> usize {
    let stats = stats_alloc::INSTRUMENTED_SYSTEM.stats();
    stats.allocations + stats.reallocations
}

/// The most memory the process ever held, where the system tells.
fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mut lines = status.lines();
    let line = lines.find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// What was `measured` of a model of this name and number of layers, where a matrix product reaches the rate `machine`.
fn told(
    options: &Options,
    (model, layers): (String, LayerCount),
    threads: usize,
    measured: &Throughput,
    machine: f64,
) -> String {
    let rate = measured.operations / measured.step_s;
    let tokens = measured.tokens as f64 / measured.step_s;
    if options.json {
        return json!({
            "model": model,
            "layers": layers.at(options.seq_len.get()),
            "d_model": options.d_model,
            "seq_len": options.seq_len,
            "batch": options.batch,
            "threads": threads,
            "simd": simd::level().name(),
            "parameters": measured.parameters,
            "steps": measured.steps,
            "step_ms": measured.step_s * 1e3,
            "tokens_per_s": tokens.round(),
            "gflop_per_s": rate / 1e9,
            "gemm_gflop_per_s": machine / 1e9,
            "fraction_of_gemm": rate / machine,
            "allocations": measured.allocations,
            "activation_bytes": measured.activation_bytes,
            "bytes_per_token": measured.bytes_per_token,
            "peak_bytes": peak_bytes(),
        })
        .to_string();
    }
    let mib = |bytes: f64| bytes / f64::from(1 << 20);
    format!(
        "{model}, {}, width {}, {} of {}, {}, {}\n\n\
         tokens/s          {tokens:.0}\n\
         step              {:.2} ms (median of {})\n\
         arithmetic        {:.1} GFLOP/s, {:.0} % of the {:.0} of a matrix product here\n\
         allocations       {} in the counted steps\n\
         activations       {:.1} MiB, a micro-batch {:.0} bytes a token\n\
         peak memory       {}",
        layers.told(),
        options.d_model,
        counted(options.batch.get(), "sequence"),
        counted(options.seq_len.get(), "token"),
        counted(threads, "thread"),
        simd::level().name(),
        measured.step_s * 1e3,
        measured.steps,
        rate / 1e9,
        100.0 * rate / machine,
        machine / 1e9,
        measured.allocations,
        mib(measured.activation_bytes as f64),
        measured.bytes_per_token,
        peak_bytes().map_or_else(
            || "not told by this system".to_owned(),
            |b| format!("{:.1} MiB", mib(b as f64))
        ),
    )
}
