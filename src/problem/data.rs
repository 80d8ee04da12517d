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

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::rng::{Stream, below};
use crate::problem::answer::{Answer, UNANSWERED};
use crate::problem::data_file::{self, DataFault, Row};
use crate::problem::spelling::Spelling;
use crate::problem::{Problem, ProblemError};

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

impl DataConfig {
    /// The data set in `file`, with names from `vocabulary` if there is one.
    pub fn read(file: &str, vocabulary: Option<&str>) -> Result<Self, DataFault> {
        let data = data_file::read(Path::new(file))?;
        let most = |values: fn(&Row) -> &[u32]| {
            let all = data
                .rows
                .iter()
                .flat_map(values)
                .filter(|k| **k != UNANSWERED);
            all.max().map_or(0, |k| *k as usize + 1)
        };
        let (tokens, labels) = (most(|row| &row.tokens), most(|row| &row.labels));
        let names = match vocabulary {
            None => Names {
                tokens: (0..tokens).map(|k| k.to_string()).collect(),
                labels: (0..labels).map(|k| k.to_string()).collect(),
            },
            Some(path) => {
                let text = data_file::text(Path::new(path))?;
                serde_json::from_str(&text).map_err(|error| DataFault::Vocabulary {
                    path: path.into(),
                    message: error.to_string(),
                })?
            }
        };
        for (what, used, named) in [
            ("tokens", tokens, names.tokens.len()),
            ("labels", labels, names.labels.len()),
        ] {
            if used > named {
                return Err(DataFault::TooFewNames {
                    path: vocabulary.unwrap_or(file).into(),
                    what,
                    named,
                    used,
                });
            }
        }
        let lengths = data.rows.iter().map(|row| row.length);
        Ok(Self {
            file: file.to_owned(),
            blake3: data.blake3,
            tokens: names.tokens,
            labels: names.labels,
            longest: lengths.clone().max().unwrap_or(1),
            shortest: lengths.min().unwrap_or(1),
        })
    }
}

/// A data set, ready to draw and solve.
#[derive(Debug)]
pub struct DataProblem {
    name: String,
    tokens: Vec<String>,
    labels: Vec<String>,
    spelling: Spelling,
    /// Labels of every input.
    answers: HashMap<Vec<u32>, Vec<u32>>,
    /// Inputs to train on by length, and those held out.
    train: BTreeMap<usize, Vec<Vec<u32>>>,
    held_out: BTreeMap<usize, Vec<Vec<u32>>>,
    longest: usize,
    streams: bool,
}

impl DataProblem {
    /// Reads the file again and holds it against the hash.
    pub(super) fn build(name: &str, config: &DataConfig) -> Result<Self, ProblemError> {
        let refused = |fault| ProblemError::Data {
            name: name.to_owned(),
            fault,
        };
        let path = Path::new(&config.file);
        let data = data_file::read(path).map_err(refused)?;
        if data.blake3 != config.blake3 {
            return Err(refused(DataFault::Changed { path: path.into() }));
        }
        let mut problem = Self {
            name: name.to_owned(),
            tokens: config.tokens.clone(),
            labels: config.labels.clone(),
            spelling: Spelling::of(config.tokens.iter().map(|token| format!("{token} "))),
            answers: HashMap::with_capacity(data.rows.len()),
            train: BTreeMap::new(),
            held_out: BTreeMap::new(),
            longest: data
                .rows
                .iter()
                .map(|row| row.tokens.len())
                .max()
                .unwrap_or(1),
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
        for (what, side) in [
            ("to train on", &problem.train),
            ("held out", &problem.held_out),
        ] {
            if side.is_empty() {
                return Err(refused(DataFault::Empty {
                    path: path.into(),
                    what,
                }));
            }
        }
        Ok(problem)
    }
}

/// The rows of `length`, or of the next shorter length there is, or of the shortest.
fn near(rows: &BTreeMap<usize, Vec<Vec<u32>>>, length: usize) -> &[Vec<u32>] {
    let near = rows.range(..=length).next_back();
    let (_, rows) = near.or_else(|| rows.iter().next()).expect("there are rows");
    rows
}

impl Problem for DataProblem {
    fn name(&self) -> &str {
        &self.name
    }

    fn alphabet(&self) -> &[String] {
        &self.tokens
    }

    fn labels(&self) -> &[String] {
        &self.labels
    }

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
        match self.answers.get(input) {
            Some(labels) => answers.extend(labels.iter().map(|&label| match label {
                UNANSWERED => Answer::inside(UNANSWERED),
                label => Answer::operation(label),
            })),
            None => answers.extend(input.iter().map(|_| Answer::inside(UNANSWERED))),
        }
    }

    fn longest(&self, _: usize) -> usize {
        self.longest
    }

    fn spelling(&self) -> &Spelling {
        &self.spelling
    }

    fn streams(&self) -> bool {
        self.streams
    }
}
