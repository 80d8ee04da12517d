//! A = diag(a) + b cᵀ: each key's row decays, and what the state holds along c goes to b.
//!
//! Source: Peng et al. 2025 (RWKV-7), where b = -a' ⊙ κ and c = κ.

use crate::tensor::ops::matrix_scan::StateTransition;
use crate::tensor::ops::matrix_scan::diagonal::Diagonal;
use crate::tensor::ops::matrix_scan::kernels::{add_dots, add_outer, add_rows_times};
use crate::tensor::{Real, Signal};

/// A diagonal matrix plus a product of a column and a row.
#[derive(Clone, Copy, Debug)]
pub struct RankOne {
    /// a, `[.., H, n, K]`.
    pub factors: Signal,
    /// b, `[.., H, n, K]`.
    pub to: Signal,
    /// c, `[.., H, n, K]`.
    pub from: Signal,
}

impl StateTransition<3> for RankOne {
    fn inputs(self, keys: usize) -> [(Signal, usize); 3] {
        [self.factors, self.to, self.from].map(|x| (x, keys))
    }

    #[inline(always)]
    fn forward<F: Real>([a, b, c]: [&[F]; 3], values: usize, s: &mut [F], room: &mut [F]) {
        let p = &mut room[..values];
        p.fill(F::ZERO);
        add_rows_times(c, s, p);
        Diagonal::forward([a], values, s, &mut []);
        add_outer(b, p, s);
    }

    #[inline(always)]
    fn backward<F: Real>(
        [a, b, c]: [&[F]; 3],
        values: usize,
        s: &[F],
        ds: &mut [F],
        [da, db, dc]: [&mut [F]; 3],
        room: &mut [F],
    ) {
        let (p, g) = room[..2 * values].split_at_mut(values);
        p.fill(F::ZERO);
        add_rows_times(c, s, p);
        g.fill(F::ZERO);
        add_rows_times(b, ds, g);
        // forward: S = diag(a) S + b pᵀ, p = Sᵀ c
        add_dots(ds, p, db);
        add_dots(s, g, dc);
        Diagonal::backward([a], values, s, ds, [da], &mut []);
        add_outer(c, g, ds);
    }
}
