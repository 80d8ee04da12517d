//! The section of the report that says what theory predicts for its problems and models.
//!
//! Predictions are for all lengths, and for any number of layers of the model's kind or the layers of its pattern; what was
//! measured stands elsewhere in the report. Left out: a problem that cannot be built or of which theory knows nothing,
//! such as a data set.

use itertools::Itertools;

use crate::analysis::pool::Group;
use crate::figure::panel::{first, models, problems};
use crate::figure::{escape, problem_title, table};
use crate::predict::{Question, of_model};
use crate::theory::Theorem;

/// The section of the report.
pub(crate) fn html(groups: &[Group<'_>]) -> String {
    let (mut rows, mut theorems) = (Vec::new(), Vec::new());
    for name in problems(groups) {
        let config = &first(groups, name).run.problem;
        let Ok(problem) = config.build() else {
            continue;
        };
        let Some(question) = Question::of(config, &*problem) else {
            continue;
        };
        for model in models(groups) {
            let own = |g: &&Group<'_>| g.problem == name && g.label == model.label;
            let record = groups.iter().find(own).and_then(|g| g.records().next());
            let verdict = record.and_then(|r| of_model(&question.task, &r.run.model));
            let Some(verdict) = verdict else { continue };
            rows.push(vec![
                escape(&problem_title(name)),
                escape(model.label),
                escape(&verdict.ability.to_string()),
                verdict.semantics.name().to_owned(),
                verdict.theorem.id.to_owned(),
            ]);
            theorems.push(verdict.theorem);
        }
    }
    let head = ["problem", "model", "verdict", "numbers", "theorem"];
    let theorem = |theorem: &Theorem| {
        format!(
            "<li><b>{}</b> ({}): {} If: {}. Source: {}.</li>\n",
            theorem.id,
            theorem.standing.name(),
            escape(theorem.statement),
            escape(theorem.hypotheses),
            escape(theorem.source)
        )
    };
    let theorems: String = theorems.iter().map(theorem).unique().collect();
    format!(
        "<p>For sequences of every length, by theorems: a model with <code>layers</code> stands for some number of \
         layers like its own, one with a pattern for the layers that the pattern has, and <code>{{ }}log</code> in it \
         for O(log n). Feed-forward networks and norms are as the theorem has them.</p>\n{}<ul class=\"note\">\n{theorems}</ul>\n",
        table::html("claims", &head, rows)
    )
}
