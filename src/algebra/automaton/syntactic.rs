//! The syntactic monoid and morphism of a regular language.
//!
//! Two words u, v are congruent if no context tells them apart: `xuy` is in the language exactly if `xvy` is, for
//! all words x, y. The classes form the syntactic monoid M, the morphism eta sends a word to its class, and
//! whether a word is in the language depends on its class alone. M is the monoid of transformations that words
//! make of the states of the minimal automaton, so it is listed from the letters' transformations.
//!
//! Source: M. O. Rabin and D. Scott, IBM Journal 3, 1959, 114-125 (Theorem 1); R. McNaughton and S. Papert,
//! "The syntactic monoid of a regular event", in Algebraic Theory of Machines, Languages and Semigroups,
//! Academic Press 1968, 297-312.
//!
//! Leaves out the syntactic semigroup and the ordered syntactic monoid; M always has the class of the empty word.

use std::sync::OnceLock;

use crate::algebra::AlgebraError;
use crate::algebra::automaton::Dfa;
use crate::algebra::monoid::Monoid;
use crate::algebra::transformation::{Transformation, check_points};

/// The syntactic morphism of a language: the minimal automaton and the monoid.
#[derive(Debug)]
pub struct Syntactic {
    dfa: Dfa,
    monoid: Monoid,
    /// Worked out when it is first asked for.
    pub(super) modulus: OnceLock<u128>,
}

impl Syntactic {
    /// The syntactic morphism of the language of `dfa`. Fails if the minimal automaton has more than 65535
    /// states, or the monoid more than `limit` elements.
    ///
    /// ```
    /// use barrington::algebra::automaton::regex::{DEFAULT_STATES, Regex};
    /// use barrington::algebra::automaton::syntactic::Syntactic;
    /// use barrington::algebra::monoid::DEFAULT_LIMIT;
    /// let dfa = Regex::parse("(ab)*", "").unwrap().compile(DEFAULT_STATES).unwrap();
    /// let syntactic = Syntactic::of(&dfa, DEFAULT_LIMIT).unwrap();
    /// assert_eq!(syntactic.monoid().order(), 6); // 1, a, b, ab, ba, 0
    /// assert!(syntactic.is_quasi_aperiodic());
    /// ```
    pub fn of(dfa: &Dfa, limit: usize) -> Result<Self, AlgebraError> {
        let dfa = dfa.minimal();
        check_points(dfa.states())?;
        let act = |a| {
            let images: Vec<u16> = (0..dfa.states() as u32)
                .map(|q| dfa.next(q, a) as u16)
                .collect();
            Transformation::from_images(&images)
        };
        let letters: Vec<Transformation> = (0..dfa.letters().len())
            .map(act)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            monoid: Monoid::from_generators(&letters, limit)?,
            dfa,
            modulus: OnceLock::new(),
        })
    }

    /// The minimal automaton.
    pub fn dfa(&self) -> &Dfa {
        &self.dfa
    }

    /// The syntactic monoid; generator `a` is letter `a` acting on the states of the minimal automaton.
    pub fn monoid(&self) -> &Monoid {
        &self.monoid
    }

    /// eta of a letter.
    pub fn letter(&self, a: usize) -> u32 {
        self.monoid.generator(a)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::algebra::automaton::testing::{automata, letters, words};
    use crate::algebra::monoid::DEFAULT_LIMIT;

    impl Syntactic {
        /// eta of a word.
        fn image(&self, word: &[usize]) -> u32 {
            word.iter().fold(0, |x, &a| self.monoid.right(x, a))
        }

        /// Whether the words that eta sends to `x` are in the language.
        fn accepts(&self, x: u32) -> bool {
            let images = self.monoid.element(x).images();
            let end = images[self.dfa.start() as usize];
            self.dfa.is_accepting(u32::from(end))
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_morphism_recognises_the_language(dfa in automata(5)) {
            let syntactic = Syntactic::of(&dfa, DEFAULT_LIMIT).unwrap();
            for word in words(2, 7) {
                prop_assert_eq!(syntactic.accepts(syntactic.image(&word)), dfa.accepts(&word));
            }
        }

        #[test]
        fn elements_are_equal_exactly_if_no_context_tells_them_apart(dfa in automata(4)) {
            let syntactic = Syntactic::of(&dfa, DEFAULT_LIMIT).unwrap();
            let order = syntactic.monoid().order() as u32;
            // one word for each element is a complete set of contexts and of words
            let word = |x| syntactic.monoid().word(x);
            let signature = |x: u32| -> Vec<bool> {
                (0..order)
                    .flat_map(|left| (0..order).map(move |right| (left, right)))
                    .map(|(left, right)| dfa.accepts(&[word(left), word(x), word(right)].concat()))
                    .collect()
            };
            prop_assume!(order <= 60);
            let told_apart: BTreeSet<Vec<bool>> = (0..order).map(signature).collect();
            prop_assert_eq!(told_apart.len(), order as usize);
        }
    }

    #[test]
    fn letters_that_act_alike_share_an_element() {
        // words of even length
        let dfa = Dfa::new(letters("ab"), 0, vec![true, false], vec![1, 1, 0, 0]).unwrap();
        let syntactic = Syntactic::of(&dfa, DEFAULT_LIMIT).unwrap();
        assert_eq!(syntactic.monoid().order(), 2);
        assert_eq!(syntactic.letter(0), syntactic.letter(1));
        assert!(syntactic.accepts(0) && !syntactic.accepts(1));
    }

    #[test]
    fn a_limit_that_is_reached_is_an_error() {
        // all permutations of five states
        let next = (0..5u32).flat_map(|q| [(q + 1) % 5, [1, 0, 2, 3, 4][q as usize]]);
        let accepting = vec![true, false, false, false, false];
        let dfa = Dfa::new(letters("ab"), 0, accepting, next.collect()).unwrap();
        assert_eq!(Syntactic::of(&dfa, 120).unwrap().monoid().order(), 120);
        assert!(matches!(
            Syntactic::of(&dfa, 119),
            Err(AlgebraError::TooLarge { limit: 119, .. })
        ));
    }
}
