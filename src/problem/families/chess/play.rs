//! Games drawn at random, and what stands on a square of the board.
//!
//! ```text
//! plies     e2e4  e7e5  g1f3  ...            track = "e4"
//! labels     P     P     P
//! plies     e2e4  e7e5  ...  ?e4  ?d5        asks = 2
//! labels                      P    .
//! ```
//!
//! An operation is a ply, uniform over the legal moves of its position. A game that is over, by mate or because the
//! side to move has no move, is followed by another one from the same position: the symbol `new game` says so and is
//! no operation. Draws by repetition, by fifty moves and by material are not claimed. The same seed plays the same
//! game in every notation.
//!
//! Labels are what squares hold: `.` nothing, `PNBRQK` white, `pnbrqk` black. With questions, the label under a ply
//! is unknown, and `?e4` asks for one square; the last question stands at the end, others after plies drawn at
//! random. `ask = "board"` asks for all squares at the end, a8 to h8 first, h1 last. An answer has changed where the
//! square does not hold what it held at the beginning.
//!
//! The oracle moves men on a board of its own ([`Mailbox`]) and asks nobody what is legal.

use cozy_chess::Board;

use crate::base::rng::{Stream, below};
use crate::problem::Asked;
use crate::problem::answer::{Answer, UNANSWERED};
use crate::problem::complexity::{Class, Complexity};
use crate::problem::families::chess::fen;
use crate::problem::families::chess::geometry::{SQUARES, square};
use crate::problem::families::chess::mailbox::{CONTENTS, Mailbox};
use crate::problem::families::chess::moves::Moves;
use crate::problem::families::chess::notation::{Notation, Plies};
use crate::problem::families::chess::symbols::{Symbols, part};
use crate::problem::families::chess::{Ask, PlayConfig};
use crate::problem::script::{Kept, kept};

/// Random games, ready to draw and solve.
#[derive(Debug)]
pub(super) struct Play {
    plies: Plies,
    kept: Kept<Symbols>,
    /// Where games begin, for the rules.
    start: Board,
    /// And for the oracle.
    opening: Mailbox,
    track: u8,
    /// What is asked, under `supervision = "query"`.
    ask: Option<Ask>,
    /// How often; a whole board, once.
    asks: usize,
    new_game: u32,
    /// The question for a1; those for the other squares follow.
    question: u32,
}

/// What is wrong with a position to begin games from.
pub(super) fn opening(fen: &str) -> Result<(Board, Mailbox), String> {
    let position = fen::read(fen)?;
    if Moves::of(&position.0).total == 0 {
        return Err(format!(
            "the side to move in `fen` = \"{fen}\" has no legal move, so that every game is over before it begins; give an earlier position"
        ));
    }
    Ok(position)
}

impl Play {
    /// Lists the symbols of the notation; `asked` puts questions into inputs. `config` has nothing wrong.
    pub(super) fn of(notation: Notation, config: &PlayConfig, asked: bool) -> Self {
        let (start, opening) = opening(&config.fen).expect("a wrong `fen` is a fault");
        let track = square(&config.track).expect("a wrong `track` is a fault");
        let plies = Plies::of(notation);
        let mut symbols = Symbols::default();
        for ply in 0..plies.count() as u32 {
            plies.push(ply, "", &mut symbols);
        }
        let new_game = symbols.push("new game", &[part("", "new"), part("", " game")]);
        let question = new_game + 1;
        if asked {
            for square in SQUARES {
                symbols.push(
                    &format!("?{square}"),
                    &[part("", "?"), part("asks", square)],
                );
            }
        }
        let known = class(notation, config.fen == fen::START);
        Self {
            plies,
            kept: Kept::new(symbols, CONTENTS, known),
            start,
            opening,
            track,
            ask: asked.then_some(config.ask),
            asks: if asked { config.asks } else { 0 },
            new_game,
            question,
        }
    }

    /// What a square holds, and whether it held something else at the beginning.
    fn held(&self, here: &Mailbox, square: u8) -> (u32, bool) {
        let held = here.at(square);
        (u32::from(held), held != self.opening.at(square))
    }
}

impl Asked for Play {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        // after how many plies each question but the last stands
        let early = (1..self.asks).map(|_| 1 + below(rng, length as u32));
        let mut places: Vec<u32> = early.collect();
        places.sort_unstable();
        let mut places = places.into_iter().peekable();
        let question = |rng: &mut Stream| self.question + below(rng, 64);
        let mut board = self.start.clone();
        let mut moves = Moves::of(&board);
        for ply_number in 1..=length as u32 {
            if moves.total == 0 {
                input.push(self.new_game);
                board.clone_from(&self.start);
                moves.list(&board);
            }
            let number = below(rng, moves.total);
            let (chosen, ply) = moves.ply(number, &board);
            let symbol = self.plies.write(ply, &moves);
            board.play_unchecked(chosen);
            moves.list(&board);
            let check = !board.checkers().is_empty();
            input.push(self.plies.marked(symbol, check, moves.total == 0));
            while places.next_if_eq(&ply_number).is_some() {
                input.push(question(rng));
            }
        }
        match self.ask {
            None => {}
            Some(Ask::Square) => input.push(question(rng)),
            Some(Ask::Board) => {
                let ranks = (0..8).rev().flat_map(|rank| 8 * rank..8 * rank + 8);
                input.extend(ranks.map(|square| self.question + square));
            }
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        let mut here = self.opening.clone();
        let label = |here: &Mailbox| match self.ask {
            None => self.held(here, self.track),
            Some(_) => (UNANSWERED, false),
        };
        answers.clear();
        answers.extend(input.iter().map(|&symbol| {
            if symbol < self.new_game {
                self.plies.play(symbol, &mut here);
                let (label, changed) = label(&here);
                Answer::operation(label).when(changed)
            } else if symbol == self.new_game {
                here.clone_from(&self.opening);
                let (label, changed) = label(&here);
                Answer::inside(label).when(changed)
            } else {
                let (label, changed) = self.held(&here, (symbol - self.question) as u8);
                Answer::query(label).when(changed)
            }
        }));
    }

    fn longest(&self, length: usize) -> usize {
        let squares = if self.ask == Some(Ask::Board) { 64 } else { 1 };
        // a game has at least one ply, and the last one needs no new game after it
        (2 * length).saturating_sub(1) + squares * self.asks
    }

    fn initial(&self) -> u32 {
        match self.ask {
            None => u32::from(self.opening.at(self.track)),
            Some(_) => UNANSWERED,
        }
    }
}

kept!(Play);

/// The class of what stands on a square; `usual` if games begin where they usually do.
fn class(notation: Notation, usual: bool) -> Complexity {
    let statement = match notation {
        Notation::Uci if usual => {
            return Complexity::complete(
                Class::Nc1,
                "the board after a game in (source, target) notation is NC1-complete under AC0 reductions: words over S5 become moves of one rook and four queens, on a board that games from the usual start reach, and a board of 64 squares has finitely many positions",
                SOURCE,
            )
            .regular();
        }
        Notation::Uci => {
            "a board of 64 squares has finitely many positions, so the board after a game is in NC1; hardness is shown for games from the usual start, and this is another one"
        }
        Notation::San | Notation::UciPiece => {
            "a board of 64 squares has finitely many positions, so the board after a game is in NC1; hardness is shown for (source, target) notation only, as the piece that is named may give the answer away"
        }
        Notation::Source | Notation::Target | Notation::TargetPiece => {
            "a board of 64 squares has finitely many positions, so the board after a game is in NC1; what this notation shows does not always determine it, and no hardness is claimed"
        }
    };
    Complexity::within(Class::Nc1, statement, SOURCE).regular()
}

const SOURCE: &str = "W. Merrill, J. Petty, A. Sabharwal, \"The Illusion of State in State-Space Models\", ICML 2024, arXiv:2404.08819, proposition 3.3 and corollary 3.4";

#[cfg(test)]
mod tests;
