//! How the records were measured, beside how the paper measured: one row per point of its protocol.
//!
//! Everything in the second column is read from the resolved configurations inside the records. Left out: judgement
//! on whether a difference matters.

use itertools::Itertools;

use crate::analysis::depth::Rule;
use crate::analysis::pool::Group;
use crate::analysis::published::ILLUSION_PROTOCOL;
use crate::base::natural::Natural;
use crate::experiment::record::Record;
use crate::figure::panel::{first, problems, range, read, seeds, words};
use crate::figure::{list, problem_title};

/// What is compared, what the paper did, what was done here.
pub fn rows(groups: &[Group<'_>]) -> Vec<[String; 3]> {
    let row =
        |&(what, theirs): &(&str, &str)| [what.to_owned(), theirs.to_owned(), here(what, groups)];
    ILLUSION_PROTOCOL.iter().map(row).collect()
}

fn here(what: &str, groups: &[Group<'_>]) -> String {
    match what {
        "Groups" => list(problems(groups).into_iter().map(problem_title)),
        "Letters" => letters(groups),
        "Passing" => format!(
            "{}, on {} fresh sequences after training; nothing trivial counts",
            Rule::SEQUENCE,
            words(groups)
        ),
        "Lengths" => {
            let lengths = trained(groups, |r| {
                let train = &r.run.train;
                format!("trained up to {}, {}", train.length, train.lengths)
            });
            format!("{lengths}; {}", read(groups))
        }
        "Data" => trained(groups, |r| r.run.train.data.to_string()),
        "Width" => widths(groups),
        "Training" => trained(groups, |r| {
            let (t, o) = (&r.run.train, &r.run.train.optimiser);
            format!(
                "AdamW, rate {}, weight decay {}, clipping at {}, {} sequences a step, at most {} steps",
                o.learning_rate, o.weight_decay, o.clip, t.batch, t.steps
            )
        }),
        "Seeds" => seeds(groups),
        _ => String::new(),
    }
}

/// What distinct values `describe` takes over all records.
fn trained(groups: &[Group<'_>], describe: impl Fn(&Record) -> String) -> String {
    let records = groups.iter().flat_map(Group::records);
    records.map(describe).sorted().dedup().join("; or ")
}

/// The alphabet of each word problem, as its file writes it.
fn letters(groups: &[Group<'_>]) -> String {
    let name = |problem| {
        let alphabet = first(groups, problem).run.problem.alphabet()?;
        Some(format!("{}: {}", problem_title(problem), alphabet.name()))
    };
    let names = problems(groups).into_iter().filter_map(name).join(", ");
    match names.as_str() {
        "" => "as the configuration of each problem says".to_owned(),
        _ => names,
    }
}

fn widths(groups: &[Group<'_>]) -> String {
    let labels = groups.iter().map(|g| g.label);
    let labels = labels.sorted_by_key(|label| Natural(label)).dedup();
    let of = |label: &str| {
        let own = groups.iter().filter(|g| g.label == label);
        let fewest = own.clone().map(|g| g.layers).min().unwrap_or_default();
        let shallow = own.clone().filter(|g| g.layers == fewest);
        let shallow = shallow.flat_map(Group::records);
        let parameters = range(shallow.map(|r| r.parameters as usize));
        let width = range(own.flat_map(Group::records).map(|r| r.run.model.d_model));
        let layers = fewest.told();
        format!("{label} {width} ({parameters} parameters with {layers})")
    };
    labels.map(of).join(", ")
}
