//! Different things, numbered as they come.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// Things, each once, with their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered<T: Eq + Hash> {
    items: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T: Eq + Hash> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    /// The number of `item`, the next one if it is new.
    ///
    /// ```
    /// let mut words = barrington::base::numbered::Numbered::<String>::default();
    /// assert_eq!(["a", "b", "a"].map(|word| words.number(word)), [0, 1, 0]);
    /// assert_eq!(words.items(), ["a", "b"]);
    /// ```
    pub fn number<Q>(&mut self, item: &Q) -> u32
    where
        T: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = T> + ?Sized,
    {
        if let Some(&known) = self.numbers.get(item) {
            return known;
        }
        let next = self.items.len() as u32;
        self.items.push(item.to_owned());
        self.numbers.insert(item.to_owned(), next);
        next
    }

    /// All of them; number `k` is `items()[k]`.
    pub fn items(&self) -> &[T] {
        &self.items
    }
}
