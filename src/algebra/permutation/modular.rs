//! Linear algebra modulo a prime: as much as splitting a space into eigenspaces needs.
//!
//! Numbers are `0..p` with `p < 2³²`, so that a product fits into 64 bits. Matrices are lists of rows.
//!
//! Leaves out large primes and fast multiplication: the matrices have as many rows as a group has classes.

use crate::algebra::arithmetic::primes;

/// A list of rows.
pub(super) type Matrix = Vec<Vec<u64>>;

/// The field of residues modulo a prime.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) p: u64,
}

impl Field {
    /// The least prime field with more than `least` elements that contains the `roots`-th roots of unity.
    pub(super) fn with_roots(roots: u64, least: u64) -> Self {
        let mut p = roots * (least / roots) + 1;
        while p <= least || primes(u128::from(p)).len() != 1 {
            p += roots;
        }
        Self { p }
    }

    pub(super) fn multiply(self, a: u64, b: u64) -> u64 {
        a * b % self.p
    }

    pub(super) fn subtract(self, a: u64, b: u64) -> u64 {
        (a + self.p - b) % self.p
    }

    /// `1/a`, by Fermat's little theorem.
    pub(super) fn inverse(self, a: u64) -> u64 {
        let (mut power, mut square, mut k) = (1, a % self.p, self.p - 2);
        while k > 0 {
            if k & 1 == 1 {
                power = self.multiply(power, square);
            }
            square = self.multiply(square, square);
            k >>= 1;
        }
        power
    }

    /// `Σ a[i]·b[i]`.
    pub(super) fn dot(self, a: &[u64], b: &[u64]) -> u64 {
        let terms = a.iter().zip(b).map(|(&a, &b)| self.multiply(a, b));
        terms.fold(0, |sum, term| (sum + term) % self.p)
    }

    /// Subtracts `factor` times `row` from `target`.
    fn reduce(self, target: &mut [u64], factor: u64, row: &[u64]) {
        if factor > 0 {
            for (t, &r) in target.iter_mut().zip(row) {
                *t = self.subtract(*t, self.multiply(factor, r));
            }
        }
    }

    /// Brings `rows` to reduced echelon form, dropping zero rows; the columns of the leading ones.
    pub(super) fn echelon(self, rows: &mut Matrix) -> Vec<usize> {
        let columns = rows.first().map_or(0, Vec::len);
        let mut pivots = Vec::new();
        for column in 0..columns {
            let done = pivots.len();
            let Some(found) = (done..rows.len()).find(|&r| rows[r][column] != 0) else {
                continue;
            };
            rows.swap(done, found);
            let scale = self.inverse(rows[done][column]);
            let row: Vec<u64> = rows[done]
                .iter()
                .map(|&x| self.multiply(x, scale))
                .collect();
            for (r, other) in rows.iter_mut().enumerate() {
                if r != done {
                    let factor = other[column];
                    self.reduce(other, factor, &row);
                }
            }
            rows[done] = row;
            pivots.push(column);
        }
        rows.truncate(pivots.len());
        pivots
    }

    /// A basis of the vectors `x` with `matrix · x = 0`.
    pub(super) fn kernel(self, mut matrix: Matrix) -> Matrix {
        let columns = matrix.first().map_or(0, Vec::len);
        let pivots = self.echelon(&mut matrix);
        let free = (0..columns).filter(|c| !pivots.contains(c));
        free.map(|c| {
            let mut x = vec![0; columns];
            x[c] = 1;
            for (row, &pivot) in matrix.iter().zip(&pivots) {
                x[pivot] = self.subtract(0, row[c]);
            }
            x
        })
        .collect()
    }

    /// The eigenvalues in the field of a square matrix: the roots of its characteristic polynomial.
    pub(super) fn eigenvalues(self, matrix: Matrix) -> Vec<u64> {
        let polynomial = self.characteristic_polynomial(matrix);
        let value = |x| {
            let terms = polynomial.iter().rev();
            terms.fold(0, |sum, &c| (self.multiply(sum, x) + c) % self.p)
        };
        (0..self.p).filter(|&x| value(x) == 0).collect()
    }

    /// Coefficients from the constant term up, by way of a similar Hessenberg matrix (H. Cohen, "A Course
    /// in Computational Algebraic Number Theory", 1993, algorithm 2.2.9).
    fn characteristic_polynomial(self, mut h: Matrix) -> Vec<u64> {
        let n = h.len();
        for m in 1..n {
            let Some(pivot) = (m..n).find(|&i| h[i][m - 1] != 0) else {
                continue;
            };
            h.swap(m, pivot);
            for row in &mut h {
                row.swap(m, pivot);
            }
            let scale = self.inverse(h[m][m - 1]);
            for i in m + 1..n {
                let factor = self.multiply(h[i][m - 1], scale);
                let row = h[m].clone();
                self.reduce(&mut h[i], factor, &row);
                for row in &mut h {
                    row[m] = (row[m] + self.multiply(factor, row[i])) % self.p;
                }
            }
        }
        // of the leading 0 x 0, 1 x 1, ... corners
        let mut corners: Vec<Vec<u64>> = vec![vec![1]];
        for m in 0..n {
            let mut next = vec![0; m + 2];
            next[1..].copy_from_slice(&corners[m]);
            let mut subdiagonal = 1;
            for i in (0..=m).rev() {
                self.reduce(&mut next, self.multiply(h[i][m], subdiagonal), &corners[i]);
                subdiagonal = self.multiply(subdiagonal, if i > 0 { h[i][i - 1] } else { 0 });
            }
            corners.push(next);
        }
        corners.swap_remove(n)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FIELD: Field = Field { p: 13 };

    fn matrices() -> impl Strategy<Value = Matrix> {
        (1usize..5)
            .prop_flat_map(|n| prop::collection::vec(prop::collection::vec(0..FIELD.p, n), n))
    }

    /// `matrix - x`.
    fn shifted(mut matrix: Matrix, x: u64) -> Matrix {
        for (i, row) in matrix.iter_mut().enumerate() {
            row[i] = FIELD.subtract(row[i], x);
        }
        matrix
    }

    proptest! {
        #[test]
        fn eigenvalues_are_where_the_shifted_matrix_has_a_kernel(matrix in matrices()) {
            let expected: Vec<u64> = (0..FIELD.p)
                .filter(|&x| !FIELD.kernel(shifted(matrix.clone(), x)).is_empty())
                .collect();
            prop_assert_eq!(FIELD.eigenvalues(matrix), expected);
        }

        #[test]
        fn rank_and_kernel_add_up_and_the_kernel_is_sent_to_zero(matrix in matrices()) {
            let kernel = FIELD.kernel(matrix.clone());
            let rank = FIELD.echelon(&mut matrix.clone()).len();
            prop_assert_eq!(rank + kernel.len(), matrix.len());
            for x in kernel {
                prop_assert!(matrix.iter().all(|row| FIELD.dot(row, &x) == 0));
            }
        }
    }

    #[test]
    fn the_field_is_prime_large_enough_and_has_the_roots() {
        assert_eq!(Field::with_roots(60, 15).p, 61);
        assert_eq!(Field::with_roots(1, 6).p, 7);
        assert_eq!(Field::with_roots(12, 40).p, 61);
    }
}
