//! Problems: what is asked, and the oracle that knows the answer.
//!
//! A problem file (`problems/NAME.toml`, [`mod@file`]) resolves to a [`ProblemConfig`], which is stored whole in
//! every record and builds the [`Problem`] without the file. Families: [`mod@word`], [`mod@language`].

pub mod built_in;
pub mod expect;
pub mod file;
pub mod language;
mod language_file;
pub mod word;
mod word_file;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::algebra::AlgebraError;
use crate::algebra::automaton::AutomatonError;
use crate::algebra::automaton::syntactic::Syntactic;
use crate::algebra::monoid::Monoid;
use crate::base::faults::Faults;
use crate::base::rng::Stream;
use crate::problem::language::{LanguageConfig, LanguageProblem};
use crate::problem::word::{Alphabet, WordConfig, WordProblem};

pub use crate::problem::file::{ProblemFile, list, load};

/// A problem as written in `problems/NAME.toml`, resolved: needs no file any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemConfig {
    /// Name: the stem of the file.
    pub name: String,
    /// One line for tables and figures.
    pub title: String,
    /// What kind of problem, with everything it needs.
    pub family: Family,
}

/// The families of problems.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Family {
    /// Word problem of a finite monoid.
    Word(WordConfig),
    /// Membership in a regular language.
    Language(LanguageConfig),
}

impl ProblemConfig {
    /// The same problem with other letters; the letters of a language are its own.
    pub fn with_alphabet(mut self, alphabet: Alphabet) -> Result<Self, ProblemError> {
        match &mut self.family {
            Family::Word(word) => word.alphabet = alphabet,
            Family::Language(_) => return Err(ProblemError::OwnLetters { name: self.name }),
        }
        Ok(self)
    }

    /// Builds the problem; lists the monoid.
    pub fn build(&self) -> Result<Box<dyn Problem>, ProblemError> {
        Ok(match &self.family {
            Family::Word(word) => Box::new(WordProblem::build(&self.name, word)?),
            Family::Language(language) => Box::new(LanguageProblem::build(&self.name, language)?),
        })
    }
}

/// A state-tracking problem: words over an alphabet, one label at every position.
pub trait Problem: Send + Sync {
    /// Its name.
    fn name(&self) -> &str;
    /// The input letters; token `i` is `alphabet()[i]`.
    fn alphabet(&self) -> &[String];
    /// The labels; label `k` is `labels()[k]`.
    fn labels(&self) -> &[String];
    /// Draws a word of `word.len()` tokens. The answer is not made with it: only [`Problem::solve`] knows it.
    fn draw(&self, rng: &mut Stream, word: &mut [u32]);
    /// The oracle: the label at every position of `word`. Pure.
    fn solve(&self, word: &[u32], answer: &mut [u32]);
    /// The finite monoid behind it, if there is one.
    fn monoid(&self) -> Option<&Monoid>;
    /// The element of the monoid that each letter is; none if there is no monoid.
    fn letters(&self) -> &[u32];
    /// The language that is asked for, if it is one; its monoid is [`Problem::monoid`].
    fn language(&self) -> Option<&Syntactic> {
        None
    }
}

/// Why a problem could not be found, read or built.
#[derive(Debug, thiserror::Error)]
pub enum ProblemError {
    /// No file and no built-in problem of that name.
    #[error("there is no problem `{name}`{} (`barrington list` names the {} there are; or write {})", hint(.near), .known, .file.display())]
    Unknown {
        /// The name asked for.
        name: String,
        /// The nearest known name.
        near: Option<String>,
        /// How many there are.
        known: usize,
        /// The file that would be read.
        file: PathBuf,
    },
    /// A name that could not be a file's.
    #[error(
        "`{name}` is not the name of a problem; give the stem of a file, such as `a5`, without directory or `.toml`"
    )]
    NotAName {
        /// The name asked for.
        name: String,
    },
    /// The file system refused.
    #[error("{}: {source}; check that it exists and may be read", path.display())]
    Read {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is wrong.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// The generators are wrong together.
    #[error("problem `{name}`: {source}")]
    Algebra {
        /// The problem.
        name: String,
        /// What is wrong.
        source: AlgebraError,
    },
    /// An automaton that is none; only a record changed by hand has one.
    #[error("problem `{name}`: {source}")]
    Automaton {
        /// The problem.
        name: String,
        /// What is wrong.
        source: AutomatonError,
    },
    /// Another alphabet for a problem that has only one.
    #[error("problem `{name}` is a language, whose letters are its own; leave `alphabet` out")]
    OwnLetters {
        /// The problem.
        name: String,
    },
    /// Too many letters for the number of labels.
    #[error(
        "problem `{name}`: {labels} elements with {letters} letters need a table of more than {limit} entries; use `alphabet = \"generators\"`"
    )]
    TableTooLarge {
        /// The problem.
        name: String,
        /// Elements of the monoid.
        labels: usize,
        /// Letters of the alphabet.
        letters: usize,
        /// Entries allowed.
        limit: usize,
    },
}

fn hint(near: &Option<String>) -> String {
    near.as_ref()
        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}
