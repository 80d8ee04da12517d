//! Causal multi-head attention.
//!
//! ```text
//! s[t, u] = q[t] · k[u] / √E + bias      p[t] = softmax(s[t, ..t])      y[t] = Σ over u <= t of p[t, u] v[u]
//! rotary   q and k turned: the pair (2i, 2i + 1) at position t by the angle t 10000^(-2i / E)
//! ALiBi    bias = -slope[h] (t - u), slope[h] = 2^(-8h / H) for h = 1, ..., H
//! ```
//! Source: Vaswani et al. 2017; Su et al. 2021 (rotary); Press et al. 2022 (ALiBi, with the rule of their
//! code where H is not a power of two). The scores are computed a tile of 64 x 64 at a time and not kept:
//! the backward pass computes them again from ln Σ exp s of each row (Dao 2023, FlashAttention-2), so
//! memory grows with T and not with T².
//!
//! Shapes: packed queries, keys and values `[B, T, 3D]` in this order, as `in_proj` of PyTorch has them,
//! head h at the columns h E, ..., h E + E - 1 of each; `y` `[B, T, D]`; ln Σ exp s `[B, H, T]` is kept.
//!
//! What it leaves out: padding masks (a sequence fills its row), dropout, attention to other sequences.

use crate::tensor::ops::Operation;
use crate::tensor::ops::attention::kernels::{backward, backward_room, forward, forward_room};
use crate::tensor::ops::positions::rotations;
use crate::tensor::tape::{Replay, Saved};
use crate::tensor::tile::LANES;
use crate::tensor::{Real, Tape, Var};

/// Positions that act inside attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relative {
    /// None: the order is seen through the mask alone, or was added to the activations.
    None,
    /// Queries and keys are turned by angles that grow with the position.
    Rotary,
    /// Scores fall linearly with the distance.
    Alibi,
}

mod kernels;
mod tiles;

/// Sizes of an attention.
#[derive(Clone, Copy, Debug)]
pub struct AttentionShape {
    /// Tokens a sequence, T.
    time: usize,
    /// Heads, H.
    heads: usize,
    /// Width, D.
    width: usize,
    relative: Relative,
}

/// A recorded attention.
#[derive(Clone, Copy, Debug)]
pub struct Attention {
    shape: AttentionShape,
    qkv: Var,
    /// ln Σ exp s of each row, `[B, H, T]`.
    totals: Saved,
    /// `[T, E]`: cosine and sine of each pair, empty unless rotary.
    turns: Saved,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// Causal attention of `heads` heads over `qkv` `[B, T, 3D]`. Returns `[B, T, D]`.
    pub fn attention(&mut self, qkv: Var, heads: usize, relative: Relative) -> Var {
        assert_eq!(qkv.rows, self.tokens.len(), "one row for each position");
        assert!(
            qkv.cols.is_multiple_of(3 * heads),
            "{} columns are not queries, keys and values of {heads} heads",
            qkv.cols
        );
        let shape = AttentionShape {
            time: self.time,
            heads,
            width: qkv.cols / 3,
            relative,
        };
        let y = self.output(qkv.rows, shape.width);
        let totals = self.save(self.batch * heads * shape.time);
        let turns = self.save(if relative == Relative::Rotary {
            assert!(
                shape.size().is_multiple_of(2),
                "rotary positions turn pairs of numbers"
            );
            shape.time * shape.size()
        } else {
            0
        });
        let (before, [out], saved, scratch, _) = self.split([y]);
        if relative == Relative::Rotary {
            let turns = &mut saved[turns.range()];
            rotations(shape.size(), shape.time, |t, i, cos, sin| {
                turns[t * shape.size() + 2 * i] = F::of(cos);
                turns[t * shape.size() + 2 * i + 1] = F::of(sin);
            });
        }
        let [totals_out, turns_in] = saved
            .get_disjoint_mut([totals.range(), turns.range()])
            .expect("what is saved does not overlap");
        let work = scratch.room(forward_room(shape));
        forward(shape, &before[qkv.range()], turns_in, out, totals_out, work);
        self.record(Attention {
            shape,
            qkv,
            totals,
            turns,
            y,
        });
        y
    }
}

impl Operation for Attention {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let (qkv, y) = (replay.value(self.qkv), replay.value(self.y));
        let (totals, turns) = (replay.kept(self.totals), replay.kept(self.turns));
        let (dy, [dqkv]) = replay.grads.split(self.y, [self.qkv]);
        let work = replay.scratch.room(backward_room(self.shape));
        backward(self.shape, qkv, turns, y, totals, dy, dqkv, work);
    }
}

impl AttentionShape {
    /// Width of a head, E.
    fn size(self) -> usize {
        self.width / self.heads
    }
    /// The same in units of [`LANES`], padded.
    fn chunks(self) -> usize {
        self.size().div_ceil(LANES)
    }
}

impl Relative {
    /// What the score falls by with each token of distance, in head `head` of `heads`. With H heads, n the largest power of
    /// two not above H: the first n heads have the ALiBi slopes of n heads, the others every other slope of 2n heads.
    pub fn slope(self, head: usize, heads: usize) -> f64 {
        let power = 1usize << heads.ilog2();
        match self {
            Relative::None | Relative::Rotary => 0.0,
            Relative::Alibi if head < power => libm::exp2(-8.0 * (head + 1) as f64 / power as f64),
            Relative::Alibi => libm::exp2(-4.0 * (2 * (head - power) + 1) as f64 / power as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::{normal, stream};
    use crate::tensor::gradcheck::{Setup, check};
    use crate::tensor::{Lane, Param};

    const KINDS: [Relative; 3] = [Relative::None, Relative::Rotary, Relative::Alibi];

    #[test]
    fn backward_matches_central_differences() {
        for (batch, time, heads, size) in
            [(1, 1, 1, 2), (2, 3, 2, 4), (1, 19, 3, 18), (1, 67, 1, 2)]
        {
            let setup = Setup::new(batch, time, 4, &[(batch * time, 3 * heads * size)]);
            for kind in KINDS {
                check(&setup, 1e-6, |tape, p| {
                    let x = tape.rows(p[0]);
                    tape.attention(x, heads, kind)
                });
            }
        }
    }

    fn run<F: Real>(qkv: &[F], batch: usize, cols: usize, heads: usize, kind: Relative) -> Vec<F> {
        let rows = qkv.len() / cols;
        let tokens = vec![0; rows];
        let mut lane = Lane::new(qkv.len());
        let mut tape = Tape::begin(qkv, &mut lane, &tokens, batch);
        let x = tape.rows(Param::new(0, rows, cols));
        let y = tape.attention(x, heads, kind);
        tape.value(y).to_vec()
    }

    /// The definition, one number after another.
    fn naive(qkv: &[f64], batch: usize, cols: usize, heads: usize, kind: Relative) -> Vec<f64> {
        let (width, time) = (cols / 3, qkv.len() / cols / batch);
        let size = width / heads;
        let mut y = vec![0.0; qkv.len() / 3];
        for sequence in 0..batch {
            for h in 0..heads {
                let row = |t: usize, part: usize| {
                    &qkv[(sequence * time + t) * cols + part * width + h * size..][..size]
                };
                let turned = |t: usize, part: usize| -> Vec<f64> {
                    let x = row(t, part);
                    if kind != Relative::Rotary {
                        return x.to_vec();
                    }
                    let angle =
                        |i: usize| t as f64 * 10_000f64.powf(-((2 * (i / 2)) as f64) / size as f64);
                    (0..size)
                        .map(|i| {
                            let (sin, cos) = angle(i).sin_cos();
                            if i % 2 == 0 {
                                x[i] * cos - x[i + 1] * sin
                            } else {
                                x[i - 1] * sin + x[i] * cos
                            }
                        })
                        .collect()
                };
                for t in 0..time {
                    let q = turned(t, 0);
                    let weights: Vec<f64> = (0..=t)
                        .map(|u| {
                            let score: f64 = q.iter().zip(turned(u, 1)).map(|(q, k)| q * k).sum();
                            let bias = if kind == Relative::Alibi {
                                // powers of two only
                                -2f64.powf(-8.0 * (h + 1) as f64 / heads as f64) * (t - u) as f64
                            } else {
                                0.0
                            };
                            (score / (size as f64).sqrt() + bias).exp()
                        })
                        .collect();
                    let total: f64 = weights.iter().sum();
                    for (u, w) in weights.iter().enumerate() {
                        for (e, v) in row(u, 2).iter().enumerate() {
                            y[(sequence * time + t) * width + h * size + e] += w / total * v;
                        }
                    }
                }
            }
        }
        y
    }

    fn example(len: usize) -> Vec<f64> {
        let mut rng = stream(5, "attention", len as u64);
        (0..len).map(|_| normal(&mut rng)).collect()
    }

    #[test]
    fn tiles_agree_with_the_definition() {
        for (batch, time, heads, size) in [
            (2, 24, 4, 16),
            (1, 150, 2, 8),
            (1, 64, 1, 20),
            (1, 193, 2, 40),
        ] {
            let cols = 3 * heads * size;
            let qkv = example(batch * time * cols);
            let single: Vec<f32> = qkv.iter().map(|x| *x as f32).collect();
            for kind in KINDS {
                let expected = naive(&qkv, batch, cols, heads, kind);
                let y = run(&qkv, batch, cols, heads, kind);
                let y_single = run(&single, batch, cols, heads, kind);
                for ((y, single), expected) in y.iter().zip(&y_single).zip(&expected) {
                    assert!((y - expected).abs() < 1e-12, "{kind:?}: {y} {expected}");
                    assert!(
                        (f64::from(*single) - expected).abs() < 1e-5,
                        "{kind:?}: {single} {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_output_depends_on_no_later_row_and_on_no_later_length() {
        let (heads, cols) = (2, 3 * 24);
        for kind in KINDS {
            let qkv: Vec<f32> = example(140 * cols).iter().map(|x| *x as f32).collect();
            let y = run(&qkv, 1, cols, heads, kind);
            for t in [0, 1, 15, 16, 17, 63, 64, 100, 139] {
                let mut changed = qkv.clone();
                for x in &mut changed[t * cols..(t + 1) * cols] {
                    *x = -3.0 * *x + 1.0;
                }
                let z = run(&changed, 1, cols, heads, kind);
                let same =
                    |y: &[f32], z: &[f32]| y.iter().zip(z).all(|(y, z)| y.to_bits() == z.to_bits());
                let before = t * cols / 3;
                assert!(same(&y[..before], &z[..before]), "{kind:?}, row {t}");
                assert!(!same(
                    &y[before..before + cols / 3],
                    &z[before..before + cols / 3]
                ));
                let prefix = run(&qkv[..(t + 1) * cols], 1, cols, heads, kind);
                assert!(
                    same(&y[..prefix.len()], &prefix),
                    "{kind:?}, {} rows",
                    t + 1
                );
            }
        }
    }

    #[test]
    fn adding_one_vector_to_all_keys_changes_nothing() {
        // it adds the same number to all scores of a row
        let (time, size) = (70, 6);
        let qkv = example(time * 3 * size);
        let mut shifted = qkv.clone();
        for row in shifted.chunks_mut(3 * size) {
            for (e, k) in row[size..2 * size].iter_mut().enumerate() {
                *k += e as f64 - 2.5;
            }
        }
        let y = run(&qkv, 1, 3 * size, 1, Relative::Alibi);
        let z = run(&shifted, 1, 3 * size, 1, Relative::Alibi);
        for (y, z) in y.iter().zip(&z) {
            assert!((y - z).abs() < 1e-12, "{y} {z}");
        }
    }

    #[test]
    fn slopes_follow_the_paper_and_its_rule_for_other_numbers_of_heads() {
        let slopes = |heads| {
            (0..heads)
                .map(|h| Relative::Alibi.slope(h, heads))
                .collect::<Vec<_>>()
        };
        assert_eq!(slopes(4), [0.25, 0.0625, 0.015625, 0.00390625]);
        let of_six = slopes(6);
        assert_eq!(of_six[..4], slopes(4));
        // the first and third of eight heads
        assert_eq!(of_six[4..], [0.5, 0.125]);
    }
}
