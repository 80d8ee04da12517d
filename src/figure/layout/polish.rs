//! Polishing a layout: simulated annealing on what a reader sees as faults.
//!
//! Source: R. Davidson and D. Harel, "Drawing graphs nicely using simulated annealing", ACM Trans. Graphics 15 (1996)
//! 301-331. Moves are of whole orbits, so that a symmetry stays one. The stream of random numbers is named, so that the
//! same graph is always drawn the same way.

use crate::base::rng::{Stream, below, stream, uniform};
use crate::figure::canvas::Point;
use crate::figure::layout::{Graph, Layout, apart, edge_length, from_segment};

/// Most moves.
const MOVES: usize = 6000;

impl Layout<'_> {
    /// Anneals `start`, a layout with its faults, and gives the best layout met. `work` is how often two nodes or edges
    /// may be compared.
    pub(super) fn polish(
        &self,
        start: (f64, Vec<Point>),
        seed: u64,
        work: usize,
    ) -> (f64, Vec<Point>) {
        let (nodes, edges) = (start.1.len(), self.graph.edges.len());
        let one = edges * edges / 2 + edges * nodes + nodes * nodes / 2;
        let moves = MOVES.min(work / one.max(1));
        let rng = &mut stream(0, "polish", seed);
        let mut best = start.clone();
        let mut now = start;
        for k in 0..moves {
            let left = 1.0 - k as f64 / moves as f64;
            let unit = edge_length(self.graph, &now.1);
            let mut points = now.1.clone();
            self.shake(&mut points, left * unit, rng);
            let faults = faults(self.graph, &points);
            let heat = 0.02 + 1.5 * left * left;
            if faults < now.0 || libm::exp((now.0 - faults) / heat) > uniform(rng) {
                now = (faults, points);
                if now.0 < best.0 {
                    best = now.clone();
                }
            }
        }
        best
    }

    /// Moves one orbit, or exchanges two.
    fn shake(&self, points: &mut [Point], far: f64, rng: &mut Stream) {
        let a = pick(&self.orbits, rng);
        let (x, y) = points[a[0]];
        let kind = uniform(rng);
        if kind < 0.15 {
            let b = pick(&self.orbits, rng);
            points.swap(a[0], *pick(b, rng));
            if a[0] != b[0] {
                // the second orbit follows the place its first node now has
                self.spread(b, points);
            }
        } else if kind < 0.35 {
            let factor = libm::exp(2.0 * (uniform(rng) - 0.5));
            points[a[0]] = (x * factor, y * factor);
        } else {
            let step = far.max(0.03);
            let mut by = || 2.0 * step * (uniform(rng) - 0.5);
            points[a[0]] = (x + by(), y + by());
        }
        self.spread(a, points);
    }
}

/// One of them at random.
fn pick<'a, T>(all: &'a [T], rng: &mut Stream) -> &'a T {
    &all[below(rng, all.len() as u32) as usize]
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
