//! The one wrapper around the matrix product.
//!
//! `gemm` finds the instruction set at run time and gives the same bits for any number of threads; here it
//! always runs on the calling thread, because lanes and runs are what is parallel. Its entry point takes
//! raw pointers: this file is the only one with `unsafe`, it checks that every element the product touches
//! lies inside the slices, and its tests run under valgrind in `.ci/run`.

#![allow(unsafe_code)]

use crate::tensor::Real;

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
}

impl<'a, F: Real> Mat<'a, F> {
    /// `rows * cols` numbers, row-major.
    pub fn new(data: &'a [F], rows: usize, cols: usize) -> Self {
        Self::strided(data, rows, cols, cols)
    }

    /// Row-major with `row_stride` numbers from row to row.
    pub fn strided(data: &'a [F], rows: usize, cols: usize, row_stride: usize) -> Self {
        check(data.len(), rows, cols, row_stride, 1);
        Self {
            data,
            rows,
            cols,
            row_stride,
            col_stride: 1,
        }
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
        check(data.len(), rows, cols, row_stride, 1);
        assert!(
            rows <= 1 || row_stride >= cols,
            "rows of an output may not overlap"
        );
        Self {
            data,
            rows,
            cols,
            row_stride,
        }
    }
}

/// c = a b.
pub fn matmul<F: Real>(c: MatMut<F>, a: Mat<F>, b: Mat<F>) {
    product(c, a, b, false);
}

/// c += a b.
pub fn matmul_add<F: Real>(c: MatMut<F>, a: Mat<F>, b: Mat<F>) {
    product(c, a, b, true);
}

fn product<F: Real>(c: MatMut<F>, a: Mat<F>, b: Mat<F>, add: bool) {
    assert_eq!(
        (a.rows, b.cols, a.cols),
        (c.rows, c.cols, b.rows),
        "shapes of a matrix product"
    );
    if c.rows == 0 || c.cols == 0 {
        return;
    }
    // SAFETY: `check` held the last element of each matrix inside its slice when it was made, `t` keeps the
    // set of elements, rows of `c` do not overlap, and `c` is borrowed mutably, so it aliases nothing.
    unsafe {
        gemm::gemm(
            c.rows,
            c.cols,
            a.cols,
            c.data.as_mut_ptr(),
            1,
            c.row_stride as isize,
            add,
            a.data.as_ptr(),
            a.col_stride as isize,
            a.row_stride as isize,
            b.data.as_ptr(),
            b.col_stride as isize,
            b.row_stride as isize,
            F::ONE,
            F::ONE,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

fn check(len: usize, rows: usize, cols: usize, row_stride: usize, col_stride: usize) {
    if rows > 0 && cols > 0 {
        let last = (rows - 1) * row_stride + (cols - 1) * col_stride;
        assert!(
            last < len,
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

    #[test]
    fn agrees_with_the_definition_for_every_orientation() {
        for (m, k, n) in [(1, 1, 1), (3, 5, 7), (16, 64, 33), (65, 17, 20)] {
            let a: Vec<f64> = (0..m * k).map(|i| ((i * 7919) % 13) as f64 - 6.0).collect();
            let b: Vec<f64> = (0..k * n)
                .map(|i| ((i * 104_729) % 11) as f64 - 5.0)
                .collect();
            let mut expected = vec![2.0; m * n];
            naive(&mut expected, &a, &b, (m, k, n));
            let (a_t, b_t) = (transposed(&a, m, k), transposed(&b, k, n));
            for a in [Mat::new(&a, m, k), Mat::new(&a_t, k, m).t()] {
                for b in [Mat::new(&b, k, n), Mat::new(&b_t, n, k).t()] {
                    let mut c = vec![2.0; m * n];
                    matmul_add(MatMut::new(&mut c, m, n), a, b);
                    // small integers: every order of summation is exact
                    assert!(
                        c.iter()
                            .zip(&expected)
                            .all(|(x, y)| x.to_bits() == y.to_bits())
                    );
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
