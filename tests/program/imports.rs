//! The shape of the source: who imports whom, who prints, how long a file is, where training happens.
//!
//! The import table is read from the documentation of `src/lib.rs`, so that it cannot be wrong there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its path under `src/` and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The module it belongs to; `lib` and `main` belong to none.
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    /// Its lines that are no comments, with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(k, line)| (k + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// `path:line` of every line of code that satisfies `bad`.
    fn places(&self, bad: impl Fn(&str) -> bool) -> Vec<String> {
        self.code()
            .filter(|(_, line)| bad(line))
            .map(|(number, line)| format!("src/{}:{number}: {}", self.path, line.trim()))
            .collect()
    }
}

fn sources() -> Vec<Source> {
    fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    let source = |path: PathBuf| Source {
        path: path
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned(),
        text: fs::read_to_string(&path).unwrap(),
    };
    paths.into_iter().map(source).collect()
}

/// Module -> modules it may import, as the table in `src/lib.rs` says.
fn table(sources: &[Source]) -> BTreeMap<String, Vec<String>> {
    let lib = sources.iter().find(|s| s.path == "lib.rs").unwrap();
    let rows = lib.text.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("//! | [`")?.split(" | ");
        let module = cells.next()?.strip_suffix("`]")?.to_owned();
        let imports = cells.nth(1)?.trim_end_matches(" |").to_owned();
        Some((module, imports))
    });
    let rows: Vec<(String, String)> = rows.collect();
    let all: Vec<String> = rows.iter().map(|(module, _)| module.clone()).collect();
    let allowed = |imports: &str| match imports {
        "all" => all.clone(),
        "nothing of ours" => Vec::new(),
        list => list.split(", ").map(str::to_owned).collect(),
    };
    rows.iter()
        .map(|(module, imports)| (module.clone(), allowed(imports)))
        .collect()
}

/// The names right after `crate::` in a line, also those in braces.
fn imported(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for rest in line.split("crate::").skip(1) {
        let inside = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or(list),
            None => rest.split([',', ';', ' ', ')']).next().unwrap_or(rest),
        };
        for item in inside.split(',') {
            let item = item.trim();
            let end = item.find(|c: char| !c.is_alphanumeric() && c != '_');
            found.push(&item[..end.unwrap_or(item.len())]);
        }
    }
    found
}

#[test]
fn imports_go_one_way() {
    let sources = sources();
    let table = table(&sources);
    let modules = sources.iter().filter(|s| s.path.contains('/'));
    assert!(
        modules.clone().all(|s| table.contains_key(s.module())),
        "a module is not in the table"
    );
    let mut wrong = Vec::new();
    for source in modules {
        let here = source.module();
        wrong.extend(source.places(|line| {
            imported(line).iter().any(|&there| {
                there != here
                    && table.contains_key(there)
                    && !table[here].iter().any(|m| m == there)
            })
        }));
    }
    assert!(
        wrong.is_empty(),
        "imports that the table in src/lib.rs forbids:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_table_has_no_circle() {
    let table = table(&sources());
    assert!(
        table.len() >= 10,
        "the table in src/lib.rs was not read: {table:?}"
    );
    // whoever imports nothing that is left is taken away, until all are
    let mut left: Vec<&String> = table.keys().collect();
    while !left.is_empty() {
        let before = left.len();
        let now = left.clone();
        left.retain(|module| {
            table[*module]
                .iter()
                .any(|m| m != *module && now.contains(&m))
        });
        assert!(left.len() < before, "a circle among {left:?}");
    }
}

#[test]
fn every_file_says_what_it_is() {
    for source in sources() {
        assert!(
            source.text.starts_with("//! "),
            "src/{} does not open with `//! `",
            source.path
        );
    }
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let lines = |source: &Source| source.text.lines().count();
    let long: Vec<String> = sources()
        .iter()
        .filter(|source| lines(source) > 400)
        .map(|source| format!("src/{}: {} lines", source.path, lines(source)))
        .collect();
    assert!(long.is_empty(), "split by concept:\n{}", long.join("\n"));
}

#[test]
fn only_the_command_line_prints() {
    let printing = [
        "print!(",
        "println!(",
        "eprint!(",
        "eprintln!(",
        "stdout()",
        "stderr()",
    ];
    for source in sources().iter().filter(|s| s.module() != "cli") {
        let places = source.places(|line| printing.iter().any(|p| line.contains(p)));
        assert!(places.is_empty(), "{}", places.join("\n"));
    }
}

#[test]
fn nothing_is_left_to_do() {
    let marks = ["dbg!(", "todo!(", "unimplemented!(", "TODO", "FIXME", "XXX"];
    for source in sources() {
        let places: Vec<&str> = source
            .text
            .lines()
            .filter(|line| marks.iter().any(|m| line.contains(m)))
            .collect();
        assert!(
            places.is_empty(),
            "src/{}: {}",
            source.path,
            places.join("\n")
        );
    }
}

#[test]
fn there_is_one_training_loop() {
    let sources = sources();
    let mut calls = Vec::new();
    for source in sources.iter().filter(|s| s.path != "train/optimiser.rs") {
        if source.module() != "train" {
            let outside = source.places(|line| line.contains("train::optimiser"));
            assert!(
                outside.is_empty(),
                "the optimiser is train's:\n{}",
                outside.join("\n")
            );
        }
        calls.extend(
            source.places(|line| line.contains("optimiser.step(") || line.contains("AdamW::step(")),
        );
    }
    assert_eq!(calls.len(), 1, "{}", calls.join("\n"));
    assert!(
        calls[0].starts_with("src/train/trainer.rs:"),
        "{}",
        calls[0]
    );
}

#[test]
fn names_after_crate_are_found_also_in_braces() {
    assert_eq!(imported("use crate::train::{Ending, Trainer};"), ["train"]);
    assert_eq!(
        imported("use crate::{model, train::Job};"),
        ["model", "train"]
    );
    assert_eq!(
        imported("let x = crate::base::rng::below(crate::tensor::y);"),
        ["base", "tensor"]
    );
}
