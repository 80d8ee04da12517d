//! The problem files of the repository, inside the binary, so that it works in any directory.

/// Names and texts, sorted by name; `build/library.rs` lists them.
pub const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/problems.rs"));
