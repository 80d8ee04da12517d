//! One token a word of the text, vocabulary = the words of the family.

use std::borrow::Cow;

use crate::problem::Problem;
use crate::problem::encoding::{Sequence, Tokenise, by_pieces};

pub(super) struct Words;

impl Tokenise for Words {
    fn vocabulary(&self, problem: &dyn Problem) -> usize {
        problem.spelling().words().len()
    }

    fn name<'p>(&self, problem: &'p dyn Problem, token: u32) -> Cow<'p, str> {
        problem.spelling().words()[token as usize].as_str().into()
    }

    fn widest(&self, problem: &dyn Problem) -> usize {
        problem.spelling().widest()
    }

    fn tokenise(&self, problem: &dyn Problem, to: &mut Sequence) {
        by_pieces(problem, to, |spelling, piece, tokens| {
            tokens.extend(spelling.word(piece));
        });
    }
}
