//! The algorithm of Froidure and Pin: all elements of a monoid from its generators.
//!
//! Words over the generators are visited in shortlex order (short first, then by generator). The word
//! `u·a` with `u = b·s` is multiplied out only where `s·a` is reduced; elsewhere its value follows from
//! the Cayley graphs already known:
//!
//! ```text
//! s·a = r = prefix(r)·c          u·a = b·r = (b·prefix(r))·c
//! ```
//!
//! So about one multiplication of transformations is made for each element and rewriting rule; the rest
//! are look-ups.
//!
//! Source: V. Froidure and J.-E. Pin, "Algorithms for computing finite semigroups", Foundations of
//! Computational Mathematics (Rio de Janeiro 1997), 112-126. Differs: the identity is always an element,
//! as the empty word; the rewriting rules themselves are not kept.

use std::collections::HashMap;

use crate::algebra::AlgebraError;
use crate::algebra::transformation::Transformation;

/// A listing under way: everything numbered in the order of discovery, which is shortlex.
pub(super) struct Listing<'g> {
    pub(super) generators: &'g [Transformation],
    numbers: HashMap<Transformation, u32>,
    pub(super) elements: Vec<Transformation>,
    pub(super) right: Vec<u32>,
    pub(super) left: Vec<u32>,
    /// Whether element times generator is a new, reduced word.
    reduced: Vec<bool>,
    pub(super) prefix: Vec<u32>,
    pub(super) last: Vec<u32>,
    /// All but the first letter of the word.
    suffix: Vec<u32>,
    first: Vec<u32>,
    pub(super) length: Vec<u32>,
    limit: usize,
}

impl<'g> Listing<'g> {
    /// Lists everything. There is at least one generator and all act on the same points.
    pub(super) fn new(
        generators: &'g [Transformation],
        limit: usize,
    ) -> Result<Self, AlgebraError> {
        let identity = Transformation::identity(generators[0].points());
        let mut listing = Self {
            generators,
            numbers: HashMap::from([(identity.clone(), 0)]),
            elements: vec![identity],
            right: Vec::new(),
            left: Vec::new(),
            reduced: Vec::new(),
            prefix: vec![0],
            last: vec![0],
            suffix: vec![0],
            first: vec![0],
            length: vec![0],
            limit,
        };
        let mut level = 0..1;
        while !level.is_empty() {
            for u in level.clone() {
                for a in 0..generators.len() {
                    let product = listing.times(u, a)?;
                    listing.right.push(product);
                }
            }
            // a·u = (a·prefix(u))·last(u), both known once the level is complete
            for u in level.clone() {
                for a in 0..generators.len() {
                    let product = if u == 0 {
                        listing.right[a]
                    } else {
                        let head = listing.left_of(listing.prefix[u], a);
                        listing.right_of(head, listing.last[u] as usize)
                    };
                    listing.left.push(product);
                }
            }
            level = level.end..listing.elements.len();
        }
        Ok(listing)
    }

    fn right_of(&self, x: u32, a: usize) -> u32 {
        self.right[x as usize * self.generators.len() + a]
    }

    fn left_of(&self, x: u32, a: usize) -> u32 {
        self.left[x as usize * self.generators.len() + a]
    }

    /// Element `u` times generator `a`, by look-up where possible. Pushes to `reduced`.
    fn times(&mut self, u: usize, a: usize) -> Result<u32, AlgebraError> {
        if u > 0 {
            let (b, s) = (self.first[u] as usize, self.suffix[u]);
            if !self.reduced[s as usize * self.generators.len() + a] {
                self.reduced.push(false);
                // u·a = b·(s·a), and the word of r = s·a is no longer than u
                let r = self.right_of(s, a);
                return Ok(if r == 0 {
                    self.right[b]
                } else {
                    let head = self.left_of(self.prefix[r as usize], b);
                    self.right_of(head, self.last[r as usize] as usize)
                });
            }
        }
        let product = &self.elements[u] * &self.generators[a];
        if let Some(&known) = self.numbers.get(&product) {
            self.reduced.push(false);
            return Ok(known);
        }
        if self.elements.len() >= self.limit {
            return Err(AlgebraError::TooLarge {
                limit: self.limit,
                found: self.elements.len(),
            });
        }
        self.reduced.push(true);
        let new = self.elements.len() as u32;
        self.numbers.insert(product.clone(), new);
        self.elements.push(product);
        self.prefix.push(u as u32);
        self.last.push(a as u32);
        self.length.push(self.length[u] + 1);
        if u == 0 {
            self.first.push(a as u32);
            self.suffix.push(0);
        } else {
            self.first.push(self.first[u]);
            self.suffix.push(self.right_of(self.suffix[u], a));
        }
        Ok(new)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::algebra::monoid::Monoid;

    fn generators() -> impl Strategy<Value = Vec<Transformation>> {
        let map = prop::collection::vec(0u16..4, 4)
            .prop_map(|images| Transformation::from_images(&images).unwrap());
        prop::collection::vec(map, 1..4)
    }

    /// The monoid as a set, by multiplying until nothing new appears.
    fn naive(generators: &[Transformation]) -> BTreeSet<Transformation> {
        let mut found = BTreeSet::from([Transformation::identity(generators[0].points())]);
        loop {
            let more: BTreeSet<_> = found
                .iter()
                .flat_map(|x| generators.iter().map(move |g| x * g))
                .chain(found.iter().cloned())
                .collect();
            if more.len() == found.len() {
                return found;
            }
            found = more;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_element_is_found_and_no_other(gens in generators()) {
            let monoid = Monoid::from_generators(&gens, 1000).unwrap();
            let found: BTreeSet<_> = monoid.elements().iter().cloned().collect();
            prop_assert_eq!(found, naive(&gens));
            prop_assert!(monoid.element(0).is_identity());
            prop_assert!(monoid.elements()[1..].is_sorted());
        }
    }

    #[test]
    fn a_limit_that_is_reached_says_what_was_found_and_what_to_do() {
        let gens =
            ["(1 2 3 4 5 6 7 8 9)", "(1 2)"].map(|c| Transformation::parse_cycles(c, 9).unwrap());
        let error = Monoid::from_generators(&gens, 1000).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the generators produce more than 1000 elements (stopped after finding 1000); raise `limit` if you meant it, or look for a wrong generator"
        );
    }

    #[test]
    fn no_generators_and_mixed_points_are_refused() {
        assert_eq!(
            Monoid::from_generators(&[], 10).unwrap_err(),
            AlgebraError::NoGenerators
        );
        let gens = [Transformation::identity(2), Transformation::identity(3)];
        assert_eq!(
            Monoid::from_generators(&gens, 10).unwrap_err().to_string(),
            "generator 2 acts on 3 points, the first one on 2; all must act on the same points"
        );
    }
}
