//! Checkpoints: one safetensors file with the parameters, the moments of the optimiser, and, as JSON in
//! its metadata, the job and how far it has come. One file, renamed into place: weights and progress cannot
//! fall apart.
//!
//! Tensors: `NAME` for every parameter, `optimiser.first.NAME` and `optimiser.second.NAME` for its moments;
//! weight matrices are `[in, out]`. Metadata: `format`, `job`, `progress`. Format 1, which knew nothing of the code that
//! trains, is still read.

use std::collections::HashMap;
use std::fmt::Display;
use std::path::Path;

use safetensors::SafeTensorError;
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::code::Code;
use crate::base::files::write_atomic;
use crate::model::parameters::Tensor;
use crate::train::counts::{CurvePoint, Outcome};
use crate::train::optimiser::AdamW;
use crate::train::upgrade::upgrade;
use crate::train::{Job, TrainError};

/// Version of the checkpoint format; what is neither this nor 1 is refused.
const FORMAT: &str = "2";

/// How far a training has come: everything that is not a tensor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Steps made.
    pub step: u64,
    /// Updates of the optimiser.
    pub updates: u64,
    /// Tokens seen.
    pub tokens: u64,
    /// Length of the sequences at this point.
    pub length: usize,
    /// Sum of the losses since the last point of the curve.
    pub loss_sum: f64,
    /// Steps since the last point of the curve.
    pub loss_steps: u64,
    /// The curve so far.
    pub curve: Vec<CurvePoint>,
    /// How it ended, if it has.
    pub outcome: Option<Outcome>,
    /// Seconds spent so far, over all interruptions.
    pub wall_s: f64,
    /// The code that made the steps, in this order.
    #[serde(default)]
    pub code: Vec<Code>,
}

/// Where the numbers of a training are, to write them.
#[derive(Clone, Copy, Debug)]
pub struct Numbers<'a> {
    /// Names and places.
    pub tensors: &'a [Tensor],
    /// Parameters.
    pub params: &'a [f32],
    /// Moments.
    pub optimiser: &'a AdamW,
}

/// What a checkpoint says before its tensors are read.
#[derive(Debug)]
pub struct Header {
    /// What is trained.
    pub job: Job,
    /// How far it has come.
    pub state: State,
    /// Whether the file is of the present format.
    pub current: bool,
}

/// Writes a checkpoint.
pub fn write(path: &Path, job: &Job, state: &State, numbers: Numbers) -> Result<(), TrainError> {
    let mut arrays: Vec<(String, Vec<usize>, Vec<u8>)> = Vec::new();
    for tensor in numbers.tensors {
        let sources = [
            ("", numbers.params),
            (FIRST, &numbers.optimiser.first),
            (SECOND, &numbers.optimiser.second),
        ];
        for (prefix, source) in sources {
            let matrix = tensor.view(source);
            let bytes = matrix.iter().flat_map(|x| x.to_le_bytes()).collect();
            let name = format!("{prefix}{}", tensor.name);
            arrays.push((name, matrix.shape().to_vec(), bytes));
        }
    }
    let views = arrays
        .iter()
        .map(|(name, shape, bytes)| {
            let view = TensorView::new(Dtype::F32, shape.clone(), bytes)?;
            Ok((name.clone(), view))
        })
        .collect::<Result<Vec<_>, SafeTensorError>>()
        .map_err(|error| TrainError::checkpoint(path, error))?;
    write_tensors(path, job, state, views)
}

fn write_tensors(
    path: &Path,
    job: &Job,
    state: &State,
    views: Vec<(String, TensorView<'_>)>,
) -> Result<(), TrainError> {
    let broken = |error: &dyn Display| TrainError::checkpoint(path, error);
    let job = serde_json::to_string(job).map_err(|error| broken(&error))?;
    let state = serde_json::to_string(state).map_err(|error| broken(&error))?;
    let metadata = [
        ("format", FORMAT.to_owned()),
        ("job", job),
        ("progress", state),
    ];
    let metadata = metadata.map(|(key, text)| (key.to_owned(), text));
    let bytes = serialize(views, Some(HashMap::from(metadata))).map_err(|error| broken(&error))?;
    write_atomic(path, &bytes).map_err(|error| TrainError::File {
        path: path.into(),
        error,
    })
}

const FIRST: &str = "optimiser.first.";
const SECOND: &str = "optimiser.second.";

/// Reads the bytes of a checkpoint file.
pub fn bytes(path: &Path) -> Result<Vec<u8>, TrainError> {
    std::fs::read(path).map_err(|error| TrainError::File {
        path: path.into(),
        error,
    })
}

/// Reads job and progress.
pub fn header(path: &Path, bytes: &[u8]) -> Result<Header, TrainError> {
    let broken = |reason: String| TrainError::checkpoint(path, reason);
    SafeTensors::deserialize(bytes)
        .map_err(|error| broken(format!("{error} (truncated or damaged)")))?;
    let (_, header) =
        SafeTensors::read_metadata(bytes).map_err(|error| broken(error.to_string()))?;
    let metadata = header
        .metadata()
        .as_ref()
        .ok_or_else(|| broken("it has no metadata".into()))?;
    let entry = |key: &str| {
        metadata
            .get(key)
            .ok_or_else(|| broken(format!("its metadata has no `{key}`")))
    };
    let format = entry("format")?;
    let current = format == FORMAT;
    if !current && format != "1" {
        return Err(broken(format!(
            "its format is {format}, this program reads {FORMAT}"
        )));
    }
    let mut job: Value =
        serde_json::from_str(entry("job")?).map_err(|error| broken(format!("job: {error}")))?;
    let mut state: State = serde_json::from_str(entry("progress")?)
        .map_err(|error| broken(format!("progress: {error}")))?;
    if !current {
        upgrade(&mut job);
        state.code = vec![Code::converted("format 1")];
    }
    let job = Job::deserialize(job).map_err(|error| broken(format!("job: {error}")))?;
    Ok(Header {
        job,
        state,
        current,
    })
}

/// Writes the checkpoint in `bytes`, whose header is `header`, to `path` in the present format.
pub fn rewrite(path: &Path, bytes: &[u8], header: &Header) -> Result<(), TrainError> {
    let broken = |error: SafeTensorError| TrainError::checkpoint(path, error);
    let file = SafeTensors::deserialize(bytes).map_err(broken)?;
    write_tensors(path, &header.job, &header.state, file.tensors())
}

/// Reads the tensors into parameters and moments laid out as `tensors`.
pub fn read(
    path: &Path,
    bytes: &[u8],
    tensors: &[Tensor],
    params: &mut [f32],
    optimiser: &mut AdamW,
) -> Result<(), TrainError> {
    let broken = |reason: String| TrainError::checkpoint(path, reason);
    let file = SafeTensors::deserialize(bytes).map_err(|error| broken(error.to_string()))?;
    for tensor in tensors {
        let targets = [
            ("", &mut *params),
            (FIRST, &mut optimiser.first),
            (SECOND, &mut optimiser.second),
        ];
        for (prefix, target) in targets {
            let name = format!("{prefix}{}", tensor.name);
            let view = file
                .tensor(&name)
                .map_err(|error| broken(format!("{name}: {error}")))?;
            let mut matrix = tensor.view_mut(target);
            if view.dtype() != Dtype::F32 || view.shape() != matrix.shape() {
                return Err(broken(format!(
                    "{name} is {:?} {:?}, the model has F32 {:?}",
                    view.dtype(),
                    view.shape(),
                    matrix.shape()
                )));
            }
            let (numbers, _) = view.data().as_chunks::<4>();
            for (x, bytes) in matrix.iter_mut().zip(numbers) {
                *x = f32::from_le_bytes(*bytes);
            }
        }
    }
    Ok(())
}
