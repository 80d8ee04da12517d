//! The circuit class of a problem that has no finite monoid to compute it from, as the literature has it.

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

/// Classes between AC0 and P.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Constant depth, AND and OR.
    Ac0,
    /// Constant depth, with majority.
    Tc0,
    /// Logarithmic depth.
    Nc1,
    /// Deterministic logarithmic space.
    L,
    /// Polynomial time.
    P,
}

impl Class {
    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ac0 => "AC0",
            Self::Tc0 => "TC0",
            Self::Nc1 => "NC1",
            Self::L => "L",
            Self::P => "P",
        }
    }
}

impl Complexity {
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
