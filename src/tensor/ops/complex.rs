//! Complex numbers in blocks of channels, for the diagonal scans.

use crate::tensor::Real;
use crate::tensor::ops::channels::{Block, LANES};
use crate::tensor::ops::discretise::{Number, mul, mul_conj};

/// A complex number for each channel of a block.
pub type Complex<F> = [Block<F>; 2];

/// Blocks in pairs.
#[inline(always)]
pub fn pairs<F>(blocks: &[Block<F>]) -> &[Complex<F>] {
    blocks.as_chunks::<2>().0
}

/// Blocks in pairs, to write.
#[inline(always)]
pub fn pairs_mut<F>(blocks: &mut [Block<F>]) -> &mut [Complex<F>] {
    blocks.as_chunks_mut::<2>().0
}

/// The number of channel `i`.
#[inline(always)]
pub fn lane<F: Real>(z: &Complex<F>, i: usize) -> Number<F> {
    (z[0][i], z[1][i])
}

/// a b in every channel.
#[inline(always)]
pub fn product<F: Real>(a: &Complex<F>, b: &Complex<F>) -> Complex<F> {
    let mut out = *a;
    for i in 0..LANES {
        (out[0][i], out[1][i]) = mul(lane(a, i), lane(b, i));
    }
    out
}

/// acc += conj(z) s for real s.
#[inline(always)]
pub fn add_conj<F: Real>(acc: &mut Complex<F>, s: &Block<F>, z: &Complex<F>) {
    for i in 0..LANES {
        acc[0][i] = s[i].mul_add(z[0][i], acc[0][i]);
        acc[1][i] = (-s[i]).mul_add(z[1][i], acc[1][i]);
    }
}

/// a^0, ..., a^L of all modes into the rows of `powers`, `row` pairs from one to the next; `ac` holds a and c of
/// each mode in turn.
#[inline(always)]
pub fn raise<F: Real>(ac: &[Complex<F>], row: usize, powers: &mut [Complex<F>]) {
    let modes = ac.len() / 2;
    powers[..modes].fill([[F::ONE; LANES], [F::ZERO; LANES]]);
    for at in (row..powers.len()).step_by(row) {
        for m in 0..modes {
            powers[at + m] = product(&ac[2 * m], &powers[at + m - row]);
        }
    }
}

/// Backward of [`raise`]: adds to the gradients of a in `dac`; `dpowers` is used up.
#[inline(always)]
pub fn lower<F: Real>(
    ac: &[Complex<F>],
    row: usize,
    powers: &[Complex<F>],
    dpowers: &mut [Complex<F>],
    dac: &mut [Complex<F>],
) {
    let modes = ac.len() / 2;
    for at in (row..powers.len()).step_by(row).rev() {
        for m in 0..modes {
            let dpower = dpowers[at + m];
            // forward: a^l = a a^{l-1}
            add_conj_product(&mut dac[2 * m], &powers[at + m - row], &dpower);
            add_conj_product(&mut dpowers[at + m - row], &ac[2 * m], &dpower);
        }
    }
}

/// acc += Re(a b).
#[inline(always)]
pub fn add_real<F: Real>(acc: &mut Block<F>, a: &Complex<F>, b: &Complex<F>) {
    for i in 0..LANES {
        acc[i] = a[0][i].mul_add(b[0][i], (-a[1][i]).mul_add(b[1][i], acc[i]));
    }
}

/// acc += conj(a) b.
#[inline(always)]
pub fn add_conj_product<F: Real>(acc: &mut Complex<F>, a: &Complex<F>, b: &Complex<F>) {
    for i in 0..LANES {
        let z = mul_conj(lane(a, i), lane(b, i));
        acc[0][i] += z.0;
        acc[1][i] += z.1;
    }
}
