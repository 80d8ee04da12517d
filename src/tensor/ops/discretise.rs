//! A continuous complex mode made a recurrence, and the complex numbers it takes.
//!
//! ```text
//! A = -exp(log_a_real) + i a_imag     dt = exp(log_dt)     z = dt A
//! zero-order hold   a = e^z                       b = (e^z - 1) / A
//! bilinear          a = (1 + z/2) / (1 - z/2)     b = dt / (1 - z/2)
//! ```
//! Source: Gu, Goel and Ré 2022 (bilinear), Gupta, Gu and Berant 2022 (zero-order hold).
//!
//! A gradient of a complex number is dL/dRe + i dL/dIm: for z = f(w) it obeys dw = conj(f'(w)) dz.

use serde::{Deserialize, Serialize};

use crate::tensor::Real;

/// How the continuous model becomes a recurrence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Discretisation {
    /// The input is constant between tokens.
    #[default]
    Zoh,
    /// The trapezoidal rule.
    Bilinear,
}

/// A complex number.
pub type Number<F> = (F, F);

/// a b.
#[inline(always)]
pub fn mul<F: Real>(a: Number<F>, b: Number<F>) -> Number<F> {
    (a.0.mul_add(b.0, -(a.1 * b.1)), a.0.mul_add(b.1, a.1 * b.0))
}

/// conj(a) b.
#[inline(always)]
pub fn mul_conj<F: Real>(a: Number<F>, b: Number<F>) -> Number<F> {
    mul((a.0, -a.1), b)
}

/// s a.
#[inline(always)]
pub fn scale<F: Real>(s: F, a: Number<F>) -> Number<F> {
    (s * a.0, s * a.1)
}

/// a + b.
#[inline(always)]
pub fn plus<F: Real>(a: Number<F>, b: Number<F>) -> Number<F> {
    (a.0 + b.0, a.1 + b.1)
}

/// 1 / a.
#[inline(always)]
pub fn inverse<F: Real>(a: Number<F>) -> Number<F> {
    let r = F::ONE / a.0.mul_add(a.0, a.1 * a.1);
    (r * a.0, -(r * a.1))
}

/// One mode of one channel: dt, A, a, b.
#[inline(always)]
pub fn discretise<F: Real>(
    rule: Discretisation,
    log_dt: F,
    log_a_real: F,
    a_imag: F,
) -> (F, [Number<F>; 3]) {
    let half = F::of(0.5);
    let dt = log_dt.exp();
    let rate = (-log_a_real.exp(), a_imag);
    let z = scale(dt, rate);
    match rule {
        Discretisation::Zoh => {
            // e^z - 1 without cancellation: e^x - 1 = tanh(x/2) (e^x + 1), cos y - 1 = -2 sin²(y/2)
            let (s, c) = (half * z.1).sin_cos();
            let e = z.0.exp();
            let minus_one = (half * z.0).tanh() * (e + F::ONE);
            let versine = F::of(2.0) * s * s;
            let sin = F::of(2.0) * s * c;
            let a = (e * (F::ONE - versine), e * sin);
            let a_minus_one = (minus_one.mul_add(F::ONE - versine, -versine), a.1);
            (dt, [rate, a, mul(a_minus_one, inverse(rate))])
        }
        Discretisation::Bilinear => {
            let inverse = inverse((F::ONE - half * z.0, -(half * z.1)));
            let a = (F::of(2.0) * inverse.0 - F::ONE, F::of(2.0) * inverse.1);
            (dt, [rate, a, scale(dt, inverse)])
        }
    }
}

/// Backward of [`discretise`]: gradients of log dt, log_a_real and a_imag.
#[inline(always)]
pub fn discretise_backward<F: Real>(
    rule: Discretisation,
    (dt, [rate, a, b]): (F, [Number<F>; 3]),
    da: Number<F>,
    db: Number<F>,
) -> [F; 3] {
    let (drate, ddt) = match rule {
        Discretisation::Zoh => {
            // forward: a = exp(dt A), b = (a - 1) / A
            let b_by_rate = mul(plus(scale(dt, a), scale(-F::ONE, b)), inverse(rate));
            let drate = plus(mul_conj(b_by_rate, db), mul_conj(scale(dt, a), da));
            (drate, mul_conj(a, db).0 + mul_conj(mul(rate, a), da).0)
        }
        Discretisation::Bilinear => {
            // forward: a = 2 / (1 - dt A / 2) - 1, b = dt / (1 - dt A / 2)
            let inverse = scale(F::ONE / dt, b);
            let square = mul(inverse, inverse);
            let b_by_rate = scale(F::of(0.5) * dt * dt, square);
            let drate = plus(mul_conj(b_by_rate, db), mul_conj(scale(dt, square), da));
            (
                drate,
                mul_conj(square, db).0 + mul_conj(mul(rate, square), da).0,
            )
        }
    };
    // forward: dt = exp(log_dt), A = -exp(log_a_real) + i a_imag
    [ddt * dt, drate.0 * rate.0, drate.1]
}
