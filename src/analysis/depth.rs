//! Minimum depth against length: how many layers a model needs for words of n letters.
//!
//! For each problem, model and length, the smallest number of layers for which enough seeds pass. What no
//! tried depth reached is censored: [`MinimumDepth::NotReached`] holds the largest depth tried and is never a number.
//! This is the quantity of figure 3 of W. Merrill, J. Petty and A. Sabharwal, "The illusion of state in state-space
//! models" (2024); how that figure joins its repeats is not published, here the [`Rule`] says it.
//!
//! Where one run answers for many lengths (the label at every prefix is scored), sequence accuracy cannot rise with
//! the length, so neither can the minimum depth fall: [`DepthLine::monotone`] is then a property of the measurement
//! and only carries information where each length was trained on its own. A stack that repeats layers ⌈log₂ T⌉ times
//! stands at the number that it runs at each length, and has no depth where that is none.
//! Left out: fits of depth against length.

use std::fmt;

use crate::analysis::accuracy::Measure;
use crate::analysis::pool::{Group, of_each_model};
use crate::experiment::run::counted;
use crate::model::LayerCount;

/// The smallest depth that passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, derive_more::Display)]
pub enum MinimumDepth {
    /// This many layers pass.
    #[display("{_0}")]
    Layers(usize),
    /// No tried depth passes.
    #[display("> {tried}")]
    NotReached {
        /// The largest depth tried.
        tried: usize,
    },
}

impl MinimumDepth {
    /// Whether some depth passed.
    pub fn is_reached(self) -> bool {
        matches!(self, Self::Layers(_))
    }

    /// The fewest layers that the truth can be, if more depth would have helped.
    pub fn at_least(self) -> usize {
        match self {
            Self::Layers(layers) => layers,
            Self::NotReached { tried } => tried + 1,
        }
    }

    /// The layers that are known to be enough.
    pub fn at_most(self) -> Option<usize> {
        match self {
            Self::Layers(layers) => Some(layers),
            Self::NotReached { .. } => None,
        }
    }

    /// Whether the true depth is less than that of `other`, censoring considered.
    pub fn is_below(self, other: Self) -> bool {
        self.at_most().is_some_and(|most| most < other.at_least())
    }

    /// Whether both can be the same true depth, censoring considered.
    pub fn may_equal(self, other: Self) -> bool {
        !self.is_below(other) && !other.is_below(self)
    }
}

/// When a depth passes at a length: more than half of the seeds reach [`Rule::THRESHOLD`] of this accuracy.
#[derive(Clone, Copy, Debug, PartialEq, derive_more::Display)]
#[display("at least {} % {} accuracy in more than half of the seeds", Self::THRESHOLD * 100.0, _0.name())]
pub struct Rule(Measure);

impl Rule {
    /// Sequence accuracy.
    pub const SEQUENCE: Self = Self(Measure::Sequence);
    /// Token accuracy.
    pub const TOKEN: Self = Self(Measure::Token);
    /// At least this much of it is asked for.
    pub const THRESHOLD: f64 = 0.9;
}

/// The minimum depth of one model on one problem, at every length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepthLine {
    /// The problem.
    pub problem: String,
    /// The model.
    pub label: String,
    /// Its architecture.
    pub architecture: String,
    /// Depths that were tried, ascending.
    pub tried: Vec<LayerCount>,
    /// One per length at which a layer is run, ascending.
    pub points: Vec<DepthPoint>,
    /// Whether the depth is not seen to fall as the length grows.
    pub monotone: bool,
}

/// The minimum depth at one length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepthPoint {
    /// The length.
    pub length: usize,
    /// The depth.
    pub depth: MinimumDepth,
}

/// Consecutive lengths with the same depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// First length.
    pub from: usize,
    /// Last length.
    pub to: usize,
    /// The depth at all of them.
    pub depth: MinimumDepth,
}

impl DepthLine {
    /// The minimum depth at `length`, if it was evaluated.
    pub fn at(&self, length: usize) -> Option<MinimumDepth> {
        let point = self.points.iter().find(|p| p.length == length)?;
        Some(point.depth)
    }

    /// Runs of equal depth, in the order of length.
    pub fn segments(&self) -> Vec<Segment> {
        let follows =
            |a: &DepthPoint, b: &DepthPoint| (a.length + 1, a.depth) == (b.length, b.depth);
        let segment = |run: &[DepthPoint]| Segment {
            from: run[0].length,
            to: run[run.len() - 1].length,
            depth: run[0].depth,
        };
        self.points.chunk_by(follows).map(segment).collect()
    }
}

/// The line in words: `1 layer up to length 6, 2 layers up to length 9, not reached with 4 layers from length 10`.
impl fmt::Display for DepthLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let segments = self.segments();
        if segments.is_empty() {
            f.write_str("no layer is run at any length")?;
        }
        for (i, segment) in segments.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            let (reached, layers) = match segment.depth {
                MinimumDepth::Layers(layers) => ("", layers),
                MinimumDepth::NotReached { tried } => ("not reached with ", tried),
            };
            write!(f, "{reached}{}", counted(layers, "layer"))?;
            let (from, to) = (segment.from, segment.to);
            match segments.len() {
                1 if reached.is_empty() => write!(f, " at every length up to {to}")?,
                1 => f.write_str(" at any length")?,
                last if i + 1 == last => write!(f, " from length {from}")?,
                _ if from == to => write!(f, " at length {from}")?,
                _ => write!(f, " up to length {to}")?,
            }
        }
        Ok(())
    }
}

/// One line per (problem, label), in the order of the groups.
pub fn minimum_depth(groups: &[Group<'_>], rule: Rule) -> Vec<DepthLine> {
    let models = of_each_model(groups);
    models.map(|depths| line(depths, rule)).collect()
}

/// The line of one model; `depths` has one group per number of layers, ascending, and is not empty.
fn line(depths: &[Group<'_>], rule: Rule) -> DepthLine {
    let longest = depths.iter().map(Group::longest).max().unwrap_or(0);
    let point = |length| {
        let passes = |g: &Group<'_>| passes(g, rule, length);
        let mut passes: Vec<(usize, bool)> = depths.iter().filter_map(passes).collect();
        passes.sort_unstable_by_key(|(layers, _)| *layers);
        let tried = passes.last()?.0;
        let depth = match passes.iter().find(|(_, passes)| *passes) {
            Some(&(layers, _)) => MinimumDepth::Layers(layers),
            None => MinimumDepth::NotReached { tried },
        };
        Some(DepthPoint { length, depth })
    };
    let points: Vec<DepthPoint> = (1..=longest).filter_map(point).collect();
    DepthLine {
        problem: depths[0].problem.to_owned(),
        label: depths[0].label.to_owned(),
        architecture: depths[0].architecture.clone(),
        tried: depths.iter().map(|g| g.layers).collect(),
        monotone: points.is_sorted_by(|a, b| !b.depth.is_below(a.depth)),
        points,
    }
}

/// The layers of `group` at `length`, and whether enough seeds pass there; none if that length was not evaluated, or if
/// no layer is run there.
fn passes(group: &Group<'_>, rule: Rule, length: usize) -> Option<(usize, bool)> {
    let cell = group.cell(length).filter(|cell| cell.has_layers(length))?;
    let counts = cell.counts(rule.0, length)?;
    let rates = counts.iter().filter_map(|count| count.rate());
    let passing = rates.filter(|rate| *rate >= Rule::THRESHOLD).count();
    Some((cell.layers[length - 1], passing > counts.len() / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line_of(depths: &[MinimumDepth]) -> DepthLine {
        let points = depths
            .iter()
            .enumerate()
            .map(|(i, &depth)| DepthPoint {
                length: i + 1,
                depth,
            })
            .collect();
        DepthLine {
            problem: "a5".to_owned(),
            label: "Transformer".to_owned(),
            architecture: "attention".to_owned(),
            tried: [1, 2, 4].map(LayerCount::of).to_vec(),
            points,
            monotone: true,
        }
    }

    #[test]
    fn a_line_is_told_in_words() {
        use MinimumDepth::{Layers, NotReached};
        let told = |depths: &[MinimumDepth]| line_of(depths).to_string();
        assert_eq!(told(&[Layers(1); 3]), "1 layer at every length up to 3");
        assert_eq!(
            told(&[Layers(1), Layers(1), Layers(2), NotReached { tried: 4 }]),
            "1 layer up to length 2, 2 layers at length 3, not reached with 4 layers from length 4"
        );
        assert_eq!(
            told(&[NotReached { tried: 1 }; 2]),
            "not reached with 1 layer at any length"
        );
    }

    #[test]
    fn censored_depths_are_consistent_with_every_larger_one() {
        use MinimumDepth::{Layers, NotReached};
        assert!(NotReached { tried: 2 }.may_equal(Layers(3)));
        assert!(NotReached { tried: 2 }.may_equal(NotReached { tried: 4 }));
        assert!(!NotReached { tried: 3 }.may_equal(Layers(3)));
        assert!(!Layers(1).may_equal(Layers(2)));
    }
}
