//! Options that say how a problem is read: its letters, what a token is, and where a model is asked.

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::cli::places::problems;
use crate::cli::show::Letters;
use crate::problem::answer::Supervision;
use crate::problem::encoding::Encoding;
use crate::problem::{self, ProblemConfig};

/// How a problem is read, where not as its file says.
#[derive(Debug, clap::Args)]
pub struct Reading {
    /// Another alphabet than the problem's own
    #[arg(long)]
    pub alphabet: Option<Letters>,
    /// What a token is
    #[arg(long, value_parser = encodings())]
    pub encoding: Option<Encoding>,
    /// Where the model is asked: at every token, after every operation, after the last, or where a question stands
    #[arg(long, value_parser = supervisions())]
    pub supervision: Option<Supervision>,
}

impl Reading {
    /// The problem `name`, read so.
    pub fn problem(&self, name: &str) -> Result<ProblemConfig> {
        self.of(problem::load(problems(), name)?.config)
    }

    /// `config`, read so.
    pub fn of(&self, mut config: ProblemConfig) -> Result<ProblemConfig> {
        if let Some(letters) = self.alphabet {
            config = config.with_alphabet(letters.into())?;
        }
        config.encoding = self.encoding.unwrap_or(config.encoding);
        config.supervision = self.supervision.unwrap_or(config.supervision);
        Ok(config)
    }
}

fn encodings() -> impl TypedValueParser<Value = Encoding> {
    let found = |name: String| Encoding::ALL.into_iter().find(|e| e.name() == name);
    PossibleValuesParser::new(Encoding::ALL.map(Encoding::name))
        .map(move |name| found(name).expect("only names of encodings are let through"))
}

fn supervisions() -> impl TypedValueParser<Value = Supervision> {
    let found = |name: String| Supervision::ALL.into_iter().find(|s| s.name() == name);
    PossibleValuesParser::new(Supervision::ALL.map(Supervision::name))
        .map(move |name| found(name).expect("only names of supervisions are let through"))
}
