//! One file per operation: the kernel, its backward beside it, and the call that records it.
//!
//! To add one: a file with a struct of variables, `impl Operation` and a method on `Tape`, and a line in the table here.
//! A cell of a recurrence ([`recurrent`]) or a transition of a matrix-state scan ([`matrix_scan`]) is a file and one line
//! in the table there.

use crate::tensor::Real;
use crate::tensor::tape::Replay;

/// An operation that can be replayed.
pub trait Operation {
    /// Adds to the gradients of its inputs and parameters, from the gradients of its outputs.
    fn backward<F: Real>(&self, replay: &mut Replay<F>);
}

macro_rules! operations {
    ($($module:ident: $($name:ident),+;)*) => {
        $(pub mod $module;)*

        /// A recorded operation.
        #[derive(Clone, Copy, Debug, derive_more::From)]
        #[expect(missing_docs, reason = "each variant is documented where it is defined")]
        pub enum Op {
            $($($name($module::$name)),+),*
        }

        impl Op {
            /// Replays it.
            pub fn backward<F: Real>(&self, replay: &mut Replay<F>) {
                match self {
                    $($(Op::$name(op) => op.backward(replay)),+),*
                }
            }
        }
    };
}

operations! {
    activation: Unary;
    attention: Attention;
    binary: Binary, Glu;
    causal_conv: CausalConv;
    dense_scan: DenseScan;
    diagonal_modes: DiagonalModes;
    diagonal_scan: DiagonalScan;
    embedding: Rows, Gather;
    first_order_scan: FirstOrderScan;
    linear: Linear;
    matrix_scan: MatrixScan;
    norm: Norm;
    positions: Positions;
    product_scan: ProductScan;
    recurrent: Recurrence;
    selective_scan: SelectiveScan;
}

pub mod channels;
pub mod complex;
pub mod cross_entropy;
pub mod discretise;

pub use recurrent::elman;
