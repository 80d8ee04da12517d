//! A watcher for tests.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use barrington::experiment::executor::{End, Had, Watcher};
use barrington::experiment::plan::Planned;
use barrington::train::Progress;

/// Counts what happens, and interrupts after so many steps.
pub(crate) struct Counter {
    pub(crate) todo: AtomicU64,
    pub(crate) steps: AtomicU64,
    most: u64,
    pub(crate) had: Mutex<Had>,
}

impl Counter {
    pub(crate) fn stopping_after(most: u64) -> Self {
        Self {
            todo: AtomicU64::new(0),
            steps: AtomicU64::new(0),
            most,
            had: Mutex::default(),
        }
    }
}

impl Watcher for Counter {
    fn starts(&self, todo: &[&Planned], had: &Had) {
        self.todo.store(todo.len() as u64, Ordering::SeqCst);
        *self.had.lock().unwrap() = had.clone();
    }
    fn begins(&self, _: usize, _: &Planned, _: u64) {}
    fn step(&self, _: usize, _: &Planned, _: &Progress) {
        self.steps.fetch_add(1, Ordering::SeqCst);
    }
    fn ends(&self, _: usize, _: &Planned, _: &End) {}
    fn interrupted(&self) -> bool {
        self.steps.load(Ordering::SeqCst) >= self.most
    }
}
