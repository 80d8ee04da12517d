//! Elementary functions of `f32`: branch-free (selections only), so that loops over them become vector
//! code, and made of exactly rounded operations, so that they give the same bits on every machine.
//! Not-a-number goes through all of them.
//!
//! Sources: Cephes for the exponential, the hyperbolic tangent, sine and cosine; Abramowitz and Stegun
//! 7.1.26 for the error function above one; series otherwise. Errors are held against `libm` in the tests.

#![expect(clippy::excessive_precision, reason = "coefficients as published")]

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

/// e^x = 2^n e^r with n = round(x / ln 2), |r| <= ln 2 / 2 (Cody-Waite reduction in two parts), and a
/// polynomial of degree 6 for e^r (Cephes `expf`).
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    // adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits of the mantissa
    const SHIFT: f32 = 12_582_912.0;
    let x = x.at_most(88.0).at_least(-87.0);
    let shifted = x.mul_add(std::f32::consts::LOG2_E, SHIFT);
    let n = shifted - SHIFT;
    let r = n.mul_add(-0.693_359_375, x);
    let r = n.mul_add(2.121_944_4e-4, r);
    let p = horner(
        r,
        [
            1.987_569_1e-4,
            1.398_199_9e-3,
            8.333_452e-3,
            4.166_579_6e-2,
            1.666_666_5e-1,
            0.5,
        ],
    );
    let e = p.mul_add(r * r, r) + 1.0;
    f32::from_bits(e.to_bits().wrapping_add(shifted.to_bits() << 23))
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

/// Odd polynomial below 0.625 (Cephes `tanhf`), 1 - 2 / (e^2|x| + 1) above.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let z = x * x;
    let p = horner(
        z,
        [
            -5.704_988_7e-3,
            2.063_908_9e-2,
            -5.373_971_6e-2,
            1.333_144_2e-1,
            -3.333_328_2e-1,
        ],
    );
    let small = (z * x).mul_add(p, x);
    // not `x.exp()`: that method is the one of the C library
    let large = 1.0 - 2.0 / (exp(2.0 * x.abs()) + 1.0);
    if x.abs() < 0.625 {
        small
    } else {
        large.copysign(x)
    }
}

/// The Taylor series below 1; Abramowitz and Stegun 7.1.26 above, where its absolute error of 1.5e-7
/// is a few units of the last place.
#[inline(always)]
pub fn erf(x: f32) -> f32 {
    let z = x * x;
    // 2/sqrt(pi) (-1)^n / (n! (2n + 1)), n = 9, ..., 0
    let series = horner(
        z,
        [
            -1.636_584_5e-7,
            1.646_211_4e-6,
            -1.492_565_0e-5,
            1.205_533_3e-4,
            -8.548_327e-4,
            5.223_977_6e-3,
            -2.686_617e-2,
            1.128_379_2e-1,
            -3.761_263_9e-1,
            std::f32::consts::FRAC_2_SQRT_PI,
        ],
    );
    let small = x * series;
    let a = x.abs();
    let t = 1.0 / a.mul_add(0.327_591_1, 1.0);
    let p = horner(
        t,
        [
            1.061_405_4,
            -1.453_152_1,
            1.421_413_8,
            -0.284_496_72,
            0.254_829_6,
            0.0,
        ],
    );
    let large = 1.0 - p * exp(-z);
    if a < 1.0 { small } else { large.copysign(x) }
}

/// Reduction by multiples of pi/2 in three parts, polynomials of Cephes `sinf` and `cosf` on the rest;
/// for |x| up to some thousands.
#[inline(always)]
pub fn sin_cos(x: f32) -> (f32, f32) {
    // as in `exp`: rounds to an integer, whose low bits are the quadrant
    const SHIFT: f32 = 12_582_912.0;
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

    /// Largest error of `f` against `truth` over a grid, in units of the last place of the true value.
    fn worst_ulp(from: f32, to: f32, f: impl Fn(f32) -> f32, truth: impl Fn(f64) -> f64) -> f64 {
        let mut worst = 0.0f64;
        for i in 0..=200_000 {
            let x = from + (to - from) * (i as f32 / 200_000.0);
            let exact = truth(f64::from(x));
            let ulp = f64::from(f32::EPSILON) * 2f64.powf(exact.abs().log2().floor()).max(1e-38);
            worst = worst.max((f64::from(f(x)) - exact).abs() / ulp);
        }
        worst
    }

    #[test]
    fn elementary_functions_are_within_a_few_ulp() {
        let bounds = [
            ("exp", worst_ulp(-86.0, 87.0, Real::exp, libm::exp), 1.5),
            ("ln", worst_ulp(1e-3, 1e3, Real::ln, libm::log), 2.5),
            ("ln_1p", worst_ulp(1e-6, 1.0, Real::ln_1p, libm::log1p), 2.0),
            ("tanh", worst_ulp(-9.0, 9.0, Real::tanh, libm::tanh), 2.0),
            (
                "sigmoid",
                worst_ulp(-20.0, 20.0, Real::sigmoid, |x| 1.0 / (1.0 + libm::exp(-x))),
                2.5,
            ),
            (
                "softplus",
                worst_ulp(-20.0, 20.0, Real::softplus, |x| libm::log1p(libm::exp(x))),
                3.0,
            ),
        ];
        for (name, worst, bound) in bounds {
            assert!(worst <= bound, "{name}: {worst} ulp, allowed {bound}");
        }
    }

    #[test]
    fn the_error_function_is_within_its_published_bound() {
        for i in -60_000..=60_000 {
            let x = i as f32 * 1e-4;
            let error = (f64::from(Real::erf(x)) - libm::erf(f64::from(x))).abs();
            assert!(error < 3e-7, "erf({x}): {error}");
        }
    }

    #[test]
    fn tanh_is_made_of_the_exponential_of_this_file() {
        for i in 700..5000 {
            let x = i as f32 * 1e-3;
            let expected = 1.0 - 2.0 / (Real::exp(2.0 * x) + 1.0);
            assert_eq!(Real::tanh(x).to_bits(), expected.to_bits(), "tanh({x})");
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
            Real::erf(nan),
            Real::sin_cos(nan).0,
            Real::sin_cos(nan).1,
            nan.sigmoid(),
            nan.softplus(),
        ] {
            assert!(y.is_nan());
        }
    }
}
