//! What is seen while runs are made: on a terminal one bar per running job and one for the whole,
//! elsewhere plain lines, at most one per run every ten seconds.

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::base::code::Code;
use crate::cli::{interrupt, remark};
use crate::experiment::executor::{End, Had, Watcher};
use crate::experiment::plan::Planned;
use crate::experiment::record::{Record, Status};
use crate::experiment::run::counted;
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

#[derive(Default)]
struct State {
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
    seen: Instant,
    first_step: u64,
    /// Tokens and time at the first step seen here, for the speed.
    first: Option<(u64, Instant)>,
    cost: f64,
    fraction: f64,
    /// Hidden where there is no terminal; it began when the run did.
    bar: ProgressBar,
}

impl Reporter {
    /// A line above the bars, or simply a line.
    fn line(&self, text: &str) {
        match &self.bars {
            // a terminal that has gone away is no reason to stop
            Some(bars) => drop(bars.println(text)),
            None => remark(text),
        }
    }

    /// A line about a run.
    fn line_of(&self, number: usize, todo: usize, planned: &Planned, text: &str) {
        self.line(&format!("[{number}/{todo}] {}: {text}", planned.run));
    }

    fn with_state(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().expect("no job panics with this lock"));
    }
}

impl Default for Reporter {
    /// Bars if the standard error is a terminal, lines otherwise.
    fn default() -> Self {
        let bars = std::io::stderr().is_terminal().then(MultiProgress::new);
        let state = Mutex::default();
        Self { bars, state }
    }
}

impl Watcher for Reporter {
    fn starts(&self, todo: &[&Planned], had: &Had) {
        let other_code = format!(
            "of these with a record of other code ({}); --remake makes such again",
            distinct(&had.other_code)
        );
        for (runs, what) in [
            (had.records, "had a record already"),
            (had.other_code.len(), &other_code),
            (had.remade, "with a record of other code, to be made again"),
            (
                had.other_evaluation,
                "with a record that counts another number of sequences than train.evaluation says, to be made again",
            ),
        ] {
            if runs > 0 {
                self.line(&format!("{} {what}", counted(runs, "run")));
            }
        }
        self.with_state(|state| {
            state.todo = todo.len();
            state.cost = todo.iter().map(|p| p.run.cost()).sum();
            state.whole = self.bars.as_ref().filter(|_| todo.len() > 1).map(|bars| {
                let bar = bars.add(ProgressBar::new(todo.len() as u64));
                bar.with_style(style("all runs [{bar:24}] {pos}/{len}  {msg}"))
            });
        });
    }

    fn begins(&self, job: usize, planned: &Planned, step: u64) {
        self.with_state(|state| {
            let number = state.next_number();
            let bar = match (&self.bars, &state.whole) {
                (None, _) => {
                    let from = match step {
                        0 => String::new(),
                        _ => format!(", from step {step}"),
                    };
                    self.line_of(number, state.todo, planned, &format!("begins{from}"));
                    ProgressBar::hidden()
                }
                (Some(bars), Some(whole)) => bars.insert_before(whole, bar_of(planned)),
                (Some(bars), None) => bars.add(bar_of(planned)),
            };
            let running = Running {
                number,
                seen: Instant::now(),
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
        let every = match self.bars {
            Some(_) => BAR_EVERY,
            None => LINE_EVERY,
        };
        self.with_state(|state| {
            if interrupt::asked() && !state.told {
                state.told = true;
                self.line("finishing the present step and saving; Ctrl-C once more ends at once");
            }
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
            if self.bars.is_some() {
                running.bar.set_position(progress.step);
                running.bar.set_message(text);
            } else {
                let text = format!("step {}/{}, {text}", progress.step, progress.steps);
                self.line_of(running.number, state.todo, planned, &text);
            }
            state.show_whole();
        });
    }

    fn ends(&self, job: usize, planned: &Planned, end: &End) {
        self.with_state(|state| {
            // otherwise it failed before it began
            let (mut number, mut fraction) = (state.next_number(), 0.0);
            if let Some(running) = state.jobs.remove(&job) {
                (number, fraction) = (running.number, running.fraction);
                running.bar.finish_and_clear();
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
            self.line_of(number, state.todo, planned, &text);
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
    /// The number of the run that begins next.
    fn next_number(&self) -> usize {
        self.ended + self.jobs.len() + 1
    }

    /// Time left, if the runs that are left take all their steps.
    fn show_whole(&self) {
        let Some(whole) = &self.whole else { return };
        let running = self.jobs.values().map(|r| r.cost * r.fraction).sum::<f64>();
        let done = (self.cost_ended + running) / self.cost;
        if done > 0.0 {
            let left = whole.elapsed().as_secs_f64() * (1.0 - done) / done;
            whole.set_message(format!("about {} left", clock(left)));
        }
    }
}

impl Running {
    fn text(&self, progress: &Progress, now: Instant) -> String {
        let percent = |a: f64| format!(", accuracy {:.1} %", 100.0 * a);
        let accuracy = progress.accuracy.map_or_else(String::new, percent);
        let speed = match self.first {
            Some((tokens, since)) if now > since => {
                let speed = (progress.tokens - tokens) as f64 / (now - since).as_secs_f64();
                format!(", {:.1} k tokens/s", speed / 1e3)
            }
            _ => String::new(),
        };
        let made = progress.step.saturating_sub(self.first_step).max(1);
        let seconds = self.bar.elapsed().as_secs_f64() / made as f64;
        let left = clock(seconds * (progress.steps - progress.step) as f64);
        let Progress { length, loss, .. } = progress;
        format!("length {length}, loss {loss:.4}{accuracy}{speed}, {left} left")
    }
}

/// What differs among some code, in a few words.
pub fn distinct(code: &[Code]) -> String {
    let names: BTreeSet<String> = code.iter().map(Code::to_string).collect();
    let mut names = Vec::from_iter(names);
    let more = names.len().saturating_sub(3);
    names.truncate(3);
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    names.join("; ")
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
        let all = e.sequences_each.last().copied().unwrap_or(e.sequences);
        let rate = 100.0 * right as f64 / all as f64;
        let length = e.longest();
        format!(", {rate:.1} % of the sequences of length {length} right")
    });
    let (steps, seconds) = (record.outcome.steps, clock(record.machine.wall_s));
    format!("{how} after {steps} steps{accuracy} ({seconds})")
}

/// Minutes and seconds, and hours where there are any.
pub fn clock(seconds: f64) -> String {
    let s = seconds.round() as u64;
    match s / 3600 {
        0 => format!("{}:{:02}", s / 60, s % 60),
        h => format!("{h}:{:02}:{:02}", s / 60 % 60, s % 60),
    }
}

fn bar_of(planned: &Planned) -> ProgressBar {
    ProgressBar::new(planned.run.train.steps)
        .with_style(style("{prefix:40} [{bar:24}] {pos}/{len}  {msg}"))
        .with_prefix(planned.run.to_string())
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
