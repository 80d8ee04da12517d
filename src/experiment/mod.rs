//! From a question in a TOML file to records.
//!
//! ```text
//! config::Config   as typed
//!   -> plan::Plan  validated, swept; seeds and ids resolved
//!   -> run::Run -> record::Record   (executor), kept in a directory (store)
//! ```

pub mod config;
pub mod execute;
pub mod executor;
pub mod library;
pub mod migrate;
pub mod plan;
pub mod record;
pub mod run;
pub mod select;
pub mod store;
pub mod sweep;
mod typed;
