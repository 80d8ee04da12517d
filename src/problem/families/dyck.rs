//! `[dyck]` of a problem file: brackets of several kinds that match, nested without bound.
//!
//! ```toml
//! [dyck]
//! pairs = 2
//! label = "next"        # or "member"
//! open = 0.5            # how often a bracket opens
//! errors = 0.01         # how often one is drawn that need not fit
//! ```
//!
//! Only `pairs` must be given; otherwise `label = "member"`, `open = 0.5`, `errors = 0`. An operation is a bracket,
//! and a symbol.
//!
//! ```text
//! brackets   (    [    ]    )    )    (
//! member     out  out  out  in   out  out       whether the brackets so far are a word of the language
//! next       )    ]    )    none error error    the bracket that must close next, if any is open
//! ```
//!
//! After a wrong closing bracket no answer changes any more. Draws close what is open: where nothing is, a bracket
//! opens. A bracket of an error is any of all of them; what is drawn after it goes on as if it were not there, if it
//! does not fit.
//!
//! Bounded depth makes a regular language and a word problem, `dyck-1` and so on; unbounded depth needs a counter
//! for one pair and a stack for more.

use serde::{Deserialize, Serialize};

use crate::base::rng::{Stream, below, uniform};
use crate::base::wrong::Wrong;
use crate::problem::answer::Answer;
use crate::problem::complexity::{Class, Complexity};
use crate::problem::families::Config;
use crate::problem::script::{Kept, Script, kept, names};
use crate::problem::{Asked, Problem, tenths};

/// Dyck words of unbounded depth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DyckConfig {
    /// Kinds of brackets.
    pub pairs: u32,
    /// What is asked for.
    #[serde(default)]
    pub label: DyckLabel,
    /// The share of brackets that open where one may close.
    #[serde(default = "tenths::<5>")]
    pub open: f64,
    /// The share of brackets that need not fit.
    #[serde(default)]
    pub errors: f64,
}

/// What is asked of brackets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DyckLabel {
    /// Whether all are closed.
    #[default]
    Member,
    /// What closes next.
    Next,
}

const MOST_PAIRS: u32 = 64;

/// As many pairs have signs of their own.
const SIGNS: [[&str; 2]; 4] = [["(", ")"], ["[", "]"], ["{", "}"], ["<", ">"]];

const COMPLEXITY: Complexity = Complexity::complete(
    Class::Tc0,
    "the words of matching brackets are in TC0; for one pair already `w` has as many `(` as `)` if and only if `((...( w ))...)`, with as many brackets on either side as `w` has, is one of them, and MAJORITY is an OR of such equalities, so that they are TC0-complete under AC0 reductions",
    "D. A. M. Barrington, J. Corbett, \"On the relative complexity of some languages in NC1\", Information Processing Letters 32 (1989) 251-256 (membership); A. K. Chandra, L. Stockmeyer, U. Vishkin, \"Constant depth reducibility\", SIAM J. Comput. 13 (1984) 423-439 (MAJORITY and equality)",
);

impl Config for DyckConfig {
    fn check(&self, wrong: &mut Wrong) {
        wrong.range("pairs", self.pairs, 1..=MOST_PAIRS);
        wrong.share("open", self.open);
        wrong.share("errors", self.errors);
    }

    fn build(&self, _: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(Box::new(DyckProblem::of(self)))
    }
}

/// Dyck words, ready to draw and solve. Symbols are all opening brackets, then the closing ones.
#[derive(Debug)]
struct DyckProblem {
    config: DyckConfig,
    kept: Kept,
}

/// Labels before those of closing brackets, and all labels of membership.
const OUT: u32 = 0;
const IN: u32 = 1;
const NONE: u32 = 0;

impl DyckProblem {
    /// Names the brackets.
    fn of(config: &DyckConfig) -> Self {
        let pairs = config.pairs as usize;
        let bracket = |side: usize, pair: usize| match SIGNS.get(pair) {
            Some(signs) if pairs <= SIGNS.len() => signs[side].to_owned(),
            _ if side == 0 => format!("({}", pair + 1),
            _ => format!("{})", pair + 1),
        };
        let closing: Vec<String> = (0..pairs).map(|pair| bracket(1, pair)).collect();
        let opening: Vec<String> = (0..pairs).map(|pair| bracket(0, pair)).collect();
        let labels = match config.label {
            DyckLabel::Member => names(["out", "in"]),
            DyckLabel::Next => [names(["none"]), closing.clone(), names(["error"])].concat(),
        };
        let mut features = names(["opens", "closes"]);
        features.extend((1..=pairs).map(|pair| format!("pair {pair}")));
        let symbols = (0..2 * pairs).map(|symbol| vec![symbol / pairs, 2 + symbol % pairs]);
        let script = Script::fitting(&[opening, closing].concat()).having(features, symbols);
        Self {
            config: config.clone(),
            kept: Kept::new(script, labels, COMPLEXITY),
        }
    }

    /// The label where `open` are open, or where a bracket was wrong.
    fn label(&self, open: &[u32], wrong: bool) -> u32 {
        match self.config.label {
            DyckLabel::Member if !wrong && open.is_empty() => IN,
            DyckLabel::Member => OUT,
            DyckLabel::Next if wrong => 1 + self.config.pairs,
            DyckLabel::Next => open.last().map_or(NONE, |pair| 1 + pair),
        }
    }
}

impl Asked for DyckProblem {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let (pairs, open, errors) = (self.config.pairs, self.config.open, self.config.errors);
        let mut opened: Vec<u32> = Vec::new();
        for _ in 0..length {
            let symbol = if errors > 0.0 && uniform(rng) < errors {
                below(rng, 2 * pairs)
            } else {
                match opened.last() {
                    Some(&last) if uniform(rng) >= open => pairs + last,
                    _ => below(rng, pairs),
                }
            };
            if symbol < pairs {
                opened.push(symbol);
            } else if opened.last() == Some(&(symbol - pairs)) {
                opened.pop();
            }
            input.push(symbol);
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        let pairs = self.config.pairs;
        let mut open: Vec<u32> = Vec::new();
        let mut wrong = false;
        answers.clear();
        answers.extend(input.iter().map(|&symbol| {
            assert!(symbol < 2 * pairs, "symbols are brackets");
            if symbol < pairs {
                open.push(symbol);
            } else if !wrong {
                wrong = open.pop() != Some(symbol - pairs);
            }
            Answer::operation(self.label(&open, wrong))
        }));
    }

    fn initial(&self) -> u32 {
        self.label(&[], false)
    }
}

kept!(DyckProblem);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::rng::stream;
    use crate::problem::{Known, Written};

    fn problem(text: &str) -> DyckProblem {
        let config: DyckConfig = toml::from_str(text).unwrap();
        assert_eq!(config.wrong(), Wrong::default());
        DyckProblem::of(&config)
    }

    fn labels(problem: &DyckProblem, input: &[u32]) -> Vec<String> {
        let mut answers = Vec::new();
        problem.solve(input, &mut answers);
        let label = |answer: &Answer| problem.labels()[answer.label as usize].clone();
        answers.iter().map(label).collect()
    }

    /// Deletes neighbours that match until there are none: what is left of a Dyck word is nothing.
    fn cancelled(text: &str) -> String {
        let mut text = text.to_owned();
        loop {
            let shorter = SIGNS.iter().fold(text.clone(), |text, signs| {
                text.replace(&signs.concat(), "")
            });
            if shorter == text {
                return text;
            }
            text = shorter;
        }
    }

    proptest! {
        #[test]
        fn brackets_match_if_cancelling_leaves_nothing(input in prop::collection::vec(0u32..4, 0..14)) {
            let member = labels(&problem("pairs = 2"), &input);
            let next = labels(&problem("pairs = 2\nlabel = \"next\""), &input);
            let names = problem("pairs = 2").alphabet().to_vec();
            for end in 1..=input.len() {
                let text: String = input[..end].iter().map(|&s| names[s as usize].as_str()).collect();
                let left = cancelled(&text);
                prop_assert_eq!(member[end - 1] == "in", left.is_empty());
                let expected = match left.chars().last() {
                    _ if left.contains([')', ']']) => "error",
                    None => "none",
                    Some('(') => ")",
                    Some(_) => "]",
                };
                prop_assert_eq!(&next[end - 1], expected);
            }
        }
    }

    #[test]
    fn the_empty_word_is_one() {
        assert_eq!(problem("pairs = 1").initial(), IN);
        assert_eq!(problem("pairs = 1\nlabel = \"next\"").initial(), NONE);
    }

    #[test]
    fn draws_without_errors_have_none_and_with_errors_some() {
        for (errors, wrong) in [(0.0, false), (0.05, true)] {
            let text = format!("pairs = 3\nlabel = \"next\"\nerrors = {errors}");
            let problem = problem(&text);
            let mut input = Vec::new();
            problem.draw(&mut stream(1, "test", 0), 5000, &mut input);
            assert_eq!(input.len(), 5000);
            assert_eq!(labels(&problem, &input)[4999] == "error", wrong);
        }
    }

    #[test]
    fn brackets_that_open_less_often_are_closed_more_often() {
        let closed = |open: f64| {
            let problem = problem(&format!("pairs = 1\nopen = {open}"));
            let mut input = Vec::new();
            problem.draw(&mut stream(1, "test", 0), 10_000, &mut input);
            let labels = labels(&problem, &input);
            labels.iter().filter(|label| *label == "in").count()
        };
        assert_eq!(closed(0.0), 5000);
        assert!(closed(0.3) > closed(0.5) && closed(0.5) > closed(1.0));
        assert_eq!(closed(1.0), 0);
    }

    #[test]
    fn many_kinds_of_brackets_have_numbers() {
        let many = problem("pairs = 5");
        assert_eq!(many.alphabet()[4..6], ["(5", "1)"]);
        assert_eq!(problem("pairs = 4").alphabet().concat(), "([{<)]}>");
    }

    #[test]
    fn bad_tables_are_rejected_in_one_sentence_each() {
        let config: DyckConfig = toml::from_str("pairs = 0\nopen = 2.0\nerrors = -0.5").unwrap();
        insta::assert_snapshot!(config.wrong(), @"
        pairs: `pairs` = 0 is not from 1 to 64; give a number that is
        open: `open` = 2 is no share; give a number from 0 to 1
        errors: `errors` = -0.5 is no share; give a number from 0 to 1
        ");
        assert!(toml::from_str::<DyckConfig>("pairs = 1\nlabel = \"depth\"").is_err());
    }
}
