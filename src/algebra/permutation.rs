//! Permutation groups by base and strong generating set: known without listing their elements.
//!
//! The chain of stabilisers (`schreier_sims`) answers order and membership; with these two go normal
//! closures, the derived and the lower central series (`subgroups`), orbits and blocks (`blocks`), and the
//! composition factors (`composition`, `simple`). What needs the elements (classes, centre, exponent,
//! characters) is in [`elements`], `characters` and `householders`, for groups small enough to list;
//! [`facts`] gathers everything. [`witness`] finds what makes a group that is not solvable compute, and
//! [`program`] compiles Boolean formulas with it.
//!
//! Source: D. Holt, B. Eick, E. O'Brien, "Handbook of Computational Group Theory", 2005, chapter 4.
//!
//! Leaves out random methods: every answer is certain and the same on every run, at the price of
//! speed beyond some hundred points. Only the search for a witness may draw elements, with a fixed seed; what
//! it finds is certain too.

mod blocks;
mod characters;
mod commutators;
mod composition;
pub mod elements;
pub mod facts;
pub mod formula;
mod householders;
mod modular;
mod names;
pub mod program;
mod schreier_sims;
mod simple;
mod subgroups;
pub mod witness;

use crate::algebra::AlgebraError;
use crate::algebra::transformation::{Transformation, common_points};
use schreier_sims::Chain;

/// A group of permutations of finitely many points.
#[derive(Clone, Debug)]
pub struct PermutationGroup {
    points: usize,
    generators: Vec<Transformation>,
    chain: Chain,
}

impl PermutationGroup {
    /// The group that `generators` generate. Fails if there are none, if they act on different numbers
    /// of points, if one is not a permutation, or if the order does not fit into 128 bits.
    ///
    /// ```
    /// use barrington::algebra::permutation::PermutationGroup;
    /// use barrington::algebra::transformation::Transformation;
    /// let cycles = ["(1 2 3 4 5 6 7 8 9 10)", "(1 2)"];
    /// let generators = cycles.map(|c| Transformation::parse_cycles(c, 10).unwrap());
    /// let s10 = PermutationGroup::from_generators(&generators).unwrap();
    /// assert_eq!(s10.order(), 3_628_800);
    /// ```
    pub fn from_generators(generators: &[Transformation]) -> Result<Self, AlgebraError> {
        let points = common_points(generators)?;
        if let Some(index) = generators.iter().position(|g| !g.is_permutation()) {
            let images = generators[index].image_notation();
            return Err(AlgebraError::NotInvertible(index + 1, images));
        }
        let mut group = Self::trivial(points);
        group.generators = generators.to_vec();
        for g in generators {
            if !group.chain.adjoin(g) {
                return Err(AlgebraError::OrderTooLarge(points));
            }
        }
        Ok(group)
    }

    /// The group that does nothing, with no generators.
    pub(super) fn trivial(points: usize) -> Self {
        Self {
            points,
            generators: Vec::new(),
            chain: Chain::new(points, Vec::new()),
        }
    }

    /// The subgroup of a group whose order fits into 128 bits.
    fn subgroup(points: usize, generators: impl IntoIterator<Item = Transformation>) -> Self {
        let mut group = Self::trivial(points);
        for g in generators {
            group.adjoin(g);
        }
        group
    }

    /// Adds `g` to the generators unless it is an element; whether it was added. Only for `g` of some
    /// group whose order is known to fit into 128 bits.
    pub(super) fn adjoin(&mut self, g: Transformation) -> bool {
        if self.chain.contains(&g.images) {
            return false;
        }
        assert!(
            self.chain.adjoin(&g),
            "a subgroup is not larger than its group"
        );
        self.generators.push(g);
        true
    }

    /// The number of points it acts on.
    pub fn points(&self) -> usize {
        self.points
    }

    /// The number of elements.
    pub fn order(&self) -> u128 {
        self.chain
            .order()
            .expect("a chain whose order does not fit is refused when it is built")
    }

    /// The generators, as given or as found.
    pub fn generators(&self) -> &[Transformation] {
        &self.generators
    }

    /// Whether `t` is an element.
    pub fn contains(&self, t: &Transformation) -> bool {
        t.points() == self.points && t.is_permutation() && self.chain.contains(&t.images)
    }

    /// Whether all elements commute: whether the generators do.
    pub fn is_abelian(&self) -> bool {
        let all = &self.generators;
        all.iter().all(|x| all.iter().all(|y| x * y == y * x))
    }
}

#[cfg(test)]
pub(super) mod examples;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::examples::{
        group, m11, m12, m24, permutations, psl_2_7, rubik, sl_2_3, sl_2_5, symmetric,
    };
    use super::*;
    use crate::algebra::monoid::Monoid;

    proptest! {
        #[test]
        fn order_and_membership_are_those_of_the_listed_group(
            generators in prop::collection::vec(permutations(6), 1..4),
            other in permutations(6),
        ) {
            let group = PermutationGroup::from_generators(&generators).unwrap();
            let listed = Monoid::from_generators(&generators, 720).unwrap();
            prop_assert_eq!(group.order(), listed.order() as u128);
            prop_assert_eq!(group.contains(&other), listed.number(&other).is_some());
            prop_assert!(listed.elements().iter().all(|x| group.contains(x)));
        }
    }

    #[test]
    fn orders_are_the_published_ones() {
        // Mathieu groups and linear groups: J. H. Conway et al., "Atlas of Finite Groups", 1985;
        // Rubik's cube: the GAP manual's example "Analyzing Rubik's Cube with GAP"
        assert_eq!(m11().order(), 7920);
        assert_eq!(m12().order(), 95_040);
        assert_eq!(m24().order(), 244_823_040);
        assert_eq!(rubik().order(), 43_252_003_274_489_856_000);
        assert_eq!(symmetric(10).order(), 3_628_800);
        assert_eq!(symmetric(20).order(), 2_432_902_008_176_640_000);
        assert_eq!(psl_2_7(7).order(), 168);
        assert_eq!(psl_2_7(8).order(), 168);
        assert_eq!(sl_2_3().order(), 24);
        assert_eq!(sl_2_5().order(), 120);
    }

    #[test]
    fn one_turn_of_the_cube_is_in_its_group_and_one_flipped_edge_is_not() {
        let rubik = rubik();
        let turn = &rubik.generators()[0] * &rubik.generators()[3];
        assert!(rubik.contains(&turn));
        // stickers 7 and 18 are the two sides of one edge
        assert!(!rubik.contains(&Transformation::parse_cycles("(7 18)", 48).unwrap()));
        let two = Transformation::parse_cycles("(7 18)(5 26)", 48).unwrap();
        assert!(rubik.contains(&two));
    }

    #[test]
    fn a_group_of_other_points_has_no_element_here() {
        let s3 = symmetric(3);
        assert!(!s3.contains(&Transformation::identity(4)));
        assert!(!s3.contains(&Transformation::parse_images("1 1 1", None).unwrap()));
    }

    #[test]
    fn the_trivial_group_has_one_element() {
        let trivial = group(&["()"], 3);
        assert_eq!(trivial.order(), 1);
        assert!(trivial.is_abelian());
        assert!(trivial.contains(&Transformation::identity(3)));
    }

    #[test]
    fn wrong_generators_are_named_with_the_remedy() {
        let error = |generators: &[Transformation]| {
            PermutationGroup::from_generators(generators)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            error(&[
                Transformation::identity(2),
                Transformation::parse_images("1 1", None).unwrap()
            ]),
            "generator 2, `[1 1]`, is not a permutation; give each point once as an image"
        );
        let cycle: Vec<u16> = (1..60).chain([0]).collect();
        let swap: Vec<u16> = [1, 0].into_iter().chain(2..60).collect();
        assert_eq!(
            error(&[cycle, swap].map(|images| Transformation::from_images(&images).unwrap())),
            "the group on 60 points has more than 2^128 elements, too many to count; use fewer points"
        );
        assert!(error(&[]).contains("empty"));
    }
}
