//! Everything that is wrong with an `[entity]` table, all at once: its numbers, its names, its templates, and what is
//! tracked.

use crate::base::near::nearest;
use crate::base::wrong::{Wrong, check};
use crate::problem::families::entity::config::{
    BoxAsk, BoxVerb, BoxesConfig, COINS, Coins, CoinsConfig, EntityConfig, NOUNS,
};
use crate::problem::families::entity::sentence::Sentence;
use crate::problem::families::entity::{MOST, Story};

impl EntityConfig {
    /// Notes everything that is wrong.
    pub(super) fn faults(&self, wrong: &mut Wrong) {
        let stories = [
            ("coins", self.coins.is_some()),
            ("boxes", self.boxes.is_some()),
            ("cups", self.cups.is_some()),
            ("rooms", self.rooms.is_some()),
        ];
        let given: Vec<&str> = stories.iter().filter(|s| s.1).map(|s| s.0).collect();
        let (all, last) = (given.join("` and `"), given.last().copied().unwrap_or(""));
        check! { wrong;
            given.is_empty() => "", "there is no story; give one of `coins`, `boxes`, `cups`, `rooms`";
            given.len() > 1 => last, "there are the stories `{all}`; keep one of them";
        }
        if !wrong.0.is_empty() {
            return;
        }
        let rate = self.distractors;
        let silent = rate <= 0.0;
        let sentences = self.distractor_sentences.as_ref();
        let none = sentences.is_some_and(Vec::is_empty);
        let distinct = matches!(&self.coins, Some(coins) if coins.coins == Coins::Distinct);
        let onlookers = self.boxes.is_some() || self.cups.is_some();
        let people = self.people().len();
        check! { wrong;
            self.asks == 0 => "asks", "`asks` = 0 asks nothing; give 1 or more";
            !(0.0..=1.0).contains(&rate) => "distractors",
                "`distractors` = {rate} is no rate; give a number from 0 to 1";
            none => "distractor_sentences",
                "`distractor_sentences` is empty; give a sentence, or leave it out";
            sentences.is_some() && !none && silent => "distractor_sentences",
                "`distractor_sentences` are never said; set `distractors` above 0, or leave them out";
            self.nouns.is_some() && self.boxes.is_none() && !distinct => "nouns",
                "`nouns` names nothing in this story; leave it out";
            self.names.is_some() && self.rooms.is_some() => "names",
                "`names` names nobody in this story; name them in `rooms.people`";
            self.names.is_some() && onlookers && silent => "names",
                "`names` are only in sentences that change nothing; set `distractors` above 0, or leave them out";
            self.coins.is_none() && people < 2 => "names",
                "there are {people} `names`; give 2 or more";
        }
        if let Some(coins) = &self.coins {
            self.coins(coins, people, wrong);
        }
        if let Some(boxes) = &self.boxes {
            self.boxes(boxes, wrong);
        }
        if let Some(cups) = &self.cups {
            let (balls, cups) = (cups.balls.len(), cups.cups);
            check! { wrong;
                !(2..=MOST).contains(&cups) => "cups.cups",
                    "`cups` = {cups} is not possible; give 2 to {MOST}";
                balls == 0 || balls > cups => "cups.balls",
                    "{balls} balls under {cups} cups are not possible; give 1 to {cups}";
            }
        }
        if let Some(rooms) = &self.rooms {
            let (people, rooms) = (rooms.people.len(), rooms.rooms.len());
            check! { wrong;
                people < 2 => "rooms.people", "`people` has {people}; give 2 or more";
                rooms < 2 => "rooms.rooms", "`rooms` has {rooms}; give 2 or more";
            }
        }
        // numbers out of all proportion would make as many names
        let boxes = self.boxes.as_ref().map_or(0, |boxes| boxes.boxes);
        let cups = self.cups.as_ref().map_or(0, |cups| cups.cups);
        if boxes.max(cups) <= MOST {
            let (_, story) = Story::of(self);
            self.words(&story, wrong);
            self.texts(&story, wrong);
            if let Some(track) = &self.track {
                let known = &story.tracked;
                let near = known_names(track, known);
                check! { wrong;
                    known.is_empty() && self.coins.is_some() => "track",
                        "`track` has no choice, as it is the penny that is followed; leave it out";
                    !known.is_empty() && !known.contains(track) => "track",
                        "`{track}` is not in the story; {near}";
                }
            }
        }
    }

    fn coins(&self, coins: &CoinsConfig, names: usize, wrong: &mut Wrong) {
        let people = coins.people;
        let distinct = coins.coins == Coins::Distinct;
        let kinds = self.nouns(COINS).len();
        let mut known = self.people();
        known.truncate(people);
        let start = coins.start.as_deref().unwrap_or_default();
        let absent = coins.start.is_some() && !known.iter().any(|name| name == start);
        let near = known_names(start, &known);
        check! { wrong;
            !(2..=MOST).contains(&people) => "coins.people",
                "`people` = {people} is not possible; give 2 to {MOST}";
            people > names => "coins.people",
                "`people` = {people}, but there are {names} names; give at most {names}, or more `names`";
            coins.passes && people < 3 => "coins.passes",
                "`passes` needs 3 people, and there are {people}; set `people` to 3 or more";
            distinct && coins.start.is_some() => "coins.start",
                "`start` says who has the penny, and here all coins are different; leave it out";
            !distinct && absent => "coins.start", "`{start}` is not in the story; {near}";
            distinct && kinds < people => "nouns",
                "there are {kinds} coins for {people} people; give as many `nouns` as people";
        }
    }

    fn boxes(&self, boxes: &BoxesConfig, wrong: &mut Wrong) {
        let words = self.nouns(NOUNS).len();
        let (number, nouns, capacity) = (boxes.boxes, boxes.nouns, boxes.capacity);
        let (merge, ambiguous) = (boxes.merge, boxes.ambiguous);
        let adjectives = boxes.adjectives().len();
        let objects = nouns.saturating_mul(if ambiguous { adjectives } else { 1 });
        let full = if capacity == 0 { objects } else { capacity };
        let most = boxes.most.unwrap_or(1);
        let has = |verb| boxes.verbs.contains(&verb);
        let twice = (1..boxes.verbs.len()).any(|k| boxes.verbs[..k].contains(&boxes.verbs[k]));
        let moves = has(BoxVerb::Move) || has(BoxVerb::MoveContents);
        let (puts, removes) = (has(BoxVerb::Put), has(BoxVerb::Remove));
        let limited = capacity > 0;
        check! { wrong;
            nouns > words => "boxes.nouns",
                "`nouns` = {nouns}, but there are {words} words; give at most {words}, or a longer list of `nouns`";
            !(2..=MOST).contains(&number) => "boxes.boxes",
                "`boxes` = {number} is not possible; give 2 to {MOST}";
            nouns == 0 => "boxes.nouns",
                "`nouns` = 0 leaves nothing to put into a box; give 1 or more";
            ambiguous && adjectives < 2 => "boxes.adjectives",
                "{adjectives} `adjectives` tell nothing apart; give 2 or more";
            !ambiguous && boxes.adjectives.is_some() => "boxes.adjectives",
                "`adjectives` are never said; set `ambiguous = true`, or leave them out";
            capacity > objects => "boxes.capacity",
                "`capacity` = {capacity} is more than the {objects} objects there are; give at most {objects}, or 0 for no limit";
            capacity == 0 && boxes.ask == BoxAsk::Contents => "boxes.ask",
                "the contents of a box without limit have no number of blanks; give a `capacity`, or ask for `object`, `count` or `contains`";
            !(1..=full.max(1)).contains(&most) => "boxes.most",
                "`most` = {most} objects in a sentence are not possible; give 1 to {full}";
            twice => "boxes.verbs", "`verbs` names one of them twice; name each once";
            removes && !puts => "boxes.verbs",
                "with these `verbs` in the end the boxes are empty; add `put`";
            !removes && limited => "boxes.verbs",
                "with these `verbs` in the end the boxes may be full; name `put` and `remove`, or set `capacity = 0`";
            !removes && !limited && !moves => "boxes.verbs",
                "with these `verbs` in the end nothing is left to put; add `remove`, `move` or `move-contents`";
            !(0.0..=1.0).contains(&merge) => "boxes.merge",
                "`merge` = {merge} is no rate; give a number from 0 to 1";
            (0.0..1.0).contains(&merge) && !has(BoxVerb::MoveContents) => "boxes.merge",
                "`merge` is about moving contents, which never happens; add `move-contents` to `verbs`, or leave it out";
        }
    }

    /// Words that cannot be used, or that are used twice.
    fn words(&self, story: &Story, wrong: &mut Wrong) {
        let (boxes, rooms) = (self.boxes.is_some(), self.rooms.is_some());
        let things = match &self.cups {
            _ if rooms => "rooms.objects",
            Some(_) => "cups.balls",
            None => "nouns",
        };
        let people = if rooms { "rooms.people" } else { "names" };
        let lists = [
            (people, "a name", true),
            ("rooms.rooms", "a place", rooms),
            (things, "a thing", true),
            ("boxes.adjectives", "an adjective", boxes),
        ];
        let mut seen: Vec<(String, &str)> = Vec::new();
        for ((key, what, typed), list) in lists.into_iter().zip(&story.names) {
            for word in list {
                let plain = |c: char| c.is_alphanumeric() || " -'".contains(c);
                let valid = word.chars().all(plain) && word.split(' ').all(|part| !part.is_empty());
                let answer = ["nothing", "nowhere", "_"].contains(&word.as_str());
                let lower = word.to_lowercase();
                let before = seen.iter().find(|(other, _)| *other == lower);
                let before = before.map_or("", |(_, before)| before);
                check! { wrong;
                    typed && !valid => key,
                        "`{word}` is no word to use in a sentence; use letters, digits and single spaces";
                    answer => key, "`{word}` is {what} and an answer; call it something else";
                    before == what => key, "`{word}` is there twice; give {what} once";
                    !before.is_empty() && before != what => key,
                        "`{word}` is {before} and {what}; call one of them something else";
                }
                if before.is_empty() {
                    seen.push((lower, what));
                }
            }
        }
    }

    /// Templates that are wrong.
    fn texts(&self, story: &Story, wrong: &mut Wrong) {
        let sentences = story.sentences(self);
        let kinds = &sentences[1..];
        let said = |s: &&Sentence| !s.texts.is_empty() || self.templates.contains_key(s.key);
        let keys = kinds.iter().filter(said).map(|s| s.key.to_owned());
        let keys: Vec<String> = keys.collect();
        for (key, texts) in &self.templates {
            let place = format!("templates.{key}");
            let Some(sentence) = kinds.iter().find(|sentence| sentence.key == key) else {
                let near = known_names(key, &keys);
                check! { wrong; true => place, "`{key}` is no kind of sentence here; {near}"; }
                continue;
            };
            let ways = texts.len();
            check! { wrong;
                ways == 0 => place, "`{key}` is said in no way; give a template, or leave it out";
                ways > 0 && sentence.texts.is_empty() => place,
                    "`{key}` is never said in this story; leave it out";
                ways > 1 && !sentence.texts.is_empty() && sentence.opens() => place,
                    "`{key}` is said in {ways} ways; give one, for the beginning has no symbol to tell them apart";
            }
        }
        for (number, sentence) in sentences.iter().enumerate() {
            let place = match number {
                0 => "distractor_sentences".to_owned(),
                _ => format!("templates.{}", sentence.key),
            };
            for (k, text) in sentence.texts.iter().enumerate() {
                if let Err(message) = sentence.parse(text) {
                    wrong.add(&place, message);
                }
                check! { wrong;
                    sentence.texts[..k].contains(text) => place, "`{text}` is there twice; give it once";
                }
            }
        }
    }
}

/// `there are a, b`, after the nearest to `name` if there is one.
fn known_names(name: &str, known: &[String]) -> String {
    let some = known[..known.len().min(8)].join(", ");
    let more = if known.len() > 8 { ", ..." } else { "" };
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`? (there are {some}{more})"),
        None => format!("there are {some}{more}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        let mut wrong = Wrong::default();
        let config: EntityConfig = toml::from_str(text).unwrap();
        config.faults(&mut wrong);
        let lines: Vec<String> = wrong
            .0
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
        distractor_sentences: `distractor_sentences` are never said; set `distractors` above 0, or leave them out
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
