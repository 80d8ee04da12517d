//! `barrington show`: the algebra of a problem, whether its file claims it rightly, and what theory says of it.

use anyhow::Result;
use clap::ValueEnum;
use serde_json::json;

use crate::algebra::eggbox::{EggBox, Extent};
use crate::algebra::facts::Facts;
use crate::algebra::green::Green;
use crate::algebra::monoid::Monoid;
use crate::cli::places::problems;
use crate::cli::verdicts::{self, Numbers};
use crate::cli::{Answer, facts, say};
use crate::problem::word::{Alphabet, Product};
use crate::problem::{self, Family, Problem, ProblemConfig, ProblemFile};
use crate::theory::{self, Task};

/// What `show` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  barrington show a5")]
pub struct Options {
    /// The problem
    problem: String,
    /// Another alphabet than the problem's own
    #[arg(long)]
    alphabet: Option<Letters>,
    /// What verdicts grant the numbers; without it what the literature on each architecture speaks of first
    #[arg(long, value_name = "NUMBERS")]
    semantics: Option<Numbers>,
    /// As JSON
    #[arg(long)]
    json: bool,
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
        config = config.with_alphabet(letters.into());
    }
    let problem = config.build()?;
    let algebra = problem.monoid().map(|monoid| (monoid, Facts::of(monoid)));
    let wrong: Vec<String> = match &algebra {
        Some((_, facts)) => file.expect.disagreements(facts),
        None => Vec::new(),
    }
    .into_iter()
    .map(|(_, message)| message)
    .collect();
    let shown = Shown {
        file: &file,
        problem: &*problem,
        algebra: algebra.as_ref().map(|(monoid, facts)| (*monoid, facts)),
        wrong: &wrong,
    };
    say(&if options.json {
        shown.as_json(options.semantics)
    } else {
        shown.as_text(options.semantics)
    })?;
    Ok(if wrong.is_empty() {
        Answer::Done
    } else {
        Answer::No
    })
}

/// A word problem as theory sees it.
pub fn task(config: &ProblemConfig, problem: &dyn Problem, monoid: &Monoid, facts: &Facts) -> Task {
    let letters = problem.letters().iter().map(|&x| monoid.element(x));
    let mut seen = theory::Facts::of(facts, letters);
    let Family::Word(word) = &config.family;
    if word.product == Product::RightFirst {
        // words multiply in the opposite monoid
        seen.r_trivial = facts.identities.l_trivial;
    }
    Task::WordProblem(seen)
}

/// What there is to show.
struct Shown<'a> {
    file: &'a ProblemFile,
    problem: &'a dyn Problem,
    algebra: Option<(&'a Monoid, &'a Facts)>,
    wrong: &'a [String],
}

impl Shown<'_> {
    /// The problem as theory sees it, if its monoid is finite.
    fn task(&self) -> Option<Task> {
        let (monoid, facts) = self.algebra?;
        Some(task(&self.file.config, self.problem, monoid, facts))
    }

    fn as_text(&self, semantics: Option<Numbers>) -> String {
        const SHOWN: usize = 12;
        let letters = self.problem.alphabet();
        let mut shown = letters[..letters.len().min(SHOWN)].join(", ");
        if letters.len() > SHOWN {
            shown += ", ...";
        }
        let mut lines = vec![
            ("problem", self.problem.name().to_owned()),
            ("title", self.file.config.title.clone()),
            ("source", self.file.source.clone()),
            ("file", self.file.path.display().to_string()),
            ("letters", format!("{}: {shown}", letters.len())),
            ("labels", self.problem.labels().len().to_string()),
        ];
        lines.extend(
            self.algebra
                .iter()
                .flat_map(|(_, facts)| facts::lines(facts)),
        );
        lines.push(if self.wrong.is_empty() {
            ("[expect]", "holds".to_owned())
        } else {
            ("[expect]", self.wrong.join("; "))
        });
        let mut parts = vec![aligned(&lines)];
        parts.extend(
            self.algebra
                .and_then(|(monoid, facts)| egg_boxes(monoid, facts)),
        );
        parts.extend(self.task().map(|task| verdicts::as_text(&task, semantics)));
        parts.join("\n\n")
    }

    fn as_json(&self, semantics: Option<Numbers>) -> String {
        let value = json!({
            "problem": self.problem.name(),
            "title": self.file.config.title,
            "source": self.file.source,
            "letters": self.problem.alphabet(),
            "labels": self.problem.labels(),
            "facts": self.algebra.map(|(_, facts)| facts::as_json(facts)),
            "verdicts": self.task().map(|task| verdicts::as_json(&task, semantics)),
            "wrong_claims": self.wrong,
        });
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

/// The egg-box picture; a group is one box of one cell, which says nothing.
pub fn egg_boxes(monoid: &Monoid, facts: &Facts) -> Option<String> {
    if facts.group {
        return None;
    }
    let names = crate::algebra::eggbox::letters(monoid.generators().len());
    let picture = EggBox::of(monoid, &Green::of(monoid), &names, Extent::default());
    Some(picture.to_string().trim_end().to_owned())
}
