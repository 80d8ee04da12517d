//! What was published, as data: claims and depth tables, each with its source.
//!
//! Claims are in our words and carry what is needed to test them on records; `agreement` does that. The settings of a
//! claim are the problems of its source ([`Settings::published`]) and problems of the same kind
//! ([`Settings::same_kind`]: commutative, solvable but not commutative, or not solvable), on which the source says
//! nothing but its argument predicts the same.
//!
//! Left out: the layer counts of figure 3 of the first source. They are printed nowhere; reading them off the
//! drawing would be our measurement, not theirs.

use crate::analysis::depth::MinimumDepth;

/// Where something was published.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// Authors and year, for tables.
    pub short: &'static str,
    /// Title and venue.
    pub title: &'static str,
    /// Address of the paper.
    pub link: &'static str,
}

/// The paper whose figure 3 the depth figure follows.
pub static ILLUSION: Source = Source {
    short: "Merrill, Petty and Sabharwal 2024",
    title: "The Illusion of State in State-Space Models, ICML 2024",
    link: "https://arxiv.org/abs/2404.08819",
};

/// The second measurement of the same quantity on A5.
pub static LINEAR_CDE: Source = Source {
    short: "Cirone et al. 2024",
    title: "Theoretical Foundations of Deep Selective State-Space Models, NeurIPS 2024, figure 2 and its released results",
    link: "https://arxiv.org/abs/2402.19047",
};

/// An architecture as a source names it, and ours that stand for it.
pub type Named = (&'static str, &'static [&'static str]);

const RNN: Named = ("RNN", &["rnn"]);
const IDS4: Named = ("IDS4", &["ids4"]);
const S4: Named = ("S4", &["s4", "s4d"]);
const S4D: Named = ("S4D", &["s4d"]);
const MAMBA: Named = ("Mamba", &["mamba"]);
const TRANSFORMER: Named = ("Transformer", &["attention"]);

/// The problems on which a claim is tested.
#[derive(Debug, PartialEq, Eq)]
pub struct Settings {
    /// The source claims it of these.
    pub published: &'static [&'static str],
    /// The source is silent; the problems are of the same kind as one of its own.
    pub same_kind: &'static [&'static str],
}

const GROUPS: Settings = Settings {
    published: &["z60", "a4xz5", "a5"],
    same_kind: &["z2", "z3", "s3", "d4", "q8", "a4", "s4", "s5"],
};

const NON_COMMUTATIVE: Settings = Settings {
    published: &["a4xz5", "a5"],
    same_kind: &["s3", "d4", "q8", "a4", "s4", "s5"],
};

/// What a claim says, in a form that records can decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One layer passes at every length.
    OneLayer,
    /// The minimum depth never falls as the length grows, and is larger at the longest length than at the shortest.
    Grows,
    /// At every length the minimum depth is at least that of each of these.
    AtLeastAsDeepAs(&'static [Named]),
}

/// One published claim.
#[derive(Debug, PartialEq, Eq)]
pub struct Claim {
    /// Short and unique.
    pub id: &'static str,
    /// The claim, in our words.
    pub text: &'static str,
    /// What to know before comparing.
    pub caveat: &'static str,
    /// Where it was published.
    pub source: &'static Source,
    /// What it says.
    pub kind: Kind,
    /// Of which architectures.
    pub architectures: &'static [Named],
    /// On which problems.
    pub settings: Settings,
}

/// Every claim that is compared with the records.
pub static CLAIMS: &[Claim] = &[
    Claim {
        id: "one-layer",
        text: "RNN and IDS4 need one layer at every length, on all groups.",
        caveat: "Measured there up to length 20.",
        source: &ILLUSION,
        kind: Kind::OneLayer,
        architectures: &[RNN, IDS4],
        settings: GROUPS,
    },
    Claim {
        id: "depth-grows",
        text: "S4, Mamba and the Transformer need more layers as the length grows, on the groups that do not commute.",
        caveat: "S4 is compared with our S4D, its diagonal form.",
        source: &ILLUSION,
        kind: Kind::Grows,
        architectures: &[S4, MAMBA, TRANSFORMER],
        settings: NON_COMMUTATIVE,
    },
    Claim {
        id: "transformer-deepest",
        text: "On the groups that do not commute the Transformer needs at least as many layers as S4 and Mamba.",
        caveat: "The released Transformer adds its position code along the batch and not along the sequence, so it cannot \
                 tell positions apart; the second source, with that repaired, finds the order of Transformer and \
                 Mamba reversed.",
        source: &ILLUSION,
        kind: Kind::AtLeastAsDeepAs(&[S4, MAMBA]),
        architectures: &[TRANSFORMER],
        settings: NON_COMMUTATIVE,
    },
];

/// How [`ILLUSION`] measured: what to compare, and what it says, from the paper and its released program.
pub static ILLUSION_PROTOCOL: &[(&str, &str)] = &[
    ("Groups", "Z60, A4×Z5 and A5"),
    ("Letters", "all 60 elements of the group"),
    (
        "Passing",
        "more than 90 % of the validation sequences right at every position, best epoch; the trivial begin-of-sequence position \
         counts; how repeats are joined is not published",
    ),
    (
        "Lengths",
        "each length up to 20 trained on its own, together with all sequences of length 2",
    ),
    (
        "Data",
        "up to a million distinct sequences a length, 80 % to train and 20 % to validate",
    ),
    (
        "Width",
        "Transformer 512, Mamba 698, S4 1174, IDS4 255: about 3.2 million parameters with one layer",
    ),
    (
        "Training",
        "AdamW, constant rate 1e-4 (Transformer 5e-5), weight decay 0.01 on everything, no clipping, 512 sequences a step, \
         at most 500 epochs, stop at 99 %",
    ),
    ("Seeds", "3 repeats"),
];

/// A published table of minimum depths against length, on one problem.
#[derive(Debug, PartialEq, Eq)]
pub struct DepthTable {
    /// Where it was published.
    pub source: &'static Source,
    /// The problem.
    pub problem: &'static str,
    /// The most layers it tried.
    pub tried: usize,
    /// How it was measured.
    pub protocol: &'static str,
    /// The lengths of its columns.
    pub lengths: &'static [usize],
    /// Architecture and layers at each length; 0 stands for "not reached".
    rows: &'static [(Named, &'static [usize])],
}

impl DepthTable {
    /// Each architecture with its depth at every length of [`DepthTable::lengths`].
    pub fn rows(&self) -> impl Iterator<Item = (Named, Vec<MinimumDepth>)> + '_ {
        let depth = |&layers: &usize| match layers {
            0 => MinimumDepth::NotReached { tried: self.tried },
            _ => MinimumDepth::Layers(layers),
        };
        let rows = self.rows.iter();
        rows.map(move |(named, layers)| (*named, layers.iter().map(depth).collect()))
    }
}

/// Minimum number of blocks for more than 90 % token accuracy on A5.
pub static A5_DEPTHS: DepthTable = DepthTable {
    source: &LINEAR_CDE,
    problem: "a5",
    tried: 4,
    protocol: "More than 90 % token accuracy (not sequence accuracy), one seed, each length trained on its own, at most a \
               million steps of 32 sequences, at most 4 blocks, all 60 elements as letters. Its Mamba is the bare selective scan, without convolution and gate. The linear CDE is not our IDS4, \
               but shares what matters here: a dense transition that depends on the letter.",
    lengths: &[3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20],
    rows: &[
        (("RNN (tanh)", &["rnn"]), &[1; 14]),
        (("Linear CDE", &["ids4"]), &[1; 14]),
        (S4D, &[1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4, 4, 4, 0]),
        (MAMBA, &[1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 0, 0, 0, 0]),
        (TRANSFORMER, &[1, 1, 1, 1, 2, 3, 3, 3, 4, 4, 4, 4, 0, 0]),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_claims_are_unique() {
        let mut ids: Vec<_> = CLAIMS.iter().map(|c| c.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), CLAIMS.len());
    }

    #[test]
    fn every_row_of_a_published_table_has_a_value_for_every_length() {
        for (named, depths) in A5_DEPTHS.rows() {
            assert_eq!(depths.len(), A5_DEPTHS.lengths.len(), "{}", named.0);
        }
    }
}
