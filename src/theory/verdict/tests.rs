//! The verdicts against the matrix of problems by architectures that the literature gives.

mod known;
mod layers;

use super::*;
use crate::theory::class::named;
use crate::theory::{Attention, Householder, Invariants, Lengths};

/// A group with the facts that matter here.
fn group(
    parity: bool,
    derived: Option<usize>,
    signed: Option<usize>,
    householders: usize,
) -> Invariants {
    Invariants {
        trivial: false,
        group: true,
        aperiodic: false,
        r_trivial: false,
        counters: Some(false),
        parity,
        derived_length: derived,
        signed_length: signed,
        householders: Some(householders),
        letter_swaps: None,
        dihedral: false,
        levels: None,
    }
}

fn dihedral(facts: Invariants) -> Invariants {
    Invariants {
        dihedral: true,
        ..facts
    }
}

fn z2() -> Invariants {
    dihedral(group(true, Some(1), Some(1), 1))
}

fn flip_flop() -> Invariants {
    Invariants {
        group: false,
        aperiodic: true,
        derived_length: Some(0),
        signed_length: Some(0),
        householders: None,
        parity: false,
        levels: Some(vec![level(Some(0), Some(0))]),
        ..z2()
    }
}

fn level(derived_length: Option<usize>, signed_length: Option<usize>) -> Lengths {
    Lengths {
        derived_length,
        signed_length,
    }
}

/// The columns of the matrix: flip-flop, (aa)*, parity, sum modulo 3, S3, S4, A5, S5, majority, Dyck-1.
fn tasks() -> Vec<Task> {
    let word = Task::WordProblem;
    vec![
        word(flip_flop()),
        Task::Language {
            facts: z2(),
            modulus: 1,
            unary: true,
        },
        word(z2()),
        word(dihedral(group(false, Some(1), None, 2))),
        word(dihedral(group(true, Some(2), None, 2))),
        word(group(true, Some(3), None, 2)),
        word(group(true, None, None, 2)),
        word(group(true, None, None, 4)),
        Task::Majority,
        Task::Dyck,
    ]
}

#[test]
fn the_verdicts_are_those_of_the_literature() {
    use Semantics::{Finite, LogPrecision};
    // the literature as collected in the sources of the theorems; one row for a class and a semantics
    let rows = [
        (
            "attention, no positions",
            Finite,
            "no no no no no no no no no no",
        ),
        (
            "attention, no positions",
            LogPrecision,
            "? ? ? ? ? ? no* no* ≤1 ≤2",
        ),
        ("hard attention", Finite, "+ no no no no no no no no no"),
        ("transformer", LogPrecision, "+ ≤2 ≤2 ≤2 + + no* no* ≤1 ≤2"),
        (
            "looped transformer",
            LogPrecision,
            "log log log log log log log log ≤1 ≤2",
        ),
        (
            "transformer with CoT",
            LogPrecision,
            "≤1 ≤1 ≤1 ≤1 ≤1 ≤1 ≤1 ≤1 ≤1 ≤2",
        ),
        ("time-invariant SSM", Finite, "? + no no no no no no no no"),
        (
            "time-invariant SSM",
            LogPrecision,
            "? + ? ? ? ? no* no* ≤1 ≤1",
        ),
        ("gated SSM [0,1]", Finite, "1 no no no no no no no no no"),
        ("gated SSM [0,1]", LogPrecision, "1 ? ? ? ? ? no* no* ≤1 ≤1"),
        ("gated SSM [-1,1]", Finite, "1 1 1 no no no no no no no"),
        ("complex diagonal SSM", Finite, "1 1 1 1 2 3 no no no no"),
        (
            "complex diagonal SSM",
            LogPrecision,
            "1 1 1 1 ≤2 ≤3 no* no* ≤1 ≤1",
        ),
        ("DeltaNet, β <= 1", Finite, "1 no no no no no no no no no"),
        ("DeltaNet, β <= 2", Finite, "1 1 1 ≤2 ≤2 ≤4 ≤4 ≤4 no no"),
        ("DeltaProduct, 2 factors", Finite, "1 1 1 1 1 1 1 ≤3 no no"),
        ("DeltaProduct, 4 factors", Finite, "1 1 1 1 1 1 1 1 no no"),
        ("PD-SSM", Finite, "1 1 1 1 1 1 1 1 no no"),
        ("dense linear RNN", Finite, "1 1 1 1 1 1 1 1 no no"),
        ("non-linear RNN", LogPrecision, "1 1 1 1 1 1 1 1 ≤1 ≤1"),
    ];
    for (name, semantics, expected) in rows {
        let class = named().into_iter().find(|c| c.name == name).unwrap();
        let marks: Vec<String> = tasks()
            .iter()
            .map(|task| {
                verdict(task, &class.class, class.depth, semantics)
                    .ability
                    .mark()
            })
            .collect();
        assert_eq!(marks.join(" "), expected, "{name}, {semantics}");
    }
}

#[test]
fn counters_suffice_where_heads_can_attend_uniformly() {
    use Attention::{SoftAlibi, SoftRotary, SoftWithPositions, SoftWithoutPositions};
    use Semantics::{Finite, LogPrecision};
    // brackets nested at most twice: not R-trivial
    let brackets = Task::WordProblem(Invariants {
        counters: Some(true),
        ..flip_flop()
    });
    let answer = |attention, semantics| {
        let class = Class::of(Transition::Attention(attention));
        let verdict = verdict(&brackets, &class, Depth::Constant, semantics);
        (verdict.ability.mark(), verdict.theorem.id)
    };
    let can = ("+".to_owned(), "c-rasp");
    let open = ("?".to_owned(), "unsettled");
    for attention in [SoftWithoutPositions, SoftWithPositions, SoftRotary] {
        assert_eq!(answer(attention, LogPrecision), can);
    }
    assert_eq!(answer(SoftAlibi, LogPrecision), open);
    assert_eq!(
        answer(SoftWithoutPositions, Finite),
        ("no".to_owned(), "past-ltl")
    );
    assert_eq!(answer(SoftWithPositions, Finite), open);
}

#[test]
fn relative_positions_have_the_upper_bounds_of_all() {
    use Attention::{SoftAlibi, SoftRotary, SoftWithPositions};
    use Semantics::{Finite, LogPrecision, Rounded};
    for task in &tasks() {
        for semantics in [Finite, Rounded, LogPrecision] {
            let answer = |attention| {
                let class = Class::of(Transition::Attention(attention));
                verdict(task, &class, Depth::Constant, semantics).ability
            };
            let absolute = answer(SoftWithPositions);
            for relative in [SoftRotary, SoftAlibi].map(answer) {
                match absolute {
                    Ability::Can(_) => assert!(relative == absolute || relative == Ability::Open),
                    _ => assert_eq!(relative, absolute),
                }
            }
        }
    }
}

#[test]
fn deltanet_tracks_swaps_in_one_layer() {
    let s5_by_swaps = Invariants {
        letter_swaps: Some(1),
        ..group(true, None, None, 4)
    };
    let deltanet = Class::of(Transition::Householder(Householder {
        count: 1,
        reflections: true,
    }));
    for semantics in Semantics::ALL {
        let task = Task::WordProblem(s5_by_swaps.clone());
        let verdict = verdict(&task, &deltanet, Depth::Constant, semantics);
        assert_eq!(verdict.ability, Ability::Can(Layers::Exactly(1)));
    }
}

#[test]
fn a_hybrid_can_what_a_part_can_and_cannot_what_the_series_forbids() {
    use Semantics::{Finite, LogPrecision};
    use Transition::{DiagonalNonNegative, DiagonalSigned, NonLinear, TimeInvariant};
    let tasks = tasks();
    let (parity, mod_3, a5) = (&tasks[2], &tasks[3], &tasks[6]);
    let answer = |task, layers: &[Transition], semantics| {
        let verdict = verdict(task, &Class(layers.to_vec()), Depth::Constant, semantics);
        (verdict.ability.mark(), verdict.theorem.id)
    };
    let mixed = [TimeInvariant, DiagonalNonNegative];
    assert_eq!(
        answer(parity, &mixed, Finite),
        ("no".to_owned(), "subnormal-series")
    );
    assert_eq!(answer(a5, &mixed, LogPrecision).0, "no*");
    let signed = [TimeInvariant, DiagonalSigned];
    assert_eq!(answer(parity, &signed, Finite).0, "1");
    assert_eq!(answer(mod_3, &signed, Finite).0, "no");
    let attention = Transition::Attention(Attention::SoftWithPositions);
    let with_attention = [attention, DiagonalNonNegative];
    assert_eq!(answer(a5, &with_attention, LogPrecision).0, "no*");
    assert_eq!(answer(a5, &[attention, NonLinear], LogPrecision).0, "1");
    assert_eq!(answer(parity, &with_attention, Finite).0, "?");
}

/// Parity of a letter and the length modulo 3, whose monoid is Z6: gates in [-1, 1] hold the parity, and time-invariant
/// layers the length.
#[test]
fn lengths_that_one_kind_counts_are_not_held_against_another() {
    use Transition::{DiagonalNonNegative, DiagonalSigned, TimeInvariant};
    let answer = |modulus, layers: &[Transition]| {
        let facts = dihedral(group(true, Some(1), None, 2));
        let task = Task::Language {
            facts,
            modulus,
            unary: false,
        };
        let verdict = |layers: &[Transition]| {
            let class = Class(layers.to_vec());
            verdict(&task, &class, Depth::Constant, Semantics::Finite).ability
        };
        assert!(layers.iter().all(|&k| verdict(&[k]) == Ability::Cannot));
        verdict(layers).mark()
    };
    assert_eq!(answer(2, &[TimeInvariant, DiagonalSigned]), "?");
    assert_eq!(answer(6, &[TimeInvariant, DiagonalSigned]), "no");
    assert_eq!(answer(2, &[TimeInvariant, DiagonalNonNegative]), "no");
    assert_eq!(answer(2, &[DiagonalSigned, DiagonalNonNegative]), "no");
}

#[test]
fn that_a_recurrence_is_an_automaton_says_nothing_of_attention_beside_it() {
    let answer = |layers: &[Transition]| {
        let class = Class(layers.to_vec());
        let verdict = verdict(&Task::Majority, &class, Depth::Constant, Semantics::Finite);
        verdict.ability.mark()
    };
    let attention = Transition::Attention(Attention::SoftWithPositions);
    assert_eq!(answer(&[Transition::DiagonalSigned, attention]), "?");
    let both = [Transition::DiagonalSigned, Transition::TimeInvariant];
    assert_eq!(answer(&both), "no");
}

#[test]
fn theorems_on_constant_depth_do_not_judge_growing_depth() {
    for name in ["looped transformer", "transformer with CoT"] {
        let class = named().into_iter().find(|c| c.name == name).unwrap();
        for semantics in [Semantics::Finite, Semantics::Rounded] {
            let verdict = verdict(&Task::Majority, &class.class, class.depth, semantics);
            assert_eq!(verdict.ability, Ability::Open, "{name}");
        }
    }
}

#[test]
fn a_no_always_has_its_hypotheses() {
    for task in &tasks() {
        for class in named() {
            for semantics in Semantics::ALL {
                let verdict = verdict(task, &class.class, class.depth, semantics);
                let settled = verdict.ability != Ability::Open;
                assert_eq!(settled, verdict.theorem.id != "unsettled");
                if verdict.ability == Ability::CannotUnlessTc0IsNc1 {
                    let text = verdict.theorem.hypotheses;
                    assert!(text.contains("TC0 != NC1"), "{}", verdict.theorem.id);
                }
            }
        }
    }
}
