//! Programs as Python source.
//!
//! ```text
//! def f1(x):                      functions, if there are any
//!     x[0], x[3] = x[3], x[0]
//!     x[2], x[4] = x[4], x[2]
//!
//! x = [0, 0, 1, 0, 0]             what the variables hold at first
//! x[1], x[3] = x[3], x[1]         an operation
//! f1(x)                           another
//! print(x[2])                     a question
//! ```
//!
//! Every text runs under Python 3. A list changes in place; separate variables go into a function and come back out.

use crate::problem::families::code::config::{CodeConfig, Form, State, Statement, Track};
use crate::problem::families::code::function::Function;
use crate::problem::families::code::operation::Operation;

/// How the programs of a problem are written.
pub(super) struct Python<'c> {
    config: &'c CodeConfig,
    /// The text of each value that variables can hold.
    pub(super) values: Vec<String>,
}

impl<'c> Python<'c> {
    /// How the programs of `config` are written.
    pub(super) fn of(config: &'c CodeConfig) -> Self {
        let text = |&value: &u32| match (config.state, value) {
            (State::Boolean, 0) => "False".to_owned(),
            (State::Boolean, _) => "True".to_owned(),
            _ => value.to_string(),
        };
        Self {
            config,
            values: config.domain().iter().map(text).collect(),
        }
    }

    /// All variables, from the one with number `start` around.
    fn variables(&self, start: usize) -> String {
        let count = self.config.variables;
        let names = (0..count).map(|i| self.config.variable((start + i) % count));
        names.collect::<Vec<_>>().join(", ")
    }

    /// An operation, each of its lines with a line break.
    pub(super) fn operation(&self, operation: &Operation) -> String {
        let [i, j, k] = [operation.i, operation.j, operation.k].map(|p| self.config.variable(p));
        let value = || &self.values[usize::from(operation.value)];
        let modulus = self.values.len();
        let swap = format!("{i}, {j} = {j}, {i}\n");
        match (operation.statement, self.config.form) {
            (Statement::TupleSwap, _) => swap,
            (Statement::Swap, _) => format!("z = {i}\n{i} = {j}\n{j} = z\n"),
            (Statement::ConditionalSwap, _) if self.config.state == State::Boolean => {
                format!("if {k}:\n    {swap}")
            }
            (Statement::ConditionalSwap, _) => format!("if {k} == {}:\n    {swap}", value()),
            (Statement::Assign, _) => format!("{i} = {j}\n"),
            (Statement::Constant, _) => format!("{i} = {}\n", value()),
            (Statement::Add, _) => format!("{i} = ({i} + {j}) % {modulus}\n"),
            (Statement::Subtract, _) => format!("{i} = ({i} - {j}) % {modulus}\n"),
            (Statement::Multiply, _) => format!("{i} = ({i} * {j}) % {modulus}\n"),
            (Statement::And, _) => format!("{i} = {i} and {j}\n"),
            (Statement::Or, _) => format!("{i} = {i} or {j}\n"),
            (Statement::Xor, _) => format!("{i} = {i} ^ {j}\n"),
            (Statement::Not, _) => format!("{i} = not {i}\n"),
            (Statement::Rotate, Form::List) => "x.append(x.pop(0))\n".to_owned(),
            (Statement::Rotate, Form::Variables) => {
                format!("{} = {}\n", self.variables(0), self.variables(1))
            }
            (Statement::Call, Form::List) => format!("f{}(x)\n", operation.value + 1),
            (Statement::Call, Form::Variables) => {
                let all = self.variables(0);
                format!("{all} = f{}({all})\n", operation.value + 1)
            }
        }
    }

    /// The definition of function `number`, with an empty line after it.
    pub(super) fn definition(&self, number: usize, function: &Function) -> String {
        let (arguments, last) = match self.config.form {
            Form::List => ("x".to_owned(), String::new()),
            Form::Variables => {
                let all = self.variables(0);
                (all.clone(), format!("    return {all}\n"))
            }
        };
        let mut text = format!("def f{}({arguments}):\n", number + 1);
        for operation in function {
            for line in self.operation(operation).lines() {
                text += &format!("    {line}\n");
            }
        }
        text + &last + "\n"
    }

    /// The part of the first assignment that gives variable `i` the value with number `value`.
    pub(super) fn first(&self, i: usize, value: u16) -> String {
        let value = &self.values[usize::from(value)];
        match self.config.form {
            Form::List => {
                let open = if i == 0 { "x = [" } else { ", " };
                let last = i + 1 == self.config.variables;
                format!("{open}{value}{}", if last { "]\n" } else { "" })
            }
            Form::Variables => format!("{} = {value}\n", self.config.variable(i)),
        }
    }

    /// The question that is answered by what `track` says.
    pub(super) fn question(&self, track: Track) -> String {
        let all = self.variables(0);
        let asked = match (track, self.config.form) {
            (Track::Variable(i), _) => self.config.variable(i),
            (Track::State, Form::List) => "x".to_owned(),
            (Track::State, Form::Variables) => format!("({all})"),
            (Track::Place(value), Form::List) => {
                format!("x.index({})", self.values[usize::from(value)])
            }
            (Track::Place(value), Form::Variables) => {
                format!("[{all}].index({})", self.values[usize::from(value)])
            }
        };
        format!("print({asked})\n")
    }

    /// What an operation shares with others, in words: its statement and what each operand is for.
    pub(super) fn traits(&self, operation: &Operation) -> Vec<String> {
        let named = |role: &str, i: u16| format!("{role} {}", self.config.variable(i));
        let value = || format!("value {}", self.values[usize::from(operation.value)]);
        let Operation { i, j, k, .. } = *operation;
        let swapped = [named("swaps", i), named("swaps", j)];
        let mut traits = vec![operation.statement.name().to_owned()];
        match operation.statement {
            Statement::TupleSwap | Statement::Swap => traits.extend(swapped),
            Statement::ConditionalSwap => {
                traits.extend([named("if", k), value()]);
                traits.extend(swapped);
            }
            Statement::Constant => traits.extend([named("writes", i), value()]),
            Statement::Not => traits.push(named("writes", i)),
            Statement::Rotate => {}
            Statement::Call => traits.push(format!("calls f{}", operation.value + 1)),
            _ => traits.extend([named("writes", i), named("reads", j)]),
        }
        traits
    }

    /// What Python prints of a whole state.
    pub(super) fn state(&self, state: &[u16]) -> String {
        let values = state.iter().map(|&v| self.values[usize::from(v)].as_str());
        let inside = values.collect::<Vec<_>>().join(", ");
        match self.config.form {
            Form::List => format!("[{inside}]"),
            Form::Variables => format!("({inside})"),
        }
    }
}

/// An operation in one line: the name of its symbol.
pub(super) fn in_one_line(text: &str) -> String {
    let joined = text.trim_end().replace(":\n    ", ": ");
    joined.replace('\n', "; ")
}
