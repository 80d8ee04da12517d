//! What an experiment file comes to, and what is wrong with one.

use super::*;
use crate::train::config::{Lengths, Schedule};

mod options;
mod refusals;

const GOOD: &str = r#"
title = "t"
question = "q"
seeds = [3, 1]
figures = ["a-figure"]
[train]
length = 8
[[problem]]
name = "z2"
[[problem]]
name = "s3"
alphabet = "generators"
train = { steps = 50, length = 4 }
[[model]]
label = "GRU"
layers = [1, 2]
d_model = 16
mixer.gru = {}
[[model]]
label = "GRU slow"
layers = [1]
d_model = 16
mixer.gru = {}
train = { steps = 70, optimiser.learning_rate = 1e-4 }
"#;

fn with(text: &str, set: &[&str]) -> Result<Plan, Faults> {
    let set: Vec<String> = set.iter().map(|&option| option.to_owned()).collect();
    let context = Context {
        problems: Path::new("no such directory"),
        figures: &["a-figure"],
        set: &set,
    };
    Plan::read(Path::new("dir/t.toml"), text, context)
}

fn read(text: &str) -> Result<Plan, Faults> {
    with(text, &[])
}

/// One problem, one seed, and these lines about the model and its training.
fn one(model: &str) -> String {
    format!(
        "title = 't'\nquestion = 'q'\nseeds = [0]\n[[problem]]\nname = 'z2'\n[[model]]\nlabel = 'M'\n{model}\n"
    )
}

/// What `show` says of every run, in the order of the experiment.
fn each<T>(plan: &Plan, show: impl Fn(&Run) -> T) -> Vec<T> {
    plan.runs.iter().map(|planned| show(&planned.run)).collect()
}

fn ids(text: &str) -> Vec<String> {
    let mut ids: Vec<String> = read(text).unwrap().runs.into_iter().map(|p| p.id).collect();
    ids.sort();
    ids
}

#[test]
fn every_combination_is_a_run_seed_by_seed_the_dearest_first() {
    let plan = read(GOOD).unwrap();
    let runs: Vec<String> = plan.runs.iter().map(|p| p.run.to_string()).collect();
    assert_eq!(
        runs[..6],
        [
            "z2, GRU, 2 layers, seed 3",
            "z2, GRU, 1 layer, seed 3",
            "z2, GRU slow, 1 layer, seed 3",
            "s3, GRU, 2 layers, seed 3",
            "s3, GRU slow, 1 layer, seed 3",
            "s3, GRU, 1 layer, seed 3",
        ]
    );
    assert_eq!(runs.len(), 12);
    assert!(runs[6..].iter().all(|r| r.ends_with("seed 1")));
    assert_eq!(plan.name, "t");
}

#[test]
fn a_model_changes_what_its_problem_changed() {
    let plan = read(GOOD).unwrap();
    let train = |problem: &str, label: &str| {
        let mut runs = plan.runs.iter().map(|p| &p.run);
        let run = runs.find(|r| r.problem.name == problem && r.label == label);
        let train = &run.unwrap().train;
        (train.length, train.steps, train.optimiser.learning_rate)
    };
    assert_eq!(train("z2", "GRU"), (8, 2000, 1e-3));
    assert_eq!(train("s3", "GRU"), (4, 50, 1e-3));
    assert_eq!(train("s3", "GRU slow"), (4, 70, 1e-4));
}

#[test]
fn another_name_of_a_choice_replaces_the_one_below_and_the_same_name_goes_on_inside() {
    let text = one("d_model = 8\nlayers = 1\nmixer.gru = {}\ntrain.lengths.doubling.at = 0.5\ntrain.schedule.constant = { warm_up = 3 }")
        .replace(
            "[[problem]]",
            "[train]\nlengths.doubling = { from = 4, at = 0.9 }\nschedule.cosine = { warm_up = 1, floor = 0.0 }\n[[problem]]",
        );
    let plan = read(&text).unwrap();
    let train = &plan.runs[0].run.train;
    assert_eq!(train.lengths, Lengths::Doubling { from: 4, at: 0.5 });
    assert_eq!(train.schedule, Schedule::Constant { warm_up: 3 });
}

#[test]
fn ids_depend_on_what_is_trained_and_not_on_what_it_is_called() {
    let good = ids(GOOD);
    assert!(good.windows(2).all(|pair| pair[0] != pair[1]));
    for same in [
        GOOD.replace("[3, 1]", "[1, 3]"),
        GOOD.replace("length = 8", "length = 8\nbatch = 64"),
        GOOD.replace(
            "length = 8",
            "length = 8\nevaluation = 7\ncheckpoint_every = 5",
        ),
        GOOD.replace("\"GRU", "\"gru"),
        GOOD.replace("name = \"z2\"", "name = \"z2\"\nlabel = \"parity\""),
        GOOD.replace("title = \"t\"", "title = \"another\""),
        GOOD.replace(
            "d_model = 16",
            "d_model = 16\nblock = \"plain\"\nfeed_forward = 0",
        ),
    ] {
        assert_ne!(same, GOOD);
        assert_eq!(good, ids(&same), "{same}");
    }
    for changed in [
        GOOD.replace("length = 8", "length = 9"),
        GOOD.replace("d_model = 16", "d_model = 24"),
        GOOD.replace("steps = 50", "steps = 51"),
    ] {
        assert!(ids(&changed).iter().filter(|id| good.contains(id)).count() < 12);
    }
    let text = read(GOOD).unwrap().runs.remove(0).run;
    let elsewhere = Run {
        experiment: "another".to_owned(),
        ..text.clone()
    };
    assert_eq!(text.id(), elsewhere.id());
}

#[test]
fn ids_stay_what_they_are() {
    let plan = read(GOOD).unwrap();
    let told: Vec<String> = plan.runs[..6]
        .iter()
        .map(|p| format!("{} {}", p.id, p.run))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @"
    7e810f5279db0a22 z2, GRU, 2 layers, seed 3
    4ca44191282623f9 z2, GRU, 1 layer, seed 3
    c26c3d930a686bfa z2, GRU slow, 1 layer, seed 3
    11952851fbf918ce s3, GRU, 2 layers, seed 3
    d363d97db5d7f78b s3, GRU slow, 1 layer, seed 3
    2b43eaeb6b671813 s3, GRU, 1 layer, seed 3
    ");
}

#[test]
fn a_list_sweeps_every_key_whose_type_is_no_list() {
    let plan = read(&one(
        "layers = [1, 2]\nd_model = 8\nmixer.mamba = { d_state = [4, 8] }\ntrain.steps = [5, 6]\ntrain.schedule = ['x']",
    ));
    // a choice is no list either; its fault stands at the entry
    insta::assert_snapshot!(plan.unwrap_err(), @"dir/t.toml:12: unknown value `x` of `schedule` in [model.train] of line 6 (`M`); known: constant, cosine");
    let plan = read(&one(
        "layers = [1, 2]\nd_model = 8\nmixer.mamba = { d_state = [4, 8] }\ntrain.steps = [5, 6]",
    ))
    .unwrap();
    insta::assert_snapshot!(each(&plan, Run::to_string).join("\n"), @"
    z2, M (d_state = 4, steps = 6), 2 layers, seed 0
    z2, M (d_state = 8, steps = 6), 2 layers, seed 0
    z2, M (d_state = 4, steps = 5), 2 layers, seed 0
    z2, M (d_state = 8, steps = 5), 2 layers, seed 0
    z2, M (d_state = 4, steps = 6), 1 layer, seed 0
    z2, M (d_state = 8, steps = 6), 1 layer, seed 0
    z2, M (d_state = 4, steps = 5), 1 layer, seed 0
    z2, M (d_state = 8, steps = 5), 1 layer, seed 0
    ");
}

#[test]
fn a_key_that_holds_a_list_is_swept_by_a_list_of_lists() {
    let model = "layers = 1\nd_model = 8\nmixer.gru = {}\n";
    let plan = read(&one(&format!("{model}train.optimiser.betas = [0.5, 0.6]"))).unwrap();
    assert_eq!(each(&plan, |r| r.train.optimiser.betas), [[0.5, 0.6]]);
    let plan = read(&one(&format!(
        "{model}train.optimiser.betas = [[0.5, 0.6], [0.7, 0.8]]"
    )))
    .unwrap();
    assert_eq!(
        each(&plan, |r| r.train.optimiser.betas),
        [[0.5, 0.6], [0.7, 0.8]]
    );
    assert_eq!(
        each(&plan, |r| r.label.clone())[1],
        "M (betas = [0.7, 0.8])"
    );
}

#[test]
fn problems_are_swept_as_well() {
    let text = one("layers = 1\nd_model = 8\nmixer.gru = {}").replace(
        "name = 'z2'",
        "name = ['z2', 's3']\nencoding = ['symbols', 'bytes']",
    );
    let plan = read(&text).unwrap();
    let mut names = each(&plan, |r| r.problem.name.clone());
    names.sort();
    assert_eq!(
        names,
        [
            "s3 (encoding = bytes)",
            "s3 (encoding = symbols)",
            "z2 (encoding = bytes)",
            "z2 (encoding = symbols)"
        ]
    );
}

#[test]
fn zip_pairs_lists_that_would_be_crossed_without_it() {
    let lists = "layers = [1, 2]\nd_model = [8, 16]\nmixer.mamba = { d_state = [4, 6] }\ntrain.steps = [5, 6]\n";
    assert_eq!(read(&one(lists)).unwrap().runs.len(), 16);
    let zip = "zip = [['d_model', 'mixer.mamba.d_state'], ['layers', 'train.steps']]";
    let plan = read(&one(&format!("{lists}{zip}"))).unwrap();
    let mut made = each(&plan, |r| {
        (
            r.model.layer_count().at(1),
            r.train.steps,
            r.model.d_model,
            r.label.clone(),
        )
    });
    made.sort();
    let told = |d: usize, n: usize, steps: u64| {
        format!("M (d_model = {d}, d_state = {n}, steps = {steps})")
    };
    assert_eq!(
        made,
        [
            (1, 5, 8, told(8, 4, 5)),
            (1, 5, 16, told(16, 6, 5)),
            (2, 6, 8, told(8, 4, 6)),
            (2, 6, 16, told(16, 6, 6))
        ]
    );
    let all = format!("{lists}zip = [['layers', 'd_model', 'mixer.mamba.d_state', 'train.steps']]");
    assert_eq!(read(&one(&all)).unwrap().runs.len(), 2);
}

#[test]
fn what_cannot_be_paired_is_said_at_its_group() {
    let bad = "layers = [1, 2]\nd_model = [8, 16, 24]\nmixer.gru = {}\nzip = [\n ['layers', 'd_model'],\n ['block', 'layers'],\n ['d_model', 'd_model'],\n]";
    insta::assert_snapshot!(read(&one(bad)).unwrap_err(), @"
    dir/t.toml:12: `zip` pairs the 2 values of `layers` with the 3 of `d_model`; give both the same number
    dir/t.toml:13: `zip` names `layers` twice; take one out
    dir/t.toml:13: `zip` pairs `block`, which has no list; give it one, or take it out of `zip`
    dir/t.toml:14: `zip` names `d_model` twice; take one out
    ");
    let empty = "layers = [1, 2]\nd_model = []\nmixer.gru = {}\nzip = [['layers', 'd_model']]";
    insta::assert_snapshot!(read(&one(empty)).unwrap_err(), @"
    dir/t.toml:9: `d_model` is empty; give it at least one value
    dir/t.toml:11: `zip` pairs the 2 values of `layers` with the 0 of `d_model`; give both the same number
    ");
}

#[test]
fn a_model_of_two_names_is_a_fault() {
    let other = GOOD.replace(
        "label = \"GRU slow\"\nlayers = [1]",
        "label = \"GRU slow\"\nlayers = [2]",
    );
    let same = other.replace("train = { steps = 70, optimiser.learning_rate = 1e-4 }", "");
    insta::assert_snapshot!(read(&same).unwrap_err(), @"dir/t.toml:19: `GRU` and `GRU slow` are one and the same model; take one out");
}

#[test]
fn a_key_typed_too_high_up_is_answered_with_its_place() {
    let text = GOOD.replace("optimiser.learning_rate", "learning_rate");
    insta::assert_snapshot!(read(&text).unwrap_err(), @"dir/t.toml:24: unknown key `learning_rate` in [model.train] of line 19 (`GRU slow`); it is `optimiser.learning_rate`");
}

#[test]
fn faults_of_keys_stand_where_the_keys_stand() {
    let bad = GOOD
        .replace("length = 8", "length = 8\nstep = 3")
        .replace("steps = 50", "steps = 'many'")
        .replacen("mixer.gru = {}", "mixer.gru = { hiden = 3 }", 1)
        .replace("steps = 70", "scheduel = 70")
        .replace("label = \"GRU slow\"\nlayers = [1]", "layers = [1, 'two']");
    insta::assert_snapshot!(read(&bad).unwrap_err(), @r#"
    dir/t.toml:8: unknown key `step` in [train]; did you mean `steps`? (known: length, lengths, batch, micro_batch, lanes, steps, data, bos, optimiser, schedule, validate_every, validation, stop_at, checkpoint_every, evaluation, zip)
    dir/t.toml:14: `steps` in [problem.train] of line 11 (`s3`): invalid type: string "many", expected a whole number that is not negative
    dir/t.toml:19: unknown key `hiden` in [model.mixer.gru] of line 15 (`GRU`); did you mean `hidden`? (known: hidden)
    dir/t.toml:20: missing key `label` in [model] of line 20
    dir/t.toml:21: `layers` in [model] of line 20: invalid type: string "two", expected a whole number that is not negative
    dir/t.toml:24: unknown key `scheduel` in [model.train] of line 20; did you mean `schedule`? (known: length, lengths, batch, micro_batch, lanes, steps, data, bos, optimiser, schedule, validate_every, validation, stop_at, checkpoint_every, evaluation, zip)
    "#);
}

#[test]
fn all_that_is_wrong_in_meaning_is_said_at_once_with_its_line() {
    let bad = GOOD
        .replace("[3, 1]", "[1, 2, 1]")
        .replace("a-figure", "figure")
        .replace("length = 8", "length = 0")
        .replace("\"z2\"", "\"z22\"")
        .replace("steps = 50", "steps = 0")
        .replace("[1, 2]\n", "[]\n")
        .replace("GRU slow", "GRU")
        .replace("1e-4", "-1.0");
    insta::assert_snapshot!(read(&bad).unwrap_err(), @"
    dir/t.toml:4: seed 1 is given twice; remove one
    dir/t.toml:5: there is no figure `figure`; did you mean `a-figure`? (known: a-figure)
    dir/t.toml:7: train.length = 0 must be at least 1
    dir/t.toml:9: there is no problem `z22`; did you mean `z12`? (`barrington list` names the 152 there are; or write no such directory/z22.toml)
    dir/t.toml:13: train.steps = 0 must be at least 1
    dir/t.toml:16: `layers` is empty; give it at least one value
    dir/t.toml:19: two models are called `GRU`; give one another `label`
    dir/t.toml:24: train.optimiser.learning_rate = -1 must be a positive number
    ");
    let twice = GOOD.replace("layers = [1]", "layers = [1, 2, 1]");
    insta::assert_snapshot!(read(&twice).unwrap_err(), @"dir/t.toml:21: `layers` has 1 twice; remove one");
}

#[test]
fn lists_of_training_are_paired_with_those_of_a_problem() {
    let text = one("layers = 1\nd_model = 8\nmixer.gru = {}").replace(
        "name = 'z2'",
        "name = ['z2', 's3']\ntrain = { steps = [30, 40], batch = [2, 3] }\nzip = [['name', 'train.steps']]",
    );
    let plan = read(&text).unwrap();
    let mut made = each(&plan, |r| (r.to_string(), r.train.steps));
    made.sort();
    insta::assert_debug_snapshot!(made, @r#"
    [
        (
            "s3, M (batch = 2), 1 layer, seed 0",
            40,
        ),
        (
            "s3, M (batch = 3), 1 layer, seed 0",
            40,
        ),
        (
            "z2, M (batch = 2), 1 layer, seed 0",
            30,
        ),
        (
            "z2, M (batch = 3), 1 layer, seed 0",
            30,
        ),
    ]
    "#);
    let keys: Vec<&str> = plan.runs[0]
        .choices
        .iter()
        .map(|c| c.key.as_str())
        .collect();
    assert_eq!(keys, ["problem.name", "train.steps", "train.batch"]);
    let set = with(&text, &["train.steps=5"]);
    insta::assert_snapshot!(set.unwrap_err(), @"--set train.steps=5: `zip` pairs `train.steps`, which has no list; give it one, or take it out of `zip`");
}
