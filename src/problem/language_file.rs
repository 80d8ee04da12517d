//! `[language]` of a problem file: membership in a regular language.
//!
//! ```toml
//! [language]
//! regex = "(ab)*"       # | * + ? {m,n} . and letters in brackets, ~ for not, & for and
//! letters = "c"         # letters that the expression does not name
//! live = 0.95           # the share of letters drawn so that the word can still be completed
//! limit = 1000000       # elements of the syntactic monoid at most
//! ```
//!
//! Instead of `regex` and `letters` there may be
//!
//! ```toml
//! automaton = { letters = ["a"], start = "even", accept = ["even"], states.even.a = "odd", states.odd.a = "even" }
//! random = { states = 6, letters = 2, seed = 1 }             # an automaton drawn at random
//! expressions = { modulus = 3, depth = 1, value = 0 }        # arithmetic with brackets
//! ```
//!
//! `letters`, `live` and `limit` may be left out (none, 0 for uniform words, a million).

use serde::Deserialize;

use crate::algebra::automaton::dfa_file::DfaText;
use crate::algebra::automaton::regex::{DEFAULT_STATES, Regex};
use crate::algebra::automaton::{AutomatonError, Dfa, expressions, random};
use crate::algebra::monoid::DEFAULT_LIMIT;
use crate::base::faults::{Document, Faults};
use crate::problem::language::LanguageConfig;

/// A language as it is written down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageText {
    regex: Option<String>,
    letters: Option<String>,
    automaton: Option<DfaText>,
    random: Option<RandomText>,
    expressions: Option<ExpressionsText>,
    #[serde(default)]
    live: f64,
    limit: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RandomText {
    states: u32,
    letters: usize,
    seed: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpressionsText {
    modulus: u32,
    depth: usize,
    value: u32,
}

/// States of a random automaton: their transformations must fit the algebra.
const MOST_STATES: u32 = 65_535;

impl LanguageText {
    /// The language; what is wrong is added to `faults`.
    pub(super) fn resolve(
        &self,
        document: &Document<'_>,
        faults: &mut Faults,
    ) -> Option<LanguageConfig> {
        let mut fault = |key: &str, message: String| {
            faults
                .0
                .push(document.fault(&format!("language.{key}"), message));
        };
        if !(0.0..=1.0).contains(&self.live) {
            let message = format!(
                "`live` = {} is no share; give a number from 0 to 1",
                self.live
            );
            fault("live", message);
        }
        if let (Some(_), None) = (&self.letters, &self.regex) {
            let message = "`letters` belongs to `regex`, which is not there; remove it";
            fault("letters", message.to_owned());
        }
        if let Some(random) = self.random.as_ref().filter(|r| r.states > MOST_STATES) {
            let message = format!(
                "`states` = {} are too many; give at most {MOST_STATES}",
                random.states
            );
            fault("random.states", message);
            return None;
        }
        let given: Vec<&str> = [
            ("regex", self.regex.is_some()),
            ("automaton", self.automaton.is_some()),
            ("random", self.random.is_some()),
            ("expressions", self.expressions.is_some()),
        ]
        .iter()
        .filter(|way| way.1)
        .map(|way| way.0)
        .collect();
        let dfa = match given.as_slice() {
            [] => {
                let message = "[language] has no language; give one of `regex`, `automaton`, `random`, `expressions`";
                fault("", message.to_owned());
                return None;
            }
            ["automaton"] => {
                let automaton = self.automaton.as_ref()?;
                return Some(self.config(&automaton.automaton(
                    document,
                    "language.automaton.",
                    faults,
                )?));
            }
            [way] => match self.dfa() {
                Ok(dfa) => dfa,
                Err(error) => {
                    fault(way, error.to_string());
                    return None;
                }
            },
            [.., last] => {
                let message = format!(
                    "[language] has `{}`; keep exactly one of them",
                    given.join("` and `")
                );
                fault(last, message);
                return None;
            }
        };
        Some(self.config(&dfa))
    }

    fn config(&self, dfa: &Dfa) -> LanguageConfig {
        LanguageConfig::of(dfa, self.live, self.limit.unwrap_or(DEFAULT_LIMIT))
    }

    /// The automaton of `regex`, `random` or `expressions`.
    fn dfa(&self) -> Result<Dfa, AutomatonError> {
        if let Some(text) = &self.regex {
            let letters = self.letters.as_deref().unwrap_or("");
            return Regex::parse(text, letters)?.compile(DEFAULT_STATES);
        }
        if let Some(random) = &self.random {
            return random::random(random.states, random.letters, random.seed);
        }
        let ExpressionsText {
            modulus,
            depth,
            value,
        } = self.expressions.as_ref().expect("one of the ways is given");
        expressions::with_value(*modulus, *depth, *value)
    }
}
