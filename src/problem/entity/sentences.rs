//! The kinds of sentences of each story, and how they are said unless the problem file says otherwise.
//!
//! Slots are whole phrases: `{objects}` is "the apple and the pen", `{room}` is "the kitchen".

use crate::problem::entity::config::{
    BoxAsk, BoxVerb, BoxesConfig, Coins, CoinsConfig, CupAsk, EntityConfig,
};
use crate::problem::entity::template::{Slot, Sort};
use crate::problem::entity::words;

/// A kind of sentence. Its number in the list of a story is its verb.
pub(super) struct Sentence {
    /// Its key under `templates`.
    pub(super) key: &'static str,
    /// What it speaks of.
    pub(super) slots: Vec<Slot>,
    /// How it is said. Never, if there is no text.
    pub(super) texts: Vec<String>,
    /// Whether every slot has to be said.
    pub(super) all: bool,
    /// Whether it begins the narrative, and is said in one way only.
    pub(super) opens: bool,
}

impl Sentence {
    fn new(key: &'static str, slots: &[Slot], texts: &[&str]) -> Self {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        Self {
            key,
            slots: slots.to_vec(),
            texts,
            all: true,
            opens: false,
        }
    }

    fn opening(key: &'static str, slots: &[Slot], text: &str) -> Self {
        Self {
            opens: true,
            ..Self::new(key, slots, &[text])
        }
    }
}

/// The sentences of the story: those that change nothing first, then the question, the opening, and what happens.
/// The `people` are named all together where `{people}` stands in the opening of the coins.
pub(super) fn sentences(config: &EntityConfig, people: &[String]) -> Vec<Sentence> {
    let person = Slot::one("person", Sort::Person, 0);
    let other = Slot::one("other", Sort::Person, 1);
    let mut all = vec![Sentence::new("distractor_sentences", &[person, other], &[])];
    all[0].all = false;
    if config.distractors > 0.0 {
        let usual = || words::DISTRACTORS.map(str::to_owned).to_vec();
        all[0].texts = config.distractor_sentences.clone().unwrap_or_else(usual);
    }
    if let Some(coins) = &config.coins {
        coins_told(coins, &mut all);
    } else if let Some(boxes) = &config.boxes {
        boxes_told(boxes, &mut all);
    } else if let Some(cups) = &config.cups {
        cups_told(cups.ask, &mut all);
    } else if let Some(rooms) = &config.rooms {
        rooms_told(
            !rooms.objects.is_empty(),
            rooms.asks_objects(config.track.as_deref()),
            &mut all,
        );
    }
    for sentence in &mut all[1..] {
        if !sentence.texts.is_empty()
            && let Some(texts) = config.templates.get(sentence.key)
        {
            sentence.texts.clone_from(texts);
        }
        if sentence.opens && config.coins.is_some() {
            let listed = listed(people);
            sentence
                .texts
                .iter_mut()
                .for_each(|text| *text = text.replace("{people}", &listed));
        }
    }
    all
}

/// `Alice, Bob, and Carl`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [some @ .., last] => format!("{}, and {last}", some.join(", ")),
    }
}

fn coins_told(coins: &CoinsConfig, all: &mut Vec<Sentence>) {
    let person = Slot::one("person", Sort::Person, 0);
    let [a, b, c] =
        [("a", 0), ("b", 1), ("c", 2)].map(|(name, k)| Slot::one(name, Sort::Person, k));
    match coins.coins {
        Coins::Odd => {
            let holder = Slot::one("holder", Sort::Person, 0);
            let start =
                "{people} each have a coin. All are dimes except {holder}'s, which is a penny.";
            all.push(Sentence::new("question", &[], &["Who has the penny?"]));
            all.push(Sentence::opening("start", &[holder], start));
        }
        Coins::Distinct => {
            let coin = Slot::things("coin");
            all.push(Sentence::new(
                "question",
                &[person],
                &["Which coin does {person} have?"],
            ));
            all.push(Sentence::opening(
                "start",
                &[person, coin],
                "{person} has {coin}.",
            ));
        }
    }
    all.push(Sentence::new(
        "trade",
        &[a, b],
        &["{a} and {b} trade coins."],
    ));
    if coins.passes {
        let around =
            "{a}, {b}, and {c} pass their coins on: {a} to {b}, {b} to {c}, and {c} to {a}.";
        all.push(Sentence::new("pass", &[a, b, c], &[around]));
    }
}

fn cups_told(ask: CupAsk, all: &mut Vec<Sentence>) {
    let [a, b, cup] =
        [("a", 0), ("b", 1), ("cup", 0)].map(|(name, k)| Slot::one(name, Sort::Place, k));
    let ball = Slot::things("ball");
    all.push(match ask {
        CupAsk::Ball => Sentence::new("question", &[ball], &["Where is {ball}?"]),
        CupAsk::Lift => Sentence::new("question", &[cup], &["Lift {cup}. What is under it?"]),
    });
    all.push(Sentence::opening(
        "start",
        &[ball, cup],
        "{ball} is under {cup}.",
    ));
    all.push(Sentence::new("swap", &[a, b], &["Swap {a} and {b}."]));
}

fn rooms_told(objects: bool, asked: bool, all: &mut Vec<Sentence>) {
    let person = Slot::one("person", Sort::Person, 0);
    let room = Slot::one("room", Sort::Place, 1);
    let object = Slot::things("object");
    all.push(if asked {
        Sentence::new("question", &[object], &["Where is {object}?"])
    } else {
        Sentence::new("question", &[person], &["Where is {person}?"])
    });
    all.push(Sentence::opening(
        "start",
        &[person, room],
        "{person} is in {room}.",
    ));
    all.push(Sentence::opening(
        "start-object",
        &[object, room],
        "{object} is in {room}.",
    ));
    all.push(Sentence::new(
        "go",
        &[person, room],
        &["{person} went to {room}."],
    ));
    all.push(Sentence::new(
        "take",
        &[person, object],
        &["{person} picked up {object}."],
    ));
    all.push(Sentence::new(
        "drop",
        &[person, object],
        &["{person} dropped {object}."],
    ));
    if !objects {
        let carried = all
            .iter_mut()
            .filter(|s| ["start-object", "take", "drop"].contains(&s.key));
        carried.for_each(|sentence| sentence.texts.clear());
    }
}

fn boxes_told(boxes: &BoxesConfig, all: &mut Vec<Sentence>) {
    let [at, from, to] =
        [("box", 0), ("from", 0), ("to", 1)].map(|(name, k)| Slot::one(name, Sort::Place, k));
    let (objects, object) = (Slot::things("objects"), Slot::things("object"));
    // the usual way first; the others are for `alt_forms`
    let said = |texts: &'static [&'static str]| if boxes.alt_forms { texts } else { &texts[..1] };
    all.push(match boxes.ask {
        BoxAsk::Contents => Sentence::new(
            "question",
            &[at],
            said(&["{box} contains", "What is left in {box} now is"]),
        ),
        BoxAsk::Object => Sentence::new(
            "question",
            &[object],
            said(&["Where is {object}?", "Which box holds {object}?"]),
        ),
        BoxAsk::Count => Sentence::new(
            "question",
            &[at],
            said(&["How many things are in {box}?", "Count what is in {box}."]),
        ),
        BoxAsk::Contains => Sentence::new(
            "question",
            &[at, object],
            said(&["Does {box} contain {object}?", "Is {object} in {box}?"]),
        ),
    });
    let start = if boxes.alt_forms {
        "In {box} one finds {objects}."
    } else {
        "{box} contains {objects},"
    };
    all.push(Sentence::opening("start", &[at, objects], start));
    for verb in &boxes.verbs {
        all.push(match verb {
            BoxVerb::Put => Sentence::new(
                "put",
                &[objects, at],
                said(&[
                    "Put {objects} into {box}.",
                    "Place {objects} inside {box}.",
                    "Open {box} and drop {objects} in.",
                    "Add {objects} to what is in {box}.",
                ]),
            ),
            BoxVerb::Remove => Sentence::new(
                "remove",
                &[objects, at],
                said(&[
                    "Remove {objects} from {box}.",
                    "Take {objects} out of {box}.",
                    "From {box}, discard {objects}.",
                    "Get rid of {objects}, which {box} holds.",
                ]),
            ),
            BoxVerb::Move => Sentence::new(
                "move",
                &[objects, from, to],
                said(&[
                    "Move {objects} from {from} to {to}.",
                    "Carry {objects} over to {to}, leaving {from}.",
                    "From {from}, transfer {objects} into {to}.",
                    "Let {to} have {objects} of {from}.",
                ]),
            ),
            BoxVerb::MoveContents => Sentence::new(
                "move-contents",
                &[from, to],
                said(&[
                    "Move the contents of {from} to {to}.",
                    "Empty {from} into {to}.",
                    "Everything in {from} goes to {to}.",
                ]),
            ),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::problem::entity::tests::{built, told};

    fn text(config: &str, asked: bool, length: usize) -> String {
        let problem = built(config, asked);
        problem
            .spelling()
            .read(&told(&*problem, 7, length).2.pieces)
    }

    #[test]
    fn texts_are_what_a_person_writes() {
        insta::assert_snapshot!(text("coins = { people = 5 }", true, 3), @"Alice, Bob, Carl, Dan, and Emma each have a coin. All are dimes except Emma's, which is a penny. Carl and Dan trade coins. Carl and Emma trade coins. Alice and Dan trade coins. Who has the penny?");
        insta::assert_snapshot!(text("coins = { people = 3, coins = 'distinct', passes = true }\ndistractors = 0.5", true, 4), @"Alice has the penny. Bob has the nickel. Carl has the dime. Bob looks out of the window. Alice and Carl trade coins. Alice and Bob trade coins. Bob looks out of the window. Bob and Carl trade coins. Alice and Carl trade coins. Which coin does Alice have?");
        insta::assert_snapshot!(text("boxes = { nouns = 10 }", true, 4), @"Box 0 contains nothing, Box 1 contains the blanket, Box 2 contains the bell and the bomb and the block, Box 3 contains the bill and the belt and the apple, Box 4 contains nothing, Box 5 contains the ball and the book, Box 6 contains the bag. Move the blanket from Box 1 to Box 6. Remove the book from Box 5. Remove the ball from Box 5. Put the ball into Box 6. Box 0 contains _, _, _.");
        insta::assert_snapshot!(text("boxes = { nouns = 10, boxes = 4, alt_forms = true, ask = 'count' }\nasks = 2", true, 5), @"In Box 0 one finds the ball and the bag. In Box 1 one finds the bill and the bell. In Box 2 one finds the blanket. In Box 3 one finds the bomb. Place the block inside Box 1. Carry the ball and the bag over to Box 2, leaving Box 0. Open Box 3 and drop the apple and the book in. How many things are in Box 0? Place the belt inside Box 0. Remove the block and the bell from Box 1. How many things are in Box 0?");
        insta::assert_snapshot!(text("boxes = { nouns = 2, boxes = 4, ambiguous = true, ask = 'object' }", true, 6), @"Box 0 contains the brown bag, Box 1 contains the green bag and the black apple and the black bag, Box 2 contains the yellow apple, Box 3 contains the white apple and the blue apple and the red apple. Move the apple from Box 2 to Box 0. Remove the red apple from Box 3. Move the apple from Box 0 to Box 3. Put the blue bag and the yellow bag and the purple bag into Box 2. Put the brown apple into Box 0. Remove the apple and the black bag from Box 1. Where is the yellow apple?");
        insta::assert_snapshot!(text("boxes = { boxes = 6, capacity = 0, verbs = ['move-contents'], merge = 0.0, ask = 'object' }", true, 4), @"Box 0 contains nothing, Box 1 contains nothing, Box 2 contains the guitar and the chalk and the mug and the glue, Box 3 contains the camera and the brick and the cake and the fan, Box 4 contains nothing, Box 5 contains the plane and the bell. Move the contents of Box 2 to Box 4. Move the contents of Box 5 to Box 1. Move the contents of Box 1 to Box 2. Move the contents of Box 2 to Box 0. Where is the guitar?");
        insta::assert_snapshot!(text("cups = { balls = ['red ball', 'blue ball'], ask = 'lift' }", true, 3), @"The red ball is under cup 3. The blue ball is under cup 1. Swap cup 2 and cup 3. Swap cup 1 and cup 2. Swap cup 2 and cup 3. Lift cup 3. What is under it?");
        insta::assert_snapshot!(text("rooms = { objects = ['milk'] }", true, 6), @"Mary is in the garden. John is in the bedroom. Daniel is in the garden. Sandra is in the bathroom. The milk is in the bedroom. Daniel went to the bedroom. Daniel went to the office. Sandra went to the hallway. Mary went to the bathroom. Sandra went to the garden. Daniel went to the bathroom. Where is the milk?");
    }
}
