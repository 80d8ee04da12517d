//! What can be wrong with an experiment in its meaning, each fault at the line of its key.

use crate::base::near::there_is_no;
use crate::base::tree::{self, Node};
use crate::experiment::run::Run;
use crate::experiment::typed::Reader;
use crate::model::{Model, ModelConfig};
use crate::train::config::TrainConfig;

impl Reader<'_, '_> {
    pub(super) fn fault(&mut self, key: &str, message: impl Into<String>) {
        let fault = self.document.fault(key, message);
        self.meaning.push(fault);
    }

    /// The fault `message` at a key of `tree`, or at the fallback `table` of the document.
    pub(super) fn fault_in(&mut self, tree: &Node<'_>, key: &str, table: &str, message: String) {
        let start = tree::position(self.document.tree(), table, 0);
        let position = tree::position(tree, key, start);
        self.meaning.push(self.document.at(position, message));
    }

    /// `other` is `first` under another name. A problem may have two: they share their record.
    pub(super) fn same(&mut self, first: &Run, other: &Run, number: usize) {
        if first.problem.name == other.problem.name && first.label != other.label {
            let (first, other) = (&first.label, &other.label);
            let message =
                format!("`{first}` and `{other}` are one and the same model; take one out");
            self.fault(&format!("model.{number}"), message);
        }
    }

    pub(super) fn seeds(&mut self, seeds: &[u64]) {
        if seeds.is_empty() {
            self.fault("seeds", "`seeds` is empty; give at least one, such as [0]");
        }
        for (k, seed) in seeds.iter().enumerate() {
            if seeds[..k].contains(seed) {
                let key = format!("seeds.{k}");
                self.fault(&key, format!("seed {seed} is given twice; remove one"));
            }
        }
    }

    pub(super) fn figures(&mut self, figures: &[String], known: &[&str]) {
        for (k, name) in figures.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                self.fault(&format!("figures.{k}"), there_is_no("figure", name, known));
            }
        }
    }

    pub(super) fn train(&mut self, train: &TrainConfig, tree: &Node<'_>) {
        for (key, message) in train.faults().0 {
            self.fault_in(tree, &format!("train.{key}"), "train", message);
        }
    }

    /// `names`, each with the number of its table, must differ within the list of `tables` tables, and there must be one.
    pub(super) fn unique(
        &mut self,
        list: &str,
        tables: usize,
        names: impl IntoIterator<Item = (usize, String)>,
    ) {
        if tables == 0 {
            self.fault(list, format!("no {list} is given; add a [[{list}]]"));
        }
        let mut seen = Vec::new();
        for (number, name) in names {
            if seen.contains(&name) {
                let message = format!("two {list}s are called `{name}`; give one another `label`");
                self.fault(&format!("{list}.{number}"), message);
            }
            seen.push(name);
        }
    }

    /// Tries whether the model can be built, once each.
    pub(super) fn model(
        &mut self,
        model: &ModelConfig,
        tree: &Node<'_>,
        number: usize,
        tried: &mut Vec<ModelConfig>,
    ) {
        // what is wrong with the layers says how many there are; otherwise one block tells as much as many
        let layers = model.stack().err();
        let model = ModelConfig {
            layers: model.layers.map(|layers| layers.min(1)),
            ..model.clone()
        };
        if tried.contains(&model) {
            return;
        }
        // the sizes of the problem cannot make a model impossible
        let built = || Model::<f32>::new(&model, 2, 2, 1, 0).err();
        if let Some(error) = layers.or_else(built) {
            let (key, table) = (format!("model.{}", error.key), format!("model.{number}"));
            self.fault_in(tree, &key, &table, error.to_string());
        }
        tried.push(model);
    }
}
