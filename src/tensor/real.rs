//! The numbers: `f32` to train, `f64` to check.
//!
//! The elementary functions of `f32` are those of [`crate::tensor::elementary`]. Those of `f64` come from
//! `libm`: they serve gradient checks, where accuracy counts and speed does not. Not-a-number goes through
//! all of them: a diverging run must be seen.

use std::fmt::{Debug, Display};
use std::ops::Neg;

use num_traits::{NumAssignOps, NumOps};

use crate::tensor::elementary;
use crate::tensor::simd::{Level, dispatch_narrow, dispatch_widest};
use crate::tensor::vector::Vectors;

/// A real number of the engine.
pub trait Real:
    Vectors
    + Debug
    + Display
    + Default
    + PartialOrd
    + Send
    + Sync
    + NumOps
    + NumAssignOps
    + Neg<Output = Self>
{
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// The widest vectors that its kernels are compiled for. Checks do without the widest: one copy of each kernel less.
    const WIDEST: Level;
    /// Runs `op` with the vectors of the instruction set in use.
    fn dispatch<Op: pulp::WithSimd>(op: Op) -> Op::Output;
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

/// The functions of a number type, those of the language first.
macro_rules! real {
    ($float:ident, $widest:ident, $dispatch:path, $sin_cos:path => $($name:ident = $function:expr,)*) => {
        impl Real for $float {
            const ZERO: $float = 0.0;
            const ONE: $float = 1.0;
            const WIDEST: Level = Level::$widest;

            #[inline(always)]
            fn dispatch<Op: pulp::WithSimd>(op: Op) -> Op::Output {
                $dispatch(op)
            }

            #[inline(always)]
            fn of(x: f64) -> $float {
                x as $float
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            #[inline(always)]
            fn mul_add(self, a: $float, b: $float) -> $float {
                $float::mul_add(self, a, b)
            }
            #[inline(always)]
            fn sin_cos(self) -> ($float, $float) {
                $sin_cos(self)
            }
            $(#[inline(always)]
            fn $name(self) -> $float {
                $function(self)
            })*
        }
    };
}

real! {
    f32, V4, dispatch_widest, elementary::sin_cos =>
    sqrt = f32::sqrt,
    abs = f32::abs,
    exp = elementary::exp,
    ln = elementary::ln,
    ln_1p = elementary::ln_1p,
    tanh = elementary::tanh,
    sigmoid = elementary::sigmoid,
    normal_cdf = elementary::normal_cdf,
    gelu_slope = elementary::gelu_slope,
}

real! {
    f64, V3, dispatch_narrow, libm::sincos =>
    sqrt = f64::sqrt,
    abs = f64::abs,
    exp = libm::exp,
    ln = libm::log,
    ln_1p = libm::log1p,
    tanh = libm::tanh,
    sigmoid = |x: f64| 1.0 / (1.0 + libm::exp(-x)),
    normal_cdf = |x: f64| 0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2),
    gelu_slope = |x: f64| {
        let density = 0.398_942_280_401_432_7 * libm::exp(-0.5 * x * x);
        x.mul_add(density, x.normal_cdf())
    },
}
