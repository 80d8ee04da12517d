//! The second factor of a product in the order in which the kernel reads it.
//!
//! A `[K, N]` matrix is cut into blocks of [`DEPTH`] rows, a block into panels of a few vectors of columns,
//! and a panel is stored row by row: the kernel walks over it in one line. Columns are padded with zeros
//! to whole vectors. How wide a panel is depends on the instruction set; what a product sums in which order
//! does not.

use std::ops::Range;

use crate::kernel;
use crate::tensor::simd::{Level, level};
use crate::tensor::{Mat, Real};

/// Rows of a block: its panels stay in the cache while the rows of the first factor pass by.
pub(super) const DEPTH: usize = 512;

/// A packed `[rows, cols]` matrix.
#[derive(Clone, Copy, Debug)]
pub struct Packed<'a, F> {
    pub(super) data: &'a [F],
    /// Rows, K.
    pub rows: usize,
    /// Columns, N.
    pub cols: usize,
    pub(super) panels: Panels,
}

/// How the columns of a matrix are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Panels {
    /// Numbers of a vector.
    pub(super) lanes: usize,
    /// Vectors of a row, the last one padded.
    vectors: usize,
    /// Panels.
    pub(super) count: usize,
}

impl Panels {
    /// Panels for `cols` columns, as even as they can be.
    fn new<F: Real>(cols: usize) -> Self {
        let size = size_of::<F>();
        let (bytes, most) = match level().min(F::WIDEST) {
            Level::V4 => (64, 3),
            Level::V3 => (32, 2),
            Level::Scalar => (size, 2),
        };
        let lanes = bytes / size;
        let vectors = cols.div_ceil(lanes);
        Self {
            lanes,
            vectors,
            count: vectors.div_ceil(most),
        }
    }

    /// Vectors of panel `p`.
    #[inline(always)]
    pub(super) fn vectors(self, p: usize) -> Range<usize> {
        let at = |p: usize| p * (self.vectors / self.count) + p.min(self.vectors % self.count);
        at(p)..at(p + 1)
    }

    /// Columns of panel `p`, with the padding.
    #[inline(always)]
    fn columns(self, p: usize) -> Range<usize> {
        let vectors = self.vectors(p);
        vectors.start * self.lanes..vectors.end * self.lanes
    }

    /// Numbers of a row with the padding.
    #[inline(always)]
    pub(super) fn width(self) -> usize {
        self.vectors * self.lanes
    }
}

/// Numbers of a packed `[rows, cols]` matrix.
pub fn packed_len<F: Real>(rows: usize, cols: usize) -> usize {
    rows * Panels::new::<F>(cols).width()
}

impl<'a, F: Real> Packed<'a, F> {
    /// Packs `b` `[K, N]` into the first [`packed_len`] numbers of `data` with `threads` threads of the pool.
    pub fn new(b: Mat<F>, data: &'a mut [F], threads: usize) -> Self {
        let panels = Panels::new::<F>(b.cols);
        let data = &mut data[..b.rows * panels.width()];
        pack_part(b, panels, [0..b.rows, 0..panels.count], data, threads);
        Self::again(data, b.rows, b.cols)
    }

    /// What [`Packed::new`] left in `data` for a `[rows, cols]` matrix.
    pub fn again(data: &'a [F], rows: usize, cols: usize) -> Self {
        let panels = Panels::new::<F>(cols);
        assert_eq!(
            data.len(),
            rows * panels.width(),
            "numbers of a packed matrix"
        );
        Self {
            data,
            rows,
            cols,
            panels,
        }
    }
}

/// Packs some rows, whole blocks from the first on, of some panels: half of the blocks and then the others, or one block in
/// halves of its panels where there are threads for them.
fn pack_part<F: Real>(
    b: Mat<F>,
    panels: Panels,
    [rows, which]: [Range<usize>; 2],
    data: &mut [F],
    threads: usize,
) {
    let blocks = rows.len().div_ceil(DEPTH);
    let (first, second) = if blocks > 1 {
        let middle = rows.start + blocks / 2 * DEPTH;
        let upper = [rows.start..middle, which.clone()];
        (upper, [middle..rows.end, which])
    } else if threads > 1 && which.len() > 1 {
        let middle = which.start + which.len() / 2;
        let left = [rows.clone(), which.start..middle];
        (left, [rows, middle..which.end])
    } else if b.col_stride == 1 {
        return pack(b, panels, which, rows, data);
    } else {
        return pack_transposed(b, panels, which, rows, data);
    };
    let columns = panels.columns(first[1].end).start - panels.columns(first[1].start).start;
    let (data_first, data_second) = data.split_at_mut(first[0].len() * columns);
    join(
        threads,
        |threads| pack_part(b, panels, first, data_first, threads),
        |threads| pack_part(b, panels, second, data_second, threads),
    );
}

/// Both calls with half of the threads each, or one after the other with the only one.
fn join(threads: usize, first: impl FnOnce(usize) + Send, second: impl FnOnce(usize) + Send) {
    if threads > 1 {
        let half = threads / 2;
        rayon::join(|| first(threads - half), || second(half));
    } else {
        first(1);
        second(1);
    }
}

kernel! {
    /// Packs a row-major matrix, row after row: its memory is read in one line.
    fn pack<'a, F: Real>(b: Mat<'a, F>, panels: Panels, which: Range<usize>, rows: Range<usize>, data: &'a mut [F]) {
        let (depth, start) = (rows.len(), panels.columns(which.start).start);
        for (l, row) in rows.enumerate() {
            for p in which.clone() {
                let columns = panels.columns(p);
                let to = &mut data[(columns.start - start) * depth + l * columns.len()..][..columns.len()];
                let cols = columns.len().min(b.cols - columns.start);
                to[..cols].copy_from_slice(&b.data[row * b.row_stride + columns.start..][..cols]);
                to[cols..].fill(F::ZERO);
            }
        }
    }
}

kernel! {
    /// Packs a matrix that is stored transposed, some lines of memory at a time: read number by number in the
    /// order of the panel, a matrix whose rows are a power of two would leave the cache between two numbers of a line.
    fn pack_transposed<'a, F: Real>(b: Mat<'a, F>, panels: Panels, which: Range<usize>, rows: Range<usize>, data: &'a mut [F]) {
        const LINE: usize = 64;
        let (depth, start) = (rows.len(), panels.columns(which.start).start);
        for p in which {
            let columns = panels.columns(p);
            let width = columns.len();
            let cols = width.min(b.cols - columns.start);
            let panel = &mut data[(columns.start - start) * depth..][..width * depth];
            for (some, first) in panel.chunks_mut(LINE * width).zip(rows.clone().step_by(LINE)) {
                for j in 0..cols {
                    let from = &b.data[(columns.start + j) * b.col_stride + first * b.row_stride..];
                    for (l, to) in some.chunks_exact_mut(width).enumerate() {
                        to[j] = from[l * b.row_stride];
                    }
                }
                for to in some.chunks_exact_mut(width) {
                    to[cols..].fill(F::ZERO);
                }
            }
        }
    }
}
