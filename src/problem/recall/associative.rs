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

use super::places::{Rounds, spread};
use super::{FIRST_ORDER, RecallConfig};
use crate::base::rng::{Stream, below};
use crate::problem::Problem;
use crate::problem::answer::{Answer, UNANSWERED};
use crate::problem::complexity::Complexity;
use crate::problem::features::Features;
use crate::problem::spelling::Spelling;

/// Associative recall, ready to draw and solve.
pub(super) struct Associative {
    name: String,
    asked: bool,
    keys: u32,
    values: u32,
    pairs: Option<usize>,
    queries: Option<usize>,
    slots: usize,
    power: f64,
    noise: bool,
    alphabet: Vec<String>,
    labels: Vec<String>,
    spelling: Spelling,
}

impl Associative {
    /// The problem of `config`, which has no faults.
    pub(super) fn new(name: &str, config: &RecallConfig, asked: bool) -> Self {
        let keys = config.keys.expect("a task without keys is refused");
        let values = config.values.expect("a task without values is refused");
        let labels: Vec<String> = (1..=values).map(|i| format!("v{i}")).collect();
        let mut alphabet: Vec<String> = (1..=keys).map(|i| format!("k{i}")).collect();
        alphabet.extend_from_slice(&labels);
        alphabet.extend(["#", "."].map(str::to_owned));
        Self {
            name: name.to_owned(),
            asked,
            keys: keys as u32,
            values: values as u32,
            pairs: config.pairs,
            queries: config.queries,
            slots: config.slots.unwrap_or(1),
            power: config.power.unwrap_or(1.0),
            noise: config.noise.unwrap_or(false),
            spelling: Spelling::of(alphabet.iter().map(|symbol| format!("{symbol} "))),
            alphabet,
            labels,
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

impl Problem for Associative {
    described!();

    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let start = input.len();
        let pairs = self.pairs.unwrap_or(length);
        let mut keys = Rounds::of(self.keys);
        for _ in 0..pairs {
            input.push(keys.next(rng));
            input.push(self.value(rng));
        }
        input.push(self.stop());
        let queries = self.queries.unwrap_or(length);
        let mut asked = Rounds::of(pairs as u32);
        for taken in spread(rng, queries, queries * self.slots, self.power) {
            input.push(if taken {
                input[start + 2 * asked.next(rng) as usize]
            } else if self.noise {
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
            assert!(
                (symbol as usize) < self.alphabet.len(),
                "symbols are letters"
            );
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
        2 * self.pairs.unwrap_or(length) + 1 + self.queries.unwrap_or(length) * self.slots
    }

    /// Kind and number; the number in binary, for there may be thousands.
    fn features(&self) -> Features {
        let kinds = ["key", "value", "#", "."].map(str::to_owned);
        let bits = self.keys.max(self.values).ilog2() + 1;
        let names = kinds
            .into_iter()
            .chain((0..bits).map(|bit| format!("bit {bit}")));
        let symbol = |(kind, number): (usize, u32)| {
            let set = (0..bits).filter(|bit| number >> bit & 1 == 1);
            std::iter::once(kind)
                .chain(set.map(|bit| 4 + bit as usize))
                .collect()
        };
        let keys = (1..=self.keys).map(|i| (0, i));
        let values = (1..=self.values).map(|i| (1, i));
        let symbols = keys.chain(values).chain([(2, 0), (3, 0)]).map(symbol);
        Features::having(names.collect(), symbols)
    }

    fn streams(&self) -> bool {
        false
    }

    fn complexity(&self) -> Option<Complexity> {
        Some(FIRST_ORDER)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use proptest::prelude::*;

    use super::*;
    use crate::base::rng::stream;
    use crate::problem::answer::Mark;

    fn problem(text: &str, asked: bool) -> Associative {
        let text = format!("task = 'associative'\n{text}");
        let config: RecallConfig = toml::from_str(&text).unwrap();
        assert_eq!(config.faults(), []);
        Associative::new("a", &config, asked)
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
