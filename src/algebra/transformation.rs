//! Transformations of finitely many points; permutations are the invertible ones.
//!
//! Points are `0..n` inside and `1..=n` in text. The product is the right action, as in GAP:
//! `p·q` sends `i` to `q(p(i))`. Reading and writing them is in `notation`.
//!
//! Leaves out partial transformations: give an undefined point an absorbing extra point instead.

use std::ops::Mul;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::algebra::AlgebraError;
use crate::algebra::arithmetic::lcm;
use crate::algebra::notation::{image_text, out_of_range};

/// A map from the points `0..n` to themselves. Cheap to clone; ordered lexicographically by images.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Transformation {
    pub(super) images: Arc<[u16]>,
}

impl Transformation {
    /// The transformation that sends point `i` to `images[i]`, counted from 0.
    ///
    /// ```
    /// use barrington::algebra::transformation::Transformation;
    /// let swap = Transformation::from_images(&[1, 0]).unwrap();
    /// assert_eq!(swap.to_string(), "(1 2)");
    /// assert!(Transformation::from_images(&[1, 2]).is_err());
    /// ```
    pub fn from_images(images: &[u16]) -> Result<Self, AlgebraError> {
        let points = check_points(images.len())?;
        match images.iter().find(|&&i| usize::from(i) >= points) {
            None => Ok(Self::unchecked(images)),
            Some(&bad) => {
                let point = usize::from(bad) + 1;
                Err(out_of_range(&image_text(images), point, points))
            }
        }
    }

    /// The transformation with images that are known to be good.
    pub(super) fn unchecked(images: impl Into<Arc<[u16]>>) -> Self {
        Self {
            images: images.into(),
        }
    }

    /// The identity on `points` points. Panics if there are none or more than 65535.
    pub fn identity(points: usize) -> Self {
        check_points(points).expect("an identity has between 1 and 65535 points");
        Self::unchecked((0..points as u16).collect::<Arc<_>>())
    }

    /// The number of points.
    pub fn points(&self) -> usize {
        self.images.len()
    }

    /// The images of the points in order, counted from 0.
    pub fn images(&self) -> &[u16] {
        &self.images
    }

    /// Whether it moves nothing.
    pub fn is_identity(&self) -> bool {
        self.images.iter().copied().eq(0..self.points() as u16)
    }

    /// Whether no two points have the same image.
    pub fn is_permutation(&self) -> bool {
        let mut hit = vec![false; self.points()];
        self.images
            .iter()
            .all(|&i| !std::mem::replace(&mut hit[usize::from(i)], true))
    }

    /// The permutation that undoes this one, if it is one.
    pub fn inverse(&self) -> Option<Self> {
        self.is_permutation().then(|| {
            let mut images = vec![0u16; self.points()];
            for (i, &image) in self.images.iter().enumerate() {
                images[usize::from(image)] = i as u16;
            }
            Self::unchecked(images)
        })
    }

    /// The least `i >= 1` and `p >= 1` with `t^(i+p) = t^i`, read off the graph with the edges `x -> t(x)`:
    /// `i` is the longest way into a cycle, `p` the least common multiple of the lengths of the cycles.
    /// The caller knows that `p` is small: it is at most the order of any listed monoid that holds `t`.
    pub(super) fn index_and_period(&self) -> (usize, usize) {
        let to = |x: usize| usize::from(self.images[x]);
        let mut preimages = vec![0u32; self.points()];
        for x in 0..self.points() {
            preimages[to(x)] += 1;
        }
        // points without preimages fall off, one after the other, until the cycles are left
        let mut longest = vec![0; self.points()];
        let mut open: Vec<usize> = (0..self.points()).filter(|&x| preimages[x] == 0).collect();
        while let Some(x) = open.pop() {
            let y = to(x);
            longest[y] = longest[y].max(longest[x] + 1);
            preimages[y] -= 1;
            if preimages[y] == 0 {
                open.push(y);
            }
        }
        let mut period = 1u64;
        for start in 0..self.points() {
            let (mut x, mut length) = (start, 0);
            while std::mem::take(&mut preimages[x]) > 0 {
                x = to(x);
                length += 1;
            }
            if length > 0 {
                period = lcm(period, length);
            }
        }
        let index = longest.into_iter().fold(1, usize::max);
        (index, period as usize)
    }
}

/// `p * q` sends `i` to `q(p(i))`: the left factor acts first. Panics if the points differ in number.
impl Mul for &Transformation {
    type Output = Transformation;

    fn mul(self, after: &Transformation) -> Transformation {
        assert_eq!(
            self.points(),
            after.points(),
            "factors act on the same points"
        );
        let images = self.images.iter().map(|&i| after.images[usize::from(i)]);
        Transformation::unchecked(images.collect::<Arc<_>>())
    }
}

/// `points`, if 16 bits can number them and there is one at all.
pub(super) fn check_points(points: usize) -> Result<usize, AlgebraError> {
    if (1..=usize::from(u16::MAX)).contains(&points) {
        Ok(points)
    } else {
        Err(AlgebraError::Points(points))
    }
}

/// The number of points that all `generators` act on; an error if there are none or if it differs.
pub(super) fn common_points(generators: &[Transformation]) -> Result<usize, AlgebraError> {
    let first = generators.first().ok_or(AlgebraError::NoGenerators)?;
    let points = first.points();
    match generators.iter().position(|g| g.points() != points) {
        None => Ok(points),
        Some(index) => Err(AlgebraError::MixedPoints {
            index: index + 1,
            found: generators[index].points(),
            points,
        }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::algebra::permutation::examples::permutations;

    fn maps(points: usize) -> impl Strategy<Value = Transformation> {
        prop::collection::vec(0..points as u16, points)
            .prop_map(|images| Transformation::from_images(&images).unwrap())
    }

    proptest! {
        #[test]
        fn products_are_associative(p in maps(6), q in maps(6), r in maps(6)) {
            prop_assert_eq!(&(&p * &q) * &r, &p * &(&q * &r));
        }

        #[test]
        fn the_left_factor_acts_first(p in maps(6), q in maps(6), i in 0usize..6) {
            let product = &p * &q;
            prop_assert_eq!(product.images()[i], q.images()[usize::from(p.images()[i])]);
        }

        #[test]
        fn an_inverse_undoes(p in permutations(7)) {
            prop_assert!((&p * &p.inverse().unwrap()).is_identity());
        }

        #[test]
        fn index_and_period_are_those_of_the_list_of_powers(t in maps(7)) {
            let mut powers = vec![t.clone()];
            let (index, period) = loop {
                let next = &powers[powers.len() - 1] * &t;
                if let Some(k) = powers.iter().position(|p| *p == next) {
                    break (k + 1, powers.len() - k);
                }
                powers.push(next);
            };
            prop_assert_eq!(t.index_and_period(), (index, period));
        }
    }

    #[test]
    fn generators_act_on_the_same_points() {
        let [two, three] = [2, 3].map(Transformation::identity);
        assert_eq!(common_points(&[]), Err(AlgebraError::NoGenerators));
        assert_eq!(common_points(&[two.clone(), two.clone()]), Ok(2));
        assert_eq!(
            common_points(&[two.clone(), two, three]),
            Err(AlgebraError::MixedPoints {
                index: 3,
                found: 3,
                points: 2
            })
        );
    }

    #[test]
    fn gap_agrees_on_the_order_of_a_product() {
        // gap> (1,2)*(1,3);  (1,2,3)
        let p = Transformation::parse_cycles("(1 2)", 3).unwrap();
        let q = Transformation::parse_cycles("(1 3)", 3).unwrap();
        assert_eq!((&p * &q).to_string(), "(1 2 3)");
    }
}
