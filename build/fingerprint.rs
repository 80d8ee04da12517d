//! The commit and the fingerprint of the code that trains.
//!
//! Two builds have the same fingerprint if the token streams of [`COUNTED`] and the locked dependencies are the same:
//! white space, comments and code that only tests see do not count, nor does where the checkout is, how its lines end
//! or how old its files are. The hash is FNV-1a of 128 bits (Fowler, Noll, Vo): it tells apart what differs by accident,
//! which is all that is asked of it.
//!
//! What it leaves out: the compiler, and everything that only plans, reads or draws results.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Directories under `src/` whose code decides the numbers of a training.
pub(crate) const COUNTED: [&str; 5] = ["base", "model", "problem", "tensor", "train"];

/// Tells cargo both, and which files they depend on.
#[allow(clippy::print_stdout, reason = "this is how cargo is told")]
pub(crate) fn emit() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let (fingerprint, files) = fingerprint(&root);
    let commit = commit(&root).unwrap_or_default();
    let known = if commit.is_empty() {
        "unknown"
    } else {
        &commit
    };
    println!("cargo:rustc-env=BARRINGTON_COMMIT={commit}");
    println!("cargo:rustc-env=BARRINGTON_FINGERPRINT={fingerprint}");
    println!("cargo:rustc-env=BARRINGTON_BUILD=commit {known}, code {fingerprint}");
    // a file that is added is named in one of these, so that the directories need not be watched
    for file in files {
        println!("cargo:rerun-if-changed={}", file.display());
    }
    // grows whenever another commit is checked out or made
    if let Some(path) = git(&root, &["rev-parse", "--git-path", "logs/HEAD"]) {
        let path = root.join(path);
        if path.exists() {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
}

/// The fingerprint of the source tree at `root` in hexadecimal, and the files it is made of.
pub(crate) fn fingerprint(root: &Path) -> (String, Vec<PathBuf>) {
    let mut files = Vec::new();
    for directory in COUNTED {
        walk(&root.join("src").join(directory), &mut files);
    }
    let name = |path: &PathBuf| {
        let path = path.strip_prefix(root).expect("it was found there");
        path.to_string_lossy().replace('\\', "/")
    };
    files.sort_by_key(&name);
    let mut hash = Hash::new();
    for path in &files {
        hash.add(&name(path));
        let text = text(path);
        if path.extension().is_some_and(|e| e == "rs") {
            without_tests(&tokens(&text)).for_each(|token| hash.add(token));
        } else {
            hash.add(&text);
        }
    }
    let lock = root.join("Cargo.lock");
    if lock.exists() {
        // the version of this package itself says nothing about its code
        let text = text(&lock);
        let packages = text.split("[[package]]");
        packages
            .filter(|p| !p.contains("name = \"barrington\"\n"))
            .for_each(|p| hash.add(p));
        files.push(lock);
    }
    (hash.hexadecimal(), files)
}

/// The commit that is checked out, with a remark if the counted files are not those of it; none if git does not know.
fn commit(root: &Path) -> Option<String> {
    // a source tarball may have been unpacked inside somebody else's repository
    git(root, &["ls-files", "--error-unmatch", "Cargo.toml"])?;
    let head = git(root, &["rev-parse", "HEAD"])?;
    let mut status = vec![
        "--no-optional-locks",
        "status",
        "--porcelain",
        "--",
        "Cargo.lock",
    ];
    let directories = COUNTED.map(|directory| format!("src/{directory}"));
    status.extend(directories.iter().map(String::as_str));
    let changes = match git(root, &status)?.as_str() {
        "" => "",
        _ => " with changes",
    };
    Some(format!("{}{changes}", head.get(..12)?))
}

/// What git says; none if it refuses or is not there.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(arguments)
        .output()
        .ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| said.trim().to_owned())
}

/// Adds the files under `directory`; those of tests alone are left out.
fn walk(directory: &Path, files: &mut Vec<PathBuf>) {
    let entries =
        fs::read_dir(directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display()));
    for entry in entries {
        let path = entry.expect("a directory can be listed to its end").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name == "tests" || name == "tests.rs" || name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn text(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

/// The tokens of Rust source, without white space and comments; adjacent operators are one token.
pub(crate) fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_whitespace() {
            first.len_utf8()
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            comment(rest)
        } else {
            let length = token(rest, first);
            found.push(&rest[..length]);
            length
        };
        rest = &rest[length..];
    }
    found
}

/// The length of the block comment that `rest` begins with; they nest.
fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let step = match &rest.as_bytes()[at..] {
            [b'/', b'*', ..] => 1,
            [b'*', b'/', ..] => -1,
            _ => 0,
        };
        depth += step;
        at += 1 + usize::from(step != 0);
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of the token that `rest` begins with.
fn token(rest: &str, first: char) -> usize {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let run =
        |text: &str, inside: &dyn Fn(char) -> bool| text.find(|c| !inside(c)).unwrap_or(text.len());
    match first {
        '"' => quoted(rest, '"'),
        '\'' => {
            let mut next = rest[1..].chars();
            match (next.next(), next.next()) {
                (Some('\\'), _) | (Some(_), Some('\'')) => quoted(rest, '\''),
                _ => 1 + run(&rest[1..], &part),
            }
        }
        _ if part(first) => {
            let length = run(rest, &part);
            let behind = &rest[length..];
            let hashes = run(behind, &|c| c == '#');
            let raw = ["r", "br", "cr"].contains(&&rest[..length]);
            if raw && behind[hashes..].starts_with('"') {
                let end = format!("\"{}", &behind[..hashes]);
                let inside = length + hashes + 1;
                let found = rest[inside..].find(&end);
                return found.map_or(rest.len(), |at| inside + at + end.len());
            }
            length
        }
        _ => {
            let operator = |c: char| "+-*/%^!&|=<>@.:$?~".contains(c);
            let length = run(rest, &operator).max(first.len_utf8());
            // a comment ends what stands before it
            let comment = ["//", "/*"]
                .iter()
                .filter_map(|c| rest[..length].find(c))
                .min();
            comment.unwrap_or(length)
        }
    }
}

/// The length of the literal between two `quote`s that `rest` begins with.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return at + 1;
        }
    }
    rest.len()
}

/// `tokens` without the items that stand behind `#[cfg(test)]`.
pub(crate) fn without_tests<'t>(tokens: &'t [&'t str]) -> impl Iterator<Item = &'t str> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut at = 0;
    std::iter::from_fn(move || {
        while tokens[at..].starts_with(&MARK) {
            at += MARK.len();
            at += item(&tokens[at..]);
        }
        at += 1;
        tokens.get(at - 1).copied()
    })
}

/// Tokens of the item at the beginning of `tokens`: up to its semicolon, or to the end of its braces.
fn item(tokens: &[&str]) -> usize {
    let mut depth = 0;
    let imports = tokens
        .iter()
        .find(|t| ["use", "fn", "mod", "impl", "const"].contains(t))
        == Some(&"use");
    for (at, &token) in tokens.iter().enumerate() {
        match token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 && (token == ";" || token == "}" && !imports) {
            return at + 1;
        }
    }
    tokens.len()
}

/// FNV-1a of 128 bits over texts, each with an end.
struct Hash(u128);

impl Hash {
    fn new() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }

    fn add(&mut self, text: &str) {
        // no UTF-8 text has the byte 255
        for byte in text.bytes().chain([255]) {
            self.0 = (self.0 ^ u128::from(byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b);
        }
    }

    fn hexadecimal(&self) -> String {
        format!("{:032x}", self.0)
    }
}
