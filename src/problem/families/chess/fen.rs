//! Positions as text (Forsyth-Edwards notation), and what makes one impossible.
//!
//! A position is taken only if its text is right field by field and the board could stand in a game as far as one
//! sees by counting: one king each, no pawn on a last rank, at most 8 pawns and 16 men, no more promoted men than
//! pawns are missing, the side that has just moved not in check, at most two checkers.
//! Source of the fields: S. J. Edwards, "Portable Game Notation Specification" (1994), section 16.1.
//!
//! Leaves out whether a game really leads there, which takes a search; and the starting positions of Chess960.

use cozy_chess::Board;

use crate::base::wrong::refuse;
use crate::problem::families::chess::geometry::{
    BISHOP, CASTLING, KING, KNIGHT, PAWN, QUEEN, RANKS, ROOK, SQUARES, beside, file, rank, square,
};
use crate::problem::families::chess::mailbox::{CONTENTS, EMPTY, Mailbox, man};

/// Where games usually begin.
pub(super) const START: &str = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1";

/// Reads a position as the rules' board and as the oracle's, or says why it is none.
pub(super) fn read(fen: &str) -> Result<(Board, Mailbox), String> {
    let fields: Vec<&str> = fen.split(' ').collect();
    let &[placement, side, castling, passant, clock, number] = fields.as_slice() else {
        let count = fields.len();
        return Err(format!(
            "`fen` has {count} fields instead of 6; give placement, side to move, castling, en passant, halfmove clock and move number with one space between them"
        ));
    };
    let squares = placed(placement)?;
    refuse! {
        !matches!(side, "w" | "b") => "the side to move in `fen` is `{side}`; write `w` or `b`";
    }
    let white = side == "w";
    let here = Mailbox { squares, white };
    count(&here)?;
    checks(&here)?;
    rights(&here, castling)?;
    refuse! {
        passant != "-" && !has_passed(&here, passant) =>
            "the en passant square of `fen` is `{passant}`, where no pawn has just passed; write the square behind a pawn that has moved two squares, or `-`";
        !clock.parse::<u8>().is_ok_and(|clock| clock <= 100) =>
            "the halfmove clock of `fen` is `{clock}`; write a number from 0 to 100";
        !number.parse::<u16>().is_ok_and(|number| number > 0) =>
            "the move number of `fen` is `{number}`; write a number from 1 to 65535";
    }
    let refused = |error: cozy_chess::FenParseError| {
        let text = error.to_string();
        let text = text.trim_end_matches('.').to_lowercase();
        format!("`fen` is no position of a game: {text}; correct that field")
    };
    Ok((Board::from_fen(fen, false).map_err(refused)?, here))
}

fn placed(placement: &str) -> Result<[u8; 64], String> {
    let ranks: Vec<&str> = placement.split('/').collect();
    let count = ranks.len();
    refuse! {
        count != 8 => "the placement of `fen` has {count} ranks instead of 8; separate 8 of them with `/`";
    }
    let mut squares = [EMPTY; 64];
    for (row, text) in ranks.into_iter().rev().enumerate() {
        let rank = RANKS[row];
        let mut contents = Vec::new();
        for letter in text.chars() {
            if let Some(empty @ 1..=8) = letter.to_digit(10) {
                contents.extend(std::iter::repeat_n(EMPTY, empty as usize));
                continue;
            }
            let content = CONTENTS.iter().skip(1).position(|c| c.starts_with(letter));
            let Some(content) = content else {
                return Err(format!(
                    "rank {rank} of `fen` has the letter `{letter}`, which is no man; use PNBRQK, pnbrqk and digits from 1 to 8"
                ));
            };
            contents.push(content as u8 + 1);
        }
        let across = contents.len();
        refuse! {
            across != 8 => "rank {rank} of `fen` has {across} squares instead of 8; correct its digits and men";
        }
        squares[8 * row..][..8].copy_from_slice(&contents);
    }
    Ok(squares)
}

/// The name of a side.
fn side(white: bool) -> &'static str {
    if white { "White" } else { "Black" }
}

/// Whether the numbers of men are those of a game.
fn count(here: &Mailbox) -> Result<(), String> {
    for white in [true, false] {
        let on = |kind| (0..64).filter(move |&s| here.at(s) == man(kind, white));
        let side = side(white);
        let (kings, pawns) = (on(KING).count(), on(PAWN).count());
        let last = on(PAWN).find(|&s| matches!(rank(s), 0 | 7));
        let square = last.map_or("", |square| SQUARES[usize::from(square)]);
        let men: usize = (PAWN..=KING).map(|kind| on(kind).count()).sum();
        let dark = |&square: &u8| (file(square) + rank(square)).is_multiple_of(2);
        let dark_bishops = on(BISHOP).filter(dark).count();
        let light_bishops = on(BISHOP).count() - dark_bishops;
        let promoted = on(KNIGHT).count().saturating_sub(2)
            + dark_bishops.saturating_sub(1)
            + light_bishops.saturating_sub(1)
            + on(ROOK).count().saturating_sub(2)
            + on(QUEEN).count().saturating_sub(1);
        let missing = 8usize.saturating_sub(pawns);
        refuse! {
            kings != 1 => "{side} has {kings} kings in `fen`; give it exactly one";
            last.is_some() => "there is a pawn on {square} in `fen`, where none can stand; take it off";
            pawns > 8 => "{side} has {pawns} pawns in `fen`; give it at most 8";
            men > 16 => "{side} has {men} men in `fen`; give it at most 16";
            promoted > missing =>
                "{side} has {promoted} promoted men in `fen`, but only {missing} of its pawns can have become one; take off men or pawns";
        }
    }
    Ok(())
}

/// Whether the checks are those that a move can give.
fn checks(here: &Mailbox) -> Result<(), String> {
    let side = side(!here.white);
    let count = here.checkers(here.white).count_ones();
    refuse! {
        here.checkers(!here.white) != 0 =>
            "{side} is in check in `fen`, but the other side is to move; change the side to move or the men";
        count > 2 => "{count} men give check in `fen`, but one move makes at most two; take some off";
    }
    Ok(())
}

/// Whether kings and rooks are where the rights to castle say.
fn rights(here: &Mailbox, castling: &str) -> Result<(), String> {
    if castling == "-" {
        return Ok(());
    }
    let order: Option<Vec<usize>> = castling.chars().map(|c| "KQkq".find(c)).collect();
    let Some(order) = order.filter(|o| !o.is_empty() && o.is_sorted_by(|a, b| a < b)) else {
        return Err(format!(
            "castling in `fen` is `{castling}`; write some of KQkq in this order, or `-`"
        ));
    };
    for (which, right) in order.into_iter().zip(castling.chars()) {
        let (king, to) = CASTLING[which];
        let rook = (king & 56) | if to > king { 7 } else { 0 };
        let white = which < 2;
        if here.at(king) != man(KING, white) || here.at(rook) != man(ROOK, white) {
            let (king, rook) = (SQUARES[usize::from(king)], SQUARES[usize::from(rook)]);
            return Err(format!(
                "castling in `fen` has `{right}`, but king and rook are not on {king} and {rook}; leave it out"
            ));
        }
    }
    Ok(())
}

/// Whether a pawn of the side that has just moved has passed the square called `name`.
fn has_passed(here: &Mailbox, name: &str) -> bool {
    let (back, third) = if here.white { (1, 5) } else { (-1, 2) };
    let Some(passed) = square(name).filter(|&s| rank(s) == third) else {
        return false;
    };
    let content = |direction| beside(passed, (0, direction)).map(|s| here.at(s));
    here.at(passed) == EMPTY
        && content(back) == Some(EMPTY)
        && content(-back) == Some(man(PAWN, !here.white))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(fen: &str) -> String {
        read(fen).unwrap_err()
    }

    #[test]
    fn positions_of_games_are_taken_and_kept() {
        for fen in [
            START,
            "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1",
            "8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1",
            "rnbqkbnr/ppp1p1pp/8/3pPp2/8/8/PPPP1PPP/RNBQKBNR w KQkq f6 0 3",
            "4k3/8/8/8/8/8/4r3/R3K2R w KQ - 100 65535",
        ] {
            let (board, here) = read(fen).unwrap();
            assert_eq!(board.to_string(), fen);
            let white = board.side_to_move() == cozy_chess::Color::White;
            assert_eq!(here.white, white);
        }
    }

    #[test]
    fn a_wrong_field_is_named_with_the_remedy() {
        let on = |placement: &str| refusal(&format!("{placement} w - - 0 1"));
        let with = |rest: &str| refusal(&format!("r3k2r/8/8/8/8/8/8/R3K2R {rest}"));
        insta::assert_snapshot!(refusal("8/8 w"), @"`fen` has 2 fields instead of 6; give placement, side to move, castling, en passant, halfmove clock and move number with one space between them");
        insta::assert_snapshot!(on("k7/8/8/8/8/8/K7"), @"the placement of `fen` has 7 ranks instead of 8; separate 8 of them with `/`");
        insta::assert_snapshot!(on("k7/8/8/8/9/8/8/K7"), @"rank 4 of `fen` has the letter `9`, which is no man; use PNBRQK, pnbrqk and digits from 1 to 8");
        insta::assert_snapshot!(on("k7/8/8/8/8/5P5/8/K7"), @"rank 3 of `fen` has 11 squares instead of 8; correct its digits and men");
        insta::assert_snapshot!(on("k7/8/8/8/8/7x/8/K7"), @"rank 3 of `fen` has the letter `x`, which is no man; use PNBRQK, pnbrqk and digits from 1 to 8");
        insta::assert_snapshot!(with("W KQkq - 0 1"), @"the side to move in `fen` is `W`; write `w` or `b`");
        insta::assert_snapshot!(with("w KK - 0 1"), @"castling in `fen` is `KK`; write some of KQkq in this order, or `-`");
        insta::assert_snapshot!(with("w HAha - 0 1"), @"castling in `fen` is `HAha`; write some of KQkq in this order, or `-`");
        insta::assert_snapshot!(refusal("4k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"), @"castling in `fen` has `q`, but king and rook are not on e8 and a8; leave it out");
        insta::assert_snapshot!(with("w KQkq e3 0 1"), @"the en passant square of `fen` is `e3`, where no pawn has just passed; write the square behind a pawn that has moved two squares, or `-`");
        insta::assert_snapshot!(with("w KQkq - 101 1"), @"the halfmove clock of `fen` is `101`; write a number from 0 to 100");
        insta::assert_snapshot!(with("w KQkq - 0 0"), @"the move number of `fen` is `0`; write a number from 1 to 65535");
    }

    #[test]
    fn a_board_that_no_game_reaches_is_named_with_the_remedy() {
        let on = |placement: &str| refusal(&format!("{placement} w - - 0 1"));
        insta::assert_snapshot!(on("8/8/8/8/8/8/8/K7"), @"Black has 0 kings in `fen`; give it exactly one");
        insta::assert_snapshot!(on("k7/8/8/8/8/8/8/K6K"), @"White has 2 kings in `fen`; give it exactly one");
        insta::assert_snapshot!(on("k7/8/8/8/8/8/8/K4p2"), @"there is a pawn on f1 in `fen`, where none can stand; take it off");
        insta::assert_snapshot!(on("k7/8/8/8/8/P7/PPPPPPPP/K7"), @"White has 9 pawns in `fen`; give it at most 8");
        insta::assert_snapshot!(on("k7/8/8/8/NNNN4/QQQQ4/PPPPPPPP/K7"), @"White has 17 men in `fen`; give it at most 16");
        insta::assert_snapshot!(on("k7/8/8/8/2NNN3/2B1B3/PPPPPPP1/K7"), @"White has 2 promoted men in `fen`, but only 1 of its pawns can have become one; take off men or pawns");
        insta::assert_snapshot!(on("k7/8/8/8/8/8/8/R6K"), @"Black is in check in `fen`, but the other side is to move; change the side to move or the men");
        insta::assert_snapshot!(on("8/8/8/8/8/8/1k6/K7"), @"Black is in check in `fen`, but the other side is to move; change the side to move or the men");
        insta::assert_snapshot!(on("k3r3/8/8/8/8/5n2/8/q3K3"), @"3 men give check in `fen`, but one move makes at most two; take some off");
    }
}
