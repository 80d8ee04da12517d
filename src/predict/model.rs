//! A model as theory sees it, and the verdicts on models and on classes of them.

use crate::model::ARCHITECTURES;
use crate::model::ModelConfig;
use crate::model::mixers::Architecture;
use crate::theory::class::{Named, named};
use crate::theory::{Class, Depth, Semantics, Task, Verdict, verdict};

/// The kinds of layers of `model`, and how many there are; none if no layer has a state, so that it sees the last token
/// alone.
pub fn class_of(model: &ModelConfig) -> Option<(Class, Depth)> {
    let transitions = model.transitions().ok()?;
    Some((Class::of_layers(&transitions)?, model.depth()))
}

/// The architectures of this program that belong to `class`, with their default options.
pub fn members(class: &Named) -> Vec<&'static str> {
    let belongs = |a: &&Architecture| {
        let own = class_of(&ModelConfig::new((a.default)(), 1, 1));
        class.depth == Depth::Constant && own.is_some_and(|(kind, _)| class.class == kind)
    };
    let members = ARCHITECTURES.iter().filter(belongs);
    members.map(|a| a.name).collect()
}

/// The verdict on every class of the atlas, for `semantics` or what its literature speaks of first.
pub fn all(task: &Task, semantics: Option<Semantics>) -> Vec<(Named, Verdict)> {
    let judge = |class: Named| {
        let semantics = semantics.unwrap_or_else(|| class.class.semantics());
        let verdict = verdict(task, &class.class, class.depth, semantics);
        (class, verdict)
    };
    named().into_iter().map(judge).collect()
}

/// The verdict on layers like those of `model`, any number of them, for what the literature on them speaks of first;
/// none if no layer has a state.
pub fn of_model(task: &Task, model: &ModelConfig) -> Option<Verdict> {
    let (class, depth) = class_of(model)?;
    let depth = match depth {
        Depth::Layers(_) => Depth::Constant,
        other => other,
    };
    Some(verdict(task, &class, depth, class.semantics()))
}
