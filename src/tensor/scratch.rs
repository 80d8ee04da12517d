//! Room for intermediate numbers of one operation.
//!
//! It is kept from operation to operation and grows to the largest wish. Every room starts at a cache line: a
//! vector that straddles two lines costs two accesses, and where an allocator puts a plain vector changes from
//! program to program. Contents are undefined, so that nothing is set to zero twice.

use crate::tensor::Real;
use crate::tensor::arena::{ALIGNMENT, round_up};

/// The room of one lane or thread; at first there is none.
#[derive(Clone, Debug, Default)]
pub struct Scratch<F> {
    numbers: Vec<F>,
}

impl<F> Scratch<F> {
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.numbers.capacity() * size_of::<F>()
    }
}

impl<F: Real> Scratch<F> {
    /// Room for `len` numbers.
    pub fn room(&mut self, len: usize) -> &mut [F] {
        let [room] = self.rooms([len]);
        room
    }

    /// Rooms of the given sizes.
    pub fn rooms<const N: usize>(&mut self, sizes: [usize; N]) -> [&mut [F]; N] {
        let line = round_up::<F>(1);
        let needed = sizes.iter().map(|&n| round_up::<F>(n)).sum::<usize>() + line;
        if self.numbers.len() < needed {
            self.numbers.resize(needed, F::ZERO);
        }
        let offset = self.numbers.as_ptr().align_offset(ALIGNMENT).min(line);
        let mut rest = &mut self.numbers[offset..];
        sizes.map(|n| {
            let (room, tail) = std::mem::take(&mut rest).split_at_mut(round_up::<F>(n));
            rest = tail;
            &mut room[..n]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_start_at_cache_lines_and_do_not_grow_a_second_time() {
        let mut scratch = Scratch::<f32>::default();
        scratch.room(3);
        for room in scratch.rooms([5, 16, 0, 33]) {
            assert!(room.is_empty() || room.as_ptr().align_offset(ALIGNMENT) == 0);
            room.fill(1.0);
        }
        let bytes = scratch.bytes();
        scratch.rooms([5, 16, 0, 33]);
        assert_eq!(scratch.bytes(), bytes);
    }
}
