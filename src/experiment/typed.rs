//! The first half of a plan: the tables of an experiment file laid over one another, swept and read.
//!
//! Every fault points at the table in which the faulty value stands, whichever run it was found in.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::faults::{Change, Document, Fault, Faults, Root};
use crate::base::tree::{self, Node};
use crate::experiment::config::{Beside, Zips, deeper, has_place, is_choice};
use crate::experiment::sweep::{Variant, Zip, variants};

/// A document while its tables are read.
pub(super) struct Reader<'d, 'a> {
    pub(super) document: &'d Document<'a>,
    /// What the command line changes in runs, each with whether it has found a place.
    changes: Vec<(Change<'a>, bool)>,
    faults: Vec<Fault>,
    /// Faults of meaning: lists that are empty or cannot be paired, said in any case.
    of_lists: Vec<Fault>,
    /// Other faults of meaning, said if there is nothing else.
    pub(super) meaning: Vec<Fault>,
}

/// A table of the file, and apart from its keys what stands beside them.
pub(super) struct Part<'a> {
    /// The table without the rest, under its name.
    pub tree: Node<'a>,
    /// All that stands beside its keys.
    pub beside: Node<'a>,
    /// Of that the training, under the name `train`.
    pub train: Node<'a>,
    /// How its lists are paired.
    pub zips: Vec<Zip>,
    /// How it is read.
    pub root: Root,
}

impl<'d, 'a> Reader<'d, 'a> {
    pub(super) fn new(document: &'d Document<'a>, changes: Vec<Change<'a>>) -> Self {
        Self {
            document,
            changes: changes.into_iter().map(|change| (change, false)).collect(),
            faults: Vec::new(),
            of_lists: Vec::new(),
            meaning: Vec::new(),
        }
    }

    pub(super) fn read<T: DeserializeOwned>(&mut self, tree: &Node<'a>, root: &Root) -> Option<T> {
        let read = self.document.read_tree(tree, root);
        read.map_err(|faults| self.faults.extend(faults.0)).ok()
    }

    /// The table `[train]`, which all runs have in common.
    pub(super) fn common(&mut self) -> Part<'a> {
        let root = Root {
            name: "train".to_owned(),
            also: &["zip"],
            deeper: deeper(),
        };
        self.part("train", table(self.document.tree(), "train"), root)
    }

    /// The tables of the list `name` with the changes that are for all of them; the keys `also` stand beside theirs.
    pub(super) fn parts(&mut self, name: &str, also: &'static [&'static str]) -> Vec<Part<'a>> {
        let document = self.document;
        let list = tree::get(document.tree(), &[name]).and_then(|node| node.get_ref().as_array());
        let nodes = list.into_iter().flat_map(|list| list.iter());
        let tables = nodes.filter(|node| node.get_ref().is_table()).enumerate();
        let part = |(number, node): (usize, &Node<'a>)| {
            let mut tree = under(name, plain(node));
            self.change(&mut tree);
            let root = Root {
                name: format!("{name}.{number}"),
                also,
                deeper: Vec::new(),
            };
            self.part(name, table(&tree, name), root)
        };
        tables.map(part).collect()
    }

    /// Takes the keys `root.also` out of a table.
    fn part(&mut self, name: &str, mut rest: Node<'a>, root: Root) -> Part<'a> {
        let start = rest.span().start;
        let mut beside = DeTable::new();
        if let DeValue::Table(rest) = rest.get_mut() {
            beside.extend(root.also.iter().filter_map(|&key| rest.remove_entry(key)));
        }
        let beside = tree::node(start, DeValue::Table(beside));
        let read: Beside = self.read(&beside, &root).unwrap_or_default();
        // keys of `zip` from the root of a run on
        let full = |key: String| match key.starts_with("train.") {
            true => key,
            false => format!("{name}.{key}"),
        };
        let groups = read.zip.into_iter().flat_map(|Zips::Groups(groups)| groups);
        let groups = groups.enumerate();
        let zips = groups.map(|(k, keys)| Zip {
            keys: keys.into_iter().map(full).collect(),
            position: tree::position(&beside, &format!("zip.{k}"), start),
        });
        Part {
            zips: zips.collect(),
            tree: under(name, rest),
            train: under("train", table(&beside, "train")),
            beside,
            root,
        }
    }

    /// Makes the changes that have a place in `tree`.
    fn change(&mut self, tree: &mut Node<'a>) {
        for (change, used) in &mut self.changes {
            let path: Vec<&str> = change.path.iter().map(String::as_str).collect();
            if has_place(tree, &path) {
                *used = true;
                tree::overlay(tree, &change.tree, &[], &is_choice);
            }
        }
    }

    /// The tree of `common` with those of `over` laid on it, and the changes.
    pub(super) fn merged(&mut self, common: &Part<'a>, over: &[&Node<'a>]) -> Node<'a> {
        let mut tree = common.tree.clone();
        for over in over {
            tree::overlay(&mut tree, over, &[], &is_choice);
        }
        self.change(&mut tree);
        tree
    }

    /// All variants of `tree` by the lists that are swept.
    pub(super) fn variants(
        &mut self,
        tree: &Node<'a>,
        zips: &[Zip],
        is_swept: impl Fn(&str) -> bool,
    ) -> Vec<Variant<'a>> {
        let (found, faults) = variants(self.document, tree, zips, is_swept);
        self.of_lists.extend(faults);
        found
    }

    /// An option that changes nothing is a mistake.
    pub(super) fn changes_of_nothing(&mut self) {
        for (change, _) in self.changes.iter().filter(|(_, used)| !used) {
            let key = change.path.join(".");
            let message = format!("no run has a place for `{key}`; leave it out");
            let position = tree::position(&change.tree, &key, 0);
            self.faults.push(self.document.at(position, message));
        }
    }

    /// `Ok` if nothing is wrong; of grammar and keys if there is anything, otherwise of meaning.
    pub(super) fn end(self) -> Result<(), Faults> {
        let faults = match self.faults.is_empty() {
            true => self.meaning,
            false => self.faults,
        };
        Faults([faults, self.of_lists].concat()).into_result()
    }
}

/// A table with one key.
pub(super) fn under<'a>(key: &str, value: Node<'a>) -> Node<'a> {
    let start = value.span().start;
    let key = Spanned::new(start..start, key.to_owned().into());
    tree::node(start, DeValue::Table(DeTable::from_iter([(key, value)])))
}

/// A value by itself, whose place is where it begins.
fn plain<'a>(value: &Node<'a>) -> Node<'a> {
    tree::node(value.span().start, value.get_ref().clone())
}

/// The table at `key`; an empty one if there is none.
pub(super) fn table<'a>(tree: &Node<'a>, key: &str) -> Node<'a> {
    let found = tree::get(tree, &[key]).filter(|node| node.get_ref().is_table());
    found.map_or_else(|| tree::node(0, DeValue::Table(DeTable::new())), plain)
}
