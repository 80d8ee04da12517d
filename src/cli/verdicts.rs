//! Verdicts as a table for a reader and as JSON.

use clap::builder::TypedValueParser;
use itertools::Itertools;
use serde_json::{Value, json};

use crate::cli::choice::choice;
use crate::cli::table::{table, text};
use crate::predict;
use crate::theory::class::Named;
use crate::theory::{Semantics, Task, Theorem, Verdict};

/// The precision that verdicts speak of, as an option.
pub fn semantics() -> impl TypedValueParser<Value = Semantics> {
    choice(Semantics::ALL.map(|s| (s.name(), s.about(), s)))
}

/// A table, and below it what its theorems say and under which hypotheses.
pub fn as_text(task: &Task, numbers: Option<Semantics>) -> String {
    let verdicts = predict::all(task, numbers);
    let mut rows = table(
        &["architecture", "here", "verdict", "numbers", "theorem"],
        false,
    );
    for (class, verdict) in &verdicts {
        rows.add_row([
            class.name,
            &predict::members(class).join(", "),
            &verdict.ability.to_string(),
            verdict.semantics.name(),
            verdict.theorem.id,
        ]);
    }
    let mut parts = vec![text(&rows)];
    let used = verdicts.iter().map(|v| v.1.semantics).sorted().dedup();
    let about = |s: Semantics| format!("{}: {}", s.name(), s.about());
    parts.push(used.map(about).join("\n"));
    let theorems = verdicts.iter().map(|v| explained(&v.1.theorem));
    parts.extend(theorems.unique());
    parts.join("\n\n")
}

fn explained(theorem: &Theorem) -> String {
    format!(
        "{} ({}): {}\n  if: {}\n  source: {}",
        theorem.id,
        theorem.standing.name(),
        theorem.statement,
        theorem.hypotheses,
        theorem.source
    )
}

/// The same for machines.
pub fn as_json(task: &Task, numbers: Option<Semantics>) -> Value {
    let one = |(class, verdict): &(Named, Verdict)| {
        json!({
            "architecture": class.name,
            "members": class.members,
            "built": predict::members(class),
            "verdict": verdict.ability.to_string(),
            "semantics": verdict.semantics.name(),
            "theorem": verdict.theorem.id,
            "statement": verdict.theorem.statement,
            "hypotheses": verdict.theorem.hypotheses,
            "source": verdict.theorem.source,
            "standing": verdict.theorem.standing.name(),
        })
    };
    Value::Array(predict::all(task, numbers).iter().map(one).collect())
}
