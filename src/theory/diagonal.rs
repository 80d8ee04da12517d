//! What layers with diagonal transition matrices have in common, whatever their gates can be.

use crate::theory::rules::{OPEN, Ruling, can, cascade};
use crate::theory::theorem::{SUBNORMAL, Theorem, theorems};
use crate::theory::verdict::{Ability, Layers};
use crate::theory::{Invariants, Lengths, Semantics, Task};

/// How many layers do it, and why.
pub(super) type Able = (Layers, Theorem);

/// What theorems say of one problem and one kind of gates.
pub(super) struct Gates {
    /// The layers that do it, if some do.
    pub(super) able: Option<Able>,
    /// Whether fewer layers than the shortest series are impossible with rounding at every step too. Rounded real
    /// gates commute on the states that come back: a map that rises permutes no finite chain but trivially, one that
    /// falls turns it round.
    pub(super) least_if_rounded: bool,
    /// Why not where finitely many values are reached; none if it is open.
    pub(super) unable: Option<Theorem>,
    /// Why they compute in TC0 with O(log n) bits.
    pub(super) in_tc0: Theorem,
    /// Why not where every step rounds; none if it is open.
    pub(super) rounded: Option<Theorem>,
}

impl Gates {
    /// The ruling for a problem with the monoid of `facts`.
    pub(super) fn ruling(self, semantics: Semantics, facts: &Invariants) -> Ruling {
        let finite = matches!(semantics, Semantics::Finite | Semantics::Exact);
        if let Some((layers, theorem)) = self.able {
            // the proof that fewer do not needs finitely many states, and maps that commute layer by layer
            let rounded = semantics == Semantics::Rounded && self.least_if_rounded;
            return if finite || rounded {
                can(layers, theorem)
            } else {
                can(layers.or_fewer(), theorem)
            };
        }
        let because = |theorem: Option<Theorem>| theorem.map_or(OPEN, |t| (Ability::Cannot, t));
        match semantics {
            Semantics::Finite => because(self.unable),
            Semantics::Exact => because(self.unable.map(|_| SUBNORMAL)),
            Semantics::LogPrecision if facts.solvable() => OPEN,
            Semantics::LogPrecision => (Ability::CannotUnlessTc0IsNc1, self.in_tc0),
            Semantics::Rounded => because(self.rounded),
        }
    }
}

/// The layers for a monoid whose groups have series of abelian factors that the gates multiply: of a group as many as
/// `whole` says, else those of a cascade.
pub(super) fn series(
    task: &Task,
    facts: &Invariants,
    whole: (usize, Theorem),
    of_level: impl Fn(&Lengths) -> Option<usize>,
) -> Able {
    if facts.group {
        (Layers::Exactly(whole.0), whole.1)
    } else if facts.aperiodic {
        aperiodic(task, facts)
    } else {
        (cascade(task, facts, of_level), CASCADE)
    }
}

/// Flip-flops, as many layers as levels if those are known.
pub(super) fn aperiodic(task: &Task, facts: &Invariants) -> Able {
    match cascade(task, facts, Lengths::signed_layers) {
        Layers::Some => (Layers::Some, STAR_FREE),
        layers => (layers, CASCADE),
    }
}

theorems! {
    STAR_FREE: Unverified, "star-free",
        "Stacks of diagonal layers with gates in [0, 1] recognise exactly the star-free languages.",
        "Sarrof, Veitsman and Hahn, NeurIPS 2024, arXiv:2405.17394; that they recognise all of them, as pure-past LTL: Alsmann, Noori and Lange, ICLR 2026, arXiv:2601.19467",
        "finite precision, any constant number of layers; layers see the token before too, by a convolution over two positions or by rounding off what is older: if all arithmetic is exact, letters are idempotent without that";
    CASCADE: Derived, "cascade",
        "A monoid is tracked by a cascade of flip-flops and of the groups inside it, one bank of layers for each level of its holonomy decomposition.",
        "this project, from the Krohn-Rhodes theorem (Krohn and Rhodes, Transactions of the AMS 116, 1965, 450-464) and cascades of abelian factors",
        "finite precision; gates that reach 0 and 1 exactly, and the values that the groups inside need; from the second level on layers see those below one step earlier too, as by a convolution over two positions";
    SSM_IN_TC0: Published, "ssm-in-tc0",
        "What time-invariant and real diagonal state-space layers compute is in L-uniform TC0, so they do not solve the word problem of a non-solvable group unless TC0 = NC1.",
        "Merrill, Petty and Sabharwal, ICML 2024, arXiv:2404.08819, theorems 4.2 and 4.4, corollaries 4.3, 4.5 and 4.7",
        "O(log n) bits, the convolutional form (exact products and sums, rounded once), a constant number of layers; conditional on TC0 != NC1";
    MONOTONE: Derived, "monotone-rounding",
        "With rounding at every step, real gates give maps that rise or fall monotonically: as one word is repeated, the output after each repetition has in the end a period that divides 2 to the number of layers, and period 1 if no gate is negative.",
        "this project: a monotone map of a finite chain is constant in the end, and the square of a falling one rises",
        "any monotone rounding (IEEE 754 without NaN), any constant number of layers";
}
