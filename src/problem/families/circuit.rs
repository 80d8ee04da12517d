//! `[circuit]` of a problem file: gate after gate, the value of a Boolean circuit.
//!
//! ```toml
//! [circuit]
//! gates = ["and", "or", "not"]    # also "xor"
//! constants = 0.1                 # how often a gate is 0 or 1
//! form = "shallow"                # or "deep": every gate reads the one before it
//! form = { wires = 2 }            # or: gates write one of so many wires, again and again
//! ```
//!
//! All keys may be left out; the first three lines are as they are then:
//!
//! ```text
//! symbols   g1 = 1; g2 = !g1; g3 = g1 & g2;        a gate's name is `g` and the digits of its number
//! labels         1         0             0         its value, at its semicolon
//! ```
//!
//! An operation is a gate. Inputs of a gate are drawn uniformly from the gates before it, so that the circuit is
//! about logarithmically deep in its length; in a `deep` one the first is the gate just before. The value of such
//! circuits is P-complete (a gate that reads a constant first and then any other copies that one, so that being deep
//! is no restriction), and what is remembered grows with the length.
//!
//! With `wires = w`, a gate is one of `w` wires, which it overwrites; all are 0 at first. A wire is one symbol. That is
//! a circuit of bounded width: operations are maps of `2^w` states, and their finite monoid says how hard it is. It
//! is listed for up to two wires, and for three if all gates are `and` and `or`; with `not` three wires have more than
//! a million maps.
//!
//! Leaves out gates of more inputs and circuits in another order than that of their evaluation.

mod reader;

use serde::{Deserialize, Serialize};

use crate::base::rng::{Stream, below, uniform};
use crate::base::wrong::Wrong;
use crate::problem::answer::Answer;
use crate::problem::complexity::{BOUNDED_WIDTH, Class, Complexity};
use crate::problem::families::Config;
use crate::problem::families::circuit::reader::{Reader, Sign};
use crate::problem::gate::{self, Gate};
use crate::problem::knowledge::Knowledge;
use crate::problem::script::{Kept, Script, digits, kept};
use crate::problem::spelling::Spelling;
use crate::problem::{Asked, Problem, is_default, tenths};

/// Random circuits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircuitConfig {
    /// What gates there are.
    #[serde(default = "gate::usual")]
    pub gates: Vec<Gate>,
    /// The share of gates that are constants, from 0 to 1.
    #[serde(default = "tenths::<1>")]
    pub constants: f64,
    /// What gates read and write.
    #[serde(default, skip_serializing_if = "is_default")]
    pub form: CircuitForm,
}

/// What gates read and write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CircuitForm {
    /// Any gates before them, and a new gate.
    #[default]
    Shallow,
    /// The one before them and any other, and a new gate.
    Deep,
    /// Any of so many wires, and one of them.
    Wires(u32),
}

/// Their values are kept in one word.
const MOST_WIRES: u32 = 64;

/// Elements of a monoid that is listed. Two wires have 256 at most.
const LISTED: usize = 10_000;

const UNBOUNDED: Complexity = Complexity::complete(
    Class::P,
    "the value of a Boolean circuit whose gates are given in the order of evaluation is P-complete under logarithmic-space reductions, and under first-order ones",
    "R. E. Ladner, \"The circuit value problem is log space complete for P\", SIGACT News 7(1) (1975) 18-20; N. Immerman, \"Descriptive Complexity\" (Springer, 1999)",
);

const WIDE: Complexity = Complexity::not_solvable(
    "circuits of bounded width are words of a finite monoid, so in NC1; seven wires hold a state of five points, its successor and a place to compute in, so that S5 divides that monoid",
    BOUNDED_WIDTH,
);

const NARROW: Complexity = Complexity::within(
    Class::Nc1,
    "circuits of bounded width are words of a finite monoid, so in NC1",
    BOUNDED_WIDTH,
)
.regular();

/// Wires with which the problem is certainly complete for NC1, negation given.
const WIDE_WIRES: u32 = 7;

impl Config for CircuitConfig {
    fn check(&self, wrong: &mut Wrong) {
        gate::check(&self.gates, wrong);
        wrong.share("constants", self.constants);
        let still = self.constants == 0.0 && !self.gates.contains(&Gate::Not);
        let message = "`constants` = 0 without the gate `not` may leave every value as the first one; give a share above 0, or add `not`";
        wrong.add_if(still, "constants", message);
        if let CircuitForm::Wires(wires) = self.form {
            wrong.range("form.wires", wires, 1..=MOST_WIRES);
        }
    }

    fn build(&self, _: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(Box::new(CircuitProblem::of(self)?))
    }
}

/// A circuit problem, ready to draw and solve.
#[derive(Debug)]
struct CircuitProblem {
    config: CircuitConfig,
    wires: Option<u32>,
    kept: Kept,
    signs: Vec<Sign>,
    /// The symbol of the first gate; the others follow it.
    gates: u32,
}

/// Symbols that every circuit has, in this order.
const EQUALS: u32 = 0;
const END: u32 = 1;
/// The digit 0; the others follow it.
const ZERO: u32 = 2;

impl CircuitProblem {
    /// Names the symbols and lists the maps of few wires.
    fn of(config: &CircuitConfig) -> Result<Self, Wrong> {
        let wires = match config.form {
            CircuitForm::Wires(wires) => Some(wires),
            CircuitForm::Shallow | CircuitForm::Deep => None,
        };
        let mut signs = vec![Sign::Equals, Sign::End];
        let digits = if wires.is_some() { 2 } else { 10 };
        signs.extend((0..digits).map(Sign::Digit));
        let gates = signs.len() as u32;
        signs.extend(config.gates.iter().map(|&gate| Sign::Gate(gate)));
        // wires whose maps are listed
        let monotone = |gate: &Gate| matches!(gate, Gate::And | Gate::Or);
        let listed = 2 + u32::from(config.gates.iter().all(monotone));
        let negates = config.gates.contains(&Gate::Not);
        let known = match wires {
            None => UNBOUNDED.into(),
            Some(wires) if wires <= listed => Knowledge::of_maps(maps(config, wires), LISTED)?,
            Some(wires) if negates && wires >= WIDE_WIRES => WIDE.into(),
            Some(_) => NARROW.into(),
        };
        match wires {
            None => signs.push(Sign::Name),
            Some(wires) => signs.extend((0..wires).map(Sign::Wire)),
        }
        let script = Script::new(Spelling::of(signs.iter().map(|sign| sign.text())));
        Ok(Self {
            config: config.clone(),
            wires,
            kept: Kept::new(script, 0..2, known),
            signs,
            gates,
        })
    }

    /// Writes the name of gate or wire `number`, from 1.
    fn name_of(&self, number: usize, input: &mut Vec<u32>) {
        let names = self.signs.len() as u32;
        if let Some(wires) = self.wires {
            input.push(names - wires + number as u32 - 1);
            return;
        }
        input.push(names - 1);
        input.extend(digits(number as u64).map(|digit| ZERO + digit));
    }

    /// Gate or wire that the `k`-th operation may read, the first of two or the other.
    fn operand(&self, rng: &mut Stream, k: usize, first: bool) -> usize {
        match self.config.form {
            CircuitForm::Wires(wires) => 1 + below(rng, wires) as usize,
            CircuitForm::Deep if first => k - 1,
            _ => 1 + below(rng, k as u32 - 1) as usize,
        }
    }
}

/// What each operation makes of the wires, the first one in the lowest bit: for every wire that is written, first
/// the constants 0 and 1 (if there are any), then the gates in their order with all their inputs.
fn maps(config: &CircuitConfig, wires: u32) -> Vec<Vec<u16>> {
    let mut maps = Vec::new();
    let mut push = |target: u32, value: &dyn Fn(u32) -> bool| {
        let image = |state| (state & !(1 << target) | u32::from(value(state)) << target) as u16;
        maps.push((0..1 << wires).map(image).collect());
    };
    let bit = |state: u32, wire: u32| state >> wire & 1 == 1;
    for target in 0..wires {
        for constant in [false, true].into_iter().filter(|_| config.constants > 0.0) {
            push(target, &|_| constant);
        }
        for &gate in &config.gates {
            let lefts = if gate == Gate::Not { 0..1 } else { 0..wires };
            for (left, right) in lefts.flat_map(|l| (0..wires).map(move |r| (l, r))) {
                push(target, &|state| {
                    gate.value(bit(state, left), bit(state, right))
                });
            }
        }
    }
    maps
}

impl Asked for CircuitProblem {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let gates = &self.config.gates;
        for k in 1..=length {
            let target = self.wires.map_or(k, |w| 1 + below(rng, w) as usize);
            self.name_of(target, input);
            input.push(EQUALS);
            let first = k == 1 && self.wires.is_none();
            if first || uniform(rng) < self.config.constants {
                input.push(ZERO + below(rng, 2));
            } else {
                let gate = below(rng, gates.len() as u32);
                let unary = gates[gate as usize] == Gate::Not;
                if !unary {
                    self.name_of(self.operand(rng, k, true), input);
                }
                input.push(self.gates + gate);
                self.name_of(self.operand(rng, k, unary), input);
            }
            input.push(END);
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        let mut reader = Reader::new(self.wires);
        let signs = input.iter().map(|&symbol| self.signs[symbol as usize]);
        answers.clear();
        answers.extend(signs.map(|sign| reader.read(sign)));
    }

    fn longest(&self, length: usize) -> usize {
        let name = match self.wires {
            Some(_) => 1,
            None => 1 + digits(length as u64).count(),
        };
        length * (3 * name + 3)
    }
}

kept!(CircuitProblem);

#[cfg(test)]
mod tests;
