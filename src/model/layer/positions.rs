//! Position information that the backbone adds to the embedding.
//!
//! ```text
//! sinusoidal   p[t, 2i] = sin(t ω_i)     p[t, 2i+1] = cos(t ω_i)     ω_i = 10000^(-2i/D)
//! learned      p[t] = row t of a trained table [T, D]
//! ```
//! Source: Vaswani et al. 2017.

use crate::model::parameters::{Init, Parameters};
use crate::tensor::{Param, Real, Signal, Tape};

/// What a mixer asks the backbone to add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Positions {
    /// Nothing is added.
    None,
    /// Sines and cosines.
    Sinusoidal,
    /// A trained row per position.
    Learned,
}

impl Positions {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "no",
            Self::Sinusoidal => "sinusoidal",
            Self::Learned => "learned",
        }
    }
}

/// What is added.
#[derive(Clone, Copy, Debug)]
pub enum Added {
    /// Nothing.
    None,
    /// Sines and cosines.
    Sinusoidal,
    /// The rows of this table `[T, D]`.
    Learned(Param),
}

impl Added {
    /// `positions` for sequences of up to `length` tokens, learned ones normal with standard deviation `std` at first.
    pub fn new(
        p: &mut Parameters,
        positions: Positions,
        [length, width]: [usize; 2],
        std: f64,
    ) -> Self {
        match positions {
            Positions::None => Self::None,
            Positions::Sinusoidal => Self::Sinusoidal,
            Positions::Learned => {
                Self::Learned(p.weight("positions.weight", length, width, Init::Normal(std)))
            }
        }
    }

    /// The longest sequence there are positions for, if that is limited.
    pub fn longest(self) -> Option<usize> {
        match self {
            Self::Learned(table) => Some(table.rows),
            Self::None | Self::Sinusoidal => None,
        }
    }

    /// Adds them to an embedding `[B, T, D]`.
    pub fn forward<F: Real>(self, tape: &mut Tape<F>, x: Signal) -> Signal {
        match self {
            Self::None => x,
            Self::Sinusoidal => tape.add_positions(x, None),
            Self::Learned(table) => tape.add_positions(x, Some(table)),
        }
    }

    /// Adds that of `position` to the embedding of one token, `[D]`.
    pub fn step<F: Real>(self, params: &[F], x: &mut [F], position: usize) {
        let width = x.len();
        match self {
            Self::None => {}
            Self::Sinusoidal => {
                for (i, x) in x.iter_mut().enumerate() {
                    let omega = libm::pow(10_000.0, -((i / 2 * 2) as f64) / width as f64);
                    let angle = position as f64 * omega;
                    *x += F::of(if i % 2 == 0 {
                        libm::sin(angle)
                    } else {
                        libm::cos(angle)
                    });
                }
            }
            Self::Learned(table) => {
                let row = &params[table.range()][position * width..][..width];
                x.iter_mut().zip(row).for_each(|(x, p)| *x += *p);
            }
        }
    }
}
