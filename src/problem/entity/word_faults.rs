//! What is wrong with the words of an `[entity]` table: names, templates, and what is tracked.

use crate::base::near::nearest;
use crate::problem::entity::cast::Cast;
use crate::problem::entity::config::EntityConfig;
use crate::problem::entity::faults::{Faults, add};
use crate::problem::entity::sentences::sentences;
use crate::problem::entity::template::Template;

/// `there are a, b`, after the nearest to `name` if there is one.
fn known(name: &str, known: &[String]) -> String {
    let some = known[..known.len().min(8)].join(", ");
    let more = if known.len() > 8 { ", ..." } else { "" };
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`? (there are {some}{more})"),
        None => format!("there are {some}{more}"),
    }
}

/// A name that is not among those there are.
pub(super) fn absent(faults: &mut Faults, key: &str, name: &str, names: &[String]) {
    let message = format!("`{name}` is not in the story; {}", known(name, names));
    add(faults, key, message);
}

/// Words that cannot be used, or that are used twice.
pub(super) fn names(config: &EntityConfig, cast: &Cast, faults: &mut Faults) {
    let boxes = config.boxes.is_some();
    let rooms = config.rooms.is_some();
    let things = if rooms {
        "rooms.objects"
    } else if config.cups.is_some() {
        "cups.balls"
    } else {
        "nouns"
    };
    let people = if rooms { "rooms.people" } else { "names" };
    let lists = [
        (people, "a name", &cast.people, true),
        ("rooms.rooms", "a place", &cast.places, rooms),
        (things, "a thing", &cast.things, true),
        ("boxes.adjectives", "an adjective", &cast.adjectives, boxes),
    ];
    let mut seen: Vec<(String, &str)> = Vec::new();
    for (key, what, list, typed) in lists {
        for word in list {
            let plain = |c: char| c.is_alphanumeric() || " -'".contains(c);
            let sound = word.chars().all(plain) && word.split(' ').all(|part| !part.is_empty());
            if typed && !sound {
                add(
                    faults,
                    key,
                    format!(
                        "`{word}` is no word to use in a sentence; use letters, digits and single spaces"
                    ),
                );
            }
            if ["nothing", "nowhere", "_"].contains(&word.as_str()) {
                add(
                    faults,
                    key,
                    format!("`{word}` is {what} and an answer; call it something else"),
                );
            }
            let lower = word.to_lowercase();
            match seen.iter().find(|(other, _)| *other == lower) {
                Some((_, before)) if *before == what => {
                    add(
                        faults,
                        key,
                        format!("`{word}` is there twice; give {what} once"),
                    );
                }
                Some((_, before)) => {
                    add(
                        faults,
                        key,
                        format!("`{word}` is {before} and {what}; call one of them something else"),
                    );
                }
                None => seen.push((lower, what)),
            }
        }
    }
}

/// Templates that are wrong.
pub(super) fn texts(config: &EntityConfig, cast: &Cast, faults: &mut Faults) {
    let all = sentences(config, &cast.people);
    let told = || {
        all[1..].iter().filter(|sentence| {
            !sentence.texts.is_empty() || config.templates.contains_key(sentence.key)
        })
    };
    for (key, texts) in &config.templates {
        let place = format!("templates.{key}");
        match all[1..].iter().find(|sentence| sentence.key == key) {
            Some(sentence) if texts.is_empty() => {
                add(
                    faults,
                    &place,
                    format!(
                        "`{}` is said in no way; give a template, or leave it out",
                        sentence.key
                    ),
                );
            }
            Some(sentence) if sentence.texts.is_empty() => {
                add(
                    faults,
                    &place,
                    format!("`{key}` is never said in this story; leave it out"),
                );
            }
            Some(sentence) if sentence.opens && texts.len() > 1 => {
                add(
                    faults,
                    &place,
                    format!(
                        "`{key}` is said in {} ways; give one, for the beginning has no symbol to tell them apart",
                        texts.len()
                    ),
                );
            }
            Some(_) => {}
            None => {
                let keys: Vec<String> = told().map(|sentence| sentence.key.to_owned()).collect();
                let message = format!("`{key}` is no kind of sentence here; {}", known(key, &keys));
                add(faults, &place, message);
            }
        }
    }
    for sentence in &all {
        let place = if sentence.key == "distractor_sentences" {
            sentence.key.to_owned()
        } else {
            format!("templates.{}", sentence.key)
        };
        for (k, text) in sentence.texts.iter().enumerate() {
            if let Err(message) = Template::parse(text, &sentence.slots, sentence.all) {
                add(faults, &place, message);
            }
            if sentence.texts[..k].contains(text) {
                add(
                    faults,
                    &place,
                    format!("`{text}` is there twice; give it once"),
                );
            }
        }
    }
}

/// A thing to track that is not in the story.
pub(super) fn track(config: &EntityConfig, cast: &Cast, faults: &mut Faults) {
    let Some(track) = &config.track else { return };
    let names = cast.tracked(config);
    if names.is_empty() && config.coins.is_some() {
        add(
            faults,
            "track",
            "`track` has no choice, as it is the penny that is followed; leave it out",
        );
    } else if !names.is_empty() && !names.contains(track) {
        absent(faults, "track", track, &names);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        let faults = toml::from_str::<EntityConfig>(text).unwrap().faults();
        let lines: Vec<String> = faults
            .into_iter()
            .map(|(key, message)| format!("{key}: {message}"))
            .collect();
        lines.join("\n")
    }

    #[test]
    fn bad_tables_are_refused_with_the_key_the_value_and_the_remedy() {
        let cases = [
            "",
            "coins = {}\ncups = {}",
            "coins = { people = 1 }",
            "coins = { people = 5 }\nnames = ['Ann', 'Bert']",
            "coins = { start = 'Alicia' }",
            "coins = { people = 2, passes = true }",
            "coins = {}\ntrack = 'Alice'",
            "coins = { coins = 'distinct' }\ntrack = 'Alic'",
            "coins = { people = 2 }\nnames = ['Ann', 'Ann']",
            "coins = { people = 2, coins = 'distinct' }\nnames = ['Ann', 'Penny']\nnouns = ['dime', 'penny']",
            "coins = {}\n[templates]\ntrade = ['{a} and {c} trade coins.']",
            "coins = {}\n[templates]\ntrade = ['{a} trades coins.']",
            "coins = {}\n[templates]\ntrad = ['{a} and {b} trade coins.']",
            "coins = {}\n[templates]\nstart = ['{holder} has it.', '{holder} is it.']",
            "coins = {}\ndistractors = 0.1\ndistractor_sentences = ['{persn} smiles.']",
            "coins = {}\ndistractors = 1.5\nasks = 0",
            "coins = {}\ndistractor_sentences = ['It rains.']",
            "boxes = { boxes = 1 }",
            "boxes = { capacity = 9, nouns = 5 }",
            "boxes = { nouns = 500 }",
            "boxes = { capacity = 0 }",
            "boxes = { most = 4 }",
            "boxes = { verbs = ['remove', 'move'] }",
            "boxes = { verbs = ['move-contents'] }",
            "boxes = { merge = 0.5 }",
            "boxes = { adjectives = ['red'] }",
            "boxes = { ask = 'object' }\ntrack = 'aple'",
            "boxes = { nouns = 2, capacity = 1 }\nnouns = ['pen', 'nothing']",
            "boxes = { nouns = 1, capacity = 1 }\nnouns = ['pen.']",
            "cups = { cups = 2, balls = ['a', 'b', 'c'] }\ntrack = 'cup 3'",
            "rooms = { people = ['Mary'] }\nnames = ['John', 'Mary']",
            "rooms = { objects = ['garden', 'mary'] }",
        ];
        let all: Vec<String> = cases.into_iter().map(refused).collect();
        insta::assert_snapshot!(all.join("\n"), @"
        : there is no story; give one of `coins`, `boxes`, `cups`, `rooms`
        cups: there are the stories `coins` and `cups`; keep one of them
        coins.people: `people` = 1 is not possible; give 2 to 26
        coins.people: `people` = 5, but there are 2 names; give at most 2, or more `names`
        coins.start: `Alicia` is not in the story; did you mean `Alice`? (there are Alice, Bob, Carl, Dan, Emma)
        coins.passes: `passes` needs 3 people, and there are 2; set `people` to 3 or more
        track: `track` has no choice, as it is the penny that is followed; leave it out
        track: `Alic` is not in the story; did you mean `Alice`? (there are Alice, Bob, Carl, Dan, Emma)
        names: `Ann` is there twice; give a name once
        nouns: `penny` is a name and a thing; call one of them something else
        templates.trade: `{a} and {c} trade coins.` has the unknown slot {c}; the slots are {a}, {b}
        templates.trade: `{a} trades coins.` leaves out {b}; say all of its slots (the slots are {a}, {b})
        templates.trad: `trad` is no kind of sentence here; did you mean `trade`? (there are question, start, trade)
        templates.start: `start` is said in 2 ways; give one, for the beginning has no symbol to tell them apart
        distractor_sentences: `{persn} smiles.` has the unknown slot {persn}; did you mean {person}? (the slots are {person}, {other})
        asks: `asks` = 0 asks nothing; give 1 or more
        distractors: `distractors` = 1.5 is no rate; give a number from 0 to 1
        distractor_sentences: `distractor_sentences` are never told; set `distractors` above 0, or leave them out
        boxes.boxes: `boxes` = 1 is not possible; give 2 to 26
        boxes.capacity: `capacity` = 9 is more than the 5 objects there are; give at most 5, or 0 for no limit
        boxes.nouns: `nouns` = 500, but there are 120 words; give at most 120, or a longer list of `nouns`
        boxes.ask: the contents of a box without limit have no number of blanks; give a `capacity`, or ask for `object`, `count` or `contains`
        boxes.most: `most` = 4 objects in a sentence are not possible; give 1 to 3
        boxes.verbs: with these `verbs` in the end the boxes are empty; add `put`
        boxes.verbs: with these `verbs` in the end the boxes may be full; name `put` and `remove`, or set `capacity = 0`
        boxes.merge: `merge` is about moving contents, which never happens; add `move-contents` to `verbs`, or leave it out
        boxes.adjectives: `adjectives` are never said; set `ambiguous = true`, or leave them out
        track: `aple` is not in the story; did you mean `apple`? (there are apple, bag, ball, bell, belt, bill, blanket, block, ...)
        nouns: `nothing` is a thing and an answer; call it something else
        nouns: `pen.` is no word to use in a sentence; use letters, digits and single spaces
        cups.balls: 3 balls under 2 cups are not possible; give 1 to 2
        track: `cup 3` is not in the story; there are a, b, c
        names: `names` names nobody in this story; name them in `rooms.people`
        rooms.people: `people` has 1; give 2 or more
        rooms.objects: `garden` is a place and a thing; call one of them something else
        rooms.objects: `mary` is a name and a thing; call one of them something else
        ");
    }
}
