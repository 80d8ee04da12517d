//! Symbols with their names, their texts and what they share: how most families are written.

use crate::algebra::transformation::Transformation;
use crate::problem::features::Features;
use crate::problem::knowledge::Knowledge;
use crate::problem::readers::Written;
use crate::problem::spelling::Spelling;

/// Symbols that a model is shown as they are.
#[derive(Debug)]
pub(super) struct Script {
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
    /// Symbols that are called and written as `spelling` says.
    pub(super) fn new(spelling: Spelling) -> Self {
        let shared = Shared::Nothing;
        Self { spelling, shared }
    }

    /// Symbols that are written by their names, with `gap` after each.
    pub(super) fn by_name(names: &[String], gap: &str) -> Self {
        Self::with_gap(names, names, gap)
    }

    /// Symbols that are written by their names: those of one character side by side, longer ones with a space after each.
    pub(super) fn fitting(names: &[String]) -> Self {
        Self::written_as(names, names)
    }

    /// Symbols that are written as `texts`: those of one character side by side, longer ones with a space after each.
    pub(super) fn written_as(names: &[String], texts: &[String]) -> Self {
        let single = |text: &String| text.chars().count() == 1;
        let gap = if texts.iter().all(single) { "" } else { " " };
        Self::with_gap(names, texts, gap)
    }

    fn with_gap(names: &[String], texts: &[String], gap: &str) -> Self {
        let mut spelling = Spelling::default();
        for (name, text) in names.iter().zip(texts) {
            spelling.push(name, &format!("{text}{gap}"));
        }
        Self::new(spelling)
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

    /// The same, of which each symbol has a feature of its own, and those from number `first` to before `end` share one
    /// called `name`.
    pub(super) fn sharing(self, name: &str, symbols: std::ops::Range<usize>) -> Self {
        let all = self.spelling.names();
        let features = [all, &[name.to_owned()]].concat();
        let shared = all.len();
        let has = move |symbol| match symbols.contains(&symbol) {
            true => vec![symbol, shared],
            false => vec![symbol],
        };
        self.having(features, (0..shared).map(has))
    }

    /// The same, of symbols that are transformations.
    pub(super) fn of_maps(mut self, maps: Vec<Transformation>) -> Self {
        self.shared = Shared::Matrices(maps);
        self
    }
}

impl Written for Script {
    fn spelling(&self) -> &Spelling {
        &self.spelling
    }

    fn features(&self) -> Features {
        match &self.shared {
            Shared::Nothing => Features::one_hot(self.alphabet()),
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

/// The decimal digits of a number, which are symbols where names are numbers.
pub(super) fn digits(number: u64) -> impl Iterator<Item = u32> {
    let places = (0..number.checked_ilog10().unwrap_or(0) + 1).rev();
    places.map(move |place| (number / 10u64.pow(place) % 10) as u32)
}

/// How a problem is written, and what is known of it.
#[derive(Debug)]
pub(super) struct Kept<W = Script> {
    pub(super) script: W,
    pub(super) labels: Vec<String>,
    pub(super) known: Knowledge,
}

impl<W: Written> Kept<W> {
    /// Symbols, the names of the labels, and what is known.
    pub(super) fn new(
        script: W,
        labels: impl IntoIterator<Item: ToString>,
        known: impl Into<Knowledge>,
    ) -> Self {
        Self {
            script,
            labels: labels.into_iter().map(|label| label.to_string()).collect(),
            known: known.into(),
        }
    }
}

/// What is written and known of a problem that has all of it in its field `kept`.
macro_rules! kept {
    ($problem:ty) => {
        impl crate::problem::Written for $problem {
            fn spelling(&self) -> &crate::problem::spelling::Spelling {
                crate::problem::Written::spelling(&self.kept.script)
            }

            fn spell(&self, input: &[u32], text: &mut crate::problem::spelling::Text) {
                crate::problem::Written::spell(&self.kept.script, input, text);
            }

            fn token(&self, symbol: u32) -> u32 {
                crate::problem::Written::token(&self.kept.script, symbol)
            }

            fn tokens(&self) -> &[String] {
                crate::problem::Written::tokens(&self.kept.script)
            }

            fn features(&self) -> crate::problem::features::Features {
                crate::problem::Written::features(&self.kept.script)
            }
        }

        impl crate::problem::Known for $problem {
            fn labels(&self) -> &[String] {
                &self.kept.labels
            }

            fn known(&self) -> &crate::problem::knowledge::Knowledge {
                &self.kept.known
            }
        }
    };
}
pub(super) use kept;
