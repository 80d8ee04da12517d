//! Some runs of a plan: `model=Mamba|GRU,seed=0`.
//!
//! A selection is a list of conditions `KEY=VALUE`, all of which must hold; `|` stands between values of which one must.
//! Of several selections one must hold. Keys are `problem`, `model`, `layers`, `seed`, and every swept key of the
//! experiment by its end. A problem or model is called by its label, with or without what was swept. Double quotes keep
//! a comma or a bar from being read.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use itertools::Itertools;

use crate::base::natural::Natural;
use crate::base::near::did_you_mean;
use crate::experiment::plan::{Plan, Planned};
use crate::experiment::sweep::ends_in;

/// Why nothing can be selected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--only '{selection}': {reason}")]
pub struct SelectError {
    /// As typed.
    selection: String,
    /// What is wrong with it and what would do.
    reason: String,
}

/// What is known of a run: keys, each with its values.
type Facts<'p> = IndexMap<&'p str, Vec<String>>;

impl Plan {
    /// Keeps the runs that one of `selections` names; all of them if there is none.
    pub fn select(&mut self, selections: &[String]) -> Result<(), SelectError> {
        if selections.is_empty() {
            return Ok(());
        }
        let facts: Vec<Facts<'_>> = self.runs.iter().map(facts).collect();
        let mut kept = vec![false; facts.len()];
        for selection in selections {
            let chosen = chosen(selection, &facts).map_err(|reason| SelectError {
                selection: selection.clone(),
                reason,
            })?;
            chosen.into_iter().for_each(|run| kept[run] = true);
        }
        let mut kept = kept.into_iter();
        self.runs.retain(|_| kept.next().unwrap_or(false));
        Ok(())
    }
}

/// The numbers of the runs of which all conditions of `selection` hold.
fn chosen(selection: &str, facts: &[Facts<'_>]) -> Result<Vec<usize>, String> {
    let conditions = split(selection, ',').into_iter();
    let conditions = conditions.map(|text| condition(&text, facts));
    let conditions = conditions.collect::<Result<Vec<_>, _>>()?;
    let holds = |run: &usize| {
        conditions.iter().all(|(key, wanted)| {
            let mut values = facts[*run].get(key).into_iter().flatten();
            values.any(|value| wanted.iter().any(|wanted| equal(value, wanted)))
        })
    };
    let chosen: Vec<usize> = (0..facts.len()).filter(holds).collect();
    match chosen.is_empty() {
        true => Err("no run is all of this; leave a condition out".to_owned()),
        false => Ok(chosen),
    }
}

/// What is known of a run; the label as it is shown comes last.
fn facts(planned: &Planned) -> Facts<'_> {
    let run = &planned.run;
    let [problem, model] = planned.names.clone();
    let mut facts = IndexMap::from([
        ("problem", vec![problem, run.problem.name.clone()]),
        ("model", vec![model, run.label.clone()]),
        ("layers", vec![run.model.layer_count().to_string()]),
        ("seed", vec![run.seed.to_string()]),
    ]);
    let swept = planned.choices.iter().filter(|c| c.key != "model.layers");
    facts.extend(swept.map(|c| (c.key.as_str(), vec![c.value.clone()])));
    facts
}

/// One condition: the whole key, and the values of which one must be there.
fn condition<'p>(text: &str, facts: &[Facts<'p>]) -> Result<(&'p str, Vec<String>), String> {
    let Some((key, values)) = text.split_once('=') else {
        return Err(format!("`{}` is no KEY=VALUE, such as seed=0", text.trim()));
    };
    let key = known_key(key.trim(), facts)?;
    let there = facts.iter().filter_map(|facts| facts.get(key));
    let all: BTreeSet<&str> = there.clone().flatten().map(String::as_str).collect();
    let values = split(values, '|').into_iter();
    let values = values.map(|value| value.replace('"', "").trim().to_owned());
    let values: Vec<String> = values.collect();
    let is_there = |value: &&String| all.iter().any(|known| equal(known, value));
    if let Some(value) = values.iter().find(|value| !is_there(value)) {
        let shortest = there.map(|values| values[0].as_str());
        return Err(format!(
            "no run has {key} `{value}`{} (there are: {})",
            did_you_mean(value, all),
            shortest
                .sorted_by_key(|value| Natural(value))
                .dedup()
                .join("; ")
        ));
    }
    Ok((key, values))
}

/// The key of which `typed` is the end.
fn known_key<'p>(typed: &str, facts: &[Facts<'p>]) -> Result<&'p str, String> {
    let keys = facts.iter().flat_map(Facts::keys).copied();
    let keys = keys.unique().collect_vec();
    let found = keys.iter().copied().filter(|key| ends_in(key, typed));
    match *found.collect_vec() {
        [key] => Ok(key),
        [] => {
            let ends = keys.iter().map(|key| key.rsplit('.').next().unwrap_or(key));
            Err(format!(
                "there is no key `{typed}`{} (known: {})",
                did_you_mean(typed, ends),
                keys.join(", ")
            ))
        }
        ref several => Err(format!(
            "`{typed}` may be any of {}; write more of it",
            several.join(", ")
        )),
    }
}

/// Whether two values are the same text or the same number.
fn equal(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let [a, b] = [a, b].map(|text| text.replace('_', ""));
    // whole numbers are compared as such: as floating point two of them may be the same
    if let (Ok(a), Ok(b)) = (a.parse::<i128>(), b.parse::<i128>()) {
        return a == b;
    }
    let bits = |text: &str| text.parse::<f64>().ok().map(f64::to_bits);
    bits(&a).is_some() && bits(&a) == bits(&b)
}

/// The parts of `text` between `mark`s that are not in double quotes.
fn split(text: &str, mark: char) -> Vec<String> {
    let (mut parts, mut quoted) = (vec![String::new()], false);
    for c in text.chars() {
        quoted ^= c == '"';
        match parts.last_mut() {
            Some(part) if c != mark || quoted => part.push(c),
            _ => parts.push(String::new()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::experiment::plan::Context;

    const SWEPT: &str = "
title = 't'
question = 'q'
seeds = [0, 1]
[train]
steps = [5, 6]
[[problem]]
name = ['z2', 's3']
[[model]]
label = 'GRU'
layers = [1, 2]
d_model = 8
mixer.gru = {}
[[model]]
label = 'Mamba, small'
layers = 1
d_model = 8
mixer.mamba = { d_state = [2, 4] }
";

    /// The runs that are left, without their problem.
    fn left(selections: &[&str]) -> Result<Vec<String>, String> {
        let context = Context {
            problems: Path::new("no such directory"),
            figures: &[],
            set: &[],
        };
        let mut plan = Plan::read(Path::new("t.toml"), SWEPT, context).unwrap();
        assert_eq!(plan.runs.len(), 32);
        let selections: Vec<String> = selections.iter().map(|&s| s.to_owned()).collect();
        plan.select(&selections)
            .map_err(|error| error.to_string())?;
        let runs = plan.runs.iter().filter(|p| p.run.problem.name == "z2");
        let mut runs: Vec<String> = runs.map(|p| p.run.to_string()).collect();
        runs.sort();
        Ok(runs)
    }

    #[test]
    fn all_conditions_of_a_selection_hold_and_one_of_several_selections() {
        assert_eq!(left(&[]).unwrap().len(), 16);
        assert_eq!(left(&["seed=0"]).unwrap().len(), 8);
        assert_eq!(
            left(&["seed=0,problem=z2|s3, layers = 2 "]).unwrap().len(),
            2
        );
        assert_eq!(
            left(&[
                "model=GRU,layers=2,steps=5,seed=1",
                "d_state=4,seed=0,train.steps=6.0"
            ])
            .unwrap(),
            [
                "z2, GRU (steps = 5), 2 layers, seed 1",
                "z2, Mamba, small (steps = 6, d_state = 4), 1 layer, seed 0",
            ]
        );
    }

    #[test]
    fn whole_numbers_are_compared_to_the_last_digit() {
        assert!(equal("9_007_199_254_740_993", "9007199254740993"));
        assert!(!equal("9007199254740992", "9007199254740993"));
        assert!(equal("2", "2.0") && equal("1e-3", "0.001"));
        assert!(!equal("a_b", "ab"));
    }

    #[test]
    fn a_label_may_hold_commas_in_quotes_with_or_without_what_was_swept() {
        assert_eq!(left(&["model=\"Mamba, small\""]).unwrap().len(), 8);
        let whole = "model=\"Mamba, small (steps = 5, d_state = 2)\"";
        assert_eq!(left(&[whole]).unwrap().len(), 2);
        assert_eq!(left(&["model=GRU (steps = 5)"]).unwrap().len(), 4);
    }

    #[test]
    fn what_is_not_there_is_answered_with_what_is() {
        let told: Vec<String> = [
            "model=Gru",
            "modle=GRU",
            "layers=3",
            "seed",
            "",
            "d_state=2,model=GRU",
            "name=z2,steps=7",
        ]
        .iter()
        .map(|selection| left(&[selection]).unwrap_err())
        .collect();
        insta::assert_snapshot!(told.join("\n"), @"
        --only 'model=Gru': no run has model `Gru`; did you mean `GRU`? (there are: GRU; Mamba, small)
        --only 'modle=GRU': there is no key `modle`; did you mean `model`? (known: problem, model, layers, seed, problem.name, train.steps, model.mixer.mamba.d_state)
        --only 'layers=3': no run has layers `3` (there are: 1; 2)
        --only 'seed': `seed` is no KEY=VALUE, such as seed=0
        --only '': `` is no KEY=VALUE, such as seed=0
        --only 'd_state=2,model=GRU': no run is all of this; leave a condition out
        --only 'name=z2,steps=7': no run has train.steps `7` (there are: 5; 6)
        ");
    }
}
