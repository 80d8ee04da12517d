//! The search for elements that are commutators of conjugates of each other ([`super::witness`]).
//!
//! A witness in a subgroup is one in the group, so the search first goes down to perfect residuals of point
//! stabilisers as long as they are not trivial: every A_n gives A5 on five points. What is left is listed,
//! and of the classes that contain an `s = [s^u, s^v]` the one that moves the fewest points is taken. What
//! cannot be listed is searched for cycles from elements drawn with a fixed seed; the shortest one
//! found is kept.
//!
//! Leaves out a search for the nicest witness of the whole group, and other subgroups than stabilisers.

use itertools::Itertools;

use super::PermutationGroup;
use super::elements::{Elements, LIST_LIMIT};
use super::schreier_sims::Chain;
use super::subgroups::inverse;
use super::witness::{Witness, next};
use crate::algebra::transformation::Transformation;
use crate::base::rng::{below, stream};

/// The order of the smallest group that is not solvable.
const LEAST_ORDER: u128 = 60;

/// Pairs of elements tried in one class before the next one is.
const PAIR_LIMIT: usize = 1 << 26;

/// First elements tried for a cycle.
const CYCLE_TRIES: u64 = 256;

/// Commutators taken from each of them.
const CYCLE_STEPS: usize = 1 << 16;

/// A witness in `perfect`, which is perfect and not trivial; the same one on every run.
pub(super) fn find(perfect: &PermutationGroup) -> Option<Witness> {
    let mut group = perfect.clone();
    while let Some(smaller) = residual_of_a_stabiliser(&group) {
        group = smaller;
    }
    self_commutator(&group).or_else(|| shortest_cycle(&group))
}

/// The perfect residual of some stabiliser of one or more points that is neither trivial nor everything.
fn residual_of_a_stabiliser(group: &PermutationGroup) -> Option<PermutationGroup> {
    let orbits = group.orbits();
    let moved = orbits.iter().filter(|orbit| orbit.len() > 1);
    moved.into_iter().find_map(|orbit| {
        let mut chain = Chain::new(group.points, vec![orbit[0]]);
        for g in &group.generators {
            assert!(chain.adjoin(g), "the order is that of the group");
        }
        // the more points are fixed, the smaller
        let depth = chain.orbit_lengths().count();
        (1..depth).rev().find_map(|k| {
            let fixing = chain.stabiliser(k).iter().cloned();
            let stabiliser = PermutationGroup::subgroup(group.points, fixing);
            if stabiliser.order() < LEAST_ORDER {
                return None;
            }
            Some(stabiliser.perfect_residual()).filter(|residual| residual.order() > 1)
        })
    })
}

/// The first self-commutator of a listed group: fewest moved points, then least order.
fn self_commutator(group: &PermutationGroup) -> Option<Witness> {
    let elements = group.elements(LIST_LIMIT)?;
    let classes = elements.classes();
    let moved = |&c: &usize| {
        let images = classes[c].representative.images().iter().enumerate();
        images.filter(|&(i, &x)| i != usize::from(x)).count()
    };
    let mut order = (1..classes.len()).sorted_by_key(moved);
    order.find_map(|class| self_commutator_in(&elements, class))
}

/// The representative `s` of a class as `[a, b]` with `a` and `b` in it: `a⁻¹·a^b = s`, so `b` takes `a` to
/// `a·s`, which is then in the class too.
fn self_commutator_in(elements: &Elements<'_>, class: usize) -> Option<Witness> {
    let s = &elements.classes()[class].representative;
    let members: Vec<&[u16]> = elements.members(class).collect();
    let mut left = PAIR_LIMIT;
    for &a in &members {
        let to: Vec<u16> = a.iter().map(|&i| s.images[usize::from(i)]).collect();
        if elements.class_of_images(&mut to.clone()) != class {
            continue;
        }
        left = left.checked_sub(members.len())?;
        if let Some(b) = members.iter().find(|b| takes(b, a, &to)) {
            let conjugator = |to: &[u16]| {
                let mut all = (0..elements.order()).map(|g| elements.images(g));
                let found = all.find(|g| takes(g, &s.images, to))?;
                Some(Transformation::unchecked(found))
            };
            let known = "elements of one class are conjugate";
            return Some(Witness {
                u: conjugator(a).expect(known),
                v: conjugator(b).expect(known),
                w: conjugator(&inverse(s).images),
                elements: vec![s.clone()],
            });
        }
    }
    None
}

/// Whether `x^g = y`, that is `xg = gy`.
fn takes(g: &[u16], x: &[u16], y: &[u16]) -> bool {
    let image = |p: &[u16], i: u16| p[usize::from(i)];
    g.iter().zip(x).all(|(&to, &x)| image(g, x) == image(y, to))
}

/// The shortest cycle of those that are tried.
fn shortest_cycle(group: &PermutationGroup) -> Option<Witness> {
    let length = |witness: &Witness| witness.elements.len();
    let found = (0..CYCLE_TRIES).filter_map(|index| cycle(group, index));
    // none is shorter than 1
    let tried = found.take_while_inclusive(|witness| length(witness) > 1);
    tried.min_by_key(length)
}

/// The cycle that the sequence with elements drawn from stream `index` runs into; `None` if it becomes 1 or
/// takes too long. Found with two pointers, one of which waits at powers of two (R. P. Brent, "An improved
/// Monte Carlo factorization algorithm", BIT 20, 1980, 176-184).
pub(super) fn cycle(group: &PermutationGroup, index: u64) -> Option<Witness> {
    let mut rng = stream(0, "algebra.witness", index);
    let mut draw = || group.chain.element(|n| below(&mut rng, n as u32) as usize);
    let (mut waiting, u, v) = (draw(), draw(), draw());
    let mut at = waiting.clone();
    let mut turn = 1;
    let mut period = 0;
    for _ in 0..CYCLE_STEPS {
        at = next(&at, &u, &v);
        period += 1;
        if at.is_identity() {
            return None;
        }
        if at == waiting {
            let elements = std::iter::successors(Some(at), |s| Some(next(s, &u, &v)));
            return Some(Witness {
                elements: elements.take(period).collect(),
                u,
                v,
                w: None,
            });
        }
        if period == turn {
            (waiting, turn, period) = (at.clone(), 2 * turn, 0);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::examples::{alternating, m24, psl_2_7, rubik, symmetric};
    use super::*;
    use crate::algebra::transformation::Transformation;

    #[test]
    fn stabilisers_lead_down_to_a5() {
        let smaller = |group| residual_of_a_stabiliser(&group).map(|g| g.order());
        assert_eq!(smaller(alternating(9)), Some(60));
        assert_eq!(smaller(symmetric(6)), Some(60));
        assert_eq!(smaller(psl_2_7(7)), None);
        // four points of 24 fixed: the sixteen translations and A5 on them
        assert_eq!(smaller(m24()), Some(960));
        assert!(smaller(rubik()).is_some_and(|order| order.is_multiple_of(60)));
    }

    #[test]
    fn drawn_elements_are_elements_and_all_are_drawn() {
        let a5 = alternating(5);
        let mut rng = stream(1, "test", 0);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..2000 {
            let element = a5.chain.element(|n| below(&mut rng, n as u32) as usize);
            assert!(a5.contains(&element));
            seen.insert(element);
        }
        assert_eq!(seen.len(), 60);
    }

    #[test]
    fn elements_that_move_few_points_are_preferred() {
        let s = |group: PermutationGroup| find(&group).unwrap().elements[0].to_string();
        assert_eq!(s(alternating(9)), "(7 8 9)");
        // an involution: the square of a product of two of its conjugates
        assert_eq!(s(psl_2_7(7)).len(), "(1 2)(3 4)".len());
    }

    #[test]
    fn a_large_group_without_small_stabilisers_has_a_cycle() {
        // PSL(2,59) on 60 points, order 102660, too large to list; what fixes a point is solvable
        let q = 59u16;
        let inverse = |x: u16| (1..q).find(|&y| (u32::from(x) * u32::from(y)) % 59 == 1);
        let shift: Vec<u16> = (0..q).map(|x| (x + 1) % q).chain([q]).collect();
        let turn = (0..q).map(|x| inverse(x).map_or(q, |y| q - y)).chain([0]);
        let turn: Vec<u16> = turn.collect();
        let generators = [shift, turn].map(|images| Transformation::from_images(&images).unwrap());
        let psl = PermutationGroup::from_generators(&generators).unwrap();
        assert_eq!(psl.order(), 102_660);
        assert!(self_commutator(&psl).is_none());
        let witness = find(&psl).unwrap();
        assert!(witness.holds_in(&psl));
        assert_eq!(find(&psl).unwrap(), witness);
    }
}
