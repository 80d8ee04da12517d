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
use crate::base::natural::Natural;
use crate::experiment::record::{Evaluation, FORMAT, Record, Status};
use crate::model::{LayerCount, Look};

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
    #[error("records {records}: both are {name}, seed {seed}; give each run once")]
    Twice {
        /// The ids of both.
        records: String,
        /// Model, layers and problem.
        name: String,
        /// The seed of both.
        seed: u64,
    },
    /// Two configurations under one name.
    #[error(
        "records {records}: both are called {name}, but their configurations differ in more than the seed; give them different labels or draw them apart"
    )]
    Mixed {
        /// The ids of both.
        records: String,
        /// Model, layers and problem.
        name: String,
    },
    /// How deep its model is depends on its sequences, which cannot be drawn.
    #[error(
        "record {id}: the number of its layers depends on its sequences, which cannot be drawn: {fault}"
    )]
    Sequences {
        /// The record.
        id: String,
        /// What is wrong.
        fault: String,
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

/// All records of one problem, model and number of layers.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    /// Name of the problem.
    pub problem: &'a str,
    /// Name of the model.
    pub label: &'a str,
    /// Its architecture, which published claims speak of: its mixer, or its pattern.
    pub architecture: String,
    /// How it looks in figures.
    pub look: Look,
    /// Mixers that a token passes through.
    pub layers: LayerCount,
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
    /// Layers at each length up to it, see [`Record::layers`].
    pub layers: Vec<usize>,
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
    /// Whether `n` operations run through a layer: of some stacks one token does not.
    pub fn has_layers(&self, n: usize) -> bool {
        self.layers.get(n - 1).is_some_and(|&layers| layers > 0)
    }

    /// The counts of each seed for `measure` at length `n`; none if there is no such measure there.
    pub fn counts(&self, measure: Measure, n: usize) -> Option<Vec<Count>> {
        let has = |e: &Evaluation| count(e, measure, n).is_some();
        let mut evaluations = self.records.iter().filter_map(|r| r.evaluation.as_ref());
        // runs that diverged count as wrong at every length
        let evaluated = evaluations.clone().next().is_none() || evaluations.any(has);
        let counts = self.records.iter().map(|r| counts_of(r, measure, n));
        (evaluated && (1..=self.evaluated).contains(&n)).then(|| counts.collect())
    }

    /// `measure` at length `n`, all seeds pooled; none if there is no such measure there.
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
        let mut evaluated = self.cells.iter().filter(|c| c.evaluated >= n);
        let own = evaluated.clone().find(|c| c.trained >= n);
        own.or_else(|| evaluated.next_back())
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

/// The groups of each problem and model, which differ in their layers, in the order of `groups`.
pub fn of_each_model<'g, 'a>(groups: &'g [Group<'a>]) -> impl Iterator<Item = &'g [Group<'a>]> {
    groups.chunk_by(|a, b| (a.problem, a.label) == (b.problem, b.label))
}

/// Whether the run of `record` diverged.
pub fn diverged(record: &Record) -> bool {
    record.outcome.status == Status::Diverged
}

/// The evaluation of `record`, unless its run diverged.
pub fn evaluation(record: &Record) -> Option<&Evaluation> {
    record.evaluation.as_ref().filter(|_| !diverged(record))
}

/// Groups in the order (problem, label, layers), problems with fewer labels first, after checking that the records can be read together.
pub fn pool(records: &[Record]) -> Result<Vec<Group<'_>>, PoolError> {
    if records.is_empty() {
        return Err(PoolError::Empty);
    }
    let mut cells: BTreeMap<(u64, Natural<'_>, Natural<'_>, LayerCount, usize), Vec<&Record>> =
        BTreeMap::new();
    for record in records {
        check(record)?;
        let run = &record.run;
        let key = (
            record.labels,
            Natural(&run.problem.name),
            Natural(&run.label),
            run.model.layer_count(),
            run.train.length,
        );
        cells.entry(key).or_default().push(record);
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    for ((_, Natural(problem), Natural(label), layers, trained), mut records) in cells {
        records.sort_by_key(|r| r.run.seed);
        same_but_seed(&records)?;
        let lengths = records
            .iter()
            .filter_map(|r| Some(evaluation(r)?.longest()));
        let evaluated = lengths.max().unwrap_or(trained);
        let model = &records[0].run.model;
        let mut by_length = vec![0; evaluated];
        for record in &records {
            let own = record
                .layers(evaluated)
                .map_err(|fault| PoolError::Sequences {
                    id: record.id.clone(),
                    fault: fault.to_string(),
                })?;
            let pairs = by_length.iter_mut().zip(own);
            pairs.for_each(|(all, own)| *all = own.max(*all));
        }
        let cell = Cell {
            trained,
            evaluated,
            layers: by_length,
            records,
        };
        match groups.last_mut() {
            Some(g) if g.problem == problem && g.label == label && g.layers == layers => {
                g.cells.push(cell);
            }
            _ => groups.push(Group {
                problem,
                label,
                architecture: model.name(),
                look: model.look(),
                layers,
                cells: vec![cell],
            }),
        }
    }
    Ok(groups)
}

/// The counts of one record; of one that diverged, all wrong.
fn counts_of(record: &Record, measure: Measure, n: usize) -> Count {
    let labels = if measure == Measure::Token { n } else { 1 };
    let counted = evaluation(record).and_then(|e| count(e, measure, n));
    counted.unwrap_or(Count {
        correct: 0,
        scored: (record.run.train.evaluation * labels) as u64,
    })
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
        None if diverged(record) => None,
        None => Some("it did not diverge but has no evaluation".to_owned()),
        Some(evaluation) => fault(evaluation),
    };
    fault.map_or(Ok(()), |fault| Err(PoolError::Counts { id, fault }))
}

/// What is wrong with counts.
fn fault(e: &Evaluation) -> Option<String> {
    let (positions, prefixes) = (&e.position_correct, &e.prefix_correct);
    let exceed = |some: &[u64], all: &[u64]| some.iter().zip(all).any(|(s, a)| s > a);
    // words of each length alone, or else every prefix of the same words
    let (alone, lengths) = (!e.lengths.is_empty(), e.lengths.len());
    let other = |counts: &Vec<u64>| counts.len() != lengths;
    Some(if e.sequences == 0 {
        "it was evaluated on 0 words".to_owned()
    } else if positions.len() != prefixes.len() {
        let (positions, prefixes) = (positions.len(), prefixes.len());
        format!("{positions} positions but {prefixes} prefixes")
    } else if alone
        && [&e.labels, &e.sequences_each, positions]
            .into_iter()
            .any(other)
    {
        format!("{lengths} lengths but other numbers of counts")
    } else if alone && exceed(positions, &e.labels) {
        "more right labels than labels".to_owned()
    } else if alone && exceed(prefixes, &e.sequences_each) {
        "more right words than words".to_owned()
    } else if alone && !e.lengths.is_sorted_by(|a, b| a < b) {
        "lengths that do not ascend".to_owned()
    } else if alone {
        return None;
    } else if positions.iter().any(|&c| c > e.sequences) {
        let words = e.sequences;
        format!("more right labels at a position than its {words} words")
    } else if exceed(prefixes, positions) {
        "more right prefixes than right labels at their last position".to_owned()
    } else if !prefixes.is_sorted_by(|a, b| a >= b) {
        "more right prefixes at a longer length than at a shorter".to_owned()
    } else {
        return None;
    })
}

/// Refuses a seed given twice and configurations that differ in more than the seed; `records` are sorted by seed.
fn same_but_seed(records: &[&Record]) -> Result<(), PoolError> {
    for &[a, b] in records.array_windows() {
        let (seed, run) = (a.run.seed, &b.run);
        let (label, problem) = (&run.label, &run.problem.name);
        let layers = run.model.layer_count().told();
        let name = format!("{label} with {layers} on {problem}");
        let records = format!("{} and {}", a.id, b.id);
        let mut reseeded = run.clone();
        reseeded.seed = seed;
        if a.run != reseeded {
            return Err(PoolError::Mixed { records, name });
        }
        if seed == run.seed {
            return Err(PoolError::Twice {
                records,
                name,
                seed,
            });
        }
    }
    Ok(())
}
