//! The record of one finished run: raw counts and everything needed to repeat it.
//!
//! A record holds counts (correct, scored), never rates; rates, intervals and depths are made of them in
//! `analysis`. It also holds its whole resolved configuration, so that it can be run again from itself.
//! Only [`Machine`] depends on where and when it ran; everything else is the same to the bit for any
//! number of threads and any interruption.

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::experiment::run::Run;
use crate::train::TrainError;
use crate::train::batch::{Purpose, Sequences, Source};
use crate::train::config::{Data, TrainConfig};
pub use crate::train::counts::{CurvePoint, Evaluation, Outcome, Status};

/// The version of the record format; a reader refuses any other.
pub const FORMAT: u32 = 2;

/// One finished run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// [`FORMAT`] when it was written.
    pub format: u32,
    /// [`Run::id`].
    pub id: String,
    /// What was run.
    pub run: Run,
    /// Labels of the problem, K: a guess is right once in K.
    pub labels: u64,
    /// Trained numbers in the model.
    pub parameters: u64,
    /// How training ended.
    pub outcome: Outcome,
    /// Loss and accuracy while it trained.
    pub curve: Vec<CurvePoint>,
    /// Counts on fresh sequences after training; absent if training diverged.
    pub evaluation: Option<Evaluation>,
    /// Where and how long it ran: the one part that may differ between two runs of the same configuration.
    pub machine: Machine,
    /// The code that made it, in this order; more than one if it was interrupted and the program changed.
    pub code: Vec<Code>,
}

impl Record {
    /// Whether the code of this program alone made it.
    pub fn is_of_this_code(&self) -> bool {
        !self.code.is_empty() && self.code.iter().all(Code::is_here)
    }

    /// Layers at each length up to `longest`, place 0 being length 1: as many as the longest of the sequences that it was
    /// evaluated on runs through. Where their number depends on the tokens, the sequences are drawn again; 0 stands
    /// where there are none, or where they run through no layer.
    pub fn layers(&self, longest: usize) -> Result<Vec<usize>, TrainError> {
        let count = self.run.model.layer_count();
        if !count.is_logarithmic() {
            return Ok(vec![count.at(1); longest]);
        }
        let train = TrainConfig {
            data: Data::Online,
            ..self.run.train.clone()
        };
        let source = Source::new(self.run.problem.encoded()?, &train, self.run.seed)?;
        let (mut drawn, evaluation) = (Sequences::default(), self.evaluation.as_ref());
        let mut layers = vec![0; longest];
        for (layers, n) in layers.iter_mut().zip(1..) {
            if evaluation.is_some_and(|e| e.place(n).is_none()) {
                continue;
            }
            let held = source.problem.problem.held_out(n);
            let sequences = held.unwrap_or(train.evaluation).min(train.evaluation);
            drawn.clear();
            (0..sequences).for_each(|i| source.draw(Purpose::Evaluation, i, n, &mut drawn));
            let tokens = (0..sequences).map(|i| drawn.length(i)).max();
            *layers = tokens.map_or(0, |tokens| count.at(tokens));
        }
        Ok(layers)
    }

    /// Whether it is evaluated on sequences of each length by themselves, and not at every prefix of the same.
    pub fn is_alone(&self) -> bool {
        let evaluation = self.evaluation.as_ref();
        evaluation.is_some_and(|e| !e.lengths.is_empty())
    }

    /// Whether it is evaluated as `run` asks, which is not part of the id.
    pub fn is_evaluated_as(&self, run: &Run) -> bool {
        self.evaluation.is_none() || self.run.train.evaluation == run.train.evaluation
    }
}

/// Where and how long a run ran. Not part of the result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// Instruction set of the element-wise kernels: `scalar`, `v3` (AVX2) or `v4` (AVX-512).
    pub simd: String,
    /// Threads of the pool.
    pub threads: usize,
    /// Wall time spent training and evaluating, summed over interruptions.
    pub wall_s: f64,
    /// Version of this program.
    pub version: String,
}
