//! Functions: operations made of operations, drawn from a seed of the problem.
//!
//! They belong to the problem and not to the input, so that `f1(x)` is one transformation of the state in all inputs
//! and the operations still generate a monoid. Their definitions stand at the head of every text.
//!
//! Leaves out recursion and arguments other than the state.

use crate::base::rng::{below, stream};
use crate::base::wrong::{Wrong, check};
use crate::problem::families::code::config::{CodeConfig, FunctionsConfig, Statement};
use crate::problem::families::code::operation::{Operation, Operations};

/// Lines of all functions at most, which stand at the head of every text.
const MOST_LINES: usize = 1000;

/// What a call does at most, in operations.
const MOST_STEPS: usize = 10_000;

/// A function by its lines; a call names a function that stands before it.
pub(super) type Function = Vec<Operation>;

/// The functions of `config`, level by level.
pub(super) fn draw(config: &CodeConfig) -> Vec<Function> {
    let Some(wanted) = &config.functions else {
        return Vec::new();
    };
    let mut rng = stream(wanted.seed, "functions", 0);
    let mut functions: Vec<Function> = Vec::new();
    for level in 0..wanted.depth {
        let known = functions.len();
        let mut statements = wanted.statements.clone();
        if level > 0 {
            statements.push(Statement::Call);
        }
        let lines = Operations::of(config, &statements, known);
        for _ in 0..wanted.each {
            let mut function: Function = (0..wanted.lines)
                .map(|_| lines.all[lines.draw(|n| below(&mut rng, n)) as usize])
                .collect();
            if level > 0 {
                let line = below(&mut rng, wanted.lines as u32) as usize;
                let below_it = below(&mut rng, wanted.each as u32) as usize;
                let value = (known - wanted.each + below_it) as u16;
                let call = Operation::plain(Statement::Call);
                function[line] = Operation { value, ..call };
            }
            functions.push(function);
        }
    }
    functions
}

/// The same without calls: each call is replaced by what it does.
pub(super) fn undone(functions: &[Function]) -> Vec<Function> {
    let mut flat: Vec<Function> = Vec::with_capacity(functions.len());
    for function in functions {
        let lines = function.iter().flat_map(|line| match line.statement {
            Statement::Call => &flat[usize::from(line.value)][..],
            _ => std::slice::from_ref(line),
        });
        let lines = lines.copied().collect();
        flat.push(lines);
    }
    flat
}

/// Notes what is wrong with `functions`, but for what their statements are.
pub(super) fn check(functions: &FunctionsConfig, wrong: &mut Wrong) {
    let FunctionsConfig {
        depth, each, lines, ..
    } = *functions;
    for (key, number) in [("depth", depth), ("each", each), ("lines", lines)] {
        check! { wrong;
            number == 0 => format!("functions.{key}"),
                "`{key}` = 0 leaves no function to call; give at least 1";
        }
    }
    let all = depth.saturating_mul(each).saturating_mul(lines);
    let steps = lines.saturating_pow(u32::try_from(depth).unwrap_or(u32::MAX));
    check! { wrong;
        all > MOST_LINES => "functions.each",
            "functions of {all} lines in all are too long for the head of every text; lower `depth`, `each` or `lines` to at most {MOST_LINES}";
        all <= MOST_LINES && steps > MOST_STEPS => "functions.depth",
            "`lines` = {lines} at `depth` = {depth} make calls of more than {MOST_STEPS} operations; lower one of them";
        functions.statements.contains(&Statement::Call) => "functions.statements",
            "`call` is no statement of functions: from the second level on they call those below anyway; remove it";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::families::Config;

    fn config(depth: usize, lines: usize) -> CodeConfig {
        toml::from_str(&format!(
            "variables = 4\nstate = 'permutation'\nstatements = ['call']\n\
             functions = {{ depth = {depth}, each = 3, lines = {lines}, statements = ['swap', 'rotate'], seed = 5 }}"
        ))
        .unwrap()
    }

    #[test]
    fn a_function_of_a_level_calls_one_of_the_level_below_and_none_above() {
        let functions = draw(&config(4, 3));
        assert_eq!(functions.len(), 12);
        for (f, function) in functions.iter().enumerate() {
            assert_eq!(function.len(), 3);
            let calls = || {
                function
                    .iter()
                    .filter(|line| line.statement == Statement::Call)
            };
            let level = |f: usize| f / 3;
            assert!(calls().all(|line| level(line.value.into()) < level(f)));
            assert_eq!(
                level(f) > 0,
                calls().any(|line| level(line.value.into()) + 1 == level(f))
            );
        }
    }

    #[test]
    fn calls_undone_do_the_same() {
        let functions = draw(&config(4, 3));
        let flat = undone(&functions);
        for (function, flat_one) in functions.iter().zip(&flat) {
            let (mut one, mut other) = ([0, 1, 2, 3], [0, 1, 2, 3]);
            function
                .iter()
                .for_each(|line| line.run(&mut one, 4, &functions));
            flat_one
                .iter()
                .for_each(|line| line.run(&mut other, 4, &[]));
            assert_eq!(one, other);
            assert!(
                flat_one
                    .iter()
                    .all(|line| line.statement != Statement::Call)
            );
        }
    }

    #[test]
    fn the_same_seed_draws_the_same_functions() {
        assert_eq!(draw(&config(3, 2)), draw(&config(3, 2)));
    }

    /// What is said of a table.
    fn faults(toml: &str) -> Vec<String> {
        let config: CodeConfig = toml::from_str(toml).unwrap();
        let said = config.wrong().to_string();
        said.lines().map(str::to_owned).collect()
    }

    #[test]
    fn functions_and_calls_need_each_other() {
        let functions = |inside: &str| format!("functions = {{ {inside}, seed = 1 }}");
        let call = "variables = 5\nstate = 'permutation'\nstatements = ['call']\n";
        let unused = functions("depth = 2, each = 2, lines = 2, statements = ['swap']");
        assert_eq!(
            faults(&format!("{}{unused}", call.replace("call", "swap"))),
            [
                "functions: `functions` belongs to \"call\", which is not among `statements`; leave it out"
            ]
        );
        assert_eq!(
            faults(call),
            [
                "statements: `call` has no functions to call; add `functions = { depth = 1, each = 2, lines = 2, statements = [\"tuple-swap\"], seed = 1 }`"
            ]
        );
        let called = |inside: &str| faults(&format!("{call}{}", functions(inside)));
        assert_eq!(
            called("depth = 0, each = 2, lines = 2, statements = []"),
            [
                "functions.depth: `depth` = 0 leaves no function to call; give at least 1",
                "functions.statements: `statements` is empty; give at least one, such as \"tuple-swap\"",
            ]
        );
        assert_eq!(
            called("depth = 9, each = 1, lines = 9, statements = ['call', 'not']"),
            [
                "functions.depth: `lines` = 9 at `depth` = 9 make calls of more than 10000 operations; lower one of them",
                "functions.statements: `call` is no statement of functions: from the second level on they call those below anyway; remove it",
                "functions.statements: `not` cannot be done to values that are only moved (`state` is `permutation`); use tuple-swap, swap, conditional-swap, assign, rotate, call",
            ]
        );
        assert_eq!(
            called("depth = 90, each = 9, lines = 9, statements = ['swap']"),
            [
                "functions.each: functions of 7290 lines in all are too long for the head of every text; lower `depth`, `each` or `lines` to at most 1000"
            ]
        );
    }
}
