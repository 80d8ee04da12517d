//! Finite monoids, listed from generators (by the algorithm in `froidure_pin`).
//!
//! **Numbering.** Elements are numbered canonically: the identity is 0, the others follow in
//! lexicographic order of their images. For a permutation group this is plain lexicographic order. It
//! makes S_n the order of `itertools.permutations`, A_n the even ones among them, rotations of n points
//! the residues mod n, and a direct product of groups on disjoint points `index = i·|second| + j`.
//!
//! Leaves out Green's relations, which are in `green`, and monoids too large to list.

use std::sync::OnceLock;

use crate::algebra::AlgebraError;
use crate::algebra::froidure_pin::{Listing, Word};
use crate::algebra::transformation::{Transformation, common_points};

/// Elements allowed where the caller has no reason for another limit.
pub const DEFAULT_LIMIT: usize = 1_000_000;

/// Monoids up to this order keep their whole multiplication table (16 MiB at most), made when first
/// asked for.
const TABLE_ORDER: usize = 2048;

/// A finite monoid of transformations with numbered elements; 0 is the identity.
#[derive(Debug)]
pub struct Monoid {
    generators: Vec<Transformation>,
    elements: Vec<Transformation>,
    /// `[order, generators]`: element times generator.
    right: Vec<u32>,
    /// `[order, generators]`: generator times element.
    left: Vec<u32>,
    words: Vec<Word>,
    /// The elements in shortlex order of their words.
    shortlex: Vec<u32>,
    table: OnceLock<Vec<u32>>,
}

impl Monoid {
    /// Lists the monoid that `generators` generate. Fails if there are none, if they act on different
    /// numbers of points, or if there are more than `limit` elements.
    ///
    /// ```
    /// use barrington::algebra::monoid::{DEFAULT_LIMIT, Monoid};
    /// use barrington::algebra::transformation::Transformation;
    /// let cycle = Transformation::parse_cycles("(1 2 3)", 3).unwrap();
    /// let swap = Transformation::parse_cycles("(1 2)", 3).unwrap();
    /// let s3 = Monoid::from_generators(&[cycle, swap], DEFAULT_LIMIT).unwrap();
    /// assert_eq!(s3.order(), 6);
    /// assert_eq!(s3.element(1).to_string(), "(2 3)");
    /// ```
    pub fn from_generators(
        generators: &[Transformation],
        limit: usize,
    ) -> Result<Self, AlgebraError> {
        common_points(generators)?;
        Ok(Self::canonical(&Listing::new(generators, limit)?))
    }

    /// Renumbers from order of discovery to the canonical order.
    fn canonical(found: &Listing<'_>) -> Self {
        let n = found.elements.len();
        let g = found.generators.len();
        let mut old: Vec<u32> = (0..n as u32).collect();
        old[1..].sort_by(|&x, &y| found.elements[x as usize].cmp(&found.elements[y as usize]));
        let mut new = vec![0u32; n];
        for (k, &x) in old.iter().enumerate() {
            new[x as usize] = k as u32;
        }
        let graph = |edges: &[u32]| -> Vec<u32> {
            old.iter()
                .flat_map(|&x| &edges[x as usize * g..(x as usize + 1) * g])
                .map(|&y| new[y as usize])
                .collect()
        };
        let renamed = |&x: &u32| {
            let word = found.words[x as usize];
            let prefix = new[word.prefix as usize];
            Word { prefix, ..word }
        };
        let element = |&x: &u32| found.elements[x as usize].clone();
        Self {
            generators: found.generators.to_vec(),
            right: graph(&found.right),
            left: graph(&found.left),
            words: old.iter().map(renamed).collect(),
            elements: old.iter().map(element).collect(),
            shortlex: new,
            table: OnceLock::new(),
        }
    }

    /// The number of elements.
    pub fn order(&self) -> usize {
        self.elements.len()
    }

    /// The generators, as given.
    pub fn generators(&self) -> &[Transformation] {
        &self.generators
    }

    /// All elements by number.
    pub fn elements(&self) -> &[Transformation] {
        &self.elements
    }

    /// Element `x`.
    pub fn element(&self, x: u32) -> &Transformation {
        &self.elements[x as usize]
    }

    /// The number of `t`, if it is an element.
    pub fn number(&self, t: &Transformation) -> Option<u32> {
        if t.is_identity() {
            return (t.points() == self.elements[0].points()).then_some(0);
        }
        let found = self.elements[1..].binary_search(t).ok()?;
        Some(found as u32 + 1)
    }

    /// The number of generator `a`.
    pub fn generator(&self, a: usize) -> u32 {
        self.right(0, a)
    }

    /// `x` times generator `a`: an edge of the right Cayley graph.
    pub fn right(&self, x: u32, a: usize) -> u32 {
        self.right[x as usize * self.generators.len() + a]
    }

    /// Generator `a` times `x`: an edge of the left Cayley graph.
    pub fn left(&self, x: u32, a: usize) -> u32 {
        self.left[x as usize * self.generators.len() + a]
    }

    /// The product `x·y`, left factor first.
    pub fn product(&self, x: u32, y: u32) -> u32 {
        if self.order() <= TABLE_ORDER {
            let table = self.table.get_or_init(|| self.multiplication_table());
            return table[x as usize * self.order() + y as usize];
        }
        self.product_by_words(x, y)
    }

    /// The product by walking the shorter of the two words along a Cayley graph.
    fn product_by_words(&self, x: u32, y: u32) -> u32 {
        if self.words[y as usize].length <= self.words[x as usize].length {
            self.word(y).iter().fold(x, |at, &a| self.right(at, a))
        } else {
            self.word(x).iter().rev().fold(y, |at, &a| self.left(at, a))
        }
    }

    /// Row `x`, column `y`: `x·y = (x·prefix(y))·last(y)`, columns in shortlex order.
    fn multiplication_table(&self) -> Vec<u32> {
        let n = self.order();
        let mut table = vec![0u32; n * n];
        for (x, row) in table.chunks_exact_mut(n).enumerate() {
            row[0] = x as u32;
            for &y in &self.shortlex[1..] {
                let word = self.words[y as usize];
                row[y as usize] = self.right(row[word.prefix as usize], word.last as usize);
            }
        }
        table
    }

    /// The shortlex least word for `x`, as generator numbers.
    pub fn word(&self, x: u32) -> Vec<usize> {
        let mut rest = self.words[x as usize];
        let mut word = Vec::with_capacity(rest.length as usize);
        while rest.length > 0 {
            word.push(rest.last as usize);
            rest = self.words[rest.prefix as usize];
        }
        word.reverse();
        word
    }

    /// The elements in shortlex order of their words.
    pub fn shortlex(&self) -> &[u32] {
        &self.shortlex
    }

    /// Index and period of `x`: the least `i >= 1`, `p >= 1` with `x^(i+p) = x^i`.
    pub fn powers(&self, x: u32) -> (usize, usize) {
        // from the points, not by products: the words of a large monoid can be as long as it is large
        self.element(x).index_and_period()
    }

    /// The elements with `e·e = e`, in order.
    pub fn idempotents(&self) -> Vec<u32> {
        // they fix every point of their image
        let is_idempotent = |&e: &u32| {
            let images = self.element(e).images();
            images.iter().all(|&i| images[usize::from(i)] == i)
        };
        (0..self.order() as u32).filter(is_idempotent).collect()
    }

    /// Whether every element has an inverse: whether every generator is a permutation.
    pub fn is_group(&self) -> bool {
        self.generators.iter().all(Transformation::is_permutation)
    }

    /// Whether every element has period 1, that is, no subsemigroup is a non-trivial group.
    pub fn is_aperiodic(&self) -> bool {
        (0..self.order() as u32).all(|x| self.powers(x).1 == 1)
    }

    /// The inverse of `x`, if it has one.
    pub fn inverse(&self, x: u32) -> Option<u32> {
        self.number(&self.element(x).inverse()?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn monoid(cycles: &[&str], points: usize) -> Monoid {
        let generators: Vec<_> = cycles
            .iter()
            .map(|c| Transformation::parse_cycles(c, points).unwrap())
            .collect();
        Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap()
    }

    fn generators() -> impl Strategy<Value = Vec<Transformation>> {
        let map = prop::collection::vec(0u16..4, 4)
            .prop_map(|images| Transformation::from_images(&images).unwrap());
        prop::collection::vec(map, 1..4)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn graphs_and_tables_multiply_as_transformations_do(gens in generators(), seed in 0u32..1000) {
            let monoid = Monoid::from_generators(&gens, 1000).unwrap();
            let n = monoid.order() as u32;
            for x in (0..n).map(|k| (k * 7 + seed) % n) {
                let y = (x * 31 + seed) % n;
                let product = monoid.element(x) * monoid.element(y);
                prop_assert_eq!(monoid.element(monoid.product(x, y)), &product);
                prop_assert_eq!(monoid.product(x, y), monoid.product_by_words(x, y));
                for (a, g) in gens.iter().enumerate() {
                    prop_assert_eq!(monoid.element(monoid.right(x, a)), &(monoid.element(x) * g));
                    prop_assert_eq!(monoid.element(monoid.left(x, a)), &(g * monoid.element(x)));
                }
            }
        }

        #[test]
        fn a_word_multiplies_out_to_its_element(gens in generators()) {
            let monoid = Monoid::from_generators(&gens, 1000).unwrap();
            let mut before: Option<Vec<usize>> = None;
            for &x in monoid.shortlex() {
                let word = monoid.word(x);
                let identity = Transformation::identity(4);
                let product = word.iter().fold(identity, |p, &a| &p * &gens[a]);
                prop_assert_eq!(&product, monoid.element(x));
                if let Some(before) = before {
                    prop_assert!((before.len(), &before) < (word.len(), &word));
                }
                before = Some(word);
            }
        }

        #[test]
        fn relabelling_the_generators_relabels_the_graph(gens in generators()) {
            let monoid = Monoid::from_generators(&gens, 1000).unwrap();
            let backwards: Vec<_> = gens.iter().rev().cloned().collect();
            let other = Monoid::from_generators(&backwards, 1000).unwrap();
            prop_assert_eq!(monoid.elements(), other.elements());
            for x in 0..monoid.order() as u32 {
                for a in 0..gens.len() {
                    prop_assert_eq!(monoid.right(x, a), other.right(x, gens.len() - 1 - a));
                }
            }
        }
    }

    #[test]
    fn the_full_transformation_monoid_of_four_points_has_256_elements_and_41_idempotents() {
        // n^n elements, and sum over k of C(n,k) k^(n-k) idempotents (Tainiter 1968)
        let gens = ["2 3 4 1", "2 1 3 4", "1 1 3 4"]
            .map(|t| Transformation::parse_images(t, Some(4)).unwrap());
        let monoid = Monoid::from_generators(&gens, DEFAULT_LIMIT).unwrap();
        assert_eq!((monoid.order(), monoid.idempotents().len()), (256, 41));
        assert!(!monoid.is_group() && !monoid.is_aperiodic());
    }

    #[test]
    fn residues_are_numbered_as_residues() {
        let z60: Vec<String> = (1..=60).map(|i| i.to_string()).collect();
        let z60 = monoid(&[&format!("({})", z60.join(" "))], 60);
        for x in 0..60 {
            assert_eq!(z60.product(x, 1), (x + 1) % 60);
            assert_eq!(z60.product(x, 17), (x + 17) % 60);
            assert_eq!(z60.powers(x), (1, 60 / gcd(x, 60) as usize));
        }
    }

    fn gcd(a: u32, b: u32) -> u32 {
        if b == 0 { a } else { gcd(b, a % b) }
    }

    #[test]
    fn orders_of_the_small_groups_are_the_known_ones() {
        assert_eq!(monoid(&["(1 2 3 4 5)", "(1 2)"], 5).order(), 120);
        assert_eq!(monoid(&["(1 2 3 4 5)", "(1 2 3)"], 5).order(), 60);
        assert_eq!(monoid(&["(1 2 3 4 5 6 7)", "(1 2)"], 7).order(), 5040);
        // the Mathieu group of degree 11
        let m11 = monoid(&["(1 2 3 4 5 6 7 8 9 10 11)", "(3 7 11 8)(4 10 5 6)"], 11);
        assert_eq!(m11.order(), 7920);
        assert_eq!(
            m11.product(m11.inverse(4711).unwrap(), 4711),
            0,
            "large monoids multiply by words"
        );
    }

    #[test]
    fn index_and_period_of_a_path_into_a_cycle() {
        let t = Transformation::parse_images("2 3 4 5 3", None).unwrap();
        let monoid = Monoid::from_generators(&[t], 100).unwrap();
        assert_eq!(monoid.powers(monoid.generator(0)), (2, 3));
        assert_eq!(monoid.order(), 5);
        assert_eq!(monoid.powers(0), (1, 1));
    }
}
