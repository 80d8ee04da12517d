//! The fingerprint of the code: what counts and what does not.

use std::fs;
use std::path::Path;

use barrington::base::code::Code;

#[expect(dead_code, reason = "the build asks for more")]
#[path = "../../build/fingerprint.rs"]
mod made;

use made::{COUNTED, fingerprint, tokens, without_tests};

fn counted(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    without_tests(&tokens).map(str::to_owned).collect()
}

#[test]
fn white_space_and_comments_do_not_count() {
    let plain = "pub fn half(x: f64) -> f64 { x / 2.0 }";
    for same in [
        "pub fn half(x: f64)   ->\n\tf64\r\n{\n    x / 2.0\n}\n",
        "//! Of the file.\n/// Half of `x`.\npub fn half(x: f64) -> f64 { x / 2.0 } // so",
        "/** doc */ pub fn half(x: f64) /* a /* nested */ one */ -> f64 { x //\n / 2.0 }",
    ] {
        assert_eq!(counted(same), counted(plain), "{same}");
    }
    for other in [
        "pub fn half(x: f64) -> f64 { x * 2.0 }",
        "pub fn half(y: f64) -> f64 { y / 2.0 }",
        "pub fn half(x: f64) -> f64 { x / 2.5 }",
        "fn half(x: f64) -> f64 { x / 2.0 }",
    ] {
        assert_ne!(counted(other), counted(plain), "{other}");
    }
}

#[test]
fn texts_count_with_all_that_looks_like_a_comment_in_them() {
    assert_eq!(
        counted(r#"f("a // b", 'c')"#),
        ["f", "(", r#""a // b""#, ",", "'c'", ")"]
    );
    assert_eq!(counted(r#""a \" /* b" x"#), [r#""a \" /* b""#, "x"]);
    assert_eq!(
        counted("r#\"a \" // b\"# r\"c\" br\"d\" b'\\'' '\\\\' x"),
        [
            "r#\"a \" // b\"#",
            "r\"c\"",
            "br\"d\"",
            "b",
            "'\\''",
            "'\\\\'",
            "x"
        ]
    );
    assert_ne!(counted(r#"("a  b")"#), counted(r#"("a b")"#));
}

#[test]
fn lifetimes_are_no_characters_and_operators_stay_together() {
    assert_eq!(
        counted("fn f<'a>(x: &'a str) -> &'static str"),
        [
            "fn", "f", "<", "'a", ">", "(", "x", ":", "&", "'a", "str", ")", "->", "&", "'static",
            "str"
        ]
    );
    assert_ne!(counted("a && b"), counted("a & &b"));
    assert_eq!(counted("a +// so\nb"), ["a", "+", "b"]);
}

#[test]
fn what_only_tests_see_does_not_count() {
    let plain = "use a::b; fn f() {} const N: [u8; 2] = [1, 2];";
    for item in [
        "#[cfg(test)] mod tests { use super::*; fn g() { if x { y } } }",
        "#[cfg(test)]\nmod tests;",
        "#[cfg(test)] use c::{d, e};",
        "#[cfg(test)] #[allow(dead_code)] pub(crate) fn h(x: [u8; 3]) -> u8 { x[0] }",
        "#[cfg(test)] const M: [u8; 2] = [3; 2];",
    ] {
        for (a, b) in [("", plain), (plain, "")] {
            assert_eq!(
                counted(&format!("{a} {item} {b}")),
                counted(plain),
                "{item}"
            );
        }
    }
}

/// A source tree of one file in each directory that counts.
fn tree(root: &Path, body: &str) -> String {
    for directory in COUNTED {
        let directory = root.join("src").join(directory);
        fs::create_dir_all(directory.join("tests")).unwrap();
        fs::write(directory.join("mod.rs"), body).unwrap();
        fs::write(directory.join("tests/more.rs"), root.display().to_string()).unwrap();
        fs::write(directory.join("tests.rs"), root.display().to_string()).unwrap();
    }
    fs::create_dir_all(root.join("src/cli")).unwrap();
    fs::write(root.join("src/cli/mod.rs"), root.display().to_string()).unwrap();
    fingerprint(root).0
}

#[test]
fn neither_place_nor_line_endings_nor_other_code_change_a_fingerprint() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let body = "/// So.\nfn f() -> &'static str {\n    \"a\nb\"\n}\n";
    let first = tree(here.path(), body);
    assert_eq!(first.len(), 32);
    let deeper = there.path().join("elsewhere");
    assert_eq!(tree(&deeper, &body.replace('\n', "\r\n")), first);
    assert_eq!(tree(here.path(), &body.replace("So", "Thus")), first);
    assert_ne!(tree(here.path(), &body.replace("\"a\n", "\"c\n")), first);
    assert_eq!(tree(here.path(), body), first);
    let added = here.path().join("src/model/added.rs");
    fs::write(&added, "").unwrap();
    assert_ne!(fingerprint(here.path()).0, first);
}

#[test]
fn locked_dependencies_count_and_the_version_of_this_package_does_not() {
    let root = tempfile::tempdir().unwrap();
    tree(root.path(), "fn f() {}");
    let lock = |own: &str, other: &str| {
        let package = |name: &str, version: &str| {
            format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n\n")
        };
        let text = format!(
            "# a comment\nversion = 4\n\n{}{}",
            package("barrington", own),
            package("faer", other)
        );
        fs::write(root.path().join("Cargo.lock"), text).unwrap();
        fingerprint(root.path()).0
    };
    let first = lock("0.1.0", "0.24.0");
    assert_eq!(lock("0.2.0", "0.24.0"), first);
    assert_ne!(lock("0.1.0", "0.24.1"), first);
}

#[test]
fn a_build_has_the_fingerprint_of_its_source() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (found, files) = fingerprint(root);
    assert_eq!(Code::here().fingerprint.unwrap(), found);
    assert!(files.iter().all(|file| file.exists()));
    assert!(files.iter().any(|file| file.ends_with("src/tensor/mod.rs")));
    assert!(!files.iter().any(|file| file.ends_with("tests.rs")));
}
