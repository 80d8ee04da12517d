//! The gradients of the activations, at the places of the activations.
//!
//! A gradient is a sum over the operations that read the activation. Where it begins is remembered, so that
//! memory is set to zero only when the first term is about to be added, while it is in the cache; an operation
//! that can write instead of add need not have it set at all.

use crate::tensor::arena::Arena;
use crate::tensor::{Real, Var};

/// Gradients of the activations of a lane; at first there are none.
#[derive(Debug, Default)]
pub struct Gradients<F> {
    numbers: Arena<F>,
    /// A bit for each [`LINE`] numbers: whether the sum of the activation that starts there has begun.
    begun: Vec<u64>,
}

/// Activations start at multiples of this many numbers.
const LINE: usize = 8;

impl<F: Real> Gradients<F> {
    /// Forgets the gradients of all activations from `start` on; there are activations up to `top`.
    pub fn clear(&mut self, start: usize, top: usize) {
        self.numbers.clear_from(top);
        let (first, bits) = (start.div_ceil(LINE), top.div_ceil(LINE));
        self.begun.resize(bits.div_ceil(64), 0);
        if first < bits {
            self.begun[first / 64] &= (1 << (first % 64)) - 1;
            self.begun[first / 64 + 1..].fill(0);
        }
    }

    /// Memory held.
    pub fn arena(&self) -> &Arena<F> {
        &self.numbers
    }

    /// True if anything has been added to the gradient of `x`.
    pub fn has(&self, x: Var) -> bool {
        let (word, bit) = place(x);
        self.begun[word] & bit != 0
    }

    /// The gradient of `x` to add to.
    pub fn of(&mut self, x: Var) -> &mut [F] {
        let fresh = self.begin(x);
        let numbers = &mut self.numbers.all_mut()[x.range()];
        if fresh {
            numbers.fill(F::ZERO);
        }
        numbers
    }

    /// The gradient of an output to read and those of its inputs to add to. An input may not occur twice.
    pub fn split<const N: usize>(&mut self, y: Var, inputs: [Var; N]) -> (&[F], [&mut [F]; N]) {
        let (dy, mut dinputs, fresh) = self.split_fresh(y, inputs);
        for (dx, fresh) in dinputs.iter_mut().zip(fresh) {
            if fresh {
                dx.fill(F::ZERO);
            }
        }
        (dy, dinputs)
    }

    /// As [`Gradients::split`], and for each input whether its gradient holds nothing yet: then every number
    /// of it must be written.
    pub fn split_fresh<const N: usize>(
        &mut self,
        y: Var,
        inputs: [Var; N],
    ) -> (&[F], [&mut [F]; N], [bool; N]) {
        // nothing may have read the output
        self.of(y);
        let fresh = inputs.map(|x| self.begin(x));
        let (below, above) = self.numbers.all_mut().split_at_mut(y.start);
        let inputs = below
            .get_disjoint_mut(inputs.map(Var::range))
            .expect("inputs of an operation come before its output and are different variables");
        (&above[..y.len()], inputs, fresh)
    }

    /// Notes that the sum of `x` begins; false if it had begun.
    fn begin(&mut self, x: Var) -> bool {
        let (word, bit) = place(x);
        let fresh = self.begun[word] & bit == 0;
        self.begun[word] |= bit;
        fresh
    }
}

/// The word and the bit that tell whether the sum of `x` has begun.
fn place(x: Var) -> (usize, u64) {
    (x.start / LINE / 64, 1 << (x.start / LINE % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn var(start: usize, cols: usize) -> Var {
        Var {
            start,
            rows: 1,
            cols,
        }
    }

    #[test]
    fn a_sum_begins_at_zero_once() {
        let mut grads = Gradients::<f64>::default();
        let (shared, x, y) = (var(0, 8), var(8, 3), var(1024, 2));
        grads.clear(0, 1032);
        grads.of(shared)[0] = 5.0;
        for _ in 0..2 {
            grads.clear(8, 1032);
            assert!(!grads.has(x) && grads.has(shared));
            grads.of(y).copy_from_slice(&[3.0, 4.0]);
            let (dy, [dx, dshared]) = grads.split(y, [x, shared]);
            assert_eq!((dy, &*dx), (&[3.0, 4.0][..], &[0.0; 3][..]));
            dx.fill(7.0);
            dshared[0] += 1.0;
            assert!(grads.has(x) && grads.has(shared));
            assert_eq!(grads.split_fresh(y, [x]).2, [false]);
            assert_eq!(grads.of(x), [7.0; 3]);
        }
        assert_eq!(grads.of(shared)[0].to_bits(), 7.0f64.to_bits());
    }
}
