//! A reader of the English text, for the tests: it knows no symbols and none of the code that writes the narratives.
//!
//! It takes sentences apart by their words, keeps who and what is where in maps of strings, answers questions, and
//! panics at a sentence that makes no sense.

use std::collections::BTreeMap;

/// Who or what is where, by name. The same map serves all stories.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct World {
    at: BTreeMap<String, String>,
}

/// A reader of one narrative.
#[derive(Default)]
pub(super) struct Reader {
    now: World,
    start: Option<World>,
    /// Objects of a box at most.
    capacity: usize,
    /// The question that was asked last, and what it speaks of.
    asked: Option<(&'static str, Vec<String>)>,
    /// Blanks behind it.
    blanks: usize,
}

/// The parts of `sentence` at the `_` of `pattern`, each as short as can be.
fn fit(pattern: &str, sentence: &str) -> Option<Vec<String>> {
    let mut texts = pattern.split('_');
    let mut rest = sentence.strip_prefix(texts.next()?)?;
    let mut parts = Vec::new();
    let texts: Vec<&str> = texts.collect();
    for (k, text) in texts.iter().enumerate() {
        let end = if k + 1 == texts.len() {
            rest.len() - rest.strip_suffix(text).map(|_| text.len())?
        } else {
            rest.find(text)?
        };
        parts.push(rest[..end].to_owned());
        rest = &rest[end + text.len()..];
    }
    Some(parts)
}

const NOTHING_HAPPENS: [&str; 8] = [
    "The weather is fine",
    "_ smiles at _",
    "A dog barks in the street",
    "_ looks out of the window",
    "It is getting late",
    "_ tells _ a joke",
    "_ smiles",
    "_ and _ meet",
];

/// Patterns with what they mean; `box` parts and `things` parts in the order of the second text.
const BOXES: [(&str, &str, &str); 15] = [
    ("Move the contents of _ to _", "pour", "from to"),
    ("Empty _ into _", "pour", "from to"),
    ("Everything in _ goes to _", "pour", "from to"),
    ("Put _ into _", "put", "things to"),
    ("Place _ inside _", "put", "things to"),
    ("Open _ and drop _ in", "put", "to things"),
    ("Add _ to what is in _", "put", "things to"),
    ("Remove _ from _", "remove", "things from"),
    ("Take _ out of _", "remove", "things from"),
    ("From _, discard _", "remove", "from things"),
    ("Get rid of _, which _ holds", "remove", "things from"),
    ("Move _ from _ to _", "move", "things from to"),
    ("Carry _ over to _, leaving _", "move", "things to from"),
    ("From _, transfer _ into _", "move", "from things to"),
    ("Let _ have _ of _", "move", "to things from"),
];

fn bare(thing: &str) -> String {
    let thing = thing
        .strip_prefix("the ")
        .or_else(|| thing.strip_prefix("The "));
    thing.expect("things have an article").to_owned()
}

fn decapitalised(text: &str) -> String {
    text[..1].to_lowercase() + &text[1..]
}

fn known(name: &str) -> String {
    match name.strip_prefix("Cup ") {
        Some(number) => format!("cup {number}"),
        None => name.to_owned(),
    }
}

impl World {
    fn within(&self, place: &str) -> Vec<String> {
        let inside = self.at.iter().filter(|(_, at)| *at == place);
        inside.map(|(thing, _)| thing.clone()).collect()
    }

    /// The room of a person or an object that may be carried.
    fn room(&self, name: &str) -> String {
        let at = &self.at[name];
        self.at.get(at).unwrap_or(at).clone()
    }
}

impl Reader {
    /// Of boxes that hold so many things.
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            ..Self::default()
        }
    }

    /// Reads the whole text.
    pub(super) fn read(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(['.', '?']).unwrap_or(rest.len());
            let (sentence, after) = rest.split_at(end);
            self.sentence(sentence.trim());
            rest = after.strip_prefix(['.', '?']).unwrap_or("");
            assert!(
                rest.is_empty() || rest.starts_with(' '),
                "one space between sentences: {text}"
            );
        }
    }

    fn sentence(&mut self, sentence: &str) {
        if self.asks(sentence) || self.begins(sentence) {
            return;
        }
        if self.start.is_none() {
            self.start = Some(self.now.clone());
        }
        self.asked = None;
        if NOTHING_HAPPENS.iter().any(|pattern| {
            fit(pattern, sentence).is_some_and(|p| p.iter().all(|w| !w.contains(' ')))
        }) {
            return;
        }
        assert!(
            self.trades(sentence) || self.goes(sentence) || self.packs(sentence),
            "`{sentence}`"
        );
    }

    fn begins(&mut self, sentence: &str) -> bool {
        let at = &mut self.now.at;
        if sentence.contains('_') {
            return false;
        }
        if sentence.ends_with(" each have a coin") {
            // all that matters is who has the penny
        } else if let Some(p) = fit("All are dimes except _'s, which is a penny", sentence) {
            at.insert("penny".to_owned(), p[0].clone());
        } else if let Some(p) = fit("_ has the _", sentence) {
            at.insert(p[1].clone(), p[0].clone());
        } else if let Some(p) = fit("The _ is under _", sentence) {
            at.insert(p[0].clone(), p[1].clone());
        } else if let Some(p) =
            fit("The _ is in the _", sentence).or_else(|| fit("_ is in the _", sentence))
        {
            at.insert(p[0].clone(), p[1].clone());
        } else if sentence.contains(" contains ") || sentence.contains(" one finds ") {
            for clause in sentence.split(", ") {
                let p = fit("_ contains _", clause)
                    .or_else(|| fit("In _ one finds _", clause))
                    .unwrap();
                for thing in p[1].split(" and ").filter(|thing| *thing != "nothing") {
                    assert!(
                        at.insert(bare(thing), p[0].clone()).is_none(),
                        "there once: {thing}"
                    );
                }
            }
        } else {
            return false;
        }
        assert!(self.start.is_none(), "`{sentence}` is at the beginning");
        true
    }

    fn asks(&mut self, sentence: &str) -> bool {
        if let Some((pattern, said)) = &mut self.asked
            && *pattern == "Lift _"
        {
            assert_eq!(sentence, "What is under it");
            *said = vec![known(&said[0])];
            return true;
        }
        self.blanks = sentence.matches('_').count();
        let plain = sentence.split(" _").next().unwrap();
        let patterns = [
            "Who has the penny",
            "Which coin does _ have",
            "Lift _",
            "Where is _",
            "_ contains",
            "What is left in _ now is",
            "Which box holds _",
            "How many things are in _",
            "Count what is in _",
            "Does _ contain _",
            "Is _ in _",
        ];
        let found = patterns
            .into_iter()
            .find_map(|pattern| Some((pattern, fit(pattern, plain)?)));
        let Some((pattern, said)) = found else {
            return false;
        };
        if self.start.is_none() {
            self.start = Some(self.now.clone());
        }
        self.asked = Some((pattern, said));
        true
    }

    fn trades(&mut self, sentence: &str) -> bool {
        let pairs = [
            "_ and _ trade coins",
            "_ swaps coins with _",
            "Swap _ and _",
            "_ changes places with _",
        ];
        let moves: Vec<(String, String)> =
            if let Some(p) = pairs.iter().find_map(|pattern| fit(pattern, sentence)) {
                vec![(known(&p[0]), known(&p[1])), (known(&p[1]), known(&p[0]))]
            } else if let Some(p) = fit("_, _, and _ pass their coins on: _", sentence) {
                let hands = p[3].replace("and ", "");
                hands
                    .split(", ")
                    .map(|hand| fit("_ to _", hand).unwrap())
                    .map(|h| (h[0].clone(), h[1].clone()))
                    .collect()
            } else {
                return false;
            };
        for at in self.now.at.values_mut() {
            if let Some((_, to)) = moves.iter().find(|(from, _)| from == at) {
                at.clone_from(to);
            }
        }
        true
    }

    fn goes(&mut self, sentence: &str) -> bool {
        let world = &mut self.now;
        if let Some(p) = fit("_ went to the _", sentence) {
            assert_ne!(world.at[&p[0]], p[1], "to another room");
            world.at.insert(p[0].clone(), p[1].clone());
        } else if let Some(p) = fit("_ picked up the _", sentence) {
            assert_eq!(world.at[&p[1]], world.at[&p[0]], "it lies there");
            world.at.insert(p[1].clone(), p[0].clone());
        } else if let Some(p) = fit("_ dropped the _", sentence) {
            assert_eq!(world.at[&p[1]], p[0], "she has it");
            world.at.insert(p[1].clone(), world.at[&p[0]].clone());
        } else {
            return false;
        }
        true
    }

    fn packs(&mut self, sentence: &str) -> bool {
        let usual = BOXES
            .iter()
            .find_map(|(pattern, verb, roles)| Some((*verb, *roles, fit(pattern, sentence)?)));
        let Some((verb, roles, parts)) = usual else {
            return false;
        };
        let part = |role| {
            roles
                .split(' ')
                .position(|r| r == role)
                .map(|k| parts[k].clone())
        };
        let (from, to) = (part("from"), part("to"));
        for place in from.iter().chain(&to) {
            assert!(place.starts_with("Box "), "`{sentence}` is about boxes");
        }
        assert_ne!(from, to, "`{sentence}`");
        let inside = from.as_ref().map(|from| self.now.within(from));
        let things: Vec<String> = match part("things").or_else(|| part("objects")) {
            None => inside.clone().unwrap(),
            Some(list) => list
                .split(" and ")
                .map(|thing| decapitalised(thing).split_off(4))
                .collect(),
        };
        assert!(!things.is_empty(), "`{sentence}` is about something");
        for thing in things {
            let called = |full: &&String| **full == thing || full.ends_with(&format!(" {thing}"));
            let full = match &inside {
                None => thing.clone(),
                Some(inside) => {
                    let meant: Vec<&String> = inside.iter().filter(called).collect();
                    assert_eq!(meant.len(), 1, "`{sentence}` is about one {thing}");
                    meant[0].clone()
                }
            };
            match &to {
                None => assert!(self.now.at.remove(&full).is_some()),
                Some(to) => {
                    let before = self.now.at.insert(full, to.clone());
                    assert_eq!(before.is_none(), verb == "put", "`{sentence}`");
                }
            }
        }
        let full = to.map_or(0, |to| self.now.within(&to).len());
        assert!(full <= self.capacity, "`{sentence}` fits");
        true
    }

    /// The answer to the question that was asked last, and whether it was another at the beginning. Things are counted
    /// in the order of `order`.
    pub(super) fn answer(&self, order: &[String]) -> (String, bool) {
        let (pattern, said) = self.asked.as_ref().expect("a question");
        let slots = self.blanks.max(1);
        let answer = |world: &World, slot| answer(pattern, said, world, order, slot);
        let start = self.start.as_ref().expect("the beginning is over");
        // of contents all that is in the box counts
        let whole = |world: &World| match *pattern {
            "_ contains" | "What is left in _ now is" => world.within(&said[0]),
            _ => vec![answer(world, 1)],
        };
        (answer(&self.now, slots), whole(&self.now) != whole(start))
    }

    /// The answer to what is asked by `pattern`.
    pub(super) fn ask(
        &mut self,
        pattern: &'static str,
        about: &str,
        order: &[String],
    ) -> (String, bool) {
        let before = self.asked.take();
        self.asked = Some((pattern, vec![about.to_owned()]));
        self.blanks = 0;
        if self.start.is_none() {
            self.start = Some(self.now.clone());
        }
        let answer = self.answer(order);
        self.asked = before;
        answer
    }
}

fn answer(pattern: &str, said: &[String], world: &World, order: &[String], slot: usize) -> String {
    let or = |thing: Option<String>, nothing: &str| thing.unwrap_or_else(|| nothing.to_owned());
    match pattern {
        "Who has the penny" => world.at["penny"].clone(),
        "Which coin does _ have" | "Lift _" => or(world.within(&said[0]).pop(), "nothing"),
        "Where is _" | "Which box holds _" => {
            let name = decapitalised(&said[0]);
            let name = name
                .strip_prefix("the ")
                .map_or(said[0].clone(), str::to_owned);
            if world.at.contains_key(&name) {
                world.room(&name)
            } else {
                "nowhere".to_owned()
            }
        }
        "_ contains" | "What is left in _ now is" => {
            let mut inside = world.within(&said[0]);
            inside.sort_by_key(|thing| order.iter().position(|known| known == thing).unwrap());
            or(inside.get(slot - 1).cloned(), "nothing")
        }
        "How many things are in _" | "Count what is in _" => {
            world.within(&said[0]).len().to_string()
        }
        "Does _ contain _" | "Is _ in _" => {
            let (place, thing) = if pattern.starts_with("Does") {
                (&said[0], &said[1])
            } else {
                (&said[1], &said[0])
            };
            let inside = world.at.get(&bare(thing)) == Some(place);
            if inside { "yes" } else { "no" }.to_owned()
        }
        _ => panic!("`{pattern}` is no question"),
    }
}
