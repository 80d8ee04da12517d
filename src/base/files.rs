//! Files that are either old or new, never half.
//!
//! The bytes go to a temporary name in the same directory, are synced to the disk, and the name is moved
//! over the old file (POSIX `rename` is atomic within a file system); then the directory is synced, so that
//! the new name survives a power cut too. A killed process leaves at most a file `.NAME.PID.part` behind.
//!
//! What it leaves out: locks. Two writers of one file both succeed, and one of them wins.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes `bytes` to `path`, replacing what was there. On an error the old file is untouched.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<()> {
    let part = part_of(path)?;
    let written = write_synced(&part, bytes).and_then(|()| fs::rename(&part, path));
    if let Err(error) = written {
        // the first error is the one to report; the part may not even exist
        let _ = fs::remove_file(&part);
        return Err(error);
    }
    sync_directory(path)
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A name beside `path` that no other writer uses: the process and a count are part of it.
fn part_of(path: &Path) -> Result<PathBuf> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let no_name = "the path does not end in a file name";
    let no_name = || Error::new(ErrorKind::InvalidInput, no_name);
    let name = path.file_name().ok_or_else(no_name)?;
    let mut part = OsString::from(".");
    part.push(name);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    part.push(format!(".{}-{count}.part", std::process::id()));
    let part = path.with_file_name(part);
    match fs::remove_file(&part) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        // there is none, or one left behind by a killed process that had the same number
        _ => Ok(part),
    }
}

/// The files in `directory` with this extension, sorted; none if there is no such directory.
pub fn with_extension(directory: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let paths = entries.map(|entry| Ok(entry?.path()));
    let mut paths = paths.collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == extension));
    paths.sort();
    Ok(paths)
}

/// The text of the file at `path`, or of what is inside the binary under `name`; none if there is neither.
pub fn read_or_built_in(
    path: &Path,
    name: &str,
    built_in: &[(&str, &str)],
) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let found = built_in.iter().find(|(known, _)| *known == name);
            Ok(found.map(|(_, text)| (*text).to_owned()))
        }
        read => read.map(Some),
    }
}

/// The names of the `.toml` files in `directory` and of those inside the binary, sorted.
pub fn toml_names(directory: &Path, built_in: &[(&str, &str)]) -> Result<Vec<String>> {
    let files = with_extension(directory, "toml")?;
    let stems = files.iter().filter_map(|path| path.file_stem()?.to_str());
    let names = stems.chain(built_in.iter().map(|(name, _)| *name));
    let names: BTreeSet<String> = names.map(str::to_owned).collect();
    Ok(names.into_iter().collect())
}

#[cfg(unix)]
fn sync_directory(path: &Path) -> Result<()> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap();
        let mut names: Vec<String> = entries
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_file_replaces_the_old_one_and_leaves_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        write_atomic(&path, b"old").unwrap();
        write_atomic(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(dir.path()), ["a.json"]);
    }

    #[test]
    fn a_failure_leaves_the_old_file_and_no_part() {
        let dir = tempfile::tempdir().unwrap();
        // a directory cannot be replaced by a file
        let path = dir.path().join("a");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("inside"), "").unwrap();
        write_atomic(&path, b"new").unwrap_err();
        assert_eq!(names(dir.path()), ["a"]);
        assert_eq!(names(&path), ["inside"]);
    }

    #[test]
    fn many_writers_of_one_file_leave_the_whole_of_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        std::thread::scope(|scope| {
            for k in 0..8u8 {
                let path = &path;
                scope.spawn(move || write_atomic(path, &vec![k; 10_000]).unwrap());
            }
        });
        let bytes = fs::read(&path).unwrap();
        assert_eq!(bytes.len(), 10_000);
        assert!(bytes.iter().all(|&b| b == bytes[0]));
        assert_eq!(names(dir.path()), ["a"]);
    }
}
