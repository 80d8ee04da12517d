//! The second half of [`faults`](crate::base::faults): going on after serde's first error.
//!
//! The document is a tree with positions. An error of serde is noted; then the entry it points at is
//! taken out of the tree or, where a key is missing, a stand-in is put in, and the rest is read again
//! until nothing new is found. serde says what is wrong only in words; `complaint` reads them.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::complaint::{Kind, kind_of, plain, unknown};
use crate::base::faults::{Document, Fault};

/// One step from a table or list to an entry of it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

impl Step {
    fn key(&self) -> Option<&str> {
        match self {
            Self::Key(key) => Some(key),
            Self::Index(_) => None,
        }
    }
}

/// Values put in for a missing key, so that the reading goes on: one of each kind serde may ask for.
const STAND_INS: [&str; 5] = ["''", "0", "false", "[]", "{}"];

/// Where the text of stand-in `k` pretends to be: no real text reaches there.
fn pretended(k: usize) -> Range<usize> {
    usize::MAX - STAND_INS.len() + k..usize::MAX
}

/// What a reading knows of the tree it reads beyond what is in it.
#[derive(Clone, Debug, Default)]
pub struct Root {
    /// What the tree is called, such as `model.0`; nothing if it is a file.
    pub name: String,
    /// Where it begins in the text.
    pub start: usize,
    /// Keys beside those that are read now.
    pub also: &'static [&'static str],
    /// Keys further down, with dots, to be proposed where they are typed too high up.
    pub deeper: Vec<String>,
}

/// The state of a reading that goes on after faults.
pub(super) struct Reader<'d, 'a> {
    document: &'d Document<'a>,
    root: &'d Root,
    tree: DeTable<'a>,
    /// Entries taken out because they were faulty; that they are missing is no fault.
    taken: Vec<Vec<Step>>,
    pub(super) faults: Vec<Fault>,
}

impl<'d, 'a> Reader<'d, 'a> {
    pub(super) fn new(document: &'d Document<'a>, tree: DeTable<'a>, root: &'d Root) -> Self {
        Self {
            document,
            root,
            tree,
            taken: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// What serde reads next.
    pub(super) fn deserializer(&self) -> toml::de::Deserializer<'a> {
        toml::de::Deserializer::from(Spanned::new(self.whole(), self.tree.clone()))
    }

    /// Where the tree as a whole is said to stand.
    fn whole(&self) -> Range<usize> {
        self.root.start..self.root.start
    }

    /// The names of `entry` in the document: its nearest part that stands there, wherever it was laid.
    fn names(&self, entry: &[Step]) -> Vec<String> {
        let parts = (1..=entry.len()).rev();
        let mut keys = parts.filter_map(|k| Some((key_at(&self.tree, &entry[..k])?, k)));
        // a key that is there and not in the document is an option of the command line
        let found = keys.next().and_then(|(key, k)| {
            let place = find(self.document.tree(), &|there, _| *there == key)?;
            Some((place, k))
        });
        let (top, from) = match found {
            Some((place, k)) => (place, k),
            None if self.root.name.is_empty() => (Vec::new(), 0),
            None => (vec![Step::Key(self.root.name.clone())], 0),
        };
        let name = |step: &Step| match step {
            Step::Key(key) => key.clone(),
            Step::Index(i) => i.to_string(),
        };
        top.iter().chain(&entry[from..]).map(name).collect()
    }

    /// `` `points` in [word] ``, or only `` `title` `` at the root.
    fn place(&self, entry: &[Step]) -> String {
        let names = self.names(entry);
        match names.split_last() {
            Some((last, [])) => format!("`{last}`"),
            Some((last, table)) => format!("`{last}` in [{}]", table.join(".")),
            None => "the file".to_owned(),
        }
    }

    /// What is said of a key that is not known.
    fn unknown_key(&self, entry: &[Step], mut names: Vec<String>) -> String {
        let place = self.place(entry);
        if entry.len() == 1 {
            names.extend(self.root.also.iter().map(|&name| name.to_owned()));
        }
        let tables: Vec<&str> = entry.iter().filter_map(Step::key).collect();
        let Some((name, above)) = tables.split_last() else {
            return unknown("key", &names, &place);
        };
        let below = |key: &&String| {
            let key: Vec<&str> = key.split('.').collect();
            key.starts_with(above) && key.last() == Some(name) && key.len() > tables.len()
        };
        match self.root.deeper.iter().find(below) {
            Some(key) => {
                let key: Vec<&str> = key.split('.').skip(above.len()).collect();
                format!("unknown key {place}; it is `{}`", key.join("."))
            }
            None => unknown("key", &names, &place),
        }
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
            let Some(table) = find(&self.tree, &|_, value| *value == span).or(self.at_root(&span))
            else {
                return self.give_up(&span, error.message());
            };
            let mut entry = table.clone();
            entry.push(Step::Key(names.first().cloned().unwrap_or_default()));
            if !self.taken.contains(&entry) {
                let message = format!("missing key {}", self.place(&entry));
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
            let message = self.unknown_key(&entry, names);
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
            unknown("value", &names, &format!("of {}", self.place(&entry)))
        } else {
            format!("{}: {}", self.place(&entry), plain(error.message()))
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

    /// The root as a path, if `span` is the root's.
    fn at_root(&self, span: &Range<usize>) -> Option<Vec<Step>> {
        (*span == self.whole()).then(Vec::new)
    }

    fn give_up(&mut self, span: &Range<usize>, message: &str) -> bool {
        self.faults
            .push(self.document.at(span.start, plain(message)));
        false
    }
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

/// Where the key at the end of `path` stands.
fn key_at(root: &DeTable<'_>, path: &[Step]) -> Option<Range<usize>> {
    let (last, above) = path.split_last()?;
    let mut here: Option<&DeValue<'_>> = None;
    for step in above {
        here = Some(match (step, here) {
            (Step::Key(key), None) => root.get(key.as_str())?.get_ref(),
            (Step::Key(key), Some(DeValue::Table(table))) => table.get(key.as_str())?.get_ref(),
            (Step::Index(i), Some(DeValue::Array(array))) => array.get(*i)?.get_ref(),
            _ => return None,
        });
    }
    let table = match here {
        None => root,
        Some(value) => value.as_table()?,
    };
    Some(table.get_key_value(last.key()?)?.0.span())
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
