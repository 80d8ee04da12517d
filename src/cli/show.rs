//! `barrington show`: the algebra of a problem, and whether its file claims it rightly.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::ValueEnum;
use serde_json::json;

use crate::algebra::facts::Facts;
use crate::algebra::group::Group;
use crate::cli::places::problems;
use crate::cli::{Answer, say};
use crate::problem::word::Alphabet;
use crate::problem::{self, Problem, ProblemFile};

/// What `show` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  barrington show a5")]
pub struct Options {
    /// The problem
    problem: String,
    /// Another alphabet than the problem's own
    #[arg(long)]
    alphabet: Option<Letters>,
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
    let algebra = Algebra::of(&*problem);
    let wrong: Vec<String> = match &algebra {
        Some(algebra) => file.expect.disagreements(&algebra.facts),
        None => Vec::new(),
    }
    .into_iter()
    .map(|(_, message)| message)
    .collect();
    say(&if options.json {
        as_json(&file, &*problem, algebra.as_ref(), &wrong)
    } else {
        as_text(&file, &*problem, algebra.as_ref(), &wrong)
    })?;
    Ok(if wrong.is_empty() {
        Answer::Done
    } else {
        Answer::No
    })
}

/// What is known of the monoid behind a problem.
struct Algebra {
    facts: Facts,
    /// Orders of the groups of the derived series, from the whole group down.
    derived_series: Option<Vec<usize>>,
    /// How many elements there are of each order, of a group.
    element_orders: Option<BTreeMap<usize, usize>>,
}

impl Algebra {
    fn of(problem: &dyn Problem) -> Option<Self> {
        let monoid = problem.monoid()?;
        let group = Group::of(monoid);
        Some(Self {
            facts: Facts::of(monoid),
            derived_series: group
                .as_ref()
                .map(|g| g.derived_series().iter().map(Group::order).collect()),
            element_orders: group.as_ref().map(|g| {
                let mut counts = BTreeMap::new();
                for order in g.element_orders() {
                    *counts.entry(order).or_default() += 1;
                }
                counts
            }),
        })
    }

    /// Name and value of each fact that is known.
    fn lines(&self) -> Vec<(&'static str, String)> {
        let facts = &self.facts;
        let yes = |b: bool| if b { "yes" } else { "no" }.to_owned();
        let list = |items: Vec<String>| items.join(", ");
        let mut lines = vec![
            ("elements", facts.order.to_string()),
            ("idempotents", facts.idempotents.to_string()),
            ("group", yes(facts.group)),
            ("aperiodic", yes(facts.aperiodic)),
        ];
        lines.extend(facts.abelian.map(|b| ("commutes", yes(b))));
        lines.extend(facts.solvable.map(|b| ("solvable", yes(b))));
        lines.extend(self.derived_series.as_ref().map(|series| {
            let orders = series.iter().map(usize::to_string);
            ("derived series", orders.collect::<Vec<_>>().join(" > "))
        }));
        lines.extend(self.element_orders.as_ref().map(|counts| {
            let of = |(order, count): (&usize, &usize)| format!("{count} of order {order}");
            ("its elements", list(counts.iter().map(of).collect()))
        }));
        lines.extend(facts.exponent.map(|n| ("exponent", n.to_string())));
        let class = facts.word_problem.map_or_else(
            || "not computed for monoids that are neither groups nor aperiodic".to_owned(),
            |class| class.to_string(),
        );
        lines.push(("word problem", class));
        lines
    }
}

fn as_text(
    file: &ProblemFile,
    problem: &dyn Problem,
    algebra: Option<&Algebra>,
    wrong: &[String],
) -> String {
    const SHOWN: usize = 12;
    let letters = problem.alphabet();
    let mut shown = letters[..letters.len().min(SHOWN)].join(", ");
    if letters.len() > SHOWN {
        shown += ", ...";
    }
    let mut lines = vec![
        ("problem", problem.name().to_owned()),
        ("title", file.config.title.clone()),
        ("source", file.source.clone()),
        ("file", file.path.display().to_string()),
        ("letters", format!("{}: {shown}", letters.len())),
        ("labels", problem.labels().len().to_string()),
    ];
    lines.extend(algebra.map(Algebra::lines).unwrap_or_default());
    lines.push(if wrong.is_empty() {
        ("[expect]", "holds".to_owned())
    } else {
        ("[expect]", wrong.join("; "))
    });
    let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let line = |(name, value): &(&str, String)| format!("{name:width$}  {value}");
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn as_json(
    file: &ProblemFile,
    problem: &dyn Problem,
    algebra: Option<&Algebra>,
    wrong: &[String],
) -> String {
    let facts = algebra.map(|a| {
        json!({
            "order": a.facts.order,
            "idempotents": a.facts.idempotents,
            "group": a.facts.group,
            "aperiodic": a.facts.aperiodic,
            "abelian": a.facts.abelian,
            "solvable": a.facts.solvable,
            "derived_length": a.facts.derived_length,
            "derived_series": a.derived_series,
            "element_orders": a.element_orders,
            "exponent": a.facts.exponent,
            "word_problem": a.facts.word_problem.map(|c| c.to_string()),
        })
    });
    let value = json!({
        "problem": problem.name(),
        "title": file.config.title,
        "source": file.source,
        "letters": problem.alphabet(),
        "labels": problem.labels(),
        "facts": facts,
        "wrong_claims": wrong,
    });
    format!("{value:#}")
}
