//! TOML trees with positions: paths through them, and one laid over another.
//!
//! A tree keeps for every key and value where it stands in the text, also after it was laid over another tree, so that
//! a fault found in the result points at the table it came from.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with its place.
pub type Node<'a> = Spanned<DeValue<'a>>;

/// Keys from the root of a tree, each with its place.
pub type Path = [(String, Range<usize>)];

/// A value somewhere in a tree.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Keys from the root of the tree, each with its place.
    pub path: Vec<(String, Range<usize>)>,
    /// The value.
    pub value: Node<'a>,
}

impl Entry<'_> {
    /// The names of its path.
    pub fn names(&self) -> Vec<&str> {
        self.path.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Its path with dots.
    pub fn key(&self) -> String {
        self.names().join(".")
    }
}

/// The value at `path`.
pub fn get<'t, 'a>(table: &'t DeTable<'a>, path: &[&str]) -> Option<&'t Node<'a>> {
    let (first, rest) = path.split_first()?;
    let node = table.get(*first)?;
    match rest {
        [] => Some(node),
        _ => get(node.get_ref().as_table()?, rest),
    }
}

/// Puts `value` at `path`; tables that are missing on the way are made.
pub fn set<'a>(table: &mut DeTable<'a>, path: &Path, value: Node<'a>) {
    let Some(((name, span), rest)) = path.split_first() else {
        return;
    };
    let key = || Spanned::new(span.clone(), name.clone().into());
    if rest.is_empty() {
        // an old key would keep its place
        table.remove(name.as_str());
        table.insert(key(), value);
        return;
    }
    if !table
        .get(name.as_str())
        .is_some_and(|node| node.get_ref().is_table())
    {
        table.remove(name.as_str());
        let new = DeValue::Table(DeTable::new());
        table.insert(key(), Spanned::new(span.clone(), new));
    }
    if let Some(DeValue::Table(inside)) = table.get_mut(name.as_str()).map(Spanned::get_mut) {
        set(inside, rest, value);
    }
}

/// Where the dotted `key` stands, or its nearest present ancestor; `start` if there is none.
pub fn position(table: &DeTable<'_>, key: &str, start: usize) -> usize {
    let (mut start, mut here) = (start, None::<&DeValue<'_>>);
    for part in key.split('.') {
        let next = match here {
            None => table.get_key_value(part),
            Some(DeValue::Table(table)) => table.get_key_value(part),
            Some(value) => {
                let entry = part
                    .parse()
                    .ok()
                    .and_then(|i: usize| value.as_array()?.get(i));
                let Some(entry) = entry else { break };
                start = entry.span().start;
                here = Some(entry.get_ref());
                continue;
            }
        };
        let Some((key, value)) = next else { break };
        start = key.span().start;
        here = Some(value.get_ref());
    }
    start
}

/// Lays `over` on `base`: its values replace those of `base`, its tables go on inside. Where `is_choice` says that a key
/// is one of several names, another name replaces the one there, with all that was below it.
pub fn overlay<'a>(
    base: &mut DeTable<'a>,
    over: &DeTable<'a>,
    path: &mut Vec<String>,
    is_choice: &dyn Fn(&[String]) -> bool,
) {
    for (key, value) in over.iter() {
        let name = key.get_ref().to_string();
        path.push(name.clone());
        let old = base.get_mut(name.as_str()).map(Spanned::get_mut);
        match (old, value.get_ref()) {
            (Some(DeValue::Table(old)), DeValue::Table(new))
                if !is_choice(path) || old.keys().all(|name| new.contains_key(name)) =>
            {
                overlay(old, new, path, is_choice);
            }
            _ => set(base, &[(name, key.span())], value.clone()),
        }
        path.pop();
    }
}

/// The lists of a tree, in the order of the text. What is inside a list is part of it.
pub fn lists<'a>(table: &DeTable<'a>) -> Vec<Entry<'a>> {
    fn walk<'a>(
        table: &DeTable<'a>,
        path: &mut Vec<(String, Range<usize>)>,
        found: &mut Vec<Entry<'a>>,
    ) {
        for (key, value) in table.iter() {
            path.push((key.get_ref().to_string(), key.span()));
            match value.get_ref() {
                DeValue::Table(inside) => walk(inside, path, found),
                DeValue::Array(_) => found.push(Entry {
                    path: path.clone(),
                    value: value.clone(),
                }),
                _ => {}
            }
            path.pop();
        }
    }
    let mut found = Vec::new();
    walk(table, &mut Vec::new(), &mut found);
    found.sort_by_key(|list| list.value.span().start);
    found
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    fn laid(base: &str, over: &str) -> String {
        let table = |text| DeTable::parse(text).unwrap().into_inner();
        let mut base = table(base);
        let is_choice = |path: &[String]| path == ["pick"];
        overlay(&mut base, &table(over), &mut Vec::new(), &is_choice);
        let read = toml::Table::deserialize(toml::de::Deserializer::from(Spanned::new(0..0, base)));
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
        let tree = DeTable::parse("a = 1\n[b]\nc = [2, 3]")
            .unwrap()
            .into_inner();
        assert_eq!(position(&tree, "b.c.1", 99), 18);
        assert_eq!(position(&tree, "b.x", 99), 7);
        assert_eq!(position(&tree, "x", 99), 99);
    }
}
