//! Reading a data set: one JSON object a line.

use std::collections::HashMap;
use std::fmt::Display;
use std::path::Path;

use serde::Deserialize;

use crate::base::wrong::refuse;
use crate::problem::answer::UNANSWERED;

/// A data set, read.
#[derive(Debug)]
pub(super) struct Data {
    /// The rows, each input once.
    pub(super) rows: Vec<Row>,
    /// BLAKE3 of the file, in hexadecimal.
    pub(super) blake3: String,
}

/// One row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) tokens: Vec<u32>,
    pub(super) labels: Vec<u32>,
    pub(super) length: usize,
    pub(super) held_out: bool,
}

#[derive(Deserialize)]
struct Line {
    input_ids: Vec<u32>,
    labels: Vec<i64>,
    length: Option<usize>,
    split: Option<String>,
}

/// Why a data set cannot be used: the file, what is wrong with it and what would do.
#[derive(Debug, thiserror::Error)]
#[error("{0}: {1}")]
pub struct DataFault(String, String);

impl DataFault {
    /// Something wrong with a file as a whole.
    pub(super) fn of(path: &Path, message: impl Display) -> Self {
        Self(path.display().to_string(), message.to_string())
    }
}

/// The text of a file.
pub(super) fn text(path: &Path) -> Result<String, DataFault> {
    let refused = |error| format!("{error}; check that it exists and may be read");
    std::fs::read_to_string(path).map_err(|error| DataFault::of(path, refused(error)))
}

/// Reads the rows of a file. A row that is there twice is one row.
pub(super) fn read(path: &Path) -> Result<Data, DataFault> {
    let text = text(path)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut seen: HashMap<Vec<u32>, (usize, usize)> = HashMap::new();
    let mut any_split = false;
    let lines = text.lines().enumerate();
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("{}, line {}", path.display(), number + 1);
        let fault = |message: String| DataFault(place.clone(), message);
        let read: Line = serde_json::from_str(line).map_err(|error| {
            // the position within the line says nothing a reader needs twice
            let text = error.to_string();
            let text = text.split(" at line ").next().unwrap_or(&text).to_owned();
            let wanted = "give an object with `input_ids` and `labels`, lists of numbers";
            fault(format!("{text}; {wanted}"))
        })?;
        any_split |= read.split.is_some();
        let row = row(read).map_err(fault)?;
        if let Some(&(place, first)) = seen.get(&row.tokens) {
            if rows[place].labels != row.labels {
                return Err(fault(format!(
                    "the same input as in line {first} has other labels; keep one of the two"
                )));
            }
            continue;
        }
        seen.insert(row.tokens.clone(), (rows.len(), number + 1));
        rows.push(row);
    }
    if !any_split {
        for row in &mut rows {
            row.held_out = by_hash(&row.tokens);
        }
    }
    Ok(Data {
        rows,
        blake3: blake3::hash(text.as_bytes()).to_hex().to_string(),
    })
}

/// A line as a row, or what is wrong with it.
fn row(line: Line) -> Result<Row, String> {
    let (tokens, labels) = (line.input_ids.len(), line.labels.len());
    const MOST: i64 = 1 << 24;
    let large = line.input_ids.iter().find(|t| i64::from(**t) >= MOST);
    let token = large.copied().unwrap_or(0);
    refuse! {
        tokens == 0 => "`input_ids` is empty; give at least one token";
        tokens != labels =>
            "{tokens} `input_ids` but {labels} `labels`; give one label for each token, -100 where there is none";
        large.is_some() => "token {token} is no number from 0 to {MOST}; count tokens from 0";
    }
    let label = |k: i64| match k {
        -100 => Ok(UNANSWERED),
        0..MOST => Ok(k as u32),
        _ => Err(format!(
            "label {k} is no number from 0 to {MOST}; give -100 where there is none"
        )),
    };
    let labels: Result<Vec<u32>, _> = line.labels.into_iter().map(label).collect();
    let labels = labels?;
    refuse! {
        labels.iter().all(|k| *k == UNANSWERED) => "no token has a label; give at least one";
        line.length == Some(0) => "`length` is 0; count operations from 1, or leave it out";
    }
    Ok(Row {
        length: line.length.unwrap_or(tokens),
        tokens: line.input_ids,
        labels,
        held_out: line.split.is_some_and(|split| split != "train"),
    })
}

/// Whether a row is among the tenth that is held out.
fn by_hash(tokens: &[u32]) -> bool {
    let bytes: Vec<u8> = tokens.iter().flat_map(|t| t.to_le_bytes()).collect();
    let [low, high, ..] = *blake3::hash(&bytes).as_bytes();
    u16::from_le_bytes([low, high]) < 6554
}

impl Row {
    /// Whether every token has a label and is an operation, so that prefixes can be scored.
    pub(super) fn is_labelled_throughout(&self) -> bool {
        self.length == self.tokens.len() && !self.labels.contains(&UNANSWERED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Data, String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("rows.jsonl");
        std::fs::write(&path, text).unwrap();
        read(&path).map_err(|fault| {
            let text = fault.to_string();
            text.replace(&format!("{}/", directory.path().display()), "")
        })
    }

    #[test]
    fn a_row_is_read_with_its_length_and_split() {
        let data = read_text(concat!(
            "{\"input_ids\": [3, 1], \"labels\": [-100, 2], \"length\": 1, \"split\": \"test\", \"more\": 0}\n\n",
            "{\"input_ids\": [3, 1], \"labels\": [-100, 2], \"length\": 1}\n",
            "{\"input_ids\": [0], \"labels\": [0]}\n",
        ))
        .unwrap();
        let expected = [
            Row {
                tokens: vec![3, 1],
                labels: vec![UNANSWERED, 2],
                length: 1,
                held_out: true,
            },
            Row {
                tokens: vec![0],
                labels: vec![0],
                length: 1,
                held_out: false,
            },
        ];
        assert_eq!(data.rows, expected);
    }

    #[test]
    fn about_a_tenth_is_held_out_where_nothing_says_which() {
        let line = |k: u32| {
            format!(
                "{{\"input_ids\": [{}, {}], \"labels\": [0, 1]}}\n",
                k % 40,
                k / 40
            )
        };
        let data = read_text(&(0..1600).map(line).collect::<String>()).unwrap();
        let held = data.rows.iter().filter(|row| row.held_out).count();
        // 160 expected, standard deviation 12
        assert!((110..210).contains(&held), "{held}");
    }

    #[test]
    fn what_is_no_row_is_named_with_its_line() {
        let fault = |text: &str| read_text(text).unwrap_err();
        let good = "{\"input_ids\": [1], \"labels\": [0]}\n";
        insta::assert_snapshot!(fault(&format!("{good}nonsense")), @"rows.jsonl, line 2: expected ident; give an object with `input_ids` and `labels`, lists of numbers");
        insta::assert_snapshot!(fault("{\"input_ids\": [1, 2], \"labels\": [0]}"), @"rows.jsonl, line 1: 2 `input_ids` but 1 `labels`; give one label for each token, -100 where there is none");
        insta::assert_snapshot!(fault("{\"input_ids\": [1], \"labels\": [-1]}"), @"rows.jsonl, line 1: label -1 is no number from 0 to 16777216; give -100 where there is none");
        insta::assert_snapshot!(fault("{\"input_ids\": [1], \"labels\": [-100]}"), @"rows.jsonl, line 1: no token has a label; give at least one");
        insta::assert_snapshot!(fault("{\"input_ids\": [], \"labels\": []}"), @"rows.jsonl, line 1: `input_ids` is empty; give at least one token");
        insta::assert_snapshot!(fault("{\"labels\": [0]}"), @"rows.jsonl, line 1: missing field `input_ids`; give an object with `input_ids` and `labels`, lists of numbers");
        insta::assert_snapshot!(fault(&format!("{good}{}", good.replace("[0]", "[1]"))), @"rows.jsonl, line 2: the same input as in line 1 has other labels; keep one of the two");
    }
}
