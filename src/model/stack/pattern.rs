//! Patterns: how the layers of a model follow each other, in a line.
//!
//! ```text
//! M          one mixer: the letter that it states itself, or one that `letter.X` gives a meaning
//! <mamba>    the same by its long name
//! -          a feed-forward network
//! ( )k       what is inside k times, each time with weights of its own
//! { }k       the same weights k times
//! { }log     the same weights ⌈log₂ T⌉ times, T the tokens of the sequence
//! ```
//! Repetitions nest, but not one `{ }log` in another, which would be deeper than O(log T).
//!
//! How a text is read is [`crate::model::stack::parse`]'s, what the letters mean [`crate::model::stack::resolve`]'s.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::stack::layer_count::LayerCount;

/// The letter of a feed-forward network.
pub const FEED_FORWARD: char = '-';

/// Characters that a pattern needs for itself.
pub const RESERVED: &str = "(){}<>-";

/// A pattern, which keeps the text that it was read from.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern {
    pub(super) text: String,
    pub(super) items: Vec<Item>,
}

/// A piece of a pattern.
#[derive(Clone, Debug)]
pub enum Item {
    /// One layer.
    Layer {
        /// Which.
        symbol: Symbol,
        /// The character at which it stands, counted from 1.
        at: usize,
    },
    /// Several layers, repeated.
    Repeat {
        /// How.
        times: Times,
        /// What.
        body: Vec<Self>,
    },
}

/// What stands for a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// A letter.
    Letter(char),
    /// A name between `<` and `>`.
    Name(String),
}

/// How layers are repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// So often, each time with weights of its own.
    Own(usize),
    /// So often with the same weights.
    Same(usize),
    /// ⌈log₂ T⌉ times with the same weights.
    Logarithmic,
}

/// Why a text is no pattern, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("pattern \"{text}\" at character {at}: {reason}")]
pub struct PatternError {
    pub(super) text: String,
    pub(super) at: usize,
    pub(super) reason: String,
}

impl Pattern {
    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its pieces.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Whether any part is repeated as often as the length asks.
    pub fn is_logarithmic(&self) -> bool {
        logarithmic(&self.items)
    }

    /// Mixers that a token passes through.
    pub fn layer_count(&self) -> LayerCount {
        let mixer = |symbol: &Symbol| usize::from(*symbol != Symbol::Letter(FEED_FORWARD));
        let always = count(&self.items, 0, &mixer);
        LayerCount {
            always,
            each_round: count(&self.items, 1, &mixer) - always,
        }
    }

    /// Whether it has a feed-forward network.
    pub fn has_feed_forward(&self) -> bool {
        self.layer_count().at(2) < count(&self.items, 1, &|_| 1)
    }
}

pub(super) fn logarithmic(items: &[Item]) -> bool {
    items.iter().any(|item| match item {
        Item::Layer { .. } => false,
        Item::Repeat { times, body } => *times == Times::Logarithmic || logarithmic(body),
    })
}

/// The sum of `of` over all layers, repetitions written out, those that the length decides `rounds` times, up to some
/// number beyond all limits.
pub(super) fn count(items: &[Item], rounds: usize, of: &dyn Fn(&Symbol) -> usize) -> usize {
    let one = |item: &Item| match item {
        Item::Layer { symbol, .. } => of(symbol),
        Item::Repeat { times, body } => times.of(rounds).saturating_mul(count(body, rounds, of)),
    };
    items.iter().map(one).fold(0, usize::saturating_add)
}

impl Times {
    /// So often; where the length decides, `rounds` times.
    pub(super) fn of(self, rounds: usize) -> usize {
        match self {
            Self::Own(k) | Self::Same(k) => k,
            Self::Logarithmic => rounds,
        }
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.text
    }
}

impl TryFrom<String> for Pattern {
    type Error = PatternError;

    fn try_from(text: String) -> Result<Self, PatternError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixers_are_counted_with_repetitions_written_out() {
        let count = |text: &str| {
            let pattern: Pattern = text.parse().expect(text);
            assert_eq!(pattern.to_string(), text);
            (
                pattern.layer_count().at(2),
                pattern.has_feed_forward(),
                pattern.is_logarithmic(),
            )
        };
        assert_eq!(count("M(*M)2"), (5, false, false));
        assert_eq!(count("{M-}3<gru>"), (4, true, false));
        assert_eq!(count("({*-}log)2M"), (3, true, true));
        assert_eq!(count("((MM)2{S}3)2"), (14, false, false));
        assert_eq!(count("-"), (0, true, false));
    }
}
