//! Answers: what the oracle says of every symbol of an input.
//!
//! An input is a row of symbols. One or more of them make an operation; a family says where each one ends, what the
//! answer is after it, and which symbols are questions. From this the four kinds of [`Supervision`] follow for every
//! family in the same way:
//!
//! ```text
//! prefix      every token: the answer to the operations that are complete by then
//! operation   the last token of every operation
//! final       the last token of the last operation
//! query       the last token of every question, which the input then contains
//! ```

use crate::base::named::named;

/// The label where there is no answer.
pub const UNANSWERED: u32 = u32::MAX;

/// What is known of one symbol of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer once the symbol is read, or [`UNANSWERED`].
    pub label: u32,
    /// What the symbol completes.
    pub mark: Mark,
    /// Whether what is asked for is no longer what it was before the first operation touched it: a model that has
    /// read only the beginning may still be right where it is not.
    pub changed: bool,
}

/// What a symbol completes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing: it stands before the first operation, within one, or says nothing.
    Inside,
    /// An operation.
    Operation,
    /// A question.
    Query,
}

impl Answer {
    /// The answer at a symbol that completes what `mark` says.
    pub fn at(mark: Mark, label: u32) -> Self {
        let changed = true;
        Self {
            label,
            mark,
            changed,
        }
    }

    /// The answer after an operation.
    pub fn operation(label: u32) -> Self {
        Self::at(Mark::Operation, label)
    }

    /// The answer at a symbol that completes nothing.
    pub fn inside(label: u32) -> Self {
        Self::at(Mark::Inside, label)
    }

    /// The answer to a question.
    pub fn query(label: u32) -> Self {
        Self::at(Mark::Query, label)
    }

    /// The same, of something that `changed` or not.
    pub fn when(self, changed: bool) -> Self {
        Self { changed, ..self }
    }
}

/// Answers to `length` symbols of which only the last one has `label`.
pub(super) fn at_the_end(label: u32, length: usize, answers: &mut Vec<Answer>) {
    answers.clear();
    answers.resize(length, Answer::inside(UNANSWERED));
    if let Some(last) = answers.last_mut() {
        *last = Answer::operation(label);
    }
}

named! {
    /// Where a model is asked for the answer.
    #[derive(Default)]
    pub enum Supervision {
        /// At every token.
        #[default]
        Prefix = "prefix",
        /// At the end of every operation.
        Operation = "operation",
        /// At the end of the last operation.
        Final = "final",
        /// At every question.
        Query = "query",
    }
}

impl Supervision {
    /// Whether every prefix of an input is scored as an input of its own.
    pub fn reads_prefixes(self) -> bool {
        matches!(self, Self::Prefix | Self::Operation)
    }
}
