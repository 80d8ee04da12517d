//! Reading regular expressions by recursive descent, one function for each level of precedence.
//!
//! ```text
//! alternatives = both ("|" both)*          factor  = ("~" | "!") factor | atom postfix*
//! both         = product ("&" product)*    postfix = "*" | "+" | "?" | "{" m ("," n?)? "}"
//! product      = factor factor*            atom    = letter | "." | "[" ... "]" | "ε" | "∅" | "(" alternatives? ")"
//! ```
//!
//! Every error names the expression, the character and the remedy. The nesting is limited, so that no expression,
//! however long, exhausts the stack.

use std::iter::Peekable;
use std::ops::BitOr;
use std::str::Chars;

use crate::algebra::automaton::AutomatonError;
use crate::algebra::automaton::regex::term::{LetterSet, one};
use crate::algebra::automaton::regex::tree::Tree;

/// Parentheses, complements and postfix operators around one letter.
const NESTING: usize = 200;

/// The expression and the letters that occur in it.
pub(super) fn parse(text: &str) -> Result<(Tree, LetterSet), AutomatonError> {
    let mut parser = Parser::new(text);
    let tree = parser.alternatives()?;
    match parser.peek() {
        None => Ok((tree, parser.letters)),
        Some(_) => Err(parser.wrong("`)` closes nothing; remove it, or open a `(` before it")),
    }
}

/// A set of letters as inside brackets: `abc`, `a-z`.
pub(super) fn alphabet(text: &str) -> Result<LetterSet, AutomatonError> {
    let mut parser = Parser::new(text);
    let mut set = 0;
    while parser.peek().is_some() {
        set |= parser.range()?;
    }
    Ok(set)
}

struct Parser<'t> {
    text: &'t str,
    rest: Peekable<Chars<'t>>,
    /// Characters read.
    read: usize,
    letters: LetterSet,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            rest: text.chars().peekable(),
            read: 0,
            letters: 0,
            depth: 0,
        }
    }

    /// The next character that is no space.
    fn peek(&mut self) -> Option<char> {
        while self.rest.next_if(|c| c.is_whitespace()).is_some() {
            self.read += 1;
        }
        self.rest.peek().copied()
    }

    fn take(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.rest.next();
        self.read += 1;
        Some(next)
    }

    fn take_if(&mut self, wanted: char) -> bool {
        self.peek() == Some(wanted) && self.take().is_some()
    }

    /// The fault at the next character.
    fn wrong(&self, problem: impl Into<String>) -> AutomatonError {
        self.wrong_at(self.read + 1, problem)
    }

    fn wrong_at(&self, position: usize, problem: impl Into<String>) -> AutomatonError {
        AutomatonError::NotARegex {
            text: self.text.to_owned(),
            position,
            problem: problem.into(),
        }
    }

    fn deeper(&mut self) -> Result<(), AutomatonError> {
        self.depth += 1;
        if self.depth > NESTING {
            let problem = format!("more than {NESTING} operators around one another; nest less");
            return Err(self.wrong(problem));
        }
        Ok(())
    }

    fn alternatives(&mut self) -> Result<Tree, AutomatonError> {
        let mut parts = vec![self.both()?];
        while self.take_if('|') {
            parts.push(self.both()?);
        }
        Ok(one_or(parts, Tree::Or))
    }

    fn both(&mut self) -> Result<Tree, AutomatonError> {
        let mut parts = vec![self.product()?];
        while self.take_if('&') {
            parts.push(self.product()?);
        }
        Ok(one_or(parts, Tree::And))
    }

    fn product(&mut self) -> Result<Tree, AutomatonError> {
        let mut parts = vec![self.factor()?];
        while !matches!(self.peek(), None | Some('|' | '&' | ')')) {
            parts.push(self.factor()?);
        }
        Ok(one_or(parts, Tree::Cat))
    }

    fn factor(&mut self) -> Result<Tree, AutomatonError> {
        let before = self.depth;
        let mut tree = if self.take_if('~') || self.take_if('!') {
            self.deeper()?;
            Tree::Not(Box::new(self.factor()?))
        } else {
            self.atom()?
        };
        // after a complement the factor inside has taken them all
        while let Some((least, most)) = self.postfix()? {
            self.deeper()?;
            tree = Tree::Repeat(Box::new(tree), least, most);
        }
        self.depth = before;
        Ok(tree)
    }

    fn postfix(&mut self) -> Result<Option<(usize, Option<usize>)>, AutomatonError> {
        let counts = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.counts().map(Some),
            _ => return Ok(None),
        };
        self.take();
        Ok(Some(counts))
    }

    /// `{m}`, `{m,}` or `{m,n}`.
    fn counts(&mut self) -> Result<(usize, Option<usize>), AutomatonError> {
        let open = self.read + 1;
        let inside = |parser: &Self| {
            parser.wrong("this does not belong between `{` and `}`; write `{3}`, `{3,}` or `{3,5}`")
        };
        self.take();
        let least = self.count()?.ok_or_else(|| inside(self))?;
        let most = if self.take_if(',') {
            self.count()?
        } else {
            Some(least)
        };
        if !self.take_if('}') {
            return Err(inside(self));
        }
        match most {
            Some(most) if most < least => {
                let problem = format!(
                    "`{{{least},{most}}}` asks for at least {least} and at most {most}; exchange the two"
                );
                Err(self.wrong_at(open, problem))
            }
            _ => Ok((least, most)),
        }
    }

    fn count(&mut self) -> Result<Option<usize>, AutomatonError> {
        let at = self.read + 1;
        let mut digits = String::new();
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            digits.extend(self.take());
        }
        if digits.is_empty() {
            return Ok(None);
        }
        let problem = "the count is too large; use a smaller one";
        let count = digits.parse().map_err(|_| self.wrong_at(at, problem))?;
        Ok(Some(count))
    }

    fn atom(&mut self) -> Result<Tree, AutomatonError> {
        let Some(next) = self.peek() else {
            return Err(self.wrong(
                "the expression ends where an expression is expected; write `ε` for the empty word",
            ));
        };
        let tree = match next {
            '(' => return self.group(),
            '[' => return self.set(),
            '.' => Tree::Except(0),
            'ε' => Tree::Word,
            '∅' => Tree::Nothing,
            '*' | '+' | '?' | '{' => {
                return Err(self.wrong(format!(
                    "`{next}` has nothing before it to repeat; write `ε` for the empty word"
                )));
            }
            '|' | '&' | ')' => {
                return Err(self.wrong(format!(
                    "an expression is missing before `{next}`; write `ε` for the empty word"
                )));
            }
            _ => {
                let letter = one(self.one_letter()?);
                self.letters |= letter;
                return Ok(Tree::Letters(letter));
            }
        };
        self.take();
        Ok(tree)
    }

    fn group(&mut self) -> Result<Tree, AutomatonError> {
        let open = self.read + 1;
        self.take();
        if self.take_if(')') {
            return Ok(Tree::Word);
        }
        self.deeper()?;
        let tree = self.alternatives()?;
        if !self.take_if(')') {
            return Err(self.wrong_at(open, "`(` is never closed; add a `)`"));
        }
        Ok(tree)
    }

    /// `[abc]` or `[^abc]`.
    fn set(&mut self) -> Result<Tree, AutomatonError> {
        let open = self.read + 1;
        self.take();
        let except = self.take_if('^');
        let mut set = 0;
        while !self.take_if(']') {
            if self.peek().is_none() {
                return Err(self.wrong_at(open, "`[` is never closed; add a `]`"));
            }
            set |= self.range()?;
        }
        if set == 0 {
            let remedy = "the brackets are empty; write `.` for any letter, `∅` for none";
            return Err(self.wrong_at(open, remedy));
        }
        self.letters |= set;
        let tree = if except { Tree::Except } else { Tree::Letters };
        Ok(tree(set))
    }

    /// `c` or `a-z`, both ends of one kind.
    fn range(&mut self) -> Result<LetterSet, AutomatonError> {
        let at = self.read + 1;
        let first = self.one_letter()?;
        let last = if self.take_if('-') {
            self.one_letter()?
        } else {
            first
        };
        let kind = |c: char| (c.is_ascii_digit(), c.is_ascii_uppercase());
        if first > last || kind(first) != kind(last) {
            let problem = format!("`{first}-{last}` is no range; write one like `a-z` or `0-9`");
            return Err(self.wrong_at(at, problem));
        }
        Ok((first..=last).map(one).fold(0, BitOr::bitor))
    }

    fn one_letter(&mut self) -> Result<char, AutomatonError> {
        match self.peek() {
            Some(c) if c.is_ascii_alphanumeric() => {
                self.take();
                Ok(c)
            }
            Some(c) => Err(self.wrong(format!("`{c}` is no letter; use ASCII letters and digits"))),
            None => Err(self.wrong("a letter is missing at the end; add it")),
        }
    }
}

fn one_or(mut parts: Vec<Tree>, many: fn(Vec<Tree>) -> Tree) -> Tree {
    match parts.len() {
        1 => parts.remove(0),
        _ => many(parts),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn error(text: &str) -> String {
        let error = parse(text).unwrap_err().to_string();
        let start = format!("`{text}` is not a regular expression at character ");
        error.strip_prefix(&start).unwrap().to_owned()
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_panic(text in "[ab()\\[\\]{}0-9,|&~!*+?.^ε∅ -]{0,14}") {
            let _ = parse(&text);
            let _ = alphabet(&text);
        }
    }

    #[test]
    fn faults_are_named_with_their_place_and_remedy() {
        for (text, expected) in [
            (
                "",
                "1: the expression ends where an expression is expected; write `ε` for the empty word",
            ),
            (
                "a|",
                "3: the expression ends where an expression is expected; write `ε` for the empty word",
            ),
            (
                "a||b",
                "3: an expression is missing before `|`; write `ε` for the empty word",
            ),
            (
                "(*a)",
                "2: `*` has nothing before it to repeat; write `ε` for the empty word",
            ),
            (
                "ab)",
                "3: `)` closes nothing; remove it, or open a `(` before it",
            ),
            ("a(b", "2: `(` is never closed; add a `)`"),
            ("a[bc", "2: `[` is never closed; add a `]`"),
            (
                "[]",
                "1: the brackets are empty; write `.` for any letter, `∅` for none",
            ),
            (
                "[c-a]",
                "2: `c-a` is no range; write one like `a-z` or `0-9`",
            ),
            (
                "[A-z]",
                "2: `A-z` is no range; write one like `a-z` or `0-9`",
            ),
            (
                "a{x}",
                "3: this does not belong between `{` and `}`; write `{3}`, `{3,}` or `{3,5}`",
            ),
            (
                "a{3,2}",
                "2: `{3,2}` asks for at least 3 and at most 2; exchange the two",
            ),
            (
                "a{99999999999999999999}",
                "3: the count is too large; use a smaller one",
            ),
            ("aéb", "2: `é` is no letter; use ASCII letters and digits"),
            ("ε ε#", "4: `#` is no letter; use ASCII letters and digits"),
        ] {
            assert_eq!(error(text), expected, "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_before_the_stack_is_exhausted() {
        for text in [
            "(".repeat(10_000),
            "~".repeat(10_000),
            "a".to_owned() + &"+".repeat(10_000),
        ] {
            assert!(
                error(&text).ends_with("more than 200 operators around one another; nest less")
            );
        }
    }
}
