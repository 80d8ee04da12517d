//! What is known of a monoid: the facts a problem file may claim and a reader wants to see.
//!
//! The class of the word problem (input: a word of elements; output: its product) follows from the groups
//! inside. All classes are DLOGTIME-uniform.
//!
//! - aperiodic: in AC0, and only then (D. A. Mix Barrington and D. Thérien, JACM 35, 1988, 941-952);
//! - all groups inside solvable: in ACC0 (the same paper), with gates that count modulo the product m of the
//!   primes that divide their orders, written `ACC0[m]`; not in AC0 unless all groups inside are trivial (Furst,
//!   Saxe, Sipser 1984; Ajtai 1983);
//! - some group inside not solvable: NC1-complete (D. A. Mix Barrington, JCSS 38, 1989, 150-164).
//!
//! No finite monoid is known between the last two, so "TC0-complete" is no answer.
//!
//! Leaves out isomorphism: equal facts do not make equal monoids.

pub mod table;

use itertools::Itertools;

use crate::algebra::arithmetic::primes;
use crate::algebra::counters::cascade_of_counters;
use crate::algebra::green::Green;
use crate::algebra::identities::Identities;
use crate::algebra::monoid::Monoid;
use crate::algebra::permutation::PermutationGroup;
use crate::algebra::permutation::facts::GroupFacts;

/// Circuit class of a word problem, or of membership in a regular language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, derive_more::Display)]
pub enum WordProblem {
    /// Constant depth, AND and OR of any fan-in.
    #[display("AC0")]
    Ac0,
    /// Constant depth with gates that count modulo the number given.
    #[display("ACC0[{_0}]")]
    Acc0(u128),
    /// Complete for logarithmic depth with fan-in 2, under AC0 reductions.
    #[display("NC1-complete")]
    Nc1Complete,
}

impl WordProblem {
    /// Of circuits that count modulo `m`, if they count at all.
    pub(crate) fn counting(m: u128) -> Self {
        if m == 1 { Self::Ac0 } else { Self::Acc0(m) }
    }
}

/// Facts of a monoid or of a permutation group, which may be too large to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Number of elements.
    pub order: u128,
    /// Number of `e` with `e·e = e`.
    pub idempotents: usize,
    /// Whether every element has an inverse.
    pub group: bool,
    /// Number of classes of Green's relations D, R, L and H.
    pub classes: [usize; 4],
    /// What holds of its elements.
    pub identities: Identities,
    /// Whether it divides a cascade of bounded counters: whether its languages are in C-RASP. None if that took
    /// numbers beyond 128 bits.
    pub counters: Option<bool>,
    /// Maximal subgroups, one for each regular D-class, in the order of the D-classes.
    pub subgroups: Vec<GroupFacts>,
    /// The class of its word problem.
    pub word_problem: WordProblem,
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
    /// assert!(!a5.solvable());
    /// assert_eq!(a5.word_problem.to_string(), "NC1-complete");
    /// ```
    pub fn of(monoid: &Monoid) -> Self {
        if monoid.is_group() {
            let group = PermutationGroup::from_generators(monoid.generators());
            return Self::of_group(&group.expect("a listed monoid has generators of one kind"));
        }
        Self::with_green(monoid, &Green::of(monoid))
    }

    /// The same for a caller who has Green's relations of `monoid`, which are then not computed again.
    pub fn with_green(monoid: &Monoid, green: &Green) -> Self {
        if monoid.is_group() {
            return Self::of(monoid);
        }
        let groups = maximal_subgroups(monoid, green);
        let subgroups: Vec<GroupFacts> = groups.map(|group| GroupFacts::of(&group)).collect();
        Self {
            order: monoid.order() as u128,
            idempotents: monoid.idempotents().len(),
            group: false,
            classes: [&green.d, &green.r, &green.l, &green.h].map(|classes| classes.count),
            identities: Identities::of(monoid, green),
            counters: cascade_of_counters(monoid.generators()),
            word_problem: word_problem(&subgroups),
            subgroups,
        }
    }

    /// Computes the facts of `group`; does not list it unless it is small.
    pub fn of_group(group: &PermutationGroup) -> Self {
        let facts = GroupFacts::of(group);
        Self {
            order: facts.order,
            idempotents: 1,
            group: true,
            classes: [1; 4],
            identities: Identities::of_group(&facts),
            counters: Some(facts.order == 1),
            word_problem: word_problem(std::slice::from_ref(&facts)),
            subgroups: vec![facts],
        }
    }

    /// Whether no non-trivial group is inside.
    pub fn aperiodic(&self) -> bool {
        self.identities.aperiodic
    }

    /// Whether every group inside is solvable.
    pub fn solvable(&self) -> bool {
        self.subgroups.iter().all(|group| group.solvable)
    }

    /// The longest derived series of a group inside; `None` if one of them is not solvable.
    pub fn derived_length(&self) -> Option<usize> {
        longest(self.subgroups.iter().map(|group| group.derived_length))
    }

    /// The longest of the shortest subnormal series with elementary abelian 2-groups as factors of the groups
    /// inside; `None` if one of them is no 2-group.
    pub fn signed_length(&self) -> Option<usize> {
        longest(self.subgroups.iter().map(|group| group.signed_layers))
    }

    /// The facts of the whole, if it is a group.
    pub fn as_group(&self) -> Option<&GroupFacts> {
        self.subgroups.first().filter(|_| self.group)
    }
}

/// The first maximal subgroup of `monoid` that is not solvable, in the order of the D-classes; `None` if every group
/// inside is solvable.
pub fn first_non_solvable_group(monoid: &Monoid, green: &Green) -> Option<PermutationGroup> {
    maximal_subgroups(monoid, green).find(|group| !group.is_solvable())
}

/// One for each regular D-class, in the order of the D-classes.
fn maximal_subgroups(monoid: &Monoid, green: &Green) -> impl Iterator<Item = PermutationGroup> {
    (0..green.d.count).filter_map(|d| green.maximal_subgroup(monoid, d))
}

/// The largest, if all are known.
pub(crate) fn longest(mut lengths: impl Iterator<Item = Option<usize>>) -> Option<usize> {
    lengths.try_fold(0, |longest, length| Some(longest.max(length?)))
}

/// The class of a word problem from the groups inside.
fn word_problem(subgroups: &[GroupFacts]) -> WordProblem {
    if subgroups.iter().any(|group| !group.solvable) {
        return WordProblem::Nc1Complete;
    }
    // primes of orders of permutation groups are at most the number of points, of which there are 2^16
    let divisors = subgroups.iter().flat_map(|g| primes(g.order)).unique();
    WordProblem::counting(divisors.product())
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
        let class = |images: &[&str]| facts(images).word_problem.to_string();
        assert_eq!(class(&["1 1", "2 2"]), "AC0");
        assert_eq!(class(&["1 2 3"]), "AC0");
        assert_eq!(class(&["2 1"]), "ACC0[2]");
        assert_eq!(class(&["2 3 1", "2 1 3"]), "ACC0[6]");
        assert_eq!(class(&["2 3 4 5 1", "2 1 3 4 5"]), "NC1-complete");
    }

    #[test]
    fn a_monoid_that_is_neither_has_the_class_of_the_groups_inside() {
        let toggle = facts(&["2 1", "1 1"]);
        assert!(!toggle.group && !toggle.aperiodic());
        assert_eq!(toggle.word_problem, WordProblem::Acc0(2));
        assert_eq!(
            (toggle.derived_length(), toggle.signed_length()),
            (Some(1), Some(1))
        );
        let t4 = facts(&["2 3 4 1", "2 1 3 4", "1 1 3 4"]);
        let orders: Vec<u128> = t4.subgroups.iter().map(|group| group.order).collect();
        assert_eq!(orders, [24, 6, 2, 1]);
        assert_eq!(t4.word_problem, WordProblem::Acc0(6));
        let a5_with_reset = facts(&["2 3 4 5 1", "2 3 1 4 5", "1 1 1 1 1"]);
        assert_eq!(a5_with_reset.word_problem, WordProblem::Nc1Complete);
        assert_eq!(a5_with_reset.derived_length(), None);
    }

    #[test]
    fn relations_that_are_known_already_change_no_fact() {
        for images in [&["2 3 1", "1 1 3"][..], &["2 3 1", "2 1 3"]] {
            let generators: Vec<_> = images
                .iter()
                .map(|t| Transformation::parse_images(t, None).unwrap())
                .collect();
            let monoid = Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap();
            let green = Green::of(&monoid);
            assert_eq!(Facts::with_green(&monoid, &green), Facts::of(&monoid));
        }
    }

    #[test]
    fn the_first_group_that_is_not_solvable_is_that_of_the_facts() {
        let order = |images: &[&str]| {
            let parse = |t: &&str| Transformation::parse_images(t, None).unwrap();
            let generators: Vec<_> = images.iter().map(parse).collect();
            let monoid = Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap();
            let found =
                first_non_solvable_group(&monoid, &Green::of(&monoid)).map(|group| group.order());
            let facts = Facts::of(&monoid);
            let first = facts.subgroups.iter().find(|group| !group.solvable);
            assert_eq!(found, first.map(|group| group.order));
            found
        };
        assert_eq!(order(&["2 3 4 5 1", "2 1 3 4 5"]), Some(120));
        assert_eq!(order(&["2 3 1", "2 1 3"]), None);
        assert_eq!(order(&["2 3 4 5 1", "2 3 1 4 5", "1 1 1 1 1"]), Some(60));
        assert_eq!(order(&["2 3 4 1", "2 1 3 4", "1 1 3 4"]), None);
        // T5 and a sixth point for the units: the group is that of five points in six
        assert_eq!(
            order(&["2 3 4 5 1 6", "2 1 3 4 5 6", "1 1 3 4 5 1"]),
            Some(120)
        );
    }
}
