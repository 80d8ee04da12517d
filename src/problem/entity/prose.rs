//! Sentences as pieces of text.
//!
//! The first sentence of a narrative has no space before it, all others have one; a phrase that begins a sentence
//! begins with a capital letter. Things have the article "the" and are listed with "and", as Kim and Schuster list
//! the contents of a box.

use crate::problem::entity::template::{Bit, Slot, Sort, Template};
use crate::problem::spelling::{Spelling, Text};

/// One thing that a sentence speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Thing {
    /// Which of the things of its name it is, where the sentence says so.
    pub(super) adjective: Option<u16>,
    /// Its name.
    pub(super) noun: u16,
}

impl Thing {
    /// The thing of a name that no other has.
    pub(super) fn only(noun: u16) -> Self {
        let adjective = None;
        Self { adjective, noun }
    }
}

/// What a sentence speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Args {
    /// People and places.
    pub(super) one: [u16; 3],
    /// Things.
    pub(super) things: Vec<Thing>,
}

impl Args {
    /// Speaks of no things any more, and of these people and places.
    pub(super) fn set(&mut self, one: [u16; 3]) {
        self.one = one;
        self.things.clear();
    }
}

/// How a phrase looks: bit 0 is set after a space, bit 1 at the beginning of a sentence.
type Looks = [Vec<u32>; 4];

/// A sentence, ready to be filled in.
struct Form {
    /// Without and with a space before it.
    parts: [Vec<Part>; 2],
}

enum Part {
    Piece(u32),
    Slot(Slot, usize),
}

/// All sentences of a narrative and what fills them.
pub(super) struct Prose {
    spelling: Spelling,
    forms: Vec<Form>,
    /// Of each person and place.
    phrases: [Vec<Looks>; 2],
    /// Of each adjective and noun, after a space.
    adjectives: Vec<Vec<u32>>,
    nouns: Vec<Vec<u32>>,
    the: Looks,
    nothing: Looks,
    and: u32,
    /// Blanks to be filled in by the answers, the first and all others; and what closes them.
    blank: [Vec<u32>; 2],
    stop: u32,
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn looks(spelling: &mut Spelling, phrase: &str) -> Looks {
    let large = capital(phrase);
    [
        phrase.to_owned(),
        format!(" {phrase}"),
        large.clone(),
        format!(" {large}"),
    ]
    .map(|t| spelling.split(&t))
}

impl Prose {
    /// Knows the phrases for people and places, and the bare words for things and adjectives.
    pub(super) fn new(phrases: &[Vec<String>; 4]) -> Self {
        let mut spelling = Spelling::default();
        let [people, places, nouns, adjectives] = phrases;
        let all =
            [people, places].map(|list| list.iter().map(|p| looks(&mut spelling, p)).collect());
        let mut spaced = |list: &[String]| -> Vec<Vec<u32>> {
            list.iter()
                .map(|word| spelling.split(&format!(" {word}")))
                .collect()
        };
        let (nouns, adjectives) = (spaced(nouns), spaced(adjectives));
        Self {
            forms: Vec::new(),
            phrases: all,
            adjectives,
            nouns,
            the: looks(&mut spelling, "the"),
            nothing: looks(&mut spelling, "nothing"),
            and: spelling.piece(" and"),
            blank: [" _", ", _"].map(|text| spelling.split(text)),
            stop: spelling.piece("."),
            spelling,
        }
    }

    /// One more sentence, with what stands in its slots; its number.
    pub(super) fn form(&mut self, template: &Template, slots: &[Slot]) -> usize {
        let both = ["", " "].map(|before| {
            let mut parts = Vec::new();
            let mut space = before == " ";
            let mut begins = true;
            for bit in &template.bits {
                match bit {
                    Bit::Text(text) => {
                        let text = if space {
                            format!(" {text}")
                        } else {
                            text.clone()
                        };
                        let kept = text.strip_suffix(' ').unwrap_or(&text);
                        space = kept.len() < text.len();
                        parts.extend(self.spelling.split(kept).into_iter().map(Part::Piece));
                        begins = kept.ends_with(['.', '?', '!']);
                    }
                    Bit::Slot(slot) => {
                        let look = usize::from(space) | usize::from(begins) << 1;
                        parts.push(Part::Slot(slots[*slot], look));
                        (space, begins) = (false, false);
                    }
                }
            }
            parts
        });
        self.forms.push(Form { parts: both });
        self.forms.len() - 1
    }

    /// Appends the pieces of sentence `form` about `args`; `first` has nothing before it.
    pub(super) fn write(&self, form: usize, args: &Args, first: bool, pieces: &mut Vec<u32>) {
        for part in &self.forms[form].parts[usize::from(!first)] {
            match part {
                Part::Piece(piece) => pieces.push(*piece),
                Part::Slot(slot, look) => match slot.sort {
                    Sort::Person | Sort::Place => {
                        let kind = usize::from(slot.sort == Sort::Place);
                        let which = usize::from(args.one[slot.index]);
                        pieces.extend_from_slice(&self.phrases[kind][which][*look]);
                    }
                    Sort::Thing | Sort::Adjective => self.list(&args.things, *look, pieces),
                },
            }
        }
    }

    fn list(&self, things: &[Thing], look: usize, pieces: &mut Vec<u32>) {
        if things.is_empty() {
            pieces.extend_from_slice(&self.nothing[look]);
        }
        for (k, thing) in things.iter().enumerate() {
            if k > 0 {
                pieces.push(self.and);
            }
            pieces.extend_from_slice(&self.the[if k > 0 { 1 } else { look }]);
            if let Some(adjective) = thing.adjective {
                pieces.extend_from_slice(&self.adjectives[usize::from(adjective)]);
            }
            pieces.extend_from_slice(&self.nouns[usize::from(thing.noun)]);
        }
    }

    /// Appends `count` blanks, each a symbol, and the full stop behind the last.
    pub(super) fn blanks(&self, count: usize, text: &mut Text) {
        for k in 0..count {
            text.pieces
                .extend_from_slice(&self.blank[usize::from(k > 0)]);
            if k + 1 == count {
                text.pieces.push(self.stop);
            }
            text.end();
        }
    }

    /// Says how many pieces a symbol has at most if sentence `form` has at least `symbols` of them, `things` of the
    /// sentence being things with or without an adjective.
    pub(super) fn widen(&mut self, form: usize, symbols: usize, things: usize) {
        let long = |list: &[Vec<u32>]| list.iter().map(Vec::len).max().unwrap_or(0);
        let thing = 2 + long(&self.nouns) + long(&self.adjectives);
        let part = |part: &Part| match part {
            Part::Piece(_) => 1,
            Part::Slot(slot, _) => match slot.sort {
                Sort::Person | Sort::Place => {
                    let kind = &self.phrases[usize::from(slot.sort == Sort::Place)];
                    kind.iter().map(|looks| looks[0].len()).max().unwrap_or(0)
                }
                Sort::Thing | Sort::Adjective => thing * things.max(1),
            },
        };
        let pieces: usize = self.forms[form].parts[1].iter().map(part).sum();
        self.spelling.set_widest(pieces.div_ceil(symbols).max(3));
    }

    /// The pieces.
    pub(super) fn spelling(&self) -> &Spelling {
        &self.spelling
    }
}

/// Says which of the pieces from number `from` on belong to which of `symbols`: as even a share as can be, so that
/// each symbol has a word.
pub(super) fn deal(from: usize, symbols: usize, text: &mut Text) {
    let pieces = text.pieces.len() - from;
    debug_assert!(pieces >= symbols, "each symbol has a word");
    text.ends
        .extend((1..=symbols).map(|k| from + pieces * k / symbols));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose() -> Prose {
        let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect();
        Prose::new(&[
            words(&["Alice", "Bob"]),
            words(&["the kitchen"]),
            words(&["apple", "ice cream"]),
            words(&["red"]),
        ])
    }

    fn read(template: &str, first: bool, args: &Args) -> String {
        let slots = [
            Slot::one("person", Sort::Person, 0),
            Slot::one("room", Sort::Place, 1),
            Slot::things("objects"),
        ];
        let mut prose = prose();
        let form = prose.form(&Template::parse(template, &slots, false).unwrap(), &slots);
        let mut pieces = Vec::new();
        prose.write(form, args, first, &mut pieces);
        prose.spelling().read(&pieces)
    }

    #[test]
    fn phrases_begin_a_sentence_with_a_capital_letter_and_follow_a_space() {
        let red = Thing {
            adjective: Some(0),
            noun: 0,
        };
        let args = Args {
            one: [1, 0, 0],
            things: vec![red, Thing::only(1)],
        };
        assert_eq!(
            read("{person}'s in {room}.", true, &args),
            "Bob's in the kitchen."
        );
        assert_eq!(
            read("{room}: {objects}. {objects}!", false, &args),
            " The kitchen: the red apple and the ice cream. The red apple and the ice cream!"
        );
        assert_eq!(
            read("There is ({objects})", false, &Args::default()),
            " There is (nothing)"
        );
    }

    #[test]
    fn pieces_are_dealt_evenly() {
        let mut text = Text {
            pieces: vec![0; 12],
            ends: vec![2],
        };
        deal(2, 4, &mut text);
        assert_eq!(text.ends, [2, 4, 7, 9, 12]);
    }
}
