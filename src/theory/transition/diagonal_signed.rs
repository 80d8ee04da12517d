//! A diagonal matrix that depends on the input, entries in \[-1, 1\].

use crate::theory::Invariants;
use crate::theory::diagonal::{Able, Gates, MONOTONE, SSM_IN_TC0, series};
use crate::theory::levels::Lengths;
use crate::theory::rules::{Asked, Rules, Ruling, row};
use crate::theory::theorem::theorems;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct DiagonalSigned;

impl Rules for DiagonalSigned {
    row!(
        DiagonalSigned,
        "gated SSM [-1,1]",
        "Mamba with signed gates"
    );

    fn in_tc0(&self) -> bool {
        true
    }

    fn tracks_some(&self, modulus: u128) -> bool {
        modulus.is_power_of_two()
    }

    fn with_monoid(&self, asked: &Asked<'_>, facts: &Invariants) -> Ruling {
        let gates = Gates {
            able: able(asked, facts),
            least_if_rounded: true,
            // a group inside has an element of odd order
            unable: Some(POWERS_OF_TWO),
            in_tc0: SSM_IN_TC0,
            rounded: (!facts.aperiodic).then_some(MONOTONE),
        };
        gates.ruling(asked.semantics, facts)
    }
}

/// What gates of 0, 1 and -1 do.
pub(super) fn able(asked: &Asked<'_>, facts: &Invariants) -> Option<Able> {
    let whole = (facts.signed_length?, SIGNED);
    Some(series(asked.task, facts, whole, Lengths::signed_layers))
}

theorems! {
    SIGNED: Derived, "signed-length",
        "Layers with real gates in [-1, 1] track exactly the 2-groups, with as many layers as the shortest subnormal series with elementary abelian factors.",
        "this project, from the subnormal series and the cascade along it; in agreement with Grazzi et al., ICLR 2025, arXiv:2411.12537, theorem 2",
        "finite precision in the sense of finitely many reached states; rounding after each step leaves the maps monotone, so that the bound holds with it too";
    POWERS_OF_TWO: Published, "powers-of-two",
        "Layers whose transition matrices and products of them have real eigenvalues only, such as real diagonal ones, cannot count modulo m unless m is a power of two.",
        "Grazzi et al., ICLR 2025, arXiv:2411.12537, theorem 2",
        "finite precision, any constant number of layers";
}
