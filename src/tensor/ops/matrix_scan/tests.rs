//! Every kind of transition against the recurrence in matrices, and its gradients against differences.

use super::*;
use crate::base::rng::{normal, stream};
use crate::tensor::gradcheck::{Setup, check};
use crate::tensor::{Lane, Param};

/// A kind as the tests see it: widths of its inputs for K keys, how it is made, and its matrix `[K, K]`.
struct Kind {
    name: &'static str,
    widths: fn(usize) -> Vec<usize>,
    make: fn(&[Signal]) -> AnyTransition,
    matrix: fn(&[&[f64]], usize) -> Vec<f64>,
}

/// The K by K matrix of `f`.
fn square(keys: usize, f: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    (0..keys * keys).map(|x| f(x / keys, x % keys)).collect()
}

fn one(i: usize, j: usize) -> f64 {
    f64::from(u8::from(i == j))
}

const KINDS: [Kind; 5] = [
    Kind {
        name: "scalar",
        widths: |_| vec![1],
        make: |x| scalar::Scalar { factor: x[0] }.into(),
        matrix: |x, keys| square(keys, |i, j| x[0][0] * one(i, j)),
    },
    Kind {
        name: "diagonal",
        widths: |keys| vec![keys],
        make: |x| diagonal::Diagonal { factors: x[0] }.into(),
        matrix: |x, keys| square(keys, |i, j| x[0][i] * one(i, j)),
    },
    Kind {
        name: "Householder",
        widths: |keys| vec![keys, 1],
        make: |x| {
            let [directions, strengths] = [x[0], x[1]];
            householder::Householder {
                directions,
                strengths,
            }
            .into()
        },
        matrix: |x, keys| square(keys, |i, j| one(i, j) - x[1][0] * x[0][i] * x[0][j]),
    },
    Kind {
        name: "rank one",
        widths: |keys| vec![keys; 3],
        make: |x| {
            let [factors, to, from] = [x[0], x[1], x[2]];
            rank_one::RankOne { factors, to, from }.into()
        },
        matrix: |x, keys| square(keys, |i, j| x[0][i] * one(i, j) + x[1][i] * x[2][j]),
    },
    Kind {
        name: "dense",
        widths: |keys| vec![keys * keys],
        make: |x| dense::Dense { matrices: x[0] }.into(),
        matrix: |x, _| x[0].to_vec(),
    },
];

/// Sizes of a scan under test.
#[derive(Clone, Copy)]
struct Case {
    batch: usize,
    time: usize,
    heads: usize,
    keys: usize,
    values: usize,
    writes: usize,
    transitions: usize,
}

impl Case {
    /// Shapes of q, k, v and the inputs of the transition.
    fn shapes(self, rows: usize, kind: &Kind) -> Vec<(usize, usize)> {
        let Case {
            heads,
            keys,
            values,
            writes,
            transitions,
            ..
        } = self;
        let mut widths = vec![keys, writes * keys, writes * values];
        widths.extend((kind.widths)(keys).into_iter().map(|w| transitions * w));
        widths.into_iter().map(|w| (rows, heads * w)).collect()
    }

    fn scan<F: Real>(
        self,
        kind: &Kind,
        tape: &mut Tape<F>,
        p: &[Param],
        form: fn(Var) -> Signal,
    ) -> Var {
        let x: Vec<Signal> = p.iter().map(|p| form(tape.rows(*p))).collect();
        tape.matrix_scan((kind.make)(&x[3..]), [x[0], x[1], x[2]], self.heads)
    }
}

const CASES: [Case; 4] = [
    case(1, 1, [1, 2, 3], [1, 1]),
    case(2, 4, [2, 3, 2], [1, 1]),
    case(1, CHUNK + 3, [2, 2, 1], [1, 2]),
    case(2, 3, [1, 3, 17], [2, 4]),
];

const fn case(
    batch: usize,
    time: usize,
    [heads, keys, values]: [usize; 3],
    [writes, transitions]: [usize; 2],
) -> Case {
    Case {
        batch,
        time,
        heads,
        keys,
        values,
        writes,
        transitions,
    }
}

#[test]
fn backward_matches_central_differences() {
    for kind in &KINDS {
        for case in CASES {
            let Case { batch, time, .. } = case;
            let mut setup =
                Setup::new(batch, time, 3, &case.shapes(batch * time, kind)).scaled(0.6);
            setup.name = kind.name.to_owned();
            check(&setup, 1e-6, |tape, p| {
                case.scan(kind, tape, p, Signal::ByPosition)
            });
            setup.shapes = case.shapes(3, kind);
            check(&setup, 1e-6, |tape, p| {
                case.scan(kind, tape, p, Signal::ByToken)
            });
        }
    }
}

#[test]
fn keys_may_be_directions_and_queries_too() {
    // the delta rule: w = k, and here q = k as well
    let (positions, heads, keys) = (CHUNK + 2, 2, 3);
    let wide = (positions, heads * keys);
    let setup = Setup::new(1, positions, 2, &[wide, wide, (positions, heads)]).scaled(0.6);
    check(&setup, 1e-6, |tape, p| {
        let [k, v, strengths] = [p[0], p[1], p[2]].map(|p| Signal::ByPosition(tape.rows(p)));
        let directions = k;
        let transition = householder::Householder {
            directions,
            strengths,
        };
        tape.matrix_scan(transition, [k, k, v], heads)
    });
}

/// Parameters of a case with an input row for each position, and random numbers for them.
fn random(case: Case, kind: &Kind) -> (Vec<Param>, Vec<f64>) {
    let (mut start, mut rng) = (0, stream(5, "test", 0));
    let shapes = case.shapes(case.batch * case.time, kind).into_iter();
    let params = shapes.map(|(rows, cols)| {
        start += rows * cols;
        Param::new(start - rows * cols, rows, cols)
    });
    let params: Vec<Param> = params.collect();
    (params, (0..start).map(|_| 0.6 * normal(&mut rng)).collect())
}

/// Outputs of the scan at these numbers.
fn run(case: Case, kind: &Kind, p: &[Param], values: &[f64]) -> Vec<f64> {
    let tokens = vec![0; case.batch * case.time];
    let mut lane = Lane::new(values.len());
    let mut tape = Tape::begin(values, &mut lane, &tokens, case.batch);
    let y = case.scan(kind, &mut tape, p, Signal::ByPosition);
    tape.value(y).to_vec()
}

#[test]
fn the_scan_is_the_recurrence_of_matrices_step_by_step() {
    for kind in &KINDS {
        for case in CASES {
            let Case {
                time,
                heads,
                keys,
                values,
                writes,
                transitions,
                ..
            } = case;
            let (p, numbers) = random(case, kind);
            let y = run(case, kind, &p, &numbers);
            // group `i` of `width` numbers for the head in the row of a position
            let get = |input: usize, position: usize, head: usize, i: usize, width: usize| {
                let row = &numbers[p[input].range()][position * p[input].cols..][..p[input].cols];
                let of_head = p[input].cols / heads;
                &row[head * of_head + i * width..][..width]
            };
            for scan in 0..case.batch * heads {
                let (sequence, head) = (scan / heads, scan % heads);
                let mut s = vec![0.0; keys * values];
                for position in sequence * time..(sequence + 1) * time {
                    for n in 0..transitions {
                        let inputs: Vec<&[f64]> = (kind.widths)(keys)
                            .into_iter()
                            .enumerate()
                            .map(|(i, width)| get(3 + i, position, head, n, width))
                            .collect();
                        let a = (kind.matrix)(&inputs, keys);
                        let old = s.clone();
                        for (x, s) in s.iter_mut().enumerate() {
                            let (i, c) = (x / values, x % values);
                            *s = (0..keys)
                                .map(|j| a[i * keys + j] * old[j * values + c])
                                .sum();
                            let per_write = transitions / writes;
                            if (n + 1) % per_write == 0 {
                                let write = n / per_write;
                                *s += get(1, position, head, write, keys)[i]
                                    * get(2, position, head, write, values)[c];
                            }
                        }
                    }
                    let q = get(0, position, head, 0, keys);
                    for c in 0..values {
                        let expected: f64 = (0..keys).map(|i| q[i] * s[i * values + c]).sum();
                        let error = y[(position * heads + head) * values + c] - expected;
                        assert!(error.abs() < 1e-12, "{}: {error}", kind.name);
                    }
                }
            }
        }
    }
}

#[test]
fn a_later_token_changes_no_bit_of_an_earlier_output() {
    for kind in &KINDS {
        let case = case(2, CHUNK + 5, [2, 3, 4], [1, 2]);
        let (p, mut numbers) = random(case, kind);
        let before = run(case, kind, &p, &numbers);
        let t = CHUNK + 2;
        for p in &p {
            let row = p.range().start + t * p.cols;
            numbers[row..row + p.cols].fill(0.3);
        }
        let after = run(case, kind, &p, &numbers);
        let changed = t * case.heads * case.values..case.time * case.heads * case.values;
        for i in 0..before.len() {
            assert!(before[i].to_bits() == after[i].to_bits() || changed.contains(&i));
        }
        assert_ne!(before[changed.clone()], after[changed], "{}", kind.name);
    }
}
