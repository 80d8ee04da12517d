//! `barrington classify`: the algebra of a language, a group or a monoid that is in no file, and what theory says.
//!
//! A language is classified by its syntactic monoid, generators by what they generate. Permutations are
//! worked with by Schreier and Sims, so groups too large to list are classified as well.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::ArgGroup;
use serde_json::json;

use crate::algebra::automaton::Dfa;
use crate::algebra::automaton::dfa_file;
use crate::algebra::automaton::regex::{DEFAULT_STATES, Regex};
use crate::algebra::automaton::syntactic::Syntactic;
use crate::algebra::facts::Facts;
use crate::algebra::monoid::{DEFAULT_LIMIT, Monoid};
use crate::algebra::permutation::PermutationGroup;
use crate::algebra::transformation::Transformation;
use crate::cli::show::{aligned, egg_boxes};
use crate::cli::verdicts::{self, Numbers};
use crate::cli::{Answer, facts, say};
use crate::theory::{self, Task};

/// What `classify` takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  barrington classify --regex '(ab)*'\n  barrington classify --generators '(1 2 3 4 5)' '(1 2 3)'\n  barrington classify --images '2 2 1' '1 3 3'"
)]
#[command(group(ArgGroup::new("what").required(true).args(["regex", "dfa", "generators", "images"])))]
pub struct Options {
    /// A regular expression: letters, | * + ? {m,n} . and letters in brackets, ~ for not, & for and
    #[arg(long)]
    regex: Option<String>,
    /// Letters of the language that its expression does not name
    #[arg(long, value_name = "LETTERS", default_value = "", requires = "regex")]
    letters: String,
    /// A TOML file with letters, start, accept and states
    #[arg(long, value_name = "FILE")]
    dfa: Option<PathBuf>,
    /// Permutations in cycles, points from 1
    #[arg(long, num_args = 1.., value_name = "CYCLES")]
    generators: Vec<String>,
    /// Transformations as lists of images, points from 1
    #[arg(long, num_args = 1.., value_name = "IMAGES")]
    images: Vec<String>,
    /// Elements listed at most
    #[arg(long, default_value_t = DEFAULT_LIMIT)]
    limit: usize,
    /// What verdicts grant the numbers; without it what the literature on each architecture speaks of first
    #[arg(long, value_name = "NUMBERS")]
    semantics: Option<Numbers>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// What is to be classified, worked out.
struct Classified {
    /// What it is, as lines that come first.
    about: Vec<(&'static str, String)>,
    facts: Facts,
    /// The listed monoid, unless it is a group.
    monoid: Option<Monoid>,
    task: Task,
    /// Of a language: whether it is in AC0.
    quasi_aperiodic: Option<bool>,
}

/// Classifies and prints.
pub fn classify(options: &Options) -> Result<Answer> {
    let classified = if let Some(text) = &options.regex {
        let regex = Regex::parse(text, &options.letters)?;
        language(&regex.compile(DEFAULT_STATES)?, options.limit)?
    } else if let Some(path) = &options.dfa {
        language(&dfa_file::load(path)?, options.limit)?
    } else if options.generators.is_empty() {
        generated(&images(&options.images)?, options.limit)?
    } else {
        generated(&cycles(&options.generators)?, options.limit)?
    };
    say(&if options.json {
        as_json(&classified, options.semantics)
    } else {
        as_text(&classified, options.semantics)
    })?;
    Ok(Answer::Done)
}

fn language(dfa: &Dfa, limit: usize) -> Result<Classified> {
    let syntactic = Syntactic::of(dfa, limit)?;
    let facts = Facts::of(syntactic.monoid());
    let quasi_aperiodic = syntactic.is_quasi_aperiodic();
    let letters = syntactic.dfa().letters();
    let task = Task::Language {
        facts: theory::Facts::of(&facts, syntactic.monoid().generators().iter()),
        quasi_aperiodic,
        unary: letters.len() == 1,
    };
    let class = if quasi_aperiodic {
        "in AC0".to_owned()
    } else {
        format!("as hard as the word problem: {}", facts.word_problem)
    };
    Ok(Classified {
        about: vec![
            ("letters", letters.join(", ")),
            (
                "states",
                format!("{} of the minimal automaton", syntactic.dfa().states()),
            ),
            ("language", class),
        ],
        monoid: Some(Monoid::from_generators(
            syntactic.monoid().generators(),
            limit,
        )?),
        facts,
        task,
        quasi_aperiodic: Some(quasi_aperiodic),
    })
}

fn generated(generators: &[Transformation], limit: usize) -> Result<Classified> {
    let (facts, monoid) = if generators.iter().all(Transformation::is_permutation) {
        let group = PermutationGroup::from_generators(generators)?;
        (Facts::of_group(&group), None)
    } else {
        let monoid = Monoid::from_generators(generators, limit)?;
        (Facts::of(&monoid), Some(monoid))
    };
    Ok(Classified {
        about: vec![("generators", list(generators))],
        task: Task::WordProblem(theory::Facts::of(&facts, generators.iter())),
        facts,
        monoid,
        quasi_aperiodic: None,
    })
}

fn list(generators: &[Transformation]) -> String {
    let texts: Vec<String> = generators.iter().map(Transformation::to_string).collect();
    texts.join(", ")
}

/// Permutations on as many points as the largest that is named.
fn cycles(texts: &[String]) -> Result<Vec<Transformation>> {
    let numbers = texts
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_ascii_digit()))
        .filter(|number| !number.is_empty());
    let mut points = 1;
    for number in numbers {
        match number.parse::<u16>() {
            Ok(point) => points = points.max(usize::from(point)),
            Err(_) => bail!(
                "--generators names the point {number}, but points are 1 to 65535; number them from 1"
            ),
        }
    }
    let parse = |text: &String| Transformation::parse_cycles(text, points);
    Ok(texts.iter().map(parse).collect::<Result<_, _>>()?)
}

fn images(texts: &[String]) -> Result<Vec<Transformation>> {
    let parse = |text: &String| Transformation::parse_images(text, None);
    Ok(texts.iter().map(parse).collect::<Result<_, _>>()?)
}

fn as_text(classified: &Classified, semantics: Option<Numbers>) -> String {
    let mut lines = classified.about.clone();
    lines.extend(facts::lines(&classified.facts));
    let mut parts = vec![aligned(&lines)];
    let boxes = classified.monoid.as_ref();
    parts.extend(boxes.and_then(|monoid| egg_boxes(monoid, &classified.facts)));
    parts.push(verdicts::as_text(&classified.task, semantics));
    parts.join("\n\n")
}

fn as_json(classified: &Classified, semantics: Option<Numbers>) -> String {
    let mut value = facts::as_json(&classified.facts);
    if let Some(quasi_aperiodic) = classified.quasi_aperiodic {
        value["quasi_aperiodic"] = json!(quasi_aperiodic);
    }
    value["verdicts"] = verdicts::as_json(&classified.task, semantics);
    format!("{value:#}")
}
