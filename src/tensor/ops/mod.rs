//! One file per operation: the kernel, its backward beside it, and the call that records it.
//!
//! To add one: a file with a struct of variables, `impl Operation` and a method on `Tape`, and two lines here, the module
//! and its place in the table. A cell of a recurrence ([`recurrent`]) or a transition of a matrix-state scan
//! ([`matrix_scan`]) is a file and one line in the table there.

use crate::tensor::Real;
use crate::tensor::tape::Replay;

/// An operation that can be replayed.
pub trait Operation {
    /// Adds to the gradients of its inputs and parameters, from the gradients of its outputs.
    fn backward<F: Real>(&self, replay: &mut Replay<F>);
}

macro_rules! operations {
    ($($module:ident :: $name:ident),* $(,)?) => {
        /// A recorded operation.
        #[derive(Clone, Copy, Debug)]
        #[expect(missing_docs, reason = "each variant is documented where it is defined")]
        pub enum Op {
            $($name($module::$name)),*
        }

        impl Op {
            /// Replays it.
            pub fn backward<F: Real>(&self, replay: &mut Replay<F>) {
                match self {
                    $(Op::$name(op) => op.backward(replay)),*
                }
            }
        }

        $(impl From<$module::$name> for Op {
            fn from(op: $module::$name) -> Op {
                Op::$name(op)
            }
        })*
    };
}

pub mod activation;
pub mod attention;
pub mod binary;
pub mod causal_conv;
pub mod channels;
pub mod complex;
pub mod cross_entropy;
pub mod dense_scan;
pub mod diagonal_modes;
pub mod diagonal_scan;
pub mod discretise;
pub mod embedding;
pub mod first_order_scan;
pub mod linear;
pub mod matrix_scan;
pub mod norm;
pub mod positions;
pub mod product_scan;
pub mod recurrent;
pub mod selective_scan;

pub use recurrent::elman;

operations! {
    linear::Linear,
    embedding::Rows,
    embedding::Gather,
    activation::Unary,
    binary::Binary,
    binary::Glu,
    norm::Norm,
    positions::Positions,
    recurrent::Recurrence,
    causal_conv::CausalConv,
    dense_scan::DenseScan,
    product_scan::ProductScan,
    diagonal_modes::DiagonalModes,
    diagonal_scan::DiagonalScan,
    first_order_scan::FirstOrderScan,
    matrix_scan::MatrixScan,
    selective_scan::SelectiveScan,
    attention::Attention,
}
