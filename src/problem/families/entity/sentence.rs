//! Kinds of sentences: what they speak of, and the templates they are said with.
//!
//! ```text
//! {a} and {b} trade coins.
//! ```
//!
//! A slot is a name in braces; what stands in it is a whole phrase (`the apple`, `Box 0`, `Alice`). It may be said
//! more than once. What a kind of sentence can speak of are the slots of its usual templates, so the table of those is all
//! there is to be said of it. The text is made in [`super::prose`], the symbols in [`super::script`].
//!
//! Leaves out braces as text: no narrative needs them.

use itertools::Itertools;

use crate::base::near::nearest;
use crate::base::wrong::refuse;

/// What a narrative has names for, in the order of the alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sort {
    /// Somebody.
    Person,
    /// A box, a cup, a room.
    Place,
    /// An object, a ball, a coin.
    Thing,
    /// What tells things of one name apart.
    Adjective,
}

/// What may stand in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Slot {
    /// Its name in templates.
    pub(super) name: &'static str,
    /// What stands in it.
    pub(super) sort: Sort,
    /// Which person or place of the sentence it is; things are a list of their own.
    pub(super) index: usize,
}

impl Slot {
    /// The slot of a name, if there is one; {a}, {b} and {c} are people where they are not cups.
    pub(super) fn named(name: &'static str) -> Option<Self> {
        let (sort, index) = match name {
            "a" | "person" | "holder" => (Sort::Person, 0),
            "b" | "other" => (Sort::Person, 1),
            "c" => (Sort::Person, 2),
            "box" | "from" | "cup" => (Sort::Place, 0),
            "to" | "room" => (Sort::Place, 1),
            "coin" | "ball" | "object" | "objects" => (Sort::Thing, 0),
            _ => return None,
        };
        Some(Self { name, sort, index })
    }

    /// Whether it stands for several things.
    pub(super) fn is_list(self) -> bool {
        self.name == "objects"
    }
}

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
    /// Speaks of one person or place.
    pub(super) fn about(one: usize) -> Self {
        let one = [one as u16, 0, 0];
        let things = Vec::new();
        Self { one, things }
    }

    /// Speaks of the thing of a name that no other has.
    pub(super) fn only(noun: usize) -> Self {
        Self::default().with(vec![Thing::only(noun as u16)])
    }

    /// The same with another person or place.
    pub(super) fn to(mut self, other: u16) -> Self {
        self.one[1] = other;
        self
    }

    /// The same of some things.
    pub(super) fn with(self, things: Vec<Thing>) -> Self {
        Self { things, ..self }
    }

    /// The first of its things, by its name.
    pub(super) fn noun(&self) -> Option<usize> {
        self.things.first().map(|thing| usize::from(thing.noun))
    }
}

/// How sentences are said where the problem file says nothing, a kind a row: which one it is where several have the key,
/// the key under `templates`, and the ways to say it. Of several ways all but the first are for `alt_forms`.
const USUAL: &str = "
distractor: The weather is fine. | {person} smiles at {other}. | A dog barks in the street. | {person} looks out of the window. | It is getting late. | {person} tells {other} a joke.
odd question: Who has the penny?
odd start: {people} each have a coin. All are dimes except {holder}'s, which is a penny.
distinct question: Which coin does {person} have?
distinct start: {person} has {coin}.
trade: {a} and {b} trade coins.
pass: {a}, {b}, and {c} pass their coins on: {a} to {b}, {b} to {c}, and {c} to {a}.
ball question: Where is {ball}?
lift question: Lift {cup}. What is under it?
cups start: {ball} is under {cup}.
swap: Swap {a} and {b}.
person question: Where is {person}?
rooms start: {person} is in {room}.
start-object: {object} is in {room}.
go: {person} went to {room}.
take: {person} picked up {object}.
drop: {person} dropped {object}.
contents question: {box} contains | What is left in {box} now is
object question: Where is {object}? | Which box holds {object}?
count question: How many things are in {box}? | Count what is in {box}.
contains question: Does {box} contain {object}? | Is {object} in {box}?
boxes start: {box} contains {objects},
alternative start: In {box} one finds {objects}.
put: Put {objects} into {box}. | Place {objects} inside {box}. | Open {box} and drop {objects} in. | Add {objects} to what is in {box}.
remove: Remove {objects} from {box}. | Take {objects} out of {box}. | From {box}, discard {objects}. | Get rid of {objects}, which {box} holds.
move: Move {objects} from {from} to {to}. | Carry {objects} over to {to}, leaving {from}. | From {from}, transfer {objects} into {to}. | Let {to} have {objects} of {from}.
move-contents: Move the contents of {from} to {to}. | Empty {from} into {to}. | Everything in {from} goes to {to}.
";

/// A kind of sentence, known by its number among those of its story.
pub(super) struct Sentence {
    /// Its key under `templates`.
    pub(super) key: &'static str,
    /// What it speaks of.
    pub(super) slots: Vec<Slot>,
    /// How it is said; never, if there is no text.
    pub(super) texts: Vec<String>,
}

impl Sentence {
    /// The sentence in a row of the table; its usual texts say what it speaks of.
    pub(super) fn usual(row: &str) -> Self {
        let mut rows = USUAL.lines().filter_map(|line| line.split_once(": "));
        let found = rows.find(|(name, _)| *name == row);
        let (name, texts) = found.expect("stories name rows");
        let key = name.rsplit(' ').next().unwrap_or(name);
        let names = texts.split('{').filter_map(|part| part.split_once('}'));
        let slots = names.filter_map(|(name, _)| Slot::named(name)).unique();
        let mut slots: Vec<Slot> = slots.collect();
        if key == "swap" {
            slots.iter_mut().for_each(|slot| slot.sort = Sort::Place);
        }
        let texts = texts.split(" | ").map(str::to_owned).collect();
        Self { key, slots, texts }
    }

    /// The first of its slots for something of a sort.
    pub(super) fn slot(&self, sort: Sort) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.sort == sort)
    }

    /// Whether it begins the narrative, and is said in one way only.
    pub(super) fn opens(&self) -> bool {
        self.key.starts_with("start")
    }

    /// Takes one of its texts apart. Only what changes nothing may leave out what it could speak of.
    pub(super) fn parse(&self, text: &str) -> Result<Template, String> {
        Template::parse(text, &self.slots, self.key != "distractor")
    }
}

/// A sentence, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    /// Its text and slots in order.
    pub(super) bits: Vec<Bit>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bit {
    /// Text as it is.
    Text(String),
    /// A slot.
    Slot(Slot),
}

impl Template {
    /// Takes `text` apart. If `all` is set, every one of `slots` has to be said.
    pub(super) fn parse(text: &str, slots: &[Slot], all: bool) -> Result<Self, String> {
        let names: Vec<String> = slots.iter().map(|s| format!("{{{}}}", s.name)).collect();
        let known = match slots {
            [] => "this sentence has no slots".to_owned(),
            _ => format!("the slots are {}", names.join(", ")),
        };
        let mut bits = Vec::new();
        let mut rest = text.trim();
        let escaped = text.escape_debug();
        refuse! {
            rest.contains(char::is_control) =>
                "`{escaped}` is more than a line; write one sentence on one line";
        }
        while let Some(brace) = rest.find(['{', '}']) {
            let (plain, after) = rest.split_at(brace);
            bits.extend((!plain.is_empty()).then(|| Bit::Text(plain.to_owned())));
            let inner = after.strip_prefix('{').ok_or_else(|| {
                format!("`{text}` closes a brace that is not open; write a slot as `{{name}}`")
            })?;
            let (name, tail) = inner.split_once('}').ok_or_else(|| {
                let name = inner.trim();
                format!("`{text}` opens a slot and does not close it; write `{{{name}}}`")
            })?;
            let slot = slots.iter().find(|slot| slot.name == name).ok_or_else(|| {
                let unknown = format!("`{text}` has the unknown slot {{{name}}}; ");
                match nearest(name, slots.iter().map(|slot| slot.name)) {
                    Some(near) => format!("{unknown}did you mean {{{near}}}? ({known})"),
                    None => unknown + &known,
                }
            })?;
            bits.push(Bit::Slot(*slot));
            rest = tail;
        }
        bits.extend((!rest.is_empty()).then(|| Bit::Text(rest.to_owned())));
        let says = |bit: &Bit| matches!(bit, Bit::Text(text) if !text.trim().is_empty());
        let silent = |slot: &&Slot| !bits.contains(&Bit::Slot(**slot));
        let silent = slots.iter().find(silent);
        let name = silent.map_or("", |slot| slot.name);
        refuse! {
            !bits.iter().any(says) =>
                "`{text}` has no words of its own; write a sentence, such as `{{a}} meets {{b}}.`";
            all && silent.is_some() =>
                "`{text}` leaves out {{{name}}}; say all of its slots ({known})";
        }
        Ok(Self { bits })
    }

    /// The slots it says, each once, in the order in which they come first.
    pub(super) fn order(&self) -> Vec<Slot> {
        let slots = self.bits.iter().filter_map(|bit| match bit {
            Bit::Slot(slot) => Some(*slot),
            Bit::Text(_) => None,
        });
        slots.unique().collect()
    }

    /// The same sentence with a full stop where it ends in a comma.
    pub(super) fn stopped(&self) -> Self {
        let mut bits = self.bits.clone();
        if let Some(Bit::Text(last)) = bits.last_mut()
            && let Some(said) = last.strip_suffix(',')
        {
            *last = format!("{said}.");
        }
        Self { bits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> [Slot; 2] {
        ["a", "b"].map(|name| Slot::named(name).unwrap())
    }

    #[test]
    fn slots_are_found_in_their_order() {
        let [a, b] = pair();
        let text = "{b} meets {a}, and {a} meets {b}.";
        let template = Template::parse(text, &[a, b], true).unwrap();
        assert_eq!(template.order(), [b, a]);
        assert_eq!(template.bits.len(), 8);
        assert_eq!(template.bits[3], Bit::Text(", and ".to_owned()));
    }

    #[test]
    fn bad_templates_are_refused_with_the_remedy() {
        let refused = |text| Template::parse(text, &pair(), true).unwrap_err();
        assert_eq!(
            refused("{a} and {person} trade."),
            "`{a} and {person} trade.` has the unknown slot {person}; the slots are {a}, {b}"
        );
        assert_eq!(
            refused("{a} trades."),
            "`{a} trades.` leaves out {b}; say all of its slots (the slots are {a}, {b})"
        );
        assert_eq!(
            refused("{a} and {b trade."),
            "`{a} and {b trade.` opens a slot and does not close it; write `{b trade.}`"
        );
        assert_eq!(
            refused("{a} and b} trade."),
            "`{a} and b} trade.` closes a brace that is not open; write a slot as `{name}`"
        );
        assert_eq!(
            refused("{a} {b}"),
            "`{a} {b}` has no words of its own; write a sentence, such as `{a} meets {b}.`"
        );
        assert_eq!(
            refused("{a}\n{b} x"),
            "`{a}\\n{b} x` is more than a line; write one sentence on one line"
        );
        let slots = [Slot::named("person").unwrap()];
        assert_eq!(
            Template::parse("{persn} smiles.", &slots, false).unwrap_err(),
            "`{persn} smiles.` has the unknown slot {persn}; did you mean {person}? (the slots are {person})"
        );
        assert_eq!(
            Template::parse("Who has {coin}?", &[], true).unwrap_err(),
            "`Who has {coin}?` has the unknown slot {coin}; this sentence has no slots"
        );
    }
}
