//! The board on which five pieces are permuted by legal moves.
//!
//! ```text
//! 8   r  q  q  q  q  .  .  .        points 1 to 5 are the files a to e of rank 8
//! 2   P  P  .  .  .  .  .  .        files s < t change places in 12 plies, while the white king waits:
//! 1   K  .  .  .  .  .  .  k          s8-s7  K  t8-t6  K  s7-t7  K  t6-s6  K  t7-t8  K  s6-s8  K
//! ```
//!
//! A queen does whatever the rook does there, so that every transposition is played whichever man stands where; no
//! move of them attacks the white king, who goes a1-b1-a1. Queens look alike: what is seen of a permutation is where
//! it takes the rook.
//! Source: W. Merrill, J. Petty, A. Sabharwal, "The Illusion of State in State-Space Models", ICML 2024,
//! arXiv:2404.08819, proposition 3.3. The paper lists the moves for files a and c.
//!
//! Leaves out draws: the same positions come again and again.

use cozy_chess::Board;

use crate::algebra::transformation::Transformation;
use crate::problem::families::chess::fen;
use crate::problem::families::chess::geometry::{ROOK, Step};
use crate::problem::families::chess::mailbox::{Mailbox, man};
use crate::problem::families::chess::moves::{Moves, Ply};

/// Points that are permuted.
pub(super) const POINTS: usize = 5;

/// The pairs of points, the smaller one first.
#[rustfmt::skip]
pub(super) const PAIRS: [(u8, u8); 10] = [
    (0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4),
];

/// Plies of a transposition.
pub(super) const PLIES: usize = 12;

/// The board with the rook on a file, for the rules and for the oracle.
pub(super) fn board(rook: usize) -> (Board, Mailbox) {
    let man = |file| if file == rook { 'r' } else { 'q' };
    let rank: String = (0..POINTS).map(man).collect();
    let text = format!("{rank}3/8/8/8/8/8/PP6/K6k b - - 0 1");
    fen::read(&text).expect("the board of the proof is a position")
}

/// The plies that exchange the men on two files.
fn exchange((s, t): (u8, u8)) -> [Step; PLIES] {
    let [seventh, sixth, eighth] = [48, 40, 56];
    let (out, home) = ((0, 1), (1, 0));
    let plies = [
        (eighth + s, seventh + s),
        out,
        (eighth + t, sixth + t),
        home,
        (seventh + s, seventh + t),
        out,
        (sixth + t, sixth + s),
        home,
        (seventh + t, eighth + t),
        out,
        (sixth + s, eighth + s),
        home,
    ];
    plies.map(Step::plain)
}

/// Exchanges the men on the files of a pair by legal moves on `board`: each ply with the moves it was chosen from and
/// the board after it. `None` if one of them is not legal.
pub(super) fn play(pair: (u8, u8), board: &Board) -> Option<Vec<(Ply, Moves, Board)>> {
    let mut board = board.clone();
    let steps = exchange(pair).into_iter().map(|step| {
        let moves = Moves::of(&board);
        let mut legal = (0..moves.total).map(|number| moves.ply(number, &board));
        let (chosen, ply) = legal.find(|(_, ply)| ply.step == step)?;
        board.play(chosen);
        Some((ply, moves, board.clone()))
    });
    steps.collect()
}

/// The file of the rook on rank 8.
pub(super) fn rook(here: &Mailbox) -> Option<usize> {
    (0..POINTS).find(|&file| here.at(56 + file as u8) == man(ROOK, false))
}

/// Transpositions, as numbers of [`PAIRS`], whose product from left to right is `element`; the identity is one of
/// them done twice.
pub(super) fn factors(element: &Transformation) -> Vec<usize> {
    let mut factors = Vec::new();
    let mut seen = [false; POINTS];
    for first in 0..POINTS {
        seen[first] = true;
        let mut point = usize::from(element.images()[first]);
        // (a b c d) = (a b)(a c)(a d), the left factor acting first
        while !std::mem::replace(&mut seen[point], true) {
            factors.push(pair(first, point));
            point = usize::from(element.images()[point]);
        }
    }
    if factors.is_empty() {
        factors = vec![0, 0];
    }
    factors
}

/// The number of a pair of points.
fn pair(a: usize, b: usize) -> usize {
    let pair = (a.min(b) as u8, a.max(b) as u8);
    let found = PAIRS.iter().position(|&known| known == pair);
    found.expect("two different points are a pair")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::monoid::{DEFAULT_LIMIT, Monoid};
    use crate::problem::families::chess::mailbox::CONTENTS;

    #[test]
    fn files_a_and_c_change_places_as_in_the_paper() {
        let paper = "a8a7 a1b1 c8c6 b1a1 a7c7 a1b1 c6a6 b1a1 c7c8 a1b1 a6a8 b1a1";
        let name = |square| crate::problem::families::chess::geometry::SQUARES[usize::from(square)];
        let plies = exchange((0, 2)).map(|step| format!("{}{}", name(step.from), name(step.to)));
        assert_eq!(plies.join(" "), paper);
    }

    /// Every permutation by legal moves, from every place of the rook: the rank read off the board is that of the
    /// permutation, and the rest of the board is as it was.
    #[test]
    fn all_120_permutations_are_played_by_legal_moves() {
        let swaps = ["2 1 3 4 5", "2 3 4 5 1"];
        let swaps = swaps.map(|t| Transformation::parse_images(t, None).unwrap());
        let s5 = Monoid::from_generators(&swaps, DEFAULT_LIMIT).unwrap();
        assert_eq!(s5.order(), 120);
        for element in s5.elements() {
            let factors = factors(element);
            assert!((1..=4).contains(&factors.len()), "{element}");
            for from in 0..POINTS {
                let (mut rules, mut here) = board(from);
                for &factor in &factors {
                    for (ply, _, after) in play(PAIRS[factor], &rules).unwrap() {
                        here.play(ply.step);
                        rules = after;
                    }
                }
                let to = usize::from(element.images()[from]);
                assert_eq!(here, board(to).1, "{element} from {from}");
                assert_eq!(rook(&here), Some(to));
                let rank = (0..5).map(|f| CONTENTS[usize::from(here.at(56 + f))]);
                let expected: String = (0..5).map(|f| if f == to { "r" } else { "q" }).collect();
                assert_eq!(rank.collect::<String>(), expected);
                let placement = rules.to_string();
                assert_eq!(
                    placement.split(' ').next(),
                    Some(&*format!("{expected}3/8/8/8/8/8/PP6/K6k"))
                );
            }
        }
    }

    /// No ply of the templates gives check, and none can be claimed to be another one's.
    #[test]
    fn nobody_is_ever_in_check() {
        for from in 0..POINTS {
            let (rules, _) = board(from);
            for pair in PAIRS {
                let played = play(pair, &rules).unwrap();
                let boards = played.iter().map(|(_, _, board)| board);
                boards.for_each(|board| assert!(board.checkers().is_empty(), "{board}"));
            }
        }
    }

    /// Black has a king, a rook and four queens: three of the eight pawns that are missing have been promoted. White
    /// has a king and two pawns on their first squares. [`fen::read`] counts the same.
    #[test]
    fn the_board_is_reachable_as_far_as_men_are_counted() {
        let (rules, _) = board(0);
        let queens = rules.colored_pieces(cozy_chess::Color::Black, cozy_chess::Piece::Queen);
        let pawns = rules.colored_pieces(cozy_chess::Color::Black, cozy_chess::Piece::Pawn);
        assert!(queens.len() - 1 <= 8 - pawns.len());
        assert!(rules.checkers().is_empty() && rules.null_move().is_some());
    }
}
