//! Parameters as activations, and rows spread over the positions of a word.

use crate::tensor::ops::Operation;
use crate::tensor::tape::Replay;
use crate::tensor::{Param, Real, Tape, Var};

/// A recorded [`Tape::rows`].
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    table: Param,
    y: Var,
}

/// A recorded [`Tape::gather`].
#[derive(Clone, Copy, Debug)]
pub struct Gather {
    table: Var,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// The parameter `table` as an activation of the same shape.
    pub fn rows(&mut self, table: Param) -> Var {
        let y = self.output(table.rows, table.cols);
        let w = self.param(table);
        let (_, [out]) = self.split([y]);
        out.copy_from_slice(w);
        self.record(Rows { table, y });
        y
    }

    /// `[B, T, D]`: for every position the row of `table` `[V, D]` that its token names.
    pub fn gather(&mut self, table: Var) -> Var {
        let tokens = self.tokens;
        let y = self.output(tokens.len(), table.cols);
        let (before, [out]) = self.split([y]);
        let rows = &before[table.range()];
        for (row, &token) in out.chunks_exact_mut(table.cols).zip(tokens) {
            row.copy_from_slice(&rows[token as usize * table.cols..][..table.cols]);
        }
        self.record(Gather { table, y });
        y
    }
}

impl Operation for Rows {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        // forward: y = table
        let (dy, []) = replay.grads.split(self.y, []);
        for (dw, dy) in replay.dparams[self.table.range()].iter_mut().zip(dy) {
            *dw += *dy;
        }
    }
}

impl Operation for Gather {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let cols = self.table.cols;
        let (dy, [dtable]) = replay.grads.split(self.y, [self.table]);
        for (dy, &token) in dy.chunks_exact(cols).zip(replay.tokens) {
            // forward: y[t] = table[token[t]]
            for (dw, dy) in dtable[token as usize * cols..][..cols].iter_mut().zip(dy) {
                *dw += *dy;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tensor::gradcheck::{Setup, check};

    #[test]
    fn backward_matches_central_differences() {
        check(&Setup::new(2, 5, 3, &[(3, 4)]), 1e-6, |tape, p| {
            let table = tape.rows(p[0]);
            tape.gather(table)
        });
    }
}
