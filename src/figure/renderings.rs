//! Renderings: one panel per problem, one line per model, all at the same lengths.
//!
//! For problems that hold the same state and differ in how it is told: a bare word problem, and the chess games, the
//! programs and the narratives that it is embedded in. Length counts operations, so that one place of the axis is the
//! same question in every panel. Word problems stand first. Each panel has the lines of the first panel dashed behind
//! its own.
//!
//! The ribbon is the bootstrap interval over seeds, or the Wilson interval over words where there is a single seed.
//! Left out: several depths in one panel; each model is shown with its largest number of layers.

use crate::analysis::accuracy::Measure;
use crate::analysis::depth::{Rule, layers_in_words};
use crate::analysis::pool::{Group, Pooled, pool};
use crate::experiment::record::Record;
use crate::figure::canvas::{Align, Canvas, Point};
use crate::figure::palette::WHITE;
use crate::figure::panel::{
    Frame, LABEL, Model, TITLE, legend, length_range, lost, models, problems, rate_axes, ribbon,
    seeds, words,
};
use crate::figure::{Drawing, Figure, FigureError, list, problem_title, render};

/// The entry of the table.
pub const FIGURE: Figure = Figure {
    name: "renderings",
    title: "One word problem and its renderings",
    about: "Sequence accuracy at every number of operations, for problems that hold the same state.",
    draw,
};

const PANEL: (f64, f64) = (210.0, 168.0);
const GAP: f64 = 26.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 16.0;
const FOOT: f64 = 46.0;

/// A model's accuracies at the evaluated lengths.
type Curve = Vec<(usize, Pooled)>;

fn draw(records: &[Record]) -> Result<Drawing, FigureError> {
    let groups = deepest(pool(records)?);
    let canvas = layout(&groups);
    let title = FIGURE.title;
    Ok(Drawing {
        svg: render::svg(&canvas, title)?,
        png: render::png(&canvas, title)?,
        caption: caption(&groups),
    })
}

/// Of each problem and model the group with most layers, word problems first.
fn deepest(groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    let mut kept: Vec<Group<'_>> = Vec::new();
    for group in groups {
        match kept
            .iter_mut()
            .find(|k| k.problem == group.problem && k.label == group.label)
        {
            Some(known) if known.layers < group.layers => *known = group,
            Some(_) => {}
            None => kept.push(group),
        }
    }
    kept.sort_by_key(|group| (!is_word_problem(group), group.problem));
    kept
}

fn is_word_problem(group: &Group<'_>) -> bool {
    let record = group.records().next();
    record.is_some_and(|r| r.run.problem.is_word_problem())
}

fn layout(groups: &[Group<'_>]) -> Canvas {
    let (problems, models) = (problems(groups), models(groups));
    let longest = groups.iter().map(Group::longest).max().unwrap_or(1);
    let columns = problems.len() as f64;
    let width = LEFT + columns * PANEL.0 + (columns - 1.0) * GAP + RIGHT;
    // the legend is drawn twice: to learn how high it is, and where it stays
    let mut measured = Canvas::new(width, 1.0);
    let under = legend(&mut measured, &models, LEFT, width - RIGHT, 16.0);
    let head = under + 24.0;
    let mut canvas = Canvas::new(width, head + PANEL.1 + FOOT);
    legend(&mut canvas, &models, LEFT, width - RIGHT, 16.0);
    let curve = |problem: &str, model: &Model| -> Curve {
        let here = |g: &&Group<'_>| g.problem == problem && g.label == model.label;
        let pooled = |g: &Group<'_>| -> Curve {
            let at = |n| Some((n, g.pooled(Measure::Sequence, n)?));
            (1..=g.longest()).filter_map(at).collect()
        };
        groups.iter().find(here).map(pooled).unwrap_or_default()
    };
    for (column, problem) in problems.iter().enumerate() {
        let frame = Frame {
            left: LEFT + column as f64 * (PANEL.0 + GAP),
            top: head,
            width: PANEL.0,
            height: PANEL.1,
            x: length_range(longest),
            y: (0.0, 1.04),
        };
        rate_axes(&mut canvas, &frame, longest, column == 0, true);
        let middle = frame.left + frame.width / 2.0;
        canvas.text(
            (middle, head - 13.0),
            &problem_title(problem),
            TITLE,
            Align::Centre,
        );
        if column > 0 {
            for model in &models {
                behind(&mut canvas, &frame, model, &curve(problems[0], model));
            }
        }
        for (index, model) in models.iter().enumerate() {
            let curve = curve(problem, model);
            ribbon(&mut canvas, &frame, model, &curve);
            let points = points(&frame, &curve);
            canvas.line(&points, 1.8, model.look.colour);
            // each at a place of its own, so that a line is seen behind another
            if let Some(&at) = points.get(points.len() * (index + 1) / (models.len() + 1)) {
                canvas.marker(at, model.look.marker, 5.0, WHITE, WHITE);
                canvas.marker(
                    at,
                    model.look.marker,
                    3.8,
                    model.look.colour,
                    model.look.colour,
                );
            }
        }
    }
    let below = head + PANEL.1 + FOOT - 12.0;
    canvas.text(
        (LEFT + (width - LEFT - RIGHT) / 2.0, below),
        "operations",
        LABEL,
        Align::Centre,
    );
    canvas.text_upwards((14.0, head + PANEL.1 / 2.0), "sequence accuracy (%)", LABEL);
    canvas
}

fn points(frame: &Frame, curve: &Curve) -> Vec<Point> {
    let place = |(n, p): &(usize, Pooled)| frame.at(*n as f64, p.rate());
    curve.iter().map(place).collect()
}

/// The line of the first panel, dashed and pale.
fn behind(canvas: &mut Canvas, frame: &Frame, model: &Model, curve: &Curve) {
    for pair in points(frame, curve).windows(2) {
        canvas.dashed(
            pair[0],
            pair[1],
            2.0,
            2.5,
            0.9,
            model.look.colour.with_alpha(0.55),
        );
    }
}

fn caption(groups: &[Group<'_>]) -> String {
    let problems = problems(groups);
    let depths: Vec<String> = models(groups)
        .iter()
        .filter_map(|model| {
            let group = groups.iter().find(|g| g.label == model.label)?;
            Some(format!("{} {}", model.label, layers_in_words(group.layers)))
        })
        .collect();
    let first = problems
        .first()
        .map_or_else(String::new, |name| problem_title(name));
    let lost = lost(groups);
    format!(
        "Sequence accuracy at n operations is the fraction of fresh inputs whose answers to the first n operations are all \
         right. Dashed lines repeat {first} in the other panels. Layers: {}. {} inputs for each of {} seeds, pooled; \
         ribbons are 95 % bootstrap intervals over seeds (from the lowest to the highest where there are three), or Wilson \
         intervals over inputs for a single seed. The horizontal dashed line is {} %.{lost}",
        list(&depths),
        words(groups),
        seeds(groups),
        Rule::SEQUENCE.threshold * 100.0,
    )
}
