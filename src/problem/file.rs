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

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::base::faults::{Document, Faults};
use crate::base::files::toml_stems;
use crate::base::near::nearest;
use crate::problem::answer::Supervision;
use crate::problem::built_in::BUILT_IN;
use crate::problem::chess::ChessConfig;
use crate::problem::circuit::CircuitConfig;
use crate::problem::code::config::CodeConfig;
use crate::problem::counting::CountingConfig;
use crate::problem::data::DataConfig;
use crate::problem::dyck::DyckConfig;
use crate::problem::encoding::Encoding;
use crate::problem::entity::EntityConfig;
use crate::problem::expect::Expect;
use crate::problem::formula::FormulaConfig;
use crate::problem::graph::GraphConfig;
use crate::problem::language_file::LanguageText;
use crate::problem::matrix::MatrixConfig;
use crate::problem::recall::RecallConfig;
use crate::problem::sequence::SequenceConfig;
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
    data: Option<DataText>,
    chess: Option<ChessConfig>,
    code: Option<CodeConfig>,
    entity: Option<Box<EntityConfig>>,
    formula: Option<FormulaConfig>,
    circuit: Option<CircuitConfig>,
    matrix: Option<MatrixConfig>,
    dyck: Option<DyckConfig>,
    counting: Option<CountingConfig>,
    graph: Option<GraphConfig>,
    sequence: Option<SequenceConfig>,
    recall: Option<RecallConfig>,
    #[serde(default)]
    encoding: Encoding,
    #[serde(default)]
    supervision: Supervision,
    #[serde(default)]
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DataText {
    file: String,
    vocabulary: Option<String>,
}

/// The tables of which a file has exactly one, as `name => variant` where what is written is what is resolved.
macro_rules! families {
    ($($name:ident => $variant:ident),* $(,)?) => {
        const FAMILIES: &[&str] = &["word", "language", "data", $(stringify!($name)),*];

        impl FileText {
            /// The families the file has, in the order of [`FAMILIES`].
            fn families(&self) -> Vec<&'static str> {
                let given = [
                    self.word.is_some(),
                    self.language.is_some(),
                    self.data.is_some(),
                    $(self.$name.is_some()),*
                ];
                let named = FAMILIES.iter().zip(given);
                named.filter(|(_, given)| *given).map(|(name, _)| *name).collect()
            }

            /// The one family the file has; what is wrong is added to `faults`.
            fn family(
                &self,
                dir: &Path,
                document: &Document<'_>,
                faults: &mut Faults,
                above: &mut Vec<String>,
            ) -> Option<Family> {
                if let Some(word) = &self.word {
                    return word.resolve(dir, document, faults, above).map(Family::Word);
                }
                if let Some(language) = &self.language {
                    return language.resolve(document, faults).map(Family::Language);
                }
                if let Some(data) = &self.data {
                    return data.resolve(document, faults).map(Family::Data);
                }
                $(if let Some(config) = &self.$name {
                    add(stringify!($name), config.faults(), document, faults);
                    return Some(Family::$variant(config.clone()));
                })*
                None
            }
        }
    };
}

families! {
    chess => Chess,
    code => Code,
    entity => Entity,
    formula => Formula,
    circuit => Circuit,
    matrix => Matrix,
    dyck => Dyck,
    counting => Counting,
    graph => Graph,
    sequence => Sequence,
    recall => Recall,
}

impl DataText {
    fn resolve(&self, document: &Document<'_>, faults: &mut Faults) -> Option<DataConfig> {
        DataConfig::read(&self.file, self.vocabulary.as_deref())
            .map_err(|fault| {
                let fault = document.fault("data.file", fault.to_string());
                faults.0.push(fault);
            })
            .ok()
    }
}

/// Adds what a family says is wrong, each at its key under `table`.
fn add(table: &str, wrong: Vec<(String, String)>, document: &Document<'_>, faults: &mut Faults) {
    let fault = |(key, message)| document.fault(&format!("{table}.{key}"), message);
    faults.0.extend(wrong.into_iter().map(fault));
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
    let family = match file.families().as_slice() {
        [_] => file.family(dir, &document, &mut faults, above),
        [] => {
            let message = format!(
                "there is no family; give one of [{}]",
                FAMILIES.join("], [")
            );
            faults.0.push(document.fault("", message));
            None
        }
        given @ [.., last] => {
            let message = format!("there is [{}]; keep one of them", given.join("] and ["));
            faults.0.push(document.fault(last, message));
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
