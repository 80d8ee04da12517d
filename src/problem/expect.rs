//! `[expect]`: what a problem file claims of its algebra, held against what the algebra computes.
//!
//! Only computed facts can be claimed, those of [`FACTS`] that are no lists, and the class of a problem without a monoid;
//! the test suite checks every claim of every file.

use std::fmt;
use std::sync::LazyLock;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use crate::algebra::facts::table::{FACTS, Fact, Kind, Value};
use crate::algebra::subject::Subject;
use crate::problem::complexity::Complexity;

/// Claims of a problem file, each a key and what is claimed, in the order of the facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expect(Vec<(&'static str, Value)>);

/// The key of the class of a problem without a monoid as the literature has it, such as `in TC0` or `P-complete`.
const CLASS: &str = "class";

/// Every key.
static KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let claimable = FACTS.iter().filter(|fact| fact.kind != Kind::List);
    claimable.map(|fact| fact.key).chain([CLASS]).collect()
});

fn fact(key: &str) -> Option<&'static Fact> {
    FACTS.iter().find(|fact| fact.key == key)
}

impl<'de> Deserialize<'de> for Expect {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("Expect", &KEYS, Claims)
    }
}

/// One of the keys. That a key is unknown is found while it is read, so that the fault points at it.
struct Key(&'static str);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        let known = KEYS.iter().find(|&&key| key == written);
        let unknown = || D::Error::unknown_field(&written, &KEYS);
        known.map(|key| Self(key)).ok_or_else(unknown)
    }
}

struct Claims;

impl<'de> Visitor<'de> for Claims {
    type Value = Expect;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of claims")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Expect, A::Error> {
        let mut claims = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            let claimed = match fact(key).map_or(Kind::Name, |fact| fact.kind) {
                Kind::Truth => Value::Truth(map.next_value()?),
                Kind::Number => Value::Number(map.next_value::<u64>()?.into()),
                Kind::Name | Kind::List => Value::Name(map.next_value()?),
            };
            claims.push((key, claimed));
        }
        claims.sort_by_key(|(key, _)| KEYS.iter().position(|known| known == key));
        Ok(Expect(claims))
    }
}

impl Expect {
    /// Every key that a claim can have.
    pub fn keys() -> &'static [&'static str] {
        &KEYS
    }

    /// Whether something is claimed under `key`.
    pub fn claims(&self, key: &str) -> bool {
        self.0.iter().any(|(claimed, _)| *claimed == key)
    }

    /// The claims that are not borne out, each as (key, what is wrong): by the facts of the algebra if there is one, by
    /// the known class if there is one.
    pub fn disagreements(
        &self,
        subject: Option<&Subject<'_>>,
        complexity: Option<Complexity>,
    ) -> Vec<(&'static str, String)> {
        // truth values as TOML writes them
        let text = |value: &Value| match value {
            Value::Truth(holds) => holds.to_string(),
            other => other.to_string(),
        };
        let wrong = |(key, claimed): &(&'static str, Value)| {
            let computed = match fact(key) {
                Some(fact) => subject.and_then(|subject| (fact.value)(subject)),
                None => complexity.map(|class| Value::Name(class.to_string())),
            };
            let but = match computed {
                Some(computed) if computed == *claimed => return None,
                Some(computed) => format!("is {}", text(&computed)),
                None => "does not apply or is not computed; remove it".to_owned(),
            };
            let claimed = text(claimed);
            let message = format!("`{key}` is claimed to be {claimed}, but {but}");
            Some((*key, message))
        };
        self.0.iter().filter_map(wrong).collect()
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
        let text = "order = 5\ngroup = false\nexponent = 2\nword_problem = 'ACC0[3]'\n";
        let expect: Expect = toml::from_str(text).unwrap();
        let wrong: Vec<String> = expect
            .disagreements(Some(&Subject::of(&monoid, None)), None)
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
