//! The kernels of the selective scan: sixteen channels side by side, N states each.

use super::{CHUNK, SelectiveShape};
use crate::kernel;
use crate::tensor::Real;
use crate::tensor::ops::channels::{
    Block, LANES, add, at, at_mut, axpy, fma, load, store, transpose, transpose_add,
};
use crate::tensor::simd::fold;

/// softplus in every channel.
#[inline(always)]
fn softplus<F: Real>(mut x: Block<F>) -> Block<F> {
    for x in &mut x {
        *x = x.softplus();
    }
    x
}

/// a b in every channel.
#[inline(always)]
fn times<F: Real>(a: &Block<F>, b: &Block<F>) -> Block<F> {
    let mut product = *a;
    for i in 0..LANES {
        product[i] *= b[i];
    }
    product
}

/// exp(Δ A) h + input B and exp(Δ A). Works on copies: through the references the compiler would have to
/// guard against one of them being another.
#[inline(always)]
fn advance<F: Real>(
    h: &Block<F>,
    delta: &Block<F>,
    a: &Block<F>,
    input: &Block<F>,
    b: F,
) -> (Block<F>, Block<F>) {
    let (mut next, mut decay) = (*h, times(delta, a));
    for i in 0..LANES {
        decay[i] = decay[i].exp();
    }
    for i in 0..LANES {
        next[i] = decay[i].mul_add(next[i], input[i] * b);
    }
    (next, decay)
}

kernel! {
    /// Writes `y`, A in blocks and the kept states. `inputs` are u, s, B, C; `h` `[N]` blocks is scratch.
    pub(super) fn forward<'a, F: Real>(
        shape: SelectiveShape,
        inputs: [&'a [F]; 4],
        a_log: &'a [F],
        d: &'a [F],
        y: &'a mut [F],
        a: &'a mut [Block<F>],
        states: &'a mut [Block<F>],
        h: &'a mut [Block<F>],
    ) {
        let SelectiveShape { time, width, state } = shape;
        let [u, s, b, c] = inputs;
        transpose(state, a_log, a, |x| -x.exp());
        for sequence in 0..y.len() / (time * width) {
            let states = at_mut(states, sequence, shape.kept() * shape.blocks());
            for (group, a) in a.chunks_exact(state).enumerate() {
                let e = group * LANES;
                let d = load(d, e);
                h.fill([F::ZERO; LANES]);
                for t in 0..time {
                    if t > 0 && t % CHUNK == 0 {
                        let kept = (t / CHUNK - 1) * shape.blocks() + group * state;
                        states[kept..][..state].copy_from_slice(h);
                    }
                    let row = sequence * time + t;
                    let u = load(at(u, row, width), e);
                    let delta = softplus(load(at(s, row, width), e));
                    let input = times(&delta, &u);
                    let mut out = times(&d, &u);
                    let maps = at(b, row, state).iter().zip(at(c, row, state));
                    for ((h, a), (b, c)) in h.iter_mut().zip(a).zip(maps) {
                        let (next, _) = advance(h, &delta, a, &input, *b);
                        axpy(&mut out, *c, &next);
                        *h = next;
                    }
                    store(at_mut(y, row, width), e, &out);
                }
            }
        }
    }
}

kernel! {
    /// Backward of [`forward`]. Adds to `dinputs` (of u, s, B, C), `da_log` and `dd`.
    pub(super) fn backward<'a, F: Real>(
        shape: SelectiveShape,
        inputs: [&'a [F]; 4],
        d: &'a [F],
        a: &'a [Block<F>],
        states: &'a [Block<F>],
        dy: &'a [F],
        dinputs: [&'a mut [F]; 4],
        da_log: &'a mut [F],
        dd: &'a mut [F],
        scratch: &'a mut [Block<F>],
    ) {
        let SelectiveShape { time, width, state } = shape;
        let [u, s, b, c] = inputs;
        let [du, ds, db, dc] = dinputs;
        // one chunk of one group of channels: states h[t-1 ..], decays exp(Δ A), and the shares of dB and dC
        let (h, scratch) = scratch.split_at_mut((CHUNK + 1) * state);
        let (decays, scratch) = scratch.split_at_mut(CHUNK * state);
        let (db_lanes, scratch) = scratch.split_at_mut(CHUNK * state);
        let (dc_lanes, scratch) = scratch.split_at_mut(CHUNK * state);
        let (dh, scratch) = scratch.split_at_mut(shape.blocks());
        let (da, dd_lanes) = scratch.split_at_mut(shape.blocks());
        let zero = [F::ZERO; LANES];
        da.fill(zero);
        dd_lanes.fill(zero);
        for sequence in 0..dy.len() / (time * width) {
            let states = at(states, sequence, shape.kept() * shape.blocks());
            dh.fill(zero);
            for chunk in (0..time.div_ceil(CHUNK)).rev() {
                let steps = CHUNK.min(time - chunk * CHUNK);
                let first = sequence * time + chunk * CHUNK;
                db_lanes[..steps * state].fill(zero);
                dc_lanes[..steps * state].fill(zero);
                for (group, a) in a.chunks_exact(state).enumerate() {
                    let e = group * LANES;
                    match chunk {
                        0 => h[..state].fill(zero),
                        _ => h[..state].copy_from_slice(
                            &states[(chunk - 1) * shape.blocks() + group * state..][..state],
                        ),
                    }
                    for t in 0..steps {
                        let delta = softplus(load(at(s, first + t, width), e));
                        let input = times(&delta, &load(at(u, first + t, width), e));
                        let (before, after) = h[t * state..].split_at_mut(state);
                        let decays = at_mut(decays, t, state);
                        let b = at(b, first + t, state);
                        for n in 0..state {
                            let (next, decay) = advance(&before[n], &delta, &a[n], &input, b[n]);
                            after[n] = next;
                            decays[n] = decay;
                        }
                    }
                    let dh = at_mut(dh, group, state);
                    let da = at_mut(da, group, state);
                    let d = load(d, e);
                    for t in (0..steps).rev() {
                        let row = first + t;
                        let (before, after) = h[t * state..].split_at(state);
                        let decays = at(decays, t, state);
                        let (db, dc) = (at_mut(db_lanes, t, state), at_mut(dc_lanes, t, state));
                        let (b, c) = (at(b, row, state), at(c, row, state));
                        let s = load(at(s, row, width), e);
                        let (delta, u) = (softplus(s), load(at(u, row, width), e));
                        let input = times(&delta, &u);
                        let dy = load(at(dy, row, width), e);
                        let (mut ddelta, mut dinput) = (zero, zero);
                        for n in 0..state {
                            // forward: y += C[n] h[n]
                            let mut g = dh[n];
                            axpy(&mut g, c[n], &dy);
                            fma(&mut dc[n], &dy, &after[n]);
                            // forward: h[n] = exp(Δ A[n]) h[t-1][n] + input B[n]
                            axpy(&mut dinput, b[n], &g);
                            fma(&mut db[n], &g, &input);
                            let g = times(&g, &decays[n]);
                            dh[n] = g;
                            let dexponent = times(&g, &before[n]);
                            fma(&mut ddelta, &dexponent, &a[n]);
                            fma(&mut da[n], &dexponent, &delta);
                        }
                        // forward: input = Δ u, Δ = softplus(s), y = D u + ...
                        fma(&mut ddelta, &dinput, &u);
                        let mut du_block = times(&d, &dy);
                        fma(&mut du_block, &dinput, &delta);
                        add(at_mut(du, row, width), e, &du_block);
                        for i in 0..LANES {
                            ddelta[i] *= s[i].sigmoid();
                        }
                        add(at_mut(ds, row, width), e, &ddelta);
                        fma(&mut dd_lanes[group], &dy, &u);
                    }
                }
                let rows = first * state..(first + steps) * state;
                for (db, lanes) in db[rows.clone()].iter_mut().zip(&*db_lanes) {
                    *db += fold(*lanes);
                }
                for (dc, lanes) in dc[rows].iter_mut().zip(&*dc_lanes) {
                    *dc += fold(*lanes);
                }
            }
        }
        // forward: A = -exp(A_log)
        for (da, a) in da.iter_mut().zip(a) {
            *da = times(da, a);
        }
        transpose_add(state, da, da_log);
        transpose_add(1, dd_lanes, dd);
    }
}
