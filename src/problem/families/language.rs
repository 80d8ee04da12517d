//! Membership in a regular language: after every letter, whether the word so far belongs to it.
//!
//! ```text
//! label_t = "in" if x_1 ... x_t is in the language, otherwise "out"
//! ```
//!
//! The automaton is kept minimal, so equal languages are equal problems. In many languages a uniform word leaves for
//! ever after a few letters, and nothing is left to be tracked. `live` is how often, on average, a letter is drawn
//! uniformly among those after which the word can still be completed to one of the language (if there are any), and
//! not among all. With `live = 0` words are uniform.
//!
//! Leaves out the next allowed letters as labels, and generation of words of the language only.

mod file;

pub(super) use file::LanguageText;

use serde::{Deserialize, Serialize};

use crate::algebra::automaton::Dfa;
use crate::algebra::automaton::syntactic::Syntactic;
use crate::base::wrong::Wrong;
use crate::problem::Problem;
use crate::problem::automaton::Automaton;
use crate::problem::families::Config;
use crate::problem::knowledge::Knowledge;
use crate::problem::script::{Kept, Script};

/// A language, resolved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageConfig {
    /// Names of the letters.
    pub letters: Vec<String>,
    /// Of each state of the minimal automaton, whether words that end in it belong; state 0 is the start.
    pub accepting: Vec<bool>,
    /// `[states, letters]`: the state after a letter.
    pub next: Vec<u32>,
    /// The share of letters that keep the word completable, from 0 to 1.
    pub live: f64,
    /// Elements of the syntactic monoid allowed.
    pub limit: usize,
}

impl LanguageConfig {
    /// The language of `dfa`.
    pub fn of(dfa: &Dfa, live: f64, limit: usize) -> Self {
        let dfa = &dfa.minimal();
        let states = 0..dfa.states() as u32;
        let letters = 0..dfa.letters().len();
        Self {
            letters: dfa.letters().to_vec(),
            accepting: states.clone().map(|q| dfa.is_accepting(q)).collect(),
            next: states
                .flat_map(|q| letters.clone().map(move |a| dfa.next(q, a)))
                .collect(),
            live,
            limit,
        }
    }

    /// Lists the syntactic monoid; the automaton is its minimal one.
    fn automaton(&self) -> Result<Automaton, Wrong> {
        let next = self.next.clone();
        let dfa = Dfa::new(self.letters.clone(), 0, self.accepting.clone(), next);
        let language = Syntactic::of(&dfa.map_err(Wrong::whole)?, self.limit);
        let language = language.map_err(Wrong::whole)?;
        let dfa = language.dfa();
        let minimal = Self::of(dfa, self.live, self.limit);
        let letters = 0..dfa.letters().len();
        // no word leads from a state to an accepting one: in a minimal automaton that is one state, which is never left
        let dead = |q| !dfa.is_accepting(q) && letters.clone().all(|a| dfa.next(q, a) == q);
        let kept_alive = |q: u32| {
            let keeps = |&a: &usize| !dead(dfa.next(q, a));
            letters.clone().filter(keeps).map(|a| a as u32).collect()
        };
        let elements = letters.clone().map(|a| language.letter(a)).collect();
        // a space is written so that it can be seen
        let shown: Vec<String> = dfa.letters().iter().map(|l| l.replace(' ', "␣")).collect();
        let script = Script::written_as(dfa.letters(), &shown);
        let live = (0..dfa.states() as u32).map(kept_alive).collect();
        let known = Knowledge::Language(Box::new(language), elements);
        Ok(Automaton {
            next: minimal.next,
            label: minimal.accepting.into_iter().map(u32::from).collect(),
            share: self.live,
            live,
            kept: Kept::new(script, ["out", "in"], known),
        })
    }
}

impl Config for LanguageConfig {
    fn check(&self, wrong: &mut Wrong) {
        wrong.share("live", self.live);
    }

    fn build(&self, _: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(Box::new(self.automaton()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::automaton::regex::{DEFAULT_STATES, Regex};
    use crate::algebra::monoid::DEFAULT_LIMIT;
    use crate::base::rng::stream;
    use crate::problem::answer::Answer;
    use crate::problem::{Asked, Known, Written};

    fn problem(regex: &str, live: f64) -> Automaton {
        let dfa = Regex::parse(regex, "").unwrap().compile(DEFAULT_STATES);
        let config = LanguageConfig::of(&dfa.unwrap(), live, DEFAULT_LIMIT);
        config.automaton().unwrap()
    }

    /// Labels of the prefixes of `word`, as `io`.
    fn solve(problem: &Automaton, word: &str) -> String {
        let word = problem.language().unwrap().dfa().word(word).unwrap();
        let word: Vec<u32> = word.into_iter().map(|a| a as u32).collect();
        let mut answers = Vec::new();
        problem.solve(&word, &mut answers);
        let letter = |answer: &Answer| ['o', 'i'][answer.label as usize];
        answers.iter().map(letter).collect()
    }

    #[test]
    fn a_label_says_whether_the_prefix_belongs() {
        assert_eq!(solve(&problem("(ab)*", 0.0), "ababba"), "oioioo");
        assert_eq!(solve(&problem("b*(ab*ab*)*", 0.0), "abbabb"), "oooiii");
        assert_eq!(solve(&problem("(aa)*", 0.0), "aaaa"), "oioi");
    }

    #[test]
    fn live_words_stay_completable_and_uniform_ones_do_not() {
        let inside = |live: f64| {
            let problem = problem("(ab)*", live);
            let (mut word, mut answers) = (Vec::new(), Vec::new());
            let last = |index| {
                word.clear();
                problem.draw(&mut stream(3, "train", index), 64, &mut word);
                problem.solve(&word, &mut answers);
                answers[63].label
            };
            (0..200).map(last).sum::<u32>()
        };
        assert_eq!(inside(1.0), 200);
        assert_eq!(inside(0.0), 0);
        // each letter strays with probability 0.005
        let expected = 200.0 * 0.995f64.powi(64);
        assert!((f64::from(inside(0.99)) - expected).abs() < 30.0);
    }

    #[test]
    fn uniform_letters_are_uniform() {
        let problem = problem("a|b|c|d", 0.0);
        let mut word = Vec::new();
        problem.draw(&mut stream(1, "train", 0), 40_000, &mut word);
        let mut counts = [0i32; 4];
        word.iter().for_each(|&a| counts[a as usize] += 1);
        // five standard deviations
        assert!(
            counts.iter().all(|n| (n - 10_000).abs() < 440),
            "{counts:?}"
        );
    }

    #[test]
    fn a_language_that_is_finite_or_empty_can_be_drawn_from() {
        for regex in ["ab", "~(.*)&a"] {
            let problem = problem(regex, 1.0);
            let mut word = Vec::new();
            problem.draw(&mut stream(1, "train", 0), 8, &mut word);
            assert_eq!(word.len(), 8);
            assert!(
                word.iter()
                    .all(|&a| (a as usize) < problem.alphabet().len())
            );
        }
    }
}
