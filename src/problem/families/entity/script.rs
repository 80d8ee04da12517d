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
//! The alphabet has operations that are one symbol first, then names, then heads.

use std::ops::Range;

use crate::base::rng::{Stream, below};
use crate::problem::Written;
use crate::problem::families::entity::prose::{Parts, Prose, deal};
use crate::problem::families::entity::sentence::{Args, Sentence, Slot, Sort, Template, Thing};
use crate::problem::families::entity::{QUESTION, Story};
use crate::problem::features::Features;
use crate::problem::spelling::{Spelling, Text};

/// What a symbol is.
#[derive(Clone, Copy)]
enum Symbol {
    /// A sentence of a form about whom or what it names.
    Whole(usize, [u16; 3]),
    /// The beginning of a sentence of a form with so many things.
    Head(usize, usize),
    Name(Sort, u16),
    Blank,
}

/// A way to say a kind of sentence.
pub(super) struct Form {
    pub(super) kind: usize,
    /// What its symbols are, after the head.
    order: Vec<Slot>,
    parts: Parts,
    /// Its first symbol: for the first it may name, or for no thing or one.
    first: u32,
}

/// Sentences, symbols and text.
#[derive(Default)]
pub(super) struct Script {
    pub(super) story: Story,
    prose: Prose,
    /// What the symbols of a clause of the opening say.
    pub(super) opens: Vec<Slot>,
    symbols: Vec<Symbol>,
    /// Of each symbol, what it shares with others.
    tags: Vec<Vec<String>>,
    forms: Vec<Form>,
    /// Of each kind of sentence, its forms.
    pub(super) forms_of: Vec<Range<usize>>,
    /// Of each kind of sentence that is one symbol, whom or what it may name, in order.
    wholes: Vec<Vec<[u16; 3]>>,
    /// The first symbol of each sort.
    first: [u32; 4],
    blank: u32,
}

/// `(b)` for the second way to say something.
fn letter(form: usize) -> String {
    let letter = char::from(b'a' + (form % 26) as u8).to_string();
    match form {
        0 => String::new(),
        _ => format!(" ({})", letter.repeat(1 + form / 26)),
    }
}

impl Script {
    /// The language of the `sentences` of a story.
    pub(super) fn new(story: Story, sentences: &[Sentence]) -> Self {
        let mut script = Self {
            prose: Prose::new(&story.names, story.article),
            opens: story.opens.split(' ').filter_map(Slot::named).collect(),
            wholes: vec![Vec::new(); sentences.len()],
            story,
            ..Self::default()
        };
        for &(kind, one) in &script.story.wholes {
            script.wholes[kind].push(one);
        }
        for (kind, sentence) in sentences.iter().enumerate() {
            script.add_forms(kind, sentence);
            script.add_wholes(kind, sentence);
        }
        let sorts = [Sort::Person, Sort::Place, Sort::Thing, Sort::Adjective];
        for (sort, names) in sorts.into_iter().zip(script.story.names.clone()) {
            script.first[sort as usize] = script.next();
            for (which, name) in (0..).zip(&names) {
                script.add(Symbol::Name(sort, which), name, vec![name.clone()]);
            }
        }
        for (kind, sentence) in sentences.iter().enumerate() {
            if !sentence.opens() && script.wholes[kind].is_empty() {
                script.add_heads(kind, sentence);
            }
        }
        script.blank = script.next();
        if script.story.blanks > 0 {
            script.add(Symbol::Blank, "_", vec!["_".to_owned()]);
        }
        script
    }

    fn next(&self) -> u32 {
        self.symbols.len() as u32
    }

    fn add(&mut self, symbol: Symbol, name: &str, tags: Vec<String>) {
        self.symbols.push(symbol);
        self.prose.spelling.push_pieces(name, &[]);
        self.tags.push(tags);
    }

    /// One more whole sentence or head, of `key` and what `follows` in way number `way`.
    fn add_said(&mut self, symbol: Symbol, key: &str, follows: &str, way: usize, tags: &[String]) {
        let way = letter(way);
        let mut all = vec![key.to_owned(), format!("{key}{way}")];
        all.dedup();
        all.extend_from_slice(tags);
        self.add(symbol, &format!("{key}{follows}{way}"), all);
    }

    fn add_forms(&mut self, kind: usize, sentence: &Sentence) {
        let parse = |text: &String| sentence.parse(text).expect("templates have no faults");
        let mut templates: Vec<Template> = sentence.texts.iter().map(parse).collect();
        // the last clause of an opening ends in a full stop
        let last = templates.first().filter(|_| sentence.opens());
        templates.extend(last.map(Template::stopped));
        let start = self.forms.len();
        let short = sentence.opens() || !self.wholes[kind].is_empty();
        for template in templates {
            let (order, first) = (template.order(), 0);
            let parts = self.prose.parts(&template);
            if short {
                self.prose.widen(&parts, 1, 1);
            }
            self.forms.push(Form {
                kind,
                order,
                parts,
                first,
            });
        }
        self.forms_of.push(start..self.forms.len());
    }

    fn add_wholes(&mut self, kind: usize, sentence: &Sentence) {
        let forms = self.forms_of[kind].clone();
        for (way, form) in forms.clone().enumerate() {
            self.forms[form].first = self.next() + way as u32;
        }
        for one in self.wholes[kind].clone() {
            let (mut follows, mut tags) = (String::new(), Vec::new());
            for slot in &sentence.slots {
                let name = &self.story.names[slot.sort as usize][usize::from(one[slot.index])];
                follows += &format!(" {name}");
                // in a sentence of two, such as a trade, it does not matter who is named first
                tags.push(match sentence.slots.len() {
                    2 => name.clone(),
                    _ => format!("{} {name}", slot.name),
                });
            }
            for (way, form) in forms.clone().enumerate() {
                self.add_said(Symbol::Whole(form, one), sentence.key, &follows, way, &tags);
            }
        }
    }

    fn add_heads(&mut self, kind: usize, sentence: &Sentence) {
        let things = sentence.slot(Sort::Thing);
        let most = things.map_or(0, |slot| if slot.is_list() { self.story.most } else { 1 });
        for (way, form) in self.forms_of[kind].clone().enumerate() {
            self.forms[form].first = self.next();
            for things in most.min(1)..=most {
                let number = || (format!(" {things}"), vec![format!("{things} things")]);
                let (follows, tags) = (most > 1).then(number).unwrap_or_default();
                let head = Symbol::Head(form, things);
                self.add_said(head, sentence.key, &follows, way, &tags);
                // arguments are as many symbols as there are slots but for the list of things, plus the things
                let form = &self.forms[form];
                let symbols = 1 + form.order.len() + things.saturating_sub(1);
                self.prose.widen(&form.parts, symbols, things);
            }
        }
    }

    /// Appends a sentence of a kind, said in one way or another.
    pub(super) fn write(&self, rng: &mut Stream, kind: usize, args: &Args, input: &mut Vec<u32>) {
        let forms = &self.forms[self.forms_of[kind].clone()];
        let choice = match forms {
            [_] => 0,
            _ => below(rng, forms.len() as u32) as usize,
        };
        let Form { order, first, .. } = &forms[choice];
        if let Ok(place) = self.wholes[kind].binary_search(&args.one) {
            input.push(first + (place * forms.len()) as u32);
            return;
        }
        input.push(first + args.things.len().saturating_sub(1) as u32);
        self.write_slots(order, args, input);
        if kind == QUESTION {
            input.extend(std::iter::repeat_n(self.blank, self.story.blanks));
        }
    }

    /// Appends what is said of `args`.
    pub(super) fn write_slots(&self, slots: &[Slot], args: &Args, input: &mut Vec<u32>) {
        let symbol = |sort: Sort, which: u16| self.first[sort as usize] + u32::from(which);
        for slot in slots {
            if slot.sort != Sort::Thing {
                input.push(symbol(slot.sort, args.one[slot.index]));
                continue;
            }
            for thing in &args.things {
                input.extend(thing.adjective.map(|which| symbol(Sort::Adjective, which)));
                input.push(symbol(Sort::Thing, thing.noun));
            }
        }
    }

    /// Reads `input` sentence by sentence, the opening first: how it is said, where it stands but for the blanks behind
    /// it, and what it speaks of. Panics at what is no sentence.
    pub(super) fn read<'a>(
        &'a self,
        input: &[u32],
        mut say: impl FnMut(&'a Form, Range<usize>, &Args),
    ) {
        let mut args = Args::default();
        let mut clauses = self.story.clauses.iter();
        let mut at = 0;
        while at < input.len() {
            let start = at;
            let (form, reads, things) = if let Some((kind, known)) = clauses.next() {
                args.clone_from(known);
                let last = usize::from(clauses.len() == 0);
                let form = self.forms_of[*kind].start + last;
                (form, self.opens.as_slice(), usize::MAX)
            } else {
                args.things.clear();
                at += 1;
                match self.symbols[input[start] as usize] {
                    Symbol::Whole(form, one) => {
                        args.one = one;
                        (form, [].as_slice(), 0)
                    }
                    Symbol::Head(form, things) => (form, self.forms[form].order.as_slice(), things),
                    Symbol::Name(..) | Symbol::Blank => panic!("a sentence begins with its kind"),
                }
            };
            for slot in reads {
                let most = if slot.is_list() { things } else { 1 };
                let mut found = 0;
                while found < most
                    && let Some(symbols) = self.read_name(*slot, &input[at..], &mut args)
                {
                    at += symbols;
                    found += 1;
                }
                assert!(found == most || most == usize::MAX, "a sentence is whole");
            }
            let form = &self.forms[form];
            say(form, start..at, &args);
            if form.kind == QUESTION {
                at += self.story.blanks;
            }
        }
    }

    /// Puts what `input` begins with into `slot`: of how many symbols it is, or none if it is something else.
    fn read_name(&self, slot: Slot, input: &[u32], args: &mut Args) -> Option<usize> {
        let name = |at: usize| match self.symbols[*input.get(at)? as usize] {
            Symbol::Name(sort, which) => Some((sort, which)),
            _ => None,
        };
        match (slot.sort, name(0)?) {
            (Sort::Thing, (Sort::Adjective, which)) => {
                let (_, noun) = name(1).filter(|(sort, _)| *sort == Sort::Thing)?;
                let adjective = Some(which);
                args.things.push(Thing { adjective, noun });
                return Some(2);
            }
            (Sort::Thing, (Sort::Thing, noun)) => args.things.push(Thing::only(noun)),
            (sort, (found, which)) if sort == found => args.one[slot.index] = which,
            _ => return None,
        }
        Some(1)
    }

    /// Symbols of a sentence of a kind at most, with `things` symbols for its things.
    pub(super) fn longest(&self, kind: usize, things: usize) -> usize {
        let symbols = |slot: &Slot| if slot.sort == Sort::Thing { things } else { 1 };
        let forms = self.forms[self.forms_of[kind].clone()].iter();
        let longest = forms.map(|form| match self.wholes[kind].as_slice() {
            [] => 1 + form.order.iter().map(symbols).sum::<usize>(),
            _ => 1,
        });
        longest.max().unwrap_or(0)
    }
}

impl Written for Script {
    fn spelling(&self) -> &Spelling {
        &self.prose.spelling
    }

    fn spell(&self, input: &[u32], text: &mut Text) {
        self.read(input, |form, symbols, args| {
            let from = text.pieces.len();
            let first = symbols.start == 0;
            self.prose.write(&form.parts, args, first, &mut text.pieces);
            deal(from, symbols.len(), text);
            if form.kind == QUESTION {
                self.prose.blanks(self.story.blanks, text);
            }
        });
    }

    /// The kind of sentence, the way it is said, and what it speaks of, each a feature.
    fn features(&self) -> Features {
        Features::named(&[], &self.tags)
    }
}
