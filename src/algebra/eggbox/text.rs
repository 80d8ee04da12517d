//! Egg-box pictures as text: boxes of lines, for a terminal.
//!
//! A title names the D-class, its size and what is directly below it; a cell holds a star if it is a group,
//! then the word of its element or, if there are more, how many there are. What the picture leaves out is
//! counted below.

use std::fmt;

use comfy_table::{Table, presets};

use crate::algebra::eggbox::{Cell, ClassBox, EggBox};

impl fmt::Display for EggBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, class) in self.boxes.iter().enumerate() {
            if k > 0 {
                writeln!(f)?;
            }
            write!(f, "{class}")?;
        }
        match more(self.more, "D-class", "D-classes") {
            Some(more) => writeln!(f, "\n... {more}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ClassBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title())?;
        let text = |cell: &Cell| format!("{}{}", if cell.group { '*' } else { ' ' }, cell.label);
        let mut table = Table::new();
        table.load_style(presets::UTF8_FULL.with_solid_inner_borders());
        table.add_rows(self.cells.iter().map(|row| row.iter().map(text)));
        writeln!(f, "{table}")?;
        let shown = self.cells.first().map_or(0, Vec::len);
        let rows = more(self.rows - self.cells.len(), "row", "rows");
        let columns = more(self.columns - shown, "column", "columns");
        let hidden: Vec<String> = rows.into_iter().chain(columns).collect();
        if !hidden.is_empty() {
            writeln!(f, "... {}", hidden.join(", "))?;
        }
        Ok(())
    }
}

impl ClassBox {
    /// The line above the box.
    fn title(&self) -> String {
        let elements = self.rows * self.columns * self.h_size;
        let noun = if elements == 1 { "element" } else { "elements" };
        let mut title = format!("D{}: {elements} {noun}", self.class);
        if self.h_size > 1 {
            title += &match self.regular {
                true => format!(", groups of order {}", self.h_size),
                false => format!(", {} to a cell", self.h_size),
            };
        }
        if !self.regular {
            title += ", not regular";
        }
        if !self.covers.is_empty() {
            let below: Vec<String> = self.covers.iter().map(|d| format!("D{d}")).collect();
            title += &format!(", above {}", below.join(" "));
        }
        title
    }
}

/// What is said of `count` that are not shown, if there are any.
fn more(count: usize, one: &str, many: &str) -> Option<String> {
    let noun = if count == 1 { one } else { many };
    (count > 0).then(|| format!("{count} more {noun}"))
}

#[cfg(test)]
mod tests {
    use crate::algebra::eggbox::{EggBox, Extent, letters};
    use crate::algebra::green::Green;
    use crate::algebra::green::examples::{brandt, flip_flop, full, monoid, symmetric_inverse};
    use crate::algebra::monoid::Monoid;

    fn picture(monoid: &Monoid, extent: Extent) -> EggBox {
        let names = letters(monoid.generators().len());
        EggBox::of(monoid, &Green::of(monoid), &names, extent)
    }

    fn text(monoid: &Monoid) -> String {
        picture(monoid, Extent::default()).to_string()
    }

    #[test]
    fn the_flip_flop_has_its_resets_in_one_row() {
        insta::assert_snapshot!(text(&flip_flop()), @r"
        D0: 1 element, above D1
        ┌────┐
        │ *ε │
        └────┘

        D1: 2 elements
        ┌────┬────┐
        │ *a │ *b │
        └────┴────┘
        ");
    }

    #[test]
    fn the_brandt_monoid_has_its_idempotents_on_the_diagonal() {
        insta::assert_snapshot!(text(&brandt()), @r"
        D0: 1 element, above D1
        ┌────┐
        │ *ε │
        └────┘

        D1: 4 elements, above D2
        ┌─────┬─────┐
        │ *ab │  a  │
        ├─────┼─────┤
        │  b  │ *ba │
        └─────┴─────┘

        D2: 1 element
        ┌─────┐
        │ *aa │
        └─────┘
        ");
    }

    #[test]
    fn the_full_transformation_monoid_of_two_points() {
        insta::assert_snapshot!(text(&full(2)), @r"
        D0: 2 elements, groups of order 2, above D1
        ┌────┐
        │ *2 │
        └────┘

        D1: 2 elements
        ┌────┬─────┐
        │ *c │ *ca │
        └────┴─────┘
        ");
    }

    #[test]
    fn the_full_transformation_monoid_of_three_points() {
        insta::assert_snapshot!(text(&full(3)), @r"
        D0: 6 elements, groups of order 6, above D1
        ┌────┐
        │ *6 │
        └────┘

        D1: 18 elements, groups of order 2, above D2
        ┌────┬────┬────┐
        │ *2 │  2 │ *2 │
        ├────┼────┼────┤
        │  2 │ *2 │ *2 │
        ├────┼────┼────┤
        │ *2 │ *2 │  2 │
        └────┴────┴────┘

        D2: 3 elements
        ┌──────┬───────┬────────┐
        │ *cac │ *caca │ *cacaa │
        └──────┴───────┴────────┘
        ");
    }

    #[test]
    fn the_symmetric_inverse_monoid_of_two_points() {
        insta::assert_snapshot!(text(&symmetric_inverse(2)), @r"
        D0: 2 elements, groups of order 2, above D1
        ┌────┐
        │ *2 │
        └────┘

        D1: 4 elements, above D2
        ┌─────┬──────┐
        │ *c  │  ca  │
        ├─────┼──────┤
        │  ac │ *aca │
        └─────┴──────┘

        D2: 1 element
        ┌──────┐
        │ *cac │
        └──────┘
        ");
    }

    #[test]
    fn a_class_without_idempotents_says_so() {
        // a path of two steps into a fixed point, next to a toggle
        insta::assert_snapshot!(text(&monoid(&["2 3 3 5 4"])), @r"
        D0: 1 element, above D1
        ┌────┐
        │ *ε │
        └────┘

        D1: 1 element, not regular, above D2
        ┌────┐
        │  a │
        └────┘

        D2: 2 elements, groups of order 2
        ┌────┐
        │ *2 │
        └────┘
        ");
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let extent = Extent {
            boxes: 2,
            rows: 2,
            columns: 3,
        };
        insta::assert_snapshot!(picture(&full(4), extent), @r"
        D0: 24 elements, groups of order 24, above D1
        ┌─────┐
        │ *24 │
        └─────┘

        D1: 144 elements, groups of order 6, above D2
        ┌────┬────┬────┐
        │ *6 │ *6 │  6 │
        ├────┼────┼────┤
        │  6 │ *6 │  6 │
        └────┴────┴────┘
        ... 4 more rows, 1 more column

        ... 2 more D-classes
        ");
    }
}
