//! Every number as a table: tidy CSV, HTML, and the minimum depths as plain text.
//!
//! The CSV has one row per problem, model, depth, length and measure, with counts, rate and both intervals; an empty
//! cell means that the interval does not exist (see [`Pooled`]). Left out: rounding in the CSV.

use crate::analysis::accuracy::{Measure, longest_passing};
use crate::analysis::depth::{DepthLine, Rule, layers_in_words};
use crate::analysis::interval::{Interval, quantile};
use crate::analysis::pool::{Cell, Group, Pooled, diverged, pool};
use crate::experiment::record::Record;
use crate::figure::{FigureError, escape, problem_title};

/// The columns of [`csv`].
pub const COLUMNS: [&str; 15] = [
    "problem",
    "model",
    "layers",
    "trained_length",
    "length",
    "measure",
    "seeds",
    "diverged",
    "correct",
    "scored",
    "accuracy",
    "words_low",
    "words_high",
    "seeds_low",
    "seeds_high",
];

/// Every accuracy of `records` with its intervals, as CSV (RFC 4180 with plain line feeds).
pub fn csv(records: &[Record]) -> Result<String, FigureError> {
    let mut text = COLUMNS.join(",");
    text.push('\n');
    for group in &pool(records)? {
        for measure in Measure::ALL {
            for n in 1..=group.longest() {
                let Some((cell, pooled)) =
                    group.cell(n).and_then(|c| Some((c, c.pooled(measure, n)?)))
                else {
                    continue;
                };
                let ends = |interval: Option<Interval>| {
                    interval.map_or([String::new(), String::new()], |i| {
                        [i.low.to_string(), i.high.to_string()]
                    })
                };
                let mut row = vec![
                    quoted(group.problem),
                    quoted(group.label),
                    group.layers.to_string(),
                    cell.trained.to_string(),
                    n.to_string(),
                    measure.name().to_owned(),
                    pooled.rates.len().to_string(),
                    pooled.diverged.to_string(),
                    pooled.count.correct.to_string(),
                    pooled.count.scored.to_string(),
                    pooled.rate().to_string(),
                ];
                row.extend(ends(pooled.words));
                row.extend(ends(pooled.seeds));
                text.push_str(&row.join(","));
                text.push('\n');
            }
        }
    }
    Ok(text)
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// The minimum depths as text, one line per problem and model.
pub fn depth_text(lines: &[DepthLine]) -> String {
    let width = |of: fn(&DepthLine) -> usize| lines.iter().map(of).max().unwrap_or(0);
    let problem = width(|l| problem_title(&l.problem).chars().count());
    let label = width(|l| l.label.chars().count());
    let rows = lines.iter().map(|line| {
        format!(
            "{:problem$}  {:label$}  {line}\n",
            problem_title(&line.problem),
            line.label
        )
    });
    rows.collect()
}

/// An HTML table; cells are HTML already.
pub(crate) fn html(class: &str, head: &[&str], rows: &[Vec<String>]) -> String {
    let head: String = head
        .iter()
        .map(|h| format!("<th scope=\"col\">{h}</th>"))
        .collect();
    let body: String = rows
        .iter()
        .map(|row| {
            let mut cells = row.iter();
            let first = cells
                .next()
                .map_or(String::new(), |c| format!("<th scope=\"row\">{c}</th>"));
            let rest: String = cells.map(|c| format!("<td>{c}</td>")).collect();
            format!("<tr>{first}{rest}</tr>\n")
        })
        .collect();
    format!(
        "<div class=\"scroll\"><table class=\"{class}\">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table></div>\n"
    )
}

/// Every number of one group, for the report.
pub(crate) fn numbers(group: &Group<'_>) -> String {
    let rows: Vec<Vec<String>> = (1..=group.longest())
        .filter_map(|n| {
            let cell = group.cell(n)?;
            let [sequence, token, position] = Measure::ALL.map(|m| cell.pooled(m, n));
            let sequence = sequence?;
            Some(vec![
                n.to_string(),
                format!("{} / {}", sequence.count.correct, sequence.count.scored),
                percent(sequence.rate()),
                between(sequence.words),
                between(sequence.seeds),
                with_interval(token.as_ref()),
                with_interval(position.as_ref()),
            ])
        })
        .collect();
    html(
        "numbers",
        &[
            "length",
            "words right",
            "sequence",
            "95 % over words",
            "95 % over seeds",
            "token (95 % over seeds)",
            "position (95 % over seeds)",
        ],
        &rows,
    )
}

fn percent(rate: f64) -> String {
    format!("{:.1}", rate * 100.0)
}

fn between(interval: Option<Interval>) -> String {
    interval.map_or("–".to_owned(), |i| {
        format!("{}–{}", percent(i.low), percent(i.high))
    })
}

fn with_interval(pooled: Option<&Pooled>) -> String {
    pooled.map_or("–".to_owned(), |p| {
        format!("{} ({})", percent(p.rate()), between(p.seeds))
    })
}

/// The longest passing length of every problem, model and depth: the median over seeds, and each seed.
pub(crate) fn longest(groups: &[Group<'_>], depths: &[usize]) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut last = ("", "");
    for group in groups {
        if (group.problem, group.label) != last {
            last = (group.problem, group.label);
            let mut row = vec![escape(&problem_title(group.problem)), escape(group.label)];
            row.resize(2 + depths.len(), "–".to_owned());
            rows.push(row);
        }
        let place = depths.iter().position(|d| *d == group.layers);
        if let (Some(row), Some(place), Some(cell)) = (rows.last_mut(), place, group.cells.last()) {
            row[2 + place] = longest_of(cell);
        }
    }
    let names: Vec<String> = depths.iter().map(|d| layers_in_words(*d)).collect();
    let head: Vec<&str> = ["problem", "model"]
        .into_iter()
        .chain(names.iter().map(String::as_str))
        .collect();
    html("longest", &head, &rows)
}

fn longest_of(cell: &Cell<'_>) -> String {
    let passed = |record: &Record| match &record.evaluation {
        Some(evaluation) if !diverged(record) => {
            longest_passing(evaluation, Rule::SEQUENCE.threshold)
        }
        _ => 0,
    };
    // a model that passes everything would have passed more: a bound
    let name = |n: usize| {
        if n >= cell.evaluated {
            format!("≥ {n}")
        } else {
            n.to_string()
        }
    };
    let mut lengths: Vec<usize> = cell.records.iter().map(|r| passed(r)).collect();
    let each: Vec<String> = cell
        .records
        .iter()
        .zip(&lengths)
        .map(|(r, &n)| {
            if diverged(r) {
                "diverged".to_owned()
            } else {
                name(n)
            }
        })
        .collect();
    lengths.sort_unstable();
    let sorted: Vec<f64> = lengths.iter().map(|&n| n as f64).collect();
    let median = name(quantile(&sorted, 0.5).floor() as usize);
    if each.len() == 1 {
        each.concat()
    } else if each.iter().all(|e| *e == each[0]) {
        format!(
            "<b>{}</b> <small>(all {} seeds)</small>",
            each[0],
            each.len()
        )
    } else {
        format!("<b>{median}</b> <small>({})</small>", each.join(", "))
    }
}
