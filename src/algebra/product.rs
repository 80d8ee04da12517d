//! Direct products of monoids, given by generators.
//!
//! The factors act side by side on disjoint points, the first factor on the first ones; a generator `g`
//! of the first factor becomes `(g, e)`, one of the second `(e, h)`. For groups the canonical numbering of
//! the product is then "first factor major": the element `(i, j)` has the number `i·|second| + j`.
//!
//! Leaves out semidirect and wreath products.

use crate::algebra::AlgebraError;
use crate::algebra::transformation::Transformation;

/// Generators of the direct product of the monoids that `factors` generate.
///
/// ```
/// use barrington::algebra::product::direct;
/// use barrington::algebra::transformation::Transformation;
/// let swap = vec![Transformation::parse_cycles("(1 2)", 2).unwrap()];
/// let klein = direct(&[&swap, &swap]).unwrap();
/// assert_eq!(klein[0].to_string(), "(1 2)");
/// assert_eq!(klein[1].to_string(), "(3 4)");
/// ```
pub fn direct(factors: &[&[Transformation]]) -> Result<Vec<Transformation>, AlgebraError> {
    let mut sizes = Vec::with_capacity(factors.len());
    for factor in factors {
        sizes.push(factor.first().ok_or(AlgebraError::NoGenerators)?.points());
    }
    let points: usize = sizes.iter().sum();
    if points > usize::from(u16::MAX) {
        return Err(AlgebraError::Points(points));
    }
    let mut generators = Vec::new();
    let mut offset = 0;
    for (factor, size) in factors.iter().zip(sizes) {
        for generator in *factor {
            let mut images: Vec<u16> = (0..points as u16).collect();
            for (i, &image) in generator.images().iter().enumerate() {
                images[offset + i] = image + offset as u16;
            }
            generators.push(Transformation::from_images(&images)?);
        }
        offset += size;
    }
    Ok(generators)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::monoid::{DEFAULT_LIMIT, Monoid};

    #[test]
    fn a4_times_z5_is_numbered_first_factor_major() {
        let cycles = |texts: &[&str], points| -> Vec<Transformation> {
            texts
                .iter()
                .map(|t| Transformation::parse_cycles(t, points).unwrap())
                .collect()
        };
        let (a4, z5) = (
            cycles(&["(1 2 3)", "(2 3 4)"], 4),
            cycles(&["(1 2 3 4 5)"], 5),
        );
        let list = |g: &[Transformation]| Monoid::from_generators(g, DEFAULT_LIMIT).unwrap();
        let product = list(&direct(&[&a4, &z5]).unwrap());
        let (a4, z5) = (list(&a4), list(&z5));
        assert_eq!(product.order(), 60);
        for i in 0..60 {
            for j in 0..60 {
                let (a, z) = (a4.product(i / 5, j / 5), z5.product(i % 5, j % 5));
                assert_eq!(product.product(i, j), 5 * a + z);
            }
        }
    }
}
