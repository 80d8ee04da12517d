//! The nodes of a Cayley graph as they are drawn: discs, drawn out sideways where a name is long.

use crate::figure::canvas::Point;
use crate::figure::cayley_graph::{NAME, Style};
use crate::figure::layout::from_segment;
use crate::figure::render::text_width;

/// A node as a disc drawn out sideways: its middle, half the length of the straight part, and the radius.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Disc {
    /// The middle.
    pub(super) at: Point,
    /// Half the straight part.
    pub(super) half: f64,
    /// The radius.
    pub(super) radius: f64,
}

impl Disc {
    /// How far `p` is from the rim, negative inside.
    pub(super) fn outside(&self, p: Point) -> f64 {
        let (x, y) = self.at;
        from_segment(p, (x - self.half, y), (x + self.half, y)) - self.radius
    }

    /// The outline, `more` outside the rim.
    pub(super) fn outline(&self, more: f64) -> Vec<Point> {
        let corners = 40;
        let ((x, y), r) = (self.at, self.radius + more);
        let corner = |k: u32| {
            let angle = std::f64::consts::TAU * (f64::from(k) + 0.5) / f64::from(corners);
            let (sin, cos) = (libm::sin(angle), libm::cos(angle));
            (x + r * cos + self.half * cos.signum(), y + r * sin)
        };
        (0..corners).map(corner).collect()
    }
}

/// Drawings get no wider than this as long as edges stay longer than `LEAST` radii.
const WIDEST: f64 = 680.0;
const LEAST: f64 = 4.5;

/// The nodes at `places`, so far apart that no two touch.
pub(super) fn discs(
    places: &[Point],
    names: &[String],
    style: Style,
    with_loops: bool,
) -> Vec<Disc> {
    let half = |name: &String| (text_width(name, NAME) / 2.0 + 5.0 - style.radius).max(0.0);
    let identity = if style.detailed { 1.0 } else { 1.35 };
    let ends = places.iter().flat_map(|&(x, y)| [x.abs(), y.abs()]);
    let fitting = WIDEST / 2.0 / ends.fold(1e-9, f64::max);
    let edge = style.edge.min(fitting).max(LEAST * style.radius);
    let disc = |(x, (&(u, v), name)): (usize, (&Point, &String))| Disc {
        at: (u * edge, v * edge),
        half: if style.detailed { half(name) } else { 0.0 },
        radius: style.radius * if x == 0 { identity } else { 1.0 },
    };
    let named = places.iter().zip(names).enumerate();
    let mut discs: Vec<Disc> = named.map(disc).collect();
    let gap = 0.8 * style.radius + if with_loops { 3.0 } else { 0.0 };
    let wanted = |a: &Disc, b: &Disc| {
        let tall = a.radius + b.radius + gap;
        (tall + a.half + b.half, tall)
    };
    // larger as a whole first, which keeps every symmetry; then single nodes out of each other's way
    let mut scale = 1f64;
    for (k, a) in discs.iter().enumerate() {
        for b in &discs[..k] {
            let (wide, tall) = wanted(a, b);
            let (dx, dy) = ((a.at.0 - b.at.0).abs(), (a.at.1 - b.at.1).abs());
            scale = scale.max((wide / dx.max(1e-9)).min(tall / dy.max(1e-9)));
        }
    }
    for disc in &mut discs {
        let scale = scale.min(1.7);
        disc.at = (disc.at.0 * scale, disc.at.1 * scale);
    }
    for _ in 0..200 {
        let mut moved = false;
        for k in 0..discs.len() {
            for l in 0..k {
                let (wide, tall) = wanted(&discs[k], &discs[l]);
                let (a, b) = (discs[k].at, discs[l].at);
                let (dx, dy) = (a.0 - b.0, a.1 - b.1);
                let (x, y) = (wide - dx.abs(), tall - dy.abs());
                if x > 0.01 && y > 0.01 {
                    let (x, y) = if x < y {
                        (x / 2.0, 0.0)
                    } else {
                        (0.0, y / 2.0)
                    };
                    let (x, y) = (x.copysign(dx), y.copysign(dy));
                    discs[k].at = (a.0 + x, a.1 + y);
                    discs[l].at = (b.0 - x, b.1 - y);
                    moved = true;
                }
            }
        }
        if !moved {
            break;
        }
    }
    discs
}
