//! Records and checkpoints of format 1, made into those of the present format where they are.
//!
//! Format 1 had other ids, which depended on names, knew nothing of the code, and called some keys otherwise
//! ([`upgrade`]). No count changes. An old file goes only after the new one is written and synced; whoever kills this,
//! or does it twice or from two processes at once, loses nothing: the next time finds one of both or both.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::base::code::Code;
use crate::base::files::with_extension;
use crate::experiment::record::{FORMAT, Record};
use crate::experiment::run::Run;
use crate::experiment::store::{StoreError, read_record, record_path, remove, write_record};
use crate::train::TrainError;
use crate::train::checkpoint;
use crate::train::upgrade::upgrade;

/// What was converted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migrated {
    /// Records.
    pub records: usize,
    /// Checkpoints.
    pub checkpoints: usize,
    /// Files that could not be, and why; they are left as they are.
    pub left: Vec<(PathBuf, String)>,
}

/// Converts the files of format 1 in a directory of records and in one of checkpoints. A missing directory has none.
pub fn migrate(records: &Path, checkpoints: Option<&Path>) -> Result<Migrated, StoreError> {
    let mut migrated = Migrated::default();
    let checkpoints = checkpoints.map(|directory| files(directory, "safetensors"));
    for path in files(records, "json")? {
        match convert_record(&path)? {
            Ok(done) => migrated.records += usize::from(done),
            Err(reason) => migrated.left.push((path, reason)),
        }
    }
    for path in checkpoints.transpose()?.into_iter().flatten() {
        match convert_checkpoint(&path)? {
            Ok(done) => migrated.checkpoints += usize::from(done),
            Err(reason) => migrated.left.push((path, reason)),
        }
    }
    Ok(migrated)
}

/// Whether a file was converted, or why it could not be. It was not if it is of the present format, or damaged beyond
/// knowing: whoever asks for it says so.
type Outcome = Result<bool, String>;

fn files(directory: &Path, extension: &str) -> Result<Vec<PathBuf>, StoreError> {
    with_extension(directory, extension).map_err(StoreError::read(directory))
}

fn convert_record(path: &Path) -> Result<Outcome, StoreError> {
    let text = match fs::read_to_string(path) {
        // another process was faster
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Ok(false)),
        text => text.map_err(StoreError::read(path))?,
    };
    if !text.starts_with("{\"format\":1,") {
        return Ok(Ok(false));
    }
    let record = match converted(&text) {
        Ok(record) => record,
        Err(reason) => return Ok(Err(reason)),
    };
    let new = record_path(path.parent().unwrap_or(Path::new("")), &record.id);
    match read_record(&new) {
        Ok(there) if new != path => {
            let same = |a: &Record| (a.outcome, a.curve.clone(), a.evaluation.clone());
            if same(&there) != same(&record) {
                return Ok(Err(format!(
                    "{} is of the same run and has other counts",
                    new.display()
                )));
            }
        }
        _ => write_record(&new, &record)?,
    }
    replaced(path, &new)
}

/// The old file goes, unless the new one has taken its place.
fn replaced(old: &Path, new: &Path) -> Result<Outcome, StoreError> {
    if new != old {
        remove(old)?;
    }
    Ok(Ok(true))
}

/// The record of format 1 in `text`.
fn converted(text: &str) -> Result<Record, String> {
    let said = |error: serde_json::Error| error.to_string();
    let mut value: Value = serde_json::from_str(text).map_err(said)?;
    // then the hash of all that was written
    let found = &blake3::hash(value["run"].to_string().as_bytes()).to_hex()[..16];
    if value["id"] != found {
        return Err(format!(
            "its id is {}, but its configuration has {found}",
            value["id"]
        ));
    }
    upgrade(&mut value["run"]);
    let id = Run::deserialize(&value["run"]).map_err(said)?.id();
    let version = value["machine"]["version"].as_str().unwrap_or("unknown");
    let code = Code::converted(&format!("format 1, version {version}"));
    value["format"] = json!(FORMAT);
    value["id"] = json!(id);
    value["code"] = json!([code]);
    Record::deserialize(value).map_err(said)
}

fn convert_checkpoint(path: &Path) -> Result<Outcome, StoreError> {
    let old = match checkpoint::open(path) {
        Ok(old) if !old.current => old,
        _ => return Ok(Ok(false)),
    };
    let new = path.with_file_name(format!("{}.safetensors", old.job.id()));
    let there = checkpoint::open(&new);
    let further = there.is_ok_and(|there| there.current && there.state.step >= old.state.step);
    if !further {
        match old.rewrite(&new) {
            Ok(()) => {}
            Err(TrainError::File { path, error }) => return Err(StoreError::write(&path)(error)),
            Err(error) => return Ok(Err(error.to_string())),
        }
    }
    replaced(path, &new)
}
