//! Polishing a layout: simulated annealing on what a reader sees as faults.
//!
//! Source: R. Davidson and D. Harel, "Drawing graphs nicely using simulated annealing", ACM Trans. Graphics 15 (1996)
//! 301-331. Moves are of whole orbits, so that a symmetry stays one. Chance is a counter, so that the same graph is
//! always drawn the same way.

use crate::figure::canvas::Point;
use crate::figure::layout::{Graph, Wish, apart, edge_length, from_segment, spread};

/// Numbers that look random and depend on a seed only: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
pub(super) struct Chance(u64);

impl Chance {
    /// The numbers of `seed`.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_F491_4F6C_DD1D))
    }

    /// The next number in [0, 1).
    pub(super) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        (self.next() * n as f64) as usize
    }
}

/// Most moves.
const MOVES: usize = 6000;

/// Anneals `start`, a layout with its faults, and gives the best layout met. `work` is how often two nodes or edges may be
/// compared.
pub(super) fn polish(
    graph: &Graph,
    wish: &Wish,
    orbits: &[Vec<usize>],
    start: (f64, Vec<Point>),
    seed: u64,
    work: usize,
) -> (f64, Vec<Point>) {
    let (nodes, edges) = (start.1.len(), graph.edges.len());
    let one = edges * edges / 2 + edges * nodes + nodes * nodes / 2;
    let moves = MOVES.min(work / one.max(1));
    let mut chance = Chance::new(1000 + seed);
    let mut best = start.clone();
    let mut now = start;
    for k in 0..moves {
        let left = 1.0 - k as f64 / moves as f64;
        let unit = edge_length(graph, &now.1);
        let mut points = now.1.clone();
        shake(&mut points, wish, orbits, left * unit, &mut chance);
        let faults = faults(graph, &points);
        let heat = 0.02 + 1.5 * left * left;
        if faults < now.0 || libm::exp((now.0 - faults) / heat) > chance.next() {
            now = (faults, points);
            if now.0 < best.0 {
                best = now.clone();
            }
        }
    }
    best
}

/// Moves one orbit, or exchanges two.
fn shake(points: &mut [Point], wish: &Wish, orbits: &[Vec<usize>], far: f64, chance: &mut Chance) {
    let a = &orbits[chance.below(orbits.len())];
    let kind = chance.next();
    if kind < 0.15 {
        let b = &orbits[chance.below(orbits.len())];
        points.swap(a[0], b[chance.below(b.len())]);
        if a[0] != b[0] {
            // the second orbit follows the place its first node now has
            spread(b, wish, points);
        }
    } else if kind < 0.35 {
        let factor = libm::exp(2.0 * (chance.next() - 0.5));
        let (x, y) = points[a[0]];
        points[a[0]] = (x * factor, y * factor);
    } else {
        let step = far.max(0.03);
        let (x, y) = points[a[0]];
        points[a[0]] = (
            x + 2.0 * step * (chance.next() - 0.5),
            y + 2.0 * step * (chance.next() - 0.5),
        );
    }
    spread(a, wish, points);
}

/// How bad a drawing looks: crossings, and what counts like several of them.
pub(super) fn faults(graph: &Graph, points: &[Point]) -> f64 {
    let unit = edge_length(graph, points).max(1e-9);
    let mut faults = 0.0;
    for (k, &(a, b)) in graph.edges.iter().enumerate() {
        let stretch = apart(points[a], points[b]) / unit - 1.0;
        faults += 0.8 * stretch * stretch;
        for &(c, d) in &graph.edges[..k] {
            let apart = a != c && a != d && b != c && b != d;
            if apart && cross(points[a], points[b], points[c], points[d]) {
                faults += 1.0;
            }
        }
        for (node, &p) in points.iter().enumerate() {
            if node != a && node != b {
                let near = from_segment(p, points[a], points[b]) / unit;
                faults += 4.0 * (1.0 - near / 0.3).max(0.0);
            }
        }
    }
    for (k, &p) in points.iter().enumerate() {
        for (l, &q) in points[..k].iter().enumerate() {
            let (length, wanted) = (apart(p, q) / unit, graph.distance(k, l));
            faults += 6.0 * (1.0 - length / 0.6).max(0.0);
            // the stress decides between drawings without other faults
            let stress = length / wanted - 1.0;
            faults += 0.3 * stress * stress / points.len() as f64;
        }
    }
    faults
}

/// Whether the open segments `ab` and `cd` cross.
pub(super) fn cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}
