//! Complete deterministic finite automata.
//!
//! An automaton has letters `0..k` with names, states `0..n`, one of them the start, some of them accepting,
//! and one transition for each state and letter. It reads a word from left to right, so the word `u·v` acts
//! as "first u, then v": letters are transformations of the states that multiply as everywhere in `algebra`.
//!
//! [`Dfa::trim`] numbers the states in breadth-first order, letters in their order. Two trimmed automata are
//! isomorphic exactly if they are equal, so [`Dfa::minimal`] gives one automaton for each language
//! (M. O. Rabin and D. Scott, IBM Journal 3, 1959, 114-125; J. Myhill and A. Nerode for uniqueness).
//!
//! Leaves out non-deterministic automata, names of states, and automata over infinite alphabets.

pub mod dfa_file;
mod error;
pub mod expressions;
#[cfg(test)]
mod golden;
mod minimise;
mod quasi;
pub mod random;
pub mod regex;
pub mod syntactic;

pub use error::AutomatonError;

use std::collections::BTreeSet;
use std::hash::Hash;

use crate::algebra::reach::reach;

/// A complete deterministic automaton.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dfa {
    letters: Vec<String>,
    start: u32,
    accepting: Vec<bool>,
    /// `[states, letters]`
    next: Vec<u32>,
}

impl Dfa {
    /// The automaton with as many states as `accepting` has entries and the transitions
    /// `next[state * letters + letter]`. Letters are names without spaces, each once.
    ///
    /// ```
    /// use barrington::algebra::automaton::Dfa;
    /// let letters = vec!["a".to_owned(), "b".to_owned()];
    /// // an even number of a's
    /// let even = Dfa::new(letters, 0, vec![true, false], vec![1, 0, 0, 1]).unwrap();
    /// assert!(even.accepts(&[0, 1, 1, 0]));
    /// assert!(!even.accepts(&[1, 0, 1]));
    /// ```
    pub fn new(
        letters: Vec<String>,
        start: u32,
        accepting: Vec<bool>,
        next: Vec<u32>,
    ) -> Result<Self, AutomatonError> {
        check_letters(&letters)?;
        let (states, k) = (accepting.len(), letters.len());
        let last = states.checked_sub(1).ok_or(AutomatonError::NoStates)?;
        if start as usize > last {
            return Err(AutomatonError::Table(format!(
                "the start state {start} does not exist: the states are 0 to {last}; correct it"
            )));
        }
        if next.len() != states * k {
            return Err(AutomatonError::Table(format!(
                "{} transitions do not fill {states} states with {k} letters; give one for each state and letter",
                next.len()
            )));
        }
        if let Some(at) = next.iter().position(|&q| q as usize > last) {
            let (state, letter, target) = (at / k, &letters[at % k], next[at]);
            return Err(AutomatonError::Table(format!(
                "the transition from state {state} by `{letter}` leads to {target}, but the states are 0 to {last}; correct it"
            )));
        }
        Ok(Self {
            letters,
            start,
            accepting,
            next,
        })
    }

    /// The automaton of everything that can be reached from `start` by `step(state, letter)`; states are
    /// numbered breadth-first. `letters` are those of an automaton already checked.
    fn explore<S: Hash + Eq>(
        letters: &[String],
        start: S,
        step: impl Fn(&S, usize) -> S,
        accepts: impl FnMut(&S) -> bool,
    ) -> Self {
        let reached = reach([start], letters.len(), usize::MAX, |q, a| Some(step(q, a)));
        let (states, next) = reached.expect("there is no limit");
        Self {
            letters: letters.to_vec(),
            start: 0,
            accepting: states.iter().map(accepts).collect(),
            next,
        }
    }

    /// The names of the letters.
    pub fn letters(&self) -> &[String] {
        &self.letters
    }

    /// The number of states.
    pub fn states(&self) -> usize {
        self.accepting.len()
    }

    /// The start state.
    pub fn start(&self) -> u32 {
        self.start
    }

    /// Whether a word that ends in `state` is accepted.
    pub fn is_accepting(&self, state: u32) -> bool {
        self.accepting[state as usize]
    }

    /// Where `letter` leads from `state`.
    pub fn next(&self, state: u32, letter: usize) -> u32 {
        self.next[state as usize * self.letters.len() + letter]
    }

    /// The state after `word`, read from the start.
    pub fn run(&self, word: &[usize]) -> u32 {
        word.iter().fold(self.start, |q, &a| self.next(q, a))
    }

    /// Whether `word` is in the language.
    pub fn accepts(&self, word: &[usize]) -> bool {
        self.is_accepting(self.run(word))
    }

    /// The same language without the states that no word reaches, numbered breadth-first from 0.
    #[must_use]
    pub fn trim(&self) -> Self {
        Self::explore(
            &self.letters,
            self.start,
            |&q, a| self.next(q, a),
            |&q| self.is_accepting(q),
        )
    }
}

/// Whether words over `letters` can be told apart.
fn check_letters(letters: &[String]) -> Result<(), AutomatonError> {
    if letters.is_empty() {
        return Err(AutomatonError::NoLetters);
    }
    let mut seen = BTreeSet::new();
    for letter in letters {
        if letter.is_empty() || letter.contains(char::is_whitespace) {
            return Err(AutomatonError::NotALetter(letter.clone()));
        }
        if !seen.insert(letter) {
            return Err(AutomatonError::RepeatedLetter(letter.clone()));
        }
    }
    Ok(())
}

/// What the tests of several files need.
#[cfg(test)]
pub(super) mod testing {
    use proptest::prelude::*;

    use super::*;

    /// Letters of one character each.
    pub(in crate::algebra) fn letters(names: &str) -> Vec<String> {
        names.chars().map(String::from).collect()
    }

    /// Automata over `a`, `b` with up to `states` states, not all of them reachable.
    pub(in crate::algebra) fn automata(states: usize) -> impl Strategy<Value = Dfa> {
        (1..=states).prop_flat_map(|n| {
            let next = prop::collection::vec(0..n as u32, 2 * n);
            let accepting = prop::collection::vec(any::<bool>(), n);
            (0..n as u32, accepting, next).prop_map(|(start, accepting, next)| {
                Dfa::new(letters("ab"), start, accepting, next).unwrap()
            })
        })
    }

    impl Dfa {
        /// Reads a word: letters side by side if each letter is one character, else with spaces between them.
        pub(crate) fn word(&self, text: &str) -> Option<Vec<usize>> {
            let number = |name: &str| self.letters.iter().position(|l| l == name);
            if self.letters.iter().all(|l| l.chars().count() == 1) {
                let characters = text.chars().filter(|c| !c.is_whitespace());
                characters.map(|c| number(&c.to_string())).collect()
            } else {
                text.split_whitespace().map(number).collect()
            }
        }

        /// A word with spaces between its letters.
        pub(in crate::algebra) fn text(&self, word: &[usize]) -> String {
            let names: Vec<&str> = word.iter().map(|&a| self.letters[a].as_str()).collect();
            names.join(" ")
        }

        /// Whether another automaton over the same letters accepts the same words: whether no pair of states that a
        /// word reaches has one that accepts and one that rejects (Rabin and Scott 1959).
        pub(in crate::algebra) fn is_equivalent(&self, other: &Self) -> bool {
            let pairs = Self::explore(
                &self.letters,
                (self.start, other.start),
                |&(p, q), a| (self.next(p, a), other.next(q, a)),
                |&(p, q)| self.is_accepting(p) != other.is_accepting(q),
            );
            !pairs.accepting.contains(&true)
        }
    }

    /// All words of at most `length` letters in shortlex order.
    pub(in crate::algebra) fn words(letters: usize, length: usize) -> Vec<Vec<usize>> {
        let mut all = vec![Vec::new()];
        let mut level = 0..1;
        for _ in 0..length {
            for w in level.clone() {
                for a in 0..letters {
                    let mut longer: Vec<usize> = all[w].clone();
                    longer.push(a);
                    all.push(longer);
                }
            }
            level = level.end..all.len();
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::testing::{automata, letters, words};
    use super::*;

    proptest! {
        #[test]
        fn trimming_keeps_the_language_and_reaches_every_state(dfa in automata(6)) {
            let trimmed = dfa.trim();
            let all = words(2, 6);
            for word in &all {
                prop_assert_eq!(trimmed.accepts(word), dfa.accepts(word));
            }
            let reached: BTreeSet<u32> = all.iter().map(|w| trimmed.run(w)).collect();
            prop_assert_eq!(reached.len(), trimmed.states());
            prop_assert_eq!(trimmed.trim(), trimmed);
        }
    }

    #[test]
    fn a_wrong_automaton_is_refused_with_the_remedy() {
        let error = |names: &str, start, states: usize, next: &[u32]| {
            Dfa::new(letters(names), start, vec![true; states], next.to_vec())
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            error("", 0, 1, &[]),
            "the alphabet is empty; give at least one letter"
        );
        assert_eq!(
            error("aba", 0, 1, &[0, 0, 0]),
            "the letter `a` is given twice; remove one"
        );
        assert_eq!(
            error("a ", 0, 1, &[0, 0]),
            "` ` cannot be a letter; use a name that is not empty and has no space in it"
        );
        assert_eq!(
            error("a", 0, 0, &[]),
            "an automaton needs a state to start in; give at least one state"
        );
        assert_eq!(
            error("a", 2, 2, &[0, 1]),
            "the start state 2 does not exist: the states are 0 to 1; correct it"
        );
        assert_eq!(
            error("ab", 0, 2, &[0, 1, 1]),
            "3 transitions do not fill 2 states with 2 letters; give one for each state and letter"
        );
        assert_eq!(
            error("ab", 0, 2, &[0, 1, 1, 2]),
            "the transition from state 1 by `b` leads to 2, but the states are 0 to 1; correct it"
        );
    }
}
