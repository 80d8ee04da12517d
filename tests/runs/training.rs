//! The training loop: the same job gives the same bits, and its endings are what they say.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use barrington::model::ModelConfig;
use barrington::model::mixers::by_name;
use barrington::problem;
use barrington::problem::answer::Supervision;
use barrington::problem::encoding::Encoding;
use barrington::problem::families::word::Alphabet;
use barrington::train::batch::{Batch, Purpose, Sequences, Source};
use barrington::train::config::{Data, Lengths, Optimiser, Schedule, TrainConfig};
use barrington::train::counts::{Outcome, Status};
use barrington::train::trainer::Unwatched;
use barrington::train::{Job, Observer, Progress, TrainError, Trainer};

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap()
}

/// A job for a small model: `model` is the name of a mixer, or a pattern.
fn job(problem: &str, model: &str, train: TrainConfig) -> Job {
    let model = match by_name(model) {
        Some(mixer) => ModelConfig::new(mixer, 16, 1),
        None => ModelConfig::of(model.parse().unwrap(), 16),
    };
    Job {
        problem: problem::load(Path::new("problems"), problem)
            .unwrap()
            .config,
        model,
        train,
        seed: 1,
    }
}

fn short() -> TrainConfig {
    TrainConfig {
        length: 8,
        steps: 30,
        batch: 24,
        micro_batch: 4,
        lanes: 3,
        validate_every: 10,
        validation: 40,
        evaluation: 50,
        ..TrainConfig::default()
    }
}

/// Parity in a few hundred steps.
fn parity() -> TrainConfig {
    TrainConfig {
        steps: 3000,
        batch: 64,
        micro_batch: 32,
        lanes: 1,
        validate_every: 25,
        stop_at: 0.99,
        optimiser: Optimiser {
            learning_rate: 1e-2,
            ..Optimiser::default()
        },
        ..short()
    }
}

fn outcome(trainer: &mut Trainer) -> Outcome {
    let outcome = trainer.train(&pool(1), &mut Unwatched).unwrap();
    outcome.expect("nobody interrupted it")
}

/// Every number of the checkpoint after training.
fn numbers(trainer: &Trainer, directory: &Path) -> Vec<u8> {
    let path = directory.join("end.safetensors");
    trainer.save(&path).unwrap();
    let bytes = std::fs::read(path).unwrap();
    let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let mut names: Vec<_> = file.names().into_iter().map(ToOwned::to_owned).collect();
    names.sort();
    names
        .iter()
        .flat_map(|name| file.tensor(name).unwrap().data().to_vec())
        .collect()
}

/// Asks to stop after some step.
struct StopAfter(u64, AtomicBool);

impl Observer for StopAfter {
    fn step(&mut self, progress: &Progress) {
        self.1.store(progress.step >= self.0, Ordering::Relaxed);
    }
    fn interrupted(&self) -> bool {
        self.1.load(Ordering::Relaxed)
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let directory = tempfile::tempdir().unwrap();
    // what the first shares depends on the letter, what the second shares on its place too, and how much the last shares
    // on the length
    for mixer in ["gru", "attention", "M(*M)2", "{-}log{*-}log"] {
        let runs: Vec<_> = [1, 2, 5]
            .into_iter()
            .map(|threads| {
                let mut trainer = Trainer::new(job("s3", mixer, short())).unwrap();
                trainer.train(&pool(threads), &mut Unwatched).unwrap();
                let evaluation = trainer.evaluate(&pool(threads), 8, 50).unwrap();
                (
                    numbers(&trainer, directory.path()),
                    trainer.state().curve.clone(),
                    evaluation,
                )
            })
            .collect();
        assert_eq!(runs[0], runs[1], "{mixer}");
        assert_eq!(runs[0], runs[2], "{mixer}");
    }
}

#[test]
fn resuming_gives_the_same_bits() {
    let directory = tempfile::tempdir().unwrap();
    let fixed = Data::Fixed { sequences: 60 };
    // sequences of several lengths: the room for what attention shares has grown in one of the two only
    let cases = [
        ("gru", Data::Online, Lengths::Fixed),
        ("gru", fixed, Lengths::Fixed),
        ("attention", Data::Online, Lengths::Uniform { min: 2 }),
        ("M(*M)2", Data::Online, Lengths::Fixed),
        ("-{*-}log", Data::Online, Lengths::Uniform { min: 2 }),
    ];
    for (mixer, data, lengths) in cases {
        let config = TrainConfig {
            data,
            lengths,
            ..short()
        };
        let mut whole = Trainer::new(job("s3", mixer, config.clone())).unwrap();
        whole.train(&pool(2), &mut Unwatched).unwrap();
        let mut part = Trainer::new(job("s3", mixer, config)).unwrap();
        for stop in [7, 10, 23] {
            let ending = part
                .train(&pool(2), &mut StopAfter(stop, AtomicBool::new(false)))
                .unwrap();
            assert_eq!((ending, part.state().step), (None, stop));
            let path = directory.path().join("part.safetensors");
            part.save(&path).unwrap();
            part = Trainer::load(&path).unwrap();
        }
        part.train(&pool(2), &mut Unwatched).unwrap();
        assert_eq!(part.state().curve, whole.state().curve);
        assert_eq!(
            numbers(&part, directory.path()),
            numbers(&whole, directory.path())
        );
    }
}

#[test]
fn parity_is_learned_and_training_stops_when_it_is() {
    let mut trainer = Trainer::new(job("z2", "gru", parity())).unwrap();
    let outcome = outcome(&mut trainer);
    assert_eq!(outcome.status, Status::Reached);
    assert!(outcome.steps < 3000);
    let evaluation = trainer.evaluate(&pool(1), 8, 500).unwrap();
    assert!(evaluation.prefix_correct[7] > 450, "{evaluation:?}");
}

#[test]
fn a_curriculum_doubles_the_length_when_the_present_one_is_learned() {
    let config = TrainConfig {
        lengths: Lengths::Doubling { from: 2, at: 0.9 },
        ..parity()
    };
    let mut trainer = Trainer::new(job("z2", "gru", config)).unwrap();
    outcome(&mut trainer);
    let mut lengths: Vec<u64> = trainer.state().curve.iter().map(|p| p.length).collect();
    lengths.dedup();
    assert_eq!(lengths, [2, 4, 8]);
}

/// Notes how many tokens were seen after every step.
struct Tokens(Mutex<Vec<u64>>);

impl Observer for Tokens {
    fn step(&mut self, progress: &Progress) {
        self.0.lock().unwrap().push(progress.tokens);
    }
}

#[test]
fn uniform_lengths_take_every_value_of_their_range() {
    let config = TrainConfig {
        lengths: Lengths::Uniform { min: 5 },
        steps: 60,
        ..short()
    };
    let batch = config.batch as u64;
    let mut seen = Tokens(Mutex::new(vec![0]));
    let mut trainer = Trainer::new(job("s3", "gru", config)).unwrap();
    trainer.train(&pool(1), &mut seen).unwrap();
    let tokens = seen.0.into_inner().unwrap();
    let lengths: BTreeSet<u64> = tokens.windows(2).map(|w| (w[1] - w[0]) / batch).collect();
    assert_eq!(lengths, BTreeSet::from([5, 6, 7, 8]));
}

#[test]
fn a_diverging_run_says_so_with_its_step() {
    let config = TrainConfig {
        optimiser: Optimiser {
            learning_rate: 1e38,
            clip: 0.0,
            ..Optimiser::default()
        },
        schedule: Schedule::Constant { warm_up: 0 },
        ..short()
    };
    let outcome = outcome(&mut Trainer::new(job("s3", "rnn", config)).unwrap());
    assert_eq!(outcome.status, Status::Diverged);
    assert!(outcome.steps < 30);
}

#[test]
fn a_fixed_data_set_is_distinct_disjoint_and_read_whole_every_epoch() {
    let config = TrainConfig {
        data: Data::Fixed { sequences: 48 },
        length: 5,
        ..short()
    };
    let problem = job("s3", "gru", config.clone()).problem.encoded().unwrap();
    let mut source = Source::new(problem, &config, 3).unwrap();
    let words = |source: &Source, purpose, count: usize| {
        let mut words = Sequences::default();
        (0..count).for_each(|i| source.draw(purpose, i, 5, &mut words));
        let mut batch = Batch::default();
        words.batch(&Vec::from_iter(0..count), 5, &mut batch);
        let words = batch.tokens.chunks(5).map(<[u32]>::to_vec);
        words.collect::<Vec<_>>()
    };
    let mut steps = Vec::new();
    for step in 0..4 {
        source.prepare(step);
        steps.push(words(&source, Purpose::Train(step), config.batch));
    }
    let first: HashSet<_> = steps[..2].concat().into_iter().collect();
    let second: HashSet<_> = steps[2..].concat().into_iter().collect();
    assert_eq!(first.len(), 48);
    assert_eq!(first, second);
    assert_ne!(steps[0], steps[2]);
    let validation = words(&source, Purpose::Validation, config.validation);
    let validation: HashSet<_> = validation.into_iter().collect();
    assert_eq!(validation.len(), config.validation);
    assert!(validation.is_disjoint(&first));
}

#[test]
fn more_distinct_words_than_there_are_is_refused() {
    let config = TrainConfig {
        data: Data::Fixed { sequences: 60 },
        length: 2,
        ..short()
    };
    let error = Trainer::new(job("s3", "gru", config))
        .err()
        .unwrap()
        .to_string();
    assert_eq!(
        error,
        "train.data.fixed.sequences = 60 and validation = 40 ask for 100 distinct sequences of length 2, but after 36 of them 100000 more in a row brought nothing new; give fewer or longer sequences"
    );
}

#[test]
fn a_truncated_checkpoint_is_refused_by_name() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x.safetensors");
    Trainer::new(job("s3", "gru", short()))
        .unwrap()
        .save(&path)
        .unwrap();
    let bytes = std::fs::read(&path).unwrap();
    for keep in [0, 5, 100, bytes.len() - 1] {
        std::fs::write(&path, &bytes[..keep]).unwrap();
        let error = Trainer::load(&path).err().unwrap();
        assert!(matches!(error, TrainError::Checkpoint { .. }), "{error}");
        assert!(
            error
                .to_string()
                .contains("x.safetensors: not a usable checkpoint"),
            "{error}"
        );
    }
}

#[test]
fn a_beginning_of_word_token_is_not_scored() {
    let config = TrainConfig {
        bos: true,
        length: 5,
        ..short()
    };
    let problem = job("s3", "gru", config.clone()).problem.encoded().unwrap();
    let source = Source::new(problem, &config, 3).unwrap();
    let mut words = Sequences::default();
    (0..2).for_each(|i| source.draw(Purpose::Evaluation, i, 5, &mut words));
    let mut batch = Batch::default();
    words.batch(&[0, 1], words.length(0).max(words.length(1)), &mut batch);
    assert_eq!(batch.tokens.len(), 12);
    let bos = source.problem.vocabulary() as u32;
    for (i, (&token, &label)) in batch.tokens.iter().zip(&batch.labels).enumerate() {
        assert_eq!(token == bos, i % 6 == 0);
        assert_eq!(label == u32::MAX, i % 6 == 0);
    }
    let mut trainer = Trainer::new(job("s3", "gru", config)).unwrap();
    trainer.train(&pool(1), &mut Unwatched).unwrap();
    let evaluation = trainer.evaluate(&pool(1), 5, 50).unwrap();
    assert_eq!(
        (evaluation.position_correct.len(), evaluation.sequences),
        (5, 50)
    );
}

/// A job on `problem`, read so.
fn reading(problem: &str, model: &str, encoding: Encoding, supervision: Supervision) -> Job {
    let mut job = job(problem, model, short());
    job.problem.encoding = encoding;
    job.problem.supervision = supervision;
    job
}

#[test]
fn a_word_is_the_same_however_long_the_words_beside_it_are() {
    // bytes of words differ in number, so they are filled up behind their end
    for model in ["attention", "gru", "mamba", "{-}log{M-}log"] {
        let counts = |micro_batch| {
            let mut job = reading("s3", model, Encoding::Bytes, Supervision::Operation);
            job.train.micro_batch = micro_batch;
            let mut trainer = Trainer::new(job).unwrap();
            trainer.evaluate(&pool(1), 6, 64).unwrap()
        };
        assert_eq!(counts(1), counts(16), "{model}");
    }
}

#[test]
fn one_answer_a_word_is_evaluated_at_every_length_of_a_grid() {
    for supervision in [Supervision::Final, Supervision::Query] {
        for encoding in Encoding::ALL {
            let mut trainer = Trainer::new(reading("s3", "gru", encoding, supervision)).unwrap();
            trainer.train(&pool(1), &mut Unwatched).unwrap();
            let evaluation = trainer.evaluate(&pool(1), 10, 32).unwrap();
            assert_eq!(evaluation.lengths, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
            assert_eq!(evaluation.labels, [32; 10]);
            assert_eq!(evaluation.position_correct, evaluation.prefix_correct);
        }
    }
}

#[test]
fn what_is_asked_at_the_end_can_be_learned_in_every_encoding() {
    for encoding in Encoding::ALL {
        let mut job = reading("s3", "gru", encoding, Supervision::Final);
        job.problem = job.problem.with_alphabet(Alphabet::Generators).unwrap();
        job.train.length = 2;
        job.train.steps = 1500;
        job.train.optimiser.learning_rate = 5e-3;
        let mut trainer = Trainer::new(job).unwrap();
        trainer.train(&pool(2), &mut Unwatched).unwrap();
        let evaluation = trainer.evaluate(&pool(2), 2, 100).unwrap();
        assert_eq!(evaluation.prefix_correct[1], 100, "{}", encoding.name());
    }
}
