//! The circuit class of a problem that has no finite monoid to compute it from, as the literature has it.

use crate::base::named::named;

/// A class with its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Complexity {
    /// The class.
    pub class: Class,
    /// Whether it is also complete for the class, under reductions weaker than the class.
    pub complete: bool,
    /// Whether a finite automaton answers it, though its monoid is not listed.
    pub regular: bool,
    /// The statement, in a sentence.
    pub statement: &'static str,
    /// Where it is proved.
    pub source: &'static str,
}

/// Where words of a monoid that is not solvable are shown to be complete for NC1.
pub(super) const BOUNDED_WIDTH: &str = "D. A. Mix Barrington, \"Bounded-width polynomial-size branching programs recognize exactly those languages in NC1\", JCSS 38 (1989) 150-164";

named! {
    /// Classes between AC0 and P, each within the next.
    pub enum Class {
        /// Constant depth, AND and OR.
        Ac0 = "AC0",
        /// Constant depth, with majority.
        Tc0 = "TC0",
        /// Logarithmic depth.
        Nc1 = "NC1",
        /// Deterministic logarithmic space.
        L = "L",
        /// Polynomial time.
        P = "P",
    }
}

impl Complexity {
    /// In `class`, and complete for it.
    pub const fn complete(class: Class, statement: &'static str, source: &'static str) -> Self {
        let complete = true;
        Self {
            complete,
            ..Self::within(class, statement, source)
        }
    }

    /// In `class`.
    pub const fn within(class: Class, statement: &'static str, source: &'static str) -> Self {
        Self {
            class,
            complete: false,
            regular: false,
            statement,
            source,
        }
    }

    /// Of a finite automaton whose operations generate a group that is not solvable: complete for NC1.
    pub const fn not_solvable(statement: &'static str, source: &'static str) -> Self {
        Self::complete(Class::Nc1, statement, source).regular()
    }

    /// The same of what a finite automaton answers.
    pub const fn regular(self) -> Self {
        let regular = true;
        Self { regular, ..self }
    }

    /// Whether it is known to be hard for `class`, one of TC0, NC1, L and P, each of which is within the next.
    pub fn is_hard_for(self, class: Class) -> bool {
        self.complete && self.class >= class
    }
}

impl std::fmt::Display for Complexity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.class.name();
        if self.complete {
            write!(f, "{name}-complete")
        } else {
            write!(f, "in {name}")
        }
    }
}
