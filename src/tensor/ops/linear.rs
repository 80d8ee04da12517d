//! The linear map y = x W + b.
//!
//! Shapes: `x` `[R, D]`, `W` `[D, E]`, `b` `[E]`, `y` `[R, E]`; rows are positions or tokens.

use crate::kernel;
use crate::tensor::matmul::{Mat, MatMut, matmul_add, matmul_packed, matmul_packed_add};
use crate::tensor::ops::Operation;
use crate::tensor::simd::add_rows;
use crate::tensor::tape::Replay;
use crate::tensor::{Param, Real, Tape, Var};

/// A recorded linear map.
#[derive(Clone, Copy, Debug)]
pub struct Linear {
    x: Var,
    weight: Param,
    bias: Option<Param>,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// x W + b for every row of `x` `[R, D]`, with `W` `[D, E]` and `b` `[1, E]`. Returns `[R, E]`.
    pub fn linear(&mut self, x: Var, weight: Param, bias: Option<Param>) -> Var {
        assert_eq!(x.cols, weight.rows, "inputs of a linear map");
        let y = self.output(x.rows, weight.cols);
        let bias_row = bias.map(|b| self.param(b));
        let (params, threads) = (self.params, self.threads());
        let (before, [out], .., packs) = self.split([y]);
        let w = packs.weight(params, weight);
        let a = Mat::new(&before[x.range()], x.rows, x.cols);
        let out = MatMut::new(out, y.rows, y.cols).on(threads);
        matmul_packed(out, a, w, bias_row);
        self.record(Linear { x, weight, bias, y });
        y
    }
}

impl Operation for Linear {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let Linear { x, weight, bias, y } = *self;
        let (dy, [dx], [fresh]) = replay.grads.split_fresh(y, [x]);
        let dy_mat = Mat::new(dy, y.rows, y.cols);
        // forward: y = x W + b
        let w_t = replay.packs.transposed(replay.params, weight);
        let dx = MatMut::new(dx, x.rows, x.cols).on(replay.threads);
        if fresh {
            matmul_packed(dx, dy_mat, w_t, None);
        } else {
            matmul_packed_add(dx, dy_mat, w_t);
        }
        let dw = &mut replay.dparams[weight.range()];
        let dw = MatMut::new(dw, weight.rows, weight.cols).on(replay.threads);
        let x_t = Mat::new(&replay.values[x.range()], x.rows, x.cols).t();
        matmul_add(dw, x_t, dy_mat);
        if let Some(bias) = bias {
            sum_rows(dy, &mut replay.dparams[bias.range()]);
        }
    }
}

kernel! {
    /// Adds every row of `y` `[R, E]` to `sums` `[E]`.
    pub fn sum_rows<'a, F: Real>(y: &'a [F], sums: &'a mut [F]) {
        add_rows(y, sums);
    }
}

#[cfg(test)]
mod tests {
    use crate::tensor::gradcheck::{Setup, check};

    #[test]
    fn backward_matches_central_differences() {
        for (batch, time) in [(1, 1), (2, 3), (3, 5)] {
            let setup = Setup::new(batch, time, 4, &[(batch * time, 6), (6, 5), (1, 5)]);
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                tape.linear(x, p[1], Some(p[2]))
            });
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                tape.linear(x, p[1], None)
            });
        }
    }
}
