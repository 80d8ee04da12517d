//! Words between the members of a class of image sets and its representative.
//!
//! `out` moves the representative `R` onto a member `P`. Any word `back` from `P` to `R` makes
//! `turn = out·back` permute `R`; if the turn has order `k` on `R`, then `into = back·turn^(k-1)` undoes
//! `out` on every point of `R`. As a map of points it is the inverse of `out`, so the word itself is
//! spelled only on request.

use crate::algebra::holonomy::sets::{PointSet, elements};
use crate::algebra::transformation::Transformation;

/// A letter that moves set `from` to set `to`.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) letter: usize,
    pub(super) to: usize,
}

/// One letter on the path between a set and its representative.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// The next set on the way to the representative; the set itself at the representative.
    towards: usize,
    letter: usize,
}

/// For every set, how to get there from its representative and back.
#[derive(Clone, Debug)]
pub(super) struct Moves {
    points: usize,
    /// `[sets, points]`: the word out, as a map of points.
    out_maps: Vec<u16>,
    out_steps: Vec<Step>,
    into_steps: Vec<Step>,
}

impl Moves {
    /// No moves between `sets` sets: each one its own representative.
    pub(super) fn new(sets: usize, points: usize) -> Self {
        let own = |set| Step {
            towards: set,
            letter: 0,
        };
        Self {
            points,
            out_maps: (0..sets).flat_map(|_| 0..points as u16).collect(),
            out_steps: (0..sets).map(own).collect(),
            into_steps: (0..sets).map(own).collect(),
        }
    }

    /// Connects a class, given all moves inside it, by shortest words to `representative`.
    pub(super) fn connect(
        &mut self,
        representative: usize,
        edges: &[Edge],
        generators: &[Transformation],
    ) {
        for (set, step) in breadth_first(representative, edges) {
            self.out_steps[set] = step;
            for p in 0..self.points {
                let before = self.out_maps[step.towards * self.points + p];
                self.out_maps[set * self.points + p] =
                    generators[step.letter].images()[usize::from(before)];
            }
        }
        let backwards: Vec<Edge> = edges
            .iter()
            .map(|e| Edge {
                from: e.to,
                letter: e.letter,
                to: e.from,
            })
            .collect();
        for (set, step) in breadth_first(representative, &backwards) {
            self.into_steps[set] = step;
        }
    }

    /// The word out to `set`, as a map of points.
    pub(super) fn out_map(&self, set: usize) -> &[u16] {
        &self.out_maps[set * self.points..(set + 1) * self.points]
    }

    /// The word out to `set`, as generator numbers.
    pub(super) fn word_out(&self, set: usize) -> Vec<usize> {
        let mut word = letters(&self.out_steps, set);
        word.reverse();
        word
    }

    /// The word from `set` to its `representative` that undoes the word out on every point.
    pub(super) fn word_into(
        &self,
        set: usize,
        representative: PointSet,
        generators: &[Transformation],
    ) -> Vec<usize> {
        let mut word = letters(&self.into_steps, set);
        let round = [self.word_out(set), word.clone()].concat();
        let turn = |p: usize| {
            round
                .iter()
                .fold(p, |q, &a| usize::from(generators[a].images()[q]))
        };
        let mut at: Vec<usize> = elements(representative).map(turn).collect();
        while !elements(representative).eq(at.iter().copied()) {
            word.extend_from_slice(&round);
            at = at.into_iter().map(turn).collect();
        }
        word
    }
}

/// The letters met from `set` up to its representative.
fn letters(steps: &[Step], mut set: usize) -> Vec<usize> {
    let mut letters = Vec::new();
    while steps[set].towards != set {
        letters.push(steps[set].letter);
        set = steps[set].towards;
    }
    letters
}

/// The sets that `edges` reach from `start`, nearest first, each with its last step.
fn breadth_first(start: usize, edges: &[Edge]) -> Vec<(usize, Step)> {
    let mut sorted: Vec<Edge> = edges.to_vec();
    sorted.sort_by_key(|e| (e.from, e.letter, e.to));
    let mut seen = std::collections::HashSet::from([start]);
    let mut found: Vec<(usize, Step)> = Vec::new();
    let mut from = start;
    let mut k = 0;
    loop {
        let first = sorted.partition_point(|e| e.from < from);
        for e in sorted[first..].iter().take_while(|e| e.from == from) {
            if seen.insert(e.to) {
                let step = Step {
                    towards: from,
                    letter: e.letter,
                };
                found.push((e.to, step));
            }
        }
        let Some(&(next, _)) = found.get(k) else {
            return found;
        };
        from = next;
        k += 1;
    }
}
