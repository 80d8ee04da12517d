//! Published claims held against measured depths.
//!
//! An agreement or a difference is about what was measured, under its own budget: "differs" may mean that a claim is
//! wrong, that the protocol is another one, or that training was too short. It never says which; the numbers stand
//! beside it.

use crate::analysis::depth::{DepthLine, DepthPoint, MinimumDepth};
use crate::analysis::published::{Claim, DepthTable, Kind, Named};
use crate::base::named::named;
use crate::model::LayerCount;

named! {
    /// How a claim stands to the measurement. Of several comparisons the last in this order decides: one contradiction
    /// refutes, one open comparison leaves it open.
    pub enum Agreement {
        /// Nothing of the kind was run.
        NotTested = "not tested",
        /// What was measured is as claimed.
        Agrees = "agrees",
        /// It was tried, but what was measured decides nothing.
        Undecided = "undecided",
        /// What was measured contradicts it.
        Differs = "differs",
    }
}

/// How one claim stands for one model and problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The problem.
    pub problem: &'static str,
    /// Whether the source is silent on it, and it is only of the same kind as one of its own.
    pub same_kind: bool,
    /// The model as the source names it.
    pub published_as: &'static str,
    /// The model as the records name it; none if not run.
    pub label: Option<String>,
    /// How it stands to the measurement.
    pub agreement: Agreement,
    /// The numbers behind it.
    pub numbers: String,
}

/// `claim` on every problem of its source, and on those of the same kind that were run.
pub fn judge(claim: &Claim, lines: &[DepthLine]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let settings = &claim.settings;
    let published = settings.published.iter().map(|problem| (*problem, false));
    let same_kind = settings.same_kind.iter().map(|problem| (*problem, true));
    for (problem, same_kind) in published.chain(same_kind) {
        for &(published_as, ours) in claim.architectures {
            for line in run_or_none(lines, problem, ours) {
                if line.is_none() && same_kind {
                    continue;
                }
                let (agreement, numbers) = match (line, claim.kind) {
                    (None, _) => (Agreement::NotTested, "not run".to_owned()),
                    (Some(line), Kind::OneLayer) => one_layer(line),
                    (Some(line), Kind::Grows) => grows(line),
                    (Some(line), Kind::AtLeastAsDeepAs(others)) => {
                        at_least_as_deep(line, lines, others)
                    }
                };
                findings.push(Finding {
                    problem,
                    same_kind,
                    published_as,
                    label: line.map(|l| l.label.clone()),
                    agreement,
                    numbers,
                });
            }
        }
    }
    findings
}

/// The lines of the architectures `ours` on `problem`, or none once if nothing of the kind was run.
fn run_or_none<'a>(
    lines: &'a [DepthLine],
    problem: &str,
    ours: &[&str],
) -> Vec<Option<&'a DepthLine>> {
    let wanted = |l: &&DepthLine| l.problem == problem && ours.contains(&&*l.architecture);
    let run: Vec<_> = lines.iter().filter(wanted).map(Some).collect();
    if run.is_empty() { vec![None] } else { run }
}

fn one_layer(line: &DepthLine) -> (Agreement, String) {
    let one = |p: &DepthPoint| p.depth == MinimumDepth::Layers(1);
    let agreement = if !line.tried.contains(&LayerCount::of(1)) || line.points.is_empty() {
        Agreement::NotTested
    } else if line.points.iter().all(one) {
        Agreement::Agrees
    } else {
        Agreement::Differs
    };
    (agreement, line.to_string())
}

fn grows(line: &DepthLine) -> (Agreement, String) {
    let (Some(first), Some(last)) = (line.points.first(), line.points.last()) else {
        return (Agreement::NotTested, "no length evaluated".to_owned());
    };
    let agreement = match first.depth.at_most() {
        _ if !line.monotone => Agreement::Differs,
        None => Agreement::Undecided,
        Some(shallow) if last.depth.at_least() > shallow => Agreement::Agrees,
        Some(_) => Agreement::Differs,
    };
    (agreement, line.to_string())
}

/// Decided by the first length that contradicts; otherwise by whether every shared length confirms.
fn at_least_as_deep(
    line: &DepthLine,
    lines: &[DepthLine],
    others: &[Named],
) -> (Agreement, String) {
    let mut agreement = Agreement::NotTested;
    let mut notes = Vec::new();
    let others = others.iter();
    let others = others.flat_map(|(_, ours)| run_or_none(lines, &line.problem, ours));
    for other in others.flatten() {
        let both = |p: &DepthPoint| Some((p.length, p.depth, other.at(p.length)?));
        let shared: Vec<_> = line.points.iter().filter_map(both).collect();
        let against = shared.iter().find(|(_, a, b)| a.is_below(*b));
        let may_be_below =
            |a: MinimumDepth, b: MinimumDepth| b.at_most().is_none_or(|most| a.at_least() < most);
        let open = shared.iter().find(|(_, a, b)| may_be_below(*a, *b));
        let name = &other.label;
        let (this, note) = match (against, open, shared.last()) {
            (Some((n, a, b)), _, _) => (
                Agreement::Differs,
                format!("at length {n} it takes {a} and {name} takes {b}"),
            ),
            (None, Some((n, a, b)), _) => (
                Agreement::Undecided,
                format!("no contradiction with {name}, but open at length {n}: {a} and {b}"),
            ),
            (None, None, Some((n, ..))) => (
                Agreement::Agrees,
                format!("as deep as {name} or deeper at every length up to {n}"),
            ),
            (None, None, None) => (
                Agreement::NotTested,
                format!("no length in common with {name}"),
            ),
        };
        notes.push(note);
        agreement = agreement.max(this);
    }
    if notes.is_empty() {
        notes.push("nothing to compare with was run".to_owned());
    }
    (agreement, notes.join("; "))
}

/// One row of a published table beside ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The model as the source names it.
    pub published_as: &'static str,
    /// Its published depth at every length of the table.
    pub published: Vec<MinimumDepth>,
    /// Our model; none if not run.
    pub label: Option<String>,
    /// Our depth at every length of the table, where it was evaluated.
    pub measured: Vec<Option<MinimumDepth>>,
    /// Agrees if no length contradicts, see [`MinimumDepth::may_equal`].
    pub agreement: Agreement,
    /// How many lengths do not contradict, of how many.
    pub numbers: String,
}

/// `table` row by row against `lines`, which should use the same measure.
pub fn compare(table: &DepthTable, lines: &[DepthLine]) -> Vec<Comparison> {
    let mut rows = Vec::new();
    for ((published_as, ours), published) in table.rows() {
        for line in run_or_none(lines, table.problem, ours) {
            let at = |&n: &usize| line.and_then(|line| line.at(n));
            let measured: Vec<Option<MinimumDepth>> = table.lengths.iter().map(at).collect();
            let pairs = published.iter().zip(&measured);
            let agrees = pairs.filter_map(|(p, m)| Some(p.may_equal((*m)?)));
            let agrees: Vec<bool> = agrees.collect();
            let same = agrees.iter().filter(|agrees| **agrees).count();
            let agreement = match agrees.len() {
                0 => Agreement::NotTested,
                n if n == same => Agreement::Agrees,
                _ => Agreement::Differs,
            };
            let numbers = line.map_or("not run".to_owned(), |line| {
                let most = line.tried.last().copied().unwrap_or_default().told();
                format!("{same} of {} lengths, {most} tried", agrees.len())
            });
            rows.push(Comparison {
                published_as,
                published: published.clone(),
                label: line.map(|l| l.label.clone()),
                measured,
                agreement,
                numbers,
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::published::{A5_DEPTHS, CLAIMS};

    fn line(label: &str, depths: &[usize]) -> DepthLine {
        let depth = |layers| {
            if layers == 0 {
                MinimumDepth::NotReached { tried: 4 }
            } else {
                MinimumDepth::Layers(layers)
            }
        };
        DepthLine {
            problem: "a5".to_owned(),
            label: label.to_owned(),
            architecture: match label {
                "Transformer" => "attention".to_owned(),
                other => other.to_lowercase(),
            },
            tried: [1, 2, 4].map(LayerCount::of).to_vec(),
            points: depths
                .iter()
                .enumerate()
                .map(|(i, &d)| DepthPoint {
                    length: i + 1,
                    depth: depth(d),
                })
                .collect(),
            monotone: true,
        }
    }

    fn agreement(claim: &str, model: &str, lines: &[DepthLine]) -> Agreement {
        let claim = CLAIMS.iter().find(|c| c.id == claim).unwrap();
        judge(claim, lines)
            .into_iter()
            .find(|f| f.problem == "a5" && f.published_as == model)
            .unwrap()
            .agreement
    }

    #[test]
    fn one_layer_at_every_length_agrees_and_a_second_layer_differs() {
        assert_eq!(
            agreement("one-layer", "RNN", &[line("RNN", &[1, 1, 1])]),
            Agreement::Agrees
        );
        assert_eq!(
            agreement("one-layer", "RNN", &[line("RNN", &[1, 1, 2])]),
            Agreement::Differs
        );
        assert_eq!(
            agreement("one-layer", "RNN", &[line("RNN", &[1, 1, 0])]),
            Agreement::Differs
        );
        assert_eq!(agreement("one-layer", "RNN", &[]), Agreement::NotTested);
    }

    #[test]
    fn growth_counts_a_censored_depth_as_deeper_than_what_was_tried() {
        assert_eq!(
            agreement("depth-grows", "Mamba", &[line("Mamba", &[1, 2, 2])]),
            Agreement::Agrees
        );
        assert_eq!(
            agreement("depth-grows", "Mamba", &[line("Mamba", &[1, 1, 0])]),
            Agreement::Agrees
        );
        assert_eq!(
            agreement("depth-grows", "Mamba", &[line("Mamba", &[1, 1, 1])]),
            Agreement::Differs
        );
        assert_eq!(
            agreement("depth-grows", "Mamba", &[line("Mamba", &[0, 0, 0])]),
            Agreement::Undecided
        );
    }

    #[test]
    fn two_censored_depths_cannot_be_compared() {
        let ours = |transformer: &[usize], mamba: &[usize]| {
            let lines = [line("Transformer", transformer), line("Mamba", mamba)];
            agreement("transformer-deepest", "Transformer", &lines)
        };
        assert_eq!(ours(&[1, 2, 2], &[1, 1, 2]), Agreement::Agrees);
        assert_eq!(ours(&[1, 1, 1], &[1, 1, 2]), Agreement::Differs);
        assert_eq!(ours(&[1, 2, 2], &[1, 2, 0]), Agreement::Differs);
        assert_eq!(ours(&[1, 2, 0], &[1, 2, 0]), Agreement::Undecided);
        assert_eq!(ours(&[1, 2, 0], &[1, 2, 4]), Agreement::Agrees);
    }

    #[test]
    fn a_published_row_agrees_if_no_shared_length_contradicts() {
        let rows = compare(
            &A5_DEPTHS,
            &[line("Mamba", &[1, 1, 1, 2, 2]), line("RNN", &[1, 1, 2])],
        );
        let of = |name: &str| rows.iter().find(|r| r.published_as == name).unwrap();
        assert_eq!(of("Mamba").agreement, Agreement::Agrees);
        assert_eq!(of("Mamba").numbers, "3 of 3 lengths, 4 layers tried");
        assert_eq!(of("RNN (tanh)").agreement, Agreement::Differs);
        assert_eq!(of("Transformer").agreement, Agreement::NotTested);
    }
}
