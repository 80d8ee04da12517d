//! All that letters lead to, numbered breadth-first.
//!
//! Leaves out graphs too large to list, and what need not be numbered.

use std::hash::Hash;

use indexmap::IndexSet;

/// All states that `step(state, letter)` reaches from those of `start`, in the order in which they are met, and where
/// each of the letters `0..letters` leads from each: `[states, letters]`. Stops after a state that leads beyond `limit`
/// states, or where there is no step; an error is the number of states met by then.
pub(crate) fn reach<S: Hash + Eq>(
    start: impl IntoIterator<Item = S>,
    letters: usize,
    limit: usize,
    mut step: impl FnMut(&S, usize) -> Option<S>,
) -> Result<(IndexSet<S>, Vec<u32>), usize> {
    let mut states: IndexSet<S> = start.into_iter().collect();
    let mut next = Vec::new();
    let mut at = 0;
    while at < states.len() {
        for letter in 0..letters {
            let target = step(&states[at], letter).ok_or(states.len())?;
            next.push(states.insert_full(target).0 as u32);
        }
        if states.len() > limit {
            return Err(states.len());
        }
        at += 1;
    }
    Ok((states, next))
}
