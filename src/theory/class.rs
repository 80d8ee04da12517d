//! What theory sees of an architecture: how each of its layers moves its state, and how deep it may be.
//!
//! Width, norms, gates on the output and feed-forward networks do not occur: the theorems hold for any of them,
//! because what they use of a layer is the set of linear maps that one step can apply to the state
//! (or, for attention, what it can attend by).
//!
//! The input of a layer is what those below it put out at this position and the one before, by a short convolution or a
//! shift, which nearly all published recurrences have: what is impossible is so with it, and a cascade of more than
//! one level needs it, because a level moves by what the levels above held before the step.
//!
//! Leaves out the size of the state: a class says which problems some size can do, not which one does.

use serde::{Deserialize, Serialize};

use crate::theory::Semantics;

/// How one step of a layer moves its state, the token and the lower layers given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transition {
    /// The same linear map at every step: S4, S4D, LRU.
    TimeInvariant,
    /// A diagonal matrix that depends on the input, entries in \[0, 1\]: Mamba, Mamba-2, GLA, mLSTM.
    DiagonalNonNegative,
    /// A diagonal matrix that depends on the input, entries in \[-1, 1\].
    DiagonalSigned,
    /// A diagonal matrix that depends on the input, complex entries: AUSSM, Mamba-3.
    DiagonalComplex,
    /// A product of `count` generalised Householder matrices I - β k kᵀ: DeltaNet (one), DeltaProduct.
    Householder {
        /// Factors a token.
        count: usize,
        /// Whether β reaches 2, so that a factor can be a reflection; else it stays at most 1.
        reflections: bool,
    },
    /// A matrix with a single 1 in each column, otherwise 0, times a diagonal one: PD-SSM.
    PermutationDiagonal,
    /// Any matrix that depends on the input: IDS4.
    Dense,
    /// A map of the state that is not affine: Elman, GRU, LSTM.
    NonLinear,
    /// Attention over all earlier positions.
    Attention(Attention),
}

/// What attention can look by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attention {
    /// The softmax, with positions from which a fixed modulus can be read, as added sines and cosines or learned rows
    /// are as far as they reach.
    SoftWithPositions,
    /// The softmax, with queries and keys turned by angles that grow with the position (rotary positions): a head whose
    /// queries are 0 does without, but no residue can be read.
    SoftRotary,
    /// The softmax of scores that fall linearly with the distance (ALiBi), in every head by a slope that is not 0.
    SoftAlibi,
    /// The softmax, strictly causal, without positions.
    SoftWithoutPositions,
    /// The one best earlier position (unique hard attention), strictly causal, without positions.
    HardWithoutPositions,
}

/// How many layers, or steps, there are for a word of n letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Depth {
    /// Some number of layers, the same for all n.
    #[default]
    Constant,
    /// This many.
    Layers(usize),
    /// O(log n) layers, the same ones again and again.
    Logarithmic,
    /// n tokens of its own between question and answer.
    ChainOfThought,
}

/// A class of architectures: the kinds of layers it has, each as often as it likes. Several make a hybrid.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Class(pub Vec<Transition>);

impl Class {
    /// Layers of one kind.
    pub fn of(transition: Transition) -> Self {
        Self(vec![transition])
    }
}

/// A class by the name of those who belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Short and unique.
    pub name: &'static str,
    /// Who belongs to it.
    pub members: &'static str,
    /// What it is.
    pub class: Class,
    /// How deep it is.
    pub depth: Depth,
}

impl Named {
    /// The numbers that the literature on this class speaks of first.
    pub fn semantics(&self) -> Semantics {
        match self.class.0.as_slice() {
            [Transition::Attention(Attention::SoftWithPositions)] => Semantics::LogPrecision,
            _ => Semantics::Finite,
        }
    }
}

/// The classes of the atlas, from weak to strong.
pub fn named() -> Vec<Named> {
    use Attention::{HardWithoutPositions, SoftWithPositions, SoftWithoutPositions};
    use Transition::{
        Dense, DiagonalComplex, DiagonalNonNegative, DiagonalSigned, Householder, NonLinear,
        PermutationDiagonal, TimeInvariant,
    };
    let transformer = || Class::of(Transition::Attention(SoftWithPositions));
    let deep = |name, members, class, depth| Named {
        name,
        members,
        class,
        depth,
    };
    let of = |name, members, class| deep(name, members, class, Depth::Constant);
    vec![
        of(
            "attention, no positions",
            "strictly causal softmax without positions",
            Class::of(Transition::Attention(SoftWithoutPositions)),
        ),
        of(
            "hard attention",
            "unique hard attention, strictly causal, without positions",
            Class::of(Transition::Attention(HardWithoutPositions)),
        ),
        of(
            "transformer",
            "Transformer with positions, fixed depth",
            transformer(),
        ),
        deep(
            "looped transformer",
            "Transformer with O(log n) layers",
            transformer(),
            Depth::Logarithmic,
        ),
        deep(
            "transformer with CoT",
            "Transformer with n tokens of thought",
            transformer(),
            Depth::ChainOfThought,
        ),
        of(
            "time-invariant SSM",
            "S4, S4D, LRU",
            Class::of(TimeInvariant),
        ),
        of(
            "gated SSM [0,1]",
            "Mamba, Mamba-2, GLA, mLSTM",
            Class::of(DiagonalNonNegative),
        ),
        of(
            "gated SSM [-1,1]",
            "Mamba with signed gates",
            Class::of(DiagonalSigned),
        ),
        of(
            "complex diagonal SSM",
            "AUSSM, Mamba-3",
            Class::of(DiagonalComplex),
        ),
        of(
            "DeltaNet, β <= 1",
            "DeltaNet, Gated DeltaNet as shipped",
            Class::of(Householder {
                count: 1,
                reflections: false,
            }),
        ),
        of(
            "DeltaNet, β <= 2",
            "DeltaNet with negative eigenvalues, RWKV-7 with c = 2",
            Class::of(Householder {
                count: 1,
                reflections: true,
            }),
        ),
        of(
            "DeltaProduct, 2 factors",
            "DeltaProduct with negative eigenvalues",
            Class::of(Householder {
                count: 2,
                reflections: true,
            }),
        ),
        of(
            "DeltaProduct, 4 factors",
            "DeltaProduct with negative eigenvalues",
            Class::of(Householder {
                count: 4,
                reflections: true,
            }),
        ),
        of("PD-SSM", "PD-SSM", Class::of(PermutationDiagonal)),
        of("dense linear RNN", "IDS4, SLiCE", Class::of(Dense)),
        of(
            "non-linear RNN",
            "Elman, GRU, LSTM, sLSTM",
            Class::of(NonLinear),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let named = named();
        for (i, a) in named.iter().enumerate() {
            assert!(named[..i].iter().all(|b| b.name != a.name), "{}", a.name);
            assert!(
                named[..i]
                    .iter()
                    .all(|b| (&b.class, b.depth) != (&a.class, a.depth)),
                "{} is the class of another name",
                a.name
            );
        }
    }
}
