//! All stories against a reader of their text, word for word; all files in every encoding.

use crate::base::rng::{Stream, stream};
use std::path::Path;

use crate::problem::answer::{Answer, Mark, Supervision, UNANSWERED};
use crate::problem::built_in::BUILT_IN;
use crate::problem::encoding::{Encoding, Sequence, Wanted};
use crate::problem::families::Config;
use crate::problem::families::entity;
use crate::problem::families::entity::config::{EntityConfig, NOUNS};
use crate::problem::families::entity::reader::Reader;
use crate::problem::families::entity::{OPENING, State, World};
use crate::problem::spelling::Text;
use crate::problem::{Family, Problem, load};

fn config(text: &str) -> EntityConfig {
    toml::from_str(text).unwrap()
}

pub(super) fn built(text: &str, asked: bool) -> Box<dyn Problem> {
    config(text)
        .build(asked)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// An input with what is said of it, and its text.
pub(super) fn drawn(
    problem: &dyn Problem,
    seed: u64,
    length: usize,
) -> (Vec<u32>, Vec<Answer>, Text) {
    let (mut input, mut answers, mut text) = (Vec::new(), Vec::new(), Text::default());
    problem.draw(&mut stream(seed, "test", length as u64), length, &mut input);
    problem.solve(&input, &mut answers);
    problem.spell(&input, &mut text);
    (input, answers, text)
}

/// What a story is about after its opening.
pub(super) fn opened(world: &impl World, rng: &mut Stream) -> State {
    let mut state = world.blank();
    for args in world.open(rng, None) {
        world.act(OPENING, &args, &mut state);
    }
    state
}

/// The objects of boxes, a noun after the other.
fn objects(config: &EntityConfig) -> Vec<String> {
    let Some(boxes) = &config.boxes else {
        return Vec::new();
    };
    let nouns = config.nouns(NOUNS).into_iter().take(boxes.nouns);
    let called = |noun: String| match boxes.ambiguous {
        false => vec![noun],
        true => {
            let all = boxes.adjectives();
            all.iter().map(|one| format!("{one} {noun}")).collect()
        }
    };
    nouns.flat_map(called).collect()
}

/// Tables with what is tracked where there are no questions: the question and its subject.
const STORIES: &[(&str, &str, &str)] = &[
    ("coins = { people = 5 }", "Who has the penny", ""),
    (
        "coins = { people = 2, start = 'Bob' }",
        "Who has the penny",
        "",
    ),
    (
        "coins = { people = 4, passes = true }\ndistractors = 0.5",
        "Who has the penny",
        "",
    ),
    (
        "coins = { people = 5, coins = 'distinct', passes = true }\nasks = 3",
        "Which coin does _ have",
        "Alice",
    ),
    (
        "coins = { people = 3, coins = 'distinct' }\ntrack = 'Bob'\nasks = 5\ndistractors = 0.3\ndistractor_sentences = ['{person} smiles.']\n[templates]\ntrade = ['{b} swaps coins with {a}.', '{a} and {b} trade coins.']",
        "Which coin does _ have",
        "Bob",
    ),
    ("cups = { cups = 3 }", "Where is _", "the ball"),
    (
        "cups = { cups = 5, balls = ['red ball', 'blue ball'] }\nasks = 2\ndistractors = 0.4",
        "Where is _",
        "the red ball",
    ),
    (
        "cups = { cups = 4, balls = ['red ball', 'blue ball'], ask = 'lift' }\ntrack = 'cup 2'\n[templates]\nswap = ['{b} changes places with {a}.']",
        "Lift _",
        "cup 2",
    ),
    ("rooms = {}", "Where is _", "Mary"),
    (
        "rooms = {}\ntrack = 'John'\ndistractors = 0.9\nasks = 2",
        "Where is _",
        "John",
    ),
    (
        "rooms = { people = ['Mary', 'John'], objects = ['milk', 'football'] }\nasks = 2",
        "Where is _",
        "the milk",
    ),
    (
        "rooms = { rooms = ['kitchen', 'garden'], objects = ['milk', 'football'] }\ntrack = 'football'",
        "Where is _",
        "the football",
    ),
    (
        "rooms = { objects = ['milk'] }\ntrack = 'Sandra'",
        "Where is _",
        "Sandra",
    ),
    ("boxes = {}", "", ""),
    (
        "boxes = { alt_forms = true }\nasks = 4\ndistractors = 0.5",
        "",
        "",
    ),
    ("boxes = { ask = 'contains', nouns = 5 }\nasks = 3", "", ""),
    (
        "boxes = { ask = 'contains', alt_forms = true, ambiguous = true, nouns = 5 }\ntrack = 'Box 2'",
        "",
        "",
    ),
    (
        "boxes = { ask = 'object', nouns = 8 }\nasks = 2",
        "Where is _",
        "the apple",
    ),
    (
        "boxes = { ask = 'object', alt_forms = true }\ntrack = 'bottle'",
        "Where is _",
        "the bottle",
    ),
    (
        "boxes = { ask = 'count' }\ntrack = 'Box 3'",
        "How many things are in _",
        "Box 3",
    ),
    (
        "boxes = { ask = 'count', alt_forms = true, boxes = 2, capacity = 1, nouns = 1 }",
        "How many things are in _",
        "Box 0",
    ),
    ("boxes = { ambiguous = true, nouns = 3 }\nasks = 2", "", ""),
    (
        "boxes = { ambiguous = true, nouns = 2, ask = 'object', alt_forms = true, verbs = ['put', 'remove', 'move', 'move-contents'] }\ntrack = 'green apple'\ndistractors = 0.2",
        "Where is _",
        "the green apple",
    ),
    (
        "boxes = { boxes = 6, capacity = 0, verbs = ['move-contents'], merge = 0.0, ask = 'object' }\ntrack = 'bag'",
        "Where is _",
        "the bag",
    ),
    (
        "boxes = { capacity = 0, verbs = ['move-contents', 'move'], alt_forms = true, ask = 'count' }",
        "How many things are in _",
        "Box 0",
    ),
    (
        "boxes = { capacity = 0, verbs = ['put', 'move-contents'], merge = 0.3, nouns = 6, ask = 'object', most = 2 }",
        "Where is _",
        "the apple",
    ),
    (
        "boxes = { boxes = 3, capacity = 2, nouns = 4, verbs = ['put', 'move-contents', 'remove'], merge = 0.5 }\nasks = 3",
        "",
        "",
    ),
];

#[test]
fn a_reader_of_the_text_agrees_with_the_oracle() {
    let mut trivial = [0, 0];
    for (text, question, about) in STORIES {
        let config = config(text);
        let order = objects(&config);
        let boxes = config.boxes.as_ref();
        let capacity = boxes.map_or(0, |boxes| {
            if boxes.capacity == 0 {
                order.len()
            } else {
                boxes.capacity
            }
        });
        for asked in [false, true] {
            if !asked && question.is_empty() {
                continue;
            }
            let problem = built(text, asked);
            for (seed, length) in
                (0..40).flat_map(|seed| [1, 2, 3, 7, 20].map(|length| (seed, length)))
            {
                let (input, answers, spelled) = drawn(&*problem, seed, length);
                assert_eq!(answers.len(), input.len());
                assert_eq!(spelled.ends.len(), input.len());
                assert!(input.len() <= problem.longest(length), "{text}");
                let count = |mark| answers.iter().filter(|answer| answer.mark == mark).count();
                assert_eq!(count(Mark::Operation), length, "{text}");
                let slots = boxes.map_or(1, |boxes| {
                    if boxes.ask == entity::config::BoxAsk::Contents {
                        boxes.capacity
                    } else {
                        1
                    }
                });
                assert_eq!(
                    count(Mark::Query),
                    if asked { config.asks * slots } else { 0 },
                    "{text}"
                );
                let mut before = 0;
                for (k, answer) in answers.iter().enumerate() {
                    let end = spelled.ends[k];
                    let widest = problem.spelling().widest();
                    assert!(
                        (1..=widest).contains(&(end - before)),
                        "{text}: {} pieces, widest {widest}",
                        end - before
                    );
                    before = end;
                    let mut reader = Reader::new(capacity);
                    let (label, changed) = match answer.mark {
                        Mark::Query => {
                            reader.read(&problem.spelling().read(&spelled.pieces[..end]));
                            reader.answer(&order)
                        }
                        Mark::Operation if !asked => {
                            reader.read(&problem.spelling().read(&spelled.pieces[..end]));
                            reader.ask(question, about, &order)
                        }
                        Mark::Inside | Mark::Operation => {
                            let last = k.checked_sub(1).map_or(UNANSWERED, |k| answers[k].label);
                            let expected = if asked { UNANSWERED } else { last };
                            assert_eq!(answer.label, expected, "{text}");
                            continue;
                        }
                    };
                    let all = problem.spelling().read(&spelled.pieces[..end]);
                    assert_eq!(
                        problem.labels()[answer.label as usize],
                        label,
                        "{text}\n{all}"
                    );
                    assert_eq!(answer.changed, changed, "{text}\n{all}");
                    trivial[usize::from(changed)] += 1;
                }
            }
        }
    }
    assert!(trivial.iter().all(|&count| count > 5000), "{trivial:?}");
}

/// Every file draws, solves and spells in every encoding, under every supervision, with one score a question.
#[test]
fn every_file_is_read_in_every_encoding() {
    let names = BUILT_IN.iter().map(|(name, _)| *name);
    for name in names.filter(|name| name.starts_with("entity")) {
        let file = load(Path::new("problems"), name).unwrap();
        let mut config = file.config.clone();
        let answers = match &config.family {
            Family::Entity(entity) => {
                entity.asks
                    * if name.starts_with("entity-boxes") {
                        3
                    } else {
                        1
                    }
            }
            _ => panic!("{name} is a narrative"),
        };
        for (encoding, supervision) in Encoding::ALL
            .into_iter()
            .flat_map(|e| Supervision::ALL.map(|s| (e, s)))
        {
            (config.encoding, config.supervision) = (encoding, supervision);
            let encoded = match config.encoded() {
                Ok(encoded) => encoded,
                Err(error) => {
                    // contents are only asked for
                    assert!(
                        supervision != Supervision::Query
                            && error.to_string().contains("answer to a question"),
                        "{error}"
                    );
                    continue;
                }
            };
            let mut sequence = Sequence::default();
            for length in [1, 9] {
                encoded.draw(
                    &mut stream(1, "train", 0),
                    0,
                    length,
                    Wanted::Scored,
                    &mut sequence,
                );
                let scored = sequence
                    .labels
                    .iter()
                    .filter(|label| **label != UNANSWERED)
                    .count();
                assert_eq!(sequence.changed.len(), scored, "{name}");
                assert!(sequence.tokens.len() <= encoded.longest(length), "{name}");
                match supervision {
                    Supervision::Prefix | Supervision::Operation => {
                        assert_eq!(scored, length, "{name}");
                    }
                    Supervision::Final => assert_eq!(scored, 1, "{name}"),
                    Supervision::Query => {
                        assert!(scored == answers || scored == answers / 3, "{name}");
                    }
                }
            }
        }
    }
}

#[test]
fn contents_are_only_answered_where_they_are_asked_for() {
    let error = config("boxes = {}").build(false).err().unwrap();
    insta::assert_snapshot!(error.to_string(), @r#"boxes.ask: what is in a box is the answer to a question; set `supervision = "query"`, or ask for `object` or `count`"#);
}

#[test]
fn a_file_names_the_line_of_what_is_wrong() {
    let dir = tempfile::tempdir().unwrap();
    let text = "title = 'x'\nsource = 'y'\n[entity]\ncoins = {}\nasks = 0\n[entity.templates]\ntrade = ['{a} meets {c}.']\n";
    std::fs::write(dir.path().join("bad.toml"), text).unwrap();
    let error = load(dir.path(), "bad").unwrap_err().to_string();
    let lines: Vec<&str> = error
        .lines()
        .map(|line| line.split_once("bad.toml:").unwrap().1)
        .collect();
    assert_eq!(
        lines,
        [
            "5: `asks` = 0 asks nothing; give 1 or more",
            "7: `{a} meets {c}.` has the unknown slot {c}; the slots are {a}, {b}"
        ]
    );
}

/// A record has the table whole, and draws the same stories.
#[test]
fn a_table_is_read_back_from_a_record() {
    for (text, _, _) in STORIES {
        let config = config(text);
        let json = serde_json::to_string(&config).unwrap();
        let back: EntityConfig = serde_json::from_str(&json).unwrap();
        assert_eq!(back, config);
        let again = back.build(true).unwrap();
        assert_eq!(drawn(&*again, 5, 9).0, drawn(&*built(text, true), 5, 9).0);
    }
    let plain = serde_json::to_string(&config("coins = {}")).unwrap();
    assert_eq!(plain, r#"{"coins":{"people":5}}"#);
}

/// What two symbols share is a feature of both; no two symbols have the same features.
#[test]
fn features_tell_symbols_apart() {
    let problem = built(
        "boxes = { ambiguous = true, alt_forms = true, nouns = 4 }\ndistractors = 0.5",
        true,
    );
    let features = problem.features();
    let rows: Vec<&[f32]> = (0..problem.alphabet().len())
        .map(|symbol| features.row(symbol))
        .collect();
    for (k, row) in rows.iter().enumerate() {
        assert!(!rows[..k].contains(row), "{}", problem.alphabet()[k]);
    }
    let trades = built("coins = { people = 3 }", false);
    let features = trades.features();
    let named = |symbol: usize| -> Vec<&str> {
        let row = features.row(symbol).iter().zip(&features.names);
        row.filter(|(x, _)| **x > 0.0)
            .map(|(_, name)| name.as_str())
            .collect()
    };
    assert_eq!(trades.alphabet()[1], "trade Alice Carl");
    assert_eq!(named(1), ["trade", "Alice", "Carl"]);
}
