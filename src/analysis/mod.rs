//! Numbers made of records: rates, intervals, minimum depth, and what was published before.
//!
//! Pure functions of [`crate::experiment::record::Record`]s: no files, no clock, no printing. Records hold
//! counts; every rate in a figure or a table is made here, once. Left out: fits of depth against length.

pub mod accuracy;
pub mod agreement;
pub mod depth;
pub mod interval;
pub mod pool;
pub mod published;
