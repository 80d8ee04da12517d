//! Element-wise functions of two arguments, and the gated linear unit.
//!
//! ```text
//! add         y = a + b            (residual stream)
//! mul         y = a ⊙ b            (gate)
//! gated SiLU  y = a ⊙ b ⊙ σ(b)     (output gate of Mamba)
//! GLU         y = a ⊙ σ(b)         a the first half of each row, b the second
//! ```
//! Source: Dauphin et al. 2017 for GLU; Gu and Dao 2023 for the output gate.

use crate::kernel;
use crate::tensor::ops::Operation;
use crate::tensor::tape::Replay;
use crate::tensor::{Real, Tape, Var};

/// Which function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the module names each function")]
pub enum Combine {
    Add,
    Mul,
    GatedSilu,
}

/// A recorded function of two activations.
#[derive(Clone, Copy, Debug)]
pub struct Binary {
    function: Combine,
    a: Var,
    b: Var,
    y: Var,
}

/// A recorded gated linear unit.
#[derive(Clone, Copy, Debug)]
pub struct Glu {
    x: Var,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// a + b, same shapes.
    pub fn add(&mut self, a: Var, b: Var) -> Var {
        self.binary(Combine::Add, a, b)
    }

    /// a ⊙ b, same shapes.
    pub fn mul(&mut self, a: Var, b: Var) -> Var {
        self.binary(Combine::Mul, a, b)
    }

    /// a ⊙ silu(b), same shapes.
    pub fn gated_silu(&mut self, a: Var, b: Var) -> Var {
        self.binary(Combine::GatedSilu, a, b)
    }

    /// a ⊙ σ(b) for rows `[a, b]` of `x` `[R, 2D]`. Returns `[R, D]`.
    pub fn glu(&mut self, x: Var) -> Var {
        assert!(x.cols.is_multiple_of(2), "a GLU halves {} columns", x.cols);
        let y = self.output(x.rows, x.cols / 2);
        let (before, [out], ..) = self.split([y]);
        glu(y.cols, &before[x.range()], out);
        self.record(Glu { x, y });
        y
    }

    fn binary(&mut self, function: Combine, a: Var, b: Var) -> Var {
        assert_eq!((a.rows, a.cols), (b.rows, b.cols), "shapes of {function:?}");
        let y = self.output(a.rows, a.cols);
        let (before, [out], ..) = self.split([y]);
        forward(function, &before[a.range()], &before[b.range()], out);
        self.record(Binary { function, a, b, y });
        y
    }
}

impl Operation for Binary {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let (a, b) = (replay.value(self.a), replay.value(self.b));
        let (dy, [da, db]) = replay.grads.split(self.y, [self.a, self.b]);
        backward(self.function, a, b, dy, da, db);
    }
}

impl Operation for Glu {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let x = replay.value(self.x);
        let (dy, [dx]) = replay.grads.split(self.y, [self.x]);
        glu_backward(self.y.cols, x, dy, dx);
    }
}

kernel! {
    /// `y` = function of `a` and `b`, all `[n]`.
    pub fn forward<'a, F: Real>(function: Combine, a: &'a [F], b: &'a [F], y: &'a mut [F]) {
        let all = a.iter().zip(b).zip(y);
        match function {
            Combine::Add => for ((a, b), y) in all { *y = *a + *b },
            Combine::Mul => for ((a, b), y) in all { *y = *a * *b },
            Combine::GatedSilu => for ((a, b), y) in all { *y = *a * *b * b.sigmoid() },
        }
    }
}

kernel! {
    /// Backward of [`forward`]. Adds to `da` and `db`.
    pub fn backward<'a, F: Real>(
        function: Combine, a: &'a [F], b: &'a [F], dy: &'a [F], da: &'a mut [F], db: &'a mut [F],
    ) {
        let all = a.iter().zip(b).zip(dy.iter().zip(da.iter_mut().zip(db)));
        match function {
            // forward: y = a + b
            Combine::Add => for (_, (dy, (da, db))) in all {
                *da += *dy;
                *db += *dy;
            },
            // forward: y = a b
            Combine::Mul => for ((a, b), (dy, (da, db))) in all {
                *da = dy.mul_add(*b, *da);
                *db = dy.mul_add(*a, *db);
            },
            // forward: y = a b σ(b)
            Combine::GatedSilu => for ((a, b), (dy, (da, db))) in all {
                let s = b.sigmoid();
                let silu = *b * s;
                *da = dy.mul_add(silu, *da);
                *db = (*dy * *a).mul_add(silu.mul_add(F::ONE - s, s), *db);
            },
        }
    }
}

kernel! {
    /// `y` `[R, D]` = a σ(b) for rows `[a, b]` of `x` `[R, 2D]`.
    pub fn glu<'a, F: Real>(d: usize, x: &'a [F], y: &'a mut [F]) {
        for (x, y) in x.chunks_exact(2 * d).zip(y.chunks_exact_mut(d)) {
            let (a, b) = x.split_at(d);
            for ((a, b), y) in a.iter().zip(b).zip(y) {
                *y = *a * b.sigmoid();
            }
        }
    }
}

kernel! {
    /// Backward of [`glu`]. Adds to `dx`.
    pub fn glu_backward<'a, F: Real>(d: usize, x: &'a [F], dy: &'a [F], dx: &'a mut [F]) {
        for ((x, dy), dx) in x.chunks_exact(2 * d).zip(dy.chunks_exact(d)).zip(dx.chunks_exact_mut(2 * d)) {
            let (a, b) = x.split_at(d);
            let (da, db) = dx.split_at_mut(d);
            let (a, b, dy, da, db) = (&a[..d], &b[..d], &dy[..d], &mut da[..d], &mut db[..d]);
            for i in 0..d {
                // forward: y = a σ(b)
                let s = b[i].sigmoid();
                da[i] = dy[i].mul_add(s, da[i]);
                db[i] = (dy[i] * a[i]).mul_add(s * (F::ONE - s), db[i]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::gradcheck::{Setup, check};

    #[test]
    fn backward_matches_central_differences() {
        for (rows, cols) in [(1, 1), (3, 17), (4, 32)] {
            let setup = Setup::new(1, rows, 3, &[(rows, cols), (rows, cols)]);
            for function in [Combine::Add, Combine::Mul, Combine::GatedSilu] {
                check(&setup, 1e-6, |tape, p| {
                    let (a, b) = (tape.rows(p[0]), tape.rows(p[1]));
                    tape.binary(function, a, b)
                });
            }
        }
    }

    #[test]
    fn backward_of_the_gated_linear_unit_matches_central_differences() {
        for (rows, cols) in [(1, 2), (3, 34), (4, 64)] {
            check(&Setup::new(1, rows, 3, &[(rows, cols)]), 1e-6, |tape, p| {
                let x = tape.rows(p[0]);
                tape.glu(x)
            });
        }
    }

    #[test]
    fn a_gated_silu_is_a_product_with_a_silu() {
        let setup = Setup::new(1, 4, 3, &[(4, 9), (4, 9)]);
        check(&setup, 1e-6, |tape, p| {
            let (a, b) = (tape.rows(p[0]), tape.rows(p[1]));
            let fused = tape.gated_silu(a, b);
            let silu = tape.activation(crate::tensor::ops::activation::Activation::Silu, b);
            let two_steps = tape.mul(a, silu);
            for (x, y) in tape.value(fused).iter().zip(tape.value(two_steps)) {
                assert!((x - y).abs() <= 1e-14 * x.abs(), "{x} {y}");
            }
            tape.add(fused, two_steps)
        });
    }
}
