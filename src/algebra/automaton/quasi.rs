//! Quasi-aperiodicity: whether a regular language is in AC0.
//!
//! Let eta be the syntactic morphism and `P_t = eta(Sigma^t)`, the elements that words of length t have. The
//! language is in AC0 exactly if no `P_t`, t >= 1, contains a non-trivial group (D. A. Mix Barrington, K. Compton,
//! H. Straubing, D. Thérien, "Regular languages in NC1", JCSS 44, 1992, 478-499). Word problems need more, that
//! the monoid itself is aperiodic: the language (aa)* has the monoid Z2 and is in AC0, because lengths are free.
//!
//! **Stable semigroup.** `P_(t+1) = P_t · P_1`, so the sets repeat from some t on, and there is a least s >= 1,
//! the stability index, with `P_s = P_2s`. That set is a semigroup, since `P_s · P_s = P_2s`. A group inside `P_t`
//! is inside `P_ts = P_s` too, because G = G·G; so the test is whether `P_s` is aperiodic.
//!
//! **Without the sets.** s may be far larger than the monoid: with n letters of which letter i counts modulo the
//! i-th prime and words with two different letters are all alike, s is the product of the primes, the order about
//! their sum. The test itself needs only lengths. Let e be an idempotent, d the greatest common divisor of the lengths
//! of all non-empty words with value e, and g in the group around e, with words u, v of value g. Then
//! `u·v^(m-1)` has the value e for m the order of g, hence so has `v^m`, and d divides both lengths, so |u| = |v| mod d:
//! every g has one length modulo d. If that is 0, long words of value g and of value e exist with equal length t,
//! since `ge = g` and every large multiple of d is the length of a word of value e; then `P_tm` contains all powers
//! of g. If g lies in a group inside some `P_t`, then so does e, and the length is 0. So the language is quasi-aperiodic
//! exactly if no group element but the idempotents has length 0 modulo its d.
//!
//! **Which gates.** If all groups inside the monoid are solvable, the language is in ACC0, with gates that count modulo
//! the primes of the orders of the groups in `P_s` (the same paper). The group around e there is what has length 0
//! modulo d, the kernel of a homomorphism onto a cyclic group: its primes are those of the orders of these elements, and it
//! is solvable exactly if the whole group around e is.
//!
//! d is the period of the strong component of e in the right Cayley graph: if `ew = e` and u has the value e, then uw
//! has it too, so d divides |u| + |w| and |u|, hence |w|.
//!
//! Leaves out depth, size and uniformity.

use itertools::Itertools;

use crate::algebra::arithmetic::{gcd, primes};
use crate::algebra::automaton::syntactic::Syntactic;
use crate::algebra::green::components;
use crate::algebra::monoid::Monoid;

impl Syntactic {
    /// Whether no set `eta(Sigma^t)`, t >= 1, contains a non-trivial group, that is, whether the language is
    /// in AC0.
    pub fn is_quasi_aperiodic(&self) -> bool {
        self.modulus() == 1
    }

    /// The first element g of a non-trivial group all of whose powers are values of words of one length;
    /// `None` exactly if the language is quasi-aperiodic.
    ///
    /// ```
    /// use barrington::algebra::automaton::regex::{DEFAULT_STATES, Regex};
    /// use barrington::algebra::automaton::syntactic::Syntactic;
    /// let counter = |text: &str| {
    ///     let dfa = Regex::parse(text, "").unwrap().compile(DEFAULT_STATES).unwrap();
    ///     Syntactic::of(&dfa, 1000).unwrap().counter()
    /// };
    /// assert_eq!(counter("(aa)*"), None);
    /// assert_eq!(counter("(b*ab*a)*b*"), Some(1)); // an even number of a's
    /// ```
    pub fn counter(&self) -> Option<u32> {
        self.counters().next().map(|(g, _)| g)
    }

    /// The product of the primes modulo which a circuit has to count, if all groups inside are solvable; 1 if the
    /// language is in AC0.
    ///
    /// ```
    /// use barrington::algebra::automaton::regex::{DEFAULT_STATES, Regex};
    /// use barrington::algebra::automaton::syntactic::Syntactic;
    /// // an even number of a's, and a length that three divides: only the first has to be counted
    /// let text = "((b*ab*a)*b*)&((a|b)(a|b)(a|b))*";
    /// let dfa = Regex::parse(text, "").unwrap().compile(DEFAULT_STATES).unwrap();
    /// let syntactic = Syntactic::of(&dfa, 1000).unwrap();
    /// assert_eq!((syntactic.monoid().order(), syntactic.modulus()), (6, 2));
    /// ```
    pub fn modulus(&self) -> u128 {
        *self.modulus.get_or_init(|| {
            let orders = self.counters().map(|(_, order)| order as u128);
            orders.flat_map(primes).unique().product()
        })
    }

    /// The elements of non-trivial groups in `P_s`, and their orders.
    fn counters(&self) -> impl Iterator<Item = (u32, usize)> {
        let monoid = self.monoid();
        let period = periods(monoid);
        (1..monoid.order() as u32).filter_map(move |g| {
            let (index, order) = monoid.powers(g);
            // index 1: g is in a group, with an idempotent in the same component of the right Cayley graph
            let counts =
                index == 1 && order > 1 && monoid.word(g).len().is_multiple_of(period[g as usize]);
            counts.then_some((g, order))
        })
    }
}

/// For each element, the greatest common divisor of the lengths of the circles in its strong component of the
/// right Cayley graph; 0 if there is none.
fn periods(monoid: &Monoid) -> Vec<usize> {
    let component = components(monoid, |x, a| monoid.right(x, a));
    let mut period = vec![0; monoid.order()];
    // from the first element of the component found, the length of some way
    let mut distance: Vec<Option<usize>> = vec![None; monoid.order()];
    for root in 0..monoid.order() {
        if distance[root].is_some() {
            continue;
        }
        distance[root] = Some(0);
        let mut open = vec![(root, 0usize)];
        while let Some((x, here)) = open.pop() {
            let after = (0..monoid.generators().len()).map(|a| monoid.right(x as u32, a) as usize);
            let class = component[x];
            for y in after.filter(|&y| component[y] == class) {
                if let Some(there) = distance[y] {
                    // two ways to y: their lengths differ by a multiple of the period, and these generate all
                    let difference = (here + 1).abs_diff(there) as u128;
                    period[class as usize] = gcd(period[class as usize], difference);
                } else {
                    distance[y] = Some(here + 1);
                    open.push((y, here + 1));
                }
            }
        }
    }
    let period_of = |&class: &u32| period[class as usize] as usize;
    component.iter().map(period_of).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::algebra::automaton::Dfa;
    use crate::algebra::automaton::regex::{DEFAULT_STATES, Regex};
    use crate::algebra::automaton::testing::automata;
    use crate::algebra::monoid::DEFAULT_LIMIT;

    fn syntactic(text: &str, more: &str) -> Syntactic {
        let dfa = Regex::parse(text, more).unwrap().compile(DEFAULT_STATES);
        Syntactic::of(&dfa.unwrap(), DEFAULT_LIMIT).unwrap()
    }

    /// The sets P_1, P_2, ..., P_2s by the definition, with the least s such that P_s = P_2s.
    fn all_sets(syntactic: &Syntactic) -> (usize, Vec<BTreeSet<u32>>) {
        let monoid = syntactic.monoid();
        let letters = 0..monoid.generators().len();
        let mut sets = vec![BTreeSet::from([0])];
        loop {
            let last = &sets[sets.len() - 1];
            let longer = last
                .iter()
                .flat_map(|&x| letters.clone().map(move |a| (x, a)));
            sets.push(longer.map(|(x, a)| monoid.right(x, a)).collect());
            let last = sets.len() - 1;
            if last % 2 == 0 && sets[last / 2] == sets[last] {
                return (last / 2, sets.split_off(1));
            }
        }
    }

    /// Whether some element of the set has a non-trivial group of powers inside the set.
    fn contains_a_group(monoid: &Monoid, set: &BTreeSet<u32>) -> bool {
        set.iter().any(|&g| {
            let (index, order) = monoid.powers(g);
            let mut power = g;
            let inside = (0..order).all(|_| {
                power = monoid.product(power, g);
                set.contains(&power)
            });
            index == 1 && order > 1 && inside
        })
    }

    fn both_definitions_agree(dfa: &Dfa) -> Result<(), TestCaseError> {
        let syntactic = Syntactic::of(dfa, 3000);
        let Ok(syntactic) = syntactic else {
            return Err(TestCaseError::reject("a large monoid"));
        };
        let monoid = syntactic.monoid();
        let (index, sets) = all_sets(&syntactic);
        let stable = &sets[index - 1];
        let aperiodic = stable.iter().all(|&x| monoid.powers(x).1 == 1);
        prop_assert_eq!(syntactic.is_quasi_aperiodic(), aperiodic);
        let orders = stable.iter().map(|&x| monoid.powers(x).1 as u128);
        let primes: BTreeSet<u128> = orders.flat_map(primes).collect();
        prop_assert_eq!(syntactic.modulus(), primes.iter().product());
        let none = sets.iter().all(|set| !contains_a_group(monoid, set));
        prop_assert_eq!(aperiodic, none);
        if let Some(g) = syntactic.counter() {
            prop_assert!(
                sets.iter()
                    .any(|set| contains_a_group(monoid, set) && set.contains(&g))
            );
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn lengths_stable_semigroup_and_all_sets_agree(dfa in automata(5)) {
            both_definitions_agree(&dfa)?;
        }

        #[test]
        fn they_agree_where_letters_are_permutations_too(
            first in Just(vec![0u32, 1, 2, 3, 4, 5]).prop_shuffle(),
            second in Just(vec![0u32, 1, 2, 3, 4, 5]).prop_shuffle(),
            accepting in prop::collection::vec(any::<bool>(), 6),
        ) {
            let next = first.iter().zip(&second).flat_map(|(&p, &q)| [p, q]).collect();
            let letters = crate::algebra::automaton::testing::letters("ab");
            both_definitions_agree(&Dfa::new(letters, 0, accepting, next).unwrap())?;
        }
    }

    #[test]
    fn counting_lengths_is_in_ac0_and_counting_letters_is_not() {
        let facts = |text: &str| {
            let s = syntactic(text, "ab");
            (
                s.monoid().is_aperiodic(),
                s.is_quasi_aperiodic(),
                all_sets(&s).0,
            )
        };
        assert_eq!(facts("(..)*"), (false, true, 2));
        assert_eq!(facts("(.{6})*"), (false, true, 6));
        assert_eq!(facts("(ab)*"), (true, true, 2));
        assert_eq!(facts("b*(ab*ab*)*"), (false, false, 1));
        assert_eq!(facts(".*b"), (true, true, 1));
        // an even number of a's at even places: the letter pairs count
        assert!(!facts("((a.)((b.)*)(a.)|b.)*").1);
        // an even number of a's among words of a's only: the rest is the sink
        assert_eq!(facts("(aa)*"), (false, true, 2));
        let one_letter = syntactic("(aa)*", "");
        assert_eq!(one_letter.monoid().order(), 2);
        assert!(one_letter.is_quasi_aperiodic());
        assert_eq!(all_sets(&one_letter).0, 2);
    }

    #[test]
    fn a_late_repetition_is_decided_all_the_same() {
        // letter i counts modulo the i-th prime, words with two letters are all alike
        let primes = [2, 3, 5, 7, 11, 13, 17, 19, 23];
        let parts: Vec<String> = (b'a'..)
            .zip(primes)
            .map(|(c, p)| format!("({}{{{p}}})*", char::from(c)))
            .collect();
        let s = syntactic(&parts.join("|"), "");
        // 1 and 0, and p powers of each letter
        assert_eq!(s.monoid().order(), 2 + primes.iter().sum::<usize>());
        assert!(s.is_quasi_aperiodic());
    }
}
