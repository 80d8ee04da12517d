//! Whole numbers, as far as orders of groups and elements and exact fractions need them.
//!
//! Leaves out fast factoring: the primes of the order of a permutation group are at most its number of
//! points, so trial division is quick.

pub(crate) use num_integer::{gcd, lcm};

/// The primes of `n` in order, each as often as it divides.
pub(crate) fn primes(mut n: u128) -> Vec<u128> {
    let mut primes = Vec::new();
    let mut p = 2;
    while n > 1 {
        if p * p > n {
            p = n;
        }
        while n.is_multiple_of(p) {
            primes.push(p);
            n /= p;
        }
        p += 1;
    }
    primes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_common_multiple_is_the_first_common_one() {
        for (a, b) in (1..40).flat_map(|a| (1..40).map(move |b| (a, b))) {
            let first = (1..).find(|n: &u64| n.is_multiple_of(a) && n.is_multiple_of(b));
            assert_eq!(Some(lcm(a, b)), first);
        }
        assert_eq!(gcd(0, 7), 7);
    }

    #[test]
    fn primes_multiply_to_the_number() {
        for n in 1..2000u128 {
            let primes = primes(n);
            assert_eq!(primes.iter().product::<u128>(), n);
            assert!(primes.iter().all(|&p| (2..p).all(|d| p % d != 0)));
        }
    }
}
