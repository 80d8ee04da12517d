//! The time-invariant diagonal state-space model S4D: in every channel N/2 complex modes, each standing
//! for a conjugate pair.
//!
//! ```text
//! a, b = the discretised mode ([`crate::tensor::ops::discretise`])
//! x[t] = a x[t-1] + u[t],  x[-1] = 0     y[t] = Re Σ_m c_m x_m[t] + D u[t],  c = 2 C b
//! ```
//! Source: Gu, Gupta, Goel and Ré 2022, "On the Parameterization and Initialization of Diagonal State
//! Space Models". B is one; b is taken into c, as in their code.
//!
//! Because the model does not depend on the token, it is a convolution with k\[l\] = Re Σ_m c_m a_m^l, and
//! k is computed once for all sequences ([`crate::tensor::ops::diagonal_modes`]). Sequences are cut into chunks of
//! [`CHUNK`] tokens: within a chunk the convolution, from chunk to chunk the state (Dao and Gu 2024 do the same for
//! token-dependent models):
//!
//! ```text
//! y[j]  = Σ_{i<=j} k[j-i] u[i] + Re Σ_m c a^{j+1} x        x' = a^L x + Σ_i a^{L-1-i} u[i]
//! ```
//! A sequence of one chunk needs no state at all. Kept for the backward pass: the state at the start of each
//! chunk.
//!
//! What it leaves out: a learned B, the normal-plus-low-rank form of S4, convolution by FFT.

use crate::tensor::ops::Operation;
use crate::tensor::ops::channels::{LANES, blocks, blocks_mut};
use crate::tensor::ops::complex::{pairs, pairs_mut};
use crate::tensor::ops::discretise::Discretisation;
use crate::tensor::tape::{Replay, Saved};
use crate::tensor::{Param, Real, Tape, Var};

use kernels::{backward, forward};

mod kernels;
mod states;

/// Tokens of a chunk.
pub const CHUNK: usize = 64;

/// Blocks from chunk to chunk where there are several.
const STRIDE: usize = CHUNK + 1;

/// The parameters of a diagonal model of E channels with M = N/2 modes.
#[derive(Clone, Copy, Debug)]
pub struct Modes {
    /// `[1, E]`.
    pub log_dt: Param,
    /// `[E, M]`.
    pub log_a_real: Param,
    /// `[E, M]`.
    pub a_imag: Param,
    /// Real part of C, `[E, M]`.
    pub c_re: Param,
    /// Imaginary part of C, `[E, M]`.
    pub c_im: Param,
    /// `[1, E]`.
    pub d: Param,
}

impl Modes {
    /// All but D.
    pub(super) fn dynamics(self) -> [Param; 5] {
        [
            self.log_dt,
            self.log_a_real,
            self.a_imag,
            self.c_re,
            self.c_im,
        ]
    }
}

/// A recorded diagonal scan.
#[derive(Clone, Copy, Debug)]
pub struct DiagonalScan {
    shape: DiagonalShape,
    /// u, and a and c of every mode and the convolution k.
    inputs: [Var; 3],
    d: Param,
    y: Var,
    /// The states before the second and later chunks, `[E/16, B, chunks - 1, M + 1, 2, 16]`; the last one of a
    /// row is not used.
    states: Saved,
}

/// Sizes of a scan.
#[derive(Clone, Copy, Debug)]
pub struct DiagonalShape {
    batch: usize,
    time: usize,
    width: usize,
    modes: usize,
}

impl DiagonalShape {
    /// Chunks of a sequence.
    fn chunks(self) -> usize {
        self.time.div_ceil(CHUNK)
    }
    /// Blocks from chunk to chunk of a group of channels.
    fn stride(self) -> usize {
        match self.chunks() {
            1 => self.time,
            _ => STRIDE,
        }
    }
    /// Tokens of chunk `chunk` of all sequences.
    #[inline(always)]
    fn len(self, chunk: usize) -> usize {
        let first = chunk % self.chunks() * CHUNK;
        CHUNK.min(self.time - first)
    }
    /// Blocks of a group of channels.
    fn group(self) -> usize {
        self.batch * self.chunks() * self.stride()
    }
    /// Pairs of blocks from row to row of states and powers.
    fn row(self) -> usize {
        self.modes + 1
    }
    /// States kept of a sequence: those before the second and later chunks.
    fn kept(self) -> usize {
        self.chunks() - 1
    }
    /// States kept of one group.
    fn states(self) -> usize {
        self.batch * self.kept() * self.row()
    }
    /// Powers of all modes, if a state needs them.
    fn powers(self) -> usize {
        match self.kept() {
            0 => 0,
            _ => (CHUNK + 1) * self.row(),
        }
    }
}

impl<F: Real> Tape<'_, F> {
    /// The diagonal model of every channel of `u` `[B, T, E]`. Returns `[B, T, E]`.
    pub fn diagonal_scan(&mut self, u: Var, rule: Discretisation, modes: Modes) -> Var {
        let shape = DiagonalShape {
            batch: self.batch,
            time: self.time,
            width: u.cols,
            modes: modes.a_imag.cols,
        };
        assert_eq!(u.rows, self.tokens.len(), "positions of a diagonal scan");
        let (width, all) = (shape.width, shape.width * shape.modes);
        assert_eq!(
            (modes.dynamics().map(Param::len), modes.d.len()),
            ([width, all, all, all, all], width),
            "channels and modes of a diagonal scan"
        );
        let [ac, k] = self.once(|tape| tape.diagonal_modes(rule, modes));
        let (inputs, y) = ([u, ac, k], self.output(u.rows, u.cols));
        let groups = width.div_ceil(LANES);
        let states = self.save(2 * groups * shape.states() * LANES);
        let d = self.param(modes.d);
        let (before, [out], saved, scratch, _) = self.split([y]);
        let [u, ac, k] = inputs.map(|x| &before[x.range()]);
        let (ac, k) = (pairs(blocks(ac)), blocks(k));
        let kept = pairs_mut(blocks_mut(&mut saved[states.range()]));
        let work = 2 * (shape.powers() + shape.states());
        let room = scratch.room((2 * shape.group() + work) * LANES);
        let (groups, work) = blocks_mut(room).split_at_mut(2 * shape.group());
        forward(shape, u, ac, k, d, out, kept, groups, pairs_mut(work));
        self.record(DiagonalScan {
            shape,
            inputs,
            d: modes.d,
            y,
            states,
        });
        y
    }
}

impl Operation for DiagonalScan {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let shape = self.shape;
        let [u, ac, k] = self.inputs.map(|x| replay.value(x));
        let (ac, k) = (pairs(blocks(ac)), blocks(k));
        let states = pairs(blocks(replay.kept(self.states)));
        let d = replay.param(self.d);
        let (dy, [du, dac, dk]) = replay.grads.split(self.y, self.inputs);
        let (dac, dk) = (pairs_mut(blocks_mut(dac)), blocks_mut(dk));
        let dd = &mut replay.dparams[self.d.range()];
        let work = 2 * (2 * shape.powers() + shape.states());
        let room = replay.scratch.room((3 * shape.group() + work) * LANES);
        let (groups, work) = blocks_mut(room).split_at_mut(3 * shape.group());
        let work = pairs_mut(work);
        backward(
            shape, u, ac, k, d, states, dy, du, dac, dk, dd, groups, work,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::{normal, stream};
    use crate::tensor::Lane;
    use crate::tensor::gradcheck::{Setup, check};

    /// Shapes of u and the parameters in the order of [`Modes`].
    fn shapes(rows: usize, width: usize, modes: usize) -> [(usize, usize); 7] {
        let (row, matrix) = ((1, width), (width, modes));
        [(rows, width), row, matrix, matrix, matrix, matrix, row]
    }

    fn scan<F: Real>(tape: &mut Tape<F>, rule: Discretisation, p: &[Param]) -> Var {
        let u = tape.rows(p[0]);
        let modes = Modes {
            log_dt: p[1],
            log_a_real: p[2],
            a_imag: p[3],
            c_re: p[4],
            c_im: p[5],
            d: p[6],
        };
        tape.diagonal_scan(u, rule, modes)
    }

    #[test]
    fn backward_matches_central_differences() {
        for rule in [Discretisation::Zoh, Discretisation::Bilinear] {
            for (batch, time, width, modes) in
                [(1, 1, 3, 2), (2, 7, 18, 3), (2, 2 * CHUNK + 5, 1, 2)]
            {
                let setup = Setup::new(batch, time, 2, &shapes(batch * time, width, modes));
                check(&setup, 1e-6, |tape, p| scan(tape, rule, p));
            }
        }
    }

    fn random(rows: usize, width: usize, modes: usize) -> ([Param; 7], Vec<f64>) {
        let mut rng = stream(5, "test", 0);
        let mut start = 0;
        let params = shapes(rows, width, modes).map(|(rows, cols)| {
            start += rows * cols;
            Param::new(start - rows * cols, rows, cols)
        });
        (params, (0..start).map(|_| 0.7 * normal(&mut rng)).collect())
    }

    #[test]
    fn the_scan_is_the_recurrence_step_by_step() {
        let (batch, time, width, modes) = (2, 2 * CHUNK + 9, 17, 3);
        let (p, values) = random(batch * time, width, modes);
        let get = |i: usize, row: usize, col: usize| values[p[i].start + row * p[i].cols + col];
        let tokens = vec![0; batch * time];
        let mut lane = Lane::new(values.len());
        let mut tape = Tape::begin(&values, &mut lane, &tokens, batch);
        let y = scan(&mut tape, Discretisation::Zoh, &p);
        for sequence in 0..batch {
            for e in 0..width {
                let dt = get(1, 0, e).exp();
                let mut x = vec![(0.0, 0.0); modes];
                for t in 0..time {
                    let u = get(0, sequence * time + t, e);
                    let mut expected = get(6, 0, e) * u;
                    for m in 0..modes {
                        let (re, im) = (-get(2, e, m).exp(), get(3, e, m));
                        let size = (dt * re).exp();
                        let a = (size * (dt * im).cos(), size * (dt * im).sin());
                        let norm = re * re + im * im;
                        let b = (
                            ((a.0 - 1.0) * re + a.1 * im) / norm,
                            (a.1 * re - (a.0 - 1.0) * im) / norm,
                        );
                        x[m] = (
                            a.0 * x[m].0 - a.1 * x[m].1 + b.0 * u,
                            a.0 * x[m].1 + a.1 * x[m].0 + b.1 * u,
                        );
                        expected += 2.0 * (get(4, e, m) * x[m].0 - get(5, e, m) * x[m].1);
                    }
                    let error = (tape.value(y)[(sequence * time + t) * width + e] - expected).abs();
                    assert!(
                        error < 1e-11,
                        "sequence {sequence}, channel {e}, step {t}: {error}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_later_token_changes_no_bit_of_an_earlier_output() {
        let (time, width, modes, changed) = (CHUNK + 20, 17, 4, CHUNK + 7);
        let (p, values) = random(time, width, modes);
        let mut values: Vec<f32> = values.into_iter().map(|x| x as f32).collect();
        let tokens = vec![0; time];
        let run = |values: &[f32]| {
            let mut lane = Lane::new(values.len());
            let mut tape = Tape::begin(values, &mut lane, &tokens, 1);
            let y = scan(&mut tape, Discretisation::Zoh, &p);
            let bits = tape.value(y).iter().map(|y| y.to_bits());
            bits.collect::<Vec<_>>()
        };
        let before = run(&values);
        values[changed * width..time * width].fill(0.5);
        let after = run(&values);
        assert_eq!(before[..changed * width], after[..changed * width]);
        assert_ne!(before, after);
    }
}
