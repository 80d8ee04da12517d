//! The predicted column of an atlas: problems by architectures as a table of coloured cells.
//!
//! Rows are grouped by the class of their word problem, from easy to hard; every cell holds its mark besides its colour,
//! so that nothing hangs on seeing colours. Left out: measured results, and the theorem and hypotheses of each verdict.

use crate::figure::palette::{Colour, GRID, opaque};
use crate::figure::{Drawing, FigureError};
use crate::theory::Ability::{self, Can};
use crate::theory::Layers;
use crate::theory::class::Named;

mod table;

use table::layout;

/// Problems by architectures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atlas {
    /// The architectures, from left to right.
    pub columns: Vec<Named>,
    /// The problems, in any order.
    pub rows: Vec<Row>,
}

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub problem: String,
    /// The class of its word problem: `AC0`, `ACC0[6]`, `NC1-complete`.
    pub class: String,
    /// What is predicted for each column, in order.
    pub cells: Vec<Ability>,
}

/// The colour of a cell: blue where it can, vermillion where it cannot (Okabe and Ito, 2008).
fn colour(answer: Ability) -> Colour {
    match answer {
        Can(Layers::Exactly(_)) => opaque(0, 114, 178).tint(0.52),
        Can(Layers::AtMost(_)) => opaque(0, 114, 178).tint(0.34),
        Can(Layers::Some) => opaque(0, 114, 178).tint(0.19),
        Can(Layers::Logarithmic) => opaque(0, 158, 115).tint(0.4),
        Ability::Cannot => opaque(213, 94, 0).tint(0.48),
        Ability::CannotUnlessTc0IsNc1 => opaque(230, 159, 0).tint(0.4),
        Ability::Open => GRID,
    }
}

/// The legend: an example of each mark, and what it means.
const LEGEND: [(Ability, &str); 7] = [
    (
        Can(Layers::Exactly(3)),
        "can, and 3 layers is the least number",
    ),
    (Can(Layers::AtMost(3)), "can with at most 3 layers"),
    (Can(Layers::Some), "can with some number of layers"),
    (Can(Layers::Logarithmic), "can with O(log n) layers"),
    (Ability::Cannot, "cannot"),
    (Ability::CannotUnlessTc0IsNc1, "cannot unless TC0 = NC1"),
    (Ability::Open, "open"),
];

/// Draws `atlas`. Panics unless every row has a cell for each column.
pub fn draw(title: &str, atlas: &Atlas) -> Result<Drawing, FigureError> {
    let columns = atlas.columns.len();
    let full = atlas.rows.iter().all(|row| row.cells.len() == columns);
    assert!(full, "every row has a cell for each column");
    Drawing::of(&layout(title, atlas), title, caption(title, atlas))
}

fn caption(title: &str, atlas: &Atlas) -> String {
    let cells = atlas.rows.iter().flat_map(|row| &row.cells);
    let count = |wanted| cells.clone().filter(|answer| **answer == wanted).count();
    let cannot = count(Ability::Cannot);
    let unless = count(Ability::CannotUnlessTc0IsNc1);
    let open = count(Ability::Open);
    let can = cells.clone().count() - cannot - unless - open;
    format!(
        "{title}: what theory predicts for {} problems (rows, by the class of their word problem) and {} classes of \
         architectures (columns). Of {} cells {can} say that the architecture can, {cannot} that it cannot, {unless} \
         that it cannot unless TC0 = NC1, and {open} are open. A number is the least number of layers, ≤k at most k \
         layers, + some number of layers, log O(log n) layers.",
        atlas.rows.len(),
        atlas.columns.len(),
        cells.clone().count(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::canvas::Mark;
    use crate::theory::class::named;

    fn example(rows: usize) -> Atlas {
        let all = LEGEND.map(|(prediction, _)| prediction);
        let classes = ["NC1-complete", "ACC0[10]", "AC0", "ACC0[6]"];
        Atlas {
            columns: named().into_iter().cycle().take(16).collect(),
            rows: (0..rows)
                .map(|i| Row {
                    problem: format!("problem-{i}"),
                    class: classes[i % 4].to_owned(),
                    cells: (0..16).map(|k| all[(i * 3 + k * 5) % 7]).collect(),
                })
                .collect(),
        }
    }

    #[test]
    fn every_cell_has_its_colour_and_its_mark() {
        let atlas = example(12);
        let canvas = layout("predicted", &atlas);
        for (prediction, _) in LEGEND {
            let cells = atlas.rows.iter().flat_map(|row| &row.cells);
            let expected = cells.filter(|p| **p == prediction).count() + 1;
            let wanted = colour(prediction);
            let areas = canvas
                .marks
                .iter()
                .filter(|m| matches!(m, Mark::Area { colour, .. } if *colour == wanted));
            assert_eq!(areas.count(), expected, "{prediction:?}");
            let mark = prediction.mark();
            let marks = canvas.texts().iter().filter(|t| **t == mark).count();
            assert_eq!(marks, expected, "{prediction:?}");
        }
    }

    #[test]
    fn classes_stand_from_easy_to_hard_and_each_once() {
        let canvas = layout("predicted", &example(12));
        let classes: Vec<&str> = canvas
            .texts()
            .into_iter()
            .filter(|t| t.contains("C0") && !t.contains(' ') || t.contains("NC1-"))
            .collect();
        assert_eq!(classes, ["AC0", "ACC0[6]", "ACC0[10]", "NC1-complete"]);
    }

    #[test]
    fn long_tables_repeat_their_heads_at_the_foot() {
        let heads = |rows| {
            let canvas = layout("predicted", &example(rows));
            let upwards = |m: &&Mark| matches!(m, Mark::Text { upwards: true, .. });
            canvas.marks.iter().filter(upwards).count()
        };
        assert_eq!((heads(12), heads(40)), (16, 32));
    }

    #[test]
    fn the_same_atlas_gives_the_same_bytes_and_counts_its_cells() {
        let atlas = example(5);
        let drawing = draw("predicted", &atlas).unwrap();
        assert_eq!(drawing, draw("predicted", &atlas).unwrap());
        assert!(drawing.caption.contains("5 problems"));
        assert!(drawing.caption.contains("Of 80 cells"));
    }
}
