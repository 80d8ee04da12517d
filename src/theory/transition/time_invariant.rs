//! The same linear map at every step: S4, S4D, LRU.

use crate::theory::diagonal::{Able, Gates, SSM_IN_TC0};
use crate::theory::rules::{Asked, Rules, Ruling, row};
use crate::theory::theorem::theorems;
use crate::theory::verdict::Layers;
use crate::theory::{Invariants, Semantics, Task};

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct TimeInvariant;

impl Rules for TimeInvariant {
    row!(TimeInvariant, "time-invariant SSM", "S4, S4D, LRU");

    fn in_tc0(&self) -> bool {
        true
    }

    fn counts_lengths(&self) -> bool {
        true
    }

    fn tracks_some(&self, _: u128) -> bool {
        false
    }

    fn with_monoid(&self, asked: &Asked<'_>, facts: &Invariants) -> Ruling {
        let gates = Gates {
            able: able(asked),
            least_if_rounded: false,
            // no way to do it is known for aperiodic monoids, and no reason against it; without a neutral letter a
            // position may help
            unable: (!asked.task.in_ac0() && !facts.aperiodic).then_some(TIME_INVARIANT),
            in_tc0: SSM_IN_TC0,
            rounded: None,
        };
        gates.ruling(asked.semantics, facts)
    }
}

/// With one letter a word is its length. With rounding after each step, the values of a cycle of 1, 2 or 4 steps are
/// exact, because i is, and those of no other in any binary format.
fn able(asked: &Asked<'_>) -> Option<Able> {
    let Task::Language {
        facts,
        modulus: 1,
        unary: true,
    } = asked.task
    else {
        return None;
    };
    let exact = facts.signed_length.is_some_and(|length| length <= 2);
    (asked.semantics != Semantics::Rounded || exact).then_some((Layers::Some, POSITIONS))
}

theorems! {
    TIME_INVARIANT: Published, "time-invariant",
        "Time-invariant layers track no group but the trivial one; mixed with diagonal gates in [0, 1] they still cannot compute parity.",
        "Shakerinava, Khavari, Ravanbakhsh and Chandar, ICLR 2026, arXiv:2603.01959 (S4); Khavari et al., arXiv:2508.07395 (mixtures)",
        "finite precision; all elements of the group are values of words of one length, as with a neutral letter";
    POSITIONS: Published, "positional-predicates",
        "Time-invariant layers compute modular predicates of the position.",
        "Alsmann, Noori and Lange, ICLR 2026, arXiv:2601.19467",
        "one letter, or letters that do the same, so that the word is its length; diagonal matrices have the roots of unity of its period as values, of which rounding leaves those of order 1, 2 and 4 exact; where short words are exceptions, a convolution, rounding or a matrix that is not diagonal";
}
