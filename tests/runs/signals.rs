//! An experiment in its own process: stopped, killed, and started twice.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use barrington::experiment::plan::Plan;
use barrington::experiment::record::Record;
use barrington::experiment::store::Store;

use crate::plans::{TINY, plan, results};

/// The binary on an experiment long enough to be hit while it runs.
struct Program {
    root: tempfile::TempDir,
}

impl Program {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let text = TINY
            .replace("steps = 30", "steps = 1500\ncheckpoint_every = 20")
            .replace("seeds = [0, 1]", "seeds = [0]");
        fs::write(root.path().join("tiny.toml"), text).unwrap();
        Self { root }
    }

    fn plan(&self) -> Plan {
        plan(&fs::read_to_string(self.root.path().join("tiny.toml")).unwrap())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("barrington"));
        command.current_dir(self.root.path());
        command.args(["run", "tiny.toml", "--threads", "2"]);
        command
    }

    /// Starts it, waits for the first run to begin, sends a signal; what it says then and its status.
    fn hit(&self, signal: &str) -> (String, Option<i32>) {
        let mut child = self.command().stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        while !lines.next().unwrap().unwrap().contains("begins") {}
        std::thread::sleep(std::time::Duration::from_millis(30));
        let id = child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        let said: Vec<String> = lines.map(Result::unwrap).collect();
        (said.join("\n"), child.wait().unwrap().code())
    }

    fn finish(&self) -> Vec<Record> {
        let output = self.command().output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        results(&self.plan(), &self.root.path().join("runs"))
    }
}

#[cfg(unix)]
#[test]
fn after_ctrl_c_or_a_kill_the_same_command_continues_to_the_same_bits() {
    let whole = Program::new().finish();
    let program = Program::new();
    let (said, status) = program.hit("-INT");
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("interrupted, saved"), "{said}");
    assert!(
        said.contains("error: interrupted with 0 of 4 runs done; the same command continues"),
        "{said}"
    );
    let (said, status) = program.hit("-TERM");
    assert_eq!(status, Some(2), "{said}");
    // no handler sees this one
    let (_, status) = program.hit("-KILL");
    assert_eq!(status, None);
    assert_eq!(program.finish(), whole);
}

#[test]
fn a_second_process_in_the_same_directory_is_refused() {
    let program = Program::new();
    let runs: PathBuf = program.root.path().join("runs");
    let held = Store::open(&runs, "tiny").unwrap();
    let output = program.command().output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "error: runs/tiny is in use by process {}; wait for it to end, or give another directory\n",
            std::process::id()
        )
    );
    drop(held);
    // a lock file without a living holder locks nothing
    assert!(runs.join("tiny/lock").exists());
    Store::open(&runs, "tiny").unwrap();
}
