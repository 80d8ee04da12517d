//! A finite abelian group as a product of cyclic groups, with the exponents of every element.
//!
//! ```text
//! A = <b_1> x ... x <b_r>,   orders d_1, d_2, ..., each one a multiple of the next
//! ```
//!
//! Take an element whose order modulo the factors found so far is greatest. Its coset contains an element
//! of exactly that order in `A`, because the factors found so far have greater orders that this one
//! divides; that element is the next basis element (J. Rotman, "An Introduction to the Theory of
//! Groups", 4th ed. 1995, chapter 6).

/// A basis of an abelian group whose elements are numbered, 0 the identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CyclicFactors {
    /// The basis elements.
    pub basis: Vec<usize>,
    /// Their orders, each a multiple of the next; none for the trivial group.
    pub orders: Vec<usize>,
    /// `[order of the group, basis]`.
    exponents: Vec<usize>,
}

impl CyclicFactors {
    /// A basis of the group with `order` elements and the given product; `None` if it is not abelian.
    /// The product must be that of a group with identity 0.
    ///
    /// ```
    /// use barrington::algebra::holonomy::abelian::CyclicFactors;
    /// let z12 = CyclicFactors::of(12, |x, y| (x + y) % 12).unwrap();
    /// assert_eq!(z12.orders, [12]);
    /// assert_eq!(z12.exponents_of(7), [7]);
    /// let v4 = CyclicFactors::of(4, |x, y| x ^ y).unwrap();
    /// assert_eq!(v4.orders, [2, 2]);
    /// ```
    pub fn of(order: usize, product: impl Fn(usize, usize) -> usize) -> Option<Self> {
        if (0..order).any(|x| (0..x).any(|y| product(x, y) != product(y, x))) {
            return None;
        }
        let mut basis: Vec<usize> = Vec::new();
        let mut orders: Vec<usize> = Vec::new();
        // members of the product of the factors so far, with their exponents
        let mut members = vec![(0, Vec::new())];
        let mut inside = vec![false; order];
        inside[0] = true;
        while members.len() < order {
            let until = |x: usize, done: &dyn Fn(usize) -> bool| {
                let powers = std::iter::successors(Some(x), |&power| Some(product(power, x)));
                powers.take_while(|&power| !done(power)).count() + 1
            };
            let modulo = |x: usize| until(x, &|power| inside[power]);
            let greatest = (1..order).map(modulo).max()?;
            let next = (1..order)
                .find(|&x| modulo(x) == greatest && until(x, &|power| power == 0) == greatest)?;
            basis.push(next);
            orders.push(greatest);
            let before = std::mem::take(&mut members);
            let mut power = 0;
            for exponent in 0..greatest {
                for (x, exponents) in &before {
                    let member = product(*x, power);
                    inside[member] = true;
                    members.push((member, [&exponents[..], &[exponent]].concat()));
                }
                power = product(power, next);
            }
        }
        members.sort_unstable();
        Some(Self {
            basis,
            orders,
            exponents: members.into_iter().flat_map(|(_, e)| e).collect(),
        })
    }

    /// The exponents of an element in the basis, each below the order of its basis element.
    pub fn exponents_of(&self, x: usize) -> &[usize] {
        let r = self.basis.len();
        &self.exponents[x * r..(x + 1) * r]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn exponents_add_up_and_orders_divide(sizes in prop::collection::vec(1usize..7, 1..4)) {
            // a direct product of cyclic groups, elements in mixed radix
            let order: usize = sizes.iter().product();
            let product = |x: usize, y: usize| {
                let (mut x, mut y, mut place, mut sum) = (x, y, 1, 0);
                for &m in &sizes {
                    sum += place * ((x % m + y % m) % m);
                    (x, y, place) = (x / m, y / m, place * m);
                }
                sum
            };
            let found = CyclicFactors::of(order, product).unwrap();
            prop_assert_eq!(found.orders.iter().product::<usize>(), order);
            prop_assert!(found.orders.windows(2).all(|w| w[0] % w[1] == 0));
            prop_assert!(found.orders.iter().all(|&d| d > 1));
            for x in 0..order {
                for y in 0..order {
                    for (k, &d) in found.orders.iter().enumerate() {
                        let sum = found.exponents_of(x)[k] + found.exponents_of(y)[k];
                        prop_assert_eq!(found.exponents_of(product(x, y))[k], sum % d);
                    }
                }
            }
            for (k, &b) in found.basis.iter().enumerate() {
                let unit: Vec<usize> = (0..found.basis.len()).map(|j| usize::from(j == k)).collect();
                prop_assert_eq!(found.exponents_of(b), unit);
            }
        }
    }

    #[test]
    fn a_group_that_does_not_commute_has_no_such_basis() {
        // S3 as x -> a·x + b modulo 3, element 3·[a = 2] + b
        let product = |x: usize, y: usize| {
            let (a, b, c, d) = (1 + x / 3, x % 3, 1 + y / 3, y % 3);
            3 * ((a * c) % 3 - 1) + (c * b + d) % 3
        };
        assert_eq!(CyclicFactors::of(6, product), None);
        assert!(CyclicFactors::of(1, |_, _| 0).unwrap().orders.is_empty());
    }
}
