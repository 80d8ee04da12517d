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

use crate::base::rng::{Stream, below};
use crate::base::wrong::Wrong;
use crate::problem::Asked;
use crate::problem::answer::{Answer, UNANSWERED, at_the_end};
use crate::problem::complexity::{Class, Complexity};
use crate::problem::families::formula::notation::{self, Sign};
use crate::problem::families::formula::{Form, FormulaConfig, Notation, Shape};
use crate::problem::gate::{self, Gate};
use crate::problem::knowledge::Knowledge;
use crate::problem::script::{Kept, Script, kept};
use crate::problem::spelling::Spelling;

const COMPLEXITY: Complexity = Complexity::complete(
    Class::Nc1,
    "the value of a Boolean formula with constants at its leaves is complete for alternating logarithmic time, that is uniform NC1, under AC0 reductions",
    "S. R. Buss, \"The Boolean formula value problem is in ALOGTIME\", STOC 1987, 123-131",
);

/// The problem.
#[derive(Debug)]
pub(super) struct Written {
    shape: Shape,
    kept: Kept,
    /// What each symbol is.
    signs: Vec<Sign>,
}

/// After each assignment but the last one, and after that.
const ENDS: [Sign; 2] = [Sign::Between(','), Sign::Between(':')];

const EQUALS: Sign = Sign::Between('=');

impl Sign {
    /// How it is written in infix.
    fn text(self) -> String {
        match self {
            Self::Open => "(".to_owned(),
            Self::Close => ")".to_owned(),
            Self::Leaf(value) => u8::from(value).to_string(),
            Self::Variable(i) => format!("x{}", i + 1),
            Self::Gate(gate) => gate.spaced(),
            EQUALS => " = ".to_owned(),
            Self::Between(mark) => format!("{mark} "),
        }
    }
}

impl Written {
    /// Names the symbols.
    pub(super) fn build(config: &FormulaConfig) -> Result<Self, Wrong> {
        let infix = config.notation == Notation::Infix;
        let mut signs = vec![Sign::Leaf(false), Sign::Leaf(true)];
        if infix {
            signs.extend([Sign::Open, Sign::Close]);
        }
        signs.extend(config.gates.iter().map(|&gate| Sign::Gate(gate)));
        if config.variables > 0 {
            signs.extend([EQUALS, ENDS[0], ENDS[1]]);
        }
        signs.extend((0..config.variables).map(Sign::Variable));
        let spelling = Spelling::of(signs.iter().map(|sign| sign.text()));
        let script = match infix {
            true => Script::new(spelling),
            false => Script::by_name(spelling.names(), " "),
        };
        let known = match config.form {
            Form::Skewed => Knowledge::of_maps(maps(config), 4)?,
            Form::Balanced | Form::Random => COMPLEXITY.into(),
        };
        Ok(Self {
            shape: Shape::of(config),
            kept: Kept::new(script, 0..2, known),
            signs,
        })
    }

    /// The symbol of a sign; variables come last.
    fn symbol(&self, sign: Sign) -> u32 {
        if let Sign::Variable(i) = sign {
            return self.signs.len() as u32 - self.shape.config.variables + i;
        }
        let found = self.signs.iter().position(|&known| known == sign);
        found.expect("what is drawn is a symbol") as u32
    }

    /// A constant or variable.
    fn leaf(&self, rng: &mut Stream) -> Sign {
        match self.shape.config.variables {
            0 => Sign::Leaf(below(rng, 2) == 1),
            n => Sign::Variable(below(rng, n)),
        }
    }

    /// The values of the variables, that of x1 in the lowest bit, and what comes after; `None` if they are not there.
    fn assignment<'i>(&self, input: &'i [u32]) -> Option<(u64, &'i [u32])> {
        let length = 4 * self.shape.config.variables as usize;
        let (assignment, formula) = input.split_at_checked(length)?;
        let mut values = 0;
        for part in assignment.chunks_exact(4) {
            let Sign::Variable(variable) = self.signs[part[0] as usize] else {
                return None;
            };
            let value = self.signs[part[2] as usize] == Sign::Leaf(true);
            values |= u64::from(value) << variable;
        }
        Some((values, formula))
    }

    /// The value of an input; `None` if it is none.
    fn value(&self, input: &[u32]) -> Option<bool> {
        let (values, formula) = self.assignment(input)?;
        let sign = |&symbol: &u32| match self.signs[symbol as usize] {
            Sign::Variable(variable) => Sign::Leaf(values >> variable & 1 == 1),
            sign => sign,
        };
        notation::value(self.shape.config.notation, formula.iter().map(sign))
    }
}

/// What each operation of a skewed formula makes of the bit within: by gate, constant, and negation.
fn maps(config: &FormulaConfig) -> Vec<Vec<u16>> {
    let negations = if config.negates() { 2 } else { 1 };
    let mut maps = Vec::new();
    for gate in gate::binary(&config.gates) {
        for leaf in [false, true] {
            for negated in &[false, true][..negations] {
                let image = |bit| u16::from(gate.value(leaf, bit) != *negated);
                maps.push(vec![image(false), image(true)]);
            }
        }
    }
    maps
}

/// What is still to be written.
enum Piece {
    Sign(Sign),
    /// A formula of so many leaves.
    Formula(u32),
}

impl Asked for Written {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let variables = self.shape.config.variables;
        let notation = self.shape.config.notation;
        for i in 0..variables {
            let value = Sign::Leaf(below(rng, 2) == 1);
            let end = ENDS[usize::from(i + 1 == variables)];
            let assignment = [Sign::Variable(i), EQUALS, value, end];
            input.extend(assignment.map(|sign| self.symbol(sign)));
        }
        let mut pieces = vec![Piece::Formula(length as u32)];
        while let Some(piece) = pieces.pop() {
            let leaves = match piece {
                Piece::Sign(sign) => {
                    input.push(self.symbol(sign));
                    continue;
                }
                Piece::Formula(leaves) => leaves,
            };
            // the last piece is written first
            let negated = self.shape.negated(rng);
            let negation = negated.then_some(Piece::Sign(Sign::Gate(Gate::Not)));
            let (before, after) = match notation {
                Notation::Postfix => (None, negation),
                _ => (negation, None),
            };
            pieces.extend(after);
            if leaves == 1 {
                pieces.push(Piece::Sign(self.leaf(rng)));
            } else {
                let gate = Piece::Sign(Sign::Gate(self.shape.gate(rng)));
                let left = self.shape.left(rng, leaves);
                let (left, right) = (Piece::Formula(left), Piece::Formula(leaves - left));
                let [open, close] = [Sign::Open, Sign::Close].map(Piece::Sign);
                match notation {
                    Notation::Infix => pieces.extend([close, right, gate, left, open]),
                    Notation::Postfix => pieces.extend([gate, right, left]),
                    Notation::Prefix => pieces.extend([right, left, gate]),
                }
            }
            pieces.extend(before);
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        let label = self.value(input).map_or(UNANSWERED, u32::from);
        at_the_end(label, input.len(), answers);
    }

    fn longest(&self, length: usize) -> usize {
        let config = &self.shape.config;
        let gates = length - 1;
        let brackets = 2 * usize::from(config.notation == Notation::Infix);
        let negations = if config.negates() { length + gates } else { 0 };
        4 * config.variables as usize + length + (1 + brackets) * gates + negations
    }

    fn streams(&self) -> bool {
        false
    }
}

kept!(Written);

#[cfg(test)]
mod tests;
