//! A = a: the state of a head decays as a whole.

use crate::tensor::ops::matrix_scan::StateTransition;
use crate::tensor::simd::dot;
use crate::tensor::{Real, Signal};

/// One factor for the state of a head.
#[derive(Clone, Copy, Debug)]
pub struct Scalar {
    /// a, `[.., H, n]`.
    pub factor: Signal,
}

impl StateTransition<1> for Scalar {
    fn inputs(self, _: usize) -> [(Signal, usize); 1] {
        [(self.factor, 1)]
    }

    #[inline(always)]
    fn forward<F: Real>([a]: [&[F]; 1], _: usize, s: &mut [F], _: &mut [F]) {
        for s in s {
            *s *= a[0];
        }
    }

    #[inline(always)]
    fn backward<F: Real>(
        [a]: [&[F]; 1],
        _: usize,
        s: &[F],
        ds: &mut [F],
        [da]: [&mut [F]; 1],
        _: &mut [F],
    ) {
        // forward: S = a S
        da[0] += dot(ds, s);
        for ds in ds {
            *ds *= a[0];
        }
    }
}
