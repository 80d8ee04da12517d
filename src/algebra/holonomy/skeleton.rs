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
    points: usize,
    generators: Vec<Transformation>,
    /// The largest first; equally large ones by their bits.
    sets: Vec<PointSet>,
    class_of: Vec<usize>,
    classes: Vec<Class>,
    /// For each set the word out of its representative, as a map of points.
    out_maps: Vec<Vec<u16>>,
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
    /// assert_eq!((skeleton.sets().len(), skeleton.classes().len(), skeleton.height()), (7, 3, 2));
    /// ```
    pub fn new(generators: &[Transformation], limit: usize) -> Result<Self, AlgebraError> {
        let points = common_points(generators)?;
        if points > MOST_POINTS {
            return Err(AlgebraError::PointsOfSets {
                points,
                most: MOST_POINTS,
            });
        }
        let sets = image_sets(points, generators, limit)?;
        let mut skeleton = Self {
            points,
            generators: generators.to_vec(),
            class_of: vec![0; sets.len()],
            classes: Vec::new(),
            out_maps: vec![(0..points as u16).collect(); sets.len()],
            sets,
        };
        skeleton.find_classes();
        skeleton.connect();
        Ok(skeleton)
    }

    /// The number of points.
    pub fn points(&self) -> usize {
        self.points
    }

    /// The generators, as given.
    pub fn generators(&self) -> &[Transformation] {
        &self.generators
    }

    /// All sets by number: the largest first, so number 0 is the set of all points.
    pub fn sets(&self) -> &[PointSet] {
        &self.sets
    }

    /// The number of `set`, if it is in the skeleton.
    pub fn number(&self, set: PointSet) -> Option<usize> {
        self.sets
            .binary_search_by_key(&place(set), |&s| place(s))
            .ok()
    }

    /// The classes, in the order of their representatives.
    pub fn classes(&self) -> &[Class] {
        &self.classes
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
        let map = &self.out_maps[set];
        elements(part).fold(0, |image, p| image | 1 << map[p])
    }

    /// Where the word into the representative takes a part of `set`.
    pub fn to_representative(&self, set: usize, part: PointSet) -> PointSet {
        let map = &self.out_maps[set];
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
        let mut graph = DiGraph::<(), ()>::new();
        for _ in &self.sets {
            graph.add_node(());
        }
        for set in 0..self.sets.len() {
            for a in 0..self.generators.len() {
                let to = self.moved(set, a);
                graph.add_edge(NodeIndex::new(set), NodeIndex::new(to), ());
            }
        }
        // `found` lists a component after all that it can reach by the action
        let mut found: Vec<Vec<usize>> = kosaraju_scc(&graph)
            .into_iter()
            .map(|component| component.into_iter().map(NodeIndex::index).collect())
            .collect();
        for component in &mut found {
            component.sort_unstable();
        }
        let mut order: Vec<usize> = (0..found.len()).collect();
        order.sort_by_key(|&c| found[c][0]);
        for (class, &c) in order.iter().enumerate() {
            for &set in &found[c] {
                self.class_of[set] = class;
            }
            self.classes.push(Class {
                members: found[c].clone(),
                height: 0,
                tiles: self.maximal_inside(found[c][0]),
            });
        }
        // subduction goes to a later component of equal size or to smaller sets: all known in this order
        let mut upwards: Vec<usize> = (0..found.len()).collect();
        upwards.sort_by_key(|&c| self.sets[found[c][0]].count_ones());
        for c in upwards {
            let class = self.class_of[found[c][0]];
            if self.sets[found[c][0]].count_ones() == 1 {
                continue;
            }
            let moved = found[c].iter().flat_map(|&set| {
                let neighbours = graph.neighbors(NodeIndex::new(set));
                neighbours.map(|to| self.class_of[to.index()])
            });
            let inside = self.classes[class].tiles.iter().map(|&t| self.class_of[t]);
            let below = moved.chain(inside).filter(|&other| other != class);
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
                        let images = self.generators[a].images();
                        let longer = self.out_maps[from].iter().map(|&p| images[usize::from(p)]);
                        self.out_maps[to] = longer.collect();
                        open.push_back(to);
                    }
                }
            }
        }
    }
}
