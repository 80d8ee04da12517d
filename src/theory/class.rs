//! What theory sees of an architecture: how each of its layers moves its state, and how deep it may be.
//!
//! Width, norms, gates on the output and feed-forward networks do not occur: the theorems hold for any of them,
//! because what they use of a layer is the set of linear maps that one step can apply to the state
//! (or, for attention, what it can attend by).
//!
//! The input of a layer is what those below it put out at this position and the one before, by a short convolution or a
//! shift, which nearly all published recurrences have: what is impossible is so with it, and a cascade of more than
//! one level needs it, because a level moves by what the levels above held before the step.
//!
//! Leaves out the size of the state: a class says which problems some size can do, not which one does.

use indexmap::IndexSet;

pub use crate::theory::transition::named;
use crate::theory::{Semantics, Transition};

/// How many layers, or steps, there are for a sequence of n tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Depth {
    /// Some number of layers, the same for all n.
    #[default]
    Constant,
    /// This many.
    Layers(usize),
    /// O(log n) layers, the same ones again and again.
    Logarithmic,
    /// n tokens of its own between question and answer.
    ChainOfThought,
}

/// A class of architectures: the kinds of layers it has, each as often as it likes. Several make a hybrid.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Class(pub Vec<Transition>);

impl Class {
    /// Layers of one kind.
    pub fn of(transition: Transition) -> Self {
        Self(vec![transition])
    }

    /// The numbers that the literature on it speaks of first; on a hybrid, of O(log n) bits if a part has them.
    pub fn semantics(&self) -> Semantics {
        let mut kinds = self.0.iter().map(|kind| kind.rules().semantics());
        let bits = kinds.find(|semantics| *semantics != Semantics::Finite);
        bits.unwrap_or(Semantics::Finite)
    }

    /// The class of a model whose layers are these, in any order: each kind once, as they come. `None` if no layer has a
    /// state, so that the model sees the last token alone.
    ///
    /// ```
    /// use barrington::theory::{Class, Transition::{Dense, TimeInvariant}};
    /// let hybrid = Class::of_layers(&[Dense, TimeInvariant, Dense]);
    /// assert_eq!(hybrid, Some(Class(vec![Dense, TimeInvariant])));
    /// assert_eq!(Class::of_layers(&[]), None);
    /// ```
    pub fn of_layers(layers: &[Transition]) -> Option<Self> {
        let kinds: IndexSet<Transition> = layers.iter().copied().collect();
        (!kinds.is_empty()).then(|| Self(kinds.into_iter().collect()))
    }
}

/// A class by the name of those who belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Short and unique.
    pub name: &'static str,
    /// Who belongs to it.
    pub members: &'static str,
    /// What it is.
    pub class: Class,
    /// How deep it is.
    pub depth: Depth,
}

impl Named {
    /// Some constant number of layers of one kind.
    pub fn of(name: &'static str, members: &'static str, transition: Transition) -> Self {
        Self {
            name,
            members,
            class: Class::of(transition),
            depth: Depth::Constant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let named = named();
        for (i, a) in named.iter().enumerate() {
            assert!(named[..i].iter().all(|b| b.name != a.name), "{}", a.name);
            assert!(
                named[..i]
                    .iter()
                    .all(|b| (&b.class, b.depth) != (&a.class, a.depth)),
                "{} is the class of another name",
                a.name
            );
        }
    }
}
