//! Masked softmax cross-entropy, and the most likely label.
//!
//! ```text
//! p = softmax(x)     loss = Σ over labelled rows of -ln p[target] = ln Σ exp(x - m) - (x[target] - m)
//! d loss / dx = p - onehot(target)                                  m = max(x)
//! ```
//! The loss is the end of every computation, so it has no backward pass of its own: it adds its gradient,
//! times a weight, to the gradient of the logits as soon as it is computed.
//!
//! Shapes: logits `[R, K]`; targets `[R]`.

use crate::kernel;
use crate::tensor::simd::{ACCUMULATORS, sum};
use crate::tensor::{Real, Tape, Var};

/// The target of a row that has none: it counts neither in the loss nor in the gradient.
pub const IGNORE: u32 = u32::MAX;

impl<F: Real> Tape<'_, F> {
    /// Σ -ln p\[target\] over the labelled rows of `logits` `[R, K]`, in nats and without the weight. Adds
    /// `weight` (p - onehot) to the gradient of `logits`: call [`Tape::clear_grads`] before and
    /// [`Tape::replay`] after.
    pub fn cross_entropy(&mut self, logits: Var, targets: &[u32], weight: F) -> f64 {
        assert_eq!(
            logits.rows,
            targets.len(),
            "one target for each row of the logits"
        );
        let lane = &mut *self.lane;
        let x = &lane.values.all()[logits.range()];
        let dx = lane.grads.of(logits);
        let work = lane.scratch.room(logits.cols);
        cross_entropy(x, targets, weight, dx, work)
    }

    /// The most likely label of each row of `logits` `[R, K]`: the first of the largest, or [`IGNORE`] if
    /// a logit of the row is not a number.
    pub fn argmax(&self, logits: Var, out: &mut [u32]) {
        assert_eq!(
            logits.rows,
            out.len(),
            "one label for each row of the logits"
        );
        let x = self.value(logits).chunks_exact(logits.cols);
        for (x, out) in x.zip(out) {
            let best = largest(x);
            // a comparison with not-a-number is false
            let first = x.iter().position(|x| *x == best);
            let found = first.filter(|_| x.iter().all(|x| *x <= best));
            *out = found.map_or(IGNORE, |i| i as u32);
        }
    }
}

/// The largest number of a row; one that is not a number is passed over or returned.
#[inline(always)]
fn largest<F: Real>(x: &[F]) -> F {
    let mut most = [x[0]; ACCUMULATORS];
    let (chunks, rest) = x.as_chunks::<ACCUMULATORS>();
    for x in chunks {
        for i in 0..ACCUMULATORS {
            most[i] = most[i].at_least(x[i]);
        }
    }
    for i in 0..rest.len() {
        most[i] = most[i].at_least(rest[i]);
    }
    let mut half = ACCUMULATORS / 2;
    while half > 0 {
        for i in 0..half {
            most[i] = most[i].at_least(most[i + half]);
        }
        half /= 2;
    }
    most[0]
}

kernel! {
    /// Loss of all rows; adds its gradient times `weight` to `dx`. `work` is room for one row.
    pub fn cross_entropy<'a, F: Real>(
        x: &'a [F], targets: &'a [u32], weight: F, dx: &'a mut [F], work: &'a mut [F],
    ) -> f64 {
        let k = work.len();
        let mut loss = 0.0;
        for ((x, dx), &target) in x.chunks_exact(k).zip(dx.chunks_exact_mut(k)).zip(targets) {
            if target == IGNORE {
                continue;
            }
            let most = largest(x);
            for (e, x) in work.iter_mut().zip(x) {
                *e = (*x - most).exp();
            }
            let total = sum(work);
            let target = target as usize;
            loss += (total.ln() - (x[target] - most)).to_f64();
            // forward: loss = ln Σ exp(x) - x[target]
            let scale = weight / total;
            for (dx, e) in dx.iter_mut().zip(work.iter()) {
                *dx = scale.mul_add(*e, *dx);
            }
            dx[target] -= weight;
        }
        loss
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::{below, normal, stream};
    use crate::tensor::{Lane, Param};

    /// Loss and gradient of the logits.
    fn run<F: Real>(x: &[F], k: usize, targets: &[u32], weight: f64) -> (f64, Vec<F>) {
        let param = Param::new(0, x.len() / k, k);
        let mut lane = Lane::new(x.len());
        let tokens = vec![0; targets.len()];
        let mut tape = Tape::begin(x, &mut lane, &tokens, 1);
        let logits = tape.rows(param);
        tape.clear_grads();
        let loss = tape.cross_entropy(logits, targets, F::of(weight));
        tape.replay();
        (loss, lane.gradient)
    }

    fn example(rows: usize, k: usize) -> (Vec<f64>, Vec<u32>) {
        let mut rng = stream(3, "cross-entropy", k as u64);
        let x = (0..rows * k).map(|_| 2.0 * normal(&mut rng)).collect();
        let targets = (0..rows)
            .map(|i| {
                if i % 3 == 2 {
                    IGNORE
                } else {
                    below(&mut rng, k as u32)
                }
            })
            .collect();
        (x, targets)
    }

    #[test]
    fn loss_agrees_with_its_definition() {
        for (rows, k) in [(1, 1), (5, 3), (7, 60)] {
            let (x, targets) = example(rows, k);
            let expected: f64 = x
                .chunks(k)
                .zip(&targets)
                .filter(|(_, target)| **target != IGNORE)
                .map(|(x, &target)| {
                    x.iter().map(|x| x.exp()).sum::<f64>().ln() - x[target as usize]
                })
                .sum();
            let (loss, _) = run(&x, k, &targets, 0.25);
            assert!((loss - expected).abs() < 1e-12, "{loss} {expected}");
            let single: Vec<f32> = x.iter().map(|x| *x as f32).collect();
            let (loss, _) = run(&single, k, &targets, 0.25);
            assert!((loss - expected).abs() < 1e-5, "{loss} {expected}");
        }
    }

    #[test]
    fn gradient_matches_central_differences() {
        for (rows, k) in [(1, 2), (5, 3), (4, 60)] {
            let (x, targets) = example(rows, k);
            let (_, gradient) = run(&x, k, &targets, 0.25);
            for i in 0..x.len() {
                let at = |h: f64| {
                    let mut moved = x.clone();
                    moved[i] += h;
                    run(&moved, k, &targets, 0.25).0
                };
                let quotient = 0.25 * (at(1e-5) - at(-1e-5)) / 2e-5;
                let error = (gradient[i] - quotient).abs();
                assert!(
                    error <= 1e-6 * quotient.abs().max(1e-3),
                    "{i}: {} {quotient}",
                    gradient[i]
                );
            }
        }
    }

    #[test]
    fn adding_a_number_to_all_logits_of_a_row_changes_nothing() {
        let (x, targets) = example(6, 10);
        let (loss, gradient) = run(&x, 10, &targets, 1.0);
        // powers of two, so that the differences of the logits stay as they are to the last bits
        let shifted: Vec<f64> = x.iter().map(|x| x + 64.0).collect();
        let (loss_shifted, gradient_shifted) = run(&shifted, 10, &targets, 1.0);
        assert!((loss - loss_shifted).abs() < 1e-12);
        for (a, b) in gradient.iter().zip(&gradient_shifted) {
            assert!((a - b).abs() < 1e-13);
        }
    }

    #[test]
    fn logits_that_are_not_numbers_are_seen() {
        let (loss, _) = run(&[0.0f32, f32::NAN, 1.0], 3, &[0], 1.0);
        assert!(loss.is_nan());
        let (loss, _) = run(&[f32::NAN, 2.0, 1.0], 3, &[1], 1.0);
        assert!(loss.is_nan());
    }

    #[test]
    fn argmax_takes_the_first_of_the_largest_and_refuses_what_is_not_a_number() {
        let nan = f32::NAN;
        let x = [
            1.0, 3.0, 3.0, 0.0, nan, 5.0, 5.0, 0.0, nan, -1.0, -1.0, -1.0,
        ];
        let mut lane = Lane::new(x.len());
        let mut tape = Tape::begin(&x, &mut lane, &[0; 4], 1);
        let logits = tape.rows(Param::new(0, 4, 3));
        let mut labels = [7; 4];
        tape.argmax(logits, &mut labels);
        assert_eq!(labels, [1, IGNORE, IGNORE, 0]);
    }
}
