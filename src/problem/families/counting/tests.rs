//! Counting problems against counting again at every prefix.

use proptest::prelude::*;

use super::*;
use crate::problem::Known;

fn problem(text: &str) -> CountingProblem {
    let config: CountingConfig = toml::from_str(&format!("label = {text}")).unwrap();
    assert_eq!(config.wrong(), Wrong::default());
    CountingProblem::of(&config)
}

fn labels(problem: &CountingProblem, input: &[u32]) -> Vec<String> {
    let mut answers = Vec::new();
    problem.solve(input, &mut answers);
    let label = |answer: &Answer| match answer.label {
        UNANSWERED => ".".to_owned(),
        label => problem.labels()[label as usize].clone(),
    };
    answers.iter().map(label).collect()
}

proptest! {
    #[test]
    fn labels_are_those_of_counting_every_prefix_again(input in prop::collection::vec(0u32..4, 1..40)) {
        let frequent = labels(&problem("{ most-frequent = { letters = 4 } }"), &input);
        let half = labels(&problem("{ more-than-half = { letters = 4 } }"), &input);
        let bits: Vec<u32> = input.iter().map(|x| x % 2).collect();
        let majority = labels(&problem("'majority'"), &bits);
        let equal = labels(&problem("'equal'"), &bits);
        for end in 1..=input.len() {
            let count = |letter| input[..end].iter().filter(|&&x| x == letter).count();
            let most = (0..4).map(count).max().unwrap();
            let first = (0..4).position(|letter| count(letter) == most).unwrap();
            prop_assert_eq!(&frequent[end - 1], ["a", "b", "c", "d"][first]);
            let above = (0..4).position(|letter| 2 * count(letter) > end);
            prop_assert_eq!(&half[end - 1], above.map_or("none", |letter| ["a", "b", "c", "d"][letter]));
            let ones = bits[..end].iter().sum::<u32>() as usize;
            prop_assert_eq!(&majority[end - 1], if ones > end - ones { "yes" } else { "no" });
            prop_assert_eq!(&equal[end - 1], if 2 * ones == end { "yes" } else { "no" });
        }
    }

    #[test]
    fn the_parity_is_that_of_the_places_and_of_nothing_else(
        input in prop::collection::vec(0u32..2, 1..30),
        flipped in 0usize..30,
    ) {
        let flipped = flipped % input.len();
        for (text, count) in [("bits = [2, 5, 9]", None), ("hidden = { places = 4, seed = 7 }", Some(4))] {
            let problem = problem(&format!("{{ sparse-parity = {{ {text} }} }}"));
            let counted = match count {
                None => vec![2, 5, 9],
                Some(count) => hidden(7, count, input.len() as u32),
            };
            let before = labels(&problem, &input);
            prop_assert!(before[..input.len() - 1].iter().all(|label| label == "."));
            let mut other = input.clone();
            other[flipped] = 1 - other[flipped];
            let differs = labels(&problem, &other).last() != before.last();
            prop_assert_eq!(differs, counted.contains(&(flipped as u32 + 1)));
        }
        let none: Vec<u32> = vec![0; input.len()];
        let parity = labels(&problem("{ sparse-parity = { hidden = { places = 4 } } }"), &none);
        prop_assert_eq!(parity.last().unwrap(), "even");
    }
}

#[test]
fn hidden_places_are_different_ones_and_every_set_is_as_likely() {
    for length in 1..40 {
        let mut drawn = hidden(3, 5, length);
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn.len(), 5.min(length as usize));
        assert!(drawn.iter().all(|place| (1..=length).contains(place)));
    }
    // 2 of 5 places, by seed: 10 sets
    let mut counts = std::collections::BTreeMap::new();
    for seed in 0..10_000 {
        let mut drawn = hidden(seed, 2, 5);
        drawn.sort_unstable();
        *counts.entry(drawn).or_insert(0) += 1;
    }
    // chi-square with 9 degrees of freedom: 27.9 is its 0.999 quantile
    let chi: f64 = counts
        .values()
        .map(|&c| (f64::from(c) - 1e3).powi(2) / 1e3)
        .sum();
    assert!(counts.len() == 10 && chi < 27.9, "chi-square {chi}");
}

#[test]
fn the_empty_word_has_no_majority_and_is_equal() {
    let initial = |text: &str| {
        let problem = problem(text);
        problem.labels()[problem.initial() as usize].clone()
    };
    let [majority, equal] = ["'majority'", "'equal'"];
    let [frequent, half] = ["{ most-frequent = {} }", "{ more-than-half = {} }"];
    let all = [majority, equal, frequent, half].map(initial);
    assert_eq!(all, ["no", "yes", "a", "none"]);
}

#[test]
fn bad_tables_are_rejected_in_one_sentence_each() {
    let said = |text: &str| {
        let config: CountingConfig = toml::from_str(&format!("label.{text}")).unwrap();
        config.wrong().to_string()
    };
    insta::assert_snapshot!(said("most-frequent.letters = 1"), @"label.most-frequent.letters: `letters` = 1 is not from 2 to 26; give a number that is");
    insta::assert_snapshot!(said("sparse-parity.bits = [3, 0]"), @"label.sparse-parity.bits: `bits` has the place 0, but places count from 1; correct it");
    insta::assert_snapshot!(said("sparse-parity.bits = []"), @"label.sparse-parity.bits: `bits` = [] names no place; give at least one, such as [2, 5, 9]");
    insta::assert_snapshot!(said("sparse-parity.hidden.places = 65"), @"label.sparse-parity.hidden.places: `places` = 65 is not from 1 to 64; give a number that is");
    insta::assert_snapshot!(said("sparse-parity.bits = [2, 3, 2]"), @"label.sparse-parity.bits.2: `2` is given twice; remove one");
    for other in [
        "label = 'plurality'",
        "label = 'sparse-parity'",
        "label.most-frequent.bits = [1]",
    ] {
        assert!(toml::from_str::<CountingConfig>(other).is_err(), "{other}");
    }
}
