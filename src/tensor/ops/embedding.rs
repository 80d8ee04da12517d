//! Parameters as activations, and rows spread over the positions of a sequence.

use crate::kernel;
use crate::tensor::ops::Operation;
use crate::tensor::ops::linear::sum_rows;
use crate::tensor::simd::axpy;
use crate::tensor::tape::Replay;
use crate::tensor::{Param, Real, Signal, Tape, Var, signal};

/// A recorded [`Tape::rows`].
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    table: Param,
    y: Var,
}

/// A recorded [`Tape::gather`].
#[derive(Clone, Copy, Debug)]
pub struct Gather {
    table: Signal,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// The parameter `table` as an activation of the same shape.
    pub fn rows(&mut self, table: Param) -> Var {
        let y = self.output(table.rows, table.cols);
        let w = self.param(table);
        let (_, [out], ..) = self.split([y]);
        out.copy_from_slice(w);
        self.record(Rows { table, y });
        y
    }

    /// `[B, T, D]`: for every position the row of `table` that it reads.
    pub fn gather(&mut self, table: Signal) -> Var {
        let (which, cols) = (table.rows_of(self.tokens, self.time), table.width());
        let y = self.output(self.tokens.len(), cols);
        let (before, [out], ..) = self.split([y]);
        let rows = &before[table.rows().range()];
        for (position, out) in out.chunks_exact_mut(cols).enumerate() {
            out.copy_from_slice(&rows[which.at(position) * cols..][..cols]);
        }
        self.record(Gather { table, y });
        y
    }
}

impl Operation for Rows {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        // forward: y = table
        let (dy, []) = replay.grads.split(self.y, []);
        sum_rows(dy, &mut replay.dparams[self.table.range()]);
    }
}

impl Operation for Gather {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let (dy, [dtable]) = replay.grads.split(self.y, [self.table.rows()]);
        let rows = self.table.rows_of(replay.tokens, replay.time);
        scatter(rows, dy, self.y.cols, dtable);
    }
}

kernel! {
    /// Backward of [`Tape::gather`]. Adds to `dtable`.
    pub(super) fn scatter<'a, F: Real>(
        rows: signal::Rows<'a>, dy: &'a [F], cols: usize, dtable: &'a mut [F],
    ) {
        for (position, dy) in dy.chunks_exact(cols).enumerate() {
            // forward: y[position] = table[row]
            axpy(F::ONE, dy, &mut dtable[rows.at(position) * cols..][..cols]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::gradcheck::{Setup, check};

    #[test]
    fn backward_matches_central_differences() {
        check(&Setup::new(2, 5, 3, &[(3, 4)]), 1e-6, |tape, p| {
            let table = tape.rows(p[0]);
            tape.gather(Signal::ByToken(table))
        });
        for (batch, time) in [(1, 1), (4, 1), (3, 5)] {
            let setup = Setup::new(batch, time, 3, &[(3 * time, 4)]);
            check(&setup, 1e-6, |tape, p| {
                let table = tape.rows(p[0]);
                tape.gather(Signal::ByPlace(table))
            });
        }
    }

    #[test]
    fn a_row_by_place_is_that_of_the_token_at_its_place() {
        let setup = Setup::new(2, 3, 4, &[(12, 1)]);
        check(&setup, 1e-6, |tape, p| {
            let table = tape.rows(p[0]);
            let y = tape.gather(Signal::ByPlace(table));
            for (position, y) in tape.value(y).iter().enumerate() {
                let (token, t) = (setup.tokens[position] as usize, position % 3);
                assert_eq!(y.to_bits(), tape.value(table)[3 * token + t].to_bits());
            }
            y
        });
    }
}
