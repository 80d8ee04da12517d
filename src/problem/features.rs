//! Features: what symbols share, as numbers.
//!
//! With `encoding = "features"` a symbol is no name but a vector: the matrix of a permutation, the square a piece
//! leaves and the square it reaches. A model then learns one matrix `[F, D]` instead of a table `[V, D]`, and what
//! it learns of one symbol it knows of the others that share the feature.

use indexmap::IndexSet;

use crate::algebra::transformation::Transformation;

/// A vector of features for every token that stands for a symbol.
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    /// What each number says, F of them.
    pub names: Vec<String>,
    /// `[V, F]`.
    pub table: Vec<f32>,
}

impl Features {
    /// Every symbol its own feature: for symbols that share nothing.
    pub fn one_hot(alphabet: &[String]) -> Self {
        let symbols = (0..alphabet.len()).map(|symbol| vec![symbol]);
        Self::having(alphabet.to_vec(), symbols)
    }

    /// Symbol by symbol, which of the named features it has.
    pub fn having(names: Vec<String>, symbols: impl IntoIterator<Item = Vec<usize>>) -> Self {
        let mut table = Vec::new();
        for present in symbols {
            let start = table.len();
            table.resize(start + names.len(), 0.0);
            present.into_iter().for_each(|f| table[start + f] += 1.0);
        }
        Self { names, table }
    }

    /// The same by the names of the features of each symbol, numbered as they come in `order`, then in `symbols`.
    pub fn named(order: &[String], symbols: &[Vec<String>]) -> Self {
        let mut names: IndexSet<&String> = order.iter().collect();
        let mut number = |name| names.insert_full(name).0;
        let rows = symbols.iter();
        let rows = rows.map(|has| has.iter().map(&mut number).collect());
        let rows: Vec<Vec<usize>> = rows.collect();
        Self::having(names.into_iter().cloned().collect(), rows)
    }

    /// The entries of the matrices of transformations, a symbol each: from point i to point j or not.
    pub fn matrices<'t>(transformations: impl IntoIterator<Item = &'t Transformation>) -> Self {
        let mut points = 0;
        let arrows = |t: &Transformation| {
            points = t.points();
            let images = t.images().iter().enumerate();
            images.map(|(i, &j)| i * points + usize::from(j)).collect()
        };
        let symbols: Vec<Vec<usize>> = transformations.into_iter().map(arrows).collect();
        let names = (1..=points).flat_map(|i| (1..=points).map(move |j| format!("{i} -> {j}")));
        Self::having(names.collect(), symbols)
    }

    /// The table `[V, F]`, and F.
    pub fn as_table(&self) -> (&[f32], usize) {
        (&self.table, self.names.len())
    }

    /// The features of `symbol`, `[F]`.
    pub fn row(&self, symbol: usize) -> &[f32] {
        &self.table[symbol * self.names.len()..][..self.names.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_that_is_there_twice_counts_twice() {
        let names = ["a", "b"].map(str::to_owned).to_vec();
        let features = Features::having(names, [vec![0], vec![1, 1], vec![]]);
        assert_eq!(features.table, [1.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        assert_eq!(features.row(1), [0.0, 2.0]);
    }
}
