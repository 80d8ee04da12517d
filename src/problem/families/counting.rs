//! `[counting]` of a problem file: numbers of letters, compared.
//!
//! ```toml
//! [counting]
//! label = "majority"                                # or "equal", or one of
//!
//! [counting.label]
//! most-frequent = { letters = 3 }                   # also more-than-half; letters may be left out
//! sparse-parity = { bits = [2, 5, 9] }              # the places that count, from 1
//! sparse-parity = { hidden = { places = 3, seed = 1 } }    # how many places count, drawn for each length
//! ```
//!
//! An operation is a letter, and a symbol; letters are drawn uniformly. Labels, after each letter:
//!
//! ```text
//! majority         0 1          yes if there are more ones than zeros so far, no if fewer or as many
//! equal            a b          yes if there are as many a as b so far, otherwise no
//! most-frequent    a b c ...    the letter of which there are most so far, of several the first in the alphabet
//! more-than-half   a b c ...    the letter that more than half of those so far are, or none
//! sparse-parity    0 1          odd or even: the number of ones in the places that count; at the last letter only
//! ```
//!
//! With `hidden` the places of each length are its own, always the same ones, and all of a shorter input's if it has
//! fewer. With `bits` they are the same for every length; those that an input does not reach do not count.
//!
//! Exact numbers are no labels here, for there would be as many as letters; modulo a number they are a word problem,
//! and up to a bound a language.

use serde::{Deserialize, Serialize};

use crate::base::rng::{Stream, below, stream};
use crate::base::wrong::Wrong;
use crate::problem::answer::{Answer, UNANSWERED, at_the_end};
use crate::problem::complexity::{Class, Complexity};
use crate::problem::families::Config;
use crate::problem::script::{Kept, Script, kept, letters, names};
use crate::problem::{Asked, Problem, number};

/// Letters, counted and compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountingConfig {
    /// What is asked for.
    pub label: CountingLabel,
}

/// What is asked of numbers of letters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum CountingLabel {
    /// Whether there are more ones than zeros.
    Majority,
    /// Whether there are as many of one letter as of the other.
    Equal,
    /// The letter of which there are most.
    MostFrequent {
        /// How many letters there are.
        #[serde(default = "number::<3, _>")]
        letters: u32,
    },
    /// The letter of which there are more than of all others.
    MoreThanHalf {
        /// How many letters there are.
        #[serde(default = "number::<3, _>")]
        letters: u32,
    },
    /// The parity of few places.
    SparseParity(Places),
}

/// The places of an input that count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Places {
    /// These, from 1.
    Bits(Vec<u32>),
    /// Some that are drawn for each length.
    Hidden {
        /// How many.
        places: u32,
        /// Which.
        #[serde(default)]
        seed: u64,
    },
}

use CountingLabel::{Equal, Majority, MoreThanHalf, MostFrequent, SparseParity};

/// Letters of the alphabet.
const MOST_LETTERS: u32 = 26;
/// Places that count.
const MOST_HIDDEN: u32 = 64;

const MAJORITY: Complexity = Complexity::complete(
    Class::Tc0,
    "comparing how often letters occur takes one layer of MAJORITY gates, and MAJORITY is an OR of such comparisons, so that it is TC0-complete under AC0 reductions; it is not in AC0",
    "A. K. Chandra, L. Stockmeyer, U. Vishkin, \"Constant depth reducibility\", SIAM J. Comput. 13 (1984) 423-439; not in AC0: M. Furst, J. B. Saxe, M. Sipser, \"Parity, circuits, and the polynomial-time hierarchy\", Math. Systems Theory 17 (1984) 13-27",
);

const SPARSE: Complexity = Complexity::within(
    Class::Ac0,
    "a function of boundedly many places is a disjunction of boundedly many terms, in a circuit family that knows the places of each length",
    "M. Furst, J. B. Saxe, M. Sipser, \"Parity, circuits, and the polynomial-time hierarchy\", Math. Systems Theory 17 (1984) 13-27",
);

impl Config for CountingConfig {
    fn check(&self, wrong: &mut Wrong) {
        match &self.label {
            Majority | Equal => {}
            MostFrequent { letters } => {
                wrong.range("label.most-frequent.letters", *letters, 2..=MOST_LETTERS);
            }
            MoreThanHalf { letters } => {
                wrong.range("label.more-than-half.letters", *letters, 2..=MOST_LETTERS);
            }
            SparseParity(Places::Hidden { places, .. }) => {
                let key = "label.sparse-parity.hidden.places";
                wrong.range(key, *places, 1..=MOST_HIDDEN);
            }
            SparseParity(Places::Bits(bits)) => {
                let key = "label.sparse-parity.bits";
                let message = "`bits` = [] names no place; give at least one, such as [2, 5, 9]";
                wrong.add_if(bits.is_empty(), key, message);
                let message = "`bits` has the place 0, but places count from 1; correct it";
                wrong.add_if(bits.contains(&0), key, message);
                wrong.twice(key, bits, u32::to_string);
            }
        }
    }

    fn build(&self, _: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(Box::new(CountingProblem::of(self)))
    }
}

/// A counting problem, ready to draw and solve.
#[derive(Debug)]
struct CountingProblem {
    label: CountingLabel,
    /// How many letters there are.
    letters: u32,
    kept: Kept,
}

impl CountingProblem {
    /// Names letters and labels.
    fn of(config: &CountingConfig) -> Self {
        let latin = |count: &u32| letters(*count as usize);
        let (alphabet, labels) = match &config.label {
            Majority => (names(["0", "1"]), names(["no", "yes"])),
            Equal => (letters(2), names(["no", "yes"])),
            MostFrequent { letters } => (latin(letters), latin(letters)),
            MoreThanHalf { letters } => {
                (latin(letters), [latin(letters), names(["none"])].concat())
            }
            SparseParity(_) => (names(["0", "1"]), names(["even", "odd"])),
        };
        let sparse = matches!(config.label, SparseParity(_));
        let known = if sparse { SPARSE } else { MAJORITY };
        Self {
            label: config.label.clone(),
            letters: alphabet.len() as u32,
            kept: Kept::new(Script::by_name(&alphabet, " "), labels, known),
        }
    }

    /// The label of `places` of an input.
    fn parity(input: &[u32], places: &Places) -> u32 {
        let at = |place: &u32| input.get(*place as usize - 1).copied().unwrap_or(0);
        let ones: u32 = match places {
            Places::Bits(bits) => bits.iter().map(at).sum(),
            Places::Hidden { places, seed } => {
                let hidden = hidden(*seed, *places, input.len() as u32);
                hidden.iter().map(at).sum()
            }
        };
        ones % 2
    }
}

/// Places of an input of `length` letters that count, from 1, without order: `hidden` of them or all. Every set is
/// equally likely (R. W. Floyd, in J. Bentley, "Programming pearls: a sample of brilliance", CACM 30, 1987, 754-757).
fn hidden(seed: u64, hidden: u32, length: u32) -> Vec<u32> {
    let mut rng = stream(seed, "problem.sparse-parity", u64::from(length));
    let mut places = Vec::new();
    for last in length.saturating_sub(hidden) + 1..=length {
        let place = 1 + below(&mut rng, last);
        places.push(if places.contains(&place) { last } else { place });
    }
    places
}

impl Asked for CountingProblem {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        input.extend((0..length).map(|_| below(rng, self.letters)));
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        if let SparseParity(places) = &self.label {
            return at_the_end(Self::parity(input, places), input.len(), answers);
        }
        answers.clear();
        let mut counts = [0u32; MOST_LETTERS as usize];
        let mut most = 0;
        answers.extend(input.iter().enumerate().map(|(before, &letter)| {
            assert!(letter < self.letters, "symbols are letters");
            let letter = letter as usize;
            counts[letter] += 1;
            let first = counts[letter] == counts[most] && letter < most;
            if counts[letter] > counts[most] || first {
                most = letter;
            }
            Answer::operation(match self.label {
                Majority => u32::from(counts[1] > counts[0]),
                Equal => u32::from(counts[0] == counts[1]),
                MoreThanHalf { .. } if 2 * counts[most] as usize <= before + 1 => self.letters,
                _ => most as u32,
            })
        }));
    }

    fn initial(&self) -> u32 {
        match self.label {
            Majority | MostFrequent { .. } => 0,
            Equal => 1,
            MoreThanHalf { .. } => self.letters,
            SparseParity(_) => UNANSWERED,
        }
    }

    fn streams(&self) -> bool {
        !matches!(self.label, SparseParity(_))
    }
}

kept!(CountingProblem);

#[cfg(test)]
mod tests;
