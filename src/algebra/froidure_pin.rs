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

use indexmap::IndexSet;

use crate::algebra::AlgebraError;
use crate::algebra::transformation::Transformation;

/// A listing under way: everything numbered in the order of discovery, which is shortlex.
pub(super) struct Listing<'g> {
    pub(super) generators: &'g [Transformation],
    pub(super) elements: IndexSet<Transformation>,
    pub(super) right: Vec<u32>,
    pub(super) left: Vec<u32>,
    /// Whether element times generator is a new, reduced word.
    reduced: Vec<bool>,
    pub(super) words: Vec<Word>,
    /// The first letter of each word and the element of the others; meaningless for the identity.
    splits: Vec<(usize, u32)>,
    limit: usize,
}

/// The shortlex word of an element, by that of another.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Word {
    /// The element of all letters but the last; of the identity, itself.
    pub(super) prefix: u32,
    /// The last letter; meaningless for the identity.
    pub(super) last: u32,
    pub(super) length: u32,
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
            elements: IndexSet::from([identity]),
            right: Vec::new(),
            left: Vec::new(),
            reduced: Vec::new(),
            words: vec![Word::default()],
            splits: vec![(0, 0)],
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
                        listing.left_times(a, listing.words[u])
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

    /// Generator `a` times the element of `word`, as `(a·prefix)·last`.
    fn left_times(&self, a: usize, word: Word) -> u32 {
        let head = self.left[word.prefix as usize * self.generators.len() + a];
        self.right_of(head, word.last as usize)
    }

    /// Element `u` times generator `a`, by look-up where possible. Pushes to `reduced`.
    fn times(&mut self, u: usize, a: usize) -> Result<u32, AlgebraError> {
        if u > 0 {
            let (b, s) = self.splits[u];
            if !self.reduced[s as usize * self.generators.len() + a] {
                self.reduced.push(false);
                // u·a = b·(s·a), and the word of r = s·a is no longer than u
                let r = self.right_of(s, a);
                return Ok(if r == 0 {
                    self.right[b]
                } else {
                    self.left_times(b, self.words[r as usize])
                });
            }
        }
        let product = &self.elements[u] * &self.generators[a];
        if let Some(known) = self.elements.get_index_of(&product) {
            self.reduced.push(false);
            return Ok(known as u32);
        }
        if self.elements.len() >= self.limit {
            return Err(AlgebraError::TooLarge {
                limit: self.limit,
                found: self.elements.len(),
            });
        }
        self.reduced.push(true);
        let new = self.elements.insert_full(product).0 as u32;
        self.words.push(Word {
            prefix: u as u32,
            last: a as u32,
            length: self.words[u].length + 1,
        });
        let (first, suffix) = self.splits[u];
        self.splits.push(match u {
            0 => (a, 0),
            _ => (first, self.right_of(suffix, a)),
        });
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
