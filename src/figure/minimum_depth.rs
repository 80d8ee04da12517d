//! Minimum depth against length, after figure 3 of "The Illusion of State" (2024): one panel per problem.
//!
//! Depth is drawn as a lane per number of layers; inside a lane every model keeps its own height, so that models with
//! the same depth run side by side and hide nothing. The lane has no inner scale. What no tried depth reached stands
//! in a strip of its own above the lanes, as an open triangle with the largest depth tried, `> 4`: it is no number.
//! A stack that grows with the length stands at the number of layers that it runs there.

use itertools::Itertools;

use crate::analysis::depth::{DepthLine, MinimumDepth, Rule, minimum_depth};
use crate::analysis::pool::Group;
use crate::experiment::record::Record;
use crate::figure::canvas::{Align, Canvas, Point};
use crate::figure::palette::{AXIS, BAND, WHITE};
use crate::figure::panel::{
    Frame, LABEL, Model, TICK, depths, grows, legend, models, problems, read, seeds, words,
};
use crate::figure::render::text_width;
use crate::figure::{Figure, list, problem_title};
use crate::model::Marker;

/// The entry of the table.
pub const FIGURE: Figure = Figure {
    name: "minimum-depth",
    title: "Minimum depth against length",
    about: "The fewest layers that pass at every length, for every model and problem.",
    fits: |_| true,
    sheet,
};

const WIDTH: f64 = 262.0;
const GAP: (f64, f64) = (26.0, 64.0);
const MARGIN: f64 = 78.0;
/// Height of a model inside a lane, and of a model in the strip above.
const STEP: f64 = 5.4;
const STRIP_STEP: f64 = 13.0;
/// Least height of all lanes together.
const LANES: f64 = 150.0;
const RADIUS: f64 = 3.6;

fn sheet(groups: &[Group<'_>]) -> (Canvas, String) {
    let lines = minimum_depth(groups, Rule::SEQUENCE);
    (layout(groups, &lines), caption(groups, &lines))
}

/// What all panels share.
struct Plan<'a> {
    models: Vec<Model<'a>>,
    levels: Vec<usize>,
    /// Models that somewhere did not reach, in the order of their rows in the strip.
    censored: Vec<&'a str>,
}

impl Plan<'_> {
    fn lane(&self) -> f64 {
        (self.models.len() as f64 * STEP + 5.0).max(LANES / self.levels.len().max(1) as f64)
    }

    fn strip(&self) -> f64 {
        match self.censored.len() {
            0 => 0.0,
            rows => rows as f64 * STRIP_STEP + 8.0,
        }
    }

    fn height(&self) -> f64 {
        self.strip() + self.levels.len() as f64 * (self.lane() + 3.0)
    }

    /// The middle of the lane of `layers`.
    fn lane_middle(&self, frame: &Frame, layers: usize) -> f64 {
        let place = self.levels.iter().position(|&l| l == layers).unwrap_or(0) as f64;
        frame.bottom() - (place + 0.5) * (self.lane() + 3.0)
    }

    /// The place of `label` at `length`: its height in a lane, or its row in the strip.
    fn place(&self, frame: &Frame, label: &str, length: usize, depth: MinimumDepth) -> Point {
        let (mut models, mut censored) = (self.models.iter(), self.censored.iter());
        let y = match depth {
            MinimumDepth::Layers(layers) => {
                let i = models.position(|m| m.label == label).unwrap_or(0) as f64;
                let middle = (self.models.len() as f64 - 1.0) / 2.0;
                self.lane_middle(frame, layers) + (i - middle) * STEP
            }
            MinimumDepth::NotReached { .. } => {
                let i = censored.position(|l| *l == label).unwrap_or(0) as f64;
                frame.top + 4.0 + (i + 0.5) * STRIP_STEP
            }
        };
        (frame.at(length, 0.0).0, y)
    }

    /// The panel of `problem`; the `first` of a row has the names of its lanes.
    fn panel(
        &self,
        canvas: &mut Canvas,
        frame: &Frame,
        problem: &str,
        lines: &[&DepthLine],
        first: bool,
    ) {
        frame.title(canvas, problem);
        let left = frame.left - 8.0;
        for &layers in &self.levels {
            let y = self.lane_middle(frame, layers);
            let half = self.lane() / 2.0;
            canvas.rectangle((frame.left, y - half), (frame.right(), y + half), BAND);
            if first {
                let ink = TICK.sized(11.0);
                canvas.text((left, y), &layers.to_string(), ink, Align::Right);
            }
        }
        let lanes_top = frame.top + self.strip();
        if self.strip() > 0.0 {
            let y = lanes_top - 1.0;
            let line = [(frame.left, y), (frame.right(), y)];
            canvas.dashed(line, (2.0, 3.0), 0.8, AXIS);
            if first {
                let y = frame.top + (self.strip() - 4.0) / 2.0;
                canvas.text((left, y - 6.0), "not", TICK, Align::Right);
                canvas.text((left, y + 6.0), "reached", TICK, Align::Right);
            }
        }
        if first {
            let y = lanes_top + (frame.bottom() - lanes_top) / 2.0;
            canvas.text_upwards((frame.left - 56.0, y), "minimum number of layers", LABEL);
        }
        frame.length_axis(canvas, true);
        // what was not reached last, so that no line of another model runs through the names
        for draw in [Self::reached, Self::not_reached] {
            for model in &self.models {
                for line in lines.iter().filter(|l| l.label == model.label) {
                    draw(self, canvas, frame, model, line);
                }
            }
        }
    }

    /// The lanes, and the way from the last of them into the strip.
    fn reached(&self, canvas: &mut Canvas, frame: &Frame, model: &Model<'_>, line: &DepthLine) {
        let colour = model.look.colour;
        let place = |length, depth| self.place(frame, &line.label, length, depth);
        let segments = line.segments();
        for pair in segments.windows(2) {
            let from = place(pair[0].to, pair[0].depth);
            let way = [from, place(pair[1].from, pair[1].depth)];
            if pair.iter().all(|s| s.depth.is_reached()) {
                canvas.line(&way, 1.6, colour);
            } else {
                canvas.dashed(way, (1.5, 2.5), 0.9, colour.tint(0.7));
            }
        }
        for segment in segments.iter().filter(|s| s.depth.is_reached()) {
            let ends = [segment.from, segment.to].map(|length| place(length, segment.depth));
            canvas.line(&ends, 1.6, colour);
            for at in ends {
                canvas.marker(at, model.look, RADIUS, RADIUS + 0.9);
            }
        }
    }

    /// The strip: an open triangle where the model is first not reached, the depth tried, and a line as far as it was
    /// evaluated. Of a model that grows there is one wherever it does; one that is too near to the next has no name.
    fn not_reached(&self, canvas: &mut Canvas, frame: &Frame, model: &Model<'_>, line: &DepthLine) {
        let colour = model.look.colour;
        let ink = TICK.coloured(colour.for_text());
        let segments = line.segments();
        let mut missed = segments.iter().filter(|s| !s.depth.is_reached()).peekable();
        while let Some(segment) = missed.next() {
            let place = |length| self.place(frame, &line.label, length, segment.depth);
            let (from, to) = (place(segment.from), place(segment.to));
            let mut name = segment.depth.to_string();
            let end = from.0 + 14.0 + text_width(&name, ink);
            if missed.peek().is_some_and(|next| place(next.from).0 < end) {
                name.clear();
            }
            let width = text_width(&name, ink);
            let fits = from.0 + 9.0 + width <= frame.right() + 4.0;
            let (left, right) = if fits {
                (from.0 - 5.0, from.0 + 9.0 + width + 3.0)
            } else {
                (from.0 - 8.0 - width, from.0 + 5.0)
            };
            let (upper, lower) = (from.1 - 5.5, from.1 + 5.5);
            canvas.rectangle((left, upper), (right, lower), WHITE.with_alpha(0.85));
            if right < to.0 {
                let rest = [(right + 2.0, from.1), to];
                canvas.dashed(rest, (5.0, 3.0), 0.9, colour.tint(0.7));
            }
            let at = if fits { from.0 + 9.0 } else { left };
            canvas.text((at, from.1), &name, ink, Align::Left);
            let triangle = |radius| Marker::TriangleUp.outline(from, radius);
            canvas.area(triangle(4.2), colour);
            canvas.area(triangle(4.2 - 1.1), WHITE);
        }
    }
}

fn layout(groups: &[Group<'_>], lines: &[DepthLine]) -> Canvas {
    let problems = problems(groups);
    let models = models(groups);
    let falls_short = |l: &DepthLine| l.points.iter().any(|p| !p.depth.is_reached());
    let censored = |label: &&str| lines.iter().any(|l| l.label == *label && falls_short(l));
    let plan = Plan {
        levels: levels(groups, lines),
        censored: models.iter().map(|m| m.label).filter(censored).collect(),
        models,
    };
    let longest = groups.iter().map(Group::longest).max().unwrap_or(1);
    let columns = match problems.len() {
        4 => 2,
        n => n.min(3),
    };
    let rows = problems.len().div_ceil(columns);
    let width = MARGIN + columns as f64 * (WIDTH + GAP.0);
    let head = 34.0;
    let foot = head + rows as f64 * (plan.height() + GAP.1);
    let mut canvas = Canvas::new(width, foot);
    for (i, problem) in problems.iter().enumerate() {
        let (row, column) = (i / columns, i % columns);
        let left = MARGIN + column as f64 * (WIDTH + GAP.0);
        let top = head + row as f64 * (plan.height() + GAP.1);
        let frame = Frame::new((left, top), (WIDTH, plan.height()), longest);
        let here: Vec<&DepthLine> = lines.iter().filter(|l| l.problem == *problem).collect();
        plan.panel(&mut canvas, &frame, problem, &here, column == 0);
        // the lowest of its column
        if i + columns >= problems.len() {
            let at = (frame.middle(), frame.bottom() + 28.0);
            canvas.text(at, "length of the word", LABEL, Align::Centre);
        }
    }
    canvas.height = legend(&mut canvas, &plan.models, MARGIN, width - 8.0, foot - 8.0);
    canvas
}

/// Every number of layers that was tried.
fn levels(groups: &[Group<'_>], lines: &[DepthLine]) -> Vec<usize> {
    let fixed = depths(groups).into_iter();
    let fixed = fixed.filter(|depth| !depth.is_logarithmic());
    let fixed = fixed.map(|depth| depth.at(1));
    let points = lines.iter().flat_map(|line| &line.points);
    let grown = points.map(|point| match point.depth {
        MinimumDepth::Layers(layers) | MinimumDepth::NotReached { tried: layers } => layers,
    });
    fixed.chain(grown).sorted().dedup().collect()
}

fn caption(groups: &[Group<'_>], lines: &[DepthLine]) -> String {
    let depths = depths(groups);
    let tried = if lines.iter().all(|l| l.tried == depths) {
        list(&depths)
    } else {
        list(&depths) + ", not every model with each"
    };
    let named = |l: &DepthLine| format!("{} on {}", l.label, problem_title(&l.problem));
    let falls = if lines.iter().all(|l| l.monotone) {
        "The depth never falls as the length grows".to_owned()
    } else {
        let falling = lines.iter().filter(|l| !l.monotone).map(named);
        format!("The depth falls somewhere for {}", list(falling))
    };
    let one_run = |g: &Group<'_>| g.cells.len() == 1 && !g.records().any(Record::is_alone);
    let reason = if lines.iter().all(|l| l.monotone) && groups.iter().all(one_run) {
        ", as it has to where one run answers for every length up to its own"
    } else {
        ""
    };
    format!(
        "The smallest number of layers with {}, on {} fresh sequences a run, {} seeds; {}; depths tried: {tried}. \
         Open triangles in the strip: not reached with the most layers tried, a bound and not a number. \
         Within a lane all models have the same depth. {falls}{reason}.{}",
        Rule::SEQUENCE,
        words(groups),
        seeds(groups),
        read(groups),
        grows(groups),
    )
}
