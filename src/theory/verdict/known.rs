//! Problems of which only the circuit class is known.

use super::{Answer, Layers, OPEN, Ruling, can};
use crate::theory::facts::Hardness;
use crate::theory::theorem;
use crate::theory::{Attention, Depth, Semantics, Transition};

/// The ruling for layers of one kind.
pub(super) fn ruling(
    known: Hardness,
    kind: Transition,
    depth: Depth,
    semantics: Semantics,
) -> Ruling {
    if let Transition::Attention(attention) = kind {
        return attending(known, attention, depth, semantics);
    }
    let any_automaton = match kind {
        Transition::Dense => Some(theorem::DENSE),
        Transition::PermutationDiagonal => Some(theorem::PERMUTATION_DIAGONAL),
        Transition::NonLinear => Some(theorem::NON_LINEAR),
        _ => None,
    };
    match (known.regular, any_automaton) {
        (true, Some(theorem)) => can(Layers::AtMost(1), theorem),
        (false, _) if semantics != Semantics::LogPrecision => (Answer::Cannot, theorem::AUTOMATON),
        _ if semantics == Semantics::LogPrecision && known.hard_for_nc1 && in_tc0(kind) => {
            (Answer::CannotUnlessTc0IsNc1, theorem::HARD_FOR_NC1)
        }
        _ => OPEN,
    }
}

/// Whether layers of this kind compute in TC0 with O(log n) bits.
fn in_tc0(kind: Transition) -> bool {
    matches!(
        kind,
        Transition::TimeInvariant
            | Transition::DiagonalNonNegative
            | Transition::DiagonalSigned
            | Transition::DiagonalComplex
    )
}

fn attending(known: Hardness, attention: Attention, depth: Depth, semantics: Semantics) -> Ruling {
    let constant_bits = matches!(semantics, Semantics::Finite | Semantics::Rounded);
    let positions = attention == Attention::SoftWithPositions;
    match depth {
        Depth::Constant | Depth::Layers(_) if constant_bits && known.hard_for_tc0 => {
            (Answer::Cannot, theorem::OUTSIDE_AC0)
        }
        Depth::Constant | Depth::Layers(_) if !constant_bits && known.hard_for_nc1 => {
            (Answer::CannotUnlessTc0IsNc1, theorem::HARD_FOR_NC1)
        }
        Depth::Logarithmic if !constant_bits && positions && known.regular => {
            can(Layers::Logarithmic, theorem::LOG_DEPTH)
        }
        Depth::ChainOfThought if !constant_bits && positions && known.regular => {
            can(Layers::AtMost(1), theorem::CHAIN_OF_THOUGHT)
        }
        _ => OPEN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::class::named;
    use crate::theory::{Task, verdict};

    /// The answers of every class, by name.
    fn answers(known: Hardness, semantics: Semantics) -> Vec<(&'static str, Answer)> {
        let judge = |class: crate::theory::class::Named| {
            let task = Task::Known(known);
            (
                class.name,
                verdict(&task, &class.class, class.depth, semantics).answer,
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
                !matches!(answer, Answer::Can(_) | Answer::Cannot),
                "{name}: {answer}"
            );
        }
        let hard = |(_, answer): &(_, Answer)| *answer == Answer::CannotUnlessTc0IsNc1;
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
            let open = matches!(answer, Answer::Open | Answer::Cannot);
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
            .filter(|(_, a)| matches!(a, Answer::Can(Layers::AtMost(1))));
        assert!(dense.count() >= 3, "{able:?}");
    }
}
