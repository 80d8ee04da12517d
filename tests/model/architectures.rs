//! What every architecture of the table must pass, however it is written.

use barrington::model::stack::pattern::RESERVED;
use barrington::model::stack::stepper::Stepper;
use barrington::model::{ARCHITECTURES, Model, ModelConfig, Sizes};
use barrington::tensor::gradcheck::{Setup, check_at};
use barrington::tensor::{Param, Real};

use crate::variants::{LABELS, VOCABULARY, is_causal, logits, shaken, variants, word};

/// Entries of every tensor are sampled: the kernels' own tests check all of theirs.
#[test]
fn gradients_match_central_differences() {
    for (name, config) in variants() {
        // in the third shape there are more letters than positions: the embedding is spread at once. In the last there
        // are so many words that added positions are added once for each letter
        for (batch, time) in [(2, 5), (1, 7), (1, 1), (6, 2)] {
            let (model, params) = Model::<f64>::new(&config, VOCABULARY, LABELS, time, 1).unwrap();
            let params = shaken(params);
            let setup = Setup {
                name: format!("{name}, {batch} x {time}"),
                tokens: word(batch, time, 3),
                entries: 10,
                ..Setup::new(batch, time, VOCABULARY as u32, &[])
            };
            let tensors: Vec<Param> = model.tensors.iter().map(|t| t.param).collect();
            check_at(&setup, &tensors, &params, 1e-6, |tape, _| {
                model.forward(tape)
            });
        }
    }
}

#[test]
fn a_token_does_not_reach_back() {
    let causal = |(_, config): &(String, ModelConfig)| is_causal(config);
    for (name, config) in variants().into_iter().filter(causal) {
        let (batch, time, t) = (6, 9, 5);
        let (model, params) = Model::<f32>::new(&config, VOCABULARY, LABELS, time, 1).unwrap();
        let params = shaken(params);
        let tokens = word(batch, time, 4);
        let mut changed = tokens.clone();
        for b in 0..batch {
            changed[b * time + t] = (changed[b * time + t] + 1) % VOCABULARY as u32;
        }
        let before = logits(&model, &params, &tokens, batch);
        let after = logits(&model, &params, &changed, batch);
        let mut reached = false;
        for (row, (a, b)) in before.chunks(LABELS).zip(after.chunks(LABELS)).enumerate() {
            let same = a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits());
            let at = row % time;
            assert!(
                same || at >= t,
                "{name}: token {t} changed the logits at {at}"
            );
            reached |= at > t && !same;
        }
        let remembers = !config.transitions().unwrap().is_empty();
        assert_eq!(
            reached, remembers,
            "{name}: what token {t} changes after it"
        );
    }
}

/// The model one token at a time, where its depth does not depend on the length.
fn stepper<F: Real>(model: &Model<F>) -> Option<Stepper<'_, F>> {
    let stepper = model.stepper();
    assert_eq!(stepper.is_err(), model.is_logarithmic());
    stepper.ok()
}

#[test]
fn one_token_at_a_time_gives_what_the_whole_sequence_gives() {
    for (name, config) in variants() {
        let time = 40;
        let (model, params) = Model::<f32>::new(&config, VOCABULARY, LABELS, time, 1).unwrap();
        let Some(mut stepper) = stepper(&model) else {
            continue;
        };
        let params = shaken(params);
        // the first of so many words that work is shared between their equal letters at equal places
        let (words, tokens) = (6, word(6, time, 5));
        let whole = logits(&model, &params, &tokens, words);
        for (t, &token) in tokens[..time].iter().enumerate() {
            let stepped = stepper.step(&params, token);
            // an unnormalised dense recurrence may grow: rounding grows with it and says nothing more
            if stepped.iter().any(|x| x.abs() > 1e4) {
                assert!(t >= 4, "{name}: the logits outgrow the test at {t}");
                break;
            }
            for (a, b) in stepped.iter().zip(&whole[t * LABELS..]) {
                let error = (a - b).abs() / a.abs().max(1.0);
                assert!(
                    error < 1e-5,
                    "{name}: at {t} step gives {a}, the whole word {b}"
                );
            }
        }
    }
}

/// A table of features, two for most tokens; the last token, the beginning of a word, has none.
fn features() -> (Vec<f32>, usize) {
    let columns = 4;
    let row = |token: usize| (0..columns).map(move |f| f32::from(f == token % 4 || f == token / 2));
    ((0..VOCABULARY - 1).flat_map(row).collect(), columns)
}

#[test]
fn tokens_with_features_have_the_right_gradients_and_steps() {
    for (name, config) in variants() {
        let (table, columns) = features();
        let sizes = |length| Sizes {
            vocabulary: VOCABULARY,
            labels: LABELS,
            length,
        };
        let given = Some((table.as_slice(), columns));
        let (batch, time) = (6, 5);
        let (model, params) = Model::<f64>::with_features(&config, sizes(time), given, 1).unwrap();
        let params = shaken(params);
        let setup = Setup {
            name: format!("{name} with features"),
            tokens: word(batch, time, 3),
            entries: 4,
            ..Setup::new(batch, time, VOCABULARY as u32, &[])
        };
        let tensors: Vec<Param> = model.tensors.iter().map(|t| t.param).collect();
        let first = &model.tensors[0];
        assert_eq!(
            (first.name.as_str(), first.param.rows),
            ("features.weight", columns + 1)
        );
        check_at(&setup, &tensors, &params, 1e-6, |tape, _| {
            model.forward(tape)
        });
        let tokens = word(batch, time, 5);
        let whole = logits(&model, &params, &tokens, batch);
        let Some(mut stepper) = stepper(&model) else {
            continue;
        };
        for (t, &token) in tokens[..time].iter().enumerate() {
            let stepped = stepper.step(&params, token);
            for (a, b) in stepped.iter().zip(&whole[t * LABELS..]) {
                assert!(
                    (a - b).abs() / a.abs().max(1.0) < 1e-9,
                    "{name}: {a} and {b} at {t}"
                );
            }
        }
    }
}

#[test]
fn names_are_unique_and_described() {
    for (i, a) in ARCHITECTURES.iter().enumerate() {
        assert!(
            ARCHITECTURES[..i].iter().all(|b| b.name != a.name),
            "{} occurs twice",
            a.name
        );
        assert!(!a.about.is_empty() && a.about.len() < 100);
        assert_eq!((a.default)().name(), a.name);
    }
}

#[test]
fn letters_are_unique_and_free_for_patterns() {
    for (i, a) in ARCHITECTURES.iter().enumerate() {
        let Some(letter) = a.letter else { continue };
        assert!(!RESERVED.contains(letter) && !letter.is_ascii_digit() && !letter.is_whitespace());
        assert!(
            ARCHITECTURES[..i].iter().all(|b| b.letter != a.letter),
            "{letter}"
        );
    }
}
