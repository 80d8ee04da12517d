//! What the programs of a problem are made of, and the states they reach.

use indexmap::IndexSet;
use itertools::Itertools;

use crate::algebra::reach::reach;
use crate::problem::families::code::config::{CodeConfig, Track};
use crate::problem::families::code::function::{self, Function};
use crate::problem::families::code::operation::Operations;

/// States that are listed at most.
pub(super) const MOST_STATES: usize = 20_000;

/// Steps between listed states at most: an operation in a state is one.
const MOST_STEPS: usize = 1 << 22;

/// The parts of programs.
#[derive(Debug)]
pub(super) struct Program {
    /// How many variables there are.
    pub(super) variables: usize,
    /// How many values there are.
    pub(super) values: u16,
    /// The number of the value that each variable holds at first, unless it is drawn.
    pub(super) first: Option<Vec<u16>>,
    /// The operations.
    pub(super) operations: Operations,
    /// The functions as they are written.
    pub(super) functions: Vec<Function>,
    /// The functions without calls.
    flat: Vec<Function>,
}

impl Program {
    /// The parts that `config` names; it has no faults.
    pub(super) fn of(config: &CodeConfig) -> Self {
        let domain = config.domain();
        let number = |value: &u32| {
            let found = domain.binary_search(value);
            found.expect("a first value is one of the values") as u16
        };
        let first = config.first();
        let functions = function::draw(config);
        Self {
            variables: config.variables,
            values: domain.len() as u16,
            first: first.map(|values| values.iter().map(number).collect()),
            operations: Operations::of(config, &config.statements, functions.len()),
            flat: function::undone(&functions),
            functions,
        }
    }

    /// Does operation `number` to `state`.
    pub(super) fn run(&self, number: u32, state: &mut [u16]) {
        let operation = &self.operations.all[number as usize];
        operation.run(state, u32::from(self.values), &self.flat);
    }

    /// The states in which inputs start, unless there are too many to list.
    fn starts(&self) -> Option<Vec<Vec<u16>>> {
        if let Some(first) = &self.first {
            return Some(vec![first.clone()]);
        }
        let power = u32::try_from(self.variables).ok()?;
        let count = usize::from(self.values).checked_pow(power);
        count.filter(|count| *count <= MOST_STATES)?;
        let values = (0..self.variables).map(|_| 0..self.values);
        Some(values.multi_cartesian_product().collect())
    }

    /// All states that inputs reach, in the order in which they are found, and `[states, operations]`: where each
    /// operation leads; unless there are too many to list.
    pub(super) fn reached(&self) -> Option<(IndexSet<Vec<u16>>, Vec<u32>)> {
        let operations = self.operations.all.len();
        let limit = MOST_STATES.min(MOST_STEPS / operations);
        let step = |from: &Vec<u16>, operation| {
            let mut state = from.clone();
            self.run(operation as u32, &mut state);
            Some(state)
        };
        reach(self.starts()?, operations, limit, step).ok()
    }
}

impl Track {
    /// What a label says in `state`, as a number; of the whole state there is none.
    pub(super) fn number(self, state: &[u16]) -> Option<u32> {
        match self {
            Self::Variable(i) => Some(u32::from(state[i])),
            Self::State => None,
            Self::Place(value) => state.iter().position(|v| *v == value).map(|i| i as u32),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(toml: &str) -> Option<usize> {
        let config: CodeConfig = toml::from_str(toml).unwrap();
        Program::of(&config)
            .reached()
            .map(|(states, _)| states.len())
    }

    #[test]
    fn the_states_reached_are_those_of_combinatorics() {
        let swaps = |more: &str| {
            reached(&format!(
                "state = 'permutation'\nstatements = ['tuple-swap']\n{more}"
            ))
        };
        assert_eq!(swaps("variables = 5"), Some(120));
        assert_eq!(swaps("variables = 5\nvalues = [0, 0, 1, 0, 0]"), Some(5));
        assert_eq!(
            swaps("variables = 6\nvalues = [0, 0, 1, 1, 2, 2]"),
            Some(90)
        );
        assert_eq!(swaps("variables = 8"), None);
        // every row of four values but the other permutations: a copy loses a value
        let copies = "variables = 4\nstate = 'permutation'\nstatements = ['assign']";
        assert_eq!(reached(copies), Some(4usize.pow(4) - 24 + 1));
        let arithmetic = "variables = 2\nstate = { mod = 5 }\nstatements = ['add']";
        assert_eq!(reached(arithmetic), Some(25));
        assert_eq!(
            reached("variables = 15\nstate = 'boolean'\nstatements = ['not']"),
            None
        );
    }

    #[test]
    fn rotation_reaches_one_state_for_each_place() {
        let text = "variables = 7\nstate = 'permutation'\nstatements = ['rotate']";
        assert_eq!(reached(text), Some(7));
    }
}
