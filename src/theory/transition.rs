//! The table of transitions, one line each: how one step of a layer moves its state, the token and the lower layers
//! given.
//!
//! What theory knows of a kind of layers stands in its one file: its rows in the atlas, what is ruled of it, and the
//! theorems that say so.

use crate::theory::class::Named;
use crate::theory::rules::Rules;

/// The type of a payload, whatever it is called.
macro_rules! payload {
    ($name:ident, $type:path) => {
        $type
    };
}

/// The rules of a payload, or of a kind that has none.
macro_rules! rules {
    ($kind:path) => {
        &$kind
    };
    ($kind:path, $payload:ident) => {
        $payload
    };
}

/// `module::Kind`, or `module::Kind(payload)` if there are several of the kind.
macro_rules! transitions {
    ($($module:ident :: $kind:ident $(($payload:ident))?),* $(,)?) => {
        $(pub mod $module;)*

        /// How one step of a layer moves its state.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each variant is documented where it is defined")]
        pub enum Transition {
            $($kind $((payload!($payload, $module::$kind)))?),*
        }

        impl Transition {
            /// What theory knows of it.
            pub(super) fn rules(&self) -> &dyn Rules {
                match self {
                    $(Self::$kind $(($payload))? => rules!($module::$kind $(, $payload)?)),*
                }
            }
        }

        /// The classes of the atlas, from weak to strong.
        pub fn named() -> Vec<Named> {
            [$($module::$kind::rows()),*].concat()
        }

        /// The theorems of each kind.
        #[cfg(test)]
        pub(super) const THEOREMS: &[&[crate::theory::Theorem]] = &[$($module::THEOREMS),*];
    };
}

transitions! {
    attention::Attention(kind),
    time_invariant::TimeInvariant,
    diagonal_non_negative::DiagonalNonNegative,
    diagonal_signed::DiagonalSigned,
    diagonal_complex::DiagonalComplex,
    householder::Householder(factors),
    permutation_diagonal::PermutationDiagonal,
    dense::Dense,
    non_linear::NonLinear,
}
