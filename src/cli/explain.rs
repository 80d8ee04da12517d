//! What `show` and `classify` say of an algebra: its facts, what makes it hard, its pictures, and the verdicts.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::algebra::automaton::syntactic::Syntactic;
use crate::algebra::eggbox::{self, EggBox, Extent};
use crate::algebra::facts::{Facts, WordProblem, first_non_solvable_group};
use crate::algebra::green::Green;
use crate::algebra::holonomy::levels::{
    HolonomyClass, HolonomyLevel, group_complexity_bound, levels,
};
use crate::algebra::monoid::Monoid;
use crate::algebra::permutation::PermutationGroup;
use crate::algebra::permutation::witness::{PerfectResidual, Witness};
use crate::algebra::transformation::Transformation;
use crate::cli::facts;
use crate::cli::verdicts::{self, Numbers};
use crate::theory::{self, Task};

/// An algebra that is explained.
pub struct Explained<'a> {
    /// Its generators.
    pub generators: &'a [Transformation],
    /// Its elements, unless it is a group that was not listed.
    pub monoid: Option<&'a Monoid>,
    /// Green's relations of its elements, unless it is a group.
    pub green: Option<&'a Green>,
    /// Its facts.
    pub facts: &'a Facts,
    /// The language behind it, if it is one.
    pub language: Option<&'a Syntactic>,
    /// What is asked of architectures.
    pub task: Task,
}

/// What to say and to draw, as options.
#[derive(Debug, clap::Args)]
pub struct How {
    /// What verdicts grant the numbers; without it what the literature on each architecture speaks of first
    #[arg(long, value_name = "NUMBERS")]
    pub semantics: Option<Numbers>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// Draw the egg boxes and the Cayley graph into this directory
    #[arg(long, value_name = "DIR")]
    pub svg: Option<PathBuf>,
}

/// The facts of `monoid`, and its Green's relations unless it is a group, in which they say nothing.
pub fn facts_of(monoid: &Monoid) -> (Facts, Option<Green>) {
    if monoid.is_group() {
        return (Facts::of(monoid), None);
    }
    let green = Green::of(monoid);
    (Facts::with_green(monoid, &green), Some(green))
}

/// Names and values in two columns.
pub type Lines = Vec<(&'static str, String)>;

/// The algebra of words over `generators`, read from left to right, as theory sees it.
pub fn word_problem(facts: &Facts, generators: &[Transformation]) -> theory::Facts {
    theory::Facts::of(facts, generators.iter()).with_levels(generators)
}

/// Membership in a language as theory sees it; `facts` are those of its monoid.
pub fn membership(language: &Syntactic, facts: &Facts) -> Task {
    Task::Language {
        facts: word_problem(facts, language.monoid().generators()),
        quasi_aperiodic: language.is_quasi_aperiodic(),
        // the word is no more than its length
        unary: (0..language.dfa().letters().len())
            .all(|a| language.letter(a) == language.letter(0)),
    }
}

/// The circuit class of `task`: a language may be in AC0 though the word problem of its monoid is not.
pub fn class(facts: &Facts, task: &Task) -> String {
    if task.in_ac0() {
        WordProblem::Ac0.to_string()
    } else {
        facts.word_problem.to_string()
    }
}

impl Explained<'_> {
    /// Names and values of what it is.
    pub fn lines(&self) -> Lines {
        let mut lines = Lines::new();
        if let Some(language) = self.language {
            let class = if language.is_quasi_aperiodic() {
                "in AC0".to_owned()
            } else {
                format!("as hard as the word problem: {}", self.facts.word_problem)
            };
            let states = format!("{} of the minimal automaton", language.dfa().states());
            lines.push(("states", states));
            lines.push(("language", class));
        }
        lines.push(("generators", self.generator_text()));
        lines.extend(facts::lines(self.facts));
        if let Some(residual) = self.residual() {
            lines.extend(residual_lines(&residual));
        }
        if let Some(levels) = self.levels() {
            lines.extend(level_lines(&levels));
        }
        lines
    }

    /// What each generator is, by the letter that stands for it in pictures, if they can be read.
    fn generator_text(&self) -> String {
        const SHOWN: usize = 8;
        const POINTS: usize = 16;
        let points = self.generators.first().map_or(0, Transformation::points);
        if points > POINTS {
            return format!("{} on {points} points", self.generators.len());
        }
        let names = self.names();
        let named = names.iter().zip(self.generators).take(SHOWN);
        let mut list: Vec<String> = named.map(|(name, x)| format!("{name} = {x}")).collect();
        if self.generators.len() > SHOWN {
            list.push("...".to_owned());
        }
        list.join(", ")
    }

    /// The letters of pictures: those of the language if each is one character, else a, b, c, ...
    pub fn names(&self) -> Vec<String> {
        match self.language.map(|language| language.dfa().letters()) {
            Some(letters) if letters.iter().all(|l| l.chars().count() == 1) => letters.to_vec(),
            _ => eggbox::letters(self.generators.len()),
        }
    }

    /// The egg boxes, if it is no group, and the verdicts.
    pub fn parts(&self, numbers: Option<Numbers>) -> Vec<String> {
        let boxes = self
            .egg_box(Extent::default())
            .map(|picture| picture.to_string().trim_end().to_owned());
        let verdicts = verdicts::as_text(&self.task, numbers);
        boxes.into_iter().chain([verdicts]).collect()
    }

    /// All of it for machines; names are those of the published interface.
    pub fn as_json(&self, numbers: Option<Numbers>) -> Value {
        let mut value = facts::as_json(self.facts);
        if let Some(language) = self.language {
            value["states"] = json!(language.dfa().states());
            value["quasi_aperiodic"] = json!(language.is_quasi_aperiodic());
            value["language"] = json!(class(self.facts, &self.task));
        }
        value["perfect_residual"] = self.residual().as_ref().map_or(Value::Null, residual_json);
        value["holonomy_levels"] = self.levels().map_or(Value::Null, |levels| {
            levels.iter().map(level_json).collect()
        });
        value["verdicts"] = verdicts::as_json(&self.task, numbers);
        value
    }

    /// The picture of its D-classes. That of a group is one box with one cell, which says nothing.
    pub fn egg_box(&self, extent: Extent) -> Option<EggBox> {
        Some(EggBox::of(self.monoid?, self.green?, &self.names(), extent))
    }

    /// What makes the word problem NC1-complete, if it is.
    fn residual(&self) -> Option<PerfectResidual> {
        if self.facts.solvable() {
            return None;
        }
        let group = match (self.monoid, self.green) {
            (Some(monoid), Some(green)) => first_non_solvable_group(monoid, green)?,
            _ => PermutationGroup::from_generators(self.generators).ok()?,
        };
        PerfectResidual::of(&group)
    }

    /// The levels of the holonomy decomposition of a monoid that is no group.
    fn levels(&self) -> Option<Vec<HolonomyLevel>> {
        (!self.facts.group)
            .then(|| levels(self.generators))
            .flatten()
    }
}

fn residual_lines(residual: &PerfectResidual) -> Lines {
    let order = residual.group.order();
    let name = residual
        .group
        .name()
        .or_else(|| residual.factors.as_ref().map(|f| f.join(" . ")));
    let name = name.map_or_else(String::new, |name| format!("{name}, "));
    let mut lines = vec![("perfect residual", format!("{name}of order {order}"))];
    lines.extend(
        residual
            .witness
            .iter()
            .map(|found| ("Barrington witness", witness_text(found))),
    );
    lines
}

/// The equations, and what they are good for.
fn witness_text(witness: &Witness) -> String {
    let (u, v) = (&witness.u, &witness.v);
    let equations = match witness.elements.as_slice() {
        [s] => format!("s = [s^u, s^v] for s = {s}, u = {u}, v = {v}"),
        cycle => {
            let names = (1..=cycle.len()).map(|i| format!("s{i}"));
            let values: Vec<String> = names
                .zip(cycle)
                .map(|(name, s)| format!("{name} = {s}"))
                .collect();
            format!(
                "s(i+1) = [si^u, si^v], in a circle, for {}, u = {u}, v = {v}",
                values.join(", ")
            )
        }
    };
    format!("{equations}; so AND nested d deep is a word of at most 4^d letters")
}

fn residual_json(residual: &PerfectResidual) -> Value {
    let text = |x: &Transformation| x.to_string();
    json!({
        "order": facts::number(residual.group.order()),
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
    let mut lines: Lines = levels
        .iter()
        .enumerate()
        .map(|(k, level)| {
            let name = if k == 0 { "holonomy levels" } else { "" };
            (
                name,
                format!("{}: {}", levels.len() - k, level_text(&level.classes)),
            )
        })
        .collect();
    let bound = group_complexity_bound(levels);
    lines.push(("group complexity", format!("at most {bound}")));
    lines
}

/// The groups of a level, equal ones counted.
fn level_text(classes: &[HolonomyClass]) -> String {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for class in classes {
        let what = match (&class.name, class.order) {
            (_, 1) => format!("resets of {} tiles", class.tiles),
            (Some(name), _) => format!("{name} on {} tiles", class.tiles),
            (None, order) => format!("a group of order {order} on {} tiles", class.tiles),
        };
        match counted.iter_mut().find(|(known, _)| *known == what) {
            Some((_, count)) => *count += 1,
            None => counted.push((what, 1)),
        }
    }
    let text = |(what, count): (String, usize)| match count {
        1 => what,
        _ => format!("{count} x {what}"),
    };
    counted.into_iter().map(text).collect::<Vec<_>>().join(", ")
}

fn level_json(level: &HolonomyLevel) -> Value {
    let class = |class: &HolonomyClass| {
        json!({
            "sets": class.sets,
            "points": class.points,
            "tiles": class.tiles,
            "order": facts::number(class.order),
            "name": class.name,
        })
    };
    level.classes.iter().map(class).collect()
}
