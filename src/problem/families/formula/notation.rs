//! The value of a formula in infix, prefix or postfix notation, read once.
//!
//! ```text
//! infix     ( 1 & ! ( 0 | 1 ) )       every gate of two inputs has its brackets
//! prefix    & 1 ! | 0 1
//! postfix   1 0 1 | ! &
//! ```
//!
//! What is read stands on a stack, so that formulas may be nested as deep as there is memory. Prefix notation is postfix
//! read from right to left, since all gates commute.

use crate::problem::families::formula::Notation;
use crate::problem::gate::Gate;

/// A sign of a formula, or of the assignment before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// A gate.
    Gate(Gate),
    /// A constant.
    Leaf(bool),
    /// A variable, from 0.
    Variable(u32),
    /// `=`, `,` or `:` of an assignment.
    Between(char),
}

/// The value of a formula of constants, or `None` if it is none.
pub(super) fn value(
    notation: Notation,
    signs: impl DoubleEndedIterator<Item = Sign>,
) -> Option<bool> {
    match notation {
        Notation::Infix => infix(signs),
        Notation::Prefix => postfix(signs.rev()),
        Notation::Postfix => postfix(signs),
    }
}

/// Whatever is complete gives way to its value: a gate with its inputs and brackets, then negations before it.
fn infix(signs: impl Iterator<Item = Sign>) -> Option<bool> {
    use Sign::{Close, Leaf, Open};
    let mut stack = Vec::new();
    for mut top in signs {
        if top == Close
            && let [rest @ .., Open, Leaf(f), Sign::Gate(gate), Leaf(g)] = &stack[..]
        {
            top = Leaf(gate.value(*f, *g));
            stack.truncate(rest.len());
        }
        while let (Leaf(value), Some(Sign::Gate(Gate::Not))) = (top, stack.last()) {
            top = Leaf(!value);
            stack.pop();
        }
        stack.push(top);
    }
    match stack[..] {
        [Leaf(value)] => Some(value),
        _ => None,
    }
}

fn postfix(signs: impl Iterator<Item = Sign>) -> Option<bool> {
    let mut stack: Vec<bool> = Vec::new();
    for sign in signs {
        let value = match sign {
            Sign::Leaf(value) => value,
            Sign::Gate(Gate::Not) => !stack.pop()?,
            Sign::Gate(gate) => gate.value(stack.pop()?, stack.pop()?),
            _ => return None,
        };
        stack.push(value);
    }
    match stack[..] {
        [value] => Some(value),
        _ => None,
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
