//! The levels of a monoid's holonomy decomposition, as far as they say how many layers a cascade takes.
//!
//! One level holds a tile, which a step permutes by an element of the holonomy group H or resets to a tile that
//! does not depend on it; which of these follows from the token and the levels above before the step.
//!
//! - H trivial: a flip-flop. One layer: gate 1 to hold; gate 0 and the tile's code to reset.
//! - H abelian: one layer too. Keep the tile of the last reset, a flip-flop, and beside it the product of the
//!   permutations since, one root of unity for each character: gate χ(h) to permute, gate 0 and the value 1 to reset.
//! - H solvable: along a subnormal series H = G_0 > G_1 > ... > 1 with abelian factors, layer j keeps the class of its
//!   product in G_j / G_(j+1) and hands on the part of its letter in G_(j+1), s(before) · letter · s(after)^-1 for
//!   representatives s; of a permutation, "before" is known from "after" and the letter. A reset sets all classes to
//!   1. The layers are as many as the series has factors, so the derived length, or for real gates the signed length.
//! - any H, where steps are invertible unless they erase, as with Householder factors: some layers track the product
//!   p of all permutations, resets left out; one more, a flip-flop, keeps the tile x p^-1 when a reset leads to x. The
//!   tile is what it keeps times the product now.
//!
//! All components of a level, and the walks from all points, stand side by side, which takes width and no depth. H is
//! a quotient of a group of permutations that the monoid induces, so it divides a group inside the monoid: it is
//! trivial, a 2-group, or solvable if those are.
//!
//! Leaves out that levels could share layers, so the numbers are upper bounds.

use crate::algebra::facts::longest;
use crate::algebra::holonomy::levels::{HolonomyLevel, SET_LIMIT, levels as holonomy};
use crate::algebra::holonomy::sets::{MOST_POINTS, PointSet};
use crate::algebra::reach::reach;
use crate::algebra::transformation::Transformation;

/// What one level asks of layers: the longest series of a holonomy group in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// Of the derived series; none if a group is not solvable, 0 if all are trivial.
    pub derived_length: Option<usize>,
    /// Of the shortest subnormal series with elementary abelian 2-groups as factors; none if there is none.
    pub signed_length: Option<usize>,
}

impl Lengths {
    /// Layers of complex diagonal gates.
    pub fn complex_layers(&self) -> Option<usize> {
        self.derived_length.map(|length| length.max(1))
    }

    /// Layers of real diagonal gates in \[-1, 1\].
    pub fn signed_layers(&self) -> Option<usize> {
        self.signed_length.map(|length| length.max(1))
    }

    /// Layers that hold and reset where that is all, else a layer more than `group` layers, which track any group.
    pub fn layers_around(&self, group: usize) -> Option<usize> {
        let resets_alone = self.derived_length == Some(0);
        Some(if resets_alone { 1 } else { group + 1 })
    }
}

/// The levels of the monoid that `generators` generate, the top one first; none if there are too many image sets.
pub(super) fn levels(generators: &[Transformation]) -> Option<Vec<Lengths>> {
    let level = |level: HolonomyLevel| {
        let classes = level.classes.iter();
        Lengths {
            derived_length: longest(classes.clone().map(|class| class.derived_length)),
            signed_length: longest(classes.map(|class| class.signed_length)),
        }
    };
    Some(holonomy(generators)?.into_iter().map(level).collect())
}

/// Letters with the opposite monoid: what words do that multiply from right to left. The states are the sets of points
/// that a word sends to one point, which a letter takes to their preimages. None if there are more than [`SET_LIMIT`].
pub(super) fn opposite(generators: &[Transformation]) -> Option<Vec<Transformation>> {
    let points = generators.first()?.points();
    if points > MOST_POINTS {
        return None;
    }
    let preimage = |set: PointSet, map: &Transformation| {
        let images = map.images().iter().enumerate();
        images.fold(0, |found: PointSet, (point, &to)| {
            found | (set >> to & 1) << point
        })
    };
    let points = (0..points).map(|point| 1 << point);
    let letters = generators.len();
    let before = |&set: &PointSet, a: usize| Some(preimage(set, &generators[a]));
    let (_, next) = reach(points, letters, SET_LIMIT, before).ok()?;
    let letter = |a: usize| {
        let images = next.iter().skip(a).step_by(letters);
        let images: Vec<u16> = images.map(|&set| set as u16).collect();
        Transformation::from_images(&images).ok()
    };
    (0..letters).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::algebra::counters::{cascade_of_counters, is_cascade};
    use crate::algebra::holonomy::cascade::{Cascade, Coordinate, LevelAction};
    use crate::algebra::monoid::{DEFAULT_LIMIT, Monoid};

    fn maps(images: &[&str]) -> Vec<Transformation> {
        let parse = |t: &&str| Transformation::parse_images(t, None).unwrap();
        images.iter().map(parse).collect()
    }

    /// Layers of complex gates, of real gates, and of Householder factors that track groups in four.
    fn layers(images: &[&str]) -> (Option<usize>, Option<usize>, Option<usize>) {
        let levels = levels(&maps(images)).unwrap();
        let sum = |of: &dyn Fn(&Lengths) -> Option<usize>| levels.iter().map(of).sum();
        (
            sum(&Lengths::complex_layers),
            sum(&Lengths::signed_layers),
            sum(&|level| level.layers_around(4)),
        )
    }

    #[test]
    fn small_cascades_have_the_layers_counted_by_hand() {
        // flip-flop; counter of four that stops at both ends; toggle with reset; five on a ring; T3; A5 with reset
        assert_eq!(layers(&["1 1", "2 2"]), (Some(1), Some(1), Some(1)));
        assert_eq!(layers(&["2 3 4 4", "1 1 2 3"]), (Some(3), Some(3), Some(3)));
        assert_eq!(layers(&["2 1", "1 1"]), (Some(1), Some(1), Some(5)));
        assert_eq!(layers(&["2 3 4 5 1"]), (Some(1), None, Some(5)));
        assert_eq!(
            layers(&["2 3 1", "2 1 3", "1 1 3"]),
            (Some(3), None, Some(10))
        );
        let a5_with_reset = ["2 3 4 5 1", "2 3 1 4 5", "1 1 1 1 1"];
        assert_eq!(layers(&a5_with_reset), (None, None, Some(5)));
    }

    fn generators() -> impl Strategy<Value = Vec<Transformation>> {
        let any = prop::collection::vec(0u16..5, 5);
        let bijective = Just((0..5u16).collect::<Vec<_>>()).prop_shuffle();
        let map = prop_oneof![any, bijective];
        let map = map.prop_map(|images| Transformation::from_images(&images).unwrap());
        prop::collection::vec(map, 1..4)
    }

    /// A level as layers hold it: a tile that is kept or set, and a permutation that is multiplied, or reset too.
    struct Held {
        tile: Coordinate,
        product: Transformation,
    }

    impl Held {
        /// The tile that it stands for.
        fn coordinate(&self) -> Coordinate {
            self.tile.map(|k| usize::from(self.product.images()[k]))
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_kept_tile_and_a_product_are_a_level(
            generators in generators(),
            word in prop::collection::vec(0usize..3, 1..20),
        ) {
            let cascade = Cascade::from_generators(&generators, 1000).unwrap();
            for (point, gated) in (0..5).flat_map(|p| [(p, true), (p, false)]) {
                let mut at = point;
                let first = cascade.coordinates_of(point);
                let held = |(level, &tile): (usize, &Coordinate)| Held {
                    tile,
                    product: Transformation::identity(cascade.levels[level].width().max(1)),
                };
                let mut held: Vec<Held> = first.iter().enumerate().map(held).collect();
                for &a in &word {
                    let letter = &generators[a % generators.len()];
                    let above: Vec<Coordinate> = held.iter().map(Held::coordinate).collect();
                    for (level, held) in held.iter_mut().enumerate() {
                        match cascade.action(&above[..level], letter).unwrap() {
                            LevelAction::Permute { tiles, .. } => held.product = &held.product * &tiles,
                            // a gate of 0 for the product too
                            LevelAction::Reset(to) if gated => {
                                held.tile = to;
                                held.product = Transformation::identity(held.product.points());
                            }
                            // the product goes on
                            LevelAction::Reset(to) => {
                                let undone = held.product.inverse().unwrap();
                                held.tile = to.map(|k| usize::from(undone.images()[k]));
                            }
                        }
                    }
                    at = usize::from(letter.images()[at]);
                    let now: Vec<Coordinate> = held.iter().map(Held::coordinate).collect();
                    prop_assert_eq!(cascade.point_of(&now), Some(at));
                }
            }
        }

        #[test]
        fn preimages_multiply_the_other_way_round(generators in generators()) {
            let monoid = Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap();
            let letters = opposite(&generators).unwrap();
            let other = Monoid::from_generators(&letters, DEFAULT_LIMIT).unwrap();
            prop_assert_eq!(other.order(), monoid.order());
            // the word of each element, read backwards, is one element of the other
            let backwards = |x: u32| monoid.word(x).iter().rev().fold(0, |y, &a| other.right(y, a));
            let image: Vec<u32> = (0..monoid.order() as u32).map(backwards).collect();
            for x in (0..monoid.order() as u32).step_by(1 + monoid.order() / 50) {
                for a in 0..generators.len() {
                    prop_assert_eq!(image[monoid.left(x, a) as usize], other.right(image[x as usize], a));
                }
            }
            // counters are a matter of the monoid: on its elements, by putting letters in front, they are the same
            let in_front = |x: usize, a: usize| monoid.left(x as u32, a) as usize;
            prop_assert_eq!(
                cascade_of_counters(&letters),
                is_cascade(monoid.order(), generators.len(), in_front)
            );
        }
    }
}
