//! What is known of a monoid: the facts a problem file may claim and a reader wants to see.
//!
//! The class of the word problem (input: a word of elements; output: its product) follows from two
//! facts. All classes are DLOGTIME-uniform.
//!
//! - aperiodic: in AC0, and only then (D. A. Mix Barrington and D. Thérien, JACM 35, 1988, 941-952);
//! - all groups inside solvable: in `ACC0[m]` with m the product of the primes that divide their orders
//!   (the same paper), and not in AC0 (Furst, Saxe, Sipser 1984; Ajtai 1983);
//! - some group inside not solvable: NC1-complete (D. A. Mix Barrington, JCSS 38, 1989, 150-164).
//!
//! Leaves out monoids that are neither groups nor aperiodic: the groups inside them need Green's
//! relations, and what is not computed is not stated.

use std::fmt;

use crate::algebra::group::Group;
use crate::algebra::monoid::Monoid;

/// Circuit class of a word problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordProblem {
    /// Constant depth, AND and OR of any fan-in.
    Ac0,
    /// Constant depth with gates that count modulo the number given.
    Acc0(u64),
    /// Complete for logarithmic depth with fan-in 2, under AC0 reductions.
    Nc1Complete,
}

impl fmt::Display for WordProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ac0 => f.write_str("AC0"),
            Self::Acc0(m) => write!(f, "ACC0[{m}]"),
            Self::Nc1Complete => f.write_str("NC1-complete"),
        }
    }
}

/// Facts of a monoid. `None` = does not apply, or is not computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Number of elements.
    pub order: usize,
    /// Number of `e` with `e·e = e`.
    pub idempotents: usize,
    /// Whether every element has an inverse.
    pub group: bool,
    /// Whether no non-trivial group is inside.
    pub aperiodic: bool,
    /// Of a group: whether it commutes.
    pub abelian: Option<bool>,
    /// Of a group: whether it is solvable.
    pub solvable: Option<bool>,
    /// Of a solvable group: the length of its derived series.
    pub derived_length: Option<usize>,
    /// Of a group: the least common multiple of the orders of its elements.
    pub exponent: Option<usize>,
    /// The class of its word problem.
    pub word_problem: Option<WordProblem>,
}

impl Facts {
    /// Computes the facts of `monoid`.
    ///
    /// ```
    /// use barrington::algebra::facts::Facts;
    /// use barrington::algebra::monoid::{DEFAULT_LIMIT, Monoid};
    /// use barrington::algebra::transformation::Transformation;
    /// let generators = ["(1 2 3 4 5)", "(1 2 3)"].map(|c| Transformation::parse_cycles(c, 5).unwrap());
    /// let a5 = Facts::of(&Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap());
    /// assert_eq!(a5.solvable, Some(false));
    /// assert_eq!(a5.word_problem.unwrap().to_string(), "NC1-complete");
    /// ```
    pub fn of(monoid: &Monoid) -> Self {
        let group = Group::of(monoid);
        let derived_length = group.as_ref().and_then(Group::derived_length);
        let aperiodic = monoid.is_aperiodic();
        let word_problem = match (&group, derived_length) {
            _ if aperiodic => Some(WordProblem::Ac0),
            (Some(_), None) => Some(WordProblem::Nc1Complete),
            (Some(group), Some(_)) => Some(WordProblem::Acc0(radical(group.order() as u64))),
            (None, _) => None,
        };
        Self {
            order: monoid.order(),
            idempotents: monoid.idempotents().len(),
            group: group.is_some(),
            aperiodic,
            abelian: group.as_ref().map(Group::is_abelian),
            solvable: group.as_ref().map(|_| derived_length.is_some()),
            derived_length,
            exponent: group.as_ref().map(Group::exponent),
            word_problem,
        }
    }
}

/// The product of the primes that divide `n`.
fn radical(mut n: u64) -> u64 {
    let mut product = 1;
    let mut p = 2;
    while n > 1 {
        if n.is_multiple_of(p) {
            product *= p;
            while n.is_multiple_of(p) {
                n /= p;
            }
        }
        p += 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::monoid::DEFAULT_LIMIT;
    use crate::algebra::transformation::Transformation;

    fn facts(images: &[&str]) -> Facts {
        let generators: Vec<_> = images
            .iter()
            .map(|t| Transformation::parse_images(t, None).unwrap())
            .collect();
        Facts::of(&Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap())
    }

    #[test]
    fn the_class_follows_from_the_groups_inside() {
        let class = |images: &[&str]| facts(images).word_problem.map(|c| c.to_string());
        assert_eq!(class(&["1 1", "2 2"]).as_deref(), Some("AC0"));
        assert_eq!(class(&["1 2 3"]).as_deref(), Some("AC0"));
        assert_eq!(class(&["2 1"]).as_deref(), Some("ACC0[2]"));
        assert_eq!(class(&["2 3 1", "2 1 3"]).as_deref(), Some("ACC0[6]"));
        assert_eq!(
            class(&["2 3 4 5 1", "2 1 3 4 5"]).as_deref(),
            Some("NC1-complete")
        );
    }

    #[test]
    fn what_is_not_computed_is_not_stated() {
        // a reset next to a toggle: neither a group nor aperiodic
        let mixed = facts(&["2 1", "1 1"]);
        assert!(!mixed.group && !mixed.aperiodic);
        assert_eq!((mixed.solvable, mixed.word_problem), (None, None));
    }

    #[test]
    fn the_radical_of_60_is_30() {
        assert_eq!(radical(60), 30);
        assert_eq!(radical(1), 1);
        assert_eq!(radical(97), 97);
    }
}
