//! Values of another shape than their key takes, and layers that are none.

use super::*;

#[test]
fn only_equal_pairs_are_twins() {
    let model =
        "d_model = [8, 8, 16]\nlayers = [1, 2, 1]\nmixer.gru = {}\nzip = [['d_model', 'layers']]";
    assert_eq!(read(&one(model)).unwrap().runs.len(), 3);
    let twins = model.replace("[1, 2, 1]", "[2, 2, 1]");
    insta::assert_snapshot!(read(&one(&twins)).unwrap_err(), @"dir/t.toml:8: `zip` pairs d_model = 8 with layers = 2 twice; remove one");
}

#[test]
fn what_cannot_be_a_choice_or_a_table_is_answered_with_what_can() {
    let told = |lines: &str| {
        let model = format!("layers = 1\nd_model = 8\nmixer.gru = {{}}\n{lines}");
        let model = match lines.contains("letter") {
            true => model
                .replace("layers = 1", "pattern = 'W'")
                .replace("mixer.gru = {}", ""),
            false => model,
        };
        let model = match lines.contains("mixer") {
            true => model.replace("mixer.gru = {}\n", ""),
            false => model,
        };
        read(&one(&model)).unwrap_err().to_string()
    };
    let all = [
        "linear.all = 'dense'",
        "linear.dense = {}",
        "linear.low_rank = { rank = 4 }",
        "linear.foo.dense = {}",
        "letter.W = 'mamba'",
        "letter.W = {}",
        "letter.W = { gru = {}, mamba = {} }",
        "letter.W2.mamba = {}",
        "mixer = 'gru'",
        "mixer.gru = 5",
        "norm = {}",
        "train.schedule.constant = 5",
        "train.lengths = 'doubling'",
        "zip = ['d_model']",
        "zip = 'd_model'",
    ]
    .map(told);
    insta::assert_snapshot!(all.join("\n"), @r#"
    dir/t.toml:11: `all` in [model.linear] of line 6 (`M`): the value is none of its choices; write all = { dense = { ... } }
    dir/t.toml:11: `dense` in [model.linear] of line 6 (`M`): the value is none of its choices; write NAME = { dense = { ... } }
    dir/t.toml:11: unknown value `rank` of `low_rank` in [model.linear] of line 6 (`M`); known: dense; write low_rank = { dense = { ... } }
    dir/t.toml:11: linear.foo is for no linear map of this model (there are: all, head, input)
    dir/t.toml:11: `W` in [model.letter] of line 6 (`M`): the value is none of its choices; write one of W = { rnn = { ... } }, W = { gru = { ... } }, W = { lstm = { ... } }, W = { ids4 = { ... } }, W = { s4d = { ... } }, W = { mamba = { ... } }, W = { attention = { ... } }
    dir/t.toml:11: `W` in [model.letter] of line 6 (`M`): the value is none of its choices; write one of W = { rnn = { ... } }, W = { gru = { ... } }, W = { lstm = { ... } }, W = { ids4 = { ... } }, W = { s4d = { ... } }, W = { mamba = { ... } }, W = { attention = { ... } }
    dir/t.toml:11: `W` in [model.letter] of line 6 (`M`): the value is none of its choices; write one of W = { rnn = { ... } }, W = { gru = { ... } }, W = { lstm = { ... } }, W = { ids4 = { ... } }, W = { s4d = { ... } }, W = { mamba = { ... } }, W = { attention = { ... } }
    dir/t.toml:11: `W2` in [model.letter] of line 6 (`M`): a letter is one character; write one
    dir/t.toml:10: `mixer` in [model] of line 6 (`M`): invalid type: string "gru", expected a table; write mixer.gru = {}
    dir/t.toml:10: `gru` in [model.mixer] of line 6 (`M`): invalid type: integer `5`, expected a table; write gru.KEY = VALUE, or gru = {}
    dir/t.toml:11: `norm` in [model] of line 6 (`M`): the value is none of its choices; write one of norm = "layer", norm = "rms"
    dir/t.toml:11: `constant` in [model.train.schedule] of line 6 (`M`): invalid type: integer `5`, expected a table; write constant.KEY = VALUE, or constant = {}
    dir/t.toml:11: `lengths` in [model.train] of line 6 (`M`): the value is none of its choices; write one of lengths = "fixed", lengths = { uniform = { ... } }, lengths = { doubling = { ... } }
    dir/t.toml:11: `zip` in [model] of line 6 (`M`): wants a list of lists of keys, such as [["layers", "d_model"]]
    dir/t.toml:11: `zip` in [model] of line 6 (`M`): wants a list of lists of keys, such as [["layers", "d_model"]]
    "#);
}

#[test]
fn a_fault_of_the_layers_shows_what_was_written() {
    let told = |model: &str| {
        read(&one(&format!("d_model = 8\n{model}")))
            .unwrap_err()
            .to_string()
    };
    let all = [
        "layers = 2\npattern = 'M*'",
        "layers = 2\nmixer.gru = {}\nmixer.lstm = {}",
        "mixer.gru = {}",
        "pattern = 'W'",
        "pattern = []",
    ]
    .map(told);
    insta::assert_snapshot!(all.join("\n"), @r#"
    dir/t.toml:10: pattern = "M*" excludes layers = 2; leave one of the two out of the file
    dir/t.toml:9: layers = 2 is for one mixer, but there are gru and lstm; write a pattern
    dir/t.toml:6: layers is missing, and there is no pattern; write layers = 1, or pattern = "M*"
    dir/t.toml:9: pattern = "W" has `W` at character 1, which is no mixer: there are R rnn, G gru, L lstm, I ids4, S s4d, M mamba, * attention and - feed-forward; in an experiment file letter.W gives it a meaning; others are written <name>
    dir/t.toml:9: `pattern` is empty; give it at least one value
    "#);
}
