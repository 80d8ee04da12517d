//! Attention layers.

use super::{Answer, Layers, OPEN, Ruling, can};
use crate::theory::theorem;
use crate::theory::{Attention, Depth, Semantics, Task};

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
        (Attention::SoftWithPositions, None) => counting(task, semantics),
        _ => OPEN,
    }
}

fn constant_depth(task: &Task, attention: Attention, semantics: Semantics) -> Ruling {
    match attention {
        Attention::HardWithoutPositions => match task.facts() {
            Some(facts) if facts.aperiodic => can(Layers::Some, theorem::HARD_ATTENTION),
            _ => (Answer::Cannot, theorem::HARD_ATTENTION),
        },
        Attention::SoftWithoutPositions => without_positions(task, semantics),
        Attention::SoftWithPositions => with_positions(task, semantics),
    }
}

fn without_positions(task: &Task, semantics: Semantics) -> Ruling {
    let constant = matches!(semantics, Semantics::Finite | Semantics::Rounded);
    match task.facts() {
        Some(facts) if facts.r_trivial => can(Layers::Some, theorem::NO_POSITIONS),
        _ if constant => (Answer::Cannot, theorem::NO_POSITIONS),
        Some(facts) if !facts.solvable() => {
            (Answer::CannotUnlessTc0IsNc1, theorem::ATTENTION_IN_TC0)
        }
        Some(_) => OPEN,
        None => counting(task, semantics),
    }
}

fn with_positions(task: &Task, semantics: Semantics) -> Ruling {
    let Some(facts) = task.facts() else {
        return counting(task, semantics);
    };
    match semantics {
        Semantics::Finite | Semantics::Rounded if facts.r_trivial => {
            can(Layers::Some, theorem::NO_POSITIONS)
        }
        Semantics::Finite | Semantics::Rounded if task.in_ac0() => OPEN,
        Semantics::Finite | Semantics::Rounded => (Answer::Cannot, theorem::ATTENTION_IN_AC0),
        Semantics::LogPrecision | Semantics::Exact => match facts.derived_length {
            None => (Answer::CannotUnlessTc0IsNc1, theorem::ATTENTION_IN_TC0),
            Some(1) if facts.group => can(Layers::AtMost(2), theorem::COUNT_AND_LOOK_UP),
            Some(_) => can(Layers::Some, theorem::SHORTCUTS),
        },
    }
}

/// Majority and Dyck-1.
fn counting(task: &Task, semantics: Semantics) -> Ruling {
    match semantics {
        Semantics::Finite | Semantics::Rounded => (Answer::Cannot, theorem::REGULAR_ATTENTION),
        Semantics::LogPrecision | Semantics::Exact => {
            let layers = if *task == Task::Majority { 1 } else { 2 };
            can(Layers::AtMost(layers), theorem::UNIFORM_ATTENTION)
        }
    }
}
