//! What theory predicts: for a problem and a class of architectures, whether it can be done, and why.
//!
//! A [`Task`] is a problem as its algebra, a [`Class`] an architecture as the way its layers move
//! their state. [`verdict()`] answers with a theorem, its hypotheses and the [`Semantics`] of numbers it
//! speaks of. "Cannot" never stands without them, and what no theorem settles is called open.
//!
//! Leaves out everything about learning: whether training finds what exists.

pub mod class;
mod diagonal;
pub mod levels;
mod rules;
pub mod semantics;
pub mod task;
pub mod theorem;
pub mod transition;
pub mod verdict;

pub use class::{Class, Depth};
pub use levels::Lengths;
pub use semantics::Semantics;
pub use task::{Hardness, Invariants, Task};
pub use theorem::{Standing, Theorem};
pub use transition::Transition;
pub use transition::attention::Attention;
pub use transition::householder::Householder;
pub use verdict::{Ability, Layers, Verdict, stack_verdict, verdict};
