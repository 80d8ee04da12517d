//! The experiments there are: files of `experiments/`, and those inside the binary.
//!
//! The files of the repository are built in, so that the program works in any directory; a file in the
//! given directory wins over the built-in one of the same name.

use std::fs;
use std::path::{Path, PathBuf};

use crate::base::files::{read_or_built_in, toml_names};
use crate::base::near::did_you_mean;
use crate::experiment::store::StoreError;

/// The files of the repository, inside the binary, sorted by name.
pub const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/experiments.rs"));

/// Why there is no such experiment.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// No file and no built-in experiment of that name: what is said of it.
    #[error("{0}")]
    Unknown(String),
    /// The file system refused.
    #[error(transparent)]
    File(#[from] StoreError),
}

/// The names of all experiments: files of `directory` and built-in ones, sorted. A missing directory has no
/// files.
pub fn list(directory: &Path) -> Result<Vec<String>, LibraryError> {
    Ok(toml_names(directory, BUILT_IN).map_err(StoreError::read(directory))?)
}

/// The path and text of an experiment: a path that ends in `.toml`, a file of `directory`, or a built-in one.
pub fn find(directory: &Path, name: &str) -> Result<(PathBuf, String), LibraryError> {
    let given = Path::new(name);
    let is_path = given.extension().is_some_and(|e| e == "toml");
    if is_path {
        let text = fs::read_to_string(given).map_err(StoreError::read(given))?;
        return Ok((given.to_owned(), text));
    }
    let path = directory.join(format!("{name}.toml"));
    let found = read_or_built_in(&path, name, BUILT_IN).map_err(StoreError::read(&path))?;
    if let Some(text) = found {
        return Ok((path, text));
    }
    let known = list(directory)?;
    let hint = did_you_mean(name, known.iter().map(String::as_str));
    let known = known.join(", ");
    Err(LibraryError::Unknown(format!(
        "there is no experiment `{name}`{hint} (known: {known}; or give the path of a .toml file)"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_experiments_are_the_files_of_the_repository() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("experiments");
        let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        assert_eq!(list(&directory).unwrap(), names);
        for (name, text) in BUILT_IN {
            let file = fs::read_to_string(directory.join(format!("{name}.toml")));
            assert_eq!(file.unwrap(), *text, "{name}");
        }
    }

    #[test]
    fn a_misspelt_name_is_answered_with_the_nearest() {
        let error = find(Path::new("nowhere"), "ilusion-quick").unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no experiment `ilusion-quick`; did you mean `illusion-quick`? (known: illusion-quick, illusion-renderings, parity; or give the path of a .toml file)"
        );
    }
}
