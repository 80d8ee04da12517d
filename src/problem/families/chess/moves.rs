//! The legal moves of a position, numbered: what random games are made of.
//!
//! The rules are those of `cozy-chess`, which lists the moves of each man as a set of squares. Here they get numbers,
//! so that one of them is drawn with one random number, and standard castling (the king moves two files) instead of
//! the crate's king that takes its own rook.
//!
//! Leaves out draws by repetition, by fifty moves and by material: such a game goes on.

use cozy_chess::{Board, Move, Piece, PieceMoves, Square};

use crate::problem::families::chess::geometry::{PAWN, Step, file};

/// The legal moves of a position.
#[derive(Clone, Debug, Default)]
pub(super) struct Moves {
    /// One for each man, and others for pawns that take in passing.
    sets: Vec<PieceMoves>,
    /// How many moves they have.
    pub(super) total: u32,
}

/// A legal move, as far as a notation wants to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ply {
    /// The kind of man that moves.
    pub(super) kind: u8,
    /// How the board changes.
    pub(super) step: Step,
    /// Whether a man is taken.
    pub(super) takes: bool,
}

impl Moves {
    /// The moves of `board`.
    pub(super) fn of(board: &Board) -> Self {
        let mut moves = Self::default();
        moves.list(board);
        moves
    }

    /// Becomes the moves of `board`.
    pub(super) fn list(&mut self, board: &Board) {
        self.sets.clear();
        board.generate_moves(|set| {
            self.sets.push(set);
            false
        });
        self.total = self.sets.iter().map(|set| set.len() as u32).sum();
    }

    /// Move `number` of `board`, whose moves these are, for the rules and for notations.
    pub(super) fn ply(&self, number: u32, board: &Board) -> (Move, Ply) {
        let mut rest = number as usize;
        for &set in &self.sets {
            if rest < set.len() {
                let mut moves = set.into_iter();
                let chosen = moves.nth(rest).expect("a set has as many moves as it says");
                return (chosen, ply(set.piece, chosen, board));
            }
            rest -= set.len();
        }
        panic!("move {number} of {}", self.total)
    }

    /// The squares from which other men of the kind may go to the same square.
    pub(super) fn rivals(&self, ply: Ply) -> impl Iterator<Item = u8> {
        let to = Square::index(usize::from(ply.step.to));
        let rival = move |set: &&PieceMoves| {
            set.piece as u8 == ply.kind && set.from as u8 != ply.step.from && set.to.has(to)
        };
        self.sets.iter().filter(rival).map(|set| set.from as u8)
    }
}

fn ply(piece: Piece, chosen: Move, board: &Board) -> Ply {
    let (kind, from) = (piece as u8, chosen.from as u8);
    let mut to = chosen.to as u8;
    let castles = board.colors(board.side_to_move()).has(chosen.to);
    let taken = board.colors(!board.side_to_move()).has(chosen.to);
    if castles {
        to = if to > from { from + 2 } else { from - 2 };
    }
    let promotion = chosen.promotion.map_or(PAWN, |piece| piece as u8);
    Ply {
        kind,
        step: Step::new(from, to, promotion),
        takes: taken || (kind == PAWN && file(from) != file(to)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::problem::families::chess::fen;
    use crate::problem::families::chess::mailbox::{Mailbox, man};

    /// Positions `depth` plies on; every move differs from its neighbours, and the oracle's board follows.
    fn perft(board: &Board, here: &Mailbox, depth: u32) -> u64 {
        for square in Square::ALL {
            let white = board.color_on(square) == Some(cozy_chess::Color::White);
            let content = board
                .piece_on(square)
                .map_or(0, |piece| man(piece as u8, white));
            assert_eq!(here.at(square as u8), content, "{board}");
        }
        let moves = Moves::of(board);
        let steps: BTreeSet<Step> = (0..moves.total)
            .map(|number| moves.ply(number, board).1.step)
            .collect();
        assert_eq!(steps.len(), moves.total as usize);
        if depth == 1 {
            return u64::from(moves.total);
        }
        let next = |number| {
            let (chosen, ply) = moves.ply(number, board);
            let (mut board, mut here) = (board.clone(), here.clone());
            board.play(chosen);
            here.play(ply.step);
            perft(&board, &here, depth - 1)
        };
        (0..moves.total).map(next).sum()
    }

    /// Published counts: P. McKenzie's and others', as collected on the page "Perft Results" of the Chess
    /// Programming Wiki.
    #[test]
    fn positions_after_four_plies_are_as_many_as_published() {
        let kiwipete = "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1";
        for (fen, published) in [
            (fen::START, [20, 400, 8902, 197_281]),
            (kiwipete, [48, 2039, 97_862, 4_085_603]),
        ] {
            let (board, here) = fen::read(fen).unwrap();
            for (depth, count) in (1..).zip(published) {
                assert_eq!(perft(&board, &here, depth), count, "{fen} depth {depth}");
            }
        }
    }

    #[test]
    fn castling_moves_the_king_by_two_files() {
        let (board, _) = fen::read("r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 0 1").unwrap();
        let moves = Moves::of(&board);
        let steps: Vec<(u8, u8)> = (0..moves.total)
            .map(|number| moves.ply(number, &board).1.step)
            .map(|step| (step.from, step.to))
            .collect();
        assert!(steps.contains(&(60, 62)) && steps.contains(&(60, 58)));
        assert!(!steps.contains(&(60, 63)) && !steps.contains(&(60, 56)));
    }
}
