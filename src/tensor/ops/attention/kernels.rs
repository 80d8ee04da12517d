//! Attention of a micro-batch, a tile of scores at a time.
//!
//! A tile holds the scores transposed, `[keys, queries]`: sixteen queries lie side by side in a register, so
//! the largest score and the sum of each are found without adding across a register, and the same tile
//! serves as left factor of d k and d v (by rows) and of y and d q (by columns).
//!
//! Padding: rows beyond T, lanes beyond T and columns beyond E hold stale numbers. They are computed with and
//! never reach a result, because a sum over positions ends at T.

use std::array::from_fn;

use super::AttentionShape;
use super::tiles::{
    TILE, TILE_CHUNKS, Tile, pack, products, softmax, softmax_backward, take, transpose, unpack,
};
use crate::kernel;
use crate::tensor::simd::dot;
use crate::tensor::tile::{LANES, ROWS, product};

/// Chunks of the packed rows of one head, `[T, E]`, T padded to [`ROWS`].
#[inline(always)]
fn packed(shape: AttentionShape) -> usize {
    shape.time.next_multiple_of(ROWS) * shape.chunks()
}

/// Chunks of the packed columns of one head, `[T / TILE, E, TILE]`.
#[inline(always)]
fn columns(shape: AttentionShape) -> usize {
    shape.time.div_ceil(TILE) * shape.chunks() * LANES * TILE_CHUNKS
}

/// Numbers of work room for [`forward`].
pub(super) fn forward_room(shape: AttentionShape) -> usize {
    LANES * (3 * packed(shape) + columns(shape) + TILE * (TILE_CHUNKS + shape.chunks()))
}

/// Numbers of work room for [`backward`].
pub(super) fn backward_room(shape: AttentionShape) -> usize {
    let along = shape.time.div_ceil(LANES);
    LANES * (7 * packed(shape) + 2 * columns(shape) + 2 * TILE * TILE_CHUNKS + along)
}

kernel! {
    /// `y` `[B, T, D]` from `qkv` `[B, T, 3D]`; `totals` `[B, H, T]` receives ln Σ exp s, and `turns` `[T, E]`
    /// are the rotations, empty if there are none.
    pub(super) fn forward<'a, F: Real>(
        shape: AttentionShape, qkv: &'a [F], turns: &'a [F], y: &'a mut [F], totals: &'a mut [F], work: &'a mut [F],
    ) {
        let AttentionShape { time, heads, width, .. } = shape;
        let (size, chunks) = (shape.size(), shape.chunks());
        let mut work = work.as_chunks_mut::<LANES>().0;
        let [q, k, v] = from_fn(|_| take(&mut work, packed(shape)));
        let q_columns = take(&mut work, columns(shape));
        let scores = take(&mut work, TILE * TILE_CHUNKS);
        let sums = take(&mut work, TILE * chunks);
        let scale = F::ONE / F::of(size as f64).sqrt();
        let sequences = qkv.chunks_exact(3 * width * time).zip(y.chunks_exact_mut(width * time));
        for (sequence, (qkv, y)) in sequences.enumerate() {
            for head in 0..heads {
                let slope = F::of(shape.relative.slope(head, heads));
                let column = head * size;
                let totals = &mut totals[(sequence * heads + head) * time..][..time];
                pack(shape, qkv, column, 3 * width, scale, turns, q);
                pack(shape, qkv, width + column, 3 * width, F::ONE, turns, k);
                pack(shape, qkv, 2 * width + column, 3 * width, F::ONE, &[], v);
                transpose(shape, q, q_columns);
                for from in (0..time).step_by(TILE) {
                    let mut most = [[F::of(f64::NEG_INFINITY); LANES]; TILE_CHUNKS];
                    let mut total = [[F::ZERO; LANES]; TILE_CHUNKS];
                    for to in (0..=from).step_by(TILE) {
                        let tile = Tile::new(shape, from, to);
                        // s[t, u] = k[u] · q[t]
                        products(shape, tile, k, q_columns, scores);
                        for c in 0..tile.queries.div_ceil(LANES) {
                            // p = exp(s + bias - m)
                            let (new, sum) = softmax(tile, c, slope, most[c], scores);
                            if to > 0 {
                                let shrink: [F; LANES] = from_fn(|j| (most[c][j] - new[j]).exp());
                                for j in 0..LANES {
                                    total[c][j] *= shrink[j];
                                    for sum in sums[(c * LANES + j) * chunks..][..chunks].as_flattened_mut() {
                                        *sum *= shrink[j];
                                    }
                                }
                            }
                            most[c] = new;
                            for j in 0..LANES {
                                total[c][j] += sum[j];
                            }
                        }
                        for t in (0..tile.queries).step_by(ROWS) {
                            // y[t] = Σ p[t, u] v[u]
                            product::<F, true>(
                                (&mut sums[t * chunks..], chunks),
                                (&scores.as_flattened()[t..], TILE),
                                (&v[to * chunks..], chunks),
                                tile.seen_by(t + ROWS), chunks, to > 0,
                            );
                        }
                    }
                    let (mut inverse, mut logs) = (total, most);
                    for c in 0..TILE_CHUNKS {
                        for j in 0..LANES {
                            inverse[c][j] = F::ONE / total[c][j];
                            logs[c][j] += total[c][j].ln();
                        }
                    }
                    let rows = y[from * width..].chunks_exact_mut(width).zip(sums.chunks_exact(chunks));
                    for ((y, sums), inverse) in rows.zip(inverse.as_flattened()) {
                        for (y, sum) in y[column..][..size].iter_mut().zip(sums.as_flattened()) {
                            *y = *sum * *inverse;
                        }
                    }
                    for (total, log) in totals[from..].iter_mut().zip(logs.as_flattened()) {
                        *total = *log;
                    }
                }
            }
        }
    }
}

kernel! {
    /// Backward of [`forward`]. Adds to `dqkv`.
    pub(super) fn backward<'a, F: Real>(
        shape: AttentionShape, qkv: &'a [F], turns: &'a [F], y: &'a [F], totals: &'a [F],
        dy: &'a [F], dqkv: &'a mut [F], work: &'a mut [F],
    ) {
        let AttentionShape { time, heads, width, .. } = shape;
        let (size, chunks) = (shape.size(), shape.chunks());
        let mut work = work.as_chunks_mut::<LANES>().0;
        let [q, k, v, dout, dq, dk, dv] = from_fn(|_| take(&mut work, packed(shape)));
        let [q_columns, dout_columns] = from_fn(|_| take(&mut work, columns(shape)));
        let [p, ds] = from_fn(|_| take(&mut work, TILE * TILE_CHUNKS));
        let along = &mut take(&mut work, time.div_ceil(LANES)).as_flattened_mut()[..time];
        let scale = F::ONE / F::of(size as f64).sqrt();
        let sequences = qkv.chunks_exact(3 * width * time).zip(dqkv.chunks_exact_mut(3 * width * time));
        for (sequence, (qkv, dqkv)) in sequences.enumerate() {
            for head in 0..heads {
                let slope = F::of(shape.relative.slope(head, heads));
                let column = head * size;
                let (y, dy) = (&y[sequence * time * width..][..time * width], &dy[sequence * time * width..][..time * width]);
                let totals = &totals[(sequence * heads + head) * time..][..time];
                pack(shape, qkv, column, 3 * width, scale, turns, q);
                pack(shape, qkv, width + column, 3 * width, F::ONE, turns, k);
                pack(shape, qkv, 2 * width + column, 3 * width, F::ONE, &[], v);
                pack(shape, dy, column, width, F::ONE, &[], dout);
                transpose(shape, q, q_columns);
                transpose(shape, dout, dout_columns);
                // forward: Σ over u of p[t, u] = 1, so ds = p (dp - Σ p dp), and Σ p dp = dy · y
                for ((y, dy), along) in y.chunks_exact(width).zip(dy.chunks_exact(width)).zip(along.iter_mut()) {
                    *along = dot(&y[column..][..size], &dy[column..][..size]);
                }
                for to in (0..time).step_by(TILE) {
                    for from in (to..time).step_by(TILE) {
                        let tile = Tile::new(shape, from, to);
                        products(shape, tile, k, q_columns, p);
                        products(shape, tile, v, dout_columns, ds);
                        for c in 0..tile.queries.div_ceil(LANES) {
                            // forward: p = exp(s + bias - ln Σ exp s)
                            softmax_backward(tile, c, slope, totals, along, p, ds);
                        }
                        for u in (0..tile.keys).step_by(ROWS) {
                            // no query before u sees the keys from u on
                            let first = if tile.diagonal { u } else { 0 };
                            let rows = u * TILE + first;
                            // forward: y[t] = Σ p[t, u] v[u]
                            product::<F, false>(
                                (&mut dv[(to + u) * chunks..], chunks),
                                (&p.as_flattened()[rows..], TILE),
                                (&dout[(from + first) * chunks..], chunks),
                                tile.queries - first, chunks, !tile.diagonal,
                            );
                            // forward: s[t, u] = q[t] · k[u]
                            product::<F, false>(
                                (&mut dk[(to + u) * chunks..], chunks),
                                (&ds.as_flattened()[rows..], TILE),
                                (&q[(from + first) * chunks..], chunks),
                                tile.queries - first, chunks, !tile.diagonal,
                            );
                        }
                        for t in (0..tile.queries).step_by(ROWS) {
                            product::<F, true>(
                                (&mut dq[(from + t) * chunks..], chunks),
                                (&ds.as_flattened()[t..], TILE),
                                (&k[to * chunks..], chunks),
                                tile.seen_by(t + ROWS), chunks, to > 0,
                            );
                        }
                    }
                }
                unpack(shape, dq, column, scale, turns, dqkv);
                unpack(shape, dk, width + column, F::ONE, turns, dqkv);
                unpack(shape, dv, 2 * width + column, F::ONE, &[], dqkv);
            }
        }
    }
}
