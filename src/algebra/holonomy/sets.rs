//! Sets of points as bit masks, and the image sets of a transformation monoid.
//!
//! Sets are ordered with the largest first and equally large ones by their bits, so that a list of sets
//! in order can be searched by halving, and a set never stands before one that contains it.

use std::cmp::Reverse;

use crate::algebra::AlgebraError;
use crate::algebra::reach::reach;
use crate::algebra::transformation::Transformation;

/// A set of points: bit `i` is point `i`.
pub type PointSet = u128;

/// Points that a [`PointSet`] can hold.
pub const MOST_POINTS: usize = PointSet::BITS as usize;

/// The points of a set, in order.
pub fn elements(mut set: PointSet) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (set != 0).then(|| {
            let least = set.trailing_zeros() as usize;
            set &= set - 1;
            least
        })
    })
}

/// The set of the images of the points of `set`.
pub fn image(set: PointSet, map: &Transformation) -> PointSet {
    elements(set).fold(0, |found, p| found | 1 << map.images()[p])
}

/// Whether all points of `part` are in `whole`.
pub fn is_inside(part: PointSet, whole: PointSet) -> bool {
    part & !whole == 0
}

/// The place of a set in the order of sets.
pub(super) fn place(set: PointSet) -> (Reverse<u32>, PointSet) {
    (Reverse(set.count_ones()), set)
}

/// The set of all points, its images under words in the generators, and the singletons, in order.
pub(super) fn image_sets(
    points: usize,
    generators: &[Transformation],
    limit: usize,
) -> Result<Vec<PointSet>, AlgebraError> {
    let everything = PointSet::MAX >> (MOST_POINTS - points);
    let moved = |&set: &PointSet, a: usize| Some(image(set, &generators[a]));
    let reached = reach([everything], generators.len(), limit, moved);
    let (mut sets, _) = reached.map_err(|found| AlgebraError::TooManySets { limit, found })?;
    // a generator moves singletons to singletons: nothing more is reached from these
    sets.extend((0..points).map(|p| 1 << p));
    sets.sort_unstable_by_key(|&set| place(set));
    Ok(sets.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_come_in_order_and_images_merge() {
        assert_eq!(elements(0b10110).collect::<Vec<_>>(), [1, 2, 4]);
        let map = Transformation::from_images(&[3, 0, 0, 3, 1]).unwrap();
        assert_eq!(image(0b10110, &map), 0b00011);
        assert!(is_inside(0b00110, 0b10110) && !is_inside(0b01000, 0b10110));
    }

    #[test]
    fn all_128_points_fit() {
        let sets = image_sets(128, &[Transformation::identity(128)], 1000).unwrap();
        assert_eq!((sets.len(), sets[0]), (129, PointSet::MAX));
        assert_eq!(sets[128], 1 << 127);
    }

    #[test]
    fn too_many_sets_are_refused() {
        let t5 = ["2 3 4 5 1", "2 1 3 4 5", "1 1 3 4 5"]
            .map(|t| Transformation::parse_images(t, None).unwrap());
        assert_eq!(image_sets(5, &t5, 31).unwrap().len(), 31);
        let refused = image_sets(5, &t5, 20);
        assert!(matches!(
            refused,
            Err(AlgebraError::TooManySets { limit: 20, .. })
        ));
    }
}
