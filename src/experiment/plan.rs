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

use crate::base::faults::{Change, Document, Faults, Root, padded};
use crate::base::tree::{self, Node};
use crate::experiment::config::{Config, Labelled, ProblemEntry, is_choice};
use crate::experiment::run::Run;
use crate::experiment::sweep::{Choice, Variant, Zip, label, variants};
use crate::experiment::typed::{Part, Reader, table, under};
use crate::problem::{self, ProblemConfig, ProblemError};

/// An experiment, ready to run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Its name: the stem of the file.
    pub name: String,
    /// Heading of the report.
    pub title: String,
    /// What it asks.
    pub question: String,
    /// Figures to draw; if empty all that have something to show.
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
        let of_runs = |change: &Change| ["problem", "model", "train"].contains(&&*change.path[0]);
        let changes = changes.map(|(typed, padded)| {
            let change = document.option(format!("--set {typed}"), padded)?;
            let (table, value) = (&change.path[0], tree::get(&change.tree, &[&change.path[0]]));
            if of_runs(&change) && !value.is_some_and(|value| value.get_ref().is_table()) {
                let message = format!("`{table}` is a table; write {table}.KEY=VALUE");
                let start = tree::position(&change.tree, table, 0);
                return Err(Faults(vec![document.at(start, message)]));
            }
            Ok(change)
        });
        let changes = changes.collect::<Result<Vec<_>, Faults>>()?;
        let (of_runs, of_file): (Vec<_>, Vec<_>) = changes.into_iter().partition(of_runs);
        of_file.iter().for_each(|change| document.change(change));
        let stem = path.file_stem().unwrap_or_default();
        let name = stem.to_string_lossy().into_owned();
        let mut reader = Reader::new(&document, of_runs);
        let (config, runs) = reader.all(&name, context);
        reader.end()?;
        Ok(Self {
            name,
            title: config.title,
            question: config.question,
            figures: config.figures,
            runs,
        })
    }
}

/// A problem with one value at every swept key.
struct Problem<'a> {
    /// Its number among the tables `[[problem]]`.
    number: usize,
    /// Its label before the choices are added.
    name: String,
    /// Its label with them.
    called: String,
    choices: Vec<Choice>,
    /// What it changes in training, and how its lists are paired there.
    train: Node<'a>,
    zips: Vec<Zip>,
    /// None if it is faulty.
    config: Option<ProblemConfig>,
}

/// The second half: what the tables mean.
impl<'a> Reader<'_, 'a> {
    /// What is not of one run, and all runs.
    fn all(&mut self, name: &str, context: Context<'_>) -> (Config, Vec<Planned>) {
        let config = self.read(self.document.tree(), &Root::default());
        let config: Config = config.unwrap_or_default();
        self.seeds(&config.seeds);
        self.figures(&config.figures, context.figures);
        let common = self.common();
        self.trains(&common, &[]);
        let problems = self.problems(&common, context.problems);
        let names = problems.iter().map(|p| (p.number, p.called.clone()));
        self.unique("problem", config.problem.len(), names);
        let runs = self.runs(name, &config, &common, &problems);
        let mut seen = HashMap::new();
        for (number, Planned { id, run, .. }) in &runs {
            if let Some(first) = seen.insert(id, run) {
                self.same(first, run, *number);
            }
        }
        let mut planned: Vec<Planned> = runs.into_iter().map(|(_, planned)| planned).collect();
        // a stable sort: equal costs stay in the order of the file
        let round = |run: &Run| config.seeds.iter().position(|&s| s == run.seed);
        planned.sort_by(|a, b| {
            let dearer = b.run.cost().total_cmp(&a.run.cost());
            round(&a.run).cmp(&round(&b.run)).then(dearer)
        });
        (config, planned)
    }

    /// All runs in the order of the file, model by model, each with the number of its table `[[model]]`.
    fn runs(
        &mut self,
        name: &str,
        config: &Config,
        common: &Part<'a>,
        problems: &[Problem<'a>],
    ) -> Vec<(usize, Planned)> {
        // without problems the tables of the models are read all the same
        let mut of_each: Vec<Option<&Problem<'a>>> = problems.iter().map(Some).collect();
        if of_each.is_empty() {
            of_each.push(None);
        }
        let (mut labels, mut tried, mut runs) = (Vec::new(), Vec::new(), Vec::new());
        let mut is_read = false;
        let parts = self.parts("model", &["label", "train", "zip"]);
        for (number, part) in parts.into_iter().enumerate() {
            let read = self.read(&part.beside, &part.root);
            let of_model = read.map(|Labelled { label }| label).unwrap_or_default();
            labels.push((number, of_model.clone()));
            for problem in &of_each {
                let over = problem.iter().map(|problem| &problem.train);
                let over: Vec<&Node<'a>> = over.chain([&part.train]).collect();
                let mut tree = self.merged(common, &over);
                tree::overlay(&mut tree, &part.tree, &[], &is_choice);
                let zips = problem.map_or(&[][..], |problem| &problem.zips);
                let zips = [&common.zips, zips, &part.zips].concat();
                for Variant { tree, choices } in self.variants(&tree, &zips, |_| true) {
                    let model = self.read(&table(&tree, "model"), &part.root);
                    let train = self.read(&table(&tree, "train"), &common.root);
                    let (Some(model), Some(train)) = (model, train) else {
                        continue;
                    };
                    is_read = true;
                    self.train(&train, &tree);
                    self.model(&model, &tree, number, &mut tried);
                    // otherwise a fault was noted just now
                    if let Some(problem) = problem
                        && let Some(of_problem) = &problem.config
                        && let Ok(model) = model.resolved()
                    {
                        let run = Run {
                            experiment: name.to_owned(),
                            problem: of_problem.clone(),
                            label: label(&of_model, &choices),
                            model,
                            train,
                            seed: 0,
                        };
                        let names = [problem.name.clone(), of_model.clone()];
                        let choices = [&problem.choices[..], &choices].concat();
                        runs.extend(config.seeds.iter().map(|&seed| {
                            let run = Run {
                                seed,
                                ..run.clone()
                            };
                            let planned = Planned::chosen(run, names.clone(), choices.clone());
                            (number, planned)
                        }));
                    }
                }
            }
        }
        self.unique("model", config.model.len(), labels);
        if is_read {
            self.changes_of_nothing();
        }
        runs
    }

    fn problems(&mut self, common: &Part<'a>, directory: &Path) -> Vec<Problem<'a>> {
        let mut problems = Vec::new();
        let parts = self.parts("problem", &["train", "zip"]);
        for (number, part) in parts.into_iter().enumerate() {
            self.trains(common, &[&part.train]);
            let of_train = |zip: &Zip| zip.keys.iter().all(|key| key.starts_with("train."));
            let (zips, own): (Vec<_>, Vec<_>) = part.zips.into_iter().partition(of_train);
            // lists of training that are paired with one of the problem are swept with it
            let paired: Vec<&String> = own.iter().flat_map(|zip| &zip.keys).collect();
            let is_swept = |key: &str| {
                key.starts_with("problem.") || paired.iter().any(|paired| *paired == key)
            };
            let mut tree = match paired.iter().any(|key| key.starts_with("train.")) {
                true => self.merged(common, &[&part.train]),
                false => part.train.clone(),
            };
            tree::overlay(&mut tree, &part.tree, &[], &is_choice);
            for Variant { tree, choices } in self.variants(&tree, &own, is_swept) {
                let entry = self.read(&table(&tree, "problem"), &part.root);
                let Some(entry): Option<ProblemEntry> = entry else {
                    continue;
                };
                let config = self.problem(&entry, &tree, number, directory);
                let name = entry.label.unwrap_or(entry.name);
                let of_problem = choices.iter().filter(|c| c.key.starts_with("problem."));
                let called = label(&name, &of_problem.cloned().collect::<Vec<_>>());
                problems.push(Problem {
                    number,
                    config: config.map(|config| ProblemConfig {
                        name: called.clone(),
                        ..config
                    }),
                    name,
                    called,
                    choices,
                    train: under("train", table(&tree, "train")),
                    zips: zips.clone(),
                });
            }
        }
        problems
    }

    /// Checks how runs are trained if no model says otherwise. What is wrong with lists is said of the runs.
    fn trains(&mut self, common: &Part<'a>, over: &[&Node<'a>]) {
        let tree = self.merged(common, over);
        for Variant { tree, .. } in variants(self.document, &tree, &[], |_| true).0 {
            if let Some(train) = self.read(&table(&tree, "train"), &common.root) {
                self.train(&train, &tree);
            }
        }
    }

    /// The problem of an entry, called as in its file; none if it is faulty.
    fn problem(
        &mut self,
        entry: &ProblemEntry,
        tree: &Node<'_>,
        number: usize,
        directory: &Path,
    ) -> Option<ProblemConfig> {
        let read = || {
            let file = problem::load(directory, &entry.name).map_err(|e| ("problem.name", e))?;
            let config = file.config;
            let config = config.read_as(entry.alphabet, entry.encoding, entry.supervision);
            let config = config.map_err(|error| ("problem.alphabet", error))?;
            config.encoded().map_err(|error| ("", error))?;
            Ok(config)
        };
        let table = format!("problem.{number}");
        match read() {
            Ok(config) => return Some(config),
            Err((_, ProblemError::Faults(inner))) => self.meaning.extend(inner.0),
            Err((key, error)) => self.fault_in(tree, key, &table, error.to_string()),
        }
        None
    }
}

mod meaning;
#[cfg(test)]
mod tests;
