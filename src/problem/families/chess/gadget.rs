//! The board of the proof as a problem: products in S5, played as a game of chess.
//!
//! An operation is an element of S5, written as one transposition or a few, twelve plies each ([`template`]). The
//! label after each ply is the square of the rook (15 labels: a8 to e8 after operations, also ranks 7 and 6 within
//! one), or rank 8 as positions are written (`rqqqq3`; within an operation with gaps). An answer has changed where it
//! is not what it was at the beginning.
//!
//! The last ply of an operation is a symbol of its own, `b1a1.` in UCI, so that the oracle knows where operations
//! end; it is shown as any other. The monoid is made of what operations do to the file of the rook, as found by
//! playing every transposition from every file.

use std::collections::HashMap;

use cozy_chess::Board;

use crate::algebra::monoid::{DEFAULT_LIMIT, Monoid};
use crate::algebra::transformation::Transformation;
use crate::base::rng::{Stream, below};
use crate::base::wrong::Wrong;
use crate::problem::Asked;
use crate::problem::answer::Answer;
use crate::problem::families::chess::geometry::{ROOK, SQUARES};
use crate::problem::families::chess::mailbox::{EMPTY, Mailbox, man};
use crate::problem::families::chess::notation::{Notation, Plies};
use crate::problem::families::chess::symbols::Symbols;
use crate::problem::families::chess::template::{self, PAIRS, PLIES, POINTS};
use crate::problem::families::chess::{Label, Letters};
use crate::problem::knowledge::Knowledge;
use crate::problem::script::{Kept, kept};

/// The board of the proof, ready to draw and solve.
#[derive(Debug)]
pub(super) struct Gadget {
    plies: Plies,
    kept: Kept<Symbols>,
    /// The ply that each symbol is.
    ply: Vec<u32>,
    /// The last ply of an operation.
    closing: u32,
    /// `[files, pairs]`: where the rook comes from its file, and the symbols on the way.
    played: Vec<(usize, [u32; PLIES])>,
    /// Each operation as numbers of [`PAIRS`].
    operations: Vec<Vec<usize>>,
    opening: Mailbox,
    label: Label,
    /// Of each content of rank 8, its label.
    ranks: Vec<u32>,
}

/// Contents of five squares, of which each holds nothing, a queen or a rook.
const CONTENTS_OF_RANK: usize = 243;

/// Where a label cannot occur.
const NO_LABEL: u32 = u32::MAX;

impl Gadget {
    /// Plays every operation from every file of the rook.
    pub(super) fn of(notation: Notation, letters: Letters, label: Label) -> Result<Self, Wrong> {
        let plies = Plies::of(notation);
        let mut symbols = Symbols::default();
        let mut known = HashMap::new();
        let mut ply = Vec::new();
        let mut played = Vec::with_capacity(POINTS * PAIRS.len());
        let mut boards = Vec::new();
        for file in 0..POINTS {
            let (rules, here) = template::board(file);
            boards.push((here.clone(), rules.clone()));
            for pair in PAIRS {
                let game = template::play(pair, &rules).expect("the template is legal");
                let mut follow = here.clone();
                let mut shown = [0; PLIES];
                for (to, (legal, moves, after)) in shown.iter_mut().zip(&game) {
                    let check = !after.checkers().is_empty();
                    let number = plies.marked(plies.write(*legal, moves), check, false);
                    *to = *known.entry(number).or_insert_with(|| {
                        ply.push(number);
                        plies.push(number, "", &mut symbols)
                    });
                    follow.play(legal.step);
                    boards.push((follow.clone(), after.clone()));
                }
                let rook = template::rook(&follow).expect("the rook is back on rank 8");
                played.push((rook, shown));
            }
        }
        let last = ply[played[0].1[PLIES - 1] as usize];
        let closing = plies.push(last, ".", &mut symbols);
        ply.push(last);
        let (labels, ranks) = match label {
            Label::Rook => (rook_labels(), Vec::new()),
            Label::Rank => rank_labels(&boards),
        };
        let factors = |elements: &[_]| elements.iter().map(template::factors).collect();
        let operations: Vec<Vec<usize>> = match letters {
            Letters::Transpositions => (0..PAIRS.len()).map(|pair| vec![pair]).collect(),
            Letters::Generators => factors(&generators()),
            Letters::Elements => {
                let s5 = Monoid::from_generators(&generators(), DEFAULT_LIMIT);
                factors(s5.map_err(Wrong::whole)?.elements())
            }
        };
        let action = |operation: &Vec<usize>| {
            let image = |file| {
                let go = |file: usize, &pair: &usize| played[file * PAIRS.len() + pair].0;
                operation.iter().fold(file, go) as u16
            };
            (0..POINTS).map(image).collect()
        };
        let known = Knowledge::of_maps(operations.iter().map(action), DEFAULT_LIMIT)?;
        Ok(Self {
            kept: Kept::new(symbols, labels, known),
            opening: boards.swap_remove(0).0,
            plies,
            ply,
            closing,
            played,
            operations,
            label,
            ranks,
        })
    }

    /// The label of a board with the rook on a square.
    fn label(&self, here: &Mailbox, rook: u8) -> u32 {
        match self.label {
            Label::Rook => u32::from((7 - rook / 8) * POINTS as u8 + rook % 8),
            Label::Rank => self.ranks[rank_key(here)],
        }
    }
}

/// A transposition and a cycle of all five points.
fn generators() -> [Transformation; 2] {
    ["2 1 3 4 5", "2 3 4 5 1"]
        .map(|text| Transformation::parse_images(text, None).expect("five images of five points"))
}

/// Squares of the rook, those of rank 8 first.
fn rook_labels() -> Vec<String> {
    let squares = [56, 48, 40].map(|rank| &SQUARES[rank..rank + POINTS]);
    squares.concat().into_iter().map(str::to_owned).collect()
}

/// Which of the [`CONTENTS_OF_RANK`] rank 8 has.
fn rank_key(here: &Mailbox) -> usize {
    (0..POINTS as u8).fold(0, |key, file| {
        let content = here.at(56 + file);
        3 * key + usize::from(content != EMPTY) + usize::from(content == man(ROOK, false))
    })
}

/// Texts of rank 8 in the order in which `boards` first have them, full ranks first; and the label of each content.
fn rank_labels(boards: &[(Mailbox, Board)]) -> (Vec<String>, Vec<u32>) {
    let full = |board: &&(Mailbox, Board)| (56..61).all(|square| board.0.at(square) != EMPTY);
    let (first, then): (Vec<_>, Vec<_>) = boards.iter().partition(full);
    let mut labels = Vec::new();
    let mut of_key = vec![NO_LABEL; CONTENTS_OF_RANK];
    for (here, rules) in first.into_iter().chain(then) {
        let label = &mut of_key[rank_key(here)];
        if *label == NO_LABEL {
            *label = labels.len() as u32;
            labels.push(rules.to_string().split('/').take(1).collect());
        }
    }
    (labels, of_key)
}

impl Asked for Gadget {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        // notations that name the piece need to know which one moves
        let mut file = 0;
        for _ in 0..length {
            let operation = below(rng, self.operations.len() as u32);
            for &pair in &self.operations[operation as usize] {
                let (to, plies) = &self.played[file * PAIRS.len() + pair];
                input.extend_from_slice(plies);
                file = *to;
            }
            *input.last_mut().expect("an operation has plies") = self.closing;
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        let mut here = self.opening.clone();
        let mut rook = 56;
        let first = self.label(&here, rook);
        answers.clear();
        answers.extend(input.iter().map(|&symbol| {
            let step = self.plies.play(self.ply[symbol as usize], &mut here);
            if step.from == rook {
                rook = step.to;
            }
            let label = self.label(&here, rook);
            let answer = if symbol == self.closing {
                Answer::operation(label)
            } else {
                Answer::inside(label)
            };
            answer.when(label != first)
        }));
    }

    fn longest(&self, length: usize) -> usize {
        let factors = self.operations.iter().map(Vec::len).max();
        length * PLIES * factors.expect("there are operations")
    }

    fn initial(&self) -> u32 {
        self.label(&self.opening, 56)
    }
}

kept!(Gadget);

#[cfg(test)]
mod tests;
