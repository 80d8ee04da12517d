//! Arithmetic modulo m with brackets nested at most so deep, as an automaton.
//!
//! Letters are the digits `0` to m - 1, `+`, `-`, `*`, `(` and `)`. A word is an expression if operands and operators
//! alternate and brackets match; operators have no precedence and are applied from left to right, `2+1*2` being
//! `(2+1)*2`. The language holds the expressions with a given value, and nothing else: what is no expression yet, or can
//! be none any more, is outside.
//!
//! A state holds, for each bracket that is open and for the outside, what is to be done with the operand that comes
//! next, as the affine map x -> sign x + a, or x -> a x; or the value of what stands at this depth so far. Modulo m
//! there are finitely many.
//!
//! Source: after the task "modular arithmetic (brackets)" of G. Delétang et al., "Neural networks and the Chomsky
//! hierarchy", ICLR 2023, whose brackets nest without a bound and surround every operation. Leaves out precedence and
//! unary signs.

use crate::algebra::automaton::{AutomatonError, Dfa};

/// What is to be done with the next operand x.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Pending {
    /// a + x.
    Add(u32),
    /// a - x.
    Subtract(u32),
    /// a x.
    Multiply(u32),
}

/// Where an expression stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Reading {
    /// For each open bracket, outermost first, what is to be done with its value.
    outer: Vec<Pending>,
    /// At the present depth: an operand is awaited, or there is a value.
    here: Result<u32, Pending>,
}

/// The automaton of the expressions modulo `modulus` with brackets at most `depth` deep whose value is `value`.
///
/// ```
/// use barrington::algebra::automaton::expressions::with_value;
/// let dfa = with_value(3, 1, 0).unwrap();
/// let letter = |c: char| dfa.letters().iter().position(|l| l.starts_with(c)).unwrap();
/// let holds = |text: &str| dfa.accepts(&text.chars().map(letter).collect::<Vec<_>>());
/// assert!(holds("2+1*2") && holds("2-(1+1)") && !holds("2+(1*2)"));
/// assert!(!holds("2+") && !holds("((0))") && !holds("12"));
/// ```
pub fn with_value(modulus: u32, depth: usize, value: u32) -> Result<Dfa, AutomatonError> {
    if !(2..=10).contains(&modulus) {
        return Err(AutomatonError::Modulus(modulus));
    }
    if value >= modulus {
        return Err(AutomatonError::Value { value, modulus });
    }
    let digits = (0..modulus).map(|digit| digit.to_string());
    let signs = ["+", "-", "*", "(", ")"].map(str::to_owned);
    let letters: Vec<String> = digits.chain(signs).collect();
    let start = Reading {
        outer: Vec::new(),
        here: Err(Pending::Add(0)),
    };
    let step = |state: &Option<Reading>, letter: usize| {
        let mut state = state.clone()?;
        match (letters[letter].as_str(), state.here) {
            ("+", Ok(a)) => state.here = Err(Pending::Add(a)),
            ("-", Ok(a)) => state.here = Err(Pending::Subtract(a)),
            ("*", Ok(a)) => state.here = Err(Pending::Multiply(a)),
            ("(", Err(pending)) if state.outer.len() < depth => {
                state.outer.push(pending);
                state.here = Err(Pending::Add(0));
            }
            (")", Ok(x)) => state.here = Ok(state.outer.pop()?.done(x, modulus)),
            (_, Err(pending)) if letter < modulus as usize => {
                state.here = Ok(pending.done(letter as u32, modulus));
            }
            _ => return None,
        }
        Some(state)
    };
    let accepts = |state: &Option<Reading>| {
        let whole = state.as_ref().filter(|state| state.outer.is_empty());
        whole.is_some_and(|state| state.here == Ok(value))
    };
    Ok(Dfa::explore(&letters, Some(start), step, accepts).minimal())
}

impl Pending {
    /// The value with the operand `x`.
    fn done(self, x: u32, modulus: u32) -> u32 {
        match self {
            Self::Add(a) => (a + x) % modulus,
            Self::Subtract(a) => (a + modulus - x) % modulus,
            Self::Multiply(a) => a * x % modulus,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::automaton::testing::words;

    /// The value of an expression by recursive descent, if the text is one, and how deep its brackets nest.
    fn evaluate(text: &[u8], at: &mut usize, modulus: i64) -> Option<(i64, usize)> {
        let operand = |at: &mut usize| match text.get(*at)? {
            b'(' => {
                *at += 1;
                let (value, depth) = evaluate(text, at, modulus)?;
                (text.get(*at) == Some(&b')')).then(|| *at += 1)?;
                Some((value, depth + 1))
            }
            digit if digit.is_ascii_digit() => {
                *at += 1;
                Some((i64::from(digit - b'0'), 0))
            }
            _ => None,
        };
        let (mut value, mut deepest) = operand(at)?;
        while let Some(&sign) = text.get(*at).filter(|c| b"+-*".contains(c)) {
            *at += 1;
            let (x, depth) = operand(at)?;
            deepest = deepest.max(depth);
            value = match sign {
                b'+' => value + x,
                b'-' => value - x,
                _ => value * x,
            }
            .rem_euclid(modulus);
        }
        Some((value, deepest))
    }

    #[test]
    fn the_automaton_agrees_with_recursive_descent_on_every_short_word() {
        for (modulus, depth, value) in [(2, 0, 0), (2, 1, 1), (2, 2, 0), (3, 1, 2)] {
            let dfa = with_value(modulus, depth, value).unwrap();
            for word in words(modulus as usize + 5, 6) {
                let text: String = word.iter().map(|&a| dfa.letters()[a].as_str()).collect();
                let mut at = 0;
                let found = evaluate(text.as_bytes(), &mut at, modulus.into());
                let holds = at == text.len()
                    && found.is_some_and(|(x, deep)| x == i64::from(value) && deep <= depth);
                assert_eq!(dfa.accepts(&word), holds, "{text}");
            }
        }
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        assert_eq!(
            with_value(11, 1, 0).unwrap_err().to_string(),
            "the modulus 11 is not between 2 and 10, so that each digit is a letter; correct it"
        );
        assert_eq!(
            with_value(3, 1, 3).unwrap_err().to_string(),
            "the value 3 does not occur modulo 3; give one from 0 to 2"
        );
    }
}
