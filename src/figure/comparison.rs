//! The section of the report that puts what was published beside what was measured.
//!
//! Claims, published depths and the protocol of the paper are data of [`crate::analysis::published`]; verdicts come
//! from [`crate::analysis::verdict`]. Here they become tables. Left out: any judgement of its own.

use crate::analysis::depth::{DepthLine, Rule, minimum_depth};
use crate::analysis::pool::Group;
use crate::analysis::published::{A5_DEPTHS, CLAIMS, Claim, Source};
use crate::analysis::verdict::{Finding, Verdict, compare, judge};
use crate::figure::{escape, list, problem_title, protocol, table};

/// The section of the report.
pub(crate) fn html(groups: &[Group<'_>], lines: &[DepthLine]) -> String {
    let mut text = String::from(
        "<p>Each verdict is computed from the records. “Differs” means that the measurement under this budget and protocol \
         is not as claimed; it may be the claim, the protocol, or too little training. Groups that the source does not \
         speak of are marked <i>same kind</i>.</p>\n",
    );
    let judged: Vec<(&Claim, Vec<Finding>)> = CLAIMS.iter().map(|c| (c, judge(c, lines))).collect();
    text.push_str(&tally(&judged));
    for (claim, findings) in &judged {
        text.push_str(&claim_section(claim, findings));
    }
    let rows: Vec<Vec<String>> = protocol::rows(groups)
        .iter()
        .map(|row| row.iter().map(|c| escape(c)).collect())
        .collect();
    text.push_str("<h3>Where the protocols differ</h3>\n");
    text.push_str(&table::html(
        "protocol",
        &["", "the paper and its program", "here"],
        &rows,
    ));
    text.push_str(&depth_table(groups));
    text
}

/// How many comparisons came out how.
fn tally(judged: &[(&Claim, Vec<Finding>)]) -> String {
    let count = |verdict: Verdict| {
        let all = judged.iter().flat_map(|(_, findings)| findings);
        all.filter(|f| f.label.is_some() && f.verdict == verdict)
            .count()
    };
    let parts = [Verdict::Agrees, Verdict::Differs, Verdict::Undecided]
        .map(|v| format!("{} {}", v.name(), count(v)));
    format!("<p>Of the comparisons below: {}.</p>\n", parts.join(", "))
}

fn cite(source: &Source) -> String {
    format!(
        "<a href=\"{}\">{}</a>, <i>{}</i>",
        escape(source.link),
        escape(source.short),
        escape(source.title)
    )
}

fn claim_section(claim: &Claim, findings: &[Finding]) -> String {
    let (tested, missing): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|f| f.label.is_some());
    let rows: Vec<Vec<String>> = tested
        .iter()
        .map(|f| {
            let same_kind = if f.same_kind {
                " <small>same kind</small>"
            } else {
                ""
            };
            vec![
                format!("{}{same_kind}", escape(&problem_title(f.problem))),
                escape(f.label.as_deref().unwrap_or_default()),
                verdict(f.verdict),
                escape(&f.numbers),
            ]
        })
        .collect();
    let missing: Vec<String> = missing
        .iter()
        .map(|f| format!("{} on {}", f.published_as, problem_title(f.problem)))
        .collect();
    let missing = if missing.is_empty() {
        String::new()
    } else {
        format!(
            "<p class=\"note\">Not tested here: {}.</p>\n",
            escape(&list(&missing))
        )
    };
    let measured = if rows.is_empty() {
        String::new()
    } else {
        table::html(
            "claims",
            &["problem", "model", "verdict", "measured"],
            &rows,
        )
    };
    format!(
        "<h3 id=\"claim-{}\">{}</h3>\n<p class=\"note\">{}, in our words. {}</p>\n{measured}{missing}",
        escape(claim.id),
        escape(claim.text),
        cite(claim.source),
        escape(claim.caveat),
    )
}

fn verdict(verdict: Verdict) -> String {
    let name = verdict.name();
    format!("<span class=\"{}\">{name}</span>", name.replace(' ', "-"))
}

/// The second published measurement, row by row beside ours under its measure.
fn depth_table(groups: &[Group<'_>]) -> String {
    let lines = minimum_depth(groups, Rule::TOKEN);
    let lengths: Vec<String> = A5_DEPTHS.lengths.iter().map(usize::to_string).collect();
    let mut head = vec!["model", ""];
    head.extend(lengths.iter().map(String::as_str));
    head.push("verdict");
    let mut rows = Vec::new();
    for row in compare(&A5_DEPTHS, &lines) {
        let mut theirs = vec![escape(row.published_as), "published".to_owned()];
        theirs.extend(row.published.iter().map(|d| escape(&d.to_string())));
        theirs.push(String::new());
        rows.push(theirs);
        let mut ours = vec![
            row.label.as_deref().map_or("–".to_owned(), escape),
            "measured".to_owned(),
        ];
        ours.extend(
            row.measured
                .iter()
                .map(|d| d.map_or("–".to_owned(), |d| escape(&d.to_string()))),
        );
        ours.push(format!(
            "{} <small>{}</small>",
            verdict(row.verdict),
            escape(&row.numbers)
        ));
        rows.push(ours);
    }
    format!(
        "<h3>Minimum depth on {} by token accuracy</h3>\n<p class=\"note\">{}. Its protocol: {} Measured here: {}. A length \
         agrees if both can be the same depth, “&gt;” being a bound.</p>\n<div class=\"wide\">{}</div>\n",
        escape(&problem_title(A5_DEPTHS.problem)),
        cite(A5_DEPTHS.source),
        escape(A5_DEPTHS.protocol),
        escape(&Rule::TOKEN.to_string()),
        table::html("depths", &head, &rows),
    )
}
