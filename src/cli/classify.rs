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
use crate::algebra::green::Green;
use crate::algebra::monoid::{DEFAULT_LIMIT, Monoid};
use crate::algebra::permutation::PermutationGroup;
use crate::algebra::transformation::Transformation;
use crate::cli::explain::{Explained, How, Lines, facts_of, membership, word_problem};
use crate::cli::show::aligned;
use crate::cli::{Answer, pictures, say};
use crate::theory::Task;

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
    #[command(flatten)]
    how: How,
}

/// What is to be classified, worked out.
struct Classified {
    generators: Vec<Transformation>,
    /// The listed monoid, unless it is a group or a language.
    monoid: Option<Monoid>,
    language: Option<Syntactic>,
    /// Green's relations, unless it is a group.
    green: Option<Green>,
    facts: Facts,
}

/// Classifies and prints.
pub fn classify(options: &Options) -> Result<Answer> {
    let classified = if let Some(text) = &options.regex {
        let regex = Regex::parse(text, &options.letters)?;
        language(&regex.compile(DEFAULT_STATES)?, options.limit)?
    } else if let Some(path) = &options.dfa {
        language(&dfa_file::load(path)?, options.limit)?
    } else if options.generators.is_empty() {
        generated(images(&options.images)?, options.limit)?
    } else {
        generated(cycles(&options.generators)?, options.limit)?
    };
    let explained = classified.explained();
    let drawn = match &options.how.svg {
        Some(to) => pictures::write(&explained, "classified", &classified.title(options), to)?,
        None => Vec::new(),
    };
    say(&if options.how.json {
        let mut value = explained.as_json(options.how.semantics);
        value["drawn"] = json!(drawn);
        format!("{value:#}")
    } else {
        let letters = explained
            .language
            .map(|language| ("letters", language.dfa().letters().join(", ")));
        let drawn = drawn.into_iter().map(|line| ("drawn", line));
        let lines: Lines = letters
            .into_iter()
            .chain(explained.lines())
            .chain(drawn)
            .collect();
        let parts = explained.parts(options.how.semantics);
        let parts: Vec<String> = std::iter::once(aligned(&lines)).chain(parts).collect();
        parts.join("\n\n")
    })?;
    Ok(Answer::Done)
}

fn language(dfa: &Dfa, limit: usize) -> Result<Classified> {
    let syntactic = Syntactic::of(dfa, limit)?;
    let (facts, green) = facts_of(syntactic.monoid());
    Ok(Classified {
        generators: syntactic.monoid().generators().to_vec(),
        monoid: None,
        facts,
        green,
        language: Some(syntactic),
    })
}

fn generated(generators: Vec<Transformation>, limit: usize) -> Result<Classified> {
    if generators.iter().all(Transformation::is_permutation) {
        let group = PermutationGroup::from_generators(&generators)?;
        return Ok(Classified {
            generators,
            monoid: None,
            language: None,
            green: None,
            facts: Facts::of_group(&group),
        });
    }
    let monoid = Monoid::from_generators(&generators, limit)?;
    let (facts, green) = facts_of(&monoid);
    Ok(Classified {
        generators,
        facts,
        monoid: Some(monoid),
        language: None,
        green,
    })
}

impl Classified {
    /// What pictures are called.
    fn title(&self, options: &Options) -> String {
        match (&options.regex, &options.dfa) {
            (Some(regex), _) => regex.clone(),
            (_, Some(path)) => path.display().to_string(),
            _ => {
                let generators: Vec<String> =
                    self.generators.iter().map(ToString::to_string).collect();
                generators.join(", ")
            }
        }
    }

    fn explained(&self) -> Explained<'_> {
        let (language, facts) = (self.language.as_ref(), &self.facts);
        Explained {
            generators: &self.generators,
            monoid: self.monoid.as_ref().or(language.map(Syntactic::monoid)),
            green: self.green.as_ref(),
            facts,
            language,
            task: match language {
                Some(language) => membership(language, facts),
                None => Task::WordProblem(word_problem(facts, &self.generators)),
            },
        }
    }
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
