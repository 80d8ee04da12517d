//! Graphs whose vertices have numbers as names, one symbol a digit.
//!
//! ```text
//! from 3 to 17; 3->5; 2->6; 5->17;          the first line may be `from 3;`, an undirected edge is 3-5
//! ```
//!
//! Every line ends with `;`, where the number before it is known to be complete; there the answer stands.

use std::iter::repeat_n;

use crate::problem::answer::{Answer, Mark, UNANSWERED};
use crate::problem::script::{Script, digits};
use crate::problem::spelling::Spelling;

/// The symbols after the ten digits.
const FROM: u32 = 10;
const TO: u32 = 11;
const EDGE: u32 = 12;
const END: u32 = 13;

/// The symbols; `edge` is the sign of an edge. Digits share that they are some.
pub(super) fn script(edge: &str) -> Script {
    let digits = (0..10).map(|digit| digit.to_string());
    let signs = ["from ", " to ", edge, "; "].map(str::to_owned);
    Script::new(Spelling::of(digits.chain(signs))).sharing("digit", 0..10)
}

/// Symbols of an input of `length` edges whose names are at most `largest`.
pub(super) fn longest(length: usize, largest: u64) -> usize {
    let name = digits(largest).count();
    3 + 2 * name + length * (2 + 2 * name)
}

/// Appends the first line.
pub(super) fn begin(source: u64, target: Option<u64>, input: &mut Vec<u32>) {
    input.push(FROM);
    input.extend(digits(source));
    if let Some(target) = target {
        input.push(TO);
        input.extend(digits(target));
    }
    input.push(END);
}

/// Appends an edge.
pub(super) fn edge(from: u64, to: u64, input: &mut Vec<u32>) {
    input.extend(digits(from));
    input.push(EDGE);
    input.extend(digits(to));
    input.push(END);
}

/// A line of an input.
pub(super) enum Line {
    /// The first one, from where and to where.
    First(u64, Option<u64>),
    /// An edge.
    Edge(u64, u64),
}

/// Lets `follow` read the lines of `input`, and fills `answers` with what it says after each.
pub(super) fn solve(
    input: &[u32],
    answers: &mut Vec<Answer>,
    mut follow: impl FnMut(Line) -> Answer,
) {
    assert!(input.iter().all(|&s| s <= END), "symbols are letters");
    answers.clear();
    let mut known = Answer::inside(UNANSWERED).when(false);
    for line in input.split_inclusive(|&symbol| symbol == END) {
        let mut mark = Mark::Inside;
        answers.extend(repeat_n(Answer { mark, ..known }, line.len() - 1));
        if let [first, .., END] = *line {
            let names = line.split(|&symbol| symbol >= FROM);
            let mut names = names.filter(|name| !name.is_empty()).map(number);
            let (one, other) = (names.next(), names.next());
            let one = one.expect("a line names a vertex");
            known = follow(if first == FROM {
                Line::First(one, other)
            } else {
                mark = Mark::Operation;
                Line::Edge(one, other.expect("an edge has two ends"))
            });
        }
        answers.push(Answer { mark, ..known });
    }
}

/// The number with these digits.
fn number(digits: &[u32]) -> u64 {
    let longer = |number: u64, &digit: &u32| number.checked_mul(10)?.checked_add(digit.into());
    let number = digits.iter().try_fold(0, longer);
    number.expect("names are numbers of 64 bits")
}

/// The first line and the edges of an input, for tests.
#[cfg(test)]
pub(super) fn read(input: &[u32]) -> (u64, Option<u64>, Vec<(u64, u64)>) {
    use crate::problem::Written;

    let script = script("-");
    let names = input
        .iter()
        .map(|&s| script.alphabet()[s as usize].as_str());
    let text: String = names.collect();
    let text = text.replace("from", "").replace("to", "-");
    let mut lines = text.trim_end_matches(';').split(';').map(|line| {
        let ends = line.split('-').map(|end| end.parse::<u64>().unwrap());
        ends.collect::<Vec<_>>()
    });
    let first = lines.next().unwrap();
    (
        first[0],
        first.get(1).copied(),
        lines.map(|edge| (edge[0], edge[1])).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Written;
    use crate::problem::spelling::Text;

    #[test]
    fn an_input_reads_as_a_person_writes_it() {
        let mut input = Vec::new();
        begin(3, Some(170), &mut input);
        edge(0, 99, &mut input);
        edge(1002, 7, &mut input);
        assert!(input.len() <= longest(2, 1002));
        assert_eq!(read(&input), (3, Some(170), vec![(0, 99), (1002, 7)]));
        let script = script("->");
        let spelling = script.spelling();
        let mut text = Text::default();
        spelling.spell(&input, &mut text);
        assert_eq!(
            spelling.read(&text.pieces),
            "from 3 to 170; 0->99; 1002->7; "
        );
    }

    #[test]
    fn names_need_as_many_symbols_as_they_have_digits() {
        for (name, count) in [(0, 1), (9, 1), (10, 2), (99, 2), (100, 3), (u64::MAX, 20)] {
            assert_eq!(digits(name).count(), count, "{name}");
        }
    }
}
