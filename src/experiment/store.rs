//! Where an experiment keeps its records and checkpoints.
//!
//! ```text
//! runs/NAME/lock                      held while a process runs the experiment
//! runs/NAME/records/ID.json           one finished run
//! runs/NAME/checkpoints/ID.safetensors  a run that was interrupted; gone once it has its record
//! ```
//!
//! The lock is one of the operating system on the open file, so it ends with the process however that ends,
//! and a file left behind locks nothing. Reading takes no lock: every file is whole at any time.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::base::files::write_atomic;
use crate::experiment::migrate::{Migrated, migrate};
use crate::experiment::plan::{Plan, Planned};
use crate::experiment::record::{FORMAT, Record};

/// Why records cannot be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or directory cannot be made.
    #[error("cannot write {}: {error}; give a directory that can be written, or free the disk", path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file or directory cannot be read.
    #[error("cannot read {}: {error}; check that it exists and may be read", path.display())]
    Read {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Another process runs the experiment in the same directory.
    #[error("{} is in use by process {holder}; wait for it to end, or give another directory", path.display())]
    Busy {
        /// The directory.
        path: PathBuf,
        /// The number of the process, as it wrote it.
        holder: String,
    },
    /// A record that is none.
    #[error("{}: not a readable record ({reason}); delete it and run the experiment again to repeat that one run", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl StoreError {
    /// That `path` cannot be written.
    pub fn write(path: &Path) -> impl Fn(io::Error) -> Self + Copy {
        move |error| Self::Write {
            path: path.to_owned(),
            error,
        }
    }

    /// That `path` cannot be read.
    pub fn read(path: &Path) -> impl Fn(io::Error) -> Self + Copy {
        move |error| Self::Read {
            path: path.to_owned(),
            error,
        }
    }
}

/// The directory of one experiment, held for writing.
#[derive(Debug)]
pub struct Store {
    directory: PathBuf,
    /// What was converted when it was opened.
    pub migrated: Migrated,
    /// Held as long as the store.
    _lock: Lock,
}

/// The lock of a directory.
#[derive(Debug)]
struct Lock(File);

impl Drop for Lock {
    /// Closing the file would not end the lock while a process that is just being started has it open too.
    fn drop(&mut self) {
        // a lock that cannot be given back ends with the process
        let _ = self.0.unlock();
    }
}

impl Store {
    /// Makes the directory `root/name` if need be, takes its lock, and converts what is there of older formats.
    pub fn open(root: &Path, name: &str) -> Result<Self, StoreError> {
        let directory = root.join(name);
        for path in [records_of(&directory), checkpoints_of(&directory)] {
            fs::create_dir_all(&path).map_err(StoreError::write(&path))?;
        }
        let lock = lock(&directory)?;
        let migrated = migrate(&records_of(&directory), Some(&checkpoints_of(&directory)))?;
        Ok(Self {
            directory,
            migrated,
            _lock: lock,
        })
    }

    /// Where the checkpoint of run `id` is or would be.
    pub fn checkpoint(&self, id: &str) -> PathBuf {
        checkpoint_of(&self.directory, id)
    }

    /// The directory of the records.
    pub fn records(&self) -> PathBuf {
        records_of(&self.directory)
    }

    /// Keeps a record, then drops the checkpoint it came from.
    pub fn keep(&self, record: &Record) -> Result<(), StoreError> {
        write_record(&record_path(&self.records(), &record.id), record)?;
        self.drop_checkpoint(&record.id)
    }

    /// Drops the checkpoint of run `id`, if there is one.
    pub fn drop_checkpoint(&self, id: &str) -> Result<(), StoreError> {
        remove(&self.checkpoint(id))
    }
}

/// Removes a file that may be gone already.
pub fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::write(path)(error)),
        _ => Ok(()),
    }
}

fn lock(directory: &Path) -> Result<Lock, StoreError> {
    let path = directory.join("lock");
    let refused = StoreError::write(&path);
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    let mut file = options.open(&path).map_err(refused)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // only for the message: the holder may not have written it yet
            let _ = file.read_to_string(&mut holder);
            let number = Some(holder.trim()).filter(|number| !number.is_empty());
            return Err(StoreError::Busy {
                path: directory.to_owned(),
                holder: number.unwrap_or("unknown").to_owned(),
            });
        }
        Err(TryLockError::Error(error)) => return Err(refused(error)),
    }
    file.set_len(0).map_err(refused)?;
    writeln!(file, "{}", std::process::id()).map_err(refused)?;
    Ok(Lock(file))
}

/// The records of the experiment directory `directory`.
pub fn records_of(directory: &Path) -> PathBuf {
    directory.join("records")
}

/// The checkpoint of run `id` in the experiment directory `directory`.
pub fn checkpoint_of(directory: &Path, id: &str) -> PathBuf {
    checkpoints_of(directory).join(format!("{id}.safetensors"))
}

/// The checkpoints of the experiment directory `directory`.
pub fn checkpoints_of(directory: &Path) -> PathBuf {
    directory.join("checkpoints")
}

/// The record of run `id` in a directory of records.
pub fn record_path(directory: &Path, id: &str) -> PathBuf {
    directory.join(format!("{id}.json"))
}

/// Writes a record to `path`: one line of JSON.
pub fn write_record(path: &Path, record: &Record) -> Result<(), StoreError> {
    let mut text = serde_json::to_string(record).expect("a record is plain data with text keys");
    text.push('\n');
    write_atomic(path, text.as_bytes()).map_err(StoreError::write(path))
}

/// Reads one record and checks its format and id.
pub fn read_record(path: &Path) -> Result<Record, StoreError> {
    let text = fs::read_to_string(path).map_err(StoreError::read(path))?;
    from_text(&text).map_err(|reason| StoreError::Damaged {
        path: path.to_owned(),
        reason,
    })
}

/// The record in `text`, or why it is none.
fn from_text(text: &str) -> Result<Record, String> {
    let said = |error: serde_json::Error| error.to_string();
    let value: Value = serde_json::from_str(text).map_err(said)?;
    // the format first: a record of another format has other keys
    let format = value["format"].as_u64();
    if format != Some(u64::from(FORMAT)) {
        let found = format.map_or_else(|| "none".to_owned(), |f| f.to_string());
        return Err(format!(
            "its format is {found}, this program reads format {FORMAT}"
        ));
    }
    let record: Record = serde_json::from_value(value).map_err(said)?;
    let (given, found) = (&record.id, record.run.id());
    if *given != found {
        return Err(format!(
            "its id is {given}, but its configuration has {found}"
        ));
    }
    Ok(record)
}

/// What there is of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// No record.
    Nothing,
    /// A record that counts another number of sequences than the run asks for.
    OtherEvaluation,
    /// Its record.
    Fits(Box<Record>),
}

impl Found {
    /// The record, if it answers the run.
    pub fn fits(self) -> Option<Record> {
        match self {
            Self::Fits(record) => Some(*record),
            Self::Nothing | Self::OtherEvaluation => None,
        }
    }
}

/// What `directory` has of the runs of `plan`, in its order. A record that fits is called as the plan calls its run.
pub fn find_records(directory: &Path, plan: &Plan) -> Result<Vec<Found>, StoreError> {
    let find = |planned: &Planned| match read_record(&record_path(directory, &planned.id)) {
        Err(StoreError::Read { error, .. }) if error.kind() == ErrorKind::NotFound => {
            Ok(Found::Nothing)
        }
        Ok(record) if !record.is_evaluated_as(&planned.run) => Ok(Found::OtherEvaluation),
        Ok(record) => {
            let run = planned.run.clone();
            Ok(Found::Fits(Box::new(Record { run, ..record })))
        }
        Err(error) => Err(error),
    };
    plan.runs.iter().map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_free_again_though_another_process_has_inherited_its_lock() {
        let root = tempfile::tempdir().unwrap();
        let held = lock(root.path()).unwrap();
        // what a process that is being started has of it
        let inherited = held.0.try_clone().unwrap();
        assert!(matches!(lock(root.path()), Err(StoreError::Busy { .. })));
        drop(held);
        assert!(lock(root.path()).is_ok());
        drop(inherited);
    }
}
