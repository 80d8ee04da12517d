//! A declared transition is measured: the Jacobian of a mixer's state over one step, at random weights, states and tokens,
//! fits the class that the mixer states, and no weaker one.
//!
//! Theory promises what a class can do; a mixer that claims too much would be promised what it cannot, and one that claims
//! too little would be denied what it can.

#![allow(clippy::unwrap_used)]

mod jacobian;

use barrington::base::rng::{normal, stream};
use barrington::model::mixers::Architecture;
use barrington::model::{ARCHITECTURES, MixerConfig, Parameters, Place};
use barrington::theory::Transition;
use barrington::theory::transition::householder::Householder;
use jacobian::{Matrix, jacobians, weakest};

/// Every mixer with its default options and with those that it wants to be tried with.
fn mixers() -> Vec<(String, MixerConfig)> {
    let mut mixers = Vec::new();
    for Architecture {
        name,
        default,
        tried,
        ..
    } in ARCHITECTURES
    {
        mixers.push(((*name).to_owned(), default()));
        for options in *tried {
            let text = format!("{name} = {options}");
            mixers.push((text.clone(), toml::from_str(&text).unwrap()));
        }
    }
    mixers
}

fn random(name: &str, index: u64, count: usize) -> Vec<f64> {
    let mut rng = stream(11, name, index);
    (0..count).map(|_| normal(&mut rng)).collect()
}

/// The class of a mixer as it is measured.
fn measured(mixer: &MixerConfig) -> Transition {
    let place = Place {
        d_model: 8,
        layers: 2,
    };
    let mut parameters = Parameters::new(5);
    let built = mixer.build::<f64>(place, &mut parameters).unwrap();
    let mut params = parameters.values::<f64>();
    let moved = random("weights", 0, params.len());
    params
        .iter_mut()
        .zip(moved)
        .for_each(|(p, by)| *p += 0.1 * by);
    let inputs: Vec<Vec<f64>> = (0..4).map(|t| random("token", t, place.d_model)).collect();
    let mut begun = Vec::new();
    built.step(&params, &mut begun, &inputs[3]);
    let part = built.recurrence(begun.len());
    let step = |token: usize, state: &[f64]| {
        let mut after = begun.clone();
        after[part.clone()].copy_from_slice(state);
        built.step(&params, &mut after, &inputs[token]);
        after[part.clone()].to_vec()
    };
    weakest(&jacobians(part.len(), 3, step))
}

#[test]
fn every_mixer_moves_its_state_as_it_declares() {
    for (name, mixer) in mixers() {
        // attention has no state of a fixed size
        if matches!(mixer.transition(), Transition::Attention(_)) {
            continue;
        }
        assert_eq!(measured(&mixer), mixer.transition(), "{name}");
    }
}

/// The class of steps h' = A(token) h + b(token), `size` numbers in each of `columns` columns.
fn of_matrices(size: usize, columns: usize, matrix: impl Fn(usize) -> Matrix) -> Transition {
    let step = |token: usize, state: &[f64]| -> Vec<f64> {
        let (a, b) = (matrix(token), random("input", token as u64, size * columns));
        let entry = |at: usize| {
            let (i, column) = (at / columns, at % columns);
            (0..size)
                .map(|j| a[i][j] * state[j * columns + column])
                .sum::<f64>()
                + b[at]
        };
        (0..size * columns).map(entry).collect()
    };
    weakest(&jacobians(size * columns, 3, step))
}

fn diagonal(entries: &[f64]) -> Matrix {
    let at = |i: usize, j: usize| if i == j { entries[i] } else { 0.0 };
    (0..entries.len())
        .map(|i| (0..entries.len()).map(|j| at(i, j)).collect())
        .collect()
}

fn times(a: &Matrix, b: &Matrix) -> Matrix {
    let n = a.len();
    let entry = |i: usize, j: usize| (0..n).map(|k| a[i][k] * b[k][j]).sum();
    (0..n)
        .map(|i| (0..n).map(|j| entry(i, j)).collect())
        .collect()
}

/// I - β v vᵀ with a random unit v.
fn reflector(beta: f64, index: u64) -> Matrix {
    let v = random("direction", index, 6);
    let norm = v.iter().map(|x| x * x).sum::<f64>();
    let at = |i: usize, j: usize| f64::from(u8::from(i == j)) - beta * v[i] * v[j] / norm;
    (0..6).map(|i| (0..6).map(|j| at(i, j)).collect()).collect()
}

#[test]
fn steps_of_every_class_are_recognised() {
    let token = |t: usize| t as f64;
    assert_eq!(
        of_matrices(4, 1, |_| (0..4).map(|i| random("same", i, 4)).collect()),
        Transition::TimeInvariant
    );
    let gates = |t: usize, sign: f64| diagonal(&[0.3 + 0.2 * token(t), 0.9, sign * 0.5, 0.0]);
    assert_eq!(
        of_matrices(4, 1, |t| gates(t, 1.0)),
        Transition::DiagonalNonNegative
    );
    assert_eq!(
        of_matrices(4, 2, |t| gates(t, 1.0)),
        Transition::DiagonalNonNegative
    );
    assert_eq!(
        of_matrices(4, 1, |t| gates(t, -1.0)),
        Transition::DiagonalSigned
    );
    // a gate beyond one is no gate
    assert_eq!(
        of_matrices(4, 1, |t| gates(t, 3.0)),
        Transition::PermutationDiagonal
    );
    let turn = |t: usize| {
        let (sin, cos) = (1.0 + token(t)).sin_cos();
        let r = 0.9;
        vec![
            vec![r * cos, -r * sin, 0.0, 0.0],
            vec![r * sin, r * cos, 0.0, 0.0],
            vec![0.0, 0.0, -0.5, 0.0],
            vec![0.0, 0.0, 0.0, 0.2],
        ]
    };
    assert_eq!(of_matrices(4, 1, turn), Transition::DiagonalComplex);
    let householder =
        |count, reflections| Transition::Householder(Householder { count, reflections });
    let index = |t: usize| t as u64;
    for columns in [1, 3] {
        assert_eq!(
            of_matrices(6, columns, |t| reflector(0.8, index(t))),
            householder(1, false)
        );
        assert_eq!(
            of_matrices(6, columns, |t| reflector(1.7, index(t))),
            householder(1, true)
        );
        let two = |t: usize| times(&reflector(0.8, index(t)), &reflector(1.9, index(t) + 9));
        assert_eq!(of_matrices(6, columns, two), householder(2, true));
        let two = |t: usize| times(&reflector(0.8, index(t)), &reflector(0.6, index(t) + 9));
        assert_eq!(of_matrices(6, columns, two), householder(2, false));
    }
    // a factor that makes vectors longer is none
    assert_eq!(
        of_matrices(6, 1, |t| reflector(-0.5, index(t))),
        Transition::Dense
    );
    let shuffled = |t: usize| {
        let at = |i: usize, j: usize| {
            if (j + 1 + t) % 5 == i {
                0.7 + 0.1 * token(j)
            } else {
                0.0
            }
        };
        (0..5).map(|i| (0..5).map(|j| at(i, j)).collect()).collect()
    };
    assert_eq!(of_matrices(5, 1, shuffled), Transition::PermutationDiagonal);
    let dense = |t: usize| {
        (0..5)
            .map(|i| random("dense", i + 10 * index(t), 5))
            .collect()
    };
    assert_eq!(of_matrices(5, 1, dense), Transition::Dense);
}

#[test]
fn a_step_that_bends_is_not_affine() {
    let bent = |token: usize, state: &[f64]| -> Vec<f64> {
        state
            .iter()
            .map(|h| (0.5 * h + token as f64).tanh())
            .collect()
    };
    assert_eq!(weakest(&jacobians(4, 3, bent)), Transition::NonLinear);
    // also if only one of its numbers is
    let once = |token: usize, state: &[f64]| -> Vec<f64> {
        vec![0.5 * state[0] + token as f64, state[1] * state[0]]
    };
    assert_eq!(weakest(&jacobians(2, 3, once)), Transition::NonLinear);
}
