//! The code problems of the repository, and what is said of bad ones.

use std::fs;
use std::path::Path;

use crate::algebra::subject::Subject;
use crate::base::rng::stream;
use crate::problem::answer::{Supervision, UNANSWERED};
use crate::problem::encoding::{Encoding, Sequence, Wanted};
use crate::problem::{ProblemConfig, ProblemFile, load};

pub(super) fn file(name: &str) -> ProblemFile {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/problems"));
    load(folder, name).unwrap()
}

pub(super) const FILES: [&str; 9] = [
    "code",
    "code-bits",
    "code-boolean",
    "code-calls",
    "code-conditional",
    "code-mod5",
    "code-query",
    "code-swaps",
    "code-values",
];

#[test]
fn every_claim_of_every_code_file_holds_and_every_encoding_reads_it() {
    for name in FILES {
        let file = file(name);
        let problem = file.config.build().unwrap();
        let subject = Subject::of(problem.monoid().unwrap(), None);
        assert_eq!(
            file.expect.disagreements(Some(&subject), None),
            [],
            "{name}"
        );
        assert!(file.expect.claims("order") && file.expect.claims("word_problem"));
        let json = serde_json::to_string(&file.config).unwrap();
        let again: ProblemConfig = serde_json::from_str(&json).unwrap();
        assert_eq!(again, file.config);
        for encoding in Encoding::ALL {
            for supervision in Supervision::ALL {
                let config = ProblemConfig {
                    encoding,
                    supervision,
                    ..file.config.clone()
                };
                let encoded = config.encoded().unwrap();
                let mut sequence = Sequence::default();
                for length in [1, 2, 17] {
                    let rng = &mut stream(1, "test", length);
                    let wanted = Wanted::Learned;
                    encoded.draw(rng, 0, length as usize, wanted, &mut sequence);
                    assert!(sequence.tokens.len() <= encoded.longest(length as usize));
                    assert_ne!(sequence.labels.last(), Some(&UNANSWERED), "{name}");
                }
            }
        }
    }
}

/// What is said of a file with this `[code]`.
fn refusal(code: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let text = format!("title = 't'\nsource = 's'\n[code]\n{code}\n");
    fs::write(dir.path().join("bad.toml"), text).unwrap();
    let message = load(dir.path(), "bad").unwrap_err().to_string();
    message.replace(&format!("{}/", dir.path().display()), "")
}

#[test]
fn a_bad_file_is_rejected_with_line_value_and_remedy() {
    assert_eq!(
        refusal("variables = 5\nstate = 'permutation'\nstatements = ['tuple-swop']"),
        "bad.toml:6: unknown value `tuple-swop` of entry 1 of `statements` in [code]; did you mean `tuple-swap`? (known: tuple-swap, swap, conditional-swap, assign, constant, add, subtract, multiply, and, or, xor, not, rotate, call)"
    );
    assert_eq!(
        refusal("variables = 2\nstatements = ['add']\ntrack = 'x[2]'\n[code.state]\nmod = 1"),
        "bad.toml:8: `mod` = 1 is not from 2 to 1000; give a number that is"
    );
    assert_eq!(
        refusal(
            "variables = 2\nstate = 'permutation'\nstatements = ['swap']\ntrack = 'x2'\nform = 'variables'"
        ),
        "bad.toml:7: `track` = `x2` is nothing to track; give a variable from `x0` to `x1`, `state`, or `place of` a value"
    );
}

#[test]
fn symbols_share_features_where_they_share_operands() {
    let features = file("code-query").config.build().unwrap().features();
    let having = |symbol| -> Vec<&str> {
        let row = features.row(symbol).iter().zip(&features.names);
        row.filter(|(x, _)| **x > 0.0)
            .map(|(_, name)| name.as_str())
            .collect()
    };
    assert_eq!(having(5), ["swaps x[1]", "swaps x[3]", "tuple-swap"]);
    assert_eq!(having(12), ["print(x[2])", "question"]);
}
