//! `[matrix]` of a problem file: the product of a row of square matrices modulo a number.
//!
//! ```toml
//! [matrix]
//! size = 3                               # rows and columns
//! modulus = 2
//! factors = "special-linear"             # two that generate SL(n, m), a transvection and a cycle of the basis, or
//! factors.letters = [[[1, 1], [0, 1]], ...]              # these, row by row, or
//! factors.random = { letters = 4, seed = 1 }             # as many different ones, drawn, or
//! factors.entries = { invertible = true }                # any matrix, each entry a symbol
//! track = [1, 1]                         # row and column of the entry that is asked for
//! ```
//!
//! Only `modulus` must be given; otherwise all is as above, with `factors` of the first line. What is drawn has an
//! inverse unless `invertible = false`, for singular factors would soon make every product zero.
//!
//! ```text
//! [1 1; 0 1]  [0 1; 1 0]     an operation is a matrix: one symbol, or n² of them
//!     1           1          the label after it is an entry of the product so far, from 0 to m - 1
//! ```
//!
//! Row vectors are multiplied from the right, so that words are read from the left, as everywhere here; the entry at
//! row `i` takes only that row of the product to know it. The monoid is that of the matrices as maps of the `m^n` row
//! vectors, where it can be listed.
//!
//! Leaves out matrices of integers without modulus, whose entries would need labels without end.

mod config;
mod modular;

use crate::base::rng::{Stream, below};
use crate::problem::answer::Answer;
use crate::problem::complexity::{BOUNDED_WIDTH, Class, Complexity};
use crate::problem::families::matrix::config::MOST_LETTERS;
use crate::problem::families::matrix::modular::{MOST_ROWS, Ring, Row};
use crate::problem::features::Features;
use crate::problem::knowledge::Knowledge;
use crate::problem::script::{Kept, Script, kept};
use crate::problem::spelling::{Spelling, Text};
use crate::problem::{Asked, Written};

pub use crate::problem::families::matrix::config::{Factors, MatrixConfig};

/// Elements of a monoid that is listed.
const LISTED: u64 = 100_000;
/// Row vectors of all elements of it together.
const LISTED_IMAGES: u64 = 1 << 24;

const COMPLETE: Complexity = Complexity::not_solvable(
    "the product of matrices of bounded size modulo a fixed number is a product in a finite monoid, so in NC1; SL(n, m) is within it and is not solvable, and any two different products are told apart by one entry, with fixed factors before and after",
    BOUNDED_WIDTH,
);

const INSIDE: Complexity = Complexity::within(
    Class::Nc1,
    "the product of matrices of bounded size modulo a fixed number is a product in a finite monoid, so in NC1",
    BOUNDED_WIDTH,
)
.regular();

/// Matrices that are symbols, or are written entry by entry.
#[derive(Debug)]
struct Matrices {
    script: Script,
    /// Of entries, what is written of each value, place by place: those of the first matrix, then those of the others.
    places: Vec<Vec<Vec<u32>>>,
}

impl Matrices {
    /// Matrices entry by entry.
    fn of_entries(ring: &Ring) -> Self {
        let mut spelling = Spelling::of((0..ring.modulus).map(|entry| entry.to_string()));
        let (size, entries) = (ring.size, ring.entries());
        let mut place = |k: usize| {
            let before = match k % entries {
                0 if k == 0 => "[",
                0 => " [",
                _ => " ",
            };
            let after = match (k + 1) % entries {
                0 => "]",
                next if next % size == 0 => ";",
                _ => "",
            };
            let texts = (0..ring.modulus).map(|entry| format!("{before}{entry}{after}"));
            texts.map(|text| spelling.split(&text)).collect()
        };
        let places = (0..2 * entries).map(&mut place).collect();
        // an entry and one sign
        spelling.set_widest(2);
        let script = Script::new(spelling);
        Self { script, places }
    }
}

impl Written for Matrices {
    fn spelling(&self) -> &Spelling {
        self.script.spelling()
    }

    fn spell(&self, input: &[u32], text: &mut Text) {
        if self.places.is_empty() {
            return self.script.spell(input, text);
        }
        let (first, others) = self.places.split_at(self.places.len() / 2);
        let places = first.iter().chain(others.iter().cycle());
        for (&entry, place) in input.iter().zip(places) {
            text.pieces.extend(&place[entry as usize]);
            text.end();
        }
    }

    fn features(&self) -> Features {
        self.script.features()
    }
}

/// A product of matrices, ready to draw and solve.
#[derive(Debug)]
struct MatrixProblem {
    ring: Ring,
    row: usize,
    column: usize,
    /// The matrices that are symbols, one after another; none if entries are.
    matrices: Vec<u32>,
    /// Of entries, whether matrices that are drawn have an inverse.
    invertible: Option<bool>,
    kept: Kept<Matrices>,
}

impl MatrixProblem {
    /// Names the letters and lists the monoid, if it is not too large. `config` has nothing wrong.
    fn of(config: &MatrixConfig) -> Self {
        let ring = config.ring();
        let letters = config.letters();
        let invertible = match config.factors {
            Factors::Entries { invertible } => Some(invertible),
            _ => None,
        };
        let (generators, written) = if let Some(invertible) = invertible {
            let generators = all_matrices(&ring, invertible);
            (generators, Matrices::of_entries(&ring))
        } else {
            let texts: Vec<String> = letters.iter().map(|letter| ring.text(letter)).collect();
            let (names, symbols) = features(&ring, &letters);
            let script = Script::by_name(&texts, " ").having(names, symbols);
            let places = Vec::new();
            (letters.clone(), Matrices { script, places })
        };
        let whole = !matches!(config.factors, Factors::Letters(_) | Factors::Random { .. });
        let hard = whole && ring.special_linear_is_not_solvable();
        let class = if hard { COMPLETE } else { INSIDE };
        let known = listed(&ring, &generators).unwrap_or(class.into());
        Self {
            row: config.track[0] - 1,
            column: config.track[1] - 1,
            matrices: letters.concat(),
            invertible,
            kept: Kept::new(written, 0..config.modulus, known),
            ring,
        }
    }
}

/// What each place of a matrix holds: names, and which of them each of `letters` has.
fn features(ring: &Ring, letters: &[Vec<u32>]) -> (Vec<String>, Vec<Vec<usize>>) {
    let (size, modulus) = (ring.size, ring.modulus as usize);
    let places = (1..=size).flat_map(|i| (1..=size).map(move |j| (i, j)));
    let names = places.flat_map(|(i, j)| (0..modulus).map(move |x| format!("{i},{j} = {x}")));
    let held = |letter: &Vec<u32>| {
        let entries = letter.iter().zip((0..).step_by(modulus));
        entries.map(|(&x, place)| place + x as usize).collect()
    };
    (names.collect(), letters.iter().map(held).collect())
}

/// All matrices if there are few, or all that have an inverse; none if there are more.
fn all_matrices(ring: &Ring, invertible: bool) -> Vec<Vec<u32>> {
    let few = |count: &u64| *count <= MOST_LETTERS as u64;
    let count = ring.matrices().filter(few).unwrap_or(0);
    let all = (0..count).map(|number| ring.digits(number).take(ring.entries()).collect());
    all.filter(|matrix: &Vec<u32>| !invertible || ring.is_invertible(matrix))
        .collect()
}

/// The monoid of the maps of `matrices`, if there are any and it is not too large.
fn listed(ring: &Ring, matrices: &[Vec<u32>]) -> Option<Knowledge> {
    let vectors = ring.vectors().filter(|&n| n <= u64::from(u16::MAX))?;
    let limit = LISTED.min(LISTED_IMAGES / vectors);
    let maps = matrices.iter().map(|matrix| ring.map(matrix));
    // the only thing that can be wrong is that there are more
    Knowledge::of_maps(maps, limit as usize).ok()
}

impl Asked for MatrixProblem {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        if let Some(invertible) = self.invertible {
            (0..length).for_each(|_| self.ring.draw(rng, invertible, input));
        } else {
            let letters = self.alphabet().len() as u32;
            input.extend((0..length).map(|_| below(rng, letters)));
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        let mut row: Row = [0; MOST_ROWS];
        row[self.row] = 1;
        answers.clear();
        let (entries, symbols) = (self.ring.entries(), self.longest(1));
        for operation in input.chunks(symbols) {
            let inside = operation.len().min(symbols - 1);
            let before = Answer::inside(row[self.column]);
            answers.extend(std::iter::repeat_n(before, inside));
            if operation.len() == symbols {
                let matrix = match self.invertible {
                    Some(_) => operation,
                    None => &self.matrices[operation[0] as usize * entries..][..entries],
                };
                row = self.ring.act(&row, matrix);
                answers.push(Answer::operation(row[self.column]));
            }
        }
    }

    fn longest(&self, length: usize) -> usize {
        let entries = self.invertible.map(|_| self.ring.entries());
        length * entries.unwrap_or(1)
    }

    fn initial(&self) -> u32 {
        u32::from(self.row == self.column)
    }
}

kept!(MatrixProblem);

#[cfg(test)]
mod tests;
