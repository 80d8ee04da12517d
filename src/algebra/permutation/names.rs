//! Short names of groups that are easily recognised.
//!
//! ```text
//! 1, Zn, Zp^k   abelian: cyclic, elementary          Sn, An   of order n! or n!/2 on n moved points
//! Dn            dihedral of order 2n, small enough to list    A5, PSL(2,7), M11 ...   simple
//! ```
//!
//! A name is that of the abstract group: S3 on six points is S3. A group on `n` points of order `n!/2` is
//! A_n, the only subgroup of index 2 in S_n. Simple groups are named as composition factors are.
//!
//! Leaves out products, and symmetric groups in other actions; those stay unnamed.

use super::elements::is_dihedral;
use super::{PermutationGroup, composition};
use crate::algebra::arithmetic::{lcm, primes};
use crate::algebra::transformation::Transformation;

/// The largest group listed to see whether it is dihedral.
const DIHEDRAL_LIMIT: usize = 1000;

impl PermutationGroup {
    /// A short name up to isomorphism, if the group is one of those that are recognised.
    ///
    /// ```
    /// use barrington::algebra::permutation::PermutationGroup;
    /// use barrington::algebra::transformation::Transformation;
    /// let name = |cycles: &[&str]| {
    ///     let generators: Vec<_> = cycles.iter().map(|c| Transformation::parse_cycles(c, 5).unwrap()).collect();
    ///     PermutationGroup::from_generators(&generators).unwrap().name()
    /// };
    /// assert_eq!(name(&["(1 2 3 4)", "(1 3)"]).as_deref(), Some("D4"));
    /// assert_eq!(name(&["(1 2 3 4 5)", "(1 2 3)"]).as_deref(), Some("A5"));
    /// ```
    pub fn name(&self) -> Option<String> {
        let order = self.order();
        if self.is_abelian() {
            return self.abelian_name(order);
        }
        if order == 6 {
            return Some("S3".to_owned());
        }
        let orbits = self.orbits();
        let moved: usize = orbits.iter().map(Vec::len).filter(|&n| n > 1).sum();
        let factorial = (1..=moved as u128).try_fold(1u128, u128::checked_mul);
        if factorial == Some(order) {
            return Some(format!("S{moved}"));
        }
        if factorial == Some(2 * order) {
            return Some(format!("A{moved}"));
        }
        let elements = self.elements(DIHEDRAL_LIMIT);
        if elements.is_some_and(|listed| is_dihedral(&listed.element_orders())) {
            return Some(format!("D{}", order / 2));
        }
        if self.perfect_residual().order() < order {
            return None;
        }
        let mut factors = composition::names(self)?;
        factors.pop().filter(|_| factors.is_empty())
    }

    /// The name of an abelian group with one cyclic factor or only factors of one prime order.
    fn abelian_name(&self, order: u128) -> Option<String> {
        let generators = self.generators().iter();
        let order_of = |g: &Transformation| g.index_and_period().1 as u64;
        let exponent = u128::from(generators.map(order_of).fold(1, lcm));
        if order == 1 {
            return Some("1".to_owned());
        }
        if exponent == order {
            return Some(format!("Z{order}"));
        }
        let rank = primes(order).len();
        let elementary = primes(exponent).len() == 1;
        elementary.then(|| format!("Z{exponent}^{rank}"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{
        alternating, cyclic, dihedral, group, m11, m24, psl_2_7, quaternion, rubik, sl_2_3, sl_2_5,
        symmetric,
    };
    use super::*;

    #[test]
    fn names_are_the_usual_ones() {
        let is = |group: PermutationGroup, expected| {
            assert_eq!(group.name().as_deref(), expected);
        };
        is(group(&["()"], 3), Some("1"));
        is(cyclic(2), Some("Z2"));
        is(cyclic(12), Some("Z12"));
        is(group(&["(1 2 3)(4 5)"], 7), Some("Z6"));
        is(group(&["(1 2)", "(3 4)"], 4), Some("Z2^2"));
        is(group(&["(1 2 3)", "(4 5 6)", "(7 8 9)"], 9), Some("Z3^3"));
        is(group(&["(1 2)", "(3 4 5 6)"], 6), None);
        is(group(&["(1 2 3)(4 5 6)", "(1 4)(2 6)(3 5)"], 6), Some("S3"));
        is(dihedral(3), Some("S3"));
        is(dihedral(4), Some("D4"));
        is(dihedral(9), Some("D9"));
        is(quaternion(), None);
        is(sl_2_3(), None);
        is(alternating(4), Some("A4"));
        is(symmetric(4), Some("S4"));
        is(group(&["(2 3 4 5 6)", "(2 3)"], 8), Some("S5"));
        is(symmetric(20), Some("S20"));
        is(alternating(9), Some("A9"));
        is(sl_2_5(), None);
        is(psl_2_7(8), Some("PSL(2,7)"));
        is(m11(), Some("M11"));
        is(m24(), Some("M24"));
        is(rubik(), None);
        // A5 on the six points of the projective line modulo 5: x -> x + 1, x -> -1/x
        is(group(&["(1 2 3 4 5)", "(1 6)(2 5)"], 6), Some("A5"));
    }
}
