//! What this machine gives two threads that share nothing: the most that two threads can gain in training.
//!
//! A piece of arithmetic that stays in registers is done again and again, by one thread and by two in turn. Where
//! two processors are not wholly ours (other guests, a common clock) it falls short of twice the rate, and more so
//! where each round waits for the slower of the two, as a training step does.
//!
//!     cargo bench --bench floor [-- ROUNDS]

#![allow(clippy::print_stdout)]

use std::sync::Barrier;
use std::time::{Duration, Instant};

use barrington::kernel;

/// Pieces in a row, by one thread and then by two.
const PIECES: usize = 20;

/// Rounds of the two in turn, unless the command line says how many.
const ROUNDS: usize = 10;

kernel! {
    /// x <- s x + s in 128 numbers, `times` times.
    fn churn<'a, F: Real>(s: F, x: &'a mut [F], times: usize) {
        let mut sums = [F::ZERO; 128];
        sums.copy_from_slice(x);
        for _ in 0..times {
            for sum in &mut sums {
                *sum = sum.mul_add(s, s);
            }
        }
        x.copy_from_slice(&sums);
    }
}

/// The time of one piece.
fn piece(times: usize) -> Duration {
    let mut x = [1.0f32; 128];
    let start = Instant::now();
    churn(std::hint::black_box(0.999), &mut x, times);
    std::hint::black_box(x);
    start.elapsed()
}

/// The times of the pieces of each of `threads` threads, begun together.
fn pieces(threads: usize, times: usize) -> Vec<Vec<Duration>> {
    let barrier = Barrier::new(threads);
    std::thread::scope(|scope| {
        let work = || {
            let one = || {
                barrier.wait();
                piece(times)
            };
            (0..PIECES).map(|_| one()).collect()
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = running.into_iter().map(|thread| thread.join());
        joined.map(|times| times.expect("it counts")).collect()
    })
}

fn mean(times: impl Iterator<Item = Duration>) -> f64 {
    times.map(|time| time.as_secs_f64()).sum::<f64>() / PIECES as f64
}

fn main() {
    // pieces of about 10 ms
    let times = (0.01 / piece(100_000).as_secs_f64() * 1e5) as usize;
    let rounds = std::env::args().find_map(|argument| argument.parse().ok());
    println!("two threads, of one: each free, and each piece as long as the slower of the two");
    for _ in 0..rounds.unwrap_or(ROUNDS) {
        let alone = mean(pieces(1, times).remove(0).into_iter());
        let two = pieces(2, times);
        let free = (mean(two[0].iter().copied()) + mean(two[1].iter().copied())) / 2.0;
        let slower = two[0].iter().zip(&two[1]).map(|(a, b)| *a.max(b));
        println!(
            "{:.2}  {:.2}",
            2.0 * alone / free,
            2.0 * alone / mean(slower)
        );
    }
}
