//! The perfect residual of a group that is not solvable, and elements in it that compute conjunctions.
//!
//! The derived series of a group that is not solvable ends at a perfect group `P ≠ 1`. Programs over `P`
//! ([`super::program`]) need elements that are commutators of conjugates of each other:
//!
//! ```text
//! s_{i+1} = [s_i^u, s_i^v] ≠ 1        s_0, s_1, ..., s_k = s_0, u, v in P
//! ```
//!
//! with `[a, b] = a⁻¹b⁻¹ab` and `x^g = g⁻¹xg`. Barrington's is the case `k = 1`, one element that is the
//! commutator of two of its conjugates (1989; there a 5-cycle in A5). A cycle of some length exists in every
//! finite group that is not solvable: for some `u` and `v` a sequence of such commutators never becomes 1
//! (T. Bandman, G.-M. Greuel, F. Grunewald, B. Kunyavskiĭ, G. Pfister, E. Plotkin, "Identities for finite
//! solvable groups and equations in finite simple groups", Compositio Math. 142, 2006, 734-764; that its
//! commutators and conjugates are written from the other side does not matter, for the group read backwards
//! is not solvable either), and in a finite group it runs into a cycle. Any cycle gives programs of
//! at most `4^d` instructions for conjunctions nested `d` deep; without one each element of `P` would be
//! written as a product of `c` commutators, at the price of `(4c)^d`.
//!
//! The search is in `commutators`.
//!
//! Leaves out a proof that `k = 1` is possible in every such group.

use super::program::Letter;
use super::subgroups::commutator;
use super::{PermutationGroup, commutators, composition};
use crate::algebra::transformation::Transformation;

/// The last group of the derived series, if it is not trivial: what makes the word problem NC1-complete.
#[derive(Clone, Debug)]
pub struct PerfectResidual {
    /// The group, with generators as found.
    pub group: PermutationGroup,
    /// Names of its composition factors by order, if all are known.
    pub factors: Option<Vec<String>>,
    /// Elements that compute conjunctions; `None` if the bounded search found none.
    pub witness: Option<Witness>,
}

/// Elements other than 1, each the commutator of two conjugates of the one before it, the first that of
/// the last: `s_{i+1} = [s_i^u, s_i^v]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness<L = Transformation> {
    /// The elements in order; nearly always one, `s = [s^u, s^v]`.
    pub elements: Vec<L>,
    /// Takes an element to the first entry of the commutator.
    pub u: L,
    /// Takes it to the second.
    pub v: L,
    /// `s^w = s⁻¹` for a single element `s` of a listed group, if it is conjugate to its inverse. No program
    /// needs it: read backwards, with each entry inverted, a program for `s` is one for `s⁻¹`.
    pub w: Option<L>,
}

impl PerfectResidual {
    /// The perfect residual of `group`; `None` if the group is solvable.
    ///
    /// ```
    /// use barrington::algebra::permutation::PermutationGroup;
    /// use barrington::algebra::permutation::witness::PerfectResidual;
    /// use barrington::algebra::transformation::Transformation;
    /// let generators = ["(1 2 3 4 5)", "(1 2)"].map(|c| Transformation::parse_cycles(c, 5).unwrap());
    /// let s5 = PermutationGroup::from_generators(&generators).unwrap();
    /// let residual = PerfectResidual::of(&s5).unwrap();
    /// assert_eq!((residual.group.order(), residual.group.name().as_deref()), (60, Some("A5")));
    /// assert_eq!(residual.witness.unwrap().elements[0].to_string(), "(3 4 5)");
    /// ```
    pub fn of(group: &PermutationGroup) -> Option<Self> {
        let group = group.perfect_residual();
        if group.order() == 1 {
            return None;
        }
        Some(Self {
            factors: composition::names(&group),
            witness: commutators::find(&group),
            group,
        })
    }
}

impl<L> Witness<L> {
    /// The same elements written otherwise.
    pub fn map<M>(&self, to: impl Fn(&L) -> M) -> Witness<M> {
        Witness {
            elements: self.elements.iter().map(&to).collect(),
            u: to(&self.u),
            v: to(&self.v),
            w: self.w.as_ref().map(to),
        }
    }
}

/// What tests hold every witness against.
#[cfg(test)]
impl Witness {
    /// Whether the equations hold, for elements of `group` other than 1.
    pub(super) fn holds_in(&self, group: &PermutationGroup) -> bool {
        let all = self.elements.iter().chain([&self.u, &self.v]);
        if !all.chain(&self.w).all(|x| group.contains(x)) {
            return false;
        }
        let following = self.elements.iter().cycle().skip(1);
        let steps = self.elements.iter().zip(following);
        let reversed = |w| {
            self.elements
                .iter()
                .all(|s| s.conjugate(w) == super::subgroups::inverse(s))
        };
        !self.elements.is_empty()
            && !self.elements.iter().any(Transformation::is_identity)
            && steps
                .into_iter()
                .all(|(s, t)| next(s, &self.u, &self.v) == *t)
            && self.w.as_ref().is_none_or(reversed)
    }
}

/// The element after `s`.
pub(super) fn next(s: &Transformation, u: &Transformation, v: &Transformation) -> Transformation {
    commutator(&s.conjugate(u), &s.conjugate(v))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::examples::{
        alternating, group, m11, m12, m24, psl_2_7, random_groups, rubik, sl_2_5, symmetric,
    };
    use super::*;
    use crate::algebra::monoid::Monoid;

    fn residual(group: &PermutationGroup) -> PerfectResidual {
        let residual = PerfectResidual::of(group).unwrap();
        let witness = residual.witness.as_ref().unwrap();
        assert!(witness.holds_in(&residual.group));
        residual
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn every_group_that_is_not_solvable_has_a_self_commutator_and_no_other_has(group in random_groups(7)) {
            let found = PerfectResidual::of(&group);
            prop_assert_eq!(found.is_none(), group.is_solvable());
            if let Some(found) = found {
                let witness = found.witness.unwrap();
                prop_assert!(witness.holds_in(&found.group));
                prop_assert_eq!(witness.elements.len(), 1);
            }
        }
    }

    #[test]
    fn a_witness_of_barrington_s_kind_holds_in_a5_only_as_it_is() {
        // images 0..4: s a 5-cycle, [s^u, s^v] = s, s^w = s⁻¹, products from the left as here
        let [s, u, v, w] = [
            [1, 2, 3, 4, 0],
            [0, 1, 3, 4, 2],
            [0, 3, 2, 4, 1],
            [0, 4, 3, 2, 1],
        ]
        .map(|images| Transformation::from_images(&images).unwrap());
        let witness = Witness {
            elements: vec![s],
            u,
            v,
            w: Some(w),
        };
        assert!(witness.holds_in(&alternating(5)));
        assert!(!witness.holds_in(&alternating(4)));
        let (u, v) = (witness.v.clone(), witness.u.clone());
        let swapped = Witness { u, v, ..witness };
        assert!(!swapped.holds_in(&alternating(5)));
    }

    #[test]
    fn a_5_cycle_is_a_self_commutator_in_250_ways_in_a5() {
        // GAP counts the same: Comm(s^u, s^v) = s
        let a5 = Monoid::from_generators(alternating(5).generators(), 60).unwrap();
        let s = Transformation::parse_cycles("(1 2 3 4 5)", 5).unwrap();
        let all = a5.elements();
        let ways = all.iter().flat_map(|u| all.iter().map(move |v| (u, v)));
        assert_eq!(ways.filter(|(u, v)| next(&s, u, v) == s).count(), 250);
    }

    #[test]
    fn what_is_no_witness_does_not_hold() {
        let a5 = alternating(5);
        let one = Transformation::identity(5);
        let of = |elements: Vec<Transformation>| Witness {
            elements,
            u: one.clone(),
            v: one.clone(),
            w: None,
        };
        assert!(!of(vec![]).holds_in(&a5));
        assert!(!of(vec![one.clone()]).holds_in(&a5));
        let found = residual(&a5).witness.unwrap();
        let wrong = Witness {
            w: Some(one.clone()),
            ..found
        };
        assert!(!wrong.holds_in(&a5));
    }

    #[test]
    fn residuals_and_their_factors_are_the_known_ones() {
        let is = |group: PermutationGroup, order, factors: &[&str]| {
            let found = residual(&group);
            assert_eq!(found.group.order(), order);
            let factors = factors.iter().map(ToString::to_string).collect();
            assert_eq!(found.factors, Some(factors));
            assert_eq!(found.witness.unwrap().elements.len(), 1);
        };
        is(alternating(5), 60, &["A5"]);
        is(symmetric(5), 60, &["A5"]);
        is(symmetric(6), 360, &["A6"]);
        is(alternating(7), 2520, &["A7"]);
        is(symmetric(8), 20160, &["A8"]);
        is(symmetric(12), 239_500_800, &["A12"]);
        is(psl_2_7(7), 168, &["PSL(2,7)"]);
        is(psl_2_7(8), 168, &["PSL(2,7)"]);
        is(sl_2_5(), 120, &["C2", "A5"]);
        is(m11(), 7920, &["M11"]);
        is(m12(), 95_040, &["M12"]);
        is(m24(), 244_823_040, &["M24"]);
        // A5 and S4 side by side, and A5 twice with a swap
        is(
            group(&["(1 2 3 4 5)", "(1 2 3)", "(6 7 8 9)", "(6 7)"], 9),
            60,
            &["A5"],
        );
        let twice = ["(1 2 3 4 5)", "(1 2 3)", "(1 6)(2 7)(3 8)(4 9)(5 10)"];
        is(group(&twice, 10), 3600, &["A5", "A5"]);
    }

    #[test]
    fn the_cube_has_a_witness_too() {
        let found = residual(&rubik());
        assert_eq!(found.group.order(), 21_626_001_637_244_928_000);
        assert_eq!(found.witness.unwrap().elements.len(), 1);
    }

    #[test]
    fn solvable_groups_have_no_perfect_residual() {
        assert!(PerfectResidual::of(&symmetric(4)).is_none());
        assert!(PerfectResidual::of(&group(&["()"], 3)).is_none());
    }
}
