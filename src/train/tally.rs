//! The counts of an evaluation while its sequences come in, lane by lane.

use crate::tensor::ops::cross_entropy::IGNORE;
use crate::train::counts::{Changed, Evaluation};

/// What a lane counts: of the n-th scored label of every sequence, and of all its labels up to the n-th.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    scored: Vec<u64>,
    correct: Vec<u64>,
    prefix_correct: Vec<u64>,
    changed: Vec<u64>,
    changed_correct: Vec<u64>,
    sequences_correct: u64,
}

impl Tally {
    /// Counts one sequence; labels that are not scored are passed over.
    pub(super) fn sequence(&mut self, labels: &[u32], guesses: &[u32], changed: &[bool]) {
        let mut all_right = true;
        let pairs = labels.iter().zip(guesses);
        let scored = pairs.filter(|(label, _)| **label != IGNORE);
        for (n, ((label, guess), &changed)) in scored.zip(changed).enumerate() {
            if self.scored.len() <= n {
                self.resize(n + 1);
            }
            let right = label == guess;
            all_right &= right;
            self.scored[n] += 1;
            self.correct[n] += u64::from(right);
            self.prefix_correct[n] += u64::from(all_right);
            self.changed[n] += u64::from(changed);
            self.changed_correct[n] += u64::from(changed & right);
        }
        self.sequences_correct += u64::from(all_right);
    }

    fn resize(&mut self, labels: usize) {
        let Self {
            scored,
            correct,
            prefix_correct,
            changed,
            changed_correct,
            ..
        } = self;
        for counts in [scored, correct, prefix_correct, changed, changed_correct] {
            counts.resize(labels, 0);
        }
    }

    /// Adds the counts of another lane.
    pub(super) fn add(&mut self, other: &Self) {
        self.resize(self.scored.len().max(other.scored.len()));
        let pairs = [
            (&mut self.scored, &other.scored),
            (&mut self.correct, &other.correct),
            (&mut self.prefix_correct, &other.prefix_correct),
            (&mut self.changed, &other.changed),
            (&mut self.changed_correct, &other.changed_correct),
        ];
        for (to, from) in pairs {
            to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        }
        self.sequences_correct += other.sequences_correct;
    }

    /// As an evaluation of `words` sequences: of those of `length` operations alone, or read at every prefix.
    pub(super) fn evaluation(self, words: usize, length: Option<usize>) -> Evaluation {
        let all = |counts: &[u64]| vec![counts.iter().sum::<u64>()];
        let trivial = self.changed != self.scored;
        let changed = |scored, correct| trivial.then_some(Changed { scored, correct });
        let sequences = words as u64;
        match length {
            None => Evaluation {
                sequences,
                position_correct: self.correct,
                prefix_correct: self.prefix_correct,
                lengths: Vec::new(),
                words: Vec::new(),
                labels: Vec::new(),
                changed: changed(self.changed, self.changed_correct),
            },
            Some(length) => Evaluation {
                sequences,
                position_correct: all(&self.correct),
                prefix_correct: vec![self.sequences_correct],
                lengths: vec![length as u64],
                words: vec![sequences],
                labels: all(&self.scored),
                changed: changed(all(&self.changed), all(&self.changed_correct)),
            },
        }
    }
}
