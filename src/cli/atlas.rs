//! `barrington atlas`: what theory predicts for every problem and every class of architectures.

use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Value, json};

use crate::base::files::write_atomic;
use crate::cli::places::{problems, refused};
use crate::cli::table::{table, text};
use crate::cli::{say, verdicts};
use crate::figure::atlas::{Atlas, Row, draw};
use crate::predict::{self, Question};
use crate::problem;
use crate::theory::class::{Named, named};
use crate::theory::{Semantics, Task};

/// Print what theory predicts for every problem and architecture
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  barrington atlas s3 s4 s5")]
pub struct Options {
    /// The problems; without any, all of them
    problems: Vec<String>,
    /// What verdicts grant the numbers; without it what the literature on each architecture speaks of first
    #[arg(long, value_name = "NUMBERS", value_parser = verdicts::semantics())]
    semantics: Option<Semantics>,
    /// As JSON
    #[arg(long)]
    json: bool,
    /// Draw the table into this file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

/// Prints the table of problems by architectures.
pub fn atlas(options: &Options) -> Result<()> {
    let judged = judge(options)?;
    if let Some(path) = &options.svg {
        let columns = named();
        let rows = judged.iter().map(|(row, _)| row.clone()).collect();
        let drawing = draw("What theory predicts", &Atlas { columns, rows })?;
        let advice = "give a file in a directory that can be written to";
        write_atomic(path, drawing.svg.as_bytes()).map_err(refused(path, advice))?;
    }
    say(&if options.json {
        let record = |(row, task): &(Row, Task)| {
            json!({
                "problem": row.problem,
                "word_problem": row.class,
                "verdicts": verdicts::as_json(task, options.semantics),
            })
        };
        format!("{:#}", judged.iter().map(record).collect::<Value>())
    } else {
        as_text(&judged, options.semantics)
    })
}

/// Every problem asked for whose monoid is listed or whose class is known, with what was judged.
fn judge(options: &Options) -> Result<Vec<(Row, Task)>> {
    let names = match options.problems.as_slice() {
        [] => problem::list(problems())?,
        named => named.to_vec(),
    };
    let judge = |problem: String| {
        let config = problem::load(problems(), &problem)?.config;
        let built = config.build()?;
        Ok(Question::of(&config, &*built).map(|question| {
            let (class, task) = (question.class(), question.task);
            let verdicts = predict::all(&task, options.semantics).into_iter();
            let cells = verdicts.map(|(_, verdict)| verdict.ability).collect();
            let row = Row {
                problem,
                class,
                cells,
            };
            (row, task)
        }))
    };
    let judged = names.into_iter().map(judge);
    judged.filter_map(Result::transpose).collect()
}

fn as_text(judged: &[(Row, Task)], numbers: Option<Semantics>) -> String {
    let counted: Vec<String> = (1..=named().len()).map(|k| k.to_string()).collect();
    let mut header = vec!["problem", "class"];
    header.extend(counted.iter().map(String::as_str));
    let mut rows = table(&header, false);
    for (row, _) in judged {
        let names = [row.problem.clone(), row.class.clone()];
        let marks = row.cells.iter().map(|ability| ability.mark());
        rows.add_row(names.into_iter().chain(marks));
    }
    format!("{}\n\n{}\n\n{LEGEND}", text(&rows), columns(numbers))
}

const LEGEND: &str = "\
3    can, and 3 layers is the least number    ≤3   can with at most 3 layers
+    can with some number of layers           log  can with O(log n) layers
no   cannot                                   no*  cannot unless TC0 = NC1
?    open

`barrington show PROBLEM` names the theorem, its hypotheses and its source for each of them.";

/// What the columns are.
fn columns(numbers: Option<Semantics>) -> String {
    let line = |(k, class): (usize, Named)| {
        let semantics = numbers.unwrap_or_else(|| class.class.semantics());
        let Named { name, members, .. } = class;
        format!("{:>3}  {name} ({members}; numbers: {semantics})", k + 1)
    };
    let lines: Vec<String> = named().into_iter().enumerate().map(line).collect();
    lines.join("\n")
}
