//! `barrington sample`: words of a problem and their labels.

use anyhow::Result;

use crate::base::rng::stream;
use crate::cli::places::problems;
use crate::cli::show::Letters;
use crate::cli::{Answer, say};
use crate::problem;

/// What `sample` takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  barrington sample s3 --alphabet generators --length 12 -n 3 --seed 0"
)]
pub struct Options {
    /// The problem
    problem: String,
    /// Letters a word
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..))]
    length: u16,
    /// Number of words
    #[arg(short, long, default_value_t = 3)]
    number: u64,
    /// Seed of the words
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Another alphabet than the problem's own
    #[arg(long)]
    alphabet: Option<Letters>,
}

/// Draws words and prints them, letters above labels.
pub fn sample(options: &Options) -> Result<Answer> {
    let mut config = problem::load(problems(), &options.problem)?.config;
    if let Some(letters) = options.alphabet {
        config = config.with_alphabet(letters.into())?;
    }
    let problem = config.build()?;
    let mut word = vec![0; usize::from(options.length)];
    let mut answer = word.clone();
    let mut parts = Vec::new();
    for index in 0..options.number {
        problem.draw(&mut stream(options.seed, "sample", index), &mut word);
        problem.solve(&word, &mut answer);
        let letters = word
            .iter()
            .map(|&t| problem.alphabet()[t as usize].as_str());
        let labels = answer
            .iter()
            .map(|&k| problem.labels()[k as usize].as_str());
        parts.push(above(
            &letters.collect::<Vec<_>>(),
            &labels.collect::<Vec<_>>(),
        ));
    }
    say(&parts.join("\n\n"))?;
    Ok(Answer::Done)
}

/// Two rows whose columns stand above each other.
fn above(letters: &[&str], labels: &[&str]) -> String {
    let (mut upper, mut lower) = (String::from("letters"), String::from("labels "));
    for (letter, label) in letters.iter().zip(labels) {
        let width = letter.chars().count().max(label.chars().count());
        upper += &format!("  {letter:width$}");
        lower += &format!("  {label:width$}");
    }
    format!("{}\n{}", upper.trim_end(), lower.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_stands_under_its_letter() {
        assert_eq!(
            above(&["(1 2)", "()", "a"], &["a", "(1 2 3)", "b"]),
            "letters  (1 2)  ()       a\nlabels   a      (1 2 3)  b"
        );
    }
}
