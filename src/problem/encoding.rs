//! Encodings: what a model reads of an input, and the labels it learns there.
//!
//! ```text
//! symbols    one token a symbol
//! words      one token a word of the text, vocabulary = the words of the family
//! bytes      one token a byte of the text (UTF-8, vocabulary 256, no tokenizer, as MambaByte)
//! features   one token a symbol, which the model sees as a vector of features
//! ```
//!
//! Symbols may say more than a model is shown ([`Problem::token`]): then one token stands for several of them.
//! Tokens of one symbol carry no label but the last one, which is where the symbol is complete; under
//! [`Supervision::Prefix`] the others carry the answer to what was complete before them.
//! Source of the bytes: J. Wang, T. Gangavarapu, J. N. Yan, A. M. Rush, "MambaByte" (2024), arXiv:2401.13660.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::base::rng::Stream;
use crate::problem::answer::{Answer, Mark, Supervision, UNANSWERED};
use crate::problem::features::Features;
use crate::problem::spelling::{NO_WORD, Text};
use crate::problem::{Problem, ProblemError};

/// What a token is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// A symbol.
    #[default]
    Symbols,
    /// A word of the text.
    Words,
    /// A byte of the text.
    Bytes,
    /// A symbol, as its features.
    Features,
}

impl Encoding {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::Symbols, Self::Words, Self::Bytes, Self::Features];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Symbols => "symbols",
            Self::Words => "words",
            Self::Bytes => "bytes",
            Self::Features => "features",
        }
    }

    /// Whether it is the default, which files leave out.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
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
    pub fn new(
        problem: Box<dyn Problem>,
        encoding: Encoding,
        supervision: Supervision,
    ) -> Result<Self, ProblemError> {
        let special = |what, texts: &[String]| match texts.iter().find(|t| *t == BEGIN) {
            None => Ok(()),
            Some(text) => Err(ProblemError::SpecialToken {
                name: problem.name().to_owned(),
                what,
                text: text.clone(),
            }),
        };
        special("symbol", problem.alphabet())?;
        special("symbol", problem.tokens())?;
        special("word", problem.spelling().words())?;
        let mut names = BTreeSet::new();
        if let Some(twice) = problem.alphabet().iter().find(|name| !names.insert(*name)) {
            return Err(ProblemError::SameSymbol {
                name: problem.name().to_owned(),
                text: twice.clone(),
            });
        }
        let spelling = problem.spelling();
        let longest_piece = spelling.pieces().iter().map(String::len).max();
        let widest = match encoding {
            Encoding::Symbols | Encoding::Features => 1,
            Encoding::Words => spelling.widest(),
            Encoding::Bytes => spelling.widest() * longest_piece.unwrap_or(0),
        };
        let features = (encoding == Encoding::Features).then(|| problem.features());
        Ok(Self {
            problem,
            encoding,
            supervision,
            widest,
            features,
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

    /// Tokens there are.
    pub fn vocabulary(&self) -> usize {
        match self.encoding {
            Encoding::Symbols | Encoding::Features => self.problem.tokens().len(),
            Encoding::Words => self.problem.spelling().words().len(),
            Encoding::Bytes => 256,
        }
    }

    /// The name of a token that is a symbol or a word.
    pub fn token(&self, token: u32) -> &str {
        match self.encoding {
            Encoding::Symbols | Encoding::Features => &self.problem.tokens()[token as usize],
            Encoding::Words => &self.problem.spelling().words()[token as usize],
            Encoding::Bytes => "",
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
        to.input.clear();
        match wanted {
            Wanted::Learned => self.problem.draw(rng, length, &mut to.input),
            Wanted::Scored => self
                .problem
                .draw_held_out(rng, index, length, &mut to.input),
        }
        self.read(wanted, to);
    }

    /// Answers and encodes `to.input`.
    pub fn read(&self, wanted: Wanted, to: &mut Sequence) {
        self.problem.solve(&to.input, &mut to.answers);
        debug_assert_eq!(to.answers.len(), to.input.len(), "one answer a symbol");
        to.tokens.clear();
        to.labels.clear();
        to.asked.clear();
        to.changed.clear();
        match self.encoding {
            Encoding::Symbols | Encoding::Features => {
                let token = |&symbol| self.problem.token(symbol);
                to.tokens.extend(to.input.iter().map(token));
                self.label(wanted, to, |_| 1);
            }
            Encoding::Words => {
                self.write(to);
                let spelling = self.problem.spelling();
                let words = to.text.pieces.iter().map(|&piece| spelling.word(piece));
                to.tokens.extend(words.filter(|&word| word != NO_WORD));
                let word = |&&piece: &&u32| spelling.word(piece) != NO_WORD;
                self.label(wanted, to, |pieces| pieces.iter().filter(word).count());
            }
            Encoding::Bytes => {
                self.write(to);
                let spelling = self.problem.spelling();
                for &piece in &to.text.pieces {
                    let bytes = spelling.text(piece).bytes();
                    to.tokens.extend(bytes.map(u32::from));
                }
                let length = |&piece: &u32| spelling.text(piece).len();
                self.label(wanted, to, |pieces| pieces.iter().map(length).sum());
            }
        }
        debug_assert_eq!(to.tokens.len(), to.labels.len(), "one label a token");
    }

    /// Writes `to.input` as text.
    pub fn write(&self, to: &mut Sequence) {
        to.text.clear();
        self.problem.spell(&to.input, &mut to.text);
        debug_assert_eq!(to.text.ends.len(), to.input.len(), "one end a symbol");
    }

    /// The labels of all tokens; `tokens` is how many tokens pieces are.
    fn label(&self, wanted: Wanted, to: &mut Sequence, tokens: impl Fn(&[u32]) -> usize) {
        let Sequence {
            answers,
            text,
            labels,
            asked: asked_at,
            changed,
            ..
        } = to;
        let last_operation = answers.iter().rposition(|a| a.mark == Mark::Operation);
        let inside = wanted == Wanted::Learned && self.supervision == Supervision::Prefix;
        let spelled = matches!(self.encoding, Encoding::Words | Encoding::Bytes);
        let mut before = self.problem.initial();
        let mut start = 0;
        for (i, answer) in answers.iter().enumerate() {
            let count = if spelled {
                let end = text.ends[i];
                let pieces = &text.pieces[start..end];
                start = end;
                tokens(pieces)
            } else {
                1
            };
            let asked = match self.supervision {
                Supervision::Prefix => inside || answer.mark == Mark::Operation,
                Supervision::Operation => answer.mark == Mark::Operation,
                Supervision::Final => Some(i) == last_operation,
                Supervision::Query => answer.mark == Mark::Query,
            };
            let waiting = if inside { before } else { UNANSWERED };
            if count > 0 {
                labels.resize(labels.len() + count - 1, waiting);
                labels.push(if asked { answer.label } else { UNANSWERED });
            }
            if asked && answer.label != UNANSWERED {
                debug_assert!(count > 0, "a symbol with an answer has a token");
                asked_at.push(i);
                changed.push(answer.changed);
            }
            before = answer.label;
        }
    }
}

#[cfg(test)]
mod tests;
