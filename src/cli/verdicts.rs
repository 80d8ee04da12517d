//! Verdicts as a table for a reader and as JSON.

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::cli::table::{table, text};
use crate::model::ARCHITECTURES;
use crate::model::mixers::Architecture;
use crate::theory::class::{Named, named};
use crate::theory::{Class, Depth, Semantics, Task, Theorem, Verdict, verdict};

/// The precision that verdicts speak of, as an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Numbers {
    /// Exact arithmetic, finitely many states reached
    Exact,
    /// O(log n) bits for n letters, products and sums rounded once
    LogPrecision,
    /// A constant format, rounded after every step
    Rounded,
    /// A fixed finite set of values for all lengths
    Finite,
}

impl From<Numbers> for Semantics {
    fn from(numbers: Numbers) -> Self {
        match numbers {
            Numbers::Exact => Self::Exact,
            Numbers::LogPrecision => Self::LogPrecision,
            Numbers::Rounded => Self::Rounded,
            Numbers::Finite => Self::Finite,
        }
    }
}

/// The verdict on every class of architectures, for `numbers` or those that its literature speaks of first.
pub fn all(task: &Task, numbers: Option<Numbers>) -> Vec<(Named, Verdict)> {
    let judge = |class: Named| {
        let semantics = numbers.map_or_else(|| class.semantics(), Semantics::from);
        let verdict = verdict(task, &class.class, class.depth, semantics);
        (class, verdict)
    };
    named().into_iter().map(judge).collect()
}

/// A table, and below it what its theorems say and under which hypotheses.
pub fn as_text(task: &Task, numbers: Option<Numbers>) -> String {
    let verdicts = all(task, numbers);
    let mut rows = table(
        &["architecture", "here", "verdict", "numbers", "theorem"],
        false,
    );
    let mut theorems: Vec<Theorem> = Vec::new();
    for (class, verdict) in &verdicts {
        rows.add_row([
            class.name,
            &built(class).join(", "),
            &verdict.answer.to_string(),
            verdict.semantics.name(),
            verdict.theorem.id,
        ]);
        if !theorems.contains(&verdict.theorem) {
            theorems.push(verdict.theorem);
        }
    }
    let mut parts = vec![text(&rows)];
    let mut used: Vec<Semantics> = verdicts.iter().map(|v| v.1.semantics).collect();
    used.sort();
    used.dedup();
    let about = used.iter().map(|s| format!("{}: {}", s.name(), s.about()));
    parts.push(about.collect::<Vec<_>>().join("\n"));
    parts.extend(theorems.iter().map(explained));
    parts.join("\n\n")
}

/// The architectures of this program that belong to a class, with their default options.
pub fn built(class: &Named) -> Vec<&'static str> {
    let belongs = |a: &&Architecture| {
        class.depth == Depth::Constant && class.class == Class::of((a.default)().transition())
    };
    let members = ARCHITECTURES.iter().filter(belongs);
    members.map(|a| a.name).collect()
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
pub fn as_json(task: &Task, numbers: Option<Numbers>) -> Value {
    let one = |(class, verdict): &(Named, Verdict)| {
        json!({
            "architecture": class.name,
            "members": class.members,
            "built": built(class),
            "verdict": verdict.answer.to_string(),
            "semantics": verdict.semantics.name(),
            "theorem": verdict.theorem.id,
            "statement": verdict.theorem.statement,
            "hypotheses": verdict.theorem.hypotheses,
            "source": verdict.theorem.source,
            "standing": verdict.theorem.standing.name(),
        })
    };
    Value::Array(all(task, numbers).iter().map(one).collect())
}
