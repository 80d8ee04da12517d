//! Data sets: inputs with their labels, one JSON object a line, and the names of tokens and labels beside them.
//!
//! The names of the fields are those that libraries for language models expect (`input_ids`, `labels` with -100 where
//! nothing is scored), so that `pandas.read_json(lines=True)` and the loaders of Hugging Face take the file as it is.

use serde_json::{Value, json};

use crate::problem::answer::UNANSWERED;
use crate::problem::encoding::{Encoded, Sequence};

/// The label of a token that has none.
pub const NO_LABEL: i64 = -100;

/// The line of the input of so many operations with number `index` in the stream of `seed`, of the problem called `name`.
pub fn line(
    name: &str,
    (seed, index): (u64, u64),
    length: usize,
    encoded: &Encoded,
    sequence: &mut Sequence,
) -> String {
    let problem = &*encoded.problem;
    encoded.write(sequence);
    let label = |&k: &u32| match k {
        UNANSWERED => NO_LABEL,
        k => i64::from(k),
    };
    let scored = sequence.labels.iter().filter(|k| **k != UNANSWERED);
    let value = json!({
        "problem": name,
        "encoding": encoded.encoding.name(),
        "supervision": encoded.supervision.name(),
        "seed": seed,
        "index": index,
        "length": length,
        "text": problem.spelling().read(&sequence.text.pieces),
        "input_ids": sequence.tokens,
        "labels": sequence.labels.iter().map(label).collect::<Vec<i64>>(),
        "answers": scored.map(|&k| problem.labels()[k as usize].as_str()).collect::<Vec<&str>>(),
        "changed": sequence.changed,
    });
    value.to_string()
}

/// The names of tokens and labels: token `i` is `tokens[i]`.
pub fn vocabulary(problem: &str, encoded: &Encoded) -> Value {
    let tokens = (0..encoded.vocabulary() as u32).map(|token| encoded.token(token));
    json!({
        "problem": problem,
        "encoding": encoded.encoding.name(),
        "tokens": tokens.collect::<Value>(),
        "labels": encoded.problem.labels(),
    })
}
