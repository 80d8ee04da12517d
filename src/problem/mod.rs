//! Problems: what is asked, and the oracle that knows the answer.
//!
//! A problem file (`problems/NAME.toml`, [`mod@file`]) resolves to a [`ProblemConfig`], which is stored whole in
//! every record and builds the [`Problem`] without the file. Its [`Family`] says what is asked; what a model reads of an
//! input and where it is asked is the same for all of them: [`mod@encoding`], [`mod@answer`].

pub mod answer;
mod automaton;
pub mod built_in;
pub mod complexity;
pub mod encoding;
mod error;
pub mod expect;
pub mod families;
pub mod features;
pub mod file;
mod gate;
pub mod knowledge;
mod question;
mod readers;
mod script;
pub mod spelling;

use serde::{Deserialize, Serialize};

use crate::base::wrong::Wrong;
use crate::problem::answer::Supervision;
use crate::problem::encoding::{Encoded, Encoding};
use crate::problem::families::word::Alphabet;

pub use crate::problem::error::ProblemError;
pub use crate::problem::families::Family;
pub use crate::problem::file::{ProblemFile, list, load};
pub use crate::problem::readers::{Asked, Known, Problem, Written};

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
    /// What a model reads of an input.
    #[serde(default, skip_serializing_if = "is_default")]
    pub encoding: Encoding,
    /// Where a model is asked for the answer.
    #[serde(default, skip_serializing_if = "is_default")]
    pub supervision: Supervision,
}

impl ProblemConfig {
    /// A problem of `family` that is in no file, read and asked as usual.
    pub fn of(name: &str, title: &str, family: Family) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            family,
            encoding: Encoding::default(),
            supervision: Supervision::default(),
        }
    }

    /// The letters of a word problem.
    pub fn alphabet(&self) -> Option<Alphabet> {
        match &self.family {
            Family::Word(word) => Some(word.alphabet),
            _ => None,
        }
    }

    /// The same problem with other letters; the letters of a language are its own.
    pub fn with_alphabet(mut self, alphabet: Alphabet) -> Result<Self, ProblemError> {
        let Family::Word(word) = &mut self.family else {
            return Err(ProblemError::OwnLetters { name: self.name });
        };
        word.alphabet = alphabet;
        Ok(self)
    }

    /// The same, read otherwise where one of these says so.
    pub fn read_as(
        mut self,
        alphabet: Option<Alphabet>,
        encoding: Option<Encoding>,
        supervision: Option<Supervision>,
    ) -> Result<Self, ProblemError> {
        self.encoding = encoding.unwrap_or(self.encoding);
        self.supervision = supervision.unwrap_or(self.supervision);
        match alphabet {
            Some(alphabet) => self.with_alphabet(alphabet),
            None => Ok(self),
        }
    }

    /// Whether it is a word problem in its own letters.
    pub fn is_word_problem(&self) -> bool {
        matches!(self.family, Family::Word(_))
    }

    /// Builds the problem; lists the monoid. Whatever is wrong with the configuration is found here, whether it comes
    /// from a file, a record or a checkpoint.
    pub fn build(&self) -> Result<Box<dyn Problem>, ProblemError> {
        let problem = self.family.build(self.supervision == Supervision::Query);
        problem.map_err(|wrong| self.wrong(wrong))
    }

    /// Builds the problem as a model sees it.
    pub fn encoded(&self) -> Result<Encoded, ProblemError> {
        if let Family::Data(_) = self.family {
            let mut wrong = Wrong::default();
            let message =
                |key| format!("tokens and labels of a data set are given; leave `{key}` out");
            let given = !is_default(&self.encoding);
            wrong.add_if(given, "encoding", message("encoding"));
            let given = !is_default(&self.supervision);
            wrong.add_if(given, "supervision", message("supervision"));
            wrong.into_result().map_err(|wrong| self.wrong(wrong))?;
        }
        let encoded = Encoded::new(self.build()?, self.encoding, self.supervision);
        encoded.map_err(|wrong| self.wrong(wrong))
    }

    fn wrong(&self, wrong: Wrong) -> ProblemError {
        let name = self.name.clone();
        ProblemError::Wrong { name, wrong }
    }
}

/// Questions of an input at most.
const MOST_ASKS: usize = 1_000_000;

/// The number that a key has where it is left out: `#[serde(default = "number::<3, _>")]`.
fn number<const N: u8, T: From<u8>>() -> T {
    N.into()
}

/// Whether a key has the number that files and records leave out.
fn is_number<const N: u8, T: From<u8> + PartialEq>(value: &T) -> bool {
    *value == N.into()
}

/// The share that a key has where it is left out, in tenths.
fn tenths<const N: u8>() -> f64 {
    f64::from(N) / 10.0
}

/// The truth value that a key has where it is left out.
fn yes() -> bool {
    true
}

/// Whether a key has the value that files and records leave out.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
