//! From chunk to chunk: products between positions, powers of a, and states, sixteen channels side by side.
//!
//! A boundary is the end of a chunk that another one follows; there are R of them in all sequences. With the
//! powers of a as a real matrix p `[CHUNK + 1, 2M]` (real and imaginary parts of each mode in turn), all that
//! happens within a chunk is one of three products over time, modes or boundaries, for every channel:
//!
//! ```text
//! s[r, q] = Σ_i x[r, i] p[l(i), q]     x[r, i] += Σ_q s[r, q] p[l(i), q]     p[l(i), q] += Σ_r x[r, i] s[r, q]
//! ```
//! each the gradient of another. x are the positions of the chunk before a boundary or after it. What is stored
//! row by row has a line more than it needs from row to row ([`STRIDE`], [`Chunks::row_len`]): rows of 4,096 bytes would
//! share one set of the cache.

use std::array::from_fn;

use super::{CHUNK, STRIDE};
use crate::tensor::Real;
use crate::tensor::ops::channels::{Block, LANES, fma};

/// Edge of a tile of sums in registers.
const TILE: usize = 4;

/// Modes of a row that are read without a look at its end.
const SPAN: usize = 8;

/// On which side of its boundary a chunk lies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Position i meets a^{CHUNK-1-i}.
    Before = 0,
    /// Position i meets a^{i+1}.
    After = 1,
}

/// The chunks on one side of all boundaries.
#[derive(Clone, Copy)]
pub(super) struct Chunks {
    side: Side,
    /// Chunks of a sequence.
    chunks: usize,
    /// Boundaries of all sequences, R.
    count: usize,
    /// 2M.
    width: usize,
}

impl Chunks {
    #[inline(always)]
    pub(super) fn new(side: Side, batch: usize, chunks: usize, modes: usize) -> Self {
        Self {
            side,
            chunks,
            count: batch * (chunks - 1),
            width: 2 * modes,
        }
    }

    /// First position of the chunk at boundary `r`.
    #[inline(always)]
    fn at(self, r: usize) -> usize {
        let kept = self.chunks - 1;
        (r / kept * self.chunks + r % kept + self.side as usize) * STRIDE
    }

    /// Blocks from row to row of powers and states.
    #[inline(always)]
    fn row_len(self) -> usize {
        self.width + 2
    }

    /// Where the power for position `i` begins.
    #[inline(always)]
    fn power(self, i: usize) -> usize {
        match self.side {
            Side::Before => (CHUNK - 1 - i) * self.row_len(),
            Side::After => (i + 1) * self.row_len(),
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

#[expect(
    clippy::manual_memcpy,
    reason = "a copy of the whole row would need the sums in memory"
)]
#[inline(always)]
fn time_tile<F: Real, const R: usize, const Q: usize>(
    chunks: Chunks,
    x: &[Block<F>],
    p: &[Block<F>],
    s: &mut [Block<F>],
    r0: usize,
    q0: usize,
) {
    let x: [&[Block<F>; CHUNK]; R] = from_fn(|r| whole(&x[chunks.at(r0 + r)..]));
    let mut sums = [[[F::ZERO; LANES]; Q]; R];
    for i in 0..CHUNK {
        let p: &[Block<F>; Q] = whole(&p[chunks.power(i) + q0..]);
        for r in 0..R {
            for q in 0..Q {
                fma(&mut sums[r][q], &x[r][i], &p[q]);
            }
        }
    }
    for r in 0..R {
        let to: &mut [Block<F>; Q] = whole_mut(&mut s[(r0 + r) * chunks.row_len() + q0..]);
        for q in 0..Q {
            to[q] = sums[r][q];
        }
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
    let s: [&[Block<F>]; R] = from_fn(|r| &s[(r0 + r) * chunks.row_len()..]);
    let p: [&[Block<F>]; I] = from_fn(|i| &p[chunks.power(i0 + i)..]);
    let mut sums = [[[F::ZERO; LANES]; I]; R];
    let spans = width / SPAN * SPAN;
    for q in (0..spans).step_by(SPAN) {
        let s: [&[Block<F>; SPAN]; R] = from_fn(|r| whole(&s[r][q..]));
        let p: [&[Block<F>; SPAN]; I] = from_fn(|i| whole(&p[i][q..]));
        for q in 0..SPAN {
            for r in 0..R {
                for i in 0..I {
                    fma(&mut sums[r][i], &s[r][q], &p[i][q]);
                }
            }
        }
    }
    for q in spans..width {
        for r in 0..R {
            for i in 0..I {
                fma(&mut sums[r][i], &s[r][q], &p[i][q]);
            }
        }
    }
    for r in 0..R {
        let to: &mut [Block<F>; I] = whole_mut(&mut x[chunks.at(r0 + r) + i0..]);
        for i in 0..I {
            to[i] = plus(to[i], sums[r][i]);
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
    let kept = chunks.chunks - 1;
    let sequences = x.chunks_exact(chunks.chunks * STRIDE);
    let mut sums = [[[F::ZERO; LANES]; Q]; I];
    for (x, s) in sequences.zip(s.chunks_exact(kept * chunks.row_len())) {
        let x = x[chunks.side as usize * STRIDE..].chunks_exact(STRIDE);
        for (x, s) in x.zip(s.chunks_exact(chunks.row_len())) {
            let (x, s): (&[Block<F>; I], &[Block<F>; Q]) = (whole(&x[i0..]), whole(&s[q0..]));
            for i in 0..I {
                for q in 0..Q {
                    fma(&mut sums[i][q], &x[i], &s[q]);
                }
            }
        }
    }
    for i in 0..I {
        let to: &mut [Block<F>; Q] = whole_mut(&mut p[chunks.power(i0 + i) + q0..]);
        for q in 0..Q {
            to[q] = plus(to[q], sums[i][q]);
        }
    }
}

/// a + b. By value: a loop over lanes that indexes the sums of a tile would keep all of them in memory.
#[inline(always)]
fn plus<F: Real>(mut a: Block<F>, b: Block<F>) -> Block<F> {
    for lane in 0..LANES {
        a[lane] += b[lane];
    }
    a
}

/// The first N of `x`.
#[inline(always)]
fn whole<T, const N: usize>(x: &[T]) -> &[T; N] {
    x.first_chunk().expect("rows are whole")
}

/// As [`whole`], to write.
#[inline(always)]
fn whole_mut<T, const N: usize>(x: &mut [T]) -> &mut [T; N] {
    x.first_chunk_mut().expect("rows are whole")
}
