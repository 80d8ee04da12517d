//! What is wrong with an `[entity]` table, all at once: here the numbers, in `word_faults` the words.

use crate::problem::entity::cast::Cast;
use crate::problem::entity::config::{BoxAsk, BoxVerb, BoxesConfig, Coins, EntityConfig};
use crate::problem::entity::word_faults::{absent, names, texts, track};
use crate::problem::entity::words;

/// Faults as (key, message).
pub(super) type Faults = Vec<(String, String)>;

/// Boxes, cups and rooms at most, and people of a story that trades.
const MOST: usize = 26;

pub(super) fn add(faults: &mut Faults, key: &str, message: impl Into<String>) {
    faults.push((key.to_owned(), message.into()));
}

/// Everything that is wrong.
pub(super) fn faults(config: &EntityConfig) -> Faults {
    let mut faults = Vec::new();
    let given = [
        config.coins.is_some(),
        config.boxes.is_some(),
        config.cups.is_some(),
        config.rooms.is_some(),
    ];
    let named = ["coins", "boxes", "cups", "rooms"].iter().zip(given);
    let told: Vec<&str> = named
        .filter(|(_, given)| *given)
        .map(|(name, _)| *name)
        .collect();
    match told.as_slice() {
        [_] => {}
        [] => {
            add(
                &mut faults,
                "",
                "there is no story; give one of `coins`, `boxes`, `cups`, `rooms`",
            );
            return faults;
        }
        [.., last] => {
            add(
                &mut faults,
                last,
                format!(
                    "there are the stories `{}`; keep one of them",
                    told.join("` and `")
                ),
            );
            return faults;
        }
    }
    if config.asks == 0 {
        add(
            &mut faults,
            "asks",
            "`asks` = 0 asks nothing; give 1 or more",
        );
    }
    if !(0.0..=1.0).contains(&config.distractors) {
        add(
            &mut faults,
            "distractors",
            format!(
                "`distractors` = {} is no rate; give a number from 0 to 1",
                config.distractors
            ),
        );
    }
    if let Some(sentences) = &config.distractor_sentences {
        if sentences.is_empty() {
            add(
                &mut faults,
                "distractor_sentences",
                "`distractor_sentences` is empty; give a sentence, or leave it out",
            );
        } else if config.distractors <= 0.0 {
            add(
                &mut faults,
                "distractor_sentences",
                "`distractor_sentences` are never told; set `distractors` above 0, or leave them out",
            );
        }
    }
    story(config, &mut faults);
    // numbers out of all proportion would make as many names
    let boxes = config.boxes.as_ref().map_or(0, |boxes| boxes.boxes);
    let cups = config.cups.as_ref().map_or(0, |cups| cups.cups);
    if boxes.max(cups) <= MOST {
        let cast = Cast::of(config);
        names(config, &cast, &mut faults);
        texts(config, &cast, &mut faults);
        track(config, &cast, &mut faults);
    }
    faults
}

fn between(faults: &mut Faults, key: &str, count: usize, least: usize, most: usize) {
    if !(least..=most).contains(&count) {
        let name = key.rsplit('.').next().unwrap_or(key);
        add(
            faults,
            key,
            format!("`{name}` = {count} is not possible; give {least} to {most}"),
        );
    }
}

fn story(config: &EntityConfig, faults: &mut Faults) {
    let distinct = config
        .coins
        .as_ref()
        .is_some_and(|coins| coins.coins == Coins::Distinct);
    if config.nouns.is_some() && config.boxes.is_none() && !distinct {
        add(
            faults,
            "nouns",
            "`nouns` names nothing in this story; leave it out",
        );
    }
    if config.names.is_some() && config.rooms.is_some() {
        add(
            faults,
            "names",
            "`names` names nobody in this story; name them in `rooms.people`",
        );
    }
    if config.names.is_some()
        && (config.boxes.is_some() || config.cups.is_some())
        && config.distractors <= 0.0
    {
        add(
            faults,
            "names",
            "`names` are only in sentences that change nothing; set `distractors` above 0, or leave them out",
        );
    }
    let names = config.names.as_ref().map_or(words::NAMES.len(), Vec::len);
    if let Some(coins) = &config.coins {
        let people = coins.people;
        between(faults, "coins.people", people, 2, MOST);
        if people > names {
            add(
                faults,
                "coins.people",
                format!(
                    "`people` = {people}, but there are {names} names; give at most {names}, or more `names`"
                ),
            );
        }
        if coins.passes && people < 3 {
            add(
                faults,
                "coins.passes",
                format!(
                    "`passes` needs 3 people, and there are {people}; set `people` to 3 or more"
                ),
            );
        }
        let known = Cast::of(config).people;
        if let Some(start) = &coins.start {
            if distinct {
                add(
                    faults,
                    "coins.start",
                    "`start` says who has the penny, and here all coins are different; leave it out",
                );
            } else if !known.contains(start) {
                absent(faults, "coins.start", start, &known);
            }
        }
        let kinds = config.nouns.as_ref().map_or(words::COINS.len(), Vec::len);
        if distinct && kinds < people {
            add(
                faults,
                "nouns",
                format!(
                    "there are {kinds} coins for {people} people; give as many `nouns` as people"
                ),
            );
        }
    } else if names < 2 {
        add(
            faults,
            "names",
            format!("there are {names} `names`; give 2 or more"),
        );
    }
    if let Some(cups) = &config.cups {
        between(faults, "cups.cups", cups.cups, 2, MOST);
        if cups.balls.is_empty() || cups.balls.len() > cups.cups {
            let (balls, cups) = (cups.balls.len(), cups.cups);
            add(
                faults,
                "cups.balls",
                format!("{balls} balls under {cups} cups are not possible; give 1 to {cups}"),
            );
        }
    }
    if let Some(rooms) = &config.rooms {
        for (key, what, count) in [
            ("rooms.people", "people", rooms.people.len()),
            ("rooms.rooms", "rooms", rooms.rooms.len()),
        ] {
            if count < 2 {
                add(faults, key, format!("`{what}` has {count}; give 2 or more"));
            }
        }
    }
    if let Some(boxes) = &config.boxes {
        let all = config.nouns.as_ref().map_or(words::NOUNS.len(), Vec::len);
        if boxes.nouns > all {
            add(
                faults,
                "boxes.nouns",
                format!(
                    "`nouns` = {}, but there are {all} words; give at most {all}, or a longer list of `nouns`",
                    boxes.nouns
                ),
            );
        }
        boxed(boxes, faults);
    }
}

fn boxed(boxes: &BoxesConfig, faults: &mut Faults) {
    between(faults, "boxes.boxes", boxes.boxes, 2, MOST);
    if boxes.nouns == 0 {
        add(
            faults,
            "boxes.nouns",
            "`nouns` = 0 leaves nothing to put into a box; give 1 or more",
        );
    }
    let adjectives = boxes
        .adjectives
        .as_ref()
        .map_or(words::ADJECTIVES.len(), Vec::len);
    let kinds = if boxes.ambiguous { adjectives } else { 1 };
    if boxes.ambiguous && adjectives < 2 {
        add(
            faults,
            "boxes.adjectives",
            format!("{adjectives} `adjectives` tell nothing apart; give 2 or more"),
        );
    }
    if !boxes.ambiguous && boxes.adjectives.is_some() {
        add(
            faults,
            "boxes.adjectives",
            "`adjectives` are never said; set `ambiguous = true`, or leave them out",
        );
    }
    let (capacity, objects) = (boxes.capacity, boxes.nouns.saturating_mul(kinds));
    if capacity > objects {
        add(
            faults,
            "boxes.capacity",
            format!(
                "`capacity` = {capacity} is more than the {objects} objects there are; give at most {objects}, or 0 for no limit"
            ),
        );
    }
    if capacity == 0 && boxes.ask == BoxAsk::Contents {
        add(
            faults,
            "boxes.ask",
            "the contents of a box without limit have no number of blanks; give a `capacity`, or ask for `object`, `count` or `contains`",
        );
    }
    let full = if capacity == 0 { objects } else { capacity };
    if let Some(most) = boxes.most
        && !(1..=full.max(1)).contains(&most)
    {
        add(
            faults,
            "boxes.most",
            format!("`most` = {most} objects in a sentence are not possible; give 1 to {full}"),
        );
    }
    let has = |verb| boxes.verbs.contains(&verb);
    for (k, verb) in boxes.verbs.iter().enumerate() {
        if boxes.verbs[..k].contains(verb) {
            add(
                faults,
                "boxes.verbs",
                "`verbs` names one of them twice; name each once",
            );
        }
    }
    let ends = match (has(BoxVerb::Put), has(BoxVerb::Remove)) {
        (true, true) => None,
        (false, true) => Some("in the end the boxes are empty; add `put`"),
        _ if capacity > 0 => {
            Some("in the end the boxes may be full; name `put` and `remove`, or set `capacity = 0`")
        }
        _ if has(BoxVerb::Move) || has(BoxVerb::MoveContents) => None,
        _ => Some("in the end nothing is left to put; add `remove`, `move` or `move-contents`"),
    };
    if let Some(ends) = ends {
        add(faults, "boxes.verbs", format!("with these `verbs` {ends}"));
    }
    if !(0.0..=1.0).contains(&boxes.merge) {
        add(
            faults,
            "boxes.merge",
            format!(
                "`merge` = {} is no rate; give a number from 0 to 1",
                boxes.merge
            ),
        );
    } else if boxes.merge < 1.0 && !has(BoxVerb::MoveContents) {
        add(
            faults,
            "boxes.merge",
            "`merge` is about moving contents, which never happens; add `move-contents` to `verbs`, or leave it out",
        );
    }
}
