//! Elementary functions of `f32`: branch-free (selections only), so that loops over them become vector
//! code, and made of exactly rounded operations, so that they give the same bits on every machine.
//! Not-a-number goes through all of them.
//!
//! | function | largest error | where |
//! |---|---|---|
//! | [`exp`] | 1.1 ulp | [-87, 88]; constant outside |
//! | [`sigmoid`] | 2 ulp | all numbers, subnormal results too |
//! | [`tanh`] | 2 ulp | all numbers |
//! | [`ln`] | 2 ulp | positive normal numbers |
//! | [`ln_1p`] | 2 ulp | [0, 1] |
//! | softplus, of [`Real`] | 3 ulp | above -87; e^-87 below |
//! | [`normal_cdf`] | 1.8e-7 | all numbers; 0 and 1 to the bit far out |
//! | [`gelu_slope`] | 3.5e-7 | all numbers; 0 and 1 to the bit far out |
//! | [`sin_cos`] | 1.2e-7 | up to some thousands |
//!
//! An ulp is the unit of the last place of the true value. The tests hold every line against `libm` in
//! `f64`: sine and cosine on a regular grid, all others on every 127th number there is.
//!
//! Sources: Cephes for the reduction of the exponential, sine and cosine; minimax fits (exchange algorithm of
//! Remez) for the exponential, the normal distribution and the slope of the GELU; series for the logarithms.
//!
//! What it leaves out: exponentials that are subnormal or above e^88, and the error function, whose one
//! user is the normal distribution.

#![expect(
    clippy::excessive_precision,
    reason = "coefficients as published or fitted"
)]

use crate::tensor::Real;

/// Horner's rule, highest coefficient first.
#[inline(always)]
fn horner<const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
    let mut sum = coefficients[0];
    for c in &coefficients[1..] {
        sum = sum.mul_add(x, *c);
    }
    sum
}

/// Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits of the mantissa.
const SHIFT: f32 = 12_582_912.0;

/// The exponent field of 1.
const BIAS: f32 = 127.0;

/// (s, q) with e^x = s (1 + q) and s = 2^n, n = round(x / ln 2): the caller adds what it needs to s, exactly,
/// before q is added and rounded. q = e^r - 1 for the rest |r| <= ln 2 / 2 (Cody-Waite reduction in two
/// parts), a polynomial of degree 6 that is within 3e-9 of it. With `bias` less than [`BIAS`] s is smaller by
/// that many powers of two. n + `bias` must be the exponent field of a normal number.
#[inline(always)]
fn exp_parts(x: f32, bias: f32) -> (f32, f32) {
    let shifted = x.mul_add(std::f32::consts::LOG2_E, SHIFT + bias);
    let n = shifted - (SHIFT + bias);
    let r = n.mul_add(-0.693_359_375, x);
    let r = n.mul_add(2.121_944_4e-4, r);
    let p = horner(
        r,
        [
            1.382_094_7e-3,
            8.368_684e-3,
            4.166_826_6e-2,
            1.666_652_1e-1,
            4.999_999_4e-1,
        ],
    );
    (
        f32::from_bits(shifted.to_bits() << 23),
        (r * p).mul_add(r, r),
    )
}

/// e^x for x in [-87, 88], where it is a normal number; e^-87 = 1.6e-38 below and e^88 = 1.7e38 above.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let (s, q) = exp_parts(x.at_least(-87.0).at_most(88.0), BIAS);
    s.mul_add(q, s)
}

/// 1 / (1 + e^-x), both terms of the denominator times 2^-64: e^104 does not overflow, and the division
/// alone rounds a subnormal result. Below -104 it is 0; above 17 it is 1.
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    const ONE: f32 = f32::from_bits((127 - 64) << 23);
    let (s, q) = exp_parts(-x.at_least(-104.0).at_most(20.0), BIAS - 64.0);
    // s (1 + q) + 1 with the larger of s and 1 added last: two roundings of the sum would be 2.5 ulp
    ONE / (s.mul_add(q, s.at_most(ONE)) + s.at_least(ONE))
}

/// ln x = n ln 2 + 2 atanh((m - 1) / (m + 1)) for x = 2^n m with m in [0.707, 1.414).
#[inline(always)]
pub fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    let shifted = bits.wrapping_sub(0x3f35_04f3); // bits of sqrt(1/2)
    let n = (shifted as i32) >> 23;
    let m = f32::from_bits((shifted & 0x007f_ffff).wrapping_add(0x3f35_04f3));
    let s = (m - 1.0) / (m + 1.0);
    let z = s * s;
    let p = horner(z, [0.222_221_98, 0.285_714_3, 0.4, 0.666_666_7]);
    let finite = (n as f32).mul_add(std::f32::consts::LN_2, (s * z).mul_add(p, 2.0 * s));
    // an infinite or missing argument must not come out as a number
    if x < f32::INFINITY { finite } else { x }
}

/// 2 atanh(x / (2 + x)), a series in s² <= 1/9.
#[inline(always)]
pub fn ln_1p(x: f32) -> f32 {
    let s = x / (2.0 + x);
    let z = s * s;
    let p = horner(
        z,
        [
            2.0 / 17.0,
            2.0 / 15.0,
            2.0 / 13.0,
            2.0 / 11.0,
            2.0 / 9.0,
            2.0 / 7.0,
            2.0 / 5.0,
            2.0 / 3.0,
        ],
    );
    (s * z).mul_add(p, 2.0 * s)
}

/// (1 - e) / (1 + e) with e = e^-2|x|. Numerator and denominator are rounded once each: 1 - s and 1 + s
/// are exact wherever they matter, and 1 - s is 0 for small x, so that nothing cancels there.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let (s, q) = exp_parts((-2.0 * x.abs()).at_least(-20.0), BIAS);
    ((-s).mul_add(q, 1.0 - s) / s.mul_add(q, 1.0 + s)).copysign(x)
}

/// 1/2 + x P(x²) / Q(x²), x held within `limit`.
#[inline(always)]
fn sigmoidal(x: f32, limit: f32, p: [f32; 6], q: [f32; 6]) -> f32 {
    let x = x.at_least(-limit).at_most(limit);
    let z = x * x;
    0.5 + x * horner(z, p) / horner(z, q)
}

/// The normal distribution function, a minimax fit of 5e-9 before rounding. It stops where it becomes 0 or 1
/// to the bit, or else x times it would grow again.
#[inline(always)]
pub fn normal_cdf(x: f32) -> f32 {
    sigmoidal(
        x,
        5.161_120_4,
        [
            2.412_209e-8,
            6.368_345_6e-6,
            1.591_908_4e-4,
            4.621_189e-3,
            3.282_68e-2,
            3.989_422_6e-1,
        ],
        [
            1.238_444e-6,
            7.096_762_4e-5,
            1.830_207e-3,
            2.807_605e-2,
            2.489_509_7e-1,
            1.0,
        ],
    )
}

/// The derivative of x Φ(x), which is Φ(x) + x φ(x), a minimax fit of 1.3e-7 before rounding. It stops where
/// it becomes 0 or 1 to the bit.
#[inline(always)]
pub fn gelu_slope(x: f32) -> f32 {
    sigmoidal(
        x,
        5.689_937_6,
        [
            1.916_998e-7,
            3.589_304_5e-5,
            2.220_518_8e-5,
            1.421_757e-2,
            -3.084_390_2e-2,
            7.978_849e-1,
        ],
        [
            8.913_425_5e-6,
            1.929_326_7e-4,
            3.526_436_2e-3,
            4.103_116_3e-2,
            2.946_815_8e-1,
            1.0,
        ],
    )
}

/// Reduction by multiples of pi/2 in three parts, polynomials of Cephes `sinf` and `cosf` on the rest;
/// for |x| up to some thousands.
#[inline(always)]
pub fn sin_cos(x: f32) -> (f32, f32) {
    // the low bits of the integer are the quadrant
    let shifted = x.mul_add(std::f32::consts::FRAC_2_PI, SHIFT);
    let n = shifted - SHIFT;
    let r = n.mul_add(-std::f32::consts::FRAC_PI_2, x);
    let r = n.mul_add(4.371_139e-8, r);
    let r = n.mul_add(1.715_125e-15, r);
    let z = r * r;
    let p = horner(z, [-1.951_529_6e-4, 8.332_161e-3, -1.666_665_5e-1]);
    let sin = (z * r).mul_add(p, r);
    let q = horner(z, [2.443_315_7e-5, -1.388_731_6e-3, 4.166_664_6e-2]);
    let cos = (z * z).mul_add(q, z.mul_add(-0.5, 1.0));
    let quadrant = shifted.to_bits();
    let (s, c) = if quadrant & 1 == 0 {
        (sin, cos)
    } else {
        (cos, sin)
    };
    (
        f32::from_bits(s.to_bits() ^ ((quadrant & 2) << 30)),
        f32::from_bits(c.to_bits() ^ ((quadrant.wrapping_add(1) & 2) << 30)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::RangeInclusive;

    /// Every 127th number of `range`, both zeros too.
    fn numbers(range: RangeInclusive<f32>) -> impl Iterator<Item = f32> {
        (0..f32::INFINITY.to_bits())
            .step_by(127)
            .flat_map(|bits| [f32::from_bits(bits), -f32::from_bits(bits)])
            .filter(move |x| range.contains(x))
    }

    /// Holds `f` to `bound` units of the last place of `truth` on `range`.
    fn hold(
        bound: f64,
        range: RangeInclusive<f32>,
        f: impl Fn(f32) -> f32,
        truth: impl Fn(f64) -> f64,
    ) {
        let (mut worst, mut place) = (0.0, 0.0);
        for x in numbers(range) {
            let exact = truth(f64::from(x));
            let exponent = (exact.abs().to_bits() >> 52) as i32 - 1023;
            let ulp = libm::ldexp(1.0, exponent.max(-126) - 23);
            let error = (f64::from(f(x)) - exact).abs() / ulp;
            if error > worst || error.is_nan() {
                (worst, place) = (error, x);
            }
        }
        assert!(worst <= bound, "{worst} ulp at {place:e}");
    }

    /// Holds `f` to `bound` of `truth` for all finite numbers.
    fn hold_absolutely(bound: f64, f: impl Fn(f32) -> f32, truth: impl Fn(f64) -> f64) {
        for x in numbers(f32::MIN..=f32::MAX) {
            let error = (f64::from(f(x)) - truth(f64::from(x))).abs();
            assert!(error <= bound, "{error:e} at {x:e}");
        }
    }

    #[test]
    fn exponential_is_within_little_more_than_an_ulp() {
        hold(1.1, -87.0..=88.0, Real::exp, libm::exp);
    }

    #[test]
    fn hyperbolic_tangent_is_within_two_ulp_of_all_numbers() {
        hold(2.0, f32::MIN..=f32::MAX, Real::tanh, libm::tanh);
    }

    #[test]
    fn logistic_function_is_within_two_ulp_of_all_numbers() {
        hold(2.0, f32::MIN..=f32::MAX, Real::sigmoid, Real::sigmoid);
    }

    #[test]
    fn logarithms_are_within_two_ulp() {
        hold(2.0, f32::MIN_POSITIVE..=f32::MAX, Real::ln, libm::log);
        hold(2.0, 0.0..=1.0, Real::ln_1p, libm::log1p);
    }

    #[test]
    fn softplus_is_within_three_ulp() {
        hold(3.0, -87.0..=f32::MAX, Real::softplus, Real::softplus);
    }

    #[test]
    fn normal_distribution_is_within_three_units_of_the_last_place_below_one() {
        hold_absolutely(1.8e-7, Real::normal_cdf, Real::normal_cdf);
    }

    #[test]
    fn slope_of_the_gelu_is_within_six_units_of_the_last_place_below_one() {
        hold_absolutely(3.5e-7, Real::gelu_slope, Real::gelu_slope);
    }

    #[test]
    fn functions_end_at_their_limits() {
        for x in [20.0, 104.0, 1e30, f32::MAX, f32::INFINITY] {
            assert_eq!(x.tanh().to_bits(), 1f32.to_bits());
            assert_eq!(Real::tanh(-x).to_bits(), (-1f32).to_bits());
            assert_eq!(x.sigmoid().to_bits(), 1f32.to_bits());
            assert_eq!((-5.2 * x).sigmoid().to_bits(), 0);
            for f in [Real::normal_cdf, Real::gelu_slope] {
                assert_eq!(
                    [x, -x].map(f).map(f32::to_bits),
                    [1.0, 0.0].map(f32::to_bits)
                );
            }
            assert_eq!(Real::exp(5.0 * x).to_bits(), Real::exp(88f32).to_bits());
            assert_eq!(Real::exp(-5.0 * x).to_bits(), Real::exp(-87f32).to_bits());
        }
    }

    #[test]
    fn sine_and_cosine_are_within_a_unit_of_the_last_place_of_one() {
        for i in -200_000..=200_000 {
            let x = i as f32 * 1e-2;
            let (s, c) = Real::sin_cos(x);
            let (sin, cos) = libm::sincos(f64::from(x));
            let error = (f64::from(s) - sin).abs().max((f64::from(c) - cos).abs());
            assert!(error < 1.2e-7, "sin_cos({x}): {error}");
        }
    }

    #[test]
    fn not_a_number_goes_through_every_function() {
        let nan = f32::NAN;
        for y in [
            Real::exp(nan),
            Real::ln(nan),
            Real::tanh(nan),
            Real::normal_cdf(nan),
            Real::gelu_slope(nan),
            Real::sin_cos(nan).0,
            Real::sin_cos(nan).1,
            nan.sigmoid(),
            nan.softplus(),
        ] {
            assert!(y.is_nan());
        }
    }
}
