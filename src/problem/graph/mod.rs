//! Connectivity of graphs, edge by edge.
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

use crate::problem::complexity::{Class, Complexity};
use crate::problem::family::sound;
use crate::problem::{Problem, ProblemError};

/// A graph problem, resolved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GraphConfig {
    /// What is asked.
    pub task: Task,
    /// How many vertices there are, each edge being one symbol; without it, names are numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vertices: Option<u16>,
    /// Of reachability, how many paths an input with numbers follows at once; without it, the square root of its
    /// length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paths: Option<u32>,
    /// Of reachability, what the label says.
    #[serde(default, skip_serializing_if = "Label::is_default")]
    pub label: Label,
    /// Of connectivity with numbers, which graphs are drawn.
    #[serde(default, skip_serializing_if = "Edges::is_default")]
    pub edges: Edges,
}

/// What is asked of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Whether a directed path leads from one vertex to another.
    Reachability,
    /// Whether two vertices are connected.
    Connectivity,
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

impl Label {
    /// Whether it is the default, which files leave out.
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
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

impl Edges {
    /// Whether it is the default, which files leave out.
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Vertices possible where an edge is one symbol.
const VERTICES: std::ops::RangeInclusive<u16> = 3..=100;

impl GraphConfig {
    /// What is wrong, as (key, message).
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, message: String| faults.push((key.to_owned(), message));
        let (least, most) = (VERTICES.start(), VERTICES.end());
        if let Some(n) = self.vertices.filter(|n| !VERTICES.contains(n)) {
            let message = format!(
                "`vertices` = {n} is not possible; give {least} to {most}, or leave it out and names are numbers"
            );
            fault("vertices", message);
        }
        if let Some(paths) = self.paths {
            if self.task != Task::Reachability || self.vertices.is_some() {
                let message =
                    "`paths` belongs to `task = \"reachability\"` without `vertices`; remove it";
                fault("paths", message.to_owned());
            } else if paths < 2 {
                let message =
                    format!("`paths` = {paths} leaves no choice between paths; give at least 2");
                fault("paths", message);
            }
        }
        if self.task != Task::Reachability && !self.label.is_default() {
            let message = "`label` belongs to `task = \"reachability\"`; remove it";
            fault("label", message.to_owned());
        }
        if (self.task != Task::Connectivity || self.vertices.is_some()) && !self.edges.is_default()
        {
            let message =
                "`edges` belongs to `task = \"connectivity\"` without `vertices`; remove it";
            fault("edges", message.to_owned());
        }
        faults
    }

    /// Builds the problem; lists the monoid of fixed vertices where it is small.
    pub(super) fn build(&self, name: &str) -> Result<Box<dyn Problem>, ProblemError> {
        sound(name, self.faults())?;
        Ok(match (self.vertices, self.task) {
            (Some(vertices), task) => {
                Box::new(fixed::Fixed::build(name, task, vertices, self.label)?)
            }
            (None, Task::Reachability) => Box::new(reachability::Reachability::new(
                name, self.paths, self.label,
            )),
            (None, Task::Connectivity) => {
                Box::new(connectivity::Connectivity::new(name, self.edges))
            }
        })
    }
}

/// What the labels are called.
fn labels(task: Task) -> Vec<String> {
    match task {
        Task::Reachability => ["not reached", "reached"],
        Task::Connectivity => ["apart", "connected"],
    }
    .map(str::to_owned)
    .to_vec()
}

/// Of reachability with numbers as names.
const REACHABILITY: Complexity = Complexity {
    class: Class::L,
    complete: true,
    regular: false,
    statement: "whether a path leads from one vertex to another where at most one edge leaves each vertex, the edges being sorted, is complete for L, by first-order reductions too",
    source: "N. Immerman, \"Languages that capture complexity classes\", SIAM J. Comput. 16 (1987) 760-778; N. D. Jones, \"Space-bounded reducibility among combinatorial problems\", JCSS 11 (1975) 68-85; S. A. Cook, P. McKenzie, \"Problems complete for deterministic logarithmic space\", J. Algorithms 8 (1987) 385-394; W. Merrill, H. Jiang, Y. Li, A. Lin, A. Sabharwal, \"Why Are Linear RNNs More Parallelizable?\" (2026), arXiv:2603.03612",
};

/// Of connectivity with numbers as names.
const CONNECTIVITY: Complexity = Complexity {
    class: Class::L,
    complete: true,
    regular: false,
    statement: "whether two vertices of an undirected graph are connected is in L, and hard for L already in forests, to which paths of out-degree one reduce by first-order reductions",
    source: "O. Reingold, \"Undirected connectivity in log-space\", J. ACM 55 (2008) 17:1-24; S. A. Cook, P. McKenzie, \"Problems complete for deterministic logarithmic space\", J. Algorithms 8 (1987) 385-394",
};

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::base::faults::read_toml;
    use crate::problem::family::told;

    fn faults(text: &str) -> Vec<String> {
        let config: GraphConfig = toml::from_str(text).unwrap();
        told(config.faults())
    }

    #[test]
    fn what_is_wrong_is_named_with_value_and_remedy() {
        assert_eq!(
            faults("task = 'reachability'\npaths = 5\nlabel = 'frontier'"),
            [""; 0]
        );
        assert_eq!(faults("task = 'connectivity'\nedges = 'cycles'"), [""; 0]);
        assert_eq!(
            faults("task = 'reachability'\nvertices = 2\npaths = 5\nedges = 'cycles'"),
            [
                "vertices: `vertices` = 2 is not possible; give 3 to 100, or leave it out and names are numbers",
                "paths: `paths` belongs to `task = \"reachability\"` without `vertices`; remove it",
                "edges: `edges` belongs to `task = \"connectivity\"` without `vertices`; remove it",
            ]
        );
        assert_eq!(
            faults("task = 'connectivity'\nlabel = 'frontier'\npaths = 5"),
            [
                "paths: `paths` belongs to `task = \"reachability\"` without `vertices`; remove it",
                "label: `label` belongs to `task = \"reachability\"`; remove it",
            ]
        );
        assert_eq!(
            faults("task = 'reachability'\npaths = 1"),
            ["paths: `paths` = 1 leaves no choice between paths; give at least 2"]
        );
    }

    #[test]
    fn a_record_changed_by_hand_is_refused_in_the_same_words() {
        let config: GraphConfig = toml::from_str("task = 'connectivity'\nvertices = 1").unwrap();
        let error = config.build("mine").err().unwrap().to_string();
        assert!(error.contains("`vertices` = 1 is not possible"), "{error}");
    }

    #[test]
    fn an_unknown_task_is_named_with_the_nearest_known_one() {
        let read = read_toml::<GraphConfig>(Path::new("x.toml"), "task = 'conectivity'");
        let error = read.unwrap_err().to_string();
        assert_eq!(
            error,
            "x.toml:1: unknown value `conectivity` of `task`; did you mean `connectivity`? (known: reachability, connectivity)"
        );
    }
}
