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
//! Published numbers differ in which of them they call accuracy: W. Merrill, J. Petty and A. Sabharwal, "The
//! illusion of state in state-space models" (2024), pass a length on `sequence`; N. Muca Cirone et al.,
//! "Theoretical foundations of deep selective state-space models" (2024), on `token`. The two are not comparable.
//! Left out: any begin-of-word symbol. Nothing trivial is scored.

use crate::analysis::interval::Count;
use crate::experiment::record::Evaluation;

/// Which accuracy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// All of the first n labels right.
    Sequence,
    /// Labels right among the first n.
    Token,
    /// The n-th label right.
    Position,
}

impl Measure {
    /// All of them, in the order of tables.
    pub const ALL: [Self; 3] = [Self::Sequence, Self::Token, Self::Position];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sequence => "sequence",
            Self::Token => "token",
            Self::Position => "position",
        }
    }
}

/// The counts behind `measure` at length `n`; none beyond the evaluated length or at 0.
///
/// ```
/// use barrington::analysis::accuracy::{count, Measure};
/// use barrington::experiment::record::Evaluation;
/// let two_words = Evaluation { sequences: 2, position_correct: vec![2, 1], prefix_correct: vec![2, 1] };
/// assert_eq!(count(&two_words, Measure::Token, 2).unwrap().rate(), Some(0.75));
/// assert_eq!(count(&two_words, Measure::Sequence, 2).unwrap().rate(), Some(0.5));
/// assert_eq!(count(&two_words, Measure::Sequence, 3), None);
/// ```
pub fn count(evaluation: &Evaluation, measure: Measure, n: usize) -> Option<Count> {
    let last = n.checked_sub(1)?;
    let scored = evaluation.sequences;
    match measure {
        Measure::Sequence => evaluation
            .prefix_correct
            .get(last)
            .map(|&correct| Count { correct, scored }),
        Measure::Position => evaluation
            .position_correct
            .get(last)
            .map(|&correct| Count { correct, scored }),
        Measure::Token => evaluation.position_correct.get(..n).map(|positions| Count {
            correct: positions.iter().sum(),
            scored: n as u64 * scored,
        }),
    }
}

/// `n@eps`: the first position whose own accuracy is below `1 - eps`; none if there is no such position up to
/// the evaluated length (the value is then censored, not equal to that length).
///
/// Source: W. Merrill and A. Sabharwal, "A little depth goes a long way: the expressive power of log-depth
/// transformers" (2025), with eps = 0.05.
///
/// ```
/// use barrington::analysis::accuracy::first_below;
/// use barrington::experiment::record::Evaluation;
/// let words = Evaluation { sequences: 100, position_correct: vec![100, 96, 94], prefix_correct: vec![100, 96, 90] };
/// assert_eq!(first_below(&words, 0.05), Some(3));
/// assert_eq!(first_below(&words, 0.10), None);
/// ```
pub fn first_below(evaluation: &Evaluation, eps: f64) -> Option<usize> {
    (1..=evaluation.position_correct.len())
        .find(|&t| rate(evaluation, Measure::Position, t) < 1.0 - eps)
}

/// The longest passing length: the largest n such that the sequence accuracy is at least `threshold` at every
/// length up to n; 0 if the first label already fails.
///
/// ```
/// use barrington::analysis::accuracy::longest_passing;
/// use barrington::experiment::record::Evaluation;
/// let words = Evaluation { sequences: 10, position_correct: vec![10, 9, 9], prefix_correct: vec![10, 9, 8] };
/// assert_eq!(longest_passing(&words, 0.9), 2);
/// ```
pub fn longest_passing(evaluation: &Evaluation, threshold: f64) -> usize {
    (1..=evaluation.prefix_correct.len())
        .take_while(|&n| rate(evaluation, Measure::Sequence, n) >= threshold)
        .count()
}

/// The rate, and 0 where nothing was scored: what was not shown right does not pass.
fn rate(evaluation: &Evaluation, measure: Measure, n: usize) -> f64 {
    count(evaluation, measure, n)
        .and_then(Count::rate)
        .unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluation(sequences: u64, position: &[u64], prefix: &[u64]) -> Evaluation {
        Evaluation {
            sequences,
            position_correct: position.to_vec(),
            prefix_correct: prefix.to_vec(),
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
    fn length_zero_has_no_accuracy() {
        assert_eq!(count(&evaluation(8, &[7], &[7]), Measure::Token, 0), None);
    }

    #[test]
    fn an_evaluation_of_no_words_passes_nothing() {
        let e = evaluation(0, &[0, 0], &[0, 0]);
        assert_eq!(longest_passing(&e, 0.9), 0);
        assert_eq!(first_below(&e, 0.05), Some(1));
    }

    #[test]
    fn exactly_the_threshold_passes() {
        assert_eq!(longest_passing(&evaluation(10, &[9, 9], &[9, 9]), 0.9), 2);
    }
}
