//! A monoid, a group or a language with what is worked out about it: what facts are read from.
//!
//! Costly parts are worked out once: Green's relations, unless it is a group, in which they say nothing, and the facts
//! that need them. Leaves out how it is shown, and what theory says of it.

use crate::algebra::automaton::syntactic::Syntactic;
use crate::algebra::eggbox;
use crate::algebra::facts::{Facts, WordProblem, first_non_solvable_group};
use crate::algebra::green::Green;
use crate::algebra::holonomy::levels::{HolonomyLevel, levels};
use crate::algebra::monoid::Monoid;
use crate::algebra::permutation::PermutationGroup;
use crate::algebra::permutation::witness::PerfectResidual;
use crate::algebra::transformation::Transformation;

/// An algebra and what is known of it.
pub struct Subject<'a> {
    /// Its generators.
    pub generators: &'a [Transformation],
    /// Its elements, unless it is a group that was not listed.
    pub monoid: Option<&'a Monoid>,
    /// The language of which it is the syntactic monoid, if it is one.
    pub language: Option<&'a Syntactic>,
    /// Green's relations of its elements, unless it is a group.
    pub green: Option<Green>,
    /// Its facts.
    pub facts: Facts,
}

impl<'a> Subject<'a> {
    /// A listed monoid, and the language behind it if there is one.
    ///
    /// ```
    /// use barrington::algebra::monoid::{DEFAULT_LIMIT, Monoid};
    /// use barrington::algebra::subject::Subject;
    /// use barrington::algebra::transformation::Transformation;
    /// let resets = ["1 1", "2 2"].map(|t| Transformation::parse_images(t, None).unwrap());
    /// let flip_flop = Monoid::from_generators(&resets, DEFAULT_LIMIT).unwrap();
    /// assert_eq!(Subject::of(&flip_flop, None).holonomy_levels().unwrap().len(), 1);
    /// ```
    pub fn of(monoid: &'a Monoid, language: Option<&'a Syntactic>) -> Self {
        let green = (!monoid.is_group()).then(|| Green::of(monoid));
        let facts = match &green {
            Some(green) => Facts::with_green(monoid, green),
            None => Facts::of(monoid),
        };
        Self {
            generators: monoid.generators(),
            monoid: Some(monoid),
            language,
            green,
            facts,
        }
    }

    /// The group that permutations generate, which may be too large to list.
    pub fn of_group(group: &PermutationGroup, generators: &'a [Transformation]) -> Self {
        Self {
            generators,
            monoid: None,
            language: None,
            green: None,
            facts: Facts::of_group(group),
        }
    }

    /// What its generators are called: the letters of the language if each is one character, else a, b, c, ...
    pub fn names(&self) -> Vec<String> {
        match self.language.map(|language| language.dfa().letters()) {
            Some(letters) if letters.iter().all(|l| l.chars().count() == 1) => letters.to_vec(),
            _ => eggbox::letters(self.generators.len()),
        }
    }

    /// The class of membership, if it is a language, otherwise of the word problem. A language may do without counting
    /// what its word problem has to count, since lengths are free.
    pub fn class(&self) -> WordProblem {
        match self.language {
            Some(language) if self.facts.solvable() => WordProblem::counting(language.modulus()),
            _ => self.facts.word_problem,
        }
    }

    /// What makes the word problem NC1-complete, if it is.
    pub fn residual(&self) -> Option<PerfectResidual> {
        if self.facts.solvable() {
            return None;
        }
        let group = match (self.monoid, &self.green) {
            (Some(monoid), Some(green)) => first_non_solvable_group(monoid, green)?,
            _ => PermutationGroup::from_generators(self.generators).ok()?,
        };
        PerfectResidual::of(&group)
    }

    /// The levels of the holonomy decomposition of a monoid that is no group, if there are not too many image sets.
    pub fn holonomy_levels(&self) -> Option<Vec<HolonomyLevel>> {
        (!self.facts.group)
            .then(|| levels(self.generators))
            .flatten()
    }
}
