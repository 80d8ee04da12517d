//! Expressions as terms in normal form, each stored once, and their derivatives.
//!
//! With ∂ for the derivative by the letter a and ν(r) for "r contains the empty word":
//!
//! ```text
//! ∂ letters = ε if a is one of them, else ∅        ∂(rs)  = (∂r)s, and ∂s too if ν(r)
//! ∂(r|s)    = ∂r | ∂s                              ∂(r*)  = (∂r)r*
//! ∂(r&s)    = ∂r & ∂s                              ∂(~r)  = ~∂r
//! ```
//!
//! The normal form makes `|` and `&` sets (associative, commutative, idempotent), which is enough for finitely
//! many derivatives; and knows `∅|r = r`, `Σ*|r = Σ*`, their duals, `ε|r = r` if ν(r), `ε&r` = ε or ∅,
//! `∅r = ∅`, `εr = r`, associativity of concatenation, `r** = r*`, `~~r = r`, and one term for all single letters.
//! Σ* is `~∅`. Each law holds of both sides' derivatives too, so that a law never makes new derivatives.
//!
//! Leaves out distributive laws and all others that would need a search.

use std::collections::HashMap;
use std::ops::{BitAnd, BitOr};

use indexmap::IndexMap;

use crate::algebra::holonomy::sets::elements;

/// A set of ASCII letters and digits: bit c is the character with number c.
pub(super) type LetterSet = u128;

/// The set of one letter, which is ASCII.
pub(super) fn one(letter: char) -> LetterSet {
    1 << u32::from(letter)
}

/// The letters of a set in the order of ASCII.
pub(super) fn characters(set: LetterSet) -> impl Iterator<Item = char> {
    elements(set).map(|c| char::from(c as u8))
}

/// The number of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(u32);

/// The empty language.
pub(super) const NOTHING: Id = Id(0);
/// The language of the empty word.
pub(super) const WORD: Id = Id(1);
/// Σ*, all words.
pub(super) const ALL: Id = Id(2);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Term {
    Nothing,
    Word,
    Letters(LetterSet),
    /// The first factor is no concatenation itself.
    Cat(Id, Id),
    Star(Id),
    Not(Id),
    Or(Vec<Id>),
    And(Vec<Id>),
}

/// All terms made so far. Equal terms have equal numbers.
pub(super) struct Terms {
    pub(super) alphabet: LetterSet,
    /// In the order of their numbers, and whether each has the empty word.
    terms: IndexMap<Term, bool>,
    derivatives: HashMap<(Id, char), Id>,
    steps: u64,
}

/// Members and factors looked at in all: a few seconds, a few hundred megabytes.
const STEPS: u64 = 10_000_000;

impl Terms {
    pub(super) fn new(alphabet: LetterSet) -> Self {
        let mut terms = Self {
            alphabet,
            terms: IndexMap::new(),
            derivatives: HashMap::new(),
            steps: 0,
        };
        terms.intern(Term::Nothing);
        terms.intern(Term::Word);
        terms.intern(Term::Not(NOTHING));
        terms
    }

    /// Whether so much has been computed that derivatives are no longer right, and the caller must stop.
    pub(super) fn exhausted(&self) -> bool {
        self.steps > STEPS
    }

    /// Whether the language of `r` has the empty word.
    pub(super) fn has_empty_word(&self, r: Id) -> bool {
        self.terms[r.0 as usize]
    }

    fn term(&self, r: Id) -> &Term {
        let term = self.terms.get_index(r.0 as usize);
        term.expect("every number is that of a term").0
    }

    fn intern(&mut self, term: Term) -> Id {
        if let Some(known) = self.terms.get_index_of(&term) {
            return Id(known as u32);
        }
        let empty_word = match &term {
            Term::Nothing | Term::Letters(_) => false,
            Term::Word | Term::Star(_) => true,
            Term::Cat(r, s) => self.has_empty_word(*r) && self.has_empty_word(*s),
            Term::Not(r) => !self.has_empty_word(*r),
            Term::Or(all) => all.iter().any(|&r| self.has_empty_word(r)),
            Term::And(all) => all.iter().all(|&r| self.has_empty_word(r)),
        };
        Id(self.terms.insert_full(term, empty_word).0 as u32)
    }

    pub(super) fn letters(&mut self, set: LetterSet) -> Id {
        match set {
            0 => NOTHING,
            _ => self.intern(Term::Letters(set)),
        }
    }

    pub(super) fn cat(&mut self, r: Id, s: Id) -> Id {
        if r == NOTHING || s == NOTHING {
            return NOTHING;
        }
        if s == WORD {
            return r;
        }
        let mut factors = Vec::new();
        let mut rest = r;
        while let &Term::Cat(head, tail) = self.term(rest) {
            factors.push(head);
            rest = tail;
        }
        factors.push(rest);
        self.steps += factors.len() as u64;
        factors.into_iter().rev().fold(s, |product, r| match r {
            WORD => product,
            r => self.intern(Term::Cat(r, product)),
        })
    }

    pub(super) fn star(&mut self, r: Id) -> Id {
        match self.term(r) {
            Term::Nothing | Term::Word => WORD,
            Term::Star(_) => r,
            Term::Letters(set) if *set == self.alphabet => ALL,
            _ if r == ALL => ALL,
            _ => self.intern(Term::Star(r)),
        }
    }

    pub(super) fn not(&mut self, r: Id) -> Id {
        match *self.term(r) {
            Term::Not(inner) => inner,
            _ => self.intern(Term::Not(r)),
        }
    }

    pub(super) fn or(&mut self, parts: &[Id]) -> Id {
        let (mut members, sets) = self.members(parts, NOTHING, |term| match term {
            Term::Or(all) => Some(all),
            _ => None,
        });
        if members.contains(&ALL) {
            return ALL;
        }
        if members.iter().any(|&r| r != WORD && self.has_empty_word(r)) {
            members.retain(|&r| r != WORD);
        }
        if let Some(set) = sets.into_iter().reduce(BitOr::bitor) {
            members.push(self.letters(set));
        }
        self.gathered(members, NOTHING, Term::Or)
    }

    pub(super) fn and(&mut self, parts: &[Id]) -> Id {
        let (mut members, sets) = self.members(parts, ALL, |term| match term {
            Term::And(all) => Some(all),
            _ => None,
        });
        if let Some(set) = sets.into_iter().reduce(BitAnd::bitand) {
            members.push(self.letters(set));
        }
        if members.contains(&NOTHING) {
            return NOTHING;
        }
        if members.contains(&WORD) {
            let all = members.iter().all(|&r| self.has_empty_word(r));
            return if all { WORD } else { NOTHING };
        }
        self.gathered(members, ALL, Term::And)
    }

    /// What `parts` are made of, those that are themselves of `several` taken apart: terms but `unit`, and sets of letters.
    fn members(
        &self,
        parts: &[Id],
        unit: Id,
        several: fn(&Term) -> Option<&Vec<Id>>,
    ) -> (Vec<Id>, Vec<LetterSet>) {
        let mut members = Vec::with_capacity(parts.len());
        let mut sets = Vec::new();
        for part in parts {
            let inner = several(self.term(*part)).map_or(std::slice::from_ref(part), Vec::as_slice);
            for &r in inner {
                match *self.term(r) {
                    Term::Letters(set) => sets.push(set),
                    _ if r == unit => {}
                    _ => members.push(r),
                }
            }
        }
        (members, sets)
    }

    /// The term of a set of members: `unit` if there is none, the member if there is one.
    fn gathered(&mut self, mut members: Vec<Id>, unit: Id, term: fn(Vec<Id>) -> Term) -> Id {
        self.steps += members.len() as u64;
        members.sort_unstable();
        members.dedup();
        match members[..] {
            [] => unit,
            [one] => one,
            _ => self.intern(term(members)),
        }
    }

    /// `r` at least `least` times and at most `most` times, if there is a most.
    ///
    /// `ε | r(ε | r(ε | ...))` shares its parts and has few derivatives, provided that r is not passed over:
    /// if it contains the empty word, every power has those below it, and r without it will do.
    pub(super) fn repeated(&mut self, r: Id, least: usize, most: Option<usize>) -> Id {
        let mut product = match most {
            Some(_) => WORD,
            None => self.star(r),
        };
        let (r, least) = if self.has_empty_word(r) {
            (self.without_empty_word(r), 0)
        } else {
            (r, least)
        };
        for _ in least..most.unwrap_or(least) {
            let more = self.cat(r, product);
            product = self.or(&[WORD, more]);
        }
        (0..least).fold(product, |product, _| self.cat(r, product))
    }

    /// `r&~ε`, whose derivatives are those of `r`.
    fn without_empty_word(&mut self, r: Id) -> Id {
        match self.term(r) {
            // ε stands beside others only if none of them contains it
            Term::Or(all) if all.contains(&WORD) => {
                let others: Vec<Id> = all.iter().copied().filter(|&r| r != WORD).collect();
                self.or(&others)
            }
            _ => {
                let not_empty = self.not(WORD);
                self.and(&[r, not_empty])
            }
        }
    }

    /// The derivative of `r` by `letter`. The recursion goes as deep as the expression is nested; along a
    /// concatenation it is a loop.
    pub(super) fn derivative(&mut self, r: Id, letter: char) -> Id {
        if let Some(&known) = self.derivatives.get(&(r, letter)) {
            return known;
        }
        self.steps += 1;
        if self.exhausted() {
            return NOTHING;
        }
        let result = match self.term(r).clone() {
            Term::Nothing | Term::Word => NOTHING,
            Term::Letters(set) if set & one(letter) != 0 => WORD,
            Term::Letters(_) => NOTHING,
            Term::Cat(..) => self.derivative_of_product(r, letter),
            Term::Star(inner) => {
                let head = self.derivative(inner, letter);
                self.cat(head, r)
            }
            Term::Not(inner) => {
                let inner = self.derivative(inner, letter);
                self.not(inner)
            }
            Term::Or(all) => {
                let parts: Vec<Id> = all.iter().map(|&r| self.derivative(r, letter)).collect();
                self.or(&parts)
            }
            Term::And(all) => {
                let parts: Vec<Id> = all.iter().map(|&r| self.derivative(r, letter)).collect();
                self.and(&parts)
            }
        };
        self.derivatives.insert((r, letter), result);
        result
    }

    /// The alternatives: the letter is read by the first factor, or by the next if the first may be empty, ...
    fn derivative_of_product(&mut self, product: Id, letter: char) -> Id {
        let mut parts = Vec::new();
        let mut rest = product;
        while let &Term::Cat(head, tail) = self.term(rest)
            && !self.exhausted()
        {
            let read = self.derivative(head, letter);
            parts.push(self.cat(read, tail));
            if !self.has_empty_word(head) {
                return self.or(&parts);
            }
            rest = tail;
        }
        parts.push(self.derivative(rest, letter));
        self.or(&parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> (Terms, Id, Id) {
        let letter = one;
        let mut terms = Terms::new(letter('a') | letter('b'));
        let (a, b) = (terms.letters(letter('a')), terms.letters(letter('b')));
        (terms, a, b)
    }

    #[test]
    fn similar_expressions_are_one_term() {
        let (mut t, a, b) = terms();
        let (ab, ba) = (t.cat(a, b), t.cat(b, a));
        assert_eq!(t.or(&[ab, ba]), t.or(&[ba, ab, ba, NOTHING]));
        let inner = t.or(&[ab, ba]);
        let a_star = t.star(a);
        assert_eq!(t.or(&[inner, a_star, WORD]), t.or(&[ab, ba, a_star]));
        assert_eq!(t.and(&[ab, ba, ALL]), t.and(&[ba, ab]));
        assert_eq!(t.and(&[a, b]), NOTHING);
        assert_eq!((t.and(&[a_star, WORD]), t.and(&[a, WORD])), (WORD, NOTHING));
        let not = t.not(ab);
        assert_eq!(t.not(not), ab);
        let (left, right) = (t.cat(ab, a), t.cat(a, ba));
        assert_eq!(left, right);
        let sigma = t.or(&[a, b]);
        assert_eq!(t.star(sigma), ALL);
        assert_eq!(t.or(&[ab, ALL]), ALL);
    }

    #[test]
    fn a_derivative_is_what_remains_to_be_read() {
        let (mut t, a, b) = terms();
        let ab = t.cat(a, b);
        let stars = t.star(ab);
        let after_a = t.derivative(stars, 'a');
        assert_eq!(after_a, t.cat(b, stars));
        assert_eq!(t.derivative(after_a, 'b'), stars);
        assert_eq!(t.derivative(stars, 'b'), NOTHING);
        assert_eq!(t.derivative(ALL, 'a'), ALL);
    }
}
