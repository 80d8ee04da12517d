//! `[formula]` of a problem file: the value of a Boolean formula, written as text or compiled to a word of a group.
//!
//! ```toml
//! [formula]
//! form = "balanced"               # or "skewed", "random"
//! gates = ["and", "or", "not"]    # also "xor"
//! variables = 4                   # leaves are x1 to x4, whose values stand before; without it they are 0 and 1
//! notation = "infix"              # or "prefix", "postfix"
//! compiled = "a5"                 # or "s5": the input is a word of the group, with the formula's value
//! masked = true                   # of a compiled word, all letters but the last are uniform
//! ```
//!
//! All keys may be left out; the first three lines and the notation are as they are then. An operation is a leaf: the
//! length of an input is the number of leaves. Labels are `0` and `1`, the value of the whole formula, known at its
//! last symbol only.
//!
//! Inputs of a gate are formulas. `balanced` gives both the same number of leaves, or nearly; `random` each number
//! equally often; `skewed` gives one of them a single leaf, the left one in infix and prefix and the right one in
//! postfix, so that operations follow one another. With `not` every gate and leaf is negated half of the time.
//!
//! The value of formulas is NC1-complete (S. R. Buss, "The Boolean formula value problem is in ALOGTIME", STOC 1987,
//! 123-131), already of balanced ones. Of skewed ones it is a product of maps of one bit, so it is as easy as their
//! monoid, which is solvable.
//!
//! Leaves out sharing (see `circuit`), gates of more inputs, and texts with fewer brackets.

mod compiled;
mod notation;
mod written;

use serde::{Deserialize, Serialize};

use crate::base::rng::{Stream, below};
use crate::base::wrong::{Wrong, check};
use crate::problem::families::Config;
use crate::problem::gate::{self, Gate};
use crate::problem::{Problem, is_default};

/// Random formulas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormulaConfig {
    /// The shape.
    #[serde(default)]
    pub form: Form,
    /// What is between leaves.
    #[serde(default = "gate::usual")]
    pub gates: Vec<Gate>,
    /// How many variables are leaves; with none, 0 and 1 are.
    #[serde(default, skip_serializing_if = "is_default")]
    pub variables: u32,
    /// How it is written.
    #[serde(default)]
    pub notation: Notation,
    /// The group to whose words it is compiled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compiled: Option<Target>,
    /// Whether the letters of the word are hidden behind random ones.
    #[serde(default, skip_serializing_if = "is_default")]
    pub masked: bool,
}

/// Shapes of formulas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Both inputs of a gate have the same number of leaves, or nearly.
    #[default]
    Balanced,
    /// One input of every gate is a leaf.
    Skewed,
    /// All numbers of leaves are equally likely.
    Random,
}

/// Where a gate stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notation {
    /// Between its inputs, with brackets around.
    #[default]
    Infix,
    /// Before them.
    Prefix,
    /// After them.
    Postfix,
}

/// Groups to compile to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// The even permutations of five points.
    A5,
    /// All permutations of five points.
    S5,
}

/// Their values are kept in one word.
const MOST_VARIABLES: u32 = 64;

impl FormulaConfig {
    fn negates(&self) -> bool {
        self.gates.contains(&Gate::Not)
    }
}

impl Config for FormulaConfig {
    fn check(&self, wrong: &mut Wrong) {
        gate::check(&self.gates, wrong);
        let variables = self.variables;
        let compiled = self.compiled.is_some();
        check! { wrong;
            variables > MOST_VARIABLES => "variables",
                "`variables` = {variables} are too many; give at most {MOST_VARIABLES}";
            variables == 1 && !self.negates() => "variables",
                "`variables` = 1 without the gate `not` leaves only x1 and constants; add `not` or give 2 variables or more";
            self.masked && !compiled => "masked",
                "`masked` belongs to `compiled`, which is not there; remove it or add that";
            compiled && self.form != Form::Balanced => "form",
                "`form` with `compiled` can only be \"balanced\", of which n leaves make a word of about n^2 letters, of another form up to 2^n; make it \"balanced\" or leave it out";
            compiled && self.gates.contains(&Gate::Xor) => "gates",
                "`gates` with `compiled` can only be `and`, `or` and `not`; leave `xor` out";
            compiled && self.notation != Notation::Infix => "notation",
                "`notation` is of formulas that are text, but `compiled` ones are words of a group; leave one of them out";
        }
    }

    /// Text, or words of a group.
    fn build(&self, _: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(match self.compiled {
            None => Box::new(written::Written::build(self)?),
            Some(group) => Box::new(compiled::Compiled::build(self, group)?),
        })
    }
}

/// What draws formulas.
#[derive(Debug)]
struct Shape {
    config: FormulaConfig,
    /// Its gates of two inputs.
    binary: Vec<Gate>,
}

impl Shape {
    fn of(config: &FormulaConfig) -> Self {
        Self {
            config: config.clone(),
            binary: gate::binary(&config.gates),
        }
    }

    /// Whether to negate.
    fn negated(&self, rng: &mut Stream) -> bool {
        self.config.negates() && below(rng, 2) == 1
    }

    /// A gate of two inputs.
    fn gate(&self, rng: &mut Stream) -> Gate {
        self.binary[below(rng, self.binary.len() as u32) as usize]
    }

    /// Of `leaves`, at least two, how many are on the left.
    fn left(&self, rng: &mut Stream, leaves: u32) -> u32 {
        match self.config.form {
            Form::Balanced if leaves % 2 == 1 => leaves / 2 + below(rng, 2),
            Form::Balanced => leaves / 2,
            Form::Skewed if self.config.notation == Notation::Postfix => leaves - 1,
            Form::Skewed => 1,
            Form::Random => 1 + below(rng, leaves - 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> FormulaConfig {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_table_without_keys_is_a_balanced_formula_of_constants() {
        let usual = config("");
        assert_eq!(
            (usual.form, usual.notation),
            (Form::Balanced, Notation::Infix)
        );
        assert_eq!(usual.gates, [Gate::And, Gate::Or, Gate::Not]);
        assert_eq!(usual.wrong(), Wrong::default());
        assert!(toml::from_str::<FormulaConfig>("form = \"bushy\"").is_err());
    }

    #[test]
    fn all_faults_are_named_at_once_each_at_its_key() {
        let bad = config(
            "form = \"skewed\"\ngates = [\"and\", \"xor\"]\nvariables = 65\nnotation = \"prefix\"\ncompiled = \"a5\"",
        );
        let faults = bad.wrong().0;
        let keys: Vec<&str> = faults.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["variables", "form", "gates", "notation"]);
        assert_eq!(
            faults[0].1,
            "`variables` = 65 are too many; give at most 64"
        );
        let one = config("variables = 1\ngates = [\"and\", \"or\"]").wrong().0;
        assert_eq!(one.len(), 1);
        assert!(one[0].1.starts_with("`variables` = 1 without"));
        let masked = config("masked = true").wrong().0;
        assert_eq!(
            masked[0].1,
            "`masked` belongs to `compiled`, which is not there; remove it or add that"
        );
    }

    #[test]
    fn a_file_with_faults_is_refused_at_their_lines() {
        let directory = tempfile::tempdir().unwrap();
        let text = "title = \"t\"\nsource = \"s\"\n\n[formula]\ngates = [\"and\"]\nmasked = true\n";
        std::fs::write(directory.path().join("bad.toml"), text).unwrap();
        let error = crate::problem::load(directory.path(), "bad").unwrap_err();
        let error = error.to_string();
        let lines: Vec<&str> = error.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].contains("bad.toml:5: `gates` = [\"and\"] do not make every function; "));
        assert!(lines[1].contains("bad.toml:6: `masked` belongs to `compiled`"));
    }
}
