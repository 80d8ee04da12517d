//! What can be wrong with `[code]`, all of it at once.

use std::collections::BTreeSet;

use crate::problem::code::config::{CodeConfig, State, Statement, Track};
use crate::problem::code::operation::Operations;
use crate::problem::code::program::{MOST_STATES, Program};

/// Variables at most.
const MOST_VARIABLES: usize = 100;

/// The modulus at most.
const MOST_MODULUS: u32 = 1000;

/// Operations at most: each is a symbol.
const MOST_OPERATIONS: u64 = 10_000;

/// Questions of an input at most.
const MOST_ASKS: usize = 1_000_000;

impl CodeConfig {
    /// Everything that is wrong, as (key, what and what to do).
    pub(in crate::problem) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, message: String| faults.push((key.to_owned(), message));
        if !(1..=MOST_VARIABLES).contains(&self.variables) {
            let message = format!(
                "`variables` = {} is not possible; give a number from 1 to {MOST_VARIABLES}",
                self.variables
            );
            fault("variables", message);
        } else if let Some(message) = self.values_fault() {
            fault("values", message);
        }
        if let State::Mod(modulus) = self.state
            && !(2..=MOST_MODULUS).contains(&modulus)
        {
            let message = format!(
                "`mod` = {modulus} leaves nothing to compute with or too much; give a number from 2 to {MOST_MODULUS}"
            );
            fault("state", message);
        }
        for message in self.statement_faults("statements", &self.statements) {
            fault("statements", message);
        }
        match (&self.functions, self.statements.contains(&Statement::Call)) {
            (None, true) => {
                let message = "`call` has no functions to call; add `functions = { depth = 1, each = 2, lines = 2, statements = [\"tuple-swap\"], seed = 1 }`";
                fault("statements", message.to_owned());
            }
            (Some(functions), false) => {
                let message = format!(
                    "`functions` of depth {} are never called; add \"call\" to `statements` or remove `functions`",
                    functions.depth
                );
                fault("functions", message);
            }
            _ => {}
        }
        if let Some(functions) = &self.functions {
            for (key, message) in self.function_faults(functions) {
                fault(&format!("functions.{key}"), message);
            }
        }
        if !(1..=MOST_ASKS).contains(&self.asks) {
            let message = format!(
                "`asks` = {} is no number of questions; give one from 1 to {MOST_ASKS}",
                self.asks
            );
            fault("asks", message);
        }
        if faults.is_empty() {
            faults.extend(self.size_fault());
        }
        if faults.is_empty() {
            faults.extend(self.track_fault());
        }
        faults
    }

    fn values_fault(&self) -> Option<String> {
        let first = self.first()?;
        let listed = || {
            let texts = first.iter().map(u32::to_string);
            format!("[{}]", texts.collect::<Vec<_>>().join(", "))
        };
        if first.len() != self.variables {
            return Some(format!(
                "`values` = {} are {} for {} variables; give one for each",
                listed(),
                first.len(),
                self.variables
            ));
        }
        let below = match self.state {
            State::Boolean => 2,
            State::Mod(modulus) => modulus,
            State::Permutation => {
                let same = !first.is_empty() && first.iter().all(|value| *value == first[0]);
                return same.then(|| {
                    format!(
                        "`values` = {} are all the same, so that nothing can be told apart; give two different ones",
                        listed()
                    )
                });
            }
        };
        let bad = first.iter().find(|value| **value >= below)?;
        Some(match self.state {
            State::Boolean => {
                format!("`values` has {bad}, which is no boolean; write 0 for False and 1 for True")
            }
            _ => format!(
                "`values` has {bad}, which is not below the modulus {below}; give numbers from 0 to {}",
                below.saturating_sub(1)
            ),
        })
    }

    /// What is wrong with a list of statements, which is called `key`.
    pub(super) fn statement_faults(&self, key: &str, statements: &[Statement]) -> Vec<String> {
        let mut faults = Vec::new();
        if statements.is_empty() {
            faults.push(format!(
                "`{key}` is empty; give at least one, such as \"tuple-swap\""
            ));
        }
        let mut seen = BTreeSet::new();
        for &statement in statements {
            let name = statement.name();
            if !seen.insert(statement) {
                faults.push(format!("`{name}` is given twice; remove one"));
            }
            if !statement.fits(self.state) {
                let (state, known) = match self.state {
                    State::Permutation => ("permutation", "values that are only moved"),
                    State::Boolean => ("boolean", "True and False"),
                    State::Mod(_) => ("mod", "numbers"),
                };
                let fitting = Statement::ALL.iter().filter(|s| s.fits(self.state));
                let fitting: Vec<&str> = fitting.map(|s| s.name()).collect();
                faults.push(format!(
                    "`{name}` cannot be done to {known} (`state` is `{state}`); use {}",
                    fitting.join(", ")
                ));
            } else if self.variables == 1
                && statement != Statement::Call
                && Operations::count(self, &[statement], 0) == 0
            {
                faults.push(format!(
                    "`{name}` needs two variables that differ, and there is 1; raise `variables`"
                ));
            }
        }
        faults
    }

    /// Too many operations. Only for a configuration that is right otherwise.
    fn size_fault(&self) -> Option<(String, String)> {
        let functions = self.functions.as_ref();
        let called = functions.map_or(0, |f| f.depth * f.each);
        let of = |statements: &[Statement]| Operations::count(self, statements, called);
        let lines = functions.map_or(0, |f| of(&f.statements));
        let most = of(&self.statements).max(lines);
        let message = format!(
            "there are {most} operations, and at most {MOST_OPERATIONS} are possible; give fewer variables, values or statements"
        );
        (most > MOST_OPERATIONS).then(|| ("statements".to_owned(), message))
    }

    /// Nothing to track, or too much. Only for a configuration that is right otherwise.
    fn track_fault(&self) -> Option<(String, String)> {
        let message = match self.tracked()? {
            Err(message) => message,
            Ok(Track::State) => {
                if Program::of(self).reached().is_some() {
                    return None;
                }
                format!(
                    "`track` = `state` has a label for every state, and there are more than {MOST_STATES} or too many operations to list them; track a variable such as `{}`",
                    self.variable(0)
                )
            }
            Ok(_) => return None,
        };
        Some(("track".to_owned(), message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::family::told;

    /// What is said of a table.
    fn faults(toml: &str) -> Vec<String> {
        let config: CodeConfig = toml::from_str(toml).unwrap();
        told(config.faults())
    }

    /// What is said of five places and tuple swaps with more keys.
    fn swaps(more: &str) -> String {
        let head = "variables = 5\nstate = 'permutation'\nstatements = ['tuple-swap']\n";
        let said = faults(&format!("{head}{more}"));
        assert_eq!(said.len(), 1, "{said:?}");
        said[0].clone()
    }

    #[test]
    fn what_is_tracked_must_be_there() {
        assert_eq!(
            swaps("track = 'x[5]'"),
            "track: `track` = `x[5]` is nothing to track; give a variable from `x[0]` to `x[4]`, `state`, or `place of` a value"
        );
        assert_eq!(
            swaps("track = 'x0'"),
            "track: `track` = `x0` is nothing to track; give a variable from `x[0]` to `x[4]`, `state`, or `place of` a value"
        );
        assert_eq!(
            swaps("track = 'place of 7'"),
            "track: `track` = `place of 7` needs a value that is there once, and it is there 0 times; give another"
        );
        assert_eq!(
            swaps("track = 'place of 0'\nvalues = [0, 0, 1, 0, 0]"),
            "track: `track` = `place of 0` needs a value that is there once, and it is there 4 times; give another"
        );
        assert_eq!(
            faults("variables = 3\nstate = 'boolean'\nstatements = ['not']\ntrack = 'place of 1'"),
            [
                "track: `track` = `place of 1` needs values that are only moved about; use `state = \"permutation\"` without `assign`"
            ]
        );
        assert_eq!(
            faults("variables = 8\nstate = 'permutation'\nstatements = ['swap']\ntrack = 'state'"),
            [
                "track: `track` = `state` has a label for every state, and there are more than 20000 or too many operations to list them; track a variable such as `x[0]`"
            ]
        );
    }

    #[test]
    fn values_must_fit_the_variables_and_the_state() {
        assert_eq!(
            swaps("values = [0, 1]"),
            "values: `values` = [0, 1] are 2 for 5 variables; give one for each"
        );
        assert_eq!(
            swaps("values = [3, 3, 3, 3, 3]"),
            "values: `values` = [3, 3, 3, 3, 3] are all the same, so that nothing can be told apart; give two different ones"
        );
        assert_eq!(
            faults("variables = 2\nstate = 'boolean'\nstatements = ['not']\nvalues = [0, 2]"),
            ["values: `values` has 2, which is no boolean; write 0 for False and 1 for True"]
        );
        assert_eq!(
            faults("variables = 2\nstate = { mod = 3 }\nstatements = ['add']\nvalues = [0, 3]"),
            ["values: `values` has 3, which is not below the modulus 3; give numbers from 0 to 2"]
        );
    }

    #[test]
    fn statements_must_be_there_and_fit_the_state() {
        assert_eq!(
            faults("variables = 2\nstate = { mod = 3 }\nstatements = []"),
            ["statements: `statements` is empty; give at least one, such as \"tuple-swap\""]
        );
        assert_eq!(
            faults("variables = 2\nstate = 'boolean'\nstatements = ['add', 'not', 'not']"),
            [
                "statements: `add` cannot be done to True and False (`state` is `boolean`); use tuple-swap, swap, conditional-swap, assign, constant, and, or, xor, not, rotate, call",
                "statements: `not` is given twice; remove one",
            ]
        );
        assert_eq!(
            faults("variables = 1\nstate = { mod = 3 }\nstatements = ['add', 'constant']"),
            [
                "statements: `add` needs two variables that differ, and there is 1; raise `variables`"
            ]
        );
        assert_eq!(
            faults("variables = 30\nstate = 'boolean'\nstatements = ['conditional-swap']"),
            [
                "statements: there are 13050 operations, and at most 10000 are possible; give fewer variables, values or statements"
            ]
        );
    }

    #[test]
    fn numbers_must_be_in_their_ranges_and_all_faults_come_at_once() {
        assert_eq!(
            faults("variables = 0\nstate = { mod = 1 }\nstatements = ['not']\nasks = 0"),
            [
                "variables: `variables` = 0 is not possible; give a number from 1 to 100",
                "state: `mod` = 1 leaves nothing to compute with or too much; give a number from 2 to 1000",
                "statements: `not` cannot be done to numbers (`state` is `mod`); use tuple-swap, swap, conditional-swap, assign, constant, add, subtract, multiply, rotate, call",
                "asks: `asks` = 0 is no number of questions; give one from 1 to 1000000",
            ]
        );
        let zero = faults("variables = 2\nstate = { mod = 0 }\nstatements = ['add']");
        assert!(
            zero[0].starts_with("state: `mod` = 0 leaves nothing"),
            "{zero:?}"
        );
    }
}
