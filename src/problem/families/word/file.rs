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

use serde::Deserialize;

use crate::algebra::AlgebraError;
use crate::algebra::monoid::DEFAULT_LIMIT;
use crate::algebra::product::direct;
use crate::algebra::transformation::Transformation;
use crate::base::wrong::Wrong;
use crate::problem::Family;
use crate::problem::families::word::{Alphabet, Product, WordConfig};
use crate::problem::file::{Reading, Resolve};

/// A word problem as it is written down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::problem::families) struct WordText {
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

impl Resolve<WordConfig> for WordText {
    fn resolve(&self, reading: &mut Reading<'_>) -> Option<WordConfig> {
        let mut wrong = Wrong::default();
        let generators = self.generators(reading, &mut wrong);
        reading.wrong(wrong);
        Some(WordConfig {
            generators: generators?,
            alphabet: self.alphabet.unwrap_or(Alphabet::Elements),
            neutral: self.neutral,
            product: self.product,
            limit: self.limit.unwrap_or(DEFAULT_LIMIT),
            track: self.track,
        })
    }
}

impl WordText {
    /// The generators, from whichever of `cycles`, `images`, `direct` is given; faults are collected.
    fn generators(
        &self,
        reading: &mut Reading<'_>,
        wrong: &mut Wrong,
    ) -> Option<Vec<Transformation>> {
        let ways = [
            ("cycles", self.cycles.is_some()),
            ("images", self.images.is_some()),
            ("direct", self.direct.is_some()),
        ];
        wrong.one_of("word", "generators", &ways)?;
        if let Some(names) = &self.direct {
            let message =
                "`points` has no meaning next to `direct`: the factors bring their own; remove it";
            wrong.add_if(self.points.is_some(), "points", message);
            return factors(names, reading, wrong);
        }
        if let Some(cycles) = &self.cycles {
            let Some(points) = self.points else {
                let message = "missing key `points` in [word]: `cycles` need the number of points";
                wrong.add("", message);
                return None;
            };
            let parse = |text: &str| Transformation::parse_cycles(text, points);
            return Some(self.listed("cycles", cycles, parse, wrong));
        }
        let images = self.images.as_ref()?;
        // without `points`, the first generator that can be read decides
        let read = |text: &String| Transformation::parse_images(text, None).ok();
        let first = images.iter().find_map(read);
        let points = self.points.or(first.map(|t| t.points()));
        let parse = |text: &str| Transformation::parse_images(text, points);
        Some(self.listed("images", images, parse, wrong))
    }

    /// Reads a list of generators, each fault at its own line. Equal letters are a fault.
    fn listed(
        &self,
        key: &str,
        texts: &[String],
        parse: impl Fn(&str) -> Result<Transformation, AlgebraError>,
        wrong: &mut Wrong,
    ) -> Vec<Transformation> {
        let mut found: Vec<Transformation> = Vec::new();
        for (k, text) in texts.iter().enumerate() {
            let message = match parse(text) {
                Ok(t) if found.contains(&t) => format!("`{text}` is given twice; remove one"),
                Ok(t) if self.neutral && t.is_identity() => format!(
                    "`{text}` is the identity, which `neutral = true` already makes a letter; remove one of the two"
                ),
                Ok(t) => {
                    found.push(t);
                    continue;
                }
                Err(error) => error.to_string(),
            };
            wrong.add(&format!("{key}.{k}"), message);
        }
        wrong.add_if(texts.is_empty(), key, AlgebraError::NoGenerators);
        found
    }
}

/// The generators of a direct product of problems.
fn factors(
    names: &[String],
    reading: &mut Reading<'_>,
    wrong: &mut Wrong,
) -> Option<Vec<Transformation>> {
    let mut parts: Vec<Vec<Transformation>> = Vec::new();
    for (k, name) in names.iter().enumerate() {
        let other = reading.other(name);
        let message = match other.map(|file| file.map(|f| f.config.family)) {
            Ok(Some(Family::Word(word))) => {
                parts.push(word.generators);
                continue;
            }
            Ok(Some(_)) => {
                format!("`{name}` is no word problem, and a factor must be one; remove it")
            }
            Ok(None) => continue,
            Err(message) => message,
        };
        wrong.add(&format!("direct.{k}"), message);
    }
    if names.len() < 2 {
        wrong.add("direct", "`direct` needs at least two factors");
        return None;
    }
    let parts: Vec<&[Transformation]> = parts.iter().map(Vec::as_slice).collect();
    let product = direct(&parts).map_err(|error| wrong.add("direct", error));
    product.ok()
}
