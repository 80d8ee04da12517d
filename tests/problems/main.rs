//! Problems and their algebra against independent truths.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

mod encodings;
mod files;
mod gap;
mod python;
mod python_chess;
