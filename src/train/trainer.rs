//! The training loop: the only one.
//!
//! ```text
//! until the last step, a stop, or a loss that is no number:
//!     gradient of the sequences of this step  ->  AdamW  ->  (validation, curriculum)  ->  (checkpoint)
//! ```

use std::path::Path;
use std::time::Instant;

use rayon::ThreadPool;

use crate::base::code::Code;
use crate::base::rng::{below, stream};
use crate::model::{Model, Sizes};
use crate::problem::Problem;
use crate::problem::features::Features;
use crate::train::batch::{Purpose, Source};
use crate::train::checkpoint::{self, Checkpoint, State};
use crate::train::config::Lengths;
use crate::train::counts::{CurvePoint, Evaluation, Outcome, Status, grid};
use crate::train::lanes::{Lanes, Work};
use crate::train::optimiser::AdamW;
use crate::train::{Job, TrainError, schedule};

/// A training at some step.
pub struct Trainer {
    job: Job,
    work: Work,
    optimiser: AdamW,
    pub(super) lanes: Lanes,
    state: State,
}

/// What an observer sees after a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Steps made.
    pub step: u64,
    /// Steps at most.
    pub steps: u64,
    /// Tokens seen.
    pub tokens: u64,
    /// Length of the sequences at this point.
    pub length: usize,
    /// Loss of the step, nats a label.
    pub loss: f64,
    /// Sequence accuracy of the last validation.
    pub accuracy: Option<f64>,
}

/// Somebody who watches a training.
pub trait Observer {
    /// Called after every step.
    fn step(&mut self, progress: &Progress);
    /// Asked after every step; true ends the call, to go on later.
    fn interrupted(&self) -> bool {
        false
    }
    /// Called when a checkpoint is due.
    fn checkpoint(&self, _trainer: &Trainer) -> Result<(), TrainError> {
        Ok(())
    }
}

/// An observer that looks away.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Observer for Unwatched {
    fn step(&mut self, _: &Progress) {}
}

impl Trainer {
    /// A training before its first step.
    pub fn new(job: Job) -> Result<Self, TrainError> {
        if let Some((_, fault)) = job.train.faults().0.into_iter().next() {
            return Err(TrainError::Value(fault));
        }
        let config = &job.train;
        let source = Source::new(job.problem.encoded()?, config, job.seed)?;
        let sizes = Sizes {
            vocabulary: source.vocabulary(),
            labels: source.problem.problem.labels().len(),
            length: source.longest(config.length),
        };
        let features = source.problem.features.as_ref().map(Features::as_table);
        let (model, params) = Model::with_features(&job.model, sizes, features, job.seed)?;
        let optimiser = AdamW::new(config.optimiser, &model.tensors, params.len());
        let work = Work {
            source,
            model,
            params,
        };
        let lanes = Lanes::new(config.lanes, config.micro_batch, &work);
        let length = match config.lengths {
            Lengths::Doubling { from, .. } => from,
            Lengths::Fixed | Lengths::Uniform { .. } => config.length,
        };
        let state = State {
            length,
            code: vec![Code::here()],
            ..State::default()
        };
        Ok(Self {
            job,
            work,
            optimiser,
            lanes,
            state,
        })
    }

    /// A training as it was when the checkpoint at `path` was written.
    pub fn load(path: &Path) -> Result<Self, TrainError> {
        Self::restore(checkpoint::open(path)?)
    }

    /// `job` as far as the checkpoint at `path` has come with it. An error if that is of a job with another id.
    pub fn resume(path: &Path, job: Job) -> Result<Self, TrainError> {
        let begun = checkpoint::open(path)?;
        if begun.job.id() != job.id() {
            let [key, there, here] = begun.job.difference(&job);
            let path = path.to_owned();
            return Err(TrainError::OtherJob {
                path,
                key,
                there,
                here,
            });
        }
        Self::restore(Checkpoint { job, ..begun })
    }

    fn restore(begun: Checkpoint) -> Result<Self, TrainError> {
        let mut trainer = Self::new(begun.job.clone())?;
        let Work { model, params, .. } = &mut trainer.work;
        begun.read(&model.tensors, params, &mut trainer.optimiser)?;
        trainer.optimiser.updates = begun.state.updates;
        trainer.state = begun.state;
        let here = Code::here();
        if trainer.state.code.last().map(|code| &code.fingerprint) != Some(&here.fingerprint) {
            trainer.state.code.push(here);
        }
        Ok(trainer)
    }

    /// Writes a checkpoint.
    pub fn save(&self, path: &Path) -> Result<(), TrainError> {
        let Work { model, params, .. } = &self.work;
        let (tensors, optimiser) = (&model.tensors, &self.optimiser);
        checkpoint::write(path, &self.job, &self.state, tensors, params, optimiser)
    }

    /// What is trained.
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// How far it has come.
    pub fn state(&self) -> &State {
        &self.state
    }

    fn problem(&self) -> &dyn Problem {
        &*self.work.source.problem.problem
    }

    /// Labels of the problem, K.
    pub fn labels(&self) -> u64 {
        self.problem().labels().len() as u64
    }

    /// Trained numbers in the model.
    pub fn parameters(&self) -> u64 {
        self.work.model.count() as u64
    }

    /// Numbers in the weight matrices that every token is multiplied by: all but biases, norms, dynamics and
    /// the embedding.
    pub fn matrix_weights(&self) -> u64 {
        let tables = ["embedding.weight", "features.weight", "positions.weight"];
        let weights = self.work.model.tensors.iter();
        let matrices = weights.filter(|t| t.decay && !tables.contains(&t.name.as_str()));
        matrices.map(|t| t.param.len() as u64).sum()
    }

    /// Trains until the job is done or the observer asks to stop; none if it does, and the training can go on from here.
    pub fn train(
        &mut self,
        pool: &ThreadPool,
        observer: &mut dyn Observer,
    ) -> Result<Option<Outcome>, TrainError> {
        let steps = self.job.train.steps;
        while self.state.outcome.is_none() {
            let start = Instant::now();
            let loss = self.step(pool);
            let outcome = match loss {
                None => Some(Status::Diverged),
                Some(_) if self.validation_is_due() && self.validate(pool) => Some(Status::Reached),
                Some(_) if self.state.step == steps => Some(Status::Finished),
                Some(_) => None,
            };
            self.state.outcome = outcome.map(|status| Outcome {
                status,
                steps: self.state.step,
                tokens: self.state.tokens,
            });
            self.state.wall_s += start.elapsed().as_secs_f64();
            observer.step(&self.progress(loss.unwrap_or(f64::NAN)));
            let every = self.job.train.checkpoint_every;
            if every > 0 && self.state.step.is_multiple_of(every) {
                observer.checkpoint(self)?;
            }
            if observer.interrupted() {
                break;
            }
        }
        Ok(self.state.outcome)
    }

    /// Counts on `count` fresh sequences of `length` operations, at every length up to it; where prefixes are no sequences
    /// of their own, or the model is as deep as the length asks, on so many of each length of a [`grid`].
    pub fn evaluate(
        &mut self,
        pool: &ThreadPool,
        length: usize,
        count: usize,
    ) -> Result<Evaluation, TrainError> {
        let start = Instant::now();
        let tokens = self.work.source.longest(length);
        if let Some(most) = self.work.model.longest()
            && tokens > most
        {
            let reason = format!(
                "is longer than the {most} positions the model has learned; give the mixer positions without a limit"
            );
            return Err(TrainError::value("length", length, reason));
        }
        let evaluation = if self.work.reads_prefixes() {
            self.counts(pool, Purpose::Evaluation, count, length)
        } else {
            let mut all = Evaluation::default();
            for length in self.lengths(length) {
                all.append(self.counts(pool, Purpose::Evaluation, count, length));
            }
            all
        };
        self.state.wall_s += start.elapsed().as_secs_f64();
        Ok(evaluation)
    }

    /// The lengths up to `longest` at which sequences are evaluated one by one: a [`grid`], or those of the sequences that
    /// are held out.
    fn lengths(&self, longest: usize) -> Vec<usize> {
        let problem = self.problem();
        if problem.held_out(longest).is_none() {
            return grid(longest);
        }
        let has_rows = |&n: &usize| problem.held_out(n).is_some_and(|rows| rows > 0);
        (1..=longest).filter(has_rows).collect()
    }

    /// Counts of `count` sequences of `length` operations, or of as many as there are.
    fn counts(
        &mut self,
        pool: &ThreadPool,
        purpose: Purpose,
        count: usize,
        length: usize,
    ) -> Evaluation {
        let held = self.problem().held_out(length);
        let count = held.map_or(count, |rows| count.min(rows.max(1)));
        self.lanes
            .evaluate(pool, &self.work, purpose, count, length)
    }

    /// One optimiser step. `None` if the loss or the gradient is no finite number; nothing is changed then.
    fn step(&mut self, pool: &ThreadPool) -> Option<f64> {
        let config = &self.job.train;
        let step = self.state.step;
        let length = match config.lengths {
            Lengths::Fixed | Lengths::Doubling { .. } => self.state.length,
            Lengths::Uniform { min } => {
                let mut rng = stream(self.job.seed, "length", step);
                min + below(&mut rng, (config.length - min) as u32 + 1) as usize
            }
        };
        self.work.source.prepare(step);
        let (lanes, work) = (&mut self.lanes, &self.work);
        let (loss, gradient, tokens) = lanes.gradient(pool, work, step, config.batch, length);
        self.state.step += 1;
        self.state.tokens += tokens as u64;
        let rate =
            config.optimiser.learning_rate * schedule::factor(config.schedule, step, config.steps);
        let (optimiser, params) = (&mut self.optimiser, &mut self.work.params);
        let norm = optimiser.step(pool, params, gradient, rate);
        self.state.updates = optimiser.updates;
        self.state.loss_sum += loss;
        self.state.loss_steps += 1;
        (loss.is_finite() && norm.is_finite()).then_some(loss)
    }

    fn validation_is_due(&self) -> bool {
        let config = &self.job.train;
        self.state.step.is_multiple_of(config.validate_every) || self.state.step == config.steps
    }

    /// Adds a point to the curve and moves the curriculum. True if the training may stop.
    fn validate(&mut self, pool: &ThreadPool) -> bool {
        let length = self.state.length;
        let count = self.job.train.validation;
        let counts = self.counts(pool, Purpose::Validation, count, length);
        let config = &self.job.train;
        let right = counts.prefix_correct.last().copied().unwrap_or(0);
        let alone = counts.labels.first().copied();
        let accuracy = right as f64 / counts.sequences as f64;
        self.state.curve.push(CurvePoint {
            step: self.state.step,
            length: length as u64,
            loss: self.state.loss_sum / self.state.loss_steps as f64,
            tokens_correct: counts.position_correct.iter().sum(),
            tokens_scored: alone.unwrap_or(counts.sequences * length as u64),
            sequences_correct: right,
            sequences_scored: counts.sequences,
        });
        self.state.loss_sum = 0.0;
        self.state.loss_steps = 0;
        if let Lengths::Doubling { at, .. } = config.lengths
            && accuracy >= at
            && length < config.length
        {
            self.state.length = (2 * length).min(config.length);
        }
        config.stop_at > 0.0 && length == config.length && accuracy >= config.stop_at
    }

    fn progress(&self, loss: f64) -> Progress {
        let state = &self.state;
        let accuracy = |p: &CurvePoint| p.sequences_correct as f64 / p.sequences_scored as f64;
        Progress {
            step: state.step,
            steps: self.job.train.steps,
            tokens: state.tokens,
            length: state.length,
            loss,
            accuracy: state.curve.last().map(accuracy),
        }
    }
}
