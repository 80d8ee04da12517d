//! The verdict: can, cannot, cannot unless TC0 = NC1, or open; with its theorem.
//!
//! A class of one kind of layer is judged by the rules for that kind. A hybrid can do what one of its kinds can
//! do, since the others may pass everything on; if all of them are recurrent, its impossibilities follow from
//! the subnormal series (`theorem::SUBNORMAL`): each layer may contribute any factor that its kind
//! allows. Verdicts are for all lengths, and exact.

use crate::theory::rules::{Asked, OPEN, Ruling, can};
use crate::theory::theorem::{self, Theorem};
use crate::theory::{Class, Depth, Semantics, Task, Transition};

/// How many layers it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, derive_more::Display)]
pub enum Layers {
    /// This many, and no fewer.
    #[display("{_0} layer{}", if *_0 == 1 { "" } else { "s" })]
    Exactly(usize),
    /// This many are enough.
    #[display("at most {}", Self::Exactly(*_0))]
    AtMost(usize),
    /// A number that does not depend on the length and is not known here.
    #[display("some layers")]
    Some,
    /// O(log n).
    #[display("O(log n) layers")]
    Logarithmic,
}

/// What theory says of an architecture and a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, derive_more::Display)]
pub enum Ability {
    /// Some weights do it.
    #[display("can with {_0}")]
    Can(Layers),
    /// No weights do it.
    #[display("cannot")]
    Cannot,
    /// No weights do it if TC0 and NC1 differ.
    #[display("cannot unless TC0 = NC1")]
    CannotUnlessTc0IsNc1,
    /// Not settled by the theorems known here.
    #[display("open")]
    Open,
}

/// What an architecture can, and what that rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What it can.
    pub ability: Ability,
    /// What the theorem grants the numbers.
    pub semantics: Semantics,
    /// Why.
    pub theorem: Theorem,
}

impl Ability {
    /// The short form in tables: `3` exactly three layers, `≤3` at most three, `+` some number of layers, `log`
    /// O(log n) layers, `no`, `no*` unless TC0 = NC1, `?` open.
    pub fn mark(self) -> String {
        match self {
            Self::Can(Layers::Exactly(k)) => k.to_string(),
            Self::Can(Layers::AtMost(k)) => format!("≤{k}"),
            Self::Can(Layers::Some) => "+".to_owned(),
            Self::Can(Layers::Logarithmic) => "log".to_owned(),
            Self::Cannot => "no".to_owned(),
            Self::CannotUnlessTc0IsNc1 => "no*".to_owned(),
            Self::Open => "?".to_owned(),
        }
    }
}

/// Whether `class` with `depth` solves `task` for words of every length, if numbers are as `semantics` says.
pub fn verdict(task: &Task, class: &Class, depth: Depth, semantics: Semantics) -> Verdict {
    let asked = Asked {
        task,
        depth,
        semantics,
    };
    let of_kind = |kind: &Transition| kind.rules().ruling(&asked);
    let rulings: Vec<Ruling> = class.0.iter().map(of_kind).collect();
    let (ability, theorem) = within(depth, compose(task, class, &rulings, semantics));
    Verdict {
        ability,
        semantics,
        theorem,
    }
}

/// The verdict on a stack of given layers: `own` are those with weights of their own, and a token passes through `passed`.
/// None if there are none.
///
/// A construction needs its number of layers of one kind, each with weights of its own; that there must be so many at least
/// holds for those that are passed.
pub fn stack_verdict(
    task: &Task,
    own: &[Transition],
    passed: usize,
    semantics: Semantics,
) -> Option<Verdict> {
    let class = Class::of_layers(own)?;
    let judge = |class: &Class, depth| verdict(task, class, depth, semantics);
    for &kind in &class.0 {
        let count = own.iter().filter(|other| **other == kind).count();
        let alone = judge(&Class::of(kind), Depth::Layers(count));
        if let Ability::Can(layers) = alone.ability {
            let layers = match class.0.len() {
                1 => layers,
                _ => layers.or_fewer(),
            };
            return Some(Verdict {
                ability: Ability::Can(layers),
                ..alone
            });
        }
    }
    let all = judge(&class, Depth::Layers(passed));
    Some(match all.ability {
        Ability::Can(_) => Verdict {
            ability: Ability::Open,
            theorem: theorem::UNSETTLED,
            ..all
        },
        _ => all,
    })
}

/// The rulings for its kinds made one for a hybrid.
fn compose(task: &Task, class: &Class, rulings: &[Ruling], semantics: Semantics) -> Ruling {
    if let [only] = rulings {
        return *only;
    }
    let able = rulings.iter().filter_map(|ruling| match *ruling {
        (Ability::Can(layers), theorem) => Some((layers, theorem)),
        _ => None,
    });
    if let Some((layers, theorem)) = able.min_by_key(|(layers, _)| layers.rank()) {
        return can(layers.or_fewer(), theorem);
    }
    let all = |ability: Ability| rulings.iter().all(|ruling| ruling.0 == ability);
    let recurrent = class.0.iter().all(|kind| kind.rules().recurrent());
    let finite = matches!(semantics, Semantics::Finite | Semantics::Exact);
    let has_group = task.invariants().is_some_and(|facts| !facts.aperiodic);
    let bounded =
        |ruling: &Ruling| matches!(ruling.0, Ability::Cannot | Ability::CannotUnlessTc0IsNc1);
    if recurrent && finite && has_group && all(Ability::Cannot) && holds_at_one_length(task, class)
    {
        (Ability::Cannot, theorem::SUBNORMAL)
    } else if recurrent && task.invariants().is_none() && all(Ability::Cannot) {
        // that a recurrence is an automaton proves nothing of a stack with attention in it
        rulings[0]
    } else if semantics == Semantics::LogPrecision && rulings.iter().all(bounded) {
        // a constant number of layers, each in TC0
        let mut rulings = rulings.iter();
        let conditional = rulings.find(|ruling| ruling.0 == Ability::CannotUnlessTc0IsNc1);
        *conditional.unwrap_or(&OPEN)
    } else {
        OPEN
    }
}

/// Whether layers of `class`, none of which can do it alone, can do it together neither. Those that count lengths may do
/// so for the others, so that only groups whose elements are values of words of one length are left to do; those of a word
/// problem are, as it has a neutral letter. A group is solvable exactly if these elements of it are a solvable one.
fn holds_at_one_length(task: &Task, class: &Class) -> bool {
    let Task::Language { facts, modulus, .. } = task else {
        return true;
    };
    let mut kinds = class.0.iter().map(Transition::rules);
    !kinds.clone().any(|kind| kind.counts_lengths())
        || !facts.solvable()
        || !kinds.any(|kind| kind.tracks_some(*modulus))
}

/// A ruling for any constant number of layers made one for the number that there is.
fn within(depth: Depth, ruling: Ruling) -> Ruling {
    let (Depth::Layers(k), (Ability::Can(layers), theorem)) = (depth, ruling) else {
        return ruling;
    };
    match layers {
        Layers::Exactly(least) if k < least => (Ability::Cannot, theorem),
        Layers::Exactly(_) => ruling,
        Layers::AtMost(enough) if k >= enough => ruling,
        Layers::AtMost(_) | Layers::Some | Layers::Logarithmic => OPEN,
    }
}

impl Layers {
    /// For the fewest layers first.
    fn rank(self) -> usize {
        match self {
            Self::Exactly(k) | Self::AtMost(k) => k,
            Self::Some => usize::MAX - 1,
            Self::Logarithmic => usize::MAX,
        }
    }

    /// The same bound where layers of other kinds might do with fewer.
    pub(super) fn or_fewer(self) -> Self {
        match self {
            Self::Exactly(k) if k > 1 => Self::AtMost(k),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests;
