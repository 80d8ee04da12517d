//! The first-order diagonal scan: a linear recurrence of every channel by itself, whose factor and input vary by
//! position.
//!
//! ```text
//! h[t] = a[t] ⊙ h[t-1] + b[t]        h[-1] = 0        numbers real, or complex
//! ```
//! The recurrence of minGRU and minLSTM (Feng et al. 2024), RG-LRU (De et al. 2024), and, complex, of the LRU (Orvieto
//! et al. 2023); what makes a and b of the input is made before. A row of E complex numbers is their real parts and then
//! their imaginary parts, 2E numbers. All states are the output, so nothing else is kept.
//!
//! What it leaves out: a learned h[-1]; a state larger than its channel ([`crate::tensor::ops::selective_scan`],
//! [`crate::tensor::ops::matrix_scan`]).

use crate::kernel;
use crate::tensor::ops::Operation;
use crate::tensor::ops::channels::{Block, LANES, add_parts, at, at_mut, parts, store_parts};
use crate::tensor::signal::Rows;
use crate::tensor::tape::Replay;
use crate::tensor::{Real, Signal, Tape, Var};

/// The numbers of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Numbers {
    Real,
    Complex,
}

/// A recorded first-order scan.
#[derive(Clone, Copy, Debug)]
pub struct FirstOrderScan {
    numbers: Numbers,
    a: Signal,
    b: Signal,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// The states of h\[t\] = a\[t\] ⊙ h\[t-1\] + b\[t\] for `a` and `b` of width E, or 2E if complex. Returns
    /// `[B, T, E]` or `[B, T, 2E]`.
    pub fn first_order_scan(&mut self, numbers: Numbers, a: Signal, b: Signal) -> Var {
        assert_eq!(a.width(), b.width(), "channels of a first-order scan");
        let (tokens, time) = (self.tokens, self.time);
        let y = self.output(tokens.len(), a.width());
        let (before, [out], ..) = self.split([y]);
        let rows = [a, b].map(|x| x.rows_of(tokens, time));
        let inputs = [a, b].map(|x| &before[x.rows().range()]);
        match numbers {
            Numbers::Real => forward::<F, 1>(rows, inputs, y.cols, out),
            Numbers::Complex => forward::<F, 2>(rows, inputs, y.cols / 2, out),
        }
        self.record(FirstOrderScan { numbers, a, b, y });
        y
    }
}

impl Operation for FirstOrderScan {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let FirstOrderScan { numbers, a, b, y } = *self;
        let (dy, dinputs) = replay.grads.split(y, [a.rows(), b.rows()]);
        let rows = [a, b].map(|x| x.rows_of(replay.tokens, replay.time));
        let (a, h) = (&replay.values[a.rows().range()], &replay.values[y.range()]);
        match numbers {
            Numbers::Real => backward::<F, 1>(rows, a, y.cols, h, dy, dinputs),
            Numbers::Complex => backward::<F, 2>(rows, a, y.cols / 2, h, dy, dinputs),
        }
    }
}

/// acc + a b.
#[inline(always)]
fn multiply_add<F: Real, const P: usize>(
    a: &[Block<F>; P],
    b: &[Block<F>; P],
    acc: &[Block<F>; P],
) -> [Block<F>; P] {
    let mut sum = *acc;
    for i in 0..LANES {
        sum[0][i] = a[0][i].mul_add(b[0][i], sum[0][i]);
        if P > 1 {
            sum[0][i] = (-a[1][i]).mul_add(b[1][i], sum[0][i]);
            sum[1][i] = a[0][i].mul_add(b[1][i], a[1][i].mul_add(b[0][i], sum[1][i]));
        }
    }
    sum
}

/// conj(a) b.
#[inline(always)]
fn conj_times<F: Real, const P: usize>(mut a: [Block<F>; P], b: &[Block<F>; P]) -> [Block<F>; P] {
    for part in a.iter_mut().skip(1) {
        for x in part {
            *x = -*x;
        }
    }
    multiply_add(&a, b, &[[F::ZERO; LANES]; P])
}

kernel! {
    /// Writes the states `y` `[B, T, P E]` of numbers of P parts.
    fn forward<'a, F: Real; const P>(rows: [Rows<'a>; 2], inputs: [&'a [F]; 2], channels: usize, y: &'a mut [F]) {
        let ([a_rows, b_rows], [a, b]) = (rows, inputs);
        let (time, width) = (a_rows.time(), P * channels);
        for (sequence, y) in y.chunks_exact_mut(time * width).enumerate() {
            for e in (0..channels).step_by(LANES) {
                let mut h = [[F::ZERO; LANES]; P];
                for t in 0..time {
                    let position = sequence * time + t;
                    let a = parts(at(a, a_rows.at(position), width), channels, e);
                    let b = parts(at(b, b_rows.at(position), width), channels, e);
                    h = multiply_add(&a, &h, &b);
                    store_parts(at_mut(y, t, width), channels, e, &h);
                }
            }
        }
    }
}

kernel! {
    /// Backward of [`forward`]. Adds to `dinputs`, of a and b.
    fn backward<'a, F: Real; const P>(
        rows: [Rows<'a>; 2], a: &'a [F], channels: usize, y: &'a [F], dy: &'a [F], dinputs: [&'a mut [F]; 2],
    ) {
        let ([a_rows, b_rows], [da, db]) = (rows, dinputs);
        let (time, width) = (a_rows.time(), P * channels);
        for sequence in 0..y.len() / (time * width) {
            for e in (0..channels).step_by(LANES) {
                let mut carry = [[F::ZERO; LANES]; P];
                for position in (sequence * time..(sequence + 1) * time).rev() {
                    let (a_row, b_row) = (a_rows.at(position), b_rows.at(position));
                    let mut dh = parts(at(dy, position, width), channels, e);
                    for (dh, carry) in dh.iter_mut().zip(&carry) {
                        for i in 0..LANES {
                            dh[i] += carry[i];
                        }
                    }
                    // forward: h[t] = a[t] h[t-1] + b[t]
                    add_parts(at_mut(db, b_row, width), channels, e, &dh);
                    if position > sequence * time {
                        let past = parts(at(y, position - 1, width), channels, e);
                        add_parts(at_mut(da, a_row, width), channels, e, &conj_times(past, &dh));
                    }
                    carry = conj_times(parts(at(a, a_row, width), channels, e), &dh);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::{normal, stream};
    use crate::tensor::gradcheck::{Setup, check};
    use crate::tensor::{Lane, Param};

    const BOTH: [(Numbers, usize); 2] = [(Numbers::Real, 1), (Numbers::Complex, 2)];

    #[test]
    fn backward_matches_central_differences() {
        for (numbers, parts) in BOTH {
            for (batch, time, channels) in [(1, 1, 3), (2, 7, 5), (2, 4, 19)] {
                let (width, positions) = (parts * channels, batch * time);
                let setup = Setup::new(batch, time, 3, &[(positions, width), (positions, width)]);
                check(&setup, 1e-6, |tape, p| {
                    let [a, b] = [p[0], p[1]].map(|p| Signal::ByPosition(tape.rows(p)));
                    tape.first_order_scan(numbers, a, b)
                });
                let setup = Setup::new(batch, time, 3, &[(3, width), (3, width)]);
                check(&setup, 1e-6, |tape, p| {
                    let [a, b] = [p[0], p[1]].map(|p| Signal::ByToken(tape.rows(p)));
                    tape.first_order_scan(numbers, a, b)
                });
            }
        }
    }

    #[test]
    fn the_scan_is_the_recurrence_step_by_step_and_the_future_does_not_touch_the_past() {
        let (batch, time, channels) = (3, 9, 21);
        for (numbers, parts) in BOTH {
            let width = parts * channels;
            let len = batch * time * width;
            let mut rng = stream(5, "test", 0);
            let mut values: Vec<f64> = (0..2 * len).map(|_| 0.7 * normal(&mut rng)).collect();
            let p = [0, len].map(|start| Param::new(start, batch * time, width));
            let run = |values: &[f64]| {
                let tokens = vec![0; batch * time];
                let mut lane = Lane::new(values.len());
                let mut tape = Tape::begin(values, &mut lane, &tokens, batch);
                let [a, b] = p.map(|p| Signal::ByPosition(tape.rows(p)));
                let y = tape.first_order_scan(numbers, a, b);
                tape.value(y).to_vec()
            };
            let y = run(&values);
            for sequence in 0..batch {
                for e in 0..channels {
                    let mut h = (0.0, 0.0);
                    for t in 0..time {
                        let at = (sequence * time + t) * width + e;
                        let number = |x: &[f64]| match numbers {
                            Numbers::Real => (x[at], 0.0),
                            Numbers::Complex => (x[at], x[at + channels]),
                        };
                        let (a, b) = (number(&values), number(&values[len..]));
                        h = (a.0 * h.0 - a.1 * h.1 + b.0, a.0 * h.1 + a.1 * h.0 + b.1);
                        let got = number(&y);
                        assert!((got.0 - h.0).abs() < 1e-12 && (got.1 - h.1).abs() < 1e-12);
                    }
                }
            }
            let changed = (time + 4) * width..2 * time * width;
            values[changed.start..changed.start + width].fill(0.3);
            let after = run(&values);
            for i in 0..len {
                assert!(y[i].to_bits() == after[i].to_bits() || changed.contains(&i));
            }
            assert_ne!(y[changed.clone()], after[changed]);
        }
    }
}
