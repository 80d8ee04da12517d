//! Directories of format 1: what an older program left is used as if it were of today.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use barrington::base::code::Code;
use barrington::experiment::execute::Local;
use barrington::experiment::executor::execute;
use barrington::experiment::migrate::{Migrated, migrate};
use barrington::experiment::plan::{Context, Plan};
use barrington::experiment::record::Record;
use barrington::experiment::store::{Store, find_records, read_record};
use safetensors::SafeTensors;
use safetensors::tensor::{TensorView, serialize};
use serde_json::{Value, json};

use crate::counter::Counter;

/// Records that version 0.1.0 wrote.
fn written() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/format-1");
    let files = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.collect();
    files.sort();
    files
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The names of the files in a directory, sorted.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A directory with the written records.
fn directory() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for path in written() {
        fs::copy(&path, root.path().join(path.file_name().unwrap())).unwrap();
    }
    root
}

#[test]
fn a_record_is_converted_with_every_count_as_it_was() {
    let root = directory();
    let migrated = migrate(root.path(), None).unwrap();
    let expected = Migrated {
        records: written().len(),
        ..Migrated::default()
    };
    assert_eq!(migrated, expected);
    let old: Vec<Value> = written().iter().map(|path| json(path)).collect();
    let new: Vec<PathBuf> = names(root.path())
        .iter()
        .map(|name| root.path().join(name))
        .collect();
    assert_eq!(new.len(), old.len());
    for path in new {
        let record = read_record(&path).unwrap();
        assert_eq!(path.file_stem().unwrap().to_str().unwrap(), record.id);
        let new = json(&path);
        let same = |old: &&Value| {
            ["label", "seed", "problem", "experiment", "train"]
                .iter()
                .all(|key| old["run"][key] == new["run"][key])
        };
        let old = old.iter().find(same).unwrap();
        for key in [
            "labels",
            "parameters",
            "outcome",
            "curve",
            "evaluation",
            "machine",
        ] {
            assert_eq!(old[key], new[key], "{key}");
        }
        let code = Code::converted("format 1, version 0.1.0");
        assert_eq!(record.code, [code]);
        assert!(!record.is_of_this_code());
    }
    // the second time there is nothing to do
    let before = names(root.path());
    assert_eq!(migrate(root.path(), None).unwrap(), Migrated::default());
    assert_eq!(names(root.path()), before);
}

#[test]
fn who_is_killed_between_the_new_file_and_the_old_one_loses_nothing() {
    let root = directory();
    migrate(root.path(), None).unwrap();
    let whole = names(root.path());
    for path in written() {
        fs::copy(&path, root.path().join(path.file_name().unwrap())).unwrap();
        let part = format!(
            ".{}.json.1-0.part",
            path.file_stem().unwrap().to_str().unwrap()
        );
        fs::write(root.path().join(part), "{\"format\":1,").unwrap();
    }
    assert_eq!(migrate(root.path(), None).unwrap().records, written().len());
    let left: Vec<String> = names(root.path())
        .into_iter()
        .filter(|n| !n.starts_with('.'))
        .collect();
    assert_eq!(left, whole);
}

#[test]
fn what_cannot_be_converted_is_left_and_named() {
    let root = directory();
    let paths: Vec<PathBuf> = names(root.path())
        .iter()
        .map(|name| root.path().join(name))
        .collect();
    let text = fs::read_to_string(&paths[0]).unwrap();
    fs::write(&paths[0], text.replace("\"seed\":", "\"seed\":1")).unwrap();
    let cut = root.path().join("cut.json");
    fs::write(&cut, &text[..text.len() / 2]).unwrap();
    let migrated = migrate(root.path(), None).unwrap();
    assert_eq!(migrated.records, paths.len() - 1);
    let left: Vec<&PathBuf> = migrated.left.iter().map(|(path, _)| path).collect();
    assert_eq!(left, [&paths[0], &cut]);
    assert!(
        migrated.left[0].1.contains("but its configuration has"),
        "{migrated:?}"
    );
    assert!(
        migrated.left[1].1.contains("EOF while parsing"),
        "{migrated:?}"
    );
    assert!(paths[0].exists() && cut.exists());
}

#[test]
fn two_records_of_one_run_with_different_counts_both_stay() {
    let root = directory();
    migrate(root.path(), None).unwrap();
    let old = written().remove(0);
    let id = json(&old)["run"]["label"].clone();
    let new = names(root.path())
        .into_iter()
        .map(|name| root.path().join(name));
    let new = new
        .into_iter()
        .find(|path| json(path)["run"]["label"] == id)
        .unwrap();
    let mut changed = json(&new);
    changed["outcome"]["tokens"] = json!(7);
    fs::write(&new, changed.to_string()).unwrap();
    let again = root.path().join(old.file_name().unwrap());
    fs::copy(&old, &again).unwrap();
    let migrated = migrate(root.path(), None).unwrap();
    assert_eq!(migrated.records, 0);
    assert!(
        migrated.left[0]
            .1
            .contains("is of the same run and has other counts")
    );
    assert!(again.exists() && new.exists());
}

/// Two runs of 30 steps, one of them on a fixed data set.
const TINY: &str = "
title = 'tiny'
question = 'does it run?'
seeds = [0]
[train]
length = 6
batch = 16
micro_batch = 4
steps = 30
validate_every = 7
validation = 32
evaluation = 64
[[problem]]
name = 's3'
[[model]]
label = 'fixed'
layers = 1
d_model = 8
mixer.gru = {}
train.data.fixed.sequences = 60
[[model]]
label = 'fresh'
layers = 1
d_model = 8
mixer.gru = {}
";

/// Makes at most `most` steps; how many it has made.
fn go(plan: &Plan, root: &Path, most: u64) -> u64 {
    let counter = Counter::stopping_after(most);
    let store = Store::open(root, &plan.name).unwrap();
    let local = Local::new(1, 1).unwrap();
    execute(plan, &store, &local, &counter, false).unwrap();
    counter.steps.into_inner()
}

fn results(plan: &Plan, root: &Path) -> Vec<Record> {
    let found = find_records(&root.join("tiny/records"), plan).unwrap();
    let records = found.into_iter().map(|found| found.fits().unwrap());
    let mut records: Vec<Record> = records.collect();
    for record in &mut records {
        record.machine.wall_s = 0.0;
        record.code.clear();
    }
    records
}

/// A run or job as format 1 wrote it.
fn aged(job: &mut Value) {
    if let Some(Value::Object(fixed)) = job.pointer_mut("/train/data/fixed") {
        let sequences = fixed.remove("sequences").unwrap();
        fixed.insert("words".to_owned(), sequences);
    }
}

/// Rewrites a directory of this program as version 0.1.0 would have written it.
fn age(directory: &Path) {
    for name in names(&directory.join("records")) {
        let path = directory.join("records").join(name);
        let mut record = json(&path);
        aged(&mut record["run"]);
        let id = blake3::hash(record["run"].to_string().as_bytes()).to_hex()[..16].to_owned();
        let machine = &record["machine"];
        // format 1 begins with its number
        let old = format!(
            "{{\"format\":1,\"id\":\"{id}\",\"run\":{},\"labels\":{},\"parameters\":{},\"outcome\":{},\"curve\":{},\"evaluation\":{},\"machine\":{machine}}}\n",
            record["run"],
            record["labels"],
            record["parameters"],
            record["outcome"],
            record["curve"],
            record["evaluation"],
        );
        fs::remove_file(&path).unwrap();
        fs::write(path.with_file_name(format!("{id}.json")), old).unwrap();
    }
    for name in names(&directory.join("checkpoints")) {
        let path = directory.join("checkpoints").join(name);
        let bytes = fs::read(&path).unwrap();
        let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
        let metadata = header.metadata().as_ref().unwrap();
        let mut job: Value = serde_json::from_str(&metadata["job"]).unwrap();
        aged(&mut job);
        let mut progress: Value = serde_json::from_str(&metadata["progress"]).unwrap();
        progress.as_object_mut().unwrap().remove("code").unwrap();
        let old = HashMap::from([
            ("format".to_owned(), "1".to_owned()),
            ("job".to_owned(), job.to_string()),
            ("progress".to_owned(), progress.to_string()),
        ]);
        let file = SafeTensors::deserialize(&bytes).unwrap();
        let tensors: Vec<(String, TensorView<'_>)> = file.tensors();
        let bytes = serialize(tensors, Some(old)).unwrap();
        fs::remove_file(&path).unwrap();
        fs::write(path.with_file_name("0123456789abcdef.safetensors"), bytes).unwrap();
    }
}

#[test]
fn an_interrupted_experiment_of_format_1_goes_on_to_the_same_bits() {
    let context = Context {
        problems: Path::new("no such directory"),
        figures: &[],
        set: &[],
    };
    let plan = Plan::read(Path::new("tiny.toml"), TINY, context).unwrap();
    let whole = tempfile::tempdir().unwrap();
    assert_eq!(go(&plan, whole.path(), u64::MAX), 60);

    let root = tempfile::tempdir().unwrap();
    assert_eq!(go(&plan, root.path(), 43), 43);
    let (directory, ids) = (root.path().join("tiny"), |folder: &str| {
        names(&root.path().join("tiny").join(folder))
    });
    let today = (ids("records"), ids("checkpoints"));
    age(&directory);
    assert_ne!(today, (ids("records"), ids("checkpoints")));

    let store = Store::open(root.path(), "tiny").unwrap();
    assert_eq!((store.migrated.records, store.migrated.checkpoints), (1, 1));
    drop(store);
    assert_eq!(today, (ids("records"), ids("checkpoints")));
    assert_eq!(go(&plan, root.path(), u64::MAX), 60 - 43);
    assert_eq!(results(&plan, root.path()), results(&plan, whole.path()));
}
