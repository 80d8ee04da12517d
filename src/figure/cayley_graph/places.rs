//! Where the elements of a monoid stand in the drawing of its Cayley graph.

use std::cmp::Reverse;

use itertools::Itertools;

use crate::algebra::green::Green;
use crate::algebra::monoid::Monoid;
use crate::figure::canvas::Point;
use crate::figure::cayley_graph::arcs::edges;
use crate::figure::layout::{Graph, Wish, best, edge_length};

/// Left actions tried as turns of the drawing.
const TURNS: usize = 9;

/// Where the elements stand, in edge lengths.
pub(super) fn places(monoid: &Monoid) -> Vec<Point> {
    let n = monoid.order();
    let graph = Graph::new(n, edges(monoid).map(|(_, x, y)| (x, y)));
    let group = monoid.is_group();
    let wishes = if group && n > 1 {
        turns(monoid)
    } else {
        vec![Wish::Bands(bands(monoid))]
    };
    let mut points = best(&graph, &wishes);
    let unit = edge_length(&graph, &points).max(1e-9);
    if group {
        // left multiplication, an automorphism, puts the identity where the outermost element stands
        let reach = |p: &Point| p.0 * p.0 + p.1 * p.1;
        let outer = (0..n).fold(0, |best, x| {
            let further = reach(&points[x]) > 1.0001 * reach(&points[best]);
            if further { x } else { best }
        });
        let to = |x: usize| monoid.product(outer as u32, x as u32) as usize;
        points = (0..n).map(|x| points[to(x)]).collect();
    }
    // the identity of a group comes to the top, and its first letter to the right of it
    let (x, y) = points[0];
    let length = (x * x + y * y).sqrt();
    let (sin, cos) = if group && length > 1e-6 {
        (-x / length, -y / length)
    } else {
        (0.0, 1.0)
    };
    for (x, y) in &mut points {
        let turned = (*x * cos - *y * sin, *x * sin + *y * cos);
        (*x, *y) = (turned.0 / unit, turned.1 / unit);
    }
    if points[monoid.generator(0) as usize].0 < points[0].0 - 1e-6 {
        for p in &mut points {
            p.0 = -p.0;
        }
    }
    points
}

/// Left multiplications of a group by an element of each kind: first by generators, then by elements of large order.
/// Conjugate elements give the same drawing with other names, so one of each class is enough.
fn turns(group: &Monoid) -> Vec<Wish> {
    let n = group.order() as u32;
    let inverse = |x| group.inverse(x).expect("elements of a group have inverses");
    let inverse = (0..n).map(inverse).collect_vec();
    let mut seen = vec![false; n as usize];
    seen[0] = true;
    let letters = 0..group.generators().len();
    let letters = letters.map(|a| group.generator(a)).collect_vec();
    let mut elements: Vec<u32> = (1..n).collect();
    elements.sort_by_key(|g| (!letters.contains(g), Reverse(group.powers(*g).1), *g));
    let mut turns = Vec::new();
    for g in elements {
        if seen[g as usize] {
            continue;
        }
        for h in 0..n {
            let conjugate = group.product(group.product(inverse[h as usize], g), h);
            seen[conjugate as usize] = true;
        }
        let turn = (0..n).map(|x| group.product(g, x) as usize).collect();
        turns.push(Wish::Turn(turn, group.powers(g).1));
        if turns.len() == TURNS {
            break;
        }
    }
    turns
}

/// For each element the heights between which its R-class stands: longest paths of R-classes lead down.
fn bands(monoid: &Monoid) -> Vec<Point> {
    let green = Green::of(monoid);
    let elements = 0..monoid.order() as u32;
    let classes = elements.map(|x| green.r.of(x)).collect_vec();
    let mut sizes = vec![0usize; green.r.count];
    for &class in &classes {
        sizes[class] += 1;
    }
    let mut depths = vec![0usize; green.r.count];
    // no path is longer than there are classes
    for _ in 0..green.r.count {
        for (_, x, y) in edges(monoid) {
            let (from, to) = (classes[x], classes[y]);
            if from != to {
                depths[to] = depths[to].max(depths[from] + 1);
            }
        }
    }
    let deepest = depths.iter().max().map_or(0, |d| d + 1);
    let mut top = 0.0;
    let level = |depth| {
        let own = sizes.iter().zip(&depths).filter(|(_, d)| **d == depth);
        let largest = own.map(|(size, _)| *size).max().unwrap_or(1);
        let band = (top, top + ((largest as f64).sqrt() - 1.0) * 1.1);
        top = band.1 + 1.0;
        band
    };
    let levels: Vec<Point> = (0..deepest).map(level).collect();
    classes.iter().map(|&c| levels[depths[c]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::green::examples::{brandt, flip_flop, full, monoid};
    use crate::figure::layout::apart;

    #[test]
    fn a_cyclic_group_is_a_regular_polygon_with_the_identity_on_top() {
        for (images, n) in [("2 3 4 5 1", 5), ("2 3 4 5 6 7 8 9 10 11 12 1", 12)] {
            let points = places(&monoid(&[images]));
            let radius = 0.5 / libm::sin(std::f64::consts::PI / f64::from(n));
            for (k, &p) in points.iter().enumerate() {
                assert!((apart(p, (0.0, 0.0)) - radius).abs() < 1e-6);
                assert!(k == 0 || p.1 > points[0].1);
            }
        }
    }

    #[test]
    fn left_multiplication_by_some_element_turns_the_drawing_of_a_group() {
        let s3 = monoid(&["2 3 1", "2 1 3"]);
        let points = places(&s3);
        let turned = |g: u32| {
            let (sin, cos) = (
                libm::sin(std::f64::consts::TAU / 3.0),
                libm::cos(std::f64::consts::TAU / 3.0),
            );
            // the reflection that brings the first letter to the right may have turned the turn round
            [sin, -sin].iter().any(|sin| {
                (0..6).all(|x| {
                    let p = points[x as usize];
                    let q = (p.0 * cos - p.1 * sin, p.0 * sin + p.1 * cos);
                    apart(points[s3.product(g, x) as usize], q) < 1e-9
                })
            })
        };
        assert!((1..6).any(turned), "{points:?}");
    }

    #[test]
    fn no_edge_leads_up_to_another_r_class() {
        for monoid in [flip_flop(), brandt(), full(3)] {
            let (points, green) = (places(&monoid), Green::of(&monoid));
            for x in 0..monoid.order() as u32 {
                for a in 0..monoid.generators().len() {
                    let y = monoid.right(x, a);
                    let leaves = green.r.of(x) != green.r.of(y);
                    assert!(!leaves || points[y as usize].1 > points[x as usize].1 + 0.5);
                }
            }
        }
    }

    #[test]
    fn conjugate_elements_are_tried_once() {
        // S3 has two classes besides that of the identity
        assert_eq!(turns(&monoid(&["2 3 1", "2 1 3"])).len(), 2);
    }
}
