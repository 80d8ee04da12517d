//! A dense linear map: W is any matrix `[inputs, outputs]`.

use serde::{Deserialize, Serialize};

use crate::model::ModelError;
use crate::model::layer::linear::{Bias, Kind, Start};
use crate::model::parameters::Parameters;
use crate::tensor::{Param, Real, Signal, Tape};

/// `linear.NAME.dense`: it has none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DenseConfig {}

/// x W + b: tensors `NAME.weight` `[inputs, outputs]` and, if there is one, `NAME.bias` `[1, outputs]`.
#[derive(Clone, Copy, Debug)]
pub struct Dense {
    /// W.
    pub weight: Param,
    /// b.
    pub bias: Option<Param>,
}

impl Dense {
    /// A map that is dense whatever the model chooses: for weights that a kernel reads itself.
    pub fn new(
        parameters: &mut Parameters,
        name: &str,
        [inputs, outputs]: [usize; 2],
        start: Start,
    ) -> Self {
        let weight = format!("{name}.weight");
        let weight = parameters.weight(&weight, inputs, outputs, start.weight);
        let bias = match start.bias {
            Bias::None => None,
            Bias::New(init) => Some(parameters.plain(&format!("{name}.bias"), 1, outputs, init)),
            Bias::Made(bias) => Some(bias),
        };
        Self { weight, bias }
    }

    /// W and b of a map that was made with both, for a kernel that reads them itself.
    pub fn affine(&self) -> (Param, Param) {
        (self.weight, self.bias.expect("made with a bias"))
    }
}

impl Kind for Dense {
    type Config = DenseConfig;

    const ABOUT: &'static str = "any matrix";

    fn build(
        _: &DenseConfig,
        parameters: &mut Parameters,
        name: &str,
        sizes: [usize; 2],
        start: Start,
    ) -> Result<Self, ModelError> {
        Ok(Self::new(parameters, name, sizes, start))
    }

    fn outputs(&self) -> usize {
        self.weight.cols
    }

    fn forward<F: Real>(&self, tape: &mut Tape<F>, x: Signal) -> Signal {
        x.linear(tape, self.weight, self.bias)
    }

    fn step<F: Real>(&self, params: &[F], x: &[F]) -> Vec<F> {
        let Param { rows, cols, .. } = self.weight;
        assert_eq!(x.len(), rows, "inputs of a linear map");
        let w = &params[self.weight.range()];
        (0..cols)
            .map(|j| {
                let start = self.bias.map_or(F::ZERO, |b| params[b.range()][j]);
                (0..rows).fold(start, |sum, i| sum + x[i] * w[i * cols + j])
            })
            .collect()
    }
}
