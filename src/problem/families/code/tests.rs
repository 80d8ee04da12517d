//! Code problems as wholes: symbols, text, labels and monoid say the same.

mod files;

use std::collections::HashMap;

use super::*;
use crate::base::rng::stream;
use crate::problem::answer::Mark;
use crate::problem::families::code::interpreter;
use crate::problem::families::code::tests::files::{FILES, file};

fn config(toml: &str) -> CodeConfig {
    toml::from_str(toml).unwrap()
}

fn problem(toml: &str, asked: bool) -> CodeProblem {
    CodeProblem::of(&config(toml), asked)
}

/// Tables that have every statement, state, form and thing to track among them.
fn tables() -> Vec<String> {
    let movers = "'tuple-swap', 'swap', 'conditional-swap', 'rotate', 'call'";
    let functions = "depth = 2, each = 2, lines = 3, seed = 4";
    let mut tables = Vec::new();
    for form in ["list", "variables"] {
        let first = if form == "list" { "x[1]" } else { "x1" };
        for track in [first, "state", "place of 2"] {
            tables.push(format!(
                "variables = 4\nform = '{form}'\nstate = 'permutation'\nstatements = [{movers}]\ntrack = '{track}'\n\
                 functions = {{ {functions}, statements = ['swap', 'conditional-swap'] }}"
            ));
        }
        for track in [first, "state"] {
            let head = format!("variables = 3\nform = '{form}'\ntrack = '{track}'");
            let numbers = "'constant', 'assign', 'add', 'subtract', 'multiply'";
            let logic = "'constant', 'assign', 'and', 'or', 'xor', 'not'";
            for (state, own) in [("{ mod = 5 }", numbers), ("'boolean'", logic)] {
                for flags in ["", "distinct = false", "ordered = true"] {
                    tables.push(format!(
                        "{head}\nstate = {state}\nstatements = [{movers}, {own}]\n{flags}\n\
                         functions = {{ {functions}, statements = ['rotate', {own}] }}"
                    ));
                }
                tables.push(format!(
                    "{head}\nstate = {state}\nvalues = [0, 1, 1]\nstatements = [{own}]"
                ));
            }
        }
        let copies =
            format!("variables = 3\nform = '{form}'\nstate = 'permutation'\ntrack = '{first}'");
        tables.push(format!(
            "{copies}\nstatements = ['assign', 'swap']\nvalues = [7, 7, 2]"
        ));
        tables.push(format!(
            "variables = 1\nform = '{form}'\nstate = 'boolean'\nstatements = ['not', 'rotate']"
        ));
    }
    tables
}

/// Text and marked answers of an input, with the text of `extra` after each operation.
fn written(problem: &CodeProblem, input: &[u32], extra: &str) -> (String, Vec<String>) {
    let (mut text, mut answers) = (Text::default(), Vec::new());
    problem.spell(input, &mut text);
    problem.solve(input, &mut answers);
    assert_eq!((text.ends.len(), answers.len()), (input.len(), input.len()));
    let (mut program, mut labels, mut start) = (String::new(), Vec::new(), 0);
    for (answer, &end) in answers.iter().zip(&text.ends) {
        program += &problem.spelling().read(&text.pieces[start..end]);
        start = end;
        if answer.mark == Mark::Operation && !extra.is_empty() {
            program += extra;
        }
        if answer.mark == Mark::Query || answer.mark == Mark::Operation && !extra.is_empty() {
            labels.push(problem.labels()[answer.label as usize].clone());
        }
    }
    (program, labels)
}

#[test]
fn text_run_line_by_line_prints_the_labels() {
    for (t, table) in tables().iter().enumerate() {
        let problem = problem(table, false);
        let question = Python::of(&problem.config).question(problem.asked[0]);
        for index in 0..4 {
            let mut input = Vec::new();
            problem.draw(&mut stream(t as u64, "test", index), 40, &mut input);
            let (program, labels) = written(&problem, &input, &question);
            assert_eq!(labels.len(), 40);
            assert_eq!(interpreter::run(&program), labels, "{table}\n{program}");
        }
    }
}

#[test]
fn questions_within_the_text_print_the_labels() {
    for (t, table) in tables().iter().enumerate() {
        for more in ["", "\nasks = 5"] {
            // without `track` every variable is asked for
            let lines = table
                .lines()
                .filter(|l| more.is_empty() || !l.starts_with("track"));
            let table = lines.collect::<Vec<_>>().join("\n");
            let problem = problem(&format!("{table}{more}"), true);
            let mut input = Vec::new();
            problem.draw(&mut stream(t as u64, "test", 0), 30, &mut input);
            assert!(input.len() <= problem.longest(30));
            let (program, labels) = written(&problem, &input, "");
            assert_eq!(labels.len(), if more.is_empty() { 1 } else { 5 });
            assert_eq!(interpreter::run(&program), labels, "{table}\n{program}");
        }
    }
}

#[test]
fn the_first_values_and_the_product_of_the_operations_give_the_label() {
    let files = FILES.map(|name| match file(name).config.family {
        crate::problem::Family::Code(code) => code,
        _ => panic!("{name} is a code problem"),
    });
    // the form changes the text only
    let lists = tables().into_iter().filter(|t| t.contains("'list'"));
    let configs = files.into_iter().chain(lists.map(|t| config(&t)));
    let mut listed = 0;
    for config in configs {
        let problem = CodeProblem::of(&config, false);
        let Some(monoid) = problem.monoid() else {
            assert!(
                problem
                    .complexity()
                    .is_some_and(|c| c.class.name() == "NC1")
            );
            continue;
        };
        listed += 1;
        assert_eq!(problem.letters().len(), problem.values);
        let mut known: HashMap<(Vec<u32>, u32), u32> = HashMap::new();
        let (mut input, mut answers) = (Vec::new(), Vec::new());
        for index in 0..300 {
            input.clear();
            problem.draw(&mut stream(3, "test", index), 30, &mut input);
            problem.solve(&input, &mut answers);
            let (first, word) = input.split_at(problem.before());
            let mut product = 0;
            for (&symbol, answer) in word.iter().zip(&answers[first.len()..]) {
                product = monoid.product(product, problem.letters()[symbol as usize]);
                let before = known.insert((first.to_vec(), product), answer.label);
                assert!(
                    before.is_none_or(|label| label == answer.label),
                    "{config:?}"
                );
            }
        }
    }
    assert!(listed >= 11, "{listed}");
}

#[test]
fn swaps_of_five_places_are_the_ten_transpositions_and_move_values_as_they_say() {
    for name in ["code", "code-values", "code-swaps"] {
        let problem = file(name).config.build().unwrap();
        let monoid = problem.monoid().unwrap();
        let letters = problem
            .letters()
            .iter()
            .map(|&x| monoid.element(x).to_string());
        let pairs = (1..=5).flat_map(|i| (i + 1..=5).map(move |j| format!("({i} {j})")));
        assert_eq!(
            letters.collect::<Vec<_>>(),
            pairs.collect::<Vec<_>>(),
            "{name}"
        );
        assert_eq!(problem.alphabet().len(), 10);
    }
    let problem = problem(
        "variables = 5\nstate = 'permutation'\nstatements = ['tuple-swap', 'rotate']\ntrack = 'state'",
        false,
    );
    assert_eq!(problem.labels().len(), 120);
    let (mut input, mut answers) = (Vec::new(), Vec::new());
    problem.draw(&mut stream(1, "test", 0), 500, &mut input);
    problem.solve(&input, &mut answers);
    let monoid = problem.monoid().unwrap();
    let mut product = 0;
    for (&symbol, answer) in input.iter().zip(&answers) {
        product = monoid.product(product, problem.letters()[symbol as usize]);
        let state = &problem.states[answer.label as usize];
        let images = monoid.element(product).images();
        // the value that was at p is at the image of p
        assert!((0..5).all(|p| usize::from(state[usize::from(images[p])]) == p));
    }
}

#[test]
fn symbols_and_text_are_python() {
    let code = file("code").config.build().unwrap();
    assert_eq!(code.alphabet()[5], "x[1], x[3] = x[3], x[1]");
    assert_eq!(code.labels(), ["0", "1", "2", "3", "4"]);
    assert_eq!(code.labels()[code.initial() as usize], "2");
    let mut text = Text::default();
    code.spell(&[5, 7], &mut text);
    assert_eq!(
        code.spelling().read(&text.pieces),
        "x = [0, 0, 1, 0, 0]\nx[1], x[3] = x[3], x[1]\nx[2], x[3] = x[3], x[2]\n"
    );
    let calls = "variables = 2\nform = 'variables'\nstate = 'boolean'\nstatements = ['conditional-swap', 'swap', 'call']\n\
                 functions = { depth = 1, each = 1, lines = 2, statements = ['not'], seed = 1 }";
    let calls = problem(calls, true);
    assert_eq!(
        calls.alphabet(),
        [
            "if x0: x0, x1 = x1, x0",
            "if x1: x0, x1 = x1, x0",
            "z = x0; x0 = x1; x1 = z",
            "x0, x1 = f1(x0, x1)",
            "False",
            "True",
            "print(x0)",
            "print(x1)",
        ]
    );
    let mut text = Text::default();
    calls.spell(&[5, 4, 1, 2, 3, 7], &mut text);
    assert_eq!(
        calls.spelling().read(&text.pieces),
        "def f1(x0, x1):\n    x0 = not x0\n    x1 = not x1\n    return x0, x1\n\nx0 = True\nx1 = False\nif x1:\n    \
         x0, x1 = x1, x0\nz = x0\nx0 = x1\nx1 = z\nx0, x1 = f1(x0, x1)\nprint(x1)\n"
    );
}

#[test]
fn an_answer_has_changed_where_the_beginning_does_not_give_it() {
    let problem = file("code").config.build().unwrap();
    let mut answers = Vec::new();
    // the 1 stays at 2, goes to 3, comes back
    problem.solve(&[0, 7, 7], &mut answers);
    let said: Vec<(u32, bool)> = answers.iter().map(|a| (a.label, a.changed)).collect();
    assert_eq!(said, [(2, false), (3, true), (2, false)]);
}

#[test]
fn first_values_that_are_drawn_are_known_once_they_are_read() {
    let problem = problem(
        "variables = 3\nstate = 'boolean'\nstatements = ['not']\ntrack = 'x[1]'",
        false,
    );
    assert_eq!(problem.initial(), UNANSWERED);
    let mut answers = Vec::new();
    problem.solve(&[3, 4, 3, 1], &mut answers);
    let said: Vec<(u32, Mark, bool)> = answers
        .iter()
        .map(|a| (a.label, a.mark, a.changed))
        .collect();
    assert_eq!(
        said,
        [
            (UNANSWERED, Mark::Inside, false),
            (1, Mark::Inside, false),
            (1, Mark::Inside, false),
            (0, Mark::Operation, true),
        ]
    );
}

#[test]
fn questions_stand_at_the_end_and_at_random_before() {
    let table = "variables = 3\nstate = 'permutation'\nstatements = ['swap']\nasks = 4";
    let problem = problem(table, true);
    let mut after = [0; 20];
    let (mut input, draws) = (Vec::new(), 3000);
    for index in 0..draws {
        input.clear();
        problem.draw(&mut stream(1, "test", index), 20, &mut input);
        assert_eq!(input.len(), 24);
        let mut operation = 0;
        for &symbol in &input {
            if symbol as usize >= problem.questions {
                after[operation - 1] += 1;
            } else {
                operation += 1;
            }
        }
    }
    assert_eq!(after[19], draws);
    // 3 of 19 places; five standard deviations
    let expected = f64::from(draws as u32) * 3.0 / 19.0;
    assert!(
        after[..19]
            .iter()
            .all(|&n| (n as f64 - expected).abs() < 100.0),
        "{after:?}"
    );
    for length in 1..6 {
        input.clear();
        problem.draw(&mut stream(1, "test", 0), length, &mut input);
        assert_eq!(input.len(), length + length.min(4));
    }
}
