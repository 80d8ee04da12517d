//! Lists where no list belongs: one variant of a tree for each combination of their entries.

use itertools::Itertools;
use toml::de::DeValue;

use crate::base::faults::{Document, Fault};
use crate::base::kinds::{ENTRY, Kind, kind};
use crate::base::tree::{self, Entry, Node, Step};
use crate::experiment::config::Keys;

/// The most variants of one tree.
const MOST: usize = 100_000;

/// A tree with one value at every swept key.
#[derive(Clone, Debug)]
pub struct Variant<'a> {
    /// The tree.
    pub tree: Node<'a>,
    /// The values, in the order of the text.
    pub choices: Vec<Choice>,
}

/// One value of a swept key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The key with dots, from `problem`, `model` or `train` on.
    pub key: String,
    /// The value as typed, a text without its quotes.
    pub value: String,
}

/// Keys whose lists are read side by side.
#[derive(Clone, Debug)]
pub struct Zip {
    /// With dots, from `problem`, `model` or `train` on.
    pub keys: Vec<String>,
    /// Where the group stands.
    pub position: usize,
}

/// A swept key.
struct List<'t, 'a> {
    /// With dots.
    key: String,
    path: Vec<Step>,
    /// Where the list stands.
    start: usize,
    /// Its entries, each with how it is typed.
    values: Vec<(String, &'t Node<'a>)>,
}

impl List<'_, '_> {
    /// The last part of its key.
    fn name(&self) -> &str {
        self.path.last().map_or("", |step| step.name.as_str())
    }
}

/// All variants of `tree`, whose keys are those of [`Keys`], by its lists at swept keys, and what is wrong with the lists;
/// the first list moves slowest.
pub fn variants<'a>(
    document: &Document<'a>,
    tree: &Node<'a>,
    zips: &[Zip],
    is_swept: impl Fn(&str) -> bool,
) -> (Vec<Variant<'a>>, Vec<Fault>) {
    let all = tree::entries(tree).into_iter();
    let mut lists: Vec<List> = all.filter_map(|entry| swept(document, entry)).collect();
    lists.retain(|list| is_swept(&list.key));
    lists.sort_by_key(|list| list.start);
    let mut faults = Vec::new();
    let axes = axes(document, tree, &lists, zips, &mut faults);
    let own: Vec<usize> = (0..lists.len()).filter(|&k| axes[k] == k).collect();
    faults.extend(own.iter().flat_map(|&axis| {
        let of_axis = lists.iter().zip(&axes).filter(|of| *of.1 == axis);
        wrong(document, &of_axis.map(|of| of.0).collect::<Vec<_>>())
    }));
    let length = |k: usize| lists[k].values.len();
    let all = own
        .iter()
        .try_fold(1usize, |all, &k| all.checked_mul(length(k)));
    if all.is_none_or(|all| all > MOST) {
        let message = format!(
            "the lists have more than {MOST} combinations; make them shorter, or pair some with `zip`"
        );
        faults.push(document.at(lists[own[0]].start, message));
        return (Vec::new(), faults);
    }
    let variant = |places: Vec<usize>| {
        let mut entries = vec![0; lists.len()];
        for (&list, place) in own.iter().zip(places) {
            entries[list] = place;
        }
        let (mut tree, mut choices) = (tree.clone(), Vec::new());
        for (list, &axis) in lists.iter().zip(&axes) {
            // of lists that are not equally long, which is a fault, the last entry stands for those that lack; one that is
            // empty has no variant
            let (value, node) = list.values.get(entries[axis]).or(list.values.last())?;
            *tree::get_mut(&mut tree, &list.path)? = (*node).clone();
            let (key, value) = (list.key.clone(), value.clone());
            choices.push(Choice { key, value });
        }
        Some(Variant { tree, choices })
    };
    let choices = own.iter().map(|&k| 0..length(k));
    let combinations = choices.multi_cartesian_product();
    (combinations.filter_map(variant).collect(), faults)
}

/// The list of `entry`, if it is one of values for a key that takes one of them.
fn swept<'t, 'a>(document: &Document<'a>, entry: Entry<'t, 'a>) -> Option<List<'t, 'a>> {
    let values = entry.value.get_ref().as_array()?;
    let mut path = entry.names();
    let is_swept = match kind::<Keys>(&path)? {
        Kind::List => {
            path.push(ENTRY);
            let of_lists = !values.is_empty() && values.iter().all(|row| row.get_ref().is_array());
            of_lists && kind::<Keys>(&path) != Some(Kind::List)
        }
        _ => true,
    };
    let typed = |value: &'t Node<'a>| match value.get_ref() {
        DeValue::String(text) => (text.to_string(), value),
        _ => (document.typed(value.span()).to_owned(), value),
    };
    // what is inside a list is part of it
    let is_inside = entry.path.iter().any(|step| step.key.is_none());
    (is_swept && !is_inside).then(|| List {
        key: entry.names().join("."),
        start: entry.value.span().start,
        values: values.iter().map(typed).collect(),
        path: entry.path,
    })
}

/// What is wrong with lists that are read side by side: one is empty, or they have the same values at two places.
fn wrong(document: &Document<'_>, lists: &[&List<'_, '_>]) -> Vec<Fault> {
    let empty = lists.iter().filter(|list| list.values.is_empty());
    let empty = empty.map(|list| {
        let message = format!("`{}` is empty; give it at least one value", list.name());
        document.at(list.start, message)
    });
    let row = |k: usize| -> Option<Vec<&str>> {
        let values = lists.iter().map(|list| list.values.get(k));
        values.map(|value| Some(value?.0.as_str())).collect()
    };
    let rows: Vec<_> = (0..).map_while(row).collect();
    let twice = (0..rows.len()).filter(|&k| rows[..k].contains(&rows[k]));
    let twice = twice.map(|k| {
        let pairs = lists.iter().zip(&rows[k]);
        let message = match lists {
            [list] => format!("`{}` has {} twice; remove one", list.name(), rows[k][0]),
            _ => format!(
                "`zip` pairs {} twice; remove one",
                pairs
                    .map(|(list, value)| format!("{} = {value}", list.name()))
                    .join(" with ")
            ),
        };
        document.at(lists[0].values[k].1.span().start, message)
    });
    empty.chain(twice).collect()
}

/// For each list the one it moves with: itself, or the first of its group.
fn axes(
    document: &Document<'_>,
    tree: &Node<'_>,
    lists: &[List<'_, '_>],
    zips: &[Zip],
    faults: &mut Vec<Fault>,
) -> Vec<usize> {
    let mut axes: Vec<usize> = (0..lists.len()).collect();
    for zip in zips {
        // whoever sets one of its keys is told so
        let typed = zip.keys.iter().map(|key| tree::position(tree, key, 0));
        let typed = typed.filter(|&key| document.is_option(key)).max();
        let position = typed.unwrap_or(zip.position);
        let mut fault = |message| faults.push(document.at(position, message));
        let mut group: Option<usize> = None;
        for key in &zip.keys {
            let told_key = told(key);
            let Some(list) = lists.iter().position(|list| list.key == *key) else {
                fault(format!(
                    "`zip` pairs `{told_key}`, which has no list; give it one, or take it out of `zip`"
                ));
                continue;
            };
            let paired = axes.iter().filter(|&&axis| axis == axes[list]).count() > 1;
            match group {
                _ if paired || group == Some(list) => {
                    fault(format!("`zip` names `{told_key}` twice; take one out"));
                }
                None => group = Some(list),
                Some(first) => {
                    let (ours, theirs) = (lists[first].values.len(), lists[list].values.len());
                    if ours != theirs {
                        let other = told(&lists[first].key);
                        fault(format!(
                            "`zip` pairs the {ours} values of `{other}` with the {theirs} of `{told_key}`; give both the same number"
                        ));
                    }
                    axes[list] = first;
                }
            }
        }
    }
    axes
}

/// A key as it is written in the table of its problem or model.
fn told(key: &str) -> &str {
    let below = key.strip_prefix("problem.");
    below.or(key.strip_prefix("model.")).unwrap_or(key)
}

/// `name` with the choices that no figure tells apart by itself: `Mamba (d_state = 16)`. Layers and the length that was
/// trained have an axis of their own. A key is called by its last part, or by as many as it takes.
pub fn label(name: &str, choices: &[Choice]) -> String {
    let told = ["model.layers", "train.length", "problem.name"];
    let shown = choices
        .iter()
        .filter(|choice| !told.contains(&choice.key.as_str()));
    let shown = shown.map(|Choice { key, value }| format!("{} = {value}", short(key, choices)));
    match shown.collect_vec().as_slice() {
        [] => name.to_owned(),
        shown => format!("{name} ({})", shown.join(", ")),
    }
}

/// The shortest end of `key` that no other choice ends in.
fn short<'k>(key: &'k str, choices: &[Choice]) -> &'k str {
    let mut ends = key.rmatch_indices('.').map(|(at, _)| &key[at + 1..]);
    let others = choices.iter().filter(|other| other.key != key);
    let alone = |end: &&str| !others.clone().any(|other| ends_in(&other.key, end));
    ends.find(alone).unwrap_or(key)
}

/// Whether the dotted `key` ends in the dotted `part`.
pub fn ends_in(key: &str, part: &str) -> bool {
    let before = key.strip_suffix(part);
    before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
}
