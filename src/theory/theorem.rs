//! The theorems that verdicts rest on, each with its source, its hypotheses, and how far it can be relied on.
//!
//! Circuit classes are DLOGTIME-uniform unless a theorem says otherwise.

/// How far a theorem can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its source states it.
    Published,
    /// It is attributed to its source, whose text has not been compared.
    Unverified,
    /// An argument of this project's, given in `hypotheses` and the documentation; no published proof.
    Derived,
}

impl Standing {
    /// The word in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Unverified => "unverified",
            Self::Derived => "derived",
        }
    }
}

/// A theorem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theorem {
    /// Short and unique.
    pub id: &'static str,
    /// What it says.
    pub statement: &'static str,
    /// Who says it, and where.
    pub source: &'static str,
    /// Under which conditions.
    pub hypotheses: &'static str,
    /// How far it can be relied on.
    pub standing: Standing,
}

macro_rules! theorems {
    ($($name:ident: $standing:ident, $id:literal, $statement:literal, $source:literal, $hypotheses:literal;)*) => {
        $(
            #[doc = $statement]
            pub const $name: Theorem = Theorem {
                id: $id,
                statement: $statement,
                source: $source,
                hypotheses: $hypotheses,
                standing: Standing::$standing,
            };
        )*

        /// All of them.
        pub const ALL: &[Theorem] = &[$($name),*];
    };
}

theorems! {
    TRIVIAL: Derived, "trivial",
        "The word problem of the trivial monoid asks nothing.",
        "by definition",
        "none";
    STAR_FREE: Unverified, "star-free",
        "Stacks of diagonal layers with gates in [0, 1] recognise exactly the star-free languages.",
        "Sarrof, Veitsman and Hahn, NeurIPS 2024, arXiv:2405.17394; that they recognise all of them, as pure-past LTL: Alsmann, Noori and Lange, ICLR 2026, arXiv:2601.19467",
        "finite precision, any constant number of layers; layers see the token before too, by a convolution over two positions or by rounding off what is older: if all arithmetic is exact, letters are idempotent without that";
    NO_PARITY: Published, "no-parity",
        "Layers whose gates are real and not negative cannot compute parity, at any depth.",
        "Sarrof, Veitsman and Hahn, NeurIPS 2024, arXiv:2405.17394, theorem 2; Grazzi et al., ICLR 2025, arXiv:2411.12537, theorem 1",
        "finite precision; every eigenvalue of every transition matrix is real and at least 0";
    SUBNORMAL: Derived, "subnormal-series",
        "A group that k layers track has a subnormal series of length k whose factors divide products of finite groups of linear maps that the layers' transition matrices realise: trivial for gates in [0, 1], for Householder factors with β at most 1 and for time-invariant layers, elementary abelian 2-groups for real diagonal, abelian for complex diagonal ones.",
        "this project: lower layers fixed, a step permutes the reached states as affine maps that fix their barycentre, so their linear parts are a finite group; induction over layers",
        "exact arithmetic with finitely many states reached, or finite precision in that sense; the decoder may be any function; for time-invariant layers all elements of the group are values of words of one length, as with a neutral letter";
    SIGNED: Derived, "signed-length",
        "Layers with real gates in [-1, 1] track exactly the 2-groups, with as many layers as the shortest subnormal series with elementary abelian factors.",
        "this project, from the subnormal series and the cascade along it; in agreement with Grazzi et al., ICLR 2025, arXiv:2411.12537, theorem 2",
        "finite precision in the sense of finitely many reached states; rounding after each step leaves the maps monotone, so that the bound holds with it too";
    POWERS_OF_TWO: Published, "powers-of-two",
        "Layers whose transition matrices and products of them have real eigenvalues only, such as real diagonal ones, cannot count modulo m unless m is a power of two.",
        "Grazzi et al., ICLR 2025, arXiv:2411.12537, theorem 2",
        "finite precision, any constant number of layers";
    ABELIAN_SERIES: Published, "abelian-series",
        "k complex diagonal layers track a group exactly if it has a subnormal series of length k with abelian factors; the least such k is its derived length.",
        "Shakerinava, Khavari, Ravanbakhsh and Chandar, ICLR 2026, arXiv:2603.01959, theorems 1 and 2",
        "finite precision (a fixed finite set of values); universal maps from token to transition and from state to answer";
    CASCADE: Derived, "cascade",
        "A monoid is tracked by a cascade of flip-flops and of the groups inside it, one bank of layers for each level of its holonomy decomposition.",
        "this project, from the Krohn-Rhodes theorem (Krohn and Rhodes, Transactions of the AMS 116, 1965, 450-464) and cascades of abelian factors",
        "finite precision; gates that reach 0 and 1 exactly, and the values that the groups inside need; from the second level on layers see those below one step earlier too, as by a convolution over two positions";
    TIME_INVARIANT: Published, "time-invariant",
        "Time-invariant layers track no group but the trivial one; mixed with diagonal gates in [0, 1] they still cannot compute parity.",
        "Shakerinava, Khavari, Ravanbakhsh and Chandar, ICLR 2026, arXiv:2603.01959 (S4); Khavari et al., arXiv:2508.07395 (mixtures)",
        "finite precision; all elements of the group are values of words of one length, as with a neutral letter";
    POSITIONS: Published, "positional-predicates",
        "Time-invariant layers compute modular predicates of the position.",
        "Alsmann, Noori and Lange, ICLR 2026, arXiv:2601.19467",
        "one letter, or letters that do the same, so that the word is its length; diagonal matrices have the roots of unity of its period as values, of which rounding leaves those of order 1, 2 and 4 exact; where short words are exceptions, a convolution, rounding or a matrix that is not diagonal";
    SSM_IN_TC0: Published, "ssm-in-tc0",
        "What time-invariant and real diagonal state-space layers compute is in L-uniform TC0, so they do not solve the word problem of a non-solvable group unless TC0 = NC1.",
        "Merrill, Petty and Sabharwal, ICML 2024, arXiv:2404.08819, theorems 4.2 and 4.4, corollaries 4.3, 4.5 and 4.7",
        "O(log n) bits, the convolutional form (exact products and sums, rounded once), a constant number of layers; conditional on TC0 != NC1";
    COMPLEX_IN_TC0: Derived, "complex-in-tc0",
        "Complex diagonal layers compute in uniform TC0, as real ones do.",
        "this project: the iterated product of Gaussian numbers is in uniform TC0 as that of integers is (Hesse, Allender and Barrington, JCSS 65, 2002, 695-716)",
        "O(log n) bits, products and sums rounded once, a constant number of layers; conditional on TC0 != NC1";
    MONOTONE: Derived, "monotone-rounding",
        "With rounding at every step, real gates give maps that rise or fall monotonically: as one word is repeated, the output after each repetition has in the end a period that divides 2 to the number of layers, and period 1 if no gate is negative.",
        "this project: a monotone map of a finite chain is constant in the end, and the square of a falling one rises",
        "any monotone rounding (IEEE 754 without NaN), any constant number of layers";
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
    DENSE: Published, "dense",
        "One layer with a dense transition matrix that depends on the input recognises every regular language.",
        "Merrill, Petty and Sabharwal, ICML 2024, arXiv:2404.08819, theorem 5.2",
        "as many dimensions as states; a first symbol sets the state; exact in any format that has 0 and 1";
    PERMUTATION_DIAGONAL: Published, "pd-ssm",
        "One PD-SSM layer of N dimensions emulates every automaton of N states.",
        "Terzić et al., NeurIPS 2025, arXiv:2509.22284, proposition 2",
        "a read-out of N x N; exact in any format that has 0 and 1";
    NON_LINEAR: Published, "non-linear",
        "One layer of a recurrence with a threshold or a saturating function recognises every regular language.",
        "Merrill, Petty and Sabharwal, ICML 2024, arXiv:2404.08819, theorem 5.1 (threshold); with sigmoids, of second order: Omlin and Giles, JACM 43, 1996, 937-972",
        "one unit for each state and letter";
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
    AUTOMATON: Derived, "finite-automaton",
        "A recurrence with finitely many states is a finite automaton and recognises regular languages only.",
        "by definition; majority, Dyck-1 and the values of formulas and circuits are not regular, and neither is what takes names of unbounded length or an unbounded memory to answer (Myhill and Nerode)",
        "constant precision";
    REGULAR_ATTENTION: Derived, "not-in-ac0",
        "Majority and Dyck-1 are not in AC0.",
        "Furst, Saxe and Sipser, Mathematical Systems Theory 17, 1984, 13-27; Ajtai, Annals of Pure and Applied Logic 24, 1983, 1-48: both would count ones exactly, and so compute parity",
        "constant precision, so that attention computes in AC0 (Li, Liu, Zhou and Ma, ICLR 2024, arXiv:2402.12875)";
    HARD_FOR_NC1: Derived, "hard-for-nc1",
        "A constant number of layers that compute in TC0 solves no problem that is hard for NC1 under AC0 reductions, unless TC0 = NC1.",
        "by definition, from ssm-in-tc0, complex-in-tc0 and transformer-in-tc0; where problems are hard for L or P, NC1 reduces to them too",
        "O(log n) bits, a constant number of layers; conditional on TC0 != NC1";
    OUTSIDE_AC0: Derived, "hard-for-tc0",
        "A problem that is hard for TC0 under AC0 reductions is not in AC0, in which attention with a constant number of bits computes.",
        "Furst, Saxe and Sipser, Mathematical Systems Theory 17, 1984, 13-27: parity is in TC0 and not in AC0; Li, Liu, Zhou and Ma, ICLR 2024, arXiv:2402.12875",
        "constant precision, polynomial size, a constant number of layers";
    COUNTER: Derived, "counter",
        "A counter in the state, which adds and subtracts one, decides majority and Dyck-1.",
        "this project; for the LSTM: Weiss, Goldberg and Yahav, ACL 2018",
        "O(log n) bits";
    UNIFORM_ATTENTION: Derived, "uniform-attention",
        "Uniform attention decides majority in one layer and Dyck-1 in two: prefix sums, and whether one was negative.",
        "this project, in the manner of C-RASP (Yang and Chiang, COLM 2024, arXiv:2404.04393)",
        "O(log n) bits";
    UNSETTLED: Derived, "unsettled",
        "None of the theorems known to this program settles it.",
        "none",
        "none";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theorem_has_a_name_of_its_own_and_says_where_it_comes_from() {
        for (i, theorem) in ALL.iter().enumerate() {
            assert!(ALL[..i].iter().all(|other| other.id != theorem.id));
            assert!(!theorem.statement.is_empty() && !theorem.source.is_empty());
            assert!(!theorem.hypotheses.is_empty());
        }
    }

    #[test]
    fn what_is_derived_is_not_dressed_up_as_published() {
        for theorem in ALL {
            let ours = theorem.source.starts_with("this project");
            assert!(
                !ours || theorem.standing == Standing::Derived,
                "{}",
                theorem.id
            );
        }
    }
}
