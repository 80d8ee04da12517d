//! Sentences with slots: `{a} and {b} trade coins.`
//!
//! A slot is a name in braces; what stands in it is a whole phrase (`the apple`, `Box 0`, `Alice`). It may be said
//! more than once. Leaves out braces as text: no narrative needs them.

use crate::base::near::nearest;

/// The kinds of things a narrative has names for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl Sort {
    /// All of them, in the order of the alphabet.
    pub(super) const ALL: [Self; 4] = [Self::Person, Self::Place, Self::Thing, Self::Adjective];
}

/// What may stand in a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// Its name in templates.
    pub(super) name: &'static str,
    /// What stands in it.
    pub(super) sort: Sort,
    /// Which person or place of the sentence it is; things are a list of their own.
    pub(super) index: usize,
}

impl Slot {
    /// The slot for a person or a place, number `index` of the sentence.
    pub(super) const fn one(name: &'static str, sort: Sort, index: usize) -> Self {
        Self { name, sort, index }
    }

    /// The slot for the things of the sentence.
    pub(super) const fn things(name: &'static str) -> Self {
        Self::one(name, Sort::Thing, 0)
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
    /// A slot, by its number among those the sentence may have.
    Slot(usize),
}

impl Template {
    /// Takes `text` apart. If `all` is set, every one of `slots` has to be said.
    pub(super) fn parse(text: &str, slots: &[Slot], all: bool) -> Result<Self, String> {
        let known = || match slots {
            [] => "this sentence has no slots".to_owned(),
            _ => {
                let names: Vec<String> = slots.iter().map(|s| format!("{{{}}}", s.name)).collect();
                format!("the slots are {}", names.join(", "))
            }
        };
        let mut bits = Vec::new();
        let mut rest = text.trim();
        if rest.contains(char::is_control) {
            return Err(format!(
                "`{}` is more than a line; write one sentence on one line",
                text.escape_debug()
            ));
        }
        while !rest.is_empty() {
            let brace = rest.find(['{', '}']).unwrap_or(rest.len());
            let (plain, after) = rest.split_at(brace);
            if !plain.is_empty() {
                bits.push(Bit::Text(plain.to_owned()));
            }
            let Some(inner) = after.strip_prefix('{') else {
                if after.is_empty() {
                    break;
                }
                return Err(format!(
                    "`{text}` closes a brace that is not open; write a slot as `{{name}}`"
                ));
            };
            let Some((name, tail)) = inner.split_once('}') else {
                return Err(format!(
                    "`{text}` opens a slot and does not close it; write `{{{}}}`",
                    inner.trim()
                ));
            };
            let Some(slot) = slots.iter().position(|slot| slot.name == name) else {
                let near = nearest(name, slots.iter().map(|slot| slot.name));
                return Err(match near {
                    Some(near) => format!(
                        "`{text}` has the unknown slot {{{name}}}; did you mean {{{near}}}? ({})",
                        known()
                    ),
                    None => format!("`{text}` has the unknown slot {{{name}}}; {}", known()),
                });
            };
            bits.push(Bit::Slot(slot));
            rest = tail;
        }
        let says = |bit: &Bit| matches!(bit, Bit::Text(text) if !text.trim().is_empty());
        if !bits.iter().any(says) {
            return Err(format!(
                "`{text}` has no words of its own; write a sentence, such as `{{a}} meets {{b}}.`"
            ));
        }
        let silent = |k: &usize| !bits.contains(&Bit::Slot(*k));
        match (0..slots.len()).find(silent) {
            Some(k) if all => Err(format!(
                "`{text}` leaves out {{{}}}; say all of its slots ({})",
                slots[k].name,
                known()
            )),
            _ => Ok(Self { bits }),
        }
    }

    /// The slots it says, each once, in the order in which they come first.
    pub(super) fn order(&self) -> Vec<usize> {
        let mut order = Vec::new();
        for bit in &self.bits {
            match bit {
                Bit::Slot(slot) if !order.contains(slot) => order.push(*slot),
                _ => {}
            }
        }
        order
    }

    /// The same sentence with a full stop where it ends in a comma.
    pub(super) fn stopped(&self) -> Self {
        let mut bits = self.bits.clone();
        if let Some(Bit::Text(last)) = bits.last_mut()
            && last.ends_with(',')
        {
            last.pop();
            last.push('.');
        }
        Self { bits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIR: [Slot; 2] = [
        Slot::one("a", Sort::Person, 0),
        Slot::one("b", Sort::Person, 1),
    ];

    #[test]
    fn slots_are_found_in_their_order() {
        let template = Template::parse("{b} meets {a}, and {a} meets {b}.", &PAIR, true).unwrap();
        assert_eq!(template.order(), [1, 0]);
        assert_eq!(template.bits.len(), 8);
        assert_eq!(template.bits[3], Bit::Text(", and ".to_owned()));
    }

    #[test]
    fn bad_templates_are_refused_with_the_remedy() {
        let refused = |text| Template::parse(text, &PAIR, true).unwrap_err();
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
        let slots = [Slot::one("person", Sort::Person, 0)];
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
