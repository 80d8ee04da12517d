//! Patterns: short forms, repeated weights, loops by length, parameters counted by hand.

use barrington::model::{Block, Model, ModelConfig};

use crate::batches::gradient;
use crate::variants::{LABELS, VOCABULARY, logits, read, shaken, word};

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
