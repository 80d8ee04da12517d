//! The report: one self-contained HTML page made of records.
//!
//! No sentence about results is written by hand: what was found, and how it stands to what was published, is computed
//! from the records that the page shows. Nothing is loaded from elsewhere; links are only followed by the reader.
//! Left out: scripts. The page is read, printed and archived as it is.

use indexmap::IndexMap;
use itertools::Itertools;

use crate::analysis::depth::{DepthLine, Rule, minimum_depth};
use crate::analysis::pool::{Group, diverged};
use crate::experiment::record::Record;
use crate::figure::panel::{depths, first, grows, models, problems, seeds};
use crate::figure::{
    Drawn, FigureError, comparison, escape, list, predicted, problem_title, table,
};

const CSS: &str = include_str!("report.css");

/// The report on `groups` with figures of them, as one HTML page. `command` is what reproduces them.
pub fn html(
    title: &str,
    question: &str,
    command: &str,
    drawn: &[Drawn],
    groups: &[Group<'_>],
) -> Result<String, FigureError> {
    let records: Vec<&Record> = groups.iter().flat_map(Group::records).collect();
    let lines = minimum_depth(groups, Rule::SEQUENCE);
    let sections = [
        ("found", "What was found", found(groups, &lines)),
        ("figures", "Figures", figures(drawn)),
        ("predicted", "What theory predicts", predicted::html(groups)),
        (
            "published",
            "What was published, beside what was measured",
            comparison::html(groups, &lines),
        ),
        (
            "lost",
            "Runs that diverged, and what was not reached",
            lost(groups, &lines),
        ),
        ("numbers", "Every number", numbers(groups)),
        ("configuration", "Configuration", configuration(groups)?),
        (
            "reproduce",
            "How to reproduce this",
            reproduce(command, &records),
        ),
    ];
    let (mut contents, mut body) = (String::new(), String::new());
    for (id, name, text) in sections {
        contents += &format!("<li><a href=\"#{id}\">{name}</a></li>");
        body += &format!("<section id=\"{id}\">\n<h2>{name}</h2>\n{text}</section>\n");
    }
    let (title, question) = (escape(title), escape(question));
    Ok(format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{CSS}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n<p class=\"question\">{question}</p>\n\
         {facts}<nav aria-label=\"Contents\"><ul>{contents}</ul></nav>\n</header>\n<main>\n{body}</main>\n\
         <footer>Made by Barrington {version} from {n} records. Accuracies are per cent.</footer>\n</body>\n</html>\n",
        facts = facts(groups, &records),
        version = env!("CARGO_PKG_VERSION"),
        n = records.len(),
    ))
}

fn facts(groups: &[Group<'_>], records: &[&Record]) -> String {
    let tokens = records.iter().map(|r| r.outcome.tokens).sum();
    let diverged = records.iter().filter(|r| diverged(r)).count();
    let cells = [
        ("problems", problems(groups).len().to_string()),
        ("models", models(groups).len().to_string()),
        ("seeds each", seeds(groups)),
        ("runs", records.len().to_string()),
        ("of them diverged", diverged.to_string()),
        ("tokens of training", short(tokens)),
    ];
    let cell = |(name, n)| format!("<div><dt>{name}</dt><dd>{n}</dd></div>");
    let cells: String = cells.into_iter().map(cell).collect();
    format!("<dl class=\"facts\">{cells}</dl>\n")
}

/// `4.1 million`.
fn short(n: u64) -> String {
    let n_real = n as f64;
    match n {
        0..10_000 => n.to_string(),
        10_000..1_000_000 => format!("{:.0} k", n_real / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} M", n_real / 1e6),
        _ => format!("{:.2} G", n_real / 1e9),
    }
}

fn found(groups: &[Group<'_>], lines: &[DepthLine]) -> String {
    let mut text = format!(
        "<p>A depth passes at a length if it has {}. The fewest layers that pass:</p>\n",
        Rule::SEQUENCE
    );
    let order = models(groups);
    for problem in problems(groups) {
        let mut told: IndexMap<String, Vec<&str>> = IndexMap::new();
        for model in &order {
            let own = |l: &&DepthLine| l.problem == problem && l.label == model.label;
            for line in lines.iter().filter(own) {
                let labels = told.entry(line.to_string()).or_default();
                labels.push(&line.label);
            }
        }
        let title = &first(groups, problem).run.problem.title;
        text += &format!("<h3>{}</h3>\n<ul>\n", escape(title));
        for (words, labels) in told {
            let (labels, words) = (escape(&list(labels)), escape(&words));
            text += &format!("<li><b>{labels}</b>: {words}.</li>\n");
        }
        text += "</ul>\n";
    }
    text + &format!(
        "<h3>The longest length passed</h3>\n<p>The largest length up to which {} % of the sequences are all right: median over \
         seeds, and each seed. “≥” marks a model that passed everything it was given.{}</p>\n{}",
        Rule::THRESHOLD * 100.0,
        grows(groups),
        table::longest(groups, &depths(groups)),
    )
}

fn figures(drawn: &[Drawn]) -> String {
    let mut text = String::new();
    for (figure, drawing) in drawn {
        // inside a page the name space is known
        let space = " xmlns=\"http://www.w3.org/2000/svg\"";
        let svg = drawing.svg.replacen(space, "", 1);
        text += &format!(
            "<figure id=\"figure-{}\">\n<div class=\"sheet\">\n{svg}</div>\n<figcaption><b>{}.</b> {}</figcaption>\n</figure>\n",
            figure.name,
            escape(figure.title),
            escape(&drawing.caption),
        );
    }
    text
}

fn lost(groups: &[Group<'_>], lines: &[DepthLine]) -> String {
    let (mut gone, mut short) = (String::new(), String::new());
    let records = groups.iter().flat_map(Group::records);
    for r in records.filter(|r| diverged(r)) {
        gone += &format!(
            "<li>{} with {} on {}, seed {}: diverged after step {} (<code>{}</code>); counted as all wrong.</li>\n",
            escape(&r.run.label),
            r.run.model.layer_count().told(),
            escape(&problem_title(&r.run.problem.name)),
            r.run.seed,
            r.outcome.steps,
            escape(&r.id),
        );
    }
    for line in lines {
        let segments = line.segments();
        for s in segments.iter().filter(|s| !s.depth.is_reached()) {
            short += &format!(
                "<li>{} on {}: {} layers at lengths {} to {}.</li>\n",
                escape(&line.label),
                escape(&problem_title(&line.problem)),
                escape(&s.depth.to_string()),
                s.from,
                s.to
            );
        }
    }
    let or = |items: String, none: &str| {
        if items.is_empty() {
            format!("<p>{none}</p>\n")
        } else {
            format!("<ul>\n{items}</ul>\n")
        }
    };
    format!(
        "<h3>Diverged</h3>\n{}<h3>Not reached within the depths tried</h3>\n{}",
        or(gone, "No run diverged."),
        or(short, "Every model passed at every length with some depth."),
    )
}

/// The name of a group with its seeds.
fn heading(group: &Group<'_>) -> String {
    let problem = escape(&problem_title(group.problem));
    let (label, layers) = (escape(group.label), group.layers.told());
    format!("{problem}, {label}, {layers}")
}

fn numbers(groups: &[Group<'_>]) -> String {
    let mut text = String::from(
        "<p>Per cent, pooled over seeds. Over sequences: Wilson score interval. Over seeds: percentile bootstrap of the mean. \
         Labels within a sequence depend on each other, so token accuracy has no interval over sequences.</p>\n",
    );
    for group in groups {
        let gone = group.records().filter(|r| diverged(r)).count();
        let gone = match gone {
            0 => String::new(),
            _ => format!(" <small>({gone} diverged, all wrong)</small>"),
        };
        let (heading, numbers) = (heading(group), table::numbers(group));
        text += &format!("<details><summary>{heading}{gone}</summary>\n{numbers}</details>\n");
    }
    text
}

fn configuration(groups: &[Group<'_>]) -> Result<String, FigureError> {
    let mut text = String::from(
        "<p>The whole resolved configuration of every run; runs that differ only in the seed share an entry.</p>\n",
    );
    let groups = groups.iter();
    let cells = groups.flat_map(|g| g.cells.iter().map(move |c| (g, c)));
    for (group, cell) in cells {
        let first = cell.records[0];
        let json = serde_json::to_string_pretty(&first.run).map_err(|source| {
            FigureError::Configuration {
                id: first.id.clone(),
                source,
            }
        })?;
        text += &format!(
            "<details><summary>{}, trained up to length {}</summary>\n<ul class=\"note\">\n",
            heading(group),
            cell.trained
        );
        for r in &cell.records {
            text += &format!(
                "<li>seed {}: <code>{}</code>, {} parameters, {} steps</li>\n",
                r.run.seed,
                escape(&r.id),
                r.parameters,
                r.outcome.steps
            );
        }
        text += &format!("</ul>\n<pre>{}</pre></details>\n", escape(&json));
    }
    Ok(text)
}

fn reproduce(command: &str, records: &[&Record]) -> String {
    let distinct = |of: fn(&Record) -> &str| {
        let names = records.iter().map(|record| of(record));
        escape(&list(names.sorted().dedup()))
    };
    let hours: f64 = records.iter().map(|r| r.machine.wall_s).sum::<f64>() / 3600.0;
    format!(
        "<pre>{}</pre>\n<p>The records were made by version {} of this program, with instruction set {}, in {hours:.2} hours of \
         run time, summed over runs. The same configuration gives the same counts for any number of threads and any \
         interruption.</p>\n",
        escape(command),
        distinct(|r| &r.machine.version),
        distinct(|r| &r.machine.simd),
    )
}
