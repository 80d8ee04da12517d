//! `barrington classify`: the algebra of a language, a group or a monoid that is in no file, and what theory says.
//!
//! A language is classified by its syntactic monoid, generators by what they generate. Permutations are
//! worked with by Schreier and Sims, so groups too large to list are classified as well.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ArgGroup;
use serde_json::json;

use crate::algebra::automaton::Dfa;
use crate::algebra::automaton::dfa_file;
use crate::algebra::automaton::regex::{DEFAULT_STATES, Regex};
use crate::algebra::automaton::syntactic::Syntactic;
use crate::algebra::monoid::{DEFAULT_LIMIT, Monoid};
use crate::algebra::permutation::PermutationGroup;
use crate::algebra::subject::Subject;
use crate::algebra::transformation::Transformation;
use crate::cli::explain::{self, How};
use crate::cli::{pictures, say};
use crate::predict::Question;

/// Classify a language, a group or a monoid that is in no file
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

/// Classifies and prints.
pub fn classify(options: &Options) -> Result<()> {
    if let Some(text) = &options.regex {
        let regex = Regex::parse(text, &options.letters)?;
        language(text, &regex.compile(DEFAULT_STATES)?, options)
    } else if let Some(path) = &options.dfa {
        language(&path.display().to_string(), &dfa_file::load(path)?, options)
    } else if options.generators.is_empty() {
        generated(&images(&options.images)?, options)
    } else {
        generated(&cycles(&options.generators)?, options)
    }
}

fn language(title: &str, dfa: &Dfa, options: &Options) -> Result<()> {
    let syntactic = Syntactic::of(dfa, options.limit)?;
    let subject = Subject::of(syntactic.monoid(), Some(&syntactic));
    print(title, subject, &options.how)
}

fn generated(generators: &[Transformation], options: &Options) -> Result<()> {
    let names: Vec<String> = generators.iter().map(ToString::to_string).collect();
    let title = names.join(", ");
    if generators.iter().all(Transformation::is_permutation) {
        let group = PermutationGroup::from_generators(generators)?;
        return print(&title, Subject::of_group(&group, generators), &options.how);
    }
    let monoid = Monoid::from_generators(generators, options.limit)?;
    print(&title, Subject::of(&monoid, None), &options.how)
}

/// Prints and draws what is known of `subject`; pictures are called `title`.
fn print(title: &str, subject: Subject<'_>, how: &How) -> Result<()> {
    let drawn = match &how.svg {
        Some(to) => pictures::write(&subject, "classified", title, to)?,
        None => Vec::new(),
    };
    let letters = subject.language.map(|l| l.dfa().letters().join(", "));
    let letters = letters.map(|letters| ("letters", letters));
    let letters = letters.into_iter().collect();
    let more = json!({ "drawn": drawn });
    let drawn = drawn.into_iter().map(|line| ("drawn", line)).collect();
    let question = Question::of_algebra(subject);
    say(&explain::told(Some(&question), how, more, letters, drawn))
}

/// Permutations on as many points as the largest that is named.
fn cycles(texts: &[String]) -> Result<Vec<Transformation>> {
    let text = texts.join(" ");
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    let mut points = 1;
    for number in numbers.filter(|number| !number.is_empty()) {
        let point = number.parse::<u16>().ok().with_context(|| {
            format!("--generators names the point {number}, but points are 1 to 65535; number them from 1")
        })?;
        points = points.max(usize::from(point));
    }
    let parse = |text: &String| Transformation::parse_cycles(text, points);
    Ok(texts.iter().map(parse).collect::<Result<_, _>>()?)
}

fn images(texts: &[String]) -> Result<Vec<Transformation>> {
    let parse = |text: &String| Transformation::parse_images(text, None);
    Ok(texts.iter().map(parse).collect::<Result<_, _>>()?)
}
