//! An expression as written, before an alphabet gives `.`, `[^...]` and `~` their meaning.
//!
//! Leaves out all simplification, which is the business of `term`.

use crate::algebra::automaton::regex::term::{Id, LetterSet, NOTHING, Terms, WORD};

/// An expression as written.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Nothing,
    Word,
    Letters(LetterSet),
    /// Any letter but these.
    Except(LetterSet),
    Not(Box<Tree>),
    Or(Vec<Tree>),
    And(Vec<Tree>),
    Cat(Vec<Tree>),
    Repeat(Box<Tree>, usize, Option<usize>),
}

impl Tree {
    /// Symbols with all repetitions written out.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Nothing | Self::Word | Self::Letters(_) | Self::Except(_) => 1,
            Self::Not(inner) => inner.length(),
            Self::Or(parts) | Self::And(parts) | Self::Cat(parts) => parts
                .iter()
                .fold(0, |sum, part| sum.saturating_add(part.length())),
            Self::Repeat(inner, least, most) => {
                let copies = most.unwrap_or_else(|| least.saturating_add(1)).max(1);
                inner.length().saturating_mul(copies)
            }
        }
    }

    /// The term it means over the alphabet of `terms`.
    pub(super) fn term(&self, terms: &mut Terms) -> Id {
        let mut all = |parts: &[Self]| -> Vec<Id> { parts.iter().map(|p| p.term(terms)).collect() };
        match self {
            Self::Nothing => NOTHING,
            Self::Word => WORD,
            Self::Letters(set) => terms.letters(*set),
            Self::Except(set) => terms.letters(terms.alphabet & !*set),
            Self::Not(inner) => {
                let inner = inner.term(terms);
                terms.not(inner)
            }
            Self::Or(parts) => {
                let parts = all(parts);
                terms.or(&parts)
            }
            Self::And(parts) => {
                let parts = all(parts);
                terms.and(&parts)
            }
            // from the right, because a product is stored as its first factor and the rest
            Self::Cat(parts) => parts.iter().rev().fold(WORD, |rest, part| {
                let part = part.term(terms);
                terms.cat(part, rest)
            }),
            Self::Repeat(inner, least, most) => {
                let inner = inner.term(terms);
                terms.repeated(inner, *least, *most)
            }
        }
    }
}
