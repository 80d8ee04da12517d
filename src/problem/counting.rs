//! `[counting]` of a problem file: numbers of letters, compared.
//!
//! ```toml
//! [counting]
//! label = "most-frequent"    # or "more-than-half", "majority", "equal", "sparse-parity"
//! letters = 3                # of the first two; the others have two letters
//! bits = [2, 5, 9]           # of "sparse-parity": the places that count, from 1
//! hidden = 3                 # or how many places count, drawn by `seed` for each length
//! seed = 1
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
use crate::problem::Problem;
use crate::problem::answer::{Answer, UNANSWERED};
use crate::problem::complexity::{Class, Complexity};
use crate::problem::spelling::Spelling;

/// Letters, counted and compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountingConfig {
    /// What is asked for.
    pub label: CountingLabel,
    /// How many letters there are, where there may be more than two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letters: Option<u32>,
    /// Places that count, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bits: Option<Vec<u32>>,
    /// How many places count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<u32>,
    /// Where these are, 0 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// What is asked of numbers of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountingLabel {
    /// Whether there are more ones than zeros.
    Majority,
    /// Whether there are as many of one letter as of the other.
    Equal,
    /// The letter of which there are most.
    MostFrequent,
    /// The letter of which there are more than of all others.
    MoreThanHalf,
    /// The parity of few places.
    SparseParity,
}

use CountingLabel::{Equal, Majority, MoreThanHalf, MostFrequent, SparseParity};

/// Letters of the alphabet.
const MOST_LETTERS: u32 = 26;
/// Letters where nothing is said.
const LETTERS: u32 = 3;
/// Places that count.
const MOST_HIDDEN: u32 = 64;

const MAJORITY: Complexity = Complexity {
    class: Class::Tc0,
    complete: true,
    regular: false,
    statement: "comparing how often letters occur takes one layer of MAJORITY gates, and MAJORITY is an OR of such comparisons, so that it is TC0-complete under AC0 reductions; it is not in AC0",
    source: "A. K. Chandra, L. Stockmeyer, U. Vishkin, \"Constant depth reducibility\", SIAM J. Comput. 13 (1984) 423-439; not in AC0: M. Furst, J. B. Saxe, M. Sipser, \"Parity, circuits, and the polynomial-time hierarchy\", Math. Systems Theory 17 (1984) 13-27",
};

const SPARSE: Complexity = Complexity {
    class: Class::Ac0,
    complete: false,
    regular: false,
    statement: "a function of boundedly many places is a disjunction of boundedly many terms, in a circuit family that knows the places of each length",
    source: "M. Furst, J. B. Saxe, M. Sipser, \"Parity, circuits, and the polynomial-time hierarchy\", Math. Systems Theory 17 (1984) 13-27",
};

impl CountingConfig {
    /// What is wrong, each as (key, message).
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, message: String| faults.push((key.to_owned(), message));
        match self.letters {
            Some(_) if !matches!(self.label, MostFrequent | MoreThanHalf) => {
                let message = "`letters` belongs to the labels \"most-frequent\" and \"more-than-half\"; leave it out";
                fault("letters", message.to_owned());
            }
            Some(letters) if !(2..=MOST_LETTERS).contains(&letters) => {
                let message = format!(
                    "`letters` = {letters} is not from 2 to {MOST_LETTERS}; give a number that is"
                );
                fault("letters", message);
            }
            _ => {}
        }
        if self.label != SparseParity {
            for (key, given) in [
                ("bits", self.bits.is_some()),
                ("hidden", self.hidden.is_some()),
                ("seed", self.seed.is_some()),
            ] {
                if given {
                    let message =
                        format!("`{key}` belongs to the label \"sparse-parity\"; leave it out");
                    fault(key, message);
                }
            }
            return faults;
        }
        if self.bits.is_some() == self.hidden.is_some() {
            let message = "\"sparse-parity\" needs the places that count; give `bits` with the places, or `hidden` with their number, and not both";
            fault("label", message.to_owned());
        }
        if self.seed.is_some() && self.hidden.is_none() {
            let message = "`seed` belongs to `hidden`, which is not there; leave it out";
            fault("seed", message.to_owned());
        }
        if let Some(hidden) = self.hidden.filter(|n| !(1..=MOST_HIDDEN).contains(n)) {
            let message = format!(
                "`hidden` = {hidden} is not from 1 to {MOST_HIDDEN}; give a number that is"
            );
            fault("hidden", message);
        }
        if let Some(bits) = &self.bits {
            let twice = (0..bits.len()).find(|&k| bits[..k].contains(&bits[k]));
            if bits.is_empty() {
                let message = "`bits` = [] names no place; give at least one, such as [2, 5, 9]";
                fault("bits", message.to_owned());
            } else if bits.contains(&0) {
                let message = "`bits` has the place 0, but places count from 1; correct it";
                fault("bits", message.to_owned());
            } else if let Some(twice) = twice {
                let message = format!(
                    "`bits` has the place {} twice; name each place once",
                    bits[twice]
                );
                fault("bits", message);
            }
        }
        faults
    }
}

/// A counting problem, ready to draw and solve.
#[derive(Debug)]
pub struct CountingProblem {
    name: String,
    config: CountingConfig,
    alphabet: Vec<String>,
    labels: Vec<String>,
    spelling: Spelling,
}

impl CountingProblem {
    /// Names letters and labels.
    pub fn build(name: &str, config: &CountingConfig) -> Self {
        let letters = config.letters.unwrap_or(LETTERS).min(MOST_LETTERS) as u8;
        let latin = |n| {
            (b'a'..b'a' + n)
                .map(|c| char::from(c).to_string())
                .collect()
        };
        let texts = |texts: [&str; 2]| texts.map(str::to_owned).to_vec();
        let (alphabet, labels): (Vec<String>, Vec<String>) = match config.label {
            Majority => (texts(["0", "1"]), texts(["no", "yes"])),
            Equal => (latin(2), texts(["no", "yes"])),
            MostFrequent => (latin(letters), latin(letters)),
            MoreThanHalf => {
                let mut labels: Vec<String> = latin(letters);
                labels.push("none".to_owned());
                (latin(letters), labels)
            }
            SparseParity => (texts(["0", "1"]), texts(["even", "odd"])),
        };
        Self {
            name: name.to_owned(),
            config: config.clone(),
            spelling: Spelling::of(alphabet.iter().map(|letter| format!("{letter} "))),
            alphabet,
            labels,
        }
    }

    /// The parity of an input.
    fn parity(&self, input: &[u32]) -> u32 {
        let at = |place: u32| input.get(place as usize - 1).copied().unwrap_or(0);
        let ones: u32 = match (&self.config.bits, self.config.hidden) {
            (Some(bits), _) => bits.iter().map(|&place| at(place)).sum(),
            (None, Some(hidden)) => {
                let seed = self.config.seed.unwrap_or(0);
                let places = places(seed, hidden, input.len() as u32);
                places.into_iter().map(at).sum()
            }
            (None, None) => 0,
        };
        ones % 2
    }
}

/// Places of an input of `length` letters that count, from 1, without order: `hidden` of them or all. Every set is
/// equally likely (R. W. Floyd, in J. Bentley, "Programming pearls: a sample of brilliance", CACM 30, 1987, 754-757).
fn places(seed: u64, hidden: u32, length: u32) -> Vec<u32> {
    let mut rng = stream(seed, "problem.sparse-parity", u64::from(length));
    let mut places = Vec::new();
    for last in length.saturating_sub(hidden) + 1..=length {
        let place = 1 + below(&mut rng, last);
        places.push(if places.contains(&place) { last } else { place });
    }
    places
}

impl Problem for CountingProblem {
    described!();

    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let letters = self.alphabet.len() as u32;
        input.extend((0..length).map(|_| below(rng, letters)));
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        answers.clear();
        if self.config.label == SparseParity {
            answers.resize(input.len(), Answer::inside(UNANSWERED));
            if let Some(last) = answers.last_mut() {
                *last = Answer::operation(self.parity(input));
            }
            return;
        }
        let mut counts = [0u32; MOST_LETTERS as usize];
        let mut most = 0;
        let letters = self.alphabet.len();
        answers.extend(input.iter().enumerate().map(|(before, &letter)| {
            let letter = letter as usize;
            assert!(letter < letters, "symbols are letters");
            counts[letter] += 1;
            let first = counts[letter] == counts[most] && letter < most;
            if counts[letter] > counts[most] || first {
                most = letter;
            }
            Answer::operation(match self.config.label {
                Majority => u32::from(counts[1] > counts[0]),
                Equal => u32::from(counts[0] == counts[1]),
                MoreThanHalf if 2 * counts[most] as usize <= before + 1 => letters as u32,
                _ => most as u32,
            })
        }));
    }

    fn initial(&self) -> u32 {
        match self.config.label {
            Majority | MostFrequent => 0,
            Equal => 1,
            MoreThanHalf => self.alphabet.len() as u32,
            SparseParity => UNANSWERED,
        }
    }

    fn streams(&self) -> bool {
        self.config.label != SparseParity
    }

    fn complexity(&self) -> Option<Complexity> {
        Some(if self.config.label == SparseParity {
            SPARSE
        } else {
            MAJORITY
        })
    }
}

#[cfg(test)]
mod tests;
