//! Every built-in problem in every encoding and under every supervision: what a model reads is well formed, the oracle is
//! pure, and equal streams draw equal inputs.

use std::path::Path;

use barrington::base::rng::{Stream, stream};
use barrington::problem::answer::{Mark, Supervision, UNANSWERED};
use barrington::problem::built_in::BUILT_IN;
use barrington::problem::encoding::{Encoded, Encoding, Sequence, Wanted};
use barrington::problem::{Problem, ProblemConfig, load};

const LENGTHS: [usize; 4] = [1, 2, 3, 17];

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/problems"))
}

/// Problems whose answer is more than one label, so that only questions ask for it.
const ONLY_ASKED: [&str; 2] = ["entity-boxes", "entity-boxes-alt-forms"];

/// Every built-in problem, asked in every way that it can be.
fn every() -> impl Iterator<Item = ProblemConfig> {
    BUILT_IN.iter().flat_map(|(name, _)| {
        let config = load(folder(), name).unwrap().config;
        let can = |s: &Supervision| *s == Supervision::Query || !ONLY_ASKED.contains(name);
        let ways = Supervision::ALL.into_iter().filter(can);
        ways.map(move |supervision| ProblemConfig {
            supervision,
            ..config.clone()
        })
        .collect::<Vec<_>>()
    })
}

/// `config` in every encoding.
fn encodings(config: &ProblemConfig) -> impl Iterator<Item = Encoded> {
    Encoding::ALL.into_iter().map(|encoding| {
        let config = ProblemConfig {
            encoding,
            ..config.clone()
        };
        config.encoded().unwrap()
    })
}

fn draws(length: usize) -> Stream {
    stream(5, "encodings", length as u64)
}

fn drawn(problem: &dyn Problem, length: usize) -> Vec<u32> {
    let mut input = Vec::new();
    problem.draw(&mut draws(length), length, &mut input);
    input
}

#[test]
fn a_token_is_called_by_what_is_shown_and_not_by_what_is_known() {
    let config = load(folder(), "chess-target").unwrap().config;
    let encoded = config.encoded().unwrap();
    let problem = &*encoded.problem;
    assert!(problem.tokens().len() < problem.alphabet().len());
    for (t, name) in problem.tokens().iter().enumerate() {
        assert_eq!(encoded.token(t as u32), name.as_str());
    }
}

#[test]
fn what_only_questions_can_ask_for_says_so() {
    for name in ONLY_ASKED {
        let mut config = load(folder(), name).unwrap().config;
        config.supervision = Supervision::Final;
        let error = config.encoded().err().unwrap().to_string();
        assert!(error.contains("set `supervision = \"query\"`"), "{error}");
    }
}

#[test]
fn a_model_reads_one_label_a_token_and_is_scored_where_it_is_asked() {
    let mut sequence = Sequence::default();
    for config in every() {
        for encoded in encodings(&config) {
            let at = format!(
                "{} as {} under {}",
                config.name,
                encoded.encoding.name(),
                config.supervision.name()
            );
            let labels = encoded.problem.labels().len();
            for length in LENGTHS {
                for wanted in [Wanted::Learned, Wanted::Scored] {
                    encoded.draw(&mut draws(length), 0, length, wanted, &mut sequence);
                    let at = format!("{at}, length {length}");
                    assert_eq!(sequence.tokens.len(), sequence.labels.len(), "{at}");
                    assert!(sequence.tokens.len() <= encoded.longest(length), "{at}");
                    let known = |&token: &u32| (token as usize) < encoded.vocabulary();
                    assert!(sequence.tokens.iter().all(known), "{at}");
                    let given = |label: &&u32| **label != UNANSWERED;
                    let said: Vec<&u32> = sequence.labels.iter().filter(given).collect();
                    assert!(said.iter().all(|&&label| (label as usize) < labels), "{at}");
                    match wanted {
                        Wanted::Scored if encoded.reads_prefixes() => {
                            assert_eq!(said.len(), length, "{at}");
                        }
                        Wanted::Scored if config.supervision == Supervision::Final => {
                            assert_eq!(said.len(), 1, "{at}");
                        }
                        _ => assert!(!said.is_empty(), "{at}"),
                    }
                    if wanted == Wanted::Scored {
                        assert_eq!(said.len(), sequence.changed.len(), "{at}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_oracle_is_pure_and_equal_streams_draw_equal_inputs() {
    for config in every() {
        let problem = config.build().unwrap();
        let at = format!("{} under {}", config.name, config.supervision.name());
        for length in LENGTHS {
            let input = drawn(&*problem, length);
            assert_eq!(input, drawn(&*problem, length), "{at}");
            assert!(input.len() <= problem.longest(length), "{at}");
            let (mut first, mut second) = (Vec::new(), Vec::new());
            problem.solve(&input, &mut first);
            // what the buffer held before must not matter
            second.extend_from_slice(&first);
            second.reverse();
            problem.solve(&input, &mut second);
            assert_eq!(first, second, "{at}");
            assert_eq!(first.len(), input.len(), "{at}");
            let asked = first.iter().filter(|a| a.mark == Mark::Query).count();
            assert_eq!(
                asked > 0,
                config.supervision == Supervision::Query,
                "questions of {at}"
            );
        }
    }
}

#[test]
fn answers_that_stream_are_those_of_the_shorter_input() {
    let (mut whole, mut part) = (Vec::new(), Vec::new());
    for (name, _) in BUILT_IN {
        let problem = load(folder(), name).unwrap().config.build().unwrap();
        if !problem.streams() {
            continue;
        }
        let input = drawn(&*problem, 17);
        problem.solve(&input, &mut whole);
        let ends = (0..input.len()).filter(|&i| whole[i].mark == Mark::Operation);
        for end in ends {
            problem.solve(&input[..=end], &mut part);
            assert_eq!(part[end], whole[end], "{name} at {end}");
        }
    }
}

#[test]
fn words_and_bytes_are_the_same_text() {
    let (mut words, mut bytes) = (Sequence::default(), Sequence::default());
    for (name, _) in BUILT_IN {
        let config = load(folder(), name).unwrap().config;
        let with = |encoding| {
            let config = ProblemConfig {
                encoding,
                ..config.clone()
            };
            config.encoded().unwrap()
        };
        let (as_words, as_bytes) = (with(Encoding::Words), with(Encoding::Bytes));
        for length in LENGTHS {
            as_words.draw(&mut draws(length), 0, length, Wanted::Scored, &mut words);
            as_bytes.draw(&mut draws(length), 0, length, Wanted::Scored, &mut bytes);
            let spelling = as_words.problem.spelling();
            let known = words
                .tokens
                .iter()
                .map(|&w| spelling.words()[w as usize].as_str());
            let text = bytes
                .tokens
                .iter()
                .map(|&b| u8::try_from(b).unwrap())
                .collect();
            let text = String::from_utf8(text).unwrap();
            let bare = |text: &str| text.replace(' ', "");
            assert_eq!(bare(&known.collect::<String>()), bare(&text), "{name}");
            let said = |sequence: &Sequence| -> Vec<u32> {
                let labels = sequence.labels.iter().copied();
                labels.filter(|label| *label != UNANSWERED).collect()
            };
            assert_eq!(said(&words), said(&bytes), "{name}");
        }
    }
}

/// Name and hash of what `stream(7, "golden", index)` draws, for every built-in problem as its file has it: symbols,
/// text, labels, and what has changed. Pinned in `golden/inputs.txt`, which only a change of a family may change; to
/// make it anew, take the lines that this test shows.
#[test]
fn equal_seeds_draw_the_same_bytes_on_every_machine() {
    let mut lines = String::new();
    let mut sequence = Sequence::default();
    for (name, _) in BUILT_IN {
        let mut config = load(folder(), name).unwrap().config;
        config.encoding = Encoding::Bytes;
        let encoded = config.encoded().unwrap();
        let mut hasher = blake3::Hasher::new();
        for (index, length) in [1, 3, 17, 40].into_iter().enumerate() {
            let mut rng = stream(7, "golden", index as u64);
            encoded.draw(&mut rng, index, length, Wanted::Scored, &mut sequence);
            for numbers in [&sequence.input, &sequence.tokens, &sequence.labels] {
                hasher.update(&(numbers.len() as u64).to_le_bytes());
                numbers.iter().for_each(|n| {
                    hasher.update(&n.to_le_bytes());
                });
            }
            let changed: Vec<u8> = sequence.changed.iter().map(|&c| u8::from(c)).collect();
            hasher.update(&changed);
        }
        lines += &format!("{name} {}\n", &hasher.finalize().to_hex()[..16]);
    }
    let pinned = include_str!("../golden/inputs.txt");
    assert!(
        lines == pinned,
        "the inputs of some problems have changed:\n{lines}"
    );
}
