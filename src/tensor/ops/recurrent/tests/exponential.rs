//! A cell that uses all a recurrence has, to test it: exponential gates with several numbers of memory, heads, and
//! gates without a recurrent part.
//!
//! ```text
//! [i, f, z, o] = xₜ + hₜ₋₁ U + c        mₜ = max(f + mₜ₋₁, i)        i' = exp(i - mₜ)        f' = exp(f + mₜ₋₁ - mₜ)
//! cₜ = f' cₜ₋₁ + i' tanh(z)             nₜ = f' nₜ₋₁ + i'            hₜ = σ(o) cₜ / nₜ
//! ```
//! Source: the sLSTM of Beck et al. 2024. The scale m changes no output, so its gradient is left out.

use crate::tensor::gradcheck::{Setup, check};
use crate::tensor::ops::recurrent::tests::{Sample, assert_close, product};
use crate::tensor::ops::recurrent::{Cell, Now};
use crate::tensor::{Lane, Param, Real, Signal, Tape};

/// The cell.
#[derive(Clone, Copy, Debug)]
pub struct Exponential;

/// Saved are i', f', tanh(z) and σ(o); memories are c, n and m, of which the first two carry gradients.
impl Cell<4, 4, 3, 2> for Exponential {
    #[inline(always)]
    fn forward<F: Real>(
        self,
        _: [F; 4],
        [i, f, z, o]: [F; 4],
        _: F,
        [c, n, m]: [F; 3],
    ) -> (F, [F; 3], [F; 4]) {
        let scale = (f + m).at_least(i);
        let (i, f, z, o) = (
            (i - scale).exp(),
            (f + m - scale).exp(),
            z.tanh(),
            o.sigmoid(),
        );
        let (c, n) = (f.mul_add(c, i * z), f.mul_add(n, i));
        (o * c / n, [c, n, scale], [i, f, z, o])
    }

    #[inline(always)]
    fn backward<F: Real>(self, now: &mut Now<F, 4, 3, 2>) -> ([F; 4], [F; 4]) {
        let ([i, f, z, o], [old_c, old_n, _], [c, n, _]) = (now.saved, now.old, now.new);
        let dh = now.dh + now.dy;
        // forward: h = o c / n, o = σ(·)
        let d_o = dh * c / n * o * (F::ONE - o);
        let dc = now.carry[0] + dh * o / n;
        let dn = now.carry[1] - dh * o * c / (n * n);
        // forward: c = f' cₜ₋₁ + i' z, n = f' nₜ₋₁ + i', z = tanh(·), i' and f' = exp(·)
        let di = (dc * z + dn) * i;
        let df = (dc * old_c + dn * old_n) * f;
        let dz = dc * i * (F::ONE - z * z);
        now.carry = [dc * f, dn * f];
        ([di, df, dz, d_o], [di, df, dz, d_o])
    }
}

#[test]
fn backward_matches_central_differences() {
    for (batch, time, heads, state) in [(1, 1, 1, 2), (2, 5, 2, 3), (2, 4, 3, 17)] {
        let width = 4 * heads * state;
        let shapes = [
            (3, width),
            (heads * state, 4 * state),
            (1, width),
            (batch * time, width),
        ];
        let setup = Setup::new(batch, time, 3, &shapes[..3]);
        check(&setup, 1e-6, |tape, p| {
            let x = tape.rows(p[0]);
            tape.recurrence(Exponential, Signal::ByToken(x), Some([p[1], p[2]]))
        });
        let setup = Setup::new(batch, time, 3, &shapes[3..]);
        check(&setup, 1e-6, |tape, p| {
            let x = tape.rows(p[0]);
            tape.recurrence(Exponential, Signal::ByPosition(x), None)
        });
    }
}

/// The states of a sequence for input rows `x`, with the weights of one head.
fn naive(x: &[&[f64]], u: &[f64], c: &[f64], state: usize) -> Vec<f64> {
    let (mut h, mut memory, mut y) = (vec![0.0; state], vec![[0.0; 3]; state], Vec::new());
    for x in x {
        let a: Vec<f64> = (0..4 * state)
            .map(|j| x[j] + product(&h, u, 4 * state, j) + c[j])
            .collect();
        for j in 0..state {
            let [cell, norm, scale] = memory[j];
            let (i, f) = (a[j], a[state + j] + scale);
            let new = i.max(f);
            let cell = (f - new).exp() * cell + (i - new).exp() * a[2 * state + j].tanh();
            let norm = (f - new).exp() * norm + (i - new).exp();
            memory[j] = [cell, norm, new];
            h[j] = cell / norm / (1.0 + (-a[3 * state + j]).exp());
        }
        y.extend_from_slice(&h);
    }
    y
}

#[test]
fn heads_are_recurrences_of_their_own() {
    let sample = Sample::new(4);
    let (heads, state) = (2, sample.hidden / 2);
    let width = 4 * state;
    let [x, _, c] = sample.parts;
    // the first half of the square weights as weights of two heads
    let u = Param::new(sample.parts[1].range().start, sample.hidden, width);
    let mut lane = Lane::new(sample.params.len());
    let mut tape = Tape::begin(&sample.params, &mut lane, &sample.tokens, sample.batch);
    let rows = tape.rows(x);
    let y = tape.recurrence(Exponential, Signal::ByToken(rows), Some([u, c]));
    let y = tape.value(y).to_vec();
    for sequence in 0..sample.batch {
        for head in 0..heads {
            let part = head * width..(head + 1) * width;
            let x: Vec<&[f64]> = (0..sample.time)
                .map(|t| &sample.pieces(sequence * sample.time + t).0[part.clone()])
                .collect();
            let u = &sample.params[u.range()][head * state * width..][..state * width];
            let c = &sample.params[c.range()][part.clone()];
            let states: Vec<f64> = (0..sample.time)
                .flat_map(|t| {
                    let row = (sequence * sample.time + t) * sample.hidden + head * state;
                    y[row..row + state].to_vec()
                })
                .collect();
            assert_close(&states, &naive(&x, u, c, state));
        }
    }
}
