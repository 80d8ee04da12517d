//! How many mixers a token passes through: a number, or one that grows with the logarithm of the tokens.

use std::fmt;

use crate::model::stack::logarithm;

/// Mixers that a token passes through, L, in a sequence of T tokens: `always + each_round ⌈log₂ T⌉`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LayerCount {
    /// Those in a `{ }log`, which are passed ⌈log₂ T⌉ times.
    pub each_round: usize,
    /// All others.
    pub always: usize,
}

impl LayerCount {
    /// So many, whatever the length.
    pub fn of(always: usize) -> Self {
        Self {
            each_round: 0,
            always,
        }
    }

    /// Whether it grows with the length.
    pub fn is_logarithmic(self) -> bool {
        self.each_round > 0
    }

    /// How many there are for `tokens` tokens, padding not counted.
    ///
    /// ```
    /// use barrington::model::ModelConfig;
    /// let looped = ModelConfig::of("{R*}log".parse().unwrap(), 8).layer_count();
    /// assert_eq!([1, 2, 4, 8, 16].map(|tokens| looped.at(tokens)), [0, 2, 4, 6, 8]);
    /// assert_eq!(looped.told(), "2⌈log₂ T⌉ layers");
    /// ```
    pub fn at(self, tokens: usize) -> usize {
        self.always
            .saturating_add(self.each_round.saturating_mul(logarithm(tokens)))
    }

    /// `1 layer`, `4 layers`, `2⌈log₂ T⌉ layers`.
    pub fn told(self) -> String {
        let one = self == Self::of(1);
        format!("{self} layer{}", if one { "" } else { "s" })
    }
}

impl fmt::Display for LayerCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.always, self.each_round) {
            (always, 0) => write!(f, "{always}"),
            (0, 1) => f.write_str("⌈log₂ T⌉"),
            (0, rounds) => write!(f, "{rounds}⌈log₂ T⌉"),
            (always, 1) => write!(f, "{always} + ⌈log₂ T⌉"),
            (always, rounds) => write!(f, "{always} + {rounds}⌈log₂ T⌉"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ModelConfig;

    #[test]
    fn a_stack_says_how_its_depth_grows() {
        let told = |pattern: &str| {
            let count = ModelConfig::of(pattern.parse().unwrap(), 8).layer_count();
            (count.told(), count.at(1), count.at(5))
        };
        assert_eq!(told("M"), ("1 layer".to_owned(), 1, 1));
        assert_eq!(told("M(*M)2"), ("5 layers".to_owned(), 5, 5));
        assert_eq!(told("{*-}log"), ("⌈log₂ T⌉ layers".to_owned(), 0, 3));
        assert_eq!(
            told("M({*R}log)2"),
            ("1 + 4⌈log₂ T⌉ layers".to_owned(), 1, 13)
        );
        assert_eq!(LayerCount::of(0).told(), "0 layers");
    }
}
