//! A diagonal matrix that depends on the input, entries in \[0, 1\]: Mamba, Mamba-2, GLA, mLSTM.

use crate::theory::Invariants;
use crate::theory::diagonal::{Gates, MONOTONE, SSM_IN_TC0, STAR_FREE, aperiodic};
use crate::theory::rules::{Asked, Rules, Ruling, row};
use crate::theory::theorem::theorems;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct DiagonalNonNegative;

impl Rules for DiagonalNonNegative {
    row!(
        DiagonalNonNegative,
        "gated SSM [0,1]",
        "Mamba, Mamba-2, GLA, mLSTM"
    );

    fn in_tc0(&self) -> bool {
        true
    }

    fn tracks_some(&self, _: u128) -> bool {
        false
    }

    fn with_monoid(&self, asked: &Asked<'_>, facts: &Invariants) -> Ruling {
        let gates = Gates {
            able: facts.aperiodic.then(|| aperiodic(asked.task, facts)),
            least_if_rounded: false,
            unable: Some(if facts.parity { NO_PARITY } else { STAR_FREE }),
            in_tc0: SSM_IN_TC0,
            rounded: (!facts.aperiodic).then_some(MONOTONE),
        };
        gates.ruling(asked.semantics, facts)
    }
}

theorems! {
    NO_PARITY: Published, "no-parity",
        "Layers whose gates are real and not negative cannot compute parity, at any depth.",
        "Sarrof, Veitsman and Hahn, NeurIPS 2024, arXiv:2405.17394, theorem 2; Grazzi et al., ICLR 2025, arXiv:2411.12537, theorem 1",
        "finite precision; every eigenvalue of every transition matrix is real and at least 0";
}
