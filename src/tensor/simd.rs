//! Run-time choice of the instruction set.
//!
//! A kernel is plain Rust; [`kernel!`](crate::kernel) compiles its body once per instruction set (baseline, AVX2 with
//! FMA, AVX-512) and picks one when the program runs, so that a binary built for any machine is fast on
//! this one. Kernels use `mul_add` and fixed accumulators explicitly, so every instruction set gives the
//! same bits; a test forces each one.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::base::named::named;

named! {
    /// An instruction set.
    pub enum Level {
        /// What every machine of this kind has.
        Scalar = "scalar",
        /// AVX2 and FMA.
        V3 = "v3",
        /// AVX-512.
        V4 = "v4",
    }
}

/// The place of the level in use among all; beyond them if none is chosen yet.
static CHOSEN: AtomicU8 = AtomicU8::new(u8::MAX);

/// The best instruction set of this machine.
pub fn best() -> Level {
    #[cfg(target_arch = "x86_64")]
    {
        if pulp::x86::V4::try_new().is_some() {
            return Level::V4;
        }
        if pulp::x86::V3::try_new().is_some() {
            return Level::V3;
        }
    }
    Level::Scalar
}

/// The instruction set in use.
pub fn level() -> Level {
    match Level::ALL.get(usize::from(CHOSEN.load(Ordering::Relaxed))) {
        Some(level) => *level,
        None => force(best()),
    }
}

/// Uses `level`, or the best one if this machine does not have it, from now on. Returns what is used.
pub fn force(level: Level) -> Level {
    let level = level.min(best());
    CHOSEN.store(level as u8, Ordering::Relaxed);
    level
}

/// Runs `op` with the vectors of the instruction set in use.
#[inline(always)]
pub fn dispatch_widest<Op: pulp::WithSimd>(op: Op) -> Op::Output {
    #[cfg(target_arch = "x86_64")]
    if level() == Level::V4
        && let Some(simd) = pulp::x86::V4::try_new()
    {
        return pulp::Simd::vectorize(simd, op);
    }
    dispatch_narrow(op)
}

/// As [`dispatch_widest`] up to AVX2: one copy of each kernel less.
#[inline(always)]
pub fn dispatch_narrow<Op: pulp::WithSimd>(op: Op) -> Op::Output {
    #[cfg(target_arch = "x86_64")]
    if level() >= Level::V3
        && let Some(simd) = pulp::x86::V3::try_new()
    {
        return pulp::Simd::vectorize(simd, op);
    }
    op.with_simd(pulp::Scalar::new())
}

/// Hands a call without arguments to pulp. A kernel that implements [`pulp::WithSimd`] itself is inlined otherwise:
/// backward attention took half as long again.
pub struct Nullary<Op>(pub Op);

impl<Op: pulp::NullaryFnOnce> pulp::WithSimd for Nullary<Op> {
    type Output = Op::Output;
    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> Self::Output {
        self.0.call()
    }
}

/// Defines a kernel: a function over one lifetime `'a` and one number type `F`, and if need be constants, and then a
/// type, after a semicolon each, whose body is compiled for each instruction set. Everything it calls must be
/// `#[inline(always)]`, or it falls back to baseline code.
#[macro_export]
macro_rules! kernel {
    ($(#[$meta:meta])* $vis:vis fn $name:ident<'a, F: Real $(; $(const $n:ident),+ $(; $kind:ident: $bound:path)?)?>(
        $($arg:ident: $ty:ty),* $(,)?
    ) $(-> $ret:ty)? $body:block) => {
        $(#[$meta])*
        $vis fn $name<'a, F: $crate::tensor::Real $($(, const $n: usize)+ $(, $kind: $bound)?)?>(
            $($arg: $ty),*
        ) $(-> $ret)? {
            struct Call<'a, F $($(, const $n: usize)+ $(, $kind)?)?> {
                marker: std::marker::PhantomData<(&'a F, $($($kind)?)?)>,
                $($arg: $ty),*
            }
            #[allow(unused_parens)]
            impl<'a, F: $crate::tensor::Real $($(, const $n: usize)+ $(, $kind: $bound)?)?> pulp::NullaryFnOnce
                for Call<'a, F $($(, $n)+ $(, $kind)?)?>
            {
                type Output = ($($ret)?);
                #[inline(always)]
                fn call(self) -> Self::Output {
                    let Self { marker: _, $($arg),* } = self;
                    $body
                }
            }
            F::dispatch($crate::tensor::simd::Nullary(Call::<'a, F $($(, $n)+ $(, $kind)?)?> {
                marker: std::marker::PhantomData, $($arg),*
            }))
        }
    };
}

/// Accumulators of a reduction: fixed, so that every instruction set adds in the same order.
pub const ACCUMULATORS: usize = 16;

/// Σ a\[i\] b\[i\], in [`ACCUMULATORS`] interleaved partial sums added pairwise.
#[inline(always)]
pub fn dot<F: crate::tensor::Real>(a: &[F], b: &[F]) -> F {
    assert_eq!(a.len(), b.len());
    let mut sums = [F::ZERO; ACCUMULATORS];
    let (a, a_rest) = a.as_chunks::<ACCUMULATORS>();
    let (b, b_rest) = b.as_chunks::<ACCUMULATORS>();
    for (a, b) in a.iter().zip(b) {
        for i in 0..ACCUMULATORS {
            sums[i] = a[i].mul_add(b[i], sums[i]);
        }
    }
    for i in 0..a_rest.len() {
        sums[i] = a_rest[i].mul_add(b_rest[i], sums[i]);
    }
    fold(sums)
}

/// Σ a\[i\], in [`ACCUMULATORS`] interleaved partial sums added pairwise.
#[inline(always)]
pub fn sum<F: crate::tensor::Real>(a: &[F]) -> F {
    let mut sums = [F::ZERO; ACCUMULATORS];
    let (a, rest) = a.as_chunks::<ACCUMULATORS>();
    for a in a {
        for i in 0..ACCUMULATORS {
            sums[i] += a[i];
        }
    }
    for i in 0..rest.len() {
        sums[i] += rest[i];
    }
    fold(sums)
}

/// The pairwise sum of the accumulators.
#[inline(always)]
pub fn fold<F: crate::tensor::Real>(mut sums: [F; ACCUMULATORS]) -> F {
    let mut half = ACCUMULATORS / 2;
    while half > 0 {
        for i in 0..half {
            sums[i] += sums[i + half];
        }
        half /= 2;
    }
    sums[0]
}

/// y += a x.
#[inline(always)]
pub fn axpy<F: crate::tensor::Real>(a: F, x: &[F], y: &mut [F]) {
    assert_eq!(x.len(), y.len());
    for (x, y) in x.iter().zip(y) {
        *y = a.mul_add(*x, *y);
    }
}

/// Adds every row of `y` `[R, E]` to `sums` `[E]`.
#[inline(always)]
pub fn add_rows<F: crate::tensor::Real>(y: &[F], sums: &mut [F]) {
    for row in y.chunks_exact(sums.len()) {
        axpy(F::ONE, row, sums);
    }
}
