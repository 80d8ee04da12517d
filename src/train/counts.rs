//! What training leaves behind: raw counts, never rates.

use serde::{Deserialize, Serialize};

/// How a training ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The target accuracy was reached before the last step.
    Reached,
    /// All steps were made.
    Finished,
    /// The loss or a gradient was no longer a finite number.
    Diverged,
}

/// How training ended, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The ending.
    pub status: Status,
    /// Optimiser steps made.
    pub steps: u64,
    /// Tokens seen in training.
    pub tokens: u64,
}

/// One point of the training curve, taken on validation words.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurvePoint {
    /// After this many steps.
    pub step: u64,
    /// Length of the words at this point (a curriculum moves it).
    pub length: u64,
    /// Mean training cross-entropy in nats a label since the point before.
    pub loss: f64,
    /// Validation labels that were right.
    pub tokens_correct: u64,
    /// Validation labels scored.
    pub tokens_scored: u64,
    /// Validation words with every scored label right.
    pub sequences_correct: u64,
    /// Validation words.
    pub sequences_scored: u64,
}

/// Counts of one evaluation: fresh words of one length, read at every prefix.
///
/// All accuracies come from here. With `S = sequences`:
/// position accuracy at t = `position_correct[t] / S`; sequence accuracy at length n =
/// `prefix_correct[n-1] / S`; token accuracy over the first n = `sum(position_correct[..n]) / (n S)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// Words evaluated.
    pub sequences: u64,
    /// `[T]`: words whose label at position t is right.
    pub position_correct: Vec<u64>,
    /// `[T]`: words whose labels at positions 0..=t are all right.
    pub prefix_correct: Vec<u64>,
}
