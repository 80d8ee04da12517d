//! Time-invariant layers and layers with diagonal transition matrices.

use super::{Answer, Layers, OPEN, Ruling, can};
use crate::theory::theorem;
use crate::theory::{Facts, Semantics, Task, Transition};

/// The ruling for a problem with a finite monoid.
pub(super) fn ruling(task: &Task, facts: &Facts, kind: Transition, semantics: Semantics) -> Ruling {
    let able = match kind {
        Transition::TimeInvariant => time_invariant(task),
        Transition::DiagonalNonNegative => non_negative(facts),
        Transition::DiagonalSigned => signed(facts),
        _ => complex(facts),
    };
    if let Some(able) = able {
        return match semantics {
            // gates of 0, 1 and -1 are exact in every format; roots of unity are not
            Semantics::Rounded if kind == Transition::DiagonalComplex => {
                signed(facts).unwrap_or(OPEN)
            }
            _ => able,
        };
    }
    match semantics {
        Semantics::Finite | Semantics::Exact => unable(task, facts, kind, semantics),
        Semantics::LogPrecision if facts.solvable() => OPEN,
        Semantics::LogPrecision => (
            Answer::CannotUnlessTc0IsNc1,
            match kind {
                Transition::DiagonalComplex => theorem::COMPLEX_IN_TC0,
                _ => theorem::SSM_IN_TC0,
            },
        ),
        Semantics::Rounded => rounded(facts, kind),
    }
}

fn time_invariant(task: &Task) -> Option<Ruling> {
    match task {
        Task::Language {
            quasi_aperiodic: true,
            unary: true,
            ..
        } => Some(can(Layers::Some, theorem::POSITIONS)),
        _ => None,
    }
}

fn non_negative(facts: &Facts) -> Option<Ruling> {
    facts
        .aperiodic
        .then(|| can(Layers::Some, theorem::STAR_FREE))
}

fn signed(facts: &Facts) -> Option<Ruling> {
    let length = facts.signed_length?;
    Some(if facts.group {
        can(Layers::Exactly(length), theorem::SIGNED)
    } else if facts.aperiodic {
        can(Layers::Some, theorem::STAR_FREE)
    } else {
        can(Layers::Some, theorem::CASCADE)
    })
}

fn complex(facts: &Facts) -> Option<Ruling> {
    let length = facts.derived_length?;
    Some(if facts.group {
        can(Layers::Exactly(length), theorem::ABELIAN_SERIES)
    } else if facts.aperiodic {
        can(Layers::Some, theorem::STAR_FREE)
    } else {
        can(Layers::Some, theorem::CASCADE)
    })
}

/// Why not, where finitely many states are reached.
fn unable(task: &Task, facts: &Facts, kind: Transition, semantics: Semantics) -> Ruling {
    let published = |theorem| match semantics {
        Semantics::Finite => (Answer::Cannot, theorem),
        _ => (Answer::Cannot, theorem::SUBNORMAL),
    };
    match kind {
        // no way to do it is known for aperiodic monoids, and no reason against it
        Transition::TimeInvariant if facts.aperiodic => OPEN,
        // without a neutral letter a position may help
        Transition::TimeInvariant if matches!(task, Task::Language { .. }) && task.in_ac0() => OPEN,
        Transition::TimeInvariant => published(theorem::TIME_INVARIANT),
        Transition::DiagonalNonNegative if facts.parity => published(theorem::NO_PARITY),
        Transition::DiagonalNonNegative => published(theorem::STAR_FREE),
        // a group inside has an element of odd order
        Transition::DiagonalSigned => published(theorem::POWERS_OF_TWO),
        _ => published(theorem::ABELIAN_SERIES),
    }
}

/// Why not, where every step rounds.
fn rounded(facts: &Facts, kind: Transition) -> Ruling {
    match kind {
        Transition::DiagonalNonNegative | Transition::DiagonalSigned if !facts.aperiodic => {
            (Answer::Cannot, theorem::MONOTONE)
        }
        _ => OPEN,
    }
}
