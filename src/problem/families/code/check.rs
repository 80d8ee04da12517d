//! What can be wrong with `[code]`, all of it at once.

use itertools::Itertools;

use crate::base::wrong::{Wrong, check};
use crate::problem::MOST_ASKS;
use crate::problem::families::code::config::{CodeConfig, State, Statement, Track};
use crate::problem::families::code::program::{MOST_STATES, Program};
use crate::problem::families::code::{function, operation};

/// Variables at most.
const MOST_VARIABLES: usize = 100;

/// The modulus at most.
const MOST_MODULUS: u32 = 1000;

/// Operations at most: each is a symbol.
const MOST_OPERATIONS: usize = 10_000;

/// Notes everything that is wrong with `config`.
pub(super) fn check(config: &CodeConfig, wrong: &mut Wrong) {
    wrong.range("variables", config.variables, 1..=MOST_VARIABLES);
    if wrong.0.is_empty() {
        values(config, wrong);
    }
    if let State::Mod(modulus) = config.state {
        wrong.range("state.mod", modulus, 2..=MOST_MODULUS);
    }
    statements(config, "statements", &config.statements, wrong);
    let calls = config.statements.contains(&Statement::Call);
    check! { wrong;
        calls && config.functions.is_none() => "statements",
            "`call` has no functions to call; add `functions = {{ depth = 1, each = 2, lines = 2, statements = [\"tuple-swap\"], seed = 1 }}`";
    }
    let owner = "\"call\", which is not among `statements`";
    wrong.belongs(!calls && config.functions.is_some(), "functions", owner);
    if let Some(functions) = &config.functions {
        function::check(functions, wrong);
        let key = "functions.statements";
        statements(config, key, &functions.statements, wrong);
    }
    wrong.range("asks", config.asks, 1..=MOST_ASKS);
    if wrong.0.is_empty() {
        size(config, wrong);
    }
    if wrong.0.is_empty() {
        track(config, wrong);
    }
}

fn values(config: &CodeConfig, wrong: &mut Wrong) {
    let Some(first) = &config.values else {
        return;
    };
    let (count, variables) = (first.len(), config.variables);
    let moved = config.state == State::Permutation;
    check! { wrong;
        count != variables => "values",
            "`values` are {count} for {variables} variables; give one for each";
        moved && variables > 1 && first.iter().all_equal() => "values",
            "`values` are all the same, so that nothing can be told apart; give two different ones";
    }
    let (below, kind) = match config.state {
        State::Boolean => (2, "a boolean, False = 0 or True = 1".to_owned()),
        State::Mod(modulus) => (modulus, format!("below the modulus {modulus}")),
        State::Permutation => return,
    };
    if let Some(bad) = first.iter().find(|value| **value >= below) {
        let message = format!("`values` has {bad}, which is not {kind}; correct it");
        wrong.add("values", message);
    }
}

/// Notes what is wrong with a list of statements.
fn statements(config: &CodeConfig, key: &str, statements: &[Statement], wrong: &mut Wrong) {
    check! { wrong;
        statements.is_empty() => key,
            "`statements` is empty; give at least one, such as \"tuple-swap\"";
    }
    wrong.twice(key, statements, |statement| statement.name().to_owned());
    let (state, known) = match config.state {
        State::Permutation => ("permutation", "values that are only moved"),
        State::Boolean => ("boolean", "True and False"),
        State::Mod(_) => ("mod", "numbers"),
    };
    for &statement in statements {
        let name = statement.name();
        let fits = statement.fits(config.state);
        let fitting = Statement::ALL.iter().filter(|s| s.fits(config.state));
        let fitting = fitting.map(|s| s.name()).join(", ");
        let alone = config.variables == 1 && statement != Statement::Call;
        check! { wrong;
            !fits => key, "`{name}` cannot be done to {known} (`state` is `{state}`); use {fitting}";
            fits && alone && operation::each(config, statement, 0).next().is_none() => key,
                "`{name}` needs two variables that differ, and there is 1; raise `variables`";
        }
    }
}

/// Too many operations. Only for a configuration that is right otherwise.
fn size(config: &CodeConfig, wrong: &mut Wrong) {
    let functions = config.functions.as_ref();
    let called = functions.map_or(0, |f| f.depth * f.each);
    let lines = functions.map_or(&[][..], |f| &f.statements);
    for statements in [&config.statements, lines] {
        let operations = |&statement| operation::each(config, statement, called);
        let all = statements.iter().flat_map(operations);
        check! { wrong;
            all.take(MOST_OPERATIONS + 1).count() > MOST_OPERATIONS => "statements",
                "there are more than {MOST_OPERATIONS} operations; give fewer variables, values or statements";
        }
    }
}

/// Nothing to track, or too much. Only for a configuration that is right otherwise.
fn track(config: &CodeConfig, wrong: &mut Wrong) {
    match config.tracked() {
        Some(Err(message)) => wrong.add("track", message),
        Some(Ok(Track::State)) if Program::of(config).reached().is_none() => {
            let first = config.variable(0);
            let message = format!(
                "`track` = `state` has a label for every state, and there are more than {MOST_STATES} or too many operations to list them; track a variable such as `{first}`"
            );
            wrong.add("track", message);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::families::Config;

    /// What is said of a table.
    fn faults(toml: &str) -> Vec<String> {
        let config: CodeConfig = toml::from_str(toml).unwrap();
        let said = config.wrong().to_string();
        said.lines().map(str::to_owned).collect()
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
            "values: `values` are 2 for 5 variables; give one for each"
        );
        assert_eq!(
            swaps("values = [3, 3, 3, 3, 3]"),
            "values: `values` are all the same, so that nothing can be told apart; give two different ones"
        );
        assert_eq!(
            faults("variables = 2\nstate = 'boolean'\nstatements = ['not']\nvalues = [0, 2]"),
            ["values: `values` has 2, which is not a boolean, False = 0 or True = 1; correct it"]
        );
        assert_eq!(
            faults("variables = 2\nstate = { mod = 3 }\nstatements = ['add']\nvalues = [0, 3]"),
            ["values: `values` has 3, which is not below the modulus 3; correct it"]
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
                "statements.2: `not` is given twice; remove one",
                "statements: `add` cannot be done to True and False (`state` is `boolean`); use tuple-swap, swap, conditional-swap, assign, constant, and, or, xor, not, rotate, call",
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
                "statements: there are more than 10000 operations; give fewer variables, values or statements"
            ]
        );
    }

    #[test]
    fn numbers_must_be_in_their_ranges_and_all_faults_come_at_once() {
        assert_eq!(
            faults("variables = 0\nstate = { mod = 1 }\nstatements = ['not']\nasks = 0"),
            [
                "variables: `variables` = 0 is not from 1 to 100; give a number that is",
                "state.mod: `mod` = 1 is not from 2 to 1000; give a number that is",
                "statements: `not` cannot be done to numbers (`state` is `mod`); use tuple-swap, swap, conditional-swap, assign, constant, add, subtract, multiply, rotate, call",
                "asks: `asks` = 0 is not from 1 to 1000000; give a number that is",
            ]
        );
        let zero = faults("variables = 2\nstate = { mod = 0 }\nstatements = ['add']");
        assert!(
            zero[0].starts_with("state.mod: `mod` = 0 is not from 2"),
            "{zero:?}"
        );
    }
}
