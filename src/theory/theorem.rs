//! The theorems that verdicts rest on, each with its source, its hypotheses, and how far it can be relied on.
//!
//! Circuit classes are DLOGTIME-uniform unless a theorem says otherwise.

use crate::base::named::named;

named! {
    /// How far a theorem can be relied on.
    pub enum Standing {
        /// Its source states it.
        Published = "published",
        /// It is attributed to its source, whose text has not been compared.
        Unverified = "unverified",
        /// An argument of this project's, given in `hypotheses` and the documentation; no published proof.
        Derived = "derived",
    }
}

/// A theorem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theorem {
    /// Short and unique.
    pub id: &'static str,
    /// What it says.
    pub statement: &'static str,
    /// Who says it, and where.
    pub source: &'static str,
    /// Under which conditions.
    pub hypotheses: &'static str,
    /// How far it can be relied on.
    pub standing: Standing,
}

/// Theorems as constants where they are used, and all of them as `THEOREMS`.
macro_rules! theorems {
    ($($name:ident: $standing:ident, $id:literal, $statement:literal, $source:literal, $hypotheses:literal;)*) => {
        $(
            #[doc = $statement]
            pub(crate) const $name: $crate::theory::Theorem = $crate::theory::Theorem {
                id: $id,
                statement: $statement,
                source: $source,
                hypotheses: $hypotheses,
                standing: $crate::theory::Standing::$standing,
            };
        )*

        /// All theorems of this module.
        #[cfg(test)]
        pub(crate) const THEOREMS: &[$crate::theory::Theorem] = &[$($name),*];
    };
}
pub(crate) use theorems;

theorems! {
    TRIVIAL: Derived, "trivial",
        "The word problem of the trivial monoid asks nothing.",
        "by definition",
        "none";
    SUBNORMAL: Derived, "subnormal-series",
        "A group that k layers track has a subnormal series of length k whose factors divide products of finite groups of linear maps that the layers' transition matrices realise: trivial for gates in [0, 1], for Householder factors with β at most 1 and for time-invariant layers, elementary abelian 2-groups for real diagonal, abelian for complex diagonal ones.",
        "this project: lower layers fixed, a step permutes the reached states as affine maps that fix their barycentre, so their linear parts are a finite group; induction over layers",
        "exact arithmetic with finitely many states reached, or finite precision in that sense; the decoder may be any function; for time-invariant layers all elements of the group are values of words of one length, as with a neutral letter";
    AUTOMATON: Derived, "finite-automaton",
        "A recurrence with finitely many states is a finite automaton and recognises regular languages only.",
        "by definition; majority, Dyck-1 and the values of formulas and circuits are not regular, and neither is what takes names of unbounded length or an unbounded memory to answer (Myhill and Nerode)",
        "constant precision";
    HARD_FOR_NC1: Derived, "hard-for-nc1",
        "A constant number of layers that compute in TC0 solves no problem that is hard for NC1 under AC0 reductions, unless TC0 = NC1.",
        "by definition, from ssm-in-tc0, complex-in-tc0 and transformer-in-tc0; where problems are hard for L or P, NC1 reduces to them too",
        "O(log n) bits, a constant number of layers; conditional on TC0 != NC1";
    COUNTER: Derived, "counter",
        "A counter in the state, which adds and subtracts one, decides majority and Dyck-1.",
        "this project; for the LSTM: Weiss, Goldberg and Yahav, ACL 2018",
        "O(log n) bits";
    UNSETTLED: Derived, "unsettled",
        "None of the theorems known to this program settles it.",
        "none",
        "none";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::{diagonal, transition};

    /// All theorems that a verdict can rest on.
    fn all() -> Vec<Theorem> {
        let shared = [THEOREMS, diagonal::THEOREMS];
        let of_kinds = transition::THEOREMS.iter().copied();
        shared
            .into_iter()
            .chain(of_kinds)
            .flatten()
            .copied()
            .collect()
    }

    #[test]
    fn every_theorem_has_a_name_of_its_own_and_says_where_it_comes_from() {
        for (i, theorem) in all().iter().enumerate() {
            assert!(all()[..i].iter().all(|other| other.id != theorem.id));
            assert!(!theorem.statement.is_empty() && !theorem.source.is_empty());
            assert!(!theorem.hypotheses.is_empty());
        }
    }

    #[test]
    fn what_is_derived_is_not_dressed_up_as_published() {
        for theorem in all() {
            let ours = theorem.source.starts_with("this project");
            assert!(
                !ours || theorem.standing == Standing::Derived,
                "{}",
                theorem.id
            );
        }
    }
}
