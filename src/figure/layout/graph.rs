//! A graph to be laid out, and lengths in its drawings.

use itertools::{Itertools, iproduct};

use crate::figure::canvas::Point;

/// A connected graph without loops.
pub(crate) struct Graph {
    /// How many nodes.
    pub(super) nodes: usize,
    /// Each once, the lesser end first.
    pub(crate) edges: Vec<(usize, usize)>,
    /// The other ends of the edges of each node.
    pub(super) neighbours: Vec<Vec<usize>>,
    /// `[nodes, nodes]`: edges on a shortest path.
    pub(super) distance: Vec<f64>,
}

impl Graph {
    /// The graph of `edges`, of which loops and repetitions do not count.
    pub(crate) fn new(nodes: usize, edges: impl Iterator<Item = (usize, usize)>) -> Self {
        let edges = edges.filter(|(a, b)| a != b);
        let edges = edges.map(|(a, b)| (a.min(b), a.max(b)));
        let edges = edges.sorted_unstable().dedup().collect_vec();
        let mut neighbours = vec![Vec::new(); nodes];
        for &(a, b) in &edges {
            neighbours[a].push(b);
            neighbours[b].push(a);
        }
        let mut distance = vec![nodes as f64; nodes * nodes];
        for (i, next) in neighbours.iter().enumerate() {
            distance[i * nodes + i] = 0.0;
            next.iter().for_each(|j| distance[i * nodes + j] = 1.0);
        }
        // by way of k (R. Floyd, "Algorithm 97: shortest path", Comm. ACM 5 (1962) 345)
        for (k, i, j) in iproduct!(0..nodes, 0..nodes, 0..nodes) {
            let way = distance[i * nodes + k] + distance[k * nodes + j];
            let known = &mut distance[i * nodes + j];
            *known = known.min(way);
        }
        Self {
            nodes,
            edges,
            neighbours,
            distance,
        }
    }

    /// Edges on a shortest path from `i` to `j`.
    pub(super) fn distance(&self, i: usize, j: usize) -> f64 {
        self.distance[i * self.nodes + j]
    }
}

/// The mean length of an edge.
pub(crate) fn edge_length(graph: &Graph, points: &[Point]) -> f64 {
    let lengths = graph.edges.iter();
    let sum: f64 = lengths.map(|&(a, b)| apart(points[a], points[b])).sum();
    sum / graph.edges.len().max(1) as f64
}

/// The distance of two places.
pub(crate) fn apart(a: Point, b: Point) -> f64 {
    let (dx, dy) = (a.0 - b.0, a.1 - b.1);
    (dx * dx + dy * dy).sqrt()
}

/// How far `p` is from the straight line between `a` and `b`.
pub(crate) fn from_segment(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = (dx * dx + dy * dy).max(1e-12);
    let along = (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length).clamp(0.0, 1.0);
    apart(p, (a.0 + along * dx, a.1 + along * dy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_graph() {
        let graph = Graph::new(4, [(0, 1), (1, 0), (1, 2), (3, 2), (2, 2)].into_iter());
        assert_eq!(graph.edges, [(0, 1), (1, 2), (2, 3)]);
        assert_eq!(graph.distance[..4], [0.0, 1.0, 2.0, 3.0]);
    }

    #[test]
    fn the_distance_from_a_segment_is_that_from_its_nearest_point() {
        let (a, b) = ((0.0, 0.0), (4.0, 0.0));
        for (p, expected) in [((1.0, 2.0), 2.0), ((7.0, 4.0), 5.0), ((-3.0, 0.0), 3.0)] {
            assert!((from_segment(p, a, b) - expected).abs() < 1e-12, "{p:?}");
        }
    }
}
