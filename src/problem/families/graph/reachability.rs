//! Sorted deterministic reachability with numbers as names: at most one edge leaves a vertex, and it stands after
//! all edges that enter it, so that one pass can follow the path from `s`.
//!
//! **What is drawn.** `k` disjoint paths at once; each edge continues one of them, drawn uniformly, to the next vertex
//! that has no name yet. Paths do not merge: paths that do forget where they began, and then the last few edges would
//! tell the answer. Instead an edge ends its path with probability `2k/n`, where `n` is the number of edges, in `t` or
//! in another vertex by a fair coin, and a path from a new vertex takes its place. So the path from `s` has ended in
//! the end with probability `1 - e^-2`, and `t` is reached with about 0.43. With `label = "frontier"` no path ends and
//! there is no `t`.
//!
//! **How hard it is.** Only the `k` heads may still be left by an edge, and the rank of the one that is, by age, can be
//! read off the names. For a fixed `k` what is drawn is therefore a word over partial permutations of `k` places:
//! parity for two, a problem in NC1 for every k, complete for it from five on (D. A. M. Barrington, JCSS 38 (1989)
//! 150-164). What needs logarithmic space is a number of paths that grows, as it does by default, with the square root
//! of the number of edges.

use super::names::{self, Line};
use super::{Label, REACHABILITY, REACHED};
use crate::base::rng::{Stream, below};
use crate::problem::Asked;
use crate::problem::answer::Answer;
use crate::problem::script::{Kept, kept, names};

/// Reachability, ready to draw and solve.
pub(super) struct Reachability {
    paths: Option<u32>,
    label: Label,
    kept: Kept,
}

impl Reachability {
    /// The problem with `paths` at once, or as many as suit the length.
    pub(super) fn new(paths: Option<u32>, label: Label) -> Self {
        let labels = match label {
            Label::Reached => names(REACHED),
            Label::Frontier => (0..10).map(|digit| digit.to_string()).collect(),
        };
        Self {
            paths,
            label,
            kept: Kept::new(names::script("->"), labels, REACHABILITY),
        }
    }

    /// Paths of an input of `length` edges.
    fn paths(&self, length: usize) -> u64 {
        self.paths.map_or(length.isqrt().max(2) as u64, u64::from)
    }
}

impl Asked for Reachability {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let paths = self.paths(length);
        let mut heads: Vec<u64> = (1..=paths).collect();
        // every edge names one vertex, so these two come after all of them
        let ends = [paths + length as u64 + 1, paths + length as u64 + 2];
        let source = heads[below(rng, paths as u32) as usize];
        let may_end = self.label == Label::Reached;
        let target = may_end.then(|| ends[below(rng, 2) as usize]);
        names::begin(source, target, input);
        for unnamed in (paths + 1..).take(length) {
            let head = &mut heads[below(rng, paths as u32) as usize];
            let over = may_end && u64::from(below(rng, length as u32)) < 2 * paths;
            let to = if over {
                ends[below(rng, 2) as usize]
            } else {
                unnamed
            };
            names::edge(*head, to, input);
            *head = unnamed;
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        let (mut at, mut end) = (0, None);
        let (mut moved, mut reached) = (false, false);
        names::solve(input, answers, |line| {
            match line {
                Line::First(source, target) => (at, end) = (source, target),
                Line::Edge(from, to) if from == at => (at, moved) = (to, true),
                Line::Edge(..) => {}
            }
            reached |= Some(at) == end;
            let label = match self.label {
                Label::Reached => u32::from(reached),
                Label::Frontier => (at % 10) as u32,
            };
            Answer::operation(label).when(moved)
        });
    }

    fn longest(&self, length: usize) -> usize {
        names::longest(length, self.paths(length) + length as u64 + 2)
    }
}

kept!(Reachability);

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use petgraph::algo::dijkstra;
    use petgraph::graph::{DiGraph, NodeIndex};
    use proptest::prelude::*;

    use super::*;
    use crate::problem::answer::Mark;
    use crate::problem::families::graph::tests::{drawn, labels_of};

    proptest! {
        #[test]
        fn a_label_is_what_a_search_of_the_graph_so_far_finds(index in 0u64..1000, length in 1usize..40, paths in 2u32..6) {
            for paths in [None, Some(paths)] {
                let problem = Reachability::new(paths, Label::Reached);
                let input = drawn(&problem, index, length);
                let (source, target, edges) = names::read(&input);
                prop_assert_eq!(edges.len(), length);
                let found = (1..=length).map(|count| {
                    let graph = DiGraph::<(), ()>::from_edges(edges[..count].iter().map(|&(a, b)| (a as u32, b as u32)));
                    if graph.node_count() as u64 <= source {
                        return 0;
                    }
                    let distances = dijkstra(&graph, NodeIndex::new(source as usize), None, |_| 1);
                    u32::from(distances.contains_key(&NodeIndex::new(target.unwrap() as usize)))
                });
                prop_assert_eq!(labels_of(&problem, &input), found.collect::<Vec<_>>());
            }
        }

        #[test]
        fn a_frontier_is_the_end_of_the_path_so_far(index in 0u64..1000, length in 1usize..40) {
            let problem = Reachability::new(None, Label::Frontier);
            let input = drawn(&problem, index, length);
            let (source, target, edges) = names::read(&input);
            prop_assert_eq!(target, None);
            let found = (1..=length).map(|count| {
                let next: BTreeMap<u64, u64> = edges[..count].iter().copied().collect();
                let path = std::iter::successors(Some(source), |at| next.get(at).copied());
                (path.last().unwrap() % 10) as u32
            });
            prop_assert_eq!(labels_of(&problem, &input), found.collect::<Vec<_>>());
        }

        #[test]
        fn graphs_are_sorted_and_deterministic_and_their_names_grow(index in 0u64..1000, length in 1usize..60) {
            for label in [Label::Reached, Label::Frontier] {
                let input = drawn(&Reachability::new(Some(3), label), index, length);
                let (mut left, mut entered) = (BTreeSet::new(), BTreeSet::new());
                for (from, to) in names::read(&input).2 {
                    prop_assert!(from < to, "{from} {to}");
                    prop_assert!(left.insert(from), "{from} is left twice");
                    prop_assert!(!left.contains(&to), "{to} is entered after it is left");
                    entered.insert(to);
                }
            }
        }
    }

    #[test]
    fn a_target_that_was_passed_stays_reached() {
        let problem = Reachability::new(None, Label::Reached);
        let mut input = Vec::new();
        names::begin(1, Some(2), &mut input);
        for (from, to) in [(4, 6), (1, 2), (2, 3)] {
            names::edge(from, to, &mut input);
        }
        let mut answers = Vec::new();
        problem.solve(&input, &mut answers);
        let ends = answers.iter().filter(|a| a.mark == Mark::Operation);
        let said: Vec<(u32, bool)> = ends.map(|a| (a.label, a.changed)).collect();
        assert_eq!(said, [(0, false), (1, true), (1, true)]);
    }

    #[test]
    fn the_target_is_reached_in_about_two_inputs_of_five() {
        for (paths, length) in [(None, 60), (Some(5), 60), (None, 1000)] {
            let problem = Reachability::new(paths, Label::Reached);
            let last = |index| {
                *labels_of(&problem, &drawn(&problem, index, length))
                    .last()
                    .unwrap()
            };
            let reached: u32 = (0..1000).map(last).sum();
            // (1 - e^-2) / 2 = 0.432, four standard deviations are 63
            assert!(
                (432 - 63..432 + 63).contains(&reached),
                "{paths:?} {length}: {reached}"
            );
        }
    }
}
