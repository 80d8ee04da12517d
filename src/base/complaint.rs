//! What serde complains of, read from its words, and said in those of a user of TOML.

use crate::base::near::nearest;

/// ``unknown key `generater` in [word]; did you mean `generators`? known here: ...``.
pub(super) fn unknown(kind: &str, names: &[String], place: &str) -> String {
    let Some((name, known)) = names.split_first() else {
        return format!("unknown {kind} {place}");
    };
    let list = known.join(", ");
    let place = if kind == "key" {
        place.to_owned()
    } else {
        format!("`{name}` {place}")
    };
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("unknown {kind} {place}; did you mean `{near}`? (known: {list})"),
        None if known.is_empty() => format!("unknown {kind} {place}; none is known here"),
        None => format!("unknown {kind} {place}; known: {list}"),
    }
}

/// What serde complains of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Missing,
    UnknownKey,
    UnknownValue,
    Other,
}

/// Reads serde's message: its kind, the offending name, then the names that are known there.
pub(super) fn kind_of(message: &str) -> (Kind, Vec<String>) {
    // what the toml crate says of a variant with named fields
    if let Some(rest) = message.strip_prefix("unexpected keys in table: ")
        && let Some((extra, known)) = rest.split_once(", available keys: ")
    {
        let names = extra.split(", ").take(1).chain(known.split(", "));
        return (Kind::UnknownKey, names.map(str::to_owned).collect());
    }
    let kinds = [
        ("missing field", Kind::Missing),
        ("unknown field", Kind::UnknownKey),
        ("unknown variant", Kind::UnknownValue),
    ];
    let found = kinds.iter().find(|(start, _)| message.starts_with(start));
    let kind = found.map_or(Kind::Other, |(_, kind)| *kind);
    let names = message.split('`').skip(1).step_by(2);
    (kind, names.map(str::to_owned).collect())
}

/// serde's words for types, as a user of TOML calls them.
pub(super) fn plain(message: &str) -> String {
    let mut message = message.trim().to_owned();
    for (serde, ours) in [
        ("expected a sequence", "expected a list"),
        ("invalid type: sequence", "invalid type: list"),
        ("expected a map", "expected a table"),
        ("invalid type: map", "invalid type: table"),
        ("a boolean", "true or false"),
        (
            "too many characters in string",
            "a letter is one character; write one",
        ),
    ] {
        message = message.replace(serde, ours);
    }
    // a struct, or a variant with named fields
    if let Some((start, _)) = message.split_once("expected struct") {
        message = format!("{start}expected a table");
    }
    for (types, ours) in [
        (
            &["usize", "u64", "u32", "u16", "u8"][..],
            "a whole number that is not negative",
        ),
        (&["f64", "f32"], "a number"),
    ] {
        for serde in types {
            if let Some(start) = message.strip_suffix(&format!("expected {serde}")) {
                message = format!("{start}expected {ours}");
            }
        }
    }
    message
}
