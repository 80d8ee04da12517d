//! Sequences of a batch, micro-batches, lanes and threads: none changes what a sequence gives.

use barrington::model::{ARCHITECTURES, Model, ModelConfig};
use barrington::tensor::{Lane, Tape};

use crate::variants::{LABELS, VOCABULARY, logits, shaken, variants, word};

#[test]
fn words_of_a_batch_do_not_see_each_other() {
    for (name, config) in variants() {
        let (model, params) = Model::<f32>::new(&config, VOCABULARY, LABELS, 6, 1).unwrap();
        let params = shaken(params);
        // together they share work, alone they have none to share
        let tokens = word(6, 6, 6);
        let together = logits(&model, &params, &tokens, 6);
        for b in 0..6 {
            let alone = logits(&model, &params, &tokens[b * 6..][..6], 1);
            for (x, y) in alone.iter().zip(&together[b * 6 * LABELS..]) {
                let error = (x - y).abs() / x.abs().max(1.0);
                assert!(
                    error < 1e-5,
                    "{name}: word {b} gives {y} in a batch, {x} alone"
                );
            }
        }
    }
}

/// Loss gradients of the words in micro-batches of `size`, which `lanes` lanes take in turn; `threads` threads
/// make what they share.
pub(crate) fn gradient(
    model: &Model<f64>,
    params: &[f64],
    tokens: &[u32],
    time: usize,
    size: usize,
    lanes: usize,
    threads: usize,
) -> Vec<f64> {
    let mut lanes: Vec<_> = (0..lanes).map(|_| model.lane(params)).collect();
    gradient_in(&mut lanes, model, params, tokens, time, size, threads)
}

/// As [`gradient`], in given lanes.
fn gradient_in(
    lanes: &mut [Lane<f64>],
    model: &Model<f64>,
    params: &[f64],
    tokens: &[u32],
    time: usize,
    size: usize,
    threads: usize,
) -> Vec<f64> {
    let labels: Vec<u32> = tokens.iter().map(|t| t % LABELS as u32).collect();
    let count = lanes.len();
    let (first, others) = lanes.split_first_mut().unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    let pool = pool.build().unwrap();
    let sum = |x: &[f64], y: &mut [f64]| y.iter_mut().zip(x).for_each(|(y, x)| *y += x);
    // twice: nothing may be left of the parameters before
    for params in [&vec![0.1; params.len()][..], params] {
        pool.install(|| model.share(params, first, [tokens.len() / time, time], threads));
        first.gradient.fill(0.0);
        for other in &mut *others {
            other.gradient.fill(0.0);
            other.copy_shared(first);
        }
        let micro_batches = tokens.chunks(size * time).zip(labels.chunks(size * time));
        for (i, (tokens, labels)) in micro_batches.enumerate() {
            let lane = match i % count {
                0 => &mut *first,
                i => &mut others[i - 1],
            };
            let mut tape = Tape::next(params, lane, tokens, tokens.len() / time);
            let logits = model.forward(&mut tape);
            tape.clear_grads();
            tape.cross_entropy(logits, labels, 1.0);
            tape.replay();
        }
        for other in &mut *others {
            first.add_shared_gradients(other, sum);
            sum(&other.gradient, &mut first.gradient);
        }
        pool.install(|| first.replay_shared(params, threads));
    }
    first.gradient.clone()
}

#[test]
fn work_shared_by_micro_batches_leaves_the_gradient_alone() {
    for (name, config) in variants() {
        let (words, time) = (7, 4);
        let (model, params) = Model::<f64>::new(&config, VOCABULARY, LABELS, time, 1).unwrap();
        let params = shaken(params);
        let tokens = word(words, time, 7);
        let whole = gradient(&model, &params, &tokens, time, words, 1, 1);
        let parts = gradient(&model, &params, &tokens, time, 2, 1, 1);
        // the last lane has nothing to do
        let lanes = gradient(&model, &params, &tokens, time, 2, 5, 1);
        // the definition: every word by itself, nothing shared
        let mut alone = vec![0.0; params.len()];
        for tokens in tokens.chunks(time) {
            let mut lane = Lane::new(params.len());
            let mut tape = Tape::begin(&params, &mut lane, tokens, 1);
            let logits = model.forward(&mut tape);
            let labels: Vec<u32> = tokens.iter().map(|t| t % LABELS as u32).collect();
            tape.clear_grads();
            tape.cross_entropy(logits, &labels, 1.0);
            tape.replay();
            alone
                .iter_mut()
                .zip(&lane.gradient)
                .for_each(|(sum, g)| *sum += g);
        }
        let largest = alone.iter().fold(0.0f64, |m, g| m.max(g.abs()));
        for shared in [whole, parts, lanes] {
            for (i, (a, b)) in alone.iter().zip(&shared).enumerate() {
                assert!(
                    (a - b).abs() <= 1e-12 * largest,
                    "{name}: gradient {i} is {a} alone and {b} shared"
                );
            }
        }
    }
}

#[test]
fn a_lane_that_has_seen_words_of_other_lengths_gives_the_same_bits() {
    for (name, config) in variants() {
        let (model, params) = Model::<f64>::new(&config, VOCABULARY, LABELS, 6, 1).unwrap();
        let params = shaken(params);
        let mut lanes: Vec<_> = (0..2).map(|_| model.lane(&params)).collect();
        // words grow, are too few to share work, and shrink
        for (words, time) in [(7, 2), (7, 6), (3, 6), (7, 4)] {
            let tokens = word(words, time, 8);
            let used = gradient_in(&mut lanes, &model, &params, &tokens, time, 2, 2);
            let new = gradient(&model, &params, &tokens, time, 2, 2, 1);
            let same = used
                .iter()
                .zip(&new)
                .all(|(a, b)| a.to_bits() == b.to_bits());
            assert!(same, "{name}: {words} words of {time} letters");
        }
    }
}

#[test]
fn threads_that_make_shared_work_change_no_bit() {
    // three blocks of channels, the last one not full
    let single = ARCHITECTURES
        .iter()
        .map(|a| (a.name, ModelConfig::new((a.default)(), 40, 2)));
    let patterns = ["M(*M)2", "{M-}2", "{-}log{*-}log"];
    let patterns = patterns.map(|text| (text, ModelConfig::of(text.parse().unwrap(), 40)));
    for (name, config) in single.chain(patterns) {
        let (model, params) = Model::<f64>::new(&config, VOCABULARY, LABELS, 4, 1).unwrap();
        let params = shaken(params);
        let tokens = word(6, 4, 7);
        let bits = |threads| {
            let gradient = gradient(&model, &params, &tokens, 4, 2, 2, threads);
            gradient.iter().map(|g| g.to_bits()).collect::<Vec<_>>()
        };
        let one = bits(1);
        assert!(one == bits(2) && one == bits(5), "{name}");
    }
}
