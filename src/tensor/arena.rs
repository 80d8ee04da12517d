//! Memory for one micro-batch: grows in the first step, is reused in all others.
//!
//! Every block starts at a multiple of 64 bytes (one cache line, one AVX-512 register). Blocks are handed
//! out in rising order and given back all at once; a block holds stale numbers until it is written, so
//! every forward kernel writes the whole of its output.

use std::ops::Range;

use crate::tensor::Real;

/// Blocks start at multiples of this many bytes.
pub(super) const ALIGNMENT: usize = 64;

/// A growing buffer with aligned blocks; at first it owns no memory.
#[derive(Clone, Debug, Default)]
pub struct Arena<F> {
    buffer: Vec<F>,
    /// Index of the first aligned number in `buffer`.
    base: usize,
    top: usize,
    /// The largest `top` so far.
    peak: usize,
}

impl<F: Real> Arena<F> {
    /// Gives all blocks from `start` on back, and makes the arena that long if it is shorter; the memory stays.
    pub fn clear_from(&mut self, start: usize) {
        self.top = round_up::<F>(start);
        self.reserve(self.top);
    }

    /// Reserves `len` numbers and returns where they are.
    pub fn alloc(&mut self, len: usize) -> Range<usize> {
        let start = self.top;
        self.top = start + round_up::<F>(len);
        self.reserve(self.top);
        start..start + len
    }

    /// Hands out the blocks of `other`, with its numbers in them.
    pub fn copy(&mut self, other: &Self) {
        self.clear_from(other.top);
        self.all_mut().copy_from_slice(other.all());
    }

    /// Numbers handed out so far, with the gaps between blocks.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Bytes of the most numbers that were ever handed out at once, with the gaps between blocks.
    pub fn peak_bytes(&self) -> usize {
        self.peak * size_of::<F>()
    }

    /// Bytes held from the allocator.
    pub fn bytes(&self) -> usize {
        self.buffer.capacity() * size_of::<F>()
    }

    /// Everything handed out so far.
    pub fn all(&self) -> &[F] {
        &self.buffer[self.base..self.base + self.top]
    }

    /// Everything handed out so far, to write.
    pub fn all_mut(&mut self) -> &mut [F] {
        &mut self.buffer[self.base..self.base + self.top]
    }

    fn reserve(&mut self, len: usize) {
        self.peak = self.peak.max(len);
        if self.base + len <= self.buffer.len() {
            return;
        }
        // half as much again: a first step of many blocks copies each number a few times at most
        let room = len + len / 2 + round_up::<F>(1);
        let mut buffer = vec![F::ZERO; room + ALIGNMENT / size_of::<F>()];
        let base = buffer
            .as_ptr()
            .align_offset(ALIGNMENT)
            .min(ALIGNMENT / size_of::<F>());
        let old = self.buffer.len().saturating_sub(self.base).min(len);
        buffer[base..base + old].copy_from_slice(&self.buffer[self.base..self.base + old]);
        self.buffer = buffer;
        self.base = base;
    }
}

/// The next multiple of the alignment, in numbers.
pub fn round_up<F>(len: usize) -> usize {
    len.next_multiple_of(ALIGNMENT / size_of::<F>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_aligned_and_keep_their_numbers_when_the_arena_grows() {
        let mut arena = Arena::<f32>::default();
        let mut blocks = Vec::new();
        for i in 0..200 {
            let block = arena.alloc(i * 3 + 1);
            arena.all_mut()[block.clone()].fill(i as f32);
            blocks.push(block);
        }
        for (i, block) in blocks.into_iter().enumerate() {
            let slice = &arena.all()[block];
            assert_eq!(slice.as_ptr().align_offset(ALIGNMENT), 0);
            assert!(slice.iter().all(|x| x.to_bits() == (i as f32).to_bits()));
        }
    }

    #[test]
    fn a_cleared_arena_asks_for_no_new_memory() {
        let mut arena = Arena::<f64>::default();
        arena.alloc(1000);
        let bytes = arena.bytes();
        arena.clear_from(0);
        arena.alloc(1000);
        assert_eq!(arena.bytes(), bytes);
        arena.clear_from(0);
        arena.alloc(500);
        assert_eq!(arena.peak_bytes(), 8 * 1000);
    }
}
