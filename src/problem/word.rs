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
//! Leaves out supervision at the last position only, and encodings of letters.

use serde::{Deserialize, Serialize};

use crate::algebra::monoid::Monoid;
use crate::algebra::transformation::Transformation;
use crate::base::rng::{Stream, below};
use crate::problem::{Problem, ProblemError};

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
}

/// What the letters of a word problem are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alphabet {
    /// Every element; token = element number.
    Elements,
    /// The generators in the order of the file, after the identity if it is a letter.
    Generators,
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

/// A word problem, ready to draw and solve.
#[derive(Debug)]
pub struct WordProblem {
    name: String,
    monoid: Monoid,
    alphabet: Vec<String>,
    letters: Vec<u32>,
    labels: Vec<String>,
    /// `[labels, letters]`: label before a letter -> label after it.
    next: Vec<u32>,
}

impl WordProblem {
    /// Lists the monoid and multiplies every element by every letter.
    pub fn build(name: &str, config: &WordConfig) -> Result<Self, ProblemError> {
        let monoid =
            Monoid::from_generators(&config.generators, config.limit).map_err(|source| {
                ProblemError::Algebra {
                    name: name.to_owned(),
                    source,
                }
            })?;
        let generators = (0..monoid.generators().len()).map(|a| monoid.generator(a));
        let letters: Vec<u32> = match (config.alphabet, config.neutral) {
            (Alphabet::Elements, _) => (0..monoid.order() as u32).collect(),
            (Alphabet::Generators, false) => generators.collect(),
            (Alphabet::Generators, true) => std::iter::once(0).chain(generators).collect(),
        };
        if monoid.order().saturating_mul(letters.len()) > TABLE_LIMIT {
            return Err(ProblemError::TableTooLarge {
                name: name.to_owned(),
                labels: monoid.order(),
                letters: letters.len(),
                limit: TABLE_LIMIT,
            });
        }
        let mut next = Vec::with_capacity(monoid.order() * letters.len());
        for state in 0..monoid.order() as u32 {
            // the monoid's own product lets the left factor act first
            next.extend(letters.iter().map(|&letter| match config.product {
                Product::RightFirst => monoid.product(letter, state),
                Product::LeftFirst => monoid.product(state, letter),
            }));
        }
        let text = |x: &u32| monoid.element(*x).to_string();
        Ok(Self {
            name: name.to_owned(),
            alphabet: letters.iter().map(text).collect(),
            labels: monoid
                .elements()
                .iter()
                .map(Transformation::to_string)
                .collect(),
            letters,
            next,
            monoid,
        })
    }
}

impl Problem for WordProblem {
    fn name(&self) -> &str {
        &self.name
    }

    fn alphabet(&self) -> &[String] {
        &self.alphabet
    }

    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn draw(&self, rng: &mut Stream, word: &mut [u32]) {
        let letters = self.alphabet.len() as u32;
        word.fill_with(|| below(rng, letters));
    }

    fn solve(&self, word: &[u32], answer: &mut [u32]) {
        assert_eq!(word.len(), answer.len(), "one label for every position");
        let letters = self.alphabet.len();
        let mut state = 0;
        for (&token, label) in word.iter().zip(answer) {
            assert!((token as usize) < letters, "tokens are letters");
            state = self.next[state as usize * letters + token as usize];
            *label = state;
        }
    }

    fn monoid(&self) -> Option<&Monoid> {
        Some(&self.monoid)
    }

    fn letters(&self) -> &[u32] {
        &self.letters
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::algebra::monoid::DEFAULT_LIMIT;
    use crate::base::rng::stream;

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
        }
    }

    const A5: [&str; 2] = ["2 3 4 5 1", "2 3 1 4 5"];

    proptest! {
        #[test]
        fn solving_is_composing_functions(word in prop::collection::vec(0u32..60, 0..30)) {
            for product in [Product::RightFirst, Product::LeftFirst] {
                let a5 = WordProblem::build("a5", &config(&A5, Alphabet::Elements, product)).unwrap();
                let mut answer = vec![0; word.len()];
                a5.solve(&word, &mut answer);
                let mut map: Vec<u16> = (0..5).collect();
                for (&token, &label) in word.iter().zip(&answer) {
                    let letter = a5.monoid.element(token).images();
                    map = (0..5)
                        .map(|i| match product {
                            Product::RightFirst => map[usize::from(letter[i])],
                            Product::LeftFirst => letter[usize::from(map[i])],
                        })
                        .collect();
                    prop_assert_eq!(a5.monoid.element(label).images(), &map[..]);
                }
            }
        }

        #[test]
        fn letters_that_are_generators_mean_the_same_elements(word in prop::collection::vec(0u32..3, 1..20)) {
            let mut generators = config(&A5, Alphabet::Generators, Product::RightFirst);
            generators.neutral = true;
            let few = WordProblem::build("a5", &generators).unwrap();
            let all = WordProblem::build("a5", &config(&A5, Alphabet::Elements, Product::RightFirst)).unwrap();
            prop_assert_eq!(&few.alphabet, &["()", "(1 2 3 4 5)", "(1 2 3)"]);
            let elements: Vec<u32> = word
                .iter()
                .map(|&t| all.labels.iter().position(|l| *l == few.alphabet[t as usize]).unwrap() as u32)
                .collect();
            let (mut a, mut b) = (vec![0; word.len()], vec![0; word.len()]);
            few.solve(&word, &mut a);
            all.solve(&elements, &mut b);
            prop_assert_eq!(a, b);
        }
    }

    #[test]
    fn the_flip_flop_remembers_the_last_reset() {
        let mut flip_flop = config(&["1 1", "2 2"], Alphabet::Generators, Product::LeftFirst);
        flip_flop.neutral = true;
        let problem = WordProblem::build("flip-flop", &flip_flop).unwrap();
        assert_eq!(problem.alphabet(), ["()", "[1 1]", "[2 2]"]);
        let mut answer = [0; 6];
        problem.solve(&[0, 1, 0, 2, 1, 0], &mut answer);
        assert_eq!(answer, [0, 1, 1, 2, 1, 1]);
    }

    #[test]
    fn words_are_drawn_uniformly_and_the_same_way_again() {
        let a5 = WordProblem::build("a5", &config(&A5, Alphabet::Elements, Product::RightFirst))
            .unwrap();
        let (mut word, mut again) = (vec![0; 60_000], vec![0; 60_000]);
        a5.draw(&mut stream(1, "train", 0), &mut word);
        a5.draw(&mut stream(1, "train", 0), &mut again);
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
    fn a_table_that_would_not_fit_is_refused_with_the_remedy() {
        let s8 = config(
            &["2 3 4 5 6 7 8 1", "2 1 3 4 5 6 7 8"],
            Alphabet::Elements,
            Product::RightFirst,
        );
        let error = WordProblem::build("s8", &s8).unwrap_err().to_string();
        assert_eq!(
            error,
            "problem `s8`: 40320 elements with 40320 letters need a table of more than 67108864 entries; use `alphabet = \"generators\"`"
        );
    }
}
