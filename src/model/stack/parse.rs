//! Reading patterns: a text into its pieces, faults with the character at which they are seen.

use std::str::FromStr;

use crate::model::stack::pattern::{
    Item, Pattern, PatternError, Symbol, Times, count, logarithmic,
};

/// Layers at most that a pattern may come to, all repetitions written out: more is a slip of the pen.
const MOST_LAYERS: usize = 1000;

/// Repetitions at most inside one another.
const MOST_NESTED: usize = 16;

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let mut parser = Parser {
            text,
            chars: text.chars().collect(),
            at: 0,
        };
        let items = parser.items(None, 0)?;
        if items.is_empty() {
            return parser.fault(1, "there is no layer; write one, such as M or (M-)2");
        }
        let text = text.to_owned();
        Ok(Self { text, items })
    }
}

/// A text, read up to some character.
struct Parser<'a> {
    text: &'a str,
    chars: Vec<char>,
    at: usize,
}

impl Parser<'_> {
    fn fault<T>(&self, at: usize, reason: impl Into<String>) -> Result<T, PatternError> {
        Err(PatternError {
            text: self.text.to_owned(),
            at,
            reason: reason.into(),
        })
    }

    /// The next character, which is read, and its place counted from 1.
    fn next(&mut self) -> Option<(char, usize)> {
        let next = *self.chars.get(self.at)?;
        self.at += 1;
        Some((next, self.at))
    }

    /// The pieces up to the bracket that closes `open`, or to the end.
    fn items(
        &mut self,
        open: Option<(char, usize)>,
        depth: usize,
    ) -> Result<Vec<Item>, PatternError> {
        let mut items = Vec::new();
        while let Some((c, at)) = self.next() {
            match c {
                '(' | '{' if depth == MOST_NESTED => {
                    let reason = format!("more than {MOST_NESTED} repetitions inside one another");
                    return self.fault(at, reason);
                }
                '(' | '{' => {
                    let body = self.items(Some((c, at)), depth + 1)?;
                    items.push(self.repeat((c, at), body)?);
                }
                ')' | '}' => {
                    return match open {
                        Some((o, _)) if closing(o) == c => Ok(items),
                        Some((o, from)) => {
                            let wanted = closing(o);
                            self.fault(
                                at,
                                format!(
                                    "`{c}` closes the `{o}` of character {from}; write `{wanted}`"
                                ),
                            )
                        }
                        None => self.fault(at, format!("`{c}` closes nothing; remove it")),
                    };
                }
                '<' => items.push(Item::Layer {
                    symbol: Symbol::Name(self.name(at)?),
                    at,
                }),
                '>' => return self.fault(at, "`>` closes nothing; remove it"),
                digit if digit.is_ascii_digit() => {
                    return self.fault(at, "a number of times follows `)` or `}`; put what is repeated in brackets, as in (M)2");
                }
                blank if blank.is_whitespace() => {
                    return self.fault(at, "a pattern has no blanks; remove it");
                }
                letter => items.push(Item::Layer {
                    symbol: Symbol::Letter(letter),
                    at,
                }),
            }
        }
        match open {
            None => Ok(items),
            Some((o, from)) => {
                let reason = format!(
                    "this `{o}` is never closed; write `{}` and how often",
                    closing(o)
                );
                self.fault(from, reason)
            }
        }
    }

    /// The name that begins after the `<` at `from`.
    fn name(&mut self, from: usize) -> Result<String, PatternError> {
        let rest = &self.chars[self.at..];
        let Some(len) = rest.iter().position(|&c| c == '>') else {
            return self.fault(from, "this `<` is never closed; write `>` after the name");
        };
        let name = rest[..len].iter().collect();
        self.at += len + 1;
        Ok(name)
    }

    /// The repetition of `body`, which was opened by `open`: how often stands next.
    fn repeat(
        &mut self,
        (open, from): (char, usize),
        body: Vec<Item>,
    ) -> Result<Item, PatternError> {
        let at = self.at + 1;
        if body.is_empty() {
            return self.fault(from, "there is nothing in these brackets");
        }
        let rest: String = self.chars[self.at..].iter().collect();
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        let times = if rest.starts_with("log") {
            self.at += 3;
            if open == '(' {
                return self.fault(at, "`( )log` would need as many weights as the length asks; the same weights again are `{ }log`");
            }
            if logarithmic(&body) {
                return self.fault(
                    at,
                    "a `{ }log` stands inside another, which is more than O(log T) layers",
                );
            }
            Times::Logarithmic
        } else if digits == 0 {
            let example = if open == '(' {
                "(M)2"
            } else {
                "{M}2 or {M}log"
            };
            return self.fault(at, format!("here is missing how often, as in {example}"));
        } else {
            self.at += digits;
            // what does not fit is too much anyway
            let k = rest[..digits].parse().unwrap_or(usize::MAX);
            if k == 0 {
                return self.fault(at, "0 times is no layer; write at least 1");
            }
            match open {
                '(' => Times::Own(k),
                _ => Times::Same(k),
            }
        };
        let layers = times.of(1).saturating_mul(count(&body, 1, &|_| 1));
        if layers > MOST_LAYERS {
            let reason = format!("too many layers are repeated here; there may be {MOST_LAYERS}");
            return self.fault(at, reason);
        }
        Ok(Item::Repeat { times, body })
    }
}

fn closing(open: char) -> char {
    if open == '(' { ')' } else { '}' }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    fn fault(text: &str) -> String {
        let error = text.parse::<Pattern>().expect_err("a faulty pattern");
        let error = error.to_string();
        let shown = format!("pattern \"{text}\" at character ");
        error.strip_prefix(&shown).unwrap_or(&error).to_owned()
    }

    #[test]
    fn faults_point_at_the_character() {
        for (text, message) in [
            ("", "1: there is no layer; write one, such as M or (M-)2"),
            (
                "M(*M",
                "2: this `(` is never closed; write `)` and how often",
            ),
            ("M)2", "2: `)` closes nothing; remove it"),
            ("M(S{*)2", "6: `)` closes the `{` of character 4; write `}`"),
            ("M(S)", "5: here is missing how often, as in (M)2"),
            ("{S}M", "4: here is missing how often, as in {M}2 or {M}log"),
            ("M(S)0", "5: 0 times is no layer; write at least 1"),
            ("M()2", "2: there is nothing in these brackets"),
            (
                "M2",
                "2: a number of times follows `)` or `}`; put what is repeated in brackets, as in (M)2",
            ),
            ("M S", "2: a pattern has no blanks; remove it"),
            (
                "é<mamba",
                "2: this `<` is never closed; write `>` after the name",
            ),
            ("M>", "2: `>` closes nothing; remove it"),
            (
                "(M)log",
                "4: `( )log` would need as many weights as the length asks; the same weights again are `{ }log`",
            ),
            (
                "{M{S}log}log",
                "10: a `{ }log` stands inside another, which is more than O(log T) layers",
            ),
            (
                "(((M)99)99)99",
                "9: too many layers are repeated here; there may be 1000",
            ),
            (
                "({M}2)99999999999999999999999",
                "7: too many layers are repeated here; there may be 1000",
            ),
        ] {
            assert_eq!(fault(text), message, "{text}");
        }
        let deep = "(".repeat(17) + "M" + &")1".repeat(17);
        assert_eq!(
            fault(&deep),
            "17: more than 16 repetitions inside one another"
        );
    }

    #[test]
    fn a_faulty_pattern_in_a_file_is_pointed_at() {
        #[derive(Debug, Deserialize)]
        struct File {
            pattern: Pattern,
        }
        let file: File = toml::from_str("pattern = \"M(*M)2\"").expect("a pattern");
        assert_eq!(file.pattern.text(), "M(*M)2");
        let error = toml::from_str::<File>("pattern = \"M(*M2\"").expect_err("it is never closed");
        assert_eq!(
            error.message(),
            "pattern \"M(*M2\" at character 5: a number of times follows `)` or `}`; put what is repeated in brackets, as in (M)2"
        );
    }
}
