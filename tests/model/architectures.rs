//! What every architecture of the table must pass, however it is written.

use barrington::base::rng::{below, normal, stream};
use barrington::model::layer::linear;
use barrington::model::mixers::Architecture;
use barrington::model::stack::pattern::RESERVED;
use barrington::model::stack::stepper::Stepper;
use barrington::model::{ARCHITECTURES, Block, Model, ModelConfig, NormKind, Sizes};
use barrington::tensor::gradcheck::{Setup, check_at};
use barrington::tensor::{Lane, Param, Real, Tape};

const VOCABULARY: usize = 3;
const LABELS: usize = 5;

/// Hybrids, loops, depth by length, letters with options, feed-forward networks alone.
const PATTERNS: &[&str] = &[
    "pattern = \"M(*M)2\"",
    "pattern = \"{M}2\"",
    "pattern = \"(*-)2\"",
    "pattern = \"{-S}2\"",
    "pattern = \"M{*-}log\"",
    "pattern = \"{-}log{G}log<rnn>\"",
    "pattern = \"-\"",
    "pattern = \"({W-}2M)1\"\nletter.W.mamba = { d_state = 3, d_conv = 2 }\nmixer.mamba = { expand = 1 }",
    "pattern = \"-{A-}2\"\nfeed_forward = 6\nletter.A.attention = { heads = 2, positions = \"learned\" }",
];

/// A model of the table, and what is to be said of it.
fn read(text: &str) -> ModelConfig {
    toml::from_str(&format!("d_model = 8\n{text}"))
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Every architecture with its defaults in each kind of block, and with the options it wants to be tried with; patterns in
/// each kind of block; every kind of linear map.
fn variants() -> Vec<(String, ModelConfig)> {
    let mut variants = Vec::new();
    let blocks = [Block::Pre, Block::Post, Block::Plain].map(Some);
    for Architecture {
        name,
        default,
        tried,
        ..
    } in ARCHITECTURES
    {
        let plain = ModelConfig::new(default(), 8, 2);
        for block in blocks {
            let config = ModelConfig {
                block,
                ..plain.clone()
            };
            variants.push((format!("{name}, {block:?}"), config));
        }
        let config = ModelConfig {
            norm: Some(NormKind::Rms),
            feed_forward: Some(6),
            ..plain
        };
        variants.push((format!("{name}, rms norm and feed-forward"), config));
        for options in *tried {
            let text = format!("layers = 1\nmixer.{name} = {options}");
            variants.push((text.clone(), read(&text)));
        }
    }
    for pattern in PATTERNS {
        for block in blocks {
            let config = ModelConfig {
                block,
                ..read(pattern)
            };
            variants.push((format!("{pattern}, {block:?}"), config));
        }
    }
    for (name, kind) in linear::kinds() {
        let mut config = read("pattern = \"M*R-\"");
        config.linear.insert("all".to_owned(), kind);
        variants.push((format!("{name} maps"), config));
    }
    variants
}

/// Whether what a model gives at a position depends on that position and those before it alone.
fn is_causal(config: &ModelConfig) -> bool {
    let stack = config.stack().unwrap();
    stack.mixers().iter().all(|m| m.architecture().causal)
}

fn word(batch: usize, time: usize, seed: u64) -> Vec<u32> {
    let mut rng = stream(seed, "word", 0);
    (0..batch * time)
        .map(|_| below(&mut rng, VOCABULARY as u32))
        .collect()
}

fn logits<F: Real>(model: &Model<F>, params: &[F], tokens: &[u32], batch: usize) -> Vec<F> {
    let mut lane = Lane::new(params.len());
    let mut tape = Tape::begin(params, &mut lane, tokens, batch);
    let y = model.forward(&mut tape);
    tape.value(y).to_vec()
}

/// Initial parameters, moved a little so that nothing sits at a special point (zero biases, unit norms).
fn shaken<F: Real>(params: Vec<F>) -> Vec<F> {
    let mut rng = stream(9, "shake", 0);
    params
        .into_iter()
        .map(|x| x + F::of(0.05 * normal(&mut rng)))
        .collect()
}

/// Entries of every tensor are sampled: the kernels' own tests check all of theirs.
#[test]
fn gradients_match_central_differences() {
    for (name, config) in variants() {
        // in the third shape there are more letters than positions: the embedding is spread at once. In the last there
        // are so many words that added positions are added once for each letter
        for (batch, time) in [(2, 5), (1, 7), (1, 1), (6, 2)] {
            let (model, params) = Model::<f64>::new(&config, VOCABULARY, LABELS, time, 1).unwrap();
            let params = shaken(params);
            let setup = Setup {
                name: format!("{name}, {batch} x {time}"),
                tokens: word(batch, time, 3),
                entries: 10,
                ..Setup::new(batch, time, VOCABULARY as u32, &[])
            };
            let tensors: Vec<Param> = model.tensors.iter().map(|t| t.param).collect();
            check_at(&setup, &tensors, &params, 1e-6, |tape, _| {
                model.forward(tape)
            });
        }
    }
}

#[test]
fn a_token_does_not_reach_back() {
    let causal = |(_, config): &(String, ModelConfig)| is_causal(config);
    for (name, config) in variants().into_iter().filter(causal) {
        let (batch, time, t) = (6, 9, 5);
        let (model, params) = Model::<f32>::new(&config, VOCABULARY, LABELS, time, 1).unwrap();
        let params = shaken(params);
        let tokens = word(batch, time, 4);
        let mut changed = tokens.clone();
        for b in 0..batch {
            changed[b * time + t] = (changed[b * time + t] + 1) % VOCABULARY as u32;
        }
        let before = logits(&model, &params, &tokens, batch);
        let after = logits(&model, &params, &changed, batch);
        let mut reached = false;
        for (row, (a, b)) in before.chunks(LABELS).zip(after.chunks(LABELS)).enumerate() {
            let same = a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits());
            let at = row % time;
            assert!(
                same || at >= t,
                "{name}: token {t} changed the logits at {at}"
            );
            reached |= at > t && !same;
        }
        let remembers = !config.transitions().unwrap().is_empty();
        assert_eq!(
            reached, remembers,
            "{name}: what token {t} changes after it"
        );
    }
}

/// The model one token at a time, where its depth does not depend on the length.
fn stepper<F: Real>(model: &Model<F>) -> Option<Stepper<'_, F>> {
    let stepper = model.stepper();
    assert_eq!(stepper.is_err(), model.is_logarithmic());
    stepper.ok()
}

#[test]
fn one_token_at_a_time_gives_what_the_whole_sequence_gives() {
    for (name, config) in variants() {
        let time = 40;
        let (model, params) = Model::<f32>::new(&config, VOCABULARY, LABELS, time, 1).unwrap();
        let Some(mut stepper) = stepper(&model) else {
            continue;
        };
        let params = shaken(params);
        // the first of so many words that work is shared between their equal letters at equal places
        let (words, tokens) = (6, word(6, time, 5));
        let whole = logits(&model, &params, &tokens, words);
        for (t, &token) in tokens[..time].iter().enumerate() {
            let stepped = stepper.step(&params, token);
            // an unnormalised dense recurrence may grow: rounding grows with it and says nothing more
            if stepped.iter().any(|x| x.abs() > 1e4) {
                assert!(t >= 4, "{name}: the logits outgrow the test at {t}");
                break;
            }
            for (a, b) in stepped.iter().zip(&whole[t * LABELS..]) {
                let error = (a - b).abs() / a.abs().max(1.0);
                assert!(
                    error < 1e-5,
                    "{name}: at {t} step gives {a}, the whole word {b}"
                );
            }
        }
    }
}

/// A table of features, two for most tokens; the last token, the beginning of a word, has none.
fn features() -> (Vec<f32>, usize) {
    let columns = 4;
    let row = |token: usize| (0..columns).map(move |f| f32::from(f == token % 4 || f == token / 2));
    ((0..VOCABULARY - 1).flat_map(row).collect(), columns)
}

#[test]
fn tokens_with_features_have_the_right_gradients_and_steps() {
    for (name, config) in variants() {
        let (table, columns) = features();
        let sizes = |length| Sizes {
            vocabulary: VOCABULARY,
            labels: LABELS,
            length,
        };
        let given = Some((table.as_slice(), columns));
        let (batch, time) = (6, 5);
        let (model, params) = Model::<f64>::with_features(&config, sizes(time), given, 1).unwrap();
        let params = shaken(params);
        let setup = Setup {
            name: format!("{name} with features"),
            tokens: word(batch, time, 3),
            entries: 4,
            ..Setup::new(batch, time, VOCABULARY as u32, &[])
        };
        let tensors: Vec<Param> = model.tensors.iter().map(|t| t.param).collect();
        let first = &model.tensors[0];
        assert_eq!(
            (first.name.as_str(), first.param.rows),
            ("features.weight", columns + 1)
        );
        check_at(&setup, &tensors, &params, 1e-6, |tape, _| {
            model.forward(tape)
        });
        let tokens = word(batch, time, 5);
        let whole = logits(&model, &params, &tokens, batch);
        let Some(mut stepper) = stepper(&model) else {
            continue;
        };
        for (t, &token) in tokens[..time].iter().enumerate() {
            let stepped = stepper.step(&params, token);
            for (a, b) in stepped.iter().zip(&whole[t * LABELS..]) {
                assert!(
                    (a - b).abs() / a.abs().max(1.0) < 1e-9,
                    "{name}: {a} and {b} at {t}"
                );
            }
        }
    }
}

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
fn gradient(
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

#[test]
fn names_are_unique_and_described() {
    for (i, a) in ARCHITECTURES.iter().enumerate() {
        assert!(
            ARCHITECTURES[..i].iter().all(|b| b.name != a.name),
            "{} occurs twice",
            a.name
        );
        assert!(!a.about.is_empty() && a.about.len() < 100);
        assert_eq!((a.default)().name(), a.name);
    }
}

#[test]
fn letters_are_unique_and_free_for_patterns() {
    for (i, a) in ARCHITECTURES.iter().enumerate() {
        let Some(letter) = a.letter else { continue };
        assert!(!RESERVED.contains(letter) && !letter.is_ascii_digit() && !letter.is_whitespace());
        assert!(
            ARCHITECTURES[..i].iter().all(|b| b.letter != a.letter),
            "{letter}"
        );
    }
}

/// Logits and parameters of a model on the same sequences as every other.
fn outcome(config: &ModelConfig) -> (Vec<u64>, Vec<u64>) {
    let (model, params) = Model::<f64>::new(config, VOCABULARY, LABELS, 6, 1).unwrap();
    let logits = logits(&model, &params, &word(3, 6, 2), 3);
    let bits = |x: &[f64]| x.iter().map(|x| x.to_bits()).collect();
    (bits(&params), bits(&logits))
}

#[test]
fn the_short_form_is_the_pattern_to_the_bit() {
    for (short, long) in [
        ("layers = 2\nmixer.mamba = {}", "pattern = \"(M)2\""),
        ("layers = 2\nmixer.mamba = {}", "pattern = \"MM\""),
        ("layers = 3\nmixer.attention = {}", "pattern = \"(*-)3\""),
        (
            "layers = 2\nmixer.gru = {}\nfeed_forward = 6",
            "pattern = \"G(-G)1-\"\nfeed_forward = 6",
        ),
        ("layers = 1\nmixer.mamba = {}", "pattern = \"{M}1\""),
        ("pattern = \"M-\"", "pattern = \"{M{-}1}1\""),
    ] {
        assert_eq!(
            outcome(&read(short)),
            outcome(&read(long)),
            "{short} and {long}"
        );
    }
}

#[test]
fn the_same_weights_twice_are_two_layers_of_equal_weights() {
    for block in ["pre", "post", "plain"] {
        for body in ["M", "*-", "S*"] {
            let model = |pattern: String| {
                let config = read(&format!("pattern = \"{pattern}\"\nblock = \"{block}\""));
                Model::<f64>::new(&config, VOCABULARY, LABELS, 6, 1).unwrap()
            };
            let (looped, params) = model(format!("{{{body}}}2"));
            let (twice, mut copied) = model(format!("({body})2"));
            let params = shaken(params);
            let layers = body.chars().filter(|c| *c != '-').count();
            // the tensor of the loop that a tensor of either layer is a copy of
            let original = |name: &str| {
                let name = match name
                    .strip_prefix("layers.")
                    .and_then(|rest| rest.split_once('.'))
                {
                    None => name.to_owned(),
                    Some((index, rest)) => {
                        format!("layers.{}.{rest}", index.parse::<usize>().unwrap() % layers)
                    }
                };
                looped
                    .tensors
                    .iter()
                    .find(|t| t.name == name)
                    .unwrap()
                    .param
            };
            for tensor in &twice.tensors {
                copied[tensor.param.range()]
                    .copy_from_slice(&params[original(&tensor.name).range()]);
            }
            let tokens = word(3, 6, 2);
            assert_eq!(
                logits(&looped, &params, &tokens, 3),
                logits(&twice, &copied, &tokens, 3)
            );
            // and the gradient of the loop is the sum of theirs
            let once = gradient(&looped, &params, &tokens, 6, 3, 1, 1);
            let apart = gradient(&twice, &copied, &tokens, 6, 3, 1, 1);
            let mut sum = vec![0.0; once.len()];
            for tensor in &twice.tensors {
                let to = sum[original(&tensor.name).range()].iter_mut();
                to.zip(&apart[tensor.param.range()])
                    .for_each(|(to, g)| *to += g);
            }
            let largest = sum.iter().fold(0.0f64, |m, g| m.max(g.abs()));
            for (a, b) in once.iter().zip(&sum) {
                assert!(
                    (a - b).abs() <= 1e-12 * largest,
                    "{block} {body}: {a} and {b}"
                );
            }
        }
    }
}

#[test]
fn a_loop_by_length_has_as_many_rounds_as_the_length_has_bits() {
    for (time, rounds) in [(2, 1), (3, 2), (4, 2), (5, 3), (8, 3), (9, 4)] {
        let logits = |pattern: &str| {
            let config = read(&format!("pattern = \"{pattern}\""));
            let (model, params) = Model::<f64>::new(&config, VOCABULARY, LABELS, time, 1).unwrap();
            logits(&model, &params, &word(2, time, 2), 2)
        };
        assert_eq!(
            logits("*{S-}log"),
            logits(&format!("*{{S-}}{rounds}")),
            "{time}"
        );
    }
}

#[test]
fn parameters_of_a_mambaformer_are_counted_by_hand() {
    let config = ModelConfig::of("M(*M)2".parse().unwrap(), 16);
    let (model, _) = Model::<f32>::new(&config, 7, 5, 6, 1).unwrap();
    let (d, e, n, taps, rank) = (16, 32, 16, 4, 1);
    let projections = 2 * d * e + e * rank + 2 * e * n + e * d;
    let mamba = projections + (taps + 1) * e + (rank + 1) * e + e * n + e;
    let attention = d * 3 * d + 3 * d + d * d + d;
    let norms = 6 * 2 * d;
    let ends = 7 * d + d * 5 + 5;
    assert_eq!(model.count(), 3 * mamba + 2 * attention + norms + ends);
    let of_all = config.resolved().unwrap();
    assert_eq!(
        (of_all.block, of_all.feed_forward),
        (Some(Block::Pre), Some(0))
    );
    assert_eq!(of_all.embedding_std, Some(1.0));
}

#[test]
fn a_width_that_does_not_come_back_cannot_be_repeated() {
    let fault = |text: &str| {
        let error = Model::<f32>::new(&read(text), VOCABULARY, LABELS, 6, 1).err();
        error.unwrap().to_string()
    };
    assert_eq!(
        fault("pattern = \"{G}2\"\nmixer.gru = { hidden = 5 }"),
        "block = \"plain\" makes the stream 5 wide where it was 8, so the same weights cannot be used again"
    );
    assert_eq!(
        fault("pattern = \"WM\"\nletter.W.gru = { hidden = 5 }"),
        "block = \"pre\" needs a mixer as wide as the stream, but it gives 5 for d_model = 8; use block = \"plain\""
    );
    assert_eq!(
        fault("pattern = \"W\"\nletter.W.s4d = { d_state = 5 }"),
        "letter.W.s4d.d_state = 5 must be even and at least 2: modes come in conjugate pairs"
    );
    assert_eq!(
        fault("pattern = \"M\"\nlinear.in_v.dense = {}"),
        "linear.in_v is for no linear map of this model; did you mean `in_u`? (there are: all, b, c, delta, head, in_u, in_z, out, step)"
    );
}
