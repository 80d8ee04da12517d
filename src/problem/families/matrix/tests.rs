//! Products of matrices against multiplication of exact integers, and against their monoids.

use super::*;
use crate::algebra::monoid::Monoid;
use crate::base::rng::stream;
use crate::base::wrong::Wrong;
use crate::problem::Known;
use crate::problem::answer::Mark;
use crate::problem::families::Config;

fn problem(text: &str) -> MatrixProblem {
    let config: MatrixConfig = toml::from_str(text).unwrap();
    assert_eq!(config.wrong(), Wrong::default(), "{text}");
    MatrixProblem::of(&config)
}

/// An input, its text, and its answers.
fn drawn(problem: &MatrixProblem, length: usize) -> (Vec<u32>, String, Vec<Answer>) {
    let (mut input, mut answers, mut text) = (Vec::new(), Vec::new(), Text::default());
    problem.draw(&mut stream(1, "test", 0), length, &mut input);
    problem.solve(&input, &mut answers);
    problem.spell(&input, &mut text);
    assert_eq!((answers.len(), text.ends.len()), (input.len(), input.len()));
    assert_eq!(input.len(), problem.longest(length));
    (input, problem.spelling().read(&text.pieces), answers)
}

/// The matrices of a text, as whole numbers.
fn parsed(text: &str) -> Vec<Vec<Vec<i64>>> {
    let matrices = text.trim().trim_matches(['[', ']']).split("] [");
    let row = |row: &str| row.split_whitespace().map(|x| x.parse().unwrap()).collect();
    matrices
        .map(|matrix| matrix.split(';').map(row).collect())
        .collect()
}

#[test]
fn labels_are_entries_of_the_product_of_what_is_written() {
    for text in [
        "modulus = 5\ntrack = [2, 3]",
        "modulus = 5\ntrack = [2, 3]\nfactors.entries = {}",
        "modulus = 12\nfactors.entries.invertible = false\nsize = 2",
        "modulus = 1024\nfactors.entries = {}\nsize = 8\ntrack = [8, 1]",
        "modulus = 7\nsize = 4\nfactors.random = { letters = 5, seed = 3 }",
        "modulus = 3\nsize = 2\nfactors.letters = [[[1, 2], [0, 0]], [[0, 1], [1, 0]]]\ntrack = [1, 2]",
    ] {
        let problem = problem(text);
        let (_, text, answers) = drawn(&problem, 30);
        let (n, modulus) = (problem.ring.size, i64::from(problem.ring.modulus));
        let identity = (0..n).map(|i| (0..n).map(|j| i64::from(i == j)).collect());
        let mut product: Vec<Vec<i64>> = identity.collect();
        let mut expected = Vec::new();
        for matrix in parsed(&text) {
            let entry =
                |i: usize, j: usize| (0..n).map(|k| product[i][k] * matrix[k][j]).sum::<i64>();
            product = (0..n)
                .map(|i| (0..n).map(|j| entry(i, j).rem_euclid(modulus)).collect())
                .collect();
            expected.push(product[problem.row][problem.column] as u32);
        }
        let operations = answers.iter().filter(|a| a.mark == Mark::Operation);
        assert_eq!(
            operations.map(|a| a.label).collect::<Vec<_>>(),
            expected,
            "{text}"
        );
        assert_eq!(expected.len(), 30);
    }
}

#[test]
fn entries_within_a_matrix_carry_the_label_before_it() {
    let problem = problem("modulus = 2\nsize = 2\nfactors.entries = {}\ntrack = [1, 2]");
    let mut answers = Vec::new();
    problem.solve(&[1, 1, 0, 1, 1, 0, 1], &mut answers);
    let labels: Vec<u32> = answers.iter().map(|a| a.label).collect();
    assert_eq!(labels, [0, 0, 0, 1, 1, 1, 1]);
    assert_eq!(problem.initial(), 0);
    let mut text = Text::default();
    problem.spell(&[1, 1, 0, 1, 1, 0, 1, 1], &mut text);
    assert_eq!(
        problem.spelling().read(&text.pieces),
        "[1 1; 0 1] [1 0; 1 1]"
    );
}

/// Orders of GL(n, p) and of all matrices by their formulas.
#[test]
fn the_monoid_is_that_of_the_matrices() {
    for (text, order) in [
        ("modulus = 2", Some(168)),
        ("modulus = 3", Some(5616)),
        ("modulus = 5", None),
        ("modulus = 2\nfactors.entries = {}", Some(168)),
        ("modulus = 2\nfactors.entries.invertible = false", Some(512)),
        ("modulus = 3\nsize = 2\nfactors.entries = {}", Some(48)),
        ("modulus = 5\nsize = 2\nfactors.entries = {}", Some(480)),
        ("modulus = 5\nfactors.entries = {}", None),
        (
            "modulus = 3\nsize = 2\nfactors.letters = [[[1, 1], [0, 1]]]",
            Some(3),
        ),
    ] {
        let problem = problem(text);
        assert_eq!(problem.monoid().map(Monoid::order), order, "{text}");
        assert_eq!(problem.complexity().is_none(), order.is_some(), "{text}");
        assert_eq!(problem.letters().is_empty(), order.is_none(), "{text}");
    }
}

#[test]
fn products_in_the_monoid_have_the_labels_as_entries() {
    let problem = problem("modulus = 2\ntrack = [1, 3]");
    let (input, _, answers) = drawn(&problem, 50);
    let monoid = problem.monoid().unwrap();
    let mut product = 0;
    for (&letter, answer) in input.iter().zip(&answers) {
        product = monoid.product(product, problem.letters()[letter as usize]);
        // the image of the vector (1, 0, 0), whose number is 1, has its third entry in bit 2
        let image = monoid.element(product).images()[1];
        assert_eq!(u32::from(image) >> 2 & 1, answer.label);
    }
}

#[test]
fn the_class_is_complete_where_the_matrices_are_known_to_suffice() {
    let class = |text: &str| problem(text).complexity().map(|c| c.to_string());
    assert_eq!(class("modulus = 5").as_deref(), Some("NC1-complete"));
    assert_eq!(
        class("modulus = 27\nsize = 2\nfactors.entries = {}").as_deref(),
        Some("in NC1")
    );
    assert_eq!(
        class("modulus = 35\nsize = 2\nfactors.entries = {}").as_deref(),
        Some("NC1-complete")
    );
    assert_eq!(
        class("modulus = 101\nfactors.random = { letters = 2, seed = 1 }").as_deref(),
        Some("in NC1")
    );
}

#[test]
fn letters_that_share_an_entry_share_a_feature() {
    let features =
        problem("modulus = 2\nsize = 2\nfactors.letters = [[[1, 1], [0, 1]], [[1, 0], [0, 1]]]")
            .features();
    assert_eq!(features.names[..3], ["1,1 = 0", "1,1 = 1", "1,2 = 0"]);
    assert_eq!(features.row(0), [0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0]);
    assert_eq!(features.row(1), [0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
}

#[test]
fn bad_tables_are_rejected_in_one_sentence_each() {
    for (text, message) in [
        (
            "modulus = 1",
            "`modulus` = 1 is not from 2 to 1024; give a number that is",
        ),
        (
            "modulus = 2\nsize = 1",
            "`size` = 1 is not from 2 to 8; give a number that is",
        ),
        (
            "modulus = 2\nfactors.letters = [[[1, 0, 0], [0, 1]]]",
            "matrix 1 of `letters` is not 3 rows of 3 entries; correct it or `size`",
        ),
        (
            "modulus = 3\nsize = 2\nfactors.letters = [[[1, 0], [0, 1]], [[0, 3], [1, 0]]]",
            "matrix 2 of `letters` has the entry 3, but entries modulo 3 are from 0 to 2; reduce it",
        ),
        (
            "modulus = 3\nsize = 2\nfactors.letters = [[[1, 0], [0, 1]], [[1, 0], [0, 1]]]",
            "matrices 1 and 2 of `letters` are the same; remove one",
        ),
        (
            "modulus = 3\nfactors.letters = []",
            "`letters` has 0 matrices; give from 1 to 1024",
        ),
        (
            "modulus = 2\nsize = 2\nfactors.random = { letters = 3, seed = 1 }",
            "`letters` = 3 is not from 1 to 2; give a number that is",
        ),
        (
            "modulus = 3\ntrack = [0, 4]",
            "`track` = [0, 4] is no place in a matrix of 3 rows and columns; give numbers from 1 to 3",
        ),
    ] {
        let config: MatrixConfig = toml::from_str(text).unwrap();
        let messages = config.wrong().0.into_iter().map(|(_, message)| message);
        let messages: Vec<String> = messages.collect();
        assert_eq!(messages, [message]);
    }
}
