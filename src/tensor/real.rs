//! The numbers: `f32` to train, `f64` to check.
//!
//! The elementary functions of `f32` are those of [`crate::tensor::elementary`]. Those of `f64` come from
//! `libm`: they serve gradient checks, where accuracy counts and speed does not. Not-a-number goes through
//! all of them: a diverging run must be seen.

use std::fmt::{Debug, Display};
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

use crate::tensor::elementary;
use crate::tensor::vector::Vectors;

/// A real number of the engine.
pub trait Real:
    Copy
    + Clone
    + Debug
    + Display
    + Default
    + PartialOrd
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + Vectors
{
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// Rounded to this type.
    fn of(x: f64) -> Self;
    /// Exact.
    fn to_f64(self) -> f64;
    /// `self * a + b`, rounded once.
    fn mul_add(self, a: Self, b: Self) -> Self;
    /// Square root, rounded once.
    fn sqrt(self) -> Self;
    /// Absolute value.
    fn abs(self) -> Self;
    /// Magnitude of `self`, sign of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// eˣ; constant below -87 and above 88 in `f32`.
    fn exp(self) -> Self;
    /// Natural logarithm of a positive normal number.
    fn ln(self) -> Self;
    /// ln(1 + x) for x in [0, 1], accurate for small x.
    fn ln_1p(self) -> Self;
    /// Hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The logistic function 1 / (1 + e⁻ˣ).
    fn sigmoid(self) -> Self;
    /// The normal distribution function Φ.
    fn normal_cdf(self) -> Self;
    /// The derivative of x Φ(x), which is Φ(x) + x φ(x).
    fn gelu_slope(self) -> Self;
    /// Sine and cosine.
    fn sin_cos(self) -> (Self, Self);
    /// True unless infinite or not a number.
    fn is_finite(self) -> bool;

    /// ln(1 + eˣ) = max(x, 0) + ln(1 + e^-|x|).
    #[inline(always)]
    fn softplus(self) -> Self {
        let positive = if self < Self::ZERO { Self::ZERO } else { self };
        positive + (-self.abs()).exp().ln_1p()
    }

    /// The larger one; `other` is never taken if `self` is not a number.
    #[inline(always)]
    fn at_least(self, other: Self) -> Self {
        if self < other { other } else { self }
    }

    /// The smaller one; `other` is never taken if `self` is not a number.
    #[inline(always)]
    fn at_most(self, other: Self) -> Self {
        if self > other { other } else { self }
    }
}

impl Real for f32 {
    const ZERO: f32 = 0.0;
    const ONE: f32 = 1.0;

    #[inline(always)]
    fn of(x: f64) -> f32 {
        x as f32
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    fn mul_add(self, a: f32, b: f32) -> f32 {
        f32::mul_add(self, a, b)
    }
    #[inline(always)]
    fn sqrt(self) -> f32 {
        f32::sqrt(self)
    }
    #[inline(always)]
    fn abs(self) -> f32 {
        f32::abs(self)
    }
    #[inline(always)]
    fn copysign(self, sign: f32) -> f32 {
        f32::copysign(self, sign)
    }

    #[inline(always)]
    fn exp(self) -> f32 {
        elementary::exp(self)
    }
    #[inline(always)]
    fn ln(self) -> f32 {
        elementary::ln(self)
    }
    #[inline(always)]
    fn ln_1p(self) -> f32 {
        elementary::ln_1p(self)
    }
    #[inline(always)]
    fn tanh(self) -> f32 {
        elementary::tanh(self)
    }
    #[inline(always)]
    fn sigmoid(self) -> f32 {
        elementary::sigmoid(self)
    }
    #[inline(always)]
    fn normal_cdf(self) -> f32 {
        elementary::normal_cdf(self)
    }
    #[inline(always)]
    fn gelu_slope(self) -> f32 {
        elementary::gelu_slope(self)
    }
    #[inline(always)]
    fn sin_cos(self) -> (f32, f32) {
        elementary::sin_cos(self)
    }
    #[inline(always)]
    fn is_finite(self) -> bool {
        f32::is_finite(self)
    }
}

impl Real for f64 {
    const ZERO: f64 = 0.0;
    const ONE: f64 = 1.0;

    #[inline(always)]
    fn of(x: f64) -> f64 {
        x
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        self
    }
    #[inline(always)]
    fn mul_add(self, a: f64, b: f64) -> f64 {
        f64::mul_add(self, a, b)
    }
    #[inline(always)]
    fn sqrt(self) -> f64 {
        f64::sqrt(self)
    }
    #[inline(always)]
    fn abs(self) -> f64 {
        f64::abs(self)
    }
    #[inline(always)]
    fn copysign(self, sign: f64) -> f64 {
        f64::copysign(self, sign)
    }
    #[inline(always)]
    fn exp(self) -> f64 {
        libm::exp(self)
    }
    #[inline(always)]
    fn ln(self) -> f64 {
        libm::log(self)
    }
    #[inline(always)]
    fn ln_1p(self) -> f64 {
        libm::log1p(self)
    }
    #[inline(always)]
    fn tanh(self) -> f64 {
        libm::tanh(self)
    }
    #[inline(always)]
    fn sigmoid(self) -> f64 {
        1.0 / (1.0 + libm::exp(-self))
    }
    #[inline(always)]
    fn normal_cdf(self) -> f64 {
        0.5 * libm::erfc(-self * std::f64::consts::FRAC_1_SQRT_2)
    }
    #[inline(always)]
    fn gelu_slope(self) -> f64 {
        let density = 0.398_942_280_401_432_7 * libm::exp(-0.5 * self * self);
        self.mul_add(density, self.normal_cdf())
    }
    #[inline(always)]
    fn sin_cos(self) -> (f64, f64) {
        libm::sincos(self)
    }
    #[inline(always)]
    fn is_finite(self) -> bool {
        f64::is_finite(self)
    }
}
