//! The edges of a Cayley graph as curves: who shares a pair of nodes, and which way round other nodes.
//!
//! Left out: routing by more than one bend.

use std::collections::BTreeMap;

use itertools::{Itertools, iproduct};

use crate::algebra::monoid::Monoid;
use crate::figure::canvas::Point;
use crate::figure::cayley_graph::disc::Disc;
use crate::figure::layout::apart;

/// An edge between different elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arc {
    /// From this element.
    pub(super) from: usize,
    /// To this one.
    pub(super) to: usize,
    /// By this letter.
    pub(super) letter: usize,
    /// The letter leads back as well: drawn once, without a head.
    pub(super) both_ways: bool,
}

/// All edges of `monoid`, by letters and then by elements: the letter, and the elements that it leads from and to.
pub(super) fn edges(monoid: &Monoid) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
    let pairs = iproduct!(0..monoid.generators().len(), 0..monoid.order());
    pairs.map(|(a, x)| (a, x, monoid.right(x as u32, a) as usize))
}

/// The edges of `monoid` between different elements, by pair of elements.
pub(super) fn arcs(monoid: &Monoid) -> BTreeMap<(usize, usize), Vec<Arc>> {
    let mut pairs: BTreeMap<(usize, usize), Vec<Arc>> = BTreeMap::new();
    for (letter, from, to) in edges(monoid) {
        let both_ways = monoid.right(to as u32, letter) as usize == from;
        if from != to && !(both_ways && from > to) {
            let pair = pairs.entry((from.min(to), from.max(to))).or_default();
            pair.push(Arc {
                from,
                to,
                letter,
                both_ways,
            });
        }
    }
    pairs
}

/// The loops of `monoid`: element and letter.
pub(super) fn loops(monoid: &Monoid) -> Vec<(usize, usize)> {
    let loops = edges(monoid).filter(|(_, x, y)| x == y);
    loops.map(|(a, x, _)| (x, a)).sorted().collect()
}

/// How far the middle of a curve may stand off its chord, in the order of preference, in radii of a node.
const BENDS: [f64; 9] = [0.0, 1.2, -1.2, 2.2, -2.2, 3.4, -3.4, 5.0, -5.0];
/// Points of a curve.
const STEPS: u32 = 24;

/// The curve from the middle of `from` to the middle of `to` whose middle stands `bend` off the chord.
fn curve(from: Point, to: Point, bend: f64) -> Vec<Point> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = apart(from, to).max(1e-9);
    // the middle of a quadratic Bézier curve stands half as far off as its control point
    let control = (
        (from.0 + to.0) / 2.0 - 2.0 * bend * dy / length,
        (from.1 + to.1) / 2.0 + 2.0 * bend * dx / length,
    );
    bezier(|s, t| [s * s, 2.0 * t * s, t * t], [from, control, to])
}

/// The Bézier curve of these control points, weighed as `weights` says of 1 - t and t.
fn bezier<const N: usize>(weights: fn(f64, f64) -> [f64; N], control: [Point; N]) -> Vec<Point> {
    let at = |k: u32| {
        let t = f64::from(k) / f64::from(STEPS);
        let weighed = weights(1.0 - t, t).into_iter().zip(control);
        weighed.fold((0.0, 0.0), |sum, (w, p)| (sum.0 + w * p.0, sum.1 + w * p.1))
    };
    (0..=STEPS).map(at).collect()
}

/// The curves of `count` edges between the nodes `a` and `b` of `discs`, side by side, from rim to rim and as far as
/// possible not over other nodes. Each leads from `a` to `b`.
pub(super) fn bundle(discs: &[Disc], a: usize, b: usize, count: usize) -> Vec<Vec<Point>> {
    let (from, to, radius) = (discs[a], discs[b], discs[a].radius);
    let clear = |bend: f64| {
        let points = curve(from.at, to.at, bend);
        let others = discs.iter().enumerate().filter(|(k, _)| *k != a && *k != b);
        let room = others.flat_map(|(_, disc)| points.iter().map(|&p| disc.outside(p)));
        room.fold(f64::INFINITY, f64::min)
    };
    let enough = 0.35 * radius;
    let mut best = (f64::NEG_INFINITY, 0.0);
    for bend in BENDS.map(|b| b * radius) {
        let room = clear(bend);
        if room > best.0 + 1e-6 {
            best = (room, bend);
        }
        if room >= enough {
            break;
        }
    }
    let long = apart(from.at, to.at) > 3.0 * radius;
    let gap = (1.3 * radius).min(9.0) * if long { 1.0 } else { 0.7 };
    let own = |k| {
        let aside = (k as f64 - (count as f64 - 1.0) / 2.0) * gap;
        trim(&curve(from.at, to.at, best.1 + aside), from, to)
    };
    (0..count).map(own).collect()
}

/// What of `points` is outside both discs.
fn trim(points: &[Point], from: Disc, to: Disc) -> Vec<Point> {
    let free = |p: Point| from.outside(p) > 0.0 && to.outside(p) > 0.0;
    let first = points.iter().position(|&p| free(p));
    let last = points.iter().rposition(|&p| free(p));
    let (Some(first), Some(last)) = (first, last) else {
        return points.to_vec();
    };
    let mut kept = points[first..=last].to_vec();
    if first > 0 {
        kept.insert(0, rim(points[first], points[first - 1], from));
    }
    if last + 1 < points.len() {
        kept.push(rim(points[last], points[last + 1], to));
    }
    kept
}

/// Where the line from `outside` to `inside` meets the rim, by halving.
fn rim(outside: Point, inside: Point, disc: Disc) -> Point {
    let (mut out, mut inn) = (outside, inside);
    for _ in 0..24 {
        let middle = ((out.0 + inn.0) / 2.0, (out.1 + inn.1) / 2.0);
        if disc.outside(middle) > 0.0 {
            out = middle;
        } else {
            inn = middle;
        }
    }
    out
}

/// The curve of a loop at `disc` in the direction `angle`, that reaches so far outside.
pub(super) fn ring(disc: Disc, angle: f64, reach: f64) -> Vec<Point> {
    let (x, y) = disc.at;
    let toward = |angle: f64, r: f64| (x + r * libm::cos(angle), y + r * libm::sin(angle));
    // a Bézier curve with these control points goes 0.55 times as far as they
    let far = (disc.radius + disc.half * libm::fabs(libm::cos(angle)) + reach) / 0.55;
    let (c1, c2) = (toward(angle - 0.75, far), toward(angle + 0.75, far));
    // it ends where it starts, so that both ends have one weight
    let weights = |s, t| [s * s * s + t * t * t, 3.0 * s * s * t, 3.0 * s * t * t];
    trim(&bezier(weights, [disc.at, c1, c2]), disc, disc)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::green::examples::{flip_flop, monoid};

    fn disc(x: f64, y: f64) -> Disc {
        Disc {
            at: (x, y),
            half: 0.0,
            radius: 10.0,
        }
    }

    #[test]
    fn the_edges_of_an_involution_are_one_line() {
        let v4 = monoid(&["2 1 3 4", "1 2 4 3"]);
        let arcs: Vec<Arc> = arcs(&v4).into_values().flatten().collect();
        assert_eq!(arcs.len(), 4);
        assert!(arcs.iter().all(|arc| arc.both_ways));
    }

    #[test]
    fn resets_loop_where_they_lead() {
        let flip_flop = flip_flop();
        assert_eq!(loops(&flip_flop).len(), 2);
        assert_eq!(arcs(&flip_flop).values().map(Vec::len).sum::<usize>(), 4);
    }

    #[test]
    fn curves_lead_from_rim_to_rim_and_around_nodes_between() {
        let discs = [disc(0.0, 0.0), disc(100.0, 0.0), disc(50.0, 3.0)];
        let curves = bundle(&discs, 0, 1, 1);
        let [curve] = &curves[..] else {
            panic!("one curve")
        };
        assert!(discs[0].outside(curve[0]).abs() < 1e-3);
        assert!(discs[1].outside(curve[curve.len() - 1]).abs() < 1e-3);
        assert!(curve.iter().all(|&p| discs[2].outside(p) > 0.0));
    }

    #[test]
    fn curves_of_one_pair_stand_apart() {
        let discs = [disc(0.0, 0.0), disc(100.0, 0.0)];
        let middles: Vec<f64> = bundle(&discs, 0, 1, 3)
            .iter()
            .map(|curve| curve[curve.len() / 2].1)
            .collect();
        assert!(
            middles.windows(2).all(|pair| pair[1] - pair[0] > 5.0),
            "{middles:?}"
        );
    }
}
