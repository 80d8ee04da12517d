//! The selective scan of Mamba (S6): a diagonal linear recurrence whose step size, input and output maps
//! depend on the token.
//!
//! ```text
//! Δ = softplus(s)     A = -exp(A_log)
//! h[t,e,n] = exp(Δ[t,e] A[e,n]) h[t-1,e,n] + Δ[t,e] u[t,e] B[t,n]        h[-1] = 0
//! y[t,e]   = Σ_n C[t,n] h[t,e,n] + D[e] u[t,e]
//! ```
//! Source: Gu and Dao 2023, algorithm 2, with the Euler form Δ B of the released code where the text
//! prints the zero-order hold. The softplus is part of the operation.
//!
//! Memory: the state is kept once every [`CHUNK`] steps; the backward pass runs each chunk forward again
//! from there, so it needs B T E N / 16 numbers and one chunk of scratch. Channels run in blocks
//! ([`crate::tensor::ops::channels`]).
//!
//! What it leaves out: complex states, a learned h[-1], the gate (it is its own operation).

use crate::tensor::ops::Operation;
use crate::tensor::ops::channels::{LANES, blocks, blocks_mut};
use crate::tensor::tape::{Replay, Saved, gradients};
use crate::tensor::{Param, Real, Tape, Var};

use kernels::{backward, forward};

mod kernels;

/// Steps from one kept state to the next.
pub const CHUNK: usize = 16;

/// A recorded selective scan.
#[derive(Clone, Copy, Debug)]
pub struct SelectiveScan {
    shape: SelectiveShape,
    /// u, s, B, C.
    inputs: [Var; 4],
    a_log: Param,
    d: Param,
    y: Var,
    /// A in blocks `[E/16, N]`, then the state in blocks `[B, T/CHUNK, E/16, N]`.
    saved: Saved,
}

/// Sizes of a scan.
#[derive(Clone, Copy, Debug)]
pub struct SelectiveShape {
    /// Tokens of a sequence, T.
    pub time: usize,
    /// Channels, E.
    pub width: usize,
    /// State of a channel, N.
    pub state: usize,
}

impl SelectiveShape {
    /// Blocks of channels.
    fn groups(self) -> usize {
        self.width.div_ceil(LANES)
    }
    /// Blocks of one state of all channels.
    fn blocks(self) -> usize {
        self.groups() * self.state
    }
    /// States kept of a sequence: those before the second and later chunks.
    fn kept(self) -> usize {
        (self.time - 1) / CHUNK
    }
    /// Blocks of scratch of the backward pass.
    fn scratch(self) -> usize {
        (4 * CHUNK + 1) * self.state + 2 * self.blocks() + self.groups()
    }
}

impl<F: Real> Tape<'_, F> {
    /// The selective scan of the inputs u `[B, T, E]`, s `[B, T, E]`, which gives the step sizes softplus(s), input map B
    /// and output map C `[B, T, N]`, with `a_log` `[E, N]` and skip `d` `[1, E]`. Returns `[B, T, E]`.
    pub fn selective_scan(&mut self, inputs: [Var; 4], a_log: Param, d: Param) -> Var {
        let [u, step, b, c] = inputs;
        let shape = SelectiveShape {
            time: self.time,
            width: u.cols,
            state: a_log.cols,
        };
        assert_eq!(
            [u.rows, step.rows, b.rows, c.rows],
            [self.tokens.len(); 4],
            "positions of a selective scan"
        );
        assert_eq!(
            ([step.cols, a_log.rows, d.len()], [b.cols, c.cols]),
            ([shape.width; 3], [shape.state; 2]),
            "channels and states of a selective scan"
        );
        let y = self.output(u.rows, u.cols);
        let kept = self.batch * shape.kept() * shape.blocks();
        let saved = self.save((shape.blocks() + kept) * LANES);
        let [a_log_of, d_of] = [a_log, d].map(|p| self.param(p));
        let (before, [out], all_saved, scratch, _) = self.split([y]);
        let values = inputs.map(|x| &before[x.range()]);
        let (a, states) = blocks_mut(&mut all_saved[saved.range()]).split_at_mut(shape.blocks());
        let h = blocks_mut(scratch.room(shape.state * LANES));
        forward(shape, values, a_log_of, d_of, out, a, states, h);
        self.record(SelectiveScan {
            shape,
            inputs,
            a_log,
            d,
            y,
            saved,
        });
        y
    }
}

impl Operation for SelectiveScan {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let shape = self.shape;
        let inputs = self.inputs.map(|x| replay.value(x));
        let d = replay.param(self.d);
        let (a, states) = blocks(replay.kept(self.saved)).split_at(shape.blocks());
        let (dy, dinputs) = replay.grads.split(self.y, self.inputs);
        let [da_log, dd] = gradients(replay.dparams, [self.a_log, self.d]);
        let room = blocks_mut(replay.scratch.room(shape.scratch() * LANES));
        backward(shape, inputs, d, a, states, dy, dinputs, da_log, dd, room);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::{normal, stream};
    use crate::tensor::Lane;
    use crate::tensor::gradcheck::{Setup, check};

    /// Shapes of u, s, B, C, A_log, D.
    fn shapes(rows: usize, width: usize, state: usize) -> [(usize, usize); 6] {
        let (wide, narrow) = ((rows, width), (rows, state));
        [wide, wide, narrow, narrow, (width, state), (1, width)]
    }

    fn scan<F: Real>(tape: &mut Tape<F>, p: &[Param]) -> Var {
        let inputs = [p[0], p[1], p[2], p[3]].map(|p| tape.rows(p));
        tape.selective_scan(inputs, p[4], p[5])
    }

    #[test]
    fn backward_matches_central_differences() {
        for (batch, time, width, state) in [
            (1, 1, 3, 4),
            (2, 7, 5, 3),
            (1, 2 * CHUNK + 3, 2, 3),
            (2, CHUNK, 18, 2),
        ] {
            let setup = Setup::new(batch, time, 2, &shapes(batch * time, width, state));
            check(&setup, 1e-6, scan);
        }
    }

    #[test]
    fn the_scan_is_the_recurrence_step_by_step() {
        let (batch, time, width, state) = (2, 37, 21, 5);
        let mut rng = stream(5, "test", 0);
        let mut start = 0;
        let p = shapes(batch * time, width, state).map(|(rows, cols)| {
            start += rows * cols;
            Param::new(start - rows * cols, rows, cols)
        });
        let values: Vec<f64> = (0..start).map(|_| normal(&mut rng)).collect();
        let tokens = vec![0; batch * time];
        let mut lane = Lane::new(start);
        let mut tape = Tape::begin(&values, &mut lane, &tokens, batch);
        let y = scan(&mut tape, &p);
        let get = |i: usize, row: usize, col: usize| values[p[i].start + row * p[i].cols + col];
        for sequence in 0..batch {
            for e in 0..width {
                let mut h = vec![0.0; state];
                for t in 0..time {
                    let row = sequence * time + t;
                    let delta = (1.0 + get(1, row, e).exp()).ln();
                    let mut expected = get(5, 0, e) * get(0, row, e);
                    for n in 0..state {
                        let decay = (-delta * get(4, e, n).exp()).exp();
                        h[n] = decay * h[n] + delta * get(2, row, n) * get(0, row, e);
                        expected += get(3, row, n) * h[n];
                    }
                    assert!((tape.value(y)[row * width + e] - expected).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn a_later_token_changes_no_bit_of_an_earlier_output() {
        let (time, width, state) = (20, 17, 16);
        let mut start = 0;
        let p = shapes(time, width, state).map(|(rows, cols)| {
            start += rows * cols;
            Param::new(start - rows * cols, rows, cols)
        });
        let mut values: Vec<f32> = (0..start).map(|i| (i as f32 * 0.37).sin()).collect();
        let tokens = vec![0; time];
        let run = |values: &[f32]| {
            let mut lane = Lane::new(start);
            let mut tape = Tape::begin(values, &mut lane, &tokens, 1);
            let y = scan(&mut tape, &p);
            let bits = tape.value(y).iter().map(|y| y.to_bits());
            bits.collect::<Vec<_>>()
        };
        let before = run(&values);
        for p in &p[..4] {
            let last = p.start + 18 * p.cols;
            values[last..p.range().end].fill(0.5);
        }
        let after = run(&values);
        assert_eq!(before[..18 * width], after[..18 * width]);
        assert_ne!(before, after);
    }
}
