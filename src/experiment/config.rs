//! An experiment as typed: one TOML file, one question.
//!
//! ```toml
//! title = "The illusion of state, in miniature"
//! question = "How many layers does each architecture need as inputs grow?"
//! source = "the paper it follows, with the table or figure"
//! seeds = [0, 1, 2]
//! figures = ["minimum-depth", "accuracy-by-length"]
//!
//! [train]                     # everything of TrainConfig; what is left out has its default
//! length = 24
//!
//! [[problem]]
//! name = "a5"
//! alphabet = "generators"     # optional, as are encoding, supervision, label, train and zip
//!
//! [[model]]
//! label = "Mamba"
//! layers = [1, 2, 4]          # a list where no list belongs: one run for each
//! d_model = [32, 64]
//! mixer.mamba = { d_state = [8, 16] }
//! zip = [["d_model", "mixer.mamba.d_state"]]     # 32 with 8 and 64 with 16; not 32 with 16
//! train = { optimiser.learning_rate = 2e-3 }     # over that of the problem, which is over [train]
//! ```
//!
//! The tables `train` are laid over one another before they are read: `[train]`, that of the problem, that of the model,
//! options of the command line. A list sweeps every key whose type is no list; a key that holds a list, such as
//! `train.optimiser.betas`, is swept by a list of lists. All combinations are made, except that `zip` pairs the values of
//! its keys one by one; its keys are those of the table it stands in, and `train.KEY` for those of its training.
//!
//! What it leaves out: meaning. Whether the names exist and the numbers fit is [`crate::experiment::plan`]'s.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::base::kinds::{Kind, kind};
use crate::base::tree::{self, Node};
use crate::model::ModelConfig;
use crate::problem::answer::Supervision;
use crate::problem::encoding::Encoding;
use crate::problem::families::word::Alphabet;
use crate::train::config::TrainConfig;

/// A table that is read later, run by run.
pub type Later = BTreeMap<String, IgnoredAny>;

/// An experiment file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Heading of the report.
    pub title: String,
    /// What it asks, in a sentence.
    pub question: String,
    /// The paper it follows.
    #[serde(default)]
    pub source: String,
    /// Each run is made once per seed.
    pub seeds: Vec<u64>,
    /// Figures to draw, in this order; all if there are none here.
    #[serde(default)]
    pub figures: Vec<String>,
    /// How every model is trained.
    #[serde(default)]
    pub train: Later,
    /// The problems.
    pub problem: Vec<Later>,
    /// The models.
    pub model: Vec<Later>,
}

/// A problem of an experiment.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemEntry {
    /// A problem file or a built-in problem.
    pub name: String,
    /// Another alphabet than the problem's own.
    pub alphabet: Option<Alphabet>,
    /// Another encoding than the problem's own.
    pub encoding: Option<Encoding>,
    /// Another supervision than the problem's own.
    pub supervision: Option<Supervision>,
    /// Its name in records and figures, where it is not `name`: a problem that is there twice, read
    /// differently, needs two.
    pub label: Option<String>,
}

/// What a table has beside the keys of what it describes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Beside {
    /// What is trained differently.
    pub train: Later,
    /// Keys whose lists are read side by side.
    pub zip: Option<Zips>,
}

/// Groups of keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "wants a list of lists of keys, such as [[\"layers\", \"d_model\"]]"
)]
pub enum Zips {
    /// The only form.
    Groups(Vec<Vec<String>>),
}

/// What a model has beside its configuration and [`Beside`].
#[derive(Clone, Debug, Deserialize)]
pub struct Labelled {
    /// Its name in records and figures.
    pub label: String,
}

/// The keys of a run, by which kinds of keys are told.
#[derive(Deserialize)]
#[expect(dead_code, reason = "only the shape is asked for")]
pub struct Keys {
    problem: ProblemEntry,
    model: ModelConfig,
    train: TrainConfig,
}

/// Whether what stands at a key of a run is one of several names.
pub fn is_choice(path: &[&str]) -> bool {
    matches!(kind::<Keys>(path), Some(Kind::Choice(_)))
}

/// Whether `path` leads into `tree`: what is below one of several names has no place where another one was chosen.
pub fn has_place(tree: &Node<'_>, path: &[&str]) -> bool {
    let is_there = |path: &[&str]| tree::get(tree, path).is_some();
    let one_of = |path: &[&str]| match path {
        // whoever has a pattern may use any mixer
        ["model", "mixer"] => !is_there(&["model", "pattern"]),
        _ => is_choice(path),
    };
    let open = |k: usize| !one_of(&path[..k]) || !is_there(&path[..k]) || is_there(&path[..=k]);
    is_there(&path[..1]) && (1..path.len() - 1).all(open)
}

/// The keys of training that are inside a table, with dots.
pub fn deeper() -> Vec<String> {
    fn walk(value: &serde_json::Value, path: &str, found: &mut Vec<String>) {
        for (key, value) in value.as_object().into_iter().flatten() {
            let path = format!("{path}{key}");
            walk(value, &format!("{path}."), found);
            found.push(path);
        }
    }
    let mut found = Vec::new();
    let usual = serde_json::to_value(TrainConfig::default()).unwrap_or_default();
    walk(&usual, "", &mut found);
    found
}
