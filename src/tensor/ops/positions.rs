//! Positions added to the activations.
//!
//! ```text
//! learned       y[t] = x[t] + table[t]
//! sinusoidal    y[t, 2i] = x[t, 2i] + sin(t ω[i])     y[t, 2i + 1] = x[t, 2i + 1] + cos(t ω[i])
//!               ω[i] = 10000^(-2i / D)
//! ```
//! Source: Vaswani et al. 2017, section 3.5. Left out: positions that act inside attention (rotary, ALiBi)
//! belong to the attention kernel; the rotations they need are computed here.
//!
//! Shapes: `x`, `y` `[B, T, D]`; `table` `[T or more, D]`. For the form by place every row of `x` `[V, D]` stands at
//! every position, `y` `[V, T, D]`.

use std::array::from_fn;

use crate::kernel;
use crate::tensor::ops::Operation;
use crate::tensor::ops::linear::sum_rows;
use crate::tensor::simd::{add_rows, axpy};
use crate::tensor::tape::Replay;
use crate::tensor::{Param, Real, Tape, Var};

/// Recorded positions; without a table they are sinusoidal.
#[derive(Clone, Copy, Debug)]
pub struct Positions {
    x: Var,
    table: Option<Param>,
    time: usize,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// Adds row t of `table` `[T or more, D]`, or sines and cosines without one, to every sequence's position t of `x`
    /// `[B, T, D]`.
    pub fn add_by_position(&mut self, x: Var, table: Option<Param>) -> Var {
        assert_eq!(x.rows, self.tokens.len(), "one row for each position");
        self.positions(x, table, self.time, 1)
    }

    /// Every row of `x` `[V, D]` with the position t added, for each t below `time`. Returns `[V, T, D]`.
    pub fn add_by_place(&mut self, x: Var, time: usize, table: Option<Param>) -> Var {
        self.positions(x, table, time, time)
    }

    /// The rows of `x`, each `copies` times (once, or at every place), with the positions added.
    fn positions(&mut self, x: Var, table: Option<Param>, time: usize, copies: usize) -> Var {
        let rows = table.map(|table| {
            assert_eq!(x.cols, table.cols, "width of the learned positions");
            assert!(
                time <= table.rows,
                "sequences of {time} tokens, but positions were learned for {} only",
                table.rows
            );
            &self.param(table)[..time * x.cols]
        });
        let y = self.output(x.rows * copies, x.cols);
        let (before, [out], _, scratch, _) = self.split([y]);
        let rows = rows.unwrap_or_else(|| {
            let room = scratch.room(time * x.cols);
            sinusoidal(x.cols, time, room);
            room
        });
        add_table(x.cols, copies, rows, &before[x.range()], out);
        self.record(Positions { x, table, time, y });
        y
    }
}

impl Operation for Positions {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let (dy, [dx]) = replay.grads.split(self.y, [self.x]);
        // forward: y[v, t] = x[v] + table[t], or y[b, t] = x[b, t] + table[t]
        let copies = self.y.rows / self.x.rows;
        add_copies(self.x.cols, copies, dy, dx);
        if let Some(table) = self.table {
            let len = self.time * self.x.cols;
            sum_rows(dy, &mut replay.dparams[table.range()][..len]);
        }
    }
}

/// The sinusoidal positions of `time` tokens, `table` `[T, D]` with D = `width`.
fn sinusoidal<F: Real>(width: usize, time: usize, table: &mut [F]) {
    rotations(width, time, |t, i, cos, sin| {
        let pair = &mut table[t * width..][..width][2 * i..];
        pair[0] = F::of(sin);
        // an odd width has a last sine without a cosine
        if let Some(second) = pair.get_mut(1) {
            *second = F::of(cos);
        }
    });
}

/// Calls `put(t, i, cos(t ω[i]), sin(t ω[i]))` for all t below `time` and all pairs i of `width` numbers,
/// with ω\[i\] = 10000^(-2i / width).
///
/// Each angle is reached by turning the one before it, in f64: three calls of `libm` a pair instead of
/// two a number, and an error below 1e-12 at t = 4096.
pub fn rotations(width: usize, time: usize, mut put: impl FnMut(usize, usize, f64, f64)) {
    /// Pairs turned side by side, so that the processor need not wait for each product.
    const ABREAST: usize = 8;
    let pairs = width.div_ceil(2);
    for first in (0..pairs).step_by(ABREAST) {
        let count = ABREAST.min(pairs - first);
        let turn: [(f64, f64); ABREAST] = from_fn(|i| {
            let omega = libm::pow(10_000.0, -2.0 * (first + i) as f64 / width as f64);
            (libm::cos(omega), libm::sin(omega))
        });
        let mut at = [(1.0, 0.0); ABREAST];
        for t in 0..time {
            for i in 0..count {
                put(t, first + i, at[i].0, at[i].1);
            }
            for ((cos, sin), (turn_cos, turn_sin)) in at.iter_mut().zip(turn) {
                (*cos, *sin) = (
                    *cos * turn_cos - *sin * turn_sin,
                    *cos * turn_sin + *sin * turn_cos,
                );
            }
        }
    }
}

kernel! {
    /// `y` = `x` + `table`, `y` `[.., T, D]`, `table` `[T, D]` with D = `width`, and `x` `[.., T, D]` if `copies` is 1, or
    /// `[.., 1, D]` if it is T.
    fn add_table<'a, F: Real>(width: usize, copies: usize, table: &'a [F], x: &'a [F], y: &'a mut [F]) {
        for (x, y) in x.chunks_exact(table.len() / copies).zip(y.chunks_exact_mut(table.len())) {
            let rows = x.chunks_exact(width).cycle().zip(table.chunks_exact(width));
            for ((x, table), y) in rows.zip(y.chunks_exact_mut(width)) {
                for ((x, table), y) in x.iter().zip(table).zip(y) {
                    *y = *x + *table;
                }
            }
        }
    }
}

kernel! {
    /// Adds to every row of `dx` `[R, D]` the sum of its `copies` rows of `dy` `[R, copies, D]`, with D = `width`.
    fn add_copies<'a, F: Real>(width: usize, copies: usize, dy: &'a [F], dx: &'a mut [F]) {
        if copies == 1 {
            return axpy(F::ONE, dy, dx);
        }
        for (dy, dx) in dy.chunks_exact(copies * width).zip(dx.chunks_exact_mut(width)) {
            add_rows(dy, dx);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::gradcheck::{Setup, check};
    use crate::tensor::{Lane, Signal};

    #[test]
    fn backward_matches_central_differences() {
        for (batch, time, width) in [(1, 1, 1), (2, 3, 5), (3, 4, 16)] {
            let setup = Setup::new(batch, time, 4, &[(batch * time, width), (time + 2, width)]);
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                tape.add_by_position(x, Some(p[1]))
            });
            let setup = Setup::new(batch, time, 4, &[(batch * time, width)]);
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                tape.add_by_position(x, None)
            });
        }
        for (tokens, time, width) in [(1, 1, 1), (3, 4, 5), (2, 3, 16)] {
            let setup = Setup::new(1, 1, 1, &[(tokens, width), (time + 2, width)]);
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                tape.add_by_place(x, time, Some(p[1]))
            });
            let setup = Setup::new(1, 1, 1, &[(tokens, width)]);
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                tape.add_by_place(x, time, None)
            });
        }
    }

    #[test]
    fn rows_by_place_are_those_by_position_to_the_bit() {
        let (tokens, time, width) = (3, 4, 5);
        let setup = Setup::new(tokens, time, 1, &[(tokens, width), (time, width)]);
        // sequence v is the letter v repeated
        let sequences: Vec<u32> = (0..tokens * time).map(|i| (i / time) as u32).collect();
        let setup = Setup {
            tokens: sequences,
            ..setup
        };
        for learned in [true, false] {
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                let table = learned.then_some(p[1]);
                let places = tape.add_by_place(x, time, table);
                let spread = tape.gather(Signal::ByToken(x));
                let positions = tape.add_by_position(spread, table);
                assert_eq!(tape.value(places), tape.value(positions));
                tape.mul(places, positions)
            });
        }
    }

    #[test]
    fn sinusoidal_positions_are_those_of_the_definition() {
        let (time, width) = (4096, 7);
        let x = vec![0.0f64; time * width];
        let mut lane = Lane::new(x.len());
        let tokens = vec![0; time];
        let mut tape = Tape::begin(&x, &mut lane, &tokens, 1);
        let x = tape.rows(Param::new(0, time, width));
        let y = tape.add_by_position(x, None);
        for (t, row) in tape.value(y).chunks(width).enumerate() {
            for (j, y) in row.iter().enumerate() {
                let angle = t as f64 / 10_000f64.powf(2.0 * (j / 2) as f64 / width as f64);
                let expected = if j % 2 == 0 { angle.sin() } else { angle.cos() };
                assert!(
                    (y - expected).abs() < 2e-12,
                    "t = {t}, j = {j}: {y}, {expected}"
                );
            }
        }
    }

    #[test]
    #[should_panic(expected = "sequences of 5 tokens, but positions were learned for 4 only")]
    fn a_word_longer_than_the_table_is_refused() {
        let x = vec![0.0f32; 9 * 2];
        let mut lane = Lane::new(x.len());
        let mut tape = Tape::begin(&x, &mut lane, &[0; 5], 1);
        let x = tape.rows(Param::new(0, 5, 2));
        tape.add_by_position(x, Some(Param::new(10, 4, 2)));
    }
}
