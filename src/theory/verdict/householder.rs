//! Layers whose transition matrices are products of generalised Householder matrices.

use super::{Answer, Layers, OPEN, Ruling, can};
use crate::theory::theorem;
use crate::theory::{Facts, Semantics};

/// The ruling for a problem with a finite monoid and `count` factors, with or without reflections.
pub(super) fn ruling(
    facts: &Facts,
    count: usize,
    reflections: bool,
    semantics: Semantics,
) -> Ruling {
    if facts.aperiodic {
        return can(Layers::Some, theorem::ERASE_AND_WRITE);
    }
    if !reflections {
        return match semantics {
            Semantics::Finite if facts.parity => (Answer::Cannot, theorem::NO_REFLECTION),
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
        let layers = if count >= 2 { 3 } else { 4 };
        can(Layers::AtMost(layers), theorem::FOUR_LAYERS)
    } else {
        can(Layers::Some, theorem::GATED_REGULAR)
    }
}
