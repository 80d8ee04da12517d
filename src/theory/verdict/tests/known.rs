//! Problems of which only the circuit class is known.

use super::*;
use crate::theory::Hardness;

/// The answers of every class, by name.
fn answers(known: Hardness, semantics: Semantics) -> Vec<(&'static str, Ability)> {
    let judge = |class: crate::theory::class::Named| {
        let task = Task::Known(known);
        (
            class.name,
            verdict(&task, &class.class, class.depth, semantics).ability,
        )
    };
    named().into_iter().map(judge).collect()
}

#[test]
fn what_is_hard_for_nc1_is_beyond_what_computes_in_tc0() {
    let reachability = Hardness {
        regular: false,
        hard_for_tc0: true,
        hard_for_nc1: true,
    };
    for (name, answer) in answers(reachability, Semantics::LogPrecision) {
        assert!(
            !matches!(answer, Ability::Can(_) | Ability::Cannot),
            "{name}: {answer}"
        );
    }
    let hard = |(_, answer): &(_, Ability)| *answer == Ability::CannotUnlessTc0IsNc1;
    let beyond = answers(reachability, Semantics::LogPrecision);
    assert!(beyond.iter().filter(|a| hard(a)).count() >= 5);
}

#[test]
fn a_finite_automaton_with_names_of_any_length_there_is_none() {
    let copy = Hardness {
        regular: false,
        hard_for_tc0: false,
        hard_for_nc1: false,
    };
    for (name, answer) in answers(copy, Semantics::Finite) {
        let open = matches!(answer, Ability::Open | Ability::Cannot);
        assert!(open, "{name}: {answer}");
    }
}

#[test]
fn dense_layers_follow_a_game_of_chess() {
    let chess = Hardness {
        regular: true,
        hard_for_tc0: true,
        hard_for_nc1: true,
    };
    let able = answers(chess, Semantics::Finite);
    let dense = able
        .iter()
        .filter(|(_, a)| matches!(a, Ability::Can(Layers::AtMost(1))));
    assert!(dense.count() >= 3, "{able:?}");
}
