//! A linear recurrence with a dense transition matrix for every token.
//!
//! ```text
//! r[t] = h[t-1] M[x_t] + v[x_t]        h[t] = r[t], or r[t] / √(|r[t]|² + ε) if normalised
//! ```
//! States are rows, so a sequence acts left to right: if v is zero, h is h[-1] times the matrices in order.
//! Source: the input-dependent recurrence of Merrill, Petty and Sabharwal 2024 (IDS4); the division by the
//! norm is not in their definition.
//!
//! By token there is one matrix for each entry of the vocabulary: sequences that have the same token at a step
//! share one pass over its matrix, and the gradient of a matrix is one product over all its positions.
//! Nothing is clipped: a state that grows beyond the numbers shows as a loss that is not finite.
//!
//! What it leaves out: structure in M (diagonal, low rank, permutation), which has operations of its own.

use rayon::prelude::*;

use crate::tensor::ops::Operation;
use crate::tensor::ops::embedding::scatter;
use crate::tensor::ops::linear::sum_rows;
use crate::tensor::signal::Rows;
use crate::tensor::tape::{Replay, Saved};
use crate::tensor::{Param, Real, Signal, Tape, Var};

use kernels::{forward, matrix_gradients, state_gradients, transpose};

mod kernels;

/// ε: keeps the norm of a zero state from dividing by zero.
const EPSILON: f64 = 1e-12;

/// Sequences that pass over a matrix together.
const GROUP: usize = 4;

/// Positions sorted by token at a time for the gradients of the matrices.
const SORTED: usize = 512;

/// A recorded dense scan.
#[derive(Clone, Copy, Debug)]
pub struct DenseScan {
    m: Signal,
    v: Signal,
    initial: Option<Param>,
    y: Var,
    /// Mᵀ of every matrix, where making it pays.
    transposed: Option<Var>,
    /// 1 / norm of every r, `[B, T]`; empty if not normalised.
    inverse_norms: Option<Saved>,
}

/// Sizes of a scan and where its rows are.
#[derive(Clone, Copy, Debug)]
pub struct DenseShape<'a> {
    batch: usize,
    time: usize,
    state: usize,
    m: Rows<'a>,
    v: Rows<'a>,
}

impl<'a> DenseShape<'a> {
    fn new([m, v]: [Signal; 2], tokens: &'a [u32], batch: usize, time: usize) -> Self {
        Self {
            batch,
            time,
            state: v.width(),
            m: m.rows_of(tokens, time),
            v: v.rows_of(tokens, time),
        }
    }
}

impl<F: Real> Tape<'_, F> {
    /// The states `[B, T, N]` of the recurrence with matrices `m` `[.., N N]` and inputs `v` `[.., N]`; a
    /// row of `m` is a matrix, row-major. The state before the first token is `initial` `[1, N]` or zero.
    pub fn dense_scan(
        &mut self,
        m: Signal,
        v: Signal,
        initial: Option<Param>,
        normalise: bool,
    ) -> Var {
        let tokens = self.tokens;
        let n = v.width();
        assert_eq!(m.width(), n * n, "matrices of a dense scan");
        assert!(
            initial.is_none_or(|h| h.len() == n),
            "initial state of a dense scan"
        );
        let shape = DenseShape::new([m, v], tokens, self.batch, self.time);
        let transposed = self.transposed(m, n);
        let y = self.output(tokens.len(), n);
        let inverse_norms = normalise.then(|| self.save(tokens.len()));
        let first = initial.map(|h| self.param(h));
        let (before, [out], saved, scratch, _) = self.split([y]);
        let [matrices, vectors] = [m, v].map(|x| &before[x.rows().range()]);
        let norms = inverse_norms.map(|s| &mut saved[s.range()]);
        let rows = scratch.room(2 * GROUP * n);
        forward(shape, matrices, vectors, first, out, norms, rows);
        self.record(DenseScan {
            m,
            v,
            initial,
            y,
            transposed,
            inverse_norms,
        });
        y
    }

    /// Every matrix transposed, for the backward pass, if each is used a few times.
    fn transposed(&mut self, m: Signal, n: usize) -> Option<Var> {
        let Signal::ByToken(m) = m else { return None };
        if 4 * m.rows > self.lane.positions {
            return None;
        }
        let [t] = self.once(|tape| {
            let t = tape.output(m.rows, m.cols);
            let share = m.rows.div_ceil(tape.threads()) * m.cols;
            let (before, [out], ..) = tape.split([t]);
            let m = &before[m.range()];
            if share == m.len() {
                transpose(n, m, out);
            } else {
                let shares = m.par_chunks(share).zip(out.par_chunks_mut(share));
                shares.for_each(|(m, t)| transpose(n, m, t));
            }
            [t]
        });
        Some(t)
    }
}

impl Operation for DenseScan {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let (m, v, y, n) = (self.m, self.v, self.y, self.y.cols);
        let (batch, time, tokens) = (replay.batch, replay.time, replay.tokens);
        let shape = DenseShape::new([m, v], tokens, batch, time);
        let (matrices, h) = (replay.value(m.rows()), replay.value(y));
        let first = self.initial.map(|p| replay.param(p));
        let transposed = self.transposed.map_or(&[][..], |t| replay.value(t));
        let norms = self.inverse_norms.map(|s| replay.kept(s));
        let (dy, [dm, dv]) = replay.grads.split(y, [m.rows(), v.rows()]);
        let gathered = 2 * tokens.len().clamp(GROUP, SORTED) * n;
        let sizes = [tokens.len() * n, batch * n, gathered];
        let [dr, dfirst, gathered] = replay.scratch.rooms(sizes);
        let rows = &mut gathered[..2 * GROUP * n];
        state_gradients(shape, matrices, transposed, h, norms, dy, dr, dfirst, rows);
        // forward: r[t] = ... + v[x_t]
        scatter(shape.v, dr, n, dv);
        if let Some(initial) = self.initial {
            // forward: h[-1] = initial
            sum_rows(dfirst, &mut replay.dparams[initial.range()]);
        }
        matrix_gradients(shape, first, h, dr, gathered, dm);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::{normal, stream};
    use crate::tensor::Lane;
    use crate::tensor::gradcheck::{Setup, check};

    fn scan<F: Real>(
        tape: &mut Tape<F>,
        p: &[Param],
        by_token: bool,
        initial: bool,
        normalise: bool,
    ) -> Var {
        let (m, v) = (tape.rows(p[0]), tape.rows(p[1]));
        let form = if by_token {
            Signal::ByToken
        } else {
            Signal::ByPosition
        };
        tape.dense_scan(form(m), form(v), initial.then_some(p[2]), normalise)
    }

    /// Shapes of m, v and the initial state.
    fn shapes(rows: usize, n: usize) -> [(usize, usize); 3] {
        [(rows, n * n), (rows, n), (1, n)]
    }

    #[test]
    fn backward_matches_central_differences() {
        for (batch, time, n) in [(1, 1, 3), (5, 4, 2), (2, 6, 17)] {
            for (by_token, initial, normalise) in [
                (true, true, false),
                (true, true, true),
                (false, false, false),
                (false, true, true),
            ] {
                let vocabulary = 3;
                let rows = if by_token { vocabulary } else { batch * time };
                if !by_token && n > 10 {
                    continue;
                }
                let setup = Setup::new(batch, time, vocabulary as u32, &shapes(rows, n))
                    .scaled(1.0 / (n as f64).sqrt());
                check(&setup, 1e-6, |tape, p| {
                    scan(tape, p, by_token, initial, normalise)
                });
            }
        }
    }

    #[test]
    fn the_scan_is_the_recurrence_step_by_step() {
        // more sequences than a mask has bits, every width of a pass, groups of every size
        let (batch, time, n, vocabulary) = (67, 3, 83, 5);
        let mut rng = stream(5, "test", 0);
        let mut start = 0;
        let p = shapes(vocabulary, n).map(|(rows, cols)| {
            start += rows * cols;
            Param::new(start - rows * cols, rows, cols)
        });
        let values: Vec<f64> = (0..start).map(|_| 0.1 * normal(&mut rng)).collect();
        let tokens: Vec<u32> = (0..batch * time)
            .map(|i| (i * i % 7 % vocabulary) as u32)
            .collect();
        let mut lane = Lane::new(start);
        let mut tape = Tape::begin(&values, &mut lane, &tokens, batch);
        for normalise in [false, true] {
            let y = scan(&mut tape, &p, true, true, normalise);
            for sequence in 0..batch {
                let mut h = values[p[2].range()].to_vec();
                for t in 0..time {
                    let token = tokens[sequence * time + t] as usize;
                    let m = &values[p[0].start + token * n * n..][..n * n];
                    let v = &values[p[1].start + token * n..][..n];
                    let mut r: Vec<f64> = (0..n)
                        .map(|i| v[i] + (0..n).map(|j| h[j] * m[j * n + i]).sum::<f64>())
                        .collect();
                    if normalise {
                        let norm = r.iter().map(|x| x * x).sum::<f64>().sqrt();
                        r.iter_mut().for_each(|x| *x /= norm);
                    }
                    h = r;
                    for i in 0..n {
                        let error = tape.value(y)[(sequence * time + t) * n + i] - h[i];
                        assert!(
                            error.abs() < 1e-11,
                            "sequence {sequence}, step {t}: {error}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_later_token_changes_no_bit_of_an_earlier_output() {
        let (batch, time, n, vocabulary) = (6, 5, 20, 3);
        let mut start = 0;
        let p = shapes(vocabulary, n).map(|(rows, cols)| {
            start += rows * cols;
            Param::new(start - rows * cols, rows, cols)
        });
        let values: Vec<f32> = (0..start).map(|i| (i as f32 * 0.37).sin()).collect();
        let mut tokens: Vec<u32> = (0..batch * time).map(|i| (i * 7 % 3) as u32).collect();
        let run = |tokens: &[u32]| {
            let mut lane = Lane::new(start);
            let mut tape = Tape::begin(&values, &mut lane, tokens, batch);
            let y = scan(&mut tape, &p, true, true, false);
            let bits = tape.value(y).iter().map(|y| y.to_bits());
            bits.collect::<Vec<_>>()
        };
        let before = run(&tokens);
        tokens[2 * time + 3] = (tokens[2 * time + 3] + 1) % 3;
        let after = run(&tokens);
        let changed = (2 * time + 3) * n..3 * time * n;
        for i in 0..before.len() {
            assert!(before[i] == after[i] || changed.contains(&i));
        }
        assert_ne!(before[changed.clone()], after[changed]);
    }

    #[test]
    fn an_overflow_is_not_hidden_by_the_norm() {
        let (values, tokens) = ([1e30f32, 0.0, 0.0, 1e30, 1.0, 1.0, 1.0, 1.0], [0]);
        let p = [
            Param::new(0, 1, 4),
            Param::new(4, 1, 2),
            Param::new(6, 1, 2),
        ];
        let mut lane = Lane::new(8);
        let mut tape = Tape::begin(&values, &mut lane, &tokens, 1);
        let y = scan(&mut tape, &p, true, true, true);
        assert!(tape.value(y).iter().all(|h| h.is_nan()));
    }
}
