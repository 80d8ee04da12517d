//! `barrington status`: what is done of an experiment.

use anyhow::Result;

use crate::cli::places::{self, Records};
use crate::cli::table::{table, text};
use crate::cli::{Answer, say};
use crate::experiment::plan::Planned;
use crate::experiment::record::{Record, Status};
use crate::experiment::store::{checkpoint_of, read_records};

/// What `status` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  barrington status parity")]
pub struct Options {
    /// The experiment: a name, or the path of a .toml file
    experiment: String,
    #[command(flatten)]
    records: Records,
}

/// What there is of one problem, model and number of layers.
#[derive(Default)]
struct Cell {
    name: [String; 3],
    all: usize,
    reached: usize,
    finished: usize,
    diverged: usize,
    begun: usize,
}

/// Shows a row for each problem, model and number of layers.
pub fn status(options: &Options) -> Result<Answer> {
    let plan = places::plan(&options.experiment)?;
    let records = read_records(&options.records.directory(&plan.name), &plan)?;
    let runs = options.records.runs(&plan.name);
    let begun = |planned: &Planned| checkpoint_of(&runs, &planned.id).exists();
    let mut cells: Vec<Cell> = Vec::new();
    for (planned, record) in plan.runs.iter().zip(&records) {
        let run = &planned.run;
        let layers = run.model.n_layers().to_string();
        let name = [run.problem.name.clone(), run.label.clone(), layers];
        let place = cells.iter().position(|c| c.name == name);
        let cell = match place {
            Some(place) => &mut cells[place],
            None => {
                cells.push(Cell {
                    name,
                    ..Cell::default()
                });
                cells.last_mut().expect("one was pushed")
            }
        };
        cell.add(record.as_ref(), begun(planned));
    }
    cells.sort_by(|a, b| a.name.cmp(&b.name));
    let header = [
        "problem", "model", "layers", "reached", "finished", "diverged", "begun", "left",
    ];
    let mut table = table(&header, true);
    for cell in &cells {
        let counts = [
            cell.reached,
            cell.finished,
            cell.diverged,
            cell.begun,
            cell.left(),
        ];
        table.add_row(
            cell.name
                .iter()
                .cloned()
                .chain(counts.map(|n| n.to_string())),
        );
    }
    let done = records.iter().flatten().count();
    say(&format!(
        "{}\n\n{}\n\n{done} of {} runs have their record",
        plan.title,
        text(&table),
        plan.runs.len()
    ))?;
    Ok(Answer::Done)
}

impl Cell {
    fn add(&mut self, record: Option<&Record>, begun: bool) {
        self.all += 1;
        match record.map(|r| r.outcome.status) {
            Some(Status::Reached) => self.reached += 1,
            Some(Status::Finished) => self.finished += 1,
            Some(Status::Diverged) => self.diverged += 1,
            None => self.begun += usize::from(begun),
        }
    }

    fn left(&self) -> usize {
        self.all - self.reached - self.finished - self.diverged
    }
}
