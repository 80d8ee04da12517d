//! A question at the end, for families that have no questions of their own: `?` asks for the answer to the last
//! operation.
//!
//! ```text
//! letters   (1 2)   (1 2 3)   ?
//! labels                      (2 3)
//! ```

use std::iter::repeat_n;

use crate::base::rng::Stream;
use crate::problem::answer::{Answer, Mark};
use crate::problem::features::Features;
use crate::problem::knowledge::Knowledge;
use crate::problem::spelling::{Spelling, Text};
use crate::problem::{Asked, Known, Problem, Written};

/// A problem whose inputs end with `?`.
pub(super) struct Question {
    problem: Box<dyn Problem>,
    tokens: Vec<String>,
    spelling: Spelling,
    question: u32,
    /// The question, beside what ends with a space, and with a space before it.
    pieces: [u32; 2],
}

impl Question {
    /// `problem` with a question at the end.
    pub(super) fn at_the_end_of(problem: Box<dyn Problem>) -> Self {
        let mut spelling = problem.spelling().clone();
        let pieces = [spelling.piece("?"), spelling.piece(" ?")];
        spelling.push_pieces("?", &pieces[..1]);
        Self {
            tokens: [problem.tokens(), &["?".to_owned()]].concat(),
            question: problem.alphabet().len() as u32,
            problem,
            spelling,
            pieces,
        }
    }
}

impl Asked for Question {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        self.problem.draw(rng, length, input);
        input.push(self.question);
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        let (&last, before) = input.split_last().expect("an input ends with its question");
        assert_eq!(last, self.question, "an input ends with its question");
        self.problem.solve(before, answers);
        let operation = answers.iter().rfind(|a| a.mark == Mark::Operation);
        let operation = *operation.expect("an input has an operation");
        answers.push(Answer::query(operation.label).when(operation.changed));
    }

    fn longest(&self, length: usize) -> usize {
        self.problem.longest(length) + 1
    }

    fn initial(&self) -> u32 {
        self.problem.initial()
    }
}

impl Written for Question {
    fn spelling(&self) -> &Spelling {
        &self.spelling
    }

    fn spell(&self, input: &[u32], text: &mut Text) {
        let (_, before) = input.split_last().expect("an input ends with its question");
        self.problem.spell(before, text);
        let spaced = |&piece: &u32| self.spelling.text(piece).ends_with([' ', '\n']);
        let apart = !text.pieces.last().is_none_or(spaced);
        text.pieces.push(self.pieces[usize::from(apart)]);
        text.end();
    }

    fn token(&self, symbol: u32) -> u32 {
        if symbol == self.question {
            return self.tokens.len() as u32 - 1;
        }
        self.problem.token(symbol)
    }

    fn tokens(&self) -> &[String] {
        &self.tokens
    }

    fn features(&self) -> Features {
        let Features { mut names, table } = self.problem.features();
        let others = table.chunks_exact(names.len());
        let others = others.flat_map(|row| row.iter().copied().chain([0.0]));
        let question = repeat_n(0.0, names.len()).chain([1.0]);
        let table = others.chain(question).collect();
        names.push("?".to_owned());
        Features { names, table }
    }
}

impl Known for Question {
    fn labels(&self) -> &[String] {
        self.problem.labels()
    }

    fn known(&self) -> &Knowledge {
        self.problem.known()
    }
}
