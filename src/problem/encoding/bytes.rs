//! One token a byte of the text: UTF-8, vocabulary 256, no tokenizer.
//!
//! Source: J. Wang, T. Gangavarapu, J. N. Yan, A. M. Rush, "MambaByte" (2024), arXiv:2401.13660.

use std::borrow::Cow;

use crate::problem::Problem;
use crate::problem::encoding::{Sequence, Tokenise, by_pieces};

pub(super) struct Bytes;

impl Tokenise for Bytes {
    fn vocabulary(&self, _: &dyn Problem) -> usize {
        256
    }

    fn name<'p>(&self, _: &'p dyn Problem, token: u32) -> Cow<'p, str> {
        token.to_string().into()
    }

    fn widest(&self, problem: &dyn Problem) -> usize {
        let spelling = problem.spelling();
        let longest = spelling.pieces().iter().map(String::len).max();
        spelling.widest() * longest.unwrap_or(0)
    }

    fn tokenise(&self, problem: &dyn Problem, to: &mut Sequence) {
        by_pieces(problem, to, |spelling, piece, tokens| {
            tokens.extend(spelling.text(piece).bytes().map(u32::from));
        });
    }
}
