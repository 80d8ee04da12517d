//! `[code]` of a problem file: programs over a few variables.
//!
//! ```toml
//! [code]
//! variables = 5
//! form = "list"                        # x[0] .. x[4]; "variables" has x0 .. x4
//! state = "permutation"                # or "boolean", or { mod = 5 }
//! values = [0, 0, 1, 0, 0]             # what they hold at first
//! statements = ["tuple-swap", "call"]  # drawn uniformly, then their operands
//! distinct = true                      # operands i and j differ
//! ordered = false                      # a swap is written with i < j
//! functions = { depth = 2, each = 2, lines = 2, statements = ["tuple-swap"], seed = 1 }
//! track = "place of 1"                 # or a variable such as "x[0]", or "state"
//! asks = 1                             # questions of an input, with `supervision = "query"`
//! ```
//!
//! Only `variables`, `state` and `statements` must be there. Without `values` a permutation starts with 0, 1, 2 and
//! so on, and other states start with values drawn for each input, which are then the first symbols of it. Without
//! `track` questions are about any variable, and where nobody asks, the first variable is tracked.
//!
//! With `distinct = false`, i = j with probability 1/n; with `ordered = true`, a swap of i and j and one of j and i
//! are two operations with one meaning. Both together are the sampling of the code that goes with W. Merrill,
//! J. Petty, A. Sabharwal, "The Illusion of State in State-Space Models" (2024), arXiv:2404.08819.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use crate::base::named::named;
use crate::problem::{number, yes};

/// A code problem, resolved.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeConfig {
    /// How many variables there are.
    pub variables: usize,
    /// How they are written.
    #[serde(default)]
    pub form: Form,
    /// What they hold.
    pub state: State,
    /// What they hold at first; of a boolean, 0 and 1.
    pub values: Option<Vec<u32>>,
    /// The kinds of operations.
    pub statements: Vec<Statement>,
    /// Whether the two operands of an operation differ.
    #[serde(default = "yes")]
    pub distinct: bool,
    /// Whether a swap of `i` and `j` and one of `j` and `i` are two operations.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ordered: bool,
    /// The functions that are called.
    pub functions: Option<FunctionsConfig>,
    /// What the label says.
    pub track: Option<String>,
    /// Questions of an input, where there are any.
    #[serde(default = "number::<1, _>")]
    pub asks: usize,
}

/// How variables are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Entries of a list `x`.
    #[default]
    List,
    /// `x0`, `x1` and so on.
    Variables,
}

/// What variables hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Values that are moved about, and copied by `assign`, but never computed with.
    Permutation,
    /// `True` and `False`.
    Boolean,
    /// Whole numbers modulo the number given.
    Mod(u32),
}

named! {
    /// Kinds of operations.
    pub enum Statement {
        /// `x[i], x[j] = x[j], x[i]`
        TupleSwap = "tuple-swap",
        /// `z = x[i]`, `x[i] = x[j]`, `x[j] = z`
        Swap = "swap",
        /// `if x[k] == v:` or `if x[k]:`, and a tuple swap below it.
        ConditionalSwap = "conditional-swap",
        /// `x[i] = x[j]`
        Assign = "assign",
        /// `x[i] = v`
        Constant = "constant",
        /// `x[i] = (x[i] + x[j]) % m`
        Add = "add",
        /// `x[i] = (x[i] - x[j]) % m`
        Subtract = "subtract",
        /// `x[i] = (x[i] * x[j]) % m`
        Multiply = "multiply",
        /// `x[i] = x[i] and x[j]`
        And = "and",
        /// `x[i] = x[i] or x[j]`
        Or = "or",
        /// `x[i] = x[i] ^ x[j]`
        Xor = "xor",
        /// `x[i] = not x[i]`
        Not = "not",
        /// `x.append(x.pop(0))`
        Rotate = "rotate",
        /// `f1(x)`
        Call = "call",
    }
}

/// Functions, drawn once from a seed, so that a call is one fixed transformation of the state.
///
/// A function of level 1 has statements for its lines. A function of a higher level has one line that calls a
/// function of the level just below; each other line is a statement or a call of any function below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionsConfig {
    /// Levels.
    pub depth: usize,
    /// Functions of each level.
    pub each: usize,
    /// Lines of a function.
    pub lines: usize,
    /// What lines are, beside calls.
    pub statements: Vec<Statement>,
    /// Where they are drawn from.
    pub seed: u64,
}

/// What a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Track {
    /// The value of a variable.
    Variable(usize),
    /// The values of all variables.
    State,
    /// Which variable holds the value that has this number among the values there are.
    Place(u16),
}

impl Statement {
    /// Whether it makes sense of what variables hold.
    pub(super) fn fits(self, state: State) -> bool {
        match self {
            Self::TupleSwap
            | Self::Swap
            | Self::ConditionalSwap
            | Self::Assign
            | Self::Rotate
            | Self::Call => true,
            Self::Constant => state != State::Permutation,
            Self::Add | Self::Subtract | Self::Multiply => matches!(state, State::Mod(_)),
            Self::And | Self::Or | Self::Xor | Self::Not => state == State::Boolean,
        }
    }

    /// Whether it takes values from place to place whatever they are.
    pub(super) fn moves(self) -> bool {
        matches!(
            self,
            Self::TupleSwap | Self::Swap | Self::Assign | Self::Rotate | Self::Call
        )
    }
}

impl CodeConfig {
    /// The statements of operations and of the lines of functions, without calls.
    pub(super) fn all_statements(&self) -> impl Iterator<Item = Statement> {
        let lines = self.functions.iter().flat_map(|f| &f.statements);
        let both = self.statements.iter().chain(lines).copied();
        both.filter(|statement| *statement != Statement::Call)
    }

    /// What variables can hold, sorted: numbers, or 0 and 1 for `False` and `True`.
    pub(super) fn domain(&self) -> Vec<u32> {
        match self.state {
            State::Boolean => vec![0, 1],
            State::Mod(modulus) => (0..modulus).collect(),
            State::Permutation => {
                let mut values = self.first().unwrap_or_default();
                values.sort_unstable();
                values.dedup();
                values
            }
        }
    }

    /// What variables hold at first, unless it is drawn.
    pub(super) fn first(&self) -> Option<Vec<u32>> {
        match (&self.values, self.state) {
            (Some(values), _) => Some(values.clone()),
            (None, State::Permutation) => Some((0..self.variables as u32).collect()),
            (None, _) => None,
        }
    }

    /// The name of variable `i`.
    pub(super) fn variable(&self, i: impl Display) -> String {
        match self.form {
            Form::List => format!("x[{i}]"),
            Form::Variables => format!("x{i}"),
        }
    }

    /// What `track` says, if it says something that there is. `None` where there is no such key.
    pub(super) fn tracked(&self) -> Option<Result<Track, String>> {
        let text = self.track.as_deref()?;
        if text == "state" {
            return Some(Ok(Track::State));
        }
        if let Some(value) = text.strip_prefix("place of ") {
            return Some(self.place_of(text, value));
        }
        let variable = (0..self.variables).find(|&i| self.variable(i) == text);
        Some(variable.map(Track::Variable).ok_or_else(|| {
            let last = self.variable(self.variables.saturating_sub(1));
            format!(
                "`track` = `{text}` is nothing to track; give a variable from `{}` to `{last}`, `state`, or `place of` a value",
                self.variable(0)
            )
        }))
    }

    fn place_of(&self, text: &str, value: &str) -> Result<Track, String> {
        if self.state != State::Permutation || self.all_statements().any(|s| s == Statement::Assign)
        {
            return Err(format!(
                "`track` = `{text}` needs values that are only moved about; use `state = \"permutation\"` without `assign`"
            ));
        }
        let number = |v: &u32| v.to_string() == value;
        let count = self.first().iter().flatten().filter(|v| number(v)).count();
        match (count, self.domain().iter().position(number)) {
            (1, Some(number)) => Ok(Track::Place(number as u16)),
            _ => Err(format!(
                "`track` = `{text}` needs a value that is there once, and it is there {count} times; give another"
            )),
        }
    }
}
