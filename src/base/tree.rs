//! TOML trees with positions: paths through them, and one laid over another.
//!
//! A tree keeps for every key and value where it stands in the text, also after it was laid over another tree, so that
//! a fault found in the result points at the table it came from.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

/// A value with its place.
pub type Node<'a> = Spanned<DeValue<'a>>;

/// One step of a path: to a key, with the place of the key, or to a number in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The key or the number.
    pub name: String,
    /// Where the key stands; none of a number.
    pub key: Option<Range<usize>>,
}

/// A value somewhere in a tree.
#[derive(Clone, Debug)]
pub struct Entry<'t, 'a> {
    /// The steps from the root of the tree.
    pub path: Vec<Step>,
    /// The value.
    pub value: &'t Node<'a>,
}

impl Entry<'_, '_> {
    /// The names of its path.
    pub fn names(&self) -> Vec<&str> {
        self.path.iter().map(|step| step.name.as_str()).collect()
    }
}

/// A value that stands at `start`.
pub fn node(start: usize, value: DeValue<'_>) -> Node<'_> {
    Spanned::new(start..start, value)
}

/// What stands in a table or a list, each with the step there.
fn inside<'t, 'a>(node: &'t Node<'a>) -> Vec<(Step, &'t Node<'a>)> {
    let step = |name, key| Step { name, key };
    match node.get_ref() {
        DeValue::Table(table) => table
            .iter()
            .map(|(key, value)| (step(key.get_ref().to_string(), Some(key.span())), value))
            .collect(),
        DeValue::Array(list) => (0..)
            .zip(list)
            .map(|(k, value): (usize, _)| (step(k.to_string(), None), value))
            .collect(),
        _ => Vec::new(),
    }
}

/// All values of a tree, each behind what is inside it.
pub fn entries<'t, 'a>(node: &'t Node<'a>) -> Vec<Entry<'t, 'a>> {
    let mut found = Vec::new();
    for (step, value) in inside(node) {
        found.extend(entries(value).into_iter().map(|mut entry| {
            entry.path.insert(0, step.clone());
            entry
        }));
    }
    let (path, value) = (Vec::new(), node);
    found.push(Entry { path, value });
    found
}

/// The value at the keys `path`.
pub fn get<'t, 'a>(tree: &'t Node<'a>, path: &[&str]) -> Option<&'t Node<'a>> {
    path.iter()
        .try_fold(tree, |node, key| node.get_ref().get(key))
}

/// The value at `path`, to be changed.
pub fn get_mut<'t, 'a>(tree: &'t mut Node<'a>, path: &[Step]) -> Option<&'t mut Node<'a>> {
    path.iter()
        .try_fold(tree, |node, step| match node.get_mut() {
            DeValue::Table(table) => table.get_mut(step.name.as_str()),
            DeValue::Array(list) => list.get_mut(step.name.parse::<usize>().ok()?),
            _ => None,
        })
}

/// Where the dotted `key` stands, or its nearest present ancestor; `start` if there is none.
pub fn position(tree: &Node<'_>, key: &str, start: usize) -> usize {
    let (mut start, mut here) = (start, tree);
    for part in key.split('.') {
        let mut below = inside(here).into_iter();
        let Some((step, value)) = below.find(|(step, _)| step.name == part) else {
            break;
        };
        start = step.key.unwrap_or(value.span()).start;
        here = value;
    }
    start
}

/// Lays the table `over` on `base`, which stands at `path`: its values replace those of `base`, its tables go on inside.
/// Where `is_choice` says that a key is one of several names, another name replaces the one there, with all that was
/// below it.
pub fn overlay<'a>(
    base: &mut Node<'a>,
    over: &Node<'a>,
    path: &[&str],
    is_choice: &dyn Fn(&[&str]) -> bool,
) {
    let (DeValue::Table(base), DeValue::Table(over)) = (base.get_mut(), over.get_ref()) else {
        return;
    };
    for (key, value) in over {
        let path = [path, &[key.get_ref()]].concat();
        let goes_on = |old: &Node<'_>| match (old.get_ref(), value.get_ref()) {
            (DeValue::Table(old), DeValue::Table(new)) => {
                !is_choice(&path) || old.keys().all(|name| new.contains_key(name))
            }
            _ => false,
        };
        match base.get_mut(key) {
            Some(old) if goes_on(old) => overlay(old, value, &path, is_choice),
            _ => {
                // an old key would keep its place
                base.remove(key);
                base.insert(key.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use toml::de::DeTable;

    use super::*;

    fn tree(text: &str) -> Node<'_> {
        let table = DeTable::parse(text).unwrap();
        node(0, DeValue::Table(table.into_inner()))
    }

    fn laid(base: &str, over: &str) -> String {
        let mut base = tree(base);
        overlay(&mut base, &tree(over), &[], &|path| path == ["pick"]);
        let read = toml::Table::deserialize(toml::de::ValueDeserializer::from(base));
        read.unwrap().to_string().replace('\n', " ")
    }

    #[test]
    fn what_is_laid_over_replaces_values_and_goes_on_inside_tables() {
        assert_eq!(
            laid("a = 1\nb.c = 2\nb.d = 3", "b.c = 4"),
            "a = 1  [b] c = 4 d = 3 "
        );
        assert_eq!(laid("a = 1", "a.b = 2"), "[a] b = 2 ");
        assert_eq!(laid("a.b = 2", "a = [1]"), "a = [1] ");
    }

    #[test]
    fn another_name_of_a_choice_replaces_the_one_there() {
        let base = "pick.one = { x = 1, y = 2 }";
        assert_eq!(laid(base, "pick.two.z = 3"), "[pick.two] z = 3 ");
        assert_eq!(laid(base, "pick.one.x = 3"), "[pick.one] x = 3 y = 2 ");
        assert_eq!(laid("pick = 'none'", base), "[pick.one] x = 1 y = 2 ");
    }

    #[test]
    fn a_dotted_key_has_a_position_and_an_absent_one_that_of_its_table() {
        let tree = tree("a = 1\n[b]\nc = [2, 3]");
        assert_eq!(position(&tree, "b.c.1", 99), 18);
        assert_eq!(position(&tree, "b.x", 99), 7);
        assert_eq!(position(&tree, "x", 99), 99);
    }
}
