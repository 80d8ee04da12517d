//! Problem files against the algebra and against data computed by independent code; what is said of bad ones.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use barrington::algebra::facts::Facts;
use barrington::algebra::green::Green;
use barrington::algebra::permutation::PermutationGroup;
use barrington::algebra::subject::Subject;
use barrington::problem::built_in::BUILT_IN;
use barrington::problem::expect::Expect;
use barrington::problem::families::word::Alphabet;
use barrington::problem::{Family, Problem, ProblemConfig, list, load};
use serde::Deserialize;

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/problems"))
}

fn names() -> Vec<String> {
    list(folder()).unwrap()
}

fn build(name: &str) -> Box<dyn Problem> {
    load(folder(), name).unwrap().config.build().unwrap()
}

#[test]
fn the_files_inside_the_binary_are_those_of_the_folder() {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        files.insert((name, fs::read_to_string(path).unwrap()));
    }
    let inside: BTreeSet<_> = BUILT_IN
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    assert_eq!(files, inside);
}

#[test]
fn every_claim_of_every_file_holds() {
    for name in names() {
        let file = load(folder(), &name).unwrap();
        let problem = file.config.build().unwrap();
        let language = problem.language();
        let subject = problem.monoid().map(|monoid| Subject::of(monoid, language));
        let complexity = problem.complexity();
        assert_eq!(
            file.expect.disagreements(subject.as_ref(), complexity),
            [],
            "{name}"
        );
        match complexity {
            None => {
                assert!(file.expect.claims("order"), "{name} claims its order");
                assert!(
                    file.expect.claims("word_problem"),
                    "{name} claims its class"
                );
            }
            Some(known) => {
                assert!(file.expect.claims("class"), "{name} claims its class");
                assert!(!known.statement.is_empty() && !known.source.is_empty());
                assert!(subject.is_none(), "{name} has a class that its monoid says");
            }
        }
        assert!(
            !file.source.is_empty() && !file.config.title.is_empty(),
            "{name}"
        );
    }
}

/// Facts that can be had in two ways: by listing or by the algebra of generators, by powers or by classes, by the
/// derived series or by composition factors.
#[test]
fn facts_found_in_two_ways_agree() {
    for name in names() {
        let problem = build(&name);
        let Some(monoid) = problem.monoid() else {
            continue;
        };
        let facts = Facts::of(monoid);
        assert_eq!(facts.order, monoid.order() as u128, "{name}");
        assert_eq!(facts.aperiodic(), monoid.is_aperiodic(), "{name}");
        let green = Green::of(monoid);
        assert_eq!(green.is_aperiodic(), monoid.is_aperiodic(), "{name}");
        let squares = |&e: &u32| monoid.product(e, e) == e;
        let idempotents = (0..monoid.order() as u32).filter(squares).count();
        assert_eq!(facts.idempotents, idempotents, "{name}");
        let in_classes = green.classes().iter().map(|class| class.idempotents.len());
        assert_eq!(in_classes.sum::<usize>(), idempotents, "{name}");
        for group in &facts.subgroups {
            if let Some(factors) = &group.composition_factors {
                let cyclic = factors.iter().all(|factor| factor.starts_with('C'));
                assert_eq!(group.solvable, cyclic, "{name}: {factors:?}");
            }
        }
        if facts.group {
            let group = PermutationGroup::from_generators(monoid.generators()).unwrap();
            assert_eq!(group.order(), monoid.order() as u128, "{name}");
        }
    }
}

#[test]
fn a_problem_is_rebuilt_from_its_record_alone() {
    for name in names() {
        for alphabet in [Alphabet::Elements, Alphabet::Generators] {
            let file = load(folder(), &name).unwrap().config;
            let config = match &file.family {
                Family::Word(_) => file.with_alphabet(alphabet).unwrap(),
                _ => file,
            };
            let json = serde_json::to_string(&config).unwrap();
            let read: ProblemConfig = serde_json::from_str(&json).unwrap();
            assert_eq!(read, config);
            let problem = match read.build() {
                Ok(problem) => problem,
                Err(error) => {
                    let large = error.to_string().contains("need a table of more than");
                    assert!(large && alphabet == Alphabet::Elements, "{error}");
                    continue;
                }
            };
            let distinct: BTreeSet<_> = problem.alphabet().iter().collect();
            assert_eq!(
                distinct.len(),
                problem.alphabet().len(),
                "letters of {name}"
            );
            let labels: BTreeSet<_> = problem.labels().iter().collect();
            assert_eq!(labels.len(), problem.labels().len(), "labels of {name}");
        }
    }
}

#[test]
fn the_form_in_a_record_is_pinned() {
    let config = load(folder(), "a4xz5").unwrap().config;
    insta::assert_snapshot!(serde_json::to_string(&config).unwrap(), @r#"{"name":"a4xz5","title":"A4 x Z5: solvable of order 60, not commutative","family":{"word":{"generators":["2 3 1 4 5 6 7 8 9","1 3 4 2 5 6 7 8 9","1 2 3 4 6 7 8 9 5"],"alphabet":"elements","neutral":true,"product":"right-first","limit":1000000}}}"#);
}

#[test]
fn letters_that_are_generators_start_with_the_identity() {
    let config = load(folder(), "a5").unwrap().config;
    let problem = config
        .with_alphabet(Alphabet::Generators)
        .unwrap()
        .build()
        .unwrap();
    assert_eq!(problem.alphabet(), ["()", "(1 2 3 4 5)", "(1 2 3)"]);
    assert_eq!(problem.labels().len(), 60);
}

#[derive(Deserialize)]
struct Golden {
    name: String,
    order: usize,
    words: Vec<Vec<u32>>,
    labels: Vec<Vec<u32>>,
    elements: Vec<Vec<u16>>,
}

#[test]
fn numbers_and_labels_are_those_of_the_released_data() {
    let golden: Vec<Golden> = serde_json::from_str(include_str!("../golden/groups.json")).unwrap();
    assert_eq!(golden.len(), 7);
    for case in golden {
        let problem = build(&case.name);
        let monoid = problem.monoid().unwrap();
        assert_eq!(monoid.order(), case.order, "{}", case.name);
        for (k, images) in case.elements.iter().enumerate() {
            let ours: Vec<u16> = monoid.elements()[k]
                .images()
                .iter()
                .map(|i| i + 1)
                .collect();
            assert_eq!(ours, *images, "element {k} of {}", case.name);
        }
        for (word, labels) in case.words.iter().zip(&case.labels) {
            let mut answers = Vec::new();
            problem.solve(word, &mut answers);
            let answer: Vec<u32> = answers.iter().map(|answer| answer.label).collect();
            assert_eq!(answer, *labels, "{} {word:?}", case.name);
        }
    }
}

/// What is said of a folder in which `NAME.toml` has each text, when `bad` is loaded and built.
fn refusal(files: &[(&str, &str)]) -> String {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(format!("{name}.toml")), text).unwrap();
    }
    let message = match load(dir.path(), "bad") {
        Ok(file) => file.config.build().err().unwrap().to_string(),
        Err(error) => error.to_string(),
    };
    let message = message.replace(&format!("{}/", dir.path().display()), "");
    counted(&message, list(dir.path()).unwrap().len())
}

/// A message in which the number of problems there are is called N, so that one more changes no test.
fn counted(message: &str, problems: usize) -> String {
    message.replace(
        &format!("names the {problems} there are"),
        "names the N there are",
    )
}

/// A file whose `[word]` is `word`.
fn bad(word: &str) -> String {
    let text = format!("title = 't'\nsource = 's'\n[word]\nproduct = 'left-first'\n{word}\n");
    refusal(&[("bad", &text)])
}

#[test]
fn bad_generators_are_named_with_line_value_and_remedy() {
    insta::assert_snapshot!(
        bad("points = 5\ncycles = [\n  '(1 2)(2 3)',\n  '(1 2 6)',\n  '(1 2',\n  '(1 2)',\n  '(2 1)',\n]"),
        @"
        bad.toml:7: `(1 2)(2 3)` is not a permutation: the point 2 occurs twice; every point may stand in one cycle only
        bad.toml:8: `(1 2 6)` names the point 6, but the points are 1 to 5; correct it or raise `points`
        bad.toml:9: `(1 2` is not in cycle notation at `(1 2`; write it like `(1 2 3)(4 5)`, the identity as `()`
        bad.toml:11: `(2 1)` is given twice; remove one
        "
    );
    insta::assert_snapshot!(bad("images = ['2 2 1', '1 2', '4 1 1']"), @"
        bad.toml:5: `1 2` gives 2 images for 3 points; give one image for each point
        bad.toml:5: `4 1 1` names the point 4, but the points are 1 to 3; correct it or raise `points`
        ");
    insta::assert_snapshot!(bad("points = 3\ncycles = []"), @"bad.toml:6: the list of generators is empty; give at least one");
    insta::assert_snapshot!(bad("cycles = ['(1 2)']"), @"bad.toml:3: missing key `points` in [word]: `cycles` need the number of points");
    insta::assert_snapshot!(bad("points = 2\nneutral = true\ncycles = ['(1 2)', '()']"), @"bad.toml:7: `()` is the identity, which `neutral = true` already makes a letter; remove one of the two");
    insta::assert_snapshot!(bad("points = 70000\ncycles = ['()']"), @"bad.toml:6: 70000 points are not possible; use 1 to 65535");
}

#[test]
fn exactly_one_list_of_generators_is_asked_for() {
    insta::assert_snapshot!(bad(""), @"bad.toml:3: [word] has no generators; give one of `cycles`, `images`, `direct`");
    insta::assert_snapshot!(bad("points = 2\ncycles = ['(1 2)']\nimages = ['2 1']"), @"bad.toml:7: [word] has `cycles` and `images`; keep exactly one of them");
}

/// A file whose `[language]` is `language`.
fn bad_language(language: &str) -> String {
    let text = format!("title = 't'\nsource = 's'\n[language]\n{language}\n");
    refusal(&[("bad", &text)])
}

#[test]
fn bad_languages_are_named_with_line_value_and_remedy() {
    insta::assert_snapshot!(bad_language(""), @"bad.toml:3: [language] has no language; give one of `regex`, `automaton`, `random`, `expressions`");
    insta::assert_snapshot!(bad_language("regex = '(ab'\nlive = 1.5"), @"
        bad.toml:4: `(ab` is not a regular expression at character 1: `(` is never closed; add a `)`
        bad.toml:5: `live` = 1.5 is no share; give a number from 0 to 1
        ");
    insta::assert_snapshot!(bad_language("regex = 'ab'\nrandom = { states = 3, letters = 2, seed = 1 }"), @"bad.toml:5: [language] has `regex` and `random`; keep exactly one of them");
    insta::assert_snapshot!(bad_language("letters = 'ab'\nrandom = { states = 70000, letters = 2, seed = 1 }"), @"
        bad.toml:4: `letters` belongs to `regex`, which is not there; leave it out
        bad.toml:5: `states` = 70000 is not from 1 to 65535; give a number that is
        ");
    insta::assert_snapshot!(bad_language("expressions = { modulus = 12, depth = 1, value = 0 }"), @"bad.toml:4: the modulus 12 is not between 2 and 10, so that each digit is a letter; correct it");
    insta::assert_snapshot!(bad_language("[language.automaton]\nletters = ['a']\nstart = 'x'\naccept = ['y']\nstates.x.a = 'z'"), @"
        bad.toml:7: unknown state `y`; known: x
        bad.toml:8: unknown state `z`; known: x
        ");
    insta::assert_snapshot!(bad_language("regex = '(ab)*'\nlive = 0.5\nlimit = 3"), @"problem `bad`: the generators produce more than 3 elements (stopped after finding 3); raise `limit` if you meant it, or look for a wrong generator");
}

#[test]
fn a_file_has_one_family() {
    let head = "title = 't'\nsource = 's'\n";
    insta::assert_snapshot!(refusal(&[("bad", head)]), @"bad.toml:1: there is no family; give one of [word], [language], [data], [chess], [code], [entity], [formula], [circuit], [matrix], [dyck], [counting], [graph], [sequence], [recall]");
    let language = "[language]\nregex = 'ab'\n";
    let word = "[word]\nproduct = 'left-first'\nimages = ['2 1']\n";
    insta::assert_snapshot!(refusal(&[("bad", &format!("{head}{word}{language}"))]), @"bad.toml:6: there is [word] and [language]; keep one of them");
    insta::assert_snapshot!(
        refusal(&[
            ("bad", &format!("{head}[word]\nproduct = 'left-first'\ndirect = ['z2', 'l']\n")),
            ("l", &format!("{head}{language}")),
        ]),
        @"bad.toml:5: `l` is no word problem, and a factor must be one; remove it"
    );
    let error = load(folder(), "ab-star").unwrap().config;
    let error = error.with_alphabet(Alphabet::Elements).unwrap_err();
    insta::assert_snapshot!(error.to_string(), @"problem `ab-star` has letters of its own; leave `alphabet` out");
}

#[test]
fn the_form_of_a_language_in_a_record_is_pinned() {
    let config = load(folder(), "ab-star").unwrap().config;
    insta::assert_snapshot!(serde_json::to_string(&config).unwrap(), @r#"{"name":"ab-star","title":"(ab)*: a and b in turn","family":{"language":{"letters":["a","b"],"accepting":[true,false,false],"next":[1,2,2,0,2,2],"live":0.97,"limit":1000000}}}"#);
}

#[test]
fn all_wrong_keys_of_a_file_are_reported_at_once() {
    let text = refusal(&[(
        "bad",
        "titel = 'x'\nsource = 's'\n[word]\npoints = 'five'\ncycels = ['(1 2)']\nalphabet = 'generator'\n[expect]\nordr = 3\n",
    )]);
    insta::assert_snapshot!(
        text.replace(&Expect::keys().join(", "), "(the facts)"),
        @r#"
        bad.toml:1: missing key `title`
        bad.toml:1: unknown key `titel`; did you mean `title`? (known: title, source, word, language, data, chess, code, entity, formula, circuit, matrix, dyck, counting, graph, sequence, recall, encoding, supervision, expect)
        bad.toml:3: missing key `product` in [word]
        bad.toml:4: `points` in [word]: invalid type: string "five", expected a whole number that is not negative
        bad.toml:5: unknown key `cycels` in [word]; did you mean `cycles`? (known: points, cycles, images, direct, alphabet, neutral, product, limit, track)
        bad.toml:6: unknown value `generator` of `alphabet` in [word]; did you mean `generators`? (known: elements, generators)
        bad.toml:8: unknown key `ordr` in [expect]; did you mean `order`? (known: (the facts))
        "#
    );
}

#[test]
fn generators_that_do_not_close_within_the_limit_are_rejected() {
    insta::assert_snapshot!(bad("limit = 100\npoints = 5\ncycles = ['(1 2 3 4 5)', '(1 2)']"), @"problem `bad`: the generators produce more than 100 elements (stopped after finding 100); raise `limit` if you meant it, or look for a wrong generator");
}

#[test]
fn a_product_of_missing_or_circular_files_is_rejected() {
    insta::assert_snapshot!(bad("direct = ['a4', 'z55']"), @"bad.toml:5: there is no problem `z55`; did you mean `z5`? (`barrington list` names the N there are; or write z55.toml)");
    insta::assert_snapshot!(bad("points = 3\ndirect = ['a4']"), @"
        bad.toml:5: `points` has no meaning next to `direct`: the factors bring their own; remove it
        bad.toml:6: `direct` needs at least two factors
        ");
    let text = |other: &str| {
        format!(
            "title = 't'\nsource = 's'\n[word]\nproduct = 'left-first'\ndirect = ['z2', '{other}']\n"
        )
    };
    insta::assert_snapshot!(
        refusal(&[("bad", &text("worse")), ("worse", &text("bad"))]),
        @"worse.toml:5: `direct` goes in a circle, bad -> worse -> bad; break it"
    );
}

#[test]
fn a_fault_in_a_factor_is_reported_in_the_factor() {
    let text = "title = 't'\nsource = 's'\n[word]\nproduct = 'left-first'\n";
    insta::assert_snapshot!(
        refusal(&[
            ("bad", &format!("{text}direct = ['z2', 'worse']\n")),
            ("worse", &format!("{text}images = ['3 1']\n")),
        ]),
        @"worse.toml:5: `3 1` names the point 3, but the points are 1 to 2; correct it or raise `points`"
    );
}

#[test]
fn an_unknown_problem_lists_the_near_one() {
    let error = load(Path::new("problems"), "a55").unwrap_err().to_string();
    insta::assert_snapshot!(counted(&error, names().len()), @"there is no problem `a55`; did you mean `a5`? (`barrington list` names the N there are; or write problems/a55.toml)");
    let error = load(Path::new("problems"), "../Cargo")
        .unwrap_err()
        .to_string();
    insta::assert_snapshot!(error, @"`../Cargo` is not the name of a problem; give the stem of a file, such as `a5`, without directory or `.toml`");
}

#[test]
fn a_file_in_the_folder_wins_over_the_built_in_one() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(
        load(dir.path(), "z2").unwrap().config,
        load(folder(), "z2").unwrap().config
    );
    let text = "title = 'mine'\nsource = 's'\n[word]\nproduct = 'left-first'\nimages = ['2 1']\n";
    fs::write(dir.path().join("z2.toml"), text).unwrap();
    fs::write(dir.path().join("mine.toml"), text).unwrap();
    let config = load(dir.path(), "z2").unwrap().config;
    assert_eq!(config.title, "mine");
    let Family::Word(word) = &config.family else {
        panic!("a word problem");
    };
    assert_eq!(word.alphabet, Alphabet::Elements);
    assert_eq!(list(dir.path()).unwrap().len(), BUILT_IN.len() + 1);
    assert_eq!(
        list(Path::new("no-such-folder")).unwrap().len(),
        BUILT_IN.len()
    );
}

#[test]
fn a_symbol_with_the_name_of_a_special_token_is_rejected() {
    let letters = |names: &str| {
        let text = format!(
            "title = 't'\nsource = 's'\n[language.automaton]\nletters = [{names}]\nstart = 'x'\naccept = ['x']\n[language.automaton.states.x]\n'<bos>' = 'x'\na = 'x'\n"
        );
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("bad.toml"), text).unwrap();
        let config = load(dir.path(), "bad").unwrap().config;
        config.encoded().err().unwrap().to_string()
    };
    insta::assert_snapshot!(letters("'a', '<bos>'"), @"problem `bad`: the symbol `<bos>` has the name of a special token; call it something else");
}
