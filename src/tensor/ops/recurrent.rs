//! What the Elman, GRU and LSTM recurrences share.
//!
//! A recurrence works through time one step for all words of the micro-batch, so what it keeps is
//! time-major: the B rows of one step lie together, `[T, B, H]`, and a step is one matrix product with B
//! rows. States carry a block of zeros before the first step, `[T + 1, B, H]`, so that h₋₁ needs no special
//! case. Gradients of the recurrent weights are one product over all T B rows after the loop,
//!
//! ```text
//! dU += Σₜ hₜ₋₁ᵀ daₜ = [h₀; …; h_T-2]ᵀ [da₁; …; da_T-1]
//! ```
//!
//! and both loops multiply by a packed U or Uᵀ, made once per update: a product with few rows would pay more for
//! packing than for itself.

use crate::kernel;
use crate::tensor::matmul::{Mat, MatMut, matmul_add, matmul_packed, matmul_packed_add};
use crate::tensor::ops::linear::sum_rows;
use crate::tensor::simd::axpy;
use crate::tensor::{Packed, Param, Real, Signal};

/// One step of the micro-batch: where the rows of its words are.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The input of the recurrence.
    pub input: Signal,
    /// `[B, T]`.
    pub tokens: &'a [u32],
    /// Tokens a word, T.
    pub time: usize,
    /// Which step.
    pub t: usize,
}

impl Step<'_> {
    /// Row of word `b` in `[B, T, ·]`.
    #[inline(always)]
    pub fn position(&self, b: usize) -> usize {
        b * self.time + self.t
    }

    /// Row of word `b` in the input.
    #[inline(always)]
    pub fn row(&self, b: usize) -> usize {
        self.input.row(self.tokens, self.time, self.position(b))
    }
}

/// Panics unless input, recurrent weights and recurrent bias fit a state of H numbers and `gates` gates.
/// Returns H.
pub fn check_shapes(input: Signal, weight: Param, bias: Param, gates: usize) -> usize {
    let hidden = weight.rows;
    assert_eq!(
        (input.width(), weight.cols, bias.len()),
        (gates * hidden, gates * hidden, gates * hidden),
        "input, recurrent weights and recurrent bias of a recurrence with {hidden} states and {gates} gates"
    );
    hidden
}

/// dU += Σₜ hₜ₋₁ᵀ daₜ and dc += Σₜ daₜ, from `states` `[T + 1, B, H]` (the first block is h₋₁ = 0) and
/// `da` `[T, B, gH]`.
pub fn weight_gradients<F: Real>(
    states: &[F],
    da: &[F],
    batch: usize,
    (weight, bias): (Param, Param),
    dparams: &mut [F],
) {
    let (hidden, width) = (weight.rows, weight.cols);
    let rows = da.len() / width;
    sum_rows(da, &mut dparams[bias.range()]);
    // forward: aₜ = xₜ + hₜ₋₁ U + c, and h₋₁ = 0
    if rows > batch {
        matmul_add(
            MatMut::new(&mut dparams[weight.range()], hidden, width),
            Mat::new(&states[batch * hidden..rows * hidden], rows - batch, hidden).t(),
            Mat::new(&da[batch * width..], rows - batch, width),
        );
    }
}

/// a += h U for the B rows of a step.
pub fn step_product<F: Real>(a: &mut [F], h: &[F], u: Packed<F>, batch: usize) {
    matmul_packed_add(MatMut::new(a, batch, u.cols), Mat::new(h, batch, u.rows), u);
}

/// dh = da Uᵀ for the B rows of a step; `u_t` is the transpose.
pub fn step_product_backward<F: Real>(dh: &mut [F], da: &[F], u_t: Packed<F>, batch: usize) {
    matmul_packed(
        MatMut::new(dh, batch, u_t.cols),
        Mat::new(da, batch, u_t.rows),
        u_t,
        None,
    );
}

kernel! {
    /// Every row of `a` `[B, E]` becomes the input row of its word plus `bias` `[E]`.
    pub fn load<'a, F: Real>(step: Step<'a>, x: &'a [F], bias: &'a [F], a: &'a mut [F]) {
        let width = bias.len();
        for (b, a) in a.chunks_exact_mut(width).enumerate() {
            let x = &x[step.row(b) * width..][..width];
            for ((a, x), c) in a.iter_mut().zip(x).zip(bias) {
                *a = *x + *c;
            }
        }
    }
}

kernel! {
    /// Backward of [`load`] without the bias: adds every row of `da` `[B, E]` to the gradient of the input
    /// row of its word.
    pub fn load_backward<'a, F: Real>(step: Step<'a>, da: &'a [F], width: usize, dx: &'a mut [F]) {
        for (b, da) in da.chunks_exact(width).enumerate() {
            // forward: a[b] = x[row(b)] + c
            axpy(F::ONE, da, &mut dx[step.row(b) * width..][..width]);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::base::rng::{below, normal, stream};
    use crate::tensor::gradcheck::{Setup, check};
    use crate::tensor::{Lane, Tape, Var};

    /// A recurrence under test: records it with input, recurrent weights and bias.
    pub(crate) type Record<F> = fn(&mut Tape<F>, Signal, Param, Param) -> Var;

    /// Gradients of a recurrence with `gates` gates, by position and by token, at several shapes.
    pub(crate) fn check_gradients(gates: usize, record: Record<f64>) {
        for (batch, time, hidden) in [(1, 1, 2), (2, 3, 5), (3, 5, 4), (1, 6, 17)] {
            let width = gates * hidden;
            let recurrent = [(hidden, width), (1, width)];
            let shapes = |rows| [&[(rows, width)], &recurrent[..]].concat();
            let setup = Setup::new(batch, time, 3, &shapes(batch * time));
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                record(tape, Signal::ByPosition(x), p[1], p[2])
            });
            let setup = Setup::new(batch, time, 3, &shapes(3));
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                record(tape, Signal::ByToken(x), p[1], p[2])
            });
        }
    }

    /// A random recurrence of V = 4 input rows, run by token on random words.
    pub(crate) struct Sample {
        pub(crate) batch: usize,
        pub(crate) time: usize,
        pub(crate) hidden: usize,
        pub(crate) tokens: Vec<u32>,
        pub(crate) params: Vec<f64>,
        pub(crate) parts: [Param; 3],
    }

    impl Sample {
        pub(crate) fn new(gates: usize) -> Self {
            let (batch, time, hidden, width) = (3, 9, 6, gates * 6);
            let mut rng = stream(5, "recurrence", gates as u64);
            let parts = [
                Param::new(0, 4, width),
                Param::new(4 * width, hidden, width),
                Param::new((4 + hidden) * width, 1, width),
            ];
            Self {
                batch,
                time,
                hidden,
                tokens: (0..batch * time).map(|_| below(&mut rng, 4)).collect(),
                params: (0..(5 + hidden) * width)
                    .map(|_| 0.6 * normal(&mut rng))
                    .collect(),
                parts,
            }
        }

        pub(crate) fn run(&self, record: Record<f64>) -> Vec<f64> {
            let mut lane = Lane::new(self.params.len());
            let mut tape = Tape::begin(&self.params, &mut lane, &self.tokens, self.batch);
            let x = tape.rows(self.parts[0]);
            let y = record(&mut tape, Signal::ByToken(x), self.parts[1], self.parts[2]);
            tape.value(y).to_vec()
        }

        /// Input row of a position, recurrent weights and bias.
        pub(crate) fn pieces(&self, position: usize) -> (&[f64], &[f64], &[f64]) {
            let [x, u, c] = self.parts.map(|p| &self.params[p.range()]);
            let width = c.len();
            let row = self.tokens[position] as usize * width;
            (&x[row..row + width], u, c)
        }

        /// The recurrence word by word and step by step: `step` takes input row, U, c and the state.
        pub(crate) fn naive(
            &self,
            state: usize,
            step: fn(&[f64], &[f64], &[f64], &mut [f64]),
        ) -> Vec<f64> {
            let mut y = Vec::new();
            for b in 0..self.batch {
                let mut memory = vec![0.0; state];
                for t in 0..self.time {
                    let (x, u, c) = self.pieces(b * self.time + t);
                    step(x, u, c, &mut memory);
                    y.extend_from_slice(&memory[..self.hidden]);
                }
            }
            y
        }
    }

    /// Element j of h U.
    pub(crate) fn product(h: &[f64], u: &[f64], width: usize, j: usize) -> f64 {
        h.iter()
            .enumerate()
            .map(|(i, h)| h * u[i * width + j])
            .sum()
    }

    pub(crate) fn assert_close(a: &[f64], b: &[f64]) {
        assert_eq!(a.len(), b.len());
        for (a, b) in a.iter().zip(b) {
            assert!((a - b).abs() < 1e-12, "{a} {b}");
        }
    }

    /// Changing the token at t leaves every output before t, and every other word, equal to the bit.
    pub(crate) fn check_causality(gates: usize, record: Record<f64>) {
        let mut sample = Sample::new(gates);
        let before = sample.run(record);
        let (b, t) = (1, 4);
        let changed = b * sample.time + t;
        sample.tokens[changed] = (sample.tokens[changed] + 1) % 4;
        let after = sample.run(record);
        let rows = before
            .chunks(sample.hidden)
            .zip(after.chunks(sample.hidden));
        for (position, (before, after)) in rows.enumerate() {
            let same = before
                .iter()
                .zip(after)
                .all(|(x, y)| x.to_bits() == y.to_bits());
            let reached = (changed..(b + 1) * sample.time).contains(&position);
            assert_eq!(same, !reached, "position {position}");
        }
    }
}
