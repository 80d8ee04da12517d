//! Tests: numbers of classes against the literature.

use crate::algebra::green::Green;
use crate::algebra::green::examples::{
    brandt, catalan, full, monoid, order_preserving, symmetric_inverse,
};
use crate::algebra::monoid::Monoid;

fn binomial(n: usize, k: usize) -> usize {
    (0..k).fold(1, |c, i| c * (n - i) / (i + 1))
}

/// Partitions of `n` points into `k` blocks.
fn stirling(n: usize, k: usize) -> usize {
    match (n, k) {
        (0, 0) => 1,
        (0, _) | (_, 0) => 0,
        _ => k * stirling(n - 1, k) + stirling(n - 1, k - 1),
    }
}

fn factorial(n: usize) -> usize {
    (1..=n).product()
}

/// Rank, rows, columns, size of the cells and idempotents of each D-class, by descending rank.
fn shapes(monoid: &Monoid) -> Vec<[usize; 5]> {
    let green = Green::of(monoid);
    let mut shapes: Vec<[usize; 5]> = green
        .classes()
        .iter()
        .map(|class| {
            let mut image = monoid.element(class.elements[0]).images().to_vec();
            image.sort_unstable();
            image.dedup();
            [
                image.len(),
                class.rows.len(),
                class.columns.len(),
                class.h_size(),
                class.idempotents.len(),
            ]
        })
        .collect();
    shapes.sort_unstable_by(|a, b| b.cmp(a));
    shapes
}

#[test]
fn in_the_full_transformation_monoid_rows_are_kernels_and_columns_are_images() {
    // A. H. Clifford and G. B. Preston, The Algebraic Theory of Semigroups I (1961), section 2.2: with maps
    // written on the right, R is equality of kernels, L equality of images, D equality of ranks. The
    // idempotents of rank k number C(n,k) k^(n-k): M. Tainiter, J. Combinatorial Theory 5 (1968) 370-373.
    for (n, order, idempotents) in [(3, 27, 10), (4, 256, 41), (5, 3125, 196)] {
        let monoid = full(n);
        assert_eq!(monoid.order(), order);
        assert_eq!(monoid.idempotents().len(), idempotents);
        let expected: Vec<[usize; 5]> = (1..=n)
            .rev()
            .map(|k| {
                let idempotents = binomial(n, k) * k.pow((n - k) as u32);
                [k, stirling(n, k), binomial(n, k), factorial(k), idempotents]
            })
            .collect();
        assert_eq!(shapes(&monoid), expected);
        let green = Green::of(&monoid);
        assert_eq!(green.depths().into_iter().max(), Some(n - 1), "a chain");
    }
}

#[test]
fn in_the_symmetric_inverse_monoid_both_are_subsets() {
    // order: sum over k of C(n,k)^2 k! (A002720 of the OEIS); classes: M. V. Lawson, Inverse Semigroups (1998);
    // the rank counts the extra point for "undefined"
    for (n, order) in [(2, 7), (3, 34), (4, 209)] {
        let monoid = symmetric_inverse(n);
        assert_eq!(monoid.order(), order);
        let expected: Vec<[usize; 5]> = (0..=n)
            .rev()
            .map(|k| {
                let subsets = binomial(n, k);
                [k + 1, subsets, subsets, factorial(k), subsets]
            })
            .collect();
        assert_eq!(shapes(&monoid), expected);
    }
}

#[test]
fn the_catalan_monoid_has_catalan_many_elements_and_no_two_are_related() {
    // P. M. Higgins, "Combinatorial results for semigroups of order-preserving mappings", Math. Proc. Cambridge
    // Phil. Soc. 113 (1993) 281-296
    for (n, catalan_number) in [(2, 2), (3, 5), (4, 14), (5, 42), (6, 132)] {
        let monoid = catalan(n);
        assert_eq!(monoid.order(), catalan_number);
        assert_eq!(Green::of(&monoid).d.count, catalan_number);
    }
}

#[test]
fn order_preserving_maps_have_trivial_groups_and_one_class_for_each_rank() {
    // |O_n| = C(2n-1, n), as many idempotents as the Fibonacci number F(2n): J. M. Howie, "Products of
    // idempotents in certain semigroups of transformations", Proc. Edinburgh Math. Soc. 17 (1971) 223-236
    for (n, fibonacci) in [(2, 3), (3, 8), (4, 21), (5, 55)] {
        let monoid = order_preserving(n);
        assert_eq!(monoid.order(), binomial(2 * n - 1, n));
        assert_eq!(monoid.idempotents().len(), fibonacci);
        assert!(Green::of(&monoid).is_aperiodic() && monoid.is_aperiodic());
        let rectangles: Vec<[usize; 4]> = shapes(&monoid)
            .iter()
            .map(|&[rank, rows, columns, cell, _]| [rank, rows, columns, cell])
            .collect();
        let expected: Vec<[usize; 4]> = (1..=n)
            .rev()
            .map(|k| [k, binomial(n - 1, k - 1), binomial(n, k), 1])
            .collect();
        assert_eq!(rectangles, expected);
    }
}

#[test]
fn the_brandt_monoid_is_an_identity_over_two_by_two_over_a_zero() {
    let monoid = brandt();
    assert_eq!(monoid.order(), 6);
    assert_eq!(
        shapes(&monoid),
        [[3, 1, 1, 1, 1], [2, 2, 2, 1, 2], [1, 1, 1, 1, 1]]
    );
    let green = Green::of(&monoid);
    assert_eq!((green.below(0), green.covers(0)), (vec![1, 2], vec![1]));
}

#[test]
fn a_long_way_through_the_graph_does_not_exhaust_the_stack() {
    // cycles of 2, 3, 5, 7, 11 and 13 points under one generator: a cyclic group whose graph is one long cycle
    let mut images = Vec::new();
    for length in [2, 3, 5, 7, 11, 13] {
        let start = images.len();
        images.extend((0..length).map(|i| (start + (i + 1) % length + 1).to_string()));
    }
    let monoid = monoid(&[&images.join(" ")]);
    assert_eq!(monoid.order(), 30_030);
    let green = Green::of(&monoid);
    assert_eq!((green.r.count, green.h.count), (1, 1));
    assert_eq!(monoid.powers(monoid.generator(0)), (1, 30_030));
    assert_eq!(
        green
            .maximal_subgroup(&monoid, 0)
            .unwrap()
            .generators()
            .len(),
        1
    );
}
