//! `barrington import`: train on a data set made elsewhere.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::cli::remark;
use crate::cli::train::{Training, train_on};
use crate::problem::families::data::DataConfig;
use crate::problem::{Family, ProblemConfig};
use crate::train::config::Lengths;

/// Train one model on a data set made elsewhere
#[derive(Debug, clap::Args)]
#[command(after_help = "Every line of the file is an object:\n  \
input_ids   tokens, counted from 0\n  \
labels      as many labels, counted from 0; -100 where there is none\n  \
length      operations, optional: otherwise tokens\n  \
split       optional: rows of another split than `train` are held out for evaluation; without any, a tenth is\n\n\
A problem file with `[data]` and `file = \"FILE\"` makes the same data set a problem of experiments.\n\n\
Made here, for instance, by `barrington sample z2 --jsonl -n 500 --length 8 --out z2.jsonl`.\n\n\
Example:\n  barrington import z2.jsonl --model gru --steps 20")]
pub struct Options {
    /// The data set
    file: PathBuf,
    /// Names of tokens and labels, as `sample --vocabulary` writes them
    #[arg(long, value_name = "FILE")]
    vocabulary: Option<PathBuf>,
    #[command(flatten)]
    training: Training,
}

/// Reads the data set and trains on it.
pub fn import(options: &Options) -> Result<()> {
    let file = text(&options.file)?;
    let vocabulary = options.vocabulary.as_deref().map(text).transpose()?;
    let data = DataConfig::read(file, vocabulary)?;
    let name = options.file.file_stem().and_then(|stem| stem.to_str());
    let name = name.unwrap_or("data");
    remark(&format!(
        "{file}: {} tokens, {} labels, sequences of {} to {} operations",
        data.tokens.len(),
        data.labels.len(),
        data.shortest,
        data.longest
    ));
    let lengths = if data.shortest == data.longest {
        Lengths::Fixed
    } else {
        Lengths::Uniform { min: data.shortest }
    };
    let lengths = (data.longest, lengths);
    let title = format!("the data set {file}");
    let problem = ProblemConfig::of(name, &title, Family::Data(data));
    train_on(problem, lengths, &options.training)
}

fn text(path: &Path) -> Result<&str> {
    path.to_str()
        .with_context(|| format!("{}: the name is no Unicode text; rename it", path.display()))
}
