//! Linear algebra modulo a prime: as much as splitting a vector among eigenspaces needs.
//!
//! Numbers are `0..p` with `p < 2³²`, so that a product fits into 64 bits. Matrices are lists of rows. The least
//! polynomial of a vector is found from its images under the powers of the matrix (A. N. Krylov, 1931).
//!
//! Leaves out large primes and fast multiplication: the matrices have as many rows as a group has classes.

use num_integer::Integer;

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

    /// `1/a`, by Euclid's algorithm.
    pub(super) fn inverse(self, a: u64) -> u64 {
        let p = self.p as i64;
        ((a % self.p) as i64).extended_gcd(&p).x.rem_euclid(p) as u64
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

    /// The parts of `v` in the eigenspaces of `matrix`, one for each eigenvalue, up to factors. The least polynomial
    /// `m` with `m(matrix)·v = 0` must split into different linear factors: the part for its root `λ` is then
    /// `q(matrix)·v` with `q = m/(x - λ)`, and there is no part for other eigenvalues.
    pub(super) fn eigenparts(self, matrix: &Matrix, v: Vec<u64>) -> Matrix {
        let n = v.len();
        // v, matrix·v, matrix²·v, ... until one depends on those before it
        let mut powers = vec![v];
        // each reduced by those before it, with the polynomial that it stands for behind it; and its leading column
        let mut reduced: Vec<(usize, Vec<u64>)> = Vec::new();
        let mut polynomial = loop {
            let last = &powers[powers.len() - 1];
            let mut row = [&last[..], &vec![0; n + 1]].concat();
            row[n + reduced.len()] = 1;
            for (column, other) in &reduced {
                let factor = self.multiply(row[*column], self.inverse(other[*column]));
                self.reduce(&mut row, factor, other);
            }
            let Some(column) = row[..n].iter().position(|&x| x != 0) else {
                break row.split_off(n);
            };
            reduced.push((column, row));
            powers.push(matrix.iter().map(|row| self.dot(row, last)).collect());
        };
        let degree = reduced.len();
        polynomial.truncate(degree + 1);
        let value = |x| {
            let terms = polynomial.iter().rev();
            terms.fold(0, |sum, &c| (self.multiply(sum, x) + c) % self.p)
        };
        let roots = (0..self.p).filter(|&x| value(x) == 0).take(degree);
        roots
            .map(|root| {
                let (mut part, mut quotient) = (vec![0; n], 0);
                for (&c, power) in polynomial[1..].iter().zip(&powers[..degree]).rev() {
                    quotient = (self.multiply(quotient, root) + c) % self.p;
                    self.reduce(&mut part, quotient, power);
                }
                part
            })
            .collect()
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

    proptest! {
        #[test]
        fn parts_are_the_eigenvectors_that_the_vector_is_made_of(
            columns in matrices(),
            values in prop::collection::vec(0..FIELD.p, 4),
        ) {
            // lower triangular with ones on the diagonal, so these vectors are independent
            let n = columns.len();
            let basis: Matrix = (0..n)
                .map(|j| (0..n).map(|i| if i > j { columns[i][j] } else { u64::from(i == j) }).collect())
                .collect();
            // coordinates in that basis, by forward substitution
            let coordinates = |mut v: Vec<u64>| -> Vec<u64> {
                (0..n)
                    .map(|j| {
                        let x = v[j];
                        FIELD.reduce(&mut v, x, &basis[j]);
                        x
                    })
                    .collect()
            };
            let sum = |weights: &[u64]| {
                let mut sum = vec![0; n];
                for (&x, b) in weights.iter().zip(&basis) {
                    FIELD.reduce(&mut sum, FIELD.subtract(0, x), b);
                }
                sum
            };
            // the matrix that takes basis vector j to values[j] times it, column by column
            let images: Matrix = (0..n)
                .map(|i| {
                    let unit = (0..n).map(|k| u64::from(i == k)).collect();
                    let scaled = coordinates(unit).into_iter().zip(&values);
                    sum(&scaled.map(|(x, &value)| FIELD.multiply(x, value)).collect::<Vec<_>>())
                })
                .collect();
            let matrix = (0..n).map(|i| images.iter().map(|image| image[i]).collect()).collect();
            let parts = FIELD.eigenparts(&matrix, sum(&vec![1; n]));
            let mut distinct = values[..n].to_vec();
            distinct.sort_unstable();
            distinct.dedup();
            prop_assert_eq!(parts.len(), distinct.len());
            for (part, &value) in parts.into_iter().zip(&distinct) {
                let found = coordinates(part);
                let scale = *found.iter().find(|&&x| x != 0).unwrap();
                for (&x, &of) in found.iter().zip(&values) {
                    prop_assert_eq!(x, if of == value { scale } else { 0 });
                }
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
