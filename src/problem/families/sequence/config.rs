//! `[sequence]` of a problem file.
//!
//! ```toml
//! [sequence]
//! task = "sort"                    # copy, reverse, sort, duplicate, odds-first, stack, or
//! task = { selective-copy = { slots = 4 } }    # with places for each letter
//! letters = 8                      # a, b, ... or, for more than 26, x1, x2, ...
//! names = ["low", "mid", "high"]   # instead of `letters`
//! ```

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::SequenceProblem;
use super::tasks::{self, Transduction};
use crate::base::wrong::{Wrong, check};
use crate::problem::Problem;
use crate::problem::families::Config;
use crate::problem::script::letters;

/// A transduction, resolved.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SequenceConfig {
    /// What is written.
    pub task: Transduction,
    /// How many letters there are, called a, b, ... or x1, x2, ...
    pub letters: Option<usize>,
    /// The names of the letters, in the order that `sort` has; instead of `letters`.
    pub names: Option<Vec<String>>,
}

/// Letters possible.
const LETTERS: RangeInclusive<usize> = 2..=1000;

impl SequenceConfig {
    /// The names of the letters.
    pub(super) fn names(&self) -> Vec<String> {
        let count = self.letters.unwrap_or(0);
        self.names.clone().unwrap_or_else(|| letters(count))
    }
}

impl Config for SequenceConfig {
    fn check(&self, wrong: &mut Wrong) {
        let ways = [
            ("letters", self.letters.is_some()),
            ("names", self.names.is_some()),
        ];
        let way = wrong.one_of("sequence", "letters", &ways);
        let count = self.letters.or(self.names.as_ref().map(Vec::len));
        if let (Some(way), Some(count)) = (way, count) {
            wrong.range(way, count, LETTERS);
        }
        let names = self.names.as_deref().unwrap_or_default();
        wrong.twice("names", names, String::clone);
        for (k, name) in names.iter().enumerate() {
            let key = format!("names.{k}");
            let end = self.task == Transduction::Stack && name == tasks::END;
            check! { wrong;
                name.is_empty() || name.contains(char::is_whitespace) => key,
                    "`{name}` is empty or has a space; give a name without";
                end || self.task.signs().contains(&name.as_str()) => key,
                    "`{name}` has a meaning of its own in this task; call the letter something else";
            }
        }
        if let Transduction::SelectiveCopy { slots } = self.task {
            wrong.range("task.selective-copy.slots", slots, 2..=1000);
        }
    }

    fn build(&self, asked: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(Box::new(SequenceProblem::of(self, asked)))
    }

    fn asks(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::base::faults::Document;

    fn said(text: &str) -> String {
        let config: SequenceConfig = toml::from_str(text).unwrap();
        config.wrong().to_string()
    }

    #[test]
    fn what_is_wrong_is_named_with_value_and_remedy() {
        assert_eq!(
            said("task = 'copy'\nnames = ['left', 'right', '.', 'pop', 'end']"),
            ""
        );
        insta::assert_snapshot!(said("task = 'copy'"), @"[sequence] has no letters; give one of `letters`, `names`");
        insta::assert_snapshot!(said("task = 'sort'\nletters = 0"), @"letters: `letters` = 0 is not from 2 to 1000; give a number that is");
        insta::assert_snapshot!(said("task = 'stack'\nnames = ['#', '_', 'pop', 'end', 'a', 'a', '', 'a b']"), @"
        names.5: `a` is given twice; remove one
        names.0: `#` has a meaning of its own in this task; call the letter something else
        names.1: `_` has a meaning of its own in this task; call the letter something else
        names.2: `pop` has a meaning of its own in this task; call the letter something else
        names.3: `end` has a meaning of its own in this task; call the letter something else
        names.6: `` is empty or has a space; give a name without
        names.7: `a b` is empty or has a space; give a name without
        ");
        insta::assert_snapshot!(said("task.selective-copy.slots = 1\nletters = 3\nnames = ['a', 'b']"), @"
        names: [sequence] has `letters` and `names`; keep exactly one of them
        task.selective-copy.slots: `slots` = 1 is not from 2 to 1000; give a number that is
        ");
        insta::assert_snapshot!(said("task = 'copy'\nnames = ['a']"), @"names: `names` = 1 is not from 2 to 1000; give a number that is");
    }

    #[test]
    fn an_unknown_task_is_named_with_the_nearest_known_one() {
        let read = Document::parse(Path::new("x.toml"), "task = 'revers'\nletters = 2")
            .and_then(|document| document.read::<SequenceConfig>());
        let error = read.unwrap_err().to_string();
        assert_eq!(
            error,
            "x.toml:1: unknown value `revers` of `task`; did you mean `reverse`? (known: copy, reverse, sort, duplicate, odds-first, selective-copy, stack)"
        );
    }
}
