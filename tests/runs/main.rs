//! Trainings, experiments, their records and figures.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod counter;
mod figures;
mod identity;
mod looped;
mod migration;
mod pipeline;
mod plans;
mod reports;
mod signals;
mod training;
