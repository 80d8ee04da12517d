//! Cayley graphs as `petgraph` graphs, for drawings and for graph algorithms.

use petgraph::graph::{DiGraph, NodeIndex};

use crate::algebra::monoid::Monoid;

/// The right Cayley graph: node = element number, an edge `x -> x·a` of weight `a` for every generator.
///
/// ```
/// use barrington::algebra::cayley::right_graph;
/// use barrington::algebra::monoid::{DEFAULT_LIMIT, Monoid};
/// use barrington::algebra::transformation::Transformation;
/// let swap = Transformation::parse_cycles("(1 2)", 2).unwrap();
/// let graph = right_graph(&Monoid::from_generators(&[swap], DEFAULT_LIMIT).unwrap());
/// assert_eq!((graph.node_count(), graph.edge_count()), (2, 2));
/// ```
pub fn right_graph(monoid: &Monoid) -> DiGraph<u32, usize> {
    let generators = monoid.generators().len();
    let mut graph = DiGraph::with_capacity(monoid.order(), monoid.order() * generators);
    for x in 0..monoid.order() as u32 {
        graph.add_node(x);
    }
    for x in 0..monoid.order() as u32 {
        for a in 0..generators {
            let to = monoid.right(x, a);
            graph.add_edge(NodeIndex::new(x as usize), NodeIndex::new(to as usize), a);
        }
    }
    graph
}

#[cfg(test)]
mod tests {
    use petgraph::algo::tarjan_scc;

    use super::*;
    use crate::algebra::monoid::DEFAULT_LIMIT;
    use crate::algebra::transformation::Transformation;

    #[test]
    fn the_graph_of_a_group_is_strongly_connected_and_that_of_the_flip_flop_is_not() {
        let list = |texts: &[&str]| {
            let generators: Vec<_> = texts
                .iter()
                .map(|t| Transformation::parse_images(t, None).unwrap())
                .collect();
            right_graph(&Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap())
        };
        assert_eq!(tarjan_scc(&list(&["2 3 1", "2 1 3"])).len(), 1);
        // R-classes of the flip-flop: the identity alone, the two resets together
        let mut sizes: Vec<usize> = tarjan_scc(&list(&["1 1", "2 2"]))
            .iter()
            .map(Vec::len)
            .collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [1, 2]);
    }
}
