//! Published claims held against measured depths.
//!
//! A verdict is about what was measured, under its own budget: "differs" may mean that a claim is wrong, that the
//! protocol is another one, or that training was too short. It never says which; the numbers stand beside it.

use crate::analysis::depth::{Depth, DepthLine, DepthPoint, layers_in_words};
use crate::analysis::published::{Claim, DepthTable, Kind, Named};

/// How a claim stands to the measurement. Of several comparisons the last in this order decides: one contradiction
/// refutes, one open comparison leaves it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing of the kind was run.
    NotTested,
    /// What was measured is as claimed.
    Agrees,
    /// It was tried, but what was measured decides nothing.
    Undecided,
    /// What was measured contradicts it.
    Differs,
}

impl Verdict {
    /// For tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Differs => "differs",
            Self::Undecided => "undecided",
            Self::NotTested => "not tested",
        }
    }
}

/// The verdict on one claim for one model and problem.
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
    /// The verdict.
    pub verdict: Verdict,
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
                let (verdict, numbers) = match (line, claim.kind) {
                    (None, _) => (Verdict::NotTested, "not run".to_owned()),
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
                    verdict,
                    numbers,
                });
            }
        }
    }
    findings
}

/// The lines of the architectures `ours` on `problem`.
fn named<'a>(
    lines: &'a [DepthLine],
    problem: &'a str,
    ours: &'a [&str],
) -> impl Iterator<Item = &'a DepthLine> {
    let wanted = move |l: &&DepthLine| l.problem == problem && ours.contains(&&*l.architecture);
    lines.iter().filter(wanted)
}

/// The same, or none once if nothing of the kind was run.
fn run_or_none<'a>(
    lines: &'a [DepthLine],
    problem: &'a str,
    ours: &'a [&str],
) -> Vec<Option<&'a DepthLine>> {
    let run: Vec<_> = named(lines, problem, ours).map(Some).collect();
    if run.is_empty() { vec![None] } else { run }
}

fn one_layer(line: &DepthLine) -> (Verdict, String) {
    let verdict = if !line.tried.contains(&1) || line.points.is_empty() {
        Verdict::NotTested
    } else if line.points.iter().all(|p| p.depth == Depth::Layers(1)) {
        Verdict::Agrees
    } else {
        Verdict::Differs
    };
    (verdict, line.to_string())
}

fn grows(line: &DepthLine) -> (Verdict, String) {
    let (Some(first), Some(last)) = (line.points.first(), line.points.last()) else {
        return (Verdict::NotTested, "no length evaluated".to_owned());
    };
    let verdict = match first.depth.at_most() {
        _ if !line.monotone => Verdict::Differs,
        None => Verdict::Undecided,
        Some(shallow) if last.depth.at_least() > shallow => Verdict::Agrees,
        Some(_) => Verdict::Differs,
    };
    (verdict, line.to_string())
}

/// Decided by the first length that contradicts; otherwise by whether every shared length confirms.
fn at_least_as_deep(line: &DepthLine, lines: &[DepthLine], others: &[Named]) -> (Verdict, String) {
    let mut verdict = Verdict::NotTested;
    let mut notes = Vec::new();
    let others = others.iter();
    for other in others.flat_map(|(_, ours)| named(lines, &line.problem, ours)) {
        let both = |p: &DepthPoint| Some((p.length, p.depth, other.at(p.length)?));
        let shared: Vec<_> = line.points.iter().filter_map(both).collect();
        let against = shared.iter().find(|(_, a, b)| a.is_below(*b));
        let may_be_below = |a: Depth, b: Depth| b.at_most().is_none_or(|most| a.at_least() < most);
        let open = shared.iter().find(|(_, a, b)| may_be_below(*a, *b));
        let name = &other.label;
        let (this, note) = match (against, open, shared.last()) {
            (Some((n, a, b)), _, _) => (
                Verdict::Differs,
                format!("at length {n} it takes {a} and {name} takes {b}"),
            ),
            (None, Some((n, a, b)), _) => (
                Verdict::Undecided,
                format!("no contradiction with {name}, but open at length {n}: {a} and {b}"),
            ),
            (None, None, Some((n, ..))) => (
                Verdict::Agrees,
                format!("as deep as {name} or deeper at every length up to {n}"),
            ),
            (None, None, None) => (
                Verdict::NotTested,
                format!("no length in common with {name}"),
            ),
        };
        notes.push(note);
        verdict = verdict.max(this);
    }
    if notes.is_empty() {
        notes.push("nothing to compare with was run".to_owned());
    }
    (verdict, notes.join("; "))
}

/// One row of a published table beside ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The model as the source names it.
    pub published_as: &'static str,
    /// Its published depth at every length of the table.
    pub published: Vec<Depth>,
    /// Our model; none if not run.
    pub label: Option<String>,
    /// Our depth at every length of the table, where it was evaluated.
    pub measured: Vec<Option<Depth>>,
    /// Agrees if no length contradicts, see [`Depth::may_equal`].
    pub verdict: Verdict,
    /// How many lengths do not contradict, of how many.
    pub numbers: String,
}

/// `table` row by row against `lines`, which should use the same measure.
pub fn compare(table: &DepthTable, lines: &[DepthLine]) -> Vec<Comparison> {
    let mut rows = Vec::new();
    for ((published_as, ours), published) in table.rows() {
        for line in run_or_none(lines, table.problem, ours) {
            let at = |&n: &usize| line.and_then(|line| line.at(n));
            let measured: Vec<Option<Depth>> = table.lengths.iter().map(at).collect();
            let pairs = published.iter().zip(&measured);
            let agrees: Vec<bool> = pairs
                .filter_map(|(p, m)| Some(p.may_equal((*m)?)))
                .collect();
            let same = agrees.iter().filter(|agrees| **agrees).count();
            let verdict = match agrees.len() {
                0 => Verdict::NotTested,
                n if n == same => Verdict::Agrees,
                _ => Verdict::Differs,
            };
            let numbers = line.map_or("not run".to_owned(), |line| {
                let most = layers_in_words(line.tried.last().copied().unwrap_or(0));
                format!("{same} of {} lengths, {most} tried", agrees.len())
            });
            rows.push(Comparison {
                published_as,
                published: published.clone(),
                label: line.map(|l| l.label.clone()),
                measured,
                verdict,
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
                Depth::NotReached { tried: 4 }
            } else {
                Depth::Layers(layers)
            }
        };
        DepthLine {
            problem: "a5".to_owned(),
            label: label.to_owned(),
            architecture: match label {
                "Transformer" => "attention".to_owned(),
                other => other.to_lowercase(),
            },
            tried: vec![1, 2, 4],
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

    fn verdict(claim: &str, model: &str, lines: &[DepthLine]) -> Verdict {
        let claim = CLAIMS.iter().find(|c| c.id == claim).unwrap();
        judge(claim, lines)
            .into_iter()
            .find(|f| f.problem == "a5" && f.published_as == model)
            .unwrap()
            .verdict
    }

    #[test]
    fn one_layer_at_every_length_agrees_and_a_second_layer_differs() {
        assert_eq!(
            verdict("one-layer", "RNN", &[line("RNN", &[1, 1, 1])]),
            Verdict::Agrees
        );
        assert_eq!(
            verdict("one-layer", "RNN", &[line("RNN", &[1, 1, 2])]),
            Verdict::Differs
        );
        assert_eq!(
            verdict("one-layer", "RNN", &[line("RNN", &[1, 1, 0])]),
            Verdict::Differs
        );
        assert_eq!(verdict("one-layer", "RNN", &[]), Verdict::NotTested);
    }

    #[test]
    fn growth_counts_a_censored_depth_as_deeper_than_what_was_tried() {
        assert_eq!(
            verdict("depth-grows", "Mamba", &[line("Mamba", &[1, 2, 2])]),
            Verdict::Agrees
        );
        assert_eq!(
            verdict("depth-grows", "Mamba", &[line("Mamba", &[1, 1, 0])]),
            Verdict::Agrees
        );
        assert_eq!(
            verdict("depth-grows", "Mamba", &[line("Mamba", &[1, 1, 1])]),
            Verdict::Differs
        );
        assert_eq!(
            verdict("depth-grows", "Mamba", &[line("Mamba", &[0, 0, 0])]),
            Verdict::Undecided
        );
    }

    #[test]
    fn two_censored_depths_cannot_be_compared() {
        let ours = |transformer: &[usize], mamba: &[usize]| {
            let lines = [line("Transformer", transformer), line("Mamba", mamba)];
            verdict("transformer-deepest", "Transformer", &lines)
        };
        assert_eq!(ours(&[1, 2, 2], &[1, 1, 2]), Verdict::Agrees);
        assert_eq!(ours(&[1, 1, 1], &[1, 1, 2]), Verdict::Differs);
        assert_eq!(ours(&[1, 2, 2], &[1, 2, 0]), Verdict::Differs);
        assert_eq!(ours(&[1, 2, 0], &[1, 2, 0]), Verdict::Undecided);
        assert_eq!(ours(&[1, 2, 0], &[1, 2, 4]), Verdict::Agrees);
    }

    #[test]
    fn a_published_row_agrees_if_no_shared_length_contradicts() {
        let rows = compare(
            &A5_DEPTHS,
            &[line("Mamba", &[1, 1, 1, 2, 2]), line("RNN", &[1, 1, 2])],
        );
        let of = |name: &str| rows.iter().find(|r| r.published_as == name).unwrap();
        assert_eq!(of("Mamba").verdict, Verdict::Agrees);
        assert_eq!(of("Mamba").numbers, "3 of 3 lengths, 4 layers tried");
        assert_eq!(of("RNN (tanh)").verdict, Verdict::Differs);
        assert_eq!(of("Transformer").verdict, Verdict::NotTested);
    }
}
