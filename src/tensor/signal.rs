//! Work that depends only on the token, or on the token and its place in the sequence, is done once for each.
//!
//! The embedding of a sequence takes at most V different values. As long as a model applies row-wise
//! operations (projections, norms, activations) to it, the V rows of the vocabulary can be transformed
//! instead of the B T rows of every micro-batch; the rows are spread over the positions where the first
//! operation along time needs them. Where positions are added to the embedding, there are V T different rows, one
//! for each token at each place of a sequence, which is still less than B T if there are many sequences. A [`Signal`] is
//! an activation in one of these forms.

use std::mem::discriminant;

use crate::tensor::{Lane, Param, Real, Tape, Var};

/// Rows by place at most. Some more would save time too, but every lane holds them, with gradients, and a micro-batch
/// has some 512 positions.
const MOST_PLACES: usize = 4096;

/// An activation of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// `[V, D]`: the value at a position is the row of its token.
    ByToken(Var),
    /// `[V, T, D]`: the value at a position is the row of its token and of its place in the sequence.
    ByPlace(Var),
    /// `[B, T, D]`.
    ByPosition(Var),
}

impl Signal {
    /// Width of a row, D.
    pub fn width(self) -> usize {
        self.rows().cols
    }

    /// The rows it is made of, `[V, D]`, `[V, T, D]` or `[B, T, D]`.
    pub fn rows(self) -> Var {
        match self {
            Signal::ByToken(x) | Signal::ByPlace(x) | Signal::ByPosition(x) => x,
        }
    }

    /// The rows that all positions of `tokens` `[B, T]` read.
    pub fn rows_of(self, tokens: &[u32], time: usize) -> Rows<'_> {
        Rows {
            signal: self,
            tokens,
            time,
        }
    }

    /// The results, in this form, of row-wise operations on activations in this form.
    fn in_form<F: Real, const N: usize>(
        self,
        tape: &mut Tape<F>,
        f: impl FnOnce(&mut Tape<F>) -> [Var; N],
    ) -> [Signal; N] {
        match self {
            Signal::ByToken(_) => tape.once(f).map(Signal::ByToken),
            Signal::ByPlace(_) => tape.once(f).map(Signal::ByPlace),
            Signal::ByPosition(_) => f(tape).map(Signal::ByPosition),
        }
    }

    /// Applies a row-wise operation in whichever form it is.
    pub fn map<F: Real>(
        self,
        tape: &mut Tape<F>,
        f: impl FnOnce(&mut Tape<F>, Var) -> Var,
    ) -> Signal {
        let [y] = self.in_form(tape, |tape| [f(tape, self.rows())]);
        y
    }

    /// Applies a row-wise operation of two activations, by token or by place if both are.
    pub fn both<F: Real, const N: usize>(
        self,
        tape: &mut Tape<F>,
        other: Signal,
        f: impl FnOnce(&mut Tape<F>, Var, Var) -> [Var; N],
    ) -> [Signal; N] {
        if discriminant(&self) == discriminant(&other) {
            return self.in_form(tape, |tape| f(tape, self.rows(), other.rows()));
        }
        let (x, y) = (self.spread(tape), other.spread(tape));
        f(tape, x, y).map(Signal::ByPosition)
    }

    /// The activation at every position, `[B, T, D]`.
    pub fn spread<F: Real>(self, tape: &mut Tape<F>) -> Var {
        match self {
            Signal::ByToken(_) | Signal::ByPlace(_) => tape.gather(self),
            Signal::ByPosition(x) => x,
        }
    }

    /// x W + b, `W` `[D, E]`.
    pub fn linear<F: Real>(self, tape: &mut Tape<F>, weight: Param, bias: Option<Param>) -> Signal {
        self.map(tape, |tape, x| tape.linear(x, weight, bias))
    }
}

/// Which row of a [`Signal`] a position reads.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    signal: Signal,
    tokens: &'a [u32],
    time: usize,
}

impl Rows<'_> {
    /// The row of a position.
    #[inline(always)]
    pub fn at(self, position: usize) -> usize {
        match self.signal {
            Signal::ByToken(_) => self.tokens[position] as usize,
            Signal::ByPlace(_) => self.tokens[position] as usize * self.time + position % self.time,
            Signal::ByPosition(_) => position,
        }
    }

    /// Tokens of a sequence, T.
    #[inline(always)]
    pub fn time(self) -> usize {
        self.time
    }
}

impl<F: Real> Tape<'_, F> {
    /// The embedding of the tokens by `table` `[V, D]`: by token if the vocabulary is smaller than what all
    /// micro-batches under these parameters hold, by position otherwise.
    pub fn embed(&mut self, table: Param) -> Signal {
        let [rows] = self.once(|tape| [tape.rows(table)]);
        self.embedded(rows)
    }

    /// The embedding of tokens that have `features` `[V, F]`, of which `weight` `[F, D]` makes vectors.
    pub fn embed_features(&mut self, features: &[F], weight: Param) -> Signal {
        let [rows] = self.once(|tape| {
            let given = tape.output(features.len() / weight.rows, weight.rows);
            let (_, [out], ..) = tape.split([given]);
            out.copy_from_slice(features);
            [tape.linear(given, weight, None)]
        });
        self.embedded(rows)
    }

    fn embedded(&mut self, rows: Var) -> Signal {
        if rows.rows <= self.lane.positions {
            Signal::ByToken(rows)
        } else {
            Signal::ByPosition(self.gather(Signal::ByToken(rows)))
        }
    }

    /// Adds positions to an embedding: row t of `table` `[T or more, D]`, or sines and cosines without one. By
    /// place if that pays, by position otherwise.
    pub fn add_positions(&mut self, x: Signal, table: Option<Param>) -> Signal {
        if let Signal::ByToken(x) = x
            && self.lane.places_pay(x.rows)
        {
            let time = self.lane.time;
            let [y] = self.once(|tape| [tape.add_by_place(x, time, table)]);
            return Signal::ByPlace(y);
        }
        let x = x.spread(self);
        Signal::ByPosition(self.add_by_position(x, table))
    }
}

impl<F> Lane<F> {
    /// True if work for each of `vocabulary` tokens at each place of a sequence is worth making before the micro-batches.
    /// It takes the place of work at every position, but costs a gather and a copy to every lane: half of the rows
    /// must be saved.
    pub(super) fn places_pay(&self, vocabulary: usize) -> bool {
        let rows = vocabulary * self.time;
        (1..=MOST_PLACES).contains(&rows) && rows <= self.positions / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::gradcheck::{Setup, check};

    /// Whether `batch` sequences of `time` of 4 letters are added positions by place.
    fn by_place(batch: usize, time: usize) -> bool {
        let params = vec![0.0f32; 4];
        let tokens = vec![0; batch * time];
        let mut lane = Lane::new(params.len());
        let mut tape = Tape::begin(&params, &mut lane, &tokens, batch);
        let x = tape.embed(Param::new(0, 4, 1));
        matches!(tape.add_positions(x, None), Signal::ByPlace(_))
    }

    #[test]
    fn positions_are_added_by_place_if_half_of_the_rows_are_saved() {
        assert!(by_place(8, 1) && by_place(8, 3) && by_place(8, 1000));
        assert!(!by_place(7, 1) && !by_place(7, 3) && !by_place(7, 1000) && !by_place(1, 1));
    }

    #[test]
    fn rows_by_place_are_never_more_than_a_lane_should_hold() {
        assert!(by_place(8, MOST_PLACES / 4));
        assert!(!by_place(8, MOST_PLACES / 4 + 1));
    }

    #[test]
    fn row_wise_operations_are_the_same_by_place_and_by_position() {
        let (batch, time, width) = (6, 3, 4);
        let shapes = [(3, width), (time, width), (width, 5), (1, 5), (1, 5)];
        let setup = Setup::new(batch, time, 3, &shapes);
        for learned in [true, false] {
            check(&setup, 1e-6, |tape, p| {
                let embedding = tape.embed(p[0]);
                let places = tape.add_positions(embedding, learned.then_some(p[1]));
                assert!(matches!(places, Signal::ByPlace(_)));
                let spread = Signal::ByPosition(places.spread(tape));
                let [places, positions] = [places, spread].map(|x| {
                    let y = x.linear(tape, p[2], Some(p[3]));
                    let z = y.map(tape, |tape, y| tape.norm(y, p[4], Some(p[3]), 1e-5));
                    let [sum] = y.both(tape, z, |tape, y, z| [tape.add(y, z)]);
                    sum.spread(tape)
                });
                for (a, b) in tape.value(places).iter().zip(tape.value(positions)) {
                    assert!((a - b).abs() <= 1e-14, "{a} {b}");
                }
                tape.mul(places, positions)
            });
        }
    }
}
