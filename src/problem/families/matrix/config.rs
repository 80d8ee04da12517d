//! The table `[matrix]`, its faults, and the matrices that are letters.

use serde::{Deserialize, Serialize};

use crate::base::rng::stream;
use crate::base::wrong::{Wrong, check, refuse};
use crate::problem::families::Config;
use crate::problem::families::matrix::MatrixProblem;
use crate::problem::families::matrix::modular::{MOST_ROWS, Ring};
use crate::problem::{Problem, is_default, number, yes};

/// Products of matrices modulo a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixConfig {
    /// Rows and columns.
    #[serde(default = "number::<3, _>")]
    pub size: usize,
    /// Entries are from 0 to one less.
    pub modulus: u32,
    /// What the factors are.
    #[serde(default, skip_serializing_if = "is_default")]
    pub factors: Factors,
    /// Row and column of the entry that is the label, from 1.
    #[serde(default = "first")]
    pub track: [usize; 2],
}

/// What is multiplied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Factors {
    /// Two matrices that generate the special linear group.
    #[default]
    SpecialLinear,
    /// These matrices, each row by row.
    Letters(Vec<Vec<Vec<u32>>>),
    /// So many different matrices that are drawn once.
    Random {
        /// How many.
        letters: u32,
        /// Which.
        seed: u64,
        /// Whether only those with an inverse are drawn.
        #[serde(default = "yes")]
        invertible: bool,
    },
    /// Any matrix, each entry a symbol.
    Entries {
        /// Whether only those with an inverse are drawn.
        #[serde(default = "yes")]
        invertible: bool,
    },
}

fn first() -> [usize; 2] {
    [1, 1]
}

const MOST_MODULUS: u32 = 1024;
/// Letters of a problem.
pub(super) const MOST_LETTERS: usize = 1024;

impl Config for MatrixConfig {
    fn check(&self, wrong: &mut Wrong) {
        let (size, modulus) = (self.size, self.modulus);
        wrong.range("size", size, 2..=MOST_ROWS);
        wrong.range("modulus", modulus, 2..=MOST_MODULUS);
        if !wrong.0.is_empty() {
            return;
        }
        let [row, column] = self.track;
        let inside = self.track.iter().all(|place| (1..=size).contains(place));
        check! { wrong;
            !inside => "track",
                "`track` = [{row}, {column}] is no place in a matrix of {size} rows and columns; give numbers from 1 to {size}";
        }
        match &self.factors {
            Factors::SpecialLinear | Factors::Entries { .. } => {}
            Factors::Random { letters, .. } => {
                // of the matrices more than an eighth have an inverse wherever there are few
                let all = self.ring().matrices();
                let most = all.map_or(MOST_LETTERS, |all| MOST_LETTERS.min(all as usize / 8));
                wrong.range("factors.random.letters", *letters as usize, 1..=most);
            }
            Factors::Letters(letters) => {
                if let Err(message) = self.check_letters(letters) {
                    wrong.add("factors.letters", message);
                }
            }
        }
    }

    fn build(&self, _: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(Box::new(MatrixProblem::of(self)))
    }
}

impl MatrixConfig {
    fn check_letters(&self, letters: &[Vec<Vec<u32>>]) -> Result<(), String> {
        let (size, modulus, count) = (self.size, self.modulus, letters.len());
        refuse! {
            !(1..=MOST_LETTERS).contains(&count) =>
                "`letters` has {count} matrices; give from 1 to {MOST_LETTERS}";
        }
        for (number, matrix) in (1..).zip(letters) {
            let most = modulus - 1;
            let entry = matrix.iter().flatten().find(|entry| **entry > most);
            let entry = entry.copied().unwrap_or(0);
            let same = letters.iter().position(|other| other == matrix);
            let same = same.map_or(number, |place| place + 1);
            refuse! {
                matrix.len() != size || matrix.iter().any(|row| row.len() != size) =>
                    "matrix {number} of `letters` is not {size} rows of {size} entries; correct it or `size`";
                entry > most =>
                    "matrix {number} of `letters` has the entry {entry}, but entries modulo {modulus} are from 0 to {most}; reduce it";
                same < number => "matrices {same} and {number} of `letters` are the same; remove one";
            }
        }
        Ok(())
    }

    /// What its matrices have in common.
    pub(super) fn ring(&self) -> Ring {
        Ring::new(self.size, self.modulus)
    }

    /// The matrices that are letters, none if entries are.
    pub(super) fn letters(&self) -> Vec<Vec<u32>> {
        let ring = self.ring();
        let (count, seed, invertible) = match &self.factors {
            Factors::SpecialLinear => return ring.special_linear().to_vec(),
            Factors::Letters(letters) => return letters.iter().map(|m| m.concat()).collect(),
            Factors::Entries { .. } => return Vec::new(),
            Factors::Random {
                letters,
                seed,
                invertible,
            } => (*letters as usize, *seed, *invertible),
        };
        let mut rng = stream(seed, "problem.matrix", 0);
        let mut letters: Vec<Vec<u32>> = Vec::new();
        while letters.len() < count {
            let mut matrix = Vec::new();
            ring.draw(&mut rng, invertible, &mut matrix);
            if !letters.contains(&matrix) {
                letters.push(matrix);
            }
        }
        letters
    }
}
