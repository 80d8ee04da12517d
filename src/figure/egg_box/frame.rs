//! One D-class of an egg-box picture: a head with its name, and its cells.

use crate::algebra::eggbox::ClassBox;
use crate::figure::canvas::{Align, Canvas, Ink, Point};
use crate::figure::palette::{AXIS, BAND, Colour, MUTED, WHITE, opaque};
use crate::figure::panel::{LABEL, TICK};
use crate::figure::render::text_width;

/// Height of a cell, and its least width.
const CELL: (f64, f64) = (30.0, 24.0);
/// Height of the head of a frame, and of the line that says what it hides.
const HEAD: f64 = 20.0;
const NOTE: f64 = 17.0;
/// Room between a frame and its cells.
const PAD: f64 = 7.0;
/// How far the rules of a clipped grid run on.
const STUB: f64 = 5.0;

/// The shade of a group.
pub(super) const GROUP: Colour = opaque(203, 231, 248);
const STAR: Ink = Ink {
    size: 11.0,
    colour: opaque(0, 84, 138),
    bold: true,
};
const WORD: Ink = Ink {
    size: 10.5,
    ..LABEL
};
const NAME: Ink = Ink { size: 9.5, ..LABEL };
const HIDDEN: Ink = Ink { size: 8.5, ..TICK };

/// A D-class measured.
pub(super) struct Frame<'a> {
    /// The class.
    pub(super) class: &'a ClassBox,
    name: String,
    hidden: Option<String>,
    /// Width and height of one cell.
    cell: (f64, f64),
    /// The width of the whole.
    pub(super) width: f64,
    /// The height of the whole.
    pub(super) height: f64,
}

impl<'a> Frame<'a> {
    /// Measures `class`.
    pub(super) fn of(class: &'a ClassBox) -> Self {
        let elements = class.rows * class.columns * class.h_size;
        let plural = if elements == 1 { "" } else { "s" };
        let name = format!("D{} · {elements} element{plural}", class.class);
        let hidden = hidden(class);
        let labels = class.cells.iter().flatten();
        let widest = labels
            .map(|cell| text_width(&cell.label, WORD) + if cell.group { 19.0 } else { 12.0 })
            .fold(CELL.0, f64::max);
        let stubs = if hidden.is_some() { STUB } else { 0.0 };
        let note = hidden
            .as_ref()
            .map_or(0.0, |text| text_width(text, HIDDEN) + 12.0);
        let width = (shown(class) as f64 * widest + 2.0 * PAD + 2.0 * stubs)
            .max(text_width(&name, NAME) + 16.0)
            .max(note);
        let grid = class.cells.len() as f64 * CELL.1 + stubs;
        Self {
            class,
            name,
            cell: (widest, CELL.1),
            width,
            height: HEAD + grid + 2.0 * PAD + if hidden.is_some() { NOTE } else { 0.0 },
            hidden,
        }
    }
}

/// The number of columns shown.
fn shown(class: &ClassBox) -> usize {
    class.cells.first().map_or(0, Vec::len)
}

/// `8 of 35 rows, 8 of 21 columns`, as far as there are more than shown.
pub(super) fn hidden(class: &ClassBox) -> Option<String> {
    let parts: Vec<String> = [
        (class.cells.len(), class.rows, "rows"),
        (shown(class), class.columns, "columns"),
    ]
    .iter()
    .filter(|(shown, all, _)| shown < all)
    .map(|(shown, all, what)| format!("{shown} of {all} {what}"))
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Draws `frame` between the corners `a` and `b`.
pub(super) fn draw_frame(canvas: &mut Canvas, frame: &Frame<'_>, a: Point, b: Point) {
    canvas.rectangle(a, b, AXIS);
    canvas.rectangle((a.0 + 0.8, a.1 + 0.8), (b.0 - 0.8, b.1 - 0.8), WHITE);
    canvas.rectangle((a.0 + 0.8, a.1 + 0.8), (b.0 - 0.8, a.1 + HEAD), BAND);
    let middle = (a.0 + b.0) / 2.0;
    canvas.text((middle, a.1 + HEAD / 2.0), &frame.name, NAME, Align::Centre);
    let (rows, columns) = (frame.class.cells.len(), shown(frame.class));
    let (w, h) = frame.cell;
    let left = middle - columns as f64 * w / 2.0;
    let top = a.1 + HEAD + PAD;
    let (right, foot) = (left + columns as f64 * w, top + rows as f64 * h);
    for (i, row) in frame.class.cells.iter().enumerate() {
        for (j, cell) in row.iter().enumerate() {
            let (x, y) = (left + j as f64 * w, top + i as f64 * h);
            if cell.group {
                canvas.rectangle((x, y), (x + w, y + h), GROUP);
                canvas.text((x + w - 7.0, y + 9.5), "*", STAR, Align::Centre);
            }
            // a little to the left of the star
            let shift = if cell.group { 3.0 } else { 0.0 };
            let at = (x + w / 2.0 - shift, y + h / 2.0);
            canvas.text(at, &cell.label, WORD, Align::Centre);
        }
    }
    let clipped_right = if columns < frame.class.columns {
        STUB
    } else {
        0.0
    };
    let clipped_foot = if rows < frame.class.rows { STUB } else { 0.0 };
    for i in 0..=rows {
        let y = top + i as f64 * h;
        canvas.line(&[(left, y), (right + clipped_right, y)], 0.8, MUTED);
    }
    for j in 0..=columns {
        let x = left + j as f64 * w;
        canvas.line(&[(x, top), (x, foot + clipped_foot)], 0.8, MUTED);
    }
    if let Some(hidden) = &frame.hidden {
        let at = (middle, b.1 - NOTE / 2.0 - 2.0);
        canvas.text(at, hidden, HIDDEN, Align::Centre);
    }
}
