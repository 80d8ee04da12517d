//! S3 in every encoding and under every supervision.

use super::*;
use crate::algebra::monoid::DEFAULT_LIMIT;
use crate::algebra::transformation::Transformation;
use crate::problem::families::word::{Alphabet, Product, WordConfig};
use crate::problem::{Family, ProblemConfig};

/// S3 with two letters and the identity, as `encoding` and `supervision` have it.
fn s3(encoding: Encoding, supervision: Supervision) -> Encoded {
    let generators = ["2 1 3", "2 3 1"].map(|t| Transformation::parse_images(t, None).unwrap());
    let config = ProblemConfig {
        name: "s3".to_owned(),
        title: String::new(),
        family: Family::Word(WordConfig {
            generators: generators.to_vec(),
            alphabet: Alphabet::Generators,
            neutral: true,
            product: Product::LeftFirst,
            limit: DEFAULT_LIMIT,
            track: None,
        }),
        encoding,
        supervision,
    };
    config.encoded().unwrap()
}

/// Tokens as text and labels as text, `.` where there is none.
fn read(encoded: &Encoded, input: &[u32], wanted: Wanted) -> (Vec<String>, Vec<String>) {
    let mut sequence = Sequence {
        input: input.to_vec(),
        ..Sequence::default()
    };
    encoded.read(wanted, &mut sequence);
    let problem = &*encoded.problem;
    let token = |&t: &u32| match encoded.encoding {
        Encoding::Bytes => char::from(t as u8).to_string(),
        _ => encoded.token(t).into_owned(),
    };
    let label = |&k: &u32| match k {
        UNANSWERED => ".".to_owned(),
        k => problem.labels()[k as usize].clone(),
    };
    (
        sequence.tokens.iter().map(token).collect(),
        sequence.labels.iter().map(label).collect(),
    )
}

#[test]
fn the_label_of_a_letter_stands_under_its_last_word() {
    let words = s3(Encoding::Words, Supervision::Operation);
    let (tokens, labels) = read(&words, &[1, 0, 2], Wanted::Learned);
    assert_eq!(tokens.join(""), "(12)()(123)");
    assert_eq!(labels.join(" "), ". . . (1 2) . (1 2) . . . . (1 3)");
}

#[test]
fn at_every_prefix_the_words_within_a_letter_carry_the_answer_before_it() {
    let words = s3(Encoding::Words, Supervision::Prefix);
    let (_, learned) = read(&words, &[1, 0], Wanted::Learned);
    assert_eq!(learned.join(" "), "() () () (1 2) (1 2) (1 2)");
    let (_, scored) = read(&words, &[1, 0], Wanted::Scored);
    assert_eq!(scored.join(" "), ". . . (1 2) . (1 2)");
}

#[test]
fn bytes_are_those_of_the_text() {
    let bytes = s3(Encoding::Bytes, Supervision::Final);
    let (tokens, labels) = read(&bytes, &[2, 1], Wanted::Learned);
    assert_eq!(tokens.concat(), "(1 2 3) (1 2) ");
    assert!(tokens.len() <= bytes.longest(2));
    let answered: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] != ".").collect();
    assert_eq!(answered, [tokens.len() - 1]);
}

#[test]
fn a_question_is_answered_where_it_stands() {
    for encoding in Encoding::ALL {
        let asked = s3(encoding, Supervision::Query);
        let (tokens, labels) = read(&asked, &[1, 2, 3], Wanted::Learned);
        assert_eq!(tokens.last().unwrap(), "?");
        let answered: Vec<&str> = labels
            .iter()
            .map(String::as_str)
            .filter(|l| *l != ".")
            .collect();
        assert_eq!(answered, ["(1 3)"], "{}", encoding.name());
        assert_eq!(labels.last().unwrap(), "(1 3)");
    }
}

#[test]
fn every_encoding_and_supervision_gives_one_label_a_token_and_one_score_an_operation() {
    let mut sequence = Sequence::default();
    for encoding in Encoding::ALL {
        for supervision in Supervision::ALL {
            let encoded = s3(encoding, supervision);
            let mut rng = crate::base::rng::stream(1, "train", 0);
            encoded.draw(&mut rng, 0, 5, Wanted::Scored, &mut sequence);
            assert_eq!(sequence.tokens.len(), sequence.labels.len());
            let scored = sequence.labels.iter().filter(|l| **l != UNANSWERED).count();
            assert_eq!(scored, if supervision.reads_prefixes() { 5 } else { 1 });
            assert_eq!(sequence.changed.len(), scored);
            let known = |t: &u32| (*t as usize) < encoded.vocabulary();
            assert!(sequence.tokens.iter().all(known));
        }
    }
}
