//! What is called otherwise since format 1 of records and checkpoints.
//!
//! Both hold a job: `problem`, `model`, `train`, `seed`. [`upgrade`] gives the keys of a job of format 1 the names that
//! they have now; no value changes.

use serde_json::Value;

/// `(table, old key, new key)`; the table by its keys from the job.
const RENAMES: &[(&str, &str, &str)] = &[
    ("model.mixer", "transformer", "attention"),
    ("train.data.fixed", "words", "sequences"),
];

/// Renames what a job of format 1, or a run of it, calls otherwise.
pub fn upgrade(job: &mut Value) {
    for (table, old, new) in RENAMES {
        let place = format!("/{}", table.replace('.', "/"));
        if let Some(Value::Object(table)) = job.pointer_mut(&place)
            && let Some(value) = table.remove(*old)
        {
            table.insert((*new).to_owned(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_renamed_key_keeps_its_value_and_nothing_else_changes() {
        let mut job = json!({"train": {"data": {"fixed": {"words": 7}}, "steps": 3}, "seed": 1});
        upgrade(&mut job);
        let new = json!({"train": {"data": {"fixed": {"sequences": 7}}, "steps": 3}, "seed": 1});
        assert_eq!(job, new);
        upgrade(&mut job);
        assert_eq!(job, new);
    }
}
