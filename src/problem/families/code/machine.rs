//! Automata with outputs, and the smallest one that gives the same outputs.
//!
//! Source of the minimisation: E. F. Moore, "Gedanken-experiments on sequential machines", Automata Studies (1956)
//! 129-153. The automata of `algebra` accept or do not; these say one of many things.

use std::collections::{BTreeSet, HashMap};

/// An automaton all of whose states are reached; its outputs are numbers.
pub(super) struct Machine {
    /// How many letters there are.
    pub(super) letters: usize,
    /// `[states, letters]`: where each letter leads.
    pub(super) next: Vec<u32>,
    /// The output of each state.
    pub(super) output: Vec<u32>,
}

impl Machine {
    /// The part of some maps that is reached from `starts`; its points keep their order.
    pub(super) fn from_maps(
        maps: &[Vec<u16>],
        starts: &[usize],
        output: impl Fn(u16) -> u32,
    ) -> Self {
        let mut found = BTreeSet::new();
        let mut waiting = starts.to_vec();
        while let Some(point) = waiting.pop() {
            if found.insert(point) {
                waiting.extend(maps.iter().map(|map| usize::from(map[point])));
            }
        }
        let found: Vec<usize> = found.into_iter().collect();
        let number = |to: u16| {
            let place = found.binary_search(&usize::from(to));
            place.expect("maps stay in what is reached") as u32
        };
        let steps = |&from: &usize| maps.iter().map(move |map| map[from]);
        Self {
            letters: maps.len(),
            next: found.iter().flat_map(steps).map(number).collect(),
            output: found.iter().map(|&point| output(point as u16)).collect(),
        }
    }

    /// The letters as maps of the classes of states that no word tells apart: states stay in one class as long as every letter leads them to one class.
    pub(super) fn minimal(&self) -> Vec<Vec<u16>> {
        let states = self.output.len();
        let (mut class, mut classes) = renumbered(self.output.iter().copied());
        loop {
            let before = classes;
            for letter in 0..self.letters {
                let to = |state: usize| class[self.next[state * self.letters + letter] as usize];
                let seen = (0..states).map(|state| (class[state], to(state)));
                (class, classes) = renumbered(seen.collect::<Vec<_>>());
            }
            if classes == before {
                break;
            }
        }
        let mut maps = vec![vec![0u16; classes]; self.letters];
        for (state, &from) in class.iter().enumerate() {
            for (letter, map) in maps.iter_mut().enumerate() {
                let to = self.next[state * self.letters + letter];
                map[from as usize] = class[to as usize] as u16;
            }
        }
        maps
    }
}

/// Equal things get equal numbers, in the order in which they come first; and how many numbers there are.
fn renumbered<T: Eq + std::hash::Hash>(things: impl IntoIterator<Item = T>) -> (Vec<u32>, usize) {
    let mut numbers = HashMap::new();
    let number = |thing| {
        let new = numbers.len() as u32;
        *numbers.entry(thing).or_insert(new)
    };
    let all = things.into_iter().map(number).collect();
    (all, numbers.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_that_no_word_tells_apart_become_one() {
        // a cycle of six with outputs of period two, then of period six
        let cycle = |outputs: [u32; 6]| {
            let map: Vec<u16> = (0..6).map(|i| (i + 1) % 6).collect();
            let output = |point: u16| outputs[usize::from(point)];
            Machine::from_maps(&[map], &[4], output).minimal()
        };
        assert_eq!(cycle([0, 1, 0, 1, 0, 1]), [[1, 0]]);
        assert_eq!(cycle([0, 0, 0, 0, 0, 1]), [[1, 2, 3, 4, 5, 0]]);
        assert_eq!(cycle([3; 6]), [[0]]);
    }

    #[test]
    fn points_that_are_not_reached_are_left_out() {
        let maps = [vec![0, 2, 1, 0], vec![3, 1, 1, 2]];
        let numbers = Machine::from_maps(&maps, &[2], u32::from);
        assert_eq!(numbers.output, [1, 2]);
        assert_eq!(numbers.minimal(), [[1, 0], [0, 0]]);
    }
}
