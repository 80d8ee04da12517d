//! What is wrong with the words of an `[entity]` table: names, templates, and what is tracked.

use crate::base::near::nearest;
use crate::problem::entity::cast::Cast;
use crate::problem::entity::config::EntityConfig;
use crate::problem::entity::faults::{Faults, add};
use crate::problem::entity::sentences::sentences;
use crate::problem::entity::template::Template;

/// A name that is not among those there are.
pub(super) fn absent(faults: &mut Faults, key: &str, name: &str, known: &[String]) {
    let near = nearest(name, known.iter().map(String::as_str));
    let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    let some = known
        .iter()
        .take(8)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    let more = if known.len() > 8 { ", ..." } else { "" };
    add(
        faults,
        key,
        format!("`{name}` is not in the story; {near}(there are {some}{more})"),
    );
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
                let known: Vec<&str> = told().map(|sentence| sentence.key).collect();
                let near = nearest(key, known.iter().copied());
                let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
                add(
                    faults,
                    &place,
                    format!(
                        "`{key}` is no kind of sentence here; {near}(there are {})",
                        known.join(", ")
                    ),
                );
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
    let known = cast.tracked(config);
    if known.is_empty() {
        add(
            faults,
            "track",
            "`track` has no choice, as it is the penny that is followed; leave it out",
        );
    } else if !known.contains(track) {
        absent(faults, "track", track, &known);
    }
}
