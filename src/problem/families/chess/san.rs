//! Standard algebraic notation: written from the legal moves, read back on the oracle's board.
//!
//! ```text
//! man  file?  rank?  x?  square  (=man)?  (+ or #)?          e4  exd6  Nbd7  R1xa3  Qh4e1#  e8=Q+  O-O-O
//! ```
//!
//! The file is given where another man of the kind may legally go to the same square, the rank where the file does
//! not tell them apart, both where neither does; a pawn that takes gives its file. Check is `+`, mate `#`.
//! Source: S. J. Edwards, "Portable Game Notation Specification" (1994), section 8.2.3.
//!
//! The vocabulary is finite: whatever the lines of the board allow, each with no mark, with `+` and with `#`. It
//! leaves out only that some of these cannot occur, as a second and third knight nobody has.

use std::collections::BTreeSet;

use crate::problem::families::chess::geometry::{
    CASTLING, FILES, KINDS, KING, PAWN, RANKS, SQUARES, Step, file, rank, steps,
};
use crate::problem::families::chess::mailbox::Mailbox;
use crate::problem::families::chess::moves::{Moves, Ply};
use crate::problem::families::chess::symbols::Part;

/// A move in this notation, up to the mark of check or mate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum San {
    /// `O-O`
    Short,
    /// `O-O-O`
    Long,
    /// Any other.
    Plain(Said),
}

/// What is said of a move that does not castle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Said {
    /// What moves.
    kind: u8,
    /// The square that is reached.
    to: u8,
    /// The file that is left, if it is said.
    file: Option<u8>,
    /// The rank that is left, if it is said.
    rank: Option<u8>,
    /// Whether a man is taken.
    takes: bool,
    /// What a pawn becomes.
    promotion: u8,
}

/// How a move ends: nothing, check, mate.
pub(super) const MARKS: [&str; 3] = ["", "+", "#"];

impl San {
    /// Everything that can be said, sorted.
    pub(super) fn all() -> Vec<Self> {
        let mut all = BTreeSet::from([Self::Short, Self::Long]);
        for kind in PAWN..=KING {
            for step in steps(kind) {
                let changes_file = file(step.from) != file(step.to);
                for said in 0..8 {
                    let [takes, say_file, say_rank] = [1, 2, 4].map(|bit| said & bit > 0);
                    let possible = match kind {
                        PAWN => takes == changes_file && say_file == takes && !say_rank,
                        KING => !say_file && !say_rank,
                        _ => true,
                    };
                    if possible {
                        let ply = Ply { kind, step, takes };
                        all.insert(Self::plain(ply, say_file, say_rank));
                    }
                }
            }
        }
        all.into_iter().collect()
    }

    /// How `ply`, one of the legal `moves`, is written.
    pub(super) fn write(ply: Ply, moves: &Moves) -> Self {
        let Ply { kind, step, takes } = ply;
        if kind == KING && step.from.abs_diff(step.to) == 2 {
            let short = step.to > step.from;
            return if short { Self::Short } else { Self::Long };
        }
        if kind == PAWN {
            return Self::plain(ply, takes, false);
        }
        let (mut any, mut same_file, mut same_rank) = (false, false, false);
        for rival in moves.rivals(ply) {
            any = true;
            same_file |= file(rival) == file(step.from);
            same_rank |= rank(rival) == rank(step.from);
        }
        let say_file = any && (!same_file || same_rank);
        Self::plain(ply, say_file, same_file)
    }

    /// How a ply is written if it is said from which file and rank.
    fn plain(Ply { kind, step, takes }: Ply, say_file: bool, say_rank: bool) -> Self {
        Self::Plain(Said {
            kind,
            to: step.to,
            file: say_file.then_some(file(step.from)),
            rank: say_rank.then_some(rank(step.from)),
            takes,
            promotion: step.promotion,
        })
    }

    /// What moves on a board when it is read there; `None` if nothing can, or several men could.
    pub(super) fn read(self, here: &Mailbox) -> Option<Step> {
        let Self::Plain(said) = self else {
            let which = 2 * usize::from(!here.white) + usize::from(self == Self::Long);
            return Some(Step::plain(CASTLING[which]));
        };
        let to = said.to;
        let from = match (said.kind, said.file) {
            (PAWN, Some(file)) => here.taken_from(to, file),
            (PAWN, None) => here.pushed_from(to),
            (kind, file) => {
                let on_file = file.map_or(!0, |file| 0x0101_0101_0101_0101 << file);
                let on_rank = said.rank.map_or(!0, |rank| 0xff << (8 * rank));
                here.source(kind, to, on_file & on_rank)
            }
        }?;
        Some(Step::new(from, to, said.promotion))
    }

    /// Its text in parts, with a mark.
    pub(super) fn parts(self, mark: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut part = |role, text| parts.push(Part { role, text });
        match self {
            Self::Short => part("castles", "O-O"),
            Self::Long => part("castles", "O-O-O"),
            Self::Plain(said) => {
                if said.kind != PAWN {
                    part("man", KINDS[usize::from(said.kind)]);
                }
                match (said.file, said.rank) {
                    (Some(file), Some(rank)) => {
                        part("from", SQUARES[usize::from(8 * rank + file)]);
                    }
                    (Some(file), None) => part("from", FILES[usize::from(file)]),
                    (None, Some(rank)) => part("from", RANKS[usize::from(rank)]),
                    (None, None) => {}
                }
                if said.takes {
                    part("", "x");
                }
                part("to", SQUARES[usize::from(said.to)]);
                if said.promotion != PAWN {
                    part("", "=");
                    part("becomes", KINDS[usize::from(said.promotion)]);
                }
            }
        }
        if mark > 0 {
            part("", MARKS[mark]);
        }
        parts
    }
}
