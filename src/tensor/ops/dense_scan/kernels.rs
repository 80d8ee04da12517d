//! The kernels of the dense scan: sequences that share a matrix share one pass over it.

use super::{DenseShape, EPSILON, GROUP, SORTED};
use crate::kernel;
use crate::tensor::Real;
use crate::tensor::matmul::{Mat, MatMut, matmul_add};
use crate::tensor::simd::{axpy, dot};

/// Some sequences that have the same matrix at a step.
#[derive(Clone, Copy, Debug)]
struct Group {
    row: usize,
    sequences: [usize; GROUP],
    count: usize,
}

/// The next group among the sequences `left` (a bit for each of the 64 from `base`) at step `t`; takes them out.
#[inline(always)]
fn next_group(shape: DenseShape, t: usize, base: usize, left: &mut u64) -> Option<Group> {
    let mut group = Group {
        row: 0,
        sequences: [0; GROUP],
        count: 0,
    };
    let mut scan = *left;
    while scan != 0 && group.count < GROUP {
        let bit = scan.trailing_zeros() as usize;
        let row = shape.m.at((base + bit) * shape.time + t);
        if group.count == 0 {
            group.row = row;
        }
        if row == group.row {
            group.sequences[group.count] = base + bit;
            group.count += 1;
            *left &= !(1 << bit);
        }
        scan &= scan - 1;
    }
    (group.count > 0).then_some(group)
}

/// A bit for each sequence from `base` on, at most 64.
#[inline(always)]
fn all_sequences(batch: usize, base: usize) -> u64 {
    u64::MAX >> (64 - (batch - base).min(64))
}

/// `out` `[G, N]` += `h` `[G, N]` times `m` `[N, N]`, G = `count` at most [`GROUP`].
#[inline(always)]
fn advance<F: Real>(m: &[F], n: usize, count: usize, h: &[F], out: &mut [F]) {
    /// Columns in one pass: four AVX-512 registers for each row.
    const WIDE: usize = 64;
    const NARROW: usize = 16;
    let mut start = 0;
    while start + NARROW <= n {
        let wide = start + WIDE <= n;
        match (count, wide) {
            (1, true) => pass::<F, 1, WIDE>(m, n, start, h, out),
            (2, true) => pass::<F, 2, WIDE>(m, n, start, h, out),
            (3, true) => pass::<F, 3, WIDE>(m, n, start, h, out),
            (_, true) => pass::<F, 4, WIDE>(m, n, start, h, out),
            (1, false) => pass::<F, 1, NARROW>(m, n, start, h, out),
            (2, false) => pass::<F, 2, NARROW>(m, n, start, h, out),
            (3, false) => pass::<F, 3, NARROW>(m, n, start, h, out),
            (_, false) => pass::<F, 4, NARROW>(m, n, start, h, out),
        }
        start += if wide { WIDE } else { NARROW };
    }
    for g in 0..count {
        for j in 0..n {
            let tail = &mut out[g * n + start..(g + 1) * n];
            axpy(h[g * n + j], &m[j * n + start..(j + 1) * n], tail);
        }
    }
}

/// Columns `start..start + W` of [`advance`], sums in registers.
#[inline(always)]
fn pass<F: Real, const G: usize, const W: usize>(
    m: &[F],
    n: usize,
    start: usize,
    h: &[F],
    out: &mut [F],
) {
    let mut sums = [[F::ZERO; W]; G];
    for g in 0..G {
        sums[g].copy_from_slice(&out[g * n + start..][..W]);
    }
    for (j, row) in m.chunks_exact(n).enumerate() {
        let row = &row[start..start + W];
        for g in 0..G {
            let h = h[g * n + j];
            for i in 0..W {
                sums[g][i] = h.mul_add(row[i], sums[g][i]);
            }
        }
    }
    for g in 0..G {
        out[g * n + start..][..W].copy_from_slice(&sums[g]);
    }
}

kernel! {
    /// Writes `y` and, if they are wanted, the inverse norms. `rows` `[2 GROUP, N]` is scratch.
    pub(super) fn forward<'a, F: Real>(
        shape: DenseShape<'a>,
        m: &'a [F],
        v: &'a [F],
        first: Option<&'a [F]>,
        y: &'a mut [F],
        inverse_norms: Option<&'a mut [F]>,
        rows: &'a mut [F],
    ) {
        let DenseShape { batch, time, state: n, .. } = shape;
        let mut inverse_norms = inverse_norms;
        let (h, out) = rows.split_at_mut(GROUP * n);
        for t in 0..time {
            for base in (0..batch).step_by(64) {
                let mut left = all_sequences(batch, base);
                while let Some(group) = next_group(shape, t, base, &mut left) {
                    let members = &group.sequences[..group.count];
                    for ((sequence, h), out) in members.iter().zip(h.chunks_exact_mut(n)).zip(out.chunks_exact_mut(n)) {
                        let position = sequence * time + t;
                        match (t, first) {
                            (0, None) => h.fill(F::ZERO),
                            (0, Some(first)) => h.copy_from_slice(first),
                            _ => h.copy_from_slice(&y[(position - 1) * n..][..n]),
                        }
                        out.copy_from_slice(&v[shape.v.at(position) * n..][..n]);
                    }
                    advance(&m[group.row * n * n..][..n * n], n, group.count, h, out);
                    for (sequence, out) in members.iter().zip(out.chunks_exact_mut(n)) {
                        let position = sequence * time + t;
                        if let Some(norms) = &mut inverse_norms {
                            let square = dot(out, out) + F::of(EPSILON);
                            // the last term is zero, but not a number if the square is infinite: that must show
                            let inverse = F::ONE / square.sqrt() + square * F::ZERO;
                            for x in out.iter_mut() {
                                *x *= inverse;
                            }
                            norms[position] = inverse;
                        }
                        y[position * n..][..n].copy_from_slice(out);
                    }
                }
            }
        }
    }
}

kernel! {
    /// Every `n` by `n` matrix of `m` transposed into `t`.
    pub(super) fn transpose<'a, F: Real>(n: usize, m: &'a [F], t: &'a mut [F]) {
        const TILE: usize = 16;
        for (m, t) in m.chunks_exact(n * n).zip(t.chunks_exact_mut(n * n)) {
            for i in (0..n).step_by(TILE) {
                for j in (0..n).step_by(TILE) {
                    for j in j..(j + TILE).min(n) {
                        for i in i..(i + TILE).min(n) {
                            t[j * n + i] = m[i * n + j];
                        }
                    }
                }
            }
        }
    }
}

kernel! {
    /// Backward of the recurrence of [`forward`]: writes `dr` `[B, T, N]` and `dfirst` `[B, N]`. If
    /// `transposed` is not empty it holds the transposed matrices. `rows` `[2 GROUP, N]` is scratch.
    pub(super) fn state_gradients<'a, F: Real>(
        shape: DenseShape<'a>,
        m: &'a [F],
        transposed: &'a [F],
        y: &'a [F],
        inverse_norms: Option<&'a [F]>,
        dy: &'a [F],
        dr: &'a mut [F],
        dfirst: &'a mut [F],
        rows: &'a mut [F],
    ) {
        let DenseShape { batch, time, state: n, .. } = shape;
        let (d, out) = rows.split_at_mut(GROUP * n);
        dr.copy_from_slice(dy);
        for t in (0..time).rev() {
            if let Some(norms) = inverse_norms {
                for position in (0..batch).map(|sequence| sequence * time + t) {
                    // forward: h = r / √(|r|² + ε)
                    let dr = &mut dr[position * n..][..n];
                    let h = &y[position * n..][..n];
                    let along = dot(dr, h);
                    for (dr, h) in dr.iter_mut().zip(h) {
                        *dr = norms[position] * (*dr - along * *h);
                    }
                }
            }
            for base in (0..batch).step_by(64) {
                let mut left = all_sequences(batch, base);
                while let Some(group) = next_group(shape, t, base, &mut left) {
                    let members = &group.sequences[..group.count];
                    for (sequence, d) in members.iter().zip(d.chunks_exact_mut(n)) {
                        d.copy_from_slice(&dr[(sequence * time + t) * n..][..n]);
                    }
                    // forward: r[t] = h[t-1] M + ...
                    out.fill(F::ZERO);
                    let matrix = group.row * n * n..(group.row + 1) * n * n;
                    if transposed.is_empty() {
                        for (d, out) in d.chunks_exact(n).zip(out.chunks_exact_mut(n)).take(group.count) {
                            for (out, row) in out.iter_mut().zip(m[matrix.clone()].chunks_exact(n)) {
                                *out = dot(d, row);
                            }
                        }
                    } else {
                        advance(&transposed[matrix], n, group.count, d, out);
                    }
                    for (sequence, out) in members.iter().zip(out.chunks_exact(n)) {
                        match t {
                            0 => dfirst[sequence * n..][..n].copy_from_slice(out),
                            _ => axpy(F::ONE, out, &mut dr[(sequence * time + t - 1) * n..][..n]),
                        }
                    }
                }
            }
        }
    }
}

/// Adds to `dm` the products h\[t-1\]ᵀ dr\[t\] over the positions of each matrix. `gathered` is scratch for
/// two rows a position, at most [`SORTED`] positions.
pub(super) fn matrix_gradients<F: Real>(
    shape: DenseShape,
    first: Option<&[F]>,
    h: &[F],
    dr: &[F],
    gathered: &mut [F],
    dm: &mut [F],
) {
    let n = shape.state;
    let positions = shape.batch * shape.time;
    let mut sorted = [(0u32, 0u32); SORTED];
    let (befores, drs) = gathered.split_at_mut(gathered.len() / 2);
    for start in (0..positions).step_by(SORTED) {
        let sorted = &mut sorted[..SORTED.min(positions - start)];
        for (key, position) in sorted.iter_mut().zip(start..) {
            *key = (shape.m.at(position) as u32, position as u32);
        }
        sorted.sort_unstable();
        for run in sorted.chunk_by(|a, b| a.0 == b.0) {
            for (i, &(_, position)) in run.iter().enumerate() {
                let position = position as usize;
                let before = &mut befores[i * n..][..n];
                match (position % shape.time, first) {
                    (0, None) => before.fill(F::ZERO),
                    (0, Some(first)) => before.copy_from_slice(first),
                    _ => before.copy_from_slice(&h[(position - 1) * n..][..n]),
                }
                drs[i * n..][..n].copy_from_slice(&dr[position * n..][..n]);
            }
            let len = run.len();
            // forward: r[t] = h[t-1] M + ...
            let dm = MatMut::new(&mut dm[run[0].0 as usize * n * n..][..n * n], n, n);
            let [befores, drs] = [&*befores, &*drs].map(|x| Mat::new(x, len, n));
            matmul_add(dm, befores.t(), drs);
        }
    }
}
