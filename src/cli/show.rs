//! `barrington show`: the algebra of a problem, whether its file claims it rightly, and what theory says of it.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;

use crate::cli::explain::{self, How, Lines};
use crate::cli::places::problems;
use crate::cli::reading::alphabets;
use crate::cli::{pictures, say};
use crate::predict::Question;
use crate::problem::answer::Supervision;
use crate::problem::encoding::Encoding;
use crate::problem::families::word::Alphabet;
use crate::problem::{self, Problem, ProblemFile};

/// Show the algebra of a problem, and what theory says of it
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  barrington show a5")]
pub struct Options {
    /// The problem
    problem: String,
    /// Another alphabet than the problem's own
    #[arg(long, value_parser = alphabets())]
    alphabet: Option<Alphabet>,
    #[command(flatten)]
    how: How,
}

/// Shows what is known of a problem. A claim of the file that does not hold is a no.
pub fn show(options: &Options) -> Result<ExitCode> {
    let file = problem::load(problems(), &options.problem)?;
    let config = file.config.clone();
    let config = config.read_as(options.alphabet, None, None)?;
    let problem = config.build()?;
    let question = Question::of(&config, &*problem);
    let subject = question.as_ref().and_then(Question::algebra);
    let wrong = file.expect.disagreements(subject, problem.complexity());
    let wrong: Vec<String> = wrong.into_iter().map(|(_, message)| message).collect();
    let drawn = match (&options.how.svg, subject) {
        (Some(to), Some(subject)) => {
            pictures::write(subject, &file.config.name, &file.config.title, to)?
        }
        _ => Vec::new(),
    };
    let (expected, code) = match wrong.is_empty() {
        true => ("holds".to_owned(), ExitCode::SUCCESS),
        false => (wrong.join("; "), ExitCode::FAILURE),
    };
    let more = json!({
        "problem": file.config.name,
        "title": file.config.title,
        "source": file.source,
        "letters": problem.alphabet(),
        "labels": problem.labels(),
        "wrong_claims": wrong,
        "drawn": drawn,
    });
    let mut after = vec![("[expect]", expected)];
    after.extend(drawn.into_iter().map(|line| ("drawn", line)));
    let before = lines(&file, &*problem);
    let (question, how) = (question.as_ref(), &options.how);
    say(&explain::told(question, how, more, before, after))?;
    Ok(code)
}

/// What the file says of itself, and how it is read.
fn lines(file: &ProblemFile, problem: &dyn Problem) -> Lines {
    let listed = |names: &[String]| {
        const SHOWN: usize = 12;
        let more = if names.len() > SHOWN { ", ..." } else { "" };
        let shown = names[..names.len().min(SHOWN)].join(", ");
        format!("{}: {shown}{more}", names.len())
    };
    let config = &file.config;
    let mut lines = vec![
        ("problem", config.name.clone()),
        ("title", config.title.clone()),
        ("source", file.source.clone()),
        ("file", file.path.display().to_string()),
        ("letters", listed(problem.alphabet())),
        ("labels", listed(problem.labels())),
    ];
    let operations = problem.letters().len();
    if operations > 0 && operations != problem.alphabet().len() {
        let text = "of one symbol or more; verdicts take each for one letter";
        lines.push(("operations", format!("{operations}, {text}")));
    }
    if config.encoding != Encoding::default() {
        lines.push(("encoding", config.encoding.name().to_owned()));
    }
    if config.supervision != Supervision::default() {
        lines.push(("asked", config.supervision.name().to_owned()));
    }
    lines
}
