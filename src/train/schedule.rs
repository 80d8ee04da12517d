//! The learning rate at a step.
//!
//! Source: Loshchilov and Hutter 2017 for the cosine; warm-up is linear from `1/warm_up` of the rate.

use crate::train::config::Schedule;

/// Factor of the learning rate at `step` (counted from 0) of `steps`.
pub fn factor(schedule: Schedule, step: u64, steps: u64) -> f64 {
    let (warm_up, floor) = match schedule {
        Schedule::Constant { warm_up } => (warm_up, 1.0),
        Schedule::Cosine { warm_up, floor } => (warm_up, floor),
    };
    if step < warm_up {
        return (step + 1) as f64 / warm_up as f64;
    }
    let progress = (step - warm_up) as f64 / steps.saturating_sub(warm_up).max(1) as f64;
    floor + (1.0 - floor) * 0.5 * (1.0 + libm::cos(std::f64::consts::PI * progress.min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warm_up_is_linear_and_the_cosine_ends_at_its_floor() {
        let cosine = Schedule::Cosine {
            warm_up: 10,
            floor: 0.1,
        };
        assert!((factor(cosine, 0, 110) - 0.1).abs() < 1e-12);
        assert!((factor(cosine, 9, 110) - 1.0).abs() < 1e-12);
        assert!((factor(cosine, 60, 110) - 0.55).abs() < 1e-12);
        assert!((factor(cosine, 110, 110) - 0.1).abs() < 1e-12);
        let constant = Schedule::Constant { warm_up: 0 };
        assert!((0..50).all(|s| (factor(constant, s, 50) - 1.0).abs() < 1e-12));
    }
}
