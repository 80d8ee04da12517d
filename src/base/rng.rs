//! Named random streams.
//!
//! Every random number of the program is a function of `(seed, name, index)`: the ChaCha8 key is the
//! BLAKE3 hash of seed and name, the index selects the stream. No clock, thread or hash order can
//! change a number, and a resumed run needs no generator state: it asks for the same stream again.
//!
//! What it leaves out: distributions. Uniform integers are drawn here by rejection, normal deviates by
//! Box-Muller in f64, because distributions of other crates may change between their versions.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The generator behind a [`stream`].
pub type Stream = ChaCha8Rng;

/// The stream `index` of the generator called `name` under `seed`.
///
/// ```
/// use barrington::base::rng::{below, stream};
/// let mut a = stream(7, "train", 3);
/// let mut b = stream(7, "train", 3);
/// assert_eq!(below(&mut a, 60), below(&mut b, 60));
/// ```
pub fn stream(seed: u64, name: &str, index: u64) -> Stream {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes());
    hasher.update(name.as_bytes());
    let mut rng = ChaCha8Rng::from_seed(*hasher.finalize().as_bytes());
    rng.set_stream(index);
    rng
}

/// A uniform integer in `0..n`, without bias (Lemire's multiply and reject). Panics if `n` is 0.
pub fn below(rng: &mut Stream, n: u32) -> u32 {
    assert!(n > 0, "an empty range has no element");
    let threshold = n.wrapping_neg() % n;
    loop {
        let product = u64::from(rng.next_u32()) * u64::from(n);
        if product as u32 >= threshold {
            return (product >> 32) as u32;
        }
    }
}

/// A uniform number in `[0, 1)` with 53 random bits.
pub fn uniform(rng: &mut Stream) -> f64 {
    (rng.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// A standard normal deviate (Box-Muller; the second deviate is thrown away, so that each call uses
/// exactly two uniforms).
pub fn normal(rng: &mut Stream) -> f64 {
    let u = 1.0 - uniform(rng);
    let v = uniform(rng);
    (-2.0 * libm::log(u)).sqrt() * libm::cos(2.0 * std::f64::consts::PI * v)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_different_names_seeds_and_indices_differ() {
        let first = |seed, name, index| stream(seed, name, index).next_u64();
        let base = first(1, "train", 0);
        assert_ne!(base, first(2, "train", 0));
        assert_ne!(base, first(1, "init", 0));
        assert_ne!(base, first(1, "train", 1));
        assert_eq!(base, first(1, "train", 0));
    }

    #[test]
    fn below_is_uniform_over_its_range() {
        let mut rng = stream(0, "test", 0);
        let mut counts = [0u32; 7];
        for _ in 0..70_000 {
            counts[below(&mut rng, 7) as usize] += 1;
        }
        // chi-square with 6 degrees of freedom: 22.5 is its 0.999 quantile
        let chi: f64 = counts
            .iter()
            .map(|&c| (f64::from(c) - 1e4).powi(2) / 1e4)
            .sum();
        assert!(chi < 22.5, "chi-square {chi}");
    }

    #[test]
    fn normal_has_mean_zero_and_variance_one() {
        let mut rng = stream(0, "test", 1);
        let draws: Vec<f64> = (0..100_000).map(|_| normal(&mut rng)).collect();
        let mean = draws.iter().sum::<f64>() / 1e5;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 1e5;
        assert!(
            mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03,
            "{mean} {variance}"
        );
    }
}
