//! The table `[matrix]`, its faults, and the matrices that are letters.

use serde::{Deserialize, Serialize};

use crate::base::rng::stream;
use crate::problem::matrix::modular::{MOST_ROWS, Ring};

/// Products of matrices modulo a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixConfig {
    /// Rows and columns.
    #[serde(default = "three")]
    pub size: usize,
    /// Entries are from 0 to one less.
    pub modulus: u32,
    /// The letters, each row by row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letters: Option<Vec<Vec<Vec<u32>>>>,
    /// Letters that are drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub random: Option<RandomLetters>,
    /// Whether entries are symbols.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub entries: bool,
    /// Whether drawn matrices have an inverse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invertible: Option<bool>,
    /// Row and column of the entry that is the label, from 1.
    #[serde(default = "first")]
    pub track: [usize; 2],
}

/// Letters that are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RandomLetters {
    /// How many.
    pub letters: u32,
    /// Which.
    pub seed: u64,
}

fn three() -> usize {
    3
}

fn first() -> [usize; 2] {
    [1, 1]
}

const MOST_MODULUS: u32 = 1024;
/// Letters of a problem.
pub(super) const MOST_LETTERS: usize = 1024;

impl MatrixConfig {
    /// What is wrong, each as (key, message).
    pub(in crate::problem) fn faults(&self) -> Vec<(String, String)> {
        let (size, modulus) = (self.size, self.modulus);
        let mut faults = Vec::new();
        let mut fault = |key: &str, message: String| faults.push((key.to_owned(), message));
        if !(2..=MOST_ROWS).contains(&size) {
            fault(
                "size",
                format!("`size` = {size} is not from 2 to {MOST_ROWS}; give a number that is"),
            );
            return faults;
        }
        if !(2..=MOST_MODULUS).contains(&modulus) {
            let message = format!(
                "`modulus` = {modulus} is not from 2 to {MOST_MODULUS}; give a number that is"
            );
            fault("modulus", message);
            return faults;
        }
        let given = [
            ("letters", self.letters.is_some()),
            ("random", self.random.is_some()),
            ("entries", self.entries),
        ];
        let given: Vec<&str> = given.iter().filter(|way| way.1).map(|way| way.0).collect();
        if let [.., last] = given.as_slice()
            && given.len() > 1
        {
            fault(
                last,
                format!("[matrix] has `{}`; keep one of them", given.join("` and `")),
            );
        }
        if self.invertible.is_some() && self.random.is_none() && !self.entries {
            let message = "`invertible` is of matrices that are drawn; leave it out, or give `random` or `entries`";
            fault("invertible", message.to_owned());
        }
        if self.track.iter().any(|place| !(1..=size).contains(place)) {
            let [row, column] = self.track;
            let message = format!(
                "`track` = [{row}, {column}] is no place in a matrix of {size} rows and columns; give numbers from 1 to {size}"
            );
            fault("track", message);
        }
        if let Some(random) = &self.random {
            // of the matrices more than an eighth have an inverse wherever there are few
            let all = self
                .ring()
                .matrices()
                .map_or(MOST_LETTERS, |all| all as usize / 8);
            let most = all.min(MOST_LETTERS);
            if !(1..=most).contains(&(random.letters as usize)) {
                let message = format!(
                    "`letters` = {} of random matrices is not from 1 to {most}; give a number that is",
                    random.letters
                );
                fault("random.letters", message);
            }
        }
        for message in self
            .letters
            .iter()
            .filter_map(|letters| self.fault_of_letters(letters))
        {
            fault("letters", message);
        }
        faults
    }

    fn fault_of_letters(&self, letters: &[Vec<Vec<u32>>]) -> Option<String> {
        let (size, modulus) = (self.size, self.modulus);
        if !(1..=MOST_LETTERS).contains(&letters.len()) {
            return Some(format!(
                "`letters` has {} matrices; give from 1 to {MOST_LETTERS}",
                letters.len()
            ));
        }
        for (k, matrix) in letters.iter().enumerate() {
            let number = k + 1;
            if matrix.len() != size || matrix.iter().any(|row| row.len() != size) {
                return Some(format!(
                    "matrix {number} of `letters` is not {size} rows of {size} entries; correct it or `size`"
                ));
            }
            if let Some(entry) = matrix.iter().flatten().find(|entry| **entry >= modulus) {
                return Some(format!(
                    "matrix {number} of `letters` has the entry {entry}, but entries modulo {modulus} are from 0 to {}; reduce it",
                    modulus - 1
                ));
            }
            if let Some(same) = letters[..k].iter().position(|other| other == matrix) {
                return Some(format!(
                    "matrices {} and {number} of `letters` are the same; remove one",
                    same + 1
                ));
            }
        }
        None
    }

    /// What its matrices have in common.
    pub(super) fn ring(&self) -> Ring {
        Ring::new(self.size, self.modulus)
    }

    /// The matrices that are letters, none if entries are.
    pub(super) fn letters(&self) -> Vec<Vec<u32>> {
        if let Some(letters) = &self.letters {
            return letters.iter().map(|matrix| matrix.concat()).collect();
        }
        if self.entries {
            return Vec::new();
        }
        let Some(random) = self.random else {
            return self.ring().special_linear().to_vec();
        };
        let ring = self.ring();
        let mut rng = stream(random.seed, "problem.matrix", 0);
        let mut letters: Vec<Vec<u32>> = Vec::new();
        while letters.len() < random.letters as usize {
            let mut matrix = Vec::new();
            ring.draw(&mut rng, self.invertible(), &mut matrix);
            if !letters.contains(&matrix) {
                letters.push(matrix);
            }
        }
        letters
    }

    /// Whether drawn matrices have an inverse.
    pub(super) fn invertible(&self) -> bool {
        self.invertible.unwrap_or(true)
    }
}
