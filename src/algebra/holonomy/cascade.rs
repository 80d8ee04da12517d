//! Holonomy coordinates: a point as a chain of tiles, one coordinate for each height, top level first.
//!
//! ```text
//! X = P_h > P_(h-1) > ... > {p}      P_(i-1) is a tile of P_i if P_i has height i, else P_(i-1) = P_i
//! coordinate i = the tile into(P_i) makes of P_(i-1), a tile of the representative; none if skipped
//! ```
//!
//! A map `s` of the monoid moves the chain `P` of the coordinates to a chain `Q` with `P_i·s` inside `Q_i`:
//!
//! - height of `Q_i` below `i`: the level is skipped, a reset to "none";
//! - `P_i·s = Q_i`: then `P_i ~ Q_i`, and `out(P_i)·s·into(Q_i)` permutes the tiles of the representative;
//! - else `P_i·s` is inside a tile of `Q_i`: a reset to the first such tile.
//!
//! `P_i` and `Q_i` follow from the coordinates above level `i`, and so does what happens at level `i`: a
//! cascade. The point that the coordinates stand for moves as `s` says, because `P_0·s` is inside `Q_0`.
//!
//! Source: S. Eilenberg, "Automata, Languages and Machines" B, 1976, chapter II; A. Egri-Nagy, C. L.
//! Nehaniv, arXiv:1508.06345, sections 5.3 and 5.4. Differs: a reset takes the first tile that covers the
//! image of `P_i`, whatever stands in the coordinates below, so that no level looks down.
//!
//! Leaves out what coordinates that are not a chain of tiles would do: no word leads there.

use std::collections::BTreeSet;

use crate::algebra::AlgebraError;
use crate::algebra::holonomy::component::Component;
use crate::algebra::holonomy::sets::{PointSet, image, is_inside};
use crate::algebra::holonomy::skeleton::Skeleton;
use crate::algebra::transformation::Transformation;

/// Tiles that a level can have.
pub const MOST_TILES: usize = u16::MAX as usize;

/// One coordinate: the number of a tile among all tiles of its level; `None` where the level is skipped.
pub type Coordinate = Option<usize>;

/// All components of one height, side by side.
#[derive(Clone, Debug)]
pub struct CascadeLevel {
    /// The height of the classes in it.
    pub height: usize,
    /// One component for each class of this height; their tiles are numbered one after the other.
    pub components: Vec<Component>,
}

impl CascadeLevel {
    /// The number of tiles: a coordinate is below it, or `None`.
    pub fn width(&self) -> usize {
        self.components.iter().map(|c| c.tiles.len()).sum()
    }
}

/// What a map of the monoid does to the coordinate of one level, given the coordinates above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LevelAction {
    /// Permutes the tiles of one component by an element of its holonomy group and fixes the others.
    Permute {
        /// The number of the component in the level.
        component: usize,
        /// The permutation of all tiles of the level.
        tiles: Transformation,
    },
    /// Sets the coordinate, whatever it was.
    Reset(Coordinate),
}

impl LevelAction {
    /// The coordinate after the action.
    pub fn apply(&self, coordinate: Coordinate) -> Coordinate {
        match self {
            Self::Permute { tiles, .. } => coordinate.map(|k| usize::from(tiles.images()[k])),
            Self::Reset(to) => *to,
        }
    }
}

/// A transformation monoid in holonomy coordinates.
///
/// ```
/// use barrington::algebra::holonomy::cascade::Cascade;
/// use barrington::algebra::holonomy::skeleton::DEFAULT_SET_LIMIT;
/// use barrington::algebra::transformation::Transformation;
/// let t3 = ["2 3 1", "2 1 3", "1 1 3"].map(|t| Transformation::parse_images(t, None).unwrap());
/// let cascade = Cascade::from_generators(&t3, DEFAULT_SET_LIMIT).unwrap();
/// let orders: Vec<_> = cascade.levels.iter().map(|l| l.components[0].group.order()).collect();
/// assert_eq!(orders, [6, 2]);
/// let coordinates = cascade.coordinates_of(0);
/// let moved = cascade.act(&coordinates, &t3[0]).unwrap();
/// assert_eq!(cascade.point_of(&moved), Some(1));
/// ```
#[derive(Clone, Debug)]
pub struct Cascade {
    /// The skeleton.
    pub skeleton: Skeleton,
    /// The levels from the top: heights `levels.len()` down to 1.
    pub levels: Vec<CascadeLevel>,
}

impl Cascade {
    /// The cascade of a skeleton. Fails if a level has more tiles than 16 bits can number
    /// or a holonomy group whose order does not fit into 128 bits.
    pub fn new(skeleton: Skeleton) -> Result<Self, AlgebraError> {
        let mut levels = Vec::with_capacity(skeleton.height());
        for height in (1..=skeleton.height()).rev() {
            let mut offset = 0;
            let mut components = Vec::new();
            let classes = skeleton.classes.iter().enumerate();
            for (number, class) in classes.filter(|(_, class)| class.height == height) {
                let tiles = offset + class.tiles.len();
                if tiles > MOST_TILES {
                    return Err(AlgebraError::TooManyTiles(height));
                }
                components.push(Component::new(&skeleton, number, offset)?);
                offset = tiles;
            }
            levels.push(CascadeLevel { height, components });
        }
        Ok(Self { skeleton, levels })
    }

    /// The cascade of the monoid that `generators` generate, with at most `limit` image sets.
    pub fn from_generators(
        generators: &[Transformation],
        limit: usize,
    ) -> Result<Self, AlgebraError> {
        Self::new(Skeleton::new(generators, limit)?)
    }

    /// Coordinates of a point: at each level the first tile that contains it. Panics if there is no such
    /// point.
    pub fn coordinates_of(&self, point: usize) -> Vec<Coordinate> {
        assert!(
            point < self.skeleton.points,
            "points are below {}",
            self.skeleton.points
        );
        let mut at = 0;
        let first_tile = |level| {
            let first = self.tiles_with(level, at, 1 << point).next();
            let below = self.descend(level, at, first);
            at = below.expect("a tile of the set leads down");
            first
        };
        (0..self.levels.len()).map(first_tile).collect()
    }

    /// All coordinates of a point, in order.
    pub fn all_coordinates_of(&self, point: usize) -> Vec<Vec<Coordinate>> {
        self.prefixes(self.levels.len(), 1 << point)
    }

    /// All coordinates above `level`, in order: the arguments of what happens at that level.
    pub fn coordinates_above(&self, level: usize) -> Vec<Vec<Coordinate>> {
        let points = 0..self.skeleton.points;
        let all: BTreeSet<_> = points.flat_map(|p| self.prefixes(level, 1 << p)).collect();
        all.into_iter().collect()
    }

    /// The point that coordinates stand for; `None` if they are not a chain of tiles.
    pub fn point_of(&self, coordinates: &[Coordinate]) -> Option<usize> {
        if coordinates.len() != self.levels.len() {
            return None;
        }
        let last = self.set_of(coordinates)?;
        Some(self.skeleton.sets[last].trailing_zeros() as usize)
    }

    /// The number of the set that the first few coordinates leave; `None` if they are not a chain of tiles.
    pub fn set_of(&self, above: &[Coordinate]) -> Option<usize> {
        let mut levels = above.iter().enumerate();
        levels.try_fold(0, |at, (level, &c)| self.descend(level, at, c))
    }

    /// What `s` does to the coordinate of level `above.len()`, given those above; `None` if they are not
    /// a chain of tiles, or if there is no such level. `s` must be in the monoid.
    pub fn action(&self, above: &[Coordinate], s: &Transformation) -> Option<LevelAction> {
        let (_, sets) = self.walk(above, s)?;
        (above.len() < self.levels.len()).then(|| self.action_at(above.len(), sets, s))
    }

    /// The coordinates after `s`; `None` if `coordinates` are not a chain of tiles. `s` must be in the
    /// monoid: other maps may panic, because they move image sets to sets that are none.
    pub fn act(&self, coordinates: &[Coordinate], s: &Transformation) -> Option<Vec<Coordinate>> {
        if coordinates.len() != self.levels.len() {
            return None;
        }
        self.walk(coordinates, s).map(|(after, _)| after)
    }

    /// The walk down the chains `P` and `Q`: the first few coordinates after `s`, and the sets the chains come to.
    fn walk(
        &self,
        above: &[Coordinate],
        s: &Transformation,
    ) -> Option<(Vec<Coordinate>, (usize, usize))> {
        let (mut from, mut to) = (0, 0);
        let mut after = Vec::with_capacity(above.len());
        for (level, &coordinate) in above.iter().enumerate() {
            let below = self.descend(level, from, coordinate)?;
            let moved = self.action_at(level, (from, to), s).apply(coordinate);
            (from, to) = (below, self.descend(level, to, moved)?);
            after.push(moved);
        }
        Some((after, (from, to)))
    }

    /// What `s` does at a level where the chains have come to the sets `from` and `to`.
    fn action_at(
        &self,
        level: usize,
        (from, to): (usize, usize),
        s: &Transformation,
    ) -> LevelAction {
        let Some((number, component)) = self.component_at(level, to) else {
            return LevelAction::Reset(None);
        };
        let sets = &self.skeleton.sets;
        let image = image(sets[from], s);
        if image != sets[to] {
            let tile = self.tiles_with(level, to, image).next();
            return LevelAction::Reset(Some(
                tile.expect("an image set properly inside another is inside a tile of it"),
            ));
        }
        let inner = component.loop_on_tiles(&self.skeleton, from, s, to);
        let mut images: Vec<u16> = (0..self.levels[level].width() as u16).collect();
        for (k, &tile) in inner.images().iter().enumerate() {
            images[component.offset + k] = component.offset as u16 + tile;
        }
        LevelAction::Permute {
            component: number,
            tiles: Transformation::from_images(&images).expect("tiles stay in their component"),
        }
    }

    /// The component that a level uses for a set; `None` if the set is below the level.
    fn component_at(&self, level: usize, set: usize) -> Option<(usize, &Component)> {
        let class = self.skeleton.class_of(set);
        let mut components = self.levels[level].components.iter().enumerate();
        components.find(|(_, c)| c.class == class)
    }

    /// The next set of a chain; `None` if the coordinate does not fit the set.
    fn descend(&self, level: usize, set: usize, coordinate: Coordinate) -> Option<usize> {
        match (coordinate, self.component_at(level, set)) {
            (None, None) => Some(set),
            (Some(k), Some((_, component))) => {
                let &tile = component.tiles.get(k.checked_sub(component.offset)?)?;
                let skeleton = &self.skeleton;
                skeleton.number(skeleton.from_representative(set, tile))
            }
            _ => None,
        }
    }

    /// The coordinates at a level whose tile of `set` contains `part`, in order; none if it is skipped.
    fn tiles_with(
        &self,
        level: usize,
        set: usize,
        part: PointSet,
    ) -> impl Iterator<Item = usize> + '_ {
        let part = self.skeleton.to_representative(set, part);
        let component = self.component_at(level, set).into_iter();
        let tiles = component.flat_map(|(_, c)| (c.offset..).zip(&c.tiles));
        tiles.filter_map(move |(k, &tile)| is_inside(part, tile).then_some(k))
    }

    /// All chains of the first `levels` coordinates whose sets contain `part`, in order.
    fn prefixes(&self, levels: usize, part: PointSet) -> Vec<Vec<Coordinate>> {
        let mut chains: Vec<(Vec<Coordinate>, usize)> = vec![(Vec::new(), 0)];
        for level in 0..levels {
            let mut longer = Vec::new();
            for (chain, set) in chains {
                let mut choices: Vec<Coordinate> =
                    self.tiles_with(level, set, part).map(Some).collect();
                if choices.is_empty() {
                    choices.push(None);
                }
                for coordinate in choices {
                    let next = self.descend(level, set, coordinate);
                    let next = next.expect("a tile of the set leads down");
                    longer.push(([&chain[..], &[coordinate]].concat(), next));
                }
            }
            chains = longer;
        }
        chains.into_iter().map(|(chain, _)| chain).collect()
    }
}
