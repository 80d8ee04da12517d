//! Polishing a layout: simulated annealing on what a reader sees as faults.
//!
//! Source: R. Davidson and D. Harel, "Drawing graphs nicely using simulated annealing", ACM Trans. Graphics 15 (1996)
//! 301-331. Moves are of whole orbits, so that a symmetry stays one. The stream of random numbers is named, so that the
//! same graph is always drawn the same way.

use crate::base::rng::{Stream, below, stream, uniform};
use crate::figure::canvas::Point;
use crate::figure::layout::{Graph, Wish, apart, edge_length, from_segment, spread};

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
    let rng = &mut stream(0, "polish", seed);
    let mut best = start.clone();
    let mut now = start;
    for k in 0..moves {
        let left = 1.0 - k as f64 / moves as f64;
        let unit = edge_length(graph, &now.1);
        let mut points = now.1.clone();
        shake(&mut points, wish, orbits, left * unit, rng);
        let faults = faults(graph, &points);
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
fn shake(points: &mut [Point], wish: &Wish, orbits: &[Vec<usize>], far: f64, rng: &mut Stream) {
    let a = &orbits[below(rng, orbits.len() as u32) as usize];
    let kind = uniform(rng);
    if kind < 0.15 {
        let b = &orbits[below(rng, orbits.len() as u32) as usize];
        points.swap(a[0], b[below(rng, b.len() as u32) as usize]);
        if a[0] != b[0] {
            // the second orbit follows the place its first node now has
            spread(b, wish, points);
        }
    } else if kind < 0.35 {
        let factor = libm::exp(2.0 * (uniform(rng) - 0.5));
        let (x, y) = points[a[0]];
        points[a[0]] = (x * factor, y * factor);
    } else {
        let step = far.max(0.03);
        let (x, y) = points[a[0]];
        points[a[0]] = (
            x + 2.0 * step * (uniform(rng) - 0.5),
            y + 2.0 * step * (uniform(rng) - 0.5),
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
