//! Connectivity of graphs, edge by edge.
//!
//! ```toml
//! [graph.reachability]          # or [graph.connectivity]
//! vertices = 5                  # an edge is one symbol; without it, names are numbers
//! label = "reached"             # of reachability, also "frontier"
//! paths = 5                     # of reachability with numbers: how many paths are followed at once
//! edges = "random"              # of connectivity with numbers: also "cycles"
//! ```
//!
//! ```text
//! reachability    directed, at most one edge out of a vertex, in topological order: has `t` been reached from `s`?
//!                 labels `not reached`, `reached`; or, with `label = "frontier"`, where the path from `s` has come
//! connectivity    undirected, in any order: are `s` and `t` connected by the edges so far?
//!                 labels `apart`, `connected`
//! ```
//!
//! An operation is an edge, and the answer stands after each one. Without `vertices` there are as many vertices as an
//! input needs, their names are numbers in digits, one symbol a digit, and the first line says which two are meant
//! (`reachability`, `connectivity`): inputs of any length over one finite alphabet. With `vertices = n` an
//! edge is one symbol and the problem is that of a finite automaton, whose monoid is computed (`fixed`).
//!
//! Both are complete for L with numbers as names. A deterministic machine in logarithmic space has one next
//! configuration, so that its run is a path; configurations with the time as part of their name come sorted. The
//! sorted form, which one pass with one remembered name solves, is that of W. Merrill, H. Jiang, Y. Li, A. Lin,
//! A. Sabharwal, "Why Are Linear RNNs More Parallelizable?" (2026), arXiv:2603.03612.
//!
//! Leaves out graphs with many edges out of a vertex, where directed reachability is complete for NL.

mod connectivity;
mod fixed;
mod names;
mod reachability;

use serde::{Deserialize, Serialize};

use crate::base::wrong::Wrong;
use crate::problem::complexity::{Class, Complexity};
use crate::problem::families::Config;
use crate::problem::families::graph::connectivity::Connectivity;
use crate::problem::families::graph::fixed::{Fixed, Rule};
use crate::problem::families::graph::reachability::Reachability;
use crate::problem::{Problem, is_default};

/// A graph problem, resolved.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum GraphConfig {
    /// Whether a directed path leads from one vertex to another.
    Reachability {
        /// How many vertices there are, each edge being one symbol; without it, names are numbers.
        vertices: Option<u16>,
        /// How many paths an input with numbers follows at once; without it, the square root of its length.
        paths: Option<u32>,
        /// What the label says.
        #[serde(default, skip_serializing_if = "is_default")]
        label: Label,
    },
    /// Whether two vertices are connected.
    Connectivity {
        /// How many vertices there are, each edge being one symbol; without it, names are numbers.
        vertices: Option<u16>,
        /// Which graphs with numbers are drawn.
        #[serde(default, skip_serializing_if = "is_default")]
        edges: Edges,
    },
}

/// What the label of reachability says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// Whether the target has been reached.
    #[default]
    Reached,
    /// Where the path has come: the vertex, or the last digit of its number.
    Frontier,
}

/// Which undirected graphs are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edges {
    /// Every edge between two vertices drawn uniformly.
    #[default]
    Random,
    /// The cycles of a uniform permutation.
    Cycles,
}

/// Paths that are followed at once.
const MOST_PATHS: u32 = 65_536;

impl Config for GraphConfig {
    fn check(&self, wrong: &mut Wrong) {
        let numbers = "graphs without `vertices`";
        let (table, vertices) = match self {
            Self::Reachability {
                vertices, paths, ..
            } => {
                let fixed = vertices.is_some() && paths.is_some();
                wrong.belongs(fixed, "reachability.paths", numbers);
                if let Some(paths) = paths {
                    wrong.range("reachability.paths", *paths, 2..=MOST_PATHS);
                }
                ("reachability", vertices)
            }
            Self::Connectivity { vertices, edges } => {
                let fixed = vertices.is_some() && !is_default(edges);
                wrong.belongs(fixed, "connectivity.edges", numbers);
                ("connectivity", vertices)
            }
        };
        if let Some(vertices) = vertices {
            wrong.range(&format!("{table}.vertices"), *vertices, 3..=100);
        }
    }

    fn build(&self, _: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(match *self {
            Self::Reachability {
                vertices: Some(vertices),
                label,
                ..
            } => Box::new(Fixed::new(vertices, Rule::Moves(label))?),
            Self::Reachability { paths, label, .. } => Box::new(Reachability::new(paths, label)),
            Self::Connectivity {
                vertices: Some(vertices),
                ..
            } => Box::new(Fixed::new(vertices, Rule::Joins)?),
            Self::Connectivity { edges, .. } => Box::new(Connectivity::new(edges)),
        })
    }
}

/// Labels of reachability and of connectivity.
const REACHED: [&str; 2] = ["not reached", "reached"];
const CONNECTED: [&str; 2] = ["apart", "connected"];

/// Of reachability with numbers as names.
const REACHABILITY: Complexity = Complexity::complete(
    Class::L,
    "whether a path leads from one vertex to another where at most one edge leaves each vertex, the edges being sorted, is complete for L, by first-order reductions too",
    "N. Immerman, \"Languages that capture complexity classes\", SIAM J. Comput. 16 (1987) 760-778; N. D. Jones, \"Space-bounded reducibility among combinatorial problems\", JCSS 11 (1975) 68-85; S. A. Cook, P. McKenzie, \"Problems complete for deterministic logarithmic space\", J. Algorithms 8 (1987) 385-394; W. Merrill, H. Jiang, Y. Li, A. Lin, A. Sabharwal, \"Why Are Linear RNNs More Parallelizable?\" (2026), arXiv:2603.03612",
);

/// Of connectivity with numbers as names.
const CONNECTIVITY: Complexity = Complexity::complete(
    Class::L,
    "whether two vertices of an undirected graph are connected is in L, and hard for L already in forests, to which paths of out-degree one reduce by first-order reductions",
    "O. Reingold, \"Undirected connectivity in log-space\", J. ACM 55 (2008) 17:1-24; S. A. Cook, P. McKenzie, \"Problems complete for deterministic logarithmic space\", J. Algorithms 8 (1987) 385-394",
);

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::base::faults::Document;
    use crate::base::rng::stream;
    use crate::problem::Asked;
    use crate::problem::answer::Mark;

    /// The labels of the operations of `input`.
    pub(super) fn labels_of(problem: &dyn Asked, input: &[u32]) -> Vec<u32> {
        let mut answers = Vec::new();
        problem.solve(input, &mut answers);
        let ends = answers.iter().filter(|a| a.mark == Mark::Operation);
        ends.map(|a| a.label).collect()
    }

    /// Input number `index` of `length` edges, which has no more symbols than the problem says.
    pub(super) fn drawn(problem: &dyn Asked, index: u64, length: usize) -> Vec<u32> {
        let mut input = Vec::new();
        problem.draw(&mut stream(1, "train", index), length, &mut input);
        assert!(input.len() <= problem.longest(length));
        input
    }

    fn said(text: &str) -> String {
        let config: GraphConfig = toml::from_str(text).unwrap();
        config.wrong().to_string()
    }

    #[test]
    fn what_is_wrong_is_named_with_value_and_remedy() {
        assert_eq!(said("[reachability]\npaths = 5\nlabel = 'frontier'"), "");
        assert_eq!(said("[connectivity]\nedges = 'cycles'"), "");
        insta::assert_snapshot!(said("[reachability]\nvertices = 2\npaths = 1"), @"
        reachability.paths: `paths` belongs to graphs without `vertices`; leave it out
        reachability.paths: `paths` = 1 is not from 2 to 65536; give a number that is
        reachability.vertices: `vertices` = 2 is not from 3 to 100; give a number that is
        ");
        insta::assert_snapshot!(said("[connectivity]\nvertices = 5\nedges = 'cycles'"), @"connectivity.edges: `edges` belongs to graphs without `vertices`; leave it out");
    }

    #[test]
    fn an_option_of_another_task_and_an_unknown_task_are_named_with_those_there_are() {
        #[derive(Debug, Deserialize)]
        struct File {
            #[expect(dead_code, reason = "only what is refused is looked at")]
            graph: GraphConfig,
        }
        let refusal = |text: &str| {
            let read = Document::parse(Path::new("x.toml"), text)
                .and_then(|document| document.read::<File>());
            read.unwrap_err().to_string()
        };
        insta::assert_snapshot!(refusal("[graph.connectivity]\nlabel = 'frontier'"), @"x.toml:2: unknown key `label` in [graph.connectivity]; known: vertices, edges");
        insta::assert_snapshot!(refusal("[graph.conectivity]"), @"x.toml:1: unknown value `conectivity` of `graph`; did you mean `connectivity`? (known: reachability, connectivity)");
    }
}
