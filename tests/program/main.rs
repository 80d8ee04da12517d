//! The program as a user runs it, and the shape of its source.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cli;
mod fingerprint;
mod imports;
mod refusals;
mod shell;
