//! A any matrix.

use crate::tensor::ops::matrix_scan::StateTransition;
use crate::tensor::ops::matrix_scan::kernels::{add_dots, add_outer, add_rows_times};
use crate::tensor::{Real, Signal};

/// A dense matrix.
#[derive(Clone, Copy, Debug)]
pub struct Dense {
    /// A, `[.., H, n, K, K]`.
    pub matrices: Signal,
}

impl StateTransition<1> for Dense {
    fn inputs(self, keys: usize) -> [(Signal, usize); 1] {
        [(self.matrices, keys * keys)]
    }

    #[inline(always)]
    fn forward<F: Real>([a]: [&[F]; 1], values: usize, s: &mut [F], room: &mut [F]) {
        let keys = s.len() / values;
        let old = &mut room[..s.len()];
        old.copy_from_slice(s);
        s.fill(F::ZERO);
        for (a, s) in a.chunks_exact(keys).zip(s.chunks_exact_mut(values)) {
            add_rows_times(a, old, s);
        }
    }

    #[inline(always)]
    fn backward<F: Real>(
        [a]: [&[F]; 1],
        values: usize,
        s: &[F],
        ds: &mut [F],
        [da]: [&mut [F]; 1],
        room: &mut [F],
    ) {
        let keys = s.len() / values;
        let new = &mut room[..s.len()];
        new.copy_from_slice(ds);
        ds.fill(F::ZERO);
        let rows = a.chunks_exact(keys).zip(da.chunks_exact_mut(keys));
        for ((a, da), new) in rows.zip(new.chunks_exact(values)) {
            // forward: S[i] = Σ_j A[i, j] S[j]
            add_dots(s, new, da);
            add_outer(a, new, ds);
        }
    }
}
