//! What a verdict needs to know of a problem.

use petgraph::unionfind::UnionFind;

use crate::algebra::counters::cascade_of_counters;
use crate::algebra::facts::Facts;
use crate::algebra::permutation::facts::GroupFacts;
use crate::algebra::transformation::Transformation;
use crate::theory::levels::{self, Lengths};

/// The algebra of a word problem, as far as theorems about architectures ask for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invariants {
    /// Whether it has one element.
    pub trivial: bool,
    /// Whether it is a group.
    pub group: bool,
    /// Whether no non-trivial group is inside.
    pub aperiodic: bool,
    /// Whether Green's relation R is equality.
    pub r_trivial: bool,
    /// Whether it divides a cascade of bounded counters, so that its languages are in C-RASP; none if not known.
    pub counters: Option<bool>,
    /// Whether some group inside has an element of order 2, so that parity is inside.
    pub parity: bool,
    /// The longest derived series of a group inside; none if one of them is not solvable.
    pub derived_length: Option<usize>,
    /// The longest of the shortest subnormal series with elementary abelian 2-groups as factors, of the groups
    /// inside; none if one of them is no 2-group.
    pub signed_length: Option<usize>,
    /// Of a group, if it is known: the least number n such that a faithful real orthogonal representation moves
    /// no more than n dimensions by any element.
    pub householders: Option<usize>,
    /// Of a group: the most transpositions that a letter is a product of, and no fewer.
    pub letter_swaps: Option<usize>,
    /// Whether it is a cyclic or a dihedral group.
    pub dihedral: bool,
    /// Of a monoid that is no group, if asked for: the levels of its holonomy decomposition.
    pub levels: Option<Vec<Lengths>>,
}

impl Invariants {
    /// What of `facts` verdicts ask for. `letters` are the letters of words, of a group as permutations. Of a monoid
    /// that is no group, [`Invariants::with_levels`] bounds the layers of cascades.
    pub fn of<'t>(facts: &Facts, letters: impl Iterator<Item = &'t Transformation>) -> Self {
        let whole = facts.as_group();
        Self {
            trivial: facts.order == 1,
            group: facts.group,
            aperiodic: facts.aperiodic(),
            r_trivial: facts.identities.r_trivial,
            counters: facts.counters,
            parity: facts.subgroups.iter().any(|g| g.order.is_multiple_of(2)),
            derived_length: facts.derived_length(),
            signed_length: facts.signed_length(),
            householders: whole.and_then(|group| group.householders),
            letter_swaps: whole.map(|_| letters.map(swaps).max().unwrap_or(0)),
            dihedral: whole.and_then(GroupFacts::is_dihedral).unwrap_or(false),
            levels: None,
        }
    }

    /// The same with the levels of the monoid that `generators` generate, unless it is a group, of which more is known.
    pub fn with_levels(self, generators: &[Transformation]) -> Self {
        let no_group = (!self.group).then_some(generators);
        Self {
            levels: no_group.and_then(levels::levels),
            ..self
        }
    }

    /// The same for words that multiply from right to left, that is, of the opposite monoid, with its levels. `facts`
    /// and `generators` are those of the monoid itself.
    pub fn reversed(self, facts: &Facts, generators: &[Transformation]) -> Self {
        if self.group {
            return self;
        }
        let letters = levels::opposite(generators);
        Self {
            r_trivial: facts.identities.l_trivial,
            counters: letters.as_deref().and_then(cascade_of_counters),
            levels: letters.as_deref().and_then(levels::levels),
            ..self
        }
    }

    /// The layers of a cascade along the levels, each of which takes what `of_level` says.
    pub fn cascade_layers(&self, of_level: impl Fn(&Lengths) -> Option<usize>) -> Option<usize> {
        self.levels.as_ref()?.iter().map(of_level).sum()
    }

    /// Whether all groups inside are solvable.
    pub fn solvable(&self) -> bool {
        self.derived_length.is_some()
    }
}

/// How many transpositions a permutation is the product of, at least: its points less its cycles.
fn swaps(permutation: &Transformation) -> usize {
    let images = permutation.images();
    let mut cycles = UnionFind::<usize>::new(images.len());
    let arrows = images.iter().enumerate();
    let joins = arrows.filter(|&(from, &to)| cycles.union(from, usize::from(to)));
    joins.count()
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// The product of a word over a finite monoid; any element may be a letter, among them a neutral one.
    WordProblem(Invariants),
    /// Whether a word belongs to a regular language.
    Language {
        /// Invariants of the syntactic monoid.
        facts: Invariants,
        /// The product of the primes of the orders of groups in the stable semigroup of its syntactic morphism, whose
        /// elements are values of words of one length; 1 if there are none, so that the language is in AC0.
        modulus: u128,
        /// Whether all letters are one element of the monoid, so that a word is no more than its length.
        unary: bool,
    },
    /// A problem without a listed monoid, of which no more is known than where it stands among circuit classes.
    Known(Hardness),
    /// Whether more than half of the letters are ones.
    Majority,
    /// Whether brackets of one kind match.
    Dyck,
}

/// Where a problem stands among circuit classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hardness {
    /// Whether a finite automaton solves it.
    pub regular: bool,
    /// Whether TC0 reduces to it, by AC0 reductions.
    pub hard_for_tc0: bool,
    /// Whether NC1 reduces to it, by AC0 reductions.
    pub hard_for_nc1: bool,
}

impl Task {
    /// The algebra, if it is finite.
    pub fn invariants(&self) -> Option<&Invariants> {
        match self {
            Self::WordProblem(facts) | Self::Language { facts, .. } => Some(facts),
            Self::Known(_) | Self::Majority | Self::Dyck => None,
        }
    }

    /// Whether the question is in AC0: for a word problem, whether its monoid is aperiodic.
    pub fn in_ac0(&self) -> bool {
        match self {
            Self::WordProblem(facts) => facts.aperiodic,
            Self::Language { modulus, .. } => *modulus == 1,
            Self::Known(_) | Self::Majority | Self::Dyck => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::monoid::{DEFAULT_LIMIT, Monoid};

    fn facts(cycles: &[&str], points: usize) -> Invariants {
        let generators: Vec<_> = cycles
            .iter()
            .map(|c| Transformation::parse_cycles(c, points).unwrap())
            .collect();
        let monoid = Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap();
        Invariants::of(&Facts::of(&monoid), generators.iter())
    }

    #[test]
    fn the_golden_table_of_small_groups_holds() {
        let cycle = |n: usize| {
            let points: Vec<String> = (1..=n).map(|i| i.to_string()).collect();
            format!("({})", points.join(" "))
        };
        let z60 = cycle(60);
        // cycles, points, derived length, signed length, Householder factors
        type Row<'r> = (&'r [&'r str], usize, Option<usize>, Option<usize>, usize);
        let table: [Row<'_>; 16] = [
            (&["(1 2)"], 2, Some(1), Some(1), 1),
            (&["(1 2 3)"], 3, Some(1), None, 2),
            (&["(1 2 3 4 5 6)"], 6, Some(1), None, 2),
            (&["(1 2 3)(4 5)"], 5, Some(1), None, 2),
            (&[&z60], 60, Some(1), None, 2),
            (&["(1 2 3 4)"], 4, Some(1), Some(2), 2),
            (&["(1 2)", "(3 4)"], 4, Some(1), Some(1), 2),
            (&["(1 2 3)", "(1 2)"], 3, Some(2), None, 2),
            (&["(1 2 3 4)", "(1 3)"], 4, Some(2), Some(2), 2),
            // Q8, on itself
            (
                &["(1 3 2 4)(5 8 6 7)", "(1 5 2 6)(3 7 4 8)"],
                8,
                Some(2),
                Some(2),
                4,
            ),
            (&["(1 2 3)", "(2 3 4)"], 4, Some(2), None, 2),
            (&["(1 2 3 4)", "(1 2)"], 4, Some(3), None, 2),
            // SL(2, 3), on the vectors but zero
            (&["(3 4 5)(6 8 7)", "(1 4 7)(2 8 5)"], 8, Some(3), None, 4),
            // A4 x Z5, in one head
            (&["(1 2 3)", "(2 3 4)", "(5 6 7 8 9)"], 9, Some(2), None, 4),
            (&["(1 2 3 4 5)", "(1 2 3)"], 5, None, None, 2),
            (&["(1 2 3 4 5)", "(1 2)"], 5, None, None, 4),
        ];
        for (cycles, points, derived, signed, householders) in table {
            let facts = facts(cycles, points);
            let found = (
                facts.derived_length,
                facts.signed_length,
                facts.householders,
            );
            assert_eq!(found, (derived, signed, Some(householders)), "{cycles:?}");
        }
    }

    fn of_maps(images: &[&str]) -> (Facts, Vec<Transformation>) {
        let parse = |t: &&str| Transformation::parse_images(t, None).unwrap();
        let generators: Vec<_> = images.iter().map(parse).collect();
        let monoid = Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap();
        (Facts::of(&monoid), generators)
    }

    #[test]
    fn the_last_letter_read_backwards_is_the_first() {
        let (known, generators) = of_maps(&["1 1", "2 2"]);
        let last = Invariants::of(&known, generators.iter()).with_levels(&generators);
        assert_eq!((last.r_trivial, last.counters), (false, Some(false)));
        assert_eq!(last.cascade_layers(Lengths::signed_layers), Some(1));
        let first = last.reversed(&known, &generators);
        assert_eq!((first.r_trivial, first.counters), (true, Some(true)));
        assert_eq!(first.cascade_layers(Lengths::signed_layers), Some(2));
    }

    #[test]
    fn a_group_needs_no_levels_and_is_the_same_backwards() {
        let (known, generators) = of_maps(&["2 3 1", "2 1 3"]);
        let s3 = Invariants::of(&known, generators.iter());
        assert_eq!(s3.clone().with_levels(&generators), s3);
        assert_eq!(s3.clone().reversed(&known, &generators), s3);
    }

    #[test]
    fn letters_are_counted_in_swaps() {
        assert_eq!(
            facts(&["(1 2)", "(2 3)", "(3 4)", "(4 5)"], 5).letter_swaps,
            Some(1)
        );
        assert_eq!(
            facts(&["(1 2 3 4 5)", "(1 2)(3 4)"], 5).letter_swaps,
            Some(4)
        );
    }
}
