//! Lists where no list belongs: one variant of a tree for each combination of their entries.

use toml::de::{DeTable, DeValue};

use crate::base::faults::{Document, Fault};
use crate::base::kinds::{ENTRY, Kind, kind};
use crate::base::tree::{self, Entry, Node};
use crate::experiment::config::Keys;

/// The most variants of one tree.
const MOST: usize = 100_000;

/// A tree with one value at every swept key.
#[derive(Clone, Debug)]
pub struct Variant<'a> {
    /// The tree.
    pub tree: DeTable<'a>,
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

/// Keys that move together, each with its list.
struct Axis<'a>(Vec<Entry<'a>>);

impl<'a> Axis<'a> {
    fn length(&self) -> usize {
        self.0.first().map_or(0, |entry| entries(entry).len())
    }
}

fn entries<'t, 'a>(list: &'t Entry<'a>) -> &'t [Node<'a>] {
    match list.value.get_ref() {
        DeValue::Array(array) => array.as_ref(),
        _ => &[],
    }
}

/// All variants of `tree`, whose keys are those of [`Keys`], and what is wrong with the lists; the first list moves
/// slowest.
pub fn variants<'a>(
    document: &Document<'a>,
    tree: &DeTable<'a>,
    zips: &[Zip],
) -> (Vec<Variant<'a>>, Vec<Fault>) {
    let swept: Vec<Entry<'a>> = tree::lists(tree).into_iter().filter(is_swept).collect();
    let order: Vec<String> = swept.iter().map(Entry::key).collect();
    let mut faults: Vec<Fault> = swept
        .iter()
        .flat_map(|list| wrong(document, list))
        .collect();
    let axes = axes(document, swept, zips, &mut faults);
    let all = axes
        .iter()
        .try_fold(1usize, |all, axis| all.checked_mul(axis.length()));
    if let Some(axis) = axes.first().filter(|_| all.is_none_or(|all| all > MOST)) {
        let message = format!(
            "the lists have more than {MOST} combinations; make them shorter, or pair some with `zip`"
        );
        faults.push(document.at(axis.0[0].value.span().start, message));
        return (Vec::new(), faults);
    }
    let mut variants = vec![Variant {
        tree: tree.clone(),
        choices: Vec::new(),
    }];
    for axis in &axes {
        let chosen = |variant: &Variant<'a>, k: usize| {
            let mut variant = variant.clone();
            for list in &axis.0 {
                // of lists that are not equally long, which is a fault, the last entry stands for those that lack
                let values = entries(list);
                let value = values[k.min(values.len() - 1)].clone();
                variant.choices.push(Choice {
                    key: list.key(),
                    value: typed(document, &value),
                });
                tree::set(&mut variant.tree, &list.path, value);
            }
            variant
        };
        variants = variants
            .iter()
            .flat_map(|variant| {
                (0..axis.length())
                    .map(|k| chosen(variant, k))
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    for variant in &mut variants {
        let place = |choice: &Choice| order.iter().position(|key| *key == choice.key);
        variant.choices.sort_by_key(place);
    }
    (variants, faults)
}

/// Whether a list is one of values for a key that takes one of them.
fn is_swept(list: &Entry<'_>) -> bool {
    let mut path = list.names();
    match kind::<Keys>(&path) {
        None => false,
        Some(Kind::List) => {
            path.push(ENTRY);
            let rows = entries(list);
            let of_lists = !rows.is_empty() && rows.iter().all(|row| row.get_ref().is_array());
            of_lists && kind::<Keys>(&path) != Some(Kind::List)
        }
        Some(_) => true,
    }
}

/// What is wrong with a list by itself.
fn wrong(document: &Document<'_>, list: &Entry<'_>) -> Vec<Fault> {
    let name = list.path.last().map_or("", |(name, _)| name.as_str());
    let start = list.value.span().start;
    let typed: Vec<String> = entries(list)
        .iter()
        .map(|value| typed(document, value))
        .collect();
    if typed.is_empty() {
        let message = format!("`{name}` is empty; give at least one, such as [1]");
        return vec![document.at(start, message)];
    }
    let twice = (0..typed.len()).filter(|&k| typed[..k].contains(&typed[k]));
    twice
        .map(|k| {
            let message = format!("`{name}` has {} twice; remove one", typed[k]);
            document.at(entries(list)[k].span().start, message)
        })
        .collect()
}

/// The lists as axes: those of a group together, in the place of its first.
fn axes<'a>(
    document: &Document<'_>,
    swept: Vec<Entry<'a>>,
    zips: &[Zip],
    faults: &mut Vec<Fault>,
) -> Vec<Axis<'a>> {
    let mut axes: Vec<Axis<'a>> = swept.into_iter().map(|list| Axis(vec![list])).collect();
    for zip in zips {
        let mut fault = |message| faults.push(document.at(zip.position, message));
        let mut group: Option<usize> = None;
        for key in &zip.keys {
            let found = axes
                .iter()
                .position(|axis| axis.0.iter().any(|list| list.key() == *key));
            match (found, group) {
                (None, _) => fault(format!(
                    "`zip` pairs `{}`, which has no list; give it one, or take it out of `zip`",
                    told(key)
                )),
                (Some(place), None) if axes[place].0.len() == 1 => group = Some(place),
                (Some(place), Some(first)) if place != first && axes[place].0.len() == 1 => {
                    let (ours, theirs) = (axes[first].length(), axes[place].length());
                    if ours != theirs {
                        let other = axes[first].0[0].key();
                        let (other, key) = (told(&other), told(key));
                        fault(format!(
                            "`zip` pairs the {ours} values of `{other}` with the {theirs} of `{key}`; give both the same number"
                        ));
                    }
                    let moved = axes.remove(place);
                    let first = first - usize::from(place < first);
                    axes[first].0.extend(moved.0);
                    group = Some(first);
                }
                _ => fault(format!("`zip` names `{}` twice; take one out", told(key))),
            }
        }
    }
    axes
}

/// A key as it is written in the table of its problem or model.
fn told(key: &str) -> &str {
    let below = ["problem.", "model."].iter();
    let mut below = below.filter_map(|table| key.strip_prefix(table));
    below.next().unwrap_or(key)
}

/// A value as typed, a text without its quotes.
fn typed(document: &Document<'_>, value: &Node<'_>) -> String {
    match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        _ => document.typed(value.span()).to_owned(),
    }
}

/// `name` with the choices that no figure tells apart by itself: `Mamba, d_state = 16`. Layers and the length that was
/// trained have an axis of their own. A key is called by its last part, or by as many as it takes.
pub fn label(name: &str, choices: &[Choice]) -> String {
    let told = ["model.layers", "train.length", "problem.name"];
    let shown = choices
        .iter()
        .filter(|choice| !told.contains(&choice.key.as_str()));
    shown.fold(name.to_owned(), |label, Choice { key, value }| {
        format!("{label}, {} = {value}", short(key, choices))
    })
}

/// The shortest end of `key` that no other choice ends in.
fn short<'k>(key: &'k str, choices: &[Choice]) -> &'k str {
    let starts = key.rmatch_indices('.').map(|(at, _)| at + 1);
    let alone = |start: &usize| {
        let others = choices.iter().filter(|other| other.key != key);
        others
            .into_iter()
            .all(|other| !ends_in(&other.key, &key[*start..]))
    };
    starts
        .into_iter()
        .find(alone)
        .map_or(key, |start| &key[start..])
}

/// Whether the dotted `key` ends in the dotted `part`.
pub fn ends_in(key: &str, part: &str) -> bool {
    let before = key.strip_suffix(part);
    before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
}
