//! Counting problems against counting again at every prefix.

use proptest::prelude::*;

use super::*;

fn problem(text: &str) -> CountingProblem {
    let config: CountingConfig = toml::from_str(text).unwrap();
    assert_eq!(config.faults(), []);
    CountingProblem::build("counting", &config)
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
        let frequent = labels(&problem("label = \"most-frequent\"\nletters = 4"), &input);
        let half = labels(&problem("label = \"more-than-half\"\nletters = 4"), &input);
        let bits: Vec<u32> = input.iter().map(|x| x % 2).collect();
        let majority = labels(&problem("label = \"majority\""), &bits);
        let equal = labels(&problem("label = \"equal\""), &bits);
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
        for (text, count) in [("bits = [2, 5, 9]", None), ("hidden = 4\nseed = 7", Some(4))] {
            let problem = problem(&format!("label = \"sparse-parity\"\n{text}"));
            let counted = match count {
                None => vec![2, 5, 9],
                Some(count) => places(7, count, input.len() as u32),
            };
            let before = labels(&problem, &input);
            prop_assert!(before[..input.len() - 1].iter().all(|label| label == "."));
            let mut other = input.clone();
            other[flipped] = 1 - other[flipped];
            let differs = labels(&problem, &other).last() != before.last();
            prop_assert_eq!(differs, counted.contains(&(flipped as u32 + 1)));
        }
        let none: Vec<u32> = vec![0; input.len()];
        let parity = labels(&problem("label = \"sparse-parity\"\nhidden = 4"), &none);
        prop_assert_eq!(parity.last().unwrap(), "even");
    }
}

#[test]
fn hidden_places_are_different_ones_and_every_set_is_as_likely() {
    for length in 1..40 {
        let mut drawn = places(3, 5, length);
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn.len(), 5.min(length as usize));
        assert!(drawn.iter().all(|place| (1..=length).contains(place)));
    }
    // 2 of 5 places, by seed: 10 sets
    let mut counts = std::collections::BTreeMap::new();
    for seed in 0..10_000 {
        let mut drawn = places(seed, 2, 5);
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
        let problem = problem(&format!("label = \"{text}\""));
        problem.labels()[problem.initial() as usize].clone()
    };
    let all = ["majority", "equal", "most-frequent", "more-than-half"].map(initial);
    assert_eq!(all, ["no", "yes", "a", "none"]);
}

#[test]
fn bad_tables_are_refused_in_one_sentence_each() {
    let messages = |text: &str| -> Vec<String> {
        let config: CountingConfig = toml::from_str(text).unwrap();
        config
            .faults()
            .into_iter()
            .map(|(_, message)| message)
            .collect()
    };
    assert_eq!(
        messages("label = \"majority\"\nletters = 4\nhidden = 2"),
        [
            "`letters` belongs to the labels \"most-frequent\" and \"more-than-half\"; leave it out",
            "`hidden` belongs to the label \"sparse-parity\"; leave it out",
        ]
    );
    assert_eq!(
        messages("label = \"most-frequent\"\nletters = 1"),
        ["`letters` = 1 is not from 2 to 26; give a number that is"]
    );
    assert_eq!(
        messages("label = \"sparse-parity\"\nbits = [3, 0]\nseed = 1"),
        [
            "`seed` belongs to `hidden`, which is not there; leave it out",
            "`bits` has the place 0, but places count from 1; correct it",
        ]
    );
    assert_eq!(
        messages("label = \"sparse-parity\""),
        [
            "\"sparse-parity\" needs the places that count; give `bits` with the places, or `hidden` with their number, and not both"
        ]
    );
    assert_eq!(
        messages("label = \"sparse-parity\"\nhidden = 65"),
        ["`hidden` = 65 is not from 1 to 64; give a number that is"]
    );
    assert_eq!(
        messages("label = \"sparse-parity\"\nbits = [2, 3, 2]"),
        ["`bits` has the place 2 twice; name each place once"]
    );
    assert!(toml::from_str::<CountingConfig>("label = \"plurality\"").is_err());
}
