//! Egg-box pictures: the D-classes of a monoid, each a frame of H-class cells, from the identity down.
//!
//! A frame names its D-class and its number of elements; rows are R-classes, columns L-classes. Cells that are groups
//! are shaded and starred. Lines are the covering relation of the order of D-classes. Frames of the same depth stand
//! side by side, in several rows if there are many.
//!
//! Source: A. H. Clifford and G. B. Preston, The Algebraic Theory of Semigroups I (1961), section 2.1. What does not
//! fit on a page has been left out in the [`EggBox`] already, and the picture says how much.

use crate::algebra::eggbox::{ClassBox, EggBox, Extent};
use crate::figure::canvas::{Canvas, Point};
use crate::figure::layered::{Diagram, place};
use crate::figure::palette::{AXIS, TEXT};
use crate::figure::panel::{TICK, TITLE};
use crate::figure::paragraph::paragraph;
use crate::figure::{Drawing, FigureError};

mod frame;

use frame::{Frame, draw_frame, hidden};

/// What fits on a page.
pub const EXTENT: Extent = Extent {
    boxes: 48,
    rows: 12,
    columns: 12,
};

const MARGIN: f64 = 22.0;
/// A row of frames does not get wider than this if it can be broken.
const WIDEST: f64 = 820.0;
/// Least width, for the legend.
const WIDTH: f64 = 400.0;
/// Room between frames, and between rows of frames.
const GAP: (f64, f64) = (26.0, 32.0);

/// Draws `picture`.
pub fn draw(title: &str, picture: &EggBox) -> Result<Drawing, FigureError> {
    Drawing::of(&layout(title, picture), title, caption(title, picture))
}

/// The row of each frame: by depth, and a new row where one gets too wide.
fn rows(frames: &[Frame<'_>]) -> Vec<usize> {
    let mut rows = Vec::with_capacity(frames.len());
    for level in frames.chunk_by(|a, b| a.class.depth == b.class.depth) {
        let row = rows.last().map_or(0, |last| last + 1);
        let total: f64 = level.iter().map(|f| f.width + GAP.0).sum();
        // rows of about the same width rather than a full one and a rest
        let lines = (total / WIDEST).ceil().max(1.0);
        let mut used = 0.0;
        for frame in level {
            let line = ((used + frame.width / 2.0) / total * lines) as usize;
            rows.push(row + line.min(lines as usize - 1));
            used += frame.width + GAP.0;
        }
    }
    rows
}

fn layout(title: &str, picture: &EggBox) -> Canvas {
    let frames: Vec<Frame<'_>> = picture.boxes.iter().map(Frame::of).collect();
    let rows = rows(&frames);
    let number = |class: usize| frames.iter().position(|f| f.class.class == class);
    let covers = frames.iter().enumerate();
    let covers = covers.flat_map(|(from, f)| f.class.covers.iter().map(move |&to| (from, to)));
    let shown = covers.filter_map(|(from, to)| Some((from, number(to)?)));
    let lines: Vec<(usize, usize)> = shown.collect();
    let places = place(&Diagram {
        rows: &rows,
        widths: frames.iter().map(|f| f.width).collect(),
        lines: &lines,
        gap: GAP.0,
    });
    let width = (places.width + 2.0 * MARGIN).max(WIDTH);
    let inner = width - 2.0 * MARGIN;
    let left = (width - places.width) / 2.0;
    let mut canvas = Canvas::new(width, 0.0);
    let top = paragraph(&mut canvas, title, TITLE, MARGIN, inner, MARGIN + 2.0) + 6.0;
    let bands = bands(&frames, &rows, top);
    let at = |frame: usize| -> (Point, Point) {
        let (upper, lower) = bands[rows[frame]];
        let (middle, height) = (left + places.boxes[frame], frames[frame].height);
        let (half, y) = (frames[frame].width / 2.0, (upper + lower - height) / 2.0);
        ((middle - half, y), (middle + half, y + height))
    };
    for (&(from, to), slots) in lines.iter().zip(&places.slots) {
        let (x, target) = (left + places.boxes[from], left + places.boxes[to]);
        let mut points = vec![(x, at(from).1.1), (x, bands[rows[from]].1)];
        for (slot, row) in slots.iter().zip(rows[from] + 1..) {
            points.extend([(left + slot, bands[row].0), (left + slot, bands[row].1)]);
        }
        points.extend([(target, bands[rows[to]].0), (target, at(to).0.1)]);
        canvas.line(&points, 1.2, AXIS);
    }
    for (k, frame) in frames.iter().enumerate() {
        let (a, b) = at(k);
        if frame.class.covers.iter().any(|&to| number(to).is_none()) {
            let x = (a.0 + b.0) / 2.0;
            canvas.dashed([(x, b.1), (x, b.1 + 20.0)], (2.0, 3.0), 1.2, AXIS);
        }
        draw_frame(&mut canvas, frame, a, b);
    }
    let foot = bands.last().map_or(top, |band| band.1) + 34.0;
    canvas.height = legend(&mut canvas, picture, foot, inner) + MARGIN - 8.0;
    canvas
}

/// The upper and lower end of each row of frames.
fn bands(frames: &[Frame<'_>], rows: &[usize], top: f64) -> Vec<(f64, f64)> {
    let mut y = top;
    let band = |row| {
        let own = frames.iter().zip(rows).filter(|(_, r)| **r == row);
        let height = own.map(|(f, _)| f.height).fold(0.0, f64::max);
        let band = (y, y + height);
        y += height + GAP.1;
        band
    };
    let count = rows.last().map_or(0, |row| row + 1);
    (0..count).map(band).collect()
}

/// What the signs mean, from `top`; returns the y under it.
fn legend(canvas: &mut Canvas, picture: &EggBox, top: f64, width: f64) -> f64 {
    let y = paragraph(canvas, &legend_text(picture), TICK, MARGIN, width, top);
    if picture.more == 0 {
        return y;
    }
    let strong = TICK.coloured(TEXT);
    paragraph(canvas, &more(picture), strong, MARGIN, width, y + 3.0)
}

fn legend_text(picture: &EggBox) -> String {
    let mut text = "A frame is a D-class, its rows are R-classes, its columns L-classes, its cells H-classes. \
                    Shaded with a star: a group."
        .to_owned();
    let has = |wanted: fn(&ClassBox) -> bool| picture.boxes.iter().any(wanted);
    if has(|b| b.h_size == 1) {
        text += " A word is the only element of its cell, ε the identity.";
    }
    if has(|b| b.h_size > 1) {
        text += " A number says how many elements the cell has.";
    }
    if picture.boxes.len() > 1 {
        text += " Lines lead down to the D-classes directly below.";
    }
    text
}

/// `12 of 35 D-classes are shown`.
fn more(picture: &EggBox) -> String {
    let shown = picture.boxes.len();
    let all = shown + picture.more;
    format!("{shown} of {all} D-classes are shown; dashed lines lead to the others.")
}

fn caption(title: &str, picture: &EggBox) -> String {
    let all = picture.boxes.len() + picture.more;
    let (es, signs) = (if all == 1 { "" } else { "es" }, legend_text(picture));
    let mut caption = format!("The egg-box picture of {title}, {all} D-class{es}. {signs}");
    if picture.more > 0 {
        caption += &format!(" {}", more(picture));
    }
    let clipped = |b: &ClassBox| Some(format!("D{}: {}", b.class, hidden(b)?));
    let clipped: Vec<String> = picture.boxes.iter().filter_map(clipped).collect();
    if !clipped.is_empty() {
        caption += &format!(" Not all cells are shown of {}.", clipped.join("; "));
    }
    caption
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::eggbox::letters;
    use crate::algebra::green::Green;
    use crate::algebra::green::examples::{brandt, catalan, full, monoid, symmetric_inverse};
    use crate::algebra::monoid::Monoid;
    use crate::figure::canvas::Mark;
    use crate::figure::egg_box::frame::GROUP;

    fn picture(monoid: &Monoid, extent: Extent) -> EggBox {
        let names = letters(monoid.generators().len());
        EggBox::of(monoid, &Green::of(monoid), &names, extent)
    }

    #[test]
    fn every_cell_has_its_label_and_every_group_its_shade_and_star() {
        for monoid in [
            full(3),
            symmetric_inverse(3),
            brandt(),
            catalan(5),
            monoid(&["2 3 1"]),
        ] {
            let picture = picture(&monoid, EXTENT);
            let canvas = layout("a title", &picture);
            let cells: Vec<_> = picture
                .boxes
                .iter()
                .flat_map(|b| b.cells.iter().flatten())
                .collect();
            let groups = cells.iter().filter(|cell| cell.group).count();
            let shades = canvas
                .marks
                .iter()
                .filter(|m| matches!(m, Mark::Area { colour, .. } if *colour == GROUP));
            assert_eq!(shades.count(), groups);
            let texts = canvas.texts();
            assert_eq!(texts.iter().filter(|t| **t == "*").count(), groups);
            for cell in &cells {
                let same = cells.iter().filter(|c| c.label == cell.label).count();
                assert_eq!(texts.iter().filter(|t| **t == cell.label).count(), same);
            }
        }
    }

    #[test]
    fn frames_do_not_overlap_and_stand_in_the_order_of_depth() {
        let picture = picture(&catalan(5), EXTENT);
        let frames: Vec<Frame<'_>> = picture.boxes.iter().map(Frame::of).collect();
        let rows = rows(&frames);
        for k in 1..frames.len() {
            assert!(rows[k - 1] <= rows[k]);
            let same = frames[k - 1].class.depth == frames[k].class.depth;
            assert!(same || rows[k - 1] < rows[k]);
        }
        let names = |canvas: &Canvas| -> Vec<(f64, f64)> {
            let name = |mark: &Mark| match mark {
                Mark::Text { at, text, .. }
                    if text.contains(" element") && text.starts_with('D') =>
                {
                    Some(*at)
                }
                _ => None,
            };
            canvas.marks.iter().filter_map(name).collect()
        };
        let canvas = layout("C5", &picture);
        let names = names(&canvas);
        assert_eq!(names.len(), 42);
        for (k, a) in names.iter().enumerate() {
            for (l, b) in names[..k].iter().enumerate() {
                let apart = (frames[k].width + frames[l].width) / 2.0 + GAP.0 - 1e-6;
                assert!((a.1 - b.1).abs() > 40.0 || (a.0 - b.0).abs() >= apart);
            }
        }
    }

    #[test]
    fn many_classes_of_one_depth_stand_in_several_rows() {
        // thirty letters, each product of two of which is zero
        let null: Vec<String> = (0..30)
            .map(|k| {
                let mut images = vec![33; 33];
                images[0] = 2 + k;
                images
                    .iter()
                    .map(usize::to_string)
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        let null = monoid(&null.iter().map(String::as_str).collect::<Vec<_>>());
        let picture = picture(&null, EXTENT);
        assert_eq!(picture.boxes.len(), 32);
        let canvas = layout("thirty letters whose products are zero", &picture);
        assert!(canvas.width < WIDEST + 250.0, "{}", canvas.width);
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let extent = Extent {
            boxes: 2,
            rows: 2,
            columns: 3,
        };
        let picture = picture(&full(4), extent);
        let canvas = layout("T4", &picture);
        assert!(canvas.texts().contains(&"2 of 6 rows, 3 of 4 columns"));
        let caption = caption("T4", &picture);
        assert!(caption.contains("2 of 4 D-classes are shown"));
        assert!(caption.contains("D1: 2 of 6 rows, 3 of 4 columns"));
    }

    #[test]
    fn the_same_picture_gives_the_same_bytes() {
        let picture = picture(&full(3), EXTENT);
        let drawing = draw("T3", &picture).unwrap();
        assert_eq!(drawing, draw("T3", &picture).unwrap());
        assert!(
            drawing
                .caption
                .starts_with("The egg-box picture of T3, 3 D-classes.")
        );
    }
}
