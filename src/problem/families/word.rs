//! Word problems: read a word over a monoid, give the product of every prefix.
//!
//! ```text
//! label_t = x_1 * x_2 * ... * x_t          (so label_1 = x_1)
//! ```
//!
//! Two readings of `*`, and only the file decides: `right-first` has `(p*q)(i) = p(q(i))`, as the data
//! of W. Merrill, J. Petty, A. Sabharwal, "The Illusion of State in State-Space Models" (2024);
//! `left-first` has `(p*q)(i) = q(p(i))`, where a letter acts on the state reached so far, as in an automaton.
//! Labels are all elements in the canonical numbering; letters are all elements or only the generators.
//!
//! With `track = i` the label is not the product but the place where point `i` is under it, counted from 1. Read
//! `left-first`, that is one point moved about; read `right-first`, it takes the whole product to know it.
//!
//! Letters are written as cycles or images, their features are the entries of their matrices.

mod file;

pub(super) use file::WordText;

use serde::{Deserialize, Serialize};

use crate::algebra::monoid::Monoid;
use crate::algebra::transformation::Transformation;
use crate::base::named::named;
use crate::base::wrong::Wrong;
use crate::problem::Problem;
use crate::problem::automaton::Automaton;
use crate::problem::families::Config;
use crate::problem::knowledge::Knowledge;
use crate::problem::script::{Kept, Script};

/// A word problem, resolved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordConfig {
    /// Generators of the monoid: each the images of the points, counted from 1.
    pub generators: Vec<Transformation>,
    /// What the letters are.
    pub alphabet: Alphabet,
    /// Whether the identity is a letter, the first one, next to the generators.
    pub neutral: bool,
    /// Which factor acts first.
    pub product: Product,
    /// Elements allowed.
    pub limit: usize,
    /// The point whose place is the label, counted from 1; without it the label is the product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<u16>,
}

named! {
    /// What the letters of a word problem are.
    pub enum Alphabet {
        /// Every element; token = element number.
        Elements = "elements",
        /// The generators in the order of the file, after the identity if it is a letter.
        Generators = "generators",
    }
}

/// Which factor of a product acts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Product {
    /// `(p*q)(i) = p(q(i))`.
    RightFirst,
    /// `(p*q)(i) = q(p(i))`.
    LeftFirst,
}

/// Entries of the table of products with letters: 256 MiB.
const TABLE_LIMIT: usize = 1 << 26;

impl Config for WordConfig {
    fn check(&self, wrong: &mut Wrong) {
        if let (Some(point), Some(first)) = (self.track, self.generators.first()) {
            wrong.range("track", usize::from(point), 1..=first.points());
        }
    }

    fn build(&self, _: bool) -> Result<Box<dyn Problem>, Wrong> {
        Ok(Box::new(self.automaton()?))
    }
}

impl WordConfig {
    /// Lists the monoid, whose elements are the states, and multiplies every element by every letter.
    fn automaton(&self) -> Result<Automaton, Wrong> {
        let monoid = Monoid::from_generators(&self.generators, self.limit);
        let monoid = monoid.map_err(Wrong::whole)?;
        let order = monoid.order();
        let generators = (0..monoid.generators().len()).map(|a| monoid.generator(a));
        let letters: Vec<u32> = match (self.alphabet, self.neutral) {
            (Alphabet::Elements, _) => (0..order as u32).collect(),
            (Alphabet::Generators, false) => generators.collect(),
            (Alphabet::Generators, true) => std::iter::once(0).chain(generators).collect(),
        };
        if order.saturating_mul(letters.len()) > TABLE_LIMIT {
            let letters = letters.len();
            return Err(Wrong::whole(format!(
                "{order} elements with {letters} letters need a table of more than {TABLE_LIMIT} entries; use `alphabet = \"generators\"`"
            )));
        }
        let mut next = Vec::with_capacity(order * letters.len());
        for state in 0..order as u32 {
            // the monoid's own product lets the left factor act first
            next.extend(letters.iter().map(|&letter| match self.product {
                Product::RightFirst => monoid.product(letter, state),
                Product::LeftFirst => monoid.product(state, letter),
            }));
        }
        let elements = monoid.elements().iter();
        let points = 1..=monoid.element(0).points();
        let place = |t: &Transformation, point: u16| t.images()[usize::from(point) - 1];
        let (label, labels): (_, Vec<String>) = match self.track {
            None => (
                (0..order as u32).collect(),
                elements.map(ToString::to_string).collect(),
            ),
            Some(point) => (
                elements.map(|t| place(t, point).into()).collect(),
                points.map(|i| i.to_string()).collect(),
            ),
        };
        let maps = letters.iter().map(|&x| monoid.element(x).clone());
        let maps: Vec<Transformation> = maps.collect();
        let names: Vec<String> = maps.iter().map(Transformation::to_string).collect();
        let script = Script::by_name(&names, " ").of_maps(maps);
        let known = Knowledge::Monoid(Box::new(monoid), letters);
        Ok(Automaton {
            next,
            label,
            share: 0.0,
            live: Vec::new(),
            kept: Kept::new(script, labels, known),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::algebra::monoid::DEFAULT_LIMIT;
    use crate::base::rng::stream;
    use crate::problem::{Asked, Known, Written};

    fn config(images: &[&str], alphabet: Alphabet, product: Product) -> WordConfig {
        WordConfig {
            generators: images
                .iter()
                .map(|t| Transformation::parse_images(t, None).unwrap())
                .collect(),
            alphabet,
            neutral: false,
            product,
            limit: DEFAULT_LIMIT,
            track: None,
        }
    }

    /// The labels of a word.
    fn solved(problem: &Automaton, word: &[u32]) -> Vec<u32> {
        let mut answers = Vec::new();
        problem.solve(word, &mut answers);
        answers.iter().map(|answer| answer.label).collect()
    }

    const A5: [&str; 2] = ["2 3 4 5 1", "2 3 1 4 5"];

    proptest! {
        #[test]
        fn solving_is_composing_functions(word in prop::collection::vec(0u32..60, 0..30)) {
            for product in [Product::RightFirst, Product::LeftFirst] {
                let a5 = config(&A5, Alphabet::Elements, product).automaton().unwrap();
                let answer = solved(&a5, &word);
                let mut map: Vec<u16> = (0..5).collect();
                for (&token, &label) in word.iter().zip(&answer) {
                    let letter = a5.monoid().unwrap().element(token).images();
                    map = (0..5)
                        .map(|i| match product {
                            Product::RightFirst => map[usize::from(letter[i])],
                            Product::LeftFirst => letter[usize::from(map[i])],
                        })
                        .collect();
                    prop_assert_eq!(a5.monoid().unwrap().element(label).images(), &map[..]);
                }
            }
        }

        #[test]
        fn letters_that_are_generators_mean_the_same_elements(word in prop::collection::vec(0u32..3, 1..20)) {
            let mut generators = config(&A5, Alphabet::Generators, Product::RightFirst);
            generators.neutral = true;
            let few = generators.automaton().unwrap();
            let all = config(&A5, Alphabet::Elements, Product::RightFirst).automaton().unwrap();
            prop_assert_eq!(few.alphabet(), &["()", "(1 2 3 4 5)", "(1 2 3)"]);
            let elements: Vec<u32> = word
                .iter()
                .map(|&t| all.labels().iter().position(|l| *l == few.alphabet()[t as usize]).unwrap() as u32)
                .collect();
            prop_assert_eq!(solved(&few, &word), solved(&all, &elements));
        }
    }

    proptest! {
        #[test]
        fn a_tracked_point_is_where_the_product_takes_it(word in prop::collection::vec(0u32..60, 1..20), point in 1u16..=5) {
            for product in [Product::RightFirst, Product::LeftFirst] {
                let whole = config(&A5, Alphabet::Elements, product);
                let tracked = WordConfig { track: Some(point), ..whole.clone() };
                let whole = whole.automaton().unwrap();
                let tracked = tracked.automaton().unwrap();
                let place = |label: u32| whole.monoid().unwrap().element(label).images()[usize::from(point) - 1];
                let places: Vec<u32> = solved(&whole, &word).into_iter().map(|x| u32::from(place(x))).collect();
                prop_assert_eq!(solved(&tracked, &word), places);
            }
        }
    }

    #[test]
    fn the_flip_flop_remembers_the_last_reset() {
        let mut flip_flop = config(&["1 1", "2 2"], Alphabet::Generators, Product::LeftFirst);
        flip_flop.neutral = true;
        let problem = flip_flop.automaton().unwrap();
        assert_eq!(problem.alphabet(), ["()", "[1 1]", "[2 2]"]);
        assert_eq!(solved(&problem, &[0, 1, 0, 2, 1, 0]), [0, 1, 1, 2, 1, 1]);
    }

    #[test]
    fn words_are_drawn_uniformly_and_the_same_way_again() {
        let a5 = config(&A5, Alphabet::Elements, Product::RightFirst)
            .automaton()
            .unwrap();
        let (mut word, mut again) = (Vec::new(), Vec::new());
        a5.draw(&mut stream(1, "train", 0), 60_000, &mut word);
        a5.draw(&mut stream(1, "train", 0), 60_000, &mut again);
        assert_eq!(word, again);
        let mut counts = [0u32; 60];
        word.iter().for_each(|&t| counts[t as usize] += 1);
        // chi-square with 59 degrees of freedom: 98.3 is its 0.999 quantile
        let chi: f64 = counts
            .iter()
            .map(|&c| (f64::from(c) - 1e3).powi(2) / 1e3)
            .sum();
        assert!(chi < 98.3, "chi-square {chi}");
    }

    #[test]
    fn a_table_that_would_not_fit_is_rejected_with_the_remedy() {
        let s8 = config(
            &["2 3 4 5 6 7 8 1", "2 1 3 4 5 6 7 8"],
            Alphabet::Elements,
            Product::RightFirst,
        );
        let error = s8.automaton().unwrap_err().to_string();
        assert_eq!(
            error,
            "40320 elements with 40320 letters need a table of more than 67108864 entries; use `alphabet = \"generators\"`"
        );
    }
}
