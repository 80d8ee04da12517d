//! What `show` and `classify` say of an algebra: its facts, what makes it hard, its pictures, and the verdicts.

use std::path::PathBuf;

use indexmap::IndexMap;
use itertools::Itertools;
use serde_json::{Value, json};

use crate::algebra::eggbox::{EggBox, Extent};
use crate::algebra::facts::table::{self, number};
use crate::algebra::holonomy::levels::{HolonomyClass, HolonomyLevel, group_complexity_bound};
use crate::algebra::permutation::witness::{PerfectResidual, Witness};
use crate::algebra::subject::Subject;
use crate::algebra::transformation::Transformation;
use crate::cli::verdicts;
use crate::predict::Question;
use crate::predict::question::Basis;
use crate::theory::Semantics;

/// What to say and to draw, as options.
#[derive(Debug, clap::Args)]
pub struct How {
    /// What verdicts grant the numbers; without it what the literature on each architecture speaks of first
    #[arg(long, value_name = "NUMBERS", value_parser = verdicts::semantics())]
    pub semantics: Option<Semantics>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// Draw the egg boxes and the Cayley graph into this directory
    #[arg(long, value_name = "DIR")]
    pub svg: Option<PathBuf>,
}

/// Names and values in two columns.
pub type Lines = Vec<(&'static str, String)>;

/// Names and values of what a question is about.
fn lines(question: &Question<'_>) -> Lines {
    let subject = match &question.basis {
        Basis::Algebra(subject) => subject,
        Basis::Literature(known) => {
            return vec![
                ("class", format!("{known}: {}", known.statement)),
                ("class from", known.source.to_owned()),
            ];
        }
    };
    let mut lines = table::lines(subject, true);
    lines.push(("generators", generator_text(subject)));
    lines.extend(table::lines(subject, false));
    if let Some(residual) = subject.residual() {
        lines.extend(residual_lines(&residual));
    }
    if let Some(levels) = subject.holonomy_levels() {
        lines.extend(level_lines(&levels));
    }
    lines
}

/// What each generator is, by the letter that stands for it in pictures, if they can be read.
fn generator_text(subject: &Subject<'_>) -> String {
    const SHOWN: usize = 8;
    const POINTS: usize = 16;
    let generators = subject.generators;
    let points = generators.first().map_or(0, Transformation::points);
    if points > POINTS {
        return format!("{} on {points} points", generators.len());
    }
    let names = subject.names();
    let named = names.iter().zip(generators).take(SHOWN);
    let named = named.map(|(name, x)| format!("{name} = {x}"));
    let more = (generators.len() > SHOWN).then(|| "...".to_owned());
    named.chain(more).join(", ")
}

/// All that is said of a question: as JSON with the keys of `more`, or as text whose lines stand between `before` and
/// `after`, with the egg boxes, if it is no group, and the verdicts.
pub fn told(
    question: Option<&Question<'_>>,
    how: &How,
    more: Value,
    before: Lines,
    after: Lines,
) -> String {
    if how.json {
        let mut value = question.map_or_else(|| json!({}), |question| as_json(question, how));
        if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
            value.extend(more);
        }
        return format!("{value:#}");
    }
    let known = question.into_iter().flat_map(lines);
    let lines: Lines = before.into_iter().chain(known).chain(after).collect();
    let mut parts = vec![aligned(&lines)];
    if let Some(question) = question {
        let subject = question.algebra();
        let boxes = subject.and_then(|subject| egg_box(subject, Extent::default()));
        parts.extend(boxes.map(|picture| picture.to_string().trim_end().to_owned()));
        parts.push(verdicts::as_text(&question.task, how.semantics));
    }
    parts.join("\n\n")
}

/// Names and values in two columns.
fn aligned(lines: &Lines) -> String {
    let widths = lines.iter().map(|(name, _)| name.chars().count());
    let width = widths.max().unwrap_or(0);
    let line = |(name, value): &(&str, String)| format!("{name:width$}  {value}");
    lines.iter().map(line).join("\n")
}

/// All of it for machines; names are those of the published interface.
fn as_json(question: &Question<'_>, how: &How) -> Value {
    let mut value = match &question.basis {
        Basis::Algebra(subject) => algebra_json(subject),
        Basis::Literature(known) => json!({ "class": {
            "name": known.to_string(),
            "statement": known.statement,
            "source": known.source,
        } }),
    };
    value["verdicts"] = verdicts::as_json(&question.task, how.semantics);
    value
}

fn algebra_json(subject: &Subject<'_>) -> Value {
    let mut value = table::as_json(subject);
    let levels = |levels: &[HolonomyLevel]| levels.iter().map(level_json).collect::<Value>();
    value["perfect_residual"] = json!(subject.residual().as_ref().map(residual_json));
    value["holonomy_levels"] = json!(subject.holonomy_levels().as_deref().map(levels));
    value
}

/// The picture of its D-classes. That of a group is one box with one cell, which says nothing.
pub fn egg_box(subject: &Subject<'_>, extent: Extent) -> Option<EggBox> {
    let green = subject.green.as_ref()?;
    Some(EggBox::of(subject.monoid?, green, &subject.names(), extent))
}

fn residual_lines(residual: &PerfectResidual) -> Lines {
    let order = residual.group.order();
    let factors = || residual.factors.as_ref().map(|f| f.join(" . "));
    let name = residual.group.name().or_else(factors);
    let name = name.map_or_else(String::new, |name| format!("{name}, "));
    let mut lines = vec![("perfect residual", format!("{name}of order {order}"))];
    let witness = residual.witness.as_ref().map(witness_text);
    lines.extend(witness.map(|text| ("Barrington witness", text)));
    lines
}

/// The equations, and what they are good for.
fn witness_text(witness: &Witness) -> String {
    let (u, v) = (&witness.u, &witness.v);
    let equations = match witness.elements.as_slice() {
        [s] => format!("s = [s^u, s^v] for s = {s}, u = {u}, v = {v}"),
        cycle => {
            let name = |(i, s): (usize, &Transformation)| format!("s{i} = {s}");
            let values = (1..).zip(cycle).map(name).join(", ");
            format!("s(i+1) = [si^u, si^v], in a circle, for {values}, u = {u}, v = {v}")
        }
    };
    format!("{equations}; so AND nested d deep is a word of at most 4^d letters")
}

fn residual_json(residual: &PerfectResidual) -> Value {
    let text = |x: &Transformation| x.to_string();
    json!({
        "order": number(residual.group.order()),
        "name": residual.group.name(),
        "generators": residual.group.generators().iter().map(text).collect::<Vec<_>>(),
        "composition_factors": residual.factors,
        "witness": residual.witness.as_ref().map(|witness| json!({
            "elements": witness.elements.iter().map(text).collect::<Vec<_>>(),
            "u": text(&witness.u),
            "v": text(&witness.v),
            "w": witness.w.as_ref().map(text),
        })),
    })
}

/// A line for each level, the highest first, and what they bound.
fn level_lines(levels: &[HolonomyLevel]) -> Lines {
    let line = |(k, level): (usize, &HolonomyLevel)| {
        let name = if k == 0 { "holonomy levels" } else { "" };
        let (number, text) = (levels.len() - k, level_text(&level.classes));
        (name, format!("{number}: {text}"))
    };
    let mut lines: Lines = levels.iter().enumerate().map(line).collect();
    let bound = group_complexity_bound(levels);
    lines.push(("group complexity", format!("at most {bound}")));
    lines
}

/// The groups of a level, equal ones counted.
fn level_text(classes: &[HolonomyClass]) -> String {
    let mut counted: IndexMap<String, usize> = IndexMap::new();
    for class in classes {
        let what = match (&class.name, class.order) {
            (_, 1) => format!("resets of {} tiles", class.tiles),
            (Some(name), _) => format!("{name} on {} tiles", class.tiles),
            (None, order) => format!("a group of order {order} on {} tiles", class.tiles),
        };
        *counted.entry(what).or_default() += 1;
    }
    let text = |(what, count): (String, usize)| match count {
        1 => what,
        _ => format!("{count} x {what}"),
    };
    counted.into_iter().map(text).join(", ")
}

fn level_json(level: &HolonomyLevel) -> Value {
    let class = |class: &HolonomyClass| {
        json!({
            "sets": class.sets,
            "points": class.points,
            "tiles": class.tiles,
            "order": number(class.order),
            "name": class.name,
        })
    };
    level.classes.iter().map(class).collect()
}
