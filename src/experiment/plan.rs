//! What an experiment comes to: every run, resolved and named.
//!
//! All combinations of problem, model, swept keys and seed. Runs of the first seed come first, so that an
//! experiment that is stopped early shows every cell once; within a seed the most expensive first, so that no long
//! run is left alone at the end.
//!
//! All faults of an experiment file are reported at once: those of its grammar and keys if there are any,
//! otherwise those of its meaning.

use std::collections::HashMap;
use std::path::Path;

use toml::de::DeTable;

use crate::base::faults::{Document, Faults, padded};
use crate::base::near::nearest;
use crate::base::tree;
use crate::experiment::config::Config;
use crate::experiment::run::Run;
use crate::experiment::sweep::{Choice, label};
use crate::experiment::typed::{self, Typed, TypedProblem, TypedRun};
use crate::model::Model;
use crate::model::ModelConfig;
use crate::problem::{self, ProblemConfig, ProblemError};
use crate::train::TrainError;
use crate::train::config::TrainConfig;

/// An experiment, ready to run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Its name: the stem of the file.
    pub name: String,
    /// Heading of the report.
    pub title: String,
    /// What it asks.
    pub question: String,
    /// The paper it follows.
    pub source: String,
    /// Figures to draw; all if empty.
    pub figures: Vec<String>,
    /// All runs, in the order they are made.
    pub runs: Vec<Planned>,
}

/// A run, its id, and what it is called in the experiment file.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// [`Run::id`].
    pub id: String,
    /// The run.
    pub run: Run,
    /// Labels of problem and model before the choices were added.
    pub names: [String; 2],
    /// The swept keys and their values here.
    pub choices: Vec<Choice>,
}

impl Planned {
    /// A run by itself.
    pub fn new(run: Run) -> Self {
        let names = [run.problem.name.clone(), run.label.clone()];
        Self::chosen(run, names, Vec::new())
    }

    fn chosen(run: Run, names: [String; 2], choices: Vec<Choice>) -> Self {
        Self {
            id: run.id(),
            run,
            names,
            choices,
        }
    }
}

/// What an experiment file may refer to, and what the command line changes in it.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Directory of problem files.
    pub problems: &'a Path,
    /// Names of the figures there are.
    pub figures: &'a [&'a str],
    /// Changes `KEY=VALUE`, in this order.
    pub set: &'a [String],
}

impl Plan {
    /// Reads `text`, the content of the experiment file `path`.
    pub fn read(path: &Path, text: &str, context: Context<'_>) -> Result<Self, Faults> {
        let options = padded(text, context.set);
        let mut document = Document::parse(path, text)?;
        let changes = context.set.iter().zip(&options);
        let changes =
            changes.map(|(typed, padded)| document.option(format!("--set {typed}"), padded));
        let changes = changes.collect::<Result<Vec<_>, Faults>>()?;
        let mut typed = typed::read(&mut document, changes)?;
        let stem = path.file_stem().unwrap_or_default();
        let name = stem.to_string_lossy().into_owned();
        let mut check = Check {
            document: &document,
            faults: std::mem::take(&mut typed.faults),
        };
        let runs = check.runs(&name, &typed, context);
        check.faults.into_result()?;
        let Config {
            title,
            question,
            source,
            figures,
            ..
        } = typed.config;
        Ok(Self {
            name,
            title,
            question,
            source,
            figures,
            runs,
        })
    }
}

/// A file under examination.
struct Check<'a> {
    document: &'a Document<'a>,
    faults: Faults,
}

impl Check<'_> {
    fn fault(&mut self, key: &str, message: impl Into<String>) {
        let fault = self.document.fault(key, message);
        self.faults.0.push(fault);
    }

    /// The fault `message` at a key of `tree`, or at the fallback `table` of the document.
    fn fault_in(&mut self, tree: &DeTable<'_>, key: &str, table: &str, message: String) {
        let start = tree::position(self.document.tree(), table, 0);
        let position = tree::position(tree, key, start);
        self.faults.0.push(self.document.at(position, message));
    }

    fn runs(&mut self, name: &str, typed: &Typed<'_>, context: Context<'_>) -> Vec<Planned> {
        let Typed {
            config,
            problems,
            labels,
            trains,
            runs,
            ..
        } = typed;
        self.seeds(&config.seeds);
        self.figures(&config.figures, context.figures);
        self.unique("problem", config.problem.len(), |number| {
            let of_table = problems.iter().filter(move |p| p.number == number);
            of_table.map(|p| label(name_of(p), &p.choices)).collect()
        });
        self.unique("model", labels.len(), |number| vec![labels[number].clone()]);
        let read: Vec<Option<ProblemConfig>> = problems
            .iter()
            .map(|problem| self.problem(problem, context.problems))
            .collect();
        for (train, tree) in trains {
            self.train(train, tree);
        }
        let mut tried = Vec::new();
        let mut planned: Vec<Planned> = Vec::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for run in runs {
            self.train(&run.train, &run.tree);
            self.model(run, &mut tried);
            let Some(Some(problem)) = read.get(run.problem) else {
                continue;
            };
            // a fault was noted just now
            let Ok(model) = run.model.resolved() else {
                continue;
            };
            let of_problem = &problems[run.problem];
            for &seed in &config.seeds {
                let made = Run {
                    experiment: name.to_owned(),
                    problem: problem.clone(),
                    label: label(&run.label, &run.choices),
                    model: model.clone(),
                    train: run.train.clone(),
                    seed,
                };
                let names = [name_of(of_problem).to_owned(), run.label.clone()];
                let choices = of_problem.choices.iter().chain(&run.choices);
                let made = Planned::chosen(made, names, choices.cloned().collect());
                if let Some(&first) = seen.get(&made.id) {
                    self.same(&planned[first].run, &made.run, run.number);
                }
                seen.insert(made.id.clone(), planned.len());
                planned.push(made);
            }
        }
        // a stable sort: equal costs stay in the order of the file
        let round = |run: &Run| config.seeds.iter().position(|&s| s == run.seed);
        planned.sort_by(|a, b| {
            let dearer = b.run.cost().total_cmp(&a.run.cost());
            round(&a.run).cmp(&round(&b.run)).then(dearer)
        });
        planned
    }

    /// `other` is `first` under another name. A problem may have two: they share their record.
    fn same(&mut self, first: &Run, other: &Run, number: usize) {
        if first.problem.name == other.problem.name && first.label != other.label {
            let (first, other) = (&first.label, &other.label);
            let message =
                format!("`{first}` and `{other}` are one and the same model; take one out");
            self.fault(&format!("model.{number}"), message);
        }
    }

    fn seeds(&mut self, seeds: &[u64]) {
        if seeds.is_empty() {
            self.fault("seeds", "`seeds` is empty; give at least one, such as [0]");
        }
        for (k, seed) in repeated(seeds) {
            let key = format!("seeds.{k}");
            self.fault(&key, format!("seed {seed} is given twice; remove one"));
        }
    }

    fn figures(&mut self, figures: &[String], known: &[&str]) {
        for (k, name) in figures.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let hint = nearest(name, known.iter().copied())
                    .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                let message = format!(
                    "there is no figure `{name}`{hint} (known: {})",
                    known.join(", ")
                );
                self.fault(&format!("figures.{k}"), message);
            }
        }
    }

    fn train(&mut self, train: &TrainConfig, tree: &DeTable<'_>) {
        for fault in train.faults() {
            let inner = match &fault {
                TrainError::Value { key, .. } => key,
                _ => "",
            };
            let message = fault.to_string();
            self.fault_in(tree, &format!("train.{inner}"), "train", message);
        }
    }

    /// Names must differ within the list of tables `list`, and there must be one.
    fn unique(&mut self, list: &str, tables: usize, names: impl Fn(usize) -> Vec<String>) {
        if tables == 0 {
            self.fault(list, format!("no {list} is given; add a [[{list}]]"));
        }
        let mut seen = Vec::new();
        for number in 0..tables {
            for name in names(number) {
                if seen.contains(&name) {
                    let message =
                        format!("two {list}s are called `{name}`; give one another `label`");
                    self.fault(&format!("{list}.{number}"), message);
                }
                seen.push(name);
            }
        }
    }

    fn problem(&mut self, typed: &TypedProblem<'_>, directory: &Path) -> Option<ProblemConfig> {
        let (key, entry) = (format!("problem.{}", typed.number), &typed.entry);
        let mut config = match problem::load(directory, &entry.name) {
            Ok(file) => file.config,
            Err(ProblemError::Faults(inner)) => {
                self.faults.0.extend(inner.0);
                return None;
            }
            Err(error) => {
                self.fault_in(&typed.tree, "problem.name", &key, error.to_string());
                return None;
            }
        };
        if let Some(alphabet) = entry.alphabet {
            match config.with_alphabet(alphabet) {
                Ok(other) => config = other,
                Err(error) => {
                    self.fault_in(&typed.tree, "problem.alphabet", &key, error.to_string());
                    return None;
                }
            }
        }
        config.encoding = entry.encoding.unwrap_or(config.encoding);
        config.supervision = entry.supervision.unwrap_or(config.supervision);
        if let Err(error) = config.encoded() {
            self.fault(&key, error.to_string());
            return None;
        }
        config.name = label(name_of(typed), &typed.choices);
        Some(config)
    }

    /// Tries whether the model can be built, once each.
    fn model(&mut self, run: &TypedRun<'_>, tried: &mut Vec<ModelConfig>) {
        // one block tells as much as many
        let model = ModelConfig {
            layers: run.model.layers.map(|layers| layers.min(1)),
            ..run.model.clone()
        };
        if tried.contains(&model) {
            return;
        }
        // the sizes of the problem cannot make a model impossible
        if let Err(error) = Model::<f32>::new(&model, 2, 2, 1, 0) {
            let table = format!("model.{}", run.number);
            self.fault_in(
                &run.tree,
                &format!("model.{}", error.key),
                &table,
                error.to_string(),
            );
        }
        tried.push(model);
    }
}

fn name_of<'t>(problem: &'t TypedProblem<'_>) -> &'t str {
    let entry = &problem.entry;
    entry.label.as_ref().unwrap_or(&entry.name)
}

/// Each entry that equals an earlier one, with its place.
fn repeated<T: PartialEq>(list: &[T]) -> impl Iterator<Item = (usize, &T)> {
    let seen = |k: usize, x: &T| list[..k].contains(x);
    list.iter().enumerate().filter(move |&(k, x)| seen(k, x))
}

#[cfg(test)]
mod tests;
