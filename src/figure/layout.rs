//! Layouts of graphs by stress majorisation: places whose distances are near the distances in the graph.
//!
//! A sweep moves every node to the minimum of a function that bounds the stress Σ (|p_i - p_j| - d_ij)² / d_ij² from
//! above, the others being held. Two wishes can be added: that an automorphism be a turn of the drawing, which gives
//! exact rotational symmetry, and that nodes stay in bands. Several starts are tried; the drawing with the fewest faults
//! (crossings, nodes on nodes, nodes on edges, edges of unequal length) is polished by annealing in `polish`.
//!
//! Source: E. Gansner, Y. Koren and S. North, "Graph drawing by stress majorization", GD 2004, LNCS 3383, 239-250.
//! Everything is a function of the graph, to the bit: starts come from named streams, square roots are exact, sines are
//! libm's. Left out: graphs too large for all distances.

use std::f64::consts::TAU;

use itertools::Itertools;

use crate::base::rng::{Stream, stream, uniform};
use crate::figure::canvas::Point;

mod graph;
mod polish;

pub(super) use graph::{Graph, apart, edge_length, from_segment};
use polish::faults;

/// What a layout has to respect besides distances.
pub(super) enum Wish {
    /// This automorphism, all of whose cycles are of this length, is a turn by a cycle's share of the circle.
    Turn(Vec<usize>, usize),
    /// Node `i` stays between the heights `bands[i]`.
    Bands(Vec<Point>),
}

impl Wish {
    /// The faults of a drawing, increased where it has little symmetry: more of it is worth a few crossings.
    fn charged(&self, faults: f64) -> f64 {
        match self {
            Self::Turn(_, order) => faults + (2.0 * faults + 24.0) / *order as f64,
            Self::Bands(_) => faults,
        }
    }
}

/// How many layouts for each wish are polished.
const POLISHED: usize = 3;
/// Comparisons of two nodes or edges allowed for all polishing.
const WORK: usize = 300_000_000;
/// Starts for each wish.
const STARTS: u64 = 12;
/// Most sweeps from one start.
const SWEEPS: usize = 250;
/// Sweeps end when no node moves further than this.
const STILL: f64 = 1e-3;

/// The best layout of `graph` under any of `wishes`, in edge lengths.
pub(super) fn best(graph: &Graph, wishes: &[Wish]) -> Vec<Point> {
    let mut best = (f64::INFINITY, vec![(0.0, 0.0); graph.nodes]);
    let work = WORK / (POLISHED * wishes.len().max(1));
    for (k, wish) in wishes.iter().enumerate() {
        let layout = Layout {
            graph,
            wish,
            orbits: orbits(graph.nodes, wish),
        };
        let random = (0..STARTS).map(|seed| {
            // every other start weighs far pairs less, which lets drawings unfold
            let power = if seed % 2 == 0 { 2 } else { 3 };
            let start = start(graph.nodes, &mut stream(0, "layout", seed));
            layout.majorise(start, power, SWEEPS)
        });
        let rings = layout.orbits.iter().filter(|orbit| orbit.len() >= 3);
        let starts = random.chain(rings.map(|orbit| layout.inside(orbit)));
        let starts = starts.map(|points| (faults(graph, &points), points));
        let starts = starts.sorted_by(|a, b| a.0.total_cmp(&b.0));
        for start in starts.take(POLISHED) {
            let polished = layout.polish(start, k as u64, work);
            let (faults, points) = layout.settled(polished);
            let faults = wish.charged(faults);
            if faults < best.0 - 1e-6 {
                best = (faults, points);
            }
        }
    }
    best.1
}

/// A graph to be laid out as it is wished.
struct Layout<'a> {
    graph: &'a Graph,
    wish: &'a Wish,
    /// The nodes that move together, each list in the order of the turn.
    orbits: Vec<Vec<usize>>,
}

impl Layout<'_> {
    /// `outer` on a circle and every other node in the middle of its neighbours: without crossings if the graph is
    /// planar and `outer` bounds a face (W. Tutte, "How to draw a graph", Proc. London Math. Soc. 13 (1963) 743-767).
    fn inside(&self, outer: &[usize]) -> Vec<Point> {
        let nodes = self.graph.nodes;
        let mut points = vec![(0.0, 0.0); nodes];
        points[outer[0]] = (0.0, (nodes as f64).sqrt());
        self.spread(outer, &mut points);
        for _ in 0..SWEEPS {
            for orbit in self.orbits.iter().filter(|orbit| orbit[0] != outer[0]) {
                let next = &self.graph.neighbours[orbit[0]];
                let add = |sum: Point, &j: &usize| (sum.0 + points[j].0, sum.1 + points[j].1);
                let (sum, count) = (next.iter().fold((0.0, 0.0), add), next.len() as f64);
                points[orbit[0]] = (sum.0 / count, sum.1 / count);
                self.spread(orbit, &mut points);
            }
        }
        points
    }

    /// A few more sweeps, if they bring back order where annealing was careless, at almost no cost in faults.
    fn settled(&self, polished: (f64, Vec<Point>)) -> (f64, Vec<Point>) {
        let mut points = self.majorise(polished.1.clone(), 3, SWEEPS / 4);
        if matches!(self.wish, Wish::Bands(_)) {
            upright(&mut points);
        }
        let faults = faults(self.graph, &points);
        if faults < polished.0 + 0.3 {
            (faults, points)
        } else {
            polished
        }
    }

    /// At most `sweeps` sweeps from `points`, until nothing moves; a pair at distance d has the weight d^-power.
    fn majorise(&self, mut points: Vec<Point>, power: u32, sweeps: usize) -> Vec<Point> {
        let weight = |d: &f64| 1.0 / if power == 2 { d * d } else { d * d * d };
        let weights: Vec<f64> = self.graph.distance.iter().map(weight).collect();
        for orbit in &self.orbits {
            self.spread(orbit, &mut points);
        }
        for _ in 0..sweeps {
            let mut furthest = 0f64;
            for orbit in &self.orbits {
                let i = orbit[0];
                let old = points[i];
                points[i] = moved(self.graph, &weights, &points, i);
                self.spread(orbit, &mut points);
                let (dx, dy) = (points[i].0 - old.0, points[i].1 - old.1);
                furthest = furthest.max(dx.abs()).max(dy.abs());
            }
            if furthest < STILL {
                break;
            }
        }
        points
    }

    /// Puts the others of an orbit where the wish wants them, by the first.
    fn spread(&self, orbit: &[usize], points: &mut [Point]) {
        let first = orbit[0];
        match self.wish {
            Wish::Turn(_, order) => {
                let (x, y) = points[first];
                for (k, &node) in orbit.iter().enumerate().skip(1) {
                    let angle = TAU * k as f64 / *order as f64;
                    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
                    points[node] = (x * cos - y * sin, x * sin + y * cos);
                }
            }
            Wish::Bands(bands) => {
                let (upper, lower) = bands[first];
                points[first].1 = points[first].1.clamp(upper, lower);
            }
        }
    }
}

/// Places in a square.
fn start(nodes: usize, rng: &mut Stream) -> Vec<Point> {
    let side = (nodes as f64).sqrt();
    let mut within = || side * (uniform(rng) - 0.5);
    (0..nodes).map(|_| (within(), within())).collect()
}

/// Shears the drawing so that it leans to neither side.
fn upright(points: &mut [Point]) {
    let count = points.len() as f64;
    let add = |sum: Point, p: &Point| (sum.0 + p.0 / count, sum.1 + p.1 / count);
    let (x, y) = points.iter().fold((0.0, 0.0), add);
    let both: f64 = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
    let square: f64 = points.iter().map(|p| (p.1 - y) * (p.1 - y)).sum();
    let slope = both / square.max(1e-9);
    for p in points {
        p.0 -= slope * (p.1 - y);
    }
}

/// The nodes that move together, each list in the order of the turn.
fn orbits(nodes: usize, wish: &Wish) -> Vec<Vec<usize>> {
    let Wish::Turn(turn, _) = wish else {
        return (0..nodes).map(|i| vec![i]).collect();
    };
    let mut seen = vec![false; nodes];
    let mut orbits = Vec::new();
    for i in 0..nodes {
        let mut orbit = Vec::new();
        let mut x = i;
        while !std::mem::replace(&mut seen[x], true) {
            orbit.push(x);
            x = turn[x];
        }
        if !orbit.is_empty() {
            orbits.push(orbit);
        }
    }
    orbits
}

/// Where node `i` has the least bound of the stress.
fn moved(graph: &Graph, weights: &[f64], points: &[Point], i: usize) -> Point {
    let (x, y) = points[i];
    let (mut sum, mut total) = ((0.0, 0.0), 0.0);
    for (j, &(u, v)) in points.iter().enumerate() {
        if j != i {
            let (dx, dy) = (x - u, y - v);
            let weight = weights[i * graph.nodes + j];
            let scale = graph.distance(i, j) / (dx * dx + dy * dy).sqrt().max(1e-9);
            sum.0 += weight * (u + dx * scale);
            sum.1 += weight * (v + dy * scale);
            total += weight;
        }
    }
    if total > 0.0 {
        (sum.0 / total, sum.1 / total)
    } else {
        (x, y)
    }
}

#[cfg(test)]
mod tests {
    use super::polish::cross;
    use super::*;

    fn cycle(n: usize) -> Graph {
        Graph::new(n, (0..n).map(|i| (i, (i + 1) % n)))
    }

    fn free(n: usize) -> Wish {
        Wish::Bands(vec![(f64::NEG_INFINITY, f64::INFINITY); n])
    }

    #[test]
    fn a_cycle_becomes_a_regular_polygon_even_without_a_wish() {
        for n in [3, 5, 12] {
            let graph = cycle(n);
            let points = best(&graph, &[free(n)]);
            let unit = edge_length(&graph, &points);
            assert!(unit > 0.6, "{n}: {unit}");
            for &(a, b) in &graph.edges {
                assert!(
                    (apart(points[a], points[b]) / unit - 1.0).abs() < 0.02,
                    "{n}"
                );
            }
            let centre = (0..n).fold((0.0, 0.0), |c, i| {
                (c.0 + points[i].0 / n as f64, c.1 + points[i].1 / n as f64)
            });
            let radius = apart(points[0], centre);
            for &p in &points {
                assert!((apart(p, centre) / radius - 1.0).abs() < 0.02, "{n}");
            }
        }
    }

    #[test]
    fn a_turn_is_exact() {
        // two squares joined by four edges: the cube, turned by a quarter
        let square = |k: usize| (0..4).map(move |i| (k + i, k + (i + 1) % 4));
        let edges = square(0).chain(square(4)).chain((0..4).map(|i| (i, i + 4)));
        let graph = Graph::new(8, edges);
        let turn = vec![1, 2, 3, 0, 5, 6, 7, 4];
        let points = best(&graph, &[Wish::Turn(turn.clone(), 4)]);
        for (i, &p) in points.iter().enumerate() {
            assert!(apart(points[turn[i]], (-p.1, p.0)) < 1e-9);
        }
        let crossings = graph.edges.iter().enumerate().flat_map(|(k, &(a, b))| {
            let others = graph.edges[..k].iter();
            others.map(move |&(c, d)| [a, b, c, d])
        });
        let crossings =
            crossings.filter(|e| cross(points[e[0]], points[e[1]], points[e[2]], points[e[3]]));
        assert_eq!(
            crossings.count(),
            0,
            "the cube is drawn as a square in a square"
        );
    }

    #[test]
    fn no_two_nodes_of_a_grid_collapse() {
        let at = |x: usize, y: usize| 6 * y + x;
        let right = (0..6).flat_map(|y| (0..5).map(move |x| (at(x, y), at(x + 1, y))));
        let down = (0..5).flat_map(|y| (0..6).map(move |x| (at(x, y), at(x, y + 1))));
        let graph = Graph::new(36, right.chain(down));
        let points = best(&graph, &[free(36)]);
        for (k, &p) in points.iter().enumerate() {
            assert!(points[..k].iter().all(|&q| apart(p, q) > 0.6));
        }
    }

    #[test]
    fn bands_are_kept() {
        let bands = vec![(0.0, 0.0), (1.0, 1.5), (1.0, 1.5), (3.0, 3.0)];
        let graph = Graph::new(4, [(0, 1), (0, 2), (1, 3), (2, 3)].into_iter());
        let points = best(&graph, &[Wish::Bands(bands.clone())]);
        assert!(
            points
                .iter()
                .zip(&bands)
                .all(|(p, b)| b.0 <= p.1 && p.1 <= b.1)
        );
    }
}
