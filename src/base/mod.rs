//! What every module may stand on: random streams, files, faults of configuration.

pub mod code;
pub mod faults;
pub mod files;
pub mod near;
mod repair;
pub mod rng;
pub mod wrong;
