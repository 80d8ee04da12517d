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
use crate::base::wrong::Wrong;
use crate::problem::families::language::LanguageConfig;
use crate::problem::file::{Reading, Resolve};

/// A language as it is written down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::problem::families) struct LanguageText {
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
/// Letters of one.
const MOST_LETTERS: usize = 1000;

impl Resolve<LanguageConfig> for LanguageText {
    fn resolve(&self, reading: &mut Reading<'_>) -> Option<LanguageConfig> {
        let mut wrong = Wrong::default();
        wrong.share("live", self.live);
        let orphan = self.letters.is_some() && self.regex.is_none();
        wrong.belongs(orphan, "letters", "`regex`, which is not there");
        let mut endless = Wrong::default();
        if let Some(random) = &self.random {
            endless.range("random.states", random.states, 1..=MOST_STATES);
            endless.range("random.letters", random.letters, 1..=MOST_LETTERS);
        }
        if let Some(ExpressionsText { modulus, depth, .. }) = &self.expressions {
            // what waits at each bracket is an operation and a number
            let states = (3 * u64::from(*modulus)).saturating_pow(*depth as u32);
            let message = format!("`depth` = {depth} makes more than a million states; lower it");
            endless.add_if(states > 1_000_000, "expressions.depth", message);
        }
        let ways = [
            ("regex", self.regex.is_some()),
            ("automaton", self.automaton.is_some()),
            ("random", self.random.is_some()),
            ("expressions", self.expressions.is_some()),
        ];
        let dfa = match wrong.one_of("language", "language", &ways) {
            Some("automaton") => {
                let (mut inner, automaton) = (Wrong::default(), self.automaton.as_ref());
                let dfa = automaton.and_then(|a| a.automaton(&mut inner));
                wrong.under("automaton", inner);
                dfa
            }
            Some(way) if endless.0.is_empty() => {
                self.dfa().map_err(|error| wrong.add(way, error)).ok()
            }
            _ => None,
        };
        reading.wrong(wrong);
        reading.wrong(endless);
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        dfa.map(|dfa| LanguageConfig::of(&dfa, self.live, limit))
    }
}

impl LanguageText {
    /// The automaton of `regex`, `random` or `expressions`.
    fn dfa(&self) -> Result<Dfa, AutomatonError> {
        if let Some(text) = &self.regex {
            let letters = self.letters.as_deref().unwrap_or("");
            return Regex::parse(text, letters)?.compile(DEFAULT_STATES);
        }
        if let Some(random) = &self.random {
            return random::random(random.states, random.letters, random.seed);
        }
        let arithmetic = self.expressions.as_ref();
        let arithmetic = arithmetic.expect("one of the ways is given");
        expressions::with_value(arithmetic.modulus, arithmetic.depth, arithmetic.value)
    }
}
