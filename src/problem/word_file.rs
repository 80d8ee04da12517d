//! `[word]` of a problem file: a word problem by its generators.
//!
//! ```toml
//! [word]
//! points = 5
//! cycles = ["(1 2 3 4 5)", "(1 2 3)"]  # or images = ["2 3 4 5 1"], or direct = ["a4", "z5"]
//! alphabet = "elements"                # or "generators"; an experiment may override it
//! neutral = true                       # with generators as letters, the identity is the first letter
//! product = "right-first"              # (p*q)(i) = p(q(i)); "left-first" has q(p(i)), as an automaton reads
//! limit = 1000000                      # elements at most
//! track = 1                            # the label is where this point is, not the product
//! ```
//!
//! `alphabet`, `neutral` and `limit` may be left out (elements, false, a million), and `track`.

use std::path::Path;

use serde::Deserialize;

use crate::algebra::AlgebraError;
use crate::algebra::monoid::DEFAULT_LIMIT;
use crate::algebra::product::direct;
use crate::algebra::transformation::Transformation;
use crate::base::faults::{Document, Faults};
use crate::problem::file::load_from;
use crate::problem::word::{Alphabet, Product, WordConfig};
use crate::problem::{Family, ProblemError};

/// A word problem as it is written down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordText {
    points: Option<usize>,
    cycles: Option<Vec<String>>,
    images: Option<Vec<String>>,
    direct: Option<Vec<String>>,
    alphabet: Option<Alphabet>,
    #[serde(default)]
    neutral: bool,
    product: Product,
    limit: Option<usize>,
    track: Option<u16>,
}

impl WordText {
    /// The problem; what is wrong is added to `faults`. `above` are the files whose `direct` led here.
    pub(super) fn resolve(
        &self,
        dir: &Path,
        document: &Document<'_>,
        faults: &mut Faults,
        above: &mut Vec<String>,
    ) -> Option<WordConfig> {
        Some(WordConfig {
            generators: generators(dir, self, document, faults, above),
            alphabet: self.alphabet.unwrap_or(Alphabet::Elements),
            neutral: self.neutral,
            product: self.product,
            limit: self.limit.unwrap_or(DEFAULT_LIMIT),
            track: self.track,
        })
    }
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
            Ok(file) => match file.config.family {
                Family::Word(word) => parts.push(word.generators),
                _ => {
                    let message =
                        format!("`{name}` is no word problem, and a factor must be one; remove it");
                    faults.0.push(document.fault(&at, message));
                }
            },
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
