//! Problem files: `problems/NAME.toml`, the whole of what it takes to add a problem.
//!
//! ```toml
//! title = "A5: even permutations of five points"
//! source = "where it comes from"
//!
//! [word]
//! points = 5
//! cycles = ["(1 2 3 4 5)", "(1 2 3)"]  # or images = ["2 3 4 5 1"], or direct = ["a4", "z5"]
//! alphabet = "elements"                # or "generators"; an experiment may override it
//! neutral = true                       # with generators as letters, the identity is the first letter
//! product = "right-first"              # (p*q)(i) = p(q(i)); "left-first" has q(p(i)), as an automaton reads
//! limit = 1000000                      # elements at most
//!
//! [expect]                             # facts the test suite holds against the algebra
//! order = 60
//! ```
//!
//! `alphabet`, `neutral` and `limit` may be left out (elements, false, a million). The files in the
//! repository are also inside the binary, so that it works in any directory; a file in the given directory wins.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::algebra::AlgebraError;
use crate::algebra::monoid::DEFAULT_LIMIT;
use crate::algebra::product::direct;
use crate::algebra::transformation::Transformation;
use crate::base::faults::{Document, Faults};
use crate::base::files::toml_stems;
use crate::base::near::nearest;
use crate::problem::built_in::BUILT_IN;
use crate::problem::expect::Expect;
use crate::problem::word::{Alphabet, Product, WordConfig};
use crate::problem::{Family, ProblemConfig, ProblemError};

/// A problem file, read.
#[derive(Clone, Debug, PartialEq)]
pub struct ProblemFile {
    /// The problem, resolved.
    pub config: ProblemConfig,
    /// Where it comes from.
    pub source: String,
    /// What it claims of its algebra.
    pub expect: Expect,
    /// The file; of a built-in problem, the one it was built from.
    pub path: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    title: String,
    source: String,
    word: WordText,
    #[serde(default)]
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordText {
    points: Option<usize>,
    cycles: Option<Vec<String>>,
    images: Option<Vec<String>>,
    direct: Option<Vec<String>>,
    alphabet: Option<Alphabet>,
    #[serde(default)]
    neutral: bool,
    product: Product,
    limit: Option<usize>,
}

/// The names of all problems: files of `dir` and built-in ones, sorted. A missing directory has no files.
pub fn list(dir: &Path) -> Result<Vec<String>, ProblemError> {
    let refused = |source| ProblemError::Read {
        path: dir.to_owned(),
        source,
    };
    let mut names: Vec<String> = BUILT_IN
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    names.extend(toml_stems(dir).map_err(refused)?);
    names.sort();
    names.dedup();
    Ok(names)
}

/// Reads the problem `name` from `dir`, or the built-in one if there is no such file.
pub fn load(dir: &Path, name: &str) -> Result<ProblemFile, ProblemError> {
    load_from(dir, name, &mut Vec::new())
}

/// [`load`], with the files whose `direct` led here.
fn load_from(dir: &Path, name: &str, above: &mut Vec<String>) -> Result<ProblemFile, ProblemError> {
    let (path, text) = find(dir, name)?;
    let document = Document::parse(&path, &text)?;
    let file: FileText = document.read()?;
    let mut faults = Faults::default();
    above.push(name.to_owned());
    let generators = generators(dir, &file.word, &document, &mut faults, above);
    above.pop();
    faults.into_result()?;
    Ok(ProblemFile {
        config: ProblemConfig {
            name: name.to_owned(),
            title: file.title,
            family: Family::Word(WordConfig {
                generators,
                alphabet: file.word.alphabet.unwrap_or(Alphabet::Elements),
                neutral: file.word.neutral,
                product: file.word.product,
                limit: file.word.limit.unwrap_or(DEFAULT_LIMIT),
            }),
        },
        source: file.source,
        expect: file.expect,
        path,
    })
}

/// The path and text of a problem. Names are plain words, never paths.
fn find(dir: &Path, name: &str) -> Result<(PathBuf, String), ProblemError> {
    if name.is_empty() || name.contains(['/', '\\', '.']) {
        return Err(ProblemError::NotAName {
            name: name.to_owned(),
        });
    }
    let path = dir.join(format!("{name}.toml"));
    match std::fs::read_to_string(&path) {
        Ok(text) => return Ok((path, text)),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(source) => return Err(ProblemError::Read { path, source }),
    }
    if let Some((_, text)) = BUILT_IN.iter().find(|(known, _)| *known == name) {
        return Ok((path, (*text).to_owned()));
    }
    let known = list(dir)?;
    Err(ProblemError::Unknown {
        name: name.to_owned(),
        near: nearest(name, known.iter().map(String::as_str)).map(str::to_owned),
        known: known.len(),
        file: path,
    })
}

/// The generators, from whichever of `cycles`, `images`, `direct` is given; faults are collected.
fn generators(
    dir: &Path,
    word: &WordText,
    document: &Document<'_>,
    faults: &mut Faults,
    above: &mut Vec<String>,
) -> Vec<Transformation> {
    match (&word.cycles, &word.images, &word.direct) {
        (Some(cycles), None, None) => {
            let Some(points) = word.points else {
                let message = "missing key `points` in [word]: `cycles` need the number of points";
                faults.0.push(document.fault("word", message));
                return Vec::new();
            };
            let parse = |text: &str| Transformation::parse_cycles(text, points);
            listed("word.cycles", cycles, parse, word.neutral, document, faults)
        }
        (None, Some(images), None) => {
            // without `points`, the first generator that can be read decides
            let first = images
                .iter()
                .find_map(|text| Transformation::parse_images(text, None).ok());
            let points = word.points.or(first.map(|t| t.points()));
            let parse = |text: &str| Transformation::parse_images(text, points);
            listed("word.images", images, parse, word.neutral, document, faults)
        }
        (None, None, Some(names)) => {
            if word.points.is_some() {
                let message = "`points` has no meaning next to `direct`: the factors bring their own; remove it";
                faults.0.push(document.fault("word.points", message));
            }
            factors(dir, names, document, faults, above)
        }
        (None, None, None) => {
            let message = "[word] has no generators; give one of `cycles`, `images`, `direct`";
            faults.0.push(document.fault("word", message));
            Vec::new()
        }
        (cycles, images, _) => {
            let given = [
                ("cycles", cycles.is_some()),
                ("images", images.is_some()),
                ("direct", word.direct.is_some()),
            ];
            let given: Vec<&str> = given.iter().filter(|g| g.1).map(|g| g.0).collect();
            let message = format!(
                "[word] has `{}`; keep exactly one of them",
                given.join("` and `")
            );
            let key = format!("word.{}", given[given.len() - 1]);
            faults.0.push(document.fault(&key, message));
            Vec::new()
        }
    }
}

/// Reads a list of generators, each fault at its own line. Equal letters are a fault.
fn listed(
    key: &str,
    texts: &[String],
    parse: impl Fn(&str) -> Result<Transformation, AlgebraError>,
    neutral: bool,
    document: &Document<'_>,
    faults: &mut Faults,
) -> Vec<Transformation> {
    let mut found: Vec<Transformation> = Vec::new();
    for (k, text) in texts.iter().enumerate() {
        let at = format!("{key}.{k}");
        match parse(text) {
            Ok(t) if found.contains(&t) => {
                let message = format!("`{text}` is given twice; remove one");
                faults.0.push(document.fault(&at, message));
            }
            Ok(t) if neutral && t.is_identity() => {
                let message = format!(
                    "`{text}` is the identity, which `neutral = true` already makes a letter; remove one of the two"
                );
                faults.0.push(document.fault(&at, message));
            }
            Ok(t) => found.push(t),
            Err(error) => faults.0.push(document.fault(&at, error.to_string())),
        }
    }
    if texts.is_empty() {
        let message = AlgebraError::NoGenerators.to_string();
        faults.0.push(document.fault(key, message));
    }
    found
}

/// The generators of a direct product of problems.
fn factors(
    dir: &Path,
    names: &[String],
    document: &Document<'_>,
    faults: &mut Faults,
    above: &mut Vec<String>,
) -> Vec<Transformation> {
    let mut parts: Vec<Vec<Transformation>> = Vec::new();
    for (k, name) in names.iter().enumerate() {
        let at = format!("word.direct.{k}");
        if let Some(start) = above.iter().position(|a| a == name) {
            let circle = [&above[start..], std::slice::from_ref(name)].concat();
            let message = format!(
                "`direct` goes in a circle, {}; break it",
                circle.join(" -> ")
            );
            faults.0.push(document.fault(&at, message));
            continue;
        }
        match load_from(dir, name, above) {
            Ok(file) => {
                let Family::Word(word) = file.config.family;
                parts.push(word.generators);
            }
            Err(ProblemError::Faults(inner)) => faults.0.extend(inner.0),
            Err(error) => faults.0.push(document.fault(&at, error.to_string())),
        }
    }
    let parts: Vec<&[Transformation]> = parts.iter().map(Vec::as_slice).collect();
    match direct(&parts) {
        _ if names.len() < 2 => {
            let message = "`direct` needs at least two factors";
            faults.0.push(document.fault("word.direct", message));
            Vec::new()
        }
        Ok(generators) => generators,
        Err(error) => {
            faults
                .0
                .push(document.fault("word.direct", error.to_string()));
            Vec::new()
        }
    }
}
