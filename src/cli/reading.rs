//! Options that say how a problem is read: its letters, what a token is, and where a model is asked.

use anyhow::Result;
use clap::builder::TypedValueParser;

use crate::cli::choice::choice;
use crate::cli::places::problems;
use crate::problem::answer::Supervision;
use crate::problem::encoding::Encoding;
use crate::problem::families::word::Alphabet;
use crate::problem::{self, ProblemConfig};

/// How a problem is read, where not as its file says.
#[derive(Debug, clap::Args)]
pub struct Reading {
    /// Another alphabet than the problem's own
    #[arg(long, value_parser = alphabets())]
    pub alphabet: Option<Alphabet>,
    /// What a token is
    #[arg(long, value_parser = choice(Encoding::ALL.map(|e| (e.name(), "", e))))]
    pub encoding: Option<Encoding>,
    /// Where the model is asked: at every token, after every operation, after the last, or where a question stands
    #[arg(long, value_parser = choice(Supervision::ALL.map(|s| (s.name(), "", s))))]
    pub supervision: Option<Supervision>,
}

impl Reading {
    /// The problem `name`, read so.
    pub fn problem(&self, name: &str) -> Result<ProblemConfig> {
        let config = problem::load(problems(), name)?.config;
        Ok(config.read_as(self.alphabet, self.encoding, self.supervision)?)
    }
}

/// The alphabets of a word problem.
pub fn alphabets() -> impl TypedValueParser<Value = Alphabet> {
    choice([
        ("elements", "Every element", Alphabet::Elements),
        ("generators", "The generators only", Alphabet::Generators),
    ])
}
