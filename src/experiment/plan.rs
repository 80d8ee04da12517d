//! What an experiment comes to: every run, resolved and named.
//!
//! All combinations of problem, model, number of layers and seed. Runs of the first seed come first, so
//! that an experiment that is stopped early shows every cell once; within a seed the most expensive first,
//! so that no long run is left alone at the end.
//!
//! All faults of an experiment file are reported at once: those of its grammar and keys if there are any,
//! otherwise those of its meaning.

use std::path::Path;

use crate::base::faults::{Document, Faults};
use crate::base::near::nearest;
use crate::experiment::config::{Config, ModelEntry, ProblemEntry};
use crate::experiment::run::Run;
use crate::model::Model;
use crate::model::ModelError;
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

/// A run and its id.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// [`Run::id`].
    pub id: String,
    /// The run.
    pub run: Run,
}

impl Planned {
    /// Names a run.
    pub fn new(run: Run) -> Self {
        Self { id: run.id(), run }
    }
}

/// What an experiment file may refer to.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Directory of problem files.
    pub problems: &'a Path,
    /// Names of the figures there are.
    pub figures: &'a [&'a str],
}

impl Plan {
    /// Reads `text`, the content of the experiment file `path`.
    pub fn read(path: &Path, text: &str, context: Context<'_>) -> Result<Self, Faults> {
        let document = Document::parse(path, text)?;
        let config: Config = document.read()?;
        let stem = path.file_stem().unwrap_or_default();
        let name = stem.to_string_lossy().into_owned();
        let mut check = Check {
            document: &document,
            faults: Faults::default(),
        };
        let runs = check.runs(&name, &config, context);
        check.faults.into_result()?;
        Ok(Self {
            name,
            title: config.title,
            question: config.question,
            source: config.source,
            figures: config.figures,
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

    fn runs(&mut self, name: &str, config: &Config, context: Context<'_>) -> Vec<Planned> {
        self.seeds(&config.seeds);
        self.figures(&config.figures, context.figures);
        let known = self.train("train", &config.train, &[]);
        self.unique("problem", config.problem.iter().map(name_of));
        self.unique("model", config.model.iter().map(|m| m.label.as_str()));
        let mut problems = Vec::new();
        for (i, entry) in config.problem.iter().enumerate() {
            let key = format!("problem.{i}");
            let train = entry.train.applied(&config.train);
            let faults = self.train(&format!("{key}.train"), &train, &known);
            if let Some(problem) = self.problem(&key, entry, context.problems) {
                problems.push((problem, train, faults));
            }
        }
        let mut runs = Vec::new();
        for (j, entry) in config.model.iter().enumerate() {
            let key = format!("model.{j}");
            self.layers(&key, entry);
            for (problem, train, faults) in &problems {
                let train = entry.train.applied(train);
                let known: Vec<String> = known.iter().chain(faults).cloned().collect();
                self.train(&format!("{key}.train"), &train, &known);
                for (&layers, &seed) in pairs(&entry.layers, &config.seeds) {
                    // a fault was noted above
                    let Ok(model) = entry.with_layers(layers).resolved() else {
                        continue;
                    };
                    runs.push(Run {
                        experiment: name.to_owned(),
                        problem: problem.clone(),
                        label: entry.label.clone(),
                        model,
                        train: train.clone(),
                        seed,
                    });
                }
            }
        }
        // a stable sort: equal costs stay in the order of the file
        let round = |run: &Run| config.seeds.iter().position(|&s| s == run.seed);
        runs.sort_by(|a, b| {
            let dearer = b.cost().total_cmp(&a.cost());
            round(a).cmp(&round(b)).then(dearer)
        });
        runs.into_iter().map(Planned::new).collect()
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

    /// Faults of training options that are not `known` from the tables they stand on; all of them are returned.
    fn train(&mut self, key: &str, train: &TrainConfig, known: &[String]) -> Vec<String> {
        let mut found = Vec::new();
        for fault in train.faults() {
            let message = fault.to_string();
            if !known.contains(&message) {
                let inner = match &fault {
                    TrainError::Value { key, .. } => key,
                    _ => "",
                };
                self.fault(&format!("{key}.{inner}"), &message);
            }
            found.push(message);
        }
        found
    }

    /// Names must differ within a list of tables, and there must be one.
    fn unique<'n>(&mut self, list: &str, names: impl Iterator<Item = &'n str>) {
        let names: Vec<&str> = names.collect();
        if names.is_empty() {
            self.fault(list, format!("no {list} is given; add a [[{list}]]"));
        }
        for (k, name) in repeated(&names) {
            let message = format!("two {list}s are called `{name}`; give one another `label`");
            self.fault(&format!("{list}.{k}"), message);
        }
    }

    fn problem(
        &mut self,
        key: &str,
        entry: &ProblemEntry,
        directory: &Path,
    ) -> Option<ProblemConfig> {
        let mut config = match problem::load(directory, &entry.name) {
            Ok(file) => file.config,
            Err(ProblemError::Faults(inner)) => {
                self.faults.0.extend(inner.0);
                return None;
            }
            Err(error) => {
                self.fault(&format!("{key}.name"), error.to_string());
                return None;
            }
        };
        if let Some(alphabet) = entry.alphabet {
            match config.with_alphabet(alphabet) {
                Ok(other) => config = other,
                Err(error) => {
                    self.fault(&format!("{key}.alphabet"), error.to_string());
                    return None;
                }
            }
        }
        config.encoding = entry.encoding.unwrap_or(config.encoding);
        config.supervision = entry.supervision.unwrap_or(config.supervision);
        if let Err(error) = config.encoded() {
            self.fault(key, error.to_string());
            return None;
        }
        name_of(entry).clone_into(&mut config.name);
        Some(config)
    }

    fn layers(&mut self, key: &str, entry: &ModelEntry) {
        let at = format!("{key}.layers");
        if entry.layers.is_empty() {
            self.fault(&at, "`layers` is empty; give at least one, such as [1]");
        }
        for (k, layers) in repeated(&entry.layers) {
            let message = format!("{layers} layers are given twice; remove one");
            self.fault(&format!("{at}.{k}"), message);
        }
        let least = entry.layers.iter().min().copied().unwrap_or(1);
        // the sizes of the problem cannot make a model impossible
        let model = Model::<f32>::new(&entry.with_layers(least), 2, 2, 1, 0);
        if let Err(error) = model {
            let ModelError::Value { key: inner, .. } = &error;
            self.fault(&format!("{key}.{inner}"), error.to_string());
        }
    }
}

fn name_of(entry: &ProblemEntry) -> &str {
    entry.label.as_ref().unwrap_or(&entry.name)
}

fn pairs<'a, A, B>(a: &'a [A], b: &'a [B]) -> impl Iterator<Item = (&'a A, &'a B)> {
    a.iter().flat_map(move |x| b.iter().map(move |y| (x, y)))
}

/// Each entry that equals an earlier one, with its place.
fn repeated<T: PartialEq>(list: &[T]) -> impl Iterator<Item = (usize, &T)> {
    let seen = |k: usize, x: &T| list[..k].contains(x);
    list.iter().enumerate().filter(move |&(k, x)| seen(k, x))
}
#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
title = "t"
question = "q"
seeds = [3, 1]
figures = ["a-figure"]
[train]
length = 8
[[problem]]
name = "z2"
[[problem]]
name = "s3"
alphabet = "generators"
train = { steps = 50, length = 4 }
[[model]]
label = "GRU"
layers = [1, 2]
d_model = 16
mixer.gru = {}
[[model]]
label = "GRU slow"
layers = [1]
d_model = 16
mixer.gru = {}
train = { steps = 70, learning_rate = 1e-4 }
"#;

    fn read(text: &str) -> Result<Plan, Faults> {
        let context = Context {
            problems: Path::new("no such directory"),
            figures: &["a-figure"],
        };
        Plan::read(Path::new("dir/t.toml"), text, context)
    }

    #[test]
    fn every_combination_is_a_run_seed_by_seed_the_dearest_first() {
        let plan = read(GOOD).unwrap();
        let runs: Vec<String> = plan.runs.iter().map(|p| p.run.to_string()).collect();
        assert_eq!(
            runs[..6],
            [
                "z2, GRU, 2 layers, seed 3",
                "z2, GRU, 1 layer, seed 3",
                "z2, GRU slow, 1 layer, seed 3",
                "s3, GRU, 2 layers, seed 3",
                "s3, GRU slow, 1 layer, seed 3",
                "s3, GRU, 1 layer, seed 3",
            ]
        );
        assert_eq!(runs.len(), 12);
        assert!(runs[6..].iter().all(|r| r.ends_with("seed 1")));
        assert_eq!(plan.name, "t");
    }

    #[test]
    fn a_model_changes_what_its_problem_changed() {
        let plan = read(GOOD).unwrap();
        let train = |problem: &str, label: &str| {
            let mut runs = plan.runs.iter().map(|p| &p.run);
            let run = runs.find(|r| r.problem.name == problem && r.label == label);
            let train = &run.unwrap().train;
            (train.length, train.steps, train.optimiser.learning_rate)
        };
        assert_eq!(train("z2", "GRU"), (8, 2000, 1e-3));
        assert_eq!(train("s3", "GRU"), (4, 50, 1e-3));
        assert_eq!(train("s3", "GRU slow"), (4, 70, 1e-4));
    }

    #[test]
    fn ids_depend_on_everything_and_on_nothing_else() {
        let ids = |text: &str| {
            let mut ids: Vec<String> = read(text).unwrap().runs.into_iter().map(|p| p.id).collect();
            ids.sort();
            ids
        };
        let good = ids(GOOD);
        assert!(good.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(good, ids(&GOOD.replace("[3, 1]", "[1, 3]")));
        let written_out = GOOD.replace("length = 8", "length = 8\nbatch = 64");
        assert_eq!(good, ids(&written_out));
        for changed in [
            GOOD.replace("length = 8", "length = 9"),
            GOOD.replace("d_model = 16", "d_model = 24"),
            GOOD.replace("\"GRU", "\"gru"),
        ] {
            assert!(ids(&changed).iter().filter(|id| good.contains(id)).count() < 12);
        }
    }

    #[test]
    fn all_that_is_wrong_in_meaning_is_said_at_once_with_its_line() {
        let bad = GOOD
            .replace("[3, 1]", "[1, 2, 1]")
            .replace("a-figure", "figure")
            .replace("length = 8", "length = 0")
            .replace("\"z2\"", "\"z22\"")
            .replace("steps = 50", "steps = 0")
            .replace("[1, 2]\n", "[]\n")
            .replace("GRU slow", "GRU")
            .replace("1e-4", "-1.0");
        insta::assert_snapshot!(read(&bad).unwrap_err(), @r"
        dir/t.toml:4: seed 1 is given twice; remove one
        dir/t.toml:5: there is no figure `figure`; did you mean `a-figure`? (known: a-figure)
        dir/t.toml:7: train.length = 0 must be at least 1
        dir/t.toml:9: there is no problem `z22`; did you mean `z12`? (`barrington list` names the 152 there are; or write no such directory/z22.toml)
        dir/t.toml:13: train.steps = 0 must be at least 1
        dir/t.toml:16: `layers` is empty; give at least one, such as [1]
        dir/t.toml:19: two models are called `GRU`; give one another `label`
        dir/t.toml:24: train.optimiser.learning_rate = -1 must be a positive number
        ");
    }
}
