//! The section of the report that puts what was published beside what was measured.
//!
//! Claims, published depths and the protocol of the paper are data of [`crate::analysis::published`]; how the
//! measurement agrees with them comes from [`crate::analysis::agreement`]. Here they become tables. Left out: any
//! judgement of its own.

use crate::analysis::agreement::{Agreement, Finding, compare, judge};
use crate::analysis::depth::{DepthLine, MinimumDepth, Rule, minimum_depth};
use crate::analysis::pool::Group;
use crate::analysis::published::{A5_DEPTHS, CLAIMS, Claim, Source};
use crate::figure::{escape, list, problem_title, protocol, table};

/// The section of the report.
pub(crate) fn html(groups: &[Group<'_>], lines: &[DepthLine]) -> String {
    let mut text = String::from(
        "<p>Each verdict is computed from the records. “Differs” means that the measurement under this budget and protocol \
         is not as claimed; it may be the claim, the protocol, or too little training. Groups that the source does not \
         speak of are marked <i>same kind</i>.</p>\n",
    );
    let judged: Vec<(&Claim, Vec<Finding>)> = CLAIMS.iter().map(|c| (c, judge(c, lines))).collect();
    text += &tally(&judged);
    for (claim, findings) in &judged {
        text += &claim_section(claim, findings);
    }
    let escaped = |row: [String; 3]| row.iter().map(|cell| escape(cell)).collect();
    let rows = protocol::rows(groups).into_iter().map(escaped);
    let head = ["", "the paper and its program", "here"];
    let protocols = table::html("protocol", &head, rows);
    format!(
        "{text}<h3>Where the protocols differ</h3>\n{protocols}{}",
        depth_table(groups)
    )
}

/// How many comparisons came out how.
fn tally(judged: &[(&Claim, Vec<Finding>)]) -> String {
    let count = |agreement: Agreement| {
        let tested = |f: &&Finding| f.label.is_some() && f.agreement == agreement;
        let all = judged.iter().flat_map(|(_, findings)| findings);
        all.filter(tested).count()
    };
    let parts = [Agreement::Agrees, Agreement::Differs, Agreement::Undecided]
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
    let row = |f: &&Finding| {
        let mut problem = escape(&problem_title(f.problem));
        if f.same_kind {
            problem += " <small>same kind</small>";
        }
        vec![
            problem,
            escape(f.label.as_deref().unwrap_or_default()),
            verdict(f.agreement),
            escape(&f.numbers),
        ]
    };
    let (mut measured, mut untested) = (String::new(), String::new());
    if !tested.is_empty() {
        let head = ["problem", "model", "verdict", "measured"];
        measured = table::html("claims", &head, tested.iter().map(row));
    }
    if !missing.is_empty() {
        let name = |f: &&Finding| format!("{} on {}", f.published_as, problem_title(f.problem));
        let names = escape(&list(missing.iter().map(name)));
        untested = format!("<p class=\"note\">Not tested here: {names}.</p>\n");
    }
    format!(
        "<h3 id=\"claim-{}\">{}</h3>\n<p class=\"note\">{}, in our words. {}</p>\n{measured}{untested}",
        escape(claim.id),
        escape(claim.text),
        cite(claim.source),
        escape(claim.caveat),
    )
}

fn verdict(agreement: Agreement) -> String {
    let name = agreement.name();
    format!("<span class=\"{}\">{name}</span>", name.replace(' ', "-"))
}

/// The second published measurement, row by row beside ours under its measure.
fn depth_table(groups: &[Group<'_>]) -> String {
    let lines = minimum_depth(groups, Rule::TOKEN);
    let lengths: Vec<String> = A5_DEPTHS.lengths.iter().map(usize::to_string).collect();
    let mut head = vec!["model", ""];
    head.extend(lengths.iter().map(String::as_str));
    head.push("verdict");
    let row = |name: &str, kind: &str, depths: Vec<Option<MinimumDepth>>, verdict: String| {
        let depth =
            |d: Option<MinimumDepth>| d.map_or("–".to_owned(), |d| escape(&d.to_string()));
        let depths = depths.into_iter().map(depth);
        let cells = [escape(name), kind.to_owned()].into_iter().chain(depths);
        cells.chain([verdict]).collect()
    };
    let rows = compare(&A5_DEPTHS, &lines).into_iter().flat_map(|c| {
        let published = c.published.into_iter().map(Some).collect();
        let (verdict, numbers) = (verdict(c.agreement), escape(&c.numbers));
        let verdict = format!("{verdict} <small>{numbers}</small>");
        let ours = c.label.as_deref().unwrap_or("–");
        [
            row(c.published_as, "published", published, String::new()),
            row(ours, "measured", c.measured, verdict),
        ]
    });
    format!(
        "<h3>Minimum depth on {} by token accuracy</h3>\n<p class=\"note\">{}. Its protocol: {} Measured here: {}. A length \
         agrees if both can be the same depth, “&gt;” being a bound.</p>\n<div class=\"wide\">{}</div>\n",
        escape(&problem_title(A5_DEPTHS.problem)),
        cite(A5_DEPTHS.source),
        escape(A5_DEPTHS.protocol),
        escape(&Rule::TOKEN.to_string()),
        table::html("depths", &head, rows),
    )
}
