//! Boolean gates of fan-in two and one, of which formulas and circuits are made.
//!
//! With equal inputs, a formula or circuit of `and` and `or` is as likely true as false, because exchanging both the
//! gates and the bits negates it; with `not` before half of the gates it is so whatever the others are.

use itertools::Itertools;

use crate::base::named::named;
use crate::base::wrong::{Wrong, check};

named! {
    /// A gate.
    pub enum Gate {
        /// `&`.
        And = "and",
        /// `|`.
        Or = "or",
        /// `^`.
        Xor = "xor",
        /// `!`, which has one input.
        Not = "not",
    }
}

impl Gate {
    /// Its sign.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::And => "&",
            Self::Or => "|",
            Self::Xor => "^",
            Self::Not => "!",
        }
    }

    /// Its sign where it stands between its inputs, or before its only one.
    pub(super) fn spaced(self) -> String {
        match self {
            Self::Not => self.sign().to_owned(),
            _ => format!(" {} ", self.sign()),
        }
    }

    /// Its value; a negation has only the input on its right.
    pub(super) fn value(self, left: bool, right: bool) -> bool {
        match self {
            Self::And => left && right,
            Self::Or => left || right,
            Self::Xor => left != right,
            Self::Not => !right,
        }
    }
}

/// The gates of a file that says nothing of them.
pub(super) fn usual() -> Vec<Gate> {
    vec![Gate::And, Gate::Or, Gate::Not]
}

/// Those that have two inputs.
pub(super) fn binary(gates: &[Gate]) -> Vec<Gate> {
    let binary = gates.iter().copied();
    binary.filter(|&gate| gate != Gate::Not).collect()
}

/// Notes what is wrong with `gates`: one alone, or sums without products, say too little to be hard.
pub(super) fn check(gates: &[Gate], wrong: &mut Wrong) {
    wrong.twice("gates", gates, |gate| gate.name().to_owned());
    let product = gates.contains(&Gate::And) || gates.contains(&Gate::Or);
    let mut names = gates.iter().map(|gate| format!("{:?}", gate.name()));
    let names = names.join(", ");
    check! { wrong;
        !product || gates.len() < 2 => "gates",
            "`gates` = [{names}] do not make every function; give `and` or `or`, and another one of them, `xor` or `not`";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_have_their_truth_tables() {
        let table = |gate: Gate| {
            let inputs = [(false, false), (false, true), (true, false), (true, true)];
            inputs.map(|(a, b)| u8::from(gate.value(a, b)))
        };
        let tables = [[0, 0, 0, 1], [0, 1, 1, 1], [0, 1, 1, 0], [1, 0, 1, 0]];
        assert_eq!(Gate::ALL.map(table), tables);
        assert_eq!(Gate::ALL.map(|gate| gate as usize), [0, 1, 2, 3]);
    }

    #[test]
    fn too_few_gates_are_rejected() {
        let said = |gates: &[Gate]| {
            let mut wrong = Wrong::default();
            check(gates, &mut wrong);
            wrong.to_string()
        };
        assert_eq!(said(&usual()), "");
        assert_eq!(said(&[Gate::And, Gate::Xor]), "");
        insta::assert_snapshot!(said(&[Gate::Xor, Gate::Not]), @r#"gates: `gates` = ["xor", "not"] do not make every function; give `and` or `or`, and another one of them, `xor` or `not`"#);
        assert!(!said(&[Gate::And]).is_empty() && !said(&[]).is_empty());
        insta::assert_snapshot!(said(&[Gate::Or, Gate::Or]), @"gates.1: `or` is given twice; remove one");
    }
}
