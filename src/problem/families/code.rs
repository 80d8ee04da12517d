//! Code: straight-line Python over a few variables; what do they hold?
//!
//! ```text
//! x = [0, 0, 1, 0, 0]
//! x[1], x[3] = x[3], x[1]
//! x[2], x[3] = x[3], x[2]      x[0] = 0, place of 1 = 3
//! ```
//!
//! An operation is a statement or the call of a function, and one symbol; the symbols of an alphabet are the
//! operations, then the values if the first ones are drawn, then the questions. Inputs whose first values are drawn
//! start with one symbol for each variable. A question is `print(...)`.
//!
//! Labels are what Python prints: the values there are (`0`, `True` ...), for `track = "state"` whole states
//! (`[0, 1, 2]`, `(True, False)`), for `track = "place of 1"` the number of the variable, from 0.
//!
//! Source: W. Merrill, J. Petty, A. Sabharwal, "The Illusion of State in State-Space Models" (2024),
//! arXiv:2404.08819, section 3.2 and Figure 1: swaps of five places are NC1-complete to follow, since they generate S5.
//!
//! Leaves out loops and nested expressions: every operation is one transformation of the state.

mod algebra;
mod check;
pub mod config;
mod function;
#[cfg(test)]
mod interpreter;
mod machine;
mod operation;
mod program;
mod python;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use itertools::Itertools;

use crate::base::rng::{Stream, below};
use crate::base::wrong::Wrong;
use crate::problem::answer::{Answer, UNANSWERED};
use crate::problem::families::Config;
pub use crate::problem::families::code::config::CodeConfig;
use crate::problem::families::code::config::{Statement, Track};
use crate::problem::families::code::program::Program;
use crate::problem::families::code::python::{Python, in_one_line};
use crate::problem::features::Features;
use crate::problem::knowledge::Knowledge;
use crate::problem::spelling::{Spelling, Text};
use crate::problem::{Asked, Known, Problem, Written};

/// A code problem, ready to draw and solve.
#[derive(Debug)]
struct CodeProblem {
    config: CodeConfig,
    program: Program,
    /// What each question asks; without questions, the one thing that is tracked.
    asked: Vec<Track>,
    /// Questions of an input.
    asks: usize,
    /// The states that have labels, sorted, where whole states have any.
    states: Vec<Vec<u16>>,
    /// The first symbol that is a value, and the first that is a question.
    values: usize,
    questions: usize,
    labels: Vec<String>,
    spelling: Spelling,
    /// The text before the first symbol.
    head: Vec<u32>,
    /// `[variables, values]`: the text of a first value that is drawn.
    drawn: Vec<Vec<u32>>,
    known: OnceLock<Knowledge>,
}

impl Config for CodeConfig {
    fn check(&self, wrong: &mut Wrong) {
        check::check(self, wrong);
    }

    fn build(&self, asked: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(Box::new(CodeProblem::of(self, asked)))
    }

    fn asks(&self) -> bool {
        true
    }
}

impl CodeProblem {
    /// Lists the operations of `config`, which has nothing wrong. With `asked` there are questions in the inputs.
    fn of(config: &CodeConfig, asked: bool) -> Self {
        let program = Program::of(config);
        let python = Python::of(config);
        let track = config.tracked();
        let track = track.map(|track| track.expect("a wrong `track` is a fault"));
        let tracks: Vec<Track> = match track {
            Some(track) => vec![track],
            None if asked => (0..program.variables).map(Track::Variable).collect(),
            None => vec![Track::Variable(0)],
        };
        let mut states = Vec::new();
        if track == Some(Track::State) {
            let (reached, _) = program.reached().expect("too many states are a fault");
            states = reached.into_iter().sorted_unstable().collect();
        }
        let labels = match track {
            Some(Track::State) => states.iter().map(|state| python.state(state)).collect(),
            Some(Track::Place(_)) => (0..program.variables).map(|i| i.to_string()).collect(),
            _ => python.values.clone(),
        };

        let operations = program.operations.all.iter();
        let mut texts: Vec<String> = operations.map(|o| python.operation(o)).collect();
        let values = texts.len();
        if program.first.is_none() {
            texts.extend_from_slice(&python.values);
        }
        let questions = texts.len();
        if asked {
            texts.extend(tracks.iter().map(|&track| python.question(track)));
        }
        let mut spelling = Spelling::default();
        for text in &texts {
            spelling.push(&in_one_line(text), text);
        }
        let functions = program.functions.iter().enumerate();
        let mut head: String = functions.map(|(i, f)| python.definition(i, f)).collect();
        let mut drawn = Vec::new();
        for i in 0..program.variables {
            match &program.first {
                Some(first) => head += &python.first(i, first[i]),
                None => {
                    let values = (0..program.values).map(|value| python.first(i, value));
                    drawn.extend(values.map(|text| spelling.split(&text)));
                }
            }
        }
        spelling.set_widest(drawn.iter().map(Vec::len).max().unwrap_or(0));
        Self {
            config: config.clone(),
            head: spelling.split(&head),
            asks: if asked { config.asks } else { 0 },
            asked: tracks,
            states,
            values,
            questions,
            labels,
            spelling,
            drawn,
            program,
            known: OnceLock::new(),
        }
    }

    /// Symbols before the first operation.
    fn before(&self) -> usize {
        let drawn = self.program.first.is_none();
        if drawn { self.program.variables } else { 0 }
    }

    /// What is tracked where nobody asks.
    fn followed(&self) -> Option<Track> {
        (self.asks == 0).then(|| self.asked[0])
    }

    /// The label of what `track` says of `state`.
    fn label(&self, track: Track, state: &[u16]) -> u32 {
        track.number(state).unwrap_or_else(|| {
            let compared = self.states.binary_search_by(|known| known[..].cmp(state));
            compared.expect("a state that is reached has a label") as u32
        })
    }
}

impl Asked for CodeProblem {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        for _ in 0..self.before() {
            input.push(self.values as u32 + below(rng, u32::from(self.program.values)));
        }
        let mut early = self.asks.saturating_sub(1).min(length.saturating_sub(1));
        for operation in 0..length {
            input.push(self.program.operations.draw(|n| below(rng, n)));
            // each set of places for the early questions is equally likely
            let left = length - 1 - operation;
            let asks = if left == 0 {
                self.asks > 0
            } else {
                early > 0 && below(rng, left as u32) < early as u32
            };
            if asks {
                early -= usize::from(left > 0);
                input.push(self.questions as u32 + below(rng, self.asked.len() as u32));
            }
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        answers.clear();
        let (given, rest) = input.split_at(self.before());
        let mut state = self.program.first.clone().unwrap_or_default();
        let followed = self.followed();
        for &symbol in given {
            let value = (symbol as usize).checked_sub(self.values);
            let value = value.filter(|value| *value < usize::from(self.program.values));
            state.push(value.expect("first values come first") as u16);
            let known = match followed {
                Some(Track::Variable(i)) => i < state.len(),
                _ => state.len() == self.program.variables,
            };
            let label = followed.filter(|_| known).map(|t| self.label(t, &state));
            answers.push(Answer::inside(label.unwrap_or(UNANSWERED)).when(false));
        }
        let first = state.clone();
        let at_first = followed.map(|track| self.label(track, &first));
        for &symbol in rest {
            if let Some(question) = (symbol as usize).checked_sub(self.questions) {
                let track = self.asked[question];
                let label = self.label(track, &state);
                answers.push(Answer::query(label).when(label != self.label(track, &first)));
                continue;
            }
            self.program.run(symbol, &mut state);
            let label = followed.map(|track| self.label(track, &state));
            let answer = Answer::operation(label.unwrap_or(UNANSWERED));
            answers.push(answer.when(label != at_first));
        }
    }

    fn longest(&self, length: usize) -> usize {
        // the text before the first symbol counts as if it were of symbols, too
        let head = self.head.len().div_ceil(self.spelling.widest().max(1));
        head + self.before() + length + self.asks.min(length)
    }

    fn initial(&self) -> u32 {
        let first = self.program.first.as_ref().zip(self.followed());
        first.map_or(UNANSWERED, |(state, track)| self.label(track, state))
    }
}

impl Written for CodeProblem {
    fn spelling(&self) -> &Spelling {
        &self.spelling
    }

    fn spell(&self, input: &[u32], text: &mut Text) {
        text.pieces.extend_from_slice(&self.head);
        let count = usize::from(self.program.values);
        let (given, rest) = input.split_at(self.before());
        for (i, &symbol) in given.iter().enumerate() {
            text.pieces
                .extend_from_slice(&self.drawn[i * count + symbol as usize - self.values]);
            text.end();
        }
        self.spelling.spell(rest, text);
    }

    fn features(&self) -> Features {
        let python = Python::of(&self.config);
        let operations = self.program.operations.all.iter();
        let mut symbols: Vec<Vec<String>> = operations.map(|o| python.traits(o)).collect();
        let given = self.alphabet()[self.values..self.questions].iter();
        symbols.extend(given.map(|value| vec!["given".to_owned(), format!("value {value}")]));
        let asked = self.alphabet()[self.questions..].iter();
        symbols.extend(asked.map(|question| vec!["question".to_owned(), question.clone()]));
        let mut names = symbols.concat();
        names.sort_unstable();
        Features::named(&names, &symbols)
    }
}

impl Known for CodeProblem {
    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn known(&self) -> &Knowledge {
        self.known.get_or_init(|| {
            let track = match self.asked[..] {
                [track] => track,
                _ => Track::State,
            };
            let moves = self.config.all_statements().all(Statement::moves);
            algebra::of(&self.program, track, moves)
        })
    }
}
