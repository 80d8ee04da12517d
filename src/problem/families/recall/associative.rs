//! Associative recall: pairs of keys and values, then keys, each asking for its value.
//!
//! ```text
//! symbols   k2 v1 k7 v4 k3 v1 #  k7 .  k3 .  .  k2
//! labels                         v4    v1       v1
//! ```
//!
//! Without `pairs` and `queries` there are as many of both as the input is long; one of the two may be fixed, and then
//! the length is the other. With `queries = 1` it is the plain task of one question. A query is answered where it
//! stands.
//!
//! **What is drawn.** Keys without repetition as long as there are any, then all of them again, and then the last
//! value of a key counts; values uniformly. Queries ask for the keys of the pairs, drawn in the same way. After `#`
//! there are `slots` places for each query; which of them hold one is drawn query by query, the free place i with a
//! weight of `i^(power - 1)`, so that for a small `power` most stand near the front. Other places are empty (`.`), or
//! with `noise` hold a value drawn uniformly. Keys are never noise, so that every key after `#` is a query.
//!
//! Source: S. Arora et al., "Zoology: Measuring and Improving Recall in Efficient Language Models" (2023),
//! arXiv:2312.04927, where `power = 0.01`. Differs: there is a `#`; a place is one symbol and not two (`slots = 14`
//! gives inputs as long as theirs, of 16 symbols a pair); values may repeat; noise has values only; which pair a query
//! asks for does not depend on its place.

use serde::{Deserialize, Serialize};

use super::places::{Rounds, spread};
use super::{FIRST_ORDER, MANY, MOST};
use crate::base::rng::{Stream, below};
use crate::base::wrong::Wrong;
use crate::problem::answer::{Answer, UNANSWERED};
use crate::problem::families::Config;
use crate::problem::script::{Kept, Script, kept, names};
use crate::problem::{Asked, Problem, number};

/// Associative recall.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssociativeConfig {
    /// The number of keys.
    pub keys: usize,
    /// The number of values.
    pub values: usize,
    /// The number of pairs, if it is not the length.
    pub pairs: Option<usize>,
    /// The number of queries, if it is not the length.
    pub queries: Option<usize>,
    /// Places for each query; with one, none is empty.
    #[serde(default = "number::<1, _>")]
    pub slots: usize,
    /// The exponent of the law by which places are chosen; 1 is uniform.
    #[serde(default = "number::<1, _>")]
    pub power: f64,
    /// Whether empty places hold values drawn at random, which say nothing.
    #[serde(default)]
    pub noise: bool,
}

impl Config for AssociativeConfig {
    fn check(&self, wrong: &mut Wrong) {
        let Self { keys, power, .. } = *self;
        wrong.range("keys", keys, 1..=MOST);
        wrong.range("values", self.values, 2..=MOST);
        wrong.range("slots", self.slots, 1..=MANY);
        if let Some(pairs) = self.pairs {
            // a pair more would take a key again
            wrong.range("pairs", pairs, 1..=keys.clamp(1, MOST));
        }
        if let Some(queries) = self.queries {
            wrong.range("queries", queries, 1..=MOST);
            let message = format!(
                "`queries` = {queries} next to `pairs` leaves nothing to be the length; remove one of the two"
            );
            wrong.add_if(self.pairs.is_some(), "queries", message);
        }
        let message = format!(
            "`power` = {power} is no exponent of the law; give a number above 0, up to 1 for uniform places"
        );
        wrong.add_if(!(power > 0.0 && power <= 1.0), "power", message);
    }

    fn build(&self, asked: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(Box::new(Associative::of(self, asked)))
    }

    fn asks(&self) -> bool {
        true
    }
}

/// Associative recall, ready to draw and solve.
struct Associative {
    config: AssociativeConfig,
    asked: bool,
    keys: u32,
    values: u32,
    kept: Kept,
}

impl Associative {
    /// The problem of `config`, which has nothing wrong.
    fn of(config: &AssociativeConfig, asked: bool) -> Self {
        let (keys, values) = (config.keys as u32, config.values as u32);
        let labels: Vec<String> = (1..=values).map(|i| format!("v{i}")).collect();
        let mut alphabet: Vec<String> = (1..=keys).map(|i| format!("k{i}")).collect();
        alphabet.extend_from_slice(&labels);
        alphabet.extend(names(["#", "."]));
        // kind and number; the number in binary, for there may be thousands
        let bits = keys.max(values).ilog2() + 1;
        let mut features = names(["key", "value", "#", "."]);
        features.extend((0..bits).map(|bit| format!("bit {bit}")));
        let symbol = |(kind, number): (usize, u32)| {
            let set = (0..bits).filter(|bit| number >> bit & 1 == 1);
            let set = set.map(|bit| 4 + bit as usize);
            std::iter::once(kind).chain(set).collect()
        };
        let numbered = |kind, count| (1..=count).map(move |i| (kind, i));
        let symbols = numbered(0, keys).chain(numbered(1, values));
        let symbols = symbols.chain([(2, 0), (3, 0)]).map(symbol);
        let script = Script::by_name(&alphabet, " ").having(features, symbols);
        Self {
            config: config.clone(),
            asked,
            keys,
            values,
            kept: Kept::new(script, labels, FIRST_ORDER),
        }
    }

    /// The symbol `#`.
    fn stop(&self) -> u32 {
        self.keys + self.values
    }

    fn value(&self, rng: &mut Stream) -> u32 {
        self.keys + below(rng, self.values)
    }
}

impl Asked for Associative {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let start = input.len();
        let pairs = self.config.pairs.unwrap_or(length);
        let mut keys = Rounds::of(self.keys);
        for _ in 0..pairs {
            input.push(keys.next(rng));
            input.push(self.value(rng));
        }
        input.push(self.stop());
        let queries = self.config.queries.unwrap_or(length);
        let mut asked = Rounds::of(pairs as u32);
        for taken in spread(rng, queries, queries * self.config.slots, self.config.power) {
            input.push(if taken {
                input[start + 2 * asked.next(rng) as usize]
            } else if self.config.noise {
                self.value(rng)
            } else {
                self.stop() + 1
            });
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        answers.clear();
        let mut value_of = vec![UNANSWERED; self.keys as usize];
        let mut stopped = false;
        let mut key = None;
        answers.extend(input.iter().map(|&symbol| {
            assert!(symbol <= self.stop() + 1, "symbols are letters");
            if symbol == self.stop() {
                stopped = true;
            } else if symbol < self.keys {
                if stopped {
                    let value = value_of[symbol as usize];
                    return match self.asked {
                        true => Answer::query(value),
                        false => Answer::operation(value),
                    };
                }
                key = Some(symbol);
            } else if let Some(key) = key.take() {
                value_of[key as usize] = symbol - self.keys;
            }
            Answer::inside(UNANSWERED)
        }));
    }

    fn longest(&self, length: usize) -> usize {
        2 * self.config.pairs.unwrap_or(length)
            + 1
            + self.config.queries.unwrap_or(length) * self.config.slots
    }

    fn streams(&self) -> bool {
        false
    }
}

kept!(Associative);

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use proptest::prelude::*;

    use super::*;
    use crate::base::rng::stream;
    use crate::problem::answer::Mark;
    use crate::problem::{Known, Written};

    fn problem(text: &str, asked: bool) -> Associative {
        let config: AssociativeConfig = toml::from_str(text).unwrap();
        assert_eq!(config.wrong(), Wrong::default());
        Associative::of(&config, asked)
    }

    fn drawn(problem: &Associative, index: u64, length: usize) -> Vec<u32> {
        let mut input = Vec::new();
        problem.draw(&mut stream(1, "train", index), length, &mut input);
        assert_eq!(input.len(), problem.longest(length));
        input
    }

    proptest! {
        #[test]
        fn an_answer_is_what_a_dictionary_of_the_text_says(index in 0u64..1000, length in 1usize..30, noise in any::<bool>()) {
            for (more, queries) in [("", length), ("queries = 1", 1), ("pairs = 3", length)] {
                let problem = problem(&format!("keys = 8\nvalues = 5\nslots = 3\npower = 0.1\nnoise = {noise}\n{more}"), true);
                let input = drawn(&problem, index, length);
                let text: Vec<&str> = input.iter().map(|&s| problem.alphabet()[s as usize].as_str()).collect();
                let stop = text.iter().position(|s| *s == "#").unwrap();
                let pairs: HashMap<&str, &str> = text[..stop].chunks(2).map(|pair| (pair[0], pair[1])).collect();
                let mut answers = Vec::new();
                problem.solve(&input, &mut answers);
                let mut count = 0;
                for (i, symbol) in text.iter().enumerate() {
                    let query = i > stop && symbol.starts_with('k');
                    prop_assert_eq!(answers[i].mark == Mark::Query, query);
                    if query {
                        prop_assert_eq!(&problem.labels()[answers[i].label as usize], pairs[symbol]);
                        count += 1;
                    }
                }
                prop_assert_eq!(count, queries);
            }
        }
    }

    #[test]
    fn keys_differ_while_there_are_enough_and_each_is_asked_once() {
        let problem = problem("keys = 20\nvalues = 4\nslots = 7\npower = 0.01", false);
        let input = drawn(&problem, 0, 20);
        let keys: BTreeSet<u32> = input[..40].iter().step_by(2).copied().collect();
        let asked: Vec<u32> = input[41..].iter().copied().filter(|&s| s < 20).collect();
        assert_eq!(keys.len(), 20);
        assert_eq!(asked.iter().copied().collect::<BTreeSet<u32>>(), keys);
        assert_eq!(asked.len(), 20);
    }

    #[test]
    fn features_tell_all_symbols_apart() {
        let problem = problem("keys = 9\nvalues = 16", false);
        let features = problem.features();
        let rows: BTreeSet<String> = (0..27).map(|s| format!("{:?}", features.row(s))).collect();
        assert_eq!((rows.len(), features.names.len()), (27, 9));
    }
}
