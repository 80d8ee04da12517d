//! The skeleton of a transformation monoid: its image sets, ordered by what can be moved onto what.
//!
//! ```text
//! images     I  = { X·s : s in the monoid }, with the point set X itself and all singletons
//! subduction P <= Q   if P is a subset of Q·s for some s;   P ~ Q if P <= Q and Q <= P
//! height     0 for singletons, else 1 + the greatest height of a set strictly below
//! tiles of P the maximal elements of I properly inside P
//! ```
//!
//! `P ~ Q` makes the two equally large, so `P·s = Q` and `Q·t = P` for some `s`, `t`: the classes are the
//! strongly connected components of the action on `I`. Every class has a representative `R`, and each
//! member `P` a word `out` with `R·out = P` and a word `into` that undoes it point by point: any word `back` from `P` to
//! `R` makes `turn = out·back` permute `R`, and if the turn has order `k` on `R`, `into = back·turn^(k-1)`. As a map of
//! points it is the inverse of `out`, so only `out` is kept, and as a map. Those words carry the tiles of `R` to the tiles of `P` and back, so tiles are found for representatives only.
//!
//! Source: A. Egri-Nagy, C. L. Nehaniv, arXiv:1508.06345, sections 4.1, 5.1 and 5.2.
//!
//! Leaves out more than 128 points (sets are bit masks) and drawings of the order.

use std::collections::{BTreeSet, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::algebra::AlgebraError;
use crate::algebra::holonomy::sets::{
    MOST_POINTS, PointSet, elements, image, image_sets, is_inside, place,
};
use crate::algebra::transformation::{Transformation, common_points};

/// Image sets allowed where the caller has no reason for another limit.
pub const DEFAULT_SET_LIMIT: usize = 1 << 20;

/// Image sets that can be moved onto each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// Numbers of the sets in it, in order; the first is the representative.
    pub members: Vec<usize>,
    /// Height in the order of subduction; 0 for singletons.
    pub height: usize,
    /// Numbers of the tiles of the representative, in order.
    pub tiles: Vec<usize>,
}

/// Image sets of a transformation monoid, their classes, heights, tiles and connecting maps.
#[derive(Clone, Debug)]
pub struct Skeleton {
    /// The number of points.
    pub points: usize,
    /// The generators, as given.
    pub generators: Vec<Transformation>,
    /// All sets by number: the largest first, so number 0 is the set of all points; equally large ones by their bits.
    pub sets: Vec<PointSet>,
    /// The classes, in the order of their representatives.
    pub classes: Vec<Class>,
    class_of: Vec<usize>,
    /// For each set the word out of its representative, as a map of points.
    out_maps: Vec<Transformation>,
}

impl Skeleton {
    /// The skeleton of the monoid that `generators` generate. Fails if there are none, if they act on
    /// different numbers of points or on more than [`MOST_POINTS`], or if there are more than `limit` sets.
    ///
    /// ```
    /// use barrington::algebra::holonomy::skeleton::{DEFAULT_SET_LIMIT, Skeleton};
    /// use barrington::algebra::transformation::Transformation;
    /// let t3 = ["2 3 1", "2 1 3", "1 1 3"].map(|t| Transformation::parse_images(t, None).unwrap());
    /// let skeleton = Skeleton::new(&t3, DEFAULT_SET_LIMIT).unwrap();
    /// // every non-empty subset is an image; sets of equal size can be moved onto each other
    /// assert_eq!((skeleton.sets.len(), skeleton.classes.len(), skeleton.height()), (7, 3, 2));
    /// ```
    pub fn new(generators: &[Transformation], limit: usize) -> Result<Self, AlgebraError> {
        let points = common_points(generators)?;
        if points > MOST_POINTS {
            return Err(AlgebraError::PointsOfSets(points));
        }
        let sets = image_sets(points, generators, limit)?;
        let mut skeleton = Self {
            points,
            generators: generators.to_vec(),
            class_of: vec![0; sets.len()],
            classes: Vec::new(),
            out_maps: vec![Transformation::identity(points); sets.len()],
            sets,
        };
        skeleton.find_classes();
        skeleton.connect();
        Ok(skeleton)
    }

    /// The number of `set`, if it is in the skeleton.
    pub fn number(&self, set: PointSet) -> Option<usize> {
        self.sets
            .binary_search_by_key(&place(set), |&s| place(s))
            .ok()
    }

    /// The number of the class of a set.
    pub fn class_of(&self, set: usize) -> usize {
        self.class_of[set]
    }

    /// The number of the representative of a set.
    pub fn representative(&self, set: usize) -> usize {
        self.classes[self.class_of[set]].members[0]
    }

    /// The height of a set.
    pub fn height_of(&self, set: usize) -> usize {
        self.classes[self.class_of[set]].height
    }

    /// The height of the set of all points: how many levels the cascade has.
    pub fn height(&self) -> usize {
        self.height_of(0)
    }

    /// Where the word out of the representative of `set` takes a part of the representative.
    pub fn from_representative(&self, set: usize, part: PointSet) -> PointSet {
        image(part, &self.out_maps[set])
    }

    /// Where the word into the representative takes a part of `set`.
    pub fn to_representative(&self, set: usize, part: PointSet) -> PointSet {
        let map = self.out_maps[set].images();
        elements(self.sets[self.representative(set)])
            .filter(|&p| part >> map[p] & 1 == 1)
            .fold(0, |image, p| image | 1 << p)
    }

    /// The number of the set that generator `a` makes of a set.
    fn moved(&self, set: usize, a: usize) -> usize {
        self.number(image(self.sets[set], &self.generators[a]))
            .expect("images of image sets are image sets")
    }

    /// Classes with their members, heights and tiles.
    fn find_classes(&mut self) {
        let letters = self.generators.len();
        let moves = (0..self.sets.len()).flat_map(|set| (0..letters).map(move |a| (set, a)));
        let edges = moves.map(|(set, a)| (set as u32, self.moved(set, a) as u32));
        let graph = DiGraph::<(), ()>::from_edges(edges);
        // each comes after all that it can reach by the action
        let components = kosaraju_scc(&graph).into_iter().map(|component| {
            let mut members: Vec<usize> = component.into_iter().map(NodeIndex::index).collect();
            members.sort_unstable();
            members
        });
        let mut found: Vec<(usize, Vec<usize>)> = components.enumerate().collect();
        found.sort_by_key(|(_, members)| members[0]);
        // subduction goes to smaller sets, or to sets of equal size whose component comes earlier
        let place =
            |(place, members): &(usize, Vec<usize>)| (self.sets[members[0]].count_ones(), *place);
        let places: Vec<(u32, usize)> = found.iter().map(place).collect();
        for (class, (_, members)) in found.into_iter().enumerate() {
            for &set in &members {
                self.class_of[set] = class;
            }
            self.classes.push(Class {
                tiles: self.maximal_inside(members[0]),
                height: 0,
                members,
            });
        }
        let mut upwards: Vec<usize> = (0..places.len()).collect();
        upwards.sort_by_key(|&class| places[class]);
        for class in upwards
            .into_iter()
            .skip_while(|&class| places[class].0 == 1)
        {
            let Class { members, tiles, .. } = &self.classes[class];
            let neighbours = |&set: &usize| graph.neighbors(NodeIndex::new(set));
            let moved = members.iter().flat_map(neighbours).map(NodeIndex::index);
            let sets = moved.chain(tiles.iter().copied());
            let below = sets
                .map(|set| self.class_of[set])
                .filter(|&other| other != class);
            let highest = below.map(|other| self.classes[other].height).max();
            self.classes[class].height = 1 + highest.expect("a set of two points has tiles");
        }
    }

    /// The maximal sets properly inside a set.
    fn maximal_inside(&self, set: usize) -> Vec<usize> {
        let whole = self.sets[set];
        let mut maximal: Vec<usize> = Vec::new();
        for (number, &part) in self.sets.iter().enumerate().skip(set + 1) {
            if is_inside(part, whole) && !maximal.iter().any(|&m| is_inside(part, self.sets[m])) {
                maximal.push(number);
            }
        }
        maximal
    }

    /// Shortest words from every representative to the members of its class, as maps of points.
    fn connect(&mut self) {
        for class in 0..self.classes.len() {
            let representative = self.classes[class].members[0];
            let mut reached = BTreeSet::from([representative]);
            let mut open = VecDeque::from([representative]);
            while let Some(from) = open.pop_front() {
                for a in 0..self.generators.len() {
                    let to = self.moved(from, a);
                    if self.class_of[to] == class && reached.insert(to) {
                        self.out_maps[to] = &self.out_maps[from] * &self.generators[a];
                        open.push_back(to);
                    }
                }
            }
        }
    }
}
