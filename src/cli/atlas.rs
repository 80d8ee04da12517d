//! `barrington atlas`: what theory predicts for every problem and every class of architectures.

use anyhow::Result;
use serde_json::json;

use crate::algebra::facts::Facts;
use crate::cli::places::problems;
use crate::cli::show::task;
use crate::cli::table::{table, text};
use crate::cli::verdicts::{self, Numbers};
use crate::cli::{Answer, say};
use crate::problem;
use crate::theory::class::named;
use crate::theory::{Answer as Says, Layers};

/// What `atlas` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  barrington atlas s3 s4 s5")]
pub struct Options {
    /// The problems; without any, all of them
    problems: Vec<String>,
    /// What verdicts grant the numbers; without it what the literature on each architecture speaks of first
    #[arg(long, value_name = "NUMBERS")]
    semantics: Option<Numbers>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Prints the table of problems by architectures.
pub fn atlas(options: &Options) -> Result<Answer> {
    let names = match options.problems.as_slice() {
        [] => problem::list(problems())?,
        named => named.to_vec(),
    };
    let numbers: Vec<String> = (1..=named().len()).map(|k| k.to_string()).collect();
    let mut header = vec!["problem", "class"];
    header.extend(numbers.iter().map(String::as_str));
    let mut rows = table(&header, false);
    let mut records = Vec::new();
    for name in &names {
        let file = problem::load(problems(), name)?;
        let built = file.config.build()?;
        let Some(monoid) = built.monoid() else {
            continue;
        };
        let facts = Facts::of(monoid);
        let task = task(&file.config, &*built, monoid, &facts);
        let class = facts.word_problem.to_string();
        if options.json {
            records.push(json!({
                "problem": name,
                "word_problem": class,
                "verdicts": verdicts::as_json(&task, options.semantics),
            }));
            continue;
        }
        let verdicts = verdicts::all(&task, options.semantics);
        let marks = verdicts.iter().map(|(_, verdict)| mark(verdict.answer));
        rows.add_row([name.clone(), class].into_iter().chain(marks));
    }
    say(&if options.json {
        format!("{:#}", json!(records))
    } else {
        format!(
            "{}\n\n{}\n\n{LEGEND}",
            text(&rows),
            columns(options.semantics)
        )
    })?;
    Ok(Answer::Done)
}

const LEGEND: &str = "\
3    can, and 3 layers is the least number    <3   can with at most 3 layers
+    can with some number of layers           log  can with O(log n) layers
no   cannot                                   no*  cannot unless TC0 = NC1
?    open

`barrington show PROBLEM` names the theorem, its hypotheses and its source for each of them.";

/// A verdict as it stands in the table.
fn mark(answer: Says) -> String {
    match answer {
        Says::Can(Layers::Exactly(k)) => k.to_string(),
        Says::Can(Layers::AtMost(k)) => format!("<{k}"),
        Says::Can(Layers::Some) => "+".to_owned(),
        Says::Can(Layers::Logarithmic) => "log".to_owned(),
        Says::Cannot => "no".to_owned(),
        Says::CannotUnlessTc0IsNc1 => "no*".to_owned(),
        Says::Open => "?".to_owned(),
    }
}

/// What the columns are.
fn columns(numbers: Option<Numbers>) -> String {
    let line = |(k, class): (usize, crate::theory::class::Named)| {
        let semantics = numbers.map_or_else(|| class.semantics(), Into::into);
        format!(
            "{:>3}  {} ({}; numbers: {})",
            k + 1,
            class.name,
            class.members,
            semantics
        )
    };
    let lines: Vec<String> = named().into_iter().enumerate().map(line).collect();
    lines.join("\n")
}
