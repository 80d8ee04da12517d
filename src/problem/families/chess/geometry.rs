//! The empty board: names of squares, lines, and every way a man could go.
//!
//! Squares are numbered from a1 = 0 along the ranks to h8 = 63, kinds of men as pawn, knight, bishop, rook, queen,
//! king. What a man reaches on an empty board is what notations can say at all: the vocabularies are made of it.
//!
//! Leaves out whatever depends on other men; that is `mailbox` and, for legality, the crate `cozy-chess`.

/// The names of the squares.
#[rustfmt::skip]
pub(super) const SQUARES: [&str; 64] = [
    "a1", "b1", "c1", "d1", "e1", "f1", "g1", "h1",
    "a2", "b2", "c2", "d2", "e2", "f2", "g2", "h2",
    "a3", "b3", "c3", "d3", "e3", "f3", "g3", "h3",
    "a4", "b4", "c4", "d4", "e4", "f4", "g4", "h4",
    "a5", "b5", "c5", "d5", "e5", "f5", "g5", "h5",
    "a6", "b6", "c6", "d6", "e6", "f6", "g6", "h6",
    "a7", "b7", "c7", "d7", "e7", "f7", "g7", "h7",
    "a8", "b8", "c8", "d8", "e8", "f8", "g8", "h8",
];

/// The names of the files.
pub(super) const FILES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// The names of the ranks.
pub(super) const RANKS: [&str; 8] = ["1", "2", "3", "4", "5", "6", "7", "8"];

/// The letters of the kinds of men.
pub(super) const KINDS: [&str; 6] = ["P", "N", "B", "R", "Q", "K"];

/// A pawn; as a promotion, none.
pub(super) const PAWN: u8 = 0;
/// A knight.
pub(super) const KNIGHT: u8 = 1;
/// A bishop.
pub(super) const BISHOP: u8 = 2;
/// A rook.
pub(super) const ROOK: u8 = 3;
/// A queen.
pub(super) const QUEEN: u8 = 4;
/// A king.
pub(super) const KING: u8 = 5;

/// The kings' castling moves as source and target: white short and long, black short and long.
pub(super) const CASTLING: [(u8, u8); 4] = [(4, 6), (4, 2), (60, 62), (60, 58)];

/// A move as the board changes: what UCI says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Step {
    /// The square that is left.
    pub(super) from: u8,
    /// The square that is reached; where castling is concerned, by the king.
    pub(super) to: u8,
    /// What a pawn becomes, [`PAWN`] if nothing.
    pub(super) promotion: u8,
}

impl Step {
    /// A move on which no pawn becomes another man.
    pub(super) fn plain((from, to): (u8, u8)) -> Self {
        Self::new(from, to, PAWN)
    }

    /// A move on which a pawn becomes another man, unless that is [`PAWN`].
    pub(super) fn new(from: u8, to: u8, promotion: u8) -> Self {
        Self {
            from,
            to,
            promotion,
        }
    }
}

/// The number of the square called `name`.
pub(super) fn square(name: &str) -> Option<u8> {
    let found = SQUARES.iter().position(|square| *square == name)?;
    Some(found as u8)
}

/// The file of a square, from 0.
pub(super) fn file(square: u8) -> u8 {
    square & 7
}

/// The rank of a square, from 0.
pub(super) fn rank(square: u8) -> u8 {
    square >> 3
}

/// The square `(files, ranks)` away, if it is on the board.
pub(super) fn beside(square: u8, (files, ranks): (i8, i8)) -> Option<u8> {
    let file = file(square) as i8 + files;
    let rank = rank(square) as i8 + ranks;
    ((0..8).contains(&file) && (0..8).contains(&rank)).then_some((rank * 8 + file) as u8)
}

/// Along ranks and files, then along diagonals.
const LINES: [(i8, i8); 8] = [
    (0, 1),
    (1, 0),
    (0, -1),
    (-1, 0),
    (1, 1),
    (1, -1),
    (-1, -1),
    (-1, 1),
];

const JUMPS: [(i8, i8); 8] = [
    (1, 2),
    (2, 1),
    (2, -1),
    (1, -2),
    (-1, -2),
    (-2, -1),
    (-2, 1),
    (-1, 2),
];

/// The lines, square by square, on which a man that is no pawn goes on an empty board.
pub(super) fn lines(kind: u8, from: u8) -> impl Iterator<Item = impl Iterator<Item = u8>> {
    let (directions, times) = match kind {
        KNIGHT => (&JUMPS[..], 1),
        BISHOP => (&LINES[4..], 7),
        ROOK => (&LINES[..4], 7),
        QUEEN => (&LINES[..], 7),
        KING => (&LINES[..], 1),
        _ => (&[][..], 0),
    };
    directions.iter().map(move |&direction| {
        let next = move |&square: &u8| beside(square, direction);
        std::iter::successors(next(&from), next).take(times)
    })
}

/// Every step of a man of `kind`, white or black, castling and promotions included.
pub(super) fn steps(kind: u8) -> Vec<Step> {
    let mut steps = Vec::new();
    for from in 0..64 {
        if kind == PAWN {
            pawn_steps(from, &mut steps);
        } else {
            let reached = lines(kind, from).flatten();
            steps.extend(reached.map(|to| Step::plain((from, to))));
        }
    }
    if kind == KING {
        steps.extend(CASTLING.map(Step::plain));
    }
    steps
}

/// The steps of a pawn of either colour on `from`.
fn pawn_steps(from: u8, steps: &mut Vec<Step>) {
    if matches!(rank(from), 0 | 7) {
        return;
    }
    for (forward, home) in [(1, 1), (-1, 6)] {
        let double = (rank(from) == home).then(|| beside(from, (0, 2 * forward)));
        let others = [-1, 0, 1].map(|side| beside(from, (side, forward)));
        for to in others.into_iter().chain(double).flatten() {
            let last = matches!(rank(to), 0 | 7);
            let promotions = if last { KNIGHT..=QUEEN } else { PAWN..=PAWN };
            steps.extend(promotions.map(|promotion| Step::new(from, to, promotion)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_are_named_by_file_and_rank() {
        for (number, name) in (0u8..).zip(SQUARES) {
            let (file, rank) = (file(number) as usize, rank(number) as usize);
            assert_eq!(name, format!("{}{}", FILES[file], RANKS[rank]));
            assert_eq!(square(name), Some(number));
        }
        assert_eq!(square("i1"), None);
    }

    /// Twice the edges of the graphs of moves on n x n squares: knight 4(n-1)(n-2), king 2(n-1)(2n-1), bishop
    /// n(n-1)(2n-1)/3, rook n^2(n-1), and the queen's are the last two.
    #[test]
    fn lines_are_as_many_as_the_graphs_of_moves_have_edges() {
        let on = |kind| (0..64).flat_map(move |from| lines(kind, from).flatten());
        let count = |kind| on(kind).count();
        let counts = [KNIGHT, KING, BISHOP, ROOK, QUEEN].map(count);
        assert_eq!(counts, [336, 420, 560, 896, 1456]);
    }

    #[test]
    fn steps_in_uci_are_1968() {
        let mut all: Vec<Step> = (PAWN..=KING).flat_map(steps).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 1968);
    }
}
