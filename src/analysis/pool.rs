//! Records put together: seeds of the same configuration pooled.
//!
//! A [`Group`] is everything about one (problem, model, layers); inside it, a [`Cell`] holds the seeds trained on
//! words up to one length. The number shown for length n comes from the cell with the smallest training length of
//! at least n: from its own training where every length was trained, from a prefix of the longer words otherwise.
//!
//! A run that diverged has no evaluation. It counts as all wrong, on as many words as it would have been
//! evaluated on, and is counted in [`Pooled::diverged`]: leaving it out would reward instability.
//!
//! Left out: pooling over different configurations. Records that differ in more than the seed are refused.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::analysis::accuracy::{Measure, count};
use crate::analysis::interval::{CONFIDENCE, Count, Interval, bootstrap, wilson};
use crate::experiment::record::{Evaluation, FORMAT, Record, Status};
use crate::experiment::run::Run;
use crate::model::Look;

/// Why records cannot be pooled.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PoolError {
    /// There is nothing to show.
    #[error("no records to read: run the experiment first")]
    Empty,
    /// Another version of the record format.
    #[error(
        "record {id}: its format is {found}, this program reads format {FORMAT}: run it again or use the version that wrote it"
    )]
    Format {
        /// The record.
        id: String,
        /// Its format.
        found: u32,
    },
    /// Two records of the same configuration and seed.
    #[error(
        "records {first} and {second}: both are {label} with {layers} layers on {problem}, seed {seed}; give each run once"
    )]
    Twice {
        /// One record.
        first: String,
        /// The other.
        second: String,
        /// The model.
        label: String,
        /// Its layers.
        layers: usize,
        /// The problem.
        problem: String,
        /// The seed of both.
        seed: u64,
    },
    /// Two configurations under one name.
    #[error(
        "records {first} and {second}: both are called {label} with {layers} layers on {problem}, but their configurations differ in more than the seed; give them different labels or draw them apart"
    )]
    Mixed {
        /// One record.
        first: String,
        /// The other.
        second: String,
        /// The model.
        label: String,
        /// Its layers.
        layers: usize,
        /// The problem.
        problem: String,
    },
    /// Counts that no evaluation can give.
    #[error("record {id}: {fault}; the file is damaged, run it again")]
    Counts {
        /// The record.
        id: String,
        /// What is wrong.
        fault: String,
    },
}

/// The architecture of a record, which published claims speak of: its mixer, or its pattern.
pub fn architecture(record: &Record) -> String {
    record.run.model.name()
}

/// All records of one problem, model and number of layers.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    /// Name of the problem.
    pub problem: &'a str,
    /// Name of the model.
    pub label: &'a str,
    /// Its [`architecture`].
    pub architecture: String,
    /// How it looks in figures.
    pub look: Look,
    /// Mixers that a token passes through.
    pub layers: usize,
    /// One per training length, ascending.
    pub cells: Vec<Cell<'a>>,
}

/// The seeds of one configuration.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    /// Longest words of training.
    pub trained: usize,
    /// Longest length with counts.
    pub evaluated: usize,
    /// One per seed, ascending.
    pub records: Vec<&'a Record>,
}

/// One accuracy of a [`Cell`] at one length.
#[derive(Clone, Debug, PartialEq)]
pub struct Pooled {
    /// Counts of all seeds together.
    pub count: Count,
    /// Accuracy of each seed, in the order of the seeds; 0 for one that diverged.
    pub rates: Vec<f64>,
    /// Seeds that diverged.
    pub diverged: usize,
    /// Wilson interval over the pooled words; none for token accuracy, whose labels within a word depend on each other.
    pub words: Option<Interval>,
    /// Bootstrap interval over seeds; none for a single seed.
    pub seeds: Option<Interval>,
}

impl Pooled {
    /// The pooled accuracy; 0 if nothing was scored.
    pub fn rate(&self) -> f64 {
        self.count.rate().unwrap_or(0.0)
    }

    /// The interval a figure shows: over seeds where there are several, over words otherwise.
    pub fn interval(&self) -> Option<Interval> {
        self.seeds.or(self.words)
    }
}

impl Cell<'_> {
    /// The counts of each seed for `measure` at length `n`; none if `n` was not evaluated.
    pub fn counts(&self, measure: Measure, n: usize) -> Option<Vec<Count>> {
        let has = |e: &Evaluation| e.place(n).is_some();
        let mut evaluations = self.records.iter().filter_map(|r| r.evaluation.as_ref());
        // runs that diverged count as wrong at every length
        let evaluated = evaluations.clone().next().is_none() || evaluations.any(has);
        (evaluated && (1..=self.evaluated).contains(&n)).then(|| {
            self.records
                .iter()
                .map(|record| counts_of(record, measure, n))
                .collect()
        })
    }

    /// `measure` at length `n`, all seeds pooled; none if `n` was not evaluated.
    pub fn pooled(&self, measure: Measure, n: usize) -> Option<Pooled> {
        let counts = self.counts(measure, n)?;
        let total = counts.iter().copied().fold(Count::default(), Count::plus);
        let rates: Vec<f64> = counts.iter().map(|c| c.rate().unwrap_or(0.0)).collect();
        Some(Pooled {
            count: total,
            diverged: self.records.iter().filter(|r| diverged(r)).count(),
            words: (measure != Measure::Token).then(|| wilson(total, CONFIDENCE)),
            seeds: bootstrap(&rates, CONFIDENCE, 0, n as u64),
            rates,
        })
    }
}

impl<'a> Group<'a> {
    /// The longest length with counts.
    pub fn longest(&self) -> usize {
        self.cells.iter().map(|c| c.evaluated).max().unwrap_or(0)
    }

    /// The cell that answers for length `n`.
    pub fn cell(&self, n: usize) -> Option<&Cell<'a>> {
        let own = self
            .cells
            .iter()
            .find(|c| c.trained >= n && c.evaluated >= n);
        own.or_else(|| self.cells.iter().rev().find(|c| c.evaluated >= n))
    }

    /// `measure` at length `n`, all seeds pooled.
    pub fn pooled(&self, measure: Measure, n: usize) -> Option<Pooled> {
        self.cell(n)?.pooled(measure, n)
    }

    /// All records of the group.
    pub fn records(&self) -> impl Iterator<Item = &'a Record> + '_ {
        self.cells.iter().flat_map(|c| c.records.iter().copied())
    }
}

/// Whether the run of `record` diverged.
pub fn diverged(record: &Record) -> bool {
    record.outcome.status == Status::Diverged
}

/// Groups in the order (problem, label, layers), problems with fewer labels first, after checking that the records can be read together.
pub fn pool(records: &[Record]) -> Result<Vec<Group<'_>>, PoolError> {
    if records.is_empty() {
        return Err(PoolError::Empty);
    }
    let mut cells: BTreeMap<(u64, &str, &str, usize, usize), Vec<&Record>> = BTreeMap::new();
    for record in records {
        check(record)?;
        let run = &record.run;
        let key = (
            record.labels,
            run.problem.name.as_str(),
            run.label.as_str(),
            run.model.n_layers(),
            run.train.length,
        );
        cells.entry(key).or_default().push(record);
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    for ((_, problem, label, layers, trained), mut records) in cells {
        records.sort_by_key(|r| r.run.seed);
        same_but_seed(&records)?;
        let evaluated = records
            .iter()
            .filter(|r| !diverged(r))
            .filter_map(|r| r.evaluation.as_ref())
            .map(Evaluation::longest)
            .max()
            .unwrap_or(trained);
        let (architecture, look) = (architecture(records[0]), records[0].run.model.look());
        let cell = Cell {
            trained,
            evaluated,
            records,
        };
        match groups.last_mut() {
            Some(g) if g.problem == problem && g.label == label && g.layers == layers => {
                g.cells.push(cell);
            }
            _ => groups.push(Group {
                problem,
                label,
                architecture,
                look,
                layers,
                cells: vec![cell],
            }),
        }
    }
    Ok(groups)
}

/// The counts of one record; of one that diverged, all wrong.
fn counts_of(record: &Record, measure: Measure, n: usize) -> Count {
    let lost = || {
        let words = record.run.train.evaluation as u64;
        Count {
            correct: 0,
            scored: if measure == Measure::Token {
                words * n as u64
            } else {
                words
            },
        }
    };
    match &record.evaluation {
        Some(evaluation) if !diverged(record) => count(evaluation, measure, n).unwrap_or_else(lost),
        _ => lost(),
    }
}

fn check(record: &Record) -> Result<(), PoolError> {
    let id = record.id.clone();
    if record.format != FORMAT {
        return Err(PoolError::Format {
            id,
            found: record.format,
        });
    }
    let fault = match &record.evaluation {
        None if diverged(record) => return Ok(()),
        None => Some("it did not diverge but has no evaluation".to_owned()),
        Some(e) if e.sequences == 0 => Some("it was evaluated on 0 words".to_owned()),
        Some(e) if e.position_correct.len() != e.prefix_correct.len() => Some(format!(
            "{} positions but {} prefixes",
            e.position_correct.len(),
            e.prefix_correct.len()
        )),
        Some(e) if !e.lengths.is_empty() => fault_by_length(e),
        Some(e) if e.position_correct.iter().any(|&c| c > e.sequences) => Some(format!(
            "more right labels at a position than its {} words",
            e.sequences
        )),
        Some(e)
            if e.prefix_correct
                .iter()
                .zip(&e.position_correct)
                .any(|(p, t)| p > t) =>
        {
            Some("more right prefixes than right labels at their last position".to_owned())
        }
        Some(e) if e.prefix_correct.is_sorted_by(|a, b| a >= b) => None,
        Some(_) => Some("more right prefixes at a longer length than at a shorter".to_owned()),
    };
    fault.map_or(Ok(()), |fault| Err(PoolError::Counts { id, fault }))
}

/// What is wrong with counts of words of several lengths, each by itself.
fn fault_by_length(e: &Evaluation) -> Option<String> {
    let places = e.lengths.len();
    if [&e.labels, &e.sequences_each, &e.position_correct]
        .iter()
        .any(|counts| counts.len() != places)
    {
        return Some(format!("{places} lengths but other numbers of counts"));
    }
    let pairs = e.position_correct.iter().zip(&e.labels);
    if pairs.into_iter().any(|(correct, labels)| correct > labels) {
        return Some("more right labels than labels".to_owned());
    }
    if e.prefix_correct
        .iter()
        .zip(&e.sequences_each)
        .any(|(c, words)| c > words)
    {
        return Some("more right words than words".to_owned());
    }
    let ascending = e.lengths.is_sorted_by(|a, b| a < b);
    (!ascending).then(|| "lengths that do not ascend".to_owned())
}

/// Refuses a seed given twice and configurations that differ in more than the seed; `records` are sorted by seed.
fn same_but_seed(records: &[&Record]) -> Result<(), PoolError> {
    for pair in records.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let (first, second) = (a.id.clone(), b.id.clone());
        let (label, layers) = (b.run.label.clone(), b.run.model.n_layers());
        let problem = b.run.problem.name.clone();
        let aligned = Run {
            seed: a.run.seed,
            ..b.run.clone()
        };
        if aligned != a.run {
            return Err(PoolError::Mixed {
                first,
                second,
                label,
                layers,
                problem,
            });
        }
        if a.run.seed == b.run.seed {
            return Err(PoolError::Twice {
                first,
                second,
                label,
                layers,
                problem,
                seed: b.run.seed,
            });
        }
    }
    Ok(())
}
