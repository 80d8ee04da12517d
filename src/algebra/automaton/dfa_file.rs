//! Automata as TOML files.
//!
//! ```toml
//! letters = ["a", "b"]
//! start = "even"
//! accept = ["even"]
//!
//! [states]
//! even = { a = "odd", b = "even" }
//! odd = { a = "even", b = "odd" }
//! ```
//!
//! A transition that is not written leads to a sink, a further state that accepts nothing and is never left; it is
//! there only if it is needed. States are numbered in the order of their names, the sink comes last. All faults
//! of a file come at once, each with its line.
//!
//! Leaves out writing such files, and names of states once the file is read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::algebra::automaton::{AutomatonError, Dfa};
use crate::base::faults::{Document, Faults};
use crate::base::near::nearest;

/// Why a file is no automaton.
#[derive(Debug, thiserror::Error)]
pub enum DfaFileError {
    /// The file system refused.
    #[error("{}: {source}; check that it exists and may be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is wrong.
    #[error(transparent)]
    Faults(#[from] Faults),
}

/// An automaton as it is written down, in a file of its own or as a table of another.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DfaText {
    letters: Vec<String>,
    start: String,
    accept: Vec<String>,
    states: BTreeMap<String, BTreeMap<String, String>>,
}

/// Reads the automaton in the file `path`.
pub fn load(path: &Path) -> Result<Dfa, DfaFileError> {
    let text = std::fs::read_to_string(path).map_err(|source| DfaFileError::Read {
        path: path.to_owned(),
        source,
    })?;
    Ok(parse(&text, path)?)
}

/// Reads `text`, the content of `path`, as an automaton.
///
/// ```
/// use std::path::Path;
/// use barrington::algebra::automaton::dfa_file::parse;
/// let text = r#"
/// letters = ["0", "1"]
/// start = "q"
/// accept = ["q"]
/// [states]
/// q = { 1 = "q" }
/// "#;
/// let ones = parse(text, Path::new("ones.toml")).unwrap();
/// assert_eq!(ones.states(), 2); // with the sink
/// assert!(ones.accepts(&[1, 1, 1]));
/// ```
pub fn parse(text: &str, path: &Path) -> Result<Dfa, Faults> {
    let document = Document::parse(path, text)?;
    let file: DfaText = document.read()?;
    let mut faults = Faults::default();
    let automaton = file.automaton(&document, "", &mut faults);
    faults.into_result()?;
    Ok(automaton.expect("an automaton that is not there has a fault"))
}

impl DfaText {
    /// The automaton, if it is one; what is wrong is added to `faults`. In `document` its keys come after `prefix`, such
    /// as `language.automaton.`.
    pub fn automaton(
        &self,
        document: &Document<'_>,
        prefix: &str,
        faults: &mut Faults,
    ) -> Option<Dfa> {
        let mut checker = Checker {
            document,
            prefix,
            file: self,
            faults,
        };
        checker.automaton()
    }
}

struct Checker<'f> {
    document: &'f Document<'f>,
    prefix: &'f str,
    file: &'f DfaText,
    faults: &'f mut Faults,
}

impl Checker<'_> {
    fn fault(&mut self, key: &str, message: String) {
        let key = format!("{}{key}", self.prefix);
        self.faults.0.push(self.document.fault(&key, message));
    }

    fn automaton(&mut self) -> Option<Dfa> {
        let file = self.file;
        let sink = file.states.len() as u32;
        let start = self.state("start", &file.start);
        let mut accepting = vec![false; file.states.len()];
        for (k, name) in file.accept.iter().enumerate() {
            let key = format!("accept.{k}");
            if let Some(q) = self.state(&key, name)
                && std::mem::replace(&mut accepting[q as usize], true)
            {
                self.fault(&key, format!("`{name}` is given twice; remove one"));
            }
        }
        let known: BTreeSet<&str> = file.letters.iter().map(String::as_str).collect();
        let mut next = Vec::new();
        for (name, arrows) in &file.states {
            for (letter, target) in arrows {
                let key = format!("states.{name}.{letter}");
                if !known.contains(letter.as_str()) {
                    let message = unknown("letter", letter, known.iter().copied());
                    self.fault(&key, message);
                }
                self.state(&key, target);
            }
            next.extend(file.letters.iter().map(|letter| {
                let target = arrows.get(letter)?;
                self.number(target)
            }));
        }
        if next.iter().any(Option::is_none) {
            accepting.push(false);
            next.resize(next.len() + file.letters.len(), None);
        }
        let next = next.into_iter().map(|q| q.unwrap_or(sink)).collect();
        // a start that does not exist is noted already, but the letters are still to be checked
        match Dfa::new(file.letters.clone(), start.unwrap_or(0), accepting, next) {
            Ok(dfa) => Some(dfa),
            Err(error) => {
                let key = match &error {
                    AutomatonError::NoStates => "states".to_owned(),
                    AutomatonError::NotALetter { letter }
                    | AutomatonError::RepeatedLetter { letter } => {
                        let at = file.letters.iter().rposition(|l| l == letter);
                        format!("letters.{}", at.unwrap_or(0))
                    }
                    _ => "letters".to_owned(),
                };
                self.fault(&key, error.to_string());
                None
            }
        }
    }

    fn number(&self, name: &str) -> Option<u32> {
        (0..)
            .zip(self.file.states.keys())
            .find(|(_, known)| *known == name)
            .map(|(q, _)| q)
    }

    /// The number of the state called `name` at `key`, noting a fault if there is none.
    fn state(&mut self, key: &str, name: &str) -> Option<u32> {
        let found = self.number(name);
        if found.is_none() {
            let known = self.file.states.keys().map(String::as_str);
            let message = unknown("state", name, known);
            self.fault(key, message);
        }
        found
    }
}

/// What is said of a name that does not exist.
fn unknown<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let known: Vec<&str> = known.collect();
    match nearest(name, known.iter().copied()) {
        None if known.is_empty() => {
            format!("unknown {kind} `{name}`: there are none; write it down first")
        }
        Some(near) => format!("unknown {kind} `{name}`; did you mean `{near}`?"),
        None => format!("unknown {kind} `{name}`; known: {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::automaton::regex::{DEFAULT_STATES, Regex};

    fn faults(text: &str) -> String {
        parse(text, Path::new("d.toml")).unwrap_err().to_string()
    }

    #[test]
    fn a_missing_transition_leads_to_the_sink() {
        let text = "letters = ['a', 'b']\nstart = 'x'\naccept = ['x']\n[states]\nx = { a = 'y' }\n[states.y]\nb = 'x'\n";
        let dfa = parse(text, Path::new("d.toml")).unwrap();
        assert_eq!(dfa.states(), 3);
        let regex = Regex::parse("(ab)*", "").unwrap();
        assert_eq!(
            dfa.minimal(),
            regex.compile(DEFAULT_STATES).unwrap().minimal()
        );
    }

    #[test]
    fn a_complete_automaton_gets_no_sink() {
        let text = "letters = ['a']\nstart = 'x'\naccept = []\n[states]\nx = { a = 'x' }\n";
        assert_eq!(parse(text, Path::new("d.toml")).unwrap().states(), 1);
    }

    #[test]
    fn all_faults_come_at_once_with_their_lines() {
        insta::assert_snapshot!(
            faults("letters = ['a', 'b',\n 'a']\nstart = 'even'\naccept = ['odd',\n 'odd', 'ood']\n[states]\neven_ = { a = 'odd' }\nodd = { a = 'evne_',\n c = 'odd' }\n"),
            @"
        d.toml:2: the letter `a` is given twice; remove one
        d.toml:3: unknown state `even`; did you mean `even_`?
        d.toml:5: `odd` is given twice; remove one
        d.toml:5: unknown state `ood`; did you mean `odd`?
        d.toml:8: unknown state `evne_`; did you mean `even_`?
        d.toml:9: unknown letter `c`; known: a, b
        "
        );
        insta::assert_snapshot!(
            faults("letter = ['a']\nstart = 'x'\naccept = ['x']\n[states]\nx = { a = 1 }\n"),
            @"
        d.toml:1: missing key `letters`
        d.toml:1: unknown key `letter`; did you mean `letters`? (known: letters, start, accept, states)
        d.toml:5: `a` in [states.x]: invalid type: integer `1`, expected a string
        "
        );
        insta::assert_snapshot!(
            faults("letters = []\nstart = 'x'\naccept = []\n[states]\n"),
            @"
        d.toml:1: the alphabet is empty; give at least one letter
        d.toml:2: unknown state `x`: there are none; write it down first
        "
        );
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let message = load(Path::new("no/such.toml")).unwrap_err().to_string();
        assert!(message.starts_with("no/such.toml: "), "{message}");
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("d.toml");
        let text = "letters = ['a']\nstart = 'x'\naccept = ['x']\n[states.x]\na = 'x'\n";
        std::fs::write(&path, text).unwrap();
        assert_eq!(load(&path).unwrap().states(), 1);
    }
}
