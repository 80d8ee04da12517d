//! Products of small padded tiles inside a kernel.
//!
//! A call of the matrix product packs its operands and chooses among kernels, which costs more than the
//! product itself when a matrix has some 24 rows, as those of one attention head have. Here operands are
//! already packed: rows are whole numbers of [`LANES`] numbers, and [`ROWS`] rows of the result are kept
//! in registers while one loop runs over the inner index. Sums run over that index in rising order, so a
//! row of the result depends only on its own row of `a`.
//!
//! What it leaves out: remainders. Callers pad to [`ROWS`] rows and [`LANES`] columns.

use std::array::from_fn;

use crate::tensor::Real;
use crate::tensor::simd::ACCUMULATORS;

/// Numbers handled together: one AVX-512 register of `f32`.
pub const LANES: usize = ACCUMULATORS;

/// Rows of a result computed together; divides [`LANES`].
pub const ROWS: usize = 4;

/// `c` `[ROWS, chunks LANES]` = or += `a` `[ROWS, depth]`, or stored transposed (T) `[depth, ROWS]`, times `b`
/// `[depth, chunks LANES]`. `a` has `a_stride` numbers a row; the strides of `b` and `c` are in units of [`LANES`].
#[inline(always)]
pub fn product<F: Real, const T: bool>(
    (c, c_stride): (&mut [[F; LANES]], usize),
    (a, a_stride): (&[F], usize),
    (b, b_stride): (&[[F; LANES]], usize),
    depth: usize,
    chunks: usize,
    add: bool,
) {
    let rows: [&[F]; ROWS] = match T {
        true => [&[]; ROWS],
        false => from_fn(|r| &a[r * a_stride..][..depth]),
    };
    for chunk in 0..chunks {
        let mut sums = start(c, c_stride, chunk, add);
        let b = &b[chunk..];
        for k in 0..depth {
            let column = if T { &a[k * a_stride..][..ROWS] } else { &[] };
            let b = &b[k * b_stride];
            for r in 0..ROWS {
                let x = if T { column[r] } else { rows[r][k] };
                for j in 0..LANES {
                    sums[r][j] = x.mul_add(b[j], sums[r][j]);
                }
            }
        }
        finish(c, c_stride, chunk, sums);
    }
}

#[inline(always)]
fn start<F: Real>(c: &[[F; LANES]], stride: usize, chunk: usize, add: bool) -> [[F; LANES]; ROWS] {
    if add {
        from_fn(|r| c[r * stride + chunk])
    } else {
        [[F::ZERO; LANES]; ROWS]
    }
}

#[inline(always)]
fn finish<F: Real>(c: &mut [[F; LANES]], stride: usize, chunk: usize, sums: [[F; LANES]; ROWS]) {
    for (r, sums) in sums.into_iter().enumerate() {
        c[r * stride + chunk] = sums;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_products_agree_with_the_definition() {
        let (depth, chunks) = (7, 2);
        let a = |r: usize, k: usize| ((r * 5 + k * 3) % 7) as f64 - 3.0;
        let b: Vec<[f64; LANES]> = (0..depth * chunks)
            .map(|i| from_fn(|j| ((i * 11 + j * 13) % 9) as f64 - 4.0))
            .collect();
        let rows: Vec<f64> = (0..ROWS * depth).map(|i| a(i / depth, i % depth)).collect();
        let columns: Vec<f64> = (0..ROWS * depth).map(|i| a(i % ROWS, i / ROWS)).collect();
        for add in [false, true] {
            let old = vec![[5.0; LANES]; ROWS * chunks];
            let (mut c, mut c_t) = (old.clone(), old.clone());
            let b = (b.as_slice(), chunks);
            product::<_, false>((&mut c, chunks), (&rows, depth), b, depth, chunks, add);
            product::<_, true>((&mut c_t, chunks), (&columns, ROWS), b, depth, chunks, add);
            assert_eq!(c, c_t);
            for r in 0..ROWS {
                for j in 0..chunks * LANES {
                    let sum: f64 = (0..depth)
                        .map(|k| a(r, k) * b.0[k * chunks + j / LANES][j % LANES])
                        .sum();
                    let expected = sum + if add { 5.0 } else { 0.0 };
                    // small integers: exact
                    assert_eq!(
                        c[r * chunks + j / LANES][j % LANES].to_bits(),
                        expected.to_bits()
                    );
                }
            }
        }
    }
}
