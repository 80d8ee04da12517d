//! Published claims held against measured depths.
//!
//! A verdict is about what was measured, under its own budget: "differs" may mean that a claim is wrong, that the
//! protocol is another one, or that training was too short. It never says which; the numbers stand beside it.

use crate::analysis::depth::{Depth, DepthLine, layers_in_words};
use crate::analysis::published::{Claim, DepthTable, Kind, Named, Setting};

/// How a claim stands to the measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// What was measured is as claimed.
    Agrees,
    /// What was measured contradicts it.
    Differs,
    /// It was tried, but what was measured decides nothing.
    Undecided,
    /// Nothing of the kind was run.
    NotTested,
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
    /// The problem, and whether the source speaks of it.
    pub setting: Setting,
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
    for &setting in claim.settings {
        let here: Vec<&DepthLine> = lines
            .iter()
            .filter(|l| l.problem == setting.problem())
            .collect();
        for &(published_as, ours) in claim.architectures {
            let models: Vec<&DepthLine> = named(&here, ours).collect();
            for line in &models {
                let (verdict, numbers) = match claim.kind {
                    Kind::OneLayer => one_layer(line),
                    Kind::Grows => grows(line),
                    Kind::AtLeastAsDeepAs(others) => at_least_as_deep(line, &here, others),
                };
                let label = Some(line.label.clone());
                findings.push(Finding {
                    setting,
                    published_as,
                    label,
                    verdict,
                    numbers,
                });
            }
            if models.is_empty() && matches!(setting, Setting::Published(_)) {
                findings.push(Finding {
                    setting,
                    published_as,
                    label: None,
                    verdict: Verdict::NotTested,
                    numbers: "not run".to_owned(),
                });
            }
        }
    }
    findings
}

fn named<'a>(lines: &'a [&DepthLine], ours: &'a [&str]) -> impl Iterator<Item = &'a DepthLine> {
    lines
        .iter()
        .copied()
        .filter(move |l| ours.contains(&l.architecture.as_str()))
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
fn at_least_as_deep(line: &DepthLine, here: &[&DepthLine], others: &[Named]) -> (Verdict, String) {
    let mut verdict = Verdict::NotTested;
    let mut notes = Vec::new();
    for other in others.iter().flat_map(|(_, ours)| named(here, ours)) {
        let shared: Vec<(usize, Depth, Depth)> = line
            .points
            .iter()
            .filter_map(|p| Some((p.length, p.depth, other.at(p.length)?)))
            .collect();
        let against = shared
            .iter()
            .find(|(_, a, b)| a.at_most().is_some_and(|most| most < b.at_least()));
        let open = shared
            .iter()
            .find(|(_, a, b)| b.at_most().is_none_or(|most| a.at_least() < most));
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
        // one contradiction refutes, one open comparison leaves it open
        verdict = match (verdict, this) {
            (Verdict::Differs, _) | (_, Verdict::Differs) => Verdict::Differs,
            (Verdict::Undecided, _) | (_, Verdict::Undecided) => Verdict::Undecided,
            (Verdict::NotTested, this) => this,
            (known, _) => known,
        };
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
    let here: Vec<&DepthLine> = lines
        .iter()
        .filter(|l| l.problem == table.problem)
        .collect();
    let mut rows = Vec::new();
    for ((published_as, ours), published) in table.rows() {
        let before = rows.len();
        for line in named(&here, ours) {
            let measured: Vec<Option<Depth>> = table.lengths.iter().map(|&n| line.at(n)).collect();
            let pairs: Vec<(Depth, Depth)> = published
                .iter()
                .zip(&measured)
                .filter_map(|(&p, m)| Some((p, (*m)?)))
                .collect();
            let same = pairs.iter().filter(|(p, m)| p.may_equal(*m)).count();
            let verdict = match pairs.len() {
                0 => Verdict::NotTested,
                n if n == same => Verdict::Agrees,
                _ => Verdict::Differs,
            };
            let most = line.tried.last().copied().unwrap_or(0);
            let numbers = format!(
                "{same} of {} lengths, {} tried",
                pairs.len(),
                layers_in_words(most)
            );
            let label = Some(line.label.clone());
            let published = published.clone();
            rows.push(Comparison {
                published_as,
                published,
                label,
                measured,
                verdict,
                numbers,
            });
        }
        if rows.len() == before {
            rows.push(Comparison {
                published_as,
                measured: vec![None; published.len()],
                published,
                label: None,
                verdict: Verdict::NotTested,
                numbers: "not run".to_owned(),
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::depth::DepthPoint;
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
            .find(|f| f.setting.problem() == "a5" && f.published_as == model)
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
