//! Work that depends only on the token is done once per token.
//!
//! The embedding of a word takes at most V different values. As long as a model applies row-wise
//! operations (projections, norms, activations) to it, the V rows of the vocabulary can be transformed
//! instead of the B T rows of every micro-batch; the rows are spread over the positions where the first
//! operation along time needs them. A [`Signal`] is an activation in either form.

use crate::tensor::{Param, Real, Tape, Var};

/// An activation of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// `[V, D]`: the value at a position is the row of its token.
    ByToken(Var),
    /// `[B, T, D]`.
    ByPosition(Var),
}

impl Signal {
    /// Width of a row, D.
    pub fn width(self) -> usize {
        self.rows().cols
    }

    /// The rows it is made of, `[V, D]` or `[B, T, D]`.
    pub fn rows(self) -> Var {
        match self {
            Signal::ByToken(x) | Signal::ByPosition(x) => x,
        }
    }

    /// Applies a row-wise operation in whichever form it is.
    pub fn map<F: Real>(
        self,
        tape: &mut Tape<F>,
        f: impl FnOnce(&mut Tape<F>, Var) -> Var,
    ) -> Signal {
        match self {
            Signal::ByToken(x) => {
                let [y] = tape.once(|tape| [f(tape, x)]);
                Signal::ByToken(y)
            }
            Signal::ByPosition(x) => Signal::ByPosition(f(tape, x)),
        }
    }

    /// Applies a row-wise operation of two activations, by token if both are.
    pub fn both<F: Real, const N: usize>(
        self,
        tape: &mut Tape<F>,
        other: Signal,
        f: impl FnOnce(&mut Tape<F>, Var, Var) -> [Var; N],
    ) -> [Signal; N] {
        match (self, other) {
            (Signal::ByToken(x), Signal::ByToken(y)) => {
                tape.once(|tape| f(tape, x, y)).map(Signal::ByToken)
            }
            _ => {
                let (x, y) = (self.spread(tape), other.spread(tape));
                f(tape, x, y).map(Signal::ByPosition)
            }
        }
    }

    /// The activation at every position, `[B, T, D]`.
    pub fn spread<F: Real>(self, tape: &mut Tape<F>) -> Var {
        match self {
            Signal::ByToken(x) => tape.gather(x),
            Signal::ByPosition(x) => x,
        }
    }

    /// x W + b, `W` `[D, E]`.
    pub fn linear<F: Real>(self, tape: &mut Tape<F>, weight: Param, bias: Option<Param>) -> Signal {
        self.map(tape, |tape, x| tape.linear(x, weight, bias))
    }
}

impl<F: Real> Tape<'_, F> {
    /// The embedding of the tokens by `table` `[V, D]`: by token if the vocabulary is smaller than what all
    /// micro-batches under these parameters hold, by position otherwise.
    pub fn embed(&mut self, table: Param) -> Signal {
        let [rows] = self.once(|tape| [tape.rows(table)]);
        if table.rows <= self.lane.positions {
            Signal::ByToken(rows)
        } else {
            Signal::ByPosition(self.gather(rows))
        }
    }
}
