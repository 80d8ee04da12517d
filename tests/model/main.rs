//! What every model and mixer must pass.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod architectures;
mod batches;
mod golden_losses;
mod patterns;
mod transitions;
mod variants;
