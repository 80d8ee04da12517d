//! Named parameter tensors in one aligned, flat vector, how they begin, and of which kind each linear map is.
//!
//! Every tensor draws its initial numbers from a stream of its own name: adding a tensor or a layer
//! changes no other. Weight matrices are stored `[in, out]`, so that y = x W.

use std::collections::{BTreeMap, BTreeSet};

use ndarray::{ArrayView2, ArrayViewMut2};

use crate::base::near::did_you_mean;
use crate::base::rng::{Stream, normal, stream, uniform};
use crate::model::ModelError;
use crate::model::layer::LinearConfig;
use crate::tensor::arena::round_up;
use crate::tensor::{Param, Real};

/// How the numbers of a tensor begin.
#[derive(Clone, Debug, PartialEq)]
pub enum Init {
    /// All the same.
    Constant(f64),
    /// Uniform in `[-bound, bound]`.
    Uniform(f64),
    /// Normal with mean 0 and this standard deviation.
    Normal(f64),
    /// Given, row-major.
    Values(Vec<f64>),
}

/// One named tensor.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// For example `layers.0.mixer.in_proj.weight`.
    pub name: String,
    /// Where it lies.
    pub param: Param,
    /// Whether weight decay is for it: true for matrices, false for biases, norms and dynamics.
    pub decay: bool,
}

impl Tensor {
    /// Its numbers `[in, out]` among those of the model.
    pub fn view<'a, F>(&self, numbers: &'a [F]) -> ArrayView2<'a, F> {
        let Param { rows, cols, .. } = self.param;
        let view = ArrayView2::from_shape((rows, cols), &numbers[self.param.range()]);
        view.expect("a tensor fills its range")
    }

    /// Its numbers among those of the model, to write.
    pub fn view_mut<'a, F>(&self, numbers: &'a mut [F]) -> ArrayViewMut2<'a, F> {
        let Param { rows, cols, .. } = self.param;
        let view = ArrayViewMut2::from_shape((rows, cols), &mut numbers[self.param.range()]);
        view.expect("a tensor fills its range")
    }
}

/// The tensors of a model while it is built, with their initial numbers.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    tensors: Vec<Tensor>,
    values: Vec<f64>,
    seed: u64,
    prefix: String,
    /// Which kind the linear maps of some name are of.
    kinds: BTreeMap<String, LinearConfig>,
    /// Names of the linear maps so far.
    maps: Vec<String>,
}

/// The key that stands for all linear maps.
const ALL: &str = "all";

impl Parameters {
    /// No tensors yet; initial numbers come from the streams of `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            ..Self::default()
        }
    }

    /// With these kinds of linear maps by name: `all`, or the end of the name of some.
    pub fn with_kinds(self, kinds: BTreeMap<String, LinearConfig>) -> Self {
        Self { kinds, ..self }
    }

    /// The kind of the linear map `name`, which is about to be made.
    pub fn kind_of(&mut self, name: &str) -> LinearConfig {
        let name = format!("{}{name}", self.prefix);
        let fits = self.kinds.iter().filter(|(key, _)| fits(key, &name));
        let chosen = fits.max_by_key(|(key, _)| (*key != ALL, key.len()));
        let kind = chosen.map_or_else(LinearConfig::default, |(_, kind)| kind.clone());
        self.maps.push(name);
        kind
    }

    /// A fault if a kind was chosen for a linear map that the model has not made.
    pub fn check_kinds(&self) -> Result<(), ModelError> {
        let made = |key: &&String| self.maps.iter().any(|name| fits(key, name));
        let Some(key) = self.kinds.keys().find(|key| !made(key)) else {
            return Ok(());
        };
        let known: Vec<&str> = [ALL].into_iter().chain(self.maps()).collect();
        let hint = did_you_mean(key, known.iter().copied().filter(|known| known != key));
        let known = known.join(", ");
        let reason = format!("is for no linear map of this model{hint} (there are: {known})");
        Err(ModelError::value(&format!("linear.{key}"), "", reason))
    }

    /// What the linear maps so far are called within their layer.
    pub fn maps(&self) -> BTreeSet<&str> {
        self.maps.iter().map(|map| short(map)).collect()
    }

    /// Names of tensors made by `f` begin with `name.`.
    pub fn scope<R>(&mut self, name: &str, f: impl FnOnce(&mut Self) -> R) -> R {
        let outer = self.prefix.clone();
        self.prefix = format!("{outer}{name}.");
        let result = f(self);
        self.prefix = outer;
        result
    }

    /// A stream for initial numbers that no [`Init`] describes, under the name the tensor will have.
    pub fn stream(&self, name: &str) -> Stream {
        stream(self.seed, &format!("init {}{name}", self.prefix), 0)
    }

    /// The logarithms of `count` numbers that are log-uniform between `low` and `high`, from the stream of the tensor
    /// `name`.
    pub fn log_uniform(&self, name: &str, count: usize, [low, high]: [f64; 2]) -> Vec<f64> {
        let mut rng = self.stream(name);
        let log = |_| libm::log(low) + uniform(&mut rng) * libm::log(high / low);
        (0..count).map(log).collect()
    }

    /// A tensor that weight decay is for: a matrix `[in, out]`.
    pub fn weight(&mut self, name: &str, rows: usize, cols: usize, init: Init) -> Param {
        self.add(name, rows, cols, init, true)
    }

    /// A tensor without weight decay: a bias, a norm, the dynamics of a recurrence.
    pub fn plain(&mut self, name: &str, rows: usize, cols: usize, init: Init) -> Param {
        self.add(name, rows, cols, init, false)
    }

    fn add(&mut self, name: &str, rows: usize, cols: usize, init: Init, decay: bool) -> Param {
        let name = format!("{}{name}", self.prefix);
        let is_new = self.tensors.iter().all(|t| t.name != name);
        assert!(is_new, "two tensors called {name}");
        let len = rows * cols;
        let mut rng = stream(self.seed, &format!("init {name}"), 0);
        let numbers: Vec<f64> = match init {
            Init::Constant(c) => vec![c; len],
            Init::Uniform(bound) => {
                let draw = |_| bound * (2.0 * uniform(&mut rng) - 1.0);
                (0..len).map(draw).collect()
            }
            Init::Normal(std) => (0..len).map(|_| std * normal(&mut rng)).collect(),
            Init::Values(values) => {
                assert_eq!(values.len(), len, "initial numbers of {name}");
                values
            }
        };
        let param = Param::new(self.values.len(), rows, cols);
        self.values.extend(numbers);
        // every tensor starts at a cache line for both number types; the gap stays zero for ever
        self.values.resize(round_up::<f32>(self.values.len()), 0.0);
        self.tensors.push(Tensor { name, param, decay });
        param
    }

    /// The tensors in the order they were made.
    pub fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    /// The initial numbers, gaps included.
    pub fn values<F: Real>(&self) -> Vec<F> {
        self.values.iter().map(|&x| F::of(x)).collect()
    }

    /// Trained numbers, gaps not counted.
    pub fn count(&self) -> usize {
        self.tensors.iter().map(|t| t.param.len()).sum()
    }
}

/// The name of a map within its mixer: the last part, or two of a feed-forward network.
fn short(map: &str) -> &str {
    let parts = if map.contains("feed_forward.") { 2 } else { 1 };
    let start = map.rmatch_indices('.').nth(parts - 1);
    start.map_or(map, |(dot, _)| &map[dot + 1..])
}

/// Whether a key of `linear` speaks of the map `name`.
fn fits(key: &str, name: &str) -> bool {
    let before = name.strip_suffix(key);
    key == ALL || before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::layer::Linear;

    #[test]
    fn a_new_tensor_changes_no_other() {
        let mut a = Parameters::new(3);
        let x = a.weight("x", 3, 5, Init::Normal(1.0));
        let mut b = Parameters::new(3);
        b.plain("before", 2, 2, Init::Constant(1.0));
        let y = b.weight("x", 3, 5, Init::Normal(1.0));
        assert_eq!(a.values::<f64>()[x.range()], b.values::<f64>()[y.range()]);
        assert_eq!(b.count(), 19);
    }

    #[test]
    fn scopes_nest_in_names() {
        let mut p = Parameters::new(0);
        p.scope("layers.0", |p| {
            p.scope("mixer", |p| Linear::new(p, "out", [2, 3], true))
        })
        .expect("any sizes do for a dense map");
        let names: Vec<_> = p.tensors().iter().map(|t| t.name.as_str()).collect();
        assert_eq!(
            names,
            ["layers.0.mixer.out.weight", "layers.0.mixer.out.bias"]
        );
    }

    #[test]
    fn the_longest_name_of_a_linear_map_counts() {
        let kinds = ["all", "up", "feed_forward.up", "own"];
        let kind = LinearConfig::default();
        let kinds = kinds.map(|key| (key.to_owned(), kind.clone())).into();
        let p = Parameters::new(0).with_kinds(kinds);
        assert!(fits("all", "layers.0.feed_forward.up") && fits("up", "layers.0.feed_forward.up"));
        assert!(fits("feed_forward.up", "layers.0.feed_forward.up") && fits("head", "head"));
        assert!(!fits("own", "layers.0.feed_forward.down") && !fits("p", "layers.0.up"));
        let error = p.check_kinds().expect_err("no map has been made");
        assert_eq!(
            error.to_string(),
            "linear.all is for no linear map of this model (there are: all)"
        );
    }
}
