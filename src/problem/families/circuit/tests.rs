//! Circuits against evaluation from their text, and their monoids against their answers.

use std::collections::HashMap;

use super::*;
use crate::algebra::monoid::Monoid;
use crate::base::rng::stream;
use crate::problem::answer::{Mark, UNANSWERED};
use crate::problem::spelling::Text;
use crate::problem::{Known, Written};

fn problem(text: &str) -> CircuitProblem {
    let config: CircuitConfig = toml::from_str(text).unwrap();
    assert_eq!(config.wrong(), Wrong::default());
    CircuitProblem::of(&config).unwrap()
}

/// An input, its text, and the labels of its gates.
fn drawn(problem: &CircuitProblem, seed: u64, length: usize) -> (Vec<u32>, String, Vec<u32>) {
    let (mut input, mut answers, mut text) = (Vec::new(), Vec::new(), Text::default());
    problem.draw(&mut stream(seed, "test", 0), length, &mut input);
    problem.solve(&input, &mut answers);
    problem.spell(&input, &mut text);
    let gates = answers.iter().filter(|a| a.mark == Mark::Operation);
    let labels = gates.map(|a| a.label).collect();
    let text = problem.spelling().read(&text.pieces);
    (input, text, labels)
}

/// The values of a text, by splitting it at its spaces and signs.
fn evaluated(text: &str) -> Vec<u32> {
    let mut values: HashMap<String, bool> = HashMap::new();
    let mut labels = Vec::new();
    for line in text.trim_end().trim_end_matches(';').split("; ") {
        let (name, right) = line.split_once(" = ").unwrap();
        let known = |name: &str| match name {
            "0" => false,
            "1" => true,
            // only wires are read before they are written
            name => *values.get(name).unwrap_or_else(|| {
                assert!(name.starts_with('w'), "{name} is read before it is written");
                &false
            }),
        };
        let value = match right.split(' ').collect::<Vec<_>>().as_slice() {
            [one] => one
                .strip_prefix('!')
                .map_or_else(|| known(one), |one| !known(one)),
            [a, "&", b] => known(a) & known(b),
            [a, "|", b] => known(a) | known(b),
            [a, "^", b] => known(a) ^ known(b),
            other => panic!("{other:?}"),
        };
        labels.push(u32::from(value));
        values.insert(name.to_owned(), value);
    }
    labels
}

const ALL: &str = "gates = [\"and\", \"or\", \"xor\", \"not\"]\n";

#[test]
fn gates_have_the_values_of_their_text() {
    for more in [
        "",
        "form = 'deep'",
        "form.wires = 1",
        "form.wires = 3",
        "form.wires = 64",
    ] {
        let problem = problem(&format!("{ALL}{more}"));
        for seed in 0..20 {
            for length in [1, 2, 3, 9, 120] {
                let (input, text, labels) = drawn(&problem, seed, length);
                assert_eq!(labels.len(), length, "{text}");
                assert_eq!(labels, evaluated(&text), "{text}");
                assert!(input.len() <= problem.longest(length));
            }
        }
    }
}

#[test]
fn a_circuit_is_written_as_a_person_writes_it() {
    let (_, text, labels) = drawn(&problem(""), 1, 5);
    assert_eq!(
        text,
        "g1 = 1; g2 = !g1; g3 = 0; g4 = g1 & g1; g5 = g3 & g2; "
    );
    assert_eq!(labels, evaluated(&text));
    let (_, text, _) = drawn(&problem("form.wires = 3"), 1, 4);
    assert_eq!(text, "w3 = !w1; w3 = w1 & w1; w1 = w1 & w2; w1 = w3 & w3; ");
}

#[test]
fn a_deep_circuit_reads_the_gate_before_every_gate() {
    let (_, text, _) = drawn(&problem("form = 'deep'\nconstants = 0.0"), 3, 40);
    for (k, line) in text
        .split("; ")
        .filter(|line| !line.is_empty())
        .enumerate()
        .skip(1)
    {
        let (_, right) = line.split_once(" = ").unwrap();
        assert_eq!(
            right.trim_start_matches('!').split(' ').next(),
            Some(&*format!("g{k}"))
        );
    }
}

/// Follows a circuit of wires by the maps that `letters` names.
#[test]
fn the_monoid_of_wires_says_what_they_hold() {
    let problem = problem(&format!("{ALL}form.wires = 2"));
    let monoid = problem.monoid().unwrap();
    let config = &problem.config;
    assert_eq!(monoid.order(), 256, "all maps of four states");
    let (_, text, labels) = drawn(&problem, 5, 200);
    // operations in the order of the monoid: constants, then the gates with their inputs
    let mut names = Vec::new();
    for target in 1..=2 {
        names.extend(["0", "1"].map(|bit| format!("w{target} = {bit}")));
        for gate in &config.gates {
            let inputs = [(1, 1), (1, 2), (2, 1), (2, 2)];
            match gate {
                Gate::Not => names.extend([1, 2].map(|r| format!("w{target} = !w{r}"))),
                gate => names
                    .extend(inputs.map(|(l, r)| format!("w{target} = w{l} {} w{r}", gate.sign()))),
            }
        }
    }
    let mut product = 0;
    for (line, label) in text.split("; ").filter(|line| !line.is_empty()).zip(labels) {
        let operation = names.iter().position(|name| name == line).unwrap();
        product = monoid.product(product, problem.letters()[operation]);
        let state = monoid.element(product).images()[0];
        let written = u32::from(line.starts_with("w2"));
        assert_eq!(u32::from(state) >> written & 1, label, "{line}");
    }
    assert_eq!(names.len(), problem.letters().len());
}

/// Counted by listing all functions that programs of `and`, `or` and constants reach, in Python.
#[test]
fn three_wires_without_negation_have_few_maps() {
    let monotone = problem("gates = [\"and\", \"or\"]\nform.wires = 3");
    assert_eq!(monotone.monoid().map(Monoid::order), Some(3374));
    assert!(monotone.complexity().is_none());
}

#[test]
fn the_class_depends_on_the_width() {
    let class = |text: &str| problem(text).complexity().map(|c| c.to_string());
    assert_eq!(class("").as_deref(), Some("P-complete"));
    assert_eq!(class("form.wires = 2"), None);
    assert_eq!(class("form.wires = 3").as_deref(), Some("in NC1"));
    assert_eq!(class("form.wires = 7").as_deref(), Some("NC1-complete"));
}

#[test]
fn gates_that_read_what_is_not_there_have_no_value() {
    let problem = problem("");
    let symbols: Vec<u32> = "g1=1;g2=g3&g1;g3=!g2;g9=0;g4=!g1;"
        .chars()
        .map(|c| {
            problem
                .alphabet()
                .iter()
                .position(|name| *name == c.to_string())
                .unwrap() as u32
        })
        .collect();
    let mut answers = Vec::new();
    problem.solve(&symbols, &mut answers);
    let labels = answers
        .iter()
        .filter(|a| a.mark == Mark::Operation)
        .map(|a| a.label);
    assert_eq!(
        labels.collect::<Vec<_>>(),
        [1, UNANSWERED, UNANSWERED, 0, 0]
    );
}

#[test]
fn bad_tables_are_rejected_in_one_sentence_each() {
    let said = |text: &str| {
        let config: CircuitConfig = toml::from_str(text).unwrap();
        config.wrong().to_string()
    };
    insta::assert_snapshot!(said("gates = ['not']\nconstants = 1.5\nform.wires = 0"), @r#"
    gates: `gates` = ["not"] do not make every function; give `and` or `or`, and another one of them, `xor` or `not`
    constants: `constants` = 1.5 is no share; give a number from 0 to 1
    form.wires: `wires` = 0 is not from 1 to 64; give a number that is
    "#);
    insta::assert_snapshot!(said("gates = ['and', 'xor']\nconstants = 0.0"), @"constants: `constants` = 0 without the gate `not` may leave every value as the first one; give a share above 0, or add `not`");
}
