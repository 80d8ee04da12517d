//! Minimal automata by Hopcroft's algorithm, in O(k n log n) for n states and k letters.
//!
//! States are held in blocks that can only split: first the accepting and the rejecting ones. A splitter is a
//! block B with a letter a; every block with some states that a takes into B and some that it does not is cut
//! in two. The smaller part becomes the new block and a splitter with every letter: if the old block was
//! still to be a splitter, both parts now are; if not, splitting by either part does the work of both. So a state
//! is in a splitter again only after its block has halved, at most log2 n times for each letter.
//!
//! Source: J. E. Hopcroft, "An n log n algorithm for minimizing states in a finite automaton", in Theory of
//! Machines and Computations, Academic Press 1971, 189-196.
//!
//! Leaves out incomplete automata: the sink is a state like any other.

use indexmap::{IndexMap, IndexSet};

use crate::algebra::automaton::Dfa;

impl Dfa {
    /// The smallest automaton of the same language, its states numbered breadth-first. Equal languages over
    /// equal letters give equal automata.
    ///
    /// ```
    /// use barrington::algebra::automaton::regex::{DEFAULT_STATES, Regex};
    /// let dfa = |text: &str| Regex::parse(text, "").unwrap().compile(DEFAULT_STATES).unwrap();
    /// let minimal = dfa("(a|b)*(ab|bb)").minimal();
    /// assert_eq!(minimal.states(), 3);
    /// assert_eq!(minimal, dfa("[ab]+b").minimal());
    /// ```
    #[must_use]
    pub fn minimal(&self) -> Self {
        let trimmed = self.trim();
        let (blocks, block_of) = trimmed.coarsest();
        // any member speaks for its block
        let member = |block: usize| blocks[block][0];
        Self::explore(
            &trimmed.letters,
            block_of[trimmed.start as usize],
            |&b, a| block_of[trimmed.next(member(b), a) as usize],
            |&b| trimmed.is_accepting(member(b)),
        )
    }

    /// The coarsest partition that separates accepting from rejecting states and that the letters respect, and the
    /// block of each state. One block may be empty.
    fn coarsest(&self) -> (Vec<IndexSet<u32>>, Vec<usize>) {
        let letters = self.letters.len();
        // `before[q * letters + a]`: the states from which letter a leads to q
        let mut before = vec![Vec::new(); self.next.len()];
        for (edge, &q) in self.next.iter().enumerate() {
            before[q as usize * letters + edge % letters].push((edge / letters) as u32);
        }
        let mut block_of: Vec<usize> = self.accepting.iter().map(|&a| usize::from(a)).collect();
        let states = 0..self.states() as u32;
        let (accepting, rejecting) = states.partition(|&q| self.is_accepting(q));
        let mut blocks: Vec<IndexSet<u32>> = vec![rejecting, accepting];
        let mut splitters: Vec<(usize, usize)> = (0..letters).map(|a| (1, a)).collect();
        while let Some((block, letter)) = splitters.pop() {
            let mut met: IndexMap<usize, IndexSet<u32>> = IndexMap::new();
            for &q in &blocks[block] {
                for &p in &before[q as usize * letters + letter] {
                    met.entry(block_of[p as usize]).or_default().insert(p);
                }
            }
            for (old, mut part) in met {
                if part.len() == blocks[old].len() {
                    continue;
                }
                for q in &part {
                    blocks[old].swap_remove(q);
                }
                if part.len() > blocks[old].len() {
                    std::mem::swap(&mut part, &mut blocks[old]);
                }
                for &q in &part {
                    block_of[q as usize] = blocks.len();
                }
                splitters.extend((0..letters).map(|a| (blocks.len(), a)));
                blocks.push(part);
            }
        }
        (blocks, block_of)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::algebra::automaton::random::random;
    use crate::algebra::automaton::testing::{automata, letters};

    /// Moore's algorithm: refine all blocks by all letters until their number stays the same
    /// (E. F. Moore, "Gedanken-experiments on sequential machines", 1956).
    fn moore(dfa: &Dfa) -> Dfa {
        let dfa = dfa.trim();
        let states = 0..dfa.states() as u32;
        let mut block: Vec<usize> = states
            .clone()
            .map(|q| usize::from(dfa.is_accepting(q)))
            .collect();
        loop {
            let signature = |q: u32| {
                let after = (0..dfa.letters.len()).map(|a| block[dfa.next(q, a) as usize]);
                (block[q as usize], after.collect::<Vec<_>>())
            };
            let kinds: BTreeSet<_> = states.clone().map(signature).collect();
            let number: BTreeMap<_, usize> = kinds.iter().zip(0..).collect();
            let finer: Vec<usize> = states.clone().map(|q| number[&signature(q)]).collect();
            if kinds.len() == block.iter().collect::<BTreeSet<_>>().len() {
                let member = |b: usize| finer.iter().position(|&x| x == b).unwrap() as u32;
                return Dfa::explore(
                    &dfa.letters,
                    finer[0],
                    |&b, a| finer[dfa.next(member(b), a) as usize],
                    |&b| dfa.is_accepting(member(b)),
                );
            }
            block = finer;
        }
    }

    /// The reversed language, by the subset construction.
    fn reversed(dfa: &Dfa) -> Dfa {
        let states = 0..dfa.states() as u32;
        let start: BTreeSet<u32> = states.clone().filter(|&q| dfa.is_accepting(q)).collect();
        Dfa::explore(
            &dfa.letters,
            start,
            |set, a| {
                states
                    .clone()
                    .filter(|&q| set.contains(&dfa.next(q, a)))
                    .collect()
            },
            |set| set.contains(&dfa.start),
        )
    }

    proptest! {
        #[test]
        fn hopcroft_moore_and_double_reversal_agree(dfa in automata(9)) {
            // J. A. Brzozowski, "Canonical regular expressions and minimal state graphs for definite events", 1962
            let minimal = dfa.minimal();
            prop_assert_eq!(&minimal, &moore(&dfa));
            prop_assert_eq!(&minimal, &reversed(&reversed(&dfa)));
            prop_assert!(minimal.is_equivalent(&dfa));
            prop_assert_eq!(minimal.minimal(), minimal);
        }

        #[test]
        fn hopcroft_and_moore_agree_on_larger_automata(seed in 0u64..1000, n in 1u32..80, k in 1usize..5) {
            let dfa = random(n, k, seed).unwrap();
            // most random automata are minimal: fold the states to get some that are not
            let folded: Vec<bool> = (0..n).map(|q| q % 3 == 0).collect();
            let next = dfa.next.iter().map(|&q| q - q % 3).collect();
            let folded = Dfa::new(dfa.letters.clone(), 0, folded, next).unwrap();
            prop_assert_eq!(dfa.minimal(), moore(&dfa));
            prop_assert_eq!(folded.minimal(), moore(&folded));
        }
    }

    #[test]
    fn a_long_cycle_folds_to_its_period() {
        // 100000 states in a circle, every fourth one accepting
        let n = 100_000u32;
        let next = (0..n).map(|q| (q + 1) % n).collect();
        let accepting = (0..n).map(|q| q % 4 == 1).collect();
        let dfa = Dfa::new(letters("a"), 0, accepting, next).unwrap();
        assert_eq!(dfa.minimal().states(), 4);
        // and with one state more it does not fold at all
        let next = (0..n).map(|q| (q + 1) % n).collect();
        let accepting = (0..n).map(|q| q == 7).collect();
        let dfa = Dfa::new(letters("a"), 0, accepting, next).unwrap();
        assert_eq!(dfa.minimal().states(), 100_000);
    }
}
