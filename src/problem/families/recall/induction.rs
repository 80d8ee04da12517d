//! Induction heads: after every letter, what followed the same letter the last time.
//!
//! ```text
//! letters       a    b    c    a    b    b    a    c
//! labels        new  new  new  b    c    b    b    a
//! ```
//!
//! With `hops = k` one goes back k times: from place i to the place after the last earlier letter that equals the one
//! at i, then from there in the same way; the label is the letter where one arrives, or `new` if some step finds
//! nothing. An operation is a letter; letters are drawn uniformly.
//!
//! Sources: C. Olsson et al., "In-context Learning and Induction Heads" (2022), arXiv:2209.11895; k hops: C. Sanford,
//! D. Hsu, M. Telgarsky, "Transformers, Parallel Computation, and Logarithmic Depth", ICML 2024, arXiv:2402.09268.
//!
//! For one hop the memory is the last letter and a table of successors, and with few letters the monoid is listed.

use serde::{Deserialize, Serialize};

use super::{FIRST_ORDER, MANY};
use crate::algebra::reach::reach;
use crate::base::rng::{Stream, below};
use crate::base::wrong::Wrong;
use crate::problem::answer::Answer;
use crate::problem::families::Config;
use crate::problem::knowledge::Knowledge;
use crate::problem::script::{Kept, Script, kept, letters, names};
use crate::problem::{Asked, Problem, Written, number};

/// Induction heads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InductionConfig {
    /// The number of letters.
    pub letters: usize,
    /// How many times one goes back.
    #[serde(default = "number::<1, _>")]
    pub hops: usize,
}

/// Letters up to which the monoid for one hop is listed.
const LISTABLE: usize = 4;
/// Elements allowed: more than there are.
const LIMIT: usize = 100_000;

impl Config for InductionConfig {
    fn check(&self, wrong: &mut Wrong) {
        wrong.range("letters", self.letters, 2..=MANY);
        wrong.range("hops", self.hops, 1..=MANY);
    }

    fn build(&self, _: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(Box::new(Induction::of(self)?))
    }
}

/// Induction, ready to draw and solve.
struct Induction {
    hops: usize,
    kept: Kept,
}

/// What has been seen: the last letter and what followed each one.
type Memory = (Option<usize>, Vec<Option<usize>>);

/// The transformations of all memories that can be reached, letter by letter.
fn transitions(letters: usize) -> Vec<Vec<u16>> {
    let step = |(last, followed): &Memory, letter| {
        let mut followed = followed.clone();
        if let Some(last) = *last {
            followed[last] = Some(letter);
        }
        Some((Some(letter), followed))
    };
    let reached = reach([(None, vec![None; letters])], letters, usize::MAX, step);
    let (_, next) = reached.expect("there is no limit");
    let images = |letter| next.iter().skip(letter).step_by(letters);
    let images = (0..letters).map(|letter| images(letter).map(|&to| to as u16).collect());
    images.collect()
}

impl Induction {
    /// The problem of `config`, which has nothing wrong; lists the monoid if it is small.
    fn of(config: &InductionConfig) -> Result<Self, Wrong> {
        let (count, hops) = (config.letters, config.hops);
        let alphabet = letters(count);
        let known = if hops == 1 && count <= LISTABLE {
            Knowledge::of_maps(transitions(count), LIMIT)?
        } else {
            FIRST_ORDER.into()
        };
        let labels = [&alphabet[..], &names(["new"])].concat();
        Ok(Self {
            hops,
            kept: Kept::new(Script::fitting(&alphabet), labels, known),
        })
    }
}

impl Asked for Induction {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let letters = self.alphabet().len() as u32;
        input.extend((0..length).map(|_| below(rng, letters)));
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        answers.clear();
        let letters = self.alphabet().len();
        // of each letter, where it stood last; of each place, where one hop leads
        let mut last: Vec<Option<usize>> = vec![None; letters];
        let mut hop: Vec<Option<usize>> = Vec::with_capacity(input.len());
        for (i, &letter) in input.iter().enumerate() {
            let before = last[letter as usize].replace(i);
            hop.push(before.map(|place| place + 1));
            let mut place = Some(i);
            for _ in 0..self.hops {
                place = place.and_then(|place| hop[place]);
            }
            let label = place.map_or(letters as u32, |place| input[place]);
            answers.push(Answer::operation(label).when(place.is_some()));
        }
    }
}

kept!(Induction);

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::problem::Known;

    fn problem(letters: usize, hops: usize) -> Induction {
        let config = InductionConfig { letters, hops };
        assert_eq!(config.wrong(), Wrong::default());
        Induction::of(&config).unwrap()
    }

    fn labels_of(problem: &Induction, text: &str) -> String {
        let input: Vec<u32> = text.chars().map(|c| c as u32 - 'a' as u32).collect();
        let mut answers = Vec::new();
        problem.solve(&input, &mut answers);
        let label = |a: &Answer| match problem.labels()[a.label as usize].as_str() {
            "new" => '.',
            letter => letter.chars().next().unwrap(),
        };
        answers.iter().map(label).collect()
    }

    #[test]
    fn a_label_is_what_followed_the_last_time() {
        assert_eq!(labels_of(&problem(3, 1), "abcabbac"), "...bcbba");
        assert_eq!(labels_of(&problem(3, 1), "aaab"), ".aa.");
        // hop by hop: place 7 (a) -> place 5 (b) -> place 3 (c) -> nothing
        assert_eq!(
            labels_of(&problem(3, 2), "abcabba").chars().last(),
            Some('c')
        );
        assert_eq!(
            labels_of(&problem(3, 3), "abcabba").chars().last(),
            Some('.')
        );
    }

    proptest! {
        #[test]
        fn hops_are_those_of_the_recursive_definition(word in prop::collection::vec(0u32..4, 1..40), hops in 1usize..5) {
            // find(i) = max { j <= i : x[j-1] = x[i] }, places from 1, and 0 where there is none
            fn find(word: &[u32], hops: usize, i: usize) -> usize {
                if hops == 0 {
                    return i;
                }
                let from = find(word, hops - 1, i);
                let matches = |j: &usize| word[j - 2] == word[from - 1];
                if from == 0 { 0 } else { (2..=from).rev().find(matches).unwrap_or(0) }
            }
            let problem = problem(4, hops);
            let mut answers = Vec::new();
            problem.solve(&word, &mut answers);
            for i in 1..=word.len() {
                let place = find(&word, hops, i);
                let label = if place == 0 { 4 } else { word[place - 1] };
                prop_assert_eq!(answers[i - 1].label, label);
            }
        }

        #[test]
        fn words_of_one_element_have_one_answer(words in prop::collection::vec(prop::collection::vec(0u32..2, 1..7), 2..40)) {
            let problem = problem(2, 1);
            let monoid = problem.monoid().unwrap();
            let mut seen = HashMap::new();
            for word in words {
                let element = word.iter().fold(0, |x, &a| monoid.product(x, problem.letters()[a as usize]));
                let mut answers = Vec::new();
                problem.solve(&word, &mut answers);
                let label = answers.last().unwrap().label;
                prop_assert_eq!(*seen.entry(element).or_insert(label), label);
            }
        }
    }

    #[test]
    fn monoids_are_aperiodic_and_as_large_as_other_code_finds() {
        // memories and elements by a search over tuples in Python
        for (letters, memories, order) in [(2, 11, 11), (3, 58, 76)] {
            assert_eq!(transitions(letters)[0].len(), memories);
            let problem = problem(letters, 1);
            let monoid = problem.monoid().unwrap();
            assert_eq!(monoid.order(), order);
            assert!(monoid.is_aperiodic());
        }
        assert!(problem(4, 2).monoid().is_none() && problem(4, 2).complexity().is_some());
        assert!(problem(5, 1).monoid().is_none());
    }
}
