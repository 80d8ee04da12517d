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
use crate::base::wrong::Wrong;

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
    let mut wrong = Wrong::default();
    let automaton = file.automaton(&mut wrong);
    document.faults(wrong).into_result()?;
    Ok(automaton.expect("an automaton that is not there has a fault"))
}

impl DfaText {
    /// The automaton, if it is one; what is wrong is added to `wrong`.
    pub fn automaton(&self, wrong: &mut Wrong) -> Option<Dfa> {
        let names: Vec<&str> = self.states.keys().map(String::as_str).collect();
        let state = |name: &str| {
            let found = names.binary_search(&name).map(|q| q as u32);
            found.map_err(|_| unknown("state", name, &names))
        };
        // a start that does not exist is a fault, but the rest is still to be checked
        let start = state(&self.start).unwrap_or_else(|message| {
            wrong.add("start", message);
            0
        });
        wrong.twice("accept", &self.accept, Clone::clone);
        let mut accepting = vec![false; names.len()];
        for (k, name) in self.accept.iter().enumerate() {
            match state(name) {
                Ok(q) => accepting[q as usize] = true,
                Err(message) => wrong.add(&format!("accept.{k}"), message),
            }
        }
        let letters: BTreeSet<&str> = self.letters.iter().map(String::as_str).collect();
        let letters: Vec<&str> = letters.into_iter().collect();
        let mut next = Vec::new();
        for (name, arrows) in &self.states {
            for (letter, target) in arrows {
                let key = format!("states.{name}.{letter}");
                if !letters.contains(&letter.as_str()) {
                    wrong.add(&key, unknown("letter", letter, &letters));
                }
                if let Err(message) = state(target) {
                    wrong.add(&key, message);
                }
            }
            let targets = self.letters.iter().map(|letter| arrows.get(letter));
            next.extend(targets.map(|target| state(target?).ok()));
        }
        if next.iter().any(Option::is_none) {
            accepting.push(false);
            next.resize(next.len() + self.letters.len(), None);
        }
        let sink = names.len() as u32;
        let next = next.into_iter().map(|q| q.unwrap_or(sink)).collect();
        let automaton = Dfa::new(self.letters.clone(), start, accepting, next);
        let noted = automaton.map_err(|error| {
            let key = match &error {
                AutomatonError::NoStates => "states".to_owned(),
                AutomatonError::NotALetter(letter) | AutomatonError::RepeatedLetter(letter) => {
                    let at = self.letters.iter().rposition(|l| l == letter);
                    format!("letters.{}", at.unwrap_or(0))
                }
                _ => "letters".to_owned(),
            };
            wrong.add(&key, error);
        });
        noted.ok()
    }
}

/// What is said of a name that does not exist.
fn unknown(kind: &str, name: &str, known: &[&str]) -> String {
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
