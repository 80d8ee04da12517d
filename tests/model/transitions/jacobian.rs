//! How a step moves a state, measured: the weakest class of transitions that its Jacobians fit.

use barrington::base::rng::{normal, stream};
use barrington::theory::Transition;
use barrington::theory::transition::householder::Householder;

/// Half of the distance over which a slope is taken. That of an affine map does not depend on it, so that it can be large
/// beside the rounding.
const STEP: f64 = 1e-4;

/// Differences that are rounding.
const NOISE: f64 = 1e-6;

/// A square matrix by rows.
pub(crate) type Matrix = Vec<Vec<f64>>;

/// Jacobians of `step(token, state)` over one step, by token and by state: ∂h'ᵢ/∂hⱼ in row i, column j, at the same random
/// states of `size` numbers for every token.
pub(crate) fn jacobians(
    size: usize,
    tokens: usize,
    step: impl Fn(usize, &[f64]) -> Vec<f64>,
) -> Vec<Vec<Matrix>> {
    let states: Vec<Vec<f64>> = (0..3)
        .map(|s| {
            let mut rng = stream(s, "state", 0);
            (0..size).map(|_| normal(&mut rng)).collect()
        })
        .collect();
    let at = |token: usize, state: &Vec<f64>| {
        let mut jacobian = vec![vec![0.0; size]; size];
        for j in 0..size {
            let moved = |by: f64| {
                let mut state = state.clone();
                state[j] += by;
                step(token, &state)
            };
            let (above, below) = (moved(STEP), moved(-STEP));
            for i in 0..size {
                jacobian[i][j] = (above[i] - below[i]) / (2.0 * STEP);
            }
        }
        jacobian
    };
    (0..tokens)
        .map(|token| states.iter().map(|state| at(token, state)).collect())
        .collect()
}

/// The first class, from weak to strong, that all Jacobians fit.
pub(crate) fn weakest(jacobians: &[Vec<Matrix>]) -> Transition {
    let affine = jacobians
        .iter()
        .all(|states| states.iter().all(|j| near(j, &states[0])));
    if !affine {
        return Transition::NonLinear;
    }
    let all: Vec<&Matrix> = jacobians.iter().map(|states| &states[0]).collect();
    if all.iter().all(|j| near(j, all[0])) {
        return Transition::TimeInvariant;
    }
    let components = components(&all);
    let blocks: Vec<Matrix> = all
        .iter()
        .flat_map(|j| components.iter().map(|component| block(j, component)))
        .collect();
    let diagonal = |low: f64| {
        let within = |x: f64| (low - NOISE..=1.0 + NOISE).contains(&x);
        blocks.iter().all(|b| b.len() == 1 && within(b[0][0]))
    };
    if diagonal(0.0) {
        return Transition::DiagonalNonNegative;
    }
    if diagonal(-1.0) {
        return Transition::DiagonalSigned;
    }
    let neighbours = components
        .iter()
        .all(|c| c.len() == 1 || c.len() == 2 && c[1] == c[0] + 1);
    if neighbours && blocks.iter().all(turns) {
        return Transition::DiagonalComplex;
    }
    let count = blocks.iter().map(rank_beside_identity).max().unwrap_or(0);
    let proper = blocks
        .iter()
        .all(|b| count < b.len() && contracts(b) && (count > 1 || symmetric(b)));
    if proper {
        let reflections = blocks.iter().any(|b| reflects(b, count));
        return Transition::Householder(Householder { count, reflections });
    }
    let single = |j: &&Matrix| {
        (0..j.len()).all(|column| j.iter().filter(|row| row[column].abs() > NOISE).count() <= 1)
    };
    if all.iter().all(single) {
        return Transition::PermutationDiagonal;
    }
    Transition::Dense
}

fn near(a: &Matrix, b: &Matrix) -> bool {
    let pairs = a.iter().flatten().zip(b.iter().flatten());
    pairs
        .into_iter()
        .all(|(a, b)| (a - b).abs() <= NOISE * a.abs().max(1.0))
}

/// The parts of the state that no transition mixes, each ascending: the heads, channels or columns of a matrix state.
fn components(all: &[&Matrix]) -> Vec<Vec<usize>> {
    let size = all[0].len();
    let mixed = |i: usize, j: usize| {
        all.iter()
            .any(|m| m[i][j].abs() > NOISE || m[j][i].abs() > NOISE)
    };
    let mut seen = vec![false; size];
    let mut components = Vec::new();
    for first in 0..size {
        if std::mem::replace(&mut seen[first], true) {
            continue;
        }
        let mut component = vec![first];
        let mut next = 0;
        while next < component.len() {
            for j in 0..size {
                if !seen[j] && mixed(component[next], j) {
                    seen[j] = true;
                    component.push(j);
                }
            }
            next += 1;
        }
        component.sort_unstable();
        components.push(component);
    }
    components
}

fn block(matrix: &Matrix, component: &[usize]) -> Matrix {
    let row = |i: &usize| component.iter().map(|j| matrix[*i][*j]).collect();
    component.iter().map(row).collect()
}

/// A turn in the plane and a factor of at most 1: a complex number.
fn turns(b: &Matrix) -> bool {
    match b.len() {
        1 => b[0][0].abs() <= 1.0 + NOISE,
        _ => {
            let (re, im) = (b[0][0], b[1][0]);
            let same = (re - b[1][1]).abs() <= NOISE && (im + b[0][1]).abs() <= NOISE;
            same && re.hypot(im) <= 1.0 + NOISE
        }
    }
}

fn symmetric(b: &Matrix) -> bool {
    (0..b.len()).all(|i| (0..i).all(|j| (b[i][j] - b[j][i]).abs() <= NOISE))
}

/// Rank of B - I, which k factors I - β v vᵀ make at most k.
fn rank_beside_identity(b: &Matrix) -> usize {
    let mut rest = b.clone();
    (0..b.len()).for_each(|i| rest[i][i] -= 1.0);
    eliminate(rest).len()
}

/// Whether one of the `count` factors I - β v vᵀ has β > 1. Factors with β in [0, 1] are positive semidefinite: their
/// determinant is not negative, and the eigenvalues of the product of two of them are real and not negative (Horn and
/// Johnson, Matrix Analysis, theorem 7.6.3). All but two eigenvalues are 1 then, so that trace and determinant tell the two.
/// Of three or more factors only an odd number of reflections is told; tokens with each number occur at random weights.
fn reflects(b: &Matrix, count: usize) -> bool {
    let product = determinant(b);
    let trace: f64 = (0..b.len()).map(|i| b[i][i]).sum();
    let sum = trace - b.len() as f64 + 2.0;
    let real_and_positive = sum >= -NOISE && sum * sum >= 4.0 * product - NOISE;
    product < -NOISE || count == 2 && !real_and_positive
}

fn determinant(b: &Matrix) -> f64 {
    let pivots = eliminate(b.clone());
    let product: f64 = pivots.iter().product();
    if pivots.len() < b.len() { 0.0 } else { product }
}

/// Whether no vector grows: I - BᵀB has no negative eigenvalue, so that all its pivots along the diagonal are positive.
fn contracts(b: &Matrix) -> bool {
    let n = b.len();
    let mut rest: Matrix = (0..n)
        .map(|i| {
            let product = |j: usize| (0..n).map(|k| b[k][i] * b[k][j]).sum::<f64>();
            (0..n)
                .map(|j| f64::from(u8::from(i == j)) - product(j))
                .collect()
        })
        .collect();
    (0..n).for_each(|i| rest[i][i] += 10.0 * NOISE);
    for p in 0..n {
        if rest[p][p] <= 0.0 {
            return false;
        }
        for i in p + 1..n {
            let factor = rest[i][p] / rest[p][p];
            for j in p..n {
                rest[i][j] -= factor * rest[p][j];
            }
        }
    }
    true
}

/// The pivots of Gaussian elimination with the largest entry left each time, with the sign of the exchanges in the first;
/// those that are noise are left out.
fn eliminate(mut a: Matrix) -> Vec<f64> {
    let n = a.len();
    let mut pivots = Vec::new();
    let mut sign = 1.0;
    for p in 0..n {
        let places = (p..n).flat_map(|i| (p..n).map(move |j| (i, j)));
        let largest = places.max_by(|&(i, j), &(k, l)| a[i][j].abs().total_cmp(&a[k][l].abs()));
        let (row, column) = largest.unwrap();
        if a[row][column].abs() <= NOISE {
            break;
        }
        if row != p {
            a.swap(row, p);
            sign = -sign;
        }
        if column != p {
            a.iter_mut().for_each(|row| row.swap(column, p));
            sign = -sign;
        }
        for i in p + 1..n {
            let factor = a[i][p] / a[p][p];
            for j in p..n {
                let above = a[p][j];
                a[i][j] -= factor * above;
            }
        }
        pivots.push(a[p][p]);
    }
    if let Some(first) = pivots.first_mut() {
        *first *= sign;
    }
    pivots
}
