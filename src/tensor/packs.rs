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
    parts: usize,
    transposed: bool,
    start: usize,
}

/// A weight of several parts below one another, each packed by itself.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a, F> {
    numbers: &'a [F],
    /// Rows and columns of a part.
    shape: [usize; 2],
}

impl<'a, F: Real> Parts<'a, F> {
    /// Part `k`.
    pub fn part(&self, k: usize) -> Packed<'a, F> {
        let [rows, cols] = self.shape;
        let len = packed_len::<F>(rows, cols);
        Packed::again(&self.numbers[k * len..][..len], rows, cols)
    }
}

impl<F: Real> Packs<F> {
    /// Nothing packed yet.
    pub fn new() -> Self {
        Self {
            threads: 1,
            ..Self::default()
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
        self.parts(params, weight, 1, false).part(0)
    }

    /// Its transpose `[E, D]`.
    pub fn transposed(&mut self, params: &[F], weight: Param) -> Packed<'_, F> {
        self.parts(params, weight, 1, true).part(0)
    }

    /// The `parts` blocks of rows of a weight, or the transpose of each.
    pub fn parts(
        &mut self,
        params: &[F],
        weight: Param,
        parts: usize,
        transposed: bool,
    ) -> Parts<'_, F> {
        let rows = weight.rows / parts;
        let shape = if transposed {
            [weight.cols, rows]
        } else {
            [rows, weight.cols]
        };
        let len = packed_len::<F>(shape[0], shape[1]);
        let same = |m: &&Made| (m.weight, m.parts, m.transposed) == (weight, parts, transposed);
        let start = self.made.iter().find(same).map(|made| made.start);
        let start = start.unwrap_or_else(|| {
            let range = self.numbers.alloc(parts * len);
            let start = range.start;
            let blocks = params[weight.range()].chunks_exact(rows * weight.cols);
            let room = self.numbers.all_mut()[range].chunks_exact_mut(len);
            for (block, room) in blocks.zip(room) {
                let block = Mat::new(block, rows, weight.cols);
                Packed::new(
                    if transposed { block.t() } else { block },
                    room,
                    self.threads,
                );
            }
            self.made.push(Made {
                weight,
                parts,
                transposed,
                start,
            });
            start
        });
        let numbers = &self.numbers.all()[start..][..parts * len];
        Parts { numbers, shape }
    }
}
