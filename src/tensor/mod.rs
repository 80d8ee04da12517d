//! Numbers, arena, tape, and kernels whose backward pass stands beside the forward pass.
//!
//! One vocabulary of symbols, used in every kernel and model; shapes are written `[B, T, D]`, slowest axis
//! first, row-major:
//!
//! ```text
//! B batch (of a micro-batch)   T length          D model width     H heads, E = D/H
//! N state size                 K labels          V input tokens    L layers
//! ```
//!
//! An architecture is a forward pass that calls coarse operations on a [`Tape`]; the tape keeps what each
//! operation needs and replays the paired backward kernels in reverse. Gradients accumulate (`+=`), so
//! residual streams and shared weights are right by construction.
//!
//! | file | what it holds |
//! |---|---|
//! | [`real`] | the trait of `f32` (training) and `f64` (checking), and their functions |
//! | [`elementary`] | branch-free exponential, tanh ... of `f32` |
//! | [`simd`] | run-time choice of the instruction set, the `kernel!` macro |
//! | [`vector`] | numbers as the vectors of an instruction set |
//! | [`matmul`] | the matrix product |
//! | [`packs`] | weights packed once a step |
//! | [`tile`] | products too small for it, inside a kernel |
//! | [`arena`] | aligned memory that is never freed between steps |
//! | [`gradients`] | gradients of the activations |
//! | [`tape`] | variables, recording, replay |
//! | [`shared`] | work that all micro-batches of a step share |
//! | [`signal`] | work that depends on the token, or on it and its place, done once for each |
//! | [`ops`] | one file per operation |
//! | [`gradcheck`] | central differences against the tape |
//!
//! What it leaves out: broadcasting, views, higher derivatives, devices.

pub mod arena;
pub mod elementary;
pub mod gradcheck;
pub mod gradients;
pub mod matmul;
pub mod ops;
pub mod packs;
pub mod real;
pub mod scratch;
pub mod shared;
pub mod signal;
pub mod simd;
pub mod tape;
pub mod tile;
pub mod vector;

pub use matmul::{Mat, MatMut, Packed};
pub use real::Real;
pub use signal::Signal;
pub use tape::{Lane, Param, Tape, Var};
