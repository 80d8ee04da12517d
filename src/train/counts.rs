//! What training leaves behind: raw counts, never rates.

use std::iter::successors;

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

/// One point of the training curve, taken on validation sequences.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurvePoint {
    /// After this many steps.
    pub step: u64,
    /// Length of the sequences at this point (a curriculum moves it).
    pub length: u64,
    /// Mean training cross-entropy in nats a label since the point before.
    pub loss: f64,
    /// Validation labels that were right.
    pub tokens_correct: u64,
    /// Validation labels scored.
    pub tokens_scored: u64,
    /// Validation sequences with every scored label right.
    pub sequences_correct: u64,
    /// Validation sequences.
    pub sequences_scored: u64,
}

/// Counts of one evaluation: fresh sequences of one length, read at every prefix.
///
/// All accuracies come from here. With `S = sequences`:
/// position accuracy at t = `position_correct[t] / S`; sequence accuracy at length n =
/// `prefix_correct[n-1] / S`; token accuracy over the first n = `sum(position_correct[..n]) / (n S)`.
///
/// Where a prefix is no sequence of its own (the model is asked at the end only, or the problem has an end), sequences
/// of several lengths are evaluated: then entry i is of `sequences_each[i]` sequences of length `lengths[i]`, on which
/// `position_correct[i]` of `labels[i]` labels and all labels of `prefix_correct[i]` sequences are right.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// Sequences evaluated; where lengths are evaluated one by one, at most so many of each.
    pub sequences: u64,
    /// `[T]`: sequences whose label at position t is right.
    pub position_correct: Vec<u64>,
    /// `[T]`: sequences whose labels at positions 0..=t are all right.
    pub prefix_correct: Vec<u64>,
    /// The lengths, ascending, where they are evaluated one by one; otherwise empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lengths: Vec<u64>,
    /// Sequences evaluated at each of `lengths`; `words` in records.
    #[serde(rename = "words", default, skip_serializing_if = "Vec::is_empty")]
    pub sequences_each: Vec<u64>,
    /// Labels scored at each of `lengths`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<u64>,
    /// Those labels alone whose answer is no longer that of the beginning; absent if there are no others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Changed>,
}

/// Counts of labels whose answer has changed since the beginning, place by place as in [`Evaluation`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    /// Such labels.
    pub scored: Vec<u64>,
    /// Those that are right.
    pub correct: Vec<u64>,
}

impl Evaluation {
    /// The longest evaluated length; 0 if there is none.
    pub fn longest(&self) -> usize {
        let alone = self.lengths.last().map(|&length| length as usize);
        alone.unwrap_or(self.prefix_correct.len())
    }

    /// The place of length `n` among the counts.
    pub fn place(&self, n: usize) -> Option<usize> {
        if self.lengths.is_empty() {
            (1..=self.prefix_correct.len()).contains(&n).then(|| n - 1)
        } else {
            self.lengths.binary_search(&(n as u64)).ok()
        }
    }

    /// The evaluated lengths.
    pub fn evaluated(&self) -> Vec<usize> {
        if self.lengths.is_empty() {
            (1..=self.prefix_correct.len()).collect()
        } else {
            self.lengths.iter().map(|&n| n as usize).collect()
        }
    }

    /// Appends the counts of longer sequences, evaluated by themselves.
    pub fn append(&mut self, longer: Self) {
        let places = self.lengths.len();
        self.sequences = self.sequences.max(longer.sequences);
        if self.changed.is_some() || longer.changed.is_some() {
            // where nothing is trivial, every label has changed
            let all = |e: &Self| Changed {
                scored: e.labels.clone(),
                correct: e.position_correct.clone(),
            };
            let mut changed = self.changed.take().unwrap_or_else(|| all(self));
            let more = longer.changed.clone().unwrap_or_else(|| all(&longer));
            changed.scored.extend(more.scored);
            changed.correct.extend(more.correct);
            debug_assert_eq!(changed.scored.len(), places + longer.lengths.len());
            self.changed = Some(changed);
        }
        self.lengths.extend(longer.lengths);
        self.sequences_each.extend(longer.sequences_each);
        self.labels.extend(longer.labels);
        self.position_correct.extend(longer.position_correct);
        self.prefix_correct.extend(longer.prefix_correct);
    }
}

/// The lengths up to `longest` at which sequences are evaluated one by one: all up to 8, then eight between a power of two
/// and the next, and `longest`.
pub fn grid(longest: usize) -> Vec<usize> {
    // an eighth of the power of two below
    let next = |n: &usize| Some(n + ((1 << n.ilog2()) / 8).max(1));
    let shorter = successors(Some(1), next).take_while(|&n| n < longest);
    shorter.chain([longest]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_has_eight_lengths_an_octave() {
        assert_eq!(grid(1), [1]);
        assert_eq!(grid(5), [1, 2, 3, 4, 5]);
        assert_eq!(
            grid(40),
            [
                1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 26, 28, 30,
                32, 36, 40
            ]
        );
    }

    #[test]
    fn counts_of_longer_sequences_are_appended_with_what_changed() {
        let at = |length: u64, changed| Evaluation {
            sequences: 10,
            position_correct: vec![9],
            prefix_correct: vec![8],
            lengths: vec![length],
            sequences_each: vec![10],
            labels: vec![20],
            changed,
        };
        let mut both = at(1, None);
        both.append(at(
            4,
            Some(Changed {
                scored: vec![7],
                correct: vec![3],
            }),
        ));
        assert_eq!(both.evaluated(), [1, 4]);
        assert_eq!(
            (both.place(4), both.place(2), both.longest()),
            (Some(1), None, 4)
        );
        let changed = both.changed.unwrap();
        assert_eq!((changed.scored, changed.correct), (vec![20, 7], vec![9, 3]));
    }
}
