//! A model as theory sees it, and the verdicts on models and on classes of them.

use crate::model::ARCHITECTURES;
use crate::model::ModelConfig;
use crate::model::mixers::Architecture;
use crate::theory::class::{Named, named};
use crate::theory::{Class, Depth, Semantics, Task, Verdict, verdict};

/// The kinds of layers of `model`, and how many there are.
pub fn class_of(model: &ModelConfig) -> (Class, Depth) {
    let class = Class::of(model.mixer.transition());
    (class, Depth::Layers(model.layers))
}

/// The architectures of this program that belong to `class`, with their default options.
pub fn members(class: &Named) -> Vec<&'static str> {
    let belongs = |a: &&Architecture| {
        let (kind, _) = class_of(&ModelConfig::new((a.default)(), 1, 1));
        class.depth == Depth::Constant && class.class == kind
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

/// The verdict on layers like those of `model`, any number of them, for what the literature on them speaks of first.
pub fn of_model(task: &Task, model: &ModelConfig) -> Verdict {
    let (class, depth) = class_of(model);
    let depth = match depth {
        Depth::Layers(_) => Depth::Constant,
        other => other,
    };
    verdict(task, &class, depth, class.semantics())
}
