//! Regular expressions with complement and intersection, compiled to automata by derivatives.
//!
//! | written | means |
//! |---|---|
//! | `a`, `7` | the letter: one ASCII letter or digit |
//! | `rs` | a word of `r`, then a word of `s` |
//! | `r\|s`, `r&s` | either, both |
//! | `r*`, `r+`, `r?` | any number, at least one, at most one |
//! | `r{m}`, `r{m,n}`, `r{m,}` | exactly `m`, `m` to `n`, at least `m` |
//! | `~r`, `!r` | every word over the alphabet that is not in `r` |
//! | `.`, `[abc]`, `[a-c]`, `[^abc]` | any letter, one of these, any letter but these |
//! | `ε`, `()`, `∅` | the empty word, the same, no word |
//!
//! Postfix operators bind most tightly, then `~`, concatenation, `&`, `|`: `~ab*|c` is `((~a)(b*))|c`. Spaces mean
//! nothing. The alphabet is made of the letters that occur and those given beside the expression, in the order of
//! ASCII.
//!
//! **Derivatives.** The derivative of r by a letter a is the language `{w : aw in r}`, again a regular expression
//! (`term`). The states of the automaton are the derivatives of r by all words, modulo the laws that Brzozowski
//! calls similarity; there are finitely many. A state accepts if its expression contains the empty word.
//!
//! Source: J. A. Brzozowski, "Derivatives of regular expressions", JACM 11, 1964, 481-494; S. Owens, J. Reppy and
//! A. Turon, "Regular-expression derivatives re-examined", Journal of Functional Programming 19, 2009, 173-190.
//! Differs: nested repetitions are written out with shared parts.
//!
//! Leaves out letters with longer names (write a file, see `dfa_file`), anchors, captures and back-references.

mod parser;
mod term;
mod tree;

use crate::algebra::automaton::regex::term::{LetterSet, Terms, characters};
use crate::algebra::automaton::regex::tree::Tree;
use crate::algebra::automaton::{AutomatonError, Dfa};
use crate::algebra::reach::reach;

/// States allowed where the caller has no reason for another limit.
pub const DEFAULT_STATES: usize = 10_000;

/// Symbols allowed in an expression with its repetitions written out.
pub(super) const LENGTH: usize = 100_000;

/// A regular expression over a fixed alphabet.
#[derive(Clone, Debug)]
pub struct Regex {
    text: String,
    tree: Tree,
    alphabet: LetterSet,
}

impl Regex {
    /// Reads `text`. Its alphabet has the letters that occur and those of `more`, a list such as `ab` or `a-z`.
    ///
    /// ```
    /// use barrington::algebra::automaton::regex::{DEFAULT_STATES, Regex};
    /// // no two b's side by side
    /// let dfa = Regex::parse("~(.*bb.*)", "ab").unwrap().compile(DEFAULT_STATES).unwrap();
    /// assert!(dfa.accepts(&[0, 1, 0, 1]));
    /// assert!(!dfa.accepts(&[0, 1, 1, 0]));
    /// let message = Regex::parse("(ab", "").unwrap_err().to_string();
    /// assert_eq!(message, "`(ab` is not a regular expression at character 1: `(` is never closed; add a `)`");
    /// ```
    pub fn parse(text: &str, more: &str) -> Result<Self, AutomatonError> {
        let (tree, letters) = parser::parse(text)?;
        let alphabet = letters | parser::alphabet(more)?;
        if alphabet == 0 {
            return Err(AutomatonError::NoAlphabet(text.to_owned()));
        }
        if tree.length() > LENGTH {
            return Err(AutomatonError::TooLong(text.to_owned()));
        }
        Ok(Self {
            text: text.to_owned(),
            tree,
            alphabet,
        })
    }

    /// The alphabet in order.
    pub fn letters(&self) -> Vec<String> {
        characters(self.alphabet).map(String::from).collect()
    }

    /// The automaton of its derivatives, numbered breadth-first; usually small, not always minimal.
    /// Fails if there are more than `limit` states.
    pub fn compile(&self, limit: usize) -> Result<Dfa, AutomatonError> {
        let mut terms = Terms::new(self.alphabet);
        let start = self.tree.term(&mut terms);
        let letters: Vec<char> = characters(self.alphabet).collect();
        let reached = reach([start], letters.len(), limit, |&r, a| {
            let target = terms.derivative(r, letters[a]);
            (!terms.exhausted()).then_some(target)
        });
        let (states, next) = reached.map_err(|found| {
            let text = self.text.clone();
            if terms.exhausted() {
                AutomatonError::TooLarge { text, found }
            } else {
                AutomatonError::TooManyStates {
                    text,
                    limit,
                    found: found.min(limit),
                }
            }
        })?;
        let accepting = states.iter().map(|&r| terms.has_empty_word(r)).collect();
        Dfa::new(self.letters(), 0, accepting, next)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::algebra::automaton::testing::words;

    fn dfa(text: &str) -> Dfa {
        let regex = Regex::parse(text, "ab").unwrap();
        regex.compile(DEFAULT_STATES).unwrap()
    }

    /// An expression with its meaning: which of the words up to length 5 over a, b it has.
    #[derive(Clone, Debug)]
    struct Known {
        text: String,
        has: Vec<bool>,
    }

    pub(super) const LENGTH: usize = 5;

    /// The place of a word in the list of `words`, which is in shortlex order.
    fn place(word: &[usize]) -> usize {
        word.iter().fold(0, |n, &a| 2 * n + a + 1)
    }

    fn known(text: String, has: impl Fn(&[usize]) -> bool) -> Known {
        let has = words(2, LENGTH).iter().map(|w| has(w)).collect();
        Known { text, has }
    }

    /// Whether `word` is in `r` followed `least` to `most` times by itself, by trying all ways to cut it.
    fn repeats(r: &Known, word: &[usize], least: usize, most: usize) -> bool {
        if word.is_empty() && (least == 0 || r.has[0]) {
            return true;
        }
        // an empty part helps only to make up the number, and then the parts that count can come first
        let enough = least == 0 || r.has[0];
        most > 0
            && (1..=word.len()).any(|k| {
                r.has[place(&word[..k])]
                    && if k == word.len() && (least <= 1 || enough) {
                        true
                    } else {
                        repeats(r, &word[k..], least.saturating_sub(1), most - 1)
                    }
            })
    }

    fn expressions() -> impl Strategy<Value = Known> {
        let leaf = prop_oneof![
            Just(known("a".into(), |w| w == [0])),
            Just(known("b".into(), |w| w == [1])),
            Just(known(".".into(), |w| w.len() == 1)),
            Just(known("[^a]".into(), |w| w == [1])),
            Just(known("()".into(), |w| w.is_empty())),
            Just(known("∅".into(), |_| false)),
        ];
        leaf.prop_recursive(4, 12, 2, |inner| {
            let two = (inner.clone(), inner.clone());
            prop_oneof![
                two.clone().prop_map(|(r, s)| {
                    let cut =
                        |w: &[usize], k: usize| r.has[place(&w[..k])] && s.has[place(&w[k..])];
                    known(format!("({})({})", r.text, s.text), |w| {
                        (0..=w.len()).any(|k| cut(w, k))
                    })
                }),
                two.clone()
                    .prop_map(|(r, s)| known(format!("({})|{}", r.text, s.text), |w| r.has
                        [place(w)]
                        || s.has[place(w)])),
                two.prop_map(|(r, s)| known(format!("({})&({})", r.text, s.text), |w| {
                    r.has[place(w)] && s.has[place(w)]
                })),
                inner
                    .clone()
                    .prop_map(|r| known(format!("~({})", r.text), |w| !r.has[place(w)])),
                (inner.clone(), "[*+?]").prop_map(|(r, mark)| {
                    let (least, most) = match mark.as_str() {
                        "*" => (0, 9),
                        "+" => (1, 9),
                        _ => (0, 1),
                    };
                    known(format!("({}){mark}", r.text), |w| {
                        repeats(&r, w, least, most)
                    })
                }),
                (inner, 0usize..3, 0usize..3).prop_map(|(r, least, more)| {
                    let text = format!("({}){{{least},{}}}", r.text, least + more);
                    known(text, |w| repeats(&r, w, least, least + more))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_automaton_accepts_what_the_expression_means(r in expressions()) {
            let dfa = dfa(&r.text);
            for (word, &has) in words(2, LENGTH).iter().zip(&r.has) {
                prop_assert_eq!(dfa.accepts(word), has, "{} at {}", r.text, dfa.text(word));
            }
        }
    }

    #[test]
    fn equal_languages_have_equal_minimal_automata() {
        for (left, right) in [
            ("(a|b)*", "~∅"),
            ("a*b*", "~(.*ba.*)"),
            ("(a*b)*a*", ".*"),
            ("~(a&b)", ".*"),
            ("a{2,4}", "aa|aaa|aaaa"),
            ("(ab?){3}", "ab?ab?ab?"),
            ("a{2,}", "aaa*"),
            ("a{0}", "ε"),
            ("(a?){3}", "a{0,3}"),
            ("[^ab]", "∅"),
            ("[a-b]", "."),
            ("!a b", "(~a)b"),
            ("~a*", "~(a*)"),
            ("a|b&∅", "a"),
            ("a b | b a", "ab|ba"),
        ] {
            assert_eq!(dfa(left).minimal(), dfa(right).minimal(), "{left} {right}");
        }
    }

    #[test]
    fn the_alphabet_is_what_occurs_and_what_is_given() {
        let letters = |text: &str, more: &str| Regex::parse(text, more).unwrap().letters().concat();
        assert_eq!(letters("(ba)*1", ""), "1ab");
        assert_eq!(letters("(ba)*1", "x-z A"), "1Aabxyz");
        assert_eq!(letters("[^c]", "ab"), "abc");
        assert_eq!(
            Regex::parse("ε", "").unwrap_err().to_string(),
            "`ε` names no letter; give the alphabet beside it"
        );
    }

    #[test]
    fn blow_up_ends_with_a_clear_error() {
        let error = |text: &str, limit| {
            let regex = Regex::parse(text, "ab");
            let result = regex.and_then(|r| r.compile(limit));
            result.unwrap_err().to_string()
        };
        assert_eq!(
            error("(.*a.{20})&(.*)", 1000),
            "`(.*a.{20})&(.*)` needs more than 1000 states (stopped after finding 1000); raise the limit if you meant it, or write the language more simply"
        );
        assert_eq!(
            error("((a{1000}){1000}){1000}", 10),
            "`((a{1000}){1000}){1000}` has more than 100000 symbols with its repetitions written out; use smaller counts"
        );
        let optional = "a?".repeat(20_000);
        assert!(error(&optional, usize::MAX).contains("are too large to be computed"));
    }

    #[test]
    fn long_expressions_need_no_deep_stack() {
        let text = "ab".repeat(4000);
        assert_eq!(dfa(&text).states(), 8002);
        assert_eq!(dfa("(a|bb){3000}").states(), 6002);
        assert_eq!(dfa("(a|bb){0,3000}").states(), 6002);
        assert_eq!(dfa("(a?){3000}").states(), 3002);
        // start and sink, and for each part whether 1, 2, ..., 30 letters a are used; b uses all
        assert_eq!(dfa("((a?){30}b*){20}").minimal().states(), 602);
    }
}
