//! Problem files: `problems/NAME.toml`, the whole of what it takes to add a problem.
//!
//! ```toml
//! title = "A5: even permutations of five points"
//! source = "where it comes from"
//!
//! [word]                               # the family, here a word problem
//! points = 5
//! cycles = ["(1 2 3 4 5)", "(1 2 3)"]
//! product = "right-first"
//!
//! [expect]                             # facts the test suite holds against the algebra
//! order = 60
//! ```
//!
//! What stands under `[word]` and `[language]` is said in `word_file` and `language_file`, for other families where
//! they are. `encoding` and `supervision` may stand beside the title. The files in the repository are also inside the binary, so that it works in any directory; a file in the given directory wins.

use std::path::{Path, PathBuf};

use crate::base::faults::{Document, Faults};
use crate::base::files::{read_or_built_in, toml_names};
use crate::base::near::did_you_mean;
use crate::base::wrong::Wrong;
use crate::problem::built_in::BUILT_IN;
use crate::problem::expect::Expect;
use crate::problem::families::{Config, FileText};
use crate::problem::{ProblemConfig, ProblemError};

/// A problem file, read.
#[derive(Clone, Debug, PartialEq)]
pub struct ProblemFile {
    /// The problem, resolved.
    pub config: ProblemConfig,
    /// Where it comes from.
    pub source: String,
    /// What it claims of its algebra.
    pub expect: Expect,
    /// The file; of a built-in problem, the one it was built from.
    pub path: PathBuf,
}

/// What is written in a file, as the configuration it stands for.
pub(super) trait Resolve<C> {
    /// The configuration; what is wrong is added to the faults of `reading`.
    fn resolve(&self, reading: &mut Reading<'_>) -> Option<C>;
}

impl<C: Config + Clone> Resolve<C> for C {
    fn resolve(&self, _: &mut Reading<'_>) -> Option<C> {
        Some(self.clone())
    }
}

/// A file while it is read.
pub(super) struct Reading<'r> {
    dir: &'r Path,
    document: &'r Document<'r>,
    /// The table of the family.
    table: &'static str,
    faults: Faults,
    /// The files that led here and this one.
    above: &'r mut Vec<String>,
}

impl<'r> Reading<'r> {
    /// Notes everything that is wrong, at the lines of its keys.
    pub(super) fn wrong(&mut self, wrong: Wrong) {
        let mut under = Wrong::default();
        under.under(self.table, wrong);
        self.faults.0.extend(self.document.faults(under).0);
    }

    /// Reads another file on which this one depends, faults and all.
    pub(super) fn other(&mut self, name: &str) -> Result<Option<ProblemFile>, String> {
        if let Some(start) = self.above.iter().position(|a| a == name) {
            let circle = self.above[start..].join(" -> ");
            return Err(format!(
                "`direct` goes in a circle, {circle} -> {name}; break it"
            ));
        }
        match load_from(self.dir, name, self.above) {
            Ok(file) => Ok(Some(file)),
            Err(ProblemError::Faults(inner)) => {
                self.faults.0.extend(inner.0);
                Ok(None)
            }
            Err(error) => Err(error.to_string()),
        }
    }

    /// The configuration that `text` stands for, checked unless its text has faults of its own.
    pub(super) fn resolve<C: Config>(
        &mut self,
        table: &'static str,
        text: &impl Resolve<C>,
    ) -> Option<C> {
        self.table = table;
        let config = text.resolve(self)?;
        if self.faults.0.is_empty() {
            self.wrong(config.wrong());
        }
        Some(config)
    }
}

/// The names of all problems: files of `dir` and built-in ones, sorted. A missing directory has no files.
pub fn list(dir: &Path) -> Result<Vec<String>, ProblemError> {
    let refused = |source| ProblemError::Read {
        path: dir.to_owned(),
        source,
    };
    toml_names(dir, BUILT_IN).map_err(refused)
}

/// Reads the problem `name` from `dir`, or the built-in one if there is no such file.
pub fn load(dir: &Path, name: &str) -> Result<ProblemFile, ProblemError> {
    load_from(dir, name, &mut Vec::new())
}

/// [`load`], with the files that depend on this one.
fn load_from(dir: &Path, name: &str, above: &mut Vec<String>) -> Result<ProblemFile, ProblemError> {
    let (path, text) = find(dir, name)?;
    let document = Document::parse(&path, &text)?;
    let file: FileText = document.read()?;
    above.push(name.to_owned());
    let mut reading = Reading {
        dir,
        document: &document,
        table: "",
        faults: Faults::default(),
        above,
    };
    let families = file.families();
    let names = |given: bool| families.iter().filter(move |f| !given || f.1).map(|f| f.0);
    let given: Vec<&str> = names(true).collect();
    let family = match *given.as_slice() {
        [_] => file.family(&mut reading),
        [] => {
            let all = names(false).collect::<Vec<&str>>().join("], [");
            let message = format!("there is no family; give one of [{all}]");
            reading.wrong(Wrong::whole(message));
            None
        }
        [.., last] => {
            let given = given.join("] and [");
            let message = format!("there is [{given}]; keep one of them");
            reading.wrong(Wrong::at(last, message));
            None
        }
    };
    let faults = reading.faults;
    above.pop();
    faults.into_result()?;
    Ok(ProblemFile {
        config: ProblemConfig {
            name: name.to_owned(),
            title: file.title,
            family: family.expect("a family that is not there has a fault"),
            encoding: file.encoding,
            supervision: file.supervision,
        },
        source: file.source,
        expect: file.expect,
        path,
    })
}

/// The path and text of a problem. Names are plain words, never paths.
fn find(dir: &Path, name: &str) -> Result<(PathBuf, String), ProblemError> {
    if name.is_empty() || name.contains(['/', '\\', '.']) {
        return Err(ProblemError::NotAName {
            name: name.to_owned(),
        });
    }
    let path = dir.join(format!("{name}.toml"));
    match read_or_built_in(&path, name, BUILT_IN) {
        Ok(Some(text)) => return Ok((path, text)),
        Ok(None) => {}
        Err(source) => return Err(ProblemError::Read { path, source }),
    }
    let known = list(dir)?;
    Err(ProblemError::Unknown {
        name: name.to_owned(),
        hint: did_you_mean(name, known.iter().map(String::as_str)),
        known: known.len(),
        file: path,
    })
}
