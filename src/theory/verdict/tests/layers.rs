//! How many layers it takes, and when fewer are known not to do.

use super::*;

#[test]
fn too_few_layers_cannot_where_the_least_number_is_known() {
    let s4 = &tasks()[5];
    let answer =
        |depth, transition| verdict(s4, &Class::of(transition), depth, Semantics::Finite).ability;
    let complex = Transition::DiagonalComplex;
    assert_eq!(answer(Depth::Layers(2), complex), Ability::Cannot);
    assert_eq!(
        answer(Depth::Layers(3), complex),
        Ability::Can(Layers::Exactly(3))
    );
    let deltanet = Transition::Householder(Householder {
        count: 1,
        reflections: true,
    });
    assert_eq!(answer(Depth::Layers(3), deltanet), Ability::Open);
    assert_eq!(
        answer(Depth::Layers(4), deltanet),
        Ability::Can(Layers::AtMost(4))
    );
}

#[test]
fn fewer_layers_are_open_where_the_lower_bound_has_no_proof() {
    use Semantics::{Finite, LogPrecision, Rounded};
    use Transition::{DiagonalComplex, DiagonalSigned};
    let s4 = &tasks()[5];
    let z4 = &Task::WordProblem(dihedral(group(true, Some(1), Some(2), 2)));
    let answer = |task, transition, layers, semantics| {
        let class = Class::of(transition);
        verdict(task, &class, Depth::Layers(layers), semantics)
            .ability
            .mark()
    };
    assert_eq!(answer(s4, DiagonalComplex, 2, Finite), "no");
    assert_eq!(answer(s4, DiagonalComplex, 2, LogPrecision), "?");
    assert_eq!(answer(s4, DiagonalComplex, 3, LogPrecision), "≤3");
    assert_eq!(answer(z4, DiagonalSigned, 1, LogPrecision), "?");
    assert_eq!(answer(z4, DiagonalSigned, 1, Rounded), "no");
    // i is exact in every format, and one layer does it
    assert_eq!(answer(z4, DiagonalComplex, 1, Rounded), "?");
    assert_eq!(answer(z4, DiagonalComplex, 1, Finite), "1");
    let none_but_the_last_letter = Task::Language {
        facts: flip_flop(),
        modulus: 1,
        unary: false,
    };
    assert_eq!(
        answer(&none_but_the_last_letter, Transition::Dense, 0, Finite),
        "?"
    );
    assert_eq!(answer(&tasks()[0], Transition::Dense, 0, Finite), "no");
}

#[test]
fn a_cascade_takes_the_layers_of_its_levels() {
    // all maps of three points: S3 above Z2
    let t3 = Invariants {
        group: false,
        dihedral: false,
        householders: None,
        levels: Some(vec![level(Some(2), None), level(Some(1), Some(1))]),
        ..group(true, Some(2), None, 2)
    };
    let unknown = Invariants {
        levels: None,
        ..t3.clone()
    };
    let householder = |count| {
        Transition::Householder(Householder {
            count,
            reflections: true,
        })
    };
    let rows = [
        (Transition::DiagonalComplex, "≤3", "+", "cascade"),
        (Transition::DiagonalSigned, "no", "no", "powers-of-two"),
        (householder(1), "≤10", "+", "reflect-and-write"),
        (householder(2), "≤8", "+", "reflect-and-write"),
        (Transition::Dense, "1", "1", "dense"),
    ];
    for (transition, known, not_known, theorem) in rows {
        let judge = |facts: &Invariants| {
            let task = Task::WordProblem(facts.clone());
            let class = Class::of(transition);
            verdict(&task, &class, Depth::Constant, Semantics::Finite)
        };
        assert_eq!(judge(&t3).ability.mark(), known);
        assert_eq!(judge(&unknown).ability.mark(), not_known);
        assert_eq!(judge(&t3).theorem.id, theorem);
    }
}

#[test]
fn rounding_leaves_time_invariant_layers_cycles_of_four_steps() {
    let answer = |signed: Option<usize>, semantics| {
        let language = Task::Language {
            facts: dihedral(group(signed.is_some(), Some(1), signed, 2)),
            modulus: 1,
            unary: true,
        };
        let class = Class::of(Transition::TimeInvariant);
        verdict(&language, &class, Depth::Constant, semantics)
            .ability
            .mark()
    };
    // lengths modulo 3, 4 and 8
    let marks = [None, Some(2), Some(3)].map(|signed| {
        (
            answer(signed, Semantics::Finite),
            answer(signed, Semantics::Rounded),
        )
    });
    assert_eq!(
        marks.each_ref().map(|(finite, _)| finite.as_str()),
        ["+"; 3]
    );
    assert_eq!(
        marks.each_ref().map(|(_, rounded)| rounded.as_str()),
        ["?", "+", "?"]
    );
}

#[test]
fn factors_without_reflections_are_excluded_by_the_theorem_that_speaks_of_them() {
    let parity = &tasks()[2];
    let why = |count| {
        let class = Class::of(Transition::Householder(Householder {
            count,
            reflections: false,
        }));
        let verdict = verdict(parity, &class, Depth::Constant, Semantics::Finite);
        assert_eq!(verdict.ability, Ability::Cannot);
        verdict.theorem.id
    };
    assert_eq!(
        [1, 2, 3].map(why),
        ["no-reflection", "no-reflection", "subnormal-series"]
    );
}
