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

/// a^0, ..., a^L into `powers`.
#[inline(always)]
pub fn raise<F: Real>(a: &Complex<F>, powers: &mut [Complex<F>]) {
    let mut power = [[F::ONE; LANES], [F::ZERO; LANES]];
    for out in powers {
        *out = power;
        power = product(a, &power);
    }
}

/// Backward of [`raise`]: adds to `da` from the gradients of the powers.
#[inline(always)]
pub fn lower<F: Real>(
    a: &Complex<F>,
    powers: &[Complex<F>],
    dpowers: &[Complex<F>],
    da: &mut Complex<F>,
) {
    let mut dpower = [[F::ZERO; LANES]; 2];
    for (power, dnext) in powers.iter().zip(&dpowers[1..]).rev() {
        let after = dpower;
        dpower = *dnext;
        // forward: a^l = a a^{l-1}
        add_conj_product(&mut dpower, a, &after);
        add_conj_product(da, power, &dpower);
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
