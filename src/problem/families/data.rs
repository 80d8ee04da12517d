//! Data sets made elsewhere: rows of tokens with a label under some of them.
//!
//! ```toml
//! [data]
//! file = "stories.jsonl"      # one JSON object a line, read from the working directory
//! vocabulary = "stories.json" # names of tokens and labels, optional
//! ```
//!
//! A line has `input_ids` and `labels`, lists of equal length, with -100 where there is no label; `length`, the number
//! of its operations (otherwise of its tokens); and `split`: rows of any other split than `train` are held out for
//! validation and evaluation. If no line has a split, a tenth of the rows is held out, by the hash of their tokens.
//! Other fields are passed over. That is what `barrington sample --jsonl` writes.
//!
//! The oracle is the file: an input that is in no line has no answer, and one that is there with two different answers
//! is a fault. Inputs to train on are drawn with replacement among the rows of the length asked for, or of the next
//! shorter length that has any; each row that is held out is evaluated once. The file is part of the problem by its hash. Labels are those of the file.
//!
//! Leaves out every other encoding: the tokens are what they are.

mod file;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::rng::{Stream, below};
use crate::base::wrong::Wrong;
use crate::problem::answer::{Answer, UNANSWERED};
use crate::problem::families::data::file::{DataFault, Row};

use crate::problem::families::Config;
use crate::problem::file::{Reading, Resolve};
use crate::problem::knowledge::Knowledge;
use crate::problem::script::{Kept, Script, kept};
use crate::problem::{Asked, Problem};

/// A data set, resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataConfig {
    /// The file.
    pub file: String,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub blake3: String,
    /// Names of the tokens, V.
    pub tokens: Vec<String>,
    /// Names of the labels, K.
    pub labels: Vec<String>,
    /// Operations of the longest row.
    pub longest: usize,
    /// Operations of the shortest row.
    pub shortest: usize,
}

/// Names of tokens and labels, as `barrington sample --vocabulary` writes them.
#[derive(Deserialize)]
struct Names {
    tokens: Vec<String>,
    labels: Vec<String>,
}

/// A data set, as it is written down in a problem file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DataText {
    file: String,
    vocabulary: Option<String>,
}

impl Resolve<DataConfig> for DataText {
    fn resolve(&self, reading: &mut Reading<'_>) -> Option<DataConfig> {
        let read = DataConfig::read(&self.file, self.vocabulary.as_deref());
        let read = read.map_err(|fault| reading.wrong(Wrong::at("file", fault)));
        read.ok()
    }
}

/// How many different values `rows` have.
fn used(rows: &[Row], values: fn(&Row) -> &[u32]) -> usize {
    let all = rows.iter().flat_map(values).filter(|k| **k != UNANSWERED);
    all.max().map_or(0, |k| *k as usize + 1)
}

impl DataConfig {
    /// The data set in `file`, with names from `vocabulary` if there is one.
    pub fn read(file: &str, vocabulary: Option<&str>) -> Result<Self, DataFault> {
        let data = file::read(Path::new(file))?;
        let names = if let Some(path) = vocabulary.map(Path::new) {
            let wanted = "give an object with `tokens` and `labels`, both lists of names";
            let unreadable = |error| DataFault::of(path, format!("{error}; {wanted}"));
            serde_json::from_str(&file::text(path)?).map_err(unreadable)?
        } else {
            let numbers = |count: usize| (0..count).map(|k| k.to_string()).collect();
            Names {
                tokens: numbers(used(&data.rows, |row| &row.tokens)),
                labels: numbers(used(&data.rows, |row| &row.labels)),
            }
        };
        let lengths = data.rows.iter().map(|row| row.length);
        let config = Self {
            file: file.to_owned(),
            blake3: data.blake3,
            tokens: names.tokens,
            labels: names.labels,
            longest: lengths.clone().max().unwrap_or(1),
            shortest: lengths.min().unwrap_or(1),
        };
        config.name_all(&data.rows, vocabulary.unwrap_or(file))?;
        Ok(config)
    }

    /// Whether all tokens and labels of `rows` have names, which come from `path`.
    fn name_all(&self, rows: &[Row], path: &str) -> Result<(), DataFault> {
        for (what, used, named) in [
            ("tokens", used(rows, |row| &row.tokens), self.tokens.len()),
            ("labels", used(rows, |row| &row.labels), self.labels.len()),
        ] {
            if used > named {
                let message =
                    format!("names {named} {what}, but the data set uses {used}; add the others");
                return Err(DataFault::of(Path::new(path), message));
            }
        }
        Ok(())
    }
}

impl Config for DataConfig {
    fn check(&self, _: &mut Wrong) {}

    fn build(&self, _: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(Box::new(DataProblem::of(self).map_err(Wrong::whole)?))
    }
}

/// Rows by their lengths.
type Rows = BTreeMap<usize, Vec<Vec<u32>>>;

/// A data set, ready to draw and solve.
#[derive(Debug)]
struct DataProblem {
    kept: Kept,
    /// Labels of every input.
    answers: HashMap<Vec<u32>, Vec<u32>>,
    /// Inputs to train on, and those held out.
    train: Rows,
    held_out: Rows,
    longest: usize,
    streams: bool,
}

impl DataProblem {
    /// Reads the file again and holds it against the hash.
    fn of(config: &DataConfig) -> Result<Self, DataFault> {
        let path = Path::new(&config.file);
        let data = file::read(path)?;
        if data.blake3 != config.blake3 {
            let message = "is not the file that was imported, its hash is another one; bring that one back, or import this one as a new problem";
            return Err(DataFault::of(path, message));
        }
        config.name_all(&data.rows, &config.file)?;
        let longest = data.rows.iter().map(|row| row.tokens.len()).max();
        let script = Script::by_name(&config.tokens, " ");
        let mut problem = Self {
            kept: Kept::new(script, &config.labels, Knowledge::Nothing),
            answers: HashMap::with_capacity(data.rows.len()),
            train: Rows::new(),
            held_out: Rows::new(),
            longest: longest.unwrap_or(1),
            streams: data.rows.iter().all(Row::is_labelled_throughout),
        };
        for row in data.rows {
            let side = if row.held_out {
                &mut problem.held_out
            } else {
                &mut problem.train
            };
            side.entry(row.length).or_default().push(row.tokens.clone());
            problem.answers.insert(row.tokens, row.labels);
        }
        let missing = match (problem.train.is_empty(), problem.held_out.is_empty()) {
            (true, _) => "to train on",
            (false, true) => "held out",
            (false, false) => return Ok(problem),
        };
        let message = format!(
            "no row is {missing}; give more rows, or say with `split` which are to train on and which are not"
        );
        Err(DataFault::of(path, message))
    }
}

/// The rows of `length`, or of the next shorter length there is, or of the shortest.
fn near(rows: &Rows, length: usize) -> &[Vec<u32>] {
    let near = rows.range(..=length).next_back();
    let (_, rows) = near.or_else(|| rows.iter().next()).expect("there are rows");
    rows
}

impl Asked for DataProblem {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let rows = near(&self.train, length);
        input.extend_from_slice(&rows[below(rng, rows.len() as u32) as usize]);
    }

    fn held_out(&self, length: usize) -> Option<usize> {
        Some(self.held_out.get(&length).map_or(0, Vec::len))
    }

    fn draw_held_out(&self, _: &mut Stream, index: usize, length: usize, input: &mut Vec<u32>) {
        let rows = near(&self.held_out, length);
        input.extend_from_slice(&rows[index % rows.len()]);
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        answers.clear();
        let labels = self.answers.get(input);
        let label = |i| labels.map_or(UNANSWERED, |labels| labels[i]);
        answers.extend((0..input.len()).map(|i| match label(i) {
            UNANSWERED => Answer::inside(UNANSWERED),
            label => Answer::operation(label),
        }));
    }

    fn longest(&self, _: usize) -> usize {
        self.longest
    }

    fn streams(&self) -> bool {
        self.streams
    }
}

kept!(DataProblem);
