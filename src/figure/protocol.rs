//! How the records were measured, beside how the paper measured: one row per point of its protocol.
//!
//! Everything in the second column is read from the resolved configurations inside the records. Left out: judgement
//! on whether a difference matters.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::analysis::depth::Rule;
use crate::analysis::pool::Group;
use crate::analysis::published::ILLUSION_PROTOCOL;
use crate::experiment::record::Record;
use crate::experiment::run::counted;
use crate::figure::panel::{first, problems, range, seeds, words};
use crate::figure::{list, problem_title};

/// What is compared, what the paper did, what was done here.
pub fn rows(groups: &[Group<'_>]) -> Vec<[String; 3]> {
    ILLUSION_PROTOCOL
        .iter()
        .map(|(what, theirs)| [(*what).to_owned(), (*theirs).to_owned(), here(what, groups)])
        .collect()
}

fn here(what: &str, groups: &[Group<'_>]) -> String {
    match what {
        "Groups" => list(problems(groups).into_iter().map(problem_title)),
        "Letters" => letters(groups),
        "Passing" => format!(
            "{}, on {} fresh sequences after training; nothing trivial counts",
            Rule::SEQUENCE,
            words(groups)
        ),
        "Lengths" => {
            let lengths = trained(groups, |r| {
                let train = &r.run.train;
                format!("trained up to {}, {}", train.length, train.lengths)
            });
            format!("{lengths}; shorter lengths are prefixes of the same sequences")
        }
        "Data" => trained(groups, |r| r.run.train.data.to_string()),
        "Width" => widths(groups),
        "Training" => trained(groups, |r| {
            let (t, o) = (&r.run.train, &r.run.train.optimiser);
            format!(
                "AdamW, rate {}, weight decay {}, clipping at {}, {} sequences a step, at most {} steps",
                o.learning_rate, o.weight_decay, o.clip, t.batch, t.steps
            )
        }),
        "Seeds" => seeds(groups),
        _ => String::new(),
    }
}

/// What distinct values `describe` takes over all records.
fn trained(groups: &[Group<'_>], describe: impl Fn(&Record) -> String) -> String {
    let records = groups.iter().flat_map(Group::records);
    let distinct: BTreeSet<String> = records.map(describe).collect();
    distinct.into_iter().collect::<Vec<_>>().join("; or ")
}

/// The value of `alphabet` in each problem, as its file writes it.
fn letters(groups: &[Group<'_>]) -> String {
    let name = |problem| {
        let written = serde_json::to_value(&first(groups, problem).run.problem).ok()?;
        let alphabet = find(&written, "alphabet")?;
        Some(format!("{}: {alphabet}", problem_title(problem)))
    };
    let names: Vec<String> = problems(groups).into_iter().filter_map(name).collect();
    if names.is_empty() {
        "as the configuration of each problem says".to_owned()
    } else {
        names.join(", ")
    }
}

/// The first text under `key`, at any depth.
fn find(value: &Value, key: &str) -> Option<String> {
    match value {
        Value::Object(map) => match map.get(key) {
            Some(Value::String(text)) => Some(text.clone()),
            _ => map.values().find_map(|v| find(v, key)),
        },
        Value::Array(items) => items.iter().find_map(|v| find(v, key)),
        _ => None,
    }
}

fn widths(groups: &[Group<'_>]) -> String {
    let labels: BTreeSet<&str> = groups.iter().map(|g| g.label).collect();
    let of = |label: &str| {
        let own = groups.iter().filter(|g| g.label == label);
        let fewest = own.clone().map(|g| g.layers).min().unwrap_or(0);
        let shallow = own.clone().filter(|g| g.layers == fewest);
        let parameters = range(
            shallow
                .flat_map(Group::records)
                .map(|r| r.parameters as usize),
        );
        let width = range(own.flat_map(Group::records).map(|r| r.run.model.d_model));
        let layers = counted(fewest, "layer");
        format!("{label} {width} ({parameters} parameters with {layers})")
    };
    labels.into_iter().map(of).collect::<Vec<_>>().join(", ")
}
