//! Accuracy against length: one panel per model and problem, one line per number of layers.
//!
//! The ribbon is the bootstrap interval over seeds, or the Wilson interval over words where there is a single seed.
//! A line is named by its number of layers where it crosses 50 %, since lines part there and meet at both ends.

use crate::analysis::accuracy::Measure;
use crate::analysis::depth::{Rule, layers_in_words};
use crate::analysis::pool::{Group, Pooled, pool};
use crate::experiment::record::Record;
use crate::figure::canvas::{Align, Canvas, Ink, Point};
use crate::figure::palette::{AXIS, MUTED, TEXT, THRESHOLD, WHITE, intensity};
use crate::figure::panel::{
    Frame, LABEL, Model, TICK, TITLE, depths, length_range, lost, models, problems, rate_axes,
    ribbon, seeds, words,
};
use crate::figure::render::text_width;
use crate::figure::{Drawing, Figure, FigureError, list, problem_title, render};

/// The entry of the table.
pub const FIGURE: Figure = Figure {
    name: "accuracy-by-length",
    title: "Accuracy against length",
    about: "Sequence accuracy at every length, for every model, depth and problem.",
    draw,
};

const PANEL: (f64, f64) = (196.0, 84.0);
const GAP: (f64, f64) = (28.0, 20.0);
const HEAD: f64 = 58.0;
const FOOT: f64 = 42.0;

fn draw(records: &[Record]) -> Result<Drawing, FigureError> {
    let groups = pool(records)?;
    let canvas = layout(&groups);
    let title = FIGURE.title;
    Ok(Drawing {
        svg: render::svg(&canvas, title)?,
        png: render::png(&canvas, title)?,
        caption: caption(&groups),
    })
}

fn layout(groups: &[Group<'_>]) -> Canvas {
    let (problems, models, depths) = (problems(groups), models(groups), depths(groups));
    let longest = groups.iter().map(Group::longest).max().unwrap_or(1);
    let names = models.iter().map(|m| text_width(&m.label, TITLE));
    let margin = 34.0 + names.fold(0.0, f64::max) + 34.0;
    let (columns, rows) = (problems.len() as f64, models.len() as f64);
    let width = margin + columns * (PANEL.0 + GAP.0);
    let height = HEAD + rows * PANEL.1 + (rows - 1.0) * GAP.1 + FOOT;
    let legend = legend_width(&depths);
    let width = width.max(legend + 24.0);
    let mut canvas = Canvas::new(width, height);
    depth_legend(&mut canvas, &depths, margin.min(width - legend - 12.0));
    for (row, model) in models.iter().enumerate() {
        for (column, problem) in problems.iter().enumerate() {
            let frame = Frame {
                left: margin + column as f64 * (PANEL.0 + GAP.0),
                top: HEAD + row as f64 * (PANEL.1 + GAP.1),
                width: PANEL.0,
                height: PANEL.1,
                x: length_range(longest),
                y: (0.0, 1.04),
            };
            if row == 0 {
                let middle = frame.left + frame.width / 2.0;
                canvas.text(
                    (middle, frame.top - 13.0),
                    &problem_title(problem),
                    TITLE,
                    Align::Centre,
                );
            }
            rate_axes(
                &mut canvas,
                &frame,
                longest,
                column == 0,
                row + 1 == models.len(),
            );
            let here: Vec<&Group<'_>> = groups
                .iter()
                .filter(|g| g.problem == *problem && g.label == model.label)
                .collect();
            curves(&mut canvas, &frame, model, &here, &depths);
        }
        let middle = HEAD + row as f64 * (PANEL.1 + GAP.1) + PANEL.1 / 2.0;
        let ink = Ink {
            colour: model.look.colour.for_text(),
            ..TITLE
        };
        canvas.text((margin - 34.0, middle), &model.label, ink, Align::Right);
    }
    let middle = margin + (columns * (PANEL.0 + GAP.0) - GAP.0) / 2.0;
    canvas.text(
        (middle, height - 12.0),
        "length of the word",
        LABEL,
        Align::Centre,
    );
    canvas.text_upwards(
        (14.0, HEAD + (height - HEAD - FOOT) / 2.0),
        "sequence accuracy (%)",
        LABEL,
    );
    canvas
}

fn curves(
    canvas: &mut Canvas,
    frame: &Frame,
    model: &Model,
    groups: &[&Group<'_>],
    depths: &[usize],
) {
    if groups.is_empty() {
        let middle = (
            frame.left + frame.width / 2.0,
            frame.top + frame.height / 2.0,
        );
        canvas.text(middle, "not run", TICK, Align::Centre);
    }
    let curves: Vec<(usize, Vec<(usize, Pooled)>)> = groups
        .iter()
        .map(|g| {
            let pooled =
                (1..=g.longest()).filter_map(|n| Some((n, g.pooled(Measure::Sequence, n)?)));
            (g.layers, pooled.collect())
        })
        .collect();
    for (_, curve) in &curves {
        ribbon(canvas, frame, model, curve);
    }
    let ink = Ink {
        size: 9.5,
        colour: model.look.colour.for_text(),
        bold: true,
    };
    let mut names: Vec<(Point, Vec<usize>)> = Vec::new();
    for (layers, curve) in &curves {
        let points: Vec<Point> = curve
            .iter()
            .map(|(n, p)| frame.at(*n as f64, p.rate()))
            .collect();
        let strength = intensity(*layers, depths);
        canvas.line(
            &points,
            0.9 + 1.0 * strength,
            model.look.colour.tint(strength),
        );
        if let Some(at) = name_place(frame, &points) {
            // lines that are too close to be named apart share a name, right of the last of them
            match names.iter_mut().find(|(p, shared)| {
                let end = p.0 + text_width(&name(shared), ink);
                at.0 < end + 4.0 && p.0 < at.0 + 9.0 && (p.1 - at.1).abs() < 9.0
            }) {
                Some((p, shared)) => {
                    p.0 = p.0.max(at.0);
                    shared.push(*layers);
                }
                None => names.push((at, vec![*layers])),
            }
        }
    }
    for (at, layers) in names {
        let text = name(&layers);
        let (half, width) = (5.5, text_width(&text, ink));
        canvas.rectangle(
            (at.0 - 1.0, at.1 - half),
            (at.0 + width + 1.0, at.1 + half),
            WHITE.with_alpha(0.75),
        );
        canvas.text(at, &text, ink, Align::Left);
    }
}

/// The name of the lines of some depths.
fn name(depths: &[usize]) -> String {
    let depths: Vec<String> = depths.iter().map(usize::to_string).collect();
    depths.join(", ")
}

/// Right of where the line first falls below one half; right of its end if it never does.
fn name_place(frame: &Frame, points: &[Point]) -> Option<Point> {
    let half = frame.at(frame.x.0, 0.5).1;
    let cross = points
        .windows(2)
        .find(|pair| pair[0].1 <= half && pair[1].1 > half);
    cross.map_or_else(
        || points.last().map(|end| (end.0 + 6.0, end.1)),
        |pair| {
            let share = (half - pair[0].1) / (pair[1].1 - pair[0].1);
            Some((pair[0].0 + share * (pair[1].0 - pair[0].0) + 5.0, half))
        },
    )
}

const SAMPLE: f64 = 22.0;

fn entries(depths: &[usize]) -> Vec<String> {
    let mut entries: Vec<String> = depths.iter().map(|d| layers_in_words(*d)).collect();
    entries.push(format!("{} %", Rule::SEQUENCE.threshold * 100.0));
    entries.push("95 % interval".to_owned());
    entries
}

fn legend_width(depths: &[usize]) -> f64 {
    entries(depths)
        .iter()
        .map(|e| SAMPLE + 6.0 + text_width(e, LABEL) + 18.0)
        .sum()
}

fn depth_legend(canvas: &mut Canvas, depths: &[usize], left: f64) {
    let y = 16.0;
    let mut x = left;
    for (i, entry) in entries(depths).iter().enumerate() {
        let end = x + SAMPLE;
        match depths.get(i) {
            Some(&layers) => {
                let strength = intensity(layers, depths);
                canvas.line(
                    &[(x, y), (end, y)],
                    0.9 + 1.0 * strength,
                    TEXT.tint(strength),
                );
            }
            None if i == depths.len() => canvas.dashed((x, y), (end, y), 4.0, 3.0, 0.8, THRESHOLD),
            None => {
                canvas.rectangle((x, y - 5.0), (end, y + 5.0), MUTED.with_alpha(0.2));
                canvas.line(&[(x, y), (end, y)], 1.2, AXIS);
            }
        }
        canvas.text((end + 6.0, y), entry, LABEL, Align::Left);
        x = end + 6.0 + text_width(entry, LABEL) + 18.0;
    }
}

fn caption(groups: &[Group<'_>]) -> String {
    let depths: Vec<String> = depths(groups).iter().map(usize::to_string).collect();
    let lost = lost(groups);
    format!(
        "Sequence accuracy at length n is the fraction of fresh words whose first n labels are all right. Numbers at the \
         lines are layers ({}); more layers, more intense. n = {} words for each of {} seeds, pooled; ribbons are 95 % \
         bootstrap intervals over seeds (from the lowest to the highest where there are three), or Wilson intervals over \
         words for a single seed. The dashed line is {} %.{lost}",
        list(&depths),
        words(groups),
        seeds(groups),
        Rule::SEQUENCE.threshold * 100.0,
    )
}
