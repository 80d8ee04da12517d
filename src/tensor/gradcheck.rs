//! Central differences against the tape, in `f64`.
//!
//! For a computation y = f(p), a fixed random r and g(p) = Σ r f(p), the tape's gradient of g with respect
//! to every parameter is held against the four-point quotient
//!
//! ```text
//! (8 (g(p + h) - g(p - h)) - (g(p + 2h) - g(p - 2h))) / 12h
//! ```
//! whose own error is h⁴ g⁽⁵⁾ / 30: with it h can be large enough for rounding not to matter. Near a kink
//! (ReLU) it must be small instead, so several h are tried, and one must agree. The error of an entry is
//! relative to the larger of the two, but never to less than 1e-3 of the largest gradient of its tensor, and
//! a difference below sixteen roundings of g, divided by the first h, is no error.

use crate::base::rng::{normal, stream};
use crate::tensor::{Lane, Param, Tape, Var};

/// The steps h that are tried.
const STEPS: [f64; 3] = [5e-4, 2e-5, 1e-6];

/// Shape of the computation under test.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Said when a check fails.
    pub name: String,
    /// Sequences, B.
    pub batch: usize,
    /// `[B, T]`.
    pub tokens: Vec<u32>,
    /// Rows and columns of each parameter.
    pub shapes: Vec<(usize, usize)>,
    /// Entries of each parameter that are checked, evenly spread.
    pub entries: usize,
    /// Standard deviation of the random parameters.
    pub scale: f64,
}

impl Setup {
    /// `batch` sequences of `time` tokens below `vocabulary`, and parameters of the given shapes.
    pub fn new(batch: usize, time: usize, vocabulary: u32, shapes: &[(usize, usize)]) -> Self {
        let tokens = (0..(batch * time) as u32)
            .map(|i| (i * 7 + i / 3) % vocabulary)
            .collect();
        Self {
            name: String::new(),
            batch,
            tokens,
            shapes: shapes.to_vec(),
            entries: usize::MAX,
            scale: 0.7,
        }
    }

    /// Other random parameters.
    pub fn scaled(self, scale: f64) -> Self {
        Self { scale, ..self }
    }
}

/// Panics unless every entry of the gradient of `f` is within `tolerance` of the difference quotient.
pub fn check(setup: &Setup, tolerance: f64, f: impl Fn(&mut Tape<f64>, &[Param]) -> Var) {
    let mut start = 0;
    let params: Vec<Param> = setup
        .shapes
        .iter()
        .map(|&(rows, cols)| {
            start += rows * cols;
            Param::new(start - rows * cols, rows, cols)
        })
        .collect();
    let mut rng = stream(1, "gradcheck", 0);
    let values: Vec<f64> = (0..start).map(|_| setup.scale * normal(&mut rng)).collect();
    check_at(setup, &params, &values, tolerance, f);
}

/// As [`check`], at given values of the parameters.
pub fn check_at(
    setup: &Setup,
    params: &[Param],
    values: &[f64],
    tolerance: f64,
    f: impl Fn(&mut Tape<f64>, &[Param]) -> Var,
) {
    let mut lane = Lane::new(values.len());
    let mut tape = Tape::begin(values, &mut lane, &setup.tokens, setup.batch);
    let y = f(&mut tape, params);
    let mut rng = stream(2, "gradcheck", 0);
    let r: Vec<f64> = (0..y.len()).map(|_| normal(&mut rng)).collect();
    let terms = |y: &[f64]| y.iter().zip(&r).map(|(y, r)| y * r).collect::<Vec<_>>();
    // what some roundings of the size of g make of the quotient at the first step
    let size_of_g: f64 = terms(tape.value(y)).iter().map(|term| term.abs()).sum();
    let noise = 16.0 * f64::EPSILON * size_of_g / STEPS[0];
    tape.backward_from(y, &r);
    let gradient = lane.gradient.clone();
    let mut probe = |values: &[f64]| {
        let mut tape = Tape::begin(values, &mut lane, &setup.tokens, setup.batch);
        let y = f(&mut tape, params);
        terms(tape.value(y)).iter().sum::<f64>()
    };
    for (index, param) in params.iter().enumerate() {
        let largest = gradient[param.range()]
            .iter()
            .fold(0.0f64, |m, g| m.max(g.abs()));
        let stride = param.len().div_ceil(setup.entries);
        for i in param.range().step_by(stride) {
            let mut at = |offset: f64| {
                let mut moved = values.to_vec();
                moved[i] += offset;
                probe(&moved)
            };
            let (mut error, mut quotient) = (f64::INFINITY, 0.0);
            for h in STEPS {
                if error <= tolerance {
                    break;
                }
                let near = at(h) - at(-h);
                let far = at(2.0 * h) - at(-2.0 * h);
                let next = (8.0 * near - far) / (12.0 * h);
                let sizes = [gradient[i].abs(), next.abs(), 1e-3 * largest];
                let size = sizes.into_iter().fold(f64::MIN_POSITIVE, f64::max);
                let of_next = ((gradient[i] - next).abs() - noise) / size;
                if of_next < error {
                    (error, quotient) = (of_next, next);
                }
            }
            assert!(
                error <= tolerance,
                "{} parameter {index}, entry {}: the tape says {}, differences say {quotient} (relative error {error:.2e})",
                setup.name,
                i - param.start,
                gradient[i],
            );
        }
    }
}
