//! Cascades of counters against the classes around them, against cascades put together at random, and against the
//! automaton of the monoid's own elements.

use proptest::prelude::*;

use super::*;
use crate::algebra::green::Green;
use crate::algebra::green::examples::{
    brandt, catalan, flip_flop, monoid, order_preserving, random_monoids,
};
use crate::algebra::identities::Identities;
use crate::algebra::monoid::{DEFAULT_LIMIT, Monoid};
use crate::algebra::product::direct;

fn of(monoid: &Monoid) -> bool {
    cascade_of_counters(monoid.generators()).unwrap()
}

/// The same question asked of another automaton with the same monoid: that of its elements, by appending.
fn of_elements(monoid: &Monoid) -> bool {
    let next = |x: usize, a: usize| monoid.right(x as u32, a) as usize;
    is_cascade(monoid.order(), monoid.generators().len(), next).unwrap()
}

#[test]
fn the_published_examples_are_on_their_sides() {
    // words that end with b; (ab)*; words that begin with b; parity
    assert!(!of(&flip_flop()));
    assert!(of(&brandt()));
    assert!(of(&monoid(&["3 2 3", "2 2 3"])));
    assert!(!of(&monoid(&["2 1"])));
    assert!(!of(&order_preserving(3)));
    assert!((2..6).all(|n| of(&catalan(n))));
}

#[test]
fn brackets_of_any_depth_and_steps_of_any_size_are_counters() {
    for depth in 1..8u16 {
        let sink = depth + 1;
        let open: Vec<u16> = (0..=sink).map(|i| (i + 1).min(sink)).collect();
        let close: Vec<u16> = (0..=sink)
            .map(|i| if i == 0 || i == sink { sink } else { i - 1 })
            .collect();
        let letters = [open, close].map(|images| Transformation::from_images(&images).unwrap());
        assert_eq!(cascade_of_counters(&letters), Some(true), "depth {depth}");
    }
    // (abb)*: a adds 2, b takes 1
    assert!(of(&monoid(&["2 4 4 4", "4 3 1 4"])));
}

#[test]
fn a_second_counter_may_depend_on_the_first() {
    // a and b go from the first place to the second and back; c adds 1 to another counter in the first place and
    // takes 1 away in the second, so that its steps add up to nothing on the closed path c a c b
    let letters = ["3 4 5 5 5", "5 5 1 2 5", "2 5 5 3 5"]
        .map(|t| Transformation::parse_images(t, None).unwrap());
    let next = |q: usize, a: usize| usize::from(letters[a].images()[q]);
    let (parts, count) = Component::new(vec![0, 1, 2, 3], 3, next)
        .refine(&[0; 4])
        .unwrap();
    assert_eq!(
        (count, parts[0] == parts[1], parts[2] == parts[3]),
        (2, true, true)
    );
    assert_eq!(cascade_of_counters(&letters), Some(true));
}

#[test]
fn not_all_of_r_omega_are_cascades_of_counters() {
    // from the first state a a b a and a a b b are closed paths, so a and b add 0
    let letters = monoid(&["2 5 1 4 6 6", "6 6 1 6 3 6"]);
    assert!(Identities::of(&letters, &Green::of(&letters)).r_omega && !of(&letters));
}

/// A cascade of up to three bounded counters under random control, as letters of one automaton; the last state is
/// reached when a counter is lost.
fn cascades() -> impl Strategy<Value = Vec<Transformation>> {
    let counters = prop::collection::vec(1usize..4, 1..4);
    (counters, 1usize..4).prop_flat_map(|(sizes, letters)| {
        let states: usize = sizes.iter().product();
        let step = prop::collection::vec(-2i64..3, letters * states * sizes.len());
        step.prop_map(move |steps| cascade(&sizes, letters, &steps))
    })
}

/// `steps` `[letters, states, counters]`: of a step, only the entry of the state with all lower counters at 0 is used.
fn cascade(sizes: &[usize], letters: usize, steps: &[i64]) -> Vec<Transformation> {
    let states: usize = sizes.iter().product();
    let map = |letter: usize| {
        let image = |state: usize| {
            let (mut to, mut above, mut weight) = (0, 0, states);
            for (k, size) in sizes.iter().enumerate() {
                weight /= size;
                let value = state / weight % size;
                let step = steps[(letter * states + above) * sizes.len() + k];
                let Some(next) = value.checked_add_signed(step as isize).filter(|n| n < size)
                else {
                    return states as u16;
                };
                to += next * weight;
                above += value * weight;
            }
            to as u16
        };
        let mut images: Vec<u16> = (0..states).map(image).collect();
        images.push(states as u16);
        Transformation::from_images(&images).unwrap()
    };
    (0..letters).map(map).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn cascades_of_counters_are_found_to_be_that(letters in cascades()) {
        prop_assert_eq!(cascade_of_counters(&letters), Some(true));
    }

    #[test]
    fn what_divides_a_cascade_of_counters_passes(letters in cascades(), word in prop::collection::vec(0usize..3, 1..6)) {
        // some words as letters, and only what one state reaches by them
        let images = |state: usize, word: &[usize]| word.iter().fold(state, |q, &a| {
            usize::from(letters[a % letters.len()].images()[q])
        });
        let words = [&word[..], &word[..1], &word[word.len() / 2..]];
        let next = |q: usize, a: usize| images(q, words[a]);
        prop_assert_eq!(is_cascade(letters[0].points(), words.len(), next), Some(true));
    }

    #[test]
    fn it_lies_between_r_trivial_and_r_omega(monoid in random_monoids()) {
        let holds = Identities::of(&monoid, &Green::of(&monoid));
        prop_assert!(!holds.r_trivial || of(&monoid));
        prop_assert!(!of(&monoid) || holds.r_omega);
    }

    #[test]
    fn it_is_a_matter_of_the_monoid_and_not_of_the_automaton(monoid in random_monoids()) {
        prop_assert_eq!(of(&monoid), of_elements(&monoid));
    }

    #[test]
    fn a_direct_product_passes_if_both_factors_do(a in random_monoids(), b in random_monoids()) {
        let generators = direct(&[a.generators(), b.generators()]).unwrap();
        let product = Monoid::from_generators(&generators, DEFAULT_LIMIT).unwrap();
        prop_assert_eq!(of(&product), of(&a) && of(&b));
    }
}
