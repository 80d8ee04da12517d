//! `[circuit]` of a problem file: gate after gate, the value of a Boolean circuit.
//!
//! ```toml
//! [circuit]
//! gates = ["and", "or", "not"]    # also "xor"
//! constants = 0.1                 # how often a gate is 0 or 1
//! deep = true                     # every gate reads the one before it
//! wires = 2                       # gates write one of so many wires, again and again
//! ```
//!
//! All keys may be left out; the first two lines are as they are then, `deep` is false, and wires are without number:
//!
//! ```text
//! symbols   g1 = 1; g2 = !g1; g3 = g1 & g2;        a gate's name is `g` and the digits of its number
//! labels         1         0             0         its value, at its semicolon
//! ```
//!
//! An operation is a gate. Inputs of a gate are drawn uniformly from the gates before it, so that the circuit is
//! about logarithmically deep in its length; with `deep` the first one is the gate just before. The value of such
//! circuits is P-complete (a gate that reads a constant first and then any other copies that one, so that being deep
//! is no restriction), and what is remembered grows with the length.
//!
//! With `wires = w` a gate is one of `w` wires, which it overwrites; all are 0 at first. A wire is one symbol. That is
//! a circuit of bounded width: operations are maps of `2^w` states, and their finite monoid says how hard it is. It
//! is listed for up to two wires, and for three if all gates are `and` and `or`; with `not` three wires have more than
//! a million maps.
//!
//! Leaves out gates of more inputs and circuits in another order than that of their evaluation.

mod reader;

use serde::{Deserialize, Serialize};

use crate::algebra::monoid::Monoid;
use crate::algebra::transformation::Transformation;
use crate::base::rng::{Stream, below, uniform};
use crate::problem::answer::Answer;
use crate::problem::circuit::reader::{Reader, Sign};
use crate::problem::complexity::{Class, Complexity};
use crate::problem::gate::{self, Gate};
use crate::problem::spelling::Spelling;
use crate::problem::{Problem, ProblemError};

/// Random circuits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircuitConfig {
    /// What gates there are.
    #[serde(default = "gate::usual")]
    pub gates: Vec<Gate>,
    /// The share of gates that are constants, from 0 to 1.
    #[serde(default = "a_tenth")]
    pub constants: f64,
    /// Whether every gate reads the one before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deep: bool,
    /// How many wires there are, if not as many as gates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wires: Option<u32>,
}

fn a_tenth() -> f64 {
    0.1
}

/// Their values are kept in one word.
const MOST_WIRES: u32 = 64;

/// Elements of a monoid that is listed. Two wires have 256 at most.
const LISTED: usize = 10_000;

const UNBOUNDED: Complexity = Complexity {
    class: Class::P,
    complete: true,
    regular: false,
    statement: "the value of a Boolean circuit whose gates are given in the order of evaluation is P-complete under logarithmic-space reductions, and under first-order ones",
    source: "R. E. Ladner, \"The circuit value problem is log space complete for P\", SIGACT News 7(1) (1975) 18-20; N. Immerman, \"Descriptive Complexity\" (Springer, 1999)",
};

const WIDE: Complexity = Complexity {
    class: Class::Nc1,
    complete: true,
    regular: true,
    statement: "circuits of bounded width are words of a finite monoid, so in NC1; seven wires hold a state of five points, its successor and a place to compute in, so that S5 divides that monoid",
    source: "D. A. Mix Barrington, \"Bounded-width polynomial-size branching programs recognize exactly those languages in NC1\", JCSS 38 (1989) 150-164",
};

const NARROW: Complexity = Complexity {
    class: Class::Nc1,
    complete: false,
    regular: true,
    statement: "circuits of bounded width are words of a finite monoid, so in NC1",
    source: WIDE.source,
};

/// Wires with which the problem is certainly complete for NC1, negation given.
const WIDE_WIRES: u32 = 7;

impl CircuitConfig {
    /// What is wrong, each as (key, message).
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, message: String| faults.push((key.to_owned(), message));
        if let Some(message) = gate::fault(&self.gates) {
            fault("gates", message);
        }
        if !(0.0..=1.0).contains(&self.constants) {
            let message = format!(
                "`constants` = {} is no share; give a number from 0 to 1",
                self.constants
            );
            fault("constants", message);
        } else if self.constants == 0.0 && !self.gates.contains(&Gate::Not) {
            let message = "`constants` = 0 without the gate `not` may leave every value as the first one; give a share above 0, or add `not`";
            fault("constants", message.to_owned());
        }
        if let Some(wires) = self.wires {
            if !(1..=MOST_WIRES).contains(&wires) {
                let message = format!(
                    "`wires` = {wires} is not from 1 to {MOST_WIRES}; give a number that is, or leave it out for circuits of any width"
                );
                fault("wires", message);
            }
            if self.deep {
                let message = "`deep` is of circuits without `wires`; leave one of them out";
                fault("deep", message.to_owned());
            }
        }
        faults
    }

    /// Wires whose maps are listed.
    fn listed_wires(&self) -> u32 {
        let monotone = |gate: &Gate| matches!(gate, Gate::And | Gate::Or);
        if self.gates.iter().all(monotone) {
            3
        } else {
            2
        }
    }
}

/// A circuit problem, ready to draw and solve.
#[derive(Debug)]
pub struct CircuitProblem {
    name: String,
    config: CircuitConfig,
    alphabet: Vec<String>,
    labels: Vec<String>,
    signs: Vec<Sign>,
    /// Symbol of each gate, by [`Gate::index`].
    gate: [u32; 4],
    spelling: Spelling,
    monoid: Option<Monoid>,
    letters: Vec<u32>,
}

/// Symbols that every circuit has, in this order.
const EQUALS: u32 = 0;
const END: u32 = 1;
/// The digit 0; the others follow it.
const ZERO: u32 = 2;

impl CircuitProblem {
    /// Names the symbols and lists the maps of few wires.
    pub fn build(name: &str, config: &CircuitConfig) -> Result<Self, ProblemError> {
        let mut signs = vec![Sign::Equals, Sign::End];
        let digits = if config.wires.is_some() { 2 } else { 10 };
        signs.extend((0..digits).map(Sign::Digit));
        let mut gate = [0; 4];
        for &g in &config.gates {
            gate[g.index()] = signs.len() as u32;
            signs.push(Sign::Gate(g));
        }
        match config.wires {
            None => signs.push(Sign::Name),
            Some(wires) => signs.extend((0..wires).map(Sign::Wire)),
        }
        let maps = config
            .wires
            .filter(|&wires| wires <= config.listed_wires())
            .map(|wires| maps(config, wires));
        let monoid = maps.map(|maps| Monoid::from_generators(&maps, LISTED));
        let monoid = monoid.transpose().map_err(|source| ProblemError::Algebra {
            name: name.to_owned(),
            source,
        })?;
        let letters = monoid
            .iter()
            .flat_map(|m| (0..m.generators().len()).map(|a| m.generator(a)));
        Ok(Self {
            name: name.to_owned(),
            config: config.clone(),
            alphabet: signs.iter().map(|sign| sign.name()).collect(),
            labels: ["0", "1"].map(str::to_owned).to_vec(),
            spelling: Spelling::of(signs.iter().map(|sign| sign.text())),
            signs,
            gate,
            letters: letters.collect(),
            monoid,
        })
    }

    /// Writes the name of gate or wire `number`, from 1.
    fn name_of(&self, number: usize, input: &mut Vec<u32>) {
        let names = self.signs.len() as u32;
        if let Some(wires) = self.config.wires {
            input.push(names - wires + number as u32 - 1);
            return;
        }
        input.push(names - 1);
        let start = input.len();
        let mut rest = number;
        while rest > 0 {
            input.push(ZERO + (rest % 10) as u32);
            rest /= 10;
        }
        input[start..].reverse();
    }

    /// Gate or wire that the `k`-th operation may read, the first of two or the other.
    fn operand(&self, rng: &mut Stream, k: usize, first: bool) -> usize {
        match self.config.wires {
            Some(wires) => 1 + below(rng, wires) as usize,
            None if first && self.config.deep => k - 1,
            None => 1 + below(rng, k as u32 - 1) as usize,
        }
    }
}

/// What each operation makes of the wires, the first one in the lowest bit: for every wire that is written, first
/// the constants 0 and 1 (if there are any), then the gates in their order with all their inputs.
fn maps(config: &CircuitConfig, wires: u32) -> Vec<Transformation> {
    let mut maps = Vec::new();
    let mut push = |target: u32, value: &dyn Fn(u32) -> bool| {
        let image = |state| (state & !(1 << target) | u32::from(value(state)) << target) as u16;
        let images: Vec<u16> = (0..1 << wires).map(image).collect();
        maps.push(Transformation::from_images(&images).expect("states have states as images"));
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

impl Problem for CircuitProblem {
    described!();

    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let gates = &self.config.gates;
        for k in 1..=length {
            let target = self.config.wires.map_or(k, |w| 1 + below(rng, w) as usize);
            self.name_of(target, input);
            input.push(EQUALS);
            let first = k == 1 && self.config.wires.is_none();
            if first || uniform(rng) < self.config.constants {
                input.push(ZERO + below(rng, 2));
            } else {
                let gate = gates[below(rng, gates.len() as u32) as usize];
                if gate == Gate::Not {
                    input.push(self.gate[gate.index()]);
                    self.name_of(self.operand(rng, k, true), input);
                } else {
                    self.name_of(self.operand(rng, k, true), input);
                    input.push(self.gate[gate.index()]);
                    self.name_of(self.operand(rng, k, false), input);
                }
            }
            input.push(END);
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        let mut reader = Reader::new(self.config.wires);
        answers.clear();
        answers.extend(
            input
                .iter()
                .map(|&symbol| reader.read(self.signs[symbol as usize])),
        );
    }

    fn longest(&self, length: usize) -> usize {
        let name = match self.config.wires {
            Some(_) => 1,
            None => 2 + length.checked_ilog10().unwrap_or(0) as usize,
        };
        length * (3 * name + 3)
    }

    fn monoid(&self) -> Option<&Monoid> {
        self.monoid.as_ref()
    }

    fn letters(&self) -> &[u32] {
        &self.letters
    }

    fn complexity(&self) -> Option<Complexity> {
        let negates = self.config.gates.contains(&Gate::Not);
        match self.config.wires {
            None => Some(UNBOUNDED),
            Some(_) if self.monoid.is_some() => None,
            Some(wires) if negates && wires >= WIDE_WIRES => Some(WIDE),
            Some(_) => Some(NARROW),
        }
    }
}

#[cfg(test)]
mod tests;
