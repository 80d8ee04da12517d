//! Why a problem could not be found, read or built.

use std::path::PathBuf;

use crate::base::faults::Faults;
use crate::base::wrong::Wrong;

/// Why a problem could not be found, read or built.
#[derive(Debug, thiserror::Error)]
pub enum ProblemError {
    /// No file and no built-in problem of that name.
    #[error("there is no problem `{name}`{hint} (`barrington list` names the {known} there are; or write {})", .file.display())]
    Unknown {
        /// The name asked for.
        name: String,
        /// The nearest known name, as a question.
        hint: String,
        /// How many there are.
        known: usize,
        /// The file that would be read.
        file: PathBuf,
    },
    /// A name that could not be a file's.
    #[error(
        "`{name}` is not the name of a problem; give the stem of a file, such as `a5`, without directory or `.toml`"
    )]
    NotAName {
        /// The name asked for.
        name: String,
    },
    /// The file system refused.
    #[error("{}: {source}; check that it exists and may be read", path.display())]
    Read {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is wrong.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// The configuration is wrong, wherever it comes from; each fault has its key in the table of the family.
    #[error("{}", of(name, wrong))]
    Wrong {
        /// The problem.
        name: String,
        /// What is wrong.
        wrong: Wrong,
    },
    /// Another alphabet for a problem that has only one.
    #[error("problem `{name}` has letters of its own; leave `alphabet` out")]
    OwnLetters {
        /// The problem.
        name: String,
    },
}

/// `` problem `name`: key: message ``, one a line.
fn of(name: &str, wrong: &Wrong) -> String {
    let text = wrong.to_string();
    let lines = text.lines().map(|line| format!("problem `{name}`: {line}"));
    lines.collect::<Vec<_>>().join("\n")
}
