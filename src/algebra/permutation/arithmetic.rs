//! Whole numbers, as far as orders of groups and elements need them.
//!
//! Leaves out fast factoring: the primes of the order of a permutation group are at most its number of
//! points, so trial division is quick.

/// The greatest common divisor.
pub(super) fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The least common multiple.
pub(super) fn lcm(a: u64, b: u64) -> u64 {
    a / gcd(a, b) * b
}

/// The primes of `n` in order, each as often as it divides.
pub(super) fn primes(mut n: u128) -> Vec<u128> {
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

/// The order of a permutation: the least common multiple of the lengths of its cycles.
pub(super) fn order_of(images: &[u16]) -> u64 {
    let mut seen = vec![false; images.len()];
    let mut order = 1;
    for start in 0..images.len() {
        let (mut at, mut length) = (start, 0);
        while !std::mem::replace(&mut seen[at], true) {
            at = usize::from(images[at]);
            length += 1;
        }
        if length > 1 {
            order = lcm(order, length);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primes_multiply_to_the_number() {
        for n in 1..2000u128 {
            let primes = primes(n);
            assert_eq!(primes.iter().product::<u128>(), n);
            assert!(primes.iter().all(|&p| (2..p).all(|d| p % d != 0)));
        }
    }

    #[test]
    fn the_order_is_that_of_the_longest_common_period() {
        assert_eq!(order_of(&[0, 1, 2]), 1);
        assert_eq!(order_of(&[1, 2, 0, 4, 3]), 6);
    }
}
