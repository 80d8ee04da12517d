//! `[expect]`: what a problem file claims of its algebra, held against what the algebra computes.
//!
//! Only computed facts can be claimed; the test suite checks every claim of every file.

use serde::{Deserialize, Serialize};

use crate::algebra::facts::Facts;

/// Claims of a problem file; an absent one claims nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// Number of elements.
    pub order: Option<usize>,
    /// Number of idempotents.
    pub idempotents: Option<usize>,
    /// Whether it is a group.
    pub group: Option<bool>,
    /// Whether no non-trivial group is inside.
    pub aperiodic: Option<bool>,
    /// Whether the group commutes.
    pub abelian: Option<bool>,
    /// Whether the group is solvable.
    pub solvable: Option<bool>,
    /// Length of the derived series of a solvable group.
    pub derived_length: Option<usize>,
    /// Least common multiple of the orders of the group's elements.
    pub exponent: Option<usize>,
    /// Class of the word problem: `AC0`, `ACC0[m]` or `NC1-complete`.
    pub word_problem: Option<String>,
}

impl Expect {
    /// The claims that `facts` do not bear out, each as (key, what is wrong).
    pub fn disagreements(&self, facts: &Facts) -> Vec<(&'static str, String)> {
        let number = |x: Option<usize>| x.map(|x| x.to_string());
        let truth = |x: Option<bool>| x.map(|x| x.to_string());
        let class = facts.word_problem.map(|c| c.to_string());
        let claims = [
            ("order", number(self.order), number(Some(facts.order))),
            (
                "idempotents",
                number(self.idempotents),
                number(Some(facts.idempotents)),
            ),
            ("group", truth(self.group), truth(Some(facts.group))),
            (
                "aperiodic",
                truth(self.aperiodic),
                truth(Some(facts.aperiodic)),
            ),
            ("abelian", truth(self.abelian), truth(facts.abelian)),
            ("solvable", truth(self.solvable), truth(facts.solvable)),
            (
                "derived_length",
                number(self.derived_length),
                number(facts.derived_length),
            ),
            ("exponent", number(self.exponent), number(facts.exponent)),
            ("word_problem", self.word_problem.clone(), class),
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
            word_problem: Some("ACC0[2]".to_owned()),
            ..Expect::default()
        };
        let wrong: Vec<String> = expect
            .disagreements(&Facts::of(&monoid))
            .into_iter()
            .map(|(_, message)| message)
            .collect();
        assert_eq!(
            wrong,
            [
                "`order` is claimed to be 5, but is 4",
                "`word_problem` is claimed to be ACC0[2], but does not apply or is not computed; remove it"
            ]
        );
    }
}
