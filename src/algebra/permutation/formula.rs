//! Boolean formulas over input bits, the source language of [`super::program`].
//!
//! Negation and conjunction are enough; a disjunction is written with them by De Morgan's law.
//!
//! Leaves out constants, sharing of subformulas (a formula is a tree), and a notation in text.

use std::ops::{BitAnd, BitOr, Not};

/// A Boolean formula; `!`, `&` and `|` make larger ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// The input bit of this number, counted from 0.
    Variable(usize),
    /// True where the other is false.
    Not(Box<Formula>),
    /// True where both are.
    And(Box<Formula>, Box<Formula>),
}

impl Formula {
    /// Its value on `inputs`. Panics if a variable has no input.
    pub fn value(&self, inputs: &[bool]) -> bool {
        match self {
            Self::Variable(i) => inputs[*i],
            Self::Not(f) => !f.value(inputs),
            Self::And(f, g) => f.value(inputs) && g.value(inputs),
        }
    }

    /// How many conjunctions are nested at most. Negation is free, and a disjunction counts as the
    /// conjunction it is made of.
    pub fn depth(&self) -> u32 {
        match self {
            Self::Variable(_) => 0,
            Self::Not(f) => f.depth(),
            Self::And(f, g) => 1 + f.depth().max(g.depth()),
        }
    }
}

impl Not for Formula {
    type Output = Self;

    fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
}

impl BitAnd for Formula {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self::And(Box::new(self), Box::new(other))
    }
}

/// By De Morgan's law.
impl BitOr for Formula {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        !(!self & !other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connectives_have_their_truth_tables() {
        let [x, y] = [0, 1].map(Formula::Variable);
        for (a, b) in [(false, false), (false, true), (true, false), (true, true)] {
            let value = |f: Formula| f.value(&[a, b]);
            assert_eq!(value(x.clone() & y.clone()), a && b);
            assert_eq!(value(x.clone() | y.clone()), a || b);
            assert_eq!(value(!x.clone()), !a);
        }
    }

    #[test]
    fn depth_counts_conjunctions_and_disjunctions_but_no_negations() {
        let [x, y, z] = [0, 1, 2].map(Formula::Variable);
        assert_eq!((!!x.clone()).depth(), 0);
        assert_eq!((x.clone() | !y.clone()).depth(), 1);
        assert_eq!(((x | y.clone()) & (y & !z)).depth(), 2);
    }
}
