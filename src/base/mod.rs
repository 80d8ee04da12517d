//! What every module may stand on: random streams, files, faults of configuration.

pub mod canonical;
pub mod code;
mod complaint;
pub mod faults;
pub mod files;
pub mod kinds;
pub(crate) mod named;
pub mod natural;
pub mod near;
mod repair;
pub mod rng;
pub mod tree;
pub mod wrong;
