//! The algebra behind the problems: transformations, monoids, groups, automata.
//!
//! Products act from the right, as in GAP: `p·q` is "first p, then q", so appending a letter to a word
//! multiplies on the right. Everything downstream that reads permutations the other way round says so.
//!
//! Leaves out isomorphism of groups and monoids.

mod arithmetic;
pub mod automaton;
pub mod counters;
pub mod eggbox;
pub mod facts;
mod froidure_pin;
pub mod green;
#[cfg(test)]
mod group;
pub mod holonomy;
pub mod identities;
pub mod monoid;
mod notation;
pub mod permutation;
pub mod product;
pub(crate) mod reach;
pub mod subject;
pub mod transformation;

use holonomy::cascade::MOST_TILES;
use holonomy::sets::MOST_POINTS;

/// Why something algebraic could not be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AlgebraError {
    /// Text that is not a transformation.
    #[error("`{text}` {problem}")]
    Notation {
        /// The text that was read.
        text: String,
        /// What is wrong with it and what to do about it.
        problem: String,
    },
    /// No points, or more than 16 bits can number.
    #[error("{0} points are not possible; use 1 to 65535")]
    Points(usize),
    /// No generators.
    #[error("the list of generators is empty; give at least one")]
    NoGenerators,
    /// Generators on different numbers of points.
    #[error(
        "generator {index} acts on {found} points, the first one on {points}; all must act on the same points"
    )]
    MixedPoints {
        /// Which generator, counted from 1.
        index: usize,
        /// Its points.
        found: usize,
        /// The points of the first.
        points: usize,
    },
    /// More elements than allowed.
    #[error(
        "the generators produce more than {limit} elements (stopped after finding {found}); raise `limit` if you meant it, or look for a wrong generator"
    )]
    TooLarge {
        /// The limit.
        limit: usize,
        /// Elements found when it stopped.
        found: usize,
    },
    /// A generator of a group, counted from 1, that has no inverse, and its images.
    #[error("generator {0}, `{1}`, is not a permutation; give each point once as an image")]
    NotInvertible(usize, String),
    /// A group whose order needs more than 128 bits.
    #[error(
        "the group on {0} points has more than 2^128 elements, too many to count; use fewer points"
    )]
    OrderTooLarge(usize),
    /// More points than a set of points can hold.
    #[error(
        "image sets of {0} points are not possible; use at most {MOST_POINTS} points, or permutations of fewer points with the same group"
    )]
    PointsOfSets(usize),
    /// More image sets than allowed.
    #[error(
        "the generators move the point set to more than {limit} image sets (stopped after finding {found}); raise `limit` if you meant it"
    )]
    TooManySets {
        /// The limit.
        limit: usize,
        /// Image sets found when it stopped.
        found: usize,
    },
    /// More tiles on one level of a cascade than can be numbered.
    #[error(
        "the cascade has more than {MOST_TILES} tiles at height {0}; it cannot be written in coordinates, take fewer points or generators"
    )]
    TooManyTiles(usize),
    /// A chain of subgroups in which one, counted from 1, is not inside the one before.
    #[error(
        "subgroup {0} of the chain is not a subgroup of the one before it; list each one inside the last, the largest first"
    )]
    NotAChain(usize),
    /// An automaton or a regular expression that is wrong.
    #[error(transparent)]
    Automaton(#[from] automaton::AutomatonError),
}
