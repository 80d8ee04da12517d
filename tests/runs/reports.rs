//! The report, made of made-up records with known answers.

use barrington::analysis::pool::pool;
use barrington::figure::report;

use crate::figures::{page, record, records};

/// Every value of `attribute` in `html`.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let marker = format!(" {attribute}=\"");
    html.match_indices(&marker)
        .map(|(at, _)| {
            let rest = &html[at + marker.len()..];
            &rest[..rest.find('"').unwrap()]
        })
        .collect()
}

#[test]
fn the_report_stands_alone() {
    let html = page(&records());
    for loader in ["src", "srcset", "xlink:href", "data", "poster", "action"] {
        assert_eq!(values(&html, loader), [""; 0], "{loader}");
    }
    for forbidden in ["<script", "<link", "@import", "url(", "<iframe"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    let links = html.matches("<a href=\"https://").count();
    assert_eq!(
        html.matches("://").count(),
        links,
        "addresses only in links"
    );
    let mut ids = values(&html, "id");
    let n = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n, "ids are unique");
    for target in values(&html, "href")
        .iter()
        .filter_map(|h| h.strip_prefix('#'))
    {
        assert!(ids.contains(&target), "{target}");
    }
}

#[test]
fn the_report_closes_what_it_opens() {
    let html = page(&records());
    for tag in [
        "section", "table", "tr", "td", "th", "details", "figure", "svg", "ul", "li", "p", "h2",
        "h3", "div", "text",
    ] {
        let opened =
            html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn markup_in_names_is_shown_and_not_obeyed() {
    let mut one = record("<b>", "R&D <i>", 1, 1, 9.0, 1.0);
    one.id = "<u>".to_owned();
    let groups = [one];
    let groups = pool(&groups).unwrap();
    let html = report::html("<script>", "a & b", "echo '<x>'", &[], &groups).unwrap();
    for raw in ["<script>", "R&D", "<u>", "<x>", "a & b"] {
        assert!(!html.contains(raw), "{raw}");
    }
    assert!(html.contains("R&amp;D &lt;i&gt;"));
}

#[test]
fn the_report_says_what_the_records_say() {
    let html = page(&records());
    assert!(html.contains("<b>RNN, GRU, LSTM and IDS4</b>: 1 layer at every length up to 32."));
    assert!(html.contains("Mamba with 4 layers on A5, seed 3: diverged after step 2000"));
    assert!(html.contains("Not tested here: RNN on Z60"));
    let rnn_on_a5 = |html: &str| {
        let row = "<th scope=\"row\">A5</th><td>RNN</td><td><span class=\"";
        let at = html.find(row).unwrap() + row.len();
        html[at..].split('"').next().unwrap().to_owned()
    };
    assert_eq!(rnn_on_a5(&html), "agrees");
    // the same question with the answer turned round gives the other verdict
    let mut worse = records();
    for r in worse.iter_mut().filter(|r| r.run.label == "RNN") {
        r.evaluation = record("a5", "RNN", 1, 1, 5.0, 1.0).evaluation;
    }
    assert_eq!(rnn_on_a5(&page(&worse)), "differs");
}
