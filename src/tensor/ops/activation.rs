//! Element-wise functions of one argument.
//!
//! ```text
//! gelu(x) = x Φ(x), Φ the normal distribution function     silu(x) = x σ(x)
//! softplus(x) = ln(1 + eˣ)     relu(x) = max(x, 0)     tanh(x)     sigmoid(x) = σ(x)
//! ```
//! Source: Hendrycks and Gimpel 2016 for GELU (the exact form, not its tanh approximation).

use serde::{Deserialize, Serialize};

use crate::kernel;
use crate::tensor::ops::Operation;
use crate::tensor::tape::Replay;
use crate::tensor::{Real, Tape, Var};

/// Which function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the module names each function")]
pub enum Activation {
    Gelu,
    Silu,
    Softplus,
    Relu,
    Tanh,
    Sigmoid,
}

/// A recorded activation.
#[derive(Clone, Copy, Debug)]
pub struct Unary {
    function: Activation,
    x: Var,
    y: Var,
}

impl<F: Real> Tape<'_, F> {
    /// The function of every element of `x`, same shape.
    pub fn activation(&mut self, function: Activation, x: Var) -> Var {
        let y = self.output(x.rows, x.cols);
        let (before, [out], ..) = self.split([y]);
        forward(function, &before[x.range()], out);
        self.record(Unary { function, x, y });
        y
    }
}

impl Operation for Unary {
    fn backward<F: Real>(&self, replay: &mut Replay<F>) {
        let (x, y) = (replay.value(self.x), replay.value(self.y));
        let (dy, [dx]) = replay.grads.split(self.y, [self.x]);
        backward(self.function, x, y, dy, dx);
    }
}

kernel! {
    /// `y` = function of `x`, both `[n]`.
    // Loops and not `for_each`: a closure that is too long to be inlined is compiled for the baseline.
    pub fn forward<'a, F: Real>(function: Activation, x: &'a [F], y: &'a mut [F]) {
        let pairs = x.iter().zip(y);
        match function {
            Activation::Gelu => for (x, y) in pairs { *y = *x * x.normal_cdf() },
            Activation::Silu => for (x, y) in pairs { *y = *x * x.sigmoid() },
            Activation::Softplus => for (x, y) in pairs { *y = x.softplus() },
            Activation::Relu => for (x, y) in pairs { *y = x.at_least(F::ZERO) },
            Activation::Tanh => for (x, y) in pairs { *y = x.tanh() },
            Activation::Sigmoid => for (x, y) in pairs { *y = x.sigmoid() },
        }
    }
}

kernel! {
    /// Backward of [`forward`]. Adds to `dx`.
    pub fn backward<'a, F: Real>(function: Activation, x: &'a [F], y: &'a [F], dy: &'a [F], dx: &'a mut [F]) {
        let all = x.iter().zip(y).zip(dy.iter().zip(dx));
        match function {
            // forward: y = x Φ(x)
            Activation::Gelu => for ((x, _), (dy, dx)) in all { *dx += *dy * x.gelu_slope() },
            // forward: y = x σ(x)
            Activation::Silu => for ((x, y), (dy, dx)) in all {
                let s = x.sigmoid();
                *dx += *dy * (s + *y * (F::ONE - s));
            },
            // forward: y = ln(1 + eˣ)
            Activation::Softplus => for ((x, _), (dy, dx)) in all { *dx += *dy * x.sigmoid() },
            // forward: y = max(x, 0)
            Activation::Relu => for ((x, _), (dy, dx)) in all {
                *dx += if *x > F::ZERO { *dy } else { F::ZERO };
            },
            // forward: y = tanh(x)
            Activation::Tanh => for ((_, y), (dy, dx)) in all { *dx += *dy * (F::ONE - *y * *y) },
            // forward: y = σ(x)
            Activation::Sigmoid => for ((_, y), (dy, dx)) in all { *dx += *dy * *y * (F::ONE - *y) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::gradcheck::{Setup, check};

    #[test]
    fn backward_matches_central_differences() {
        use Activation::*;
        for function in [Gelu, Silu, Softplus, Relu, Tanh, Sigmoid] {
            check(
                &Setup::new(1, 3, 3, &[(3, 17)]).scaled(2.0),
                1e-6,
                |tape, p| {
                    let x = tape.rows(p[0]);
                    tape.activation(function, x)
                },
            );
        }
    }
}
