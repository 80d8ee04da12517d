//! AdamW and gradient clipping, each one pass over flat vectors.
//!
//! ```text
//! g <- g min(1, clip / |g|)
//! m <- β1 m + (1 - β1) g        v <- β2 v + (1 - β2) g²
//! w <- w - η λ w                (weights marked for decay)
//! w <- w - η (m / (1 - β1^t)) / (√(v / (1 - β2^t)) + ε)
//! ```
//! Source: Loshchilov and Hutter 2019, Algorithm 2, with the decay scaled by the learning rate as in
//! PyTorch. The norm is summed in blocks of fixed size, so it has the same bits for any number of threads.

use rayon::ThreadPool;
use rayon::prelude::*;

use crate::kernel;
use crate::model::parameters::Tensor;
use crate::tensor::simd::dot;
use crate::train::config::{Decay, Optimiser};

/// Numbers one thread updates at a time.
pub(super) const BLOCK: usize = 1 << 15;

/// Numbers whose squares are summed one after another; divides [`BLOCK`].
const SQUARES: usize = 1 << 12;

/// Up to this many numbers, waking another thread costs more than it saves.
pub(super) const SEQUENTIAL: usize = 1 << 18;

/// The state of AdamW for flat parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct AdamW {
    config: Optimiser,
    /// First moment.
    pub first: Vec<f32>,
    /// Second moment.
    pub second: Vec<f32>,
    /// Learning rate of the decay: 1 where it applies, 0 elsewhere.
    decay: Vec<f32>,
    /// Updates made.
    pub updates: u64,
    /// Squares of the gradient, a sum for each block.
    squares: Vec<f64>,
}

impl AdamW {
    /// Moments of zero for parameters laid out as `tensors` in `len` numbers.
    pub fn new(config: Optimiser, tensors: &[Tensor], len: usize) -> Self {
        let mut decay = vec![0.0; len];
        for tensor in tensors {
            if tensor.decay || config.decay == Decay::All {
                decay[tensor.param.range()].fill(1.0);
            }
        }
        Self {
            config,
            first: vec![0.0; len],
            second: vec![0.0; len],
            decay,
            updates: 0,
            squares: vec![0.0; len.div_ceil(SQUARES)],
        }
    }

    /// One update of `params` with learning rate `rate`, many of them on the threads of `pool`. Returns the norm of `gradient` before clipping; if
    /// that is not finite nothing is changed.
    pub fn step(
        &mut self,
        pool: &ThreadPool,
        params: &mut [f32],
        gradient: &[f32],
        rate: f64,
    ) -> f64 {
        let norm = self.norm(pool, gradient);
        if !norm.is_finite() {
            return norm;
        }
        self.updates += 1;
        let [beta1, beta2] = self.config.betas;
        let t = self.updates as i32;
        let clipped = self.config.clip > 0.0 && norm > self.config.clip;
        let scale = if clipped {
            self.config.clip / norm
        } else {
            1.0
        };
        let update = [
            scale,
            beta1,
            beta2,
            rate / (1.0 - beta1.powi(t)),
            (1.0 / (1.0 - beta2.powi(t))).sqrt(),
            self.config.epsilon,
            1.0 - rate * self.config.weight_decay,
        ];
        let update = update.map(|number| number as f32);
        let (first, second, decay) = (&mut self.first, &mut self.second, &self.decay);
        if params.len() <= SEQUENTIAL {
            update_block(update, params, first, second, gradient, decay);
        } else {
            let states = first
                .par_chunks_mut(BLOCK)
                .zip(second.par_chunks_mut(BLOCK));
            let inputs = gradient.par_chunks(BLOCK).zip(decay.par_chunks(BLOCK));
            let blocks = params.par_chunks_mut(BLOCK).zip(states).zip(inputs);
            pool.install(|| {
                blocks.for_each(|((w, (m, v)), (g, decay))| {
                    update_block(update, w, m, v, g, decay);
                });
            });
        }
        norm
    }

    /// The Euclidean norm of `gradient`.
    fn norm(&mut self, pool: &ThreadPool, gradient: &[f32]) -> f64 {
        let sums = |(sums, x): (&mut [f64], &[f32])| {
            for (sum, x) in sums.iter_mut().zip(x.chunks(SQUARES)) {
                *sum = f64::from(square(x));
            }
        };
        if gradient.len() <= SEQUENTIAL {
            sums((&mut self.squares, gradient));
        } else {
            let squares = self.squares.par_chunks_mut(BLOCK / SQUARES);
            let blocks = squares.zip(gradient.par_chunks(BLOCK));
            pool.install(|| blocks.for_each(sums));
        }
        self.squares.iter().sum::<f64>().sqrt()
    }
}

kernel! {
    /// The update of a block of parameters by the numbers that are the same for all of them.
    fn update_block<'a, F: Real>(u: [F; 7], w: &'a mut [F], m: &'a mut [F], v: &'a mut [F], g: &'a [F], decay: &'a [F]) {
        let [scale, beta1, beta2, rate, root, epsilon, keep] = u;
        let n = w.len();
        let (m, v, g, decay) = (&mut m[..n], &mut v[..n], &g[..n], &decay[..n]);
        for i in 0..n {
            let g = g[i] * scale;
            m[i] = beta1.mul_add(m[i], (F::ONE - beta1) * g);
            v[i] = beta2.mul_add(v[i], (F::ONE - beta2) * g * g);
            let kept = if decay[i] > F::ZERO { w[i] * keep } else { w[i] };
            w[i] = kept - rate * m[i] / v[i].sqrt().mul_add(root, epsilon);
        }
    }
}

kernel! {
    fn square<'a, F: Real>(x: &'a [F]) -> F {
        dot(x, x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Init, Parameters};

    fn pool() -> ThreadPool {
        rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .expect("one thread")
    }

    /// The definition, one number at a time, in f64.
    fn by_definition(w: f64, gradients: &[f64], rate: f64, c: Optimiser) -> f64 {
        let (mut w, mut m, mut v) = (w, 0.0, 0.0);
        for (i, g) in gradients.iter().enumerate() {
            let t = i as i32 + 1;
            m = c.betas[0] * m + (1.0 - c.betas[0]) * g;
            v = c.betas[1] * v + (1.0 - c.betas[1]) * g * g;
            w -= rate * c.weight_decay * w;
            w -= rate * (m / (1.0 - c.betas[0].powi(t)))
                / ((v / (1.0 - c.betas[1].powi(t))).sqrt() + c.epsilon);
        }
        w
    }

    #[test]
    fn updates_follow_the_definition() {
        let mut p = Parameters::new(0);
        let param = p.weight("w", 1, 3, Init::Values(vec![0.5, -1.0, 2.0]));
        let config = Optimiser {
            clip: 0.0,
            weight_decay: 0.1,
            ..Optimiser::default()
        };
        let mut w = p.values::<f32>();
        let mut adam = AdamW::new(config, p.tensors(), w.len());
        let history = [[0.1, -0.2, 3.0], [0.3, 0.0, -1.0], [-0.5, 1e-3, 0.2]];
        for g in history {
            let mut gradient = vec![0.0; w.len()];
            gradient[..3].copy_from_slice(&g);
            adam.step(&pool(), &mut w, &gradient, 0.01);
        }
        for (i, start) in [0.5, -1.0, 2.0].into_iter().enumerate() {
            let gradients: Vec<f64> = history.iter().map(|g| f64::from(g[i])).collect();
            let expected = by_definition(start, &gradients, 0.01, config);
            assert!((f64::from(w[param.range()][i]) - expected).abs() < 1e-6);
        }
    }

    #[test]
    fn clipping_scales_the_gradient_to_the_norm() {
        let p = Parameters::new(0);
        let config = Optimiser {
            clip: 1.0,
            betas: [0.0, 0.0],
            ..Optimiser::default()
        };
        let mut adam = AdamW::new(config, p.tensors(), 2);
        let mut w = vec![0.0; 2];
        let norm = adam.step(&pool(), &mut w, &[3.0, 4.0], 1.0);
        assert!((norm - 5.0).abs() < 1e-6);
        assert!((adam.first[0] - 0.6).abs() < 1e-6 && (adam.first[1] - 0.8).abs() < 1e-6);
    }

    #[test]
    fn a_gradient_that_is_not_finite_changes_nothing() {
        let p = Parameters::new(0);
        let mut adam = AdamW::new(Optimiser::default(), p.tensors(), 2);
        let mut w = vec![1.0; 2];
        assert!(adam.step(&pool(), &mut w, &[f32::NAN, 0.0], 1.0).is_nan());
        assert_eq!((w, adam.updates), (vec![1.0; 2], 0));
    }
}
