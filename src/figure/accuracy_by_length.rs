//! Accuracy against length: one panel per model and problem, one line per number of layers.
//!
//! The ribbon is the bootstrap interval over seeds, or the Wilson interval over words where there is a single seed.
//! A line is named by its number of layers where it crosses 50 %, since lines part there and meet at both ends.

use crate::analysis::depth::Rule;
use crate::analysis::pool::Group;
use crate::figure::canvas::{Align, Canvas, Point};
use crate::figure::palette::{AXIS, MUTED, TEXT, THRESHOLD, WHITE, intensity};
use crate::figure::panel::{
    Frame, LABEL, Model, TICK, TITLE, curve, depths, models, problems, read_as,
};
use crate::figure::render::text_width;
use crate::figure::{Figure, list};
use crate::model::LayerCount;

/// The entry of the table.
pub const FIGURE: Figure = Figure {
    name: "accuracy-by-length",
    title: "Accuracy against length",
    about: "Sequence accuracy at every length, for every model, depth and problem.",
    fits: |_| true,
    sheet: |groups| (layout(groups), caption(groups)),
};

const PANEL: (f64, f64) = (196.0, 84.0);
const GAP: (f64, f64) = (28.0, 20.0);
const HEAD: f64 = 58.0;
const FOOT: f64 = 42.0;

fn layout(groups: &[Group<'_>]) -> Canvas {
    let (problems, models, depths) = (problems(groups), models(groups), depths(groups));
    let longest = groups.iter().map(Group::longest).max().unwrap_or(1);
    let names = models.iter().map(|m| text_width(m.label, TITLE));
    let margin = 34.0 + names.fold(0.0, f64::max) + 34.0;
    let (columns, rows) = (problems.len() as f64, models.len() as f64);
    let width = margin + columns * (PANEL.0 + GAP.0);
    let height = HEAD + rows * PANEL.1 + (rows - 1.0) * GAP.1 + FOOT;
    let entries = legend_entries(&depths);
    let legend: f64 = entries.iter().map(|(_, width)| width).sum();
    let width = width.max(legend + 24.0);
    let mut canvas = Canvas::new(width, height);
    let left = margin.min(width - legend - 12.0);
    depth_legend(&mut canvas, &depths, &entries, left);
    for (row, model) in models.iter().enumerate() {
        let top = HEAD + row as f64 * (PANEL.1 + GAP.1);
        for (column, problem) in problems.iter().enumerate() {
            let left = margin + column as f64 * (PANEL.0 + GAP.0);
            let frame = Frame::new((left, top), PANEL, longest);
            if row == 0 {
                frame.title(&mut canvas, problem);
            }
            frame.rate_axes(&mut canvas, column == 0, row + 1 == models.len());
            let here = |g: &&Group<'_>| g.problem == *problem && g.label == model.label;
            let here: Vec<&Group<'_>> = groups.iter().filter(here).collect();
            curves(&mut canvas, &frame, model, &here, &depths);
        }
        let ink = TITLE.coloured(model.look.colour.for_text());
        let at = (margin - 34.0, top + PANEL.1 / 2.0);
        canvas.text(at, model.label, ink, Align::Right);
    }
    let middle = margin + (columns * (PANEL.0 + GAP.0) - GAP.0) / 2.0;
    let at = (middle, height - 12.0);
    canvas.text(at, "length of the word", LABEL, Align::Centre);
    let at = (14.0, HEAD + (height - HEAD - FOOT) / 2.0);
    canvas.text_upwards(at, "sequence accuracy (%)", LABEL);
    canvas
}

fn curves(
    canvas: &mut Canvas,
    frame: &Frame,
    model: &Model<'_>,
    groups: &[&Group<'_>],
    depths: &[LayerCount],
) {
    if groups.is_empty() {
        let middle = (frame.middle(), frame.top + frame.height / 2.0);
        canvas.text(middle, "not run", TICK, Align::Centre);
    }
    let curves: Vec<_> = groups.iter().map(|g| (g.layers, curve(g))).collect();
    for (_, curve) in &curves {
        frame.ribbon(canvas, model, curve);
    }
    let colour = model.look.colour;
    let ink = TICK.coloured(colour.for_text()).bold();
    // there is room for a number
    let short = |layers: &LayerCount| match layers.is_logarithmic() {
        true => "log".to_owned(),
        false => layers.to_string(),
    };
    let mut names: Vec<(Point, String)> = Vec::new();
    for (layers, curve) in &curves {
        let points = frame.points(curve);
        let (width, strength) = stroke(*layers, depths);
        canvas.line(&points, width, colour.tint(strength));
        if let Some(at) = name_place(frame, &points) {
            // lines that are too close to be named apart share a name, right of the last of them
            match names.iter_mut().find(|(p, shared)| {
                let end = p.0 + text_width(shared, ink);
                at.0 < end + 4.0 && p.0 < at.0 + 9.0 && (p.1 - at.1).abs() < 9.0
            }) {
                Some((p, shared)) => {
                    p.0 = p.0.max(at.0);
                    *shared += &format!(", {}", short(layers));
                }
                None => names.push((at, short(layers))),
            }
        }
    }
    for ((x, y), text) in names {
        let (half, end) = (5.5, x + text_width(&text, ink) + 1.0);
        canvas.rectangle((x - 1.0, y - half), (end, y + half), WHITE.with_alpha(0.75));
        canvas.text((x, y), &text, ink, Align::Left);
    }
}

/// Width of a line of so many layers, and how much of its colour it has.
fn stroke(layers: LayerCount, depths: &[LayerCount]) -> (f64, f64) {
    let strength = intensity(layers, depths);
    (0.9 + 1.0 * strength, strength)
}

/// Right of where the line first falls below one half; right of its end if it never does.
fn name_place(frame: &Frame, points: &[Point]) -> Option<Point> {
    let half = frame.at(1, 0.5).1;
    let cross = |pair: &&[Point; 2]| pair[0].1 <= half && pair[1].1 > half;
    let Some(&[a, b]) = points.array_windows().find(cross) else {
        return points.last().map(|end| (end.0 + 6.0, end.1));
    };
    let share = (half - a.1) / (b.1 - a.1);
    Some((a.0 + share * (b.0 - a.0) + 5.0, half))
}

const SAMPLE: f64 = 22.0;

/// What the legend says, and the width of each entry.
fn legend_entries(depths: &[LayerCount]) -> Vec<(String, f64)> {
    let threshold = format!("{} %", Rule::THRESHOLD * 100.0);
    let names = depths.iter().map(|d| d.told());
    let names = names.chain([threshold, "95 % interval".to_owned()]);
    let sized = |e: String| {
        let width = SAMPLE + 6.0 + text_width(&e, LABEL) + 18.0;
        (e, width)
    };
    names.map(sized).collect()
}

fn depth_legend(canvas: &mut Canvas, depths: &[LayerCount], entries: &[(String, f64)], left: f64) {
    let (mut x, y) = (left, 16.0);
    for (i, (entry, wide)) in entries.iter().enumerate() {
        let end = x + SAMPLE;
        let line = [(x, y), (end, y)];
        match depths.get(i) {
            Some(&layers) => {
                let (width, strength) = stroke(layers, depths);
                canvas.line(&line, width, TEXT.tint(strength));
            }
            None if i == depths.len() => canvas.dashed(line, (4.0, 3.0), 0.8, THRESHOLD),
            None => {
                canvas.rectangle((x, y - 5.0), (end, y + 5.0), MUTED.with_alpha(0.2));
                canvas.line(&line, 1.2, AXIS);
            }
        }
        canvas.text((end + 6.0, y), entry, LABEL, Align::Left);
        x += wide;
    }
}

fn caption(groups: &[Group<'_>]) -> String {
    format!(
        "Sequence accuracy at length n is the fraction of fresh sequences whose first n labels are all right. Numbers at the \
         lines are layers ({}); more layers, more intense. n = {}",
        list(depths(groups)),
        read_as(groups, "sequences", "dashed line"),
    )
}
