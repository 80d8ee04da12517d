//! The kernel of the matrix product: a tile of sums in registers.
//!
//! ```text
//! c[i..i+R, j..j+W] (+)= Σ_k a[i..i+R, k] b[k, j..j+W]
//! ```
//!
//! With 32 registers a tile is 8 rows by 3 vectors, with 16 it is 6 by 2: as many sums as leave room for
//! one row of the panel and one number of `a`. A sum starts at zero, takes its terms in the order of k, one
//! rounding each, and goes to `c` after [`DEPTH`] terms. So an element of the product depends on its row of `a`
//! and its column of `b` alone: not on the number of rows, not on the instruction set, to the bit.
//!
//! Source: Goto and van de Geijn 2008 for the panels; the first factor is read where it lies, which costs
//! nothing at the sizes of our models (rows of 64 to 4,096 numbers).

use pulp::Simd;

use crate::tensor::matmul::packed::DEPTH;
use crate::tensor::{Mat, MatMut, Packed, Real};

/// A product to compute.
pub(super) struct Product<'a, F> {
    pub c: MatMut<'a, F>,
    pub a: Mat<'a, F>,
    pub b: Packed<'a, F>,
    pub onto: Start<'a, F>,
}

/// What a product is added to.
#[derive(Clone, Copy)]
pub(super) enum Start<'a, F> {
    Zero,
    /// What `c` holds.
    Held,
    /// This row, in every row.
    Row(&'a [F]),
}

/// The rows of one panel of the result.
struct Strip<'a, F> {
    /// From the first column of the panel on.
    c: &'a mut [F],
    c_stride: usize,
    rows: usize,
    /// Columns that exist; the others of the panel are padding.
    cols: usize,
    a: Mat<'a, F>,
    /// `[depth, W]`.
    panel: &'a [F],
    start: Start<'a, F>,
}

impl<F: Real> pulp::WithSimd for Product<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Product { c, a, b, onto } = self;
        let panels = b.panels;
        assert_eq!(
            panels.lanes,
            F::lanes::<S>(),
            "packed for another instruction set"
        );
        for first in (0..b.rows).step_by(DEPTH) {
            let depth = DEPTH.min(b.rows - first);
            let block = &b.data[first * panels.width()..];
            for p in 0..panels.count {
                let vectors = panels.vectors(p);
                let start = vectors.start * panels.lanes;
                let width = vectors.len() * panels.lanes;
                let cols = width.min(c.cols - start);
                let strip = Strip {
                    c: &mut c.data[start..],
                    c_stride: c.row_stride,
                    rows: c.rows,
                    cols,
                    a: a.columns(first, depth),
                    panel: &block[start * depth..][..depth * width],
                    start: match onto {
                        _ if first > 0 => Start::Held,
                        Start::Row(row) => Start::Row(&row[start..][..cols]),
                        other => other,
                    },
                };
                match (a.col_stride == 1, vectors.len()) {
                    (true, 1) => simd.vectorize(Fill::<F, 1, false>(strip)),
                    (true, 2) => simd.vectorize(Fill::<F, 2, false>(strip)),
                    (true, _) => simd.vectorize(Fill::<F, 3, false>(strip)),
                    (false, 1) => simd.vectorize(Fill::<F, 1, true>(strip)),
                    (false, 2) => simd.vectorize(Fill::<F, 2, true>(strip)),
                    (false, _) => simd.vectorize(Fill::<F, 3, true>(strip)),
                }
            }
        }
    }
}

/// A strip whose panel has W vectors; T if the first factor is stored transposed. Each kind is compiled into
/// a function of its own: in one large function the compiler does not keep the sums in registers.
struct Fill<'a, F, const W: usize, const T: bool>(Strip<'a, F>);

impl<F: Real, const W: usize, const T: bool> pulp::WithSimd for Fill<'_, F, W, T> {
    type Output = ();

    /// All rows, in tiles as high as the registers allow and then in lower ones.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let mut strip = self.0;
        let mut row = 0;
        if S::REGISTER_COUNT >= 32 {
            while row + 8 <= strip.rows {
                strip.tile::<S, 8, W, T>(simd, row);
                row += 8;
            }
        } else {
            while row + 6 <= strip.rows {
                strip.tile::<S, 6, W, T>(simd, row);
                row += 6;
            }
        }
        while row + 4 <= strip.rows {
            strip.tile::<S, 4, W, T>(simd, row);
            row += 4;
        }
        while row + 2 <= strip.rows {
            strip.tile::<S, 2, W, T>(simd, row);
            row += 2;
        }
        while row < strip.rows {
            strip.tile::<S, 1, W, T>(simd, row);
            row += 1;
        }
    }
}

impl<F: Real> Strip<'_, F> {
    /// R rows from `row` on.
    #[inline(always)]
    fn tile<S: Simd, const R: usize, const W: usize, const T: bool>(
        &mut self,
        simd: S,
        row: usize,
    ) {
        let (a, panel) = (&self.a, self.panel);
        let a_stride = if T { a.col_stride } else { a.row_stride };
        let sums = sums::<S, F, R, W, T>(simd, &a.data[row * a.row_stride..], a_stride, panel);
        let (stride, cols, width) = (self.c_stride, self.cols, W * F::lanes::<S>());
        let c = &mut self.c[row * stride..];
        if cols == width {
            return store(simd, c, stride, self.start, sums);
        }
        // the largest tile: 8 rows of 3 vectors of 16 numbers
        let mut whole = [F::ZERO; 8 * 48];
        store(simd, &mut whole, width, Start::Zero, sums);
        for (to, sums) in c.chunks_mut(stride).zip(whole.chunks_exact(width)).take(R) {
            for (j, (to, sum)) in to[..cols].iter_mut().zip(sums).enumerate() {
                *to = match self.start {
                    Start::Zero => *sum,
                    Start::Held => *to + *sum,
                    Start::Row(first) => first[j] + *sum,
                };
            }
        }
    }
}

/// Writes a tile of sums to the rows of `c`. Every index is known when it is compiled, so the sums never
/// leave their registers before.
#[expect(
    clippy::manual_memcpy,
    reason = "a copy of the whole row would need the sums in memory"
)]
#[inline(always)]
fn store<S: Simd, F: Real, const R: usize, const W: usize>(
    simd: S,
    c: &mut [F],
    stride: usize,
    start: Start<F>,
    sums: [[F::Vector<S>; W]; R],
) {
    let width = W * F::lanes::<S>();
    match start {
        Start::Zero => {
            for r in 0..R {
                let to = &mut F::vectors_mut::<S>(&mut c[r * stride..][..width])[..W];
                for j in 0..W {
                    to[j] = sums[r][j];
                }
            }
        }
        Start::Held => {
            for r in 0..R {
                let to = &mut F::vectors_mut::<S>(&mut c[r * stride..][..width])[..W];
                for j in 0..W {
                    to[j] = F::sum(simd, to[j], sums[r][j]);
                }
            }
        }
        Start::Row(first) => {
            let first = &F::vectors::<S>(first)[..W];
            for r in 0..R {
                let to = &mut F::vectors_mut::<S>(&mut c[r * stride..][..width])[..W];
                for j in 0..W {
                    to[j] = F::sum(simd, first[j], sums[r][j]);
                }
            }
        }
    }
}

/// Sums of R rows of `a`, `[R, depth]` with `stride` numbers from row to row, or stored transposed (T), `[depth, R]` with
/// `stride` numbers from one k to the next.
#[inline(always)]
fn sums<S: Simd, F: Real, const R: usize, const W: usize, const T: bool>(
    simd: S,
    a: &[F],
    stride: usize,
    panel: &[F],
) -> [[F::Vector<S>; W]; R] {
    let panel = F::vectors::<S>(panel).as_chunks::<W>().0;
    let depth = panel.len();
    let rows: [&[F]; R] = match T {
        true => [&[]; R],
        false => std::array::from_fn(|r| &a[r * stride..][..depth]),
    };
    let mut sums = [[F::splat(simd, F::ZERO); W]; R];
    for k in 0..depth {
        let column = if T { &a[k * stride..][..R] } else { &[] };
        for r in 0..R {
            let x = F::splat(simd, if T { column[r] } else { rows[r][k] });
            for j in 0..W {
                sums[r][j] = F::fused(simd, x, panel[k][j], sums[r][j]);
            }
        }
    }
    sums
}
