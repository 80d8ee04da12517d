//! Notations: how a ply is written, and what a symbol does to the board.
//!
//! ```text
//!                 knight      pawn that takes   promotion   castling     symbols
//! uci             g1f3        e4d5              e7e8q       e1g1         1968
//! uci-piece       Ng1f3       Pe4d5             Pe7e8q      Ke1g1        4084
//! san             Nf3         exd5              e8=Q+       O-O         42018
//! source          g1          e4                e7          e1           1968 shown as 64
//! target          f3          d5                e8          g1           1968 shown as 64
//! target-piece    Nf3         Pd5               Pe8         Kg1          4084 shown as 384
//! ```
//!
//! The first three say the whole move, so the symbols are the texts. The last three do not: there the symbols are
//! those of `uci` or `uci-piece`, and only what is shown of them is shorter. What is asked is then not always a function
//! of what is shown; `source` loses promotions too.
//!
//! Vocabularies come from the empty board: every line of rook, bishop, queen and knight, every step of a pawn, both
//! ways of castling.

use std::collections::BTreeSet;

use crate::base::named::named;
use crate::problem::families::chess::geometry::{KINDS, KING, PAWN, SQUARES, Step, steps};
use crate::problem::families::chess::mailbox::Mailbox;
use crate::problem::families::chess::moves::{Moves, Ply};
use crate::problem::families::chess::san::{MARKS, San};
use crate::problem::families::chess::symbols::{Part, Symbols, part};

named! {
    /// How plies are written.
    #[derive(Default)]
    pub enum Notation {
        /// The square that is left and the square that is reached.
        #[default]
        Uci = "uci",
        /// Standard algebraic notation.
        San = "san",
        /// What moves, and both squares.
        UciPiece = "uci-piece",
        /// The square that is left.
        Source = "source",
        /// The square that is reached.
        Target = "target",
        /// What moves, and the square that it reaches.
        TargetPiece = "target-piece",
    }
}

impl Notation {
    /// The kind of man, if symbols say it.
    fn said(self, kind: u8) -> Option<u8> {
        matches!(self, Self::UciPiece | Self::TargetPiece).then_some(kind)
    }
}

/// The plies of a notation, numbered in their order.
#[derive(Debug)]
pub(super) enum Plies {
    /// By what changes on the board, with the kind of man if the symbol says it.
    Steps(Notation, Vec<(Option<u8>, Step)>),
    /// By what is said of them; symbol = place in the list times 3 + mark.
    Said(Vec<San>),
}

impl Plies {
    /// The plies of `notation`.
    pub(super) fn of(notation: Notation) -> Self {
        if notation == Notation::San {
            return Self::Said(San::all());
        }
        let of_kind = |kind| {
            let steps = steps(kind).into_iter();
            steps.map(move |step| (notation.said(kind), step))
        };
        let steps: BTreeSet<_> = (PAWN..=KING).flat_map(of_kind).collect();
        Self::Steps(notation, steps.into_iter().collect())
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Steps(_, steps) => steps.len(),
            Self::Said(all) => all.len() * MARKS.len(),
        }
    }

    /// The symbol of `ply`, one of the legal `moves`, as long as it gives no check.
    pub(super) fn write(&self, ply: Ply, moves: &Moves) -> u32 {
        let (found, marks) = match self {
            Self::Steps(notation, steps) => {
                let step = (notation.said(ply.kind), ply.step);
                (steps.binary_search(&step), 1)
            }
            Self::Said(all) => (all.binary_search(&San::write(ply, moves)), MARKS.len()),
        };
        let place = found.expect("the vocabulary has every legal move");
        (place * marks) as u32
    }

    /// The symbol of the same ply if it gives check or mate.
    pub(super) fn marked(&self, symbol: u32, check: bool, mate: bool) -> u32 {
        match self {
            Self::Steps(..) => symbol,
            Self::Said(_) => symbol + u32::from(check) + u32::from(check && mate),
        }
    }

    /// Makes the move of `symbol` in a legal game.
    pub(super) fn play(&self, symbol: u32, here: &mut Mailbox) -> Step {
        let step = match self {
            Self::Steps(_, steps) => steps[symbol as usize].1,
            Self::Said(all) => {
                let said = all[symbol as usize / MARKS.len()];
                said.read(here).expect("symbols are moves of a legal game")
            }
        };
        here.play(step);
        step
    }

    /// Adds the symbol `symbol` to `symbols`, with `after` behind its name.
    pub(super) fn push(&self, symbol: u32, after: &str, symbols: &mut Symbols) -> u32 {
        let mut parts = self.parts(symbol as usize);
        let name: String = parts.iter().map(|part| part.text).collect();
        parts.retain(|part| match self {
            Self::Steps(Notation::Source, _) => part.role == "from",
            Self::Steps(Notation::Target, _) => part.role == "to",
            Self::Steps(Notation::TargetPiece, _) => matches!(part.role, "man" | "to"),
            Self::Steps(..) | Self::Said(_) => true,
        });
        symbols.push(&(name + after), &parts)
    }

    /// What a symbol says.
    fn parts(&self, symbol: usize) -> Vec<Part> {
        let (kind, step) = match self {
            Self::Said(all) => return all[symbol / MARKS.len()].parts(symbol % MARKS.len()),
            Self::Steps(_, steps) => steps[symbol],
        };
        let man = kind.map(|kind| part("man", KINDS[usize::from(kind)]));
        let [from, to] = [step.from, step.to].map(|square| SQUARES[usize::from(square)]);
        let becomes = ["", "n", "b", "r", "q"][usize::from(step.promotion)];
        let promotion = (step.promotion != PAWN).then(|| part("becomes", becomes));
        let squares = [part("from", from), part("to", to)];
        man.into_iter().chain(squares).chain(promotion).collect()
    }
}

#[cfg(test)]
mod tests {
    use cozy_chess::Board;
    use cozy_chess::util::{display_san_move, display_uci_move};

    use super::*;
    use crate::base::rng::{below, stream};
    use crate::problem::Written;
    use crate::problem::families::chess::fen;

    /// The start, a position with castling of every kind, one full of promotions, and two in which one hint is not
    /// enough to say which queen or knight moves.
    const FENS: [&str; 5] = [
        fen::START,
        "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1",
        "n1n5/PPPk4/8/8/8/8/4Kppp/5N1N b - - 0 1",
        "1k6/8/8/8/Q2Q4/8/8/Q2Q3K w - - 0 1",
        "k7/8/8/1N3N2/8/1N3N2/8/K7 w - - 0 1",
    ];

    fn symbols(notation: Notation) -> (Plies, Symbols) {
        let plies = Plies::of(notation);
        let mut symbols = Symbols::default();
        for symbol in 0..plies.count() as u32 {
            assert_eq!(plies.push(symbol, "", &mut symbols), symbol);
        }
        (plies, symbols)
    }

    /// Plays games from every position and hands over each ply: the board before it, its legal moves, its number
    /// among them, and the board after it with whether that is mate.
    fn games(mut each: impl FnMut(&Board, &Moves, u32, (&Board, bool))) {
        for (k, text) in (0..).zip(FENS) {
            let (start, _) = fen::read(text).unwrap();
            let mut rng = stream(7, "games", k);
            let mut board = start.clone();
            for _ in 0..3000 {
                let moves = Moves::of(&board);
                if moves.total == 0 {
                    board = start.clone();
                    continue;
                }
                let number = below(&mut rng, moves.total);
                let mut after = board.clone();
                after.play(moves.ply(number, &board).0);
                let mate = !after.generate_moves(|_| true) && !after.checkers().is_empty();
                each(&board, &moves, number, (&after, mate));
                board = after;
            }
        }
    }

    /// The oracle's board where the rules' board is.
    fn mailbox(board: &Board) -> Mailbox {
        fen::read(&board.to_string()).unwrap().1
    }

    #[test]
    fn vocabularies_have_the_sizes_that_are_documented() {
        let sizes = Notation::ALL.map(|notation| {
            let (plies, symbols) = symbols(notation);
            (plies.count(), symbols.tokens().len())
        });
        let documented = [
            (1968, 1968),
            (42018, 42018),
            (4084, 4084),
            (1968, 64),
            (1968, 64),
            (4084, 384),
        ];
        assert_eq!(sizes, documented);
    }

    #[test]
    fn every_ply_of_a_game_has_a_symbol_that_is_read_back_as_the_move() {
        for notation in Notation::ALL {
            let plies = Plies::of(notation);
            games(|board, moves, number, (after, mate)| {
                let ply = moves.ply(number, board).1;
                let check = !after.checkers().is_empty();
                let symbol = plies.marked(plies.write(ply, moves), check, mate);
                let mut here = mailbox(board);
                assert_eq!(plies.play(symbol, &mut here), ply.step, "{board}");
                assert_eq!(here, mailbox(after));
            });
        }
    }

    /// All legal moves, not only those that are played, have texts of their own in the first three notations, and
    /// the crate, which writes two of them too, writes the same.
    #[test]
    fn texts_are_those_of_the_crate_and_tell_moves_apart() {
        for notation in [Notation::Uci, Notation::San, Notation::UciPiece] {
            let (plies, symbols) = symbols(notation);
            let mut seen = std::collections::BTreeSet::new();
            games(|board, moves, _, _| {
                seen.clear();
                for number in 0..moves.total {
                    let (chosen, ply) = moves.ply(number, board);
                    let mut after = board.clone();
                    after.play(chosen);
                    let check = !after.checkers().is_empty();
                    let mate = check && !after.generate_moves(|_| true);
                    let symbol = plies.marked(plies.write(ply, moves), check, mate);
                    let text = &symbols.tokens()[symbol as usize];
                    match notation {
                        Notation::San => {
                            assert_eq!(*text, display_san_move(board, chosen).to_string());
                        }
                        Notation::Uci => {
                            assert_eq!(*text, display_uci_move(board, chosen).to_string());
                        }
                        _ => {}
                    }
                    assert!(seen.insert(text), "{text} twice in {board}");
                }
            });
        }
    }

    #[test]
    fn moves_are_written_as_a_person_writes_them() {
        let written = |fen: &str, uci: &str| {
            let (board, _) = fen::read(fen).unwrap();
            let moves = Moves::of(&board);
            let text =
                |number: u32| display_uci_move(&board, moves.ply(number, &board).0).to_string();
            let number = (0..moves.total).find(|&n| text(n) == uci).unwrap();
            let (chosen, ply) = moves.ply(number, &board);
            let mut after = board.clone();
            after.play(chosen);
            let check = !after.checkers().is_empty();
            let mate = !after.generate_moves(|_| true);
            let texts = Notation::ALL.map(|notation| {
                let (plies, symbols) = symbols(notation);
                let symbol = plies.marked(plies.write(ply, &moves), check, mate);
                symbols.tokens()[symbols.token(symbol) as usize].clone()
            });
            texts.join(" ")
        };
        let passing = "4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 1";
        assert_eq!(written(passing, "e5d6"), "e5d6 exd6 Pe5d6 e5 d6 Pd6");
        assert_eq!(written(FENS[1], "e1c1"), "e1c1 O-O-O Ke1c1 e1 c1 Kc1");
        assert_eq!(written(FENS[2], "g2h1n"), "g2h1n gxh1=N Pg2h1n g2 h1 Ph1");
        let queens = "1k6/8/8/8/4Q2Q/8/8/K6Q w - - 0 1";
        assert_eq!(written(queens, "h4e1"), "h4e1 Qh4e1 Qh4e1 h4 e1 Qe1");
        let rooks = "6k1/8/8/R7/8/8/8/R5K1 w - - 0 1";
        assert_eq!(written(rooks, "a1a3"), "a1a3 R1a3 Ra1a3 a1 a3 Ra3");
        let pinned = "4r1k1/8/8/8/8/5N2/4N3/4K3 w - - 0 1";
        assert_eq!(written(pinned, "f3d4"), "f3d4 Nd4 Nf3d4 f3 d4 Nd4");
        let back_rank = "6k1/5ppp/8/8/8/8/8/R6K w - - 0 1";
        assert_eq!(written(back_rank, "a1a8"), "a1a8 Ra8# Ra1a8 a1 a8 Ra8");
        assert_eq!(written(fen::START, "g1f3"), "g1f3 Nf3 Ng1f3 g1 f3 Nf3");
    }
}
