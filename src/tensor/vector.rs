//! Numbers as the vectors of an instruction set: what a register-tiled kernel needs beside [`Real`].
//!
//! [`kernel!`](crate::kernel) leaves vectors to the compiler, which is right for element-wise loops. A
//! matrix product must keep a tile of sums in registers, and says so with these types; they come from
//! `pulp` and are safe. A multiply-add rounds once in every instruction set.
//!
//! [`Real`]: crate::tensor::Real

use pulp::Simd;

use crate::tensor::scratch::Scratch;

/// A number type with vectors of every instruction set.
pub trait Vectors: Copy + Sized + 'static {
    /// Some numbers in one register.
    type Vector<S: Simd>: Copy;

    /// Numbers in a vector.
    fn lanes<S: Simd>() -> usize;
    /// `x` everywhere.
    fn splat<S: Simd>(simd: S, x: Self) -> Self::Vector<S>;
    /// `a * b + c`, rounded once.
    fn fused<S: Simd>(
        simd: S,
        a: Self::Vector<S>,
        b: Self::Vector<S>,
        c: Self::Vector<S>,
    ) -> Self::Vector<S>;
    /// `a + b`.
    fn sum<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// The numbers as whole vectors; what is left over is dropped.
    fn vectors<S: Simd>(x: &[Self]) -> &[Self::Vector<S>];
    /// As [`Vectors::vectors`], to write.
    fn vectors_mut<S: Simd>(x: &mut [Self]) -> &mut [Self::Vector<S>];
    /// Room of this thread that is kept between calls; contents undefined. A call inside `f` gets new room.
    fn with_room<R>(f: impl FnOnce(&mut Scratch<Self>) -> R) -> R;
}

macro_rules! vectors {
    ($float:ty, $vector:ident, $lanes:ident, $splat:ident, $fused:ident, $add:ident, $read:ident, $write:ident) => {
        impl Vectors for $float {
            type Vector<S: Simd> = S::$vector;

            #[inline(always)]
            fn lanes<S: Simd>() -> usize {
                S::$lanes
            }
            #[inline(always)]
            fn splat<S: Simd>(simd: S, x: Self) -> S::$vector {
                simd.$splat(x)
            }
            #[inline(always)]
            fn fused<S: Simd>(simd: S, a: S::$vector, b: S::$vector, c: S::$vector) -> S::$vector {
                simd.$fused(a, b, c)
            }
            #[inline(always)]
            fn sum<S: Simd>(simd: S, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$add(a, b)
            }
            #[inline(always)]
            fn vectors<S: Simd>(x: &[Self]) -> &[S::$vector] {
                S::$read(x).0
            }
            #[inline(always)]
            fn vectors_mut<S: Simd>(x: &mut [Self]) -> &mut [S::$vector] {
                S::$write(x).0
            }
            fn with_room<R>(f: impl FnOnce(&mut Scratch<Self>) -> R) -> R {
                thread_local! {
                    static ROOM: std::cell::Cell<Scratch<$float>> = std::cell::Cell::default();
                }
                let mut room = ROOM.take();
                let result = f(&mut room);
                ROOM.set(room);
                result
            }
        }
    };
}

vectors! { f32, f32s, F32_LANES, splat_f32s, mul_add_f32s, add_f32s, as_simd_f32s, as_mut_simd_f32s }
vectors! { f64, f64s, F64_LANES, splat_f64s, mul_add_f64s, add_f64s, as_simd_f64s, as_mut_simd_f64s }
