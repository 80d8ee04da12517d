//! `barrington status`: what is done of an experiment.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::base::code::Code;
use crate::base::natural::Natural;
use crate::cli::places::{Chosen, Records};
use crate::cli::progress::distinct;
use crate::cli::say;
use crate::cli::table::{table, text};
use crate::experiment::executor::other_code;
use crate::experiment::plan::{Plan, Planned};
use crate::experiment::record::Status;
use crate::experiment::store::{Found, checkpoint_of, find_records};

/// Show which runs of an experiment are done
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  barrington status parity --only model=GRU --list")]
pub struct Options {
    #[command(flatten)]
    chosen: Chosen,
    /// A row for each run, in the order they are made, with the name of its record
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    records: Records,
}

/// How far a run is, as columns of the table.
const STATES: [&str; 6] = ["reached", "finished", "diverged", "begun", "stale", "left"];
/// So many of them have a record that answers.
const DONE: usize = 3;
const STALE: usize = 4;
const LEFT: usize = 5;

/// Shows a row for each problem, model and number of layers, or for each run.
pub fn status(options: &Options) -> Result<()> {
    let plan = options.chosen.plan()?;
    options.records.migrate(&plan)?;
    let found = find_records(&options.records.directory(&plan.name), &plan)?;
    let runs = options.records.runs(&plan.name);
    let begun = |planned: &Planned| checkpoint_of(&runs, &planned.id).exists();
    let states = plan.runs.iter().zip(&found);
    let states = states.map(|(planned, found)| state(found, begun(planned)));
    let states: Vec<usize> = states.collect();
    let rows = match options.list {
        true => each(&plan, &states),
        false => together(&plan, &states),
    };
    let done = states.iter().filter(|&&state| state < DONE).count();
    let mut said = vec![
        plan.title.clone(),
        rows,
        format!("{done} of {} runs have their record", plan.runs.len()),
    ];
    let fits = found.into_iter().filter_map(Found::fits);
    let code = fits.filter_map(|record| other_code(&record).cloned());
    let code: Vec<Code> = code.collect();
    let command = options.chosen.typed_with(options.records.all_runs());
    if !code.is_empty() {
        said.push(format!(
            "made by other code: {} ({}); `barrington run {command} --remake` makes such records again",
            code.len(),
            distinct(&code)
        ));
    }
    if states.contains(&STALE) {
        said.push(format!(
            "stale: the record counts another number of sequences than train.evaluation says; `barrington run {command}` makes it again"
        ));
    }
    say(&said.join("\n\n"))
}

/// The place of a run among [`STATES`].
fn state(found: &Found, begun: bool) -> usize {
    match found {
        Found::Fits(record) => match record.outcome.status {
            Status::Reached => 0,
            Status::Finished => 1,
            Status::Diverged => 2,
        },
        _ if begun => DONE,
        Found::OtherEvaluation => STALE,
        Found::Nothing => LEFT,
    }
}

/// Problem, model and number of layers of a run.
fn cell(planned: &Planned) -> [String; 3] {
    let run = &planned.run;
    [
        run.problem.name.clone(),
        run.label.clone(),
        run.model.layer_count().to_string(),
    ]
}

fn each(plan: &Plan, states: &[usize]) -> String {
    let mut table = table(
        &["record", "problem", "model", "layers", "seed", "state"],
        false,
    );
    for (planned, &state) in plan.runs.iter().zip(states) {
        let [problem, model, layers] = cell(planned);
        let seed = planned.run.seed.to_string();
        let id = planned.id.clone();
        table.add_row([id, problem, model, layers, seed, STATES[state].to_owned()]);
    }
    text(&table)
}

fn together(plan: &Plan, states: &[usize]) -> String {
    let names: Vec<[String; 3]> = plan.runs.iter().map(cell).collect();
    let mut cells: BTreeMap<[Natural<'_>; 3], [usize; STATES.len()]> = BTreeMap::new();
    for (name, &state) in names.iter().zip(states) {
        let name = name.each_ref().map(|text| Natural(text));
        cells.entry(name).or_default()[state] += 1;
    }
    // a column that is rarely there
    let stale = states.contains(&STALE);
    let shown = (0..STATES.len()).filter(|&state| state != STALE || stale);
    let mut header = vec!["problem", "model", "layers"];
    header.extend(shown.clone().map(|state| STATES[state]));
    let mut table = table(&header, true);
    for (name, mut counts) in cells {
        // what was begun is left all the same
        counts[LEFT] = counts[DONE..].iter().sum();
        let counts = shown.clone().map(|state| counts[state].to_string());
        let name = name.map(|Natural(text)| text.to_owned());
        table.add_row(name.into_iter().chain(counts));
    }
    text(&table)
}
