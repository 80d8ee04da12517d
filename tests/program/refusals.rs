//! What the program answers to bad input: file, line or key, value and remedy, in one sentence.

use std::fs;

use crate::shell::{barrington, directory, err, out, refused};
use assert_cmd::Command;
use barrington::problem::expect::Expect;

#[test]
fn what_cannot_be_classified_is_answered_in_one_sentence() {
    insta::assert_snapshot!(refused(&[], "classify --regex (ab"), @"error: `(ab` is not a regular expression at character 1: `(` is never closed; add a `)`");
    insta::assert_snapshot!(refused(&[], "classify --generators (1,2,2)"), @"error: `(1,2,2)` is not a permutation: the point 2 occurs twice; every point may stand in one cycle only");
    insta::assert_snapshot!(refused(&[], "classify --images 2,2,4"), @"error: `2,2,4` names the point 4, but the points are 1 to 3; correct it or raise `points`");
    insta::assert_snapshot!(refused(&[], "classify --generators (1,99999)"), @"error: --generators names the point 99999, but points are 1 to 65535; number them from 1");
    insta::assert_snapshot!(refused(&[], "classify --dfa nowhere.toml"), @"error: nowhere.toml: No such file or directory (os error 2); check that it exists and may be read");
}

#[test]
fn a_claim_that_does_not_hold_is_a_no() {
    let text = "title = 't'\nsource = 's'\n[word]\npoints = 3\ncycles = ['(1 2 3)']\nproduct = 'left-first'\n[expect]\norder = 4\n";
    let root = directory(&[("problems/three.toml", text)]);
    let output = barrington(root.path(), "show three");
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("`order` is claimed to be 4, but is 3"));
}

#[test]
fn a_wrong_permutation_is_answered_with_file_line_value_and_remedy() {
    let text = "title = 't'\nsource = 's'\n[word]\npoints = 3\nproduct = 'left-first'\ncycles = [\n  '(1 2)',\n  '(1 2 4)',\n]\n";
    insta::assert_snapshot!(refused(&[("problems/bad.toml", text)], "show bad"), @"error: problems/bad.toml:8: `(1 2 4)` names the point 4, but the points are 1 to 3; correct it or raise `points`");
}

#[test]
fn generators_that_do_not_close_within_the_limit_are_refused() {
    let text = "title = 't'\nsource = 's'\n[word]\npoints = 12\nproduct = 'left-first'\nlimit = 5000\nalphabet = 'generators'\ncycles = ['(1 2 3 4 5 6 7 8 9 10 11 12)', '(1 2)']\n";
    insta::assert_snapshot!(refused(&[("problems/s12.toml", text)], "show s12"), @"error: problem `s12`: the generators produce more than 5000 elements (stopped after finding 5000); raise `limit` if you meant it, or look for a wrong generator");
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    insta::assert_snapshot!(refused(&[], "show a55"), @"error: there is no problem `a55`; did you mean `a5`? (`barrington list` names the 152 there are; or write problems/a55.toml)");
    let said = refused(&[], "train a5 --model mambo");
    let expected = "error: there is no architecture `mambo`; did you mean `mamba`? (known: ";
    assert!(said.starts_with(expected), "{said}");
    insta::assert_snapshot!(refused(&[], "run illusion-quik"), @"error: there is no experiment `illusion-quik`; did you mean `illusion-quick`? (known: illusion-quick, illusion-renderings, parity; or give the path of a .toml file)");
}

#[test]
fn a_missing_file_is_named() {
    insta::assert_snapshot!(refused(&[], "run nowhere/some.toml"), @"error: cannot read nowhere/some.toml: No such file or directory (os error 2); check that it exists and may be read");
    insta::assert_snapshot!(refused(&[], "eval nothing.safetensors"), @"error: cannot read or write nothing.safetensors: No such file or directory (os error 2); check the path, its permissions and the disk");
    insta::assert_snapshot!(refused(&[], "figure parity"), @"error: runs/parity/records: no record of `parity` there; make them with `barrington run parity`");
    insta::assert_snapshot!(refused(&[], "train z2 --model gru --out here --resume"), @"error: here/checkpoint.safetensors: no checkpoint to go on from; leave --resume out");
}

#[test]
fn a_truncated_checkpoint_is_named() {
    let root = directory(&[]);
    let line = "train z2 --model gru --d-model 8 --length 4 --steps 3 --out here";
    let output = barrington(root.path(), line);
    assert!(output.status.success(), "{}", err(&output));
    let path = root.path().join("here/checkpoint.safetensors");
    let bytes = fs::read(&path).unwrap();
    for length in [0, 7, 100, bytes.len() / 2, bytes.len() - 1] {
        fs::write(&path, &bytes[..length]).unwrap();
        let output = barrington(root.path(), "eval here/checkpoint.safetensors");
        assert_eq!(output.status.code(), Some(2));
        let said = err(&output);
        assert!(
            said.starts_with("error: here/checkpoint.safetensors: not a usable checkpoint: "),
            "{said}"
        );
        assert!(
            said.ends_with("; delete it to start the run again\n"),
            "{said}"
        );
        let again = barrington(root.path(), &format!("{line} --resume"));
        assert_eq!(again.status.code(), Some(2), "{}", err(&again));
    }
}

#[test]
fn a_checkpoint_is_never_overwritten_by_another_run() {
    let root = directory(&[]);
    let line = "train z2 --model gru --d-model 8 --length 4 --steps 3 --out here";
    assert!(barrington(root.path(), line).status.success());
    insta::assert_snapshot!(err(&barrington(root.path(), line)), @"error: here/checkpoint.safetensors exists; go on from it with --resume, or give another directory with --out");
    let other = format!("{line} --seed 1 --resume");
    insta::assert_snapshot!(err(&barrington(root.path(), &other)), @"error: here/checkpoint.safetensors: the checkpoint has seed = 0, this command seed = 1; give the same as the command that began it, or delete it to start again");
    // the same one has nothing left to do and says the same again
    let same = barrington(root.path(), &format!("{line} --resume"));
    assert!(same.status.success(), "{}", err(&same));
}

#[test]
fn a_checkpoint_with_tensors_that_its_model_lacks_is_refused() {
    let root = directory(&[]);
    let line = "train z2 --pattern 'G(LG)2' --d-model 8 --length 4 --steps 1 --out here";
    assert!(barrington(root.path(), line).status.success());
    let eval = "eval here/checkpoint.safetensors --sequences 64";
    let evaluated = out(&barrington(root.path(), eval));
    assert!(evaluated.contains("\n64 sequences; "), "{evaluated}");
    let path = root.path().join("here/checkpoint.safetensors");
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(6).position(|b| b == b"G(LG)2").unwrap();
    bytes[at..at + 6].copy_from_slice(b"G{LG}2");
    std::fs::write(&path, &bytes).unwrap();
    let refused = barrington(root.path(), eval);
    assert_eq!(refused.status.code(), Some(2));
    let said = err(&refused);
    let start = "error: here/checkpoint.safetensors: not a usable checkpoint: its tensor layers.3.";
    assert!(said.starts_with(start), "{said}");
    assert!(
        said.contains(" is none of the model's; delete it"),
        "{said}"
    );
}

#[test]
fn an_option_of_zero_is_answered_with_what_it_takes() {
    let root = directory(&[]);
    let told = err(&barrington(root.path(), "train z2 --model gru --layers 0"));
    assert!(
        told.contains("--layers <LAYERS>': give a whole number of at least 1\n"),
        "{told}"
    );
}

/// A directory that cannot be made, whoever asks: a file stands in its place. (A directory without write
/// permission stops nobody who is root.)
#[test]
fn a_directory_that_cannot_be_written_is_named_before_any_work() {
    let file = [("taken", "a file")];
    let tiny = "train z2 --model gru --d-model 8 --length 4 --steps 3";
    insta::assert_snapshot!(refused(&file, &format!("{tiny} --out taken")), @"error: cannot write taken: File exists (os error 17); give a directory that can be written, or free the disk");
    insta::assert_snapshot!(refused(&file, "run parity --runs taken"), @"error: cannot write taken/parity/records: Not a directory (os error 20); give a directory that can be written, or free the disk");
    let root = directory(&file);
    assert!(barrington(root.path(), "run parity").status.success());
    let output = barrington(root.path(), "figure parity --out taken");
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(err(&output), @"error: cannot write taken/parity: Not a directory (os error 20); give a directory that can be written, or free the disk");
    let output = barrington(root.path(), "report parity --out taken/report.html");
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(err(&output), @"error: cannot write taken: File exists (os error 17); give a directory that can be written, or free the disk");
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_file_system_is_named() {
    insta::assert_snapshot!(refused(&[], "run parity --runs /proc/self"), @"error: cannot write /proc/self/parity/records: No such file or directory (os error 2); give a directory that can be written, or free the disk");
}

#[test]
fn a_number_of_threads_that_is_none_is_refused() {
    let root = directory(&[]);
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("barrington"));
    command
        .current_dir(root.path())
        .env("SLURM_CPUS_PER_TASK", "many");
    let output = command.args(["run", "parity"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(err(&output), @"error: SLURM_CPUS_PER_TASK is `many`, which is no number of threads; give --threads: invalid digit found in string");
    assert!(refused(&[], "run parity --threads 0").contains("'0' for '--threads <THREADS>'"));
}

/// A key that no table knows, put into every table of every kind of file.
#[test]
fn unknown_keys_are_refused_in_every_table() {
    let experiment = "title = 't'
question = 'q'
seeds = [0]
zebra = 1
[train]
zebra = 1
[train.optimiser]
zebra = 1
[train.lengths.doubling]
from = 1
at = 0.5
zebra = 1
[train.schedule.cosine]
warm_up = 1
floor = 0.0
zebra = 1
[train.data.fixed]
sequences = 9
zebra = 1
[[problem]]
name = 'z2'
zebra = 1
[problem.train]
zebra = 1
[[model]]
label = 'm'
layers = [1]
d_model = 8
zebra = 1
[model.mixer.gru]
zebra = 1
[model.train]
zebra = 1
";
    let problem = "title = 't'
source = 's'
zebra = 1
[word]
zebra = 1
product = 'left-first'
[expect]
zebra = 1
";
    insta::assert_snapshot!(refused(&[("e.toml", experiment)], "run e.toml"), @r###"
error: e.toml:4: unknown key `zebra`; known: title, question, source, seeds, figures, train, problem, model
e.toml:6: unknown key `zebra` in [train]; known: length, lengths, batch, micro_batch, lanes, steps, data, bos, optimiser, schedule, validate_every, validation, stop_at, checkpoint_every, evaluation, zip
e.toml:8: unknown key `zebra` in [train.optimiser]; known: learning_rate, betas, epsilon, weight_decay, decay, clip
e.toml:12: unknown key `zebra` in [train.lengths.doubling]; known: from, at
e.toml:16: unknown key `zebra` in [train.schedule.cosine]; known: warm_up, floor
e.toml:19: unknown key `zebra` in [train.data.fixed]; known: sequences
e.toml:22: unknown key `zebra` in [problem] of line 20 (`z2`); known: name, alphabet, encoding, supervision, label, train, zip
e.toml:24: unknown key `zebra` in [problem.train] of line 20 (`z2`); known: length, lengths, batch, micro_batch, lanes, steps, data, bos, optimiser, schedule, validate_every, validation, stop_at, checkpoint_every, evaluation, zip
e.toml:29: unknown key `zebra` in [model] of line 25 (`m`); known: d_model, layers, pattern, mixer, letter, linear, block, norm, norm_epsilon, feed_forward, activation, embedding_std, label, train, zip
e.toml:31: unknown key `zebra` in [model.mixer.gru] of line 25 (`m`); known: hidden
e.toml:33: unknown key `zebra` in [model.train] of line 25 (`m`); known: length, lengths, batch, micro_batch, lanes, steps, data, bos, optimiser, schedule, validate_every, validation, stop_at, checkpoint_every, evaluation, zip
"###);
    let refusal = refused(&[("problems/p.toml", problem)], "show p");
    let refusal = refusal.replace(&Expect::keys().join(", "), "(the facts)");
    insta::assert_snapshot!(refusal, @"
        error: problems/p.toml:3: unknown key `zebra`; known: title, source, word, language, data, chess, code, entity, formula, circuit, matrix, dyck, counting, graph, sequence, recall, encoding, supervision, expect
        problems/p.toml:5: unknown key `zebra` in [word]; known: points, cycles, images, direct, alphabet, neutral, product, limit, track
        problems/p.toml:8: unknown key `zebra` in [expect]; known: (the facts)
        ");
}

#[test]
fn every_architecture_refuses_unknown_keys() {
    let root = directory(&[]);
    let list = out(&barrington(root.path(), "list architectures"));
    let names: Vec<&str> = list
        .lines()
        .skip(1)
        .filter_map(|l| l.split(' ').next())
        .take_while(|name| *name != "-")
        .collect();
    assert!(names.len() >= 3, "{list}");
    for name in names {
        let text = format!(
            "title = 't'\nquestion = 'q'\nseeds = [0]\n[[problem]]\nname = 'z2'\n[[model]]\nlabel = 'm'\nlayers = [1]\nd_model = 8\nmixer.{name} = {{ zebra = 1 }}\n"
        );
        let said = refused(&[("e.toml", &text)], "run e.toml");
        assert!(
            said.contains("e.toml:10: unknown key `zebra`"),
            "{name}: {said}"
        );
    }
}
