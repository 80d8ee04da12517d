//! Problems: what is asked, and the oracle that knows the answer.
//!
//! A problem file (`problems/NAME.toml`, [`mod@file`]) resolves to a [`ProblemConfig`], which is stored whole in
//! every record and builds the [`Problem`] without the file. Its [`Family`] says what is asked; what a model reads of an
//! input and where it is asked is the same for all of them: [`mod@encoding`], [`mod@answer`].

/// What a family keeps under the names that [`Problem`] has for it.
macro_rules! described {
    () => {
        fn name(&self) -> &str {
            &self.name
        }

        fn alphabet(&self) -> &[String] {
            &self.alphabet
        }

        fn labels(&self) -> &[String] {
            &self.labels
        }

        fn spelling(&self) -> &crate::problem::spelling::Spelling {
            &self.spelling
        }
    };
}

pub mod answer;
mod asked;
pub mod built_in;
pub mod chess;
pub mod circuit;
pub mod code;
pub mod complexity;
pub mod counting;
pub mod data;
mod data_file;
pub mod dyck;
pub mod encoding;
pub mod entity;
pub mod expect;
mod family;
pub mod features;
pub mod file;
pub mod formula;
mod gate;
pub mod graph;
pub mod language;
mod language_file;
pub mod matrix;
pub mod recall;
pub mod sequence;
pub mod spelling;
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
use crate::problem::answer::{Answer, Supervision};
use crate::problem::asked::Asked;
use crate::problem::complexity::Complexity;
use crate::problem::data_file::DataFault;
use crate::problem::encoding::{Encoded, Encoding};
use crate::problem::features::Features;
use crate::problem::spelling::{Spelling, Text};
use crate::problem::word::Alphabet;

pub use crate::problem::family::Family;
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
    /// What a model reads of an input.
    #[serde(default, skip_serializing_if = "Encoding::is_default")]
    pub encoding: Encoding,
    /// Where a model is asked for the answer.
    #[serde(default, skip_serializing_if = "Supervision::is_default")]
    pub supervision: Supervision,
}

impl ProblemConfig {
    /// The same problem with other letters; the letters of a language are its own.
    pub fn with_alphabet(mut self, alphabet: Alphabet) -> Result<Self, ProblemError> {
        let Family::Word(word) = &mut self.family else {
            return Err(ProblemError::OwnLetters { name: self.name });
        };
        word.alphabet = alphabet;
        Ok(self)
    }

    /// Whether it is a word problem told in its own letters.
    pub fn is_word_problem(&self) -> bool {
        matches!(self.family, Family::Word(_))
    }

    /// Builds the problem; lists the monoid.
    pub fn build(&self) -> Result<Box<dyn Problem>, ProblemError> {
        let asked = self.supervision == Supervision::Query;
        let problem = self.family.build(&self.name, asked)?;
        Ok(if asked && !self.family.asks() {
            Box::new(Asked::new(problem))
        } else {
            problem
        })
    }

    /// Builds the problem as a model sees it.
    pub fn encoded(&self) -> Result<Encoded, ProblemError> {
        if let Family::Data(_) = self.family {
            let asked = [
                ("encoding", !self.encoding.is_default()),
                ("supervision", !self.supervision.is_default()),
            ];
            if let Some((key, _)) = asked.into_iter().find(|(_, asked)| *asked) {
                let name = self.name.clone();
                return Err(ProblemError::Given { name, key });
            }
        }
        Encoded::new(self.build()?, self.encoding, self.supervision)
    }
}

/// A problem: inputs of any length, written in symbols, and the oracle that answers them.
///
/// The length of an input is the number of its operations; an operation is one symbol or more, and other symbols may
/// stand before and between operations.
pub trait Problem: Send + Sync {
    /// Its name.
    fn name(&self) -> &str;
    /// The symbols of inputs: symbol `i` is called `alphabet()[i]`. Names differ.
    fn alphabet(&self) -> &[String];
    /// The labels; label `k` is `labels()[k]`.
    fn labels(&self) -> &[String];
    /// Appends an input of `length` operations. The answer is not made with it: only [`Problem::solve`] knows it.
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>);
    /// How many inputs of `length` operations are held out for validation and evaluation; none where inputs are drawn
    /// without end, so that nothing need be held out.
    fn held_out(&self, _length: usize) -> Option<usize> {
        None
    }
    /// Appends input `index` of those for validation and evaluation.
    fn draw_held_out(&self, rng: &mut Stream, _index: usize, length: usize, input: &mut Vec<u32>) {
        self.draw(rng, length, input);
    }
    /// The oracle: clears `answers` and gives one for every symbol of `input`. Pure.
    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>);
    /// Symbols of an input of `length` operations at most.
    fn longest(&self, length: usize) -> usize {
        length
    }
    /// How symbols are written.
    fn spelling(&self) -> &Spelling;
    /// Appends the text of `input`, some pieces of [`Problem::spelling`] for each symbol and at least one word for
    /// each that has an answer.
    fn spell(&self, input: &[u32], text: &mut Text) {
        self.spelling().spell(input, text);
    }
    /// What a model reads of `symbol` where it reads symbols: symbols may say more than is shown, so that the oracle
    /// needs nothing else.
    fn token(&self, symbol: u32) -> u32 {
        symbol
    }
    /// What there is to read: token `t` is called `tokens()[t]`. Names differ.
    fn tokens(&self) -> &[String] {
        self.alphabet()
    }
    /// What tokens share, as numbers.
    fn features(&self) -> Features {
        Features::one_hot(self.tokens())
    }
    /// The answer before any symbol is read, or [`answer::UNANSWERED`].
    fn initial(&self) -> u32 {
        answer::UNANSWERED
    }
    /// Whether the answers at the operations of an input are those of shorter inputs, so that one input is scored at
    /// every length up to its own.
    fn streams(&self) -> bool {
        true
    }
    /// The finite monoid of its operations, if there is one.
    fn monoid(&self) -> Option<&Monoid> {
        None
    }
    /// The element of the monoid that each operation is, in the order of the alphabet if operations are symbols; none
    /// if there is no monoid.
    fn letters(&self) -> &[u32] {
        &[]
    }
    /// The language that is asked for, if it is one; its monoid is [`Problem::monoid`].
    fn language(&self) -> Option<&Syntactic> {
        None
    }
    /// The class it is known to be in, where no monoid says it.
    fn complexity(&self) -> Option<Complexity> {
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
    /// A data set that cannot be used.
    #[error("problem `{name}`: {fault}")]
    Data {
        /// The problem.
        name: String,
        /// What is wrong.
        fault: DataFault,
    },
    /// A data set read otherwise than it is.
    #[error("problem `{name}` is a data set, whose tokens and labels are given; leave `{key}` out")]
    Given {
        /// The problem.
        name: String,
        /// The key that asks for something else.
        key: &'static str,
    },
    /// A family's table that is wrong; only a record changed by hand has one.
    #[error("problem `{name}`: {message}")]
    Family {
        /// The problem.
        name: String,
        /// What is wrong.
        message: String,
    },
    /// Another alphabet for a problem that has only one.
    #[error("problem `{name}` has letters of its own; leave `alphabet` out")]
    OwnLetters {
        /// The problem.
        name: String,
    },
    /// A symbol or word that has the name of a special token.
    #[error(
        "problem `{name}`: the {what} `{text}` has the name of a special token; call it something else"
    )]
    SpecialToken {
        /// The problem.
        name: String,
        /// Symbol or word.
        what: &'static str,
        /// Its text.
        text: String,
    },
    /// Two symbols of one name.
    #[error("problem `{name}`: two symbols are called `{text}`; give them different names")]
    SameSymbol {
        /// The problem.
        name: String,
        /// The name.
        text: String,
    },
    /// A tracked point that is none of the points.
    #[error(
        "problem `{name}`: `track` = {point} is none of the {points} points; give one from 1 to {points}"
    )]
    NoSuchPoint {
        /// The problem.
        name: String,
        /// The point asked for.
        point: u16,
        /// How many there are.
        points: usize,
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
