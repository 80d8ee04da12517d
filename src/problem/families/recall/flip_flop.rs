//! The flip-flop language: write, ignore, read.
//!
//! ```text
//! text      w1 i0 i1 r w0 i1 r
//! labels    1  1  1  1 0  0  0          under `query` only where `r` stands
//! ```
//!
//! Symbols are `w`, `i`, `r` and the values; an operation is `w` or `i` with a value, or `r`. The first one writes; of
//! the others a share `ignore` is `i`, and half of what is left each is `w` and `r`. With questions one more `r` ends
//! the input. Operations in the order of [`letters`](crate::problem::Known::letters): `w` with each value, `i` with each value, `r`.
//!
//! Source: B. Liu, J. T. Ash, S. Goel, A. Krishnamurthy, C. Zhang, "Exposing Attention Glitches with Flip-Flop Language
//! Modeling" (2023), arXiv:2306.00946, FFL(0.8) with two values. Differs: there the value stands after `r`, as the next
//! symbol to be predicted; here it is the label of `r`.

use serde::{Deserialize, Serialize};

use super::MOST;
use crate::base::rng::{Stream, below, uniform};
use crate::base::wrong::Wrong;
use crate::problem::answer::{Answer, Mark, UNANSWERED};
use crate::problem::families::Config;
use crate::problem::families::recall::FIRST_ORDER;
use crate::problem::knowledge::Knowledge;
use crate::problem::script::{Kept, Script, kept};
use crate::problem::spelling::Spelling;
use crate::problem::{Asked, Problem, tenths};

/// The flip-flop language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlipFlopConfig {
    /// The number of values.
    pub values: usize,
    /// The share of operations to be ignored.
    #[serde(default = "tenths::<8>")]
    pub ignore: f64,
}

/// The symbols before the values.
const WRITE: u32 = 0;
const IGNORE: u32 = 1;
const READ: u32 = 2;

/// Values up to which the monoid is kept.
const LISTABLE: usize = 1000;

impl Config for FlipFlopConfig {
    fn check(&self, wrong: &mut Wrong) {
        wrong.range("values", self.values, 2..=MOST);
        wrong.share("ignore", self.ignore);
    }

    fn build(&self, asked: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(Box::new(FlipFlop::of(self, asked)?))
    }

    fn asks(&self) -> bool {
        true
    }
}

/// The flip-flop language, ready to draw and solve.
struct FlipFlop {
    asked: bool,
    ignore: f64,
    values: u32,
    kept: Kept,
}

impl FlipFlop {
    /// The problem of `config`, which has nothing wrong.
    fn of(config: &FlipFlopConfig, asked: bool) -> Result<Self, Wrong> {
        let values = config.values;
        let words = ["w", "i", "r "].map(str::to_owned).into_iter();
        let texts = words.chain((0..values).map(|value| format!("{value} ")));
        let script = Script::new(Spelling::of(texts)).sharing("value", 3..3 + values);
        let known = if values <= LISTABLE {
            let writes = (0..values as u16).map(|value| vec![value; values]);
            let mut known = Knowledge::of_maps(writes, values + 1)?;
            if let Knowledge::Monoid(_, letters) = &mut known {
                // to ignore and to read is to do nothing
                letters.extend(std::iter::repeat_n(0, values + 1));
            }
            known
        } else {
            FIRST_ORDER.into()
        };
        Ok(Self {
            asked,
            ignore: config.ignore,
            values: values as u32,
            kept: Kept::new(script, 0..values, known),
        })
    }
}

impl Asked for FlipFlop {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        for operation in 0..length {
            let what = if operation == 0 {
                WRITE
            } else if uniform(rng) < self.ignore {
                IGNORE
            } else if below(rng, 2) == 0 {
                WRITE
            } else {
                READ
            };
            input.push(what);
            if what != READ {
                input.push(READ + 1 + below(rng, self.values));
            }
        }
        if self.asked {
            input.push(READ);
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        answers.clear();
        let mut memory = UNANSWERED;
        let mut writes = false;
        answers.extend(input.iter().map(|&symbol| {
            let mark = match symbol {
                WRITE | IGNORE => {
                    writes = symbol == WRITE;
                    Mark::Inside
                }
                READ if self.asked => Mark::Query,
                READ => Mark::Operation,
                value => {
                    let value = value - READ - 1;
                    assert!(value < self.values, "symbols are letters");
                    if writes {
                        memory = value;
                    }
                    Mark::Operation
                }
            };
            Answer::at(mark, memory)
        }));
    }

    fn longest(&self, length: usize) -> usize {
        2 * length + usize::from(self.asked)
    }
}

kept!(FlipFlop);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::stream;
    use crate::problem::spelling::Text;
    use crate::problem::{Known, Written};

    fn problem(text: &str, asked: bool) -> FlipFlop {
        let config: FlipFlopConfig = toml::from_str(text).unwrap();
        assert_eq!(config.wrong(), Wrong::default());
        FlipFlop::of(&config, asked).unwrap()
    }

    #[test]
    fn the_memory_is_the_value_behind_the_last_w_of_the_text() {
        let problem = problem("values = 3\nignore = 0.4", false);
        for index in 0..50 {
            let (mut input, mut answers, mut text) = (Vec::new(), Vec::new(), Text::default());
            problem.draw(&mut stream(1, "train", index), 30, &mut input);
            problem.solve(&input, &mut answers);
            problem.spell(&input, &mut text);
            let text = problem.spelling().read(&text.pieces);
            let operations: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(operations.len(), 30);
            let ends = answers.iter().filter(|a| a.mark == Mark::Operation);
            for (k, answer) in ends.enumerate() {
                let written = operations[..=k]
                    .iter()
                    .rev()
                    .find_map(|op| op.strip_prefix('w'));
                assert_eq!(problem.labels()[answer.label as usize], written.unwrap());
            }
        }
    }

    #[test]
    fn shares_are_those_of_the_language_and_the_first_operation_writes() {
        let problem = problem("values = 2", false);
        let mut input = Vec::new();
        problem.draw(&mut stream(1, "train", 0), 100_000, &mut input);
        assert_eq!(input[0], WRITE);
        let count = |symbol| input.iter().filter(|&&s| s == symbol).count() as i64;
        // five standard deviations
        assert!((count(IGNORE) - 80_000).abs() < 633);
        assert!((count(WRITE) - 10_000).abs() < 475 && (count(READ) - 10_000).abs() < 475);
    }

    #[test]
    fn only_reads_are_questions_and_the_last_symbol_is_one() {
        let problem = problem("values = 2\nignore = 0.0", true);
        let (mut input, mut answers) = (Vec::new(), Vec::new());
        problem.draw(&mut stream(1, "train", 0), 20, &mut input);
        problem.solve(&input, &mut answers);
        assert_eq!(input.last(), Some(&READ));
        for (symbol, answer) in input.iter().zip(&answers) {
            assert_eq!(answer.mark == Mark::Query, *symbol == READ);
        }
    }

    #[test]
    fn operations_are_resets_or_nothing() {
        let problem = problem("values = 3", false);
        assert_eq!(problem.monoid().unwrap().order(), 4);
        assert_eq!(problem.letters()[3..], [0; 4]);
        assert_eq!(problem.letters().len(), 7);
    }
}
