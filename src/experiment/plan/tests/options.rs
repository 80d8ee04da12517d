//! Changes of the command line: `--set KEY=VALUE`.

use super::*;
use crate::model::Block;

#[test]
fn an_option_changes_every_run_whatever_its_tables_say() {
    let plan = with(
        GOOD,
        &["train.steps=9", "seeds=[5]", "model.d_model=[8, 24]"],
    )
    .unwrap();
    assert_eq!(plan.runs.len(), 12);
    assert!(
        each(&plan, |r| (r.train.steps, r.seed))
            .iter()
            .all(|&made| made == (9, 5))
    );
    assert_eq!(plan.runs[0].run.label, "GRU (d_model = 24)");
    // a text needs no quotes
    let plan = with(GOOD, &["model.block=plain", "problem.encoding = bytes"]).unwrap();
    assert!(
        each(&plan, |r| r.model.block)
            .iter()
            .all(|&b| b == Some(Block::Plain))
    );
}

#[test]
fn an_option_inside_a_choice_is_for_those_who_made_it() {
    let text = GOOD.replacen("mixer.gru = {}", "mixer.mamba = {}", 1);
    let plan = with(
        &text,
        &[
            "model.mixer.mamba.d_state=3",
            "train.schedule.constant.warm_up=7",
        ],
    )
    .unwrap();
    let mixers = each(&plan, |r| (r.label.clone(), r.model.name()));
    assert!(mixers.contains(&("GRU".to_owned(), "mamba".to_owned())));
    assert!(mixers.contains(&("GRU slow".to_owned(), "gru".to_owned())));
    insta::assert_snapshot!(with(GOOD, &["model.mixer.mamba.d_state=3"]).unwrap_err(), @"--set model.mixer.mamba.d_state=3: no run has a place for `model.mixer.mamba.d_state`; leave it out");
}

#[test]
fn a_fault_of_an_option_names_the_option() {
    let told = |option: &str| {
        with(GOOD, &["train.batch=32", option])
            .unwrap_err()
            .to_string()
    };
    let all: Vec<String> = [
        "train.steps",
        "train.steps=",
        "=3",
        "train.steps=5OO",
        "train.stepz=5",
        "train.steps=0",
        "train={steps=0}",
        "model.d_model=[8, -1]",
        "problem.name=z22",
        "seed=3",
        "seeds=[]",
        "model.d_model=[]",
    ]
    .into_iter()
    .map(told)
    .collect();
    insta::assert_snapshot!(all.join("\n"), @r#"
    --set train.steps: is no KEY=VALUE, such as train.steps=500
    --set train.steps=: is no KEY=VALUE, such as train.steps=500
    --set =3: is no KEY=VALUE, such as train.steps=500
    --set train.steps=5OO: `steps` in [train]: invalid type: string "5OO", expected a whole number that is not negative
    --set train.stepz=5: unknown key `stepz` in [train]; did you mean `steps`? (known: length, lengths, batch, micro_batch, lanes, steps, data, bos, optimiser, schedule, validate_every, validation, stop_at, checkpoint_every, evaluation, zip)
    --set train.steps=0: train.steps = 0 must be at least 1
    --set train={steps=0}: train.steps = 0 must be at least 1
    --set model.d_model=[8, -1]: `d_model` in [model] of line 14 (`GRU`): invalid value: integer `-1`, expected a whole number that is not negative
    --set model.d_model=[8, -1]: `d_model` in [model] of line 19 (`GRU slow`): invalid value: integer `-1`, expected a whole number that is not negative
    --set problem.name=z22: there is no problem `z22`; did you mean `z12`? (`barrington list` names the 152 there are; or write no such directory/z22.toml)
    dir/t.toml:10: two problems are called `z22`; give one another `label`
    --set seed=3: unknown key `seed`; did you mean `seeds`? (known: title, question, source, seeds, figures, train, problem, model)
    --set seeds=[]: `seeds` is empty; give at least one, such as [0]
    --set model.d_model=[]: `d_model` is empty; give it at least one value
    "#);
}

#[test]
fn an_option_that_replaces_a_whole_table_by_something_else_is_refused() {
    let told = |option: &str| with(GOOD, &[option]).unwrap_err().to_string();
    let all = ["train=5", "train=\"\"", "model=[{}]", "problem=z3", "="].map(told);
    insta::assert_snapshot!(all.join("\n"), @r#"
    --set train=5: `train` is a table; write train.KEY=VALUE
    --set train="": `train` is a table; write train.KEY=VALUE
    --set model=[{}]: `model` is a table; write model.KEY=VALUE
    --set problem=z3: `problem` is a table; write problem.KEY=VALUE
    --set =: is no KEY=VALUE, such as train.steps=500
    "#);
    let nested = ["model.mixer=gru", "train.optimiser=5", "model.train=5"].map(told);
    insta::assert_snapshot!(nested.join("\n"), @r#"
    --set model.mixer=gru: `mixer` in [model] of line 14 (`GRU`): invalid type: string "gru", expected a table; write mixer.gru = {}
    --set model.mixer=gru: `mixer` in [model] of line 19 (`GRU slow`): invalid type: string "gru", expected a table; write mixer.gru = {}
    --set train.optimiser=5: `optimiser` in [train]: invalid type: integer `5`, expected a table; write optimiser.KEY = VALUE, or optimiser = {}
    --set model.train=5: `train` in [model] of line 14 (`GRU`): invalid type: integer `5`, expected a table; write train.KEY = VALUE, or train = {}
    --set model.train=5: `train` in [model] of line 19 (`GRU slow`): invalid type: integer `5`, expected a table; write train.KEY = VALUE, or train = {}
    "#);
}

#[test]
fn an_option_that_breaks_a_pair_or_adds_a_pattern_is_blamed_itself() {
    let text =
        one("layers = [1, 2]\nd_model = [8, 16]\nmixer.gru = {}\nzip = [['layers', 'd_model']]");
    let told = |option: &str| with(&text, &[option]).unwrap_err().to_string();
    let all = [
        "model.d_model=24",
        "model.d_model=[8, 16, 24]",
        "model.pattern=M",
    ]
    .map(told);
    insta::assert_snapshot!(all.join("\n"), @r#"
    --set model.d_model=24: `zip` pairs `d_model`, which has no list; give it one, or take it out of `zip`
    --set model.d_model=[8, 16, 24]: `zip` pairs the 2 values of `layers` with the 3 of `d_model`; give both the same number
    --set model.pattern=M: pattern = "M" excludes layers = 1; leave one of the two out of the file
    --set model.pattern=M: pattern = "M" excludes layers = 2; leave one of the two out of the file
    "#);
}
