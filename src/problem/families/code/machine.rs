//! Automata with outputs, and the smallest one that gives the same outputs.
//!
//! Source of the minimisation: E. F. Moore, "Gedanken-experiments on sequential machines", Automata Studies (1956)
//! 129-153. The automata of `algebra` accept or do not; these say one of many things.

use indexmap::IndexSet;

use crate::algebra::reach::reach;

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
        starts: impl IntoIterator<Item = u16>,
        output: impl Fn(u16) -> u32,
    ) -> Self {
        let step = |&point: &u16, letter: usize| Some(maps[letter][usize::from(point)]);
        let reached = reach(starts, maps.len(), usize::MAX, step);
        let (mut found, _) = reached.expect("there is no limit");
        found.sort_unstable();
        let number = |to: u16| {
            let place = found.get_index_of(&to);
            place.expect("maps stay in what is reached") as u32
        };
        let steps = |&from: &u16| maps.iter().map(move |map| map[usize::from(from)]);
        Self {
            letters: maps.len(),
            next: found.iter().flat_map(steps).map(number).collect(),
            output: found.iter().map(|&point| output(point)).collect(),
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
    let mut met = IndexSet::new();
    let number = |thing| met.insert_full(thing).0 as u32;
    let all = things.into_iter().map(number).collect();
    (all, met.len())
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
            Machine::from_maps(&[map], [4], output).minimal()
        };
        assert_eq!(cycle([0, 1, 0, 1, 0, 1]), [[1, 0]]);
        assert_eq!(cycle([0, 0, 0, 0, 0, 1]), [[1, 2, 3, 4, 5, 0]]);
        assert_eq!(cycle([3; 6]), [[0]]);
    }

    #[test]
    fn points_that_are_not_reached_are_left_out() {
        let maps = [vec![0, 2, 1, 0], vec![3, 1, 1, 2]];
        let numbers = Machine::from_maps(&maps, [2], u32::from);
        assert_eq!(numbers.output, [1, 2]);
        assert_eq!(numbers.minimal(), [[1, 0], [0, 0]]);
    }
}
