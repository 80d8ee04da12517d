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
//! Shapes: `x`, `y` `[B, T, D]`; `table` `[T or more, D]`.

use std::array::from_fn;

use crate::kernel;
use crate::tensor::ops::Operation;
use crate::tensor::tape::Replay;
use crate::tensor::{Param, Real, Tape, Var};

/// Recorded positions; without a table they are sinusoidal.
#[derive(Clone, Copy, Debug)]
pub struct Positions {
    x: Var,
    table: Option<Param>,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// Adds row t of `table` to every word's position t. `x` is `[B, T, D]`, `table` has T rows or more.
    pub fn add_learned_positions(&mut self, x: Var, table: Param) -> Var {
        let time = self.time;
        assert_eq!(x.cols, table.cols, "width of the learned positions");
        assert!(
            time <= table.rows,
            "words of {time} tokens, but positions were learned for {} only",
            table.rows
        );
        let rows = &self.param(table)[..time * x.cols];
        let y = self.positions(x, Some(table));
        let (before, [out]) = self.split([y]);
        add_to_words(rows, &before[x.range()], out);
        y
    }

    /// Adds the sinusoidal positions of Vaswani et al. to `x` `[B, T, D]`.
    pub fn add_sinusoidal_positions(&mut self, x: Var) -> Var {
        let time = self.time;
        let y = self.positions(x, None);
        let (before, [out], _, scratch) = self.split_saved([y]);
        let table = scratch.room(time * x.cols);
        rotations(x.cols, time, |t, i, cos, sin| {
            let pair = &mut table[t * x.cols..][..x.cols][2 * i..];
            pair[0] = F::of(sin);
            // an odd width has a last sine without a cosine
            if let Some(second) = pair.get_mut(1) {
                *second = F::of(cos);
            }
        });
        add_to_words(table, &before[x.range()], out);
        y
    }

    fn positions(&mut self, x: Var, table: Option<Param>) -> Var {
        assert_eq!(x.rows, self.tokens.len(), "one row for each position");
        let y = self.output(x.rows, x.cols);
        self.record(Positions { x, table, y });
        y
    }
}

impl Operation for Positions {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let (dy, [dx]) = replay.grads.split(self.y, [self.x]);
        let len = replay.time * self.x.cols;
        match self.table {
            Some(table) => {
                let dtable = &mut replay.dparams[table.range()][..len];
                backward(dy, dx, Some(dtable));
            }
            None => backward(dy, dx, None),
        }
    }
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
    /// `y` = `x` + `table`, `x` and `y` `[B, T, D]`, `table` `[T, D]`.
    pub fn add_to_words<'a, F: Real>(table: &'a [F], x: &'a [F], y: &'a mut [F]) {
        for (x, y) in x.chunks_exact(table.len()).zip(y.chunks_exact_mut(table.len())) {
            for ((x, table), y) in x.iter().zip(table).zip(y) {
                *y = *x + *table;
            }
        }
    }
}

kernel! {
    /// Backward of [`add_to_words`]. Adds to `dx` and `dtable`.
    pub fn backward<'a, F: Real>(dy: &'a [F], dx: &'a mut [F], dtable: Option<&'a mut [F]>) {
        // forward: y = x + table
        for (dx, dy) in dx.iter_mut().zip(dy) {
            *dx += *dy;
        }
        if let Some(dtable) = dtable {
            for dy in dy.chunks_exact(dtable.len()) {
                for (dtable, dy) in dtable.iter_mut().zip(dy) {
                    *dtable += *dy;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::Lane;
    use crate::tensor::gradcheck::{Setup, check};

    #[test]
    fn backward_matches_central_differences() {
        for (batch, time, width) in [(1, 1, 1), (2, 3, 5), (3, 4, 16)] {
            let setup = Setup::new(batch, time, 4, &[(batch * time, width), (time + 2, width)]);
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                tape.add_learned_positions(x, p[1])
            });
            let setup = Setup::new(batch, time, 4, &[(batch * time, width)]);
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                tape.add_sinusoidal_positions(x)
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
        let y = tape.add_sinusoidal_positions(x);
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
    #[should_panic(expected = "words of 5 tokens, but positions were learned for 4 only")]
    fn a_word_longer_than_the_table_is_refused() {
        let x = vec![0.0f32; 9 * 2];
        let mut lane = Lane::new(x.len());
        let mut tape = Tape::begin(&x, &mut lane, &[0; 5], 1);
        let x = tape.rows(Param::new(0, 5, 2));
        tape.add_learned_positions(x, Param::new(10, 4, 2));
    }
}
