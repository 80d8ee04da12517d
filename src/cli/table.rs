//! Tables on the terminal: aligned columns, no lines.

use comfy_table::{CellAlignment, Table, presets};

/// A table whose first column is aligned to the left and whose other columns go by `right`.
pub fn table(header: &[&str], right: bool) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(header);
    if right {
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// The table as text, without blanks at the ends of lines.
pub fn text(table: &Table) -> String {
    let line = |line: String| line.trim_end().strip_prefix(' ').unwrap_or("").to_owned();
    table.lines().map(line).collect::<Vec<_>>().join("\n")
}
