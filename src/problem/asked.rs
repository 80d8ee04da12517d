//! A question at the end, for families that have no questions of their own: `?` asks for the answer to the last
//! operation.
//!
//! ```text
//! letters   (1 2)   (1 2 3)   ?
//! labels                      (2 3)
//! ```

use crate::algebra::automaton::syntactic::Syntactic;
use crate::algebra::monoid::Monoid;
use crate::base::rng::Stream;
use crate::problem::Problem;
use crate::problem::answer::{Answer, Mark};
use crate::problem::complexity::Complexity;
use crate::problem::features::Features;
use crate::problem::spelling::{Spelling, Text};

/// A problem whose inputs end with `?`.
pub(super) struct Asked {
    problem: Box<dyn Problem>,
    alphabet: Vec<String>,
    tokens: Vec<String>,
    spelling: Spelling,
    question: u32,
    /// The question, beside what ends with a space, and with a space before it.
    pieces: [u32; 2],
}

impl Asked {
    /// `problem` with a question at the end.
    pub(super) fn new(problem: Box<dyn Problem>) -> Self {
        let mut alphabet = problem.alphabet().to_vec();
        let question = alphabet.len() as u32;
        alphabet.push("?".to_owned());
        let mut tokens = problem.tokens().to_vec();
        tokens.push("?".to_owned());
        let mut spelling = problem.spelling().clone();
        let pieces = [spelling.piece("?"), spelling.piece(" ?")];
        spelling.set_widest(1);
        Self {
            problem,
            alphabet,
            tokens,
            spelling,
            question,
            pieces,
        }
    }
}

impl Problem for Asked {
    fn name(&self) -> &str {
        self.problem.name()
    }

    fn alphabet(&self) -> &[String] {
        &self.alphabet
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

    fn labels(&self) -> &[String] {
        self.problem.labels()
    }

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

    fn spelling(&self) -> &Spelling {
        &self.spelling
    }

    fn spell(&self, input: &[u32], text: &mut Text) {
        let (_, before) = input.split_last().expect("an input ends with its question");
        self.problem.spell(before, text);
        let spaced = |&piece: &u32| self.spelling.text(piece).ends_with([' ', '\n']);
        let [beside, apart] = self.pieces;
        let last = text.pieces.last();
        text.pieces.push(if last.is_none_or(spaced) {
            beside
        } else {
            apart
        });
        text.end();
    }

    fn features(&self) -> Features {
        let inner = self.problem.features();
        let width = inner.names.len();
        let mut table = Vec::with_capacity((width + 1) * self.tokens.len());
        for token in 0..self.tokens.len() - 1 {
            table.extend_from_slice(inner.row(token));
            table.push(0.0);
        }
        table.extend(std::iter::repeat_n(0.0, width));
        table.push(1.0);
        let mut names = inner.names;
        names.push("?".to_owned());
        Features { names, table }
    }

    fn initial(&self) -> u32 {
        self.problem.initial()
    }

    fn monoid(&self) -> Option<&Monoid> {
        self.problem.monoid()
    }

    fn letters(&self) -> &[u32] {
        self.problem.letters()
    }

    fn language(&self) -> Option<&Syntactic> {
        self.problem.language()
    }

    fn complexity(&self) -> Option<Complexity> {
        self.problem.complexity()
    }
}
