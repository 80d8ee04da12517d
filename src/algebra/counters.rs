//! Whether bounded counters suffice: which automata are cascades of them, and so which regular languages are in
//! C-RASP, the logic of counting that predicts how far transformers carry over to longer words.
//!
//! A bounded counter holds 0 to k; a letter adds to it, subtracts, or leaves it, and it is lost for ever when it
//! would leave its range: the automaton of brackets nested at most k deep. In a cascade, what a letter does to a
//! counter may depend on the counters above it. A regular language is in C-RASP exactly if its syntactic
//! monoid divides a wreath product of the monoids of bounded counters (arXiv 2608.13433, theorem 11, which also says
//! that this takes polynomial time; the algorithm here and its proof are this project's).
//!
//! **The test.** Let C be a strongly connected component of the automaton. A potential on C, given a partition of
//! C, is a function h to the rational numbers such that h(qa) - h(q) depends only on the letter a and the part
//! of q, for all edges q -> qa inside C. Begin with one part; put two states into one part of the next partition
//! if no potential tells them apart; repeat until nothing changes. The automaton divides a cascade of bounded counters
//! exactly if every component ends with one state in each part.
//!
//! *Enough.* Multiplied by a common denominator, a basis of the potentials is a set of counters whose steps are
//! known from the letter and the counters of the partition before. In C all stay in a bounded range. Counters of
//! different components are joined by registers that are written once, on leaving a component, with the state that
//! is entered: these are R-trivial, and R-trivial monoids divide cascades of counters with k = 0 and a neutral
//! letter (Stiffler 1973). What counters do after their component is left does not matter.
//!
//! *Necessary.* Let S be a part of a cascade that maps onto the automaton, and C' a lowest component of S over C.
//! No counter is lost inside C', so letters act on it injectively by fixed steps, and C' is a covering of C with
//! finitely many sheets. A closed path of C, signed steps allowed, lifted to C' and repeated is closed; the steps of
//! the first counters along it depend on the letters only, so they add up to 0: the first counters are the same in
//! all sheets, they are potentials on C; given these, so are the second, and so on. All counters together separate the
//! states of C', so C' has one sheet and C is separated.
//!
//! The space of potentials is found with exact fractions: two states are told apart unless the difference of the
//! paths to them from a first state is, as a vector that counts (letter, part), a rational combination of closed paths.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, One, Zero};
use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use crate::algebra::transformation::Transformation;

/// Whether the automaton whose letters are `generators` divides a cascade of bounded counters. None if the integers
/// grow beyond 128 bits.
///
/// ```
/// use barrington::algebra::counters::cascade_of_counters;
/// use barrington::algebra::transformation::Transformation;
/// let automaton = |letters: &[&str]| -> Vec<Transformation> {
///     letters.iter().map(|t| Transformation::parse_images(t, None).unwrap()).collect()
/// };
/// // brackets nested at most twice, and the last letter
/// assert_eq!(cascade_of_counters(&automaton(&["2 3 4 4", "4 1 2 4"])), Some(true));
/// assert_eq!(cascade_of_counters(&automaton(&["1 1", "2 2"])), Some(false));
/// ```
pub fn cascade_of_counters(generators: &[Transformation]) -> Option<bool> {
    let states = generators.first().map_or(0, Transformation::points);
    let next = |state: usize, letter: usize| usize::from(generators[letter].images()[state]);
    is_cascade(states, generators.len(), next)
}

/// As [`cascade_of_counters`] for `states` states, where `next(q, a)` is the state after letter a in state q.
pub fn is_cascade(
    states: usize,
    letters: usize,
    next: impl Fn(usize, usize) -> usize,
) -> Option<bool> {
    let edges = (0..states).flat_map(|q| (0..letters).map(move |a| (q, a)));
    let edges = edges.map(|(q, a)| (q as u32, next(q, a) as u32));
    for component in tarjan_scc(&DiGraph::<(), ()>::from_edges(edges)) {
        let component: Vec<usize> = component.iter().map(|node| node.index()).collect();
        if !Component::new(component, letters, &next).is_separated()? {
            return Some(false);
        }
    }
    Some(true)
}

/// A step q -> qa inside a component, its states numbered from 0.
struct Edge {
    from: usize,
    letter: usize,
    to: usize,
}

/// A strongly connected component.
struct Component {
    states: usize,
    letters: usize,
    /// The edges that first reach a state from state 0, breadth first, in that order.
    tree: Vec<Edge>,
    others: Vec<Edge>,
}

impl Component {
    fn new(states: Vec<usize>, letters: usize, next: impl Fn(usize, usize) -> usize) -> Self {
        let number: BTreeMap<usize, usize> = states.iter().copied().zip(0..).collect();
        let (mut tree, mut others) = (Vec::new(), Vec::new());
        let mut reached = vec![false; states.len()];
        reached[0] = true;
        let mut queue = vec![0];
        let mut head = 0;
        while let Some(&from) = queue.get(head) {
            head += 1;
            for letter in 0..letters {
                let Some(&to) = number.get(&next(states[from], letter)) else {
                    continue;
                };
                let edge = Edge { from, letter, to };
                if std::mem::replace(&mut reached[to], true) {
                    others.push(edge);
                } else {
                    queue.push(to);
                    tree.push(edge);
                }
            }
        }
        Self {
            states: states.len(),
            letters,
            tree,
            others,
        }
    }

    /// Whether potentials upon potentials tell all states apart.
    fn is_separated(&self) -> Option<bool> {
        let mut parts = vec![0; self.states];
        let mut count = 1;
        while count < self.states {
            let (refined, more) = self.refine(&parts)?;
            if more == count {
                return Some(false);
            }
            (parts, count) = (refined, more);
        }
        Some(true)
    }

    /// The next partition and the number of its parts.
    fn refine(&self, parts: &[usize]) -> Option<(Vec<usize>, usize)> {
        let column = |edge: &Edge| parts[edge.from] * self.letters + edge.letter;
        let once = Ratio::one();
        let mut paths = vec![Row::new(); self.states];
        for edge in &self.tree {
            paths[edge.to] = paths[edge.from].clone();
            add(&mut paths[edge.to], column(edge), once)?;
        }
        let mut closed = Span::default();
        for edge in &self.others {
            let mut cycle = paths[edge.from].clone();
            add(&mut cycle, column(edge), once)?;
            for (&column, times) in &paths[edge.to] {
                add(&mut cycle, column, -times)?;
            }
            closed.insert(cycle)?;
        }
        let mut parts = IndexSet::new();
        let mut part = |path| Some(parts.insert_full(closed.remainder(path)?).0);
        let refined: Option<Vec<usize>> = paths.into_iter().map(&mut part).collect();
        Some((refined?, parts.len()))
    }
}

/// A vector of fractions; those that are 0 are left out.
type Row = BTreeMap<usize, Ratio<i128>>;

/// Adds `x` at `column` of `row`.
fn add(row: &mut Row, column: usize, x: Ratio<i128>) -> Option<()> {
    let sum = match row.get(&column) {
        Some(before) => before.checked_add(&x)?,
        None => x,
    };
    if sum.is_zero() {
        row.remove(&column);
    } else {
        row.insert(column, sum);
    }
    Some(())
}

/// Takes the multiple of `other` away from `row` that makes `column`, where `other` is not 0, zero.
fn eliminate(row: &mut Row, column: usize, other: &Row) -> Option<()> {
    let factor = row[&column].checked_div(&other[&column])?;
    for (&column, x) in other {
        add(row, column, -x.checked_mul(&factor)?)?;
    }
    Some(())
}

/// The rational combinations of some rows, in echelon form: each row by its first column.
#[derive(Default)]
struct Span {
    rows: BTreeMap<usize, Row>,
}

impl Span {
    /// What is left of `row` when every first column is made zero: the same for rows whose difference is in the span,
    /// and for no others.
    fn remainder(&self, mut row: Row) -> Option<Row> {
        let mut done = 0;
        while let Some((&column, _)) = row.range(done..).next() {
            if let Some(pivot) = self.rows.get(&column) {
                eliminate(&mut row, column, pivot)?;
            }
            done = column + 1;
        }
        Some(row)
    }

    /// Adds `row` to what is combined.
    fn insert(&mut self, row: Row) -> Option<()> {
        let row = self.remainder(row)?;
        if let Some((&first, _)) = row.first_key_value() {
            self.rows.insert(first, row);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests;
