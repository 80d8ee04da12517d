//! A product of generalised Householder matrices I - β k kᵀ: DeltaNet (one factor), DeltaProduct.
//!
//! A factor with β = 1 erases what stands at its key, so that no gate is needed for resets: a monoid is a cascade of
//! flip-flops, and of groups if β reaches 2.

use crate::theory::class::Named;
use crate::theory::rules::{Asked, OPEN, Rules, Ruling, can, cascade};
use crate::theory::theorem::{SUBNORMAL, theorems};
use crate::theory::transition::Transition;
use crate::theory::verdict::{Ability, Layers};
use crate::theory::{Invariants, Semantics};

/// See the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Householder {
    /// Factors a token.
    pub count: usize,
    /// Whether β reaches 2, so that a factor can be a reflection; else it stays at most 1.
    pub reflections: bool,
}

impl Rules for Householder {
    fn rows() -> Vec<Named> {
        let row = |name, members, count, reflections| {
            let of = Self { count, reflections };
            Named::of(name, members, Transition::Householder(of))
        };
        let signed = "DeltaProduct with negative eigenvalues";
        let deltanet = "DeltaNet, Gated DeltaNet as shipped";
        let reflecting = "DeltaNet with negative eigenvalues, RWKV-7 with c = 2";
        vec![
            row("DeltaNet, β <= 1", deltanet, 1, false),
            row("DeltaNet, β <= 2", reflecting, 1, true),
            row("DeltaProduct, 2 factors", signed, 2, true),
            row("DeltaProduct, 4 factors", signed, 4, true),
        ]
    }

    fn tracks_some(&self, _: u128) -> bool {
        self.reflections
    }

    fn with_monoid(&self, asked: &Asked<'_>, facts: &Invariants) -> Ruling {
        let Self { count, reflections } = *self;
        let semantics = asked.semantics;
        // layers that track any group
        let any_group = if count >= 2 { 3 } else { 4 };
        let cascade = || cascade(asked.task, facts, |level| level.layers_around(any_group));
        if facts.aperiodic {
            return can(cascade(), ERASE_AND_WRITE);
        }
        if !reflections {
            return match semantics {
                Semantics::Finite if facts.parity && count <= 2 => (Ability::Cannot, NO_REFLECTION),
                Semantics::Finite | Semantics::Exact => (Ability::Cannot, SUBNORMAL),
                Semantics::LogPrecision | Semantics::Rounded => OPEN,
            };
        }
        let enough = |needed: Option<usize>| needed.is_some_and(|needed| needed <= count);
        if enough(facts.letter_swaps) {
            return can(Layers::Exactly(1), SWAPS);
        }
        if semantics == Semantics::Rounded {
            // reflections along differences of unit vectors are exact, others are not
            return OPEN;
        }
        if enough(facts.householders) {
            can(Layers::Exactly(1), REFLECTIONS)
        } else if facts.dihedral {
            can(Layers::AtMost(2), DIHEDRAL)
        } else if facts.group {
            can(Layers::AtMost(any_group), FOUR_LAYERS)
        } else {
            can(cascade(), REFLECT_AND_WRITE)
        }
    }
}

theorems! {
    NO_REFLECTION: Published, "no-reflection",
        "Products of one or two Householder factors with β at most 1 have no negative eigenvalue, and layers of them cannot compute parity, at any depth.",
        "Grazzi et al., ICLR 2025, arXiv:2411.12537, theorem 1 and proposition 1",
        "finite precision; three factors can have a negative eigenvalue, of modulus below 1, and the subnormal series excludes parity for them";
    ERASE_AND_WRITE: Derived, "erase-and-write",
        "With β = 1 a key is erased and written: a bank of flip-flops, and so, in a cascade, every aperiodic monoid.",
        "this project, from the holonomy decomposition",
        "finite precision; keys that are exactly unit vectors; from the second level on layers see those below one step earlier too";
    REFLECTIONS: Derived, "orthogonal-representation",
        "One layer with n Householder factors tracks a group that has a faithful real orthogonal representation in which no element moves more than n dimensions.",
        "this project, from the theorem of Cartan and Dieudonné; for S_n: Grazzi et al., ICLR 2025, arXiv:2411.12537, theorem 3; for the subgroups of O(n), and of SO(n + 1) if n is even: Siems et al., NeurIPS 2025, arXiv:2502.10297, theorem 4",
        "every element may be a letter; β reaches 2 exactly; sufficient, and necessary where the states reached are that group itself";
    SWAPS: Published, "few-swaps",
        "One layer with n Householder factors tracks a permutation group whose letters are products of at most n transpositions.",
        "Grazzi et al., ICLR 2025, arXiv:2411.12537, theorem 3, stated for letters that move at most n + 1 points; its proof takes one factor for each transposition",
        "β reaches 2 exactly";
    DIHEDRAL: Published, "dihedral",
        "Two DeltaNet layers track every dihedral group, and so every cyclic one.",
        "Siems et al., NeurIPS 2025, arXiv:2502.10297; for cyclic groups also Grazzi et al., ICLR 2025, arXiv:2411.12537, appendix D",
        "β reaches 2 exactly";
    FOUR_LAYERS: Published, "four-layers",
        "Four DeltaNet layers solve every group word problem, three if there are two Householder factors.",
        "Siems et al., NeurIPS 2025, arXiv:2502.10297, theorem 1",
        "β reaches 2 exactly";
    REFLECT_AND_WRITE: Derived, "reflect-and-write",
        "Finitely many DeltaNet layers recognise every regular language: a level of the holonomy decomposition takes the layers that track its group, and one in which β = 1 erases and writes where resets lead.",
        "this project, from the holonomy decomposition and the theorem four-layers; with a gate, DeltaProduct: Siems et al., NeurIPS 2025, arXiv:2502.10297, theorem 2; with as many factors as states: Grazzi et al., ICLR 2025, arXiv:2411.12537, theorem 4",
        "β reaches 1 and 2 exactly; layers see those below one step earlier too";
}
