//! Prediction: a problem and a model as theory sees them, and what follows for the two together.
//!
//! [`Question`] is a problem, put together from its algebra or from what the literature knows of it; [`class_of`] is a
//! model as kinds of layers and a depth; [`all`] and [`of_model`] ask [`verdict`](crate::theory::verdict()) about them.
//! Whoever prints, draws or constructs asks here.
//!
//! Leaves out what was measured: how that stands to a prediction is for the reader of both.

pub mod model;
pub mod question;

pub use model::{all, class_of, members, of_model};
pub use question::Question;
