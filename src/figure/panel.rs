//! What panels share: the frame that maps numbers to places, axes, ticks, legends, and the order of models.
//!
//! Left out: logarithmic axes. Lengths here span at most two octaves of what a reader compares.

use crate::analysis::depth::Rule;
use crate::analysis::interval::Interval;
use crate::analysis::pool::{Group, Pooled, diverged};
use crate::figure::canvas::{Align, Canvas, Ink, Point};
use crate::figure::palette::{AXIS, GRID, Look, MUTED, TEXT, THRESHOLD, WHITE, looks};
use crate::figure::render::text_width;

/// Titles of panels and rows.
pub const TITLE: Ink = Ink {
    size: 12.5,
    colour: TEXT,
    bold: true,
};
/// Names of axes and legend entries.
pub const LABEL: Ink = Ink {
    size: 11.0,
    colour: TEXT,
    bold: false,
};
/// Numbers on axes.
pub const TICK: Ink = Ink {
    size: 9.5,
    colour: MUTED,
    bold: false,
};

/// A rectangle of the drawing with a number range on each side.
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
    /// Numbers at the left and the right end.
    pub x: (f64, f64),
    /// Numbers at the lower and the upper end.
    pub y: (f64, f64),
}

impl Frame {
    /// The place of a pair of numbers.
    pub fn at(&self, x: f64, y: f64) -> Point {
        let along = |v: f64, (low, high): (f64, f64)| (v - low) / (high - low);
        (
            self.left + self.width * along(x, self.x),
            self.top + self.height * (1.0 - along(y, self.y)),
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

    /// The axis of lengths under the frame, with its numbers if `numbered`.
    pub fn length_axis(&self, canvas: &mut Canvas, longest: usize, numbered: bool) {
        let bottom = self.bottom();
        canvas.line(&[(self.left, bottom), (self.right(), bottom)], 0.8, AXIS);
        for tick in length_ticks(longest) {
            let x = self.at(tick as f64, self.y.0).0;
            canvas.line(&[(x, bottom), (x, bottom + 3.0)], 0.8, AXIS);
            if numbered {
                canvas.text((x, bottom + 11.0), &tick.to_string(), TICK, Align::Centre);
            }
        }
    }
}

/// The range of the length axis up to `longest`, with room for markers at both ends.
pub fn length_range(longest: usize) -> (f64, f64) {
    let longest = longest.max(2) as f64;
    let room = 0.02 * (longest - 1.0);
    (1.0 - room, longest + room)
}

/// Three to six round lengths, with the longest among them if a round step allows it; always 1.
pub fn length_ticks(longest: usize) -> Vec<usize> {
    const STEPS: [usize; 16] = [
        1, 2, 4, 5, 8, 10, 16, 20, 25, 32, 50, 64, 100, 128, 256, 512,
    ];
    let fits = |step: &usize| (2..=5).contains(&(longest / step));
    let divides = STEPS
        .iter()
        .rev()
        .find(|step| fits(step) && longest.is_multiple_of(**step) && longest / **step >= 3);
    let step = divides.or_else(|| STEPS.iter().find(|step| fits(step)));
    let step = step.copied().unwrap_or(longest.div_ceil(5).max(1));
    let mut ticks: Vec<usize> = (1..=longest / step).map(|i| i * step).collect();
    if ticks.first() != Some(&1) {
        ticks.insert(0, 1);
    }
    ticks
}

/// A model with its look, in the order of rows and legends.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Its label.
    pub label: String,
    /// Its look.
    pub look: Look,
}

/// The models of `groups`, each once.
pub fn models(groups: &[Group<'_>]) -> Vec<Model> {
    let mut sorted: Vec<&Group<'_>> = groups.iter().collect();
    sorted.sort_by_key(|g| (g.look.rank, g.label));
    sorted.dedup_by_key(|g| g.label);
    let mut architectures: Vec<_> = sorted
        .iter()
        .map(|g| (g.architecture.as_str(), &g.look))
        .collect();
    architectures.dedup();
    let looks = looks(&architectures);
    let look = |g: &Group<'_>| {
        let place = architectures
            .iter()
            .position(|(name, _)| *name == g.architecture);
        looks[place.expect("every architecture is among them")]
    };
    sorted
        .iter()
        .map(|g| Model {
            label: g.label.to_owned(),
            look: look(g),
        })
        .collect()
}

/// The problems of `groups`, each once, in the order of the groups.
pub fn problems<'a>(groups: &[Group<'a>]) -> Vec<&'a str> {
    let mut names: Vec<&str> = groups.iter().map(|g| g.problem).collect();
    names.dedup();
    names
}

/// The depths of `groups`, ascending.
pub fn depths(groups: &[Group<'_>]) -> Vec<usize> {
    let mut depths: Vec<usize> = groups.iter().map(|g| g.layers).collect();
    depths.sort_unstable();
    depths.dedup();
    depths
}

/// The seeds per configuration, as `3` or `2 to 3`.
pub fn seeds(groups: &[Group<'_>]) -> String {
    let counts = groups
        .iter()
        .flat_map(|g| g.cells.iter().map(|c| c.records.len()));
    range(counts)
}

/// Words of evaluation per run, as `512` or `256 to 512`.
pub fn words(groups: &[Group<'_>]) -> String {
    let counts = groups.iter().flat_map(Group::records).map(|r| {
        r.evaluation
            .as_ref()
            .map_or(r.run.train.evaluation, |e| e.sequences as usize)
    });
    range(counts)
}

/// `3`, or `2 to 3`.
pub(crate) fn range(numbers: impl Iterator<Item = usize>) -> String {
    let (least, most) = numbers.fold((usize::MAX, 0), |(least, most), n| {
        (least.min(n), most.max(n))
    });
    if least == most {
        least.to_string()
    } else {
        format!("{least} to {most}")
    }
}

/// The axes of accuracies from 0 to 1 at lengths up to `longest`, with numbers at the left end and below if asked, and
/// the threshold at which a length passes.
pub fn rate_axes(canvas: &mut Canvas, frame: &Frame, longest: usize, left: bool, bottom: bool) {
    for (rate, name) in [(0.0, "0"), (0.5, "50"), (1.0, "100")] {
        let from = frame.at(frame.x.0, rate);
        canvas.line(&[from, (frame.right(), from.1)], 0.8, GRID);
        if left {
            canvas.text((frame.left - 6.0, from.1), name, TICK, Align::Right);
        }
    }
    let from = frame.at(frame.x.0, Rule::SEQUENCE.threshold);
    canvas.dashed(from, (frame.right(), from.1), 4.0, 3.0, 0.8, THRESHOLD);
    frame.length_axis(canvas, longest, bottom);
}

/// A sentence on the runs that diverged, to stand behind another; empty if none did.
pub fn lost(groups: &[Group<'_>]) -> String {
    let records = groups.iter().flat_map(Group::records);
    match records.filter(|r| diverged(r)).count() {
        0 => String::new(),
        1 => " One run diverged and counts as all wrong.".to_owned(),
        n => format!(" {n} runs diverged and count as all wrong."),
    }
}

/// The interval of a curve, a pair for each evaluated length.
pub fn ribbon(canvas: &mut Canvas, frame: &Frame, model: &Model, curve: &[(usize, Pooled)]) {
    let edges = |end: fn(Interval) -> f64| -> Vec<Point> {
        curve
            .iter()
            .filter_map(|(n, p)| Some(frame.at(*n as f64, end(p.interval()?))))
            .collect()
    };
    let mut outline = edges(|i| i.high);
    let mut lower = edges(|i| i.low);
    lower.reverse();
    outline.extend(lower);
    if outline.len() >= 4 {
        canvas.area(outline, model.look.colour.with_alpha(0.16));
    }
}

/// Widths of legend entries: sample, gap, text, space to the next.
const SAMPLE: f64 = 26.0;

/// How wide a legend entry with this text is.
pub fn entry_width(text: &str) -> f64 {
    SAMPLE + 6.0 + text_width(text, LABEL) + 20.0
}

/// A legend of models from `left`, wrapped at `right`; returns the y under it.
pub fn legend(canvas: &mut Canvas, models: &[Model], left: f64, right: f64, top: f64) -> f64 {
    let (mut x, mut y) = (left, top);
    for model in models {
        let width = entry_width(&model.label);
        if x > left && x + width > right {
            (x, y) = (left, y + 18.0);
        }
        canvas.line(&[(x, y), (x + SAMPLE, y)], 1.8, model.look.colour);
        let middle = (x + SAMPLE / 2.0, y);
        canvas.marker(middle, model.look.marker, 5.4, WHITE, WHITE);
        canvas.marker(
            middle,
            model.look.marker,
            4.2,
            model.look.colour,
            model.look.colour,
        );
        canvas.text((x + SAMPLE + 6.0, y), &model.label, LABEL, Align::Left);
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
