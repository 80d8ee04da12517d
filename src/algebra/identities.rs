//! The tests on a finite monoid that place the languages it recognises: each one an identity that holds for
//! all elements, decided from Green's relations without trying the elements.
//!
//! `x^ω` is the idempotent among the powers of `x`. A language belongs to the class named exactly if its
//! syntactic monoid passes the test; letters are appended on the right. In order of implication: J-trivial
//! is R-trivial together with L-trivial; either of these implies DA, and that aperiodic; R-trivial implies
//! R^ω, and that aperiodic.
//!
//! Leaves out the tests on the syntactic morphism (quasi-aperiodicity needs to know which elements are
//! letters), the polynomial-time decision of C-RASP, and whether the idempotents commute.

use crate::algebra::green::{DClass, Green};
use crate::algebra::monoid::Monoid;
use crate::algebra::permutation::facts::GroupFacts;

/// What holds in one monoid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identities {
    /// `xy = yx`: the order of the letters does not matter. Regular commutative languages count letters up to
    /// a threshold and modulo a number (S. Eilenberg, Automata, Languages, and Machines B, 1976).
    pub commutative: bool,
    /// Every J-class has one element; `(xy)^ω x = (xy)^ω = y (xy)^ω`. Piecewise testable languages: which
    /// scattered subwords of bounded length occur (I. Simon, "Piecewise testable events", 1975). In logic:
    /// Boolean combinations of existential sentences of `FO[<]`.
    pub j_trivial: bool,
    /// Every R-class has one element; `(xy)^ω x = (xy)^ω`. Languages of automata whose states are partially
    /// ordered by reachability (J. A. Brzozowski and F. E. Fich, "Languages of R-trivial monoids", JCSS 20,
    /// 1980, 32-49). Idealised transformers with soft attention, fixed precision, strict causal masking and no
    /// positions recognise exactly these (J. Li and R. Cotterell, NeurIPS 2025, arXiv:2505.23623).
    pub r_trivial: bool,
    /// Every L-class has one element; `y (xy)^ω = (xy)^ω`. The reversals of the languages above.
    pub l_trivial: bool,
    /// Every H-class has one element, or equally every group inside is trivial; `x^(ω+1) = x^ω`. Star-free
    /// languages (M. P. Schützenberger, "On finite monoids having only trivial subgroups", Information and
    /// Control 8, 1965, 190-194); `FO[<]` (R. McNaughton and S. Papert, Counter-Free Automata, 1971).
    pub aperiodic: bool,
    /// Every regular D-class consists of idempotents; `(xy)^ω (yx)^ω (xy)^ω = (xy)^ω` and aperiodic.
    /// Unambiguous products (M. P. Schützenberger, "Sur le produit de concaténation non ambigu", Semigroup
    /// Forum 13, 1976, 47-75); `FO²[<]`, two variables (D. Thérien and T. Wilke, "Over words, two variables are
    /// as powerful as one quantifier alternation", STOC 1998, 234-240).
    pub da: bool,
    /// Aperiodic, and every R-class has at most one idempotent; `(x y^ω)^ω x = (x y^ω)^ω`. Necessary, not
    /// sufficient, for a regular language to be definable in C-RASP, the logic used to predict which languages
    /// transformers learn in a way that carries over to longer words (arXiv:2608.13433).
    pub r_omega: bool,
    /// Every R-class and every L-class has at most one idempotent; `(x^ω y^ω)^ω = (y^ω x^ω)^ω`. Block groups,
    /// the monoids that divide the monoid of subsets of a group (J.-E. Pin, "BG = PG: a success story", 1995).
    pub block_group: bool,
    /// Every R-class and every L-class has exactly one idempotent: every `x` has exactly one `y` with `xyx = x`
    /// and `yxy = y` (V. V. Wagner 1952; G. B. Preston 1954).
    pub inverse: bool,
    /// The order of every group inside is a power of 2; the period of every element is one. Trivial groups
    /// count, so that aperiodic monoids pass.
    pub two_groups: bool,
}

impl Identities {
    /// Decides all tests on `monoid` with its relations. Complexity: linear in the order.
    ///
    /// ```
    /// use barrington::algebra::green::Green;
    /// use barrington::algebra::identities::Identities;
    /// use barrington::algebra::monoid::{DEFAULT_LIMIT, Monoid};
    /// use barrington::algebra::transformation::Transformation;
    /// let resets = ["1 1", "2 2"].map(|t| Transformation::parse_images(t, None).unwrap());
    /// let flip_flop = Monoid::from_generators(&resets, DEFAULT_LIMIT).unwrap();
    /// let holds = Identities::of(&flip_flop, &Green::of(&flip_flop));
    /// assert!(holds.aperiodic && !holds.r_trivial && !holds.r_omega);
    /// ```
    pub fn of(monoid: &Monoid, green: &Green) -> Self {
        let n = monoid.order();
        let mut in_row = vec![0u32; green.r.count];
        let mut in_column = vec![0u32; green.l.count];
        for &e in green.classes().iter().flat_map(|class| &class.idempotents) {
            in_row[green.r.of(e)] += 1;
            in_column[green.l.of(e)] += 1;
        }
        let at_most_one = |counts: &[u32]| counts.iter().all(|&count| count <= 1);
        let exactly_one = |counts: &[u32]| counts.iter().all(|&count| count == 1);
        let regular = |test: fn(&DClass) -> bool| {
            let mut classes = green.classes().iter();
            classes.all(|class| !class.is_regular() || test(class))
        };
        let aperiodic = green.is_aperiodic();
        Self {
            commutative: commutes(monoid),
            j_trivial: green.d.count == n,
            r_trivial: green.r.count == n,
            l_trivial: green.l.count == n,
            aperiodic,
            da: regular(|class| class.idempotents.len() == class.elements.len()),
            r_omega: aperiodic && at_most_one(&in_row),
            block_group: at_most_one(&in_row) && at_most_one(&in_column),
            inverse: exactly_one(&in_row) && exactly_one(&in_column),
            two_groups: regular(|class| class.h_size().is_power_of_two()),
        }
    }

    /// What holds in a group.
    pub fn of_group(group: &GroupFacts) -> Self {
        let trivial = group.order == 1;
        Self {
            commutative: group.abelian,
            j_trivial: trivial,
            r_trivial: trivial,
            l_trivial: trivial,
            aperiodic: trivial,
            da: trivial,
            r_omega: trivial,
            block_group: true,
            inverse: true,
            two_groups: group.two_group,
        }
    }
}

/// Whether all elements commute: whether the generators do.
fn commutes(monoid: &Monoid) -> bool {
    let letters = || 0..monoid.generators().len();
    letters().all(|a| {
        let x = monoid.generator(a);
        letters().all(|b| monoid.right(x, b) == monoid.left(x, b))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::algebra::green::examples::{
        brandt, catalan, flip_flop, full, monoid, order_preserving, random_monoids,
        symmetric_inverse,
    };
    use crate::algebra::monoid::DEFAULT_LIMIT;
    use crate::algebra::permutation::PermutationGroup;
    use crate::algebra::transformation::Transformation;

    fn identities(monoid: &Monoid) -> Identities {
        Identities::of(monoid, &Green::of(monoid))
    }

    /// Everything by trying all elements: the defining identities, nothing of Green's relations.
    fn by_trying(monoid: &Monoid) -> Identities {
        let n = monoid.order() as u32;
        let product = |factors: &[u32]| factors.iter().fold(0, |x, &y| monoid.product(x, y));
        let omega: Vec<u32> = (0..n)
            .map(|x| {
                let mut power = x;
                while product(&[power, power]) != power {
                    power = product(&[power, x]);
                }
                power
            })
            .collect();
        let omega = |x: u32| omega[x as usize];
        let every = |test: &dyn Fn(u32) -> bool| (0..n).all(test);
        let pairs = |test: &dyn Fn(u32, u32) -> bool| (0..n).all(|x| (0..n).all(|y| test(x, y)));
        let loop_of = |x, y| omega(product(&[x, y]));
        let r_trivial = pairs(&|x, y| product(&[loop_of(x, y), x]) == loop_of(x, y));
        let l_trivial = pairs(&|x, y| product(&[y, loop_of(x, y)]) == loop_of(x, y));
        let aperiodic = every(&|x| product(&[omega(x), x]) == omega(x));
        let da =
            pairs(&|x, y| product(&[loop_of(x, y), loop_of(y, x), loop_of(x, y)]) == loop_of(x, y));
        Identities {
            commutative: pairs(&|x, y| product(&[x, y]) == product(&[y, x])),
            j_trivial: r_trivial && l_trivial,
            r_trivial,
            l_trivial,
            aperiodic,
            da: da && aperiodic,
            r_omega: pairs(&|x, y| {
                let turn = omega(product(&[x, omega(y)]));
                product(&[turn, x]) == turn
            }),
            block_group: pairs(&|x, y| {
                let (e, f) = (omega(x), omega(y));
                omega(product(&[e, f])) == omega(product(&[f, e]))
            }),
            inverse: every(&|x| {
                let is_inverse = |&y: &u32| product(&[x, y, x]) == x && product(&[y, x, y]) == y;
                (0..n).filter(is_inverse).count() == 1
            }),
            two_groups: every(&|x| {
                // x^ω x^(2^k) = x^ω for some k
                let square = |y: &u32| Some(product(&[*y, *y]));
                std::iter::successors(Some(x), square)
                    .take(8)
                    .any(|y| product(&[omega(x), y]) == omega(x))
            }),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn classes_and_identities_agree(monoid in random_monoids()) {
            prop_assert_eq!(identities(&monoid), by_trying(&monoid));
        }

        #[test]
        fn the_classes_are_included_in_each_other(monoid in random_monoids()) {
            let holds = identities(&monoid);
            prop_assert_eq!(holds.j_trivial, holds.r_trivial && holds.l_trivial);
            prop_assert!(!holds.r_trivial || (holds.da && holds.r_omega));
            prop_assert!(!holds.l_trivial || holds.da);
            prop_assert!(!(holds.da || holds.r_omega) || holds.aperiodic);
            prop_assert!(!holds.aperiodic || holds.two_groups);
            prop_assert!(!holds.inverse || holds.block_group);
        }
    }

    #[test]
    fn what_holds_in_a_group_is_what_holds_in_it_as_a_monoid() {
        let groups: [(&[&str], usize); 14] = [
            (&["()"], 2),
            (&["(1 2)"], 2),
            (&["(1 2 3)"], 3),
            (&["(1 2 3 4)"], 4),
            (&["(1 2)", "(3 4)"], 4),
            (&["(1 2 3)(4 5)"], 5),
            (&["(1 2 3)", "(1 2)"], 3),
            (&["(1 2 3 4)", "(1 3)"], 4),
            // Q8 and SL(2, 3)
            (&["(1 3 2 4)(5 8 6 7)", "(1 5 2 6)(3 7 4 8)"], 8),
            (&["(3 4 5)(6 8 7)", "(1 4 7)(2 8 5)"], 8),
            (&["(1 2 3)", "(2 3 4)"], 4),
            (&["(1 2 3 4)", "(1 2)"], 4),
            (&["(1 2 3 4 5)", "(1 2 3)"], 5),
            (&["(1 2 3 4 5)", "(1 2)"], 5),
        ];
        for (cycles, points) in groups {
            let parse = |c: &&str| Transformation::parse_cycles(c, points).unwrap();
            let generators: Vec<_> = cycles.iter().map(parse).collect();
            let listed = Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap();
            let group = PermutationGroup::from_generators(&generators).unwrap();
            let known = Identities::of_group(&GroupFacts::of(&group));
            assert_eq!(known, identities(&listed), "{cycles:?}");
        }
    }

    #[test]
    fn identities_hold_in_the_known_monoids_as_when_all_elements_are_tried() {
        for monoid in [
            flip_flop(),
            brandt(),
            catalan(5),
            order_preserving(4),
            symmetric_inverse(3),
            full(3),
            monoid(&["2 1"]),
            monoid(&["2 3 1"]),
            monoid(&["2 3 4 1", "3 2 1 4"]),
            monoid(&["1 1", "2 1"]),
        ] {
            assert_eq!(identities(&monoid), by_trying(&monoid));
        }
    }

    #[test]
    fn the_flip_flop_is_in_da_but_neither_r_trivial_nor_in_r_omega() {
        let holds = identities(&flip_flop());
        assert!(holds.aperiodic && holds.da && holds.l_trivial);
        assert!(!holds.r_trivial && !holds.r_omega && !holds.commutative);
    }

    #[test]
    fn alternation_of_a_and_b_is_in_r_omega_but_not_in_da() {
        let holds = identities(&brandt());
        assert!(holds.aperiodic && holds.r_omega && holds.inverse);
        assert!(!holds.r_trivial && !holds.l_trivial && !holds.da);
    }

    #[test]
    fn looking_at_the_first_letter_is_r_trivial_and_at_the_last_is_not() {
        // minimal automata: of words that begin with b, of words that end with b
        let first = identities(&monoid(&["3 2 3", "2 2 3"]));
        assert!(first.r_trivial && first.r_omega && first.da && !first.l_trivial);
        let last = identities(&monoid(&["1 1", "2 2"]));
        assert!(!last.r_trivial && last.l_trivial);
    }

    #[test]
    fn counting_modulo_2_and_3_differ_in_the_groups_inside() {
        let parity = identities(&monoid(&["2 1", "1 2"]));
        assert!(parity.commutative && parity.two_groups && !parity.aperiodic && !parity.da);
        let modulo_3 = identities(&monoid(&["2 3 1"]));
        assert!(modulo_3.commutative && modulo_3.inverse && !modulo_3.two_groups);
        // the group of a square, and a toggle next to a reset
        assert!(identities(&monoid(&["2 3 4 1", "3 2 1 4"])).two_groups);
        assert!(identities(&monoid(&["2 1", "1 1"])).two_groups);
        assert!(!identities(&full(3)).two_groups);
    }

    #[test]
    fn subwords_and_catalan_monoids_are_j_trivial() {
        // words that contain a and later b: states "nothing", "a", "a then b"
        let subword = identities(&monoid(&["2 2 3", "1 3 3"]));
        assert!(subword.j_trivial && !subword.commutative);
        for n in 2..=6 {
            assert!(identities(&catalan(n)).j_trivial);
        }
        let ordered = identities(&order_preserving(4));
        assert!(ordered.aperiodic && !ordered.da && !ordered.block_group);
    }
}
