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
    for path in files(records, "json")? {
        match record(&path)? {
            Outcome::Converted => migrated.records += 1,
            Outcome::Current => {}
            Outcome::Left(reason) => migrated.left.push((path, reason)),
        }
    }
    for path in checkpoints
        .map(|directory| files(directory, "safetensors"))
        .transpose()?
        .unwrap_or_default()
    {
        match convert_checkpoint(&path)? {
            Outcome::Converted => migrated.checkpoints += 1,
            Outcome::Current => {}
            Outcome::Left(reason) => migrated.left.push((path, reason)),
        }
    }
    Ok(migrated)
}

enum Outcome {
    Converted,
    /// Of the present format, or damaged beyond knowing: whoever asks for it says so.
    Current,
    Left(String),
}

/// The files with this extension, sorted.
fn files(directory: &Path, extension: &str) -> Result<Vec<PathBuf>, StoreError> {
    let refused = |error| StoreError::Read {
        path: directory.to_owned(),
        error,
    };
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(refused(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(refused)?.path();
        if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn record(path: &Path) -> Result<Outcome, StoreError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        // another process was faster
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Outcome::Current),
        Err(error) => {
            let path = path.to_owned();
            return Err(StoreError::Read { path, error });
        }
    };
    if !text.starts_with("{\"format\":1,") {
        return Ok(Outcome::Current);
    }
    let record = match converted(&text) {
        Ok(record) => record,
        Err(reason) => return Ok(Outcome::Left(reason)),
    };
    let new = record_path(path.parent().unwrap_or(Path::new("")), &record.id);
    match read_record(&new) {
        Ok(there) if new != path => {
            let same = |a: &Record| (a.outcome, a.curve.clone(), a.evaluation.clone());
            if same(&there) != same(&record) {
                return Ok(Outcome::Left(format!(
                    "{} is of the same run and has other counts",
                    new.display()
                )));
            }
        }
        _ => write_record(&new, &record)?,
    }
    if new != path {
        remove(path)?;
    }
    Ok(Outcome::Converted)
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
        _ => return Ok(Outcome::Current),
    };
    let new = path.with_file_name(format!("{}.safetensors", old.job.id()));
    let there = checkpoint::open(&new);
    let further = there.is_ok_and(|there| there.current && there.state.step >= old.state.step);
    if !further {
        match old.rewrite(&new) {
            Ok(()) => {}
            Err(TrainError::File { path, error }) => {
                return Err(StoreError::Write { path, error });
            }
            Err(error) => return Ok(Outcome::Left(error.to_string())),
        }
    }
    if new != path {
        remove(path)?;
    }
    Ok(Outcome::Converted)
}
