//! What each task of a sequence writes.
//!
//! ```text
//! copy             w                              abac -> a b a c
//! reverse          w backwards                    abac -> c a b a
//! sort             its letters in order           abac -> a a b c
//! duplicate        w twice                        abac -> a b a c a b a c
//! odds-first       places 1, 3, 5 .. then 2, 4 .. abac -> a a b c
//! selective-copy   w without the places that say nothing   .a..b.ac -> a b a c
//! stack            a stack from the bottom, then what is done to it: ab pop pop pop push c -> c end
//! ```
//!
//! Of `stack`, the answer is the stack from its top and then `end`; there are blanks for the highest possible one,
//! those after `end` are not asked, and `pop` of an empty stack does nothing. `odds-first` is as its paper describes
//! it, with places counted from 1; the code released with the paper writes the even places first.
//!
//! **Classes.** Where a letter comes from is arithmetic of positions in `copy`, `reverse`, `duplicate` and
//! `odds-first`, hence AC0. The others count, which is TC0, and MAJORITY of m bits reduces to each, so that they are
//! complete for it. `sort` of two letters: the middle answer. `selective-copy`: for each bit the letter a if it is 1
//! and nothing otherwise, then for each the letter b if it is 0 and nothing otherwise, makes `a^c b^(m-c)` for c ones.
//! `stack`: m letters, then for each bit a push or a pop, makes a stack of height 2c.

use serde::{Deserialize, Serialize};

use crate::problem::complexity::{Class, Complexity};
use crate::problem::number;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Transduction {
    /// The sequence.
    Copy,
    /// The sequence backwards.
    Reverse,
    /// Its letters in order.
    Sort,
    /// The sequence twice.
    Duplicate,
    /// The letters at odd places, then those at even ones.
    OddsFirst,
    /// The letters among places that say nothing.
    SelectiveCopy {
        /// Places for each letter; all but one in so many say nothing.
        #[serde(default = "number::<4, _>")]
        slots: usize,
    },
    /// A stack after some actions, from its top.
    Stack,
}

/// The label below the last letter of a stack.
pub(super) const END: &str = "end";

impl Transduction {
    /// All of them.
    #[cfg(test)]
    pub(super) const ALL: [Self; 7] = [
        Self::Copy,
        Self::Reverse,
        Self::Sort,
        Self::Duplicate,
        Self::OddsFirst,
        Self::SelectiveCopy { slots: 4 },
        Self::Stack,
    ];

    /// The symbols that follow the letters in the alphabet.
    pub(super) fn signs(self) -> &'static [&'static str] {
        match self {
            Self::SelectiveCopy { .. } => &["#", "_", "."],
            Self::Stack => &["#", "_", "pop"],
            _ => &["#", "_"],
        }
    }

    /// The class it is in, for two letters or more.
    pub(super) fn complexity(self) -> Complexity {
        let counting = |statement| Complexity::complete(Class::Tc0, statement, COUNTING);
        match self {
            Self::Copy | Self::Reverse | Self::Duplicate | Self::OddsFirst => {
                Complexity::within(Class::Ac0, POSITIONS, FIRST_ORDER)
            }
            Self::Sort => counting(
                "sorting over finitely many letters is counting them, and MAJORITY is the middle letter of two kinds",
            ),
            Self::SelectiveCopy { .. } => counting(
                "the place of an answer is a count of letters, and MAJORITY reduces to it: letters for ones, then other letters for zeros",
            ),
            Self::Stack => counting(
                "the height of a stack is a difference of counts and its letters follow from the heights, and MAJORITY reduces to it: push for ones, pop for zeros",
            ),
        }
    }
}

const POSITIONS: &str = "each answer is the letter at a place that arithmetic of positions gives, which first-order logic says";
const FIRST_ORDER: &str = "D. A. M. Barrington, N. Immerman, H. Straubing, \"On uniformity within NC1\", JCSS 41 (1990) 274-306";

/// Where counting, sorting and MAJORITY are shown to be the same up to constant depth.
const COUNTING: &str = "A. K. Chandra, L. Stockmeyer, U. Vishkin, \"Constant depth reducibility\", SIAM J. Comput. 13 (1984) 423-439";

/// What becomes of `read`, the symbols before `#`; letters are those below `letters`.
pub(super) fn written(task: Transduction, read: &[u32], letters: usize) -> Vec<u32> {
    match task {
        Transduction::Copy => read.to_vec(),
        Transduction::Reverse => read.iter().rev().copied().collect(),
        Transduction::Sort => {
            let mut counts = vec![0; letters];
            read.iter().for_each(|&letter| counts[letter as usize] += 1);
            let runs = (0..).zip(counts);
            runs.flat_map(|(letter, count)| std::iter::repeat_n(letter, count))
                .collect()
        }
        Transduction::Duplicate => [read, read].concat(),
        Transduction::OddsFirst => {
            let odd = read.iter().step_by(2);
            odd.chain(read.iter().skip(1).step_by(2)).copied().collect()
        }
        Transduction::SelectiveCopy { .. } => {
            let letter = |&s: &u32| (s as usize) < letters;
            read.iter().copied().filter(letter).collect()
        }
        Transduction::Stack => {
            let pop = (letters + Transduction::Stack.signs().len() - 1) as u32;
            let mut stack = Vec::new();
            for &symbol in read {
                match symbol {
                    letter if (letter as usize) < letters => stack.push(letter),
                    action if action == pop => {
                        stack.pop();
                    }
                    push => stack.push(push - pop - 1),
                }
            }
            stack.reverse();
            stack.push(letters as u32);
            stack
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What becomes of letters and `.`; with a stack `-` is `pop` and capital letters are pushed.
    fn becomes(task: Transduction, text: &str) -> String {
        let symbol = |c: char| match c {
            '.' | '-' => 5,
            'A'..='C' => 6 + c as u32 - 'A' as u32,
            _ => c as u32 - 'a' as u32,
        };
        let read: Vec<u32> = text.chars().map(symbol).collect();
        let letter = |&k: &u32| ['a', 'b', 'c', '$'][k as usize];
        written(task, &read, 3).iter().map(letter).collect()
    }

    #[test]
    fn examples_are_those_of_the_documentation_and_of_the_papers() {
        assert_eq!(becomes(Transduction::Copy, "abac"), "abac");
        assert_eq!(becomes(Transduction::Reverse, "abac"), "caba");
        assert_eq!(becomes(Transduction::Sort, "abac"), "aabc");
        assert_eq!(becomes(Transduction::Duplicate, "abac"), "abacabac");
        assert_eq!(becomes(Transduction::OddsFirst, "abac"), "aabc");
        // 00110101 -> 0100 0111 and 110 -> 10 1, in the description of the task that its authors released
        assert_eq!(becomes(Transduction::OddsFirst, "aabbabab"), "abaaabbb");
        assert_eq!(becomes(Transduction::OddsFirst, "bba"), "bab");
        assert_eq!(
            becomes(Transduction::SelectiveCopy { slots: 4 }, ".a..b.ac"),
            "abac"
        );
        // 0 1 1 0 PUSH 1 POP POP -> 1 1 0 2, 1 1 0 POP POP POP -> 2, from the same source
        assert_eq!(becomes(Transduction::Stack, "abbaB--"), "bba$");
        assert_eq!(becomes(Transduction::Stack, "bba---"), "$");
        assert_eq!(becomes(Transduction::Stack, "ab---C"), "c$");
    }

    proptest! {
        #[test]
        fn sorting_is_what_the_standard_library_does(read in prop::collection::vec(0u32..7, 0..40)) {
            let mut sorted = read.clone();
            sorted.sort_unstable();
            prop_assert_eq!(written(Transduction::Sort, &read, 7), sorted);
        }

        #[test]
        fn odds_first_sorts_by_the_parity_of_the_place(read in prop::collection::vec(0u32..7, 0..40)) {
            let mut places: Vec<usize> = (0..read.len()).collect();
            places.sort_by_key(|place| place % 2);
            let sorted: Vec<u32> = places.into_iter().map(|place| read[place]).collect();
            prop_assert_eq!(written(Transduction::OddsFirst, &read, 7), sorted);
        }

        #[test]
        fn majority_is_read_off_the_tasks_that_are_said_to_be_hard(bits in prop::collection::vec(0u32..2, 1..30)) {
            let (m, ones) = (bits.len(), bits.iter().sum::<u32>() as usize);
            let sorted = written(Transduction::Sort, &bits, 2);
            prop_assert_eq!(sorted[m / 2] == 1, ones >= m - m / 2);
            let marked = bits.iter().map(|&bit| if bit == 1 { 0 } else { 4 });
            let others = bits.iter().map(|&bit| if bit == 0 { 1 } else { 4 });
            let both: Vec<u32> = marked.chain(others).collect();
            let copied = written(Transduction::SelectiveCopy { slots: 4 }, &both, 2);
            prop_assert_eq!(copied.iter().position(|&s| s == 1).unwrap_or(m), ones);
            let actions = bits.iter().map(|&bit| 4 + bit);
            let word: Vec<u32> = std::iter::repeat_n(0, m).chain(actions).collect();
            prop_assert_eq!(written(Transduction::Stack, &word, 2).len(), 2 * ones + 1);
        }
    }
}
