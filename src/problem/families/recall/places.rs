//! Which of some things are drawn, one after another without repetition: all alike, or by a power law.

use std::iter::once;

use crate::base::rng::{Stream, below, uniform};

/// Numbers below `n` without repetition, and all of them again when there are no more.
pub(super) struct Rounds {
    numbers: Vec<u32>,
    used: usize,
}

impl Rounds {
    /// Of the numbers below `n`.
    pub(super) fn of(n: u32) -> Self {
        Self {
            numbers: (0..n).collect(),
            used: 0,
        }
    }

    /// One more.
    pub(super) fn next(&mut self, rng: &mut Stream) -> u32 {
        self.used %= self.numbers.len();
        let left = (self.numbers.len() - self.used) as u32;
        let chosen = self.used + below(rng, left) as usize;
        self.numbers.swap(self.used, chosen);
        self.used += 1;
        self.numbers[self.used - 1]
    }
}

/// The greatest weight of a place.
const UNIT: f64 = 4_294_967_296.0;

/// Which of `places` are among `chosen`, drawn one after another with weights `i^(power - 1)` for i = 1, 2, ...
///
/// A tree of partial sums (P. M. Fenwick, 1994): entry i holds the weights of the last places up to i, as many as the
/// lowest set bit of i says.
pub(super) fn spread(rng: &mut Stream, chosen: usize, places: usize, power: f64) -> Vec<bool> {
    let mut taken = vec![chosen == places; places];
    if chosen == places {
        return taken;
    }
    let weight = |i: usize| (UNIT * libm::pow(i as f64, power - 1.0)) as u64;
    let mut tree: Vec<u64> = once(0).chain((1..=places).map(weight)).collect();
    let mut total: u64 = tree.iter().sum();
    for i in 1..=places {
        let above = i + (i & i.wrapping_neg());
        if above <= places {
            tree[above] += tree[i];
        }
    }
    for _ in 0..chosen {
        let mut rest = ((uniform(rng) * total as f64) as u64).min(total - 1);
        let mut place = 0;
        let mut step = 1usize << places.ilog2();
        while step > 0 {
            if place + step <= places && tree[place + step] <= rest {
                place += step;
                rest -= tree[place];
            }
            step /= 2;
        }
        taken[place] = true;
        let gone = weight(place + 1);
        total -= gone;
        let mut above = place + 1;
        while above <= places {
            tree[above] -= gone;
            above += above & above.wrapping_neg();
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::stream;

    #[test]
    fn rounds_hold_everything_once() {
        let mut rng = stream(1, "train", 0);
        let mut rounds = Rounds::of(5);
        for _ in 0..3 {
            let mut round: Vec<u32> = (0..5).map(|_| rounds.next(&mut rng)).collect();
            round.sort_unstable();
            assert_eq!(round, [0, 1, 2, 3, 4]);
        }
    }

    #[test]
    fn as_many_places_are_taken_as_asked_for() {
        for (chosen, places, power) in [
            (1, 1, 1.0),
            (3, 3, 0.01),
            (5, 100, 0.01),
            (99, 100, 0.5),
            (64, 128, 1.0),
        ] {
            let taken = spread(&mut stream(1, "train", 0), chosen, places, power);
            assert_eq!(taken.len(), places);
            assert_eq!(
                taken.iter().filter(|t| **t).count(),
                chosen,
                "{places} {power}"
            );
        }
    }

    #[test]
    fn places_follow_the_power_law() {
        // one of four places, so that its law is the weights themselves
        let mut counts = [0.0; 4];
        for index in 0..20_000 {
            let taken = spread(&mut stream(1, "train", index), 1, 4, 0.01);
            counts[taken.iter().position(|t| *t).unwrap()] += 1.0;
        }
        let weights = [1.0, 2.0, 3.0, 4.0f64].map(|i| i.powf(-0.99));
        let total: f64 = weights.iter().sum();
        // chi-square with 3 degrees of freedom: 16.3 is its 0.999 quantile
        let expected = weights.map(|w| w / total * 20_000.0);
        let terms = counts
            .iter()
            .zip(expected)
            .map(|(n, e): (&f64, f64)| (n - e).powi(2) / e);
        assert!(terms.sum::<f64>() < 16.3, "{counts:?}");
    }

    #[test]
    fn places_are_drawn_one_after_another_without_repetition() {
        // two of three places, weights 1, 1/2, 1/3 (nearly): the law of successive draws by hand
        let weights = [1.0, 2.0, 3.0f64].map(|i| i.powf(-0.99));
        let total: f64 = weights.iter().sum();
        let mut left = [0.0; 3];
        for a in 0..3 {
            for b in (0..3).filter(|b| *b != a) {
                left[3 - a - b] += weights[a] / total * weights[b] / (total - weights[a]);
            }
        }
        let mut counts = [0.0; 3];
        for index in 0..20_000 {
            let taken = spread(&mut stream(1, "train", index), 2, 3, 0.01);
            counts[taken.iter().position(|t| !t).unwrap()] += 1.0;
        }
        let terms = counts
            .iter()
            .zip(left)
            .map(|(n, p): (&f64, f64)| (n - 2e4 * p).powi(2) / (2e4 * p));
        // 13.8 is the 0.999 quantile with 2 degrees of freedom
        assert!(terms.sum::<f64>() < 13.8, "{counts:?} {left:?}");
    }
}
