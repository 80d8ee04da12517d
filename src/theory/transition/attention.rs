//! Attention over all earlier positions.

use crate::theory::class::Named;
use crate::theory::rules::{Asked, OPEN, Rules, Ruling, can};
use crate::theory::theorem::{HARD_FOR_NC1, theorems};
use crate::theory::transition::Transition;
use crate::theory::verdict::{Ability, Layers};
use crate::theory::{Depth, Hardness, Invariants, Semantics, Task};

/// What attention can look by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

impl Rules for Attention {
    fn rows() -> Vec<Named> {
        let of = |name, members, kind| Named::of(name, members, Transition::Attention(kind));
        let soft = Self::SoftWithoutPositions;
        let strict = "strictly causal softmax without positions";
        let hard = "unique hard attention, strictly causal, without positions";
        let fixed = "Transformer with positions, fixed depth";
        let looped = "Transformer with O(log n) layers";
        let thinking = "Transformer with n tokens of thought";
        let transformer = |name, members, depth| Named {
            depth,
            ..of(name, members, Self::SoftWithPositions)
        };
        vec![
            of("attention, no positions", strict, soft),
            of("hard attention", hard, Self::HardWithoutPositions),
            transformer("transformer", fixed, Depth::Constant),
            transformer("looped transformer", looped, Depth::Logarithmic),
            transformer("transformer with CoT", thinking, Depth::ChainOfThought),
        ]
    }

    fn semantics(&self) -> Semantics {
        match self {
            Self::SoftWithoutPositions | Self::HardWithoutPositions => Semantics::Finite,
            _ => Semantics::LogPrecision,
        }
    }

    fn recurrent(&self) -> bool {
        false
    }

    fn with_monoid(&self, asked: &Asked<'_>, facts: &Invariants) -> Ruling {
        if let Some(regular) = deeper(asked.depth) {
            let enough_bits = !has_constant_bits(asked.semantics);
            return if *self == Self::SoftWithPositions && enough_bits {
                regular
            } else {
                OPEN
            };
        }
        match self {
            Self::HardWithoutPositions if facts.aperiodic => can(Layers::Some, HARD_ATTENTION),
            Self::HardWithoutPositions => (Ability::Cannot, HARD_ATTENTION),
            _ if has_constant_bits(asked.semantics) => self.constant_precision(asked.task, facts),
            _ => self.log_precision(facts),
        }
    }

    fn counting(&self, asked: &Asked<'_>) -> Ruling {
        // the theorems on constant precision are on constant depth
        let settled = *self == Self::SoftWithPositions && !has_constant_bits(asked.semantics);
        if deeper(asked.depth).is_some() && !settled {
            OPEN
        } else if *self == Self::HardWithoutPositions {
            (Ability::Cannot, HARD_ATTENTION)
        } else if has_constant_bits(asked.semantics) {
            (Ability::Cannot, REGULAR_ATTENTION)
        } else if *self == Self::SoftAlibi {
            OPEN
        } else {
            let layers = if *asked.task == Task::Majority { 1 } else { 2 };
            can(Layers::AtMost(layers), UNIFORM_ATTENTION)
        }
    }

    fn known(&self, asked: &Asked<'_>, known: Hardness) -> Ruling {
        let constant_bits = has_constant_bits(asked.semantics);
        match deeper(asked.depth) {
            Some(regular)
                if !constant_bits && *self == Self::SoftWithPositions && known.regular =>
            {
                regular
            }
            None if constant_bits && known.hard_for_tc0 => (Ability::Cannot, OUTSIDE_AC0),
            None if !constant_bits && known.hard_for_nc1 => {
                (Ability::CannotUnlessTc0IsNc1, HARD_FOR_NC1)
            }
            _ => OPEN,
        }
    }
}

/// What more than constantly many layers or steps do with positions and O(log n) bits; none for constantly many.
fn deeper(depth: Depth) -> Option<Ruling> {
    match depth {
        Depth::Constant | Depth::Layers(_) => None,
        Depth::Logarithmic => Some(can(Layers::Logarithmic, LOG_DEPTH)),
        Depth::ChainOfThought => Some(can(Layers::AtMost(1), CHAIN_OF_THOUGHT)),
    }
}

fn has_constant_bits(semantics: Semantics) -> bool {
    matches!(semantics, Semantics::Finite | Semantics::Rounded)
}

impl Attention {
    fn constant_precision(self, task: &Task, facts: &Invariants) -> Ruling {
        let alike = matches!(self, Self::SoftWithPositions | Self::SoftWithoutPositions);
        if alike && facts.r_trivial {
            can(Layers::Some, NO_POSITIONS)
        } else if self == Self::SoftWithoutPositions {
            (Ability::Cannot, NO_POSITIONS)
        } else if task.in_ac0() {
            OPEN
        } else {
            (Ability::Cannot, ATTENTION_IN_AC0)
        }
    }

    fn log_precision(self, facts: &Invariants) -> Ruling {
        let Some(derived_length) = facts.derived_length else {
            return (Ability::CannotUnlessTc0IsNc1, ATTENTION_IN_TC0);
        };
        // R-trivial monoids divide cascades of counters, also where those could not be computed
        let counters = facts.r_trivial || facts.counters == Some(true);
        match self {
            // its scores fall with the distance in every head, so it cannot average over all positions
            Self::SoftAlibi => OPEN,
            _ if counters => can(Layers::Some, C_RASP),
            Self::SoftWithPositions if facts.group && derived_length == 1 => {
                can(Layers::AtMost(2), COUNT_AND_LOOK_UP)
            }
            Self::SoftWithPositions => can(Layers::Some, SHORTCUTS),
            _ => OPEN,
        }
    }
}

theorems! {
    NO_POSITIONS: Published, "past-ltl",
        "Strictly causal softmax attention without positions recognises exactly the languages whose syntactic monoid is R-trivial.",
        "Li and Cotterell, NeurIPS 2025, arXiv:2505.23623, theorems 3.2, 3.3 and 4.1",
        "constant precision, a constant number of layers";
    HARD_ATTENTION: Published, "hard-attention",
        "Strictly causal unique hard attention without positions recognises exactly the star-free languages.",
        "Yang, Chiang and Angluin, NeurIPS 2024, arXiv:2310.13897",
        "a constant number of layers; ties go to the last of the best positions";
    C_RASP: Derived, "c-rasp",
        "Causal softmax attention recognises every regular language whose syntactic monoid divides a cascade of bounded counters: these are the regular languages in C-RASP.",
        "this project, which decides it, from A. Yang and D. Chiang, COLM 2024, arXiv:2404.04393 (attention without positions does what C-RASP does) and arXiv:2608.13433, theorem 11 (which regular languages that is)",
        "O(log n) bits for the counts; the first position can be told from the others, as by a start symbol or a strict mask; heads that attend uniformly, so no positions or some that can be left out; a constant number of layers and one set of weights for all n; sufficient only";
    SHORTCUTS: Published, "shortcuts",
        "A constant number of attention layers simulates every automaton whose groups are solvable.",
        "Liu, Ash, Goel, Krishnamurthy and Zhang, ICLR 2023, arXiv:2210.10749",
        "O(log n) bits, positions; the feed-forward networks may grow with n unless the positions give residues";
    COUNT_AND_LOOK_UP: Derived, "count-and-look-up",
        "Two attention layers track an abelian group: one counts, the other looks the count up at a position.",
        "this project",
        "O(log n) bits, averaging hard attention, positions with residues";
    ATTENTION_IN_TC0: Published, "transformer-in-tc0",
        "What a constant number of attention layers computes is in uniform TC0, so they do not solve the word problem of a non-solvable group unless TC0 = NC1.",
        "Merrill and Sabharwal, TACL 2023, arXiv:2207.00729 (L-uniform), and NeurIPS 2023, arXiv:2210.02671; with polynomially many bits: Chiang, TMLR 2025, arXiv:2409.13629",
        "O(log n) bits; conditional on TC0 != NC1";
    ATTENTION_IN_AC0: Published, "transformer-in-ac0",
        "With a constant number of bits, a constant number of attention layers computes in non-uniform AC0, which holds no word problem of a monoid with a non-trivial group.",
        "Li, Liu, Zhou and Ma, ICLR 2024, arXiv:2402.12875; Barrington and Thérien, JACM 35, 1988, 941-952",
        "constant precision, polynomial size";
    LOG_DEPTH: Published, "log-depth",
        "A looped transformer of O(log n) layers recognises every regular language; 4 ceil(log2 n) + 5 layers do.",
        "Merrill and Sabharwal, NeurIPS 2025, arXiv:2503.03961, theorem 1 and corollary 1.1",
        "O(log n) bits; one set of weights for all n in theorem 1";
    CHAIN_OF_THOUGHT: Derived, "chain-of-thought",
        "With n tokens of thought a transformer of one layer recognises every regular language.",
        "this project: each step looks up the last state and the next letter; with some constant number of layers: Merrill and Sabharwal, ICLR 2024, arXiv:2310.07923",
        "O(log n) bits; positions by which step t finds letter t";
    REGULAR_ATTENTION: Derived, "not-in-ac0",
        "Majority and Dyck-1 are not in AC0.",
        "Furst, Saxe and Sipser, Mathematical Systems Theory 17, 1984, 13-27; Ajtai, Annals of Pure and Applied Logic 24, 1983, 1-48: both would count ones exactly, and so compute parity",
        "constant precision, so that attention computes in AC0 (Li, Liu, Zhou and Ma, ICLR 2024, arXiv:2402.12875)";
    OUTSIDE_AC0: Derived, "hard-for-tc0",
        "A problem that is hard for TC0 under AC0 reductions is not in AC0, in which attention with a constant number of bits computes.",
        "Furst, Saxe and Sipser, Mathematical Systems Theory 17, 1984, 13-27: parity is in TC0 and not in AC0; Li, Liu, Zhou and Ma, ICLR 2024, arXiv:2402.12875",
        "constant precision, polynomial size, a constant number of layers";
    UNIFORM_ATTENTION: Derived, "uniform-attention",
        "Uniform attention decides majority in one layer and Dyck-1 in two: prefix sums, and whether one was negative.",
        "this project, in the manner of C-RASP (Yang and Chiang, COLM 2024, arXiv:2404.04393)",
        "O(log n) bits";
}
