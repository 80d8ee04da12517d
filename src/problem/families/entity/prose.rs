//! Sentences as pieces of text: templates made ready to be filled in, and what fills them.
//!
//! The first sentence of a narrative has no space before it, all others have one; a phrase that begins a sentence
//! begins with a capital letter. Things have the article "the" and are listed with "and", as Kim and Schuster list
//! the contents of a box.

use crate::problem::families::entity::Names;
use crate::problem::families::entity::sentence::{Args, Bit, Slot, Template, Thing};
use crate::problem::spelling::{Spelling, Text};

/// How a phrase looks: bit 0 is set after a space, bit 1 at the beginning of a sentence.
type Looks = [Vec<u32>; 4];

/// A sentence without and with a space before it.
pub(super) type Parts = [Vec<Part>; 2];

/// What is written at one place of a sentence.
pub(super) enum Part {
    Piece(u32),
    /// What stands in a slot, and how it looks.
    Slot(Slot, usize),
}

/// What sentences are filled with.
#[derive(Default)]
pub(super) struct Prose {
    pub(super) spelling: Spelling,
    /// Of each person and place.
    phrases: [Vec<Looks>; 2],
    /// Of each noun and adjective, after a space.
    words: [Vec<Vec<u32>>; 2],
    the: Looks,
    nothing: Looks,
    and: u32,
    /// Blanks to be filled in by the answers, the first and all others; and what closes them.
    blank: [Vec<u32>; 2],
    stop: u32,
}

fn looks(spelling: &mut Spelling, phrase: &str) -> Looks {
    let mut letters = phrase.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let large: String = first.chain(letters).collect();
    let [spaced, large_spaced] = [phrase, &large].map(|phrase| format!(" {phrase}"));
    [phrase, &spaced, &large, &large_spaced].map(|text| spelling.split(text))
}

impl Prose {
    /// Knows the names of people, places, things and adjectives; what stands before that of a place is `article`.
    pub(super) fn new([people, places, nouns, adjectives]: &Names, article: &str) -> Self {
        let mut spelling = Spelling::default();
        Self {
            phrases: [(people, ""), (places, article)].map(|(list, article)| {
                let phrase = |name| looks(&mut spelling, &format!("{article}{name}"));
                list.iter().map(phrase).collect()
            }),
            words: [nouns, adjectives].map(|list| {
                let spaced = |word| spelling.split(&format!(" {word}"));
                list.iter().map(spaced).collect()
            }),
            the: looks(&mut spelling, "the"),
            nothing: looks(&mut spelling, "nothing"),
            and: spelling.piece(" and"),
            blank: [" _", ", _"].map(|text| spelling.split(text)),
            stop: spelling.piece("."),
            spelling,
        }
    }

    /// Makes a template ready.
    pub(super) fn parts(&mut self, template: &Template) -> Parts {
        [false, true].map(|mut space| {
            let mut parts = Vec::new();
            let mut begins = true;
            for bit in &template.bits {
                match bit {
                    Bit::Text(text) => {
                        let text = [if space { " " } else { "" }, text].concat();
                        let kept = text.strip_suffix(' ').unwrap_or(&text);
                        space = kept.len() < text.len();
                        parts.extend(self.spelling.split(kept).into_iter().map(Part::Piece));
                        begins = kept.ends_with(['.', '?', '!']);
                    }
                    Bit::Slot(slot) => {
                        let look = usize::from(space) | usize::from(begins) << 1;
                        parts.push(Part::Slot(*slot, look));
                        (space, begins) = (false, false);
                    }
                }
            }
            parts
        })
    }

    /// Appends the pieces of a sentence about `args`; the `first` has nothing before it.
    pub(super) fn write(&self, parts: &Parts, args: &Args, first: bool, pieces: &mut Vec<u32>) {
        for part in &parts[usize::from(!first)] {
            match *part {
                Part::Piece(piece) => pieces.push(piece),
                Part::Slot(slot, look) => match self.phrases.get(slot.sort as usize) {
                    Some(all) => pieces.extend(&all[usize::from(args.one[slot.index])][look]),
                    None => self.list(&args.things, look, pieces),
                },
            }
        }
    }

    fn list(&self, things: &[Thing], mut look: usize, pieces: &mut Vec<u32>) {
        if things.is_empty() {
            pieces.extend(&self.nothing[look]);
        }
        for (k, thing) in things.iter().enumerate() {
            if k > 0 {
                pieces.push(self.and);
                look = 1;
            }
            pieces.extend(&self.the[look]);
            let [nouns, adjectives] = &self.words;
            let adjective = thing.adjective.map(|which| &adjectives[usize::from(which)]);
            pieces.extend(adjective.into_iter().flatten());
            pieces.extend(&nouns[usize::from(thing.noun)]);
        }
    }

    /// Appends `count` blanks, each a symbol, and the full stop behind the last.
    pub(super) fn blanks(&self, count: usize, text: &mut Text) {
        for k in 0..count {
            text.pieces.extend(&self.blank[usize::from(k > 0)]);
            if k + 1 == count {
                text.pieces.push(self.stop);
            }
            text.end();
        }
    }

    /// Says how many pieces a symbol has at most if a sentence has at least `symbols` of them, `things` of it being
    /// things with or without an adjective.
    pub(super) fn widen(&mut self, parts: &Parts, symbols: usize, things: usize) {
        let long = |list: &[Vec<u32>]| list.iter().map(Vec::len).max().unwrap_or(0);
        let thing = 2 + self.words.iter().map(|list| long(list)).sum::<usize>();
        let part = |part: &Part| match part {
            Part::Piece(_) => 1,
            Part::Slot(slot, _) => match self.phrases.get(slot.sort as usize) {
                Some(all) => all.iter().map(|looks| looks[0].len()).max().unwrap_or(0),
                None => thing * things.max(1),
            },
        };
        let pieces: usize = parts[1].iter().map(part).sum();
        self.spelling.set_widest(pieces.div_ceil(symbols).max(3));
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
        Prose::new(
            &[
                words(&["Alice", "Bob"]),
                words(&["kitchen"]),
                words(&["apple", "ice cream"]),
                words(&["red"]),
            ],
            "the ",
        )
    }

    fn read(template: &str, first: bool, args: &Args) -> String {
        let slots = ["person", "room", "objects"].map(|name| Slot::named(name).unwrap());
        let mut prose = prose();
        let parts = prose.parts(&Template::parse(template, &slots, false).unwrap());
        let mut pieces = Vec::new();
        prose.write(&parts, args, first, &mut pieces);
        prose.spelling.read(&pieces)
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
