//! Encodings: what a model reads of an input, and the labels it learns there.
//!
//! ```text
//! symbols    one token a symbol
//! words      one token a word of the text, vocabulary = the words of the family
//! bytes      one token a byte of the text: UTF-8, vocabulary 256, no tokenizer
//! features   one token a symbol, which the model sees as a vector of features
//! ```
//!
//! Symbols may say more than a model is shown ([`token`](crate::problem::Written::token)): then one token stands for several of them.
//! Tokens of one symbol carry no label but the last one, which is where the symbol is complete; under
//! [`Supervision::Prefix`] the others carry the answer to what was complete before them.
//!
//! Source of bytes: J. Wang, T. Gangavarapu, J. N. Yan, A. M. Rush, "MambaByte" (2024), arXiv:2401.13660.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::base::named::named;
use crate::base::rng::Stream;
use crate::base::wrong::Wrong;
use crate::problem::Problem;
use crate::problem::answer::{Answer, Mark, Supervision, UNANSWERED};
use crate::problem::features::Features;
use crate::problem::spelling::Text;

named! {
    /// What a token is.
    #[derive(Default)]
    pub enum Encoding {
        /// A symbol.
        #[default]
        Symbols = "symbols",
        /// A word of the text.
        Words = "words",
        /// A byte of the text.
        Bytes = "bytes",
        /// A symbol, as its features.
        Features = "features",
    }
}

impl Encoding {
    /// Whether tokens are made of the text.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Words | Self::Bytes)
    }
}

/// The token before the first, where training asks for one. No symbol and no word may be called so.
pub const BEGIN: &str = "<bos>";

/// A problem as a model sees it.
pub struct Encoded {
    problem: Box<dyn Problem>,
    encoding: Encoding,
    supervision: Supervision,
    /// Tokens of a symbol at most.
    widest: usize,
    features: Option<Features>,
}

/// One input as a model sees it. A buffer: [`Encoded::draw`] and [`Encoded::read`] overwrite it.
#[derive(Clone, Debug, Default)]
pub struct Sequence {
    /// The symbols.
    pub input: Vec<u32>,
    /// What the oracle says of them.
    pub answers: Vec<Answer>,
    /// The text, where the encoding needs it.
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
        for (what, texts) in [
            ("symbol", problem.alphabet()),
            ("symbol", problem.tokens()),
            ("word", problem.spelling().words()),
        ] {
            if texts.iter().any(|text| text == BEGIN) {
                return Err(Wrong::whole(format!(
                    "the {what} `{BEGIN}` has the name of a special token; call it something else"
                )));
            }
        }
        let mut names = BTreeSet::new();
        if let Some(twice) = problem.alphabet().iter().find(|name| !names.insert(*name)) {
            return Err(Wrong::whole(format!(
                "two symbols are called `{twice}`; give them different names"
            )));
        }
        let spelling = problem.spelling();
        let longest = spelling.pieces().iter().map(String::len).max();
        Ok(Self {
            widest: match encoding {
                Encoding::Symbols | Encoding::Features => 1,
                Encoding::Words => spelling.widest(),
                Encoding::Bytes => spelling.widest() * longest.unwrap_or(0),
            },
            features: (encoding == Encoding::Features).then(|| problem.features()),
            problem,
            encoding,
            supervision,
        })
    }

    /// The problem.
    pub fn problem(&self) -> &dyn Problem {
        &*self.problem
    }

    /// What a token is.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Where it is asked.
    pub fn supervision(&self) -> Supervision {
        self.supervision
    }

    /// The names of the tokens, where they have any: a byte is a number.
    fn names(&self) -> Option<&[String]> {
        match self.encoding {
            Encoding::Symbols | Encoding::Features => Some(self.problem.tokens()),
            Encoding::Words => Some(self.problem.spelling().words()),
            Encoding::Bytes => None,
        }
    }

    /// Tokens there are.
    pub fn vocabulary(&self) -> usize {
        self.names().map_or(256, <[String]>::len)
    }

    /// The name of a token; of a byte, its number.
    pub fn token(&self, token: u32) -> Cow<'_, str> {
        match self.names() {
            Some(names) => names[token as usize].as_str().into(),
            None => token.to_string().into(),
        }
    }

    /// The features of the tokens, where the encoding has any.
    pub fn features(&self) -> Option<&Features> {
        self.features.as_ref()
    }

    /// Tokens of an input of `length` operations at most.
    pub fn longest(&self, length: usize) -> usize {
        self.problem.longest(length) * self.widest
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
        self.tokenise(to);
        self.label(wanted, to);
        debug_assert_eq!(to.tokens.len(), to.labels.len(), "one label a token");
    }

    /// Appends the tokens of `to.input`, and where those of each symbol end.
    fn tokenise(&self, to: &mut Sequence) {
        if !self.encoding.is_text() {
            let tokens = to.input.iter().map(|&symbol| self.problem.token(symbol));
            to.tokens.extend(tokens);
            to.ends.extend(1..=to.input.len());
            return;
        }
        self.write(to);
        let spelling = self.problem.spelling();
        let mut start = 0;
        for &end in &to.text.ends {
            for &piece in &to.text.pieces[start..end] {
                if self.encoding == Encoding::Words {
                    to.tokens.extend(spelling.word(piece));
                } else {
                    to.tokens
                        .extend(spelling.text(piece).bytes().map(u32::from));
                }
            }
            start = end;
            to.ends.push(to.tokens.len());
        }
    }

    /// Writes `to.input` as text.
    pub fn write(&self, to: &mut Sequence) {
        to.text.clear();
        self.problem.spell(&to.input, &mut to.text);
        debug_assert_eq!(to.text.ends.len(), to.input.len(), "one end a symbol");
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
