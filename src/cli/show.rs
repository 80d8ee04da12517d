//! `barrington show`: the algebra of a problem, whether its file claims it rightly, and what theory says of it.

use anyhow::Result;
use clap::ValueEnum;
use serde_json::json;

use crate::algebra::facts::Facts;
use crate::algebra::monoid::Monoid;
use crate::cli::explain::{Explained, How, facts_of, membership};
use crate::cli::places::problems;
use crate::cli::verdicts::{self, Numbers};
use crate::cli::{Answer, pictures, say};
use crate::problem::complexity::{Class, Complexity};
use crate::problem::counting::{CountingConfig, CountingLabel};
use crate::problem::dyck::{DyckConfig, DyckLabel};
use crate::problem::word::{Alphabet, Product};
use crate::problem::{self, Family, Problem, ProblemConfig, ProblemFile};
use crate::theory::{self, Hardness, Task};

/// What `show` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  barrington show a5")]
pub struct Options {
    /// The problem
    problem: String,
    /// Another alphabet than the problem's own
    #[arg(long)]
    alphabet: Option<Letters>,
    #[command(flatten)]
    how: How,
}

/// The alphabets of a word problem, as options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Letters {
    /// Every element.
    Elements,
    /// The generators only.
    Generators,
}

impl From<Letters> for Alphabet {
    fn from(letters: Letters) -> Self {
        match letters {
            Letters::Elements => Self::Elements,
            Letters::Generators => Self::Generators,
        }
    }
}

/// Shows what is known of a problem. A claim of the file that does not hold is a no.
pub fn show(options: &Options) -> Result<Answer> {
    let file = problem::load(problems(), &options.problem)?;
    let mut config = file.config.clone();
    if let Some(letters) = options.alphabet {
        config = config.with_alphabet(letters.into())?;
    }
    let problem = config.build()?;
    let algebra = problem.monoid().map(|monoid| (monoid, facts_of(monoid)));
    let facts = algebra.as_ref().map(|(_, (facts, _))| facts);
    let explained = algebra.as_ref().map(|(monoid, (facts, green))| Explained {
        generators: monoid.generators(),
        monoid: Some(monoid),
        green: green.as_ref(),
        facts,
        language: problem.language(),
        task: task(&config, &*problem, monoid, facts),
    });
    let wrong = file
        .expect
        .disagreements(facts, problem.language(), problem.complexity());
    let wrong: Vec<String> = wrong.into_iter().map(|(_, message)| message).collect();
    let drawn = match (&options.how.svg, &explained) {
        (Some(to), Some(explained)) => {
            pictures::write(explained, problem.name(), &file.config.title, to)?
        }
        _ => Vec::new(),
    };
    let shown = Shown {
        file: &file,
        problem: &*problem,
        explained,
        known: known(&config, &*problem),
        wrong: &wrong,
        drawn,
    };
    say(&if options.how.json {
        shown.as_json(options.how.semantics)
    } else {
        shown.as_text(options.how.semantics)
    })?;
    Ok(if wrong.is_empty() {
        Answer::Done
    } else {
        Answer::No
    })
}

/// A problem as theory sees it.
pub fn task(config: &ProblemConfig, problem: &dyn Problem, monoid: &Monoid, facts: &Facts) -> Task {
    if let Some(language) = problem.language() {
        return membership(language, facts);
    }
    let letters = problem.letters().iter().map(|&x| monoid.element(x));
    let seen = theory::Facts::of(facts, letters);
    let right_first = |family: &Family| matches!(family, Family::Word(word) if word.product == Product::RightFirst);
    Task::WordProblem(if right_first(&config.family) {
        // words multiply in the opposite monoid
        seen.reversed(facts, monoid.generators())
    } else {
        seen.with_levels(monoid.generators())
    })
}

/// A problem without a listed monoid as theory sees it, if its class is known.
pub fn known(config: &ProblemConfig, problem: &dyn Problem) -> Option<(Complexity, Task)> {
    let known = problem.complexity()?;
    let majority = |c: &CountingConfig| c.label == CountingLabel::Majority;
    let dyck_1 = |d: &DyckConfig| d.label == DyckLabel::Member && d.pairs == 1;
    let task = match &config.family {
        Family::Counting(counting) if majority(counting) => Task::Majority,
        Family::Dyck(dyck) if dyck_1(dyck) => Task::Dyck,
        _ => Task::Known(Hardness {
            regular: known.regular,
            hard_for_tc0: known.is_hard_for(Class::Tc0),
            hard_for_nc1: known.is_hard_for(Class::Nc1),
        }),
    };
    Some((known, task))
}

/// What there is to show.
struct Shown<'a> {
    file: &'a ProblemFile,
    problem: &'a dyn Problem,
    explained: Option<Explained<'a>>,
    known: Option<(Complexity, Task)>,
    wrong: &'a [String],
    /// The pictures.
    drawn: Vec<String>,
}

impl Shown<'_> {
    fn as_text(&self, semantics: Option<Numbers>) -> String {
        let listed = |names: &[String]| {
            const SHOWN: usize = 12;
            let more = if names.len() > SHOWN { ", ..." } else { "" };
            let shown = names[..names.len().min(SHOWN)].join(", ");
            format!("{}: {shown}{more}", names.len())
        };
        let config = &self.file.config;
        let mut lines = vec![
            ("problem", self.problem.name().to_owned()),
            ("title", config.title.clone()),
            ("source", self.file.source.clone()),
            ("file", self.file.path.display().to_string()),
            ("letters", listed(self.problem.alphabet())),
            ("labels", listed(self.problem.labels())),
        ];
        let operations = self.problem.letters().len();
        if operations > 0 && operations != self.problem.alphabet().len() {
            let text = "of one symbol or more; verdicts take each for one letter";
            lines.push(("operations", format!("{operations}, {text}")));
        }
        if !config.encoding.is_default() {
            lines.push(("encoding", config.encoding.name().to_owned()));
        }
        if !config.supervision.is_default() {
            lines.push(("asked", config.supervision.name().to_owned()));
        }
        if let Some((known, _)) = &self.known {
            lines.push(("class", format!("{known}: {}", known.statement)));
            lines.push(("class from", known.source.to_owned()));
        }
        lines.extend(self.explained.iter().flat_map(Explained::lines));
        lines.push(if self.wrong.is_empty() {
            ("[expect]", "holds".to_owned())
        } else {
            ("[expect]", self.wrong.join("; "))
        });
        lines.extend(self.drawn.iter().map(|line| ("drawn", line.clone())));
        let explained = self.explained.iter().flat_map(|e| e.parts(semantics));
        let known = self
            .known
            .iter()
            .map(|(_, task)| verdicts::as_text(task, semantics));
        let parts = std::iter::once(aligned(&lines)).chain(explained);
        let parts: Vec<String> = parts.chain(known).collect();
        parts.join("\n\n")
    }

    fn as_json(&self, semantics: Option<Numbers>) -> String {
        let mut value = self
            .explained
            .as_ref()
            .map_or_else(|| json!({}), |explained| explained.as_json(semantics));
        if let Some((known, task)) = &self.known {
            value["class"] = json!({
                "name": known.to_string(),
                "statement": known.statement,
                "source": known.source,
            });
            value["verdicts"] = verdicts::as_json(task, semantics);
        }
        value["problem"] = json!(self.problem.name());
        value["title"] = json!(self.file.config.title);
        value["source"] = json!(self.file.source);
        value["letters"] = json!(self.problem.alphabet());
        value["labels"] = json!(self.problem.labels());
        value["wrong_claims"] = json!(self.wrong);
        value["drawn"] = json!(self.drawn);
        format!("{value:#}")
    }
}

/// Names and values in two columns.
pub fn aligned(lines: &[(&str, String)]) -> String {
    let width = lines
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    let line = |(name, value): &(&str, String)| format!("{name:width$}  {value}");
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}
