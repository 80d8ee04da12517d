//! The four things that "precision" means where architectures are proved able or unable.
//!
//! Theorems about the same architecture look contradictory until one says which of them is meant: a diagonal
//! recurrence over exact reals stores its whole input in one number, and with rounding at every step it is a
//! finite automaton. A verdict always names the one it speaks of.

use crate::base::named::named;

named! {
    /// What numbers a theorem grants an architecture.
    #[derive(derive_more::Display)]
    #[display("{}", self.name())]
    pub enum Semantics {
        /// Exact rational or real arithmetic, with finitely many states reached. Without that, or a limit on the
        /// decoder, nothing is impossible.
        Exact = "exact",
        /// Numbers of O(log n) bits for words of n letters; products and sums are exact and rounded once.
        LogPrecision = "log-precision",
        /// Numbers of a constant format, rounded after every step: a recurrence is then a finite automaton.
        Rounded = "rounded",
        /// A fixed finite set of values for words of every length; the arithmetic between them is exact.
        Finite = "finite",
    }
}

impl Semantics {
    /// One line for a reader.
    pub fn about(self) -> &'static str {
        match self {
            Self::Exact => "exact arithmetic, finitely many states reached",
            Self::LogPrecision => "O(log n) bits for n letters, products and sums rounded once",
            Self::Rounded => "constant format, rounded after every step",
            Self::Finite => "a fixed finite set of values for all lengths, exact between them",
        }
    }
}
