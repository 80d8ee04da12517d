//! The second half of [`faults`](crate::base::faults): going on after serde's first error.
//!
//! The document is a tree with positions. An error of serde is noted; then the entry it points at is
//! taken out of the tree or, where a key is missing, a stand-in is put in, and the rest is read again
//! until nothing new is found. serde says what is wrong only in words, so its words are read here.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::faults::{Document, Fault};
use crate::base::near::nearest;

/// One step from a table or list to an entry of it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

/// Values put in for a missing key, so that the reading goes on: one of each kind serde may ask for.
const STAND_INS: [&str; 5] = ["''", "0", "false", "[]", "{}"];

/// Where the text of stand-in `k` pretends to be: no real text reaches there.
fn pretended(k: usize) -> Range<usize> {
    usize::MAX - STAND_INS.len() + k..usize::MAX
}

/// The state of a reading that goes on after faults.
pub(super) struct Reader<'d, 'a> {
    document: &'d Document<'a>,
    tree: DeTable<'a>,
    /// Entries taken out because they were faulty; that they are missing is no fault.
    taken: Vec<Vec<Step>>,
    pub(super) faults: Vec<Fault>,
}

impl<'d, 'a> Reader<'d, 'a> {
    pub(super) fn new(document: &'d Document<'a>, tree: DeTable<'a>) -> Self {
        Self {
            document,
            tree,
            taken: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// What serde reads next.
    pub(super) fn deserializer(&self) -> toml::de::Deserializer<'a> {
        toml::de::Deserializer::from(Spanned::new(0..0, self.tree.clone()))
    }

    /// Notes `error` and changes the tree so that the next reading finds something else. False if
    /// there is nothing left to change.
    pub(super) fn note(&mut self, error: &toml::de::Error) -> bool {
        let span = error.span().unwrap_or(0..0);
        let (kind, names) = kind_of(error.message());
        if span.end == usize::MAX {
            return self.refused(&span);
        }
        if kind == Kind::Missing {
            let Some(table) = find(&self.tree, &|_, value| *value == span).or(at_root(&span))
            else {
                return self.give_up(&span, error.message());
            };
            let mut entry = table.clone();
            entry.push(Step::Key(names.first().cloned().unwrap_or_default()));
            if !self.taken.contains(&entry) {
                let message = format!("missing key {}", place(&entry));
                self.faults.push(self.document.at(span.start, message));
                self.taken.push(entry.clone());
            }
            return self.stand_in(&entry, 0);
        }
        let by_key = find(&self.tree, &|key, _| *key == span);
        if kind == Kind::UnknownKey {
            let Some(entry) = by_key else {
                return self.give_up(&span, error.message());
            };
            let message = unknown("key", &names, &place(&entry));
            self.faults.push(self.document.at(span.start, message));
            self.remove(&entry);
            return true;
        }
        let by_value = find(&self.tree, &|_, value| *value == span);
        // the key of an enum's table: the table as a whole is the faulty value
        let inside = by_key.map(|mut entry| {
            entry.pop();
            entry
        });
        let Some(entry) = by_value.or(inside).filter(|e| !e.is_empty()) else {
            return self.give_up(&span, error.message());
        };
        let message = if kind == Kind::UnknownValue {
            unknown("value", &names, &format!("of {}", place(&entry)))
        } else {
            format!("{}: {}", place(&entry), plain(error.message()))
        };
        self.faults.push(self.document.at(span.start, message));
        self.take(entry);
        true
    }

    /// A stand-in was refused: tries the next kind, and takes the whole table out after the last.
    fn refused(&mut self, span: &Range<usize>) -> bool {
        let k = (0..STAND_INS.len()).find(|&k| pretended(k) == *span);
        let entry = find(&self.tree, &|_, value| *value == *span);
        let (Some(k), Some(mut entry)) = (k, entry) else {
            return false;
        };
        if k + 1 < STAND_INS.len() {
            return self.stand_in(&entry, k + 1);
        }
        entry.pop();
        if !entry.iter().any(|step| matches!(step, Step::Key(_))) {
            return false;
        }
        self.take(entry);
        true
    }

    fn stand_in(&mut self, entry: &[Step], k: usize) -> bool {
        let Some((Step::Key(key), table)) = entry.split_last() else {
            return false;
        };
        let Some(table) = table_at(&mut self.tree, table) else {
            return false;
        };
        let value = DeValue::parse(STAND_INS[k]).expect("stand-ins are TOML values");
        let value = Spanned::new(pretended(k), value.into_inner());
        table.insert(Spanned::new(pretended(k), key.clone().into()), value);
        true
    }

    /// Takes a faulty value out, with the list it stands in.
    fn take(&mut self, mut entry: Vec<Step>) {
        while let Some(Step::Index(_)) = entry.last() {
            entry.pop();
        }
        self.remove(&entry);
        self.taken.push(entry);
    }

    fn remove(&mut self, entry: &[Step]) {
        if let Some((Step::Key(key), table)) = entry.split_last()
            && let Some(table) = table_at(&mut self.tree, table)
        {
            table.remove(key.as_str());
        }
    }

    fn give_up(&mut self, span: &Range<usize>, message: &str) -> bool {
        self.faults
            .push(self.document.at(span.start, plain(message)));
        false
    }
}

/// The root as a path, if `span` is the root's.
fn at_root(span: &Range<usize>) -> Option<Vec<Step>> {
    (*span == (0..0)).then(Vec::new)
}

/// The path of the first innermost entry whose key and value spans satisfy `wanted`.
fn find(
    table: &DeTable<'_>,
    wanted: &dyn Fn(&Range<usize>, &Range<usize>) -> bool,
) -> Option<Vec<Step>> {
    table.iter().find_map(|(key, value)| {
        let step = Step::Key(key.get_ref().to_string());
        find_value(step, &key.span(), value, wanted)
    })
}

fn find_value(
    step: Step,
    key: &Range<usize>,
    value: &Spanned<DeValue<'_>>,
    wanted: &dyn Fn(&Range<usize>, &Range<usize>) -> bool,
) -> Option<Vec<Step>> {
    let below = match value.get_ref() {
        DeValue::Table(table) => find(table, wanted),
        DeValue::Array(array) => array.iter().enumerate().find_map(|(i, item)| {
            let nowhere = usize::MAX..usize::MAX;
            find_value(Step::Index(i), &nowhere, item, wanted)
        }),
        _ => None,
    };
    // the innermost first: a list of tables has the span of its first table
    match below {
        Some(mut path) => {
            path.insert(0, step);
            Some(path)
        }
        None => wanted(key, &value.span()).then(|| vec![step]),
    }
}

fn table_at<'t, 'a>(root: &'t mut DeTable<'a>, path: &[Step]) -> Option<&'t mut DeTable<'a>> {
    let Some((first, rest)) = path.split_first() else {
        return Some(root);
    };
    let Step::Key(key) = first else { return None };
    let mut value = root.get_mut(key.as_str())?.get_mut();
    for step in rest {
        value = match (step, value) {
            (Step::Key(key), DeValue::Table(table)) => table.get_mut(key.as_str())?.get_mut(),
            (Step::Index(i), DeValue::Array(array)) => array.get_mut(*i)?.get_mut(),
            _ => return None,
        };
    }
    match value {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

/// `` `points` in [word] ``, or only `` `title` `` at the root.
fn place(entry: &[Step]) -> String {
    let name = |step: &Step| match step {
        Step::Key(key) => key.clone(),
        Step::Index(i) => i.to_string(),
    };
    let names: Vec<String> = entry.iter().map(name).collect();
    match names.split_last() {
        Some((last, [])) => format!("`{last}`"),
        Some((last, table)) => format!("`{last}` in [{}]", table.join(".")),
        None => "the file".to_owned(),
    }
}

/// ``unknown key `generater` in [word]; did you mean `generators`? known here: ...``.
fn unknown(kind: &str, names: &[String], place: &str) -> String {
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
enum Kind {
    Missing,
    UnknownKey,
    UnknownValue,
    Other,
}

/// Reads serde's message: its kind, the offending name, then the names that are known there.
fn kind_of(message: &str) -> (Kind, Vec<String>) {
    // what the toml crate says of a variant with named fields
    if let Some(rest) = message.strip_prefix("unexpected keys in table: ")
        && let Some((extra, known)) = rest.split_once(", available keys: ")
    {
        let names = extra.split(", ").take(1).chain(known.split(", "));
        return (Kind::UnknownKey, names.map(str::to_owned).collect());
    }
    let kind = if message.starts_with("missing field") {
        Kind::Missing
    } else if message.starts_with("unknown field") {
        Kind::UnknownKey
    } else if message.starts_with("unknown variant") {
        Kind::UnknownValue
    } else {
        Kind::Other
    };
    let names = message.split('`').skip(1).step_by(2);
    (kind, names.map(str::to_owned).collect())
}

/// serde's words for types, as a user of TOML calls them.
fn plain(message: &str) -> String {
    let mut message = message.trim().to_owned();
    for (serde, ours) in [
        ("expected a sequence", "expected a list"),
        ("invalid type: sequence", "invalid type: list"),
        ("expected a map", "expected a table"),
        ("invalid type: map", "invalid type: table"),
        ("a boolean", "true or false"),
    ] {
        message = message.replace(serde, ours);
    }
    for number in ["usize", "u64", "u32", "u16", "u8"] {
        if let Some(start) = message.strip_suffix(&format!("expected {number}")) {
            message = format!("{start}expected a whole number that is not negative");
        }
    }
    for number in ["f64", "f32"] {
        if let Some(start) = message.strip_suffix(&format!("expected {number}")) {
            message = format!("{start}expected a number");
        }
    }
    message
}
