//! The table of facts: one entry is all that it takes to compute a fact, to claim it in `[expect]`, to print it and to
//! write it as JSON.
//!
//! Yes or no, numbers and names can be claimed; lists are only shown.

use itertools::Itertools;
use serde_json::{Value as Json, json};

use crate::algebra::automaton::syntactic::Syntactic;
use crate::algebra::facts::{Facts, WordProblem};
use crate::algebra::permutation::facts::GroupFacts;
use crate::algebra::subject::Subject;

/// A fact of a monoid or of a language.
pub struct Fact {
    /// Its key in JSON and, if it can be claimed, in `[expect]`.
    pub key: &'static str,
    /// What can be claimed of it; nothing of a list.
    pub kind: Kind,
    /// How it is computed; none where it does not apply or is not computed.
    pub value: fn(&Subject<'_>) -> Option<Value>,
    /// The name of its line for a reader, if it has one.
    line: Option<&'static str>,
    /// The text of the line where that is not the value: none leaves the line out.
    text: Option<fn(&Subject<'_>) -> Option<String>>,
    /// The name of the class of monoids of which it is the test.
    variety: Option<&'static str>,
    /// Whether it is one of languages, which other monoids do not have.
    of_language: bool,
}

/// What kind of value a fact has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    Truth,
    /// A number.
    Number,
    /// A name.
    Name,
    /// Several of them.
    List,
}

/// The value of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Truth(bool),
    /// A number.
    Number(u128),
    /// A name.
    Name(String),
    /// Numbers in an order.
    Numbers(Vec<u128>),
    /// Names in an order.
    Names(Vec<String>),
    /// Numbers and how often each occurs.
    Counts(Vec<(u64, usize)>),
}

/// A value of a kind; lists say themselves of what.
macro_rules! value {
    (Number, $n:expr) => {
        Value::Number($n as u128)
    };
    (List, $list:expr) => {
        $list
    };
    ($kind:ident, $value:expr) => {
        Value::$kind($value)
    };
}

/// `kind(key, how it is computed)`, followed by what is said of it besides.
macro_rules! facts {
    ($($kind:ident($key:literal, $of:expr) $(, $field:ident: $with:expr)*;)*) => {
        /// All facts, in the order of lines.
        pub static FACTS: &[Fact] = &[$(Fact {
            key: $key,
            kind: Kind::$kind,
            value: |subject| {
                let of: fn(&Subject<'_>) -> Option<_> = $of;
                of(subject).map(|found| value!($kind, found))
            },
            $($field: $with,)*
            ..PLAIN
        }),*];
    };
}

/// A fact of which nothing is said.
const PLAIN: Fact = Fact {
    key: "",
    kind: Kind::List,
    value: |_| None,
    line: None,
    text: None,
    variety: None,
    of_language: false,
};

facts! {
    Number("states", |s| s.language.map(|l| l.dfa().states())),
        line: Some("states"), text: Some(|s| Some(format!("{} of the minimal automaton", s.language?.dfa().states()))),
        of_language: true;
    Truth("quasi_aperiodic", |s| s.language.map(Syntactic::is_quasi_aperiodic)),
        line: Some("language"), text: Some(hardness), of_language: true;
    Name("language", |s| s.language.map(|_| s.class().to_string())), of_language: true;
    Number("order", |s| Some(s.facts.order)), line: Some("elements");
    Number("idempotents", |s| Some(s.facts.idempotents)), line: Some("idempotents");
    Truth("group", |s| Some(s.facts.group)), line: Some("group");
    // varieties, the smallest of a chain first
    Truth("j_trivial", |s| Some(s.facts.identities.j_trivial)), variety: Some("J-trivial");
    Truth("r_trivial", |s| Some(s.facts.identities.r_trivial)), variety: Some("R-trivial");
    Truth("l_trivial", |s| Some(s.facts.identities.l_trivial)), variety: Some("L-trivial");
    Truth("da", |s| Some(s.facts.identities.da)), variety: Some("DA");
    Truth("c_rasp", |s| s.facts.counters), variety: Some("C-RASP");
    Truth("r_omega", |s| Some(s.facts.identities.r_omega)), variety: Some("R^ω");
    Truth("aperiodic", |s| Some(s.facts.aperiodic())), variety: Some("aperiodic"), line: Some("aperiodic");
    Truth("two_groups", |s| Some(s.facts.identities.two_groups)), variety: Some("2-groups inside");
    Truth("block_group", |s| Some(s.facts.identities.block_group)), variety: Some("block group");
    Truth("inverse", |s| Some(s.facts.identities.inverse)), variety: Some("inverse monoid");
    Truth("abelian", |s| Some(s.facts.identities.commutative)), line: Some("commutes");
    Truth("solvable", |s| Some(s.facts.solvable())), line: Some("solvable");
    Number("derived_length", |s| s.facts.derived_length());
    Truth("nilpotent", |s| Some(group(s)?.nilpotent)), line: Some("nilpotent");
    List("derived_series", |s| Some(Value::Numbers(group(s)?.derived_series.clone()))),
        line: Some("derived series"), text: Some(|s| Some(group(s)?.derived_series.iter().join(" > ")));
    List("composition_factors", |s| group(s)?.composition_factors.clone().map(Value::Names)),
        line: Some("composition factors");
    List("element_orders", |s| group(s)?.element_orders.clone().map(Value::Counts)), line: Some("its elements");
    Number("exponent", |s| group(s)?.exponent), line: Some("exponent");
    Number("conjugacy_classes", |s| group(s)?.conjugacy_classes), line: Some("conjugacy classes");
    Number("centre", |s| group(s)?.centre),
        line: Some("centre"), text: Some(|s| group(s)?.centre.map(|n| format!("of order {n}")));
    Number("signed_length", |s| s.facts.signed_length()),
        line: Some("signed length"), text: Some(|s| group(s)?.signed_layers.map(|n| n.to_string()));
    Number("householders", |s| group(s)?.householders), line: Some("Householder factors");
    Number("d_classes", |s| Some(s.facts.classes[0])), line: Some("Green's classes"), text: Some(green);
    Number("r_classes", |s| Some(s.facts.classes[1]));
    Number("l_classes", |s| Some(s.facts.classes[2]));
    Number("h_classes", |s| Some(s.facts.classes[3]));
    List("maximal_subgroups", |s| Some(Value::Numbers(orders_inside(&s.facts)))),
        line: Some("groups inside"), text: Some(groups_inside);
    List("varieties", |s| (!s.facts.group).then(|| Value::Names(varieties(s)))),
        line: Some("varieties"), text: Some(|s| (!s.facts.group).then(|| match varieties(s).as_slice() {
            [] => "none of those with a name here".to_owned(),
            names => names.join(", "),
        }));
    Name("word_problem", |s| Some(s.facts.word_problem.to_string())), line: Some("word problem");
}

fn group<'s>(subject: &'s Subject<'_>) -> Option<&'s GroupFacts> {
    subject.facts.as_group()
}

fn hardness(subject: &Subject<'_>) -> Option<String> {
    subject.language?;
    Some(match subject.class() {
        class if class == subject.facts.word_problem && class != WordProblem::Ac0 => {
            format!("as hard as the word problem: {class}")
        }
        class => format!("in {class}"),
    })
}

fn green(subject: &Subject<'_>) -> Option<String> {
    let [d, r, l, h] = subject.facts.classes;
    (!subject.facts.group).then(|| format!("{d} of D, {r} of R, {l} of L, {h} of H"))
}

fn orders_inside(facts: &Facts) -> Vec<u128> {
    facts.subgroups.iter().map(|group| group.order).collect()
}

fn groups_inside(subject: &Subject<'_>) -> Option<String> {
    let mut orders = orders_inside(&subject.facts);
    orders.retain(|&order| order > 1);
    (!subject.facts.group && !orders.is_empty())
        .then(|| format!("of order {}", orders.iter().join(", ")))
}

/// The classes of monoids that it belongs to, as they stand in the table.
fn varieties(subject: &Subject<'_>) -> Vec<String> {
    let holds = |fact: &Fact| (fact.value)(subject) == Some(Value::Truth(true));
    let named = FACTS
        .iter()
        .filter_map(|fact| fact.variety.filter(|_| holds(fact)));
    named.map(str::to_owned).collect()
}

/// Name and text of the facts of a language, or of a monoid, that a reader is shown.
pub fn lines(subject: &Subject<'_>, of_language: bool) -> Vec<(&'static str, String)> {
    let line = |fact: &Fact| {
        let text = match fact.text {
            Some(text) => text(subject),
            None => (fact.value)(subject).map(|value| value.to_string()),
        };
        Some((fact.line?, text?))
    };
    let wanted = FACTS.iter().filter(|fact| fact.of_language == of_language);
    wanted.filter_map(line).collect()
}

/// All facts by key. What does not apply or is not computed is null; facts of languages are those of a language only.
pub fn as_json(subject: &Subject<'_>) -> Json {
    let wanted = |fact: &&Fact| subject.language.is_some() || !fact.of_language;
    let entry = |fact: &Fact| {
        let value = (fact.value)(subject)
            .as_ref()
            .map_or(Json::Null, Value::json);
        (fact.key.to_owned(), value)
    };
    Json::Object(FACTS.iter().filter(wanted).map(entry).collect())
}

/// A JSON number, or its digits as text beyond 2^64.
pub fn number(n: u128) -> Json {
    u64::try_from(n).map_or_else(|_| json!(n.to_string()), |n| json!(n))
}

impl Value {
    fn json(&self) -> Json {
        match self {
            Self::Truth(holds) => json!(holds),
            Self::Number(n) => number(*n),
            Self::Name(name) => json!(name),
            Self::Numbers(list) => list.iter().copied().map(number).collect(),
            Self::Names(list) => json!(list),
            Self::Counts(list) => {
                let entries = list.iter().map(|(n, count)| (n.to_string(), json!(count)));
                Json::Object(entries.collect())
            }
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = |(n, count): &(u64, usize)| format!("{count} of order {n}");
        f.write_str(&match self {
            Self::Truth(holds) => if *holds { "yes" } else { "no" }.to_owned(),
            Self::Number(n) => n.to_string(),
            Self::Name(name) => name.clone(),
            Self::Numbers(list) => list.iter().join(", "),
            Self::Names(list) => list.join(", "),
            Self::Counts(list) => list.iter().map(of).join(", "),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::monoid::{DEFAULT_LIMIT, Monoid};
    use crate::algebra::transformation::Transformation;

    #[test]
    fn keys_are_unique_and_values_are_of_their_kind() {
        for images in [&["2 3 1", "2 1 3"][..], &["1 1", "2 2"], &["2 1", "1 1"]] {
            let parse = |t: &&str| Transformation::parse_images(t, None).unwrap();
            let generators: Vec<_> = images.iter().map(parse).collect();
            let monoid = Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap();
            let subject = Subject::of(&monoid, None);
            for (k, fact) in FACTS.iter().enumerate() {
                assert!(FACTS[..k].iter().all(|other| other.key != fact.key));
                let kind = (fact.value)(&subject).map(|value| match value {
                    Value::Truth(_) => Kind::Truth,
                    Value::Number(_) => Kind::Number,
                    Value::Name(_) => Kind::Name,
                    Value::Numbers(_) | Value::Names(_) | Value::Counts(_) => Kind::List,
                });
                assert!(kind.is_none_or(|kind| kind == fact.kind), "{}", fact.key);
            }
        }
    }
}
