//! Configurations that no file could have: records and checkpoints that were changed by hand.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;
use crate::base::rng::stream;
use crate::problem::built_in::BUILT_IN;
use crate::problem::load;

/// Numbers that are too small, too large, or just possible.
fn numbers() -> Vec<Value> {
    let whole = [0, 1, 2, 3, 7, 1 << 16, (1 << 32) - 1, 1 << 40, u64::MAX];
    let shares = [-1.0, -0.5, 0.5, 1.0, 1e300].map(|x| json!(x));
    whole
        .map(|n| json!(n))
        .into_iter()
        .chain(shares)
        .chain([json!(-1)])
        .collect()
}

/// What may stand instead of `value`.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Number(_) => numbers(),
        Value::Array(items) => {
            let twice = [&items[..], items].concat();
            vec![json!([]), json!(items[..items.len().min(1)]), json!(twice)]
        }
        Value::String(_) => vec![json!(""), json!("x")],
        Value::Bool(value) => vec![json!(!value)],
        Value::Null | Value::Object(_) => Vec::new(),
    }
}

/// Calls `each` with every configuration that differs from `whole` in one value: where, which of [`others`] is there,
/// and the configuration.
fn mutate(whole: &Value, path: &str, each: &mut dyn FnMut(&str, usize, Value)) {
    let here = whole.pointer(path).unwrap();
    for (which, other) in others(here).into_iter().enumerate() {
        let mut changed = whole.clone();
        *changed.pointer_mut(path).unwrap() = other;
        each(path, which, changed);
    }
    let keys: Vec<String> = match here {
        Value::Object(table) => table.keys().cloned().collect(),
        // items are alike
        Value::Array(items) => (0..items.len().min(2)).map(|k| k.to_string()).collect(),
        _ => Vec::new(),
    };
    for key in keys {
        mutate(whole, &format!("{path}/{key}"), each);
    }
}

/// Builds a family and, if that is possible, asks a little of it.
fn tried(family: &Family, asked: bool) {
    let Ok(problem) = family.build(asked) else {
        return;
    };
    let (mut input, mut answers) = (Vec::new(), Vec::new());
    problem.draw(&mut stream(1, "mutations", 0), 3, &mut input);
    problem.solve(&input, &mut answers);
    assert_eq!(answers.len(), input.len());
}

#[test]
fn no_configuration_panics_or_is_built_without_end() {
    let mut tried_so_far = BTreeSet::new();
    for (name, _) in BUILT_IN {
        let family = load(Path::new("problems"), name).unwrap().config.family;
        let whole = serde_json::to_value(&family).unwrap();
        mutate(&whole, "", &mut |path, which, changed| {
            // what one problem has shown of a key, others need not show again
            if !tried_so_far.insert((path.to_owned(), which)) {
                return;
            }
            let Ok(family) = serde_json::from_value::<Family>(changed.clone()) else {
                return;
            };
            for asked in [false, true] {
                let begun = Instant::now();
                let outcome = catch_unwind(AssertUnwindSafe(|| tried(&family, asked)));
                assert!(
                    outcome.is_ok(),
                    "{name} panics with {path} changed: {changed}"
                );
                let taken = begun.elapsed();
                assert!(
                    taken < Duration::from_secs(20),
                    "{name}: {path} takes {taken:?}: {changed}"
                );
            }
        });
    }
    assert!(tried_so_far.len() > 400, "{}", tried_so_far.len());
}

#[test]
fn records_that_no_file_could_have_are_rejected_in_a_sentence() {
    let said = |family: &str| {
        let text = format!("{{\"name\":\"p\",\"title\":\"\",\"family\":{family}}}");
        let config: crate::problem::ProblemConfig = serde_json::from_str(&text).unwrap();
        config.build().err().unwrap().to_string()
    };
    insta::assert_snapshot!(said(r#"{"dyck":{"pairs":0,"open":2.0}}"#), @"
    problem `p`: pairs: `pairs` = 0 is not from 1 to 64; give a number that is
    problem `p`: open: `open` = 2 is no share; give a number from 0 to 1
    ");
    insta::assert_snapshot!(said(r#"{"counting":{"label":{"most-frequent":{"letters":0}}}}"#), @"problem `p`: label.most-frequent.letters: `letters` = 0 is not from 2 to 26; give a number that is");
    insta::assert_snapshot!(said(r#"{"matrix":{"modulus":0}}"#), @"problem `p`: modulus: `modulus` = 0 is not from 2 to 1024; give a number that is");
    insta::assert_snapshot!(said(r#"{"word":{"generators":[],"alphabet":"elements","neutral":true,"product":"left-first","limit":9}}"#), @"problem `p`: the list of generators is empty; give at least one");
}
