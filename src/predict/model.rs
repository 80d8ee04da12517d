//! A model as theory sees it, and the verdicts on models and on classes of them.

use crate::model::ARCHITECTURES;
use crate::model::ModelConfig;
use crate::model::mixers::Architecture;
use crate::theory::class::{Named, named};
use crate::theory::{Class, Depth, Semantics, Task, Verdict, stack_verdict, verdict};

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

/// The verdict on `model`, for what the literature on its layers speaks of first; none if no layer has a state.
///
/// Where `layers` says how many there are, it is for layers like these, any number of them: the number is what experiments
/// vary. Where a pattern says which there are, it is for those: a construction needs as many of one kind, with weights of
/// their own, an impossibility holds for all that a token passes through. A `{ }log` is judged as O(log n) layers of its
/// kinds, whatever the factor.
pub fn of_model(task: &Task, model: &ModelConfig) -> Option<Verdict> {
    let (class, depth) = class_of(model)?;
    let semantics = class.semantics();
    let depth = match (depth, &model.pattern) {
        (Depth::Layers(passed), Some(_)) => {
            let own = model.stack().ok()?.own_transitions();
            return stack_verdict(task, &own, passed, semantics);
        }
        (Depth::Layers(_), None) => Depth::Constant,
        (other, _) => other,
    };
    Some(verdict(task, &class, depth, semantics))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predict::Question;

    fn answer(problem: &str, pattern: &str) -> String {
        let file = crate::problem::load("problems".as_ref(), problem).expect(problem);
        let built = file.config.build().expect(problem);
        let question = Question::of(&file.config, &*built).expect(problem);
        let model = ModelConfig::of(pattern.parse().expect(pattern), 8);
        let verdict = of_model(&question.task, &model).expect(pattern);
        verdict.ability.to_string()
    }

    #[test]
    fn a_pattern_is_judged_by_the_layers_that_it_has() {
        // Mamba is diagonal with gates in [0, 1]: two of its layers hold two levels of dyck-2
        assert_eq!(answer("s3", "R"), "can with 1 layer");
        assert_eq!(answer("s3", "*R"), "can with 1 layer");
        assert_eq!(answer("s3", "(M-)9"), "cannot");
        assert_eq!(answer("s4", "*"), "open", "some number of layers, but one?");
        assert_eq!(answer("s4", "(*-)9"), "open");
        assert_eq!(answer("dyck-2", "M"), "open");
        assert_eq!(answer("dyck-2", "(M-)3"), "can with at most 3 layers");
        assert_eq!(
            answer("dyck-2", "{M-}3"),
            "open",
            "three rounds, one layer of its own"
        );
    }

    #[test]
    fn a_hybrid_needs_as_many_layers_of_one_kind_as_that_kind_alone() {
        assert_eq!(answer("dyck-2", "M-S-S-"), "open");
        assert_eq!(answer("dyck-2", "M-S-M-M-"), "can with at most 3 layers");
    }
}
