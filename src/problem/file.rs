//! Problem files: `problems/NAME.toml`, the whole of what it takes to add a problem.
//!
//! ```toml
//! title = "A5: even permutations of five points"
//! source = "where it comes from"
//!
//! [word]                               # a word problem, or a [language]
//! points = 5
//! cycles = ["(1 2 3 4 5)", "(1 2 3)"]
//! product = "right-first"
//!
//! [expect]                             # facts the test suite holds against the algebra
//! order = 60
//! ```
//!
//! What stands under `[word]` and `[language]` is said in `word_file` and `language_file`. The files in the
//! repository are also inside the binary, so that it works in any directory; a file in the given directory wins.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::base::faults::{Document, Faults};
use crate::base::files::toml_stems;
use crate::base::near::nearest;
use crate::problem::built_in::BUILT_IN;
use crate::problem::expect::Expect;
use crate::problem::language_file::LanguageText;
use crate::problem::word_file::WordText;
use crate::problem::{Family, ProblemConfig, ProblemError};

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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    title: String,
    source: String,
    word: Option<WordText>,
    language: Option<LanguageText>,
    #[serde(default)]
    expect: Expect,
}

/// The names of all problems: files of `dir` and built-in ones, sorted. A missing directory has no files.
pub fn list(dir: &Path) -> Result<Vec<String>, ProblemError> {
    let refused = |source| ProblemError::Read {
        path: dir.to_owned(),
        source,
    };
    let mut names: Vec<String> = BUILT_IN
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    names.extend(toml_stems(dir).map_err(refused)?);
    names.sort();
    names.dedup();
    Ok(names)
}

/// Reads the problem `name` from `dir`, or the built-in one if there is no such file.
pub fn load(dir: &Path, name: &str) -> Result<ProblemFile, ProblemError> {
    load_from(dir, name, &mut Vec::new())
}

/// [`load`], with the files whose `direct` led here.
pub(super) fn load_from(
    dir: &Path,
    name: &str,
    above: &mut Vec<String>,
) -> Result<ProblemFile, ProblemError> {
    let (path, text) = find(dir, name)?;
    let document = Document::parse(&path, &text)?;
    let file: FileText = document.read()?;
    let mut faults = Faults::default();
    above.push(name.to_owned());
    let family = match (&file.word, &file.language) {
        (Some(word), None) => word
            .resolve(dir, &document, &mut faults, above)
            .map(Family::Word),
        (None, Some(language)) => language
            .resolve(&document, &mut faults)
            .map(Family::Language),
        (None, None) => {
            let message = "there is no [word] and no [language]; give one of them";
            faults.0.push(document.fault("", message));
            None
        }
        (Some(_), Some(_)) => {
            let message = "there is a [word] and a [language]; keep one of them";
            faults.0.push(document.fault("language", message));
            None
        }
    };
    above.pop();
    faults.into_result()?;
    Ok(ProblemFile {
        config: ProblemConfig {
            name: name.to_owned(),
            title: file.title,
            family: family.expect("a family that is not there has a fault"),
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
    match std::fs::read_to_string(&path) {
        Ok(text) => return Ok((path, text)),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(source) => return Err(ProblemError::Read { path, source }),
    }
    if let Some((_, text)) = BUILT_IN.iter().find(|(known, _)| *known == name) {
        return Ok((path, (*text).to_owned()));
    }
    let known = list(dir)?;
    Err(ProblemError::Unknown {
        name: name.to_owned(),
        near: nearest(name, known.iter().map(String::as_str)).map(str::to_owned),
        known: known.len(),
        file: path,
    })
}
