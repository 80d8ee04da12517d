//! The elements of a permutation group that is small enough to list, and their conjugacy classes.
//!
//! An element is numbered by the places of its base images in the orbits of the chain, so that the number
//! of a product is found by dividing down the chain, without a table of elements. Classes are the orbits
//! of the elements under conjugation by the generators.
//!
//! Leaves out classes of groups too large to list, and a multiplication table: products are made from
//! images when they are needed.

use super::PermutationGroup;
use crate::algebra::arithmetic::lcm;
use crate::algebra::transformation::Transformation;

/// Elements listed where the caller has no reason for another limit.
pub const LIST_LIMIT: usize = 100_000;

/// Images listed at most, over all elements: 128 MiB.
const IMAGE_LIMIT: u128 = 1 << 26;

/// The listed elements of a group.
#[derive(Debug)]
pub struct Elements<'g> {
    group: &'g PermutationGroup,
    /// The images of element 0, of element 1, ...; element 0 is the identity.
    images: Vec<u16>,
    class_of: Vec<u32>,
    classes: Vec<ConjugacyClass>,
}

/// A conjugacy class, ordered by order of elements, then size, then representative.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConjugacyClass {
    /// The order of its elements.
    pub element_order: u64,
    /// The number of its elements.
    pub size: usize,
    /// Its least element, by images.
    pub representative: Transformation,
}

impl PermutationGroup {
    /// Lists the elements and sorts them into classes, unless there are more than `limit`, or so many points
    /// that the images of all elements would fill the memory.
    ///
    /// ```
    /// use barrington::algebra::permutation::PermutationGroup;
    /// use barrington::algebra::permutation::elements::LIST_LIMIT;
    /// use barrington::algebra::transformation::Transformation;
    /// let generators = ["(1 2 3 4 5)", "(1 2)"].map(|c| Transformation::parse_cycles(c, 5).unwrap());
    /// let s5 = PermutationGroup::from_generators(&generators).unwrap();
    /// let elements = s5.elements(LIST_LIMIT).unwrap();
    /// assert_eq!((elements.order(), elements.classes().len()), (120, 7));
    /// ```
    pub fn elements(&self, limit: usize) -> Option<Elements<'_>> {
        let order = self.order();
        let listable = order <= (limit as u128).min(IMAGE_LIMIT / self.points as u128);
        listable.then(|| Elements::new(self))
    }
}

impl<'g> Elements<'g> {
    fn new(group: &'g PermutationGroup) -> Self {
        let mut elements = Self {
            group,
            images: group.chain.elements(),
            class_of: Vec::new(),
            classes: Vec::new(),
        };
        elements.classify();
        elements
    }

    /// Finds the classes and orders them by order of elements, size and representative.
    fn classify(&mut self) {
        let mut seen = vec![false; self.order()];
        let mut found: Vec<(ConjugacyClass, Vec<usize>)> = Vec::new();
        let mut conjugate = vec![0; self.group.points];
        for start in 0..self.order() {
            if std::mem::replace(&mut seen[start], true) {
                continue;
            }
            let mut members = vec![start];
            let mut k = 0;
            while k < members.len() {
                for g in &self.group.generators {
                    // g⁻¹xg takes the image of i under g to the image of x(i)
                    for (i, &x) in self.images(members[k]).iter().enumerate() {
                        conjugate[usize::from(g.images[i])] = g.images[usize::from(x)];
                    }
                    let y = self.number(&mut conjugate);
                    if !std::mem::replace(&mut seen[y], true) {
                        members.push(y);
                    }
                }
                k += 1;
            }
            let least = members.iter().map(|&x| self.images(x)).min();
            let least = least.expect("a class contains the element it was made from");
            let representative = Transformation::unchecked(least);
            let class = ConjugacyClass {
                element_order: representative.index_and_period().1 as u64,
                size: members.len(),
                representative,
            };
            found.push((class, members));
        }
        found.sort();
        self.class_of = vec![0; self.order()];
        for (class, members) in found {
            for x in members {
                self.class_of[x] = self.classes.len() as u32;
            }
            self.classes.push(class);
        }
    }

    /// The number of elements.
    pub fn order(&self) -> usize {
        self.images.len() / self.group.points
    }

    /// The classes by order of elements, then size, then representative; the identity's is the first.
    pub fn classes(&self) -> &[ConjugacyClass] {
        &self.classes
    }

    /// The images of element `x`.
    pub(super) fn images(&self, x: usize) -> &[u16] {
        &self.images[x * self.group.points..(x + 1) * self.group.points]
    }

    /// The images of the elements of class `c`, in their order.
    pub(super) fn members(&self, c: usize) -> impl Iterator<Item = &[u16]> {
        let inside = (0..self.order()).filter(move |&x| self.class_of(x) == c);
        inside.map(|x| self.images(x))
    }

    /// The number of an element, whose images are overwritten.
    fn number(&self, images: &mut [u16]) -> usize {
        let number = self.group.chain.number(images);
        number.expect("products of elements are elements")
    }

    /// The class of element `x`.
    pub(super) fn class_of(&self, x: usize) -> usize {
        self.class_of[x] as usize
    }

    /// The class of an element given by its images, which are overwritten.
    pub(super) fn class_of_images(&self, images: &mut [u16]) -> usize {
        self.class_of(self.number(images))
    }

    /// The classes of `x⁰, x¹, x², ...` up to the order of `x`, for `x` in class `c`.
    pub(super) fn power_classes(&self, c: usize) -> Vec<usize> {
        let x = &self.classes[c].representative;
        let mut power = Transformation::identity(self.group.points);
        (0..self.classes[c].element_order)
            .map(|_| {
                let class = self.class_of_images(&mut power.images.to_vec());
                power = &power * x;
                class
            })
            .collect()
    }

    /// The number of elements that commute with all others.
    pub fn centre_order(&self) -> usize {
        self.classes.iter().filter(|class| class.size == 1).count()
    }

    /// The least `k >= 1` with `x^k = 1` for all elements.
    pub fn exponent(&self) -> u64 {
        let classes = self.classes.iter();
        classes.fold(1, |k, class| lcm(k, class.element_order))
    }

    /// How many elements have each order, in order.
    pub fn element_orders(&self) -> Vec<(u64, usize)> {
        let orders = self
            .classes
            .chunk_by(|x, y| x.element_order == y.element_order);
        let count = |same: &[ConjugacyClass]| same.iter().map(|class| class.size).sum();
        orders
            .map(|same| (same[0].element_order, count(same)))
            .collect()
    }
}

/// Whether a group with elements of these orders is dihedral. With n = order / 2, a group with an element of order n is
/// exactly if everything outside the cyclic subgroup is an involution, of which one more lies inside if n is even.
pub(super) fn is_dihedral(orders: &[(u64, usize)]) -> bool {
    let order: usize = orders.iter().map(|o| o.1).sum();
    let half = order / 2;
    let involutions = orders.iter().find(|o| o.0 == 2).map_or(0, |o| o.1);
    order.is_multiple_of(2)
        && orders.iter().any(|o| o.0 == half as u64)
        && involutions == half + usize::from(half.is_multiple_of(2))
}

#[cfg(test)]
mod tests {
    use super::super::examples::{
        alternating, cyclic, dihedral, group, m11, m12, psl_2_7, quaternion, sl_2_5, symmetric,
    };
    use super::*;

    fn class_count(group: &PermutationGroup) -> usize {
        group.elements(LIST_LIMIT).unwrap().classes().len()
    }

    #[test]
    fn class_counts_are_the_published_ones() {
        // partitions of n for S_n; the others: Conway et al., "Atlas of Finite Groups", 1985
        assert_eq!(class_count(&symmetric(5)), 7);
        assert_eq!(class_count(&symmetric(8)), 22);
        assert_eq!(class_count(&alternating(5)), 5);
        assert_eq!(class_count(&alternating(6)), 7);
        assert_eq!(class_count(&quaternion()), 5);
        assert_eq!(class_count(&dihedral(4)), 5);
        assert_eq!(class_count(&psl_2_7(7)), 6);
        assert_eq!(class_count(&psl_2_7(8)), 6);
        assert_eq!(class_count(&m11()), 10);
        assert_eq!(class_count(&m12()), 15);
        assert_eq!(class_count(&sl_2_5()), 9);
        assert_eq!(class_count(&cyclic(60)), 60);
        assert_eq!(class_count(&group(&["()"], 1)), 1);
    }

    #[test]
    fn classes_are_those_of_the_definition() {
        for g in [alternating(4), dihedral(6), quaternion(), symmetric(4)] {
            let elements = g.elements(LIST_LIMIT).unwrap();
            let all: Vec<Transformation> = (0..elements.order())
                .map(|x| Transformation::from_images(elements.images(x)).unwrap())
                .collect();
            for (x, a) in all.iter().enumerate() {
                for (y, b) in all.iter().enumerate() {
                    let conjugate = all.iter().any(|h| &(&h.inverse().unwrap() * a) * h == *b);
                    assert_eq!(conjugate, elements.class_of(x) == elements.class_of(y));
                }
            }
        }
    }

    #[test]
    fn class_sizes_of_a5_are_1_15_20_12_12() {
        let a5 = alternating(5);
        let elements = a5.elements(LIST_LIMIT).unwrap();
        let classes = elements.classes();
        let sizes: Vec<_> = classes.iter().map(|c| (c.element_order, c.size)).collect();
        assert_eq!(sizes, [(1, 1), (2, 15), (3, 20), (5, 12), (5, 12)]);
        assert_eq!(
            elements.element_orders(),
            [(1, 1), (2, 15), (3, 20), (5, 24)]
        );
        assert_eq!(classes[2].representative.to_string(), "(3 4 5)");
    }

    #[test]
    fn centre_and_exponent_are_those_of_small_groups() {
        let facts = |g: PermutationGroup| {
            let elements = g.elements(LIST_LIMIT).unwrap();
            (elements.centre_order(), elements.exponent())
        };
        assert_eq!(facts(quaternion()), (2, 4));
        assert_eq!(facts(dihedral(6)), (2, 6));
        assert_eq!(facts(symmetric(4)), (1, 12));
        assert_eq!(facts(sl_2_5()), (2, 60));
        assert_eq!(facts(cyclic(12)), (12, 12));
    }

    #[test]
    fn more_elements_than_the_limit_are_not_listed() {
        assert!(symmetric(5).elements(119).is_none());
        assert!(symmetric(5).elements(120).is_some());
    }

    #[test]
    fn the_order_is_that_of_the_longest_common_period() {
        let order = |images| {
            Transformation::from_images(images)
                .unwrap()
                .index_and_period()
        };
        assert_eq!(order(&[0, 1, 2]), (1, 1));
        assert_eq!(order(&[1, 2, 0, 4, 3]), (1, 6));
    }
}
