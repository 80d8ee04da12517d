//! The irreducible characters of a listed group, modulo a prime.
//!
//! With class sums `C_r` and `C_r·C_s = Σ_t a_rst·C_t`, every irreducible character `χ` gives
//!
//! ```text
//! ω_r = |C_r|·χ(C_r)/χ(1)          ω_r·ω_s = Σ_t a_rst·ω_t
//! ```
//!
//! so `ω` is a common eigenvector of the class matrices `(a_rst)_st`. Modulo a prime `p ≡ 1 (mod exponent)`
//! above `2·√|G|` all eigenvalues are in the field, the common eigenspaces are lines, and the degree is
//! the only number up to `√|G|` with the right square. A vector that has a part in each of the lines is split by one
//! matrix after the other until its parts are as many as the lines. What is asked of a character here are whole numbers
//! smaller than `p` (dimensions of fixed spaces, indicators), so nothing is lifted to complex numbers.
//!
//! Source: J. D. Dixon, "High speed computation of group characters", Numer. Math. 10 (1967) 446-450;
//! Holt, Eick, O'Brien, "Handbook of Computational Group Theory", 2005.
//!
//! Leaves out the complex values, and Schneider's choice of matrix columns: small classes are taken first,
//! which seldom need more than two or three matrices.

use itertools::Itertools;

use super::elements::Elements;
use super::modular::{Field, Matrix};

/// More classes than this make the linear algebra slow.
const CLASS_LIMIT: usize = 200;

/// The table of irreducible characters modulo a prime.
#[derive(Debug)]
pub(super) struct CharacterTable {
    field: Field,
    /// The number of elements of the group, modulo the prime.
    order: u64,
    sizes: Vec<u64>,
    /// The classes of the powers of each class.
    powers: Vec<Vec<usize>>,
    /// One row a character, one column a class; the first column is the degree.
    values: Matrix,
}

impl CharacterTable {
    /// The table of `elements`, if there are not too many classes.
    pub(super) fn new(elements: &Elements<'_>) -> Option<Self> {
        let classes = elements.classes();
        if classes.len() > CLASS_LIMIT {
            return None;
        }
        let order = elements.order() as u64;
        let field = Field::with_roots(elements.exponent(), 2 * order.isqrt() + 1);
        let powers = (0..classes.len()).map(|c| elements.power_classes(c));
        let mut table = Self {
            field,
            order: order % field.p,
            sizes: classes.iter().map(|c| c.size as u64).collect(),
            powers: powers.collect(),
            values: Vec::new(),
        };
        let vectors = table.common_eigenvectors(elements).into_iter();
        let character = |omega| table.character(omega, order.isqrt());
        table.values = vectors.map(character).collect();
        table.values.sort();
        Some(table)
    }

    /// One vector for each line on which all class matrices act as numbers. All of them have a part in the vector
    /// that is 1 at the class of the identity and 0 elsewhere: it is `Σ_χ χ(1)²·ω_χ / |G|`.
    fn common_eigenvectors(&self, elements: &Elements<'_>) -> Matrix {
        let n = self.sizes.len();
        let mut vectors = vec![(0..n).map(|c| u64::from(c == 0)).collect()];
        for r in (1..n).sorted_by_key(|&r| self.sizes[r]) {
            if vectors.len() == n {
                break;
            }
            let matrix = class_matrix(elements, r);
            let parts = |v| self.field.eigenparts(&matrix, v);
            vectors = vectors.into_iter().flat_map(parts).collect();
        }
        vectors
    }

    /// The character of the eigenvector `omega`: `χ(C) = ω_C·χ(1)/|C|`, where
    /// `Σ_C ω_C·ω_{C⁻¹}/|C| = |G|/χ(1)²` by the orthogonality of the rows.
    fn character(&self, mut omega: Vec<u64>, largest: u64) -> Vec<u64> {
        let field = self.field;
        let scale = field.inverse(omega[0]);
        for x in &mut omega {
            *x = field.multiply(*x, scale);
        }
        let divided = |(&x, &size)| field.multiply(x, field.inverse(size));
        let by_size: Vec<u64> = omega.iter().zip(&self.sizes).map(divided).collect();
        let conjugate: Vec<u64> = self.inverses().map(|c| omega[c]).collect();
        let norm = field.dot(&by_size, &conjugate);
        let degree = (1..=largest)
            .find(|&d| field.multiply(field.multiply(d, d), norm) == self.order)
            .expect("every irreducible character has a degree of at most the root of the order");
        by_size.iter().map(|&x| field.multiply(x, degree)).collect()
    }

    /// The number of irreducible characters, and of classes.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// `χ(1)`.
    pub(super) fn degree(&self, chi: usize) -> u64 {
        self.values[chi][0]
    }

    /// The dimension of the space that an element of class `c` fixes in the representation of `χ`:
    /// the mean of `χ` over the powers of the element.
    pub(super) fn fixed_dimension(&self, chi: usize, c: usize) -> u64 {
        let powers = &self.powers[c];
        let sum: u64 = powers.iter().map(|&power| self.values[chi][power]).sum();
        let field = self.field;
        field.multiply(sum % field.p, field.inverse(powers.len() as u64))
    }

    /// The Frobenius-Schur indicator `(1/|G|)·Σ χ(g²)`: 1 if `χ` is that of a real representation; 0 if it is not its own
    /// conjugate, so that both together are; -1 if it is, but only twice it is real.
    pub(super) fn indicator(&self, chi: usize) -> i8 {
        let square = |powers: &Vec<usize>| self.values[chi][powers[2 % powers.len()]];
        let squares: Vec<u64> = self.powers.iter().map(square).collect();
        match self.field.dot(&squares, &self.sizes) {
            0 => 0,
            sum if sum == self.order => 1,
            _ => -1,
        }
    }

    /// For each class that of the inverses: of the last powers.
    fn inverses(&self) -> impl Iterator<Item = usize> {
        self.powers.iter().map(|powers| powers[powers.len() - 1])
    }

    /// Whether `χ` stands before its conjugate in the table, or is its own.
    pub(super) fn is_first_of_pair(&self, chi: usize) -> bool {
        let row = &self.values[chi];
        self.inverses().map(|c| &row[c]).cmp(row).is_ge()
    }
}

/// `a_rst` for a fixed class `r`: how many `x` of class `r` leave `x⁻¹z` in class `s`, for a `z` of class `t`.
fn class_matrix(elements: &Elements<'_>, r: usize) -> Matrix {
    let classes = elements.classes();
    let mut matrix = vec![vec![0; classes.len()]; classes.len()];
    let mut quotient = vec![0; classes[r].representative.points()];
    for x in elements.members(r) {
        for (t, class) in classes.iter().enumerate() {
            // x⁻¹z takes the image of i under x to its image under z
            for (&image, &z) in x.iter().zip(class.representative.images()) {
                quotient[usize::from(image)] = z;
            }
            matrix[elements.class_of_images(&mut quotient)][t] += 1;
        }
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::super::PermutationGroup;
    use super::super::elements::LIST_LIMIT;
    use super::super::examples::{
        alternating, cyclic, dihedral, group, m11, psl_2_7, quaternion, sl_2_3, sl_2_5, symmetric,
    };
    use super::*;

    fn table(group: &PermutationGroup) -> CharacterTable {
        CharacterTable::new(&group.elements(LIST_LIMIT).unwrap()).unwrap()
    }

    fn degrees(group: &PermutationGroup) -> Vec<u64> {
        let table = table(group);
        (0..table.len()).map(|chi| table.degree(chi)).collect()
    }

    #[test]
    fn rows_and_columns_are_orthogonal_and_squares_of_degrees_add_up_to_the_order() {
        for group in [
            cyclic(12),
            dihedral(7),
            quaternion(),
            symmetric(6),
            sl_2_5(),
            m11(),
            psl_2_7(8),
            group(&["()"], 1),
            group(&["(1 2)", "(3 4)", "(5 6 7)"], 7),
        ] {
            let table = table(&group);
            let field = table.field;
            let n = table.len();
            let inverse: Vec<usize> = table.inverses().collect();
            let squares: u64 = (0..n).map(|chi| table.degree(chi).pow(2)).sum();
            assert_eq!(u128::from(squares), group.order());
            for a in 0..n {
                for b in 0..n {
                    let weighted: Vec<u64> = (0..n)
                        .map(|c| field.multiply(table.sizes[c], table.values[a][c]))
                        .collect();
                    let conjugate: Vec<u64> = inverse.iter().map(|&c| table.values[b][c]).collect();
                    let expected = if a == b { table.order } else { 0 };
                    assert_eq!(field.dot(&weighted, &conjugate), expected);

                    let column =
                        |c: usize| -> Vec<u64> { table.values.iter().map(|row| row[c]).collect() };
                    let sum = field.dot(&column(a), &column(inverse[b]));
                    let expected = field.multiply(table.order, field.inverse(table.sizes[a]));
                    assert_eq!(sum, if a == b { expected } else { 0 });
                }
            }
        }
    }

    #[test]
    fn degrees_are_those_of_the_atlas() {
        assert_eq!(degrees(&alternating(5)), [1, 3, 3, 4, 5]);
        assert_eq!(degrees(&symmetric(5)), [1, 1, 4, 4, 5, 5, 6]);
        assert_eq!(degrees(&psl_2_7(7)), [1, 3, 3, 6, 7, 8]);
        assert_eq!(degrees(&m11()), [1, 10, 10, 10, 11, 16, 16, 44, 45, 55]);
        assert_eq!(degrees(&sl_2_5()), [1, 2, 2, 3, 3, 4, 4, 5, 6]);
    }

    #[test]
    fn characters_of_q8_and_sl_2_3_are_of_all_three_kinds() {
        let kinds = |group: &PermutationGroup| {
            let table = table(group);
            let kinds = (0..table.len()).map(|chi| (table.degree(chi), table.indicator(chi)));
            [1, 0, -1].map(|kind| {
                kinds
                    .clone()
                    .filter(|k| k.1 == kind)
                    .map(|k| k.0)
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(kinds(&quaternion()), [vec![1, 1, 1, 1], vec![], vec![2]]);
        assert_eq!(kinds(&sl_2_3()), [vec![1, 3], vec![1, 1, 2, 2], vec![2]]);
        assert_eq!(kinds(&cyclic(3)), [vec![1], vec![1, 1], vec![]]);
    }

    #[test]
    fn half_of_each_complex_pair_comes_first() {
        let table = table(&cyclic(12));
        let first = (0..12).filter(|&chi| table.is_first_of_pair(chi)).count();
        assert_eq!(first, 7);
    }
}
