//! What is seen while runs are made: on a terminal one bar per running job and one for the whole,
//! elsewhere plain lines, at most one per run every ten seconds.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::base::code::Code;
use crate::cli::{interrupt, remark};
use crate::experiment::executor::{End, Had, Watcher};
use crate::experiment::plan::Planned;
use crate::experiment::record::{Record, Status};
use crate::train::Progress;

/// Between two lines of one run.
const LINE_EVERY: Duration = Duration::from_secs(10);
/// Between two changes of one bar.
const BAR_EVERY: Duration = Duration::from_millis(100);

/// Shows progress on the standard error and passes Ctrl-C on.
pub struct Reporter {
    bars: Option<MultiProgress>,
    state: Mutex<State>,
}

struct State {
    begun: Instant,
    /// Runs to make, runs that ended.
    todo: usize,
    ended: usize,
    /// In the units of [`crate::experiment::run::Run::cost`]: of all runs, of those that ended.
    cost: f64,
    cost_ended: f64,
    whole: Option<ProgressBar>,
    jobs: BTreeMap<usize, Running>,
    told: bool,
}

/// A run that is being made.
struct Running {
    number: usize,
    begun: Instant,
    seen: Instant,
    first_step: u64,
    /// Tokens and time at the first step seen here, for the speed.
    first: Option<(u64, Instant)>,
    cost: f64,
    fraction: f64,
    bar: Option<ProgressBar>,
}

impl Reporter {
    /// Bars if the standard error is a terminal, lines otherwise.
    pub fn new() -> Self {
        let bars = std::io::stderr().is_terminal().then(MultiProgress::new);
        Self {
            bars,
            state: Mutex::new(State {
                begun: Instant::now(),
                todo: 0,
                ended: 0,
                cost: 0.0,
                cost_ended: 0.0,
                whole: None,
                jobs: BTreeMap::new(),
                told: false,
            }),
        }
    }

    /// A line above the bars, or simply a line.
    fn line(&self, text: &str) {
        match &self.bars {
            // a terminal that has gone away is no reason to stop
            Some(bars) => drop(bars.println(text)),
            None => remark(text),
        }
    }

    fn with_state(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().expect("no job panics with this lock"));
    }
}

impl Default for Reporter {
    fn default() -> Self {
        Self::new()
    }
}

impl Watcher for Reporter {
    fn starts(&self, todo: &[&Planned], had: &Had) {
        let said = [
            (had.records, "had a record already".to_owned()),
            (
                had.other_code.len(),
                format!(
                    "of these with a record of other code ({}); --remake makes such again",
                    distinct(&had.other_code)
                ),
            ),
            (
                had.remade,
                "with a record of other code, to be made again".to_owned(),
            ),
            (
                had.other_evaluation,
                "with a record that counts another number of sequences than train.evaluation says, to be made again".to_owned(),
            ),
        ];
        for (runs, what) in said.iter().filter(|(runs, _)| *runs > 0) {
            let s = if *runs == 1 { "" } else { "s" };
            self.line(&format!("{runs} run{s} {what}"));
        }
        self.with_state(|state| {
            state.begun = Instant::now();
            state.todo = todo.len();
            state.cost = todo.iter().map(|p| p.run.cost()).sum();
            state.whole = self.bars.as_ref().filter(|_| todo.len() > 1).map(|bars| {
                let bar = bars.add(ProgressBar::new(todo.len() as u64));
                bar.set_style(style("all runs [{bar:24}] {pos}/{len}  {msg}"));
                bar
            });
        });
    }

    fn begins(&self, job: usize, planned: &Planned, step: u64) {
        self.with_state(|state| {
            let number = state.ended + state.jobs.len() + 1;
            if self.bars.is_none() {
                let from = if step > 0 {
                    format!(", from step {step}")
                } else {
                    String::new()
                };
                self.line(&format!(
                    "[{number}/{}] {}: begins{from}",
                    state.todo, planned.run
                ));
            }
            let bar = self.bars.as_ref().map(|bars| {
                let bar = ProgressBar::new(planned.run.train.steps);
                let bar = match &state.whole {
                    Some(whole) => bars.insert_before(whole, bar),
                    None => bars.add(bar),
                };
                bar.set_style(style("{prefix:40} [{bar:24}] {pos}/{len}  {msg}"));
                bar.set_prefix(planned.run.to_string());
                bar
            });
            let now = Instant::now();
            let running = Running {
                number,
                begun: now,
                seen: now,
                first_step: step,
                first: None,
                cost: planned.run.cost(),
                fraction: 0.0,
                bar,
            };
            state.jobs.insert(job, running);
        });
    }

    fn step(&self, job: usize, planned: &Planned, progress: &Progress) {
        let every = if self.bars.is_some() {
            BAR_EVERY
        } else {
            LINE_EVERY
        };
        self.with_state(|state| {
            if interrupt::asked() && !state.told {
                state.told = true;
                self.line("finishing the present step and saving; Ctrl-C once more ends at once");
            }
            let todo = state.todo;
            let now = Instant::now();
            let Some(running) = state.jobs.get_mut(&job) else {
                return;
            };
            running.first.get_or_insert((progress.tokens, now));
            running.fraction = progress.step as f64 / progress.steps as f64;
            if now - running.seen < every {
                return;
            }
            running.seen = now;
            let text = running.text(progress, now);
            match &running.bar {
                Some(bar) => {
                    bar.set_position(progress.step);
                    bar.set_message(text);
                }
                None => self.line(&format!(
                    "[{}/{todo}] {}: step {}/{}, {text}",
                    running.number, planned.run, progress.step, progress.steps
                )),
            }
            state.show_whole();
        });
    }

    fn ends(&self, job: usize, planned: &Planned, end: &End) {
        self.with_state(|state| {
            let (number, fraction, bar) = match state.jobs.remove(&job) {
                Some(running) => (running.number, running.fraction, running.bar),
                // it failed before it began
                None => (state.ended + state.jobs.len() + 1, 0.0, None),
            };
            if let Some(bar) = bar {
                bar.finish_and_clear();
            }
            state.ended += 1;
            // the steps it did not need are neither done nor left
            state.cost_ended += planned.run.cost() * fraction;
            state.cost -= planned.run.cost() * (1.0 - fraction);
            let text = match end {
                End::Recorded(record) => told(record),
                End::Interrupted => "interrupted, saved".to_owned(),
                End::Failed(error) => format!("failed: {error}"),
            };
            self.line(&format!(
                "[{number}/{}] {}: {text}",
                state.todo, planned.run
            ));
            if let Some(whole) = &state.whole {
                whole.set_position(state.ended as u64);
                if state.ended == state.todo || interrupt::asked() && state.jobs.is_empty() {
                    whole.finish_and_clear();
                }
            }
            state.show_whole();
        });
    }

    fn interrupted(&self) -> bool {
        interrupt::asked()
    }
}

impl State {
    /// Time left, if the runs that are left take all their steps.
    fn show_whole(&self) {
        let Some(whole) = &self.whole else { return };
        let running = self.jobs.values().map(|r| r.cost * r.fraction).sum::<f64>();
        let done = (self.cost_ended + running) / self.cost;
        if done > 0.0 {
            let left = self.begun.elapsed().as_secs_f64() * (1.0 - done) / done;
            whole.set_message(format!("about {} left", clock(left)));
        }
    }
}

impl Running {
    fn text(&self, progress: &Progress, now: Instant) -> String {
        let accuracy = progress
            .accuracy
            .map_or_else(String::new, |a| format!(", accuracy {:.1} %", 100.0 * a));
        let speed = match self.first {
            Some((tokens, since)) if now > since => {
                let seconds = (now - since).as_secs_f64();
                let speed = (progress.tokens - tokens) as f64 / seconds;
                format!(", {:.1} k tokens/s", speed / 1e3)
            }
            _ => String::new(),
        };
        let made = progress.step.saturating_sub(self.first_step).max(1);
        let seconds = (now - self.begun).as_secs_f64() / made as f64;
        let left = clock(seconds * (progress.steps - progress.step) as f64);
        format!(
            "length {}, loss {:.4}{accuracy}{speed}, {left} left",
            progress.length, progress.loss
        )
    }
}

/// What differs among some code, in a few words.
pub fn distinct(code: &[Code]) -> String {
    let mut names: Vec<String> = code.iter().map(Code::to_string).collect();
    names.sort();
    names.dedup();
    let more = names.len().saturating_sub(3);
    names.truncate(3);
    match more {
        0 => names.join("; "),
        _ => format!("{}; and {more} more", names.join("; ")),
    }
}

/// The end of a run in a line.
pub fn told(record: &Record) -> String {
    let how = match record.outcome.status {
        Status::Reached => "reached its target",
        Status::Finished => "made all steps",
        Status::Diverged => "diverged",
    };
    let accuracy = record.evaluation.as_ref().map_or_else(String::new, |e| {
        let right = e.prefix_correct.last().copied().unwrap_or(0);
        let words = e.sequences_each.last().copied().unwrap_or(e.sequences);
        let rate = 100.0 * right as f64 / words as f64;
        let length = e.longest();
        format!(", {rate:.1} % of the sequences of length {length} right")
    });
    let seconds = clock(record.machine.wall_s);
    format!(
        "{how} after {} steps{accuracy} ({seconds})",
        record.outcome.steps
    )
}

/// Minutes and seconds, and hours where there are any.
pub fn clock(seconds: f64) -> String {
    let s = seconds.round() as u64;
    match s / 3600 {
        0 => format!("{}:{:02}", s / 60, s % 60),
        h => format!("{h}:{:02}:{:02}", s / 60 % 60, s % 60),
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .expect("the templates of this file are well-formed")
        .progress_chars("=> ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_show_hours_only_where_there_are_any() {
        assert_eq!(clock(0.4), "0:00");
        assert_eq!(clock(61.0), "1:01");
        assert_eq!(clock(3725.0), "1:02:05");
    }
}
