//! One D-class of an egg-box picture: a head with its name, and its cells.

use crate::algebra::eggbox::{Cell, ClassBox};
use crate::experiment::run::counted;
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
const STAR: Ink = LABEL.coloured(opaque(0, 84, 138)).bold();
const WORD: Ink = LABEL.sized(10.5);
const NAME: Ink = LABEL.sized(9.5);
const HIDDEN: Ink = TICK.sized(8.5);

/// A D-class measured.
pub(super) struct Frame<'a> {
    /// The class.
    pub(super) class: &'a ClassBox,
    name: String,
    hidden: Option<String>,
    /// Width of one cell.
    cell: f64,
    /// The width of the whole.
    pub(super) width: f64,
    /// The height of the whole.
    pub(super) height: f64,
}

impl<'a> Frame<'a> {
    /// Measures `class`.
    pub(super) fn of(class: &'a ClassBox) -> Self {
        let elements = class.rows * class.columns * class.h_size;
        let name = format!("D{} · {}", class.class, counted(elements, "element"));
        let hidden = hidden(class);
        let wide =
            |cell: &Cell| text_width(&cell.label, WORD) + if cell.group { 19.0 } else { 12.0 };
        let cells = class.cells.iter().flatten();
        let widest = cells.map(wide).fold(CELL.0, f64::max);
        let (stubs, foot, note) = match &hidden {
            Some(text) => (STUB, NOTE, text_width(text, HIDDEN) + 12.0),
            None => (0.0, 0.0, 0.0),
        };
        let grid = shown(class) as f64 * widest + 2.0 * PAD + 2.0 * stubs;
        Self {
            class,
            cell: widest,
            width: grid.max(text_width(&name, NAME) + 16.0).max(note),
            height: HEAD + (class.cells.len() as f64 * CELL.1 + stubs) + 2.0 * PAD + foot,
            name,
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
    let part =
        |shown: usize, all: usize, what| (shown < all).then(|| format!("{shown} of {all} {what}"));
    let rows = part(class.cells.len(), class.rows, "rows");
    let columns = part(shown(class), class.columns, "columns");
    match (rows, columns) {
        (Some(rows), Some(columns)) => Some(format!("{rows}, {columns}")),
        (rows, columns) => rows.or(columns),
    }
}

/// Draws `frame` between the corners `a` and `b`.
pub(super) fn draw_frame(canvas: &mut Canvas, frame: &Frame<'_>, a: Point, b: Point) {
    canvas.rectangle(a, b, AXIS);
    canvas.rectangle((a.0 + 0.8, a.1 + 0.8), (b.0 - 0.8, b.1 - 0.8), WHITE);
    canvas.rectangle((a.0 + 0.8, a.1 + 0.8), (b.0 - 0.8, a.1 + HEAD), BAND);
    let middle = (a.0 + b.0) / 2.0;
    canvas.text((middle, a.1 + HEAD / 2.0), &frame.name, NAME, Align::Centre);
    let (rows, columns) = (frame.class.cells.len(), shown(frame.class));
    let (w, h) = (frame.cell, CELL.1);
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
    let stub = |shown: usize, all: usize| if shown < all { STUB } else { 0.0 };
    let right = right + stub(columns, frame.class.columns);
    let foot = foot + stub(rows, frame.class.rows);
    for i in 0..=rows {
        let y = top + i as f64 * h;
        canvas.line(&[(left, y), (right, y)], 0.8, MUTED);
    }
    for j in 0..=columns {
        let x = left + j as f64 * w;
        canvas.line(&[(x, top), (x, foot)], 0.8, MUTED);
    }
    if let Some(hidden) = &frame.hidden {
        let at = (middle, b.1 - NOTE / 2.0 - 2.0);
        canvas.text(at, hidden, HIDDEN, Align::Centre);
    }
}
