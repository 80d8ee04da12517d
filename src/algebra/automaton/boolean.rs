//! Boolean operations on languages, and whether two languages are the same.
//!
//! The product automaton runs both automata side by side; which of its states accept decides what it means
//! (Rabin and Scott 1959). Only pairs that some word reaches are built. Two languages are the same exactly if
//! no reachable pair has one accepting and one rejecting state; breadth-first search finds the shortest word
//! that leads to such a pair, and among the shortest the first in the order of the letters.
//!
//! Leaves out the nearly linear equivalence test of Hopcroft and Karp, whose word need not be a shortest one.

use std::collections::HashSet;

use crate::algebra::automaton::{AutomatonError, Dfa};

impl Dfa {
    /// The words that this automaton rejects.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self {
            accepting: self.accepting.iter().map(|a| !a).collect(),
            ..self.clone()
        }
    }

    /// The words that either automaton accepts. The letters must be the same, in any order.
    pub fn union(&self, other: &Self) -> Result<Self, AutomatonError> {
        self.product(other, |here, there| here || there)
    }

    /// The words that both automata accept. The letters must be the same, in any order.
    pub fn intersection(&self, other: &Self) -> Result<Self, AutomatonError> {
        self.product(other, |here, there| here && there)
    }

    fn product(
        &self,
        other: &Self,
        accepts: impl Fn(bool, bool) -> bool,
    ) -> Result<Self, AutomatonError> {
        let there = self.letters_in(other)?;
        Ok(Self::explore(
            &self.letters,
            (self.start, other.start),
            |&(p, q), a| (self.next(p, a), other.next(q, there[a])),
            |&(p, q)| accepts(self.is_accepting(p), other.is_accepting(q)),
        ))
    }

    /// The shortest word that one of the two automata accepts and the other rejects, in letters of this one;
    /// `None` if the languages are the same.
    ///
    /// ```
    /// use barrington::algebra::automaton::regex::{DEFAULT_STATES, Regex};
    /// let dfa = |text: &str| Regex::parse(text, "ab").unwrap().compile(DEFAULT_STATES).unwrap();
    /// let word = dfa("(ab)*").difference(&dfa("(ab)*|a(bb)+")).unwrap();
    /// assert_eq!(dfa("(ab)*").text(&word.unwrap()), "abb");
    /// assert_eq!(dfa("a*").difference(&dfa("ε|aa*")).unwrap(), None);
    /// ```
    pub fn difference(&self, other: &Self) -> Result<Option<Vec<usize>>, AutomatonError> {
        let there = self.letters_in(other)?;
        let start = (self.start, other.start);
        let mut seen = HashSet::from([start]);
        // pair, place of the pair before it, letter between the two
        let mut found = vec![(start, 0, 0)];
        let mut at = 0;
        while at < found.len() {
            let ((p, q), ..) = found[at];
            if self.is_accepting(p) != other.is_accepting(q) {
                let mut word = Vec::new();
                while at > 0 {
                    let (_, before, letter) = found[at];
                    word.push(letter);
                    at = before;
                }
                word.reverse();
                return Ok(Some(word));
            }
            for (a, &b) in there.iter().enumerate() {
                let pair = (self.next(p, a), other.next(q, b));
                if seen.insert(pair) {
                    found.push((pair, at, a));
                }
            }
            at += 1;
        }
        Ok(None)
    }

    /// Whether the two automata accept the same words.
    pub fn is_equivalent(&self, other: &Self) -> Result<bool, AutomatonError> {
        Ok(self.difference(other)?.is_none())
    }

    /// The number in `other` of each letter of this automaton.
    fn letters_in(&self, other: &Self) -> Result<Vec<usize>, AutomatonError> {
        let there: Option<Vec<usize>> = self.letters.iter().map(|l| other.letter(l)).collect();
        // letters are distinct, so as many of them, all found, are the same set
        there
            .filter(|_| self.letters.len() == other.letters.len())
            .ok_or_else(|| AutomatonError::DifferentLetters {
                first: self.letters.join(", "),
                second: other.letters.join(", "),
            })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::algebra::automaton::testing::{automata, letters, words};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn operations_mean_what_they_are_called(x in automata(4), y in automata(4)) {
            let union = x.union(&y).unwrap();
            let intersection = x.intersection(&y).unwrap();
            let complement = x.complement();
            for word in words(2, 7) {
                let (here, there) = (x.accepts(&word), y.accepts(&word));
                prop_assert_eq!(union.accepts(&word), here || there);
                prop_assert_eq!(intersection.accepts(&word), here && there);
                prop_assert_eq!(complement.accepts(&word), !here);
            }
        }

        #[test]
        fn the_distinguishing_word_is_the_first_of_the_shortest(x in automata(3), y in automata(3)) {
            // automata of n and m states that agree on words up to length n + m - 2 agree for ever (Moore 1956)
            let first = words(2, 5).into_iter().find(|w| x.accepts(w) != y.accepts(w));
            prop_assert_eq!(x.difference(&y).unwrap(), first);
        }
    }

    #[test]
    fn letters_may_come_in_another_order_but_not_be_others() {
        let ends_in_a = Dfa::new(letters("ab"), 0, vec![false, true], vec![1, 0, 1, 0]).unwrap();
        let the_same = Dfa::new(letters("ba"), 0, vec![false, true], vec![0, 1, 0, 1]).unwrap();
        let other = Dfa::new(letters("ac"), 0, vec![false, true], vec![1, 0, 1, 0]).unwrap();
        assert!(ends_in_a.is_equivalent(&the_same).unwrap());
        assert_eq!(
            ends_in_a.union(&other).unwrap_err().to_string(),
            "one automaton has the letters a, b, the other a, c; give both the same letters"
        );
    }
}
