//! Formulas as words of a group that is not solvable, by Barrington's theorem.
//!
//! ```text
//! (x1 | x2) & !x3   at 0, 1, 0   (2 3 4) (1 5 2) ...      1 if the product is the target, 0 if it is the identity
//! ```
//!
//! Each leaf reads a bit of its own, or one of the variables. The letters are those of its
//! [`Program`] on these bits; the alphabet is all elements of the group, in the canonical numbering. The label is known at the last letter only. A word whose product is neither the
//! identity nor the target has no answer; none is drawn.
//!
//! A balanced formula of `n` leaves makes a word of `L(n)` letters, `L(1) = 1`, `L(n) = 2 L(⌈n/2⌉) + 2 L(⌊n/2⌋)`:
//! `n²` if `n` is a power of two, linear in `n` between two of these, and never more than `4^d` with gates nested `d` deep.
//!
//! The compiler's letters show what they come from: in S5 all are even, and many are the identity. With `masked`
//! the word `x1 x2 ... xn` is given as `x1·r1, r1⁻¹·x2·r2, ..., r(n-1)⁻¹·xn` with random `r`, which has the same
//! product and is otherwise a uniformly random word (J. Kilian, "Founding cryptography on oblivious transfer",
//! STOC 1988, 20-31).

use crate::algebra::monoid::Monoid;
use crate::algebra::permutation::PermutationGroup;
use crate::algebra::permutation::formula::Formula;
use crate::algebra::permutation::program::{Letter, Program};
use crate::algebra::permutation::witness::{PerfectResidual, Witness};
use crate::algebra::transformation::Transformation;
use crate::base::rng::{Stream, below};
use crate::base::wrong::Wrong;
use crate::problem::answer::{Answer, UNANSWERED, at_the_end};
use crate::problem::families::formula::{FormulaConfig, Shape, Target};
use crate::problem::gate::Gate;
use crate::problem::knowledge::Knowledge;
use crate::problem::script::{Kept, Script, kept};
use crate::problem::{Asked, Known};

/// The problem.
#[derive(Debug)]
pub(super) struct Compiled {
    shape: Shape,
    /// The inverse of each element.
    inverses: Vec<u32>,
    /// Its first element is what the product of a true formula is.
    witness: Witness<u32>,
    kept: Kept,
}

/// An element of the group, by its number.
#[derive(Clone, Copy)]
struct Element<'p> {
    of: &'p Compiled,
    number: u32,
}

impl Letter for Element<'_> {
    fn one(&self) -> Self {
        Self { number: 0, ..*self }
    }

    fn times(&self, other: &Self) -> Self {
        let number = self.of.group().product(self.number, other.number);
        Self { number, ..*self }
    }

    fn inverse(&self) -> Self {
        let number = self.of.inverses[self.number as usize];
        Self { number, ..*self }
    }
}

/// Elements of S5.
const LARGEST: usize = 120;

impl Compiled {
    /// Lists the group and finds a witness in it.
    pub(super) fn build(config: &FormulaConfig, target: Target) -> Result<Self, Wrong> {
        let generators = match target {
            Target::A5 => ["(1 2 3 4 5)", "(1 2 3)"],
            Target::S5 => ["(1 2 3 4 5)", "(1 2)"],
        };
        let parsed = |text| Transformation::parse_cycles(text, 5);
        let generators = generators.map(|g| parsed(g).expect("the generators are written well"));
        let group = Monoid::from_generators(&generators, LARGEST).map_err(Wrong::whole)?;
        let permutations = PermutationGroup::from_generators(&generators).map_err(Wrong::whole)?;
        let residual = PerfectResidual::of(&permutations);
        let witness = residual.and_then(|residual| residual.witness);
        let witness = witness.expect("A5 and S5 have a witness");
        let number = |x: &Transformation| group.number(x).expect("the witness is in the group");
        let witness = witness.map(number);
        let letters: Vec<u32> = (0..group.order() as u32).collect();
        let inverse = |&x: &u32| group.inverse(x).expect("a group has inverses");
        let elements = group.elements().to_vec();
        let texts: Vec<String> = elements.iter().map(Transformation::to_string).collect();
        let inverses = letters.iter().map(inverse).collect();
        let script = Script::by_name(&texts, " ").of_maps(elements);
        let known = Knowledge::Monoid(Box::new(group), letters);
        Ok(Self {
            shape: Shape::of(config),
            inverses,
            witness,
            kept: Kept::new(script, 0..2, known),
        })
    }

    fn group(&self) -> &Monoid {
        self.monoid().expect("the group is listed")
    }

    /// A formula and the bits it reads, which the caller leaves empty.
    fn formula(&self, rng: &mut Stream, leaves: u32, bits: &mut Vec<bool>) -> Formula {
        for _ in 0..self.shape.config.variables {
            bits.push(below(rng, 2) == 1);
        }
        self.part(rng, leaves, bits)
    }

    fn part(&self, rng: &mut Stream, leaves: u32, bits: &mut Vec<bool>) -> Formula {
        let negated = self.shape.negated(rng);
        let part = if leaves > 1 {
            let gate = self.shape.gate(rng);
            let left = self.shape.left(rng, leaves);
            let f = self.part(rng, left, bits);
            let g = self.part(rng, leaves - left, bits);
            if gate == Gate::And { f & g } else { f | g }
        } else if self.shape.config.variables > 0 {
            Formula::Variable(below(rng, self.shape.config.variables) as usize)
        } else {
            bits.push(below(rng, 2) == 1);
            Formula::Variable(bits.len() - 1)
        };
        if negated { !part } else { part }
    }

    /// Appends the word that the program of a formula makes of bits.
    fn write(&self, formula: &Formula, bits: &[bool], word: &mut Vec<u32>) {
        let witness = self.witness.map(|&number| Element { of: self, number });
        let letters = Program::of_inputs(formula, &witness, bits);
        word.extend(letters.instructions().iter().map(|letter| letter.number));
    }

    /// Hides letters that are there behind random ones.
    fn mask(&self, rng: &mut Stream, word: &mut [u32]) {
        let Some((last, others)) = word.split_last_mut() else {
            return;
        };
        let group = self.group();
        let mut undo = 0;
        for letter in others {
            let random = below(rng, group.order() as u32);
            *letter = group.product(group.product(undo, *letter), random);
            undo = self.inverses[random as usize];
        }
        *last = group.product(undo, *last);
    }
}

/// Letters of a balanced formula of `leaves` leaves: their square at powers of two, and linear between these.
fn letters(leaves: usize) -> usize {
    let leaves = leaves.max(1);
    let power = 1 << leaves.ilog2();
    let more = leaves - power;
    power.saturating_mul(power.saturating_add(3 * more))
}

impl Asked for Compiled {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let mut bits = Vec::new();
        let formula = self.formula(rng, length as u32, &mut bits);
        let start = input.len();
        self.write(&formula, &bits, input);
        if self.shape.config.masked {
            self.mask(rng, &mut input[start..]);
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        let group = self.group();
        let product = input.iter().fold(0, |x, &letter| group.product(x, letter));
        let label = match product {
            0 => 0,
            product if product == self.witness.elements[0] => 1,
            _ => UNANSWERED,
        };
        at_the_end(label, input.len(), answers);
    }

    fn longest(&self, length: usize) -> usize {
        letters(length)
    }

    fn streams(&self) -> bool {
        false
    }
}

kept!(Compiled);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::stream;
    use crate::problem::families::Config;

    fn witness(problem: &Compiled) -> Witness {
        let group = PermutationGroup::from_generators(problem.group().generators()).unwrap();
        PerfectResidual::of(&group).unwrap().witness.unwrap()
    }

    fn problem(text: &str) -> Compiled {
        let config: FormulaConfig = toml::from_str(text).unwrap();
        assert_eq!(config.wrong(), Wrong::default(), "{text}");
        Compiled::build(&config, config.compiled.unwrap()).unwrap()
    }

    fn label(problem: &Compiled, word: &[u32]) -> u32 {
        let mut answers = Vec::new();
        problem.solve(word, &mut answers);
        let (last, before) = answers.split_last().unwrap();
        assert!(before.iter().all(|a| *a == Answer::inside(UNANSWERED)));
        last.label
    }

    const TABLES: [&str; 4] = [
        "compiled = \"a5\"",
        "compiled = \"s5\"\nmasked = true",
        "compiled = \"a5\"\nvariables = 8\nmasked = true",
        "compiled = \"s5\"\nvariables = 3\ngates = [\"and\", \"or\"]",
    ];

    /// All inputs of formulas of up to eight variables.
    #[test]
    fn words_answer_their_formulas_on_all_inputs() {
        for table in TABLES {
            let problem = problem(table);
            for (seed, leaves) in [(1, 1), (2, 2), (3, 3), (4, 5), (5, 7), (6, 8)] {
                let mut bits = Vec::new();
                let mut rng = stream(seed, "test", 0);
                let formula = problem.formula(&mut rng, leaves, &mut bits);
                let program = Program::compile(&formula, &witness(&problem));
                for number in 0..1u32 << bits.len() {
                    let inputs: Vec<bool> = (0..bits.len()).map(|i| number >> i & 1 == 1).collect();
                    let mut word = Vec::new();
                    problem.write(&formula, &inputs, &mut word);
                    let compiled = program.word(&inputs);
                    assert!(compiled.eq(word.iter().map(|&x| problem.group().element(x))));
                    assert_eq!(word.len(), problem.longest(leaves as usize));
                    assert!(word.len() <= 4usize.pow(formula.depth()));
                    let value = u32::from(formula.value(&inputs));
                    assert_eq!(label(&problem, &word), value);
                    problem.mask(&mut rng, &mut word);
                    assert_eq!(label(&problem, &word), value);
                }
            }
        }
    }

    #[test]
    fn drawn_words_are_as_long_as_is_said_and_half_of_them_true() {
        for table in TABLES {
            let problem = problem(table);
            let mut ones = 0;
            for seed in 0..400 {
                let mut word = Vec::new();
                let length = 1 + seed as usize % 11;
                problem.draw(&mut stream(seed, "test", 0), length, &mut word);
                assert_eq!(word.len(), problem.longest(length));
                ones += label(&problem, &word);
            }
            // 200 and five standard deviations
            assert!((150..250).contains(&ones), "{ones} with {table}");
        }
    }

    #[test]
    fn powers_of_two_make_words_of_their_square() {
        let a5 = problem(TABLES[0]);
        let lengths = [1, 2, 3, 4, 5, 8, 16, 64].map(|leaves| a5.longest(leaves));
        assert_eq!(lengths, [1, 4, 10, 16, 28, 64, 256, 4096]);
    }

    #[test]
    fn masked_letters_are_uniform_and_unmasked_ones_even() {
        let counts = |table: &str| {
            let problem = problem(table);
            let mut counts = [0u32; 120];
            for seed in 0..200 {
                let mut word = Vec::new();
                problem.draw(&mut stream(seed, "test", 0), 20, &mut word);
                word.iter().for_each(|&x| counts[x as usize] += 1);
            }
            counts
        };
        let masked = counts("compiled = \"s5\"\nmasked = true");
        let mean = f64::from(masked.iter().sum::<u32>()) / 120.0;
        // chi-square with 119 degrees of freedom: 172.4 is its 0.999 quantile
        let chi: f64 = masked
            .iter()
            .map(|&c| (f64::from(c) - mean).powi(2) / mean)
            .sum();
        assert!(chi < 172.4, "chi-square {chi}");
        let plain = counts("compiled = \"s5\"");
        assert!(plain.iter().filter(|&&count| count > 0).count() <= 60);
    }

    #[test]
    fn a_word_with_another_product_has_no_answer() {
        let a5 = problem(TABLES[0]);
        assert_eq!(label(&a5, &[0, 0]), 0);
        assert_eq!(label(&a5, &[0, a5.witness.elements[0]]), 1);
        let other = (1..60).find(|&x| x != a5.witness.elements[0]).unwrap();
        assert_eq!(label(&a5, &[other]), UNANSWERED);
    }
}
