//! Every accuracy of one evaluation.
//!
//! With `S` words of length `T`, read at every prefix, `n` a length and `t` a position, both counted from 1:
//!
//! ```text
//! position(t) = words whose label t is right                / S
//! token(n)    = right labels among the first n of each word / (n S)
//! sequence(n) = words whose first n labels are all right    / S
//! ```
//!
//! Where words of several lengths are evaluated by themselves (the model is asked at the end only), `token(n)` is over
//! all labels of the words of length n, and `position(n)` is there only if each has one label.
//!
//! Published numbers differ in which of them they call accuracy: W. Merrill, J. Petty and A. Sabharwal, "The
//! illusion of state in state-space models" (2024), pass a length on `sequence`; N. Muca Cirone et al.,
//! "Theoretical foundations of deep selective state-space models" (2024), on `token`. The two are not comparable.
//! Left out: any begin-of-sequence symbol. Nothing trivial is scored.

use crate::analysis::interval::Count;
use crate::base::named::named;
use crate::experiment::record::Evaluation;

named! {
    /// Which accuracy, in the order of tables.
    pub enum Measure {
        /// All of the first n labels right.
        Sequence = "sequence",
        /// Labels right among the first n.
        Token = "token",
        /// The n-th label right.
        Position = "position",
    }
}

/// The counts behind `measure` at length `n`; none beyond the evaluated length or at 0.
///
/// ```
/// use barrington::analysis::accuracy::{count, Measure};
/// use barrington::experiment::record::Evaluation;
/// let two_words = Evaluation { sequences: 2, position_correct: vec![2, 1], prefix_correct: vec![2, 1], ..Evaluation::default() };
/// assert_eq!(count(&two_words, Measure::Token, 2).unwrap().rate(), Some(0.75));
/// assert_eq!(count(&two_words, Measure::Sequence, 2).unwrap().rate(), Some(0.5));
/// assert_eq!(count(&two_words, Measure::Sequence, 3), None);
/// ```
pub fn count(evaluation: &Evaluation, measure: Measure, n: usize) -> Option<Count> {
    let place = evaluation.place(n)?;
    let words = evaluation.sequences_each.get(place).copied();
    let words = words.unwrap_or(evaluation.sequences);
    // words of one length alone: the labels of all of them
    let labels = evaluation.labels.get(place).copied();
    let right = &evaluation.position_correct;
    let (correct, scored) = match (measure, labels) {
        (Measure::Sequence, _) => (evaluation.prefix_correct[place], words),
        (Measure::Position, Some(labels)) if labels != words => return None,
        (Measure::Position, _) => (right[place], words),
        (Measure::Token, Some(labels)) => (right[place], labels),
        (Measure::Token, None) => (right[..n].iter().sum(), n as u64 * words),
    };
    Some(Count { correct, scored })
}

/// The labels at length `n` whose answer is no longer that of the beginning; none if all of them are, or beyond the
/// evaluated length. A model that has learned nothing of what happens between may still be right on the others: N. Kim
/// and S. Schuster, "Entity tracking in language models" (2023), report them apart.
pub fn changed(evaluation: &Evaluation, n: usize) -> Option<Count> {
    let place = evaluation.place(n)?;
    let changed = evaluation.changed.as_ref()?;
    Some(Count {
        correct: *changed.correct.get(place)?,
        scored: *changed.scored.get(place)?,
    })
}

/// The longest passing length: the largest evaluated n such that the sequence accuracy is at least `threshold` at every
/// length of `among` up to n; 0 if the first already fails.
///
/// ```
/// use barrington::analysis::accuracy::longest_passing;
/// use barrington::experiment::record::Evaluation;
/// let words = Evaluation { sequences: 10, position_correct: vec![10, 9, 9], prefix_correct: vec![10, 9, 8], ..Evaluation::default() };
/// assert_eq!(longest_passing(&words, 0.9, |_| true), 2);
/// ```
pub fn longest_passing(
    evaluation: &Evaluation,
    threshold: f64,
    among: impl Fn(usize) -> bool,
) -> usize {
    let lengths = evaluation.evaluated().into_iter().filter(|&n| among(n));
    let passes = |n: &usize| {
        let rate = count(evaluation, Measure::Sequence, *n).and_then(Count::rate);
        // what was not shown right does not pass
        rate.unwrap_or(0.0) >= threshold
    };
    lengths.take_while(passes).last().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluation(sequences: u64, position: &[u64], prefix: &[u64]) -> Evaluation {
        Evaluation {
            sequences,
            position_correct: position.to_vec(),
            prefix_correct: prefix.to_vec(),
            ..Evaluation::default()
        }
    }

    #[test]
    fn the_three_accuracies_agree_at_length_one() {
        let e = evaluation(8, &[7, 3], &[7, 2]);
        for measure in Measure::ALL {
            assert_eq!(
                count(&e, measure, 1),
                Some(Count {
                    correct: 7,
                    scored: 8
                })
            );
        }
    }

    #[test]
    fn words_of_one_length_alone_are_counted_by_themselves() {
        let asked = Evaluation {
            sequences: 10,
            position_correct: vec![9, 15],
            prefix_correct: vec![9, 6],
            lengths: vec![2, 8],
            sequences_each: vec![10, 10],
            labels: vec![10, 20],
            ..Evaluation::default()
        };
        let at = |measure, n| count(&asked, measure, n).map(|c| (c.correct, c.scored));
        assert_eq!(at(Measure::Sequence, 2), Some((9, 10)));
        assert_eq!(at(Measure::Position, 2), Some((9, 10)));
        assert_eq!(at(Measure::Token, 8), Some((15, 20)));
        assert_eq!(
            at(Measure::Position, 8),
            None,
            "there are two labels a word"
        );
        assert_eq!(at(Measure::Sequence, 3), None);
        assert_eq!(longest_passing(&asked, 0.9, |_| true), 2);
        assert_eq!(longest_passing(&asked, 0.5, |_| true), 8);
    }

    #[test]
    fn length_zero_has_no_accuracy() {
        assert_eq!(count(&evaluation(8, &[7], &[7]), Measure::Token, 0), None);
    }

    #[test]
    fn an_evaluation_of_no_words_passes_nothing() {
        let e = evaluation(0, &[0, 0], &[0, 0]);
        assert_eq!(longest_passing(&e, 0.9, |_| true), 0);
    }

    #[test]
    fn exactly_the_threshold_passes() {
        assert_eq!(
            longest_passing(&evaluation(10, &[9, 9], &[9, 9]), 0.9, |_| true),
            2
        );
    }
}
