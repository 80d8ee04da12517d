//! The holonomy decomposition: a transformation monoid inside a cascade of permutation groups and resets.
//!
//! By the theorem of Krohn and Rhodes every finite transformation monoid divides a wreath product of
//! simple groups and flip-flops. The holonomy method finds such a cascade from the way the monoid moves
//! the images of its point set, and it works from the generators: the monoid itself is never listed.
//!
//! ```text
//! images of the point set  ->  skeleton  ->  one level per height  ->  coordinates, top level first
//! ```
//!
//! - [`sets`]: sets of points as bit masks;
//! - [`skeleton`]: the image sets, which of them can be moved onto each other, heights, tiles;
//! - [`component`]: the holonomy group of a class of image sets, as permutations of tiles;
//! - [`cascade`]: coordinates of a point and what each level does to them, given those above;
//! - [`group_cascade`]: a group along a chain of subgroups (Frobenius and Lagrange), which takes a
//!   holonomy group, or any listed group, further apart;
//! - [`abelian`]: an abelian step of that chain as a product of cyclic groups;
//! - [`levels`]: the levels summed up, with the names of their groups.
//!
//! Sources: K. Krohn, J. Rhodes, Trans. AMS 116 (1965) 450-464; H. P. Zeiger, Information and Control 10
//! (1967); S. Eilenberg, "Automata, Languages and Machines" B, 1976, chapter II; A. Egri-Nagy,
//! C. L. Nehaniv, "Computational holonomy decomposition of transformation semigroups", arXiv:1508.06345.
//!
//! Leaves out the least number of levels (Krohn-Rhodes complexity): holonomy only gives an upper bound.

pub mod abelian;
pub mod cascade;
pub mod component;
pub mod group_cascade;
pub mod levels;
pub mod sets;
pub mod skeleton;

/// The first example of gap-packages/sgpdec, tst/holonomy.tst.
#[cfg(test)]
const BECKS: [&str; 6] = [
    "1 2 3 1 1 1",
    "4 4 4 5 4 6",
    "4 4 4 5 6 4",
    "4 4 4 4 5 5",
    "4 4 4 1 2 3",
    "2 3 1 4 4 4",
];

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::cascade::{Cascade, Coordinate, LevelAction};
    use super::group_cascade::GroupCascade;
    use super::sets::{PointSet, image, is_inside};
    use super::skeleton::{DEFAULT_SET_LIMIT, Skeleton};
    use crate::algebra::group::Group;
    use crate::algebra::monoid::{DEFAULT_LIMIT, Monoid};
    use crate::algebra::transformation::Transformation;

    /// Between 1 and 3 generators on 2 to `most` points; about a third of them permutations.
    fn generators(most: usize) -> impl Strategy<Value = Vec<Transformation>> {
        (2..=most).prop_flat_map(|points| {
            let any = prop::collection::vec(0..points as u16, points);
            let bijective = Just((0..points as u16).collect::<Vec<_>>()).prop_shuffle();
            let map = prop_oneof![2 => any, 1 => bijective]
                .prop_map(|images| Transformation::from_images(&images).unwrap());
            prop::collection::vec(map, 1..4)
        })
    }

    fn cascade(images: &[&str], points: usize) -> Cascade {
        // like GAP: a short list of images fixes the points after it
        let generators: Vec<_> = images
            .iter()
            .map(|t| {
                let given = t.split(' ').count();
                let rest: Vec<String> = (given + 1..=points).map(|p| format!(" {p}")).collect();
                Transformation::parse_images(&format!("{t}{}", rest.concat()), None).unwrap()
            })
            .collect();
        Cascade::from_generators(&generators, DEFAULT_SET_LIMIT).unwrap()
    }

    /// From the top, for each level the tiles and the order of the holonomy group of each component.
    fn shape(cascade: &Cascade) -> Vec<Vec<(usize, u128)>> {
        let component = |c: &super::component::Component| (c.tiles.len(), c.group.order());
        let levels = cascade.levels.iter();
        levels
            .map(|l| {
                let mut shapes: Vec<_> = l.components.iter().map(component).collect();
                shapes.sort_unstable_by(|a, b| b.cmp(a));
                shapes
            })
            .collect()
    }

    /// The permutation that `s` makes of the tiles, straight from the sets.
    fn on_tiles(tiles: &[PointSet], s: &Transformation) -> Vec<PointSet> {
        tiles.iter().map(|&tile| image(tile, s)).collect()
    }

    /// All maximal subgroups, from the definition: the units of `eMe` as permutations of the image of `e`.
    fn maximal_subgroups(monoid: &Monoid) -> Vec<Monoid> {
        let subgroup = |e: u32| {
            let fixed: Vec<u16> = (0..monoid.element(e).points() as u16)
                .filter(|&p| monoid.element(e).images()[usize::from(p)] == p)
                .collect();
            let units = (0..monoid.order() as u32).filter_map(|x| {
                let x = monoid.product(monoid.product(e, x), e);
                let place = |&p: &u16| {
                    let q = monoid.element(x).images()[usize::from(p)];
                    fixed.iter().position(|&f| f == q).map(|k| k as u16)
                };
                let images: Vec<u16> = fixed.iter().map(place).collect::<Option<_>>()?;
                let map = Transformation::from_images(&images).unwrap();
                map.is_permutation().then_some(map)
            });
            let units: BTreeSet<_> = units.collect();
            let units: Vec<_> = units.into_iter().collect();
            Monoid::from_generators(&units, DEFAULT_LIMIT).unwrap()
        };
        monoid.idempotents().into_iter().map(subgroup).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn coordinates_move_as_their_points_do(
            gens in generators(6),
            word in prop::collection::vec(0usize..3, 0..12),
        ) {
            let cascade = Cascade::from_generators(&gens, 1000).unwrap();
            let word: Vec<usize> = word.into_iter().map(|a| a % gens.len()).collect();
            let identity = Transformation::identity(gens[0].points());
            let product = word.iter().fold(identity, |product, &a| &product * &gens[a]);
            for point in 0..gens[0].points() {
                let all = cascade.all_coordinates_of(point);
                prop_assert!(all.contains(&cascade.coordinates_of(point)));
                for c in all {
                    prop_assert_eq!(cascade.point_of(&c), Some(point));
                    let once = cascade.act(&c, &product).unwrap();
                    prop_assert_eq!(cascade.point_of(&once), Some(usize::from(product.images()[point])));
                    let mut walk = c;
                    let mut at = point;
                    for &a in &word {
                        walk = cascade.act(&walk, &gens[a]).unwrap();
                        at = usize::from(gens[a].images()[at]);
                        prop_assert_eq!(cascade.point_of(&walk), Some(at));
                    }
                }
            }
        }

        #[test]
        fn a_level_looks_up_only_and_permutes_by_its_group_or_resets(gens in generators(5)) {
            let cascade = Cascade::from_generators(&gens, 1000).unwrap();
            let all: Vec<Vec<Coordinate>> = (0..gens[0].points())
                .flat_map(|p| cascade.all_coordinates_of(p))
                .collect();
            let groups: Vec<Vec<Monoid>> = cascade.levels.iter()
                .map(|l| l.components.iter().map(|c| c.list(DEFAULT_LIMIT).unwrap()).collect())
                .collect();
            for g in &gens {
                let mut seen: BTreeMap<&[Coordinate], LevelAction> = BTreeMap::new();
                for c in &all {
                    let after = cascade.act(c, g).unwrap();
                    for level in 0..c.len() {
                        let action = cascade.action(&c[..level], g).unwrap();
                        prop_assert_eq!(action.apply(c[level]), after[level]);
                        let first = seen.entry(&c[..level]).or_insert_with(|| action.clone());
                        prop_assert_eq!(&*first, &action);
                    }
                }
                for (above, action) in seen {
                    prop_assert!(cascade.coordinates_above(above.len()).iter().any(|p| p == above));
                    let level = &cascade.levels[above.len()];
                    match action {
                        LevelAction::Reset(to) => prop_assert!(to.is_none_or(|k| k < level.width())),
                        LevelAction::Permute { component, tiles } => {
                            let c = &level.components[component];
                            let span = c.offset..c.offset + c.tiles.len();
                            for k in (0..level.width()).filter(|k| !span.contains(k)) {
                                prop_assert_eq!(usize::from(tiles.images()[k]), k);
                            }
                            let inner: Vec<u16> = tiles.images()[span].iter()
                                .map(|&k| k - c.offset as u16).collect();
                            let inner = Transformation::from_images(&inner).unwrap();
                            prop_assert!(groups[above.len()][component].number(&inner).is_some());
                        }
                    }
                }
            }
        }

        #[test]
        fn the_skeleton_and_its_groups_are_those_of_the_definitions(gens in generators(4)) {
            let monoid = Monoid::from_generators(&gens, DEFAULT_LIMIT).unwrap();
            let cascade = Cascade::from_generators(&gens, 1000).unwrap();
            let skeleton = &cascade.skeleton;
            let points = gens[0].points();
            let mut sets: BTreeSet<PointSet> = (0..points).map(|p| 1 << p).collect();
            sets.extend(monoid.elements().iter().map(|s| image((1 << points) - 1, s)));
            prop_assert_eq!(&sets, &skeleton.sets.iter().copied().collect());
            let below = |p: PointSet, q: PointSet| monoid.elements().iter().any(|s| is_inside(p, image(q, s)));
            let n = skeleton.sets.len();
            for (i, &p) in skeleton.sets.iter().enumerate() {
                // the longest strict chain, set by set: enough rounds of relaxation
                let strictly: Vec<usize> = (0..n).filter(|&j| {
                    let q = skeleton.sets[j];
                    q.count_ones() > 1 && below(q, p) && !below(p, q)
                }).collect();
                let highest = strictly.iter().map(|&j| skeleton.height_of(j)).max().unwrap_or(0);
                prop_assert_eq!(skeleton.height_of(i), if p.count_ones() == 1 { 0 } else { highest + 1 });
                for (j, &q) in skeleton.sets.iter().enumerate() {
                    let together = below(p, q) && below(q, p);
                    prop_assert_eq!(skeleton.class_of(i) == skeleton.class_of(j), together);
                }
                let inside: Vec<PointSet> = sets.iter().copied().filter(|&t| t != p && is_inside(t, p)).collect();
                let tiles: BTreeSet<PointSet> = inside.iter().copied()
                    .filter(|&t| !inside.iter().any(|&u| u != t && is_inside(t, u))).collect();
                let own = &skeleton.classes[skeleton.class_of(i)].tiles;
                let found: BTreeSet<PointSet> =
                    own.iter().map(|&t| skeleton.from_representative(i, skeleton.sets[t])).collect();
                prop_assert_eq!(tiles, found);
                let r = skeleton.sets[skeleton.representative(i)];
                // a map of the monoid leads out of the representative, and the way back undoes it point by point
                let here = (0..points).filter(|&x| r >> x & 1 == 1);
                let out = |x: usize| skeleton.from_representative(i, 1 << x);
                prop_assert_eq!(skeleton.from_representative(i, r), p);
                prop_assert!(monoid.elements().iter().any(|s| here.clone().all(|x| out(x) == image(1 << x, s))));
                prop_assert!(here.clone().all(|x| skeleton.to_representative(i, out(x)) == 1 << x));
            }
            for level in &cascade.levels {
                for c in &level.components {
                    let r = skeleton.sets[skeleton.classes[c.class].members[0]];
                    let by_definition: BTreeSet<Vec<PointSet>> = monoid.elements().iter()
                        .filter(|s| image(r, s) == r).map(|s| on_tiles(&c.tiles, s)).collect();
                    let group = c.list(DEFAULT_LIMIT).unwrap();
                    let listed: BTreeSet<Vec<PointSet>> = group.elements().iter()
                        .map(|t| t.images().iter().map(|&k| c.tiles[usize::from(k)]).collect()).collect();
                    prop_assert_eq!(by_definition, listed);
                    prop_assert_eq!(c.group.order(), group.order() as u128);
                    prop_assert_eq!(c.group.order() == 1, group.order() == 1);
                }
            }
        }

        #[test]
        fn aperiodic_and_solvable_monoids_are_those_with_such_holonomy_groups(gens in generators(5)) {
            let monoid = Monoid::from_generators(&gens, DEFAULT_LIMIT).unwrap();
            let cascade = Cascade::from_generators(&gens, 1000).unwrap();
            let components = || cascade.levels.iter().flat_map(|l| &l.components);
            prop_assert_eq!(monoid.is_aperiodic(), components().all(|c| c.group.order() == 1));
            let solvable = |group: &Monoid| Group::of(group).unwrap().is_solvable();
            prop_assert_eq!(
                maximal_subgroups(&monoid).iter().all(solvable),
                components().all(|c| c.group.is_solvable())
            );
        }
    }

    #[test]
    fn the_full_transformation_monoid_has_the_symmetric_groups_from_the_top_down() {
        // all sets of k points are one class, and its representative is permuted in all ways
        for (points, orders) in [
            (2, vec![2]),
            (3, vec![6, 2]),
            (5, vec![120, 24, 6, 2]),
            (8, vec![40320, 5040, 720, 120, 24, 6, 2]),
        ] {
            let rest: Vec<String> = (3..=points).map(|p| p.to_string()).collect();
            let rotated: Vec<String> = (2..=points).map(|p| p.to_string()).collect();
            let maps = [
                format!("{} 1", rotated.join(" ")),
                format!("2 1 {}", rest.join(" ")),
                format!("1 1 {}", rest.join(" ")),
            ];
            let maps: Vec<&str> = maps.iter().map(|m| m.trim()).collect();
            let expected: Vec<_> = (2..=points).rev().zip(orders).map(|c| vec![c]).collect();
            assert_eq!(shape(&cascade(&maps, points)), expected);
        }
    }

    #[test]
    fn the_levels_of_t4_fall_into_abelian_steps() {
        let t4 = cascade(&["2 3 4 1", "2 1", "1 1"], 4);
        let steps = t4.levels.iter().map(|level| {
            let group = level.components[0].list(DEFAULT_LIMIT).unwrap();
            let cascade = GroupCascade::derived(&group).unwrap();
            let factors = (0..cascade.levels.len()).map(|j| cascade.cyclic_factors(j).unwrap());
            factors.map(|f| f.orders.to_vec()).collect::<Vec<_>>()
        });
        let steps: Vec<_> = steps.collect();
        assert_eq!(
            steps,
            [
                vec![vec![2], vec![3], vec![2, 2]],
                vec![vec![2], vec![3]],
                vec![vec![2]]
            ]
        );
    }

    #[test]
    fn small_monoids_decompose_as_known() {
        // flip-flop: two tiles that are only reset
        assert_eq!(shape(&cascade(&["1 1", "2 2"], 2)), [[(2, 1)]]);
        // a permutation group: one level, the group itself
        assert_eq!(shape(&cascade(&["2 3 4 5 6 1"], 6)), [[(6, 6)]]);
        assert_eq!(shape(&cascade(&["2 3 4 5 1", "2 3 1"], 5)), [[(5, 60)]]);
        // the minimal automaton of (ab)*, third point the sink
        assert_eq!(
            shape(&cascade(&["2 3 3", "3 1 3"], 3)),
            [[(2, 1)], [(2, 1)]]
        );
        // one point: nothing to say
        assert!(cascade(&["1"], 1).levels.is_empty());
    }

    #[test]
    fn sgpdec_agrees_on_its_own_examples() {
        // gap-packages/sgpdec, tst/holonomy.tst of the versions that place a class by its height (later
        // ones place it by its depth from the top); groups not printed there are trivial
        let becks = cascade(&super::BECKS, 6);
        assert_eq!(
            shape(&becks),
            [
                vec![(2, 1)],
                vec![(4, 3)],
                vec![(3, 6), (2, 2)],
                vec![(3, 3), (2, 2)],
                vec![(2, 1)],
            ]
        );
        assert_eq!(becks.all_coordinates_of(0).len(), 3);
        let second = [
            "1 1",
            "2 2",
            "3 2 3",
            "1 2 3 3 5 5",
            "1 2 4 4 6 6",
            "1 2 3 4 3 4",
            "1 2 5 6 5 6",
            "1 2 3 4 5 2",
        ];
        assert_eq!(
            shape(&cascade(&second, 6)),
            [
                vec![(5, 1)],
                vec![(4, 1)],
                vec![(4, 1), (3, 1)],
                vec![(4, 2), (3, 1)],
                vec![(3, 3), (2, 1)],
                vec![(2, 2)],
            ]
        );
    }

    #[test]
    fn what_is_no_chain_of_tiles_has_no_point() {
        let cascade = cascade(&["2 3 1", "2 1 3", "1 1 3"], 3);
        let swap = cascade.skeleton.generators[1].clone();
        for bad in [
            vec![],
            vec![Some(0)],
            vec![None, Some(0)],
            vec![Some(3), Some(0)],
            vec![Some(0), Some(0), None],
        ] {
            assert_eq!(cascade.point_of(&bad), None);
            assert_eq!(cascade.act(&bad, &swap), None);
        }
        assert_eq!(cascade.action(&[Some(0), Some(0)], &swap), None);
    }

    #[test]
    fn a_skeleton_of_no_generators_or_too_many_points_is_refused() {
        let message = |gens: &[Transformation]| Skeleton::new(gens, 10).unwrap_err().to_string();
        assert!(message(&[]).contains("empty"));
        assert!(message(&[Transformation::identity(129)]).contains("at most 128"));
        assert!(message(&[2, 3].map(Transformation::identity)).contains("generator 2"));
    }
}
