//! Every number as a table: tidy CSV, HTML, and the minimum depths as plain text.
//!
//! The CSV has one row per problem, model, depth, length and measure, with counts, rate and both intervals; an empty
//! cell means that the interval does not exist (see [`Pooled`]). Left out: rounding in the CSV.

use itertools::{Itertools, iproduct};

use crate::analysis::accuracy::{Measure, longest_passing};
use crate::analysis::depth::{DepthLine, Rule};
use crate::analysis::interval::{Interval, percent, quantile};
use crate::analysis::pool::{Cell, Group, Pooled, evaluation, of_each_model};
use crate::experiment::record::Record;
use crate::figure::{escape, problem_title};
use crate::model::LayerCount;

/// The columns of [`csv`].
pub const COLUMNS: &str = "problem,model,layers,trained_length,length,measure,seeds,diverged,correct,scored,\
    accuracy,sequences_low,sequences_high,seeds_low,seeds_high";

/// Every accuracy of `groups` with its intervals, as CSV (RFC 4180 with plain line feeds).
pub fn csv(groups: &[Group<'_>]) -> String {
    let ends = |interval: Option<Interval>| match interval {
        Some(i) => [i.low.to_string(), i.high.to_string()],
        None => [String::new(), String::new()],
    };
    let mut text = format!("{COLUMNS}\n");
    for group in groups {
        for (measure, n) in iproduct!(Measure::ALL, 1..=group.longest()) {
            let cell = group.cell(n);
            let both = cell.and_then(|cell| Some((cell, cell.pooled(measure, n)?)));
            let Some((cell, pooled)) = both else { continue };
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
            text += &(row.join(",") + "\n");
        }
    }
    text
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
    let row = |line: &DepthLine| {
        let name = problem_title(&line.problem);
        format!("{name:problem$}  {:label$}  {line}\n", line.label)
    };
    lines.iter().map(row).collect()
}

/// An HTML table; cells are HTML already.
pub(crate) fn html(
    class: &str,
    head: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> String {
    let name = |h: &&str| format!("<th scope=\"col\">{h}</th>");
    let head: String = head.iter().map(name).collect();
    let cell = |(k, cell): (usize, &String)| match k {
        0 => format!("<th scope=\"row\">{cell}</th>"),
        _ => format!("<td>{cell}</td>"),
    };
    let cells = |row: Vec<String>| -> String { row.iter().enumerate().map(cell).collect() };
    let row = |row| format!("<tr>{}</tr>\n", cells(row));
    let body: String = rows.into_iter().map(row).collect();
    format!(
        "<div class=\"scroll\"><table class=\"{class}\">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table></div>\n"
    )
}

/// Every number of one group, for the report.
pub(crate) fn numbers(group: &Group<'_>) -> String {
    let row = |n| {
        let cell = group.cell(n)?;
        let sequence = cell.pooled(Measure::Sequence, n)?;
        let [token, position] = [Measure::Token, Measure::Position].map(|m| cell.pooled(m, n));
        Some(vec![
            n.to_string(),
            format!("{} / {}", sequence.count.correct, sequence.count.scored),
            percent(sequence.rate()),
            between(sequence.words),
            between(sequence.seeds),
            with_interval(token.as_ref()),
            with_interval(position.as_ref()),
        ])
    };
    let head = [
        "length",
        "sequences right",
        "sequence",
        "95 % over sequences",
        "95 % over seeds",
        "token (95 % over seeds)",
        "position (95 % over seeds)",
    ];
    html("numbers", &head, (1..=group.longest()).filter_map(row))
}

fn between(interval: Option<Interval>) -> String {
    let ends = |i: Interval| format!("{}–{}", percent(i.low), percent(i.high));
    interval.map_or("–".to_owned(), ends)
}

fn with_interval(pooled: Option<&Pooled>) -> String {
    let both = |p: &Pooled| format!("{} ({})", percent(p.rate()), between(p.seeds));
    pooled.map_or("–".to_owned(), both)
}

/// The longest passing length of every problem, model and depth: the median over seeds, and each seed.
pub(crate) fn longest(groups: &[Group<'_>], depths: &[LayerCount]) -> String {
    let row = |group: &[Group<'_>]| {
        let at = |depth: &LayerCount| {
            let own = group.iter().find(|g| g.layers == *depth);
            let cell = own.and_then(|g| g.cells.last());
            cell.map_or("–".to_owned(), longest_of)
        };
        let title = problem_title(group[0].problem);
        let names = [escape(&title), escape(group[0].label)];
        names.into_iter().chain(depths.iter().map(at)).collect()
    };
    let rows = of_each_model(groups).map(row);
    let names: Vec<String> = depths.iter().map(|d| d.told()).collect();
    let mut head = vec!["problem", "model"];
    head.extend(names.iter().map(String::as_str));
    html("longest", &head, rows)
}

fn longest_of(cell: &Cell<'_>) -> String {
    // a model that passes everything would have passed more: a bound
    let name = |n: usize| format!("{}{n}", if n >= cell.evaluated { "≥ " } else { "" });
    let passed = |record: &&Record| {
        let among = |n| cell.has_layers(n);
        Some(longest_passing(evaluation(record)?, Rule::THRESHOLD, among))
    };
    let passed = cell.records.iter().map(passed).collect_vec();
    let each = passed.iter().map(|n| n.map_or("diverged".to_owned(), name));
    let each = each.collect_vec();
    let lengths = passed.iter().map(|n| n.unwrap_or(0) as f64);
    let lengths = lengths.sorted_by(f64::total_cmp).collect_vec();
    let median = name(quantile(&lengths, 0.5).floor() as usize);
    let (first, seeds) = (&each[0], each.len());
    if seeds == 1 {
        first.clone()
    } else if each.iter().all(|e| e == first) {
        format!("<b>{first}</b> <small>(all {seeds} seeds)</small>")
    } else {
        format!("<b>{median}</b> <small>({})</small>", each.join(", "))
    }
}
