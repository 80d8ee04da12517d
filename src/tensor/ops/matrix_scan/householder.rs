//! A = I - β w wᵀ, a generalised Householder matrix: for |w| = 1 a reflection if β = 2, a projection if β = 1. Several
//! for each token make their product, the first one acting first.
//!
//! Source: Yang et al. 2024 (DeltaNet), Siems et al. 2025 (DeltaProduct). What it leaves out: the norm of w, which is
//! made before.

use crate::tensor::ops::matrix_scan::StateTransition;
use crate::tensor::ops::matrix_scan::kernels::{add_dots, add_outer, add_rows_times};
use crate::tensor::simd::dot;
use crate::tensor::{Real, Signal};

/// A product of generalised Householder matrices.
#[derive(Clone, Copy, Debug)]
pub struct Householder {
    /// w, `[.., H, n, K]`.
    pub directions: Signal,
    /// β, `[.., H, n]`.
    pub strengths: Signal,
}

impl StateTransition<2> for Householder {
    fn inputs(self, keys: usize) -> [(Signal, usize); 2] {
        [(self.directions, keys), (self.strengths, 1)]
    }

    #[inline(always)]
    fn forward<F: Real>([w, beta]: [&[F]; 2], values: usize, s: &mut [F], room: &mut [F]) {
        let p = &mut room[..values];
        p.fill(F::ZERO);
        add_rows_times(w, s, p);
        p.iter_mut().for_each(|p| *p *= -beta[0]);
        add_outer(w, p, s);
    }

    #[inline(always)]
    fn backward<F: Real>(
        [w, beta]: [&[F]; 2],
        values: usize,
        s: &[F],
        ds: &mut [F],
        [dw, dbeta]: [&mut [F]; 2],
        room: &mut [F],
    ) {
        let (p, g) = room[..2 * values].split_at_mut(values);
        p.fill(F::ZERO);
        add_rows_times(w, s, p);
        g.fill(F::ZERO);
        add_rows_times(w, ds, g);
        // forward: S = S - β w pᵀ, p = Sᵀ w
        dbeta[0] += -dot(g, p);
        for x in p.iter_mut().chain(g.iter_mut()) {
            *x *= -beta[0];
        }
        add_dots(ds, p, dw);
        add_dots(s, g, dw);
        add_outer(w, g, ds);
    }
}
