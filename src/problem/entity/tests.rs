//! All stories against a reader of their text, word for word; and what is said of bad tables.

use crate::algebra::transformation::Transformation;
use crate::base::rng::stream;
use crate::problem::answer::{Answer, Mark, UNANSWERED};
use crate::problem::entity::config::EntityConfig;
use crate::problem::entity::narrator::Narrator;
use crate::problem::spelling::Text;
use crate::problem::{Problem, entity};

fn config(text: &str) -> EntityConfig {
    toml::from_str(text).unwrap()
}

fn built(text: &str, asked: bool) -> Box<dyn Problem> {
    entity::build("test", &config(text), asked).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// An input with what is said of it, and its text.
fn told(problem: &dyn Problem, seed: u64, length: usize) -> (Vec<u32>, Vec<Answer>, Text) {
    let (mut input, mut answers, mut text) = (Vec::new(), Vec::new(), Text::default());
    problem.draw(&mut stream(seed, "test", length as u64), length, &mut input);
    problem.solve(&input, &mut answers);
    problem.spell(&input, &mut text);
    (input, answers, text)
}

fn read(problem: &dyn Problem, seed: u64, length: usize) -> String {
    problem
        .spelling()
        .read(&told(problem, seed, length).2.pieces)
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
        let cast = entity::cast::Cast::of(&config);
        let order = cast.objects();
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
                let (input, answers, spelled) = told(&*problem, seed, length);
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
                    let mut reader = Narrator::new(capacity);
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

/// Where a point goes is where the group says, for every trade, every pass and random rows of them.
#[test]
fn coins_follow_the_product_in_the_group() {
    let problem = built(
        "coins = { people = 5, passes = true }\n[templates]\ntrade = ['{a} meets {b}.', '{b} meets {a}.']",
        false,
    );
    let monoid = problem.monoid().unwrap();
    let letters = problem.letters();
    assert_eq!((monoid.order(), letters.len()), (120, 40));
    let person = |name: &str| problem.alphabet().iter().position(|n| n == name).unwrap() as u32;
    let mut answers = Vec::new();
    for (holder, name) in ["Alice", "Bob", "Carl", "Dan", "Emma"]
        .into_iter()
        .enumerate()
    {
        for operation in 0..letters.len() as u32 {
            problem.solve(&[person(name), operation], &mut answers);
            let images = monoid.element(letters[operation as usize]).images();
            assert_eq!(
                answers[1].label,
                u32::from(images[holder]),
                "{}",
                problem.alphabet()[operation as usize]
            );
            assert_eq!(answers[1].changed, usize::from(images[holder]) != holder);
        }
    }
    for seed in 0..50 {
        let (input, answers, _) = told(&*problem, seed, 30);
        let start = input[0] - person("Alice");
        let mut product = 0;
        for (&symbol, answer) in input.iter().zip(&answers).skip(1) {
            product = monoid.product(product, letters[symbol as usize]);
            assert_eq!(
                answer.label,
                u32::from(monoid.element(product).images()[start as usize])
            );
        }
    }
    // the pairs of the alphabet are all transpositions
    let swaps: Vec<&Transformation> = letters[..20]
        .iter()
        .step_by(2)
        .map(|&x| monoid.element(x))
        .collect();
    assert!(swaps.iter().all(|t| {
        t.images()
            .iter()
            .enumerate()
            .filter(|(i, j)| *i != usize::from(**j))
            .count()
            == 2
    }));
}

#[test]
fn many_people_have_a_class_instead_of_a_group() {
    let problem = built("coins = { people = 9 }", false);
    assert!(problem.monoid().is_none());
    assert_eq!(problem.complexity().unwrap().to_string(), "NC1-complete");
    assert_eq!(
        built("coins = { people = 8 }", false)
            .monoid()
            .unwrap()
            .order(),
        40_320
    );
}

#[test]
fn half_of_the_questions_whether_something_is_in_a_box_are_answered_with_yes() {
    let problem = built("boxes = { ask = 'contains' }", true);
    let yes = |seed| told(&*problem, seed, 5).1.last().unwrap().label;
    let count: u32 = (0..2000).map(yes).sum();
    // standard deviation 22
    assert!((900..1100).contains(&count), "{count}");
}

/// With one empty box and no merging, boxes stay apart for ever.
#[test]
fn contents_that_do_not_merge_stay_apart() {
    let text = "boxes = { boxes = 6, capacity = 0, verbs = ['move-contents'], merge = 0.0, ask = 'count' }";
    let problem = built(text, false);
    let mut seen = std::collections::BTreeSet::new();
    let (_, answers, _) = told(&*problem, 3, 500);
    seen.extend(
        answers
            .iter()
            .filter(|a| a.mark == Mark::Operation)
            .map(|a| a.label),
    );
    assert!(seen.len() > 2, "{seen:?}");
}

#[test]
fn texts_are_what_a_person_writes() {
    let text = |config, asked, length| read(&*built(config, asked), 7, length);
    insta::assert_snapshot!(text("coins = { people = 5 }", true, 3), @"");
    insta::assert_snapshot!(text("coins = { people = 3, coins = 'distinct', passes = true }\ndistractors = 0.5", true, 4), @"");
    insta::assert_snapshot!(text("boxes = { nouns = 10 }", true, 4), @"");
    insta::assert_snapshot!(text("boxes = { nouns = 10, boxes = 4, alt_forms = true, ask = 'count' }\nasks = 2", true, 5), @"");
    insta::assert_snapshot!(text("boxes = { nouns = 2, boxes = 4, ambiguous = true, ask = 'object' }", true, 6), @"");
    insta::assert_snapshot!(text("boxes = { boxes = 6, capacity = 0, verbs = ['move-contents'], merge = 0.0, ask = 'object' }", true, 4), @"");
    insta::assert_snapshot!(text("cups = { balls = ['red ball', 'blue ball'], ask = 'lift' }", true, 3), @"");
    insta::assert_snapshot!(text("rooms = { objects = ['milk'] }", true, 6), @"");
}
