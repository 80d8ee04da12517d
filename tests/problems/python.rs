//! The programs of `[code]` against Python: every kind of statement, run by `python3` itself. Skipped, with a
//! message, where it is not installed.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use barrington::base::rng::stream;
use barrington::problem::answer::Mark;
use barrington::problem::load;
use barrington::problem::spelling::Text;

/// Runs each program of a list on its own and says what each has printed.
const DRIVER: &str = "
import contextlib, io, json, sys
printed = []
for program in json.load(sys.stdin):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(program, 'program', 'exec'), {})
    printed.append(out.getvalue().splitlines())
json.dump(printed, sys.stdout)
";

/// What Python prints of each program; `None` if Python is not installed.
fn python(programs: &[String]) -> Option<Vec<Vec<String>>> {
    let started = Command::new("python3")
        .args(["-c", DRIVER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => panic!("python3 does not start: {error}"),
    };
    let input = serde_json::to_string(programs).unwrap();
    // dropped at the end of the statement, which tells Python that this is all
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success(), "a program does not run");
    Some(serde_json::from_slice(&out.stdout).unwrap())
}

/// Tables of `[code]` without `track`, with what can be tracked and how Python is asked for it.
fn tables() -> Vec<(String, Vec<(&'static str, &'static str)>)> {
    let moves = "'tuple-swap', 'swap', 'conditional-swap', 'rotate', 'call'";
    let numbers = "'assign', 'constant', 'add', 'subtract', 'multiply'";
    let logic = "'assign', 'constant', 'and', 'or', 'xor', 'not'";
    let mut tables = Vec::new();
    for form in ["list", "variables"] {
        let list = form == "list";
        let one = if list { ("x[1]", "x[1]") } else { ("x1", "x1") };
        let state = ("state", if list { "x" } else { "(x0, x1, x2)" });
        let place = if list {
            "x.index(1)"
        } else {
            "[x0, x1, x2].index(1)"
        };
        let head = format!("variables = 3\nform = '{form}'");
        let functions = |lines: &str| {
            format!(
                "functions = {{ depth = 3, each = 2, lines = 2, statements = [{lines}], seed = 1 }}"
            )
        };
        tables.push((
            format!(
                "{head}\nstate = 'permutation'\nstatements = [{moves}]\n{}",
                functions("'swap', 'rotate', 'conditional-swap'")
            ),
            vec![one, state, ("place of 1", place)],
        ));
        for flags in ["", "distinct = false\nordered = true"] {
            for (kind, own) in [
                ("{ mod = 2 }", numbers),
                ("{ mod = 7 }", numbers),
                ("'boolean'", logic),
            ] {
                tables.push((
                    format!(
                        "{head}\nstate = {kind}\nstatements = [{moves}, {own}]\n{flags}\n{}",
                        functions(own)
                    ),
                    vec![one, state],
                ));
            }
        }
    }
    tables
}

/// A program with its answers: those after each operation, asked for by `question`, or those of its own questions.
fn cases(code: &str, head: &str, question: &str, cases: &mut Vec<(String, Vec<String>)>) {
    let dir = tempfile::tempdir().unwrap();
    let file = format!("title = 't'\nsource = 's'\n{head}\n[code]\n{code}\n");
    fs::write(dir.path().join("code.toml"), file).unwrap();
    let problem = load(dir.path(), "code").unwrap().config.build().unwrap();
    for (index, length) in (0..).zip([1, 2, 10, 10, 40, 40, 40, 150]) {
        let (mut input, mut answers, mut text) = (Vec::new(), Vec::new(), Text::default());
        problem.draw(&mut stream(1, "python", index), length, &mut input);
        problem.solve(&input, &mut answers);
        problem.spell(&input, &mut text);
        let (mut program, mut labels, mut start) = (String::new(), Vec::new(), 0);
        for (answer, &end) in answers.iter().zip(&text.ends) {
            program += &problem.spelling().read(&text.pieces[start..end]);
            start = end;
            let asked = match answer.mark {
                Mark::Operation => !question.is_empty(),
                Mark::Query => true,
                Mark::Inside => false,
            };
            if asked {
                labels.push(problem.labels()[answer.label as usize].clone());
            }
            if asked && answer.mark == Mark::Operation {
                program += &format!("print({question})\n");
            }
        }
        assert!(!labels.is_empty());
        cases.push((program, labels));
    }
}

#[test]
fn python_prints_the_labels() {
    let mut all = Vec::new();
    for (table, tracks) in tables() {
        let query = "supervision = 'query'";
        for (track, question) in tracks {
            let tracked = format!("{table}\ntrack = '{track}'");
            cases(&tracked, "", question, &mut all);
            cases(&format!("{tracked}\nasks = 3"), query, "", &mut all);
        }
        cases(&format!("{table}\nasks = 4"), query, "", &mut all);
    }
    assert!(all.len() > 400, "{} programs", all.len());
    let (programs, labels): (Vec<String>, Vec<Vec<String>>) = all.into_iter().unzip();
    let Some(printed) = python(&programs) else {
        println!("skipped: python3 is not installed");
        return;
    };
    for ((program, labels), printed) in programs.iter().zip(&labels).zip(&printed) {
        assert_eq!(labels, printed, "\n{program}");
    }
}
