//! The families of problems: what a problem file has exactly one table of.
//!
//! A family is a configuration, which is what stands in the file and in records, and a [`Problem`] that it builds. To
//! add one: its module, a line in each of the three matches here, and a line in [`mod@crate::problem::file`].

use serde::{Deserialize, Serialize};

use crate::problem::chess::ChessConfig;
use crate::problem::circuit::{CircuitConfig, CircuitProblem};
use crate::problem::code::CodeProblem;
use crate::problem::code::config::CodeConfig;
use crate::problem::counting::{CountingConfig, CountingProblem};
use crate::problem::data::{DataConfig, DataProblem};
use crate::problem::dyck::{DyckConfig, DyckProblem};
use crate::problem::entity::{self, EntityConfig};
use crate::problem::formula::FormulaConfig;
use crate::problem::graph::GraphConfig;
use crate::problem::language::{LanguageConfig, LanguageProblem};
use crate::problem::matrix::{MatrixConfig, MatrixProblem};
use crate::problem::recall::RecallConfig;
use crate::problem::sequence::{SequenceConfig, SequenceProblem};
use crate::problem::word::{WordConfig, WordProblem};
use crate::problem::{Problem, ProblemError};

/// The families of problems.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Family {
    /// Word problem of a finite monoid.
    Word(WordConfig),
    /// Membership in a regular language.
    Language(LanguageConfig),
    /// Chess: a board that computes in S5, or games drawn at random.
    Chess(ChessConfig),
    /// Straight-line programs.
    Code(CodeConfig),
    /// Narratives whose entities are tracked.
    Entity(Box<EntityConfig>),
    /// The value of a Boolean formula.
    Formula(FormulaConfig),
    /// The values of the gates of a circuit.
    Circuit(CircuitConfig),
    /// A product of matrices.
    Matrix(MatrixConfig),
    /// Brackets that match, nested without bound.
    Dyck(DyckConfig),
    /// Numbers of letters, compared.
    Counting(CountingConfig),
    /// Connectivity of graphs.
    Graph(GraphConfig),
    /// What becomes of a sequence.
    Sequence(SequenceConfig),
    /// What stood where something was seen before.
    Recall(RecallConfig),
    /// A data set made elsewhere.
    Data(DataConfig),
}

impl Family {
    /// Builds the problem called `name`; with questions in its inputs if it is `asked` and has any of its own.
    pub(super) fn build(&self, name: &str, asked: bool) -> Result<Box<dyn Problem>, ProblemError> {
        Ok(match self {
            Self::Word(word) => Box::new(WordProblem::build(name, word)?),
            Self::Language(language) => Box::new(LanguageProblem::build(name, language)?),
            Self::Chess(chess) => chess.build(name, asked)?,
            Self::Code(code) => Box::new(CodeProblem::build(name, code, asked)?),
            Self::Entity(entity) => entity::build(name, entity, asked)?,
            Self::Formula(formula) => formula.build(name)?,
            Self::Circuit(circuit) => Box::new(CircuitProblem::build(name, circuit)?),
            Self::Matrix(matrix) => Box::new(MatrixProblem::build(name, matrix)?),
            Self::Dyck(dyck) => Box::new(DyckProblem::build(name, dyck)),
            Self::Counting(counting) => Box::new(CountingProblem::build(name, counting)),
            Self::Graph(graph) => graph.build(name)?,
            Self::Sequence(sequence) => Box::new(SequenceProblem::build(name, sequence, asked)?),
            Self::Recall(recall) => recall.build(name, asked)?,
            Self::Data(data) => Box::new(DataProblem::build(name, data)?),
        })
    }

    /// Whether its inputs hold questions of their own when they are asked for.
    pub(super) fn asks(&self) -> bool {
        match self {
            Self::Word(_) | Self::Language(_) | Self::Data(_) => false,
            Self::Formula(_) | Self::Circuit(_) | Self::Matrix(_) => false,
            Self::Dyck(_) | Self::Counting(_) | Self::Graph(_) => false,
            Self::Code(_) | Self::Entity(_) | Self::Sequence(_) => true,
            Self::Chess(chess) => chess.play.is_some(),
            Self::Recall(recall) => recall.asks(),
        }
    }
}

/// Refuses a configuration that no file could have; only a record changed by hand has it.
pub(super) fn sound(name: &str, wrong: Vec<(String, String)>) -> Result<(), ProblemError> {
    match wrong.into_iter().next() {
        None => Ok(()),
        Some((_, message)) => Err(ProblemError::Family {
            name: name.to_owned(),
            message,
        }),
    }
}

/// Faults as `key: message`, for the tests of families.
#[cfg(test)]
pub(super) fn told(wrong: Vec<(String, String)>) -> Vec<String> {
    let text = |(key, message)| format!("{key}: {message}");
    wrong.into_iter().map(text).collect()
}
