//! Counts, rates, and the two intervals drawn around them.
//!
//! * [`wilson`]: the score interval of a proportion. With `p = c/n` and `z` the normal quantile of the confidence,
//!
//!   ```text
//!   centre = (p + z²/2n) / (1 + z²/n)      half = z √(p(1-p)/n + z²/4n²) / (1 + z²/n)
//!   ```
//!
//!   E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927) 209-212.
//!   It answers: how well do these words measure these models?
//! * [`bootstrap`]: the percentile interval of a mean over seeds. B. Efron, "Bootstrap methods: another look at the
//!   jackknife", Annals of Statistics 7 (1979) 1-26. It answers: how much would other seeds have changed it?
//!
//! Left out: the bias-corrected bootstrap, whose acceleration is not defined by the three to five seeds usual here.

use itertools::Itertools;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::base::rng;

/// The confidence of every interval that the figures and tables show.
pub const CONFIDENCE: f64 = 0.95;

/// Resamples behind a [`bootstrap`] interval.
pub const RESAMPLES: usize = 4000;

/// How many were right, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The right ones.
    pub correct: u64,
    /// All that were scored.
    pub scored: u64,
}

impl Count {
    /// The fraction that was right; none of nothing.
    ///
    /// ```
    /// use barrington::analysis::interval::Count;
    /// assert_eq!(Count { correct: 3, scored: 4 }.rate(), Some(0.75));
    /// assert_eq!(Count { correct: 0, scored: 0 }.rate(), None);
    /// ```
    pub fn rate(self) -> Option<f64> {
        (self.scored > 0).then(|| self.correct as f64 / self.scored as f64)
    }

    /// Both counts added.
    pub fn plus(self, other: Self) -> Self {
        Self {
            correct: self.correct + other.correct,
            scored: self.scored + other.scored,
        }
    }
}

/// A fraction in per cent, as tables have it.
pub fn percent(rate: f64) -> String {
    format!("{:.1}", 100.0 * rate)
}

/// A closed interval of fractions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Wilson's score interval of a proportion; of no observation, all of `[0, 1]`.
///
/// Panics unless `confidence` is strictly between 0 and 1.
///
/// ```
/// use barrington::analysis::interval::{wilson, Count};
/// let all_right = wilson(Count { correct: 10, scored: 10 }, 0.95);
/// assert!((all_right.low - 0.7224672).abs() < 1e-6);
/// assert!(all_right.high > 0.999_999); // certainty is never claimed from below
/// ```
pub fn wilson(count: Count, confidence: f64) -> Interval {
    assert!(
        confidence > 0.0 && confidence < 1.0,
        "a confidence is strictly between 0 and 1"
    );
    let Some(p) = count.rate() else {
        let (low, high) = (0.0, 1.0);
        return Interval { low, high };
    };
    let z = Normal::standard().inverse_cdf(0.5 + confidence / 2.0);
    let n = count.scored as f64;
    let z2 = z * z / n;
    let centre = (p + z2 / 2.0) / (1.0 + z2);
    let half = z * (p * (1.0 - p) / n + z2 / (4.0 * n)).sqrt() / (1.0 + z2);
    // at the two ends the formula gives 0 and 1 exactly; rounding would not
    let (none, all) = (count.correct == 0, count.correct == count.scored);
    let low = if none { 0.0 } else { centre - half };
    let high = if all { 1.0 } else { centre + half };
    Interval { low, high }
}

/// Percentile bootstrap interval of the mean of `values` (one per seed), with [`RESAMPLES`] resamples from the
/// stream `(seed, "bootstrap", index)`.
///
/// None for fewer than two values: one seed says nothing about other seeds. With three values, resampling draws
/// the same one three times in 1 of 9 cases, so a 95 % interval runs from the smallest value to the largest.
///
/// ```
/// use barrington::analysis::interval::bootstrap;
/// let interval = bootstrap(&[0.2, 0.5, 0.9], 0.95, 0, 0).unwrap();
/// assert!((interval.low - 0.2).abs() < 1e-12 && (interval.high - 0.9).abs() < 1e-12);
/// assert_eq!(bootstrap(&[0.5], 0.95, 0, 0), None);
/// ```
pub fn bootstrap(values: &[f64], confidence: f64, seed: u64, index: u64) -> Option<Interval> {
    if values.len() < 2 {
        return None;
    }
    let mut rng = rng::stream(seed, "bootstrap", index);
    let n = u32::try_from(values.len()).expect("seeds fit in 32 bits");
    // a mean lies between the smallest and the largest value; without the clamp rounding may take it outside
    let range = values.iter().copied().minmax().into_option();
    let (smallest, largest) = range.expect("there are several");
    let mean = |_| {
        let drawn = (0..n).map(|_| values[rng::below(&mut rng, n) as usize]);
        (drawn.sum::<f64>() / f64::from(n)).clamp(smallest, largest)
    };
    let means = (0..RESAMPLES).map(mean).sorted_by(f64::total_cmp);
    let means = means.collect_vec();
    let tail = (1.0 - confidence) / 2.0;
    let (low, high) = (quantile(&means, tail), quantile(&means, 1.0 - tail));
    Some(Interval { low, high })
}

/// The quantile of sorted values, linear between order statistics (definition 7 of R. J. Hyndman and Y. Fan,
/// "Sample quantiles in statistical packages", The American Statistician 50 (1996) 361-365; NumPy's default).
///
/// Panics if `sorted` is empty.
///
/// ```
/// use barrington::analysis::interval::quantile;
/// assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
/// ```
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    assert!(!sorted.is_empty(), "no value has no quantile");
    let place = q.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    /// Written by `tests/golden/statistics.py` with SciPy.
    const GOLDEN: &str = include_str!("../../tests/golden/statistics.json");

    #[derive(Deserialize)]
    struct Golden {
        wilson: Vec<WilsonCase>,
        bootstrap: Vec<BootstrapCase>,
    }

    #[derive(Deserialize)]
    struct WilsonCase {
        correct: u64,
        scored: u64,
        confidence: f64,
        low: f64,
        high: f64,
    }

    /// `exact`: quantiles of the distribution of all resamples, enumerated; `scipy`: `scipy.stats.bootstrap`.
    #[derive(Deserialize)]
    struct BootstrapCase {
        values: Vec<f64>,
        confidence: f64,
        exact: Option<[f64; 2]>,
        scipy: [f64; 2],
    }

    fn golden() -> Golden {
        serde_json::from_str(GOLDEN).unwrap()
    }

    #[test]
    fn wilson_agrees_with_scipy() {
        for case in golden().wilson {
            let count = Count {
                correct: case.correct,
                scored: case.scored,
            };
            let ours = wilson(count, case.confidence);
            assert!((ours.low - case.low).abs() < 1e-12, "{count:?}: {ours:?}");
            assert!((ours.high - case.high).abs() < 1e-12, "{count:?}: {ours:?}");
        }
    }

    #[test]
    fn wilson_of_nothing_is_everything() {
        let interval = wilson(Count::default(), 0.95);
        assert!(interval.low.abs() < f64::EPSILON && (interval.high - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn bootstrap_agrees_with_scipy_and_with_the_enumeration_of_all_resamples() {
        for case in golden().bootstrap {
            let ours = bootstrap(&case.values, case.confidence, 0, 1).unwrap();
            let spread = case.values.iter().copied().fold(0.0, f64::max)
                - case.values.iter().copied().fold(1.0, f64::min);
            // the error of a tail quantile of 4000 resamples: 0.025 ± 0.0025 in probability
            let tolerance = 0.06 * spread.max(0.0) + 1e-12;
            for reference in case.exact.into_iter().chain([case.scipy]) {
                assert!(
                    (ours.low - reference[0]).abs() <= tolerance
                        && (ours.high - reference[1]).abs() <= tolerance,
                    "{:?}: {ours:?} against {reference:?}",
                    case.values
                );
            }
        }
    }

    #[test]
    fn bootstrap_is_a_function_of_its_seed_and_index() {
        let values = [0.1, 0.4, 0.5, 0.8, 0.9];
        assert_eq!(
            bootstrap(&values, 0.95, 3, 7),
            bootstrap(&values, 0.95, 3, 7)
        );
    }

    #[test]
    fn bootstrap_of_equal_values_has_no_width() {
        let interval = bootstrap(&[0.3; 3], 0.95, 0, 0).unwrap();
        assert_eq!(interval.low.to_bits(), 0.3_f64.to_bits());
        assert_eq!(interval.high.to_bits(), 0.3_f64.to_bits());
    }
}
