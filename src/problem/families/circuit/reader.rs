//! Reads a circuit sign by sign and evaluates every gate.
//!
//! A gate whose inputs are not known, or that is not written as a gate, has no value, nor has what reads it.

use crate::problem::answer::{Answer, UNANSWERED};
use crate::problem::gate::Gate;

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// `=`.
    Equals,
    /// `;`.
    End,
    /// A digit of a name, or a constant.
    Digit(u8),
    /// A gate.
    Gate(Gate),
    /// `g`, before the digits of a name.
    Name,
    /// One of few wires, from 0.
    Wire(u32),
}

impl Sign {
    /// How it is written.
    pub(super) fn text(self) -> String {
        match self {
            Self::Equals => " = ".to_owned(),
            Self::End => "; ".to_owned(),
            Self::Gate(gate) => gate.spaced(),
            Self::Digit(digit) => digit.to_string(),
            Self::Name => "g".to_owned(),
            Self::Wire(wire) => format!("w{}", wire + 1),
        }
    }
}

/// What is known of a circuit so far.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// Of every gate or wire, its value if it has one.
    values: Vec<Option<bool>>,
    /// Whether new gates may be written.
    grows: bool,
    /// What is written, from 1; 0 is nothing.
    target: usize,
    /// The name that was read last, from 1, until it is known what it stands for.
    name: Option<usize>,
    left: Option<bool>,
    right: Option<bool>,
    gate: Option<Gate>,
    /// The label of the last gate.
    label: u32,
}

impl Reader {
    /// Nothing read; `wires`, if there are few, are 0.
    pub(super) fn new(wires: Option<u32>) -> Self {
        Self {
            values: vec![Some(false); wires.unwrap_or(0) as usize],
            grows: wires.is_none(),
            label: UNANSWERED,
            ..Self::default()
        }
    }

    /// The answer once `sign` is read too.
    pub(super) fn read(&mut self, sign: Sign) -> Answer {
        match sign {
            Sign::Name => self.name = Some(0),
            Sign::Wire(wire) => self.name = Some(wire as usize + 1),
            Sign::Digit(digit) => match &mut self.name {
                Some(name) => *name = name.saturating_mul(10).saturating_add(usize::from(digit)),
                None => self.right = Some(digit == 1),
            },
            Sign::Equals => self.target = self.name.take().unwrap_or(0),
            Sign::Gate(gate) => {
                self.left = self.operand();
                self.gate = Some(gate);
            }
            Sign::End => return self.end(),
        }
        Answer::inside(self.label)
    }

    /// The value of the name that was read last.
    fn operand(&mut self) -> Option<bool> {
        let place = self.name.take()?.checked_sub(1)?;
        self.values.get(place).copied().flatten()
    }

    /// Evaluates a gate that is complete. What a constant is was read just now.
    fn end(&mut self) -> Answer {
        if self.name.is_some() {
            self.right = self.operand();
        }
        let (left, right, gate) = (self.left.take(), self.right.take(), self.gate.take());
        let value = match gate {
            None => right,
            Some(Gate::Not) => right.map(|right| Gate::Not.value(false, right)),
            Some(gate) => left.zip(right).map(|(left, right)| gate.value(left, right)),
        };
        let known = self.values.len();
        let place = std::mem::take(&mut self.target).wrapping_sub(1);
        if place < known {
            self.values[place] = value;
        } else if place == known && self.grows {
            self.values.push(value);
        }
        self.label = value.map_or(UNANSWERED, u32::from);
        Answer::operation(self.label).when(gate.is_some())
    }
}
