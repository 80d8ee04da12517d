//! Right Cayley graphs: a node for each element of a monoid, an edge from x to x·a for each letter a.
//!
//! The graph of a group is drawn so that multiplication by one of its elements from the left, which is an automorphism,
//! turns the drawing; which element, and all the rest, `layout` chooses by what looks best. In the graph of another
//! monoid no edge leads up from one R-class to another: the strongly connected components stand below those that lead
//! to them. Left out: graphs of more than [`LIMIT`] elements, which no page holds.
//!
//! Source: A. Cayley, "The theory of groups: graphical representation", American Journal of Mathematics 1 (1878)
//! 174-176.

use crate::algebra::green::Green;
use crate::algebra::monoid::Monoid;
use crate::figure::canvas::{Align, Canvas, Ink, Point};
use crate::figure::layout::apart;
use crate::figure::palette::{Colour, TEXT, WHITE, letter, opaque};
use crate::figure::panel::{LABEL, TITLE};
use crate::figure::paragraph::paragraph;
use crate::figure::{Drawing, FigureError};

mod arcs;
mod disc;
mod legend;
mod places;

use arcs::{arcs, bundle, loops, ring};
use disc::{Disc, discs};
use legend::{caption, legend};
use places::places;

/// Graphs of more elements are not drawn.
pub const LIMIT: usize = 200;

const MARGIN: f64 = 22.0;
/// Least width, for the legend.
const WIDTH: f64 = 380.0;
const RIM: Colour = opaque(120, 120, 120);
const NODE: Colour = opaque(246, 246, 246);
const NAME: Ink = LABEL.sized(10.0);

/// Draws the right Cayley graph of `monoid`, its generators called `letters`; nothing above [`LIMIT`] elements.
/// Panics unless there is a letter for each generator.
pub fn draw(
    title: &str,
    monoid: &Monoid,
    letters: &[String],
) -> Result<Option<Drawing>, FigureError> {
    let generators = monoid.generators().len();
    assert_eq!(letters.len(), generators, "every generator has a letter");
    if monoid.order() > LIMIT {
        return Ok(None);
    }
    let canvas = page(title, monoid, letters);
    Drawing::of(&canvas, title, caption(title, monoid, letters)).map(Some)
}

/// Sizes that suit a number of elements.
#[derive(Clone, Copy)]
struct Style {
    radius: f64,
    /// Mean length of an edge.
    edge: f64,
    head: f64,
    stroke: f64,
    /// Whether nodes have names and loops.
    detailed: bool,
}

fn style(order: usize) -> Style {
    let (radius, edge, head, stroke) = match order {
        ..=12 => (12.5, 84.0, 9.0, 1.6),
        13..=32 => (11.0, 68.0, 8.0, 1.4),
        33..=72 => (5.0, 52.0, 6.5, 1.3),
        _ => (3.8, 44.0, 5.2, 1.1),
    };
    Style {
        radius,
        edge,
        head,
        stroke,
        detailed: order <= 32,
    }
}

/// The title, the graph and the legend.
fn page(title: &str, monoid: &Monoid, letters: &[String]) -> Canvas {
    let drawn = graph(monoid, letters);
    let (a, b) = drawn.bounds();
    let width = (b.0 - a.0 + 2.0 * MARGIN).max(WIDTH);
    let inner = width - 2.0 * MARGIN;
    let mut canvas = Canvas::new(width, 0.0);
    let top = paragraph(&mut canvas, title, TITLE, MARGIN, inner, MARGIN + 2.0) + 8.0;
    let by = ((width - a.0 - b.0) / 2.0, top - a.1);
    canvas.put(drawn, by);
    let foot = top + b.1 - a.1 + 30.0;
    canvas.height = legend(&mut canvas, monoid, letters, foot, inner) + MARGIN - 8.0;
    canvas
}

/// Whether there are loops and they are drawn.
fn with_loops(monoid: &Monoid) -> bool {
    style(monoid.order()).detailed && !loops(monoid).is_empty()
}

/// The graph alone, its origin anywhere.
fn graph(monoid: &Monoid, letters: &[String]) -> Canvas {
    let style = style(monoid.order());
    let names = (0..monoid.order() as u32).map(|x| name(monoid, x, letters));
    let names: Vec<String> = names.collect();
    let discs = discs(&places(monoid), &names, style, with_loops(monoid));
    let green = Green::of(monoid);
    let class = |x: usize| green.r.of(x as u32);
    let mut canvas = Canvas::new(0.0, 0.0);
    let mut used: Vec<Vec<Point>> = vec![Vec::new(); discs.len()];
    for (&(a, b), arcs) in &arcs(monoid) {
        let curves = bundle(&discs, a, b, arcs.len());
        for (arc, mut points) in arcs.iter().zip(curves) {
            used[a].push(points[0]);
            used[b].push(points[points.len() - 1]);
            if arc.from == b {
                points.reverse();
            }
            // pale in a large graph where it leads out of its R-class, since many may end at one node
            let pale = !style.detailed && class(arc.from) != class(arc.to);
            let colour = letter(arc.letter).tint(if pale { 0.4 } else { 1.0 });
            if arc.both_ways {
                canvas.line(&points, style.stroke * 1.15, colour);
            } else {
                with_head(&mut canvas, &points, style.head, style.stroke, colour);
            }
        }
    }
    if with_loops(monoid) {
        for (x, a) in loops(monoid) {
            let angle = free_angle(discs[x], &used[x]);
            let points = ring(discs[x], angle, 13.0);
            used[x].push(points[points.len() / 2]);
            let head = 0.75 * style.head;
            with_head(&mut canvas, &points, head, style.stroke, letter(a));
        }
    }
    for (x, disc) in discs.iter().enumerate() {
        let (rim, fill, ink) = match x {
            0 => (TEXT, TEXT, WHITE),
            _ => (RIM, NODE, TEXT),
        };
        canvas.area(disc.outline(0.0), rim);
        canvas.area(disc.outline(-1.0), fill);
        if style.detailed {
            canvas.text(disc.at, &names[x], NAME.coloured(ink), Align::Centre);
        }
    }
    canvas
}

/// A line through `points` with the tip of an arrow at the last.
fn with_head(canvas: &mut Canvas, points: &[Point], head: f64, width: f64, colour: Colour) {
    let tip = points[points.len() - 1];
    let far = |p: &Point| apart(*p, tip);
    let behind = points.iter().rposition(|p| far(p) >= head).unwrap_or(0);
    let back = points[behind];
    let length = far(&back).max(1e-9);
    let (dx, dy) = ((tip.0 - back.0) / length, (tip.1 - back.1) / length);
    let foot = (tip.0 - head * dx, tip.1 - head * dy);
    let mut stem = points[..=behind].to_vec();
    // into the head, so that no gap shows
    stem.push((foot.0 + 0.3 * head * dx, foot.1 + 0.3 * head * dy));
    canvas.line(&stem, width, colour);
    let half = 0.42 * head;
    let side = |half: f64| (foot.0 - half * dy, foot.1 + half * dx);
    canvas.area(vec![tip, side(half), side(-half)], colour);
}

/// The direction in which a loop is furthest from everything that meets `disc` in `used`.
fn free_angle(disc: Disc, used: &[Point]) -> f64 {
    let direction = |p: &Point| {
        let length = apart(*p, disc.at).max(1e-9);
        ((p.0 - disc.at.0) / length, (p.1 - disc.at.1) / length)
    };
    let directions: Vec<Point> = used.iter().map(direction).collect();
    let mut best = (f64::INFINITY, 0.0);
    for k in 0..24 {
        // from straight down, as most edges come from above
        let angle = std::f64::consts::TAU * (f64::from(k) / 24.0 + 0.25);
        let (x, y) = (libm::cos(angle), libm::sin(angle));
        let nearest = directions.iter().map(|d| d.0 * x + d.1 * y);
        let nearest = nearest.fold(-1.0, f64::max);
        if nearest < best.0 - 1e-6 {
            best = (nearest, angle);
        }
    }
    best.1
}

/// The shortlex word of `x`, runs of a letter as powers; ε for the empty word.
fn name(monoid: &Monoid, x: u32, letters: &[String]) -> String {
    let word = monoid.word(x);
    if word.is_empty() {
        return "ε".to_owned();
    }
    let between = if letters.iter().all(|l| l.chars().count() == 1) {
        ""
    } else {
        "·"
    };
    let power = |run: &[usize]| {
        let mut power = letters[run[0]].clone();
        if run.len() > 1 {
            let exponent = run.len().to_string();
            let digits = exponent.chars().filter_map(|d| d.to_digit(10));
            let raised = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
            power.extend(digits.map(|d| raised[d as usize]));
        }
        power
    };
    let powers: Vec<String> = word.chunk_by(|a, b| a == b).map(power).collect();
    powers.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::eggbox;
    use crate::algebra::green::examples::{brandt, flip_flop, full, monoid, symmetric_inverse};
    use crate::figure::canvas::Mark;

    fn drawn(monoid: &Monoid) -> Canvas {
        graph(monoid, &eggbox::letters(monoid.generators().len()))
    }

    fn count(canvas: &Canvas, wanted: impl Fn(&Mark) -> bool) -> usize {
        canvas.marks.iter().filter(|mark| wanted(mark)).count()
    }

    #[test]
    fn every_element_edge_and_loop_has_its_mark() {
        let a4 = monoid(&["2 3 1 4", "1 3 4 2"]);
        for monoid in [a4, flip_flop(), brandt(), full(3), symmetric_inverse(2)] {
            let canvas = drawn(&monoid);
            let discs = count(
                &canvas,
                |m| matches!(m, Mark::Area { points, .. } if points.len() > 3),
            );
            assert_eq!(
                discs,
                2 * monoid.order(),
                "a rim and a fill for each element"
            );
            let pairs = arcs(&monoid);
            let both = pairs.values().flatten().filter(|arc| arc.both_ways).count();
            let lines = count(&canvas, |m| matches!(m, Mark::Line { .. }));
            let heads = count(
                &canvas,
                |m| matches!(m, Mark::Area { points, .. } if points.len() == 3),
            );
            // every edge of the graph is a line of its own, but that two of an involution share one
            assert_eq!(lines + both, monoid.order() * monoid.generators().len());
            assert_eq!(lines, heads + both);
        }
    }

    #[test]
    fn names_are_words_with_powers() {
        let z12 = monoid(&["2 3 4 5 6 7 8 9 10 11 12 1"]);
        assert_eq!(name(&z12, 11, &["a".to_owned()]), "a¹¹");
        let s3 = monoid(&["2 3 1", "2 1 3"]);
        let letters = ["turn", "swap"].map(String::from);
        let names: Vec<String> = (0..6).map(|x| name(&s3, x, &letters)).collect();
        assert_eq!(names[0], "ε");
        assert!(names.contains(&"turn·swap".to_owned()), "{names:?}");
    }

    #[test]
    fn nodes_do_not_touch() {
        for monoid in [full(3), brandt(), monoid(&["2 3 4 1", "2 1 3 4"])] {
            let names: Vec<String> = (0..monoid.order() as u32)
                .map(|x| name(&monoid, x, &eggbox::letters(monoid.generators().len())))
                .collect();
            let discs = discs(&places(&monoid), &names, style(monoid.order()), true);
            for (k, a) in discs.iter().enumerate() {
                for b in &discs[..k] {
                    assert!(a.outline(0.0).iter().all(|&p| b.outside(p) > 0.0));
                }
            }
        }
    }

    #[test]
    fn large_monoids_are_not_drawn() {
        let letters = eggbox::letters(3);
        assert_eq!(full(4).order(), 256);
        assert!(draw("T4", &full(4), &letters).unwrap().is_none());
    }

    #[test]
    fn the_same_monoid_gives_the_same_bytes_and_a_caption_in_words() {
        let letters = eggbox::letters(2);
        let drawing = draw("flip-flop", &flip_flop(), &letters).unwrap().unwrap();
        assert_eq!(
            Some(&drawing),
            draw("flip-flop", &flip_flop(), &letters).unwrap().as_ref()
        );
        assert!(drawing.caption.contains("3 elements, letters a and b"));
        assert!(drawing.svg.contains("<title>flip-flop</title>"));
    }
}
