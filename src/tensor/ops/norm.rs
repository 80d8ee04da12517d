//! Layer norm and root-mean-square norm over the last axis.
//!
//! ```text
//! layer norm   y = w ⊙ (x - mean(x)) r + b     r = 1 / √(mean((x - mean(x))²) + ε)
//! RMS norm     y = w ⊙ x r                     r = 1 / √(mean(x²) + ε)
//! ```
//! Source: Ba, Kiros and Hinton 2016; Zhang and Sennrich 2019. One kernel serves both: RMS norm is layer
//! norm with the mean taken to be 0 and without bias.
//!
//! [`Tape::add_norm`] makes x too, the sum of the residual stream and a sublayer, in the same pass. Both results are
//! activations: before a sublayer the stream goes on as x while y is read by the sublayer, after one only y is read.
//! A row of x is read while it is in the cache, and backward its gradient goes to the terms without being read again.
//!
//! Shapes: `x`, `y` `[R, D]`; `w`, `b` `[D]`; mean and r of each row are kept, `[R, 2]`.

use crate::kernel;
use crate::tensor::ops::Operation;
use crate::tensor::ops::channels::at;
use crate::tensor::simd::{add_rows, axpy, dot, sum};
use crate::tensor::tape::{Replay, Saved, gradients};
use crate::tensor::{Param, Real, Tape, Var};

/// A recorded norm; with a bias it is a layer norm, without one an RMS norm.
#[derive(Clone, Copy, Debug)]
pub struct Norm {
    /// What x is the sum of, if it is made here.
    terms: Option<[Var; 2]>,
    x: Var,
    weight: Param,
    bias: Option<Param>,
    moments: Saved,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// Norm of every row of `x` `[R, D]` with `weight` `[1, D]`: a layer norm with a `bias` `[1, D]`, an RMS norm
    /// without one.
    pub fn norm(&mut self, x: Var, weight: Param, bias: Option<Param>, eps: f64) -> Var {
        self.normalise(None, x, weight, bias, eps)
    }

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
        let s = self.output(a.rows, a.cols);
        [s, self.normalise(Some([a, b]), s, weight, bias, eps)]
    }

    fn normalise(
        &mut self,
        terms: Option<[Var; 2]>,
        x: Var,
        weight: Param,
        bias: Option<Param>,
        eps: f64,
    ) -> Var {
        assert!(
            bias.is_none_or(|bias| bias.len() == x.cols),
            "bias of a norm"
        );
        assert_eq!(x.cols, weight.len(), "weight of a norm");
        let (y, moments) = (self.output(x.rows, x.cols), self.save(2 * x.rows));
        let (w, b, eps) = (self.param(weight), bias.map(|b| self.param(b)), F::of(eps));
        let (before, [rows, out], saved, ..) = self.split([x, y]);
        let summed = terms.map(|terms| terms.map(|x| &before[x.range()]));
        let moments_out = &mut saved[moments.range()];
        forward(w, b, eps, summed, rows, out, moments_out);
        self.record(Norm {
            terms,
            x,
            weight,
            bias,
            moments,
            y,
        });
        y
    }
}

impl Operation for Norm {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let (w, x) = (replay.param(self.weight), replay.value(self.x));
        let moments = replay.kept(self.moments);
        let (dw, db) = match self.bias {
            Some(bias) => {
                let [dw, db] = gradients(replay.dparams, [self.weight, bias]);
                (dw, Some(db))
            }
            None => (&mut replay.dparams[self.weight.range()], None),
        };
        let work = replay.scratch.room(2 * self.x.cols);
        match self.terms {
            None => {
                let (dy, [dx]) = replay.grads.split(self.y, [self.x]);
                backward(w, x, moments, dy, dx, [], dw, db, work);
            }
            Some([a, b]) => {
                let (dy, [ds, da, db_term], fresh) =
                    replay.grads.split_fresh(self.y, [self.x, a, b]);
                if fresh[0] {
                    ds.fill(F::ZERO);
                }
                let terms = [(da, fresh[1]), (db_term, fresh[2])];
                backward(w, x, moments, dy, ds, terms, dw, db, work);
            }
        }
    }
}

kernel! {
    /// `y` = norm of every row of `x`, a layer norm if there is a `bias`; `moments` receives mean and r. If there are
    /// `terms`, `x` is made first, as their sum.
    fn forward<'a, F: Real>(
        w: &'a [F], bias: Option<&'a [F]>, eps: F, terms: Option<[&'a [F]; 2]>,
        x: &'a mut [F], y: &'a mut [F], moments: &'a mut [F],
    ) {
        let d = w.len();
        let inverse = F::ONE / F::of(d as f64);
        let rows = x.chunks_exact_mut(d).zip(y.chunks_exact_mut(d)).zip(moments.as_chunks_mut::<2>().0);
        for (row, ((x, y), moments)) in rows.enumerate() {
            if let Some([a, b]) = terms {
                for ((x, a), b) in x.iter_mut().zip(at(a, row, d)).zip(at(b, row, d)) {
                    *x = *a + *b;
                }
            }
            let mean = if bias.is_some() { sum(x) * inverse } else { F::ZERO };
            for (x, y) in x.iter().zip(y.iter_mut()) {
                *y = *x - mean;
            }
            let r = F::ONE / (dot(y, y) * inverse + eps).sqrt();
            match bias {
                Some(bias) => for ((y, w), b) in y.iter_mut().zip(w).zip(bias) {
                    *y = (*y * r).mul_add(*w, *b);
                },
                None => for (y, w) in y.iter_mut().zip(w) {
                    *y = *y * r * *w;
                },
            }
            *moments = [mean, r];
        }
    }
}

kernel! {
    /// Backward of [`forward`]. Adds to `dx`, `dw` and `db`; `work` is room for `[2, D]`. If x is a sum of N
    /// `terms`, `dx` is what other operations left for it, and the gradient of each term is written if its flag says that
    /// it holds nothing yet, otherwise added to.
    fn backward<'a, F: Real; const N>(
        w: &'a [F], x: &'a [F], moments: &'a [F], dy: &'a [F], dx: &'a mut [F],
        terms: [(&'a mut [F], bool); N], dw: &'a mut [F], db: Option<&'a mut [F]>, work: &'a mut [F],
    ) {
        let d = w.len();
        let inverse = F::ONE / F::of(d as f64);
        let centred = db.is_some();
        if let Some(db) = db {
            // forward: y = w ⊙ h + b
            add_rows(dy, db);
        }
        let (h, g) = work.split_at_mut(d);
        let mut terms = terms;
        let rows = x.chunks_exact(d).zip(dy.chunks_exact(d)).zip(dx.chunks_exact_mut(d));
        for (row, (((x, dy), dx), &[mean, r])) in rows.zip(moments.as_chunks::<2>().0).enumerate() {
            // forward: y = w ⊙ h + b with h = (x - mean) r; g is the gradient of h
            for i in 0..d {
                h[i] = (x[i] - mean) * r;
                g[i] = dy[i] * w[i];
                dw[i] = dy[i].mul_add(h[i], dw[i]);
            }
            // forward: r = 1 / √(mean((x - mean)²) + ε), and mean = mean(x) if centred
            let along = dot(g, h) * inverse;
            let shift = if centred { sum(g) * inverse } else { F::ZERO };
            for ((dx, g), h) in dx.iter_mut().zip(g.iter()).zip(h.iter()) {
                *dx = r.mul_add(*g - shift - *h * along, *dx);
            }
            // forward: x = a + b
            for (da, fresh) in &mut terms {
                let da = &mut da[row * d..][..d];
                if *fresh {
                    da.copy_from_slice(dx);
                } else {
                    axpy(F::ONE, dx, da);
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
        for (batch, time, width) in [(1, 1, 5), (2, 3, 16), (2, 4, 37)] {
            let shapes = [(batch * time, width), (1, width), (1, width)];
            let setup = Setup::new(batch, time, 4, &shapes);
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                tape.norm(x, p[1], Some(p[2]), 1e-5)
            });
            let setup = Setup::new(batch, time, 4, &shapes[..2]);
            check(&setup, 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                tape.norm(x, p[1], None, 1e-5)
            });
        }
    }

    #[test]
    fn a_layer_norm_has_mean_zero_and_variance_one() {
        let d = 50;
        let params: Vec<f32> = (0..d)
            .map(|i| (i * i % 17) as f32 + 100.0)
            .chain(std::iter::repeat_n(1.0, d))
            .chain(std::iter::repeat_n(0.0, d))
            .collect();
        let mut lane = Lane::new(params.len());
        let mut tape = Tape::begin(&params, &mut lane, &[0], 1);
        let x = tape.rows(Param::new(0, 1, d));
        let y = tape.norm(x, Param::new(d, 1, d), Some(Param::new(2 * d, 1, d)), 1e-5);
        let y = tape.value(y);
        let mean = y.iter().sum::<f32>() / d as f32;
        let variance = y.iter().map(|y| (y - mean).powi(2)).sum::<f32>() / d as f32;
        assert!(
            mean.abs() < 1e-5 && (variance - 1.0).abs() < 1e-4,
            "{mean} {variance}"
        );
    }

    #[test]
    fn backward_of_a_sum_and_its_norm_matches_central_differences() {
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
