//! Layers whose transition matrices are products of generalised Householder matrices I - β k kᵀ.
//!
//! A factor with β = 1 erases what stands at its key, so that no gate is needed for resets: a monoid is a cascade of
//! flip-flops, and of groups if β reaches 2.

use super::{Answer, Layers, OPEN, Ruling, can, cascade};
use crate::theory::theorem;
use crate::theory::{Facts, Semantics, Task};

/// The ruling for a problem with a finite monoid and `count` factors, with or without reflections.
pub(super) fn ruling(
    task: &Task,
    facts: &Facts,
    count: usize,
    reflections: bool,
    semantics: Semantics,
) -> Ruling {
    // layers that track any group
    let any_group = if count >= 2 { 3 } else { 4 };
    let cascade = || cascade(task, facts, |level| level.layers_around(any_group));
    if facts.aperiodic {
        return can(cascade(), theorem::ERASE_AND_WRITE);
    }
    if !reflections {
        return match semantics {
            Semantics::Finite if facts.parity && count <= 2 => {
                (Answer::Cannot, theorem::NO_REFLECTION)
            }
            Semantics::Finite | Semantics::Exact => (Answer::Cannot, theorem::SUBNORMAL),
            Semantics::LogPrecision | Semantics::Rounded => OPEN,
        };
    }
    let enough = |needed: Option<usize>| needed.is_some_and(|needed| needed <= count);
    if enough(facts.letter_swaps) {
        return can(Layers::Exactly(1), theorem::SWAPS);
    }
    if semantics == Semantics::Rounded {
        // reflections along differences of unit vectors are exact, others are not
        return OPEN;
    }
    if enough(facts.householders) {
        can(Layers::Exactly(1), theorem::REFLECTIONS)
    } else if facts.dihedral {
        can(Layers::AtMost(2), theorem::DIHEDRAL)
    } else if facts.group {
        can(Layers::AtMost(any_group), theorem::FOUR_LAYERS)
    } else {
        can(cascade(), theorem::REFLECT_AND_WRITE)
    }
}
