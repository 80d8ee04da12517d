//! Checkpoints: one safetensors file with the parameters, the moments of the optimiser, and, as JSON in
//! its metadata, the job and how far it has come. One file, renamed into place: weights and progress cannot
//! fall apart.
//!
//! Tensors: `NAME` for every parameter, `optimiser.first.NAME` and `optimiser.second.NAME` for its moments;
//! weight matrices are `[in, out]`. Metadata: `format`, `job`, `progress`. Format 1, which knew nothing of the code that
//! trains, is still read.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

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

/// A checkpoint, of which all but the tensors is read.
#[derive(Debug)]
pub struct Checkpoint {
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
    /// What is trained.
    pub job: Job,
    /// How far it has come.
    pub state: State,
    /// Whether the file is of the present format.
    pub current: bool,
}

const FIRST: &str = "optimiser.first.";
const SECOND: &str = "optimiser.second.";

/// That the file at `path` is no checkpoint.
fn broken<E: ToString>(path: &Path) -> impl Fn(E) -> TrainError + Copy {
    move |reason| TrainError::Checkpoint {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

/// That the file at `path` cannot be read or written.
fn refused(path: &Path) -> impl Fn(std::io::Error) -> TrainError {
    move |error| TrainError::File {
        path: path.into(),
        error,
    }
}

/// Writes a checkpoint with the parameters and moments that are laid out as `tensors`.
pub fn write(
    path: &Path,
    job: &Job,
    state: &State,
    tensors: &[Tensor],
    params: &[f32],
    optimiser: &AdamW,
) -> Result<(), TrainError> {
    let mut arrays: Vec<(String, Vec<usize>, Vec<u8>)> = Vec::new();
    for tensor in tensors {
        for (prefix, source) in [
            ("", params),
            (FIRST, &optimiser.first),
            (SECOND, &optimiser.second),
        ] {
            let matrix = tensor.view(source);
            let bytes = matrix.iter().flat_map(|x| x.to_le_bytes()).collect();
            let name = format!("{prefix}{}", tensor.name);
            arrays.push((name, matrix.shape().to_vec(), bytes));
        }
    }
    let views = arrays.iter().map(|(name, shape, bytes)| {
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes)?;
        Ok((name.clone(), view))
    });
    let views = views.collect::<Result<_, SafeTensorError>>();
    write_tensors(path, job, state, views.map_err(broken(path))?)
}

fn write_tensors(
    path: &Path,
    job: &Job,
    state: &State,
    views: Vec<(String, TensorView<'_>)>,
) -> Result<(), TrainError> {
    let metadata = [
        ("format", Ok(FORMAT.to_owned())),
        ("job", serde_json::to_string(job)),
        ("progress", serde_json::to_string(state)),
    ];
    let metadata = metadata.map(|(key, text)| Ok((key.to_owned(), text?)));
    let metadata: serde_json::Result<HashMap<_, _>> = metadata.into_iter().collect();
    let metadata = metadata.map_err(broken(path))?;
    let bytes = serialize(views, Some(metadata)).map_err(broken(path))?;
    write_atomic(path, &bytes).map_err(refused(path))
}

/// Opens the checkpoint at `path`.
pub fn open(path: &Path) -> Result<Checkpoint, TrainError> {
    let bytes = std::fs::read(path).map_err(refused(path))?;
    let broken = broken(path);
    SafeTensors::deserialize(&bytes)
        .map_err(|error| broken(format!("{error} (truncated or damaged)")))?;
    let (_, header) =
        SafeTensors::read_metadata(&bytes).map_err(|error| broken(error.to_string()))?;
    let metadata = header.metadata().as_ref();
    let metadata = metadata.ok_or_else(|| broken("it has no metadata".into()))?;
    let entry = |key: &str| {
        let missing = || broken(format!("its metadata has no `{key}`"));
        metadata.get(key).ok_or_else(missing)
    };
    let format = entry("format")?;
    let current = format == FORMAT;
    if !current && format != "1" {
        return Err(broken(format!(
            "its format is {format}, this program reads {FORMAT}"
        )));
    }
    let in_job = |error| broken(format!("job: {error}"));
    let mut job: Value = serde_json::from_str(entry("job")?).map_err(in_job)?;
    let in_progress = |error| broken(format!("progress: {error}"));
    let mut state: State = serde_json::from_str(entry("progress")?).map_err(in_progress)?;
    if !current {
        upgrade(&mut job);
        state.code = vec![Code::converted("format 1")];
    }
    Ok(Checkpoint {
        path: path.to_owned(),
        job: Job::deserialize(job).map_err(in_job)?,
        state,
        current,
        bytes,
    })
}

impl Checkpoint {
    /// Writes it to `path` in the present format.
    pub fn rewrite(&self, path: &Path) -> Result<(), TrainError> {
        let file = SafeTensors::deserialize(&self.bytes).map_err(broken(path))?;
        write_tensors(path, &self.job, &self.state, file.tensors())
    }

    /// Reads the tensors into parameters and moments laid out as `tensors`.
    pub fn read(
        &self,
        tensors: &[Tensor],
        params: &mut [f32],
        optimiser: &mut AdamW,
    ) -> Result<(), TrainError> {
        let broken = broken(&self.path);
        let file = SafeTensors::deserialize(&self.bytes);
        let file = file.map_err(|error| broken(error.to_string()))?;
        let is_known = |name: &&str| {
            let moment = name.strip_prefix(FIRST).or(name.strip_prefix(SECOND));
            tensors.iter().any(|t| t.name == moment.unwrap_or(name))
        };
        if let Some(name) = file.names().into_iter().filter(|n| !is_known(n)).min() {
            return Err(broken(format!("its tensor {name} is none of the model's")));
        }
        for tensor in tensors {
            for (prefix, target) in [
                ("", &mut *params),
                (FIRST, &mut optimiser.first),
                (SECOND, &mut optimiser.second),
            ] {
                let name = format!("{prefix}{}", tensor.name);
                let missing = |error| broken(format!("{name}: {error}"));
                let view = file.tensor(&name).map_err(missing)?;
                let mut matrix = tensor.view_mut(target);
                let (dtype, shape) = (view.dtype(), view.shape());
                if dtype != Dtype::F32 || shape != matrix.shape() {
                    let own = matrix.shape();
                    return Err(broken(format!(
                        "{name} is {dtype:?} {shape:?}, the model has F32 {own:?}"
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
}
