//! Composition factors: the simple groups a group is made of.
//!
//! They do not depend on the composition series (Jordan-Hölder), so any way to take the group apart will
//! do. In this order:
//!
//! - a solvable group gives the primes of its order; any group gives those of `|G/R|` and the factors of
//!   its perfect residual `R`;
//! - an action may name the group (see [`super::simple`]);
//! - a group that can be listed has a chief series: above a normal subgroup `N` the least normal closure
//!   `M` of `N` and one element is minimal, `M/N = T × ... × T`; the least normal closure in `M` of `N` and
//!   one element gives one `T`, whose order names it;
//! - a larger group falls into the action on an orbit or on blocks, and the kernel of that.
//!
//! Leaves out large primitive groups that no action names: the answer is then `None`, never a guess.

use super::PermutationGroup;
use super::elements::{Elements, LIST_LIMIT};
use super::simple::Simple;
use crate::algebra::arithmetic::primes;
use crate::algebra::transformation::Transformation;

/// The composition factors in order, or `None` if one cannot be named.
pub(super) fn factors(group: &PermutationGroup) -> Option<Vec<Simple>> {
    let residual = group.perfect_residual();
    let primes = primes(group.order() / residual.order()).into_iter();
    let mut factors: Vec<Simple> = primes.map(Simple::cyclic).collect();
    if residual.order() > 1 {
        factors.append(&mut perfect(&residual)?);
    }
    factors.sort();
    Some(factors)
}

/// Names of the composition factors, by order, or `None` if one has none.
pub(super) fn names(group: &PermutationGroup) -> Option<Vec<String>> {
    Some(factors(group)?.into_iter().map(|f| f.name).collect())
}

fn perfect(group: &PermutationGroup) -> Option<Vec<Simple>> {
    if let Some(simple) = Simple::by_action(group) {
        return Some(vec![simple]);
    }
    if let Some(elements) = group.elements(LIST_LIMIT) {
        return by_normal_closures(group, &elements);
    }
    by_splitting(group)
}

/// The factors of the action on an orbit, or on blocks if there is one orbit only, and of its kernel.
fn by_splitting(group: &PermutationGroup) -> Option<Vec<Simple>> {
    // parts and points are numbered together
    if 2 * group.points() > usize::from(u16::MAX) {
        return None;
    }
    let mut orbits = group.orbits();
    orbits.retain(|orbit| orbit.len() > 1);
    let labels = if orbits.len() > 1 {
        let mut labels = vec![0; group.points()];
        for (k, &i) in orbits[0].iter().enumerate() {
            labels[usize::from(i)] = k as u16;
        }
        labels
    } else {
        group.blocks(orbits.first()?)?
    };
    let (image, kernel) = group.split(&orbits[0], &labels);
    let mut all = factors(&image)?;
    all.append(&mut factors(&kernel)?);
    Some(all)
}

/// The factors of a listed group along a chief series, from the bottom; unsorted.
fn by_normal_closures(group: &PermutationGroup, elements: &Elements<'_>) -> Option<Vec<Simple>> {
    let mut factors = Vec::new();
    let mut lower = PermutationGroup::trivial(group.points());
    while lower.order() < group.order() {
        let upper = least_above(group, &lower, elements);
        let order = upper.order() / lower.order();
        let divisors = primes(order);
        let simple = if divisors.first() == divisors.last() {
            Simple::cyclic(divisors[0])
        } else {
            let listed = upper.elements(LIST_LIMIT)?;
            let one = least_above(&upper, &lower, &listed);
            Simple::of_order(one.order() / lower.order(), || has_order_six(&one, &lower))?
        };
        let count = order.ilog(simple.order) as usize;
        factors.extend(vec![simple; count]);
        lower = upper;
    }
    Some(factors)
}

/// The least normal subgroup of `group` above its normal subgroup `lower`: a minimal one is the closure
/// of any one of its elements, and conjugate elements have the same closure.
fn least_above(
    group: &PermutationGroup,
    lower: &PermutationGroup,
    elements: &Elements<'_>,
) -> PermutationGroup {
    let all = elements.classes().iter().map(|class| &class.representative);
    all.filter(|x| !lower.contains(x))
        .map(|x| group.normal_closure_over(lower, std::slice::from_ref(x)))
        .min_by_key(PermutationGroup::order)
        .expect("a proper subgroup leaves a class outside")
}

/// Whether an element of `group` has order 6 modulo `lower`.
fn has_order_six(group: &PermutationGroup, lower: &PermutationGroup) -> bool {
    let inside = |x: &Transformation, k: usize| {
        let power = (1..k).fold(x.clone(), |power, _| &power * x);
        lower.contains(&power)
    };
    group.elements(LIST_LIMIT).is_some_and(|elements| {
        elements.classes().iter().any(|class| {
            let x = &class.representative;
            inside(x, 6) && !inside(x, 2) && !inside(x, 3)
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::examples::{
        alternating, cyclic, group, m11, m12, m24, psl_2_7, random_groups, rubik, sl_2_3, sl_2_5,
        symmetric,
    };
    use super::*;

    fn names(group: &PermutationGroup) -> Option<String> {
        let factors = factors(group)?;
        let names: Vec<&str> = factors.iter().map(|f| f.name.as_str()).collect();
        Some(names.join(" "))
    }

    /// The chief series alone, without derived series or actions.
    fn listed(group: &PermutationGroup) -> Vec<Simple> {
        let elements = group.elements(LIST_LIMIT).unwrap();
        let mut factors = by_normal_closures(group, &elements).unwrap();
        factors.sort();
        factors
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn factors_multiply_to_the_order_and_are_cyclic_if_the_derived_series_says_so(group in random_groups(7)) {
            let factors = listed(&group);
            prop_assert_eq!(factors.iter().map(|f| f.order).product::<u128>(), group.order());
            let cyclic = factors.iter().all(|f| f.name.starts_with('C'));
            prop_assert_eq!(cyclic, group.is_solvable());
            prop_assert_eq!(super::factors(&group), Some(factors));
        }
    }

    #[test]
    fn factors_are_the_known_ones() {
        let is = |group: PermutationGroup, expected: &str| {
            assert_eq!(names(&group).as_deref(), Some(expected));
        };
        is(group(&["()"], 2), "");
        is(cyclic(60), "C2 C2 C3 C5");
        is(symmetric(4), "C2 C2 C2 C3");
        is(sl_2_3(), "C2 C2 C2 C3");
        is(symmetric(5), "C2 A5");
        is(sl_2_5(), "C2 A5");
        is(psl_2_7(7), "PSL(2,7)");
        is(psl_2_7(8), "PSL(2,7)");
        is(alternating(8), "A8");
        is(symmetric(10), "C2 A10");
        is(m11(), "M11");
        is(m12(), "M12");
        is(m24(), "M24");
        is(
            group(
                &[
                    "(1 2 3 4 5)",
                    "(1 2 3)",
                    "(6 7 8 9 10)",
                    "(6 7 8)",
                    "(1 6)(2 7)(3 8)(4 9)(5 10)",
                ],
                10,
            ),
            "C2 A5 A5",
        );
    }

    #[test]
    fn the_cube_is_made_of_a8_a12_twists_and_flips() {
        // GAP: CompositionSeries, C2 twelve times, C3 seven times, A8, A12
        let expected = ["C2"; 12].into_iter().chain(["C3"; 7]).chain(["A8", "A12"]);
        let expected: Vec<&str> = expected.collect();
        assert_eq!(names(&rubik()), Some(expected.join(" ")));
    }

    #[test]
    fn the_two_simple_groups_of_order_20160_are_told_apart() {
        // PSL(3,4) on the 21 points of the projective plane, generators from GAP
        let psl_3_4 = group(
            &[
                "(3 4 5)(7 9 8)(10 14 18)(11 17 20)(12 15 21)(13 16 19)",
                "(1 2 6 7 11 3 10)(4 14 8 15 16 20 13)(5 18 9 19 21 17 12)",
            ],
            21,
        );
        assert_eq!(names(&psl_3_4).as_deref(), Some("PSL(3,4)"));
        assert_eq!(listed(&alternating(8))[0].name, "A8");
    }

    #[test]
    fn splitting_and_normal_closures_agree() {
        for group in [
            sl_2_5(),
            psl_2_7(8),
            group(&["(1 2 3 4 5)(6 7)", "(1 2 3)(8 9 10)"], 10),
        ] {
            let residual = group.perfect_residual();
            if let Some(mut split) = by_splitting(&residual) {
                split.sort();
                assert_eq!(split, listed(&residual));
            }
        }
    }

    #[test]
    fn a_large_primitive_group_without_a_telling_action_stays_unnamed() {
        // PSL(2,59) on 60 points has order 102660: x -> x + 1, x -> 4x, x -> -1/x
        let q = 59u16;
        let inverse = |x: u16| (1..q).find(|&y| (u32::from(x) * u32::from(y)) % 59 == 1);
        let shift = (0..q).map(|x| (x + 1) % q).chain([q]).collect::<Vec<_>>();
        let scale = (0..q).map(|x| 4 * x % q).chain([q]).collect::<Vec<_>>();
        let turn = (0..q)
            .map(|x| inverse(x).map_or(q, |y| q - y))
            .chain([0])
            .collect::<Vec<_>>();
        let generators =
            [shift, scale, turn].map(|images| Transformation::from_images(&images).unwrap());
        let psl = PermutationGroup::from_generators(&generators).unwrap();
        assert_eq!(psl.order(), 102_660);
        assert_eq!(factors(&psl), None);
    }
}
