//! The running product of a matrix for every token, read out with one vector.
//!
//! ```text
//! P[t] = P[t-1] M[x_t], P[-1] = I        y[t] = P[t] p + b        one number for each row of P
//! ```
//! Source: the released code of Merrill, Petty and Sabharwal 2024 (IDS4), which differs from the text: no
//! input is added to the state. All products are kept for the backward pass, B T N² numbers.
//!
//! What it leaves out: any normalisation. The product of matrices that are not near-orthogonal leaves the
//! range of `f32` after some twelve tokens, in the released model too.

use crate::tensor::matmul::{Mat, MatMut, matmul, matmul_add};
use crate::tensor::ops::Operation;
use crate::tensor::ops::linear::sum_rows;
use crate::tensor::tape::{Replay, Saved};
use crate::tensor::{Param, Real, Signal, Tape, Var};

/// A recorded product scan.
#[derive(Clone, Copy, Debug)]
pub struct ProductScan {
    m: Signal,
    read: Param,
    bias: Param,
    y: Var,
    /// `[B, T, N, N]`.
    products: Saved,
}

impl<F: Real> Tape<'_, F> {
    /// The running products of `m` `[.., N N]` (row-major matrices) applied to `read` `[N, 1]`, plus `bias`
    /// `[1, 1]`. Returns `[B, T, N]`.
    pub fn product_scan(&mut self, m: Signal, read: Param, bias: Param) -> Var {
        let (tokens, time, n) = (self.tokens, self.time, read.len());
        assert_eq!(m.width(), n * n, "matrices of a product scan");
        let m_rows = m.rows_of(tokens, time);
        let y = self.output(tokens.len(), n);
        let products = self.save(tokens.len() * n * n);
        let (p, b) = (self.param(read), self.param(bias)[0]);
        let (before, [out], saved, ..) = self.split([y]);
        let (all, products_of) = (&before[m.rows().range()], &mut saved[products.range()]);
        for position in 0..tokens.len() {
            let matrix = &all[m_rows.at(position) * n * n..][..n * n];
            let (earlier, product) = products_of.split_at_mut(position * n * n);
            let product = &mut product[..n * n];
            if position % time == 0 {
                product.copy_from_slice(matrix);
            } else {
                let before = Mat::new(&earlier[(position - 1) * n * n..], n, n);
                matmul(MatMut::new(product, n, n), before, Mat::new(matrix, n, n));
            }
        }
        out.fill(b);
        let rows = Mat::new(products_of, y.len(), n);
        matmul_add(MatMut::new(out, y.len(), 1), rows, Mat::new(p, n, 1));
        self.record(ProductScan {
            m,
            read,
            bias,
            y,
            products,
        });
        y
    }
}

impl Operation for ProductScan {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let (m, y, n) = (self.m, self.y, self.y.cols);
        let (tokens, time) = (replay.tokens, replay.time);
        let m_rows = m.rows_of(tokens, time);
        let (all, products) = (replay.value(m.rows()), replay.kept(self.products));
        let p = Mat::new(replay.param(self.read), 1, n);
        let (dy, [dm]) = replay.grads.split(y, [m.rows()]);
        // forward: y = P p + b, rows of all products below one another
        let dread = MatMut::new(&mut replay.dparams[self.read.range()], n, 1);
        let columns = Mat::new(products, y.len(), n).t();
        matmul_add(dread, columns, Mat::new(dy, y.len(), 1));
        replay.dparams[self.bias.range()][0] += crate::tensor::simd::sum(dy);
        let [mut dproduct, mut carry] = replay.scratch.rooms([n * n, n * n]);
        for position in (0..tokens.len()).rev() {
            let (t, row) = (position % time, m_rows.at(position));
            if t + 1 == time {
                dproduct.fill(F::ZERO);
            }
            // forward: y[t] = P[t] p + b
            let dy = Mat::new(&dy[position * n..][..n], n, 1);
            matmul_add(MatMut::new(dproduct, n, n), dy, p);
            let range = row * n * n..(row + 1) * n * n;
            if t == 0 {
                // forward: P[0] = M
                sum_rows(dproduct, &mut dm[range]);
            } else {
                // forward: P[t] = P[t-1] M
                let before = Mat::new(&products[(position - 1) * n * n..][..n * n], n, n);
                let matrix = Mat::new(&all[range.clone()], n, n);
                let d = Mat::new(dproduct, n, n);
                matmul_add(MatMut::new(&mut dm[range], n, n), before.t(), d);
                matmul(MatMut::new(carry, n, n), d, matrix.t());
                std::mem::swap(&mut dproduct, &mut carry);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::Lane;
    use crate::tensor::gradcheck::{Setup, check};

    fn scan<F: Real>(tape: &mut Tape<F>, p: &[Param], by_token: bool) -> Var {
        let m = tape.rows(p[0]);
        let m = if by_token {
            Signal::ByToken(m)
        } else {
            Signal::ByPosition(m)
        };
        tape.product_scan(m, p[1], p[2])
    }

    #[test]
    fn backward_matches_central_differences() {
        for (batch, time, n) in [(1, 1, 3), (2, 5, 4), (3, 2, 5)] {
            for (rows, by_token) in [(3, true), (batch * time, false)] {
                let setup = Setup::new(batch, time, 3, &[(rows, n * n), (n, 1), (1, 1)]);
                check(&setup, 1e-6, |tape, p| scan(tape, p, by_token));
            }
        }
    }

    #[test]
    fn products_of_permutation_matrices_are_permutations() {
        // letters 0 and 1 act on row vectors as the cycle (0 1 2) and the swap (0 1); read-out (1, 2, 3)
        let (cycle, swap) = ([1usize, 2, 0], [1usize, 0, 2]);
        let mut values = vec![0.0f64; 22];
        for (letter, image) in [cycle, swap].into_iter().enumerate() {
            for (i, j) in image.into_iter().enumerate() {
                values[letter * 9 + i * 3 + j] = 1.0;
            }
        }
        values[18..21].copy_from_slice(&[1.0, 2.0, 3.0]);
        let p = [
            Param::new(0, 2, 9),
            Param::new(18, 3, 1),
            Param::new(21, 1, 1),
        ];
        let tokens = [0, 1, 1, 0, 1, 0, 0, 0];
        let mut lane = Lane::new(22);
        let mut tape = Tape::begin(&values, &mut lane, &tokens, 2);
        let y = scan(&mut tape, &p, true);
        for (sequence, letters) in tokens.chunks(4).enumerate() {
            let mut image = [0, 1, 2];
            for (t, &letter) in letters.iter().enumerate() {
                image = image.map(|i| [cycle, swap][letter as usize][i]);
                let expected = image.map(|i: usize| i as f64 + 1.0);
                assert_eq!(tape.value(y)[(sequence * 4 + t) * 3..][..3], expected);
            }
        }
    }
}
