//! Formulas as text against rewriting of the text, stack machines, and the monoid of skewed ones.

use proptest::prelude::*;

use super::*;
use crate::base::rng::stream;
use crate::problem::families::Config;
use crate::problem::spelling::Text;
use crate::problem::{Known, Written as _};

fn problem(text: &str) -> Written {
    let config: FormulaConfig = toml::from_str(text).unwrap();
    assert_eq!(config.wrong(), Wrong::default(), "{text}");
    Written::build(&config).unwrap()
}

/// An input, its text, and its value.
fn drawn(problem: &Written, seed: u64, length: usize) -> (Vec<u32>, String, bool) {
    let (mut input, mut answers, mut text) = (Vec::new(), Vec::new(), Text::default());
    problem.draw(&mut stream(seed, "test", 0), length, &mut input);
    problem.solve(&input, &mut answers);
    problem.spell(&input, &mut text);
    let (last, before) = answers.split_last().unwrap();
    assert!(before.iter().all(|a| *a == Answer::inside(UNANSWERED)));
    assert!(*last == Answer::operation(last.label) && last.label < 2);
    let text = problem.spelling().read(&text.pieces);
    (input, text.trim_end().to_owned(), last.label == 1)
}

/// The value of a text in infix by rewriting it: variables first, then innermost brackets and negations.
fn rewritten(text: &str) -> String {
    let (assignment, formula) = text.split_once(": ").unwrap_or(("", text));
    let mut formula = formula.to_owned();
    for part in assignment.rsplit(", ").filter(|part| !part.is_empty()) {
        let (variable, value) = part.split_once(" = ").unwrap();
        formula = formula.replace(variable, value);
    }
    let mut rules = vec![("!0".to_owned(), "1"), ("!1".to_owned(), "0")];
    for (a, b) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        for (gate, value) in [("&", a & b), ("|", a | b), ("^", a ^ b)] {
            rules.push((format!("({a} {gate} {b})"), ["0", "1"][value]));
        }
    }
    while formula.len() > 1 {
        let before = formula.len();
        for (from, to) in &rules {
            formula = formula.replace(from, to);
        }
        assert!(formula.len() < before, "{formula}");
    }
    formula
}

const GATES: [&str; 4] = [
    "",
    "gates = [\"and\", \"or\"]\n",
    "gates = [\"and\", \"not\"]\n",
    "gates = [\"or\", \"xor\", \"not\", \"and\"]\n",
];

proptest! {
    #[test]
    fn a_formula_has_the_value_to_which_its_text_is_rewritten(
        seed in 0u64..1000,
        length in 1usize..40,
        gates in 0usize..4,
        variables in prop::sample::select(vec![0, 2, 12]),
        form in prop::sample::select(vec!["balanced", "skewed", "random"]),
    ) {
        let problem = problem(&format!("{}variables = {variables}\nform = \"{form}\"", GATES[gates]));
        let (input, text, value) = drawn(&problem, seed, length);
        prop_assert_eq!(rewritten(&text), u8::from(value).to_string(), "{}", text);
        prop_assert!(input.len() <= problem.longest(length));
        let leaf = |symbol: &&u32| {
            matches!(problem.signs[**symbol as usize], Sign::Leaf(_) | Sign::Variable(_))
        };
        let (_, formula) = problem.assignment(&input).unwrap();
        prop_assert_eq!(formula.iter().filter(leaf).count(), length);
    }

    /// Prefix and postfix of the same draw, turned into each other by their mirror image.
    #[test]
    fn prefix_and_postfix_have_the_value_of_a_stack_machine(seed in 0u64..1000, length in 1usize..40) {
        for form in ["balanced", "skewed", "random"] {
            for notation in ["prefix", "postfix"] {
                let text = format!("{}form = \"{form}\"\nnotation = \"{notation}\"", GATES[3]);
                let (_, text, value) = drawn(&problem(&text), seed, length);
                let mut signs: Vec<&str> = text.split(' ').collect();
                if notation == "prefix" {
                    // all gates commute, so operands may be met in the other order
                    signs.reverse();
                }
                let mut stack: Vec<u32> = Vec::new();
                for sign in signs {
                    let value = match sign {
                        "!" => 1 - stack.pop().unwrap(),
                        "&" => stack.pop().unwrap() & stack.pop().unwrap(),
                        "|" => stack.pop().unwrap() | stack.pop().unwrap(),
                        "^" => stack.pop().unwrap() ^ stack.pop().unwrap(),
                        bit => bit.parse().unwrap(),
                    };
                    stack.push(value);
                }
                prop_assert_eq!(stack, vec![u32::from(value)], "{}", text);
            }
        }
    }
}

#[test]
fn formulas_are_written_as_a_person_writes_them() {
    let text = |config: &str, seed| drawn(&problem(config), seed, 4).1;
    assert_eq!(text("", 2), "!((0 & !1) | !(1 & 1))");
    assert_eq!(
        text("form = \"skewed\"\nvariables = 2", 2),
        "x1 = 1, x2 = 1: (x1 & !(!x1 | (x2 | !x2)))"
    );
    assert_eq!(
        text("notation = \"postfix\"\nform = \"skewed\"", 2),
        "1 ! 0 ! & 1 & 1 | !"
    );
}

#[test]
fn half_of_the_formulas_are_true() {
    for gates in &GATES[..3] {
        let problem = problem(gates);
        let value = |seed| drawn(&problem, seed, 17).2;
        let ones = (0..2000).filter(|&seed| value(seed)).count();
        // 1000 and five standard deviations
        assert!((888..1112).contains(&ones), "{ones} with {gates}");
    }
}

#[test]
fn balanced_formulas_are_shallow_and_skewed_ones_deep() {
    let depth = |form: &str| {
        let text = drawn(&problem(&format!("form = \"{form}\"")), 1, 100).1;
        let steps = text
            .chars()
            .map(|c| i32::from(c == '(') - i32::from(c == ')'));
        let depths = steps.scan(0, |depth, step| {
            *depth += step;
            Some(*depth)
        });
        depths.max().unwrap()
    };
    assert_eq!((depth("balanced"), depth("skewed")), (7, 99));
    assert!((8..40).contains(&depth("random")));
}

/// Reads a skewed text operation by operation, composing their maps, the last one first.
#[test]
fn skewed_formulas_are_words_of_the_monoid_of_their_operations() {
    for (gates, order) in GATES.iter().zip([4, 3, 4, 4]) {
        let problem = problem(&format!("{gates}form = \"skewed\"\nnotation = \"prefix\""));
        let monoid = problem.monoid().unwrap();
        assert_eq!(monoid.order(), order);
        for seed in 0..50 {
            let (_, text, value) = drawn(&problem, seed, 12);
            let mut signs = text.split(' ').peekable();
            let mut product = 0;
            let within = loop {
                let outer = signs.next_if_eq(&"!").is_some();
                let sign = signs.next().unwrap();
                let binary = problem.shape.binary.iter();
                let Some(gate) = binary.clone().position(|gate| gate.sign() == sign) else {
                    break u16::from((sign == "1") != outer);
                };
                let inner = signs.next_if_eq(&"!").is_some();
                let leaf = usize::from((signs.next() == Some("1")) != inner);
                let negations = problem.letters().len() / (2 * binary.len());
                let letter = (2 * gate + leaf) * negations + usize::from(outer);
                product = monoid.product(problem.letters()[letter], product);
            };
            let images = monoid.element(product).images();
            assert_eq!(images[usize::from(within)], u16::from(value), "{text}");
        }
    }
}
