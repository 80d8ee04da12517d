//! Blocks of sixteen channels, the unit of the diagonal scans.
//!
//! A diagonal scan does the same thing in every channel. Sixteen of them stand side by side in a fixed
//! array (one AVX-512 register of `f32`), the state dimension runs over arrays, and no sum ever crosses
//! the lanes of a register in an inner loop. The last block of a width that is not a multiple of sixteen
//! is filled with zeros, which the scans turn into zeros.

use crate::tensor::Real;

/// Channels of a block.
pub const LANES: usize = 16;

/// One number for each channel of a block.
pub type Block<F> = [F; LANES];

/// Row `row` of `x` `[.., width]`.
#[inline(always)]
pub fn at<F>(x: &[F], row: usize, width: usize) -> &[F] {
    &x[row * width..][..width]
}

/// Row `row` of `x` `[.., width]`, to write.
#[inline(always)]
pub fn at_mut<F>(x: &mut [F], row: usize, width: usize) -> &mut [F] {
    &mut x[row * width..][..width]
}

/// Channels `at..at + 16` of `row` `[E]`; zero beyond its end.
#[inline(always)]
pub fn load<F: Real>(row: &[F], at: usize) -> Block<F> {
    match row[at..].first_chunk::<LANES>() {
        Some(full) => *full,
        None => load_tail(&row[at..]),
    }
}

/// Writes channels `at..at + 16` of `row` `[E]`; what lies beyond its end is dropped.
#[inline(always)]
pub fn store<F: Real>(row: &mut [F], at: usize, block: &Block<F>) {
    match row[at..].first_chunk_mut::<LANES>() {
        Some(full) => *full = *block,
        None => store_tail(&mut row[at..], *block),
    }
}

/// Out of line: inlined, it is merged with the full block into a copy of unknown length, a call for each.
#[cold]
#[inline(never)]
fn load_tail<F: Real>(tail: &[F]) -> Block<F> {
    let mut block = [F::ZERO; LANES];
    block[..tail.len()].copy_from_slice(tail);
    block
}

/// As [`load_tail`].
#[cold]
#[inline(never)]
fn store_tail<F: Real>(tail: &mut [F], block: Block<F>) {
    tail.copy_from_slice(&block[..tail.len()]);
}

/// Adds to channels `at..at + 16` of `row` `[E]`; what lies beyond its end is dropped.
#[inline(always)]
pub fn add<F: Real>(row: &mut [F], at: usize, block: &Block<F>) {
    let mut sum = load(row, at);
    for i in 0..LANES {
        sum[i] += block[i];
    }
    store(row, at, &sum);
}

/// Channels `at..at + 16` of each of the first N parts of `row` `[.., E]`, E = `width`; zero beyond the end of a part.
#[inline(always)]
pub fn parts<F: Real, const N: usize>(row: &[F], width: usize, at: usize) -> [Block<F>; N] {
    let mut blocks = [[F::ZERO; LANES]; N];
    for (n, to) in blocks.iter_mut().enumerate() {
        *to = load(&row[n * width..][..width], at);
    }
    blocks
}

/// Writes what [`parts`] reads.
#[inline(always)]
pub fn store_parts<F: Real, const N: usize>(
    row: &mut [F],
    width: usize,
    at: usize,
    blocks: &[Block<F>; N],
) {
    for (n, from) in blocks.iter().enumerate() {
        store(&mut row[n * width..][..width], at, from);
    }
}

/// Adds to what [`parts`] reads.
#[inline(always)]
pub fn add_parts<F: Real, const N: usize>(
    row: &mut [F],
    width: usize,
    at: usize,
    blocks: &[Block<F>; N],
) {
    for (n, from) in blocks.iter().enumerate() {
        add(&mut row[n * width..][..width], at, from);
    }
}

/// acc += a b in every channel.
#[inline(always)]
pub fn fma<F: Real>(acc: &mut Block<F>, a: &Block<F>, b: &Block<F>) {
    for i in 0..LANES {
        acc[i] = a[i].mul_add(b[i], acc[i]);
    }
}

/// acc += s a in every channel.
#[inline(always)]
pub fn axpy<F: Real>(acc: &mut Block<F>, s: F, a: &Block<F>) {
    for i in 0..LANES {
        acc[i] = s.mul_add(a[i], acc[i]);
    }
}

/// `numbers` as blocks. Panics if they are not a whole number of blocks.
#[inline(always)]
pub fn blocks<F>(numbers: &[F]) -> &[Block<F>] {
    let (blocks, rest) = numbers.as_chunks::<LANES>();
    assert!(rest.is_empty(), "room for whole blocks of channels");
    blocks
}

/// `numbers` as blocks to write. Panics if they are not a whole number of blocks.
#[inline(always)]
pub fn blocks_mut<F>(numbers: &mut [F]) -> &mut [Block<F>] {
    let (blocks, rest) = numbers.as_chunks_mut::<LANES>();
    assert!(rest.is_empty(), "room for whole blocks of channels");
    blocks
}

/// The parameter `[E, N]` as blocks `[E/16, N]` of the function `f` of each entry.
#[inline(always)]
pub fn transpose<F: Real>(n: usize, parameter: &[F], blocks: &mut [Block<F>], f: impl Fn(F) -> F) {
    for (group, block) in blocks.chunks_exact_mut(n).enumerate() {
        for (j, block) in block.iter_mut().enumerate() {
            for (i, x) in block.iter_mut().enumerate() {
                let e = group * LANES + i;
                *x = parameter.get(e * n + j).copied().unwrap_or(F::ZERO);
            }
            for x in block {
                *x = f(*x);
            }
        }
    }
}

/// Adds blocks `[E/16, N]` to `sums` `[E, N]`.
#[inline(always)]
pub fn transpose_add<F: Real>(n: usize, blocks: &[Block<F>], sums: &mut [F]) {
    for (e, row) in sums.chunks_exact_mut(n).enumerate() {
        for (j, x) in row.iter_mut().enumerate() {
            *x += blocks[e / LANES * n + j][e % LANES];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_is_padded_with_zeros_and_written_back_alone() {
        let row: Vec<f32> = (0..21).map(|i| i as f32).collect();
        let tail = load(&row, 16);
        assert_eq!(tail[..6], [16.0, 17.0, 18.0, 19.0, 20.0, 0.0]);
        let mut copy = vec![0.0f32; 21];
        store(&mut copy, 0, &load(&row, 0));
        add(&mut copy, 16, &tail);
        assert_eq!(copy, row);
    }

    #[test]
    fn blocks_of_a_parameter_go_there_and_back() {
        let (e, n) = (19, 3);
        let parameter: Vec<f64> = (0..e * n).map(|i| i as f64).collect();
        let mut there = [[0.0; LANES]; 6];
        transpose(n, &parameter, &mut there, |x| 2.0 * x);
        let mut back = vec![0.0; e * n];
        transpose_add(n, &there, &mut back);
        assert!(
            back.iter()
                .zip(&parameter)
                .all(|(b, p)| (b - 2.0 * p).abs() < 1e-15)
        );
    }
}
