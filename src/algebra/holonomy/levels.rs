//! The levels of the holonomy decomposition, summed up for a reader.
//!
//! Every level is a direct product of permutation groups with resets, one for each class of image sets of its
//! height. Such a component divides the wreath product of flip-flops and its holonomy group, so
//! the number of levels with a group that is not trivial bounds the group complexity of Krohn and Rhodes
//! from above: the least number of groups in a wreath product of groups and aperiodic monoids that the
//! monoid divides. The bound is attained by T_n, whose complexity is n - 1, and is often too large.
//!
//! Source: J. Rhodes, B. Steinberg, "The q-theory of Finite Semigroups", 2009, chapter 4; S. Eilenberg,
//! "Automata, Languages and Machines" B, 1976, chapter II.
//!
//! Leaves out the complexity itself.

use crate::algebra::holonomy::cascade::Cascade;
use crate::algebra::holonomy::component::Component;
use crate::algebra::holonomy::skeleton::Skeleton;
use crate::algebra::transformation::Transformation;

/// Image sets of the largest skeletons that are summed up: more take too long for a glance.
pub const SET_LIMIT: usize = 4096;

/// Image sets times generators that are summed up at most.
pub const MOVE_LIMIT: usize = 1 << 18;

/// All classes of one height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolonomyLevel {
    /// Height of its classes; the top level has the greatest.
    pub height: usize,
    /// The classes, those with larger sets first.
    pub classes: Vec<HolonomyClass>,
}

/// A class of image sets that can be moved onto each other, and what the monoid does to the tiles of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolonomyClass {
    /// Number of sets in it.
    pub sets: usize,
    /// Points of each set.
    pub points: usize,
    /// Tiles of each set: what the holonomy group permutes and resets set.
    pub tiles: usize,
    /// Order of the holonomy group; 1 if tiles are only reset.
    pub order: u128,
    /// Name of the holonomy group, if it is recognised.
    pub name: Option<String>,
    /// Its derived length; none if it is not solvable.
    pub derived_length: Option<usize>,
    /// Factors of its shortest subnormal series with elementary abelian 2-groups as factors; none if it has none.
    pub signed_length: Option<usize>,
}

/// The levels of the monoid that `generators` generate, the top one first. `None` if there are more than
/// [`SET_LIMIT`] image sets or more than [`MOVE_LIMIT`] moves of them by a generator, or if there is no cascade at all
/// (see [`Cascade::from_generators`]).
///
/// ```
/// use barrington::algebra::holonomy::levels::{group_complexity_bound, levels};
/// use barrington::algebra::transformation::Transformation;
/// let t3 = ["2 3 1", "2 1 3", "1 1 3"].map(|t| Transformation::parse_images(t, None).unwrap());
/// let levels = levels(&t3).unwrap();
/// let names: Vec<_> = levels.iter().map(|l| l.classes[0].name.as_deref().unwrap()).collect();
/// assert_eq!(names, ["S3", "Z2"]);
/// assert_eq!(group_complexity_bound(&levels), 2);
/// ```
pub fn levels(generators: &[Transformation]) -> Option<Vec<HolonomyLevel>> {
    let limit = SET_LIMIT.min(MOVE_LIMIT / generators.len().max(1));
    let skeleton = Skeleton::new(generators, limit).ok()?;
    let cascade = Cascade::new(skeleton).ok()?;
    let skeleton = &cascade.skeleton;
    let class = |component: &Component| {
        let (class, group) = (&skeleton.classes[component.class], &component.group);
        HolonomyClass {
            sets: class.members.len(),
            points: skeleton.sets[class.members[0]].count_ones() as usize,
            tiles: class.tiles.len(),
            order: group.order(),
            name: group.name(),
            derived_length: group.derived_length(),
            signed_length: group.elementary_abelian_two_length(),
        }
    };
    let levels = cascade.levels.iter().map(|level| HolonomyLevel {
        height: level.height,
        classes: level.components.iter().map(class).collect(),
    });
    Some(levels.collect())
}

/// The number of levels with a holonomy group that is not trivial: an upper bound of the group complexity.
pub fn group_complexity_bound(levels: &[HolonomyLevel]) -> usize {
    let with_group = |level: &&HolonomyLevel| level.classes.iter().any(|class| class.order > 1);
    levels.iter().filter(with_group).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(images: &[&str]) -> Option<Vec<HolonomyLevel>> {
        let parse = |t: &&str| Transformation::parse_images(t, None).unwrap();
        levels(&images.iter().map(parse).collect::<Vec<_>>())
    }

    /// Level by level: sets, points and tiles of each class, and the name of its group.
    fn shape(images: &[&str]) -> (Vec<Vec<String>>, usize) {
        let levels = of(images).unwrap();
        let class = |c: &HolonomyClass| {
            let name = c.name.clone().unwrap_or_else(|| c.order.to_string());
            format!("{}x{} {} {name}", c.sets, c.points, c.tiles)
        };
        let shapes = levels.iter().map(|l| l.classes.iter().map(class).collect());
        (shapes.collect(), group_complexity_bound(&levels))
    }

    fn is(images: &[&str], expected: &[&[&str]], bound: usize) {
        let expected: Vec<Vec<String>> = expected
            .iter()
            .map(|level| level.iter().map(ToString::to_string).collect())
            .collect();
        assert_eq!(shape(images), (expected, bound));
    }

    #[test]
    fn small_monoids_have_the_levels_found_by_hand() {
        // flip-flop, Z4, toggle with reset
        is(&["1 1", "2 2"], &[&["1x2 2 1"]], 0);
        is(&["2 3 4 1"], &[&["1x4 4 Z4"]], 1);
        is(&["2 1", "1 1"], &[&["1x2 2 Z2"]], 1);
        // a counter from 1 to 4 that stops at both ends: intervals, moved up and down
        is(
            &["2 3 4 4", "1 1 2 3"],
            &[&["1x4 2 1"], &["2x3 2 1"], &["3x2 2 1"]],
            0,
        );
        // nothing to do
        is(&["1"], &[], 0);
        // a solvable group that is not abelian stays one level
        is(&["2 3 4 1", "2 1 3 4"], &[&["1x4 4 S4"]], 1);
    }

    #[test]
    fn full_transformation_monoids_attain_the_bound() {
        is(
            &["2 3 4 1", "2 1 3 4", "1 1 3 4"],
            &[&["1x4 4 S4"], &["4x3 3 S3"], &["6x2 2 Z2"]],
            3,
        );
        is(
            &["2 3 4 5 1", "2 1 3 4 5", "1 1 3 4 5"],
            &[&["1x5 5 S5"], &["5x4 4 S4"], &["10x3 3 S3"], &["10x2 2 Z2"]],
            4,
        );
    }

    #[test]
    fn even_permutations_with_a_reset_are_one_level() {
        is(
            &["2 3 4 5 1", "2 3 1 4 5", "1 1 1 1 1"],
            &[&["1x5 5 A5"]],
            1,
        );
    }

    #[test]
    fn sgpdec_names_the_same_groups_in_its_first_example() {
        let (shapes, bound) = shape(&crate::algebra::holonomy::BECKS);
        let mut names: Vec<Vec<&str>> = shapes
            .iter()
            .map(|level| {
                level
                    .iter()
                    .map(|c| &c[c.rfind(' ').unwrap() + 1..])
                    .collect()
            })
            .collect();
        names.iter_mut().for_each(|level| level.sort_unstable());
        assert_eq!(
            names,
            [
                vec!["1"],
                vec!["Z3"],
                vec!["S3", "Z2"],
                vec!["Z2", "Z3"],
                vec!["1"]
            ]
        );
        assert_eq!(bound, 3);
    }

    #[test]
    fn too_many_image_sets_are_refused() {
        // every point can be sent to the last one: all sets with the last point are images
        let points = 14;
        let maps: Vec<String> = (1..points)
            .map(|k| {
                let images = (1..=points).map(|p| if p == k { points } else { p });
                images.map(|p| p.to_string()).collect::<Vec<_>>().join(" ")
            })
            .collect();
        let maps: Vec<&str> = maps.iter().map(String::as_str).collect();
        assert!(of(&maps).is_none());
    }
}
