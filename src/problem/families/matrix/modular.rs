//! Square matrices modulo a number, entries row by row.

use crate::base::rng::{Stream, below};

/// Rows of a matrix.
pub(super) const MOST_ROWS: usize = 8;

/// A row vector, its first entries in use.
pub(super) type Row = [u32; MOST_ROWS];

/// What matrices have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ring {
    /// Rows and columns.
    pub(super) size: usize,
    /// Entries are from 0 to one less.
    pub(super) modulus: u32,
    /// The primes that divide it.
    primes: Vec<u32>,
}

impl Ring {
    /// Matrices of `size` rows modulo `modulus`.
    pub(super) fn new(size: usize, modulus: u32) -> Self {
        let prime = |&p: &u32| modulus.is_multiple_of(p) && (2..p).all(|q| !p.is_multiple_of(q));
        Self {
            size,
            modulus,
            primes: (2..=modulus).filter(prime).collect(),
        }
    }

    /// The number of entries.
    pub(super) fn entries(&self) -> usize {
        self.size * self.size
    }

    /// How many matrices there are, if that is not too many to say.
    pub(super) fn matrices(&self) -> Option<u64> {
        u64::from(self.modulus).checked_pow(self.entries() as u32)
    }

    /// How many row vectors there are.
    pub(super) fn vectors(&self) -> Option<u64> {
        u64::from(self.modulus).checked_pow(self.size as u32)
    }

    /// The digits of a number to the base of the modulus, the last one first.
    pub(super) fn digits(&self, number: u64) -> impl Iterator<Item = u32> {
        let modulus = u64::from(self.modulus);
        let rest = std::iter::successors(Some(number), move |rest| Some(rest / modulus));
        rest.map(move |rest| (rest % modulus) as u32)
    }

    /// Whether SL(n, m) is not solvable: of all SL(n, p), only those with n = 2 and p = 2 or 3 are.
    pub(super) fn special_linear_is_not_solvable(&self) -> bool {
        self.size > 2 || self.primes.iter().any(|&p| p > 3)
    }

    /// Two generators of SL(n, m): a transvection, and a cycle of the basis with the sign that makes its determinant 1.
    /// They generate SL(n, Z), whose image modulo m is SL(n, m) (S. M. Trott, "A pair of generators for the unimodular
    /// group", Canad. Math. Bull. 5 (1962) 245-252).
    pub(super) fn special_linear(&self) -> [Vec<u32>; 2] {
        let n = self.size;
        let mut transvection = vec![0; n * n];
        let mut cycle = vec![0; n * n];
        for i in 0..n {
            transvection[i * n + i] = 1;
            cycle[i * n + (i + 1) % n] = 1;
        }
        transvection[1] = 1;
        if n.is_multiple_of(2) {
            cycle[(n - 1) * n] = self.modulus - 1;
        }
        [transvection, cycle]
    }

    /// The vector after a matrix: `row` times `matrix`.
    pub(super) fn act(&self, row: &Row, matrix: &[u32]) -> Row {
        let mut image = [0; MOST_ROWS];
        for (&x, entries) in row.iter().zip(matrix.chunks_exact(self.size)) {
            for (sum, &entry) in image.iter_mut().zip(entries) {
                *sum += x * entry;
            }
        }
        image.map(|sum| sum % self.modulus)
    }

    /// What a matrix does with the row vectors, the first entry counting least.
    pub(super) fn map(&self, matrix: &[u32]) -> Vec<u16> {
        let vectors = self.vectors();
        let vectors = vectors.expect("vectors are counted before they are mapped");
        let image = |number| {
            let mut row = [0; MOST_ROWS];
            for (x, digit) in row[..self.size].iter_mut().zip(self.digits(number)) {
                *x = digit;
            }
            let digits = self.act(&row, matrix).into_iter().rev();
            digits.fold(0, |number, x| number * self.modulus + x) as u16
        };
        (0..vectors).map(image).collect()
    }

    /// Whether a matrix has an inverse: whether it has one modulo each prime.
    pub(super) fn is_invertible(&self, matrix: &[u32]) -> bool {
        let mut primes = self.primes.iter();
        primes.all(|&p| self.is_invertible_modulo(matrix, p))
    }

    fn is_invertible_modulo(&self, matrix: &[u32], p: u32) -> bool {
        let n = self.size;
        let mut rows = [[0; MOST_ROWS]; MOST_ROWS];
        for (row, entries) in rows.iter_mut().zip(matrix.chunks_exact(n)) {
            for (x, &entry) in row.iter_mut().zip(entries) {
                *x = entry % p;
            }
        }
        for column in 0..n {
            let Some(pivot) = (column..n).find(|&i| rows[i][column] != 0) else {
                return false;
            };
            rows.swap(column, pivot);
            let above = rows[column];
            for row in &mut rows[column + 1..n] {
                // multiplies the row by the pivot instead of dividing, which changes no rank
                let factor = row[column];
                for (x, &a) in row.iter_mut().zip(&above) {
                    *x = (*x * above[column] + (p - factor) * a) % p;
                }
            }
        }
        true
    }

    /// Appends a uniform matrix, or a uniform one of those that have an inverse.
    pub(super) fn draw(&self, rng: &mut Stream, invertible: bool, entries: &mut Vec<u32>) {
        let start = entries.len();
        loop {
            entries.extend((0..self.entries()).map(|_| below(rng, self.modulus)));
            if !invertible || self.is_invertible(&entries[start..]) {
                return;
            }
            entries.truncate(start);
        }
    }

    /// A matrix as text, rows apart by semicolons.
    pub(super) fn text(&self, matrix: &[u32]) -> String {
        let row = |row: &[u32]| row.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
        let rows: Vec<String> = matrix.chunks_exact(self.size).map(row).collect();
        format!("[{}]", rows.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::monoid::{DEFAULT_LIMIT, Monoid};
    use crate::algebra::transformation::Transformation;
    use crate::base::rng::stream;

    fn map(ring: &Ring, matrix: &[u32]) -> Transformation {
        Transformation::from_images(&ring.map(matrix)).unwrap()
    }

    fn order(ring: &Ring, matrices: &[Vec<u32>]) -> usize {
        let maps: Vec<Transformation> = matrices.iter().map(|m| map(ring, m)).collect();
        Monoid::from_generators(&maps, DEFAULT_LIMIT)
            .unwrap()
            .order()
    }

    /// Orders of SL(n, p) by the product formula, of SL(2, m) by m³ ∏ (1 - 1/p²).
    #[test]
    fn the_two_generators_generate_the_special_linear_group() {
        for (size, modulus, expected) in [
            (2, 2, 6),
            (2, 3, 24),
            (2, 4, 48),
            (2, 5, 120),
            (2, 6, 144),
            (3, 2, 168),
            (3, 3, 5616),
            (4, 2, 20160),
        ] {
            let ring = Ring::new(size, modulus);
            assert_eq!(
                order(&ring, &ring.special_linear()),
                expected,
                "SL({size}, {modulus})"
            );
        }
    }

    /// Determinants by the sum over all columns for each row, in i64.
    fn determinant(matrix: &[i64], size: usize) -> i64 {
        if size == 0 {
            return 1;
        }
        let minor = |column: usize| -> Vec<i64> {
            let rows = matrix.chunks_exact(size).skip(1);
            rows.flat_map(|row| {
                row.iter()
                    .enumerate()
                    .filter(|(j, _)| *j != column)
                    .map(|(_, x)| *x)
            })
            .collect()
        };
        let sign = |column: usize| if column.is_multiple_of(2) { 1 } else { -1 };
        (0..size)
            .map(|j| sign(j) * matrix[j] * determinant(&minor(j), size - 1))
            .sum()
    }

    #[test]
    fn a_matrix_has_an_inverse_if_its_determinant_has_no_divisor_with_the_modulus() {
        let mut rng = stream(1, "test", 0);
        let mut found = [0; 2];
        for (size, modulus) in [(2, 6), (3, 5), (3, 12), (4, 2), (5, 1009), (8, 3)] {
            let ring = Ring::new(size, modulus);
            for _ in 0..40 {
                let mut matrix = Vec::new();
                ring.draw(&mut rng, false, &mut matrix);
                let exact: Vec<i64> = matrix.iter().map(|&x| i64::from(x)).collect();
                let exact = determinant(&exact, size).rem_euclid(i64::from(modulus));
                let common =
                    (2..=i64::from(modulus)).any(|d| exact % d == 0 && i64::from(modulus) % d == 0);
                assert_eq!(
                    ring.is_invertible(&matrix),
                    !common,
                    "{}",
                    ring.text(&matrix)
                );
                found[usize::from(!common)] += 1;
                matrix.clear();
                ring.draw(&mut rng, true, &mut matrix);
                assert!(ring.is_invertible(&matrix));
            }
        }
        assert!(found.iter().all(|&n| n > 30), "{found:?}");
    }

    #[test]
    fn maps_multiply_as_matrices_do() {
        let ring = Ring::new(3, 4);
        let mut rng = stream(2, "test", 0);
        for _ in 0..20 {
            let (mut a, mut b) = (Vec::new(), Vec::new());
            ring.draw(&mut rng, false, &mut a);
            ring.draw(&mut rng, false, &mut b);
            let entry =
                |i: usize, j: usize| (0..3).map(|k| a[3 * i + k] * b[3 * k + j]).sum::<u32>() % 4;
            let product: Vec<u32> = (0..9).map(|k| entry(k / 3, k % 3)).collect();
            assert_eq!(&map(&ring, &a) * &map(&ring, &b), map(&ring, &product));
        }
    }
}
