//! Any matrix that depends on the input: IDS4, SLiCE.

use crate::theory::rules::{Rules, row};
use crate::theory::theorem::{Theorem, theorems};

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct Dense;

impl Rules for Dense {
    row!(Dense, "dense linear RNN", "IDS4, SLiCE");

    fn any_automaton(&self) -> Option<Theorem> {
        Some(DENSE)
    }
}

theorems! {
    DENSE: Published, "dense",
        "One layer with a dense transition matrix that depends on the input recognises every regular language.",
        "Merrill, Petty and Sabharwal, ICML 2024, arXiv:2404.08819, theorem 5.2",
        "as many dimensions as states; a first symbol sets the state; exact in any format that has 0 and 1";
}
