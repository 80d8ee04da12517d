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
use crate::base::wrong::Wrong;
use crate::problem::answer::{Answer, UNANSWERED};
use crate::problem::complexity::{Class, Complexity};
use crate::problem::formula::notation::{self, Sign};
use crate::problem::formula::{Form, FormulaConfig, Notation, Shape};
use crate::problem::gate::{self, Gate};
use crate::problem::spelling::Spelling;
use crate::problem::{Asked, Known};

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

/// Which symbol is what.
#[derive(Debug)]
struct Symbols {
    /// What each symbol is within a formula; none of what is in an assignment, which comes last.
    sign: Vec<Option<Sign>>,
    /// The symbol `=`; `,`, `:` and the variables follow.
    equals: u32,
}

impl Symbols {
    fn of(&self, sign: Sign) -> u32 {
        let found = self.sign.iter().position(|&known| known == Some(sign));
        found.expect("what is drawn is a symbol") as u32
    }

    fn variable(&self, number: u32) -> u32 {
        self.equals + 3 + number
    }

    /// Which variable a symbol is, if it is one.
    fn number(&self, symbol: u32) -> Option<u32> {
        symbol.checked_sub(self.variable(0))
    }
}

impl Written {
    /// Names the symbols.
    pub(super) fn build(config: &FormulaConfig) -> Result<Self, Wrong> {
        let mut alphabet: Vec<String> = Vec::new();
        let mut spelling = Spelling::default();
        let mut sign = Vec::new();
        let infix = config.notation == Notation::Infix;
        let mut add = |text: &str, spaced: &str, means: Option<Sign>| {
            let apart = format!("{text} ");
            spelling.push(if infix { spaced } else { &apart });
            alphabet.push(text.to_owned());
            sign.push(means);
        };
        add("0", "0", Some(Sign::Leaf(false)));
        add("1", "1", Some(Sign::Leaf(true)));
        if infix {
            add("(", "(", Some(Sign::Open));
            add(")", ")", Some(Sign::Close));
        }
        for &gate in &config.gates {
            let text = gate.sign();
            let spaced = format!(" {text} ");
            let spaced = if gate == Gate::Not { text } else { &spaced };
            add(text, spaced, Some(Sign::Gate(gate)));
        }
        if config.variables > 0 {
            add("=", " = ", None);
            add(",", ", ", None);
            add(":", ": ", None);
        }
        for i in 1..=config.variables {
            let variable = format!("x{i}");
            add(&variable, &variable, None);
        }
        let equals = sign.iter().flatten().count() as u32;
        let maps = (config.form == Form::Skewed).then(|| maps(config));
        let monoid = maps
            .map(|maps| Monoid::from_generators(&maps, 4))
            .transpose();
        let monoid = monoid.map_err(Wrong::whole)?;
        Ok(Self {
            shape: Shape::of(config),
            notation: config.notation,
            variables: config.variables,
            alphabet,
            labels: ["0", "1"].map(str::to_owned).to_vec(),
            spelling,
            symbols: Symbols { sign, equals },
            letters: monoid.iter().flat_map(generators).collect(),
            monoid,
        })
    }

    /// A constant or variable.
    fn leaf(&self, rng: &mut Stream) -> u32 {
        match self.variables {
            0 => self.bit(rng),
            n => self.symbols.variable(below(rng, n)),
        }
    }

    fn bit(&self, rng: &mut Stream) -> u32 {
        self.symbols.of(Sign::Leaf(below(rng, 2) == 1))
    }

    /// The values of the variables, that of x1 in the lowest bit, and what comes after; `None` if they are not there.
    fn assignment<'i>(&self, input: &'i [u32]) -> Option<(u64, &'i [u32])> {
        let (assignment, formula) = input.split_at_checked(4 * self.variables as usize)?;
        let mut values = 0;
        for part in assignment.chunks_exact(4) {
            let variable = self.symbols.number(part[0])?;
            values |= u64::from(part[2] == self.symbols.of(Sign::Leaf(true))) << variable;
        }
        Some((values, formula))
    }

    /// The value of an input; `None` if it is none.
    fn value(&self, input: &[u32]) -> Option<bool> {
        let (values, formula) = self.assignment(input)?;
        let sign = |&symbol: &u32| {
            self.symbols.sign[symbol as usize].unwrap_or_else(|| {
                let variable = self.symbols.number(symbol);
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

impl Asked for Written {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let symbols = &self.symbols;
        for i in 0..self.variables {
            let value = self.bit(rng);
            let end = symbols.equals + if i + 1 == self.variables { 2 } else { 1 };
            input.extend([symbols.variable(i), symbols.equals, value, end]);
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
            let negated = self.shape.negated(rng);
            let negation = negated.then(|| symbols.of(Sign::Gate(Gate::Not)));
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
            let gate = Piece::Symbol(symbols.of(Sign::Gate(self.shape.gate(rng))));
            let left = self.shape.left(rng, leaves);
            let (left, right) = (Piece::Formula(left), Piece::Formula(leaves - left));
            // the last piece is written first
            match self.notation {
                Notation::Infix => {
                    input.push(symbols.of(Sign::Open));
                    let close = Piece::Symbol(symbols.of(Sign::Close));
                    pieces.extend([close, right, gate, left]);
                }
                Notation::Postfix => pieces.extend([gate, right, left]),
                Notation::Prefix => pieces.extend([right, left, gate]),
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
}

impl crate::problem::Written for Written {
    fn alphabet(&self) -> &[String] {
        &self.alphabet
    }

    fn spelling(&self) -> &Spelling {
        &self.spelling
    }
}

impl Known for Written {
    fn labels(&self) -> &[String] {
        &self.labels
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
