//! The parts of the attention kernels: packing one head of a sequence, and the softmax of a tile.

use std::array::from_fn;

use super::AttentionShape;
use crate::tensor::Real;
use crate::tensor::tile::{LANES, ROWS, product};

/// Queries and keys of a tile of scores.
pub(super) const TILE: usize = 64;
/// The same in units of [`LANES`].
pub(super) const TILE_CHUNKS: usize = TILE / LANES;

/// A tile of scores: `[TILE keys, TILE queries]`.
#[derive(Clone, Copy)]
pub(super) struct Tile {
    /// Its first query.
    from: usize,
    /// Its first key.
    to: usize,
    /// Queries in it.
    pub(super) queries: usize,
    /// Keys in it.
    pub(super) keys: usize,
    /// Whether it lies on the diagonal, where queries see only the keys up to their own.
    pub(super) diagonal: bool,
}

impl Tile {
    #[inline(always)]
    pub(super) fn new(shape: AttentionShape, from: usize, to: usize) -> Self {
        Self {
            from,
            to,
            queries: TILE.min(shape.time - from),
            keys: TILE.min(shape.time - to),
            diagonal: from == to,
        }
    }

    /// Keys that some of the first `queries` queries see.
    #[inline(always)]
    pub(super) fn seen_by(self, queries: usize) -> usize {
        if self.diagonal {
            self.keys.min(queries)
        } else {
            self.keys
        }
    }
}

/// The next `len` chunks of the work room.
#[inline(always)]
pub(super) fn take<'a, F>(work: &mut &'a mut [[F; LANES]], len: usize) -> &'a mut [[F; LANES]] {
    work.split_off_mut(..len)
        .expect("the room was measured by the shape")
}

/// Numbers `column..column + E` of each row of a sequence, `[T, stride]`, times `scale` and turned if there are
/// `turns`, into padded rows.
#[inline(always)]
pub(super) fn pack<F: Real>(
    shape: AttentionShape,
    sequence: &[F],
    column: usize,
    stride: usize,
    scale: F,
    turns: &[F],
    out: &mut [[F; LANES]],
) {
    let (size, chunks) = (shape.size(), shape.chunks());
    let rows = sequence
        .chunks_exact(stride)
        .zip(out.chunks_exact_mut(chunks));
    for (t, (row, out)) in rows.enumerate() {
        let (row, out) = (&row[column..][..size], &mut out.as_flattened_mut()[..size]);
        if turns.is_empty() {
            for (x, out) in row.iter().zip(out) {
                *out = *x * scale;
            }
        } else {
            let turns = turns[t * size..][..size].as_chunks::<2>().0;
            let (pairs, out) = (row.as_chunks::<2>().0, out.as_chunks_mut::<2>().0);
            for ((&[a, b], out), &[cos, sin]) in pairs.iter().zip(out).zip(turns) {
                *out = [(a * cos - b * sin) * scale, (a * sin + b * cos) * scale];
            }
        }
    }
}

/// Backward of [`pack`]: adds padded rows, times `scale` and turned back, to a sequence of `[T, 3D]`.
#[inline(always)]
pub(super) fn unpack<F: Real>(
    shape: AttentionShape,
    rows: &[[F; LANES]],
    column: usize,
    scale: F,
    turns: &[F],
    sequence: &mut [F],
) {
    let (size, chunks) = (shape.size(), shape.chunks());
    let rows = sequence
        .chunks_exact_mut(3 * shape.width)
        .zip(rows.chunks_exact(chunks));
    for (t, (out, row)) in rows.enumerate() {
        let (out, row) = (&mut out[column..][..size], &row.as_flattened()[..size]);
        if turns.is_empty() {
            // forward: row = x scale
            for (x, out) in row.iter().zip(out) {
                *out = x.mul_add(scale, *out);
            }
        } else {
            let turns = turns[t * size..][..size].as_chunks::<2>().0;
            let (pairs, out) = (row.as_chunks::<2>().0, out.as_chunks_mut::<2>().0);
            for ((&[a, b], out), &[cos, sin]) in pairs.iter().zip(out).zip(turns) {
                // forward: row = (x cos - x' sin, x sin + x' cos) scale
                out[0] = (a * cos + b * sin).mul_add(scale, out[0]);
                out[1] = (b * cos - a * sin).mul_add(scale, out[1]);
            }
        }
    }
}

/// Packed rows `[T, E]` as columns `[T / TILE, E, TILE]`, four by four numbers at a time.
#[inline(always)]
pub(super) fn transpose<F: Real>(
    shape: AttentionShape,
    rows: &[[F; LANES]],
    columns: &mut [[F; LANES]],
) {
    let chunks = shape.chunks();
    let columns = columns.as_flattened_mut().as_chunks_mut::<ROWS>().0;
    for (group, rows) in rows.chunks_exact(ROWS * chunks).enumerate() {
        let (rows, _) = rows.as_flattened().as_chunks::<ROWS>();
        let [a, b, c, d] = from_fn(|r| &rows[r * chunks * LANES / ROWS..][..chunks * LANES / ROWS]);
        let t = group * ROWS;
        let start = (t / TILE * chunks * LANES * TILE + t % TILE) / ROWS;
        let columns = columns[start..].chunks_mut(TILE);
        for ((((a, b), c), d), columns) in a.iter().zip(b).zip(c).zip(d).zip(columns) {
            for e in 0..ROWS {
                columns[e * TILE / ROWS] = [a[e], b[e], c[e], d[e]];
            }
        }
    }
}

/// `out[u, t]` = row u of `rows` times column t of `columns`, for all pairs of the tile that see each other
/// and some more.
#[inline(always)]
pub(super) fn products<F: Real>(
    shape: AttentionShape,
    tile: Tile,
    rows: &[[F; LANES]],
    columns: &[[F; LANES]],
    out: &mut [[F; LANES]],
) {
    let (size, chunks) = (shape.size(), shape.chunks());
    let rows = &rows[tile.to * chunks..];
    let columns = &columns[tile.from / TILE * chunks * LANES * TILE_CHUNKS..];
    for u in (0..tile.keys).step_by(ROWS) {
        // no query before u sees the keys from u on
        let first = if tile.diagonal { u / LANES } else { 0 };
        product::<F, false>(
            (&mut out[u * TILE_CHUNKS + first..], TILE_CHUNKS),
            (rows[u * chunks..].as_flattened(), chunks * LANES),
            (&columns[first..], TILE_CHUNKS),
            size,
            tile.queries.div_ceil(LANES) - first,
            false,
        );
    }
}

/// Distance from key 0 of the tile to each query of chunk `c`, at most 0.
#[inline(always)]
fn distances<F: Real>(tile: Tile, c: usize) -> [F; LANES] {
    from_fn(|j| F::of(tile.to as f64 - (tile.from + c * LANES + j) as f64))
}

/// Lanes of chunk `c` before this one do not see key `u`.
#[inline(always)]
fn first_to_see(tile: Tile, c: usize, u: usize) -> u32 {
    if tile.diagonal {
        u.saturating_sub(c * LANES) as u32
    } else {
        0
    }
}

/// For the queries of chunk `c`: replaces the scores that they see by exp(s + bias - m), the others by 0,
/// where m is the largest of them and of `most`. Returns m and the sum of each query.
#[inline(always)]
pub(super) fn softmax<F: Real>(
    tile: Tile,
    c: usize,
    slope: F,
    most: [F; LANES],
    scores: &mut [[F; LANES]],
) -> ([F; LANES], [F; LANES]) {
    let distance: [F; LANES] = distances(tile, c);
    let seen = tile.seen_by((c + 1) * LANES);
    let rows = &mut scores[..seen * TILE_CHUNKS];
    let mut top = most;
    for (u, row) in rows.chunks_exact_mut(TILE_CHUNKS).enumerate() {
        let (first, at) = (first_to_see(tile, c, u), F::of(u as f64));
        let s = &mut row[c];
        for j in 0..LANES {
            s[j] = (distance[j] + at).mul_add(slope, s[j]);
            let shown = if (j as u32) < first { most[j] } else { s[j] };
            top[j] = top[j].at_least(shown);
        }
    }
    let mut sums = [F::ZERO; LANES];
    for (u, row) in rows.chunks_exact_mut(TILE_CHUNKS).enumerate() {
        let first = first_to_see(tile, c, u);
        let s = &mut row[c];
        for j in 0..LANES {
            let p = (s[j] - top[j]).exp();
            s[j] = if (j as u32) < first { F::ZERO } else { p };
            sums[j] += s[j];
        }
    }
    (top, sums)
}

/// For the queries of chunk `c`: from scores to probabilities in `p`, and from gradients of the
/// probabilities to gradients of the scores in `ds`; what a query does not see becomes 0. `totals` and
/// `along` `[T]` are ln Σ exp s and Σ p dp.
#[inline(always)]
pub(super) fn softmax_backward<F: Real>(
    tile: Tile,
    c: usize,
    slope: F,
    totals: &[F],
    along: &[F],
    p: &mut [[F; LANES]],
    ds: &mut [[F; LANES]],
) {
    let distance: [F; LANES] = distances(tile, c);
    let start = tile.from + c * LANES;
    let lane = |x: &[F]| from_fn(|j| x.get(start + j).copied().unwrap_or(F::ZERO));
    let (total, along): ([F; LANES], [F; LANES]) = (lane(totals), lane(along));
    let seen = tile.seen_by((c + 1) * LANES) * TILE_CHUNKS;
    let rows = p[..seen]
        .chunks_exact_mut(TILE_CHUNKS)
        .zip(ds[..seen].chunks_exact_mut(TILE_CHUNKS));
    for (u, (p, ds)) in rows.enumerate() {
        let (first, at) = (first_to_see(tile, c, u), F::of(u as f64));
        let (p, ds) = (&mut p[c], &mut ds[c]);
        for j in 0..LANES {
            let s = (distance[j] + at).mul_add(slope, p[j]);
            let e = (s - total[j]).exp();
            p[j] = if (j as u32) < first { F::ZERO } else { e };
            // forward: p = exp(s) / Σ exp(s)
            let d = e * (ds[j] - along[j]);
            ds[j] = if (j as u32) < first { F::ZERO } else { d };
        }
    }
}
