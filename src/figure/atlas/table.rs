//! Where the rows, heads and legends of an atlas stand.

use crate::figure::atlas::{Atlas, LEGEND, Row, colour};
use crate::figure::canvas::{Align, Canvas, Ink};
use crate::figure::palette::AXIS;
use crate::figure::panel::{LABEL, TICK, TITLE};
use crate::figure::paragraph::{cut, paragraph, wrap};
use crate::figure::render::text_width;
use crate::theory::Ability;
use crate::theory::class::Named;

/// Size of a cell.
const CELL: (f64, f64) = (34.0, 16.0);
/// Room between classes of word problems.
const BREAK: f64 = 7.0;
const MARGIN: f64 = 20.0;
/// Widest name of a problem.
const NAME: f64 = 190.0;
/// Tables with more rows have their heads at the foot as well.
const HEADS_TWICE: usize = 30;
/// Least width, for the legend.
const WIDTH: f64 = 480.0;

/// The rows of each class of word problems, from easy to hard.
fn groups(atlas: &Atlas) -> Vec<Vec<&Row>> {
    let mut rows: Vec<&Row> = atlas.rows.iter().collect();
    rows.sort_by_key(|row| hardness(&row.class));
    let classes = rows.chunk_by(|a, b| a.class == b.class);
    classes.map(<[&Row]>::to_vec).collect()
}

/// AC0, then ACC0 by modulus, then NC1, then what is none of these by name.
fn hardness(class: &str) -> (usize, usize, &str) {
    let rest = class.strip_prefix("ACC0[");
    let modulus = rest.and_then(|rest| rest.strip_suffix(']')?.parse().ok());
    match (class, modulus) {
        ("AC0", _) => (0, 0, ""),
        (_, Some(m)) => (1, m, ""),
        ("NC1-complete", _) => (2, 0, ""),
        _ => (3, 0, class),
    }
}

/// Where the columns stand.
struct Plan {
    /// The left end of the cells.
    left: f64,
    /// The right end of the cells.
    right: f64,
    /// Height of the heads.
    head: f64,
}

fn plan(atlas: &Atlas) -> Plan {
    let widest = |texts: &mut dyn Iterator<Item = &str>, ink| {
        texts.map(|t| text_width(t, ink)).fold(0.0, f64::max)
    };
    let classes = widest(&mut atlas.rows.iter().map(|r| r.class.as_str()), STRONG);
    let names = widest(&mut atlas.rows.iter().map(|r| r.problem.as_str()), NAMES).min(NAME);
    let left = MARGIN + classes + 16.0 + names + 9.0;
    Plan {
        left,
        right: left + atlas.columns.len() as f64 * CELL.0,
        head: widest(&mut atlas.columns.iter().map(|c| c.name), LABEL) + 10.0,
    }
}

const STRONG: Ink = TITLE.sized(10.5);
const NAMES: Ink = LABEL.sized(10.5);
const MARKS: Ink = LABEL.sized(9.5);

/// The whole page.
pub(super) fn layout(title: &str, atlas: &Atlas) -> Canvas {
    let plan = plan(atlas);
    let width = (plan.right + MARGIN).max(WIDTH);
    let mut canvas = Canvas::new(width, 0.0);
    let inner = width - 2.0 * MARGIN;
    let mut y = paragraph(&mut canvas, title, TITLE, MARGIN, inner, MARGIN + 2.0);
    y += plan.head;
    heads(&mut canvas, &plan, atlas, |half| y - 5.0 - half);
    for (k, group) in groups(atlas).iter().enumerate() {
        if k > 0 {
            y += BREAK;
        }
        let line = y - if k > 0 { BREAK / 2.0 } else { 1.0 };
        canvas.line(&[(MARGIN, line), (plan.right, line)], 0.6, AXIS);
        let at = (MARGIN, y + CELL.1 / 2.0);
        canvas.text(at, &group[0].class, STRONG, Align::Left);
        for row in group {
            draw_row(&mut canvas, &plan, row, y);
            y += CELL.1;
        }
    }
    if atlas.rows.len() > HEADS_TWICE {
        heads(&mut canvas, &plan, atlas, |half| y + 6.0 + half);
        y += plan.head;
    }
    y = legend(&mut canvas, y + 22.0, width - MARGIN);
    canvas.height = members(&mut canvas, atlas, y + 8.0, width - MARGIN) + MARGIN - 8.0;
    canvas
}

/// The names of the columns, each in the height that `place` finds for half its length.
fn heads(canvas: &mut Canvas, plan: &Plan, atlas: &Atlas, place: impl Fn(f64) -> f64) {
    for (k, Named { name, .. }) in atlas.columns.iter().enumerate() {
        let y = place(text_width(name, LABEL) / 2.0);
        canvas.text_upwards((middle(plan, k), y), name, LABEL);
    }
}

fn middle(plan: &Plan, column: usize) -> f64 {
    plan.left + (column as f64 + 0.5) * CELL.0
}

fn draw_row(canvas: &mut Canvas, plan: &Plan, row: &Row, top: f64) {
    let y = top + CELL.1 / 2.0;
    let name = cut(&row.problem, NAMES, NAME);
    canvas.text((plan.left - 9.0, y), &name, NAMES, Align::Right);
    for (k, &prediction) in row.cells.iter().enumerate() {
        cell(canvas, middle(plan, k), y, prediction);
    }
}

/// A cell with its mark; the paper shows between neighbours.
fn cell(canvas: &mut Canvas, x: f64, y: f64, answer: Ability) {
    let (w, h) = (CELL.0 / 2.0 - 0.5, CELL.1 / 2.0 - 0.5);
    canvas.rectangle((x - w, y - h), (x + w, y + h), colour(answer));
    canvas.text((x, y), &answer.mark(), MARKS, Align::Centre);
}

/// The marks and their meaning from `top`, wrapped at `right`; returns the y under them.
fn legend(canvas: &mut Canvas, top: f64, right: f64) -> f64 {
    let (mut x, mut y) = (MARGIN, top);
    for (example, meaning) in LEGEND {
        let width = CELL.0 + 7.0 + text_width(meaning, LABEL);
        if x > MARGIN && x + width > right {
            (x, y) = (MARGIN, y + 22.0);
        }
        cell(canvas, x + CELL.0 / 2.0, y, example);
        canvas.text((x + CELL.0 + 7.0, y), meaning, LABEL, Align::Left);
        x += width + 22.0;
    }
    y + 18.0
}

/// Who belongs to each column, in two columns of text; returns the y under them.
fn members(canvas: &mut Canvas, atlas: &Atlas, top: f64, right: f64) -> f64 {
    let gap = 24.0;
    let width = (right - MARGIN - gap) / 2.0;
    let first = atlas.columns.len().div_ceil(2);
    let mut foot = top;
    for (side, columns) in atlas.columns.chunks(first.max(1)).enumerate() {
        let x = MARGIN + side as f64 * (width + gap);
        let mut y = top;
        let text = |c: &Named| wrap(&format!("{}: {}", c.name, c.members), TICK, width);
        for line in columns.iter().flat_map(text) {
            canvas.text((x, y), &line, TICK, Align::Left);
            y += 14.0;
        }
        foot = foot.max(y);
    }
    foot
}
