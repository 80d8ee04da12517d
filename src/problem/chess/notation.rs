//! Notations: how a ply is written, and what a symbol does to the board.
//!
//! ```text
//!                 knight      pawn that takes   promotion   castling     symbols
//! uci             g1f3        e4d5              e7e8q       e1g1         1968
//! uci-piece       Ng1f3       Pe4d5             Pe7e8q      Ke1g1        4084
//! san             Nf3         exd5              e8=Q+       O-O         42498
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

use serde::{Deserialize, Serialize};

use crate::problem::chess::geometry::{KINDS, KING, PAWN, SQUARES, Step, steps};
use crate::problem::chess::mailbox::Mailbox;
use crate::problem::chess::moves::{Moves, Ply};
use crate::problem::chess::san::{MARKS, San};
use crate::problem::chess::symbols::{Part, Symbols};

/// How plies are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notation {
    /// The square that is left and the square that is reached.
    #[default]
    Uci,
    /// Standard algebraic notation.
    San,
    /// What moves, and both squares.
    UciPiece,
    /// The square that is left.
    Source,
    /// The square that is reached.
    Target,
    /// What moves, and the square that it reaches.
    TargetPiece,
}

impl Notation {
    /// Whether it is the default, which files leave out.
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The plies of a notation, numbered.
#[derive(Debug)]
pub(super) enum Plies {
    /// By what changes on the board.
    Steps {
        notation: Notation,
        /// With the kind of man if the symbol says it.
        steps: Vec<(Option<u8>, Step)>,
        /// `[kinds, from, to]`: the first symbol with these.
        first: Vec<u16>,
    },
    /// By what is said of them; symbol = place in the list times 3 + mark.
    Said(Vec<San>),
}

impl Plies {
    /// The plies of `notation`.
    pub(super) fn of(notation: Notation) -> Self {
        let with_kinds = match notation {
            Notation::San => return Self::Said(San::all()),
            Notation::Uci | Notation::Source | Notation::Target => false,
            Notation::UciPiece | Notation::TargetPiece => true,
        };
        let of_kind = |kind: u8| {
            let said = with_kinds.then_some(kind);
            steps(kind).into_iter().map(move |step| (said, step))
        };
        let mut steps: Vec<_> = (PAWN..=KING).flat_map(of_kind).collect();
        steps.sort_unstable();
        steps.dedup();
        let mut first = vec![u16::MAX; if with_kinds { 6 << 12 } else { 1 << 12 }];
        for (symbol, &(kind, step)) in steps.iter().enumerate().rev() {
            first[key(kind, step)] = symbol as u16;
        }
        Self::Steps {
            notation,
            steps,
            first,
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Steps { steps, .. } => steps.len(),
            Self::Said(all) => all.len() * MARKS.len(),
        }
    }

    /// The symbol of `ply`, one of the legal `moves`, as long as it gives no check.
    pub(super) fn write(&self, ply: Ply, moves: &Moves) -> u32 {
        match self {
            Self::Steps { steps, first, .. } => {
                let said = (first.len() > 1 << 12).then_some(ply.kind);
                let first = first[key(said, ply.step)];
                // where a queen could go too, the step without promotion comes before those with one
                let before = steps[usize::from(first)].1.promotion;
                u32::from(first) + u32::from(ply.step.promotion - before)
            }
            Self::Said(all) => {
                let found = all.binary_search(&San::write(ply, moves));
                let place = found.expect("the vocabulary has every legal move");
                (place * MARKS.len()) as u32
            }
        }
    }

    /// The symbol of the same ply if it gives check or mate.
    pub(super) fn marked(&self, symbol: u32, check: bool, mate: bool) -> u32 {
        match self {
            Self::Steps { .. } => symbol,
            Self::Said(_) => symbol + u32::from(check) + u32::from(check && mate),
        }
    }

    /// Makes the move of `symbol` in a legal game.
    pub(super) fn play(&self, symbol: u32, here: &mut Mailbox) -> Step {
        let step = match self {
            Self::Steps { steps, .. } => steps[symbol as usize].1,
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
        let parts = self.parts(symbol);
        let texts: String = match self {
            Self::Steps { steps, .. } => {
                let (kind, step) = steps[symbol as usize];
                whole(kind, step).iter().map(|part| part.text).collect()
            }
            Self::Said(_) => parts.iter().map(|part| part.text).collect(),
        };
        symbols.push(texts + after, &parts)
    }

    /// What is shown of a symbol.
    fn parts(&self, symbol: u32) -> Vec<Part> {
        let symbol = symbol as usize;
        match self {
            Self::Said(all) => all[symbol / MARKS.len()].parts(symbol % MARKS.len()),
            Self::Steps {
                notation, steps, ..
            } => {
                let (kind, step) = steps[symbol];
                let mut parts = whole(kind, step);
                parts.retain(|part| match notation {
                    Notation::Source => part.role == "from",
                    Notation::Target => part.role == "to",
                    Notation::TargetPiece => matches!(part.role, "man" | "to"),
                    Notation::Uci | Notation::UciPiece | Notation::San => true,
                });
                parts
            }
        }
    }
}

fn key(kind: Option<u8>, step: Step) -> usize {
    usize::from(kind.unwrap_or(0)) << 12 | usize::from(step.from) << 6 | usize::from(step.to)
}

/// A step in full.
fn whole(kind: Option<u8>, step: Step) -> Vec<Part> {
    let square = |role, square| Part {
        role,
        text: SQUARES[usize::from(square)],
    };
    let man = kind.map(|kind| Part {
        role: "man",
        text: KINDS[usize::from(kind)],
    });
    let promotion = (step.promotion != PAWN).then(|| Part {
        role: "becomes",
        text: ["p", "n", "b", "r", "q"][usize::from(step.promotion)],
    });
    let squares = [square("from", step.from), square("to", step.to)];
    man.into_iter().chain(squares).chain(promotion).collect()
}
