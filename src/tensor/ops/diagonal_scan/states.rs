//! From chunk to chunk: products between positions, powers of a, and states, sixteen channels side by side.
//!
//! A boundary is the end of a chunk that another one follows; there are R of them in all words. With the
//! powers of a as a real matrix p `[CHUNK + 1, 2M]` (real and imaginary parts of each mode in turn), all that
//! happens within a chunk is one of three products over time, modes or boundaries, for every channel:
//!
//! ```text
//! s[r, q] = Σ_i x[r, i] p[l(i), q]     x[r, i] += Σ_q s[r, q] p[l(i), q]     p[l(i), q] += Σ_r x[r, i] s[r, q]
//! ```
//! each the gradient of another. x are the positions of the chunk before a boundary or after it.

use std::array::from_fn;

use super::CHUNK;
use crate::tensor::Real;
use crate::tensor::ops::channels::{Block, LANES, fma};

/// Edge of a tile of sums in registers.
const TILE: usize = 4;

/// On which side of its boundary a chunk lies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Position i meets a^{CHUNK-1-i}.
    Before,
    /// Position i meets a^{i+1}.
    After,
}

/// The chunks on one side of all boundaries.
#[derive(Clone, Copy)]
pub(super) struct Chunks {
    side: Side,
    time: usize,
    /// Boundaries of a word.
    kept: usize,
    /// Boundaries of all words, R.
    count: usize,
    /// 2M.
    width: usize,
}

impl Chunks {
    #[inline(always)]
    pub(super) fn new(
        side: Side,
        (batch, time): (usize, usize),
        kept: usize,
        modes: usize,
    ) -> Self {
        Self {
            side,
            time,
            kept,
            count: batch * kept,
            width: 2 * modes,
        }
    }

    /// First position and length of the chunk at boundary `r`.
    #[inline(always)]
    fn at(self, r: usize) -> (usize, usize) {
        let chunk = r % self.kept + usize::from(self.side == Side::After);
        let from = chunk * CHUNK;
        (
            r / self.kept * self.time + from,
            CHUNK.min(self.time - from),
        )
    }

    /// Where the power for position `i` begins.
    #[inline(always)]
    fn power(self, i: usize) -> usize {
        match self.side {
            Side::Before => (CHUNK - 1 - i) * self.width,
            Side::After => (i + 1) * self.width,
        }
    }
}

/// Calls `$tile::<A, B>(arguments, a, b)` for tiles that cover `$rows` by `$cols`.
macro_rules! cover {
    ($tile:ident, $rows:expr, $cols:expr, ($($argument:expr),*)) => {{
        let (rows, cols) = ($rows, $cols);
        let (whole_rows, whole_cols) = (rows / TILE * TILE, cols / TILE * TILE);
        for a in (0..whole_rows).step_by(TILE) {
            for b in (0..whole_cols).step_by(TILE) {
                $tile::<F, TILE, TILE>($($argument),*, a, b);
            }
            for b in whole_cols..cols {
                $tile::<F, TILE, 1>($($argument),*, a, b);
            }
        }
        for a in whole_rows..rows {
            for b in (0..whole_cols).step_by(TILE) {
                $tile::<F, 1, TILE>($($argument),*, a, b);
            }
            for b in whole_cols..cols {
                $tile::<F, 1, 1>($($argument),*, a, b);
            }
        }
    }};
}

/// s\[r, q\] = Σ_i x\[r, i\] p\[l(i), q\].
#[inline(always)]
pub(super) fn over_time<F: Real>(
    chunks: Chunks,
    x: &[Block<F>],
    p: &[Block<F>],
    s: &mut [Block<F>],
) {
    cover!(time_tile, chunks.count, chunks.width, (chunks, x, p, s));
}

#[inline(always)]
fn time_tile<F: Real, const R: usize, const Q: usize>(
    chunks: Chunks,
    x: &[Block<F>],
    p: &[Block<F>],
    s: &mut [Block<F>],
    r0: usize,
    q0: usize,
) {
    let at: [(usize, usize); R] = from_fn(|r| chunks.at(r0 + r));
    let shortest = at.iter().fold(CHUNK, |len, at| len.min(at.1));
    let mut sums = [[[F::ZERO; LANES]; Q]; R];
    for i in 0..shortest {
        let p = &p[chunks.power(i) + q0..][..Q];
        for r in 0..R {
            let x = &x[at[r].0 + i];
            for q in 0..Q {
                fma(&mut sums[r][q], x, &p[q]);
            }
        }
    }
    for r in 0..R {
        for i in shortest..at[r].1 {
            for q in 0..Q {
                fma(
                    &mut sums[r][q],
                    &x[at[r].0 + i],
                    &p[chunks.power(i) + q0 + q],
                );
            }
        }
        s[(r0 + r) * chunks.width + q0..][..Q].copy_from_slice(&sums[r]);
    }
}

/// x\[r, i\] += Σ_q s\[r, q\] p\[l(i), q\].
#[inline(always)]
pub(super) fn over_modes<F: Real>(
    chunks: Chunks,
    s: &[Block<F>],
    p: &[Block<F>],
    x: &mut [Block<F>],
) {
    cover!(modes_tile, chunks.count, CHUNK, (chunks, s, p, x));
}

#[inline(always)]
fn modes_tile<F: Real, const R: usize, const I: usize>(
    chunks: Chunks,
    s: &[Block<F>],
    p: &[Block<F>],
    x: &mut [Block<F>],
    r0: usize,
    i0: usize,
) {
    let width = chunks.width;
    let s: [&[Block<F>]; R] = from_fn(|r| &s[(r0 + r) * width..][..width]);
    let p: [&[Block<F>]; I] = from_fn(|i| &p[chunks.power(i0 + i)..][..width]);
    let mut sums = [[[F::ZERO; LANES]; I]; R];
    for q in 0..width {
        for r in 0..R {
            for i in 0..I {
                fma(&mut sums[r][i], &s[r][q], &p[i][q]);
            }
        }
    }
    for r in 0..R {
        let (start, len) = chunks.at(r0 + r);
        // positions beyond a short last chunk are computed and dropped
        for i in 0..I {
            if i0 + i < len {
                let to = &mut x[start + i0 + i];
                for lane in 0..LANES {
                    to[lane] += sums[r][i][lane];
                }
            }
        }
    }
}

/// p\[l(i), q\] += Σ_r x\[r, i\] s\[r, q\].
#[inline(always)]
pub(super) fn over_boundaries<F: Real>(
    chunks: Chunks,
    x: &[Block<F>],
    s: &[Block<F>],
    p: &mut [Block<F>],
) {
    cover!(boundaries_tile, CHUNK, chunks.width, (chunks, x, s, p));
}

#[inline(always)]
fn boundaries_tile<F: Real, const I: usize, const Q: usize>(
    chunks: Chunks,
    x: &[Block<F>],
    s: &[Block<F>],
    p: &mut [Block<F>],
    i0: usize,
    q0: usize,
) {
    let mut sums = [[[F::ZERO; LANES]; Q]; I];
    for r in 0..chunks.count {
        let (start, len) = chunks.at(r);
        let s = &s[r * chunks.width + q0..][..Q];
        if i0 + I <= len {
            let x = &x[start + i0..][..I];
            for i in 0..I {
                for q in 0..Q {
                    fma(&mut sums[i][q], &x[i], &s[q]);
                }
            }
        } else {
            // a short last chunk
            for i in 0..I {
                if i0 + i < len {
                    for q in 0..Q {
                        fma(&mut sums[i][q], &x[start + i0 + i], &s[q]);
                    }
                }
            }
        }
    }
    for i in 0..I {
        let to = &mut p[chunks.power(i0 + i) + q0..][..Q];
        for q in 0..Q {
            for lane in 0..LANES {
                to[q][lane] += sums[i][q][lane];
            }
        }
    }
}
