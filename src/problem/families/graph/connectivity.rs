//! Undirected connectivity with numbers as names, the edges in any order: after each one, are `s` and `t` connected?
//!
//! **What is drawn.** With `edges = "random"`, an input of `n` edges has `2 + 8n/7` vertices, and each edge joins two
//! of them, drawn uniformly. The mean degree then comes to 7/4, where about 0.71 of the vertices are in the one large
//! component (P. Erdős, A. Rényi, "On the evolution of random graphs", 1960), so that two vertices are connected in
//! half of the inputs; before 4/7 of the edges they seldom are. With `edges = "cycles"`, the `n` edges are those
//! between each of `n` vertices and its image under a uniform permutation, in random order. Two vertices lie on the
//! same cycle with probability exactly 1/2, and as every vertex has degree two in the end, no small part of the graph
//! says which; but nearly all of the edges are needed, so that before the end `apart` is nearly always right. A fixed
//! point of the permutation is an edge from a vertex to itself.

use std::collections::HashMap;

use petgraph::unionfind::UnionFind;

use super::names::{self, Line};
use super::{CONNECTED, CONNECTIVITY, Edges};
use crate::base::rng::{Stream, below};
use crate::problem::Asked;
use crate::problem::answer::Answer;
use crate::problem::script::{Kept, kept};

/// Connectivity, ready to draw and solve.
pub(super) struct Connectivity {
    edges: Edges,
    kept: Kept,
}

impl Connectivity {
    /// The problem on the graphs that `edges` says.
    pub(super) fn new(edges: Edges) -> Self {
        Self {
            edges,
            kept: Kept::new(names::script("-"), CONNECTED, CONNECTIVITY),
        }
    }

    /// Vertices of an input of `length` edges.
    fn vertices(&self, length: usize) -> u32 {
        match self.edges {
            Edges::Random => 2 + (8 * length / 7) as u32,
            Edges::Cycles => length.max(2) as u32,
        }
    }
}

/// Two different numbers from 1 to `n`.
fn two(rng: &mut Stream, n: u32) -> (u64, u64) {
    let first = below(rng, n);
    let second = below(rng, n - 1);
    let second = second + u32::from(second >= first);
    (u64::from(first) + 1, u64::from(second) + 1)
}

/// A uniform permutation of 0 to `n - 1` (Fisher and Yates).
fn permutation(rng: &mut Stream, n: u32) -> Vec<u32> {
    let mut images: Vec<u32> = (0..n).collect();
    for last in (1..images.len()).rev() {
        images.swap(last, below(rng, last as u32 + 1) as usize);
    }
    images
}

impl Asked for Connectivity {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let vertices = self.vertices(length);
        let (source, target) = two(rng, vertices);
        names::begin(source, Some(target), input);
        match self.edges {
            Edges::Random => {
                for _ in 0..length {
                    let (from, to) = two(rng, vertices);
                    names::edge(from, to, input);
                }
            }
            Edges::Cycles => {
                let images = permutation(rng, vertices);
                for &from in permutation(rng, vertices).iter().take(length) {
                    let ends = [from, images[from as usize]].map(|end| u64::from(end) + 1);
                    let turn = below(rng, 2) as usize;
                    names::edge(ends[turn], ends[1 - turn], input);
                }
            }
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        let mut numbers = HashMap::new();
        let mut components = UnionFind::<u32>::new(0);
        let (mut ends, mut touched) = ([0; 2], false);
        names::solve(input, answers, |line| {
            let mut vertex = |name: u64| {
                let number = numbers.entry(name);
                *number.or_insert_with(|| components.new_set())
            };
            match line {
                Line::First(source, target) => {
                    let target = target.expect("the first line names two vertices");
                    ends = [source, target].map(vertex);
                }
                Line::Edge(from, to) => {
                    let (from, to) = (vertex(from), vertex(to));
                    touched |= from != to && (ends.contains(&from) || ends.contains(&to));
                    components.union(from, to);
                }
            }
            let connected = components.equiv(ends[0], ends[1]);
            Answer::operation(u32::from(connected)).when(touched)
        });
    }

    fn longest(&self, length: usize) -> usize {
        names::longest(length, u64::from(self.vertices(length)))
    }
}

kept!(Connectivity);

#[cfg(test)]
mod tests {
    use petgraph::algo::has_path_connecting;
    use petgraph::graph::{NodeIndex, UnGraph};
    use proptest::prelude::*;

    use super::*;
    use crate::problem::answer::Mark;
    use crate::problem::families::graph::tests::{drawn, labels_of};

    proptest! {
        #[test]
        fn a_label_is_what_two_other_algorithms_find(index in 0u64..1000, length in 1usize..40) {
            for edges in [Edges::Random, Edges::Cycles] {
                let problem = Connectivity::new(edges);
                let input = drawn(&problem, index, length);
                let (source, target, edges) = names::read(&input);
                prop_assert_eq!(edges.len(), length);
                let (source, target) = (source as usize, target.unwrap() as usize);
                let size = problem.vertices(length) as usize + 1;
                let mut components = UnionFind::<usize>::new(size);
                let mut graph = UnGraph::<(), ()>::default();
                for _ in 0..size {
                    graph.add_node(());
                }
                let found = edges.iter().map(|&(a, b)| {
                    components.union(a as usize, b as usize);
                    graph.add_edge(NodeIndex::new(a as usize), NodeIndex::new(b as usize), ());
                    let connected = components.equiv(source, target);
                    let path = has_path_connecting(&graph, NodeIndex::new(source), NodeIndex::new(target), None);
                    assert_eq!(connected, path);
                    u32::from(connected)
                });
                prop_assert_eq!(labels_of(&problem, &input), found.collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn about_half_of_all_inputs_end_connected() {
        for edges in [Edges::Random, Edges::Cycles] {
            for length in [4, 17, 100, 1000] {
                let problem = Connectivity::new(edges);
                let last = |index| {
                    *labels_of(&problem, &drawn(&problem, index, length))
                        .last()
                        .unwrap()
                };
                let connected: u32 = (0..1000).map(last).sum();
                // four standard deviations are 63, and half is only near for small random graphs
                assert!(
                    (420..=570).contains(&connected),
                    "{edges:?} {length}: {connected}"
                );
            }
        }
    }

    #[test]
    fn on_cycles_every_vertex_ends_with_degree_two() {
        let (_, _, edges) = names::read(&drawn(&Connectivity::new(Edges::Cycles), 3, 50));
        let mut degree = [0; 51];
        edges
            .iter()
            .for_each(|&(a, b)| [a, b].iter().for_each(|&v| degree[v as usize] += 1));
        assert_eq!(degree[1..], [2; 50]);
    }

    #[test]
    fn nothing_has_changed_until_an_edge_meets_one_of_the_two() {
        let mut input = Vec::new();
        names::begin(1, Some(2), &mut input);
        for (from, to) in [(3, 4), (1, 1), (4, 1), (2, 3)] {
            names::edge(from, to, &mut input);
        }
        let mut answers = Vec::new();
        Connectivity::new(Edges::Random).solve(&input, &mut answers);
        let ends = answers.iter().filter(|a| a.mark == Mark::Operation);
        let said: Vec<(u32, bool)> = ends.map(|a| (a.label, a.changed)).collect();
        assert_eq!(said, [(0, false), (0, false), (0, true), (1, true)]);
    }
}
