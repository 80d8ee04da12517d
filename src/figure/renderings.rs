//! Renderings: one panel per problem, one line per model, all at the same lengths.
//!
//! For problems that hold the same state and differ in how it is told: a bare word problem, and the chess games, the
//! programs and the narratives that it is embedded in. Length counts operations, so that one place of the axis is the
//! same question in every panel. Word problems stand first. Each panel has the lines of the first panel dashed behind
//! its own.
//!
//! The ribbon is the bootstrap interval over seeds, or the Wilson interval over words where there is a single seed.
//! Left out: several depths in one panel; each model is shown with its largest number of layers.

use itertools::Itertools;

use crate::analysis::pool::{Group, of_each_model};
use crate::experiment::record::Record;
use crate::figure::canvas::{Align, Canvas};
use crate::figure::panel::{Frame, LABEL, Model, curve, first, legend, models, problems, read_as};
use crate::figure::{Figure, list, problem_title};

/// The entry of the table.
pub const FIGURE: Figure = Figure {
    name: "renderings",
    title: "One word problem and its renderings",
    about: "Sequence accuracy at every number of operations, for problems that hold the same state.",
    fits,
    sheet,
};

const PANEL: (f64, f64) = (210.0, 168.0);
const GAP: f64 = 26.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 16.0;
const FOOT: f64 = 46.0;

/// Whether there is one word problem and the others are renderings of it: their operations are its letters, in any order,
/// and they ask for no language.
fn fits(groups: &[Group<'_>]) -> bool {
    let letters = |record: &Record| {
        let problem = record.run.problem.build().ok()?;
        let monoid = problem.monoid().filter(|_| problem.language().is_none())?;
        let letters = monoid.generators().iter().cloned();
        Some(letters.sorted().dedup().collect_vec())
    };
    let records = problems(groups).into_iter().map(|name| first(groups, name));
    let (bare, others): (Vec<_>, Vec<_>) = records.partition(|r| r.run.problem.is_word_problem());
    let [bare] = bare[..] else { return false };
    let same = |other| letters(other).is_some_and(|own| Some(own) == letters(bare));
    !others.is_empty() && others.into_iter().all(same)
}

fn sheet(groups: &[Group<'_>]) -> (Canvas, String) {
    let groups = deepest(groups);
    (layout(&groups), caption(&groups))
}

/// Of each problem and model the group with most layers, word problems first.
fn deepest<'a>(groups: &[Group<'a>]) -> Vec<Group<'a>> {
    let last = of_each_model(groups).filter_map(<[_]>::last);
    let mut kept: Vec<Group<'a>> = last.cloned().collect();
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
    let curve_of = |problem: &str, model: &Model<'_>| {
        let mut groups = groups.iter();
        let group = groups.find(|g| g.problem == problem && g.label == model.label);
        group.map(curve).unwrap_or_default()
    };
    for (column, problem) in problems.iter().enumerate() {
        let left = LEFT + column as f64 * (PANEL.0 + GAP);
        let frame = Frame::new((left, head), PANEL, longest);
        frame.rate_axes(&mut canvas, column == 0, true);
        frame.title(&mut canvas, problem);
        // the lines of the first panel, dashed and pale
        for model in models.iter().filter(|_| column > 0) {
            let colour = model.look.colour.with_alpha(0.55);
            let points = frame.points(&curve_of(problems[0], model));
            for &pair in points.array_windows() {
                canvas.dashed(pair, (2.0, 2.5), 0.9, colour);
            }
        }
        for (index, model) in models.iter().enumerate() {
            let curve = curve_of(problem, model);
            frame.ribbon(&mut canvas, model, &curve);
            let points = frame.points(&curve);
            canvas.line(&points, 1.8, model.look.colour);
            // each at a place of its own, so that a line is seen behind another
            if let Some(&at) = points.get(points.len() * (index + 1) / (models.len() + 1)) {
                canvas.marker(at, model.look, 3.8, 5.0);
            }
        }
    }
    let middle = LEFT + (width - LEFT - RIGHT) / 2.0;
    let at = (middle, head + PANEL.1 + FOOT - 12.0);
    canvas.text(at, "operations", LABEL, Align::Centre);
    canvas.text_upwards((14.0, head + PANEL.1 / 2.0), "sequence accuracy (%)", LABEL);
    canvas
}

fn caption(groups: &[Group<'_>]) -> String {
    let models = models(groups).into_iter().filter_map(|model| {
        let group = groups.iter().find(|g| g.label == model.label)?;
        Some(format!("{} {}", model.label, group.layers.told()))
    });
    let first = problem_title(groups[0].problem);
    format!(
        "Sequence accuracy at n operations is the fraction of fresh inputs whose answers to the first n operations are all \
         right. Dashed lines repeat {first} in the other panels. Layers: {}. {}",
        list(models),
        read_as(groups, "inputs", "horizontal dashed line"),
    )
}
