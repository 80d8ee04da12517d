//! The abstract language of a narrative: sentences as symbols.
//!
//! ```text
//! whole     trade Alice Bob              one symbol, where the sentences are few
//! head      move 2 | apple | pen | Box 0 | Box 3
//!           the kind of sentence with the number of its things, then what it speaks of in the order of its text
//! opening   Box 0 | apple | pen | Box 1 | Box 2 | bell ...
//!           no heads: clause by clause what is not known of it beforehand
//! ```
//!
//! The text is a function of the symbols alone, so each paraphrase of a sentence is a symbol of its own (`move 2 (b)`).
//! Operations that are one symbol come first in the alphabet.

use std::ops::Range;

use crate::base::rng::{Stream, below};
use crate::problem::entity::prose::{Args, Prose, Thing};
use crate::problem::entity::template::{Slot, Sort, Template};
use crate::problem::features::Features;

/// A kind of sentence.
pub(super) struct Verb {
    /// Its name.
    pub(super) key: &'static str,
    /// What it speaks of.
    pub(super) slots: Vec<Slot>,
    /// How it is said.
    pub(super) texts: Vec<Template>,
    /// How it is written in symbols.
    pub(super) written: Written,
}

/// How a kind of sentence is written in symbols.
pub(super) enum Written {
    /// As one symbol, with the people or places it may speak of.
    Whole(Vec<[u16; 3]>),
    /// As a head and its arguments, with so many things at most.
    Head(usize),
    /// Without a head, at the beginning of the narrative.
    Opening,
}

/// A clause of the opening.
pub(super) struct Clause {
    /// Which kind of sentence it is.
    pub(super) verb: usize,
    /// What is known of it.
    pub(super) args: Args,
    /// What its first symbol says.
    pub(super) reads: Slot,
    /// Whether things follow, as many as there are.
    pub(super) lists: bool,
}

/// What a symbol is.
#[derive(Clone, Copy)]
pub(super) enum Symbol {
    Whole { form: usize, one: [u16; 3] },
    Head { form: usize, things: usize },
    Name(Sort, u16),
    Blank,
}

/// What stands at one place of an input.
pub(super) struct Said {
    /// Its kind.
    pub(super) verb: usize,
    /// How it is said.
    pub(super) form: usize,
    /// How many symbols it is.
    pub(super) symbols: usize,
}

/// A way to say a kind of sentence.
pub(super) struct Form {
    /// What is said.
    pub(super) verb: usize,
    /// What its symbols are, after the head.
    pub(super) order: Vec<Slot>,
    /// The head for no thing, or for one.
    pub(super) head: u32,
}

/// Sentences, symbols and text.
pub(super) struct Script {
    pub(super) alphabet: Vec<String>,
    pub(super) prose: Prose,
    pub(super) clauses: Vec<Clause>,
    pub(super) symbols: Vec<Symbol>,
    pub(super) tags: Vec<Vec<String>>,
    /// Of each kind of sentence, its forms.
    pub(super) forms_of: Vec<Range<usize>>,
    pub(super) forms: Vec<Form>,
    /// Of each kind of sentence that is one symbol, `[people or places; 3]` -> first symbol.
    pub(super) wholes: Vec<Vec<u32>>,
    /// The first symbol of each sort.
    pub(super) first: [u32; 4],
    /// People or places, whichever sentences of one symbol speak of.
    pub(super) base: usize,
    pub(super) blank: u32,
}

impl Script {
    /// Where a sentence about `one` stands in its table.
    pub(super) fn whole(&self, one: [u16; 3]) -> usize {
        one.iter()
            .fold(0, |place, &x| place * self.base + usize::from(x))
    }

    /// Appends a sentence of kind `verb`, said in one way or another.
    pub(super) fn write(&self, rng: &mut Stream, verb: usize, args: &Args, input: &mut Vec<u32>) {
        let forms = self.forms_of[verb].clone();
        let choice = if forms.len() > 1 {
            below(rng, forms.len() as u32)
        } else {
            0
        };
        let wholes = &self.wholes[verb];
        if !wholes.is_empty() {
            input.push(wholes[self.whole(args.one)] + choice);
            return;
        }
        let form = &self.forms[forms.start + choice as usize];
        input.push(form.head + args.things.len().saturating_sub(1) as u32);
        form.order
            .iter()
            .for_each(|&slot| self.write_slot(slot, args, input));
    }

    /// Appends what clause `number` of the opening says about `args`.
    pub(super) fn write_clause(&self, number: usize, args: &Args, input: &mut Vec<u32>) {
        let clause = &self.clauses[number];
        self.write_slot(clause.reads, args, input);
        if clause.lists {
            self.write_slot(Slot::things(""), args, input);
        }
    }

    fn write_slot(&self, slot: Slot, args: &Args, input: &mut Vec<u32>) {
        match slot.sort {
            Sort::Person | Sort::Place => {
                input.push(self.first[slot.sort as usize] + u32::from(args.one[slot.index]));
            }
            Sort::Thing | Sort::Adjective => {
                for thing in &args.things {
                    let adjective = thing
                        .adjective
                        .map(|a| self.first[Sort::Adjective as usize] + u32::from(a));
                    input.extend(adjective);
                    input.push(self.first[Sort::Thing as usize] + u32::from(thing.noun));
                }
            }
        }
    }

    /// Appends `count` blanks.
    pub(super) fn write_blanks(&self, count: usize, input: &mut Vec<u32>) {
        input.extend(std::iter::repeat_n(self.blank, count));
    }

    /// The sentence at place `at` of `input`. Panics where there is none.
    pub(super) fn read(&self, input: &[u32], at: usize, args: &mut Args) -> Said {
        args.things.clear();
        match self.symbols[input[at] as usize] {
            Symbol::Whole { form, one } => {
                args.one = one;
                Said {
                    verb: self.forms[form].verb,
                    form,
                    symbols: 1,
                }
            }
            Symbol::Head { form, things } => {
                let mut end = at + 1;
                for slot in &self.forms[form].order {
                    let count = if slot.sort == Sort::Thing { things } else { 1 };
                    for _ in 0..count {
                        end = self
                            .read_slot(*slot, input, end, args)
                            .expect("a sentence is whole");
                    }
                }
                Said {
                    verb: self.forms[form].verb,
                    form,
                    symbols: end - at,
                }
            }
            Symbol::Name(..) | Symbol::Blank => panic!("a sentence begins with its kind"),
        }
    }

    /// Clause `number` of the opening, at place `at` of `input`.
    pub(super) fn read_clause(
        &self,
        number: usize,
        input: &[u32],
        at: usize,
        args: &mut Args,
    ) -> Said {
        let clause = &self.clauses[number];
        args.clone_from(&clause.args);
        let mut end = self
            .read_slot(clause.reads, input, at, args)
            .expect("an opening is whole");
        while clause.lists
            && let Some(next) = self.read_slot(Slot::things(""), input, end, args)
        {
            end = next;
        }
        let last = usize::from(number + 1 == self.clauses.len());
        let form = self.forms_of[clause.verb].start + last;
        Said {
            verb: clause.verb,
            form,
            symbols: end - at,
        }
    }

    /// Puts what stands at place `at` into `slot`; the next place, or none if it is something else.
    fn read_slot(&self, slot: Slot, input: &[u32], at: usize, args: &mut Args) -> Option<usize> {
        let symbol = |at: usize| input.get(at).map(|&symbol| self.symbols[symbol as usize]);
        match (slot.sort, symbol(at)?) {
            (Sort::Thing, Symbol::Name(Sort::Thing, noun)) => {
                args.things.push(Thing::only(noun));
                Some(at + 1)
            }
            (Sort::Thing, Symbol::Name(Sort::Adjective, adjective)) => match symbol(at + 1)? {
                Symbol::Name(Sort::Thing, noun) => {
                    let adjective = Some(adjective);
                    args.things.push(Thing { adjective, noun });
                    Some(at + 2)
                }
                _ => None,
            },
            (sort, Symbol::Name(found, which)) if sort == found => {
                args.one[slot.index] = which;
                Some(at + 1)
            }
            _ => None,
        }
    }

    /// Symbols of a sentence of kind `verb` at most, with `things` symbols for its things.
    pub(super) fn longest(&self, verb: usize, things: usize) -> usize {
        let forms = &self.forms[self.forms_of[verb].clone()];
        let one = |form: &Form| {
            1 + form
                .order
                .iter()
                .map(|s| if s.sort == Sort::Thing { things } else { 1 })
                .sum::<usize>()
        };
        if self.wholes[verb].is_empty() {
            forms.iter().map(one).max().unwrap_or(0)
        } else {
            1
        }
    }

    /// The kind of sentence, the way it is said, and what it speaks of, each a feature.
    pub(super) fn features(&self) -> Features {
        let mut names: Vec<String> = Vec::new();
        let mut rows = Vec::new();
        for tags in &self.tags {
            let mut row = Vec::new();
            for tag in tags {
                row.push(
                    names
                        .iter()
                        .position(|name| name == tag)
                        .unwrap_or_else(|| {
                            names.push(tag.clone());
                            names.len() - 1
                        }),
                );
            }
            rows.push(row);
        }
        Features::having(names, rows)
    }
}
