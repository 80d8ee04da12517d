//! Attention layers.

use super::{Answer, Layers, OPEN, Ruling, can};
use crate::theory::theorem;
use crate::theory::{Attention, Depth, Facts, Semantics, Task};

/// The ruling for attention of one kind.
pub(super) fn ruling(
    task: &Task,
    attention: Attention,
    depth: Depth,
    semantics: Semantics,
) -> Ruling {
    match depth {
        Depth::Constant | Depth::Layers(_) => constant_depth(task, attention, semantics),
        Depth::Logarithmic => deeper(
            task,
            attention,
            semantics,
            can(Layers::Logarithmic, theorem::LOG_DEPTH),
        ),
        Depth::ChainOfThought => deeper(
            task,
            attention,
            semantics,
            can(Layers::AtMost(1), theorem::CHAIN_OF_THOUGHT),
        ),
    }
}

/// More than constantly many layers or steps, with positions and O(log n) bits.
fn deeper(task: &Task, attention: Attention, semantics: Semantics, regular: Ruling) -> Ruling {
    let enough_bits = matches!(semantics, Semantics::LogPrecision | Semantics::Exact);
    match (attention, task.facts()) {
        (Attention::SoftWithPositions, Some(_)) if enough_bits => regular,
        (Attention::SoftWithPositions, None) => counting(task, attention, semantics),
        _ => OPEN,
    }
}

fn constant_depth(task: &Task, attention: Attention, semantics: Semantics) -> Ruling {
    let Some(facts) = task.facts() else {
        return match attention {
            Attention::HardWithoutPositions => (Answer::Cannot, theorem::HARD_ATTENTION),
            _ => counting(task, attention, semantics),
        };
    };
    let constant = matches!(semantics, Semantics::Finite | Semantics::Rounded);
    match attention {
        Attention::HardWithoutPositions if facts.aperiodic => {
            can(Layers::Some, theorem::HARD_ATTENTION)
        }
        Attention::HardWithoutPositions => (Answer::Cannot, theorem::HARD_ATTENTION),
        _ if constant => constant_precision(task, facts, attention),
        _ => log_precision(facts, attention),
    }
}

fn constant_precision(task: &Task, facts: &Facts, attention: Attention) -> Ruling {
    let alike = matches!(
        attention,
        Attention::SoftWithPositions | Attention::SoftWithoutPositions
    );
    if alike && facts.r_trivial {
        can(Layers::Some, theorem::NO_POSITIONS)
    } else if attention == Attention::SoftWithoutPositions {
        (Answer::Cannot, theorem::NO_POSITIONS)
    } else if task.in_ac0() {
        OPEN
    } else {
        (Answer::Cannot, theorem::ATTENTION_IN_AC0)
    }
}

fn log_precision(facts: &Facts, attention: Attention) -> Ruling {
    let Some(derived_length) = facts.derived_length else {
        return (Answer::CannotUnlessTc0IsNc1, theorem::ATTENTION_IN_TC0);
    };
    // R-trivial monoids divide cascades of counters, also where those could not be computed
    let counters = facts.r_trivial || facts.counters == Some(true);
    match attention {
        // its scores fall with the distance in every head, so it cannot average over all positions
        Attention::SoftAlibi => OPEN,
        _ if counters => can(Layers::Some, theorem::C_RASP),
        Attention::SoftWithPositions if facts.group && derived_length == 1 => {
            can(Layers::AtMost(2), theorem::COUNT_AND_LOOK_UP)
        }
        Attention::SoftWithPositions => can(Layers::Some, theorem::SHORTCUTS),
        _ => OPEN,
    }
}

/// Majority and Dyck-1.
fn counting(task: &Task, attention: Attention, semantics: Semantics) -> Ruling {
    match semantics {
        Semantics::Finite | Semantics::Rounded => (Answer::Cannot, theorem::REGULAR_ATTENTION),
        Semantics::LogPrecision | Semantics::Exact if attention == Attention::SoftAlibi => OPEN,
        Semantics::LogPrecision | Semantics::Exact => {
            let layers = if *task == Task::Majority { 1 } else { 2 };
            can(Layers::AtMost(layers), theorem::UNIFORM_ATTENTION)
        }
    }
}
