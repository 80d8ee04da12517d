//! Barrington: a formal state-tracking expressivity testbed.
//!
//! ```text
//! problems/*.toml ─ problem ─┐
//!                            ├─ train ─ experiment ─ records ─ analysis ─ figure ─ report
//! tensor ─ model ────────────┘
//! ```
//!
//! Imports go one way, downwards in this table; `tests/program/imports.rs` reads the `use crate::` lines and
//! fails on any other edge.
//!
//! | module | what it is | imports |
//! |---|---|---|
//! | [`base`] | named random streams, atomic files, faults of TOML files | nothing of ours |
//! | [`algebra`] | transformations, monoids, groups, automata, facts | base |
//! | [`theory`] | classes of architectures, verdicts with their theorems | algebra, base |
//! | [`problem`] | problems as data: families, encodings, oracles | algebra, base |
//! | [`tensor`] | numbers, arena, tape, paired kernels, gradient check | base |
//! | [`model`] | layers, stacks of a pattern, one file per mixer, how each looks in figures | tensor, theory, base |
//! | [`predict`] | the task of a problem, the class of a model, the verdict | problem, model, theory, algebra |
//! | [`train`] | optimiser, schedule, the training loop, checkpoints, evaluation | problem, model, tensor, base |
//! | [`experiment`] | config, plan, runs, records | train, model, problem, base |
//! | [`analysis`] | intervals, minimum depth | experiment, model, base |
//! | [`figure`] | one file per figure, the HTML report | algebra, theory, predict, analysis, experiment, model, base |
//! | [`cli`] | one file per verb; the only place that prints | all |

pub mod algebra;
pub mod analysis;
pub mod base;
pub mod cli;
pub mod experiment;
pub mod figure;
pub mod model;
pub mod predict;
pub mod problem;
pub mod tensor;
pub mod theory;
pub mod train;
