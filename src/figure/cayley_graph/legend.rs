//! What the signs of a Cayley graph mean, under the drawing and in its caption.

use crate::algebra::monoid::Monoid;
use crate::experiment::run::counted;
use crate::figure::canvas::{Align, Canvas};
use crate::figure::cayley_graph::arcs::{arcs, loops};
use crate::figure::cayley_graph::{MARGIN, style, with_head, with_loops};
use crate::figure::list;
use crate::figure::palette::letter;
use crate::figure::panel::{LABEL, TICK};
use crate::figure::paragraph::{cut, paragraph};
use crate::figure::render::text_width;

/// The letters with their colours, and what the signs mean, from `top`; returns the y under it.
pub(super) fn legend(
    canvas: &mut Canvas,
    monoid: &Monoid,
    letters: &[String],
    top: f64,
    width: f64,
) -> f64 {
    let (mut x, mut y) = (MARGIN, top);
    for (a, name) in letters.iter().enumerate() {
        let text = format!("{name} = {}", monoid.generators()[a]);
        let text = cut(&text, LABEL, width - SAMPLE - 8.0);
        let wide = SAMPLE + 8.0 + text_width(&text, LABEL);
        if x > MARGIN && x + wide > MARGIN + width {
            (x, y) = (MARGIN, y + 19.0);
        }
        let ends = [(x, y), (x + SAMPLE, y)];
        if involution(monoid, a) {
            canvas.line(&ends, 1.8, letter(a));
        } else {
            let middle = (x + SAMPLE / 2.0, y);
            with_head(canvas, &[ends[0], middle, ends[1]], 8.0, 1.6, letter(a));
        }
        canvas.text((x + SAMPLE + 8.0, y), &text, LABEL, Align::Left);
        x += wide + 24.0;
    }
    paragraph(canvas, &signs(monoid), TICK, MARGIN, width, y + 22.0)
}

/// Length of the sample of a letter in the legend.
const SAMPLE: f64 = 28.0;

/// Whether letter `a` always leads back where it came from.
fn involution(monoid: &Monoid, a: usize) -> bool {
    (0..monoid.order() as u32).all(|x| monoid.right(monoid.right(x, a), a) == x)
}

/// What the signs mean that occur.
fn signs(monoid: &Monoid) -> String {
    let mut text = "A node is an element; an arrow leads from it to its product with the letter of that colour. The black node \
                    is the identity."
        .to_owned();
    if arcs(monoid).values().flatten().any(|arc| arc.both_ways) {
        text += " A line without a head leads both ways.";
    }
    if !loops(monoid).is_empty() && !with_loops(monoid) {
        text += " Loops, where a letter changes nothing, are left out.";
    }
    if monoid.is_group() {
        text += " Turns of the drawing are multiplications from the left.";
    } else {
        text += " Elements further down generate smaller right ideals.";
        if !style(monoid.order()).detailed {
            text += " Edges into another R-class are pale.";
        }
    }
    text
}

/// What the drawing shows, for readers.
pub(super) fn caption(title: &str, monoid: &Monoid, letters: &[String]) -> String {
    format!(
        "The right Cayley graph of {title}: {}, letter{} {}. {}",
        counted(monoid.order(), "element"),
        if letters.len() == 1 { "" } else { "s" },
        list(letters),
        signs(monoid)
    )
}
