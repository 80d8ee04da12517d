//! Reading TOML with all faults at once, each with its file and line.
//!
//! serde stops at its first error; `repair` notes it, mends the tree and lets serde read again. Every
//! structure read this way carries `deny_unknown_fields`, so a misspelt key is a fault and never silence.
//!
//! What it leaves out: faults inside one list beyond the first (the list goes as a whole), and anything
//! serde does not know; callers add what they find themselves with [`Document::fault`].

use std::fmt;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::base::kinds::kind;
use crate::base::repair::Reader;
pub use crate::base::repair::Root;
use crate::base::tree::{self, Node};
use crate::base::wrong::Wrong;

/// One fault of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file as the user named it.
    pub file: String,
    /// Line, from 1; 0 for an option of the command line.
    pub line: usize,
    /// What is wrong and what to do about it.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, message) = (&self.file, &self.message);
        match self.line {
            0 => write!(f, "{file}: {message}"),
            line => write!(f, "{file}:{line}: {message}"),
        }
    }
}

/// All faults of a file, one a line, in the order of the lines. Never empty when returned as an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// `Ok` if there is none, else themselves, sorted and each once.
    pub fn into_result(mut self) -> Result<(), Self> {
        self.0.sort();
        self.0.dedup();
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

/// A parsed TOML text that knows the line of each of its keys.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// The texts its trees are parsed from, end to end: first the file, then options of the command line.
    texts: Vec<Text<'a>>,
    tree: Node<'a>,
}

/// A text of a document.
#[derive(Clone, Debug)]
struct Text<'a> {
    name: String,
    /// Positions in trees count from the beginning of the first text, which is the file.
    start: usize,
    text: &'a str,
}

/// What an option of the command line changes.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The keys that were typed with dots between them.
    pub path: Vec<String>,
    /// The tables and the value, to be laid over others.
    pub tree: Node<'a>,
}

impl<'a> Document<'a> {
    /// Parses `text`, the content of `path`. The faults are those of TOML's grammar, all of them.
    pub fn parse(path: &Path, text: &'a str) -> Result<Self, Faults> {
        let mut document = Self {
            texts: Vec::new(),
            tree: tree::node(0, DeValue::Table(DeTable::new())),
        };
        document.tree = document.grammar(path.display().to_string(), 0, text)?;
        Ok(document)
    }

    /// Parses the text that begins at `start` of `padded`.
    fn grammar(&mut self, name: String, start: usize, padded: &'a str) -> Result<Node<'a>, Faults> {
        let text = &padded[start..];
        self.texts.push(Text { name, start, text });
        let (tree, errors) = DeTable::parse_recoverable(padded);
        let faults = errors
            .iter()
            .map(|e| {
                let span = e.span().unwrap_or(0..0);
                let there = padded.get(span.clone()).unwrap_or_default().trim();
                let message = match there {
                    "" if e.message().starts_with("string values must be quoted") => {
                        "a key has no value; write KEY = VALUE".to_owned()
                    }
                    "" => e.message().to_owned(),
                    _ => format!("{} at `{there}`", e.message()),
                };
                self.at(span.start, message)
            })
            .collect();
        Faults(faults).into_result()?;
        Ok(tree::node(0, DeValue::Table(tree.into_inner())))
    }

    /// What an option of the command line changes; `name` is the whole of it as typed, `padded` one of [`padded`].
    pub fn option(&mut self, name: String, padded: &'a str) -> Result<Change<'a>, Faults> {
        let start = padded.len() - padded.trim_start().len();
        let no_change = Faults(vec![Fault {
            file: name.clone(),
            line: 0,
            message: "is no KEY=VALUE, such as train.steps=500".to_owned(),
        }]);
        let (key, value) = padded.split_once('=').unwrap_or_default();
        if key.trim().is_empty() || value.trim().is_empty() {
            return Err(no_change);
        }
        let tree = self.grammar(name, start, padded)?;
        let (mut path, mut here) = (Vec::new(), &tree);
        // a dotted key, not a table that is typed
        while let DeValue::Table(table) = here.get_ref()
            && (path.is_empty() || !self.typed(here.span()).starts_with('{'))
        {
            let mut entries = table.iter();
            let (Some((key, value)), None) = (entries.next(), entries.next()) else {
                return Err(no_change);
            };
            path.push(key.get_ref().to_string());
            here = value;
        }
        Ok(Change { path, tree })
    }

    /// Lays `change` over the document.
    pub fn change(&mut self, change: &Change<'a>) {
        tree::overlay(&mut self.tree, &change.tree, &[], &|_| false);
    }

    /// The whole of it, with positions.
    pub fn tree(&self) -> &Node<'a> {
        &self.tree
    }

    /// What was typed at `span`.
    pub fn typed(&self, span: std::ops::Range<usize>) -> &'a str {
        let text = self.text_at(span.start);
        text.text
            .get(span.start - text.start..span.end.saturating_sub(text.start))
            .unwrap_or_default()
    }

    /// The fault `message` at the dotted `key`, such as `word.cycles` or `run.0.seed`. If the key is
    /// absent, its nearest table is pointed at.
    pub fn fault(&self, key: &str, message: impl Into<String>) -> Fault {
        self.at(tree::position(&self.tree, key, 0), message.into())
    }

    /// All that is `wrong`, each fault at the line of its key.
    pub fn faults(&self, wrong: Wrong) -> Faults {
        let fault = |(key, message): (String, String)| self.fault(&key, message);
        Faults(wrong.0.into_iter().map(fault).collect())
    }

    /// The document as a `T`, or everything that is wrong with it.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Faults> {
        self.read_tree(&self.tree, &Root::default())
    }

    /// A tree whose parts come from this document as a `T`, or everything that is wrong with it.
    pub fn read_tree<T: DeserializeOwned>(
        &self,
        tree: &Node<'a>,
        root: &Root,
    ) -> Result<T, Faults> {
        let mut reader = Reader {
            document: self,
            root,
            kind: |path| kind::<T>(path),
            tree: tree.clone(),
            taken: Vec::new(),
            faults: Vec::new(),
        };
        let read = loop {
            match T::deserialize(ValueDeserializer::from(reader.tree.clone())) {
                Ok(value) => break Some(value),
                Err(error) if !reader.note(&error) => break None,
                Err(_) => {}
            }
        };
        Faults(reader.faults).into_result()?;
        Ok(read.expect("reading stops early only after a fault was noted"))
    }

    /// The fault `message` at a position in a tree.
    pub fn at(&self, position: usize, message: String) -> Fault {
        Fault {
            file: self.text_at(position).name.clone(),
            line: self.line(position),
            message,
        }
    }

    /// The line of a position in its file, counted from 1; 0 in an option of the command line, which has none.
    pub fn line(&self, position: usize) -> usize {
        if self.is_option(position) {
            return 0;
        }
        let text = self.text_at(position);
        let before = &text.text.as_bytes()[..(position - text.start).min(text.text.len())];
        1 + before.iter().filter(|&&b| b == b'\n').count()
    }

    /// Whether an option of the command line stands at a position.
    pub fn is_option(&self, position: usize) -> bool {
        self.text_at(position).start > 0
    }

    fn text_at(&self, position: usize) -> &Text<'a> {
        let texts = self.texts.iter().rev();
        let mut holding = texts.skip_while(|text| text.start > position);
        holding.next().unwrap_or(&self.texts[0])
    }
}

/// The options `KEY=VALUE` as texts that stand behind a `file` of the document, so that a position is in one of them
/// alone. A value that is no TOML is a text without its quotes.
pub fn padded(file: &str, options: &[String]) -> Vec<String> {
    let mut start = file.len();
    let pad = |option: &String| {
        let mut text = option.trim().to_owned();
        if DeTable::parse(&text).is_err()
            && let Some((key, value)) = option.split_once('=')
            && !value.trim().is_empty()
            && !value.trim().starts_with(['[', '{'])
            && !value.contains(['"', '\'', '\\'])
        {
            text = format!("{}=\"{}\"", key.trim(), value.trim());
        }
        let padded = format!("{}{text}", " ".repeat(start + 1));
        start = padded.len();
        padded
    };
    options.iter().map(pad).collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        title: String,
        size: Size,
        #[serde(default)]
        part: Vec<Part>,
        inner: Option<Part>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Part {
        depth: usize,
        rate: f64,
        name: String,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "kebab-case", deny_unknown_fields)]
    enum Size {
        Small,
        Exact { points: usize },
    }

    fn faults(text: &str) -> String {
        Document::parse(Path::new("a.toml"), text)
            .and_then(|document| document.read::<Outer>())
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn a_good_file_is_read() {
        let text = "title = 'x'\nsize = { exact = { points = 3 } }\n";
        let document = Document::parse(Path::new("a.toml"), text).unwrap();
        let read: Outer = document.read().unwrap();
        assert_eq!(read.size, Size::Exact { points: 3 });
    }

    #[test]
    fn a_misspelt_key_is_named_with_its_line_and_the_nearest_key() {
        insta::assert_snapshot!(
            faults("title = 'x'\nsize = 'small'\n[inner]\ndpeth = 1\ndepth = 2\nrate = 1\nname = ''\n"),
            @"a.toml:4: unknown key `dpeth` in [inner]; did you mean `depth`? (known: depth, rate, name)"
        );
    }

    #[test]
    fn all_faults_of_a_file_come_at_once_in_the_order_of_lines() {
        insta::assert_snapshot!(
            faults("titel = 'x'\nsize = 'smal'\n[[part]]\ndepth = -1\nrate = 'fast'\n[[part]]\ncolour = 1\ndepth = 1\nrate = 0.5\nname = 3\n[inner]\n"),
            @r#"
    a.toml:1: missing key `title`
    a.toml:1: unknown key `titel`; did you mean `title`? (known: title, size, part, inner)
    a.toml:2: unknown value `smal` of `size`; did you mean `small`? (known: small, exact)
    a.toml:3: missing key `name` in [part] of line 3
    a.toml:4: `depth` in [part] of line 3: invalid value: integer `-1`, expected a whole number that is not negative
    a.toml:5: `rate` in [part] of line 3: invalid type: string "fast", expected a number
    a.toml:7: unknown key `colour` in [part] of line 6; known: depth, rate, name
    a.toml:10: `name` in [part] of line 6: invalid type: integer `3`, expected a string
    a.toml:11: missing key `depth` in [inner]
    a.toml:11: missing key `name` in [inner]
    a.toml:11: missing key `rate` in [inner]
    "#
        );
    }

    #[test]
    fn a_fault_inside_an_enum_is_found_and_the_rest_still_read() {
        insta::assert_snapshot!(
            faults("size = { exact = { pionts = 3 } }\n[inner]\ndepth = 1\nrate = 1\n"),
            @"
        a.toml:1: missing key `points` in [size.exact]
        a.toml:1: missing key `title`
        a.toml:1: unknown key `pionts` in [size.exact]; did you mean `points`? (known: points)
        a.toml:2: missing key `name` in [inner]
        "
        );
        insta::assert_snapshot!(
            faults("title = ''\nsize = { exakt = { points = 3 } }\n"),
            @"a.toml:2: unknown value `exakt` of `size`; did you mean `exact`? (known: small, exact)"
        );
    }

    #[test]
    fn faults_of_the_grammar_are_all_reported() {
        insta::assert_snapshot!(
            faults("title = \nsize = 'small'\nsize = 'small'\n"),
            @"
        a.toml:1: a key has no value; write KEY = VALUE
        a.toml:3: duplicate key at `size`
        "
        );
    }

    #[test]
    fn a_dotted_key_has_a_line_and_an_absent_one_that_of_its_table() {
        let text = "title = 'x'\n\n[word]\ncycles = [\n  '(1 2)',\n  '(1 3)',\n]\n";
        let document = Document::parse(Path::new("a.toml"), text).unwrap();
        let line = |key| document.fault(key, "").line;
        assert_eq!(line("word.cycles"), 4);
        assert_eq!(line("word.cycles.1"), 6);
        assert_eq!(line("word.points"), 3);
        assert_eq!(line("nothing"), 1);
        let fault = document.fault("word.cycles.1", "no");
        assert_eq!(fault.to_string(), "a.toml:6: no");
    }
}
