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
use crate::base::kinds::{self, ENTRY};
use crate::base::tree::{Entry, Node, Step, entries, get_mut};

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
    /// Keys beside those that are read now.
    pub also: &'static [&'static str],
    /// Keys further down, with dots, to be proposed where they are typed too high up.
    pub deeper: Vec<String>,
}

/// The state of a reading that goes on after faults.
pub(super) struct Reader<'d, 'a> {
    pub(super) document: &'d Document<'a>,
    pub(super) root: &'d Root,
    /// What the type that is read has at a path.
    pub(super) kind: fn(&[&str]) -> Option<kinds::Kind>,
    /// What serde reads next.
    pub(super) tree: Node<'a>,
    /// Entries taken out because they were faulty; that they are missing is no fault.
    pub(super) taken: Vec<Vec<String>>,
    pub(super) faults: Vec<Fault>,
}

impl<'a> Reader<'_, 'a> {
    /// The names of `entry` in the document: its nearest key that stands there, wherever it was laid.
    fn names(&self, entry: &[Step]) -> Vec<String> {
        // a key that is there and not in the document is an option of the command line
        let key = entry.iter().rposition(|step| step.key.is_some());
        let found = key.and_then(|k| {
            let key = entry[k].key.as_ref()?;
            Some((path_of(self.document.tree(), |e| stands_at(e, key))?, k + 1))
        });
        let (top, from) = match found {
            Some((place, from)) => (named(&place), from),
            None if self.root.name.is_empty() => (Vec::new(), 0),
            None => (self.root.name.split('.').map(str::to_owned).collect(), 0),
        };
        [top, named(&entry[from..])].concat()
    }

    /// `` `points` in [word] ``, or only `` `title` `` at the root. A table of a list is called by its line and label.
    fn place(&self, entry: &[Step]) -> String {
        let mut here = Some(self.document.tree());
        let (mut keys, mut item, mut of) = (Vec::new(), String::new(), String::new());
        let names = self.names(entry);
        for name in &names {
            let list = here.and_then(|node| node.get_ref().as_array());
            let Some(list) = list else {
                here = here.and_then(|node| node.get_ref().get(name));
                item.clear();
                keys.push(name.as_str());
                continue;
            };
            let k = name.parse().unwrap_or(0);
            here = list.get(k);
            item = format!("entry {} of ", k + 1);
            if let Some(table) = here.filter(|node| node.get_ref().is_table()) {
                of = format!(" of line {}", self.document.line(table.span().start));
                let text = |key: &str| table.get_ref().get(key)?.get_ref().as_str();
                if let Some(label) = text("label").or(text("name")) {
                    of += &format!(" (`{label}`)");
                }
            }
        }
        match keys.split_last() {
            Some((last, [])) => format!("{item}`{last}`{of}"),
            Some((last, table)) => format!("{item}`{last}` in [{}]{of}", table.join(".")),
            None => "the file".to_owned(),
        }
    }

    /// What the type has at `entry`, or below it at `name`.
    fn kind(&self, entry: &[Step], name: Option<&str>) -> Option<kinds::Kind> {
        let key = |step: &'_ Step| match &step.key {
            Some(_) => step.name.clone(),
            None => ENTRY.to_owned(),
        };
        let keys: Vec<String> = entry.iter().map(key).collect();
        let path: Vec<&str> = keys.iter().map(String::as_str).chain(name).collect();
        (self.kind)(&path)
    }

    /// What can be written in place of a choice or a table that has another shape; nothing of other entries.
    fn remedy(&self, entry: &[Step], message: &str) -> Option<String> {
        let key = &entry.last()?.name;
        match self.kind(entry, None)? {
            kinds::Kind::Choice(names) => {
                // whoever writes a choice as a key has left the key out
                let key = if names.contains(&key.as_str()) {
                    "NAME"
                } else {
                    key
                };
                let form = |name: &&str| match self.kind(entry, Some(name)) {
                    Some(kinds::Kind::Table) => format!("{key} = {{ {name} = {{ ... }} }}"),
                    _ => format!("{key} = \"{name}\""),
                };
                let forms: Vec<String> = names.iter().map(form).collect();
                let one = if forms.len() > 1 { "one of " } else { "" };
                Some(format!("write {one}{}", forms.join(", ")))
            }
            kinds::Kind::Table => {
                let mut typed = message.split('"').skip(1).take(1);
                let typed = typed.find(|name| self.kind(entry, Some(name)).is_some());
                Some(typed.map_or_else(
                    || format!("write {key}.KEY = VALUE, or {key} = {{}}"),
                    |name| format!("write {key}.{name} = {{}}"),
                ))
            }
            _ => None,
        }
    }

    /// What is said of a key that is not known.
    fn unknown_key(&self, entry: &[Step], mut names: Vec<String>) -> String {
        let place = self.place(entry);
        if entry.len() == 1 {
            names.extend(self.root.also.iter().map(|&name| name.to_owned()));
        }
        let tables = entry.iter().filter(|step| step.key.is_some());
        let tables: Vec<&str> = tables.map(|step| step.name.as_str()).collect();
        let Some((name, above)) = tables.split_last() else {
            return unknown("key", &names, &place);
        };
        let deeper = self.root.deeper.iter().map(|key| key.split('.').collect());
        let mut below = deeper.filter(|key: &Vec<&str>| {
            key.starts_with(above) && key.last() == Some(name) && key.len() > tables.len()
        });
        match below.next() {
            Some(key) => format!(
                "unknown key {place}; it is `{}`",
                key[above.len()..].join(".")
            ),
            None => unknown("key", &names, &place),
        }
    }

    /// Notes `error` and changes the tree so that the next reading finds something else. False if
    /// there is nothing left to change.
    pub(super) fn note(&mut self, error: &toml::de::Error) -> bool {
        let span = error.span().unwrap_or(0..0);
        if span.end == usize::MAX {
            return self.refused(&span);
        }
        let (kind, names) = kind_of(error.message());
        let by_key = path_of(&self.tree, |e| stands_at(e, &span));
        let by_value = path_of(&self.tree, |e| e.value.span() == span);
        let is_name = by_value.is_none();
        let entry = match kind {
            Kind::Missing => by_value,
            Kind::UnknownKey => by_key,
            // the key of an enum's table: the table as a whole is the faulty value
            Kind::UnknownValue | Kind::Other => by_value
                .or(by_key.map(|key| key[..key.len() - 1].to_vec()))
                .filter(|entry| !entry.is_empty()),
        };
        let Some(mut entry) = entry else {
            self.fault(&span, plain(error.message()));
            return false;
        };
        match kind {
            Kind::Missing => {
                let name = names.first().cloned().unwrap_or_default();
                entry.push(Step { name, key: None });
                if !self.taken.contains(&named(&entry)) {
                    self.fault(&span, format!("missing key {}", self.place(&entry)));
                    self.taken.push(named(&entry));
                }
                return self.stand_in(&entry, 0);
            }
            Kind::UnknownKey => {
                self.fault(&span, self.unknown_key(&entry, names));
                self.remove(&entry);
            }
            Kind::UnknownValue => {
                let place = format!("of {}", self.place(&entry));
                let mut message = unknown("value", &names, &place);
                // a table may be at a wrong place altogether
                if is_name && !message.contains("did you mean") {
                    let remedy = self.remedy(&entry, "");
                    message += &remedy.map_or_else(String::new, |remedy| format!("; {remedy}"));
                }
                self.fault(&span, message);
                self.take(entry);
            }
            Kind::Other => {
                let (mut message, place) = (plain(error.message()), self.place(&entry));
                let is_shape = ["invalid type", "wanted "]
                    .iter()
                    .any(|s| message.starts_with(s));
                if is_shape && let Some(remedy) = self.remedy(&entry, &message) {
                    let is_choice = matches!(self.kind(&entry, None), Some(kinds::Kind::Choice(_)));
                    message = match is_choice {
                        true => format!("the value is none of its choices; {remedy}"),
                        false => format!("{message}; {remedy}"),
                    };
                }
                self.fault(&span, format!("{place}: {message}"));
                self.take(entry);
            }
        }
        true
    }

    fn fault(&mut self, span: &Range<usize>, message: String) {
        self.faults.push(self.document.at(span.start, message));
    }

    /// A stand-in was refused: tries the next kind, and takes the whole table out after the last.
    fn refused(&mut self, span: &Range<usize>) -> bool {
        let Some(mut entry) = path_of(&self.tree, |e| e.value.span() == *span) else {
            return false;
        };
        let next = span.start - pretended(0).start + 1;
        if next < STAND_INS.len() {
            return self.stand_in(&entry, next);
        }
        entry.pop();
        let below_a_key = entry.iter().any(|step| step.key.is_some());
        if below_a_key {
            self.take(entry);
        }
        below_a_key
    }

    fn stand_in(&mut self, entry: &[Step], k: usize) -> bool {
        let Some((table, name)) = self.table_of(entry) else {
            return false;
        };
        let value = DeValue::parse(STAND_INS[k]).expect("stand-ins are TOML values");
        let value = Spanned::new(pretended(k), value.into_inner());
        table.insert(Spanned::new(pretended(k), name.to_owned().into()), value);
        true
    }

    /// Takes a faulty value out, with the list it stands in.
    fn take(&mut self, mut entry: Vec<Step>) {
        while entry.last().is_some_and(|step| step.key.is_none()) {
            entry.pop();
        }
        // a choice without its name would be another fault
        if let Some((_, above)) = entry.split_last()
            && matches!(self.kind(above, None), Some(kinds::Kind::Choice(_)))
        {
            entry.pop();
        }
        self.remove(&entry);
        self.taken.push(named(&entry));
    }

    fn remove(&mut self, entry: &[Step]) {
        if let Some((table, name)) = self.table_of(entry) {
            table.remove(name);
        }
    }

    /// The table in which `entry` stands, and its key there.
    fn table_of<'e>(&mut self, entry: &'e [Step]) -> Option<(&mut DeTable<'a>, &'e str)> {
        let (last, above) = entry.split_last()?;
        match get_mut(&mut self.tree, above)?.get_mut() {
            DeValue::Table(table) => Some((table, &last.name)),
            _ => None,
        }
    }
}

/// The names of a path.
fn named(path: &[Step]) -> Vec<String> {
    path.iter().map(|step| step.name.clone()).collect()
}

/// Whether the key of `entry` stands at `span`.
fn stands_at(entry: &Entry<'_, '_>, span: &Range<usize>) -> bool {
    entry.path.last().and_then(|step| step.key.as_ref()) == Some(span)
}

/// The path of the first entry that is `wanted`, the innermost first: a list of tables has the span of its first table.
fn path_of(tree: &Node<'_>, wanted: impl Fn(&Entry<'_, '_>) -> bool) -> Option<Vec<Step>> {
    let found = entries(tree).into_iter().find(wanted);
    found.map(|entry| entry.path)
}
