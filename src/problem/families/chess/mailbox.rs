//! A board of 64 squares that moves men as it is asked to: the oracle's board.
//!
//! It knows where men go and which squares they attack, castling and capture in passing included, but never asks
//! whether a move is legal: games are drawn by the rules of `cozy-chess`, so that the two can be held against each
//! other. It reads no rights to castle either: a king that moves by two files takes the rook along.

use crate::problem::families::chess::geometry::{
    BISHOP, KING, KNIGHT, PAWN, QUEEN, ROOK, Step, beside, file, lines, rank,
};

/// What a square can hold: nothing, a white man, a black man. The labels of chess.
pub(super) const CONTENTS: [&str; 13] = [
    ".", "P", "N", "B", "R", "Q", "K", "p", "n", "b", "r", "q", "k",
];

/// The content of an empty square.
pub(super) const EMPTY: u8 = 0;

/// The content of a square with a man on it.
pub(super) fn man(kind: u8, white: bool) -> u8 {
    1 + kind + if white { 0 } else { 6 }
}

/// A board with men on it, and whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mailbox {
    /// What each square holds.
    pub(super) squares: [u8; 64],
    /// Whether White is to move.
    pub(super) white: bool,
}

impl Mailbox {
    /// The content of a square.
    pub(super) fn at(&self, square: u8) -> u8 {
        self.squares[usize::from(square)]
    }

    /// Makes a move of a legal game.
    pub(super) fn play(&mut self, step: Step) {
        let (from, to) = (usize::from(step.from), usize::from(step.to));
        let man_there = self.squares[from];
        let taken = std::mem::replace(&mut self.squares[to], man_there);
        self.squares[from] = EMPTY;
        if step.promotion != PAWN {
            self.squares[to] = man(step.promotion, self.white);
        } else if man_there == man(PAWN, self.white) {
            // a pawn that changes its file and takes nothing there has taken in passing
            if taken == EMPTY && file(step.from) != file(step.to) {
                self.squares[(from & 56) | (to & 7)] = EMPTY;
            }
        } else if man_there == man(KING, self.white) && from.abs_diff(to) == 2 {
            let corner = (from & 56) | if to > from { 7 } else { 0 };
            self.squares[corner] = EMPTY;
            self.squares[usize::midpoint(from, to)] = man(ROOK, self.white);
        }
        self.white = !self.white;
    }

    /// The squares, as bits, from which a white or black man that is no pawn moves to `square`.
    fn within_reach(&self, square: u8, kind: u8, white: bool) -> u64 {
        let lines = lines(kind, square);
        let men = lines.filter_map(|mut line| line.find(|&here| self.at(here) != EMPTY));
        let alike = men.filter(|&here| self.at(here) == man(kind, white));
        alike.fold(0, |found, here| found | 1 << here)
    }

    /// The squares, as bits, of all men that give check to the white or the black king.
    pub(super) fn checkers(&self, white: bool) -> u64 {
        let king = self.squares.iter().position(|c| *c == man(KING, white));
        let king = king.expect("each side has a king") as u8;
        let men = [KNIGHT, BISHOP, ROOK, QUEEN, KING];
        let men = men.map(|kind| self.within_reach(king, kind, !white));
        let forward = if white { 1 } else { -1 };
        let pawns = [-1, 1].into_iter().filter_map(|side| {
            let from = beside(king, (side, forward))?;
            (self.at(from) == man(PAWN, !white)).then_some(1 << from)
        });
        men.into_iter().chain(pawns).fold(0, |all, some| all | some)
    }

    /// Whether the king of the side to move is safe after `step`.
    fn is_safe(&self, step: Step) -> bool {
        let mut after = self.clone();
        after.play(step);
        after.checkers(self.white) == 0
    }

    /// The one square of those `within` a set of bits from which a man of `kind` that is no pawn may legally go to `to`.
    pub(super) fn source(&self, kind: u8, to: u8, within: u64) -> Option<u8> {
        let mut found = self.within_reach(to, kind, self.white) & within;
        if found.count_ones() > 1 {
            // the others are pinned
            let reaches = |from: &u8| found >> from & 1 == 1;
            let legal =
                (0..64).filter(|from| reaches(from) && self.is_safe(Step::plain((*from, to))));
            found = legal.fold(0, |found, from| found | 1 << from);
        }
        (found.count_ones() == 1).then(|| found.trailing_zeros() as u8)
    }

    /// The square from which a pawn goes straight to `to`.
    pub(super) fn pushed_from(&self, to: u8) -> Option<u8> {
        let (back, fourth) = if self.white { (-1, 3) } else { (1, 4) };
        let near = beside(to, (0, back))?;
        let pawn = man(PAWN, self.white);
        if self.at(near) == pawn {
            return Some(near);
        }
        let far = beside(near, (0, back))?;
        (rank(to) == fourth && self.at(near) == EMPTY && self.at(far) == pawn).then_some(far)
    }

    /// The square from which a pawn of the file `from` takes on `to`.
    pub(super) fn taken_from(&self, to: u8, from: u8) -> Option<u8> {
        let back = if self.white { -1 } else { 1 };
        let from = beside(to, (from as i8 - file(to) as i8, back))?;
        (self.at(from) == man(PAWN, self.white)).then_some(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::families::chess::fen;
    use crate::problem::families::chess::geometry::square;

    fn board(fen: &str) -> Mailbox {
        fen::read(fen).unwrap().1
    }

    fn step(text: &str) -> Step {
        let kinds = ["", "n", "b", "r", "q"];
        Step {
            from: square(&text[..2]).unwrap(),
            to: square(&text[2..4]).unwrap(),
            promotion: kinds.iter().position(|k| *k == &text[4..]).unwrap() as u8,
        }
    }

    /// The rank called `rank` after the moves.
    fn after(fen: &str, moves: &str, rank: usize) -> String {
        let mut board = board(fen);
        moves.split(' ').for_each(|text| board.play(step(text)));
        let squares = &board.squares[8 * (rank - 1)..8 * rank];
        squares.iter().map(|&c| CONTENTS[usize::from(c)]).collect()
    }

    #[test]
    fn the_rook_comes_along_when_the_king_castles() {
        let fen = "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1";
        assert_eq!(after(fen, "e1g1 e8c8", 1), "R....RK.");
        assert_eq!(after(fen, "e1g1 e8c8", 8), "..kr...r");
        assert_eq!(after(fen, "e1c1 e8g8", 1), "..KR...R");
        assert_eq!(after(fen, "e1c1 e8g8", 8), "r....rk.");
    }

    #[test]
    fn a_pawn_taken_in_passing_is_gone() {
        let fen = "4k3/3p4/8/4P3/8/8/8/4K3 b - - 0 1";
        assert_eq!(after(fen, "d7d5", 5), "...pP...");
        assert_eq!(after(fen, "d7d5 e5d6", 5), "........");
        assert_eq!(after(fen, "d7d5 e5d6", 6), "...P....");
    }

    #[test]
    fn a_promoted_pawn_is_another_man() {
        let fen = "3rk3/4P3/8/8/8/8/4p3/3RK3 w - - 0 1";
        assert_eq!(after(fen, "e7d8n e2d1q", 8), "...Nk...");
        assert_eq!(after(fen, "e7d8n e2d1q", 1), "...qK...");
    }

    #[test]
    fn a_pinned_man_is_no_source() {
        // both knights reach d4, but the one on e2 is pinned
        let here = board("4r1k1/8/8/8/8/5N2/4N3/4K3 w - - 0 1");
        assert_eq!(here.source(KNIGHT, square("d4").unwrap(), !0), square("f3"));
        assert_eq!(here.source(KNIGHT, square("g3").unwrap(), !0), square("e2"));
    }
}
