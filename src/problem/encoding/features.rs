//! One token a symbol, which the model sees as a vector of features.

use crate::problem::Problem;
use crate::problem::encoding::Tokenise;
use crate::problem::features;

pub(super) struct Features;

impl Tokenise for Features {
    fn features(&self, problem: &dyn Problem) -> Option<features::Features> {
        Some(problem.features())
    }
}
