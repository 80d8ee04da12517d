//! A map of the state that is not affine: Elman, GRU, LSTM.

use crate::theory::rules::{Rules, row};
use crate::theory::theorem::{Theorem, theorems};

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct NonLinear;

impl Rules for NonLinear {
    row!(NonLinear, "non-linear RNN", "Elman, GRU, LSTM, sLSTM");

    fn any_automaton(&self) -> Option<Theorem> {
        Some(NON_LINEAR)
    }
}

theorems! {
    NON_LINEAR: Published, "non-linear",
        "One layer of a recurrence with a threshold or a saturating function recognises every regular language.",
        "Merrill, Petty and Sabharwal, ICML 2024, arXiv:2404.08819, theorem 5.1 (threshold); with sigmoids, of second order: Omlin and Giles, JACM 43, 1996, 937-972",
        "one unit for each state and letter";
}
