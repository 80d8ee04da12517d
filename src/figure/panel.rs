//! What panels share: the frame that maps numbers to places, axes, ticks, legends, and the order of models.
//!
//! Left out: logarithmic axes. Lengths here span at most two octaves of what a reader compares.

use std::iter;

use itertools::Itertools;

use crate::analysis::accuracy::Measure;
use crate::analysis::depth::Rule;
use crate::analysis::interval::Interval;
use crate::analysis::pool::{Group, Pooled, diverged};
use crate::base::natural::Natural;
use crate::experiment::record::Record;
use crate::figure::canvas::{Align, Canvas, Ink, Point};
use crate::figure::palette::{AXIS, GRID, Look, MUTED, TEXT, THRESHOLD, looks};
use crate::figure::problem_title;
use crate::figure::render::text_width;
use crate::model::LayerCount;

/// Titles of panels and rows.
pub const TITLE: Ink = LABEL.sized(12.5).bold();
/// Names of axes and legend entries.
pub const LABEL: Ink = Ink {
    size: 11.0,
    colour: TEXT,
    bold: false,
};
/// Numbers on axes.
pub const TICK: Ink = LABEL.sized(9.5).coloured(MUTED);

/// A rectangle of the drawing with lengths from left to right and rates from the bottom up.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// Left end.
    pub left: f64,
    /// Upper end.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// The longest length.
    pub longest: usize,
}

impl Frame {
    /// Of this size, from its upper left corner.
    pub fn new((left, top): Point, (width, height): (f64, f64), longest: usize) -> Self {
        Self {
            left,
            top,
            width,
            height,
            longest,
        }
    }

    /// The place of a rate at a length; there is room for markers at both ends of the lengths, and above.
    pub fn at(&self, length: usize, rate: f64) -> Point {
        let last = self.longest.max(2) as f64;
        let room = 0.02 * (last - 1.0);
        let (low, high) = (1.0 - room, last + room);
        (
            self.left + self.width * ((length as f64 - low) / (high - low)),
            self.top + self.height * (1.0 - rate / 1.04),
        )
    }

    /// The right end.
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    /// The lower end.
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Halfway between the left and the right end.
    pub fn middle(&self) -> f64 {
        self.left + self.width / 2.0
    }

    /// The name of the problem above.
    pub fn title(&self, canvas: &mut Canvas, problem: &str) {
        let (at, title) = ((self.middle(), self.top - 13.0), problem_title(problem));
        canvas.text(at, &title, TITLE, Align::Centre);
    }

    /// The axis of lengths below, with its numbers if `numbered`.
    pub fn length_axis(&self, canvas: &mut Canvas, numbered: bool) {
        let bottom = self.bottom();
        canvas.line(&[(self.left, bottom), (self.right(), bottom)], 0.8, AXIS);
        for tick in length_ticks(self.longest) {
            let x = self.at(tick, 0.0).0;
            canvas.line(&[(x, bottom), (x, bottom + 3.0)], 0.8, AXIS);
            if numbered {
                canvas.text((x, bottom + 11.0), &tick.to_string(), TICK, Align::Centre);
            }
        }
    }

    /// The axes of lengths and of rates, with numbers at the left end and below if asked, and the threshold at which a
    /// length passes.
    pub fn rate_axes(&self, canvas: &mut Canvas, left: bool, bottom: bool) {
        let level = |rate| {
            let y = self.at(1, rate).1;
            [(self.left, y), (self.right(), y)]
        };
        for (rate, name) in [(0.0, "0"), (0.5, "50"), (1.0, "100")] {
            let line = level(rate);
            canvas.line(&line, 0.8, GRID);
            if left {
                canvas.text((self.left - 6.0, line[0].1), name, TICK, Align::Right);
            }
        }
        let threshold = level(Rule::THRESHOLD);
        canvas.dashed(threshold, (4.0, 3.0), 0.8, THRESHOLD);
        self.length_axis(canvas, bottom);
    }

    /// Where `curve` runs.
    pub fn points(&self, curve: &[(usize, Pooled)]) -> Vec<Point> {
        curve.iter().map(|(n, p)| self.at(*n, p.rate())).collect()
    }

    /// The intervals of `curve`.
    pub fn ribbon(&self, canvas: &mut Canvas, model: &Model<'_>, curve: &[(usize, Pooled)]) {
        let place = |end: fn(Interval) -> f64| {
            let at = move |(n, p): &(usize, Pooled)| Some(self.at(*n, end(p.interval()?)));
            curve.iter().filter_map(at)
        };
        let lower = place(|i| i.low).rev();
        let outline: Vec<Point> = place(|i| i.high).chain(lower).collect();
        if outline.len() >= 4 {
            canvas.area(outline, model.look.colour.with_alpha(0.16));
        }
    }
}

/// The sequence accuracy of `group` at every evaluated length.
pub fn curve(group: &Group<'_>) -> Vec<(usize, Pooled)> {
    let at = |n| Some((n, group.pooled(Measure::Sequence, n)?));
    (1..=group.longest()).filter_map(at).collect()
}

/// Three to six round lengths, with the longest among them if a round step allows it; always 1.
pub fn length_ticks(longest: usize) -> Vec<usize> {
    const STEPS: [usize; 16] = [
        1, 2, 4, 5, 8, 10, 16, 20, 25, 32, 50, 64, 100, 128, 256, 512,
    ];
    let fits = |step: &usize| (2..=5).contains(&(longest / step));
    let divides =
        |step: &&usize| fits(step) && longest.is_multiple_of(**step) && longest / **step >= 3;
    let divides = STEPS.iter().rev().find(divides);
    let step = divides.or_else(|| STEPS.iter().find(|step| fits(step)));
    let step = step.copied().unwrap_or(longest.div_ceil(5).max(1));
    let ticks = (1..=longest / step).map(|i| i * step);
    iter::once(1).chain(ticks).dedup().collect()
}

/// A model with its look, in the order of rows and legends.
#[derive(Clone, Debug, PartialEq)]
pub struct Model<'a> {
    /// Its label.
    pub label: &'a str,
    /// Its look.
    pub look: Look,
}

/// The models of `groups`, each once.
pub fn models<'a>(groups: &[Group<'a>]) -> Vec<Model<'a>> {
    let mut sorted: Vec<&Group<'a>> = groups.iter().collect();
    sorted.sort_by_key(|g| (g.look.rank, Natural(g.label)));
    sorted.dedup_by_key(|g| g.label);
    let labelled = sorted.iter().map(|g| (g.label, &g.look)).collect_vec();
    let models = labelled.iter().zip(looks(&labelled));
    models
        .map(|(&(label, _), look)| Model { label, look })
        .collect()
}

/// The problems of `groups`, each once, in the order of the groups.
pub fn problems<'a>(groups: &[Group<'a>]) -> Vec<&'a str> {
    groups.iter().map(|g| g.problem).dedup().collect()
}

/// The first record of `problem`, which is one of `groups`.
pub fn first<'a>(groups: &[Group<'a>], problem: &str) -> &'a Record {
    let group = groups.iter().find(|g| g.problem == problem);
    let record = group.and_then(|g| g.records().next());
    record.expect("every problem has a record")
}

/// The depths of `groups`, ascending.
pub fn depths(groups: &[Group<'_>]) -> Vec<LayerCount> {
    let depths = groups.iter().map(|g| g.layers);
    depths.sorted().dedup().collect()
}

/// Where the numbers at shorter lengths come from, in words.
pub fn read(groups: &[Group<'_>]) -> &'static str {
    let alone = |g: &Group<'_>| g.records().any(Record::is_alone);
    match (groups.iter().any(alone), groups.iter().all(alone)) {
        (false, _) => "shorter lengths are prefixes of the same sequences",
        (_, true) => "every length has sequences of its own",
        _ => {
            "every length has sequences of its own where prefixes are none or the layers grow with it, otherwise shorter \
             lengths are prefixes of the same sequences"
        }
    }
}

/// Sentences on stacks that grow with the length, to stand behind another; empty if there are none.
pub fn grows(groups: &[Group<'_>]) -> &'static str {
    let growing = groups.iter().map(|g| g.layers);
    let growing = growing.filter(|layers| layers.is_logarithmic());
    match growing.map(|layers| layers.always).min() {
        None => "",
        Some(0) => {
            " T is the number of tokens of the longest sequence of a length; where it is 1, a model all of whose layers are \
             repeated ⌈log₂ T⌉ times runs none, and has no depth."
        }
        Some(_) => " T is the number of tokens of the longest sequence of a length.",
    }
}

/// The seeds per configuration, as `3` or `2 to 3`.
pub fn seeds(groups: &[Group<'_>]) -> String {
    let cells = groups.iter().flat_map(|g| &g.cells);
    range(cells.map(|c| c.records.len()))
}

/// Words of evaluation per run, as `512` or `256 to 512`.
pub fn words(groups: &[Group<'_>]) -> String {
    let count = |r: &Record| match &r.evaluation {
        Some(evaluation) => evaluation.sequences as usize,
        None => r.run.train.evaluation,
    };
    range(groups.iter().flat_map(Group::records).map(count))
}

/// `3`, or `2 to 3`; nothing of nothing.
pub(crate) fn range(numbers: impl Iterator<Item = usize>) -> String {
    match numbers.minmax().into_option() {
        Some((least, most)) if least < most => format!("{least} to {most}"),
        all => all.map_or_else(String::new, |(all, _)| all.to_string()),
    }
}

/// How many inputs, called `what`, the numbers of `groups` come from, what `line` and the ribbons around them mean, and all
/// else that has to be known to read them.
pub(super) fn read_as(groups: &[Group<'_>], what: &str, line: &str) -> String {
    format!(
        "{} {what} for each of {} seeds, pooled; ribbons are 95 % bootstrap intervals over seeds (from the lowest to the \
         highest where there are three), or Wilson intervals over {what} for a single seed. The {line} is {} %; {}.{}{}",
        words(groups),
        seeds(groups),
        Rule::THRESHOLD * 100.0,
        read(groups),
        grows(groups),
        lost(groups),
    )
}

/// A sentence on the runs that diverged, to stand behind another; empty if none did.
fn lost(groups: &[Group<'_>]) -> String {
    let records = groups.iter().flat_map(Group::records);
    match records.filter(|r| diverged(r)).count() {
        0 => String::new(),
        1 => " One run diverged and counts as all wrong.".to_owned(),
        n => format!(" {n} runs diverged and count as all wrong."),
    }
}

/// Width of the sample of a legend entry.
const SAMPLE: f64 = 26.0;

/// A legend of models from `left`, wrapped at `right`; returns the y under it.
pub fn legend(canvas: &mut Canvas, models: &[Model<'_>], left: f64, right: f64, top: f64) -> f64 {
    let (mut x, mut y) = (left, top);
    for model in models {
        let width = SAMPLE + 6.0 + text_width(model.label, LABEL) + 20.0;
        if x > left && x + width > right {
            (x, y) = (left, y + 18.0);
        }
        canvas.line(&[(x, y), (x + SAMPLE, y)], 1.8, model.look.colour);
        canvas.marker((x + SAMPLE / 2.0, y), model.look, 4.2, 5.4);
        canvas.text((x + SAMPLE + 6.0, y), model.label, LABEL, Align::Left);
        x += width;
    }
    y + 18.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_ticks_are_round_and_few() {
        assert_eq!(length_ticks(20), [1, 5, 10, 15, 20]);
        assert_eq!(length_ticks(32), [1, 8, 16, 24, 32]);
        assert_eq!(length_ticks(24), [1, 8, 16, 24]);
        for longest in 1..2000 {
            let ticks = length_ticks(longest);
            assert!(
                ticks.len() <= 7 && ticks.iter().all(|t| (1..=longest).contains(t)),
                "{longest}: {ticks:?}"
            );
        }
    }
}
