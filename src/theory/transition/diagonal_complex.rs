//! A diagonal matrix that depends on the input, complex entries: AUSSM, Mamba-3.

use crate::theory::diagonal::{Gates, series};
use crate::theory::levels::Lengths;
use crate::theory::rules::{Asked, Rules, Ruling, row};
use crate::theory::theorem::theorems;
use crate::theory::transition::diagonal_signed;
use crate::theory::{Invariants, Semantics};

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct DiagonalComplex;

impl Rules for DiagonalComplex {
    row!(DiagonalComplex, "complex diagonal SSM", "AUSSM, Mamba-3");

    fn in_tc0(&self) -> bool {
        true
    }

    fn with_monoid(&self, asked: &Asked<'_>, facts: &Invariants) -> Ruling {
        let gates = Gates {
            able: if asked.semantics == Semantics::Rounded {
                // gates of 0, 1 and -1 are exact in every format; of the other roots of unity, i and -i are
                diagonal_signed::able(asked, facts)
            } else {
                facts.derived_length.map(|length| {
                    let whole = (length, ABELIAN_SERIES);
                    series(asked.task, facts, whole, Lengths::complex_layers)
                })
            },
            least_if_rounded: false,
            unable: Some(ABELIAN_SERIES),
            in_tc0: COMPLEX_IN_TC0,
            rounded: None,
        };
        gates.ruling(asked.semantics, facts)
    }
}

theorems! {
    ABELIAN_SERIES: Published, "abelian-series",
        "k complex diagonal layers track a group exactly if it has a subnormal series of length k with abelian factors; the least such k is its derived length.",
        "Shakerinava, Khavari, Ravanbakhsh and Chandar, ICLR 2026, arXiv:2603.01959, theorems 1 and 2",
        "finite precision (a fixed finite set of values); universal maps from token to transition and from state to answer";
    COMPLEX_IN_TC0: Derived, "complex-in-tc0",
        "Complex diagonal layers compute in uniform TC0, as real ones do.",
        "this project: the iterated product of Gaussian numbers is in uniform TC0 as that of integers is (Hesse, Allender and Barrington, JCSS 65, 2002, 695-716)",
        "O(log n) bits, products and sums rounded once, a constant number of layers; conditional on TC0 != NC1";
}
