//! The first half of a plan: the tables of an experiment file laid over one another, swept and read.
//!
//! Every fault points at the table in which the faulty value stands, whichever run it was found in.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::faults::{Document, Fault, Faults, Root};
use crate::base::tree::{self, Entry};
use crate::experiment::config::{
    Beside, Config, Labelled, ProblemEntry, deeper, has_place, is_choice,
};
use crate::experiment::sweep::{Choice, Variant, Zip, variants};
use crate::model::ModelConfig;
use crate::train::config::TrainConfig;

/// A problem as typed, with one value at every swept key.
#[derive(Clone, Debug)]
pub(super) struct TypedProblem<'a> {
    /// What was read.
    pub entry: ProblemEntry,
    /// Its swept keys.
    pub choices: Vec<Choice>,
    /// Its number among the tables `[[problem]]`.
    pub number: usize,
    /// `problem` as it was read.
    pub tree: DeTable<'a>,
}

/// A run as typed, without its seed.
#[derive(Clone, Debug)]
pub(super) struct TypedRun<'a> {
    /// Its place among the problems.
    pub problem: usize,
    /// Its number among the tables `[[model]]`.
    pub number: usize,
    /// The model's label.
    pub label: String,
    /// The model.
    pub model: ModelConfig,
    /// How it is trained.
    pub train: TrainConfig,
    /// Its swept keys.
    pub choices: Vec<Choice>,
    /// `model` and `train` as they were read.
    pub tree: DeTable<'a>,
}

/// An experiment as typed.
#[derive(Debug)]
pub(super) struct Typed<'a> {
    /// What is not of one run.
    pub config: Config,
    /// The problems, in the order of the file.
    pub problems: Vec<TypedProblem<'a>>,
    /// The labels of the models, in the order of the file.
    pub labels: Vec<String>,
    /// How each problem is trained if no model says otherwise, and the tables `train` as they were read.
    pub trains: Vec<(TrainConfig, DeTable<'a>)>,
    /// What is wrong with lists.
    pub faults: Faults,
    /// All combinations but for seeds, in the order of the file: model by model.
    pub runs: Vec<TypedRun<'a>>,
}

/// Reads `document` with the `changes` of the command line.
pub(super) fn read<'a>(
    document: &mut Document<'a>,
    changes: Vec<Entry<'a>>,
) -> Result<Typed<'a>, Faults> {
    let of_runs = |change: &Entry| ["problem", "model", "train"].contains(&change.names()[0]);
    let (of_runs, of_file): (Vec<_>, Vec<_>) = changes.into_iter().partition(of_runs);
    of_file.iter().for_each(|change| document.set(change));
    let mut reader = Reader {
        document,
        unused: vec![true; of_runs.len()],
        changes: of_runs,
        faults: Vec::new(),
        of_lists: Vec::new(),
        of_problems: Vec::new(),
        labels: Vec::new(),
    };
    let config: Option<Config> = reader.read(document.tree(), &Root::default());
    let common = reader.common();
    let problems = reader.problems();
    let trains = reader.trains(&common);
    let runs = reader.runs(&common, &problems);
    reader.changes_of_nothing(&runs);
    let (of_lists, labels) = (reader.of_lists, reader.labels);
    if !reader.faults.is_empty() {
        reader.faults.extend(of_lists);
        return Err(Faults(reader.faults)
            .into_result()
            .err()
            .unwrap_or_default());
    }
    let config = config.ok_or_else(Faults::default)?;
    Ok(Typed {
        config,
        problems,
        labels,
        trains,
        runs,
        faults: Faults(of_lists),
    })
}

struct Reader<'d, 'a> {
    document: &'d Document<'a>,
    changes: Vec<Entry<'a>>,
    /// Which changes have found no place yet.
    unused: Vec<bool>,
    faults: Vec<Fault>,
    /// Faults of meaning: lists that are empty or cannot be paired.
    of_lists: Vec<Fault>,
    /// What each table `[[problem]]` says of training, and how its lists are paired there.
    of_problems: Vec<(DeTable<'a>, Vec<Zip>)>,
    labels: Vec<String>,
}

/// What stands beside the keys of a table.
struct Apart<'a> {
    rest: DeTable<'a>,
    train: DeTable<'a>,
    zips: Vec<Zip>,
}

/// The table `[train]`, which all runs have in common.
struct Common<'a> {
    train: DeTable<'a>,
    zips: Vec<Zip>,
    root: Root,
}

impl<'a> Reader<'_, 'a> {
    fn read<T: DeserializeOwned>(&mut self, tree: &DeTable<'a>, root: &Root) -> Option<T> {
        let read = self.document.read_tree(tree, root);
        read.map_err(|faults| self.faults.extend(faults.0)).ok()
    }

    fn common(&mut self) -> Common<'a> {
        let root = Root {
            name: "train".to_owned(),
            start: tree::position(self.document.tree(), "train", 0),
            also: &["zip"],
            deeper: deeper(),
        };
        let mut train = table(self.document.tree(), "train");
        let mut beside = DeTable::new();
        if let Some((key, value)) = train.remove_entry("zip") {
            beside.insert(key, value);
        }
        let zips = self.apart(beside, "train", &root).zips;
        Common { train, zips, root }
    }

    /// The tables of the list `name`, with the changes that are for all of them.
    fn tables(&mut self, name: &str) -> Vec<(DeTable<'a>, Root)> {
        let list = self.document.tree().get(name).map(Spanned::get_ref);
        let list = list
            .and_then(DeValue::as_array)
            .into_iter()
            .flat_map(|list| list.iter());
        let tables: Vec<_> = list
            .enumerate()
            .filter(|(_, node)| node.get_ref().is_table())
            .collect();
        let mut found = Vec::new();
        for (number, node) in tables {
            let mut tree = DeTable::new();
            let start = node.span().start;
            put(&mut tree, name, start, node.get_ref().clone());
            self.change(&mut tree);
            let root = Root {
                name: format!("{name}.{number}"),
                start,
                ..Root::default()
            };
            found.push((table(&tree, name), root));
        }
        found
    }

    /// Makes the changes that have a place in `tree`.
    fn change(&mut self, tree: &mut DeTable<'a>) {
        for (change, unused) in self.changes.iter().zip(&mut self.unused) {
            if has_place(tree, &change.names()) {
                *unused = false;
                let mut over = DeTable::new();
                tree::set(&mut over, &change.path, change.value.clone());
                tree::overlay(tree, &over, &mut Vec::new(), &is_choice);
            }
        }
    }

    /// Takes `train` and `zip` out of a table.
    fn apart(&mut self, mut rest: DeTable<'a>, name: &str, root: &Root) -> Apart<'a> {
        let mut beside = DeTable::new();
        for key in ["train", "zip"] {
            if let Some((key, value)) = rest.remove_entry(key) {
                beside.insert(key, value);
            }
        }
        let read: Beside = self.read(&beside, root).unwrap_or_default();
        let groups = read.zip.into_iter().enumerate();
        let zips = groups.map(|(k, keys)| Zip {
            keys: keys.into_iter().map(|key| full(&key, name)).collect(),
            position: tree::position(&beside, &format!("zip.{k}"), root.start),
        });
        Apart {
            zips: zips.collect(),
            train: table(&beside, "train"),
            rest,
        }
    }

    fn variants(&mut self, tree: &DeTable<'a>, zips: &[Zip]) -> Vec<Variant<'a>> {
        let (found, faults) = variants(self.document, tree, zips);
        self.of_lists.extend(faults);
        found
    }

    fn problems(&mut self) -> Vec<TypedProblem<'a>> {
        let mut problems = Vec::new();
        for (number, (entry, mut root)) in self.tables("problem").into_iter().enumerate() {
            let Apart { rest, train, zips } = self.apart(entry, "problem", &root);
            root.also = &["train", "zip"];
            let of_train = |zip: &Zip| zip.keys.iter().all(|key| key.starts_with("train."));
            let (later, now): (Vec<_>, Vec<_>) = zips.into_iter().partition(of_train);
            self.of_problems.push((train, later));
            let mut tree = DeTable::new();
            put(&mut tree, "problem", root.start, DeValue::Table(rest));
            for variant in self.variants(&tree, &now) {
                if let Some(entry) = self.read(&table(&variant.tree, "problem"), &root) {
                    problems.push(TypedProblem {
                        entry,
                        choices: variant.choices,
                        number,
                        tree: variant.tree,
                    });
                }
            }
        }
        problems
    }

    /// `[train]` by itself and with what every problem changes. What is wrong with lists is said of the runs.
    fn trains(&mut self, common: &Common<'a>) -> Vec<(TrainConfig, DeTable<'a>)> {
        let mut trains = Vec::new();
        let changed = self.of_problems.clone().into_iter();
        let nothing = (DeTable::new(), Vec::new());
        for (own, _) in std::iter::once(nothing).chain(changed) {
            let tree = self.merged(common, &[&own]);
            for Variant { tree, .. } in variants(self.document, &tree, &[]).0 {
                if let Some(train) = self.read(&table(&tree, "train"), &common.root) {
                    trains.push((train, tree));
                }
            }
        }
        trains
    }

    /// A tree with `[train]`, the tables `over` laid on it, and the changes.
    fn merged(&mut self, common: &Common<'a>, over: &[&DeTable<'a>]) -> DeTable<'a> {
        let mut merged = common.train.clone();
        for over in over {
            tree::overlay(&mut merged, over, &mut vec!["train".to_owned()], &is_choice);
        }
        let mut tree = DeTable::new();
        put(
            &mut tree,
            "train",
            common.root.start,
            DeValue::Table(merged),
        );
        self.change(&mut tree);
        tree
    }

    fn runs(&mut self, common: &Common<'a>, problems: &[TypedProblem<'a>]) -> Vec<TypedRun<'a>> {
        let mut runs = Vec::new();
        for (number, (entry, mut root)) in self.tables("model").into_iter().enumerate() {
            let mut apart = self.apart(entry, "model", &root);
            let mut label = DeTable::new();
            if let Some((key, value)) = apart.rest.remove_entry("label") {
                label.insert(key, value);
            }
            let label: Option<Labelled> = self.read(&label, &root);
            let label = label.map(|read| read.label).unwrap_or_default();
            self.labels.push(label.clone());
            root.also = &["label", "train", "zip"];
            for (problem, (of_problem, zips)) in self.changed(problems).into_iter().enumerate() {
                let mut tree = self.merged(common, &[&of_problem, &apart.train]);
                let rest = DeValue::Table(apart.rest.clone());
                put(&mut tree, "model", root.start, rest);
                let zips = [&common.zips, &zips, &apart.zips];
                let zips: Vec<Zip> = zips.into_iter().flatten().cloned().collect();
                for Variant { tree, choices } in self.variants(&tree, &zips) {
                    let model = self.read(&table(&tree, "model"), &root);
                    let train = self.read(&table(&tree, "train"), &common.root);
                    if let (Some(model), Some(train)) = (model, train) {
                        runs.push(TypedRun {
                            problem,
                            number,
                            label: label.clone(),
                            model,
                            train,
                            choices,
                            tree,
                        });
                    }
                }
            }
        }
        runs
    }

    /// What each problem changes. Without problems the tables of the models are read all the same.
    fn changed(&self, problems: &[TypedProblem<'a>]) -> Vec<(DeTable<'a>, Vec<Zip>)> {
        if problems.is_empty() {
            return vec![(DeTable::new(), Vec::new())];
        }
        let changed = problems.iter().map(|p| self.of_problems[p.number].clone());
        changed.collect()
    }

    /// An option that changes nothing is a mistake.
    fn changes_of_nothing(&mut self, runs: &[TypedRun<'_>]) {
        for (change, unused) in self.changes.iter().zip(&self.unused) {
            if *unused && !runs.is_empty() {
                let key = change.key();
                let message = format!("no run has a place for `{key}`; leave it out");
                self.faults
                    .push(self.document.at(change.value.span().start, message));
            }
        }
    }
}

/// A key of `zip` from the root of a run on.
fn full(key: &str, table: &str) -> String {
    match table {
        _ if key.starts_with("train.") => key.to_owned(),
        _ => format!("{table}.{key}"),
    }
}

/// Puts a value under a key that stands at `start`.
fn put<'a>(tree: &mut DeTable<'a>, key: &str, start: usize, value: DeValue<'a>) {
    let path = [(key.to_owned(), start..start)];
    tree::set(tree, &path, Spanned::new(start..start, value));
}

/// The table at `key`; an empty one if there is none.
fn table<'a>(tree: &DeTable<'a>, key: &str) -> DeTable<'a> {
    let found = tree::get(tree, &[key]).and_then(|node| node.get_ref().as_table());
    found.cloned().unwrap_or_default()
}
