//! A drawing as a list of marks in abstract units (1 unit = 1 CSS pixel), before any backend.
//!
//! Figures are laid out in `f64` here and replayed by `render` at the resolution of each backend, so that SVG and PNG
//! cannot differ in anything but sharpness. Left out: clipping and transforms; figures place every mark themselves.

use crate::figure::palette::{Colour, Look, WHITE};
use crate::model::Marker;

/// A point: right, down.
pub type Point = (f64, f64);

/// Where the anchor of a text lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At its left end.
    Left,
    /// In its middle.
    Centre,
    /// At its right end.
    Right,
}

/// How text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    /// Size of the em.
    pub size: f64,
    /// Colour.
    pub colour: Colour,
    /// Bold or regular.
    pub bold: bool,
}

impl Ink {
    /// The same in another size.
    pub const fn sized(self, size: f64) -> Self {
        Self { size, ..self }
    }

    /// The same in another colour.
    pub const fn coloured(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// The same in bold.
    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
}

/// One thing drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A line through points.
    Line {
        /// At least two.
        points: Vec<Point>,
        /// Stroke width.
        width: f64,
        /// Colour.
        colour: Colour,
    },
    /// A filled polygon.
    Area {
        /// At least three.
        points: Vec<Point>,
        /// Colour.
        colour: Colour,
    },
    /// A line of text; its x-height is centred on the anchor.
    Text {
        /// The anchor.
        at: Point,
        /// What it says.
        text: String,
        /// How it looks.
        ink: Ink,
        /// Where the anchor lies.
        align: Align,
        /// Turned to read upwards.
        upwards: bool,
    },
}

/// A drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Canvas {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// The marks, from back to front.
    pub marks: Vec<Mark>,
}

impl Canvas {
    /// An empty drawing.
    pub fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            marks: Vec::new(),
        }
    }

    /// A line through `points`; fewer than two draw nothing.
    pub fn line(&mut self, points: &[Point], width: f64, colour: Colour) {
        if points.len() >= 2 {
            self.marks.push(Mark::Line {
                points: points.to_vec(),
                width,
                colour,
            });
        }
    }

    /// A straight dashed line: so far on, and so far off.
    pub fn dashed(&mut self, [from, to]: [Point; 2], dash: (f64, f64), width: f64, colour: Colour) {
        let (dash, gap) = dash;
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt();
        let at = |s: f64| (from.0 + dx * s / length, from.1 + dy * s / length);
        let mut s = 0.0;
        while s < length {
            self.line(&[at(s), at((s + dash).min(length))], width, colour);
            s += dash + gap;
        }
    }

    /// A filled polygon.
    pub fn area(&mut self, points: Vec<Point>, colour: Colour) {
        self.marks.push(Mark::Area { points, colour });
    }

    /// A filled rectangle between two corners.
    pub fn rectangle(&mut self, a: Point, b: Point, colour: Colour) {
        self.area(vec![a, (b.0, a.1), b, (a.0, b.1)], colour);
    }

    /// A horizontal line of text.
    pub fn text(&mut self, at: Point, text: &str, ink: Ink, align: Align) {
        self.write(at, text, ink, align, false);
    }

    /// A line of text that reads upwards, centred on `at`.
    pub fn text_upwards(&mut self, at: Point, text: &str, ink: Ink) {
        self.write(at, text, ink, Align::Centre, true);
    }

    fn write(&mut self, at: Point, text: &str, ink: Ink, align: Align, upwards: bool) {
        self.marks.push(Mark::Text {
            at,
            text: text.to_owned(),
            ink,
            align,
            upwards,
        });
    }

    /// The upper left and the lower right corner of the lines and areas; texts do not count.
    pub fn bounds(&self) -> (Point, Point) {
        let points = self.marks.iter().flat_map(|mark| match mark {
            Mark::Line { points, .. } | Mark::Area { points, .. } => points.as_slice(),
            Mark::Text { .. } => &[],
        });
        let far = f64::INFINITY;
        let none = ((far, far), (-far, -far));
        points.fold(none, |(a, b), p| {
            ((a.0.min(p.0), a.1.min(p.1)), (b.0.max(p.0), b.1.max(p.1)))
        })
    }

    /// All marks of `other`, moved by `by`.
    pub fn put(&mut self, other: Self, by: Point) {
        self.marks.extend(other.marks.into_iter().map(|mut mark| {
            let place = match &mut mark {
                Mark::Line { points, .. } | Mark::Area { points, .. } => points.as_mut_slice(),
                Mark::Text { at, .. } => std::slice::from_mut(at),
            };
            for p in place {
                *p = (p.0 + by.0, p.1 + by.1);
            }
            mark
        }));
    }

    /// A marker of radius `r` on another of paper, of radius `paper`, which keeps lines off it.
    pub fn marker(&mut self, at: Point, look: Look, r: f64, paper: f64) {
        self.area(look.marker.outline(at, paper), WHITE);
        self.area(look.marker.outline(at, r), look.colour);
        if look.open {
            self.area(look.marker.outline(at, 0.55 * r), WHITE);
        }
    }
}

#[cfg(test)]
impl Canvas {
    /// All texts, from back to front.
    pub(crate) fn texts(&self) -> Vec<&str> {
        let marks = self.marks.iter();
        marks
            .filter_map(|mark| match mark {
                Mark::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }
}

impl Marker {
    /// The polygon of this marker around `centre`; markers of one radius have about the same area.
    pub fn outline(self, centre: Point, r: f64) -> Vec<Point> {
        let at = |(x, y): Point| (centre.0 + x, centre.1 + y);
        // corners at these radii in turn, the first one up but for a turn
        let corners = |corners: u32, turn: f64, radii: &[f64]| -> Vec<Point> {
            (0..corners)
                .map(|i| {
                    let angle = std::f64::consts::TAU * (f64::from(i) / f64::from(corners) + turn);
                    let scale = r * radii[i as usize % radii.len()];
                    at((scale * libm::sin(angle), -scale * libm::cos(angle)))
                })
                .collect()
        };
        let regular = |n: u32, turn: f64, scale: f64| corners(n, turn, &[scale]);
        let (a, b) = (1.25 * r, 0.45 * r);
        // an arm and its turns by a quarter
        let arm = [(-b, -a), (b, -a), (b, -b)];
        let turned = |arm: &[Point; 3]| Some(arm.map(|(x, y)| (-y, x)));
        let arms = std::iter::successors(Some(arm), turned).take(4).flatten();
        match self {
            Self::Circle => regular(32, 0.0, 1.0),
            Self::Square => regular(4, 0.125, 1.25),
            Self::Diamond => regular(4, 0.0, 1.3),
            Self::TriangleUp => regular(3, 0.0, 1.4),
            Self::TriangleDown => regular(3, 0.5, 1.4),
            Self::TriangleLeft => regular(3, 0.75, 1.4),
            Self::TriangleRight => regular(3, 0.25, 1.4),
            Self::Pentagon => regular(5, 0.0, 1.15),
            Self::Hexagon => regular(6, 0.0, 1.1),
            Self::Star => corners(10, 0.0, &[1.45, 0.65]),
            Self::Plus => arms.map(at).collect(),
            Self::Cross => {
                let half = std::f64::consts::FRAC_1_SQRT_2;
                arms.map(|(x, y)| at((half * (x - y), half * (x + y))))
                    .collect()
            }
        }
    }
}
