//! Green's relations of a listed monoid: who generates the same ideals.
//!
//! ```text
//! x R y  iff  xM = yM        x L y  iff  Mx = My        H = R ∩ L
//! x J y  iff  MxM = MyM      D = the join of R and L, and D = J because M is finite
//! ```
//!
//! R-classes are the strongly connected components of the right Cayley graph, L-classes those of the left
//! one. A D-class is a rectangle: its R-classes are the rows, its L-classes the columns, and the cells are
//! H-classes, all of the same size. An H-class is a group exactly if it contains an idempotent; all groups
//! in one D-class are isomorphic.
//!
//! Sources: J. A. Green, "On the structure of semigroups", Annals of Mathematics 54 (1951) 163-172; the
//! components of Cayley graphs after V. Froidure and J.-E. Pin, "Algorithms for computing finite
//! semigroups" (1997).
//!
//! **Numbering.** The classes of each kind are numbered in the order in which the shortlex words of the
//! monoid meet them, so the class of the identity is always 0.
//!
//! Leaves out finding D-classes without listing the monoid (Lallement and McFadden 1990, Konieczny 1994).

use std::collections::BTreeSet;

use indexmap::IndexSet;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;
use petgraph::unionfind::UnionFind;

use crate::algebra::monoid::Monoid;

#[cfg(test)]
pub(crate) mod examples;
mod order;
#[cfg(test)]
mod published;
mod subgroup;

/// Green's relations of one monoid. Elements are named by their numbers in that monoid.
#[derive(Clone, Debug)]
pub struct Green {
    /// The R-classes.
    pub r: Classes,
    /// The L-classes.
    pub l: Classes,
    /// The H-classes.
    pub h: Classes,
    /// The D-classes.
    pub d: Classes,
    /// The idempotent of each H-class that has one.
    groups: Vec<Option<u32>>,
    classes: Vec<DClass>,
    /// For each D-class the other ones that one letter, on either side, leads to.
    steps: Vec<BTreeSet<usize>>,
}

/// The classes of one relation.
#[derive(Clone, Debug)]
pub struct Classes {
    of: Vec<u32>,
    /// How many there are.
    pub count: usize,
}

impl Classes {
    /// The classes with the numbers `of`, renumbered in the order in which `sequence` meets them.
    fn new(mut of: Vec<u32>, sequence: &[u32]) -> Self {
        let met: IndexSet<u32> = sequence.iter().map(|&x| of[x as usize]).collect();
        for c in &mut of {
            let number = met.get_index_of(c);
            *c = number.expect("the sequence holds every element") as u32;
        }
        let count = met.len();
        Self { of, count }
    }

    /// The class of `x`.
    pub fn of(&self, x: u32) -> usize {
        self.of[x as usize] as usize
    }
}

/// A D-class: a rectangle of H-classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DClass {
    /// The elements: row by row, in a row column by column, in an H-class by number.
    pub elements: Vec<u32>,
    /// The numbers of its R-classes, ascending.
    pub rows: Vec<usize>,
    /// The numbers of its L-classes, ascending.
    pub columns: Vec<usize>,
    /// Its elements with `e·e = e`, ascending.
    pub idempotents: Vec<u32>,
}

impl DClass {
    /// The number of elements of each of its H-classes; of the groups among them, the order.
    pub fn h_size(&self) -> usize {
        self.elements.len() / (self.rows.len() * self.columns.len())
    }

    /// Whether each element `x` of it has a `y` with `x·y·x = x`: whether it contains an idempotent.
    pub fn is_regular(&self) -> bool {
        !self.idempotents.is_empty()
    }

    /// The H-class in the given row and column, counted from 0 within this D-class.
    pub fn cell(&self, row: usize, column: usize) -> &[u32] {
        let start = (row * self.columns.len() + column) * self.h_size();
        &self.elements[start..start + self.h_size()]
    }
}

impl Green {
    /// Computes the relations of `monoid`. Complexity: linear in order times generators, apart from sorting.
    ///
    /// ```
    /// use barrington::algebra::green::Green;
    /// use barrington::algebra::monoid::{DEFAULT_LIMIT, Monoid};
    /// use barrington::algebra::transformation::Transformation;
    /// let generators = ["2 3 1", "2 1 3", "1 1 3"].map(|t| Transformation::parse_images(t, None).unwrap());
    /// let t3 = Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap();
    /// let green = Green::of(&t3);
    /// assert_eq!((green.d.count, green.r.count, green.l.count), (3, 5, 7));
    /// assert_eq!(green.maximal_subgroup(&t3, 0).unwrap().order(), 6);
    /// ```
    pub fn of(monoid: &Monoid) -> Self {
        let numbered = |of| Classes::new(of, monoid.shortlex());
        let r = numbered(components(monoid, |x, a| monoid.right(x, a)));
        let l = numbered(components(monoid, |x, a| monoid.left(x, a)));

        let mut pairs = IndexSet::new();
        let both = r.of.iter().zip(&l.of);
        let h = numbered(both.map(|p| pairs.insert_full(p).0 as u32).collect());

        // R-classes and L-classes that share an element are in one D-class
        let mut joined = UnionFind::new(r.count + l.count);
        for x in 0..monoid.order() as u32 {
            joined.union(r.of(x), r.count + l.of(x));
        }
        let of_row = |&r: &u32| joined.find(r as usize) as u32;
        let d = numbered(r.of.iter().map(of_row).collect());

        let mut groups = vec![None; h.count];
        for e in monoid.idempotents() {
            groups[h.of(e)] = Some(e);
        }
        let mut green = Self {
            r,
            l,
            h,
            d,
            groups,
            classes: Vec::new(),
            steps: Vec::new(),
        };
        green.classes = green.rectangles();
        green.steps = green.steps_down(monoid);
        green
    }

    /// The D-classes with everything in them.
    fn rectangles(&self) -> Vec<DClass> {
        let mut members = vec![Vec::new(); self.d.count];
        for (x, &d) in self.d.of.iter().enumerate() {
            members[d as usize].push(x as u32);
        }
        let class_of = |mut elements: Vec<u32>| {
            elements.sort_unstable_by_key(|&x| (self.r.of(x), self.l.of(x), x));
            let mut rows: Vec<usize> = elements.iter().map(|&x| self.r.of(x)).collect();
            rows.dedup();
            let columns: BTreeSet<usize> = elements.iter().map(|&x| self.l.of(x)).collect();
            let idempotent = |x: &&u32| self.group_at(self.h.of(**x)) == Some(**x);
            let idempotents: BTreeSet<u32> = elements.iter().filter(idempotent).copied().collect();
            DClass {
                elements,
                rows,
                columns: columns.into_iter().collect(),
                idempotents: idempotents.into_iter().collect(),
            }
        };
        members.into_iter().map(class_of).collect()
    }

    /// All D-classes by number.
    pub fn classes(&self) -> &[DClass] {
        &self.classes
    }

    /// The idempotent of H-class `h`: the identity of a group, if the class is one.
    pub fn group_at(&self, h: usize) -> Option<u32> {
        self.groups[h]
    }

    /// Whether all groups inside are trivial. Looks at the relations only, not at powers.
    pub fn is_aperiodic(&self) -> bool {
        self.classes
            .iter()
            .all(|class| !class.is_regular() || class.h_size() == 1)
    }
}

/// For each element a number of its strongly connected component under `step`.
pub(super) fn components(monoid: &Monoid, step: impl Fn(u32, usize) -> u32) -> Vec<u32> {
    let letters = monoid.generators().len();
    let edges = (0..monoid.order() as u32).flat_map(|x| (0..letters).map(move |a| (x, a)));
    let graph = DiGraph::<(), ()>::from_edges(edges.map(|(x, a)| (x, step(x, a))));
    let mut class = vec![0; monoid.order()];
    // not tarjan_scc: it recurses, and the longest path may be as long as the monoid is large
    for (k, component) in kosaraju_scc(&graph).iter().enumerate() {
        for x in component {
            class[x.index()] = k as u32;
        }
    }
    class
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::algebra::green::examples::random_monoids;

    /// The principal ideals `xM`, `Mx` and `MxM` by the definition.
    fn ideals(monoid: &Monoid, x: u32) -> [BTreeSet<u32>; 3] {
        let all = 0..monoid.order() as u32;
        let right: BTreeSet<u32> = all.clone().map(|y| monoid.product(x, y)).collect();
        let left = all.clone().map(|y| monoid.product(y, x)).collect();
        let both = right
            .iter()
            .flat_map(|&y| all.clone().map(move |z| monoid.product(z, y)))
            .collect();
        [right, left, both]
    }

    /// Classes of equal `keys`, numbered in shortlex order.
    fn numbered<K: Ord>(monoid: &Monoid, keys: &[K]) -> Vec<usize> {
        let mut found: Vec<&K> = Vec::new();
        for &x in monoid.shortlex() {
            if !found.contains(&&keys[x as usize]) {
                found.push(&keys[x as usize]);
            }
        }
        keys.iter()
            .map(|key| found.iter().position(|k| *k == key).unwrap())
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn the_relations_are_equality_of_principal_ideals(monoid in random_monoids()) {
            let green = Green::of(&monoid);
            let all = || 0..monoid.order() as u32;
            let ideals: Vec<_> = all().map(|x| ideals(&monoid, x)).collect();
            let expected = |k: usize| {
                let keys: Vec<_> = ideals.iter().map(|i| &i[k]).collect();
                numbered(&monoid, &keys)
            };
            let (r, l) = (expected(0), expected(1));
            let both: Vec<_> = r.iter().zip(&l).collect();
            prop_assert_eq!(numbered(&monoid, &both), all().map(|x| green.h.of(x)).collect::<Vec<_>>());
            prop_assert_eq!(r, all().map(|x| green.r.of(x)).collect::<Vec<_>>());
            prop_assert_eq!(l, all().map(|x| green.l.of(x)).collect::<Vec<_>>());
            prop_assert_eq!(expected(2), all().map(|x| green.d.of(x)).collect::<Vec<_>>());

            let above = |c: usize, d: usize| {
                let [x, y] = [c, d].map(|k| green.classes()[k].elements[0] as usize);
                c != d && ideals[x][2].is_superset(&ideals[y][2])
            };
            let classes = || 0..green.d.count;
            for c in classes() {
                let below: Vec<usize> = classes().filter(|&d| above(c, d)).collect();
                let covers: Vec<usize> = below
                    .iter()
                    .copied()
                    .filter(|&d| !below.iter().any(|&k| above(k, d)))
                    .collect();
                let depth = green.depths()[c];
                prop_assert_eq!(
                    depth,
                    classes().filter(|&d| above(d, c)).map(|d| green.depths()[d] + 1).max().unwrap_or(0)
                );
                prop_assert_eq!(green.below(c), below);
                prop_assert_eq!(green.covers(c), covers);
            }
        }

        #[test]
        fn a_d_class_is_a_rectangle_of_cells(monoid in random_monoids()) {
            let green = Green::of(&monoid);
            let mut idempotents: Vec<u32> = Vec::new();
            for (k, class) in green.classes().iter().enumerate() {
                for (row, &r) in class.rows.iter().enumerate() {
                    for (column, &l) in class.columns.iter().enumerate() {
                        let cell = class.cell(row, column);
                        prop_assert!(cell.is_sorted() && !cell.is_empty());
                        for &x in cell {
                            prop_assert_eq!((green.r.of(x), green.l.of(x), green.d.of(x)), (r, l, k));
                        }
                        // a group exactly if it is closed under products
                        let h = green.h.of(cell[0]);
                        let closed = green.h.of(monoid.product(cell[0], cell[0])) == h;
                        prop_assert_eq!(green.group_at(h).is_some(), closed);
                    }
                }
                idempotents.extend(&class.idempotents);
            }
            idempotents.sort_unstable();
            prop_assert_eq!(idempotents, monoid.idempotents());
            prop_assert_eq!(green.is_aperiodic(), monoid.is_aperiodic());
        }
    }
}
