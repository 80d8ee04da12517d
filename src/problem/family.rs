//! The families of problems: what a problem file has exactly one table of.
//!
//! A family is a configuration, which is what stands in the file and in records, and the problem that it builds
//! ([`Config`]). To add one: its module, and a line in the table at the end. Where more is written in a file than is
//! resolved, the line says from what (`from`).

use serde::{Deserialize, Serialize};

use crate::base::wrong::Wrong;
use crate::problem::Problem;
use crate::problem::answer::Supervision;
use crate::problem::encoding::Encoding;
use crate::problem::expect::Expect;
use crate::problem::file::Reading;
use crate::problem::question::Question;

/// The configuration of a family.
pub(super) trait Config {
    /// Notes everything that is wrong, each at its key in the table of the family.
    fn check(&self, wrong: &mut Wrong);
    /// Everything that is wrong; [`Config::build`] may rely on there being nothing.
    fn wrong(&self) -> Wrong {
        let mut wrong = Wrong::default();
        self.check(&mut wrong);
        wrong
    }
    /// Builds the problem; if it is `asked`, with questions in its inputs where the family has any of its own. What is
    /// wrong here is found only by doing the work, such as a monoid with too many elements.
    fn build(&self, asked: bool) -> Result<Box<dyn Problem>, Wrong>;
    /// Whether its inputs hold questions of their own when they are asked for.
    fn asks(&self) -> bool {
        false
    }
}

/// What is written of a configuration: itself, if nothing else is said.
macro_rules! text {
    ($config:ty) => {
        $config
    };
    ($config:ty, $text:ty) => {
        $text
    };
}

macro_rules! families {
    ($($(#[$doc:meta])* $name:ident: $family:ident($config:ty) $(from $text:ty)?),* $(,)?) => {
        /// The families of problems.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        #[expect(clippy::large_enum_variant, reason = "a problem has one")]
        pub enum Family {
            $($(#[$doc])* $family($config)),*
        }

        impl Family {
            fn config(&self) -> &dyn Config {
                match self {
                    $(Self::$family(config) => config),*
                }
            }
        }

        /// A problem file, as typed.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct FileText {
            pub(super) title: String,
            pub(super) source: String,
            $($name: Option<text!($config $(, $text)?)>,)*
            #[serde(default)]
            pub(super) encoding: Encoding,
            #[serde(default)]
            pub(super) supervision: Supervision,
            #[serde(default)]
            pub(super) expect: Expect,
        }

        impl FileText {
            /// Every family, with whether the file has its table.
            pub(super) fn families(&self) -> Vec<(&'static str, bool)> {
                vec![$((stringify!($name), self.$name.is_some())),*]
            }

            /// The family whose table the file has; what is wrong is added to the faults of `reading`.
            pub(super) fn family(&self, reading: &mut Reading<'_>) -> Option<Family> {
                $(if let Some(text) = &self.$name {
                    let config: $config = reading.resolve(stringify!($name), text)?;
                    return Some(Family::$family(config));
                })*
                None
            }
        }
    };
}

families! {
    /// Word problem of a finite monoid.
    word: Word(super::word::WordConfig) from super::word_file::WordText,
    /// Membership in a regular language.
    language: Language(super::language::LanguageConfig) from super::language_file::LanguageText,
    /// A data set made elsewhere.
    data: Data(super::data::DataConfig) from super::data::DataText,
    /// Chess: a board that computes in S5, or games drawn at random.
    chess: Chess(super::chess::ChessConfig),
    /// Straight-line programs.
    code: Code(super::code::config::CodeConfig),
    /// Narratives whose entities are tracked.
    entity: Entity(super::entity::EntityConfig),
    /// The value of a Boolean formula.
    formula: Formula(super::formula::FormulaConfig),
    /// The values of the gates of a circuit.
    circuit: Circuit(super::circuit::CircuitConfig),
    /// A product of matrices.
    matrix: Matrix(super::matrix::MatrixConfig),
    /// Brackets that match, nested without bound.
    dyck: Dyck(super::dyck::DyckConfig),
    /// Numbers of letters, compared.
    counting: Counting(super::counting::CountingConfig),
    /// Connectivity of graphs.
    graph: Graph(super::graph::GraphConfig),
    /// What becomes of a sequence.
    sequence: Sequence(super::sequence::SequenceConfig),
    /// What stood where something was seen before.
    recall: Recall(super::recall::RecallConfig),
}

impl Family {
    /// Builds the problem, or says all that is wrong; with questions in its inputs if it is `asked`, at the end if it has
    /// none of its own.
    pub(super) fn build(&self, asked: bool) -> Result<Box<dyn Problem>, Wrong> {
        let config = self.config();
        config.wrong().into_result()?;
        let problem = config.build(asked)?;
        Ok(if asked && !config.asks() {
            Box::new(Question::at_the_end_of(problem))
        } else {
            problem
        })
    }
}

#[cfg(test)]
mod tests;
