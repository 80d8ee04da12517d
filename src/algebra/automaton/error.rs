//! What can be wrong with an automaton or a regular expression, each in one sentence with its remedy.

use crate::algebra::automaton::regex::LENGTH;

/// Why an automaton could not be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AutomatonError {
    /// No letters.
    #[error("the alphabet is empty; give at least one letter")]
    NoLetters,
    /// A letter that could not be told apart in a word.
    #[error("`{0}` cannot be a letter; use a name that is not empty and has no space in it")]
    NotALetter(String),
    /// A letter twice.
    #[error("the letter `{0}` is given twice; remove one")]
    RepeatedLetter(String),
    /// No states.
    #[error("an automaton needs a state to start in; give at least one state")]
    NoStates,
    /// A start state or transitions that do not fit the states and letters: what is said of them.
    #[error("{0}")]
    Table(String),
    /// A regular expression that cannot be read.
    #[error("`{text}` is not a regular expression at character {position}: {problem}")]
    NotARegex {
        /// The expression.
        text: String,
        /// Where, from 1.
        position: usize,
        /// What is wrong there and what to do about it.
        problem: String,
    },
    /// A regular expression without letters.
    #[error("`{0}` names no letter; give the alphabet beside it")]
    NoAlphabet(String),
    /// A regular expression that is too long with its repetitions written out.
    #[error(
        "`{0}` has more than {LENGTH} symbols with its repetitions written out; use smaller counts"
    )]
    TooLong(String),
    /// A regular expression with too many derivatives.
    #[error(
        "`{text}` needs more than {limit} states (stopped after finding {found}); raise the limit if you meant it, or write the language more simply"
    )]
    TooManyStates {
        /// The expression.
        text: String,
        /// States allowed.
        limit: usize,
        /// States found when it stopped.
        found: usize,
    },
    /// A regular expression whose derivatives are too large.
    #[error(
        "the derivatives of `{text}` are too large to be computed (stopped after finding {found} states); write the language more simply"
    )]
    TooLarge {
        /// The expression.
        text: String,
        /// States found when it stopped.
        found: usize,
    },
    /// A modulus whose digits are no letters.
    #[error("the modulus {0} is not between 2 and 10, so that each digit is a letter; correct it")]
    Modulus(u32),
    /// A value that no expression has.
    #[error("the value {value} does not occur modulo {modulus}; give one from 0 to {}", modulus - 1)]
    Value {
        /// The value.
        value: u32,
        /// The modulus.
        modulus: u32,
    },
}
