//! A problem, by its three readers: who trains, who writes, who predicts.

use crate::algebra::automaton::syntactic::Syntactic;
use crate::algebra::monoid::Monoid;
use crate::base::rng::Stream;
use crate::problem::answer::{self, Answer};
use crate::problem::complexity::Complexity;
use crate::problem::features::Features;
use crate::problem::knowledge::Knowledge;
use crate::problem::spelling::{Spelling, Text};

/// What is asked: inputs of any length, and the oracle that answers them.
///
/// The length of an input is the number of its operations; an operation is one symbol or more, and other symbols may
/// stand before and between operations.
pub trait Asked: Send + Sync {
    /// Appends an input of `length` operations. The answer is not made with it: only [`Asked::solve`] knows it.
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>);
    /// How many inputs of `length` operations are held out for validation and evaluation; none where inputs are drawn
    /// without end, so that nothing need be held out.
    fn held_out(&self, _length: usize) -> Option<usize> {
        None
    }
    /// Appends input `index` of those for validation and evaluation.
    fn draw_held_out(&self, rng: &mut Stream, _index: usize, length: usize, input: &mut Vec<u32>) {
        self.draw(rng, length, input);
    }
    /// The oracle: clears `answers` and gives one for every symbol of `input`. Pure.
    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>);
    /// Symbols of an input of `length` operations at most.
    fn longest(&self, length: usize) -> usize {
        length
    }
    /// The answer before any symbol is read, or [`answer::UNANSWERED`].
    fn initial(&self) -> u32 {
        answer::UNANSWERED
    }
    /// Whether the answers at the operations of an input are those of shorter inputs, so that one input is scored at
    /// every length up to its own.
    fn streams(&self) -> bool {
        true
    }
}

/// How it is written: what there is to read, as symbols, as text and as numbers.
pub trait Written {
    /// The symbols of inputs: symbol `i` is called `alphabet()[i]`. Names differ.
    fn alphabet(&self) -> &[String] {
        self.spelling().names()
    }
    /// How symbols are called and written.
    fn spelling(&self) -> &Spelling;
    /// Appends the text of `input`, some pieces of [`Written::spelling`] for each symbol and at least one word for
    /// each that has an answer.
    fn spell(&self, input: &[u32], text: &mut Text) {
        self.spelling().spell(input, text);
    }
    /// What a model reads of `symbol` where it reads symbols: symbols may say more than is shown, so that the oracle
    /// needs nothing else.
    fn token(&self, symbol: u32) -> u32 {
        symbol
    }
    /// What there is to read: token `t` is called `tokens()[t]`. Names differ.
    fn tokens(&self) -> &[String] {
        self.alphabet()
    }
    /// What tokens share, as numbers.
    fn features(&self) -> Features {
        Features::one_hot(self.tokens())
    }
}

/// What is known of it: what the answers are, and its algebra where that is listed, otherwise its class as the literature
/// has it.
pub trait Known {
    /// The labels; label `k` is `labels()[k]`.
    fn labels(&self) -> &[String];
    /// Its algebra or its class.
    fn known(&self) -> &Knowledge {
        &Knowledge::Nothing
    }
    /// The finite monoid of its operations, if there is one.
    fn monoid(&self) -> Option<&Monoid> {
        self.known().monoid()
    }
    /// The element of the monoid that each operation is, in the order of the alphabet if operations are symbols; none
    /// if there is no monoid.
    fn letters(&self) -> &[u32] {
        self.known().letters()
    }
    /// The language that is asked for, if it is one; its monoid is [`Known::monoid`].
    fn language(&self) -> Option<&Syntactic> {
        self.known().language()
    }
    /// The class it is known to be in, where no monoid says it.
    fn complexity(&self) -> Option<Complexity> {
        self.known().complexity()
    }
}

/// A problem: what all three read.
pub trait Problem: Asked + Written + Known {}

impl<P: Asked + Written + Known> Problem for P {}
