//! Every TOML file of a directory, embedded: one sorted table of (name, text) a directory.
//!
//! `problems/a5.toml` becomes the entry `("a5", include_str!(...))` of `$OUT_DIR/problems.rs`, which a module includes.
//! The compiler follows the texts, cargo the directory, so that a new file needs no line anywhere.

use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs, io};

/// Writes the table of `directory`, a path from the root of the package, to `$OUT_DIR/DIRECTORY.rs`.
pub(crate) fn table(directory: &str) -> io::Result<()> {
    let variable = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .ok_or(io::ErrorKind::NotFound)
    };
    let folder = variable("CARGO_MANIFEST_DIR")?.join(directory);
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(&folder)? {
        files.push(entry?.path());
    }
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
    });
    let mut names: Vec<(String, PathBuf)> = Vec::new();
    for path in files {
        let name = path.file_stem().and_then(|name| name.to_str());
        names.push((name.ok_or(io::ErrorKind::InvalidData)?.to_owned(), path));
    }
    names.sort();
    let mut table = String::from("&[\n");
    for (name, path) in names {
        writeln!(table, "    ({name:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    fs::write(variable("OUT_DIR")?.join(format!("{directory}.rs")), table)?;
    println!("cargo::rerun-if-changed={directory}");
    Ok(())
}
