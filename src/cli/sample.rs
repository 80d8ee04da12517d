//! `barrington sample`: inputs of a problem and their answers, for a person or as a data set.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::base::rng::stream;
use crate::cli::dataset;
use crate::cli::reading::Reading;
use crate::cli::{places, unless_gone};
use crate::problem::answer::UNANSWERED;
use crate::problem::encoding::{Encoded, Sequence, Wanted};

/// Draw inputs of a problem with their answers, to read or as a data set
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Symbols are printed with each label under its symbol, text with the answer after what it answers.\n\n\
With --jsonl, every line is an object:\n  \
problem, encoding, supervision, seed, index   where the input comes from\n  \
length      operations\n  \
text        the input as a person reads it\n  \
input_ids   its tokens\n  \
labels      the label under each token, -100 where there is none\n  \
answers     the scored labels by name, in order\n  \
changed     of each of them, whether it is no longer that of the beginning\n\n\
Examples:\n  \
barrington sample s3 --alphabet generators --length 12 -n 3 --seed 0\n  \
barrington sample a5 --encoding bytes --supervision final --jsonl -n 2"
)]
pub struct Options {
    /// The problem
    problem: String,
    /// Operations an input
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..))]
    length: u16,
    /// Shortest length; inputs then have all lengths from it to --length in turn
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    from: Option<u16>,
    /// Number of inputs
    #[arg(short, long, default_value_t = 3)]
    number: u64,
    /// Seed of the inputs
    #[arg(long, default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    reading: Reading,
    /// A data set, one JSON object a line
    #[arg(long)]
    jsonl: bool,
    /// Write into this file instead of printing
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the names of tokens and labels into this file, as JSON
    #[arg(long, value_name = "FILE")]
    vocabulary: Option<PathBuf>,
}

/// Draws inputs and prints them.
pub fn sample(options: &Options) -> Result<()> {
    let config = options.reading.problem(&options.problem)?;
    let encoded = config.encoded()?;
    if let Some(path) = &options.vocabulary {
        let text = format!("{:#}\n", dataset::vocabulary(&config.name, &encoded));
        places::write(path, text.as_bytes())?;
    }
    let from = options.from.unwrap_or(options.length);
    if from > options.length {
        let length = options.length;
        bail!("--from {from} is longer than --length {length}; give a shorter one");
    }
    let span = u64::from(options.length - from) + 1;
    let mut sequence = Sequence::default();
    let mut to: Box<dyn Write> = match &options.out {
        Some(path) => {
            let file = File::create(path);
            Box::new(file.with_context(|| format!("cannot write {}", path.display()))?)
        }
        None => Box::new(std::io::stdout().lock()),
    };
    let mut to = BufWriter::new(&mut to);
    let mut input = |index: u64| {
        let length = usize::from(from) + (index % span) as usize;
        let mut rng = stream(options.seed, "sample", index);
        let wanted = Wanted::Scored;
        encoded.draw(&mut rng, index as usize, length, wanted, &mut sequence);
        if options.jsonl {
            let place = (options.seed, index);
            return dataset::line(&config.name, place, length, &encoded, &mut sequence);
        }
        let gap = if index > 0 { "\n" } else { "" };
        let shown = match sequence.text.ends.is_empty() {
            true => symbols(&encoded, &sequence),
            false => text(&encoded, &sequence),
        };
        format!("{gap}{shown}")
    };
    let mut numbers = 0..options.number;
    let written = numbers.try_for_each(|index| writeln!(to, "{}", input(index)));
    unless_gone(written.and_then(|()| to.flush())).context("cannot write the inputs")
}

/// Characters of a row of symbols.
const WIDTH: usize = 100;

/// Symbols with their labels under them, in rows that fit a terminal.
fn symbols(encoded: &Encoded, sequence: &Sequence) -> String {
    let problem = &*encoded.problem;
    let names = sequence.tokens.iter().map(|&t| encoded.token(t));
    let labels = sequence.labels.iter().map(|&k| match k {
        UNANSWERED => "",
        k => problem.labels()[k as usize].as_str(),
    });
    let pairs: Vec<(Cow<'_, str>, &str)> = names.zip(labels).collect();
    let width = |(a, b): &(Cow<'_, str>, &str)| a.chars().count().max(b.chars().count()) + 2;
    let (mut rows, mut start, mut used) = (Vec::new(), 0, 0);
    for (i, pair) in pairs.iter().enumerate() {
        if used + width(pair) > WIDTH && i > start {
            rows.push(above(&pairs[start..i]));
            (start, used) = (i, 0);
        }
        used += width(pair);
    }
    rows.push(above(&pairs[start..]));
    rows.join("\n")
}

/// Two rows whose columns stand above each other.
fn above(pairs: &[(Cow<'_, str>, &str)]) -> String {
    let (mut upper, mut lower) = (String::from("letters"), String::from("labels "));
    for (letter, label) in pairs {
        let width = letter.chars().count().max(label.chars().count());
        upper += &format!("  {letter:width$}");
        lower += &format!("  {label:width$}");
    }
    format!("{}\n{}", upper.trim_end(), lower.trim_end())
}

/// Text, with a line break and the answer wherever there is one.
fn text(encoded: &Encoded, sequence: &Sequence) -> String {
    let problem = &*encoded.problem;
    let mut out = String::new();
    let mut from = 0;
    for &symbol in &sequence.asked {
        let (answer, end) = (sequence.answers[symbol], sequence.text.ends[symbol]);
        let text = problem.spelling().read(&sequence.text.pieces[from..end]);
        from = end;
        let label = &problem.labels()[answer.label as usize];
        out += &format!("{}  -> {label}\n", text.trim());
    }
    let rest = problem.spelling().read(&sequence.text.pieces[from..]);
    out += rest.trim();
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_stands_under_its_letter() {
        assert_eq!(
            above(&[
                ("(1 2)".into(), "a"),
                ("()".into(), "(1 2 3)"),
                ("a".into(), "b")
            ]),
            "letters  (1 2)  ()       a\nlabels   a      (1 2 3)  b"
        );
    }
}
