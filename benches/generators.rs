//! How fast inputs are drawn, answered and encoded, on one core: training must not wait for them.
//!
//!     cargo bench --bench generators [-- PROBLEM ...]
//!
//! Symbols a second in the `symbols` encoding, megabytes a second in `bytes`; without names, one problem of each
//! family. Times are those of the whole path that training takes, with the answers and the labels.

#![allow(clippy::print_stdout)]

use std::path::Path;
use std::time::{Duration, Instant};

use barrington::base::rng::stream;
use barrington::problem::encoding::{Encoding, Sequence, Wanted};
use barrington::problem::load;

/// One or two problems of each family.
const PROBLEMS: &[&str] = &[
    "s5",
    "dyck-2",
    "chess",
    "chess-play",
    "chess-play-san",
    "chess-board",
    "code",
    "code-calls",
    "code-query",
    "entity",
    "entity-boxes",
    "entity-rooms-objects",
    "formula",
    "formula-a5",
    "circuit",
    "matrix-mod-5",
    "dyck-2-unbounded",
    "majority",
    "sparse-parity",
    "reachability",
    "connectivity",
    "sort",
    "induction",
    "multi-query-recall",
];

/// Operations of an input.
const LENGTH: usize = 64;

/// How long each is measured.
const TIME: Duration = Duration::from_millis(400);

/// Millions of tokens a second of `name` in `encoding`.
fn rate(name: &str, encoding: Encoding) -> f64 {
    let mut config = load(Path::new("problems"), name).expect("a problem").config;
    config.encoding = encoding;
    let encoded = config.encoded().expect("a problem that can be read so");
    let mut sequence = Sequence::default();
    let (mut tokens, mut index) = (0, 0);
    let begun = Instant::now();
    while begun.elapsed() < TIME {
        for _ in 0..16 {
            let mut rng = stream(0, "train", index);
            encoded.draw(&mut rng, 0, LENGTH, Wanted::Learned, &mut sequence);
            tokens += sequence.tokens.len();
            index += 1;
        }
    }
    tokens as f64 / begun.elapsed().as_secs_f64() / 1e6
}

fn main() {
    let named: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    let names: Vec<&str> = match named.as_slice() {
        [] => PROBLEMS.to_vec(),
        named => named.iter().map(String::as_str).collect(),
    };
    println!("{:24}{:>14}{:>10}", "", "M symbols/s", "MB/s");
    for name in names {
        let symbols = rate(name, Encoding::Symbols);
        let bytes = rate(name, Encoding::Bytes);
        println!("{name:24}{symbols:14.1}{bytes:10.1}");
    }
}
