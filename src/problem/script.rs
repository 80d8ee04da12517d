//! Symbols with their names, their texts and what they share: how most families are written.

use crate::algebra::transformation::Transformation;
use crate::problem::features::Features;
use crate::problem::readers::Written;
use crate::problem::spelling::Spelling;

/// Symbols that a model is shown as they are.
#[derive(Debug)]
pub(super) struct Script {
    alphabet: Vec<String>,
    spelling: Spelling,
    shared: Shared,
}

/// What symbols share, from which features are made when they are asked for: there may be many.
#[derive(Debug)]
enum Shared {
    /// Nothing.
    Nothing,
    /// Names of features and, symbol by symbol, which of them it has.
    Named(Vec<String>, Vec<Vec<usize>>),
    /// The entries of their matrices.
    Matrices(Vec<Transformation>),
}

impl Script {
    /// Symbols that are spelled by `spelling`.
    pub(super) fn new(alphabet: Vec<String>, spelling: Spelling) -> Self {
        Self {
            alphabet,
            spelling,
            shared: Shared::Nothing,
        }
    }

    /// Symbols that are written by their names, with `gap` after each.
    pub(super) fn by_name(alphabet: Vec<String>, gap: &str) -> Self {
        let spelling = Spelling::of(alphabet.iter().map(|symbol| format!("{symbol}{gap}")));
        Self::new(alphabet, spelling)
    }

    /// Symbols of one character side by side, longer ones with a space after each.
    pub(super) fn fitting(alphabet: Vec<String>) -> Self {
        let single = |symbol: &String| symbol.chars().count() == 1;
        let gap = if alphabet.iter().all(single) { "" } else { " " };
        Self::by_name(alphabet, gap)
    }

    /// The same, of which each symbol has those of the named features that `symbols` says.
    pub(super) fn having(
        mut self,
        names: Vec<String>,
        symbols: impl IntoIterator<Item = Vec<usize>>,
    ) -> Self {
        self.shared = Shared::Named(names, symbols.into_iter().collect());
        self
    }

    /// The same, of symbols that are transformations.
    pub(super) fn of_maps(mut self, maps: Vec<Transformation>) -> Self {
        self.shared = Shared::Matrices(maps);
        self
    }
}

impl Written for Script {
    fn alphabet(&self) -> &[String] {
        &self.alphabet
    }

    fn spelling(&self) -> &Spelling {
        &self.spelling
    }

    fn features(&self) -> Features {
        match &self.shared {
            Shared::Nothing => Features::one_hot(&self.alphabet),
            Shared::Named(names, symbols) => {
                Features::having(names.clone(), symbols.iter().cloned())
            }
            Shared::Matrices(maps) => Features::matrices(maps),
        }
    }
}

/// Names as a family lists them.
pub(super) fn names<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

/// Names of `count` letters: a, b, ... or, for more than 26, x1, x2, ...
pub(super) fn letters(count: usize) -> Vec<String> {
    match count {
        0..=26 => ('a'..='z').take(count).map(String::from).collect(),
        _ => (1..=count).map(|i| format!("x{i}")).collect(),
    }
}

/// What is written and known of a problem that keeps all of it: its `script`, its `labels` and what is `known`.
macro_rules! kept {
    ($problem:ty) => {
        impl crate::problem::Written for $problem {
            fn alphabet(&self) -> &[String] {
                crate::problem::Written::alphabet(&self.script)
            }

            fn spelling(&self) -> &crate::problem::spelling::Spelling {
                crate::problem::Written::spelling(&self.script)
            }

            fn spell(&self, input: &[u32], text: &mut crate::problem::spelling::Text) {
                crate::problem::Written::spell(&self.script, input, text);
            }

            fn token(&self, symbol: u32) -> u32 {
                crate::problem::Written::token(&self.script, symbol)
            }

            fn tokens(&self) -> &[String] {
                crate::problem::Written::tokens(&self.script)
            }

            fn features(&self) -> crate::problem::features::Features {
                crate::problem::Written::features(&self.script)
            }
        }

        impl crate::problem::Known for $problem {
            fn labels(&self) -> &[String] {
                &self.labels
            }

            fn known(&self) -> &crate::problem::knowledge::Knowledge {
                &self.known
            }
        }
    };
}
pub(super) use kept;
