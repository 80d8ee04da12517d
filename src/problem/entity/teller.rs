//! From a table to a narrative: what each story needs besides itself.

use crate::algebra::monoid::Monoid;
use crate::problem::Problem;
use crate::problem::complexity::Complexity;
use crate::problem::entity::boxes::Boxes;
use crate::problem::entity::cast::Cast;
use crate::problem::entity::config::{
    BoxAsk, BoxesConfig, Coins, CoinsConfig, CupAsk, CupsConfig, EntityConfig, RoomsConfig,
};
use crate::problem::entity::narrative::{Narrative, Story};
use crate::problem::entity::prose::{Args, Thing};
use crate::problem::entity::rooms::{LAST_WRITES, Rooms};
use crate::problem::entity::script::{Clause, Script, Verb, Written};
use crate::problem::entity::sentences::{Sentence, sentences};
use crate::problem::entity::swaps::{self, Opening, SYMMETRIC, Swaps, pairs, triples};
use crate::problem::entity::template::{Slot, Sort, Template};
use crate::problem::entity::{OPENING, QUESTION};

/// What goes into a narrative besides its story.
pub(super) struct Teller<'a> {
    pub(super) name: &'a str,
    pub(super) config: &'a EntityConfig,
    /// Whether its inputs hold questions.
    pub(super) asked: bool,
    pub(super) cast: Cast,
}

/// What is particular to a story besides the story itself.
struct Plot {
    clauses: Vec<Clause>,
    /// How operations are written, in their order.
    operations: Vec<Written>,
    /// Which people or places, and which things, questions are about.
    held: Option<Args>,
    blanks: usize,
    /// Symbols for the things of a sentence, and of the opening, at most.
    things: [usize; 2],
    algebra: Option<(Monoid, Vec<u32>)>,
    class: Complexity,
}

/// A clause of kind `verb` that says `reads` of `args`.
fn clause(verb: usize, reads: Slot, one: u16, things: &[u16]) -> Clause {
    let things = things.iter().map(|&noun| Thing::only(noun)).collect();
    Clause {
        verb,
        args: Args {
            one: [one, 0, 0],
            things,
        },
        reads,
        lists: false,
    }
}

fn about(one: u16) -> Args {
    Args {
        one: [one, 0, 0],
        things: Vec::new(),
    }
}

fn of(thing: Thing) -> Args {
    Args {
        one: [0; 3],
        things: vec![thing],
    }
}

impl Teller<'_> {
    /// What all questions are about, by its number among what may be tracked; without questions, the first.
    fn held(&self) -> Option<usize> {
        let known = self.cast.tracked(self.config);
        let track = self.config.track.as_ref();
        let found = track.and_then(|track| known.iter().position(|name| name == track));
        found.or((!self.asked).then_some(0))
    }

    fn sentences(&self) -> Vec<Sentence> {
        sentences(self.config, &self.cast.people)
    }

    /// How often each kind of operation is said.
    fn forms(&self, verb: usize) -> usize {
        self.sentences()
            .get(verb)
            .map_or(0, |sentence| sentence.texts.len())
    }

    /// People trade coins.
    pub(super) fn coins(&self, coins: &CoinsConfig) -> Box<dyn Problem> {
        let person = Slot::one("person", Sort::Person, 0);
        let odd = coins.coins == Coins::Odd;
        let start = coins.start.as_ref();
        let start = start.and_then(|start| self.cast.people.iter().position(|name| name == start));
        let trades = pairs(coins.people);
        let passes = if coins.passes {
            triples(coins.people)
        } else {
            Vec::new()
        };
        let mut operations = vec![Written::Whole(trades.clone())];
        operations.extend(coins.passes.then(|| Written::Whole(passes.clone())));
        let story = Swaps {
            holders: coins.people,
            things: if odd { 1 } else { coins.people },
            opening: if odd {
                Opening::Odd(start.map(|k| k as u16))
            } else {
                Opening::Held
            },
            asks_holder: odd,
            trades,
            passes,
        };
        let all = 0..coins.people as u16;
        let plot = Plot {
            clauses: if odd {
                vec![clause(OPENING, person, 0, &[])]
            } else {
                all.map(|k| clause(OPENING, Slot::things("coin"), k, &[]))
                    .collect()
            },
            operations,
            held: if odd {
                Some(about(0))
            } else {
                self.held().map(|k| about(k as u16))
            },
            blanks: 0,
            things: [1, 0],
            algebra: story.algebra([swaps::TRADE, swaps::PASS].map(|verb| self.forms(verb))),
            class: SYMMETRIC,
        };
        self.tell(story, plot)
    }

    /// Cups are swapped.
    pub(super) fn cups(&self, cups: &CupsConfig) -> Box<dyn Problem> {
        let trades = pairs(cups.cups);
        let balls = cups.balls.len();
        let asks_ball = cups.ask == CupAsk::Ball;
        let operations = vec![Written::Whole(trades.clone())];
        let story = Swaps {
            holders: cups.cups,
            things: balls,
            opening: Opening::Holders,
            asks_holder: asks_ball,
            trades,
            passes: Vec::new(),
        };
        let at = Slot::one("cup", Sort::Place, 0);
        let held = |k: usize| {
            if asks_ball {
                of(Thing::only(k as u16))
            } else {
                about(k as u16)
            }
        };
        let plot = Plot {
            clauses: (0..balls as u16)
                .map(|ball| clause(OPENING, at, 0, &[ball]))
                .collect(),
            operations,
            held: self.held().map(held),
            blanks: 0,
            things: [1, 0],
            algebra: story.algebra([self.forms(swaps::TRADE), 0]),
            class: SYMMETRIC,
        };
        self.tell(story, plot)
    }

    /// People go from room to room.
    pub(super) fn rooms(&self, rooms: &RoomsConfig) -> Box<dyn Problem> {
        let people = rooms.people.len();
        let objects = rooms.objects.len();
        let asks_objects = rooms.asks_objects(self.config.track.as_deref());
        let story = Rooms {
            people,
            rooms: rooms.rooms.len(),
            objects,
            asks_objects,
        };
        let at = Slot::one("room", Sort::Place, 1);
        let mut clauses: Vec<Clause> = (0..people as u16)
            .map(|k| clause(OPENING, at, k, &[]))
            .collect();
        clauses.extend((0..objects as u16).map(|k| clause(OPENING + 1, at, 0, &[k])));
        // what is tracked is a person, or an object after all people; if objects are asked for, the first of them
        let held = self.held().map(|k| match k.checked_sub(people) {
            Some(object) => object,
            None => k * usize::from(!asks_objects),
        });
        let asked = |k: usize| {
            if asks_objects {
                of(Thing::only(k as u16))
            } else {
                about(k as u16)
            }
        };
        let plot = Plot {
            clauses,
            operations: vec![
                Written::Opening,
                Written::Head(1),
                Written::Head(1),
                Written::Head(1),
            ],
            algebra: story.algebra(held.unwrap_or(0)),
            held: held.map(asked),
            blanks: 0,
            things: [1, 0],
            class: LAST_WRITES,
        };
        self.tell(story, plot)
    }

    /// Objects go from box to box.
    pub(super) fn boxes(&self, boxes: &BoxesConfig) -> Box<dyn Problem> {
        let kinds = self.cast.adjectives.len().max(1);
        let objects = boxes.nouns * kinds;
        let limit = if boxes.capacity == 0 {
            objects
        } else {
            boxes.capacity
        };
        let most = boxes.most.unwrap_or(if boxes.capacity == 0 {
            objects.min(3)
        } else {
            limit
        });
        let story = Boxes {
            boxes: boxes.boxes,
            capacity: limit,
            nouns: boxes.nouns,
            kinds,
            most,
            verbs: boxes.verbs.clone(),
            merge: boxes.merge,
            ask: boxes.ask,
        };
        let at = Slot::one("box", Sort::Place, 0);
        let listing = |k| Clause {
            lists: true,
            ..clause(OPENING, at, k, &[])
        };
        let symbols = 1 + usize::from(boxes.ambiguous);
        let held = |k: usize| match boxes.ask {
            BoxAsk::Object => of(story.thing(k as u16)),
            BoxAsk::Contents | BoxAsk::Count | BoxAsk::Contains => about(k as u16),
        };
        let plot = Plot {
            clauses: (0..boxes.boxes as u16).map(listing).collect(),
            operations: boxes.verbs.iter().map(|_| Written::Head(most)).collect(),
            held: self.held().map(held),
            blanks: if boxes.ask == BoxAsk::Contents {
                boxes.capacity
            } else {
                0
            },
            things: [most * symbols, objects.min(limit * boxes.boxes) * symbols],
            algebra: story.algebra(),
            class: story.class(),
        };
        self.tell(story, plot)
    }

    fn tell<S: Story + 'static>(&self, story: S, plot: Plot) -> Box<dyn Problem> {
        let names = self.cast.names();
        let mut phrases = names.clone();
        if self.config.rooms.is_some() {
            phrases[Sort::Place as usize]
                .iter_mut()
                .for_each(|room| *room = format!("the {room}"));
        }
        let written = [Written::Head(1), Written::Head(1), Written::Opening].into_iter();
        let mut told = self.sentences();
        if !self.asked {
            told[QUESTION].texts.clear();
        }
        let parse = |text: &String, sentence: &Sentence| {
            Template::parse(text, &sentence.slots, sentence.all).expect("templates have no faults")
        };
        let verb = |(sentence, written): (Sentence, Written)| Verb {
            key: if sentence.all {
                sentence.key
            } else {
                "distractor"
            },
            texts: sentence
                .texts
                .iter()
                .map(|text| parse(text, &sentence))
                .collect(),
            slots: sentence.slots,
            written,
        };
        let verbs: Vec<Verb> = told
            .into_iter()
            .zip(written.chain(plot.operations))
            .map(verb)
            .collect();
        let complexity = plot.algebra.is_none().then_some(plot.class);
        let blanks = if self.asked { plot.blanks } else { 0 };
        Box::new(Narrative {
            name: self.name.to_owned(),
            story,
            script: Script::new(&verbs, plot.clauses, &names, &phrases, blanks > 0),
            labels: self.cast.labels(self.config),
            asks: if self.asked { self.config.asks } else { 0 },
            held: plot.held,
            blanks,
            distractors: self.config.distractors,
            people: self.cast.people.len(),
            things: plot.things,
            operations: OPENING + 1..verbs.len(),
            algebra: plot.algebra,
            complexity,
        })
    }
}
