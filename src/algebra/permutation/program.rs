//! Barrington's compiler: Boolean formulas as words over a group that is not solvable.
//!
//! A program is a list of instructions `(i, off, on)`. On an input it becomes the word of `on` where variable
//! `i` is true and of `off` where it is false; it computes `f` with the target `t ≠ 1` if the product of
//! the word is `t` where `f` holds and `1` elsewhere. With `[a, b] = a⁻¹b⁻¹ab` and `x^g = g⁻¹xg`:
//!
//! ```text
//! target   computes    from                                       length
//! t        variable i  (i, 1, t)                                  1
//! t⁻¹      f           P backwards, each entry inverted           |P|
//! t^g      f           P, each entry conjugated by g              |P|
//! t        not f       P for t⁻¹, the last instruction times t    |P|
//! [a, b]   f and g     P⁻¹ Q⁻¹ P Q with P for a, Q for b          2|P| + 2|Q|
//! ```
//!
//! A [`Witness`] closes the recursion: its elements are commutators of conjugates of each other. A formula in
//! which at most `d` conjunctions are nested becomes a program of at most `4^d` instructions; a balanced one
//! with `m` leaves, of `m²`. Since every letter depends on one input bit, the word problem of the group is as
//! hard as the evaluation of formulas: NC1-complete.
//!
//! Source: D. A. Mix Barrington, "Bounded-width polynomial-size branching programs recognize exactly those
//! languages in NC¹", JCSS 38 (1989) 150-164. Differs: negation reads the program backwards, where the paper
//! conjugates `s` into `s⁻¹`; so `s` need not be conjugate to its inverse.
//!
//! The compiler asks of letters only what a [`Letter`] can do, so that elements of a listed group, which are numbers,
//! serve as well as permutations.
//!
//! Leaves out constants, shared subformulas (a formula is a tree), and shorter programs for formulas that
//! are not balanced.

use super::formula::Formula;
use super::subgroups;
use super::witness::Witness;
use crate::algebra::transformation::Transformation;

/// An element of a group, which knows its group.
pub trait Letter: Clone {
    /// The identity of the group.
    fn one(&self) -> Self;

    /// The product with another element, this one first.
    fn times(&self, other: &Self) -> Self;

    /// The inverse.
    fn inverse(&self) -> Self;

    /// `g⁻¹xg`.
    fn conjugate(&self, g: &Self) -> Self {
        g.inverse().times(self).times(g)
    }
}

/// Panics at the inverse of a transformation that is no permutation.
impl Letter for Transformation {
    fn one(&self) -> Self {
        Self::identity(self.points())
    }

    fn times(&self, other: &Self) -> Self {
        self * other
    }

    fn inverse(&self) -> Self {
        subgroups::inverse(self)
    }
}

/// One letter of the word that a program makes of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction<L> {
    /// The input bit that is read, counted from 0.
    pub variable: usize,
    /// The letter if it is false.
    pub off: L,
    /// The letter if it is true.
    pub on: L,
}

/// What stands at a place of a program: an instruction, or the letter that it makes of a known bit.
pub trait Entry<L>: Sized {
    /// The same with its letters changed.
    fn map(&self, to: impl Fn(&L) -> L) -> Self;
}

impl<L> Entry<L> for L {
    fn map(&self, to: impl Fn(&L) -> L) -> Self {
        to(self)
    }
}

impl<L> Entry<L> for Instruction<L> {
    fn map(&self, to: impl Fn(&L) -> L) -> Self {
        Self {
            variable: self.variable,
            off: to(&self.off),
            on: to(&self.on),
        }
    }
}

/// A program over a group, and its target; of known bits the word itself.
///
/// ```
/// use barrington::algebra::permutation::PermutationGroup;
/// use barrington::algebra::permutation::formula::Formula;
/// use barrington::algebra::permutation::program::Program;
/// use barrington::algebra::permutation::witness::PerfectResidual;
/// use barrington::algebra::transformation::Transformation;
/// let generators = ["(1 2 3 4 5)", "(1 2)"].map(|c| Transformation::parse_cycles(c, 5).unwrap());
/// let s5 = PermutationGroup::from_generators(&generators).unwrap();
/// let witness = PerfectResidual::of(&s5).unwrap().witness.unwrap();
/// let [x, y, z] = [0, 1, 2].map(Formula::Variable);
/// let program = Program::compile(&((x | y) & !z), &witness);
/// assert_eq!(program.len(), 10);
/// assert_eq!(program.evaluate(&[false, true, false]), *program.target());
/// assert!(program.evaluate(&[true, true, true]).is_identity());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program<L = Transformation, E = Instruction<L>> {
    target: L,
    /// Never empty.
    instructions: Vec<E>,
}

impl<L: Letter, E: Entry<L>> Program<L, E> {
    /// One entry.
    fn leaf(target: L, entry: E) -> Self {
        Self {
            target,
            instructions: vec![entry],
        }
    }

    /// Changes the target and every letter.
    fn map(mut self, to: impl Fn(&L) -> L) -> Self {
        self.target = to(&self.target);
        for instruction in &mut self.instructions {
            *instruction = E::map(instruction, &to);
        }
        self
    }

    /// Computes the same with the inverse of the target; as long as before.
    pub fn inverse(mut self) -> Self {
        self.instructions.reverse();
        self.map(L::inverse)
    }

    /// Computes the same with the target conjugated by `g`; as long as before.
    pub fn conjugate(self, g: &L) -> Self {
        self.map(|x| x.conjugate(g))
    }

    /// Computes the negation with the same target; as long as before.
    pub fn negation(self) -> Self {
        let target = self.target.clone();
        let mut program = self.inverse();
        let last = program
            .instructions
            .last_mut()
            .expect("every program has an instruction");
        *last = E::map(last, |x| x.times(&target));
        Self { target, ..program }
    }

    /// Computes the conjunction with the commutator of the targets; twice as long as both together. If the
    /// targets commute it computes nothing: the product is always 1.
    pub fn and(self, other: Self) -> Self {
        let (first, second) = (&self.target, &other.target);
        let inverses = first.inverse().times(&second.inverse());
        let target = inverses.times(&first.times(second));
        let mut instructions = Vec::with_capacity(2 * (self.len() + other.len()));
        for program in [&self, &other] {
            let backwards = program.instructions.iter().rev();
            instructions.extend(backwards.map(|entry| E::map(entry, L::inverse)));
        }
        instructions.extend(self.instructions);
        instructions.extend(other.instructions);
        Self {
            target,
            instructions,
        }
    }

    /// Computes `formula` with element `k` of the witness, which is a commutator of conjugates of the
    /// element before it; `leaf` computes a variable with a target.
    fn with_element(
        formula: &Formula,
        witness: &Witness<L>,
        k: usize,
        leaf: &impl Fn(usize, L) -> Self,
    ) -> Self {
        match formula {
            Formula::Variable(i) => leaf(*i, witness.elements[k].clone()),
            Formula::Not(f) => Self::with_element(f, witness, k, leaf).negation(),
            Formula::And(f, g) => {
                let before = k.checked_sub(1).unwrap_or(witness.elements.len() - 1);
                let [f, g] = [f, g].map(|part| Self::with_element(part, witness, before, leaf));
                f.conjugate(&witness.u).and(g.conjugate(&witness.v))
            }
        }
    }

    /// What the product of the word is where the program's function holds.
    pub fn target(&self) -> &L {
        &self.target
    }

    /// The instructions in order.
    pub fn instructions(&self) -> &[E] {
        &self.instructions
    }

    /// The number of instructions: the length of the word. There is always one.
    #[expect(clippy::len_without_is_empty, reason = "a program is never empty")]
    pub fn len(&self) -> usize {
        self.instructions.len()
    }
}

impl<L: Letter> Program<L, L> {
    /// The word that the program of `formula` makes of `inputs`, made at once. Panics if a variable has no input.
    pub fn of_inputs(formula: &Formula, witness: &Witness<L>, inputs: &[bool]) -> Self {
        Self::with_element(formula, witness, 0, &|i, target: L| {
            let [off, on] = [target.one(), target.clone()];
            Self::leaf(target, if inputs[i] { on } else { off })
        })
    }
}

impl<L: Letter> Program<L> {
    /// Computes variable `i` with `target`; 1 instruction.
    pub fn variable(i: usize, target: L) -> Self {
        let instruction = Instruction {
            variable: i,
            off: target.one(),
            on: target.clone(),
        };
        Self::leaf(target, instruction)
    }

    /// Computes `formula`, with the first element of `witness` as the target, in at most `4^d` instructions
    /// for [`Formula::depth`] `d`.
    pub fn compile(formula: &Formula, witness: &Witness<L>) -> Self {
        Self::with_element(formula, witness, 0, &Self::variable)
    }

    /// The word it makes of `inputs`. Panics if a variable has no input.
    pub fn word<'p>(&'p self, inputs: &'p [bool]) -> impl Iterator<Item = &'p L> {
        self.instructions
            .iter()
            .map(|i| if inputs[i.variable] { &i.on } else { &i.off })
    }

    /// The product of its word on `inputs`. Panics if a variable has no input.
    pub fn evaluate(&self, inputs: &[bool]) -> L {
        let word = self.word(inputs);
        word.fold(self.target.one(), |product, x| product.times(x))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::PermutationGroup;
    use super::super::commutators::cycle;
    use super::super::examples::{alternating, m11, psl_2_7, sl_2_5, symmetric};
    use super::super::witness::PerfectResidual;
    use super::*;

    const VARIABLES: usize = 4;

    fn formulas() -> impl Strategy<Value = Formula> {
        let leaf = (0..VARIABLES).prop_map(Formula::Variable);
        leaf.prop_recursive(4, 24, 2, |inner| {
            prop_oneof![
                inner.clone().prop_map(|f| !f),
                (inner.clone(), inner.clone()).prop_map(|(f, g)| f & g),
                (inner.clone(), inner).prop_map(|(f, g)| f | g),
            ]
        })
    }

    fn all_inputs() -> impl Iterator<Item = Vec<bool>> {
        (0..1 << VARIABLES).map(|bits| (0..VARIABLES).map(|i| bits >> i & 1 == 1).collect())
    }

    fn computes(program: &Program, formula: &Formula) -> bool {
        let one = Transformation::identity(program.target().points());
        all_inputs().all(|inputs| {
            let expected = if formula.value(&inputs) {
                program.target()
            } else {
                &one
            };
            program.evaluate(&inputs) == *expected
        })
    }

    fn witness(group: &PermutationGroup) -> Witness {
        PerfectResidual::of(group).unwrap().witness.unwrap()
    }

    /// The groups of the problem files that are not solvable, with the witness found in each.
    fn groups() -> Vec<(PermutationGroup, Witness)> {
        let groups = [
            alternating(5),
            symmetric(5),
            symmetric(6),
            alternating(7),
            psl_2_7(7),
            psl_2_7(8),
            m11(),
            sl_2_5(),
        ];
        groups.map(|g| (g.clone(), witness(&g))).into()
    }

    /// Of three variables: whether most are true, whether their sum is odd.
    fn majority_and_parity() -> [Formula; 2] {
        let [x, y, z] = [0, 1, 2].map(Formula::Variable);
        let xor = |f: Formula, g: Formula| (f.clone() & !g.clone()) | (!f & g);
        [
            (x.clone() & y.clone()) | (z.clone() & (x.clone() | y.clone())),
            xor(xor(x, y), z),
        ]
    }

    #[test]
    fn programs_compute_majority_and_parity_in_every_group_and_stay_in_its_residual() {
        for (group, witness) in groups() {
            let residual = group.perfect_residual();
            for formula in majority_and_parity() {
                let program = Program::compile(&formula, &witness);
                assert!(!program.target().is_identity());
                assert!(computes(&program, &formula), "{witness:?}");
                let letters = program.instructions().iter().flat_map(|i| [&i.off, &i.on]);
                assert!(letters.into_iter().all(|x| residual.contains(x)));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn programs_compute_their_formulas_within_the_bound(formula in formulas(), which in 0usize..8) {
            let program = Program::compile(&formula, &groups()[which].1);
            prop_assert!(computes(&program, &formula));
            prop_assert!(program.len() <= 4usize.pow(formula.depth()));
        }

        #[test]
        fn a_cycle_of_commutators_serves_as_well(formula in formulas(), tries in 0u64..4) {
            let a5 = alternating(5);
            let cycles = (tries * 64..).filter_map(|index| cycle(&a5, index));
            let witness = cycles.take(16).max_by_key(|w| w.elements.len()).unwrap();
            prop_assert!(witness.elements.len() > 1 && witness.holds_in(&a5));
            let program = Program::compile(&formula, &witness);
            prop_assert!(computes(&program, &formula));
        }
    }

    #[test]
    fn a_balanced_conjunction_of_m_variables_has_m_squared_instructions() {
        let witness = witness(&alternating(5));
        let mut formula = Formula::Variable(0);
        for depth in 0..6u32 {
            assert_eq!(formula.depth(), depth);
            assert_eq!(
                Program::compile(&formula, &witness).len(),
                4usize.pow(depth)
            );
            formula = formula.clone() & formula;
        }
    }

    #[test]
    fn a_conjunction_of_commuting_targets_computes_nothing() {
        let t = Transformation::parse_cycles("(1 2 3)", 3).unwrap();
        let both = Program::variable(0, t.clone()).and(Program::variable(1, t));
        assert!(both.target().is_identity());
        assert!(all_inputs().all(|inputs| both.evaluate(&inputs).is_identity()));
    }

    #[test]
    fn negation_inversion_and_conjugation_do_as_they_say() {
        let [t, g] = ["(1 2 3)", "(2 3 4)"].map(|c| Transformation::parse_cycles(c, 4).unwrap());
        let variable = Program::variable(0, t);
        let not = variable.clone().negation();
        assert_eq!((not.len(), not.target()), (1, variable.target()));
        assert!(computes(&not, &!Formula::Variable(0)));
        assert!(computes(&not.clone().inverse(), &!Formula::Variable(0)));
        assert!(computes(&not.clone().conjugate(&g), &!Formula::Variable(0)));
        // (2 3 4) sends 1 2 3 to 1 3 4
        assert_eq!(not.conjugate(&g).target().to_string(), "(1 3 4)");
        assert_eq!(variable.inverse().target().to_string(), "(1 3 2)");
    }
}
