//! `[expect]`: what a problem file claims of its algebra, held against what the algebra computes.
//!
//! Only computed facts can be claimed; the test suite checks every claim of every file.

use serde::{Deserialize, Serialize};

use crate::algebra::automaton::syntactic::Syntactic;
use crate::algebra::facts::Facts;
use crate::problem::complexity::Complexity;

/// Claims of a problem file; an absent one claims nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// Number of elements.
    pub order: Option<u64>,
    /// Number of idempotents.
    pub idempotents: Option<usize>,
    /// Whether it is a group.
    pub group: Option<bool>,
    /// Whether no non-trivial group is inside.
    pub aperiodic: Option<bool>,
    /// Whether all elements commute.
    pub abelian: Option<bool>,
    /// Whether every group inside is solvable.
    pub solvable: Option<bool>,
    /// The longest derived series of a group inside.
    pub derived_length: Option<usize>,
    /// Whether the group is nilpotent.
    pub nilpotent: Option<bool>,
    /// Least common multiple of the orders of the group's elements.
    pub exponent: Option<u64>,
    /// Number of conjugacy classes of the group.
    pub conjugacy_classes: Option<usize>,
    /// Number of classes of Green's relation D.
    pub d_classes: Option<usize>,
    /// Number of classes of Green's relation R.
    pub r_classes: Option<usize>,
    /// Number of classes of Green's relation L.
    pub l_classes: Option<usize>,
    /// Whether its languages are in C-RASP.
    pub c_rasp: Option<bool>,
    /// Whether every R-class has one element.
    pub r_trivial: Option<bool>,
    /// Whether every J-class has one element.
    pub j_trivial: Option<bool>,
    /// Of a language: states of its minimal automaton.
    pub states: Option<usize>,
    /// Of a language: whether it is in AC0, which its monoid alone does not say.
    pub quasi_aperiodic: Option<bool>,
    /// Class of the word problem: `AC0`, `ACC0[m]` or `NC1-complete`.
    pub word_problem: Option<String>,
    /// Of a problem without a monoid: its class as the literature has it, such as `in TC0` or `P-complete`.
    pub class: Option<String>,
}

impl Expect {
    /// The claims that are not borne out, each as (key, what is wrong): by the facts of the monoid if there is one, by
    /// the language if it is one, by the known class if there is one.
    pub fn disagreements(
        &self,
        facts: Option<&Facts>,
        language: Option<&Syntactic>,
        complexity: Option<Complexity>,
    ) -> Vec<(&'static str, String)> {
        fn text<T: ToString>(x: Option<T>) -> Option<String> {
            x.map(|x| x.to_string())
        }
        fn of<T: ToString>(facts: Option<&Facts>, f: impl FnOnce(&Facts) -> T) -> Option<String> {
            facts.map(|facts| f(facts).to_string())
        }
        let group = facts.and_then(Facts::as_group);
        let classes = |k: usize| of(facts, |f| f.classes[k]);
        let claims = [
            ("order", text(self.order), of(facts, |f| f.order)),
            (
                "idempotents",
                text(self.idempotents),
                of(facts, |f| f.idempotents),
            ),
            ("group", text(self.group), of(facts, |f| f.group)),
            (
                "aperiodic",
                text(self.aperiodic),
                of(facts, |f| f.aperiodic()),
            ),
            (
                "abelian",
                text(self.abelian),
                of(facts, |f| f.identities.commutative),
            ),
            ("solvable", text(self.solvable), of(facts, |f| f.solvable())),
            (
                "derived_length",
                text(self.derived_length),
                text(facts.and_then(Facts::derived_length)),
            ),
            (
                "nilpotent",
                text(self.nilpotent),
                text(group.map(|g| g.nilpotent)),
            ),
            (
                "exponent",
                text(self.exponent),
                text(group.and_then(|g| g.exponent)),
            ),
            (
                "conjugacy_classes",
                text(self.conjugacy_classes),
                text(group.and_then(|g| g.conjugacy_classes)),
            ),
            ("d_classes", text(self.d_classes), classes(0)),
            ("r_classes", text(self.r_classes), classes(1)),
            ("l_classes", text(self.l_classes), classes(2)),
            (
                "c_rasp",
                text(self.c_rasp),
                text(facts.and_then(|f| f.counters)),
            ),
            (
                "states",
                text(self.states),
                text(language.map(|l| l.dfa().states())),
            ),
            (
                "quasi_aperiodic",
                text(self.quasi_aperiodic),
                text(language.map(Syntactic::is_quasi_aperiodic)),
            ),
            (
                "r_trivial",
                text(self.r_trivial),
                of(facts, |f| f.identities.r_trivial),
            ),
            (
                "j_trivial",
                text(self.j_trivial),
                of(facts, |f| f.identities.j_trivial),
            ),
            (
                "word_problem",
                self.word_problem.clone(),
                of(facts, |f| f.word_problem),
            ),
            ("class", self.class.clone(), text(complexity)),
        ];
        let mut wrong = Vec::new();
        for (key, claimed, computed) in claims {
            match (claimed, computed) {
                (Some(claimed), Some(computed)) if claimed != computed => wrong.push((
                    key,
                    format!("`{key}` is claimed to be {claimed}, but is {computed}"),
                )),
                (Some(claimed), None) => wrong.push((
                    key,
                    format!(
                        "`{key}` is claimed to be {claimed}, but does not apply or is not computed; remove it"
                    ),
                )),
                _ => {}
            }
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::monoid::{DEFAULT_LIMIT, Monoid};
    use crate::algebra::transformation::Transformation;

    #[test]
    fn wrong_claims_and_claims_of_what_is_not_computed_are_named() {
        let generators =
            ["2 1", "1 1"].map(|t| Transformation::parse_images(t, None).expect("images"));
        let monoid = Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap();
        let expect = Expect {
            order: Some(5),
            group: Some(false),
            exponent: Some(2),
            word_problem: Some("ACC0[3]".to_owned()),
            ..Expect::default()
        };
        let wrong: Vec<String> = expect
            .disagreements(Some(&Facts::of(&monoid)), None, None)
            .into_iter()
            .map(|(_, message)| message)
            .collect();
        assert_eq!(
            wrong,
            [
                "`order` is claimed to be 5, but is 4",
                "`exponent` is claimed to be 2, but does not apply or is not computed; remove it",
                "`word_problem` is claimed to be ACC0[3], but is ACC0[2]"
            ]
        );
    }
}
