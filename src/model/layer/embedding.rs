//! The embedding: from tokens to vectors of the width of the stream.
//!
//! ```text
//! x = E[token]                E [V, D] learned
//! x = features[token] W       features [V, F] given, W [F, D] learned
//! ```
//!
//! A token beyond those that have features, the beginning of a sequence, has a feature of its own.

use crate::model::layer::linear::Kind;
use crate::model::layer::linear::dense::Dense;
use crate::model::parameters::{Init, Parameters};
use crate::tensor::{Param, Real, Signal, Tape};

/// The embedding of a model.
pub struct Embedding<F> {
    /// Tokens there are, V.
    pub vocabulary: usize,
    /// What is learned: `[V, D]`, or `[F, D]` where tokens have features.
    pub table: Param,
    /// Of tokens that have features: `[V, F]`.
    features: Option<Vec<F>>,
}

impl<F: Real> Embedding<F> {
    /// An embedding of `vocabulary` tokens into `width`; `features` are a table `[V, F]` and F, without the last
    /// token if that has none.
    pub fn new(
        p: &mut Parameters,
        vocabulary: usize,
        features: Option<(&[f32], usize)>,
        width: usize,
        std: f64,
    ) -> Self {
        let features = features.map(|(table, columns)| padded(table, columns, vocabulary));
        let (name, rows) = match &features {
            None => ("embedding.weight", vocabulary),
            Some(table) => ("features.weight", table.len() / vocabulary),
        };
        Self {
            vocabulary,
            table: p.weight(name, rows, width, Init::Normal(std)),
            features,
        }
    }

    /// The embedding of the tape's tokens.
    pub fn forward(&self, tape: &mut Tape<F>) -> Signal {
        match &self.features {
            None => tape.embed(self.table),
            Some(features) => tape.embed_features(features, self.table),
        }
    }

    /// The embedding of one token, `[D]`.
    pub fn step(&self, params: &[F], token: u32) -> Vec<F> {
        let row = |table: &[F], width: usize| table[token as usize * width..][..width].to_vec();
        match &self.features {
            None => row(&params[self.table.range()], self.table.cols),
            Some(features) => {
                let (weight, bias) = (self.table, None);
                Dense { weight, bias }.step(params, &row(features, weight.rows))
            }
        }
    }
}

/// `table` `[rows, columns]` with one more row and one more column for every token that it lacks.
fn padded<F: Real>(table: &[f32], columns: usize, vocabulary: usize) -> Vec<F> {
    let rows = table.len() / columns;
    let width = columns + vocabulary - rows;
    let mut padded = vec![F::ZERO; vocabulary * width];
    for (row, to) in padded.chunks_exact_mut(width).enumerate() {
        if row < rows {
            let from = &table[row * columns..][..columns];
            let pairs = to.iter_mut().zip(from);
            pairs.for_each(|(to, from)| *to = F::of(f64::from(*from)));
        } else {
            to[columns + row - rows] = F::ONE;
        }
    }
    padded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_without_features_gets_one_of_its_own() {
        let table: Vec<f64> = padded(&[1.0, 2.0, 3.0, 4.0], 2, 3);
        assert_eq!(table, [1.0, 2.0, 0.0, 3.0, 4.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(padded::<f64>(&[1.0, 2.0], 2, 1), [1.0, 2.0]);
    }
}
