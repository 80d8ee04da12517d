//! Which code this is: what a record says of the program that trained its model.
//!
//! Both facts are found when the program is built (`build/fingerprint.rs`). The fingerprint decides: code with the
//! same fingerprint gives the same numbers, whatever its commit.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Some code that trains.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The commit it was built from, `... with changes` if it was not quite that; absent where git was not there. Of what
    /// was converted: a commit whose code is known to give the same counts.
    pub commit: Option<String>,
    /// Hash of the code that decides the numbers of a training; absent where none was written down.
    pub fingerprint: Option<String>,
    /// The format it was converted from, and the version of the program that wrote that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub converted_from: Option<String>,
}

impl Code {
    /// The code of this program.
    pub fn here() -> Self {
        let commit = env!("BARRINGTON_COMMIT");
        Self {
            commit: (!commit.is_empty()).then(|| commit.to_owned()),
            fingerprint: Some(FINGERPRINT.to_owned()),
            converted_from: None,
        }
    }

    /// Code of which nothing was written down in what is converted `from` something older.
    pub fn converted(from: &str) -> Self {
        Self {
            converted_from: Some(from.to_owned()),
            ..Self::default()
        }
    }

    /// Whether it gives the numbers that the code of this program gives.
    pub fn is_here(&self) -> bool {
        self.fingerprint.as_deref() == Some(FINGERPRINT)
    }
}

const FINGERPRINT: &str = env!("BARRINGTON_FINGERPRINT");

/// Version, commit and fingerprint of this program, in a line.
pub const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (",
    env!("BARRINGTON_BUILD"),
    ")"
);

/// The code in a few words.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let which = match (&self.commit, &self.fingerprint) {
            (Some(commit), _) => format!("commit {commit}"),
            (None, Some(code)) => format!("code {} of no commit", code.get(..12).unwrap_or(code)),
            (None, None) => "unknown".to_owned(),
        };
        let from = self.converted_from.as_ref();
        let from = from.map_or_else(String::new, |format| format!(", converted from {format}"));
        write!(f, "{which}{from}")
    }
}
