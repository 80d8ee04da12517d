//! A = diag(a): each key's row of the state has a factor of its own.

use crate::tensor::ops::matrix_scan::StateTransition;
use crate::tensor::simd::dot;
use crate::tensor::{Real, Signal};

/// A factor for each key.
#[derive(Clone, Copy, Debug)]
pub struct Diagonal {
    /// a, `[.., H, n, K]`.
    pub factors: Signal,
}

impl StateTransition<1> for Diagonal {
    fn inputs(self, keys: usize) -> [(Signal, usize); 1] {
        [(self.factors, keys)]
    }

    #[inline(always)]
    fn forward<F: Real>([a]: [&[F]; 1], values: usize, s: &mut [F], _: &mut [F]) {
        for (a, s) in a.iter().zip(s.chunks_exact_mut(values)) {
            for s in s {
                *s *= *a;
            }
        }
    }

    #[inline(always)]
    fn backward<F: Real>(
        [a]: [&[F]; 1],
        values: usize,
        s: &[F],
        ds: &mut [F],
        [da]: [&mut [F]; 1],
        _: &mut [F],
    ) {
        let rows = s.chunks_exact(values).zip(ds.chunks_exact_mut(values));
        for ((a, da), (s, ds)) in a.iter().zip(da).zip(rows) {
            // forward: S[i] = a[i] S[i]
            *da += dot(ds, s);
            for ds in ds {
                *ds *= *a;
            }
        }
    }
}
