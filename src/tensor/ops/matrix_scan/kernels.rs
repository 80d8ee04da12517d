//! The kernels of the matrix scan: one chunk of a sequence, seen by one head.

use std::marker::PhantomData;

use crate::kernel;
use crate::tensor::Real;
use crate::tensor::ops::channels::{at, at_mut};
use crate::tensor::ops::matrix_scan::{MatrixShape, StateTransition};
use crate::tensor::simd::{axpy, dot};

/// A chunk of `len` tokens and its inputs, token after token.
pub(super) struct Chunk<'a, F, T, const N: usize> {
    pub(super) kind: PhantomData<T>,
    pub(super) shape: MatrixShape,
    pub(super) len: usize,
    /// q `[len, K]`, k `[len, R, K]`, v `[len, R, V]`.
    pub(super) qkv: [&'a [F]; 3],
    /// Numbers that one transition reads of each of its inputs, `[len, n, ·]`.
    pub(super) widths: [usize; N],
    pub(super) inputs: [&'a [F]; N],
}

/// `to` `[V]` += Σ_i x\[i\] s\[i\] for `s` `[K, V]`.
#[inline(always)]
pub(super) fn add_rows_times<F: Real>(x: &[F], s: &[F], to: &mut [F]) {
    for (x, row) in x.iter().zip(s.chunks_exact(to.len())) {
        axpy(*x, row, to);
    }
}

/// `s` `[K, V]` += x yᵀ.
#[inline(always)]
pub(super) fn add_outer<F: Real>(x: &[F], y: &[F], s: &mut [F]) {
    for (x, row) in x.iter().zip(s.chunks_exact_mut(y.len())) {
        axpy(*x, y, row);
    }
}

/// `to` `[K]` += s y for `s` `[K, V]`.
#[inline(always)]
pub(super) fn add_dots<F: Real>(s: &[F], y: &[F], to: &mut [F]) {
    for (to, row) in to.iter_mut().zip(s.chunks_exact(y.len())) {
        *to += dot(row, y);
    }
}

impl<F: Real, T: StateTransition<N>, const N: usize> Chunk<'_, F, T, N> {
    /// What transition `number` of the chunk reads.
    #[inline(always)]
    fn inputs_of(&self, number: usize) -> [&[F]; N] {
        let mut inputs = self.inputs;
        for (x, width) in inputs.iter_mut().zip(self.widths) {
            *x = at(x, number, width);
        }
        inputs
    }

    /// The write after transition `number`, if there is one.
    #[inline(always)]
    fn write_after(&self, number: usize) -> Option<usize> {
        let stride = self.shape.stride;
        (number + 1)
            .is_multiple_of(stride)
            .then_some(number / stride)
    }

    /// Transition `number` of the chunk and the write after it.
    #[inline(always)]
    fn advance(&self, number: usize, s: &mut [F], room: &mut [F]) {
        let (keys, values) = (self.shape.keys(), self.shape.values);
        T::forward(self.inputs_of(number), values, s, room);
        if let Some(write) = self.write_after(number) {
            let [_, k, v] = self.qkv;
            add_outer(at(k, write, keys), at(v, write, values), s);
        }
    }
}

kernel! {
    /// The state before the chunk, `s` `[K, V]`, becomes that after it; writes `y` `[len, V]`. `room` is for the transition.
    pub(super) fn forward<'a, F: Real; const N; T: StateTransition<N>>(
        chunk: Chunk<'a, F, T, N>, s: &'a mut [F], y: &'a mut [F], room: &'a mut [F],
    ) {
        let MatrixShape { values, transitions, .. } = chunk.shape;
        for token in 0..chunk.len {
            for number in token * transitions..(token + 1) * transitions {
                chunk.advance(number, s, room);
            }
            let y = at_mut(y, token, values);
            y.fill(F::ZERO);
            add_rows_times(at(chunk.qkv[0], token, chunk.shape.keys()), s, y);
        }
    }
}

kernel! {
    /// Backward of [`forward`]: `s` `[len n + 1, K, V]` has the state before the chunk and room for that after each
    /// transition, `ds` `[K, V]` the gradient of the state after the chunk, to become that of the state before. Adds to
    /// `dqkv` and `dinputs`.
    pub(super) fn backward<'a, F: Real; const N; T: StateTransition<N>>(
        chunk: Chunk<'a, F, T, N>, s: &'a mut [F], ds: &'a mut [F], dy: &'a [F],
        dqkv: [&'a mut [F]; 3], dinputs: [&'a mut [F]; N], room: &'a mut [F],
    ) {
        let (MatrixShape { values, state, transitions, .. }, keys) = (chunk.shape, chunk.shape.keys());
        let ([q, k, v], [dq, dk, dv], mut dinputs) = (chunk.qkv, dqkv, dinputs);
        for number in 0..chunk.len * transitions {
            let (before, after) = s[number * state..][..2 * state].split_at_mut(state);
            after.copy_from_slice(before);
            chunk.advance(number, after, room);
        }
        for token in (0..chunk.len).rev() {
            // forward: y = Sᵀ q
            let dy = at(dy, token, values);
            add_dots(at(s, (token + 1) * transitions, state), dy, at_mut(dq, token, keys));
            add_outer(at(q, token, keys), dy, ds);
            for number in (token * transitions..(token + 1) * transitions).rev() {
                if let Some(write) = chunk.write_after(number) {
                    // forward: S = ... + k vᵀ
                    add_dots(ds, at(v, write, values), at_mut(dk, write, keys));
                    add_rows_times(at(k, write, keys), ds, at_mut(dv, write, values));
                }
                let mut dinputs = dinputs.each_mut().map(|d| &mut **d);
                for (d, width) in dinputs.iter_mut().zip(chunk.widths) {
                    *d = at_mut(std::mem::take(d), number, width);
                }
                let before = at(s, number, state);
                T::backward(chunk.inputs_of(number), values, before, ds, dinputs, room);
            }
        }
    }
}
