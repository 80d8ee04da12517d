//! What the tests of all cells share.

use super::*;
use crate::base::rng::{below, normal, stream};
use crate::tensor::gradcheck::{Setup, check};
use crate::tensor::{Lane, Tape, Var};

pub(crate) mod exponential;

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

/// A random recurrence of V = 4 input rows, run by token on random sequences.
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

    /// The recurrence sequence by sequence and step by step: `step` takes input row, U, c and the state.
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

/// Changing the token at t leaves every output before t, and every other sequence, equal to the bit.
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
