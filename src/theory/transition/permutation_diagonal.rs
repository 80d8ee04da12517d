//! A matrix with a single 1 in each column, otherwise 0, times a diagonal one: PD-SSM.

use crate::theory::class::Named;
use crate::theory::rules::Rules;
use crate::theory::theorem::{Theorem, theorems};
use crate::theory::transition::Transition;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct PermutationDiagonal;

impl Rules for PermutationDiagonal {
    fn rows() -> Vec<Named> {
        let of = Transition::PermutationDiagonal;
        vec![Named::of("PD-SSM", "PD-SSM", of)]
    }

    fn any_automaton(&self) -> Option<Theorem> {
        Some(PERMUTATION_DIAGONAL)
    }
}

theorems! {
    PERMUTATION_DIAGONAL: Published, "pd-ssm",
        "One PD-SSM layer of N dimensions emulates every automaton of N states.",
        "Terzić et al., NeurIPS 2025, arXiv:2509.22284, proposition 2",
        "a read-out of N x N; exact in any format that has 0 and 1";
}
