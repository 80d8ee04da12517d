//! A group in cascade coordinates along a chain of subgroups (Frobenius and Lagrange).
//!
//! ```text
//! G = G_0 > G_1 > ... > G_k = 1      s_j(c) in G_j: a representative of the coset c of G_(j+1) in G_j
//! x = s_(k-1)(c_(k-1)) ... s_1(c_1) s_0(c_0)              coordinates c_0, c_1, ... of x, top first
//! x·g:  z_0 = g,   c_j' = c_j·z_j,   z_(j+1) = s_j(c_j) z_j s_j(c_j')^-1  in G_(j+1)
//! ```
//!
//! Cosets are right cosets `G_(j+1)·x`, and level `j` moves its coset by right multiplication with an
//! element `z_j` of `G_j` that depends on the coordinates above and on `g` only. Where `G_(j+1)` is normal
//! the level is the regular action of the factor group; along the derived series it is abelian. With
//! prefix products for coordinates, level `j` is one layer that adds up in an abelian group, and the map
//! from `(c_j, z_j)` to `z_(j+1)` is a finite table between layers.
//!
//! Source: A. Egri-Nagy, C. L. Nehaniv, "Cascade product of permutation groups", arXiv:1303.0091;
//! M. Krasner, L. Kaloujnine, Acta Sci. Math. Szeged 13 (1950) 208-230, for the embedding in a wreath
//! product.
//!
//! Leaves out groups too large to list.

use crate::algebra::AlgebraError;
use crate::algebra::holonomy::abelian::CyclicFactors;
use crate::algebra::monoid::Monoid;
use crate::algebra::permutation::PermutationGroup;
use crate::algebra::transformation::Transformation;

/// Marks elements outside the subgroup of a level.
const OUTSIDE: u32 = u32::MAX;

/// One step of the chain: `G_j` on the right cosets of `G_(j+1)`.
#[derive(Clone, Debug)]
pub struct GroupLevel {
    /// The members of `G_j`, by their numbers in the monoid.
    pub members: Vec<u32>,
    /// The chosen member of each coset, the least; the identity for coset 0, the subgroup.
    pub sections: Vec<u32>,
    /// Whether `G_(j+1)` is normal in `G_j`, so that the level is the factor group on itself.
    pub normal: bool,
    /// By element of the group: the coset of a member of `G_j`.
    coset: Vec<u32>,
}

impl GroupLevel {
    fn new(monoid: &Monoid, members: &[u32], below: &[u32]) -> Self {
        let mut coset = vec![OUTSIDE; monoid.order()];
        let mut sections = Vec::with_capacity(members.len() / below.len());
        for &x in members {
            if coset[x as usize] == OUTSIDE {
                for &h in below {
                    coset[monoid.product(h, x) as usize] = sections.len() as u32;
                }
                sections.push(x);
            }
        }
        let normal = sections.iter().all(|&x| {
            let left = |h| coset[monoid.product(x, h) as usize];
            below.iter().all(|&h| left(h) == coset[x as usize])
        });
        Self {
            members: members.to_vec(),
            coset,
            sections,
            normal,
        }
    }

    /// The coset of an element; `None` if it is not in `G_j`.
    pub fn coset_of(&self, x: u32) -> Option<usize> {
        let coset = self.coset[x as usize];
        (coset != OUTSIDE).then_some(coset as usize)
    }
}

/// A listed group in coordinates along a chain of subgroups.
///
/// ```
/// use barrington::algebra::holonomy::group_cascade::GroupCascade;
/// use barrington::algebra::monoid::{DEFAULT_LIMIT, Monoid};
/// use barrington::algebra::transformation::Transformation;
/// let generators = ["(1 2 3 4)", "(1 2)"].map(|c| Transformation::parse_cycles(c, 4).unwrap());
/// let s4 = Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap();
/// let cascade = GroupCascade::derived(&s4).unwrap();
/// let factors: Vec<_> = (0..3).map(|j| cascade.cyclic_factors(j).unwrap().orders.to_vec()).collect();
/// assert_eq!(factors, [vec![2], vec![3], vec![2, 2]]);
/// let (x, g) = (5, 17);
/// assert_eq!(cascade.element_of(&cascade.act(&cascade.coordinates_of(x), g)), s4.product(x, g));
/// ```
#[derive(Clone, Debug)]
pub struct GroupCascade<'m> {
    monoid: &'m Monoid,
    /// The levels, the top one first: one for each proper step of the chain.
    pub levels: Vec<GroupLevel>,
}

impl<'m> GroupCascade<'m> {
    /// The cascade along the derived series; `None` if the monoid is not a group. All levels are abelian,
    /// but for the last one of a group that is not solvable: that is its perfect residual.
    pub fn derived(monoid: &'m Monoid) -> Option<Self> {
        if !monoid.is_group() {
            return None;
        }
        let group = PermutationGroup::from_generators(monoid.generators()).ok()?;
        let members = |group: &PermutationGroup| -> Vec<u32> {
            let inside = |&x: &u32| group.contains(monoid.element(x));
            (0..monoid.order() as u32).filter(inside).collect()
        };
        let series: Vec<_> = group.derived_series().iter().map(members).collect();
        let chain: Vec<&[u32]> = series.iter().map(Vec::as_slice).collect();
        Some(Self::along(monoid, &chain).expect("the derived series is a chain of subgroups"))
    }

    /// The cascade along a chain of subgroups of the units of `monoid`, each given by its members in
    /// order, the largest first; the trivial group at the end may be left out. Fails if one is not a
    /// subgroup of the one before.
    pub fn along(monoid: &'m Monoid, chain: &[&[u32]]) -> Result<Self, AlgebraError> {
        for (index, members) in chain.iter().enumerate() {
            let inside = |x: &u32| index == 0 || chain[index - 1].binary_search(x).is_ok();
            let elements: Vec<_> = members.iter().map(|&x| monoid.element(x).clone()).collect();
            // a subgroup is all that it generates
            let generated = PermutationGroup::from_generators(&elements);
            let is_subgroup = members.is_sorted_by(|x, y| x < y)
                && members.iter().all(inside)
                && generated.is_ok_and(|group| group.order() == members.len() as u128);
            if !is_subgroup {
                return Err(AlgebraError::NotAChain(index + 1));
            }
        }
        let below = chain.iter().skip(1).copied().chain([&[0][..]]);
        let steps = chain.iter().zip(below);
        Ok(Self {
            monoid,
            levels: steps
                .filter(|(members, below)| members.len() > below.len())
                .map(|(members, below)| GroupLevel::new(monoid, members, below))
                .collect(),
        })
    }

    /// The coset of `x` at each level. Panics if `x` is not in the group.
    pub fn coordinates_of(&self, x: u32) -> Vec<usize> {
        let mut rest = x;
        let mut coordinates = Vec::with_capacity(self.levels.len());
        for level in &self.levels {
            let c = level.coset_of(rest).expect("the element is in the group");
            rest = self.monoid.product(rest, self.inverse(level.sections[c]));
            coordinates.push(c);
        }
        coordinates
    }

    /// The element with these coordinates: the product of the chosen members, the lowest level first.
    pub fn element_of(&self, coordinates: &[usize]) -> u32 {
        let levels = self.levels.iter().zip(coordinates).rev();
        levels.fold(0, |x, (level, &c)| {
            self.monoid.product(x, level.sections[c])
        })
    }

    /// The coordinates of the product with `g` on the right. Panics if `g` is not in the group.
    pub fn act(&self, coordinates: &[usize], g: u32) -> Vec<usize> {
        let mut z = g;
        let after = coordinates.iter().enumerate().map(|(level, &c)| {
            let moved = self.moved(level, c, z);
            z = self.passed_down(level, c, z);
            moved
        });
        after.collect()
    }

    /// The coset of level `level` after `c` under `z`, a member of the group of that level.
    pub fn moved(&self, level: usize, c: usize, z: u32) -> usize {
        let level = &self.levels[level];
        level
            .coset_of(self.monoid.product(level.sections[c], z))
            .expect("level j is moved by members of G_j")
    }

    /// What the next level is moved by, if coset `c` of this one is moved by `z`: `s(c) z s(c·z)^-1`.
    pub fn passed_down(&self, level: usize, c: usize, z: u32) -> u32 {
        let sections = &self.levels[level].sections;
        let after = self.inverse(sections[self.moved(level, c, z)]);
        let product = self.monoid.product(sections[c], z);
        self.monoid.product(product, after)
    }

    /// What a member of the group of a level does to the cosets there. Fails if there are more than 65535.
    pub fn permutation(&self, level: usize, z: u32) -> Result<Transformation, AlgebraError> {
        let cosets = 0..self.levels[level].sections.len();
        let images: Vec<u16> = cosets.map(|c| self.moved(level, c, z) as u16).collect();
        Transformation::from_images(&images)
    }

    /// A level as a product of cyclic groups; `None` if it is not an abelian factor group.
    pub fn cyclic_factors(&self, level: usize) -> Option<CyclicFactors> {
        let found = &self.levels[level];
        let product = |c: usize, d: usize| self.moved(level, c, found.sections[d]);
        (found.normal).then(|| CyclicFactors::of(found.sections.len(), product))?
    }

    fn inverse(&self, x: u32) -> u32 {
        self.monoid
            .inverse(x)
            .expect("members of a group have inverses")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::monoid::DEFAULT_LIMIT;

    fn group(cycles: &[&str], points: usize) -> Monoid {
        let generators: Vec<_> = cycles
            .iter()
            .map(|c| Transformation::parse_cycles(c, points).unwrap())
            .collect();
        Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap()
    }

    fn reproduces_the_product(monoid: &Monoid, cascade: &GroupCascade<'_>) {
        let n = monoid.order() as u32;
        for x in 0..n {
            let c = cascade.coordinates_of(x);
            assert_eq!(cascade.element_of(&c), x);
            for g in 0..n {
                let after = cascade.act(&c, g);
                assert_eq!(after, cascade.coordinates_of(monoid.product(x, g)));
                // what reaches a level is in its group
                let mut z = g;
                for (level, &c) in c.iter().enumerate() {
                    assert!(cascade.levels[level].coset_of(z).is_some());
                    z = cascade.passed_down(level, c, z);
                }
                assert_eq!(z, 0, "nothing is left below the trivial group");
            }
        }
    }

    #[test]
    fn along_the_derived_series_solvable_groups_fall_into_known_abelian_factors() {
        // GAP: AbelianInvariants of the factors of DerivedSeriesOfGroup, as invariant factors
        let cases: [(&[&str], usize, &[&[usize]]); 8] = [
            (&["(1 2 3)", "(1 2)"], 3, &[&[2], &[3]]),
            (&["(1 2 3)", "(2 3 4)"], 4, &[&[3], &[2, 2]]),
            (&["(1 2 3 4)", "(1 2)"], 4, &[&[2], &[3], &[2, 2]]),
            (&["(1 2 3 4)", "(1 3)"], 4, &[&[2, 2], &[2]]),
            (
                &["(1 2 3 4)(5 6 7 8)", "(1 5 3 7)(2 8 4 6)"],
                8,
                &[&[2, 2], &[2]],
            ),
            (&["(1 2 3 4 5)", "(2 3 5 4)"], 5, &[&[4], &[5]]),
            (&["(1 2 3)", "(2 3 4)", "(5 6 7 8 9)"], 9, &[&[15], &[2, 2]]),
            (&["(1 2 3 4)(5 6)"], 6, &[&[4]]),
        ];
        for (cycles, points, factors) in cases {
            let monoid = group(cycles, points);
            let cascade = GroupCascade::derived(&monoid).unwrap();
            let found: Vec<Vec<usize>> = (0..cascade.levels.len())
                .map(|j| cascade.cyclic_factors(j).unwrap().orders.to_vec())
                .collect();
            assert_eq!(found, factors, "{cycles:?}");
            reproduces_the_product(&monoid, &cascade);
        }
    }

    #[test]
    fn a_group_that_is_not_solvable_ends_in_its_perfect_residual() {
        let s5 = group(&["(1 2 3 4 5)", "(1 2)"], 5);
        let cascade = GroupCascade::derived(&s5).unwrap();
        let sizes: Vec<usize> = cascade
            .levels
            .iter()
            .map(|level| level.sections.len())
            .collect();
        assert_eq!(sizes, [2, 60]);
        assert!(cascade.cyclic_factors(0).is_some() && cascade.cyclic_factors(1).is_none());
        reproduces_the_product(&s5, &cascade);
    }

    #[test]
    fn a_chain_of_point_stabilisers_gives_the_points_as_cosets() {
        let a5 = group(&["(1 2 3 4 5)", "(1 2 3)"], 5);
        let fixing = |fixed: u16| -> Vec<u32> {
            (0..a5.order() as u32)
                .filter(|&x| (0..fixed).all(|p| a5.element(x).images()[usize::from(p)] == p))
                .collect()
        };
        let chain = [fixing(0), fixing(1), fixing(2)];
        let chain: Vec<&[u32]> = chain.iter().map(Vec::as_slice).collect();
        let cascade = GroupCascade::along(&a5, &chain).unwrap();
        let sizes: Vec<usize> = cascade
            .levels
            .iter()
            .map(|level| level.sections.len())
            .collect();
        assert_eq!(sizes, [5, 4, 3]);
        assert!(!cascade.levels[0].normal && cascade.levels[2].normal);
        reproduces_the_product(&a5, &cascade);
        // cosets of the stabiliser of a point move as the points do
        let sections = &cascade.levels[0].sections;
        let point = |c: usize| a5.element(sections[c]).images()[0];
        for x in 0..a5.order() as u32 {
            let moved = cascade.permutation(0, x).unwrap();
            for c in 0..5 {
                let there = usize::from(moved.images()[c]);
                assert_eq!(point(there), a5.element(x).images()[usize::from(point(c))]);
            }
        }
    }

    #[test]
    fn what_is_no_chain_of_subgroups_is_refused() {
        let s3 = group(&["(1 2 3)", "(1 2)"], 3);
        let all: Vec<u32> = (0..6).collect();
        for bad in [&[0, 1, 2][..], &[1], &[], &[0, 3]] {
            let refused = GroupCascade::along(&s3, &[&all, bad]).unwrap_err();
            assert_eq!(refused, AlgebraError::NotAChain(2));
        }
        let flip_flop = ["1 1", "2 2"].map(|t| Transformation::parse_images(t, None).unwrap());
        let flip_flop = Monoid::from_generators(&flip_flop, DEFAULT_LIMIT).unwrap();
        assert!(GroupCascade::derived(&flip_flop).is_none());
        assert!(GroupCascade::along(&flip_flop, &[&[0, 1]]).is_err());
    }
}
