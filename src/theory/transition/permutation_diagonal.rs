//! A matrix with a single 1 in each column, otherwise 0, times a diagonal one: PD-SSM.

use crate::theory::rules::{Rules, row};
use crate::theory::theorem::{Theorem, theorems};

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct PermutationDiagonal;

impl Rules for PermutationDiagonal {
    row!(PermutationDiagonal, "PD-SSM", "PD-SSM");

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
