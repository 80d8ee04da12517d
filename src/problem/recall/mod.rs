//! Recall: what stood where something was seen before.
//!
//! ```text
//! induction      a b c a b ...           what followed the letter the last time?          labels: letters, `new`
//! associative    k2 v1 k7 v4 # k7 . k2   what is the value of the key?                    labels: values
//! flip-flop      w1 i0 r w0 i1 r         what was written last?                           labels: values
//! ```
//!
//! One module each: `induction`, `associative`, `flip_flop`. Over finitely many symbols a table of
//! what was seen is a finite memory without counting, so that all three are in AC0, and what makes them hard to learn
//! is the size of that memory, not the class.

mod associative;
mod flip_flop;
mod induction;
mod places;

use serde::{Deserialize, Serialize};

use crate::problem::complexity::{Class, Complexity};
use crate::problem::family::sound;
use crate::problem::{Problem, ProblemError};

/// A recall problem, resolved. Each key belongs to one task; those that are not given have the value said here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecallConfig {
    /// What is asked.
    pub task: Task,
    /// Of induction, the number of letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letters: Option<usize>,
    /// Of induction, how many times one goes back (1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hops: Option<usize>,
    /// Of association, the number of keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<usize>,
    /// Of association and of flip-flops, the number of values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<usize>,
    /// Of association, the number of pairs (the length).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairs: Option<usize>,
    /// Of association, the number of queries (the length).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queries: Option<usize>,
    /// Of association, places for each query (1, none of them empty).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<usize>,
    /// Of association, the exponent of the law by which places are chosen (1, uniform).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power: Option<f64>,
    /// Of association, whether empty places hold values drawn at random, which say nothing (false).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noise: Option<bool>,
    /// Of flip-flops, the share of operations to be ignored (0.8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ignore: Option<f64>,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// What followed the letter the last time.
    Induction,
    /// The value of a key.
    Associative,
    /// What was written last.
    FlipFlop,
}

impl Task {
    fn name(self) -> &'static str {
        match self {
            Self::Induction => "induction",
            Self::Associative => "associative",
            Self::FlipFlop => "flip-flop",
        }
    }
}

/// Symbols of one kind possible.
const MOST: usize = 65_536;
/// Places for each query possible, and hops.
const MANY: usize = 1000;

impl RecallConfig {
    /// What is wrong, as (key, message).
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        use Task::{Associative, FlipFlop, Induction};
        let mut faults = Vec::new();
        let mut fault = |key: &str, message: String| faults.push((key.to_owned(), message));
        // key, whose it is, whether it must be given, its value, the least and the most it can be
        let numbers: [(&str, &[Task], bool, Option<usize>, usize, usize); 7] = [
            ("letters", &[Induction], true, self.letters, 2, MANY),
            ("hops", &[Induction], false, self.hops, 1, MANY),
            ("keys", &[Associative], true, self.keys, 1, MOST),
            (
                "values",
                &[Associative, FlipFlop],
                true,
                self.values,
                2,
                MOST,
            ),
            ("pairs", &[Associative], false, self.pairs, 1, MOST),
            ("queries", &[Associative], false, self.queries, 1, MOST),
            ("slots", &[Associative], false, self.slots, 1, MANY),
        ];
        for (key, owners, needed, value, least, most) in numbers {
            let ours = owners.contains(&self.task);
            match value {
                Some(_) if !ours => fault(key, foreign(key, owners)),
                Some(value) if !(least..=most).contains(&value) => {
                    fault(
                        key,
                        format!("`{key}` = {value} is not possible; give {least} to {most}"),
                    );
                }
                None if ours && needed => {
                    let task = self.task.name();
                    fault(
                        "",
                        format!("missing key `{key}` in [recall]: `task = \"{task}\"` needs it"),
                    );
                }
                _ => {}
            }
        }
        match self.power {
            Some(_) if self.task != Associative => fault("power", foreign("power", &[Associative])),
            Some(power) if !(power > 0.0 && power <= 1.0) => {
                let message = format!(
                    "`power` = {power} is no exponent of the law; give a number above 0, up to 1 for uniform places"
                );
                fault("power", message);
            }
            _ => {}
        }
        match self.ignore {
            Some(_) if self.task != FlipFlop => fault("ignore", foreign("ignore", &[FlipFlop])),
            Some(share) if !(0.0..=1.0).contains(&share) => {
                fault(
                    "ignore",
                    format!("`ignore` = {share} is no share; give a number from 0 to 1"),
                );
            }
            _ => {}
        }
        if self.noise.is_some() && self.task != Associative {
            fault("noise", foreign("noise", &[Associative]));
        }
        if let (Associative, Some(pairs), Some(keys)) = (self.task, self.pairs, self.keys)
            && pairs > keys
        {
            let message = format!(
                "`pairs` = {pairs} are more than the {keys} keys; give at most {keys}, or more `keys`"
            );
            fault("pairs", message);
        }
        if let (Some(_), Some(queries)) = (self.pairs, self.queries) {
            let message = format!(
                "`queries` = {queries} next to `pairs` leaves nothing to be the length; remove one of the two"
            );
            fault("queries", message);
        }
        faults
    }

    /// Builds the problem; if it is `asked`, inputs have questions where that makes a difference.
    pub(super) fn build(&self, name: &str, asked: bool) -> Result<Box<dyn Problem>, ProblemError> {
        sound(name, self.faults())?;
        Ok(match self.task {
            Task::Induction => Box::new(induction::Induction::build(name, self)?),
            Task::Associative => Box::new(associative::Associative::new(name, self, asked)),
            Task::FlipFlop => Box::new(flip_flop::FlipFlop::build(name, self, asked)?),
        })
    }

    /// Whether its inputs hold questions of their own when they are asked for.
    pub(super) fn asks(&self) -> bool {
        self.task != Task::Induction
    }
}

/// What is said of a key of another task.
fn foreign(key: &str, owners: &[Task]) -> String {
    let names: Vec<&str> = owners.iter().map(|task| task.name()).collect();
    format!(
        "`{key}` belongs to `task = \"{}\"`; remove it",
        names.join("\"` and `\"")
    )
}

/// Of a table over finitely many symbols.
const FIRST_ORDER: Complexity = Complexity {
    class: Class::Ac0,
    complete: false,
    regular: true,
    statement: "the answer stands behind the last earlier place of the same symbol, which first-order logic says",
    source: "D. A. M. Barrington, N. Immerman, H. Straubing, \"On uniformity within NC1\", JCSS 41 (1990) 274-306",
};

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::base::faults::read_toml;
    use crate::problem::family::told;

    fn faults(text: &str) -> Vec<String> {
        let config: RecallConfig = toml::from_str(text).unwrap();
        told(config.faults())
    }

    #[test]
    fn what_is_wrong_is_named_with_value_and_remedy() {
        assert_eq!(faults("task = 'induction'\nletters = 4\nhops = 3"), [""; 0]);
        assert_eq!(faults("task = 'flip-flop'\nvalues = 2"), [""; 0]);
        assert_eq!(
            faults("task = 'induction'\nletters = 0\nkeys = 3\npower = 0.5"),
            [
                "letters: `letters` = 0 is not possible; give 2 to 1000",
                "keys: `keys` belongs to `task = \"associative\"`; remove it",
                "power: `power` belongs to `task = \"associative\"`; remove it",
            ]
        );
        assert_eq!(
            faults(
                "task = 'associative'\nkeys = 8\npairs = 9\nqueries = 1\npower = 0.0\nignore = 2.0"
            ),
            [
                ": missing key `values` in [recall]: `task = \"associative\"` needs it",
                "power: `power` = 0 is no exponent of the law; give a number above 0, up to 1 for uniform places",
                "ignore: `ignore` belongs to `task = \"flip-flop\"`; remove it",
                "pairs: `pairs` = 9 are more than the 8 keys; give at most 8, or more `keys`",
                "queries: `queries` = 1 next to `pairs` leaves nothing to be the length; remove one of the two",
            ]
        );
        assert_eq!(
            faults("task = 'flip-flop'\nvalues = 1\nignore = 1.5\nnoise = true"),
            [
                "values: `values` = 1 is not possible; give 2 to 65536",
                "ignore: `ignore` = 1.5 is no share; give a number from 0 to 1",
                "noise: `noise` belongs to `task = \"associative\"`; remove it",
            ]
        );
        assert_eq!(
            faults("task = 'induction'\nletters = 2\nvalues = 2"),
            ["values: `values` belongs to `task = \"associative\"` and `\"flip-flop\"`; remove it"]
        );
    }

    #[test]
    fn an_unknown_task_is_named_with_the_nearest_known_one() {
        let read = read_toml::<RecallConfig>(Path::new("x.toml"), "task = 'asociative'\nkey = 2");
        let error = read.unwrap_err().to_string();
        assert_eq!(
            error,
            "x.toml:1: unknown value `asociative` of `task`; did you mean `associative`? (known: induction, associative, flip-flop)\nx.toml:2: unknown key `key`; did you mean `keys`? (known: task, letters, hops, keys, values, pairs, queries, slots, power, noise, ignore)"
        );
    }
}
