//! Operations: statements with their operands, and what they do.
//!
//! The state is a row of small numbers, the number of each variable's value among the values there are: for booleans
//! and residues the value itself. All operations of a problem are listed, each is one symbol; text is written with
//! few words whatever their number.

use crate::problem::families::code::config::{CodeConfig, State, Statement};

/// A statement with its operands; those that it does not have are 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operation {
    /// The statement.
    pub(super) statement: Statement,
    /// The variable that is written, or the first of two that are swapped.
    pub(super) i: u16,
    /// The variable that is read, or the second of two that are swapped.
    pub(super) j: u16,
    /// The variable of a condition.
    pub(super) k: u16,
    /// The value of a condition or constant, or the function that is called.
    pub(super) value: u16,
}

/// All operations of some statements, and how they are drawn: first the statement, then its operands, uniformly.
#[derive(Debug, Default)]
pub(super) struct Operations {
    /// The operations.
    pub(super) all: Vec<Operation>,
    /// Of each statement its operations, each as often as it is likely.
    chances: Vec<Vec<u32>>,
}

impl Operations {
    /// The operations of `statements`, of which calls are those of `functions` functions.
    pub(super) fn of(config: &CodeConfig, statements: &[Statement], functions: usize) -> Self {
        let mut operations = Self::default();
        for &statement in statements {
            let mut chances = Vec::new();
            for (operation, chance) in each(config, statement, functions) {
                chances.extend(std::iter::repeat_n(operations.all.len() as u32, chance));
                operations.all.push(operation);
            }
            operations.chances.push(chances);
        }
        operations
    }

    /// An operation, from `below(n)`, which is uniform in `0..n`.
    pub(super) fn draw(&self, mut below: impl FnMut(u32) -> u32) -> u32 {
        let chances = &self.chances[below(self.chances.len() as u32) as usize];
        chances[below(chances.len() as u32) as usize]
    }
}

/// The operations of a statement with their chances, one after another: there may be too many to list.
pub(super) fn each(
    config: &CodeConfig,
    statement: Statement,
    functions: usize,
) -> Box<dyn Iterator<Item = (Operation, usize)> + '_> {
    let variables = 0..config.variables as u16;
    let values = match config.state {
        State::Mod(modulus) => modulus.min(u32::from(u16::MAX)) as u16,
        _ => config.domain().len() as u16,
    };
    let plain = Operation::plain(statement);
    let of_two = move |(i, j, chance)| (Operation { i, j, ..plain }, chance);
    match statement {
        Statement::TupleSwap | Statement::Swap => Box::new(pairs(config, true).map(of_two)),
        Statement::ConditionalSwap => {
            let first = u16::from(config.state == State::Boolean);
            let conditions = variables.flat_map(move |k| (first..values).map(move |v| (k, v)));
            Box::new(conditions.flat_map(move |(k, value)| {
                let under = Operation { k, value, ..plain };
                let of_two = move |(i, j, chance)| (Operation { i, j, ..under }, chance);
                pairs(config, true).map(of_two)
            }))
        }
        Statement::Constant => {
            let written = variables.flat_map(move |i| (0..values).map(move |value| (i, value)));
            Box::new(written.map(move |(i, value)| (Operation { i, value, ..plain }, 1)))
        }
        Statement::Not => Box::new(variables.map(move |i| (Operation { i, ..plain }, 1))),
        Statement::Rotate => Box::new(std::iter::once((plain, 1))),
        Statement::Call => {
            let functions = 0..functions as u16;
            Box::new(functions.map(move |value| (Operation { value, ..plain }, 1)))
        }
        _ => Box::new(pairs(config, false).map(of_two)),
    }
}

/// Operands with their chances, which are those of two variables drawn one after the other.
fn pairs(config: &CodeConfig, symmetric: bool) -> impl Iterator<Item = (u16, u16, usize)> {
    let variables = config.variables as u16;
    let (distinct, folded) = (config.distinct, symmetric && !config.ordered);
    let all = (0..variables).flat_map(move |i| (0..variables).map(move |j| (i, j)));
    let wanted = all.filter(move |&(i, j)| (i != j || !distinct) && (i <= j || !folded));
    wanted.map(move |(i, j)| (i, j, if folded && i != j { 2 } else { 1 }))
}

impl Operation {
    /// A statement whose operands are all 0.
    pub(super) fn plain(statement: Statement) -> Self {
        Self {
            statement,
            i: 0,
            j: 0,
            k: 0,
            value: 0,
        }
    }

    /// Does it to `state`. `modulus` is the number of values; `functions` are the operations of each, calls undone.
    pub(super) fn run(&self, state: &mut [u16], modulus: u32, functions: &[Vec<Operation>]) {
        let (i, j) = (usize::from(self.i), usize::from(self.j));
        let (a, b) = (u32::from(state[i]), u32::from(state[j]));
        match self.statement {
            Statement::TupleSwap | Statement::Swap => state.swap(i, j),
            Statement::ConditionalSwap => {
                if state[usize::from(self.k)] == self.value {
                    state.swap(i, j);
                }
            }
            Statement::Assign => state[i] = state[j],
            Statement::Constant => state[i] = self.value,
            Statement::Add => state[i] = ((a + b) % modulus) as u16,
            Statement::Subtract => state[i] = ((a + modulus - b) % modulus) as u16,
            Statement::Multiply => state[i] = (a * b % modulus) as u16,
            Statement::And => state[i] &= state[j],
            Statement::Or => state[i] |= state[j],
            Statement::Xor => state[i] = (a ^ b) as u16,
            Statement::Not => state[i] = 1 - state[i],
            Statement::Rotate => state.rotate_left(1),
            Statement::Call => {
                for line in &functions[usize::from(self.value)] {
                    line.run(state, modulus, functions);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::{below, stream};

    fn config(toml: &str) -> CodeConfig {
        toml::from_str(toml).unwrap()
    }

    #[test]
    fn equal_operands_have_the_chance_of_two_draws_with_replacement() {
        for ordered in ["", "ordered = true"] {
            let text = format!(
                "variables = 5\nstate = 'permutation'\nstatements = []\ndistinct = false\n{ordered}"
            );
            let operations = Operations::of(&config(&text), &[Statement::TupleSwap], 0);
            let mut rng = stream(1, "test", 0);
            let mut same = 0i32;
            for _ in 0..50_000 {
                let operation = operations.all[operations.draw(|n| below(&mut rng, n)) as usize];
                same += i32::from(operation.i == operation.j);
            }
            // five standard deviations
            assert!((same - 10_000).abs() < 450, "{same} of 50000");
        }
    }

    #[test]
    fn a_swap_is_drawn_uniformly_from_the_ten_of_five_places() {
        let config = config("variables = 5\nstate = 'permutation'\nstatements = []");
        let operations = Operations::of(&config, &[Statement::Swap], 0);
        assert_eq!(operations.all.len(), 10);
        let mut rng = stream(1, "test", 0);
        let mut counts = [0i32; 10];
        (0..40_000).for_each(|_| counts[operations.draw(|n| below(&mut rng, n)) as usize] += 1);
        // five standard deviations
        assert!(counts.iter().all(|n| (n - 4000).abs() < 300), "{counts:?}");
    }
}
