//! Boxes in rows, with lines from upper to lower rows: who stands where.
//!
//! After K. Sugiyama, S. Tagawa and M. Toda, "Methods for visual understanding of hierarchical system structures",
//! IEEE Trans. SMC 11 (1981) 109-125: a line that passes through a row gets a slot of its own there, the order within
//! a row follows the mean place of the neighbours, and so do the places themselves as far as the boxes do not overlap
//! (least squares by pooling adjacent violators, exact). Left out: choosing the rows, which the caller does.

use std::collections::BTreeMap;

/// Boxes to be placed, and lines between them.
pub(super) struct Diagram<'a> {
    /// The row of each box, from the top.
    pub(super) rows: &'a [usize],
    /// The width of each box.
    pub(super) widths: Vec<f64>,
    /// Lines from a box to one in a lower row.
    pub(super) lines: &'a [(usize, usize)],
    /// Room between neighbours in a row; half of it where a line passes, less between two lines.
    pub(super) gap: f64,
}

/// Where everything stands; the leftmost end is at 0.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Places {
    /// The middle of each box.
    pub(super) boxes: Vec<f64>,
    /// For each line its places in the rows it passes through, from the top.
    pub(super) slots: Vec<Vec<f64>>,
    /// From the leftmost to the rightmost end.
    pub(super) width: f64,
}

/// Width of a slot.
const SLOT: f64 = 2.0;
/// Rounds over all rows, down and up.
const ROUNDS: usize = 60;

/// Boxes first, then slots.
#[derive(Default)]
struct Nodes {
    widths: Vec<f64>,
    /// The nodes of each row, from the left.
    order: Vec<Vec<usize>>,
    up: Vec<Vec<usize>>,
    down: Vec<Vec<usize>>,
    x: Vec<f64>,
    boxes: usize,
    gap: f64,
    /// Half the width of the widest row.
    page: f64,
}

/// Places the boxes of `diagram`.
pub(super) fn place(diagram: &Diagram<'_>) -> Places {
    let (mut nodes, slots) = with_slots(diagram);
    let depth = nodes.order.len();
    for row in 0..depth {
        nodes.pack(row);
        if let Some(&last) = nodes.order[row].last() {
            nodes.page = nodes.page.max(nodes.x[last] + nodes.widths[last]);
        }
    }
    for round in 0..ROUNDS {
        for k in 0..depth {
            let row = if round % 2 == 0 { k } else { depth - 1 - k };
            // the order settles in the first half, the places in the second
            if round < ROUNDS / 2 {
                nodes.sort(row, round % 2 == 0);
            }
            nodes.settle(row);
        }
    }
    let ends = |side: f64| {
        let end = move |(x, w): (&f64, &f64)| x + side * w / 2.0;
        nodes.x.iter().zip(&nodes.widths).map(end)
    };
    let left = ends(-1.0).fold(f64::INFINITY, f64::min);
    let right = ends(1.0).fold(left, f64::max);
    let place = |node: usize| nodes.x[node] - left;
    let places = |line: Vec<usize>| line.into_iter().map(place).collect();
    Places {
        boxes: (0..nodes.boxes).map(place).collect(),
        slots: slots.into_iter().map(places).collect(),
        width: right - left,
    }
}

/// The nodes of a diagram, and the slots of each line. Long lines from one box, or to one box, share their slots: they
/// run as one until they part, or once they have met.
fn with_slots(diagram: &Diagram<'_>) -> (Nodes, Vec<Vec<usize>>) {
    let depth = diagram.rows.iter().max().map_or(0, |&row| row + 1);
    let count = diagram.rows.len();
    let mut nodes = Nodes {
        order: vec![Vec::new(); depth],
        boxes: count,
        gap: diagram.gap,
        ..Nodes::default()
    };
    for (&row, &width) in diagram.rows.iter().zip(&diagram.widths) {
        nodes.add(row, width);
    }
    let long = |&&(from, to): &&(usize, usize)| diagram.rows[to] > diagram.rows[from] + 1;
    let ends = |end: &dyn Fn(&(usize, usize)) -> bool| {
        let lines = diagram.lines.iter().filter(long);
        lines.filter(|line| end(line)).count()
    };
    let mut shared = BTreeMap::new();
    let mut slots = Vec::new();
    for &(from, to) in diagram.lines {
        let by_source = ends(&|line| line.0 == from) >= ends(&|line| line.1 == to);
        let end = if by_source { from } else { to };
        let mut own = Vec::new();
        let mut above = from;
        for row in diagram.rows[from] + 1..diagram.rows[to] {
            let slot = *shared
                .entry((by_source, end, row))
                .or_insert_with(|| nodes.add(row, SLOT));
            nodes.join(above, slot);
            own.push(slot);
            above = slot;
        }
        nodes.join(above, to);
        slots.push(own);
    }
    for row in &mut nodes.order {
        // lines start in the middle of their row, where nothing pulls it to a side
        let boxes = row.iter().filter(|&&n| n < count).count();
        row[boxes / 2..].rotate_left(boxes - boxes / 2);
        let slots = row.len() - boxes;
        row[boxes / 2 + slots..].sort_unstable();
    }
    (nodes, slots)
}

impl Nodes {
    /// A new node in `row`.
    fn add(&mut self, row: usize, width: f64) -> usize {
        let node = self.widths.len();
        self.widths.push(width);
        self.x.push(0.0);
        self.up.push(Vec::new());
        self.down.push(Vec::new());
        self.order[row].push(node);
        node
    }

    fn join(&mut self, above: usize, below: usize) {
        if !self.down[above].contains(&below) {
            self.down[above].push(below);
            self.up[below].push(above);
        }
    }

    /// Puts the nodes of `row` side by side around 0.
    fn pack(&mut self, row: usize) {
        let own = self.order[row].clone();
        let offsets = self.offsets(&own);
        let half = offsets.last().map_or(0.0, |last| last / 2.0);
        for (&n, offset) in own.iter().zip(offsets) {
            self.x[n] = offset - half;
        }
    }

    /// How far the nodes of a row are at least from the first of them.
    fn offsets(&self, own: &[usize]) -> Vec<f64> {
        let slot = |n: usize| n >= self.boxes;
        let mut offset = 0.0;
        let mut offsets = vec![0.0; own.len().min(1)];
        for pair in own.windows(2) {
            // lines may run close to each other, not so close to boxes
            let gap = match pair.iter().filter(|&&n| slot(n)).count() {
                0 => self.gap,
                1 => 0.5 * self.gap,
                _ => 0.4 * self.gap,
            };
            offset += (self.widths[pair[0]] + self.widths[pair[1]]) / 2.0 + gap;
            offsets.push(offset);
        }
        offsets
    }

    fn mean<'a>(&self, neighbours: impl Iterator<Item = &'a usize> + Clone) -> Option<f64> {
        let count = neighbours.clone().count();
        let sum: f64 = neighbours.map(|&n| self.x[n]).sum();
        (count > 0).then(|| sum / count as f64)
    }

    /// Orders `row` by the mean place of the neighbours above, or below.
    fn sort(&mut self, row: usize, by_above: bool) {
        let neighbours = if by_above { &self.up } else { &self.down };
        let mean = |n: usize| self.mean(neighbours[n].iter()).unwrap_or(self.x[n]);
        let mut order = self.order[row].clone();
        // stable, so that equal means keep their order
        order.sort_by(|&a, &b| mean(a).total_cmp(&mean(b)));
        self.order[row] = order;
        self.pack(row);
    }

    /// Moves the nodes of `row` towards the means of their neighbours, in order and without overlaps.
    fn settle(&mut self, row: usize) {
        let own = self.order[row].clone();
        let offsets = self.offsets(&own);
        // less their offsets the nodes are points: from left to right they must not fall
        let wish = |(&n, offset): (&usize, &f64)| {
            let both = self.up[n].iter().chain(&self.down[n]);
            self.mean(both).unwrap_or(self.x[n]) - offset
        };
        let wishes: Vec<f64> = own.iter().zip(&offsets).map(wish).collect();
        for ((&n, x), offset) in own.iter().zip(ascending(&wishes)).zip(offsets) {
            self.x[n] = x + offset;
        }
        self.keep_on_page(&own);
    }

    /// Moves a row as a whole, if it stands out at a side of the page.
    fn keep_on_page(&mut self, own: &[usize]) {
        let (Some(&first), Some(&last)) = (own.first(), own.last()) else {
            return;
        };
        let left = self.x[first] - self.widths[first] / 2.0 + self.page;
        let right = self.x[last] + self.widths[last] / 2.0 - self.page;
        let out = if left < 0.0 { left } else { right.max(0.0) };
        for &n in own {
            self.x[n] -= out;
        }
    }
}

/// The ascending sequence nearest to `values` in least squares, by pooling adjacent violators.
fn ascending(values: &[f64]) -> Vec<f64> {
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for &value in values {
        pools.push((value, 1));
        while let [.., (a, n), (b, m)] = pools[..]
            && a > b
        {
            let sum = a * n as f64 + b * m as f64;
            pools.truncate(pools.len() - 2);
            pools.push((sum / (n + m) as f64, n + m));
        }
    }
    let pool = |(value, count)| std::iter::repeat_n(value, count);
    pools.into_iter().flat_map(pool).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pools_are_the_nearest_ascending_sequence() {
        assert_eq!(ascending(&[1.0, 3.0, 2.0, 4.0]), [1.0, 2.5, 2.5, 4.0]);
        assert_eq!(ascending(&[3.0, 2.0, 1.0]), [2.0; 3]);
        assert_eq!(ascending(&[]), [0.0; 0]);
    }

    #[test]
    fn a_diamond_is_symmetric_and_its_sides_do_not_overlap() {
        let places = place(&Diagram {
            rows: &[0, 1, 1, 2],
            widths: vec![40.0, 60.0, 60.0, 20.0],
            lines: &[(0, 1), (0, 2), (1, 3), (2, 3)],
            gap: 10.0,
        });
        assert_eq!(places.boxes, [65.0, 30.0, 100.0, 65.0]);
        assert_eq!(places.width.to_bits(), 130f64.to_bits());
    }

    #[test]
    fn crossed_lines_are_uncrossed() {
        let places = place(&Diagram {
            rows: &[0, 0, 1, 1],
            widths: vec![20.0; 4],
            lines: &[(0, 3), (1, 2)],
            gap: 10.0,
        });
        let [a, b, c, d] = places.boxes[..] else {
            panic!("four boxes")
        };
        assert_eq!(a < b, d < c);
    }

    #[test]
    fn a_long_line_passes_beside_the_boxes_of_the_rows_between() {
        let places = place(&Diagram {
            rows: &[0, 1, 2],
            widths: vec![30.0, 50.0, 30.0],
            lines: &[(0, 1), (1, 2), (0, 2)],
            gap: 12.0,
        });
        let [slot] = places.slots[2][..] else {
            panic!("one row between")
        };
        assert!((slot - places.boxes[1]).abs() >= 25.0 + 6.0);
    }
}
