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

use crate::base::rng::{Stream, below};
use crate::base::wrong::Wrong;
use crate::problem::answer::{Answer, UNANSWERED};
use crate::problem::code::config::{CodeConfig, Statement, Track};
use crate::problem::code::program::Program;
use crate::problem::code::python::{Python, in_one_line};
use crate::problem::family::Config;
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
    alphabet: Vec<String>,
    labels: Vec<String>,
    spelling: Spelling,
    /// The text before the first symbol.
    head: Vec<u32>,
    /// `[variables, values]`: the text of a first value that is drawn.
    drawn: Vec<Vec<u32>>,
    known: OnceLock<Knowledge>,
}

impl Config for CodeConfig {
    fn wrong(&self) -> Wrong {
        check::check(self)
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
        let track = config
            .tracked()
            .map(|t| t.expect("a wrong `track` is a fault"));
        let tracks: Vec<Track> = match track {
            Some(track) => vec![track],
            None if asked => (0..program.variables).map(Track::Variable).collect(),
            None => vec![Track::Variable(0)],
        };
        let mut states = Vec::new();
        if track == Some(Track::State) {
            states = program
                .reached()
                .expect("too many states are a fault")
                .states;
            states.sort_unstable();
        }
        let labels = match track {
            Some(Track::State) => states.iter().map(|state| python.state(state)).collect(),
            Some(Track::Place(_)) => (0..program.variables).map(|i| i.to_string()).collect(),
            _ => python.values().to_vec(),
        };

        let mut texts: Vec<String> = Vec::new();
        texts.extend(program.operations.all.iter().map(|o| python.operation(o)));
        if program.first.is_none() {
            texts.extend_from_slice(python.values());
        }
        if asked {
            texts.extend(tracks.iter().map(|&track| python.question(track)));
        }
        let mut spelling = Spelling::of(&texts);
        let mut head = String::new();
        for (number, function) in program.functions.iter().enumerate() {
            head += &python.definition(number, function);
        }
        let places = 0..program.variables;
        let mut drawn = Vec::new();
        match &program.first {
            Some(first) => places.for_each(|i| head += &python.first(i, first[i])),
            None => {
                for (i, value) in places.flat_map(|i| (0..program.values).map(move |v| (i, v))) {
                    drawn.push(spelling.split(&python.first(i, value)));
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
            alphabet: texts.iter().map(|text| in_one_line(text)).collect(),
            labels,
            spelling,
            drawn,
            program,
            known: OnceLock::new(),
        }
    }

    /// Symbols before the first operation.
    fn before(&self) -> usize {
        match self.program.first {
            Some(_) => 0,
            None => self.program.variables,
        }
    }

    /// The first symbol that is a value, and the first that is a question.
    fn bounds(&self) -> (usize, usize) {
        let operations = self.program.operations.all.len();
        let values = match self.program.first {
            Some(_) => 0,
            None => usize::from(self.program.values),
        };
        (operations, operations + values)
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
        let (values, questions) = self.bounds();
        for _ in 0..self.before() {
            input.push(values as u32 + below(rng, u32::from(self.program.values)));
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
                input.push(questions as u32 + below(rng, self.asked.len() as u32));
            }
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        answers.clear();
        let (values, questions) = self.bounds();
        let (given, rest) = input.split_at(self.before());
        let mut state = Vec::with_capacity(self.program.variables);
        let followed = self.followed();
        match &self.program.first {
            Some(first) => state.extend_from_slice(first),
            None => {
                for &symbol in given {
                    let value = symbol as usize - values;
                    assert!(
                        value < usize::from(self.program.values),
                        "first values come first"
                    );
                    state.push(value as u16);
                    let known = match followed {
                        Some(Track::Variable(i)) => i < state.len(),
                        _ => state.len() == self.program.variables,
                    };
                    let label = followed
                        .filter(|_| known)
                        .map(|track| self.label(track, &state));
                    answers.push(Answer::inside(label.unwrap_or(UNANSWERED)).when(false));
                }
            }
        }
        let first = state.clone();
        let at_first = followed.map(|track| self.label(track, &first));
        for &symbol in rest {
            if let Some(question) = (symbol as usize).checked_sub(questions) {
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
    fn alphabet(&self) -> &[String] {
        &self.alphabet
    }

    fn spelling(&self) -> &Spelling {
        &self.spelling
    }

    fn spell(&self, input: &[u32], text: &mut Text) {
        text.pieces.extend_from_slice(&self.head);
        let (values, _) = self.bounds();
        let count = usize::from(self.program.values);
        let (given, rest) = input.split_at(self.before());
        for (i, &symbol) in given.iter().enumerate() {
            text.pieces
                .extend_from_slice(&self.drawn[i * count + symbol as usize - values]);
            text.end();
        }
        self.spelling.spell(rest, text);
    }

    fn features(&self) -> Features {
        let mut symbols: Vec<Vec<String>> = Vec::new();
        let python = Python::of(&self.config);
        symbols.extend(self.program.operations.all.iter().map(|o| python.traits(o)));
        let (values, questions) = self.bounds();
        let given = self.alphabet[values..questions].iter();
        symbols.extend(given.map(|value| vec!["given".to_owned(), format!("value {value}")]));
        let asked = self.alphabet[questions..].iter();
        symbols.extend(asked.map(|question| vec!["question".to_owned(), question.clone()]));
        let mut names: Vec<String> = symbols.iter().flatten().cloned().collect();
        names.sort_unstable();
        names.dedup();
        let number = |name: &String| names.binary_search(name).expect("every name is listed");
        let rows = symbols
            .iter()
            .map(|traits| traits.iter().map(number).collect());
        let rows: Vec<Vec<usize>> = rows.collect();
        Features::having(names, rows)
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
