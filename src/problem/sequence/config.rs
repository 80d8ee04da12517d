//! `[sequence]` of a problem file.
//!
//! ```toml
//! [sequence]
//! task = "sort"                    # copy, reverse, sort, duplicate, odds-first, selective-copy or stack
//! letters = 8                      # a, b, ... or, for more than 26, x1, x2, ...
//! names = ["low", "mid", "high"]   # instead of `letters`
//! slots = 4                        # places for each letter, of selective-copy only
//! ```

use serde::{Deserialize, Serialize};

use super::tasks::{self, Task};

/// A transduction, resolved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SequenceConfig {
    /// What is written.
    pub task: Task,
    /// How many letters there are, called a, b, ... or x1, x2, ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letters: Option<usize>,
    /// The names of the letters, in the order that `sort` has; instead of `letters`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<Vec<String>>,
    /// Of selective copying, places for each letter; all but one in so many are left out. Without it, 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<usize>,
}

/// Letters possible.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=1000;
/// Places for a letter, if the file does not say.
const SLOTS: usize = 4;

impl SequenceConfig {
    /// Places for each letter of selective copying.
    pub(super) fn slots(&self) -> usize {
        self.slots.unwrap_or(SLOTS)
    }

    /// The names of the letters.
    pub(super) fn names(&self) -> Vec<String> {
        match (&self.names, self.letters.unwrap_or(0)) {
            (Some(names), _) => names.clone(),
            (None, few @ 0..=26) => ('a'..='z').take(few).map(String::from).collect(),
            (None, many) => (1..=many).map(|i| format!("x{i}")).collect(),
        }
    }

    /// What is wrong, as (key, message).
    pub(in crate::problem) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, message: String| faults.push((key.to_owned(), message));
        let (least, most) = (LETTERS.start(), LETTERS.end());
        match (&self.names, self.letters) {
            (None, None) => {
                let message = "[sequence] has no letters; give `letters`, their number, or `names`";
                fault("", message.to_owned());
            }
            (Some(_), Some(_)) => {
                let message = "[sequence] has `letters` and `names`; keep one of them";
                fault("names", message.to_owned());
            }
            (None, Some(letters)) if !LETTERS.contains(&letters) => {
                let message =
                    format!("`letters` = {letters} is not possible; give {least} to {most}");
                fault("letters", message);
            }
            (Some(names), None) if !LETTERS.contains(&names.len()) => {
                let message = format!(
                    "{} `names` are not possible; give {least} to {most}",
                    names.len()
                );
                fault("names", message);
            }
            _ => {}
        }
        let names = self.names.iter().flatten().enumerate();
        for (k, name) in names {
            let at = format!("names.{k}");
            if name.is_empty() || name.contains(char::is_whitespace) {
                fault(
                    &at,
                    format!("`{name}` is empty or has a space; give a name without"),
                );
            } else if self.task.signs().contains(&name.as_str())
                || (self.task == Task::Stack && name == tasks::END)
            {
                let message = format!(
                    "`{name}` has a meaning of its own in this task; call the letter something else"
                );
                fault(&at, message);
            } else if self
                .names
                .iter()
                .flatten()
                .take(k)
                .any(|before| before == name)
            {
                fault(&at, format!("`{name}` is given twice; remove one"));
            }
        }
        match self.slots {
            Some(slots) if self.task != Task::SelectiveCopy => {
                let message =
                    format!("`slots` = {slots} belongs to `task = \"selective-copy\"`; remove it");
                fault("slots", message);
            }
            Some(slots @ (0 | 1 | 1001..)) => {
                let message = format!(
                    "`slots` = {slots} is not possible; give 2 to 1000 places for each letter"
                );
                fault("slots", message);
            }
            _ => {}
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::base::faults::read_toml;
    use crate::problem::family::told;

    fn faults(text: &str) -> Vec<String> {
        let config: SequenceConfig = toml::from_str(text).unwrap();
        told(config.faults())
    }

    #[test]
    fn what_is_wrong_is_named_with_value_and_remedy() {
        assert_eq!(
            faults("task = 'copy'\nnames = ['left', 'right', '.', 'pop', 'end']"),
            [""; 0]
        );
        assert_eq!(
            faults("task = 'copy'"),
            [": [sequence] has no letters; give `letters`, their number, or `names`"]
        );
        assert_eq!(
            faults("task = 'sort'\nletters = 0\nslots = 3"),
            [
                "letters: `letters` = 0 is not possible; give 2 to 1000",
                "slots: `slots` = 3 belongs to `task = \"selective-copy\"`; remove it",
            ]
        );
        assert_eq!(
            faults("task = 'stack'\nnames = ['#', '_', 'pop', 'end', 'a', 'a', '', 'a b']"),
            [
                "names.0: `#` has a meaning of its own in this task; call the letter something else",
                "names.1: `_` has a meaning of its own in this task; call the letter something else",
                "names.2: `pop` has a meaning of its own in this task; call the letter something else",
                "names.3: `end` has a meaning of its own in this task; call the letter something else",
                "names.5: `a` is given twice; remove one",
                "names.6: `` is empty or has a space; give a name without",
                "names.7: `a b` is empty or has a space; give a name without",
            ]
        );
        assert_eq!(
            faults("task = 'selective-copy'\nletters = 3\nnames = ['a', 'b']\nslots = 1"),
            [
                "names: [sequence] has `letters` and `names`; keep one of them",
                "slots: `slots` = 1 is not possible; give 2 to 1000 places for each letter",
            ]
        );
        assert_eq!(
            faults("task = 'copy'\nnames = ['a']"),
            ["names: 1 `names` are not possible; give 2 to 1000"]
        );
    }

    #[test]
    fn an_unknown_task_is_named_with_the_nearest_known_one() {
        let read = read_toml::<SequenceConfig>(Path::new("x.toml"), "task = 'revers'\nletters = 2");
        let error = read.unwrap_err().to_string();
        assert_eq!(
            error,
            "x.toml:1: unknown value `revers` of `task`; did you mean `reverse`? (known: copy, reverse, sort, duplicate, odds-first, selective-copy, stack)"
        );
    }
}
