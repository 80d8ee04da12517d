//! The value of a formula in infix, prefix or postfix notation, read once from left to right.
//!
//! ```text
//! infix     ( 1 & ! ( 0 | 1 ) )       every gate of two inputs has its brackets
//! prefix    & 1 ! | 0 1
//! postfix   1 0 1 | ! &
//! ```
//!
//! What waits for an operand is kept on a stack, so that formulas may be nested as deep as there is memory.

use crate::problem::formula::Notation;
use crate::problem::gate::Gate;

/// A sign of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// A gate.
    Gate(Gate),
    /// A leaf.
    Leaf(bool),
}

/// What waits on the stack.
#[derive(Clone, Copy)]
enum Waiting {
    /// A bracket for its first operand.
    Open,
    /// A gate for its first operand, or a negation for its only one.
    Gate(Gate),
    /// In infix, a first operand for its gate.
    Left(bool),
    /// A gate for its second operand.
    Half(Gate, bool),
    /// In infix, the value between two brackets for the second one; in postfix, an operand.
    Value(bool),
}

/// The value of a formula, or `None` if it is none.
pub(super) fn value(notation: Notation, signs: impl Iterator<Item = Sign>) -> Option<bool> {
    let mut stack: Vec<Waiting> = Vec::new();
    let mut whole = None;
    for sign in signs {
        if whole.is_some() {
            return None;
        }
        let operand = match (notation, sign) {
            (Notation::Postfix, sign) => {
                let value = postfix(&mut stack, sign)?;
                stack.push(Waiting::Value(value));
                continue;
            }
            (_, Sign::Leaf(value)) => value,
            (_, Sign::Gate(Gate::Not)) | (Notation::Prefix, Sign::Gate(_)) => {
                let Sign::Gate(gate) = sign else { return None };
                stack.push(Waiting::Gate(gate));
                continue;
            }
            (Notation::Infix, Sign::Open) => {
                stack.push(Waiting::Open);
                continue;
            }
            (Notation::Infix, Sign::Gate(gate)) => {
                let Some(Waiting::Left(left)) = stack.pop() else {
                    return None;
                };
                stack.push(Waiting::Half(gate, left));
                continue;
            }
            (Notation::Infix, Sign::Close) => match stack.pop() {
                Some(Waiting::Value(value)) => value,
                _ => return None,
            },
            (Notation::Prefix, Sign::Open | Sign::Close) => return None,
        };
        whole = arrive(notation, &mut stack, operand)?;
    }
    match (notation, stack.as_slice()) {
        (Notation::Postfix, [Waiting::Value(value)]) => Some(*value),
        (Notation::Postfix, _) => None,
        (_, []) => whole,
        _ => None,
    }
}

/// What a sign makes of the operands before it.
fn postfix(stack: &mut Vec<Waiting>, sign: Sign) -> Option<bool> {
    let mut operand = || match stack.pop() {
        Some(Waiting::Value(value)) => Some(value),
        _ => None,
    };
    match sign {
        Sign::Leaf(value) => Some(value),
        Sign::Gate(gate) => {
            let right = operand()?;
            let left = gate == Gate::Not || operand()?;
            Some(gate.value(left, right))
        }
        Sign::Open | Sign::Close => None,
    }
}

/// Gives an operand to what waits for it: the value of the whole if nothing does. `None` if it has no place.
fn arrive(notation: Notation, stack: &mut Vec<Waiting>, mut operand: bool) -> Option<Option<bool>> {
    loop {
        let next = match stack.pop() {
            None => return Some(Some(operand)),
            Some(Waiting::Gate(Gate::Not)) => {
                operand = !operand;
                continue;
            }
            Some(Waiting::Gate(gate)) => Waiting::Half(gate, operand),
            Some(Waiting::Open) => Waiting::Left(operand),
            Some(Waiting::Half(gate, left)) => {
                operand = gate.value(left, operand);
                if notation == Notation::Prefix {
                    continue;
                }
                Waiting::Value(operand)
            }
            Some(Waiting::Left(_) | Waiting::Value(_)) => return None,
        };
        stack.push(next);
        return Some(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(notation: Notation, text: &str) -> Option<bool> {
        let sign = |c| match c {
            '(' => Sign::Open,
            ')' => Sign::Close,
            '&' => Sign::Gate(Gate::And),
            '|' => Sign::Gate(Gate::Or),
            '^' => Sign::Gate(Gate::Xor),
            '!' => Sign::Gate(Gate::Not),
            bit => Sign::Leaf(bit == '1'),
        };
        let signs = text.chars().filter(|c| !c.is_whitespace()).map(sign);
        value(notation, signs)
    }

    #[test]
    fn the_same_formula_has_the_same_value_in_every_notation() {
        for (infix, prefix, postfix, value) in [
            ("1", "1", "1", true),
            ("! 1", "! 1", "1 !", false),
            ("! ! 0", "! ! 0", "0 ! !", false),
            ("( 1 & ( 0 | ! 1 ) )", "& 1 | 0 ! 1", "1 0 1 ! | &", false),
            ("! ( ( 1 ^ 1 ) & 1 )", "! & ^ 1 1 1", "1 1 ^ 1 & !", true),
            ("( ! ( 0 | 0 ) ^ 0 )", "^ ! | 0 0 0", "0 0 | ! 0 ^", true),
        ] {
            assert_eq!(read(Notation::Infix, infix), Some(value), "{infix}");
            assert_eq!(read(Notation::Prefix, prefix), Some(value), "{prefix}");
            assert_eq!(read(Notation::Postfix, postfix), Some(value), "{postfix}");
        }
    }

    /// Values by Python's `eval`, with `and`, `or`, `not` in the place of signs.
    #[test]
    fn formulas_have_the_values_that_python_gives() {
        for (text, value) in [
            ("(!(0 | 1) & !(!0 & (1 | 0)))", false),
            ("!((0 & (1 | !1)) | (!(1 & 1) & 0))", true),
            ("((!1 | (0 & !0)) | !(!(1 & 0) & (0 | 1)))", false),
            ("!(!(!(1 | 0) | (1 & !0)) | ((0 | !1) & 1))", true),
        ] {
            assert_eq!(read(Notation::Infix, text), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_formula_has_no_value() {
        for text in [
            "",
            "(",
            "1 0",
            "( 1 )",
            "( 1 & )",
            "1 & 0",
            "( 1 & 0 ) )",
            "! )",
        ] {
            assert_eq!(read(Notation::Infix, text), None, "{text}");
        }
        for text in ["", "& 1", "& 1 0 1", "( & 1 0 )", "!"] {
            assert_eq!(read(Notation::Prefix, text), None, "{text}");
        }
        for text in ["", "1 &", "1 0", "( 1 0 & )", "!"] {
            assert_eq!(read(Notation::Postfix, text), None, "{text}");
        }
    }

    #[test]
    fn nesting_is_as_deep_as_there_is_memory() {
        let n = 100_000;
        let text = "(1 & ".repeat(n) + "!0" + &")".repeat(n);
        assert_eq!(read(Notation::Infix, &text), Some(true));
    }
}
