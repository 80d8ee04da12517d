//! The families of problems: what a problem file has exactly one table of.
//!
//! A family is a configuration, which is what stands in the file and in records, and the problem that it builds
//! (`Config`). To add one: a file or folder beside this one, and a line in the table. Where more is written in a file than is
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
    ($($module:ident :: $config:ident = $family:ident $(from $text:ident)?),* $(,)?) => {
        $(pub mod $module;)*

        /// The families of problems.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        #[expect(missing_docs, reason = "each variant is documented where it is defined")]
        #[expect(clippy::large_enum_variant, reason = "a problem has one")]
        pub enum Family {
            $($family($module::$config)),*
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
            $($module: Option<text!($module::$config $(, $module::$text)?)>,)*
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
                vec![$((stringify!($module), self.$module.is_some())),*]
            }

            /// The family whose table the file has; what is wrong is added to the faults of `reading`.
            pub(super) fn family(&self, reading: &mut Reading<'_>) -> Option<Family> {
                $(if let Some(text) = &self.$module {
                    let config: $module::$config = reading.resolve(stringify!($module), text)?;
                    return Some(Family::$family(config));
                })*
                None
            }
        }
    };
}

families! {
    word::WordConfig = Word from WordText,
    language::LanguageConfig = Language from LanguageText,
    data::DataConfig = Data from DataText,
    chess::ChessConfig = Chess,
    code::CodeConfig = Code,
    entity::EntityConfig = Entity,
    formula::FormulaConfig = Formula,
    circuit::CircuitConfig = Circuit,
    matrix::MatrixConfig = Matrix,
    dyck::DyckConfig = Dyck,
    counting::CountingConfig = Counting,
    graph::GraphConfig = Graph,
    sequence::SequenceConfig = Sequence,
    recall::RecallConfig = Recall,
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
