//! The counts of an evaluation while its sequences come in, lane by lane.

use crate::tensor::ops::cross_entropy::IGNORE;
use crate::train::counts::{Changed, Evaluation};

/// What a lane counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Of the n-th scored label of every sequence.
    places: Vec<Place>,
    sequences_correct: u64,
}

/// Counts of one place.
#[derive(Clone, Copy, Debug, Default, derive_more::AddAssign)]
struct Place {
    scored: u64,
    correct: u64,
    /// Sequences whose labels up to this one are all right.
    prefix_correct: u64,
    changed: u64,
    changed_correct: u64,
}

impl Tally {
    /// Counts one sequence; labels that are not scored are passed over.
    pub(super) fn sequence(&mut self, labels: &[u32], guesses: &[u32], changed: &[bool]) {
        let mut all_right = true;
        let pairs = labels.iter().zip(guesses);
        let scored = pairs.filter(|(label, _)| **label != IGNORE);
        for (n, ((label, guess), &changed)) in scored.zip(changed).enumerate() {
            if self.places.len() <= n {
                self.places.push(Place::default());
            }
            let right = label == guess;
            all_right &= right;
            let place = &mut self.places[n];
            place.scored += 1;
            place.correct += u64::from(right);
            place.prefix_correct += u64::from(all_right);
            place.changed += u64::from(changed);
            place.changed_correct += u64::from(changed & right);
        }
        self.sequences_correct += u64::from(all_right);
    }

    /// Adds the counts of another lane.
    pub(super) fn add(&mut self, other: &Self) {
        let places = self.places.len().max(other.places.len());
        self.places.resize(places, Place::default());
        for (to, from) in self.places.iter_mut().zip(&other.places) {
            *to += *from;
        }
        self.sequences_correct += other.sequences_correct;
    }

    /// As an evaluation of `count` sequences: of those of `length` operations alone, or read at every prefix.
    pub(super) fn evaluation(self, count: usize, length: Option<usize>) -> Evaluation {
        let of = |count: fn(&Place) -> u64| {
            let counts = self.places.iter().map(count);
            match length {
                None => counts.collect(),
                Some(_) => vec![counts.sum()],
            }
        };
        let sequences = count as u64;
        let alone = Evaluation {
            sequences,
            position_correct: of(|place| place.correct),
            prefix_correct: of(|place| place.prefix_correct),
            changed: (self.places.iter().any(|p| p.changed != p.scored)).then(|| Changed {
                scored: of(|place| place.changed),
                correct: of(|place| place.changed_correct),
            }),
            ..Evaluation::default()
        };
        match length {
            None => alone,
            Some(length) => Evaluation {
                prefix_correct: vec![self.sequences_correct],
                lengths: vec![length as u64],
                sequences_each: vec![sequences],
                labels: of(|place| place.scored),
                ..alone
            },
        }
    }
}
