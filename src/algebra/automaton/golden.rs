//! Languages with known minimal automata and syntactic monoids.
//!
//! Each language is given twice: as a regular expression, and as a test of words that knows nothing of expressions or
//! automata. From the test alone follow, by brute force, the number of Nerode classes (words that no continuation
//! tells apart: the states of the minimal automaton, the sink included) and of syntactic classes (words that no
//! context tells apart: the order of the syntactic monoid). They must be those of the automaton.
//!
//! The Tomita languages: M. Tomita, "Dynamic construction of finite automata from examples using hill-climbing",
//! Proceedings of the Fourth Annual Conference of the Cognitive Science Society, 1982, 105-108. The third is read as in
//! G. Weiss, Y. Goldberg, E. Yahav, ICML 2018: no odd run of 0s anywhere after an odd run of 1s. Even pairs and cycle
//! navigation: G. Delétang et al., "Neural networks and the Chomsky hierarchy", ICLR 2023.

use std::collections::BTreeSet;
use std::path::Path;

use crate::algebra::automaton::dfa_file;
use crate::algebra::automaton::regex::{DEFAULT_STATES, Regex};
use crate::algebra::automaton::syntactic::Syntactic;
use crate::algebra::automaton::testing::words;
use crate::algebra::monoid::DEFAULT_LIMIT;

struct Language {
    regex: String,
    letters: &'static str,
    contains: fn(&[usize]) -> bool,
    /// Of the minimal automaton, with sink.
    states: usize,
    /// Of the syntactic monoid.
    order: usize,
    aperiodic: bool,
    quasi_aperiodic: bool,
}

/// Lengths of the maximal runs of equal letters.
fn runs(word: &[usize]) -> Vec<(usize, usize)> {
    word.chunk_by(|x, y| x == y)
        .map(|run| (run[0], run.len()))
        .collect()
}

fn count(word: &[usize], letter: usize) -> usize {
    word.iter().filter(|&&a| a == letter).count()
}

fn even(n: usize) -> bool {
    n.is_multiple_of(2)
}

/// Whether the word is balanced, with `a` opening and `b` closing, and never deeper than `most`.
fn dyck(word: &[usize], most: i32) -> bool {
    let mut depth = 0;
    let fits = word.iter().all(|&a| {
        depth += if a == 0 { 1 } else { -1 };
        (0..=most).contains(&depth)
    });
    fits && depth == 0
}

fn dyck_regex(depth: usize) -> String {
    (0..depth).fold(String::new(), |inner, _| format!("(a{inner}b)*"))
}

fn language(
    regex: &str,
    letters: &'static str,
    contains: fn(&[usize]) -> bool,
    (states, order): (usize, usize),
    (aperiodic, quasi_aperiodic): (bool, bool),
) -> Language {
    Language {
        regex: regex.to_owned(),
        letters,
        contains,
        states,
        order,
        aperiodic,
        quasi_aperiodic,
    }
}

fn languages() -> Vec<Language> {
    let star_free = (true, true);
    let counts_lengths = (false, true);
    let counts = (false, false);
    vec![
        // Tomita 1 to 7
        language("1*", "01", |w| count(w, 0) == 0, (2, 2), star_free),
        language(
            "(10)*",
            "01",
            |w| even(w.len()) && (0..w.len()).all(|i| w[i] == (i + 1) % 2),
            (3, 6),
            star_free,
        ),
        language(
            "~(((0|1)*0)*1(11)*(0(0|1)*1)*0(00)*(1(0|1)*)*)",
            "01",
            |w| {
                let odd = runs(w).into_iter().filter(|run| run.1 % 2 == 1);
                odd.skip_while(|run| run.0 == 0).all(|run| run.0 == 1)
            },
            (5, 27),
            // counts within a run: positions tell
            counts_lengths,
        ),
        language(
            "~(.*000.*)",
            "01",
            |w| runs(w).iter().all(|&(a, n)| a == 1 || n < 3),
            (4, 12),
            star_free,
        ),
        language(
            "(..)*&(1*01*0)*1*",
            "01",
            |w| even(count(w, 0)) && even(count(w, 1)),
            (4, 4),
            counts,
        ),
        language(
            "(10|(0|11)(01)*(1|00))*",
            "01",
            |w| (count(w, 0) + 2 * count(w, 1)).is_multiple_of(3),
            (3, 3),
            counts,
        ),
        language(
            "0*1*0*1*",
            "01",
            |w| runs(w).len() < 4 || (runs(w).len() == 4 && w[0] == 0),
            (5, 9),
            star_free,
        ),
        // even pairs
        language(
            "ε|a|b|a.*a|b.*b",
            "ab",
            |w| w.first() == w.last(),
            (5, 5),
            star_free,
        ),
        // parity
        language("b*(ab*ab*)*", "ab", |w| even(count(w, 0)), (2, 2), counts),
        language("(aa)*", "a", |w| even(w.len()), (2, 2), counts_lengths),
        language("(ab)*", "ab", |w| dyck(w, 1), (3, 6), star_free),
        language("a*b*", "ab", |w| w.is_sorted(), (3, 5), star_free),
        // the flip-flop
        language(".*b", "ab", |w| w.last() == Some(&1), (2, 3), star_free),
        language("a.*", "ab", |w| w.first() == Some(&0), (3, 3), star_free),
        // every third letter
        language(
            "(...)*",
            "ab",
            |w| w.len().is_multiple_of(3),
            (3, 3),
            counts_lengths,
        ),
        language(&dyck_regex(2), "ab", |w| dyck(w, 2), (4, 15), star_free),
        language(&dyck_regex(3), "ab", |w| dyck(w, 3), (5, 31), star_free),
    ]
}

/// The number of classes of the words up to `length`, told apart by contexts of which each side is at most
/// `context` long (the left side empty if `!both`).
fn classes(language: &Language, both: bool, length: usize, context: usize) -> usize {
    let k = language.letters.len();
    let rights = words(k, context);
    let lefts = if both { words(k, context) } else { words(k, 0) };
    let signature = |word: &Vec<usize>| -> Vec<bool> {
        let contexts = lefts
            .iter()
            .flat_map(|l| rights.iter().map(move |r| (l, r)));
        contexts
            .map(|(l, r)| (language.contains)(&[&l[..], word, r].concat()))
            .collect()
    };
    let all: BTreeSet<Vec<bool>> = words(k, length).iter().map(signature).collect();
    all.len()
}

#[test]
fn sizes_and_orders_are_those_of_the_nerode_and_syntactic_classes() {
    for language in languages() {
        let regex = Regex::parse(&language.regex, language.letters).unwrap();
        let dfa = regex.compile(DEFAULT_STATES).unwrap();
        for word in words(language.letters.len(), 10) {
            let contains = (language.contains)(&word);
            assert_eq!(
                dfa.accepts(&word),
                contains,
                "{} {}",
                language.regex,
                dfa.text(&word)
            );
        }
        let syntactic = Syntactic::of(&dfa, DEFAULT_LIMIT).unwrap();
        let monoid = syntactic.monoid();
        let sizes = (syntactic.dfa().states(), monoid.order());
        assert_eq!(
            sizes,
            (language.states, language.order),
            "{}",
            language.regex
        );
        // every class has a word of at most 6 letters, and contexts of at most 4 tell them apart
        let counted = (
            classes(&language, false, 6, 6),
            classes(&language, true, 7, 4),
        );
        assert_eq!(counted, sizes, "{}", language.regex);
        let tests = (monoid.is_aperiodic(), syntactic.is_quasi_aperiodic());
        let expected = (language.aperiodic, language.quasi_aperiodic);
        assert_eq!(tests, expected, "{}", language.regex);
    }
}

#[test]
fn dyck_words_of_bounded_depth_form_a_monoid_of_intervals() {
    // an element other than 0 shifts an interval of depths; with width 0 <= w <= k of the path there are w + 1
    // places where it starts and w + 1 where it ends: 1 + sum of (w + 1)^2
    for depth in 1..=8 {
        let dfa = Regex::parse(&dyck_regex(depth), "").unwrap();
        let dfa = dfa.compile(DEFAULT_STATES).unwrap();
        let syntactic = Syntactic::of(&dfa, DEFAULT_LIMIT).unwrap();
        assert_eq!(syntactic.dfa().states(), depth + 2);
        let squares: usize = (0..=depth).map(|w| (w + 1) * (w + 1)).sum();
        assert_eq!(syntactic.monoid().order(), 1 + squares);
        assert!(syntactic.monoid().is_aperiodic());
    }
}

#[test]
fn cycle_navigation_is_counting_modulo_five() {
    let states: String = (0..5)
        .map(|q| {
            format!(
                "q{q} = {{ s = 'q{q}', r = 'q{}', l = 'q{}' }}\n",
                (q + 1) % 5,
                (q + 4) % 5
            )
        })
        .collect();
    let text =
        format!("letters = ['s', 'r', 'l']\nstart = 'q0'\naccept = ['q0']\n[states]\n{states}");
    let dfa = dfa_file::parse(&text, Path::new("cycle.toml")).unwrap();
    for word in words(3, 7) {
        let home = (count(&word, 1) + 4 * count(&word, 2)).is_multiple_of(5);
        assert_eq!(dfa.accepts(&word), home);
    }
    let syntactic = Syntactic::of(&dfa, DEFAULT_LIMIT).unwrap();
    assert_eq!(
        (syntactic.dfa().states(), syntactic.monoid().order()),
        (5, 5)
    );
    assert!(syntactic.monoid().is_group() && !syntactic.is_quasi_aperiodic());
}
