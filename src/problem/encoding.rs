//! Encodings: what a model reads of an input, and the labels it learns there.
//!
//! ```text
//! symbols    one token a symbol
//! words      one token a word of the text, vocabulary = the words of the family
//! bytes      one token a byte of the text
//! features   one token a symbol, which the model sees as a vector of features
//! ```
//!
//! Symbols may say more than a model is shown ([`token`](crate::problem::Written::token)): then one token stands for several of them.
//! Tokens of one symbol carry no label but the last one, which is where the symbol is complete; under
//! [`Supervision::Prefix`] the others carry the answer to what was complete before them.
//!
//! To add one: its module, which implements `Tokenise`, and a line in the table here.

use std::borrow::Cow;

use itertools::Itertools;

use crate::base::named::named;
use crate::base::rng::Stream;
use crate::base::wrong::Wrong;
use crate::problem::Problem;
use crate::problem::answer::{Answer, Mark, Supervision, UNANSWERED};
use crate::problem::features::Features;
use crate::problem::spelling::{Spelling, Text};

/// How inputs become tokens; one token a symbol, where nothing else is said.
trait Tokenise: Sync {
    /// Tokens there are.
    fn vocabulary(&self, problem: &dyn Problem) -> usize {
        problem.tokens().len()
    }
    /// The name of a token.
    fn name<'p>(&self, problem: &'p dyn Problem, token: u32) -> Cow<'p, str> {
        problem.tokens()[token as usize].as_str().into()
    }
    /// Tokens of a symbol at most.
    fn widest(&self, _: &dyn Problem) -> usize {
        1
    }
    /// Appends the tokens of `to.input`, and where those of each symbol end.
    fn tokenise(&self, problem: &dyn Problem, to: &mut Sequence) {
        let tokens = to.input.iter().map(|&symbol| problem.token(symbol));
        to.tokens.extend(tokens);
        to.ends.extend(1..=to.input.len());
    }
    /// The features of the tokens, if they have any.
    fn features(&self, _: &dyn Problem) -> Option<Features> {
        None
    }
}

/// [`Tokenise::tokenise`] of a text, piece by piece.
fn by_pieces(
    problem: &dyn Problem,
    to: &mut Sequence,
    append: impl Fn(&Spelling, u32, &mut Vec<u32>),
) {
    write(problem, to);
    let mut start = 0;
    for &end in &to.text.ends {
        for &piece in &to.text.pieces[start..end] {
            append(problem.spelling(), piece, &mut to.tokens);
        }
        start = end;
        to.ends.push(to.tokens.len());
    }
}

/// Writes `to.input` as text.
fn write(problem: &dyn Problem, to: &mut Sequence) {
    to.text.clear();
    problem.spell(&to.input, &mut to.text);
    debug_assert_eq!(to.text.ends.len(), to.input.len(), "one end a symbol");
}

macro_rules! encodings {
    ($($(#[$doc:meta])* $encoding:ident = $name:literal by $module:ident),* $(,)?) => {
        $(mod $module;)*

        named! {
            /// What a token is.
            #[derive(Default)]
            pub enum Encoding {
                $($(#[$doc])* $encoding = $name),*
            }
        }

        impl Encoding {
            fn tokens(self) -> &'static dyn Tokenise {
                match self {
                    $(Self::$encoding => &$module::$encoding),*
                }
            }
        }
    };
}

encodings! {
    /// A symbol.
    #[default]
    Symbols = "symbols" by symbols,
    /// A word of the text.
    Words = "words" by words,
    /// A byte of the text.
    Bytes = "bytes" by bytes,
    /// A symbol, as its features.
    Features = "features" by features,
}

/// The token before the first, where training asks for one. No symbol and no word may be called so.
pub const BEGIN: &str = "<bos>";

/// A problem as a model sees it.
pub struct Encoded {
    /// The problem.
    pub problem: Box<dyn Problem>,
    /// What a token is.
    pub encoding: Encoding,
    /// Where it is asked.
    pub supervision: Supervision,
    /// The features of the tokens, where the encoding has any.
    pub features: Option<Features>,
}

/// One input as a model sees it. A buffer: [`Encoded::draw`] and [`Encoded::read`] overwrite it.
#[derive(Clone, Debug, Default)]
pub struct Sequence {
    /// The symbols.
    pub input: Vec<u32>,
    /// What the oracle says of them.
    pub answers: Vec<Answer>,
    /// The text, where tokens are made of it or it was asked for; otherwise none.
    pub text: Text,
    /// Tokens.
    pub tokens: Vec<u32>,
    /// Where the tokens of each symbol end.
    pub ends: Vec<usize>,
    /// The label under every token, or [`UNANSWERED`].
    pub labels: Vec<u32>,
    /// The symbols at whose end there is a label, in order.
    pub asked: Vec<usize>,
    /// Of each of them, whether what its label says has changed since the beginning.
    pub changed: Vec<bool>,
}

/// Which labels are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Those that training learns from.
    Learned,
    /// Those that are scored: one for each operation or question.
    Scored,
}

impl Encoded {
    /// `problem` in an encoding, asked as `supervision` says.
    pub(super) fn new(
        problem: Box<dyn Problem>,
        encoding: Encoding,
        supervision: Supervision,
    ) -> Result<Self, Wrong> {
        let begins = |text: &String| text == BEGIN;
        for (what, taken) in [
            ("symbol", problem.alphabet().iter().any(begins)),
            ("symbol", problem.tokens().iter().any(begins)),
            ("word", problem.spelling().words().iter().any(begins)),
        ] {
            if taken {
                return Err(Wrong::whole(format!(
                    "the {what} `{BEGIN}` has the name of a special token; call it something else"
                )));
            }
        }
        if let Some(twice) = problem.alphabet().iter().duplicates().next() {
            return Err(Wrong::whole(format!(
                "two symbols are called `{twice}`; give them different names"
            )));
        }
        Ok(Self {
            features: encoding.tokens().features(&*problem),
            problem,
            encoding,
            supervision,
        })
    }

    /// Tokens there are.
    pub fn vocabulary(&self) -> usize {
        self.encoding.tokens().vocabulary(&*self.problem)
    }

    /// The name of a token; of a byte, its number.
    pub fn token(&self, token: u32) -> Cow<'_, str> {
        self.encoding.tokens().name(&*self.problem, token)
    }

    /// Tokens of an input of `length` operations at most.
    pub fn longest(&self, length: usize) -> usize {
        self.problem.longest(length) * self.encoding.tokens().widest(&*self.problem)
    }

    /// Whether one input is scored at every length up to its own.
    pub fn reads_prefixes(&self) -> bool {
        self.supervision.reads_prefixes() && self.problem.streams()
    }

    /// Draws an input of `length` operations from `rng` and reads it: one to learn from, or input `index` of those that
    /// are held out.
    pub fn draw(
        &self,
        rng: &mut Stream,
        index: usize,
        length: usize,
        wanted: Wanted,
        to: &mut Sequence,
    ) {
        let (problem, input) = (&self.problem, &mut to.input);
        input.clear();
        match wanted {
            Wanted::Learned => problem.draw(rng, length, input),
            Wanted::Scored => problem.draw_held_out(rng, index, length, input),
        }
        self.read(wanted, to);
    }

    /// Answers and encodes `to.input`.
    pub fn read(&self, wanted: Wanted, to: &mut Sequence) {
        self.problem.solve(&to.input, &mut to.answers);
        debug_assert_eq!(to.answers.len(), to.input.len(), "one answer a symbol");
        to.tokens.clear();
        to.ends.clear();
        self.encoding.tokens().tokenise(&*self.problem, to);
        self.label(wanted, to);
        debug_assert_eq!(to.tokens.len(), to.labels.len(), "one label a token");
    }

    /// Writes `to.input` as text.
    pub fn write(&self, to: &mut Sequence) {
        write(&*self.problem, to);
    }

    /// The labels of all tokens, and which symbols have one at their end.
    fn label(&self, wanted: Wanted, to: &mut Sequence) {
        to.labels.clear();
        to.asked.clear();
        to.changed.clear();
        let last_operation = to.answers.iter().rposition(|a| a.mark == Mark::Operation);
        let inside = wanted == Wanted::Learned && self.supervision == Supervision::Prefix;
        let mut before = self.problem.initial();
        for (i, (answer, &end)) in to.answers.iter().zip(&to.ends).enumerate() {
            let asked = match self.supervision {
                Supervision::Prefix => inside || answer.mark == Mark::Operation,
                Supervision::Operation => answer.mark == Mark::Operation,
                Supervision::Final => Some(i) == last_operation,
                Supervision::Query => answer.mark == Mark::Query,
            };
            let seen = end > to.labels.len();
            if seen {
                let waiting = if inside { before } else { UNANSWERED };
                to.labels.resize(end - 1, waiting);
                to.labels
                    .push(if asked { answer.label } else { UNANSWERED });
            }
            if asked && answer.label != UNANSWERED {
                debug_assert!(seen, "a symbol with an answer has a token");
                to.asked.push(i);
                to.changed.push(answer.changed);
            }
            before = answer.label;
        }
    }
}

#[cfg(test)]
mod tests;
