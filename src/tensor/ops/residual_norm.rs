//! The sum of the residual stream and a sublayer, and its norm, in one pass.
//!
//! ```text
//! s = a + b        y = norm(s)
//! ```
//! with the norms of [`norm`](super::norm). Both results are activations: before a sublayer the stream goes on as
//! s while y is read by the sublayer, after one only y is read. One pass reads a row of s while it is in the
//! cache, and backward the gradient of s goes to a and b without being written.
//!
//! Shapes: `a`, `b`, `s`, `y` `[R, D]`; weight and bias `[D]`; mean and r of each row are kept, `[R, 2]`.

use crate::kernel;
use crate::tensor::ops::Operation;
use crate::tensor::ops::norm::{gradients, row, row_backward};
use crate::tensor::simd::add_rows;
use crate::tensor::tape::{Replay, Saved};
use crate::tensor::{Param, Real, Tape, Var};

/// A recorded sum and its norm; with a bias it is a layer norm, without one an RMS norm.
#[derive(Clone, Copy, Debug)]
pub struct ResidualNorm {
    a: Var,
    b: Var,
    weight: Param,
    bias: Option<Param>,
    moments: Saved,
    s: Var,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// a + b `[R, D]`, and its layer norm with `weight` and `bias` `[1, D]`, or its RMS norm without a bias.
    pub fn add_norm(
        &mut self,
        a: Var,
        b: Var,
        weight: Param,
        bias: Option<Param>,
        eps: f64,
    ) -> [Var; 2] {
        assert_eq!((a.rows, a.cols), (b.rows, b.cols), "shapes of a sum");
        assert_eq!(a.cols, weight.len(), "weight of a norm");
        assert!(
            bias.is_none_or(|bias| bias.len() == a.cols),
            "bias of a norm"
        );
        let (s, y) = (self.output(a.rows, a.cols), self.output(a.rows, a.cols));
        let moments = self.save(2 * a.rows);
        let (w, bias_of) = (self.param(weight), bias.map(|bias| self.param(bias)));
        let (before, [sum, out], saved, _) = self.split_saved([s, y]);
        let saved = &mut saved[moments.range()];
        let (x, z) = (&before[a.range()], &before[b.range()]);
        forward(w, bias_of, F::of(eps), x, z, sum, out, saved);
        self.record(ResidualNorm {
            a,
            b,
            weight,
            bias,
            moments,
            s,
            y,
        });
        [s, y]
    }
}

impl Operation for ResidualNorm {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let w = &replay.params[self.weight.range()];
        let (dw, dbias) = gradients(replay.dparams, self.weight, self.bias);
        let s = &replay.values[self.s.range()];
        let moments = &replay.saved[self.moments.range()];
        let (dy, [ds, da, db], fresh) = replay.grads.split_fresh(self.y, [self.s, self.a, self.b]);
        if fresh[0] {
            ds.fill(F::ZERO);
        }
        let work = replay.scratch.room(2 * self.s.cols);
        backward(
            w,
            s,
            moments,
            dy,
            ds,
            [(da, fresh[1]), (db, fresh[2])],
            dw,
            dbias,
            work,
        );
    }
}

kernel! {
    /// `s` = a + b and `y` = norm of every row of it, a layer norm if there is a `bias`; `moments` receives mean and r.
    pub fn forward<'a, F: Real>(
        w: &'a [F], bias: Option<&'a [F]>, eps: F, a: &'a [F], b: &'a [F],
        s: &'a mut [F], y: &'a mut [F], moments: &'a mut [F],
    ) {
        let d = w.len();
        let inverse = F::ONE / F::of(d as f64);
        let inputs = a.chunks_exact(d).zip(b.chunks_exact(d));
        let outputs = s.chunks_exact_mut(d).zip(y.chunks_exact_mut(d));
        for (((a, b), (s, y)), moments) in inputs.zip(outputs).zip(moments.as_chunks_mut::<2>().0) {
            for ((s, a), b) in s.iter_mut().zip(a).zip(b) {
                *s = *a + *b;
            }
            *moments = row(w, bias, eps, inverse, s, y);
        }
    }
}

kernel! {
    /// Backward of [`forward`]. `ds` is what other operations left for s. The gradient of each of the `inputs` a and
    /// b is written if its flag says that it holds nothing yet, otherwise added to. Adds to `dw` and `dbias`; `work`
    /// is room for `[2, D]`.
    pub fn backward<'a, F: Real>(
        w: &'a [F], s: &'a [F], moments: &'a [F], dy: &'a [F], ds: &'a mut [F],
        inputs: [(&'a mut [F], bool); 2], dw: &'a mut [F], dbias: Option<&'a mut [F]>, work: &'a mut [F],
    ) {
        let d = w.len();
        let inverse = F::ONE / F::of(d as f64);
        let centred = dbias.is_some();
        if let Some(dbias) = dbias {
            // forward: y = w ⊙ h + b
            add_rows(dy, dbias);
        }
        let (h, g) = work.split_at_mut(d);
        let [(da, fresh_a), (db, fresh_b)] = inputs;
        let sums = s.chunks_exact(d).zip(dy.chunks_exact(d)).zip(ds.chunks_exact_mut(d));
        let inputs = da.chunks_exact_mut(d).zip(db.chunks_exact_mut(d));
        for ((((s, dy), ds), (da, db)), &[mean, r]) in sums.zip(inputs).zip(moments.as_chunks::<2>().0) {
            let [along, shift] = row_backward(w, s, [mean, r], inverse, centred, dy, dw, h, g);
            for ((ds, g), h) in ds.iter_mut().zip(g.iter()).zip(h.iter()) {
                *ds = r.mul_add(*g - shift - *h * along, *ds);
            }
            // forward: s = a + b
            for (dx, fresh) in [(da, fresh_a), (db, fresh_b)] {
                if fresh {
                    dx.copy_from_slice(ds);
                } else {
                    for (dx, ds) in dx.iter_mut().zip(ds.iter()) {
                        *dx += *ds;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tensor::gradcheck::{Setup, check};

    #[test]
    fn backward_matches_central_differences() {
        for (batch, time, width) in [(1, 1, 5), (2, 3, 16), (2, 4, 37)] {
            let rows = (batch * time, width);
            let setup = Setup::new(batch, time, 4, &[rows, rows, (1, width), (1, width)]);
            for bias in [true, false] {
                check(&setup, 1e-6, |tape, p| {
                    let (a, b) = (tape.rows(p[0]), tape.rows(p[1]));
                    let [s, y] = tape.add_norm(a, b, p[2], bias.then_some(p[3]), 1e-5);
                    // the sum is read again, and so is one of its terms
                    let both = tape.mul(s, y);
                    tape.mul(both, a)
                });
            }
        }
    }

    #[test]
    fn it_is_a_sum_and_then_a_norm_to_the_bit() {
        let setup = Setup::new(2, 3, 4, &[(6, 37), (6, 37), (1, 37), (1, 37)]);
        check(&setup, 1e-6, |tape, p| {
            let (a, b) = (tape.rows(p[0]), tape.rows(p[1]));
            let [s, y] = tape.add_norm(a, b, p[2], Some(p[3]), 1e-5);
            let sum = tape.add(a, b);
            let norm = tape.norm(sum, p[2], Some(p[3]), 1e-5);
            assert_eq!(
                (tape.value(s), tape.value(y)),
                (tape.value(sum), tape.value(norm))
            );
            tape.mul(y, norm)
        });
    }
}
