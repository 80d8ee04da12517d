//! What is known of a permutation group, in one place.
//!
//! Order, series and the lengths that follow from them need no list of elements; classes, centre, exponent
//! and reflections do. `None` = does not apply, or is not computed.
//!
//! Leaves out names of groups that are not simple: isomorphism is not decided.

use super::PermutationGroup;
use super::elements::{Elements, LIST_LIMIT, is_dihedral};
use super::subgroups::steps_to_one;
use super::{composition, householders};

/// Facts of a permutation group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupFacts {
    /// Number of elements.
    pub order: u128,
    /// Whether all elements commute.
    pub abelian: bool,
    /// Whether the lower central series reaches 1.
    pub nilpotent: bool,
    /// Whether the derived series reaches 1.
    pub solvable: bool,
    /// Of a solvable group: the steps of its derived series.
    pub derived_length: Option<usize>,
    /// Orders of the groups of the derived series, the first the group itself.
    pub derived_series: Vec<u128>,
    /// Of a listed group: the least common multiple of the orders of its elements.
    pub exponent: Option<u64>,
    /// Of a listed group: how many elements there are of each order, by order.
    pub element_orders: Option<Vec<(u64, usize)>>,
    /// Of a listed group: the number of conjugacy classes.
    pub conjugacy_classes: Option<usize>,
    /// Order of the centre, of a listed or abelian group.
    pub centre: Option<u128>,
    /// Names of the composition factors, by order: `C2`, `A5`, `PSL(2,7)`.
    pub composition_factors: Option<Vec<String>>,
    /// Whether the order is a power of two.
    pub two_group: bool,
    /// Of a 2-group: the least length of a subnormal series with elementary abelian factors.
    pub signed_layers: Option<usize>,
    /// The least number of reflections that makes every element in some faithful orthogonal
    /// representation, if it was found.
    pub householders: Option<usize>,
}

impl GroupFacts {
    /// Computes the facts of `group`.
    ///
    /// ```
    /// use barrington::algebra::permutation::PermutationGroup;
    /// use barrington::algebra::permutation::facts::GroupFacts;
    /// use barrington::algebra::transformation::Transformation;
    /// let generators = ["(1 2 3 4 5)", "(1 2)"].map(|c| Transformation::parse_cycles(c, 5).unwrap());
    /// let s5 = GroupFacts::of(&PermutationGroup::from_generators(&generators).unwrap());
    /// assert_eq!(s5.derived_series, [120, 60]);
    /// assert_eq!(s5.composition_factors.unwrap(), ["C2", "A5"]);
    /// assert_eq!(s5.householders, Some(4));
    /// ```
    pub fn of(group: &PermutationGroup) -> Self {
        let derived = group.derived_series();
        let derived_length = steps_to_one(&derived);
        let abelian = group.is_abelian();
        let elements = group.elements(LIST_LIMIT);
        let elements = elements.as_ref();
        Self {
            order: group.order(),
            abelian,
            nilpotent: group.is_nilpotent(),
            solvable: derived_length.is_some(),
            derived_length,
            derived_series: derived.iter().map(PermutationGroup::order).collect(),
            exponent: elements.map(Elements::exponent),
            element_orders: elements.map(Elements::element_orders),
            conjugacy_classes: elements.map(|e| e.classes().len()),
            centre: match abelian {
                true => Some(group.order()),
                false => elements.map(|e| e.centre_order() as u128),
            },
            composition_factors: composition::names(group),
            two_group: group.is_two_group(),
            signed_layers: group.elementary_abelian_two_length(),
            householders: elements.and_then(householders::count),
        }
    }

    /// Whether it is cyclic or dihedral, if it is listed.
    pub fn is_dihedral(&self) -> Option<bool> {
        let orders = self.element_orders.as_ref()?;
        let cyclic = orders.iter().any(|&(k, _)| u128::from(k) == self.order);
        Some(cyclic || is_dihedral(orders))
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{
        alternating, cyclic, dihedral, group, m24, quaternion, rubik, sl_2_3, symmetric,
    };
    use super::*;

    #[test]
    fn lengths_are_those_of_the_table_of_small_groups() {
        // derived length and elementary abelian 2-length; A5 and S5 have neither
        let is = |group: PermutationGroup, derived, signed| {
            let facts = GroupFacts::of(&group);
            assert_eq!(
                (facts.derived_length, facts.signed_layers),
                (derived, signed)
            );
        };
        is(cyclic(2), Some(1), Some(1));
        is(cyclic(3), Some(1), None);
        is(cyclic(4), Some(1), Some(2));
        is(group(&["(1 2)", "(3 4)"], 4), Some(1), Some(1));
        is(symmetric(3), Some(2), None);
        is(dihedral(4), Some(2), Some(2));
        is(quaternion(), Some(2), Some(2));
        is(alternating(4), Some(2), None);
        is(symmetric(4), Some(3), None);
        is(sl_2_3(), Some(3), None);
        is(
            group(&["(1 2 3)", "(2 3 4)", "(5 6 7 8 9)"], 9),
            Some(2),
            None,
        );
        is(alternating(5), None, None);
        is(symmetric(5), None, None);
    }

    #[test]
    fn cyclic_and_dihedral_groups_are_known_by_the_orders_of_their_elements() {
        let is = |group: PermutationGroup| GroupFacts::of(&group).is_dihedral();
        for n in 1..10 {
            assert_eq!(is(cyclic(n)), Some(true));
        }
        for n in 3..10 {
            assert_eq!(is(dihedral(n)), Some(true));
        }
        assert_eq!(is(group(&["(1 2)", "(3 4)"], 4)), Some(true));
        assert_eq!(is(quaternion()), Some(false));
        assert_eq!(is(alternating(4)), Some(false));
        assert_eq!(is(group(&["(1 2)", "(3 4)", "(5 6)"], 6)), Some(false));
    }

    #[test]
    fn all_facts_of_q8_are_known() {
        let facts = GroupFacts::of(&quaternion());
        let expected = GroupFacts {
            order: 8,
            abelian: false,
            nilpotent: true,
            solvable: true,
            derived_length: Some(2),
            derived_series: vec![8, 2, 1],
            exponent: Some(4),
            element_orders: Some(vec![(1, 1), (2, 1), (4, 6)]),
            conjugacy_classes: Some(5),
            centre: Some(2),
            composition_factors: Some(vec!["C2".into(); 3]),
            two_group: true,
            signed_layers: Some(2),
            householders: Some(4),
        };
        assert_eq!(facts, expected);
    }

    #[test]
    fn s8_has_22_classes_and_needs_6_reflections() {
        // a 7-cycle moves 6 dimensions of every faithful representation; 6 suffice in the standard one
        // times the sign, where each odd permutation fixes a vector, for it has a cycle of even length
        let facts = GroupFacts::of(&symmetric(8));
        assert_eq!(facts.conjugacy_classes, Some(22));
        assert_eq!(facts.exponent, Some(840));
        assert_eq!(facts.householders, Some(6));
        assert_eq!(facts.composition_factors.unwrap(), ["C2", "A8"]);
    }

    #[test]
    fn what_needs_a_list_is_not_stated_of_large_groups() {
        let facts = GroupFacts::of(&rubik());
        assert!(!facts.solvable);
        assert_eq!(
            (facts.exponent, facts.conjugacy_classes, facts.centre),
            (None, None, None)
        );
        let facts = GroupFacts::of(&m24());
        assert_eq!(facts.derived_series, [244_823_040]);
        assert_eq!(
            (facts.householders, facts.composition_factors),
            (None, Some(vec!["M24".into()]))
        );
    }
}
