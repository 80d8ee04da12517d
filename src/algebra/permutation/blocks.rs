//! Orbits, blocks of imprimitivity, and the action on them.
//!
//! A block of a transitive group is a set of points that every element maps onto itself or off itself; a
//! group without blocks other than points and the whole is primitive. The smallest block system in which
//! two given points share a block is found by joining the images of joined points until nothing changes
//! (M. D. Atkinson, "An algorithm for finding the blocks of a permutation group", Math. Comp. 29, 1975,
//! 911-913).
//!
//! Leaves out the lattice of all block systems; one is enough to take a group apart.

use indexmap::{IndexMap, IndexSet};
use petgraph::unionfind::UnionFind;

use super::PermutationGroup;
use super::schreier_sims::Chain;
use crate::algebra::transformation::Transformation;

impl PermutationGroup {
    /// The orbits in order of their first points, counted from 0, each in order.
    pub fn orbits(&self) -> Vec<Vec<u16>> {
        let mut parts = UnionFind::new(self.points);
        for g in &self.generators {
            for (i, &image) in (0..).zip(g.images()) {
                parts.union(i, image);
            }
        }
        let mut orbits: IndexMap<u16, Vec<u16>> = IndexMap::new();
        for (i, label) in (0..).zip(parts.into_labeling()) {
            orbits.entry(label).or_default().push(i);
        }
        orbits.into_values().collect()
    }

    /// For each point the number of its block, in a system of blocks that are neither points nor `orbit`;
    /// `None` if the action on `orbit` is primitive. Points outside `orbit` get 0.
    pub(super) fn blocks(&self, orbit: &[u16]) -> Option<Vec<u16>> {
        orbit[1..].iter().find_map(|&b| {
            let labels = self.joined(orbit[0], b);
            let mut numbers = IndexSet::new();
            let mut blocks = vec![0; self.points];
            for i in orbit.iter().map(|&i| usize::from(i)) {
                blocks[i] = numbers.insert_full(labels[i]).0 as u16;
            }
            (numbers.len() > 1).then_some(blocks)
        })
    }

    /// The finest partition that the group respects and in which `a` and `b` are together, as labels of the points.
    fn joined(&self, a: u16, b: u16) -> Vec<u16> {
        let mut parts = UnionFind::new(self.points);
        parts.union(a, b);
        let mut pairs = vec![(a, b)];
        while let Some((i, j)) = pairs.pop() {
            for g in &self.generators {
                let images = (g.images[usize::from(i)], g.images[usize::from(j)]);
                if parts.union(images.0, images.1) {
                    pairs.push(images);
                }
            }
        }
        parts.into_labeling()
    }

    /// The action on the parts of `orbit` with the same label, and its kernel. Labels are 0, 1, ...; the
    /// group permutes the parts.
    pub(super) fn split(&self, orbit: &[u16], labels: &[u16]) -> (Self, Self) {
        let parts = 1 + labels.iter().max().unwrap_or(&0);
        let act = |g: &Transformation| {
            let mut images = vec![0; usize::from(parts)];
            for i in orbit.iter().map(|&i| usize::from(i)) {
                images[usize::from(labels[i])] = labels[usize::from(g.images[i])];
            }
            images
        };
        let images = self
            .generators
            .iter()
            .map(|g| Transformation::unchecked(act(g)));
        let image = Self::subgroup(usize::from(parts), images);
        // on parts and points together the parts come first in the base, and what fixes them is the kernel
        let mut both = Chain::new(usize::from(parts) + self.points, (0..parts).collect());
        for g in &self.generators {
            let mut joint = act(g);
            joint.extend(g.images.iter().map(|&i| i + parts));
            assert!(
                both.adjoin(&Transformation::unchecked(joint)),
                "the order is that of the group"
            );
        }
        let on_points = |g: &Transformation| {
            let images = g.images[usize::from(parts)..].iter().map(|&i| i - parts);
            Transformation::unchecked(images.collect::<Vec<_>>())
        };
        let kernel = both.stabiliser(usize::from(parts)).iter().map(on_points);
        (image, Self::subgroup(self.points, kernel))
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{dihedral, group, m11, rubik, sl_2_3};

    #[test]
    fn orbits_are_the_points_that_can_be_reached() {
        let g = group(&["(1 3)", "(3 5)(2 4)"], 6);
        assert_eq!(g.orbits(), [vec![0, 2, 4], vec![1, 3], vec![5]]);
        assert_eq!(dihedral(4).orbits().len(), 1);
    }

    #[test]
    fn the_diagonals_of_a_square_are_its_blocks_and_m11_has_none() {
        let square = dihedral(4);
        assert_eq!(square.blocks(&[0, 1, 2, 3]), Some(vec![0, 1, 0, 1]));
        let points: Vec<u16> = (0..11).collect();
        assert_eq!(m11().blocks(&points), None);
        let points: Vec<u16> = (0..5).collect();
        assert_eq!(dihedral(5).blocks(&points), None);
    }

    #[test]
    fn the_corners_of_the_cube_move_as_s8_and_twist_three_ways() {
        let rubik = rubik();
        let corners = &rubik.orbits()[0];
        assert_eq!(corners.len(), 24);
        let blocks = rubik.blocks(corners).unwrap();
        let (image, kernel) = rubik.split(corners, &blocks);
        assert_eq!(image.order(), 40_320);
        assert_eq!(image.order() * kernel.order(), rubik.order());
    }

    #[test]
    fn orders_of_image_and_kernel_multiply_to_that_of_the_group() {
        // SL(2,3) on the eight vectors: opposite vectors are blocks, the image is PSL(2,3) = A4
        let sl = sl_2_3();
        let points: Vec<u16> = (0..8).collect();
        let (image, kernel) = sl.split(&points, &sl.blocks(&points).unwrap());
        assert_eq!((image.order(), kernel.order()), (12, 2));
    }
}
