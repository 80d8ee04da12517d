//! A problem as theory sees it.
//!
//! A problem with a listed monoid is the word problem of that monoid, or membership in the language whose syntactic
//! monoid it is. Words that multiply from right to left are words of the opposite monoid. Of a problem without one the
//! literature says where it stands among circuit classes; majority and Dyck-1 have theorems of their own.

use crate::algebra::subject::Subject;
use crate::problem::complexity::{Class, Complexity};
use crate::problem::families::counting::CountingLabel;
use crate::problem::families::dyck::DyckLabel;
use crate::problem::families::word::Product;
use crate::problem::{Family, Problem, ProblemConfig};
use crate::theory::{Hardness, Invariants, Task};

/// What is asked of architectures, and where theory knows it from.
pub struct Question<'a> {
    /// What theory knows it from.
    pub basis: Basis<'a>,
    /// What is asked.
    pub task: Task,
}

/// What theory knows a problem from.
pub enum Basis<'a> {
    /// Its algebra, which is finite and listed, or a group.
    Algebra(Box<Subject<'a>>),
    /// The literature.
    Literature(Complexity),
}

impl<'a> Question<'a> {
    /// What `problem`, built from `config`, asks; none if nothing is known of it, as of a data set.
    pub fn of(config: &ProblemConfig, problem: &'a dyn Problem) -> Option<Self> {
        if let Some(monoid) = problem.monoid() {
            let subject = Subject::of(monoid, problem.language());
            if subject.language.is_some() {
                return Some(Self::of_algebra(subject));
            }
            let letters = problem.letters().iter().map(|&x| monoid.element(x));
            let facts = Invariants::of(&subject.facts, letters);
            let right_first =
                matches!(&config.family, Family::Word(word) if word.product == Product::RightFirst);
            let task = Task::WordProblem(if right_first {
                facts.reversed(&subject.facts, monoid.generators())
            } else {
                facts.with_levels(monoid.generators())
            });
            let basis = Basis::Algebra(Box::new(subject));
            return Some(Self { basis, task });
        }
        let known = problem.complexity()?;
        let task = match &config.family {
            Family::Counting(config) if config.label == CountingLabel::Majority => Task::Majority,
            Family::Dyck(config) if config.label == DyckLabel::Member && config.pairs == 1 => {
                Task::Dyck
            }
            _ => Task::Known(Hardness {
                regular: known.regular,
                hard_for_tc0: known.is_hard_for(Class::Tc0),
                hard_for_nc1: known.is_hard_for(Class::Nc1),
            }),
        };
        let basis = Basis::Literature(known);
        Some(Self { basis, task })
    }

    /// Membership in the language of `subject`, or words over its generators that multiply from left to right.
    pub fn of_algebra(subject: Subject<'a>) -> Self {
        let letters = subject.generators;
        let facts = Invariants::of(&subject.facts, letters.iter()).with_levels(letters);
        let task = match subject.language {
            Some(language) => Task::Language {
                facts,
                modulus: language.modulus(),
                // the word is no more than its length
                unary: (0..language.dfa().letters().len())
                    .all(|a| language.letter(a) == language.letter(0)),
            },
            None => Task::WordProblem(facts),
        };
        let basis = Basis::Algebra(Box::new(subject));
        Self { basis, task }
    }

    /// The algebra, if that is what it is known from.
    pub fn algebra(&self) -> Option<&Subject<'a>> {
        match &self.basis {
            Basis::Algebra(subject) => Some(subject),
            Basis::Literature(_) => None,
        }
    }

    /// Its circuit class: that of a language may be smaller than that of the word problem of its monoid.
    pub fn class(&self) -> String {
        match &self.basis {
            Basis::Algebra(subject) => subject.class().to_string(),
            Basis::Literature(known) => known.to_string(),
        }
    }
}
