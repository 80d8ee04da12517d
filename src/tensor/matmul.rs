//! The matrix product.
//!
//! It runs on the calling thread, because lanes and runs are what is parallel, unless its output asks for more
//! ([`MatMut::on`], for what lanes share), and in safe code: `kernel`
//! keeps a tile of sums in vector registers and reaches the rate of the machine at the sizes of our models.
//! A factor that is used again is packed once ([`Packed`]); [`matmul`] packs into room that its thread
//! keeps, so no product asks for memory after the first one of its size.

mod kernel;
mod packed;

pub use packed::{Packed, packed_len};

use crate::tensor::Real;
use kernel::{Product, Start};
use packed::DEPTH;

/// A matrix to read: element (i, j) is `data[i * row_stride + j * col_stride]`.
#[derive(Clone, Copy, Debug)]
pub struct Mat<'a, F> {
    data: &'a [F],
    rows: usize,
    cols: usize,
    row_stride: usize,
    col_stride: usize,
}

/// A matrix to write, rows contiguous or strided.
#[derive(Debug)]
pub struct MatMut<'a, F> {
    data: &'a mut [F],
    rows: usize,
    cols: usize,
    row_stride: usize,
    threads: usize,
}

impl<'a, F: Real> Mat<'a, F> {
    /// `rows * cols` numbers, row-major.
    pub fn new(data: &'a [F], rows: usize, cols: usize) -> Self {
        Self::strided(data, rows, cols, cols)
    }

    /// Row-major with `row_stride` numbers from row to row.
    pub fn strided(data: &'a [F], rows: usize, cols: usize, row_stride: usize) -> Self {
        check(data.len(), rows, cols, row_stride);
        Self {
            data,
            rows,
            cols,
            row_stride,
            col_stride: 1,
        }
    }

    /// `count` columns from `first` on.
    #[inline(always)]
    fn columns(self, first: usize, count: usize) -> Self {
        Self {
            data: &self.data[(first * self.col_stride).min(self.data.len())..],
            cols: count,
            ..self
        }
    }

    /// `count` rows from `first` on.
    fn rows(self, first: usize, count: usize) -> Self {
        self.t().columns(first, count).t()
    }

    /// The transposed matrix; moves nothing.
    pub fn t(self) -> Self {
        Self {
            rows: self.cols,
            cols: self.rows,
            row_stride: self.col_stride,
            col_stride: self.row_stride,
            ..self
        }
    }
}

impl<'a, F: Real> MatMut<'a, F> {
    /// `rows * cols` numbers, row-major.
    pub fn new(data: &'a mut [F], rows: usize, cols: usize) -> Self {
        Self::strided(data, rows, cols, cols)
    }

    /// Row-major with `row_stride` numbers from row to row.
    pub fn strided(data: &'a mut [F], rows: usize, cols: usize, row_stride: usize) -> Self {
        check(data.len(), rows, cols, row_stride);
        assert!(
            rows <= 1 || row_stride >= cols,
            "rows of an output may not overlap"
        );
        Self {
            data,
            rows,
            cols,
            row_stride,
            threads: 1,
        }
    }

    /// The same matrix, whose rows are computed by `threads` threads of the current pool.
    pub fn on(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// The first `count` rows with half of the threads, and the others with the other half.
    fn halves(self, count: usize) -> (Self, Self) {
        let (top, bottom) = self.data.split_at_mut(count * self.row_stride);
        let half = |data, rows, threads| Self {
            data,
            rows,
            threads,
            ..self
        };
        let upper = self.threads.div_ceil(2);
        (
            half(top, count, upper),
            half(bottom, self.rows - count, self.threads - upper),
        )
    }
}

/// c = a b.
pub fn matmul<F: Real>(c: MatMut<F>, a: Mat<F>, b: Mat<F>) {
    pack_and_multiply(c, a, b, Start::Zero);
}

/// c += a b.
pub fn matmul_add<F: Real>(c: MatMut<F>, a: Mat<F>, b: Mat<F>) {
    pack_and_multiply(c, a, b, Start::Held);
}

/// c = a b for a packed b, plus `row` in every row if there is one.
pub fn matmul_packed<F: Real>(c: MatMut<F>, a: Mat<F>, b: Packed<F>, row: Option<&[F]>) {
    product(c, a, b, row.map_or(Start::Zero, Start::Row));
}

/// c += a b for a packed b.
pub fn matmul_packed_add<F: Real>(c: MatMut<F>, a: Mat<F>, b: Packed<F>) {
    product(c, a, b, Start::Held);
}

/// Packs a block of `b` at a time: it is still in the cache when it is read.
fn pack_and_multiply<F: Real>(c: MatMut<F>, a: Mat<F>, b: Mat<F>, start: Start<F>) {
    assert_eq!(a.cols, b.rows, "shapes of a matrix product");
    F::with_room(|scratch| {
        let room = scratch.room(packed_len::<F>(b.rows.min(DEPTH), b.cols));
        for first in (0..a.cols.max(1)).step_by(DEPTH) {
            let depth = DEPTH.min(a.cols - first);
            let block = Packed::new(b.rows(first, depth), room, c.threads);
            let start = if first > 0 { Start::Held } else { start };
            let data = &mut *c.data;
            product(MatMut { data, ..c }, a.columns(first, depth), block, start);
        }
    });
}

fn product<F: Real>(c: MatMut<F>, a: Mat<F>, b: Packed<F>, onto: Start<F>) {
    assert_eq!(
        (a.rows, b.cols, a.cols),
        (c.rows, c.cols, b.rows),
        "shapes of a matrix product"
    );
    if c.rows == 0 || c.cols == 0 {
        return;
    }
    if c.threads > 1 && c.rows > 1 {
        let count = c.rows.div_ceil(2);
        let (top, bottom) = c.halves(count);
        rayon::join(
            || product(top, a.rows(0, count), b, onto),
            || product(bottom, a.rows(count, a.rows - count), b, onto),
        );
        return;
    }
    if a.cols > 0 {
        F::dispatch(Product { c, a, b, onto });
        return;
    }
    for to in c.data.chunks_mut(c.row_stride).take(c.rows) {
        match onto {
            Start::Zero => to[..c.cols].fill(F::ZERO),
            Start::Held => {}
            Start::Row(row) => to[..c.cols].copy_from_slice(row),
        }
    }
}

fn check(len: usize, rows: usize, cols: usize, row_stride: usize) {
    if rows > 0 && cols > 0 {
        assert!(
            (rows - 1) * row_stride + cols <= len,
            "a {rows} x {cols} matrix with row stride {row_stride} in {len} numbers"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naive(c: &mut [f64], a: &[f64], b: &[f64], (m, k, n): (usize, usize, usize)) {
        for i in 0..m {
            for j in 0..n {
                c[i * n + j] += (0..k).map(|l| a[i * k + l] * b[l * n + j]).sum::<f64>();
            }
        }
    }

    fn transposed(a: &[f64], rows: usize, cols: usize) -> Vec<f64> {
        (0..rows * cols)
            .map(|i| a[(i % rows) * cols + i / rows])
            .collect()
    }

    /// Every height of a tile, every width of a panel with and without padding, one block and several.
    const SHAPES: [(usize, usize, usize); 9] = [
        (1, 1, 1),
        (3, 5, 7),
        (16, 64, 33),
        (65, 17, 20),
        (23, 9, 48),
        (14, 3, 64),
        (6, 1025, 40),
        (2, 512, 100),
        (9, 0, 5),
    ];

    #[test]
    fn agrees_with_the_definition_for_every_orientation() {
        for (m, k, n) in SHAPES {
            let a: Vec<f64> = (0..m * k).map(|i| ((i * 7919) % 13) as f64 - 6.0).collect();
            let b: Vec<f64> = (0..k * n)
                .map(|i| ((i * 104_729) % 11) as f64 - 5.0)
                .collect();
            let mut expected = vec![2.0; m * n];
            naive(&mut expected, &a, &b, (m, k, n));
            let (a_t, b_t) = (transposed(&a, m, k), transposed(&b, k, n));
            for a in [Mat::new(&a, m, k), Mat::new(&a_t, k, m).t()] {
                for b in [Mat::new(&b, k, n), Mat::new(&b_t, n, k).t()] {
                    let mut added = vec![2.0; m * n];
                    matmul_add(MatMut::new(&mut added, m, n), a, b);
                    let mut from_row = vec![f64::NAN; m * n];
                    let mut room = vec![f64::NAN; packed_len::<f64>(k, n)];
                    let packed = Packed::new(b, &mut room, 1);
                    let to = MatMut::new(&mut from_row, m, n);
                    matmul_packed(to, a, packed, Some(&vec![2.0; n]));
                    let mut plain = vec![f64::NAN; m * n];
                    matmul(MatMut::new(&mut plain, m, n), a, b);
                    plain.iter_mut().for_each(|x| *x += 2.0);
                    for c in [added, from_row, plain] {
                        // small integers: every order of summation is exact
                        assert!(
                            c.iter()
                                .zip(&expected)
                                .all(|(x, y)| x.to_bits() == y.to_bits()),
                            "{m} x {k} x {n}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn strided_rows_leave_the_gaps_alone() {
        let a = [1.0f32, 2.0, 9.0, 3.0, 4.0, 9.0];
        let b = [1.0f32, 0.0, 0.0, 1.0];
        let mut c = [7.0f32; 8];
        matmul(
            MatMut::strided(&mut c, 2, 2, 4),
            Mat::strided(&a, 2, 2, 3),
            Mat::new(&b, 2, 2),
        );
        let expected = [1.0f32, 2.0, 7.0, 7.0, 3.0, 4.0, 7.0, 7.0];
        assert_eq!(c.map(f32::to_bits), expected.map(f32::to_bits));
    }

    #[test]
    #[should_panic(expected = "a 3 x 4 matrix with row stride 4 in 11 numbers")]
    fn a_matrix_larger_than_its_slice_is_refused() {
        Mat::new(&[0.0f32; 11], 3, 4);
    }
}
