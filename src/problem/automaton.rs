//! Words over the letters of a finite automaton: after every letter, the label of the state so far.
//!
//! That is what word problems and languages are when they are drawn and solved.

use crate::base::rng::{Stream, below, uniform};
use crate::problem::answer::Answer;
use crate::problem::script::{Kept, kept};
use crate::problem::{Asked, Written};

/// An automaton, ready to draw and solve; state 0 is the start.
#[derive(Debug)]
pub(super) struct Automaton {
    /// `[states, letters]`: the state after a letter.
    pub(super) next: Vec<u32>,
    /// The label of each state.
    pub(super) label: Vec<u32>,
    /// The share of letters that are drawn among those of `live`; with 0 words are uniform.
    pub(super) share: f64,
    /// Of each state, the letters that keep the word alive.
    pub(super) live: Vec<Vec<u32>>,
    pub(super) kept: Kept,
}

impl Asked for Automaton {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let letters = self.alphabet().len();
        if self.share <= 0.0 {
            return input.extend((0..length).map(|_| below(rng, letters as u32)));
        }
        let mut state = 0;
        input.extend((0..length).map(|_| {
            let live = &self.live[state as usize];
            let letter = if uniform(rng) < self.share && !live.is_empty() {
                live[below(rng, live.len() as u32) as usize]
            } else {
                below(rng, letters as u32)
            };
            state = self.next[state as usize * letters + letter as usize];
            letter
        }));
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        let letters = self.alphabet().len();
        let mut state = 0;
        answers.clear();
        answers.extend(input.iter().map(|&letter| {
            assert!((letter as usize) < letters, "symbols are letters");
            state = self.next[state as usize * letters + letter as usize];
            Answer::operation(self.label[state as usize])
        }));
    }

    fn initial(&self) -> u32 {
        self.label[0]
    }
}

kept!(Automaton);
