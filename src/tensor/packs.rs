//! Weights packed for the matrix product, once for all micro-batches under the same parameters.
//!
//! Packing a weight matrix costs as much as multiplying some rows by it, and its transpose several times as
//! much. A lane works through many micro-batches between two updates, so it keeps what it has packed
//! until it is told that the parameters have changed; lanes take what the first of them has packed before
//! they begin.

use crate::tensor::arena::Arena;
use crate::tensor::matmul::packed_len;
use crate::tensor::{Mat, Packed, Param, Real};

/// The packed weights of a lane.
#[derive(Debug, Default)]
pub struct Packs<F> {
    numbers: Arena<F>,
    made: Vec<Made>,
    /// Threads of the pool that may pack at once.
    pub(super) threads: usize,
}

#[derive(Clone, Copy, Debug)]
struct Made {
    weight: Param,
    transposed: bool,
    start: usize,
}

impl<F: Real> Packs<F> {
    /// Nothing packed yet.
    pub fn new() -> Self {
        Self {
            numbers: Arena::default(),
            made: Vec::new(),
            threads: 1,
        }
    }

    /// Forgets everything: the parameters have changed.
    pub fn clear(&mut self) {
        self.numbers.clear_from(0);
        self.made.clear();
    }

    /// Takes a copy of everything that `other` has packed under the same parameters.
    pub fn copy(&mut self, other: &Self) {
        self.numbers.copy(&other.numbers);
        self.made.clone_from(&other.made);
    }

    /// The weight `[D, E]` of `params` as the second factor of a product.
    pub fn weight(&mut self, params: &[F], weight: Param) -> Packed<'_, F> {
        self.packed(params, weight, false)
    }

    /// Its transpose `[E, D]`.
    pub fn transposed(&mut self, params: &[F], weight: Param) -> Packed<'_, F> {
        self.packed(params, weight, true)
    }

    fn packed(&mut self, params: &[F], weight: Param, transposed: bool) -> Packed<'_, F> {
        let matrix = Mat::new(&params[weight.range()], weight.rows, weight.cols);
        let matrix = if transposed { matrix.t() } else { matrix };
        let [rows, cols] = matrix.shape();
        let len = packed_len::<F>(rows, cols);
        let known = |m: &&Made| m.weight == weight && m.transposed == transposed;
        match self.made.iter().find(known) {
            Some(made) => Packed::again(&self.numbers.all()[made.start..][..len], rows, cols),
            None => {
                let range = self.numbers.alloc(len);
                self.made.push(Made {
                    weight,
                    transposed,
                    start: range.start,
                });
                Packed::new(matrix, &mut self.numbers.all_mut()[range], self.threads)
            }
        }
    }
}
