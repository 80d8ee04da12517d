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
    /// Panels for `cols` columns of numbers of `size` bytes, as even as they can be.
    fn new(cols: usize, size: usize) -> Self {
        let (bytes, most) = match level() {
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

    /// Numbers of a row with the padding.
    #[inline(always)]
    pub(super) fn width(self) -> usize {
        self.vectors * self.lanes
    }
}

/// Numbers of a packed `[rows, cols]` matrix.
pub fn packed_len<F>(rows: usize, cols: usize) -> usize {
    rows * Panels::new(cols, size_of::<F>()).width()
}

impl<'a, F: Real> Packed<'a, F> {
    /// Packs `b` `[K, N]` into the first [`packed_len`] numbers of `data`.
    pub fn new(b: Mat<F>, data: &'a mut [F]) -> Self {
        let panels = Panels::new(b.cols, size_of::<F>());
        let data = &mut data[..b.rows * panels.width()];
        if b.cols > 0 && b.rows > 0 {
            pack(b, panels, data);
        }
        Self {
            data,
            rows: b.rows,
            cols: b.cols,
            panels,
        }
    }

    /// What [`Packed::new`] left in `data` for a `[rows, cols]` matrix.
    pub fn again(data: &'a [F], rows: usize, cols: usize) -> Self {
        let panels = Panels::new(cols, size_of::<F>());
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

kernel! {
    fn pack<'a, F: Real>(b: Mat<'a, F>, panels: Panels, data: &'a mut [F]) {
        let (lanes, row) = (panels.lanes, panels.width());
        for first in (0..b.rows).step_by(DEPTH) {
            let last = b.rows.min(first + DEPTH);
            let (depth, block) = (last - first, &mut data[first * row..last * row]);
            // row after row: the memory of `b` is read in one line
            for l in first..last {
                for p in 0..panels.count {
                    let vectors = panels.vectors(p);
                    let (start, width) = (vectors.start * lanes, vectors.len() * lanes);
                    let cols = width.min(b.cols - start);
                    let to = &mut block[start * depth + (l - first) * width..][..width];
                    if b.col_stride == 1 {
                        to[..cols].copy_from_slice(&b.data[l * b.row_stride + start..][..cols]);
                    } else {
                        for (j, to) in to[..cols].iter_mut().enumerate() {
                            *to = b.data[l * b.row_stride + (start + j) * b.col_stride];
                        }
                    }
                    to[cols..].fill(F::ZERO);
                }
            }
        }
    }
}
