//! Formulas as text.
//!
//! ```text
//! x1 = 1, x2 = 0: (x1 & !(x2 | !x1))      1 at the last bracket
//! ```
//!
//! A symbol is a bracket, a gate, a constant or variable, and with variables also `=`, `,` and `:`.
//!
//! The operations of a skewed formula are maps of one bit, the value of the formula within: `0 &` is the constant 0,
//! `1 &` changes nothing. They generate the monoid of the problem; read in the order of the text, they are a word of
//! it (in infix and prefix the last one acts first).

use crate::algebra::monoid::Monoid;
use crate::algebra::transformation::Transformation;
use crate::base::rng::{Stream, below};
use crate::problem::answer::{Answer, UNANSWERED};
use crate::problem::complexity::{Class, Complexity};
use crate::problem::formula::notation::{self, Sign};
use crate::problem::formula::{Form, FormulaConfig, Notation, Shape};
use crate::problem::gate::{self, Gate};
use crate::problem::spelling::Spelling;
use crate::problem::{Problem, ProblemError};

const COMPLEXITY: Complexity = Complexity {
    class: Class::Nc1,
    complete: true,
    regular: false,
    statement: "the value of a Boolean formula with constants at its leaves is complete for alternating logarithmic time, that is uniform NC1, under AC0 reductions",
    source: "S. R. Buss, \"The Boolean formula value problem is in ALOGTIME\", STOC 1987, 123-131",
};

/// The problem.
#[derive(Debug)]
pub(super) struct Written {
    name: String,
    shape: Shape,
    notation: Notation,
    variables: u32,
    alphabet: Vec<String>,
    labels: Vec<String>,
    spelling: Spelling,
    symbols: Symbols,
    /// Of a skewed formula.
    monoid: Option<Monoid>,
    letters: Vec<u32>,
}

/// Which symbol is what. Those that do not occur have no number.
#[derive(Debug, Default)]
struct Symbols {
    bit: [u32; 2],
    gate: [Option<u32>; 4],
    /// What each symbol is within a formula; a variable is none of these.
    sign: Vec<Option<Sign>>,
    brackets: Option<[u32; 2]>,
    /// Before the formula.
    equals: u32,
    comma: u32,
    colon: u32,
    first_variable: u32,
}

impl Written {
    /// Names the symbols.
    pub(super) fn build(name: &str, config: &FormulaConfig) -> Result<Self, ProblemError> {
        let mut alphabet: Vec<String> = Vec::new();
        let mut spelling = Spelling::default();
        let mut symbols = Symbols::default();
        let infix = config.notation == Notation::Infix;
        let mut symbol = |text: &str, spaced: String, sign: Option<Sign>| {
            spelling.push(&if infix { spaced } else { format!("{text} ") });
            alphabet.push(text.to_owned());
            symbols.sign.push(sign);
            alphabet.len() as u32 - 1
        };
        let bit = [("0", false), ("1", true)]
            .map(|(text, value)| symbol(text, text.to_owned(), Some(Sign::Leaf(value))));
        let brackets = infix.then(|| {
            [("(", Sign::Open), (")", Sign::Close)]
                .map(|(text, sign)| symbol(text, text.to_owned(), Some(sign)))
        });
        let mut gates = [None; 4];
        for &gate in &config.gates {
            let sign = gate.sign();
            let spaced = if gate == Gate::Not {
                sign.to_owned()
            } else {
                format!(" {sign} ")
            };
            gates[gate.index()] = Some(symbol(sign, spaced, Some(Sign::Gate(gate))));
        }
        let [mut equals, mut comma, mut colon, mut first_variable] = [UNANSWERED; 4];
        if config.variables > 0 {
            equals = symbol("=", " = ".to_owned(), None);
            comma = symbol(",", ", ".to_owned(), None);
            colon = symbol(":", ": ".to_owned(), None);
            first_variable = colon + 1;
            for i in 1..=config.variables {
                let variable = format!("x{i}");
                symbol(&variable, variable.clone(), None);
            }
        }
        symbols = Symbols {
            bit,
            gate: gates,
            brackets,
            equals,
            comma,
            colon,
            first_variable,
            ..symbols
        };
        let maps = (config.form == Form::Skewed).then(|| maps(config));
        let monoid = maps
            .map(|maps| Monoid::from_generators(&maps, 4))
            .transpose();
        let monoid = monoid.map_err(|source| ProblemError::Algebra {
            name: name.to_owned(),
            source,
        })?;
        Ok(Self {
            name: name.to_owned(),
            shape: Shape::of(config),
            notation: config.notation,
            variables: config.variables,
            alphabet,
            labels: ["0", "1"].map(str::to_owned).to_vec(),
            spelling,
            symbols,
            letters: monoid.iter().flat_map(generators).collect(),
            monoid,
        })
    }

    /// A constant or variable.
    fn leaf(&self, rng: &mut Stream) -> u32 {
        match self.variables {
            0 => self.symbols.bit[below(rng, 2) as usize],
            n => self.symbols.first_variable + below(rng, n),
        }
    }

    /// The values of the variables, that of x1 in the lowest bit, and what comes after; `None` if they are not there.
    fn assignment<'i>(&self, input: &'i [u32]) -> Option<(u64, &'i [u32])> {
        let (assignment, formula) = input.split_at_checked(4 * self.variables as usize)?;
        let mut values = 0;
        for part in assignment.chunks_exact(4) {
            let variable = part[0].checked_sub(self.symbols.first_variable)?;
            values |= u64::from(part[2] == self.symbols.bit[1]) << variable;
        }
        Some((values, formula))
    }

    /// The value of an input; `None` if it is none.
    fn value(&self, input: &[u32]) -> Option<bool> {
        let (values, formula) = self.assignment(input)?;
        let sign = |&symbol: &u32| {
            self.symbols.sign[symbol as usize].unwrap_or_else(|| {
                let variable = symbol.checked_sub(self.symbols.first_variable);
                let variable = variable.expect("a formula has no signs of an assignment");
                Sign::Leaf(values >> variable & 1 == 1)
            })
        };
        notation::value(self.notation, formula.iter().map(sign))
    }
}

fn generators(monoid: &Monoid) -> impl Iterator<Item = u32> {
    (0..monoid.generators().len()).map(|a| monoid.generator(a))
}

/// What each operation of a skewed formula makes of the bit within: by gate, constant, and negation.
fn maps(config: &FormulaConfig) -> Vec<Transformation> {
    let negations: &[bool] = if config.negates() {
        &[false, true]
    } else {
        &[false]
    };
    let mut maps = Vec::new();
    for gate in gate::binary(&config.gates) {
        for leaf in [false, true] {
            for &negated in negations {
                let image = |bit| u16::from(gate.value(leaf, bit) != negated);
                let images = [image(false), image(true)];
                let map = Transformation::from_images(&images).expect("bits have bits as images");
                maps.push(map);
            }
        }
    }
    maps
}

/// What is still to be written.
enum Piece {
    Symbol(u32),
    /// A formula of so many leaves.
    Formula(u32),
}

impl Problem for Written {
    described!();

    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let symbols = &self.symbols;
        for i in 0..self.variables {
            let value = symbols.bit[below(rng, 2) as usize];
            let last = i + 1 == self.variables;
            let end = if last { symbols.colon } else { symbols.comma };
            input.extend([symbols.first_variable + i, symbols.equals, value, end]);
        }
        let mut pieces = vec![Piece::Formula(length as u32)];
        while let Some(piece) = pieces.pop() {
            let leaves = match piece {
                Piece::Symbol(symbol) => {
                    input.push(symbol);
                    continue;
                }
                Piece::Formula(leaves) => leaves,
            };
            let negation = symbols.gate[Gate::Not.index()].filter(|_| self.shape.negated(rng));
            let (before, after) = match self.notation {
                Notation::Postfix => (None, negation),
                _ => (negation, None),
            };
            input.extend(before);
            pieces.extend(after.map(Piece::Symbol));
            if leaves == 1 {
                input.push(self.leaf(rng));
                continue;
            }
            let gate = symbols.gate[self.shape.gate(rng).index()];
            let gate = Piece::Symbol(gate.expect("gates that are drawn are symbols"));
            let left = self.shape.left(rng, leaves);
            let (left, right) = (Piece::Formula(left), Piece::Formula(leaves - left));
            // the last piece is written first
            match (self.notation, symbols.brackets) {
                (Notation::Infix, Some([open, close])) => {
                    input.push(open);
                    pieces.extend([Piece::Symbol(close), right, gate, left]);
                }
                (Notation::Postfix, _) => pieces.extend([gate, right, left]),
                _ => pieces.extend([right, left, gate]),
            }
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        answers.clear();
        answers.resize(input.len(), Answer::inside(UNANSWERED));
        if let Some(last) = answers.last_mut() {
            *last = Answer::operation(self.value(input).map_or(UNANSWERED, u32::from));
        }
    }

    fn longest(&self, length: usize) -> usize {
        let gates = length - 1;
        let around = if self.notation == Notation::Infix {
            3
        } else {
            1
        };
        let negations = if self.shape.negates {
            length + gates
        } else {
            0
        };
        4 * self.variables as usize + length + around * gates + negations
    }

    fn streams(&self) -> bool {
        false
    }

    fn monoid(&self) -> Option<&Monoid> {
        self.monoid.as_ref()
    }

    fn letters(&self) -> &[u32] {
        &self.letters
    }

    fn complexity(&self) -> Option<Complexity> {
        self.monoid.is_none().then_some(COMPLEXITY)
    }
}

#[cfg(test)]
mod tests;
