//! The order of the D-classes of a monoid, by inclusion of the two-sided ideals that they generate.
//!
//! `d >= e` exactly if a path of letters multiplied on either side leads from `d` to `e`. The class of the
//! identity is the greatest, the minimal ideal the least. Only the steps of one letter are stored: their
//! transitive closure can be quadratic in the number of classes, so it is walked when somebody asks.

use std::collections::BTreeSet;

use crate::algebra::green::Green;
use crate::algebra::monoid::Monoid;

impl Green {
    /// For each D-class the other ones that one letter leads to.
    pub(super) fn steps_down(&self, monoid: &Monoid) -> Vec<BTreeSet<usize>> {
        let mut steps = vec![BTreeSet::new(); self.d.count];
        for x in 0..monoid.order() as u32 {
            let from = self.d.of(x);
            for a in 0..monoid.generators().len() {
                for y in [monoid.right(x, a), monoid.left(x, a)] {
                    let to = self.d.of(y);
                    if to != from {
                        steps[from].insert(to);
                    }
                }
            }
        }
        steps
    }

    /// The D-classes strictly below `d`, ascending.
    #[cfg(test)]
    pub(crate) fn below(&self, d: usize) -> Vec<usize> {
        let reached = self.reachable(&self.steps[d]);
        (0..self.d.count).filter(|&e| reached[e]).collect()
    }

    /// The D-classes directly below `d`, with none between, ascending: the edges of the Hasse diagram.
    pub fn covers(&self, d: usize) -> Vec<usize> {
        // a class directly below is one step away; it drops out if it is below another such class
        let first = self.steps[d].iter().copied();
        let between = self.reachable(first.clone().flat_map(|e| &self.steps[e]));
        first.filter(|&e| !between[e]).collect()
    }

    /// Which D-classes are among `from` or below one of them.
    fn reachable<'a>(&self, from: impl IntoIterator<Item = &'a usize>) -> Vec<bool> {
        let mut reached = vec![false; self.d.count];
        let mut open: Vec<usize> = from.into_iter().copied().collect();
        while let Some(e) = open.pop() {
            if !std::mem::replace(&mut reached[e], true) {
                open.extend(&self.steps[e]);
            }
        }
        reached
    }

    /// For each D-class the length of the longest descending chain to it from the class of the identity.
    pub fn depths(&self) -> Vec<usize> {
        let mut above = vec![0u32; self.d.count];
        for &e in self.steps.iter().flatten() {
            above[e] += 1;
        }
        let mut depth = vec![0; self.d.count];
        let mut open = vec![0];
        while let Some(d) = open.pop() {
            for &e in &self.steps[d] {
                depth[e] = depth[e].max(depth[d] + 1);
                above[e] -= 1;
                if above[e] == 0 {
                    open.push(e);
                }
            }
        }
        depth
    }
}
