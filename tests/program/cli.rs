//! The program as a user runs it: its examples, its answers, its exit status.

use std::fs;

use crate::shell::{barrington, directory, err, json, out, refused};

/// The verbs, in the order in which their examples can follow each other.
const VERBS: [&str; 14] = [
    "list",
    "show",
    "classify",
    "atlas",
    "sample",
    "train",
    "import",
    "eval",
    "run",
    "status",
    "figure",
    "report",
    "reproduce",
    "bench",
];

#[test]
fn every_verb_has_an_example_and_every_example_works() {
    let root = directory(&[]);
    let help = out(&barrington(root.path(), "--help"));
    for verb in VERBS {
        assert!(
            help.contains(&format!("\n  {verb} ")),
            "{verb} is not in:\n{help}"
        );
    }
    // what the example of `import` reads, as its help says
    let made = "sample z2 --jsonl -n 500 --length 8 --out z2.jsonl";
    assert!(barrington(root.path(), made).status.success());
    for verb in VERBS {
        let help = out(&barrington(root.path(), &format!("{verb} --help")));
        let examples: Vec<&str> = help
            .lines()
            .filter_map(|line| line.strip_prefix("  barrington "))
            .collect();
        assert!(!examples.is_empty(), "{verb} has no example:\n{help}");
        for example in examples {
            assert!(example.starts_with(verb), "{example}");
            let output = barrington(root.path(), example);
            assert!(
                output.status.success(),
                "barrington {example}\n{}",
                err(&output)
            );
            if verb != "run" {
                assert!(
                    !out(&output).is_empty(),
                    "barrington {example} prints nothing"
                );
            }
        }
    }
    // the experiment of the examples was run by `run`, and by nothing else
    let status = out(&barrington(root.path(), "status parity"));
    assert!(status.contains("4 of 4 runs have their record"), "{status}");
    for file in [
        "figures/parity/minimum-depth.svg",
        "figures/parity/accuracy-by-length.png",
        "report.html",
        "parity.html",
    ] {
        assert!(root.path().join(file).exists(), "{file}");
    }
    let names: Vec<String> = help
        .lines()
        .filter_map(|line| {
            line.strip_prefix("  ")?
                .split(' ')
                .next()
                .map(str::to_owned)
        })
        .filter(|word| word.chars().all(|c| c.is_ascii_lowercase()) && word != "help")
        .filter(|word| !word.is_empty())
        .collect();
    assert_eq!(names, VERBS);
}

#[test]
fn figures_that_differ_from_their_records_are_a_no() {
    let root = directory(&[]);
    assert!(
        barrington(root.path(), "reproduce --experiment parity")
            .status
            .success()
    );
    let line = "figure parity --verify --runs runs";
    let output = barrington(root.path(), line);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let drawn = root.path().join("figures/parity/minimum-depth.svg");
    fs::write(&drawn, "<svg></svg>").unwrap();
    let output = barrington(root.path(), line);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let said = out(&output);
    assert!(
        said.contains("differs figures/parity/minimum-depth.svg"),
        "{said}"
    );
    assert!(
        said.contains("same    figures/parity/minimum-depth.png"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(drawn).unwrap(), "<svg></svg>");
}

#[test]
fn the_facts_of_a5_are_shown_as_text_and_as_json() {
    let root = directory(&[]);
    let text = out(&barrington(root.path(), "show a5"));
    for line in [
        "elements             60",
        "solvable             no",
        "its elements         1 of order 1, 15 of order 2, 20 of order 3, 24 of order 5",
        "word problem         NC1-complete",
        "[expect]             holds",
        "gated SSM [0,1]          mamba           cannot                     finite         no-parity",
        "transformer              attention       cannot unless TC0 = NC1    log-precision  transformer-in-tc0",
    ] {
        assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
    }
    let json = out(&barrington(root.path(), "show s4 --json"));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["derived_series"], serde_json::json!([24, 12, 4, 1]));
    assert_eq!(value["labels"].as_array().unwrap().len(), 24);
}

#[test]
fn what_makes_a_problem_hard_is_shown() {
    let root = directory(&[]);
    let text = out(&barrington(root.path(), "show s5"));
    for line in [
        "perfect residual     A5, of order 60",
        "Barrington witness   s = [s^u, s^v] for s = (3 4 5), u = (2 4 3), v = (1 2 5); so AND nested d deep is a word of at most 4^d letters",
    ] {
        assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
    }
    let t3 = out(&barrington(root.path(), "show t3"));
    for line in [
        "holonomy levels   2: S3 on 3 tiles",
        "                  1: Z2 on 2 tiles",
        "group complexity  at most 2",
    ] {
        assert!(t3.lines().any(|l| l == line), "{line} is not in\n{t3}");
    }
}

#[test]
fn pictures_are_drawn_where_they_are_asked_for() {
    let root = directory(&[]);
    let text = out(&barrington(root.path(), "show t3 --svg pictures/of"));
    let drawn = |name: &str| fs::read_to_string(root.path().join(name)).unwrap();
    for name in ["pictures/of/t3-egg-box.svg", "pictures/of/t3-cayley.svg"] {
        assert!(text.contains(name), "{text}");
        assert!(drawn(name).starts_with("<svg "));
    }
    let value = json(
        root.path(),
        "classify --generators '(1 2 3 4 5 6)' '(1 2)' --svg . --json",
    );
    assert_eq!(
        value["drawn"],
        serde_json::json!([
            "no Cayley graph: more than 200 elements cannot be told apart in a picture"
        ])
    );
    // a group is classified without a list, and drawn all the same
    let value = json(
        root.path(),
        "classify --generators '(1 2 3)' '(1 2)' --svg . --json",
    );
    assert_eq!(
        value["drawn"],
        serde_json::json!(["./classified-cayley.svg"])
    );
    assert!(drawn("classified-cayley.svg").contains("a = (1 2 3)"));
    out(&barrington(root.path(), "atlas s3 z2 --svg atlas.svg"));
    assert!(drawn("atlas.svg").starts_with("<svg "));
    insta::assert_snapshot!(refused(&[], "atlas s3 --svg no/such/atlas.svg"), @"error: no/such/atlas.svg: No such file or directory (os error 2); give a file in a directory that can be written to");
    insta::assert_snapshot!(refused(&[("file", "")], "show s3 --svg file/in"), @"error: file/in: Not a directory (os error 20); give a directory that can be written to");
}

/// The picture in the readme.
#[test]
fn the_committed_atlas_is_what_theory_says() {
    let root = directory(&[]);
    out(&barrington(root.path(), "atlas --svg atlas.svg"));
    let drawn = fs::read_to_string(root.path().join("atlas.svg")).unwrap();
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/figures/atlas.svg");
    assert!(
        drawn == fs::read_to_string(committed).unwrap(),
        "draw it again with `barrington atlas --svg figures/atlas.svg`"
    );
}

#[test]
fn a_language_is_sampled_and_trained_on() {
    let root = directory(&[]);
    let text = out(&barrington(root.path(), "sample ab-star --length 6 -n 1"));
    assert!(text.contains("out") || text.contains("in"), "{text}");
    let output = barrington(
        root.path(),
        "train aa-star --model rnn --steps 3 --length 4 --out runs/a",
    );
    assert!(output.status.success(), "{}", err(&output));
}

#[test]
fn what_is_in_no_file_is_classified_under_the_published_names() {
    let root = directory(&[]);
    let classify = |what: &str| json(root.path(), &format!("classify --json {what}"));
    let has = |value: &serde_json::Value, facts: serde_json::Value| {
        for (name, fact) in facts.as_object().unwrap() {
            assert_eq!(&value[name], fact, "{name} of {value:#}");
        }
    };
    has(
        &classify("--generators '(1 2 3 4 5)' '(1,2,3)'"),
        serde_json::json!({
            "order": 60, "group": true, "solvable": false, "derived_length": null, "nilpotent": false,
            "conjugacy_classes": 5, "aperiodic": false, "idempotents": 1, "d_classes": 1, "r_classes": 1,
            "l_classes": 1, "r_trivial": false, "j_trivial": false, "word_problem": "NC1-complete"
        }),
    );
    has(
        &classify("--images '2 2 1' '1 3 3'"),
        serde_json::json!({"group": false, "nilpotent": null, "conjugacy_classes": null}),
    );
    has(
        &classify("--regex (ab)*"),
        serde_json::json!({
            "order": 6, "group": false, "aperiodic": true, "idempotents": 4, "d_classes": 3, "r_classes": 4,
            "l_classes": 4, "r_trivial": false, "r_omega": true, "quasi_aperiodic": true, "word_problem": "AC0"
        }),
    );
    has(
        &classify("--regex (aa)*"),
        serde_json::json!({"order": 2, "group": true, "aperiodic": false, "quasi_aperiodic": true, "word_problem": "ACC0[2]", "language": "AC0"}),
    );
    // the Rubik's cube without its list: corner and edge facelets in six quarter turns
    let turns = [
        "(1 3 8 6)(2 5 7 4)(9 33 25 17)(10 34 26 18)(11 35 27 19)",
        "(9 11 16 14)(10 13 15 12)(1 17 41 40)(4 20 44 37)(6 22 46 35)",
        "(17 19 24 22)(18 21 23 20)(6 25 43 16)(7 28 42 13)(8 30 41 11)",
        "(25 27 32 30)(26 29 31 28)(3 38 43 19)(5 36 45 21)(8 33 48 24)",
        "(33 35 40 38)(34 37 39 36)(3 9 46 32)(2 12 47 29)(1 14 48 27)",
        "(41 43 48 46)(42 45 47 44)(14 22 30 38)(15 23 31 39)(16 24 32 40)",
    ];
    let cube = classify(&format!("--generators '{}'", turns.join("' '")));
    assert_eq!(
        cube["order"].to_string().trim_matches('"'),
        "43252003274489856000"
    );
    assert_eq!(cube["word_problem"], "NC1-complete");
}

#[test]
fn an_automaton_in_a_file_is_classified() {
    let parity = "letters = ['a', 'b']\nstart = 'even'\naccept = ['odd']\n[states]\neven = { a = 'odd', b = 'even' }\nodd = { a = 'even', b = 'odd' }\n";
    let root = directory(&[("parity.toml", parity)]);
    let value = json(root.path(), "classify --dfa parity.toml --json");
    assert_eq!(value["order"], 2);
    assert_eq!(value["quasi_aperiodic"], false);
}

#[test]
fn the_atlas_has_a_row_for_every_problem() {
    let root = directory(&[]);
    let rows = json(root.path(), "atlas --json");
    let rows = rows.as_array().unwrap();
    assert!(rows.len() >= 60);
    let flip_flop = rows
        .iter()
        .find(|row| row["problem"] == "flip-flop")
        .unwrap();
    let verdicts = flip_flop["verdicts"].as_array().unwrap();
    let mamba = verdicts
        .iter()
        .find(|v| v["architecture"] == "gated SSM [0,1]")
        .unwrap();
    assert_eq!(mamba["verdict"], "can with 1 layer");
    let text = out(&barrington(root.path(), "atlas s3 s4 s5"));
    assert!(
        text.lines()
            .any(|line| line.starts_with("s4") && line.contains("ACC0[6]")),
        "{text}"
    );
}

#[test]
fn the_same_seed_draws_the_same_words() {
    let root = directory(&[]);
    let sample = |line| out(&barrington(root.path(), line));
    let words = sample("sample a5 -n 2 --length 5 --seed 7");
    assert_eq!(words.matches("letters").count(), 2);
    assert_eq!(words, sample("sample a5 -n 2 --length 5 --seed 7"));
    assert_ne!(words, sample("sample a5 -n 2 --length 5 --seed 8"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let root = directory(&[]);
    let program = assert_cmd::cargo::cargo_bin!("barrington");
    let script = format!(
        "'{}' show s5 --json | head -n 1; exit ${{PIPESTATUS[0]}}",
        program.display()
    );
    let mut bash = std::process::Command::new("bash");
    let output = bash
        .current_dir(root.path())
        .args(["-c", &script])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(err(&output), "");
}

/// The TOML blocks of the README, in order.
fn blocks() -> Vec<String> {
    let readme = fs::read_to_string("README.md").unwrap();
    let after = readme.split("```toml\n").skip(1);
    after
        .map(|text| text.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_files_in_the_readme_work() {
    let blocks = blocks();
    let [problem, language, experiment] = blocks.as_slice() else {
        panic!("{} blocks", blocks.len())
    };
    let root = directory(&[
        ("problems/mine.toml", problem),
        ("problems/turns.toml", language),
        ("experiments/mine.toml", experiment),
    ]);
    for line in ["show mine", "show turns", "status mine"] {
        let output = barrington(root.path(), line);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    }
}

#[test]
fn a_training_step_asks_for_no_memory_after_the_first_ones() {
    let directory = tempfile::tempdir().unwrap();
    for architecture in barrington::model::ARCHITECTURES {
        let name = architecture.name;
        let line = format!(
            "bench --model {name} --d-model 16 --seq-len 70 --batch 40 --threads 2 --seconds 0 --json"
        );
        let text = out(&barrington(directory.path(), &line));
        let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(answer["allocations"], 0, "{name}: {text}");
    }
}

#[test]
fn a_data_set_says_what_its_text_says_and_can_be_imported() {
    let root = directory(&[]);
    let made = "sample code --encoding bytes --supervision operation --jsonl -n 40 --from 2 --length 6 --out rows.jsonl";
    assert!(barrington(root.path(), made).status.success());
    let text = fs::read_to_string(root.path().join("rows.jsonl")).unwrap();
    assert_eq!(text.lines().count(), 40);
    for (index, line) in text.lines().enumerate() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let numbers = |key: &str| -> Vec<i64> { serde_json::from_value(row[key].clone()).unwrap() };
        let bytes: Vec<u8> = numbers("input_ids").iter().map(|&b| b as u8).collect();
        assert_eq!(String::from_utf8(bytes).unwrap(), row["text"]);
        let labels: Vec<i64> = numbers("labels")
            .into_iter()
            .filter(|k| *k != -100)
            .collect();
        let answers: Vec<String> = labels.iter().map(i64::to_string).collect();
        // the labels of this problem are called by their numbers: the place of the 1
        assert_eq!(serde_json::json!(answers), row["answers"]);
        assert_eq!(labels.len(), 2 + index % 5);
        assert_eq!(row["length"], labels.len());
    }
    let trained = barrington(root.path(), "import rows.jsonl --model gru --steps 2");
    assert!(trained.status.success(), "{}", err(&trained));
    fs::write(root.path().join("bad.jsonl"), "{\"input_ids\": [1]}\n").unwrap();
    let bad = barrington(root.path(), "import bad.jsonl --model gru");
    assert_eq!(bad.status.code(), Some(2));
    let said = err(&bad);
    assert!(
        said.contains("bad.jsonl, line 1: missing field `labels`"),
        "{said}"
    );
}
