//! Egg-box pictures: the D-classes of a monoid as boxes of H-classes.
//!
//! One box is one D-class; its rows are R-classes, its columns L-classes, its cells H-classes. A star marks a
//! cell that is a group. Boxes stand in the order of their depth below the class of the identity, and each
//! names the boxes directly below it. Columns are put so that groups come on the diagonal as far as taking
//! the first fitting column for one row after the other does it.
//!
//! Source: A. H. Clifford and G. B. Preston, The Algebraic Theory of Semigroups I (1961), section 2.1.
//!
//! [`EggBox`] is the picture as data, for any drawer; its `Display`, in `text`, is the picture for a
//! terminal. Leaves out printing and SVG.

use itertools::Itertools;

use crate::algebra::green::Green;
use crate::algebra::monoid::Monoid;

mod text;

/// How much of a monoid a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Boxes.
    pub boxes: usize,
    /// Rows of one box.
    pub rows: usize,
    /// Columns of one box.
    pub columns: usize,
}

impl Default for Extent {
    /// What fits on a terminal.
    fn default() -> Self {
        Self {
            boxes: 12,
            rows: 8,
            columns: 8,
        }
    }
}

/// The egg-box picture of a monoid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EggBox {
    /// The D-classes shown, from the top of the order down.
    pub boxes: Vec<ClassBox>,
    /// The number of D-classes not shown.
    pub more: usize,
}

/// One D-class in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassBox {
    /// Its number in [`Green::classes`].
    pub class: usize,
    /// The length of the longest descending chain to it from the class of the identity.
    pub depth: usize,
    /// The D-classes directly below it, by number, whether shown or not.
    pub covers: Vec<usize>,
    /// The number of its R-classes, of which `cells` may show fewer.
    pub rows: usize,
    /// The number of its L-classes, of which `cells` may show fewer.
    pub columns: usize,
    /// The number of elements in each of its H-classes.
    pub h_size: usize,
    /// Whether it contains an idempotent.
    pub regular: bool,
    /// The H-classes shown, row by row.
    pub cells: Vec<Vec<Cell>>,
}

/// One H-class in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its idempotent if it is a group, else its first element.
    pub element: u32,
    /// Whether it is a group.
    pub group: bool,
    /// What to write into it: the word of its element if it has only one, else how many it has.
    pub label: String,
}

/// Longer words are cut off with dots.
const LABEL_WIDTH: usize = 10;

impl EggBox {
    /// The picture of `monoid`, words written with the `names` of its generators. Panics unless there is one
    /// name for each.
    ///
    /// ```
    /// use barrington::algebra::eggbox::{EggBox, Extent};
    /// use barrington::algebra::green::Green;
    /// use barrington::algebra::monoid::{DEFAULT_LIMIT, Monoid};
    /// use barrington::algebra::transformation::Transformation;
    /// let resets = ["1 1", "2 2"].map(|t| Transformation::parse_images(t, None).unwrap());
    /// let flip_flop = Monoid::from_generators(&resets, DEFAULT_LIMIT).unwrap();
    /// let names = ["a", "b"].map(String::from);
    /// let picture = EggBox::of(&flip_flop, &Green::of(&flip_flop), &names, Extent::default());
    /// assert!(picture.to_string().contains("│ *a │ *b │"));
    /// ```
    pub fn of(monoid: &Monoid, green: &Green, names: &[String], extent: Extent) -> Self {
        assert_eq!(
            names.len(),
            monoid.generators().len(),
            "every generator has a name"
        );
        let depths = green.depths();
        let order = (0..green.d.count).sorted_by_key(|&d| (depths[d], d));
        let boxes: Vec<ClassBox> = order
            .take(extent.boxes)
            .map(|d| {
                let class = &green.classes()[d];
                let label = |element: u32| match class.h_size() {
                    1 => word(monoid, element, names),
                    size => size.to_string(),
                };
                ClassBox {
                    class: d,
                    depth: depths[d],
                    covers: green.covers(d),
                    rows: class.rows.len(),
                    columns: class.columns.len(),
                    h_size: class.h_size(),
                    regular: class.is_regular(),
                    cells: cells(green, d, extent, label),
                }
            })
            .collect();
        Self {
            more: green.d.count - boxes.len(),
            boxes,
        }
    }
}

/// The cells shown of D-class `d`.
fn cells(green: &Green, d: usize, extent: Extent, label: impl Fn(u32) -> String) -> Vec<Vec<Cell>> {
    let class = &green.classes()[d];
    let group = |row: usize, column: usize| {
        let first = class.cell(row, column)[0];
        green.group_at(green.h.of(first))
    };
    let rows = class.rows.len().min(extent.rows);
    let mut open: Vec<usize> = (0..class.columns.len()).collect();
    let mut columns = Vec::new();
    for row in 0..rows.min(open.len()) {
        let next = open.iter().position(|&column| group(row, column).is_some());
        columns.push(open.remove(next.unwrap_or(0)));
    }
    columns.extend(open);
    columns.truncate(extent.columns);
    let cell = |row: usize, column: usize| {
        let idempotent = group(row, column);
        let element = idempotent.unwrap_or(class.cell(row, column)[0]);
        Cell {
            element,
            group: idempotent.is_some(),
            label: label(element),
        }
    };
    (0..rows)
        .map(|row| columns.iter().map(|&column| cell(row, column)).collect())
        .collect()
}

/// The shortlex word of `x`, `ε` for the empty one, cut off where it gets too long for a cell.
fn word(monoid: &Monoid, x: u32, names: &[String]) -> String {
    // letters stand side by side, longer names are kept apart
    let short = names.iter().all(|name| name.chars().count() == 1);
    let between = if short { "" } else { "·" };
    let letters = monoid.word(x).into_iter().map(|a| names[a].as_str());
    let text = letters.collect::<Vec<_>>().join(between);
    match text.chars().count() {
        0 => "ε".to_owned(),
        1..=LABEL_WIDTH => text,
        _ => text.chars().take(LABEL_WIDTH - 1).chain(['…']).collect(),
    }
}

/// Names for generators that have none: `a` to `z`, or `g1, g2, ...` if there are more.
pub fn letters(count: usize) -> Vec<String> {
    if count <= 26 {
        ('a'..='z').take(count).map(String::from).collect()
    } else {
        (1..=count).map(|k| format!("g{k}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::algebra::green::examples::{catalan, random_monoids};

    #[test]
    fn long_words_and_names_are_cut_off() {
        let chain = catalan(6);
        let names: Vec<String> = (1..6).map(|k| format!("down{k}")).collect();
        let picture = EggBox::of(
            &chain,
            &Green::of(&chain),
            &names,
            Extent {
                boxes: 200,
                ..Extent::default()
            },
        );
        let labels = picture.boxes.iter().flat_map(|b| b.cells.iter().flatten());
        assert!(
            labels
                .clone()
                .all(|c| c.label.chars().count() <= LABEL_WIDTH)
        );
        assert!(labels.clone().any(|c| c.label == "down2·dow…"));
        assert_eq!(
            (letters(2).join(" "), letters(27)[26].as_str()),
            ("a b".to_owned(), "g27")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn every_h_class_is_shown_once_and_no_box_stands_above_a_greater_one(monoid in random_monoids()) {
            let green = Green::of(&monoid);
            let extent = Extent { boxes: 300, rows: 300, columns: 300 };
            let names = letters(monoid.generators().len());
            let picture = EggBox::of(&monoid, &green, &names, extent);
            let mut shown = Vec::new();
            for (k, class) in picture.boxes.iter().enumerate() {
                prop_assert!(picture.boxes[..k].iter().all(|above| !green.below(class.class).contains(&above.class)));
                for row in &class.cells {
                    for cell in row {
                        let h = green.h.of(cell.element);
                        prop_assert_eq!(green.r.of(cell.element), green.r.of(row[0].element));
                        prop_assert_eq!(cell.group, monoid.idempotents().contains(&cell.element));
                        shown.push(h);
                    }
                }
            }
            shown.sort_unstable();
            prop_assert_eq!(shown, (0..green.h.count).collect::<Vec<_>>());
        }
    }
}
