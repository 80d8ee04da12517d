//! What a kind of layers says of itself, and what rulings share.

use crate::theory::class::Named;
use crate::theory::theorem::{self, Theorem};
use crate::theory::verdict::{Ability, Layers};
use crate::theory::{Depth, Hardness, Invariants, Lengths, Semantics, Task};

/// A question to theory.
pub(super) struct Asked<'a> {
    /// The problem.
    pub(super) task: &'a Task,
    /// How deep the architecture is.
    pub(super) depth: Depth,
    /// What its numbers are.
    pub(super) semantics: Semantics,
}

/// What is ruled for layers of one kind, and why.
pub(super) type Ruling = (Ability, Theorem);

/// [`Rules::rows`] of a kind with one class in the atlas: the kind, the name of the class and its members.
macro_rules! row {
    ($kind:ident, $name:literal, $members:literal) => {
        fn rows() -> Vec<$crate::theory::class::Named> {
            let kind = $crate::theory::Transition::$kind;
            vec![$crate::theory::class::Named::of($name, $members, kind)]
        }
    };
}
pub(super) use row;

/// What theory knows of one kind of layers. Rulings are for any constant number of them, unless the depth says
/// otherwise.
pub(super) trait Rules {
    /// Its classes in the atlas, from weak to strong.
    fn rows() -> Vec<Named>
    where
        Self: Sized;

    /// The numbers that the literature on it speaks of first.
    fn semantics(&self) -> Semantics {
        Semantics::Finite
    }

    /// Whether it carries a state from step to step.
    fn recurrent(&self) -> bool {
        true
    }

    /// Whether it computes in TC0 with O(log n) bits.
    fn in_tc0(&self) -> bool {
        false
    }

    /// Whether it may say how long the word is, modulo any number.
    fn counts_lengths(&self) -> bool {
        false
    }

    /// Whether it may track some solvable groups but the trivial one whose orders have the primes of `modulus`.
    fn tracks_some(&self, _modulus: u128) -> bool {
        true
    }

    /// Why one layer simulates every automaton, if it does.
    fn any_automaton(&self) -> Option<Theorem> {
        None
    }

    /// The ruling for a problem with a finite monoid of more than one element, of which `facts` speak.
    fn with_monoid(&self, asked: &Asked<'_>, _: &Invariants) -> Ruling {
        self.any_automaton()
            .map_or(OPEN, |theorem| can(one_layer(asked.task), theorem))
    }

    /// The ruling for majority and Dyck-1.
    fn counting(&self, asked: &Asked<'_>) -> Ruling {
        match asked.semantics {
            Semantics::LogPrecision => can(Layers::AtMost(1), theorem::COUNTER),
            _ => (Ability::Cannot, theorem::AUTOMATON),
        }
    }

    /// The ruling for a problem of which only the circuit class is known.
    fn known(&self, asked: &Asked<'_>, known: Hardness) -> Ruling {
        let log_precision = asked.semantics == Semantics::LogPrecision;
        match (known.regular, self.any_automaton()) {
            (true, Some(theorem)) => can(Layers::AtMost(1), theorem),
            (false, _) if !log_precision => (Ability::Cannot, theorem::AUTOMATON),
            _ if log_precision && known.hard_for_nc1 && self.in_tc0() => {
                (Ability::CannotUnlessTc0IsNc1, theorem::HARD_FOR_NC1)
            }
            _ => OPEN,
        }
    }

    /// The ruling for any problem.
    fn ruling(&self, asked: &Asked<'_>) -> Ruling {
        match (asked.task, asked.task.invariants()) {
            (_, Some(facts)) if facts.trivial => can(Layers::Exactly(0), theorem::TRIVIAL),
            (_, Some(facts)) => self.with_monoid(asked, facts),
            (Task::Known(known), None) => self.known(asked, *known),
            (_, None) => self.counting(asked),
        }
    }
}

/// What no theorem settles.
pub(super) const OPEN: Ruling = (Ability::Open, theorem::UNSETTLED);

/// Some weights do it.
pub(super) fn can(layers: Layers, theorem: Theorem) -> Ruling {
    (Ability::Can(layers), theorem)
}

/// The layers of a cascade along the levels of the monoid.
pub(super) fn cascade(
    task: &Task,
    facts: &Invariants,
    of_level: impl Fn(&Lengths) -> Option<usize>,
) -> Layers {
    match facts.cascade_layers(of_level) {
        Some(1) => one_layer(task),
        Some(layers) => Layers::AtMost(layers),
        None => Layers::Some,
    }
}

/// One layer, and no fewer unless the last letter alone might decide: it does not where a neutral letter may follow
/// it, and not in a group.
fn one_layer(task: &Task) -> Layers {
    match task {
        Task::Language { facts, .. } if !facts.group => Layers::AtMost(1),
        _ => Layers::Exactly(1),
    }
}
