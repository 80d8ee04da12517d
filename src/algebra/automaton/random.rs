//! Random automata, by seed.
//!
//! **Distribution.** State 0 starts. States 1, 2, ... are attached in this order, each to a transition drawn
//! uniformly among those of the states before it that lead nowhere yet: a random tree through which every
//! state is reached. All other transitions then lead to uniform states, and each state accepts with
//! probability 1/2. Every accessible automaton has a numbering that can come out, but not all are equally likely; drawing
//! all transitions uniformly and drawing again until every state is reached would be uniform, but takes a
//! time that grows exponentially with the number of states.
//!
//! Leaves out uniform sampling (F. Bassino and C. Nicaud, "Enumeration and random generation of accessible
//! automata", Theoretical Computer Science 381, 2007, 86-104), and a promise that the automaton is minimal.

use crate::algebra::automaton::{AutomatonError, Dfa};
use crate::base::rng::{below, stream};

/// A random automaton with `states` states, all reachable from state 0, and `letters` letters: `a` to `z`, or
/// `x1`, `x2`, ... if there are more than 26. A function of its arguments.
///
/// ```
/// use barrington::algebra::automaton::random::random;
/// let dfa = random(10, 2, 7).unwrap();
/// assert_eq!((dfa.trim().states(), dfa.letters().len()), (10, 2));
/// assert_eq!(dfa, random(10, 2, 7).unwrap());
/// ```
pub fn random(states: u32, letters: usize, seed: u64) -> Result<Dfa, AutomatonError> {
    if letters == 0 {
        return Err(AutomatonError::NoLetters);
    }
    let rng = &mut stream(seed, "automaton", 0);
    let names = (0..letters).map(|a| match u8::try_from(a) {
        Ok(a) if letters <= 26 => char::from(b'a' + a).to_string(),
        _ => format!("x{}", a + 1),
    });
    let mut next = vec![None; states as usize * letters];
    let mut free: Vec<usize> = Vec::new();
    for q in 0..states {
        if q > 0 {
            // one transition per state is taken, so the state before has left one at least
            let edge = free.swap_remove(below(rng, free.len() as u32) as usize);
            next[edge] = Some(q);
        }
        let first = q as usize * letters;
        free.extend(first..first + letters);
    }
    let next = next
        .into_iter()
        .map(|target| target.unwrap_or_else(|| below(rng, states)))
        .collect();
    let accepting = (0..states).map(|_| below(rng, 2) == 1).collect();
    Dfa::new(names.collect(), 0, accepting, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_reached() {
        for seed in 0..50 {
            for (states, letters) in [(1, 1), (9, 1), (40, 2), (200, 3)] {
                let dfa = random(states, letters, seed).unwrap();
                assert_eq!(dfa.trim().states(), states as usize);
            }
        }
    }

    #[test]
    fn about_half_of_the_states_accept() {
        let dfa = random(10_000, 2, 1).unwrap();
        let accepting = (0..10_000).filter(|&q| dfa.is_accepting(q)).count();
        // five standard deviations
        assert!(accepting.abs_diff(5000) < 250, "{accepting}");
    }

    #[test]
    fn seeds_give_different_automata_and_many_letters_have_names() {
        assert_ne!(random(5, 2, 0).unwrap(), random(5, 2, 1).unwrap());
        assert_eq!(random(2, 27, 0).unwrap().letters()[26], "x27");
        assert_eq!(random(2, 26, 0).unwrap().letters()[25], "z");
        assert_eq!(random(0, 2, 0).unwrap_err(), AutomatonError::NoStates);
        assert_eq!(random(2, 0, 0).unwrap_err(), AutomatonError::NoLetters);
    }
}
