//! Time-invariant layers and layers with diagonal transition matrices.

use super::{Answer, Layers, OPEN, Ruling, can, cascade};
use crate::theory::theorem::{self, Theorem};
use crate::theory::{Facts, Level, Semantics, Task, Transition};

/// How many layers do it, and why.
type Able = (Layers, Theorem);

/// The ruling for a problem with a finite monoid.
pub(super) fn ruling(task: &Task, facts: &Facts, kind: Transition, semantics: Semantics) -> Ruling {
    let able = match kind {
        Transition::TimeInvariant => time_invariant(task, semantics),
        Transition::DiagonalNonNegative => non_negative(task, facts),
        Transition::DiagonalSigned => signed(task, facts),
        // gates of 0, 1 and -1 are exact in every format; of the other roots of unity, i and -i are
        _ if semantics == Semantics::Rounded => signed(task, facts),
        _ => complex(task, facts),
    };
    if let Some((layers, theorem)) = able {
        return if layers_are_least(kind, semantics) {
            can(layers, theorem)
        } else {
            can(layers.or_fewer(), theorem)
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

/// Whether fewer layers than the shortest series are impossible: the proof needs finitely many states, and maps that
/// commute layer by layer. Rounded real gates do so on the states that come back: a map that rises permutes no finite
/// chain but trivially, one that falls turns it round.
fn layers_are_least(kind: Transition, semantics: Semantics) -> bool {
    match semantics {
        Semantics::Finite | Semantics::Exact => true,
        Semantics::Rounded => kind == Transition::DiagonalSigned,
        Semantics::LogPrecision => false,
    }
}

/// With one letter a word is its length. With rounding after each step, the values of a cycle of 1, 2 or 4 steps are
/// exact, because i is, and those of no other in any binary format.
fn time_invariant(task: &Task, semantics: Semantics) -> Option<Able> {
    let Task::Language {
        facts,
        quasi_aperiodic: true,
        unary: true,
    } = task
    else {
        return None;
    };
    let exact = facts.signed_length.is_some_and(|length| length <= 2);
    (semantics != Semantics::Rounded || exact).then_some((Layers::Some, theorem::POSITIONS))
}

fn non_negative(task: &Task, facts: &Facts) -> Option<Able> {
    facts.aperiodic.then(|| aperiodic(task, facts))
}

fn signed(task: &Task, facts: &Facts) -> Option<Able> {
    let length = facts.signed_length?;
    Some(if facts.group {
        (Layers::Exactly(length), theorem::SIGNED)
    } else if facts.aperiodic {
        aperiodic(task, facts)
    } else {
        let layers = cascade(task, facts, Level::signed_layers);
        (layers, theorem::CASCADE)
    })
}

fn complex(task: &Task, facts: &Facts) -> Option<Able> {
    let length = facts.derived_length?;
    Some(if facts.group {
        (Layers::Exactly(length), theorem::ABELIAN_SERIES)
    } else if facts.aperiodic {
        aperiodic(task, facts)
    } else {
        let layers = cascade(task, facts, Level::complex_layers);
        (layers, theorem::CASCADE)
    })
}

/// Flip-flops, as many layers as levels if those are known.
fn aperiodic(task: &Task, facts: &Facts) -> Able {
    match cascade(task, facts, Level::signed_layers) {
        Layers::Some => (Layers::Some, theorem::STAR_FREE),
        layers => (layers, theorem::CASCADE),
    }
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
