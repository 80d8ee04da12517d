//! The program started as a shell does it, and what it said.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

pub(crate) fn barrington(directory: &Path, line: &str) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("barrington"));
    command
        .current_dir(directory)
        .env_remove("SLURM_CPUS_PER_TASK");
    command.args(words(line)).output().unwrap()
}

/// The words of a line as a shell has them: blanks inside quotes do not part them.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' | '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A directory with `files`, each a path and a text.
pub(crate) fn directory(files: &[(&str, &str)]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    root
}

/// Runs `line` among `files`; the standard error of a program that could not do it.
pub(crate) fn refused(files: &[(&str, &str)], line: &str) -> String {
    let root = directory(files);
    let output = barrington(root.path(), line);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    assert_eq!(out(&output), "");
    err(&output)
}

/// The JSON that `line` prints.
pub(crate) fn json(root: &Path, line: &str) -> serde_json::Value {
    let output = barrington(root, line);
    assert!(output.status.success(), "{}", err(&output));
    serde_json::from_str(&out(&output)).unwrap()
}
