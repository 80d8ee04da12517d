//! Names of finite simple groups.
//!
//! The order of a simple group nearly names it. Below 100,000 only 20160 belongs to two, and those are
//! told apart by an element of order 6, which A8 has and PSL(3,4) has not (J. H. Conway et al., "Atlas of
//! Finite Groups", 1985, pages 22, 23 and 239).
//!
//! A permutation group on `n` points needs no list of simple orders when it is
//!
//! - of order `n!/2`: A_n, the only subgroup of index 2 in S_n;
//! - four times transitive: A_n, S_n, or a Mathieu group on 11, 12, 23 or 24 points, by the
//!   classification of finite simple groups (P. J. Cameron, "Permutation Groups", 1999).
//!
//! Leaves out larger simple groups in other actions; they stay unnamed rather than guessed.

use super::PermutationGroup;

/// A simple group, cyclic of prime order or not, ordered by order, then name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Simple {
    pub(super) order: u128,
    pub(super) name: String,
}

/// Orders below 100,000 of the simple groups that are not abelian, 20160 left out.
const BY_ORDER: [(u128, &str); 29] = [
    (60, "A5"),
    (168, "PSL(2,7)"),
    (360, "A6"),
    (504, "PSL(2,8)"),
    (660, "PSL(2,11)"),
    (1092, "PSL(2,13)"),
    (2448, "PSL(2,17)"),
    (2520, "A7"),
    (3420, "PSL(2,19)"),
    (4080, "PSL(2,16)"),
    (5616, "PSL(3,3)"),
    (6048, "PSU(3,3)"),
    (6072, "PSL(2,23)"),
    (7800, "PSL(2,25)"),
    (7920, "M11"),
    (9828, "PSL(2,27)"),
    (12180, "PSL(2,29)"),
    (14880, "PSL(2,31)"),
    (25308, "PSL(2,37)"),
    (25920, "PSp(4,3)"),
    (29120, "Sz(8)"),
    (32736, "PSL(2,32)"),
    (34440, "PSL(2,41)"),
    (39732, "PSL(2,43)"),
    (51888, "PSL(2,47)"),
    (58800, "PSL(2,49)"),
    (62400, "PSU(3,4)"),
    (74412, "PSL(2,53)"),
    (95040, "M12"),
];

/// Points and orders of the Mathieu groups.
const MATHIEU: [(usize, u128, &str); 4] = [
    (11, 7920, "M11"),
    (12, 95040, "M12"),
    (23, 10_200_960, "M23"),
    (24, 244_823_040, "M24"),
];

impl Simple {
    /// The cyclic group of prime order.
    pub(super) fn cyclic(prime: u128) -> Self {
        Self {
            order: prime,
            name: format!("C{prime}"),
        }
    }

    /// The simple group of this order that is not abelian. `has_order_six` is asked where the order
    /// belongs to two.
    pub(super) fn of_order(order: u128, has_order_six: impl FnOnce() -> bool) -> Option<Self> {
        let name = match order {
            20160 if has_order_six() => "A8",
            20160 => "PSL(3,4)",
            _ => BY_ORDER.iter().find(|row| row.0 == order)?.1,
        };
        Some(Self {
            order,
            name: name.to_owned(),
        })
    }

    /// The group itself, if its action on the points it moves shows that it is simple and which one.
    pub(super) fn by_action(group: &PermutationGroup) -> Option<Self> {
        let moved = group.orbits().iter().map(Vec::len).filter(|&n| n > 1).sum();
        let order = group.order();
        let named = |name| Self { order, name };
        let half: Option<u128> = (3..=moved as u128).try_fold(1u128, |n, k| n.checked_mul(k));
        if moved >= 5 && half == Some(order) {
            return Some(named(format!("A{moved}")));
        }
        let mathieu = MATHIEU.iter().find(|m| (m.0, m.1) == (moved, order))?;
        let lengths = group.chain.orbit_lengths().take(4);
        lengths
            .eq((moved - 3..=moved).rev())
            .then(|| named(mathieu.2.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{alternating, m11, m12, m24, psl_2_7, symmetric};
    use super::*;

    /// The order of PSL(2,q).
    fn psl2(q: u128) -> u128 {
        q * (q * q - 1) / if q.is_multiple_of(2) { 1 } else { 2 }
    }

    #[test]
    fn orders_of_the_linear_groups_are_those_of_the_formula() {
        let mut found = 0;
        for (order, name) in BY_ORDER {
            if let Some(q) = name
                .strip_prefix("PSL(2,")
                .and_then(|n| n.strip_suffix(')'))
            {
                assert_eq!(order, psl2(q.parse().unwrap()), "{name}");
                found += 1;
            }
        }
        // A5 = PSL(2,4) = PSL(2,5) and A6 = PSL(2,9) are the others with q < 59, PSL(2,2), PSL(2,3) not simple
        let powers = [
            7, 8, 11, 13, 16, 17, 19, 23, 25, 27, 29, 31, 32, 37, 41, 43, 47, 49, 53,
        ];
        assert_eq!(found, powers.len());
        assert!(BY_ORDER.is_sorted() && psl2(59) > 100_000);
    }

    #[test]
    fn an_action_names_alternating_and_mathieu_groups_and_nothing_else() {
        let name = |g: PermutationGroup| Simple::by_action(&g).map(|s| s.name);
        assert_eq!(name(alternating(9)).as_deref(), Some("A9"));
        assert_eq!(name(m11()).as_deref(), Some("M11"));
        assert_eq!(name(m12()).as_deref(), Some("M12"));
        assert_eq!(name(m24()).as_deref(), Some("M24"));
        assert_eq!(name(symmetric(9)), None);
        assert_eq!(name(psl_2_7(8)), None);
        assert_eq!(name(alternating(4)), None);
    }
}
