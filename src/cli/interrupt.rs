//! Ctrl-C, and the signals a cluster sends before it kills: the first one asks everything to finish its
//! step and save; the second one ends the program at once.

use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};

static ASKED: AtomicBool = AtomicBool::new(false);
static LISTENING: AtomicBool = AtomicBool::new(false);

/// From now on the signals set a flag instead of ending the program. More calls than one, as by two experiments in a
/// row, are as good as one.
pub fn listen() -> Result<()> {
    if LISTENING.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    let handler = || {
        if ASKED.swap(true, Ordering::SeqCst) {
            exit(2);
        }
    };
    ctrlc::set_handler(handler).context("cannot listen for Ctrl-C")
}

/// Whether somebody asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_experiments_in_a_row_can_both_listen() {
        listen().unwrap();
        listen().unwrap();
        assert!(!asked());
    }
}
